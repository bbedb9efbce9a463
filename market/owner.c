/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: purchasers in public. */
#include "market/owner.h"

#include "market/project.h"

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
