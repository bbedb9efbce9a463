/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CHECK_H
#define MARKET_CHECK_H

#include "db/agency.h"
#include "db/qualification.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 信息核对: what the operator looks at after an agency has entered, or entered
 * a qualification.  It is no gate: until then, and if nobody ever looks, all
 * counts.  What does not match has a reason from a closed list and makes
 * the badge 待补正; a qualification that does not match counts no more.
 *
 * Sources: domain.md 3 (reg.post_check_wd, reg.correct_wd), 4 (agency:
 * check, correct).
 */
enum { CHECK_PAGE = 20 };

struct check_form {
	const char *verdict;	/* matched, mismatch; "" not chosen */
	const char *reason;	/* of a mismatch: a code of the list */
	const char *rev;	/* of a qualification, as it was looked at */
};

/* The closed lists; NULL behind the last. */
extern const char *const check_entry_reasons[];
extern const char *const check_reasons[];

/* What nobody has checked yet, oldest first, a page of each. */
struct check_queue {
	struct agency *agencies;
	size_t n_agencies;
	struct qualification *qualifications;
	size_t n_qualifications;
};

enum err check_queue(struct market *m, struct check_queue *q);

/* Until when a check of what came at t should be done, and a correction. */
int64_t check_due(const struct market *m, int64_t t);
int64_t check_correct_due(const struct market *m, int64_t t);

/*
 * Checks the entry of an agency, or a qualification.  Again: the last one
 * stands.
 *
 * ERR_INVALID	problems at verdict or reason
 * ERR_FORBIDDEN	actor is not the operator
 * ERR_NOT_FOUND
 * ERR_CONFLICT	the agency has changed it meanwhile, or it has expired
 */
enum err check_entry(struct market *m, const struct actor *actor,
    const char *uscc, const struct check_form *form,
    struct problems *problems);
enum err check_qualification(struct market *m, const struct actor *actor,
    int64_t id, const struct check_form *form, struct problems *problems);

/*
 * The agency says its entry is corrected: it is looked at again.  Twice: OK.
 * ERR_CONFLICT: nothing was wrong.
 */
enum err check_again(struct market *m, const struct actor *actor);

#endif
