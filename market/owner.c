/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: purchasers in public, and their stars. */
#include "market/owner.h"

#include "market/project.h"
#include "market/restar.h"

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

static const struct rated rated = { "agency", db_owner_set_stars,
    db_owner_stale };

enum err
owner_restar(struct db *db, int64_t party_id, int64_t prior)
{
	return restar(db, &rated, party_id, prior);
}

enum err
owner_stars_sweep(struct market *m, int limit, size_t *n)
{
	return restar_sweep(m, &rated, limit, n);
}
