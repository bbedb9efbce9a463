/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_show.c: visits for those who may read them. */
#include <string.h>

#include "db/due.h"
#include "db/inspector.h"
#include "market/due.h"
#include "market/inspection_core.h"

enum err
inspection_tasks(struct market *m, int64_t plan_id, int64_t after,
    struct inspection_task **list, size_t *n)
{
	return db_inspection_task_of_plan(m->db, plan_id, after,
	    INSPECTION_TASKS + 1, list, n);
}

enum err
inspection_task(struct market *m, const struct actor *actor, int64_t id,
    struct inspection_task *t)
{
	struct inspector me;
	enum err err = db_inspection_task_get(m->db, id, t);

	if (err)
		return err;
	if (actor->role == ROLE_AGENCY)
		return t->agency_id == actor->party_id ? OK : ERR_NOT_FOUND;
	if (actor->role != ROLE_INSPECTOR)
		return OK;
	err = db_inspector_of_account(m->db, actor->account_id, &me);
	if (err)
		return err;
	return me.id == t->first_id || me.id == t->second_id ? OK :
	    ERR_NOT_FOUND;
}

enum err
inspection_mine(struct market *m, const struct actor *actor, int64_t before,
    struct inspection_task **list, size_t *n)
{
	struct inspector me;
	enum err err;

	*n = 0;
	if (actor->role == ROLE_AGENCY)
		return db_inspection_task_of_agency(m->db, actor->party_id,
		    false, before, INSPECTION_PAGE + 1, list, n);
	err = db_inspector_of_account(m->db, actor->account_id, &me);
	return err ? err : db_inspection_task_of_inspector(m->db, me.id,
	    before, INSPECTION_PAGE + 1, list, n);
}

enum err
inspection_results(struct market *m, int64_t party_id, int64_t before,
    struct inspection_task **list, size_t *n)
{
	return db_inspection_task_of_agency(m->db, party_id, true, before,
	    INSPECTION_PAGE + 1, list, n);
}

enum err
inspection_waits(struct market *m, const struct inspection_task *t,
    int64_t *due_at, bool *late)
{
	const char *event = strcmp(t->state, "recorded") == 0 ?
	    INSPECT_PUBLISH : INSPECT_CORRECT;
	struct due d;
	enum err err;

	*due_at = 0;
	*late = false;
	if (strcmp(t->state, "recorded") != 0 &&
	    strcmp(t->state, "published") != 0)
		return OK;
	err = db_due_get(m->db, 0, event, t->id, &d);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	*due_at = d.due_at;
	*late = !due_open(&d, market_now(m));
	return OK;
}
