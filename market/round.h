/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ROUND_H
#define MARKET_ROUND_H

#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/market.h"
#include "market/refusal.h"
#include "market/rule.h"
#include "market/seal_record.h"

/*
 * A round before its first bid: the platform writes the terms, each trustee
 * offers a key made for it and signs, the purchaser signs, the platform
 * signs last; then the `project` record is in the log and the project is
 * published.  No trustee speaks with another.
 *
 * Sources: sealing.md 4 (`project`, `offer`, `ready`), 7 («Set-up»);
 * domain.md 4 (publish, register, unregister).
 */
enum {
	ROUND_FORM_BYTES = 4096,
	ROUND_MAX_SUBS = 250,
	ROUND_SELFOPEN = 60 * 86400,	/* after the deadline: an extension
					   leaves room for a fallback */
	ROUND_CLOSE_DELAY = 10		/* deadline to `close` */
};

/* A round, with its trustees, read as the record it is. */
struct round_terms {
	struct round round;
	struct round_trustee *trustees;
	size_t n;
	struct seal_project project;	/* of text, or of terms before */
	struct rule rule;
};

/* Reads both records of a round; a damaged one is ERR_INTERNAL. */
enum err round_terms_of(struct db *db, const struct round *r,
    struct round_terms *t);
enum err round_terms_by_id(struct db *db, const char *sealing_id,
    struct round_terms *t);

/*
 * Within the transaction that publishes p: makes its next round and asks
 * the trustees.  notice: the text of 采购公告, whose hash is in the terms.
 */
enum err round_make(struct db *db, const struct house *h,
    const struct project *p, const char *notice, size_t n);

/* How many must bid: as decided for p, or as its parameters say. */
int64_t round_min_entrants(const struct house *h, const struct project *p);

/* The same for second offers (market/rebid.h), under the first's notice. */
enum err round_make_second(struct db *db, const struct house *h,
    const struct project *p, const struct round_terms *first,
    int64_t deadline);

/* Within a transaction: draft.note as it stands, and who is asked. */
enum err round_draft(struct db *db, int64_t round_id);

/* Notes of trustees: answered as refusal.h says. */
enum err round_offer(struct market *m, const char *id, const char *file,
    size_t n, struct posted *out);
enum err round_ready(struct market *m, const char *id, const char *file,
    size_t n, struct posted *out);

/*
 * One signature line over the draft's text, from the purchaser or a
 * trustee.  The last one registers the round.
 */
enum err round_sign(struct market *m, const char *id, const char *line,
    size_t n, struct posted *out);

/*
 * The clock: not signed in time; registering → draft, or, once it was public
 * (amended), cancelled with a notice.
 */
enum err round_unregister(struct market *m, int64_t project_id,
    int64_t object_id);

/*
 * A project of the actor that waits for signatures.  ready: every key is
 * there, the text can be signed.  ERR_NOT_FOUND: nothing of it is asked for.
 */
struct round_asked {
	struct project project;
	struct round_terms terms;
	int64_t until;			/* then it is a draft again */
	size_t offered, signed_n;	/* trustees */
	bool mine;			/* the purchaser has signed */
	bool ready;
};
enum err round_asked(struct market *m, const struct actor *actor,
    const char *code, struct round_asked *asked);

/*
 * The owner takes it back while nobody but it knows: registering → draft.
 * ERR_CONFLICT: it is public, being amended; see amend_cancel().
 */
enum err round_recall(struct market *m, const struct actor *actor,
    const char *code);

/* ---- files of a round: p/<id>/… ---- */

enum err round_file(struct db *db, const struct round *r, const char *name,
    const void *body, size_t n);
/* A logged record: its file, and its line of index.txt. */
enum err round_record(struct db *db, const struct round *r, int64_t leaf,
    const char *type, const char *name, const void *body, size_t n);
/*
 * Within a transaction: commits to a file that its rule needs beside the
 * bids, by a blind leaf; the result shows it (sealing.md 4, `input`).
 */
enum err round_commit(struct db *db, const struct round_terms *t,
    const char *kind, const struct buf *file);
/* Within a transaction: was it taken back, ended, or did it fail unopened? */
enum err round_over(struct db *db, const struct round *r, bool *over);
/* How many records of a type index.txt has. */
enum err round_count(struct db *db, const struct round *r, const char *type,
    int64_t *n);
/* The `key` records of a name. */
enum err round_keys(struct db *db, const struct round *r, const char *name);
/* /trustee/index.txt: what waits for trustees. */
enum err round_index(struct db *db);
/* /live/<code>.json: pages watch it. */
enum err round_live(struct db *db, const struct round *r, int stage);

#endif
