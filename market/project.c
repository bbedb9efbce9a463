/* SPDX-License-Identifier: Apache-2.0 */
/* project.c: public projects. */
#include "market/project.h"

#include <string.h>

#include "db/owner.h"

static const char *const public_states[] = {
	"published", "closed", "selecting", "publicity", "signing",
	"performing", "reviewing", "done", "failed", "cancelled"
};

bool
project_is_public_state(const char *code)
{
	for (size_t i = 0; i < COUNT(public_states); i++)
		if (strcmp(public_states[i], code) == 0)
			return true;
	return false;
}

enum err
project_get(struct market *m, const char *code, struct project *p)
{
	return db_project_public(m->db, code, 0, p);
}

enum err
project_attempt(struct market *m, const char *code, int64_t attempt,
    struct project *p)
{
	return db_project_public(m->db, code, attempt, p);
}

enum err
project_attempts(struct market *m, const char *code, struct attempt_row **list,
    size_t *n)
{
	return db_attempts(m->db, code, list, n);
}

enum err
project_round(struct market *m, int64_t project_id, struct round *r)
{
	return db_round_registered(m->db, project_id, r);
}

enum err
project_voided(struct market *m, int64_t project_id, const char ***ids,
    size_t *n)
{
	return db_round_voided(m->db, project_id, ids, n);
}

enum err
project_recusals(struct market *m, int64_t project_id, struct recusal **list,
    size_t *n)
{
	return db_recusal_list(m->db, project_id, list, n);
}

enum err
project_lint(struct market *m, int64_t project_id, struct finding **list,
    size_t *n)
{
	size_t all;
	enum err err = db_finding_list(m->db, project_id, list, &all);

	*n = 0;
	for (size_t i = 0; !err && i < all; i++)
		if ((*list)[i].rule[0] == 'L')	/* the rest is nobody's */
			(*list)[(*n)++] = (*list)[i];
	return err;
}

enum err
project_moves(struct market *m, int64_t project_id,
    struct project_event **list, size_t *n)
{
	return db_project_moves(m->db, project_id, list, n);
}

enum err
project_timeline(struct market *m, int64_t project_id, int64_t before_id,
    struct project_event **list, size_t *n)
{
	return db_project_timeline(m->db, project_id, before_id,
	    PROJECT_EVENTS + 1, list, n);
}

enum err
project_list(struct market *m, struct project_filter *f,
    struct project_row **list, size_t *n)
{
	f->limit = PROJECT_PAGE + 1;
	return db_project_list(m->db, f, list, n);
}

enum err
project_mine(struct market *m, const struct actor *actor, int64_t before_id,
    struct project_row **list, size_t *n)
{
	return db_project_of_owner(m->db, actor->party_id, before_id,
	    PROJECT_PAGE + 1, list, n);
}

enum err
project_next_openings(struct market *m, int limit,
    struct project_row **list, size_t *n)
{
	return db_project_by_deadline(m->db, "published", market_now(m),
	    limit, list, n);
}

enum err
project_regions(struct market *m, struct region **list, size_t *n)
{
	return db_region_all(m->db, list, n);
}

enum err
project_trustees(struct market *m, const struct round *r,
    struct round_trustee **list, size_t *n)
{
	return db_round_trustees(m->db, r->id, list, n);
}
