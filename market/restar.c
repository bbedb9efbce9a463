/* SPDX-License-Identifier: Apache-2.0 */
/* restar.c: stars, computed anew. */
#include "market/restar.h"

#include "db/review.h"
#include "market/write.h"

enum { SWEEP_MAX = 500 };

enum err
restar(struct db *db, const struct rated *who, int64_t party_id,
    int64_t prior)
{
	struct star_review *ratings;
	struct stars stars;
	size_t n;
	enum err err = db_review_ratings(db, who->rater, party_id,
	    RESTAR_RATINGS, &ratings, &n);

	if (err)
		return err;
	stars = stars_of(ratings, n, db_now(db), prior);
	return who->set(db, party_id, &stars);
}

struct sweep {
	const struct rated *who;
	const int64_t *ids;
	size_t n;
	int64_t prior;
};

static enum err
sweep_in_txn(struct db *db, void *ctx)
{
	const struct sweep *s = ctx;
	enum err err = OK;

	for (size_t i = 0; !err && i < s->n; i++)
		err = restar(db, s->who, s->ids[i], s->prior);
	return err;
}

enum err
restar_sweep(struct market *m, const struct rated *who, int limit, size_t *n)
{
	int64_t ids[SWEEP_MAX];
	struct sweep s = { .who = who, .ids = ids,
	    .prior = m->house->params.stars_prior };
	int32_t today = calendar_day_of(market_now(m));
	enum err err = who->stale(m->db, calendar_day_end(today - 1) + 1,
	    limit < SWEEP_MAX ? limit : SWEEP_MAX, ids, &s.n);

	*n = err ? 0 : s.n;
	return err || s.n == 0 ? err : write_run(m, sweep_in_txn, &s);
}
