/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: purchasers in public, and their stars. */
#include "market/owner.h"

#include "market/project.h"
#include "market/write.h"

enum { RATINGS = 5000, SWEEP_MAX = 500 };

enum err
owner_by_uscc(struct market *m, const char *uscc, struct party *party,
    struct owner *owner)
{
	enum err err = db_party_by_uscc(m->db, uscc, party);

	return err ? err : db_owner_get(m->db, party->id, owner);
}

enum err
owner_projects(struct market *m, int64_t owner_id, int64_t before_id,
    struct project_row **list, size_t *n)
{
	return db_project_public_of_owner(m->db, owner_id, before_id,
	    PROJECT_PAGE + 1, list, n);
}

enum err
owner_reviews(struct market *m, int64_t owner_id, struct review **list,
    size_t *n)
{
	return db_review_about(m->db, "agency", owner_id, 0, OWNER_REVIEWS,
	    list, n);
}

enum err
owner_measures(struct market *m, int64_t owner_id, struct measure **list,
    size_t *n)
{
	return db_measure_of(m->db, owner_id, "owner", list, n);
}

enum err
owner_restar(struct db *db, int64_t party_id, int64_t prior)
{
	struct star_review *ratings;
	struct stars stars;
	size_t n;
	enum err err = db_review_ratings(db, "agency", party_id, RATINGS,
	    &ratings, &n);

	if (err)
		return err;
	stars = stars_of(ratings, n, db_now(db), prior);
	return db_owner_set_stars(db, party_id, &stars);
}

struct sweep {
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
		err = owner_restar(db, s->ids[i], s->prior);
	return err;
}

enum err
owner_stars_sweep(struct market *m, int limit, size_t *n)
{
	int64_t ids[SWEEP_MAX];
	struct sweep s = { .ids = ids,
	    .prior = m->house->params.stars_prior };
	int32_t today = calendar_day_of(market_now(m));
	enum err err = db_owner_stale(m->db,
	    calendar_day_end(today - 1) + 1,
	    limit < SWEEP_MAX ? limit : SWEEP_MAX, ids, &s.n);

	*n = err ? 0 : s.n;
	return err || s.n == 0 ? err : write_run(m, sweep_in_txn, &s);
}
