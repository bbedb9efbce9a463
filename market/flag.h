/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLAG_H
#define MARKET_FLAG_H

#include "db/flag.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/flag_rule.h"
#include "market/market.h"

/*
 * 预警: what the indicators of market/flag_rule.h ask, kept until a regulator
 * has looked at it.  A job of the clock follows the timeline of all projects
 * in bounded steps and judges each event once; asked again, a flag stays the
 * one it was.  A flag changes no result and is not public: what is public is
 * how indicators work and how often there was nothing to them.
 *
 *	raised -> dismissed, case
 *	case -> closed
 *
 * Sources: domain.md 4 (flag), 9.
 */
enum { FLAG_PAIRED = 20 };	/* bidders of a project whose ties count */
enum { FLAG_PAGE = 30, FLAG_OF = 100, FLAG_REASON = 500, FLAG_TITLE = 60 };

/* Follows at most limit events; *done of them.  The clock's. */
enum err flag_follow(struct market *m, size_t limit, size_t *done);

/* The queue, most points first; one more than FLAG_PAGE if there are more. */
enum err flag_queue(struct market *m, int64_t points, int64_t after_id,
    struct flag_subject **list, size_t *n);
/* One subject and all its flags; ERR_NOT_FOUND. */
enum err flag_subject_get(struct market *m, int64_t id,
    struct flag_subject *s, struct flag **list, size_t *n);

/*
 * There was nothing to flag id of a subject.  cause: explained, market, data,
 * minor.
 *
 * ERR_INVALID	problems at «flag», «cause», «reason»
 * ERR_NOT_FOUND	no such subject
 * ERR_CONFLICT	it does not wait any more
 */
enum err flag_dismiss(struct market *m, const struct actor *actor,
    int64_t subject_id, int64_t id, const char *cause, const char *reason,
    struct problems *problems);

/*
 * Opens a case of all that waits of a subject.
 *
 * ERR_INVALID	problems at «title», «reason»
 * ERR_CONFLICT	nothing waits
 */
enum err flag_open_case(struct market *m, const struct actor *actor,
    int64_t subject_id, const char *title, const char *reason,
    struct problems *problems, int64_t *case_id);
enum err flag_case_get(struct market *m, int64_t id, struct flag_file *c,
    struct flag **list, size_t *n);
/* ERR_INVALID: a problem at «outcome»; ERR_CONFLICT: it is closed. */
enum err flag_case_close(struct market *m, const struct actor *actor,
    int64_t id, const char *outcome, struct problems *problems);
/* Newest first, before an id; one more than FLAG_PAGE if there are more. */
enum err flag_case_list(struct market *m, int64_t before,
    struct flag_file **list, size_t *n);

/* How often each rule asked, of those that ever did. */
enum err flag_counts(struct market *m, struct flag_counted **list,
    size_t *n);

/*
 * Within a transaction: fills l of p as of now; first the project and who bid
 * on it, then what history knows of them, work and ratings.  What p leaves
 * for the history comes between, so that it counts.
 */
enum err flag_gather(struct db *db, const struct house *h,
    const struct project *p, struct flag_look *l);
enum err flag_gather_back(struct db *db, const struct project *p,
    struct flag_look *l);

#endif
