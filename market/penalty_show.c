/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_show.c: penalties for those who may read them. */
#include <string.h>

#include "market/due.h"
#include "market/penalty_core.h"

enum { DAY = 86400 };

/* What ended before is not shown any more. */
static int64_t
public_since(const struct market *m)
{
	return market_now(m) - m->house->params.penalty_public * DAY;
}

enum err
penalty_public(struct market *m, int64_t id, struct penalty *p)
{
	enum err err = db_penalty_get(m->db, id, p);

	return !err && (p->from_at == 0 || (p->ended_at &&
	    p->ended_at < public_since(m))) ? ERR_NOT_FOUND : err;
}

enum err
penalty_get(struct market *m, const struct actor *actor, int64_t id,
    struct penalty *p)
{
	enum err err = db_penalty_get(m->db, id, p);

	return !err && actor->party_id &&
	    (p->party_id != actor->party_id || p->notified_at == 0) ?
	    ERR_NOT_FOUND : err;
}

enum err
penalty_list(struct market *m, const char *state, int64_t before,
    struct penalty **list, size_t *n)
{
	static const char *const states[] = { "effective", "expired",
	    "lifted", "annulled" };

	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i], state) == 0)
			return db_penalty_public(m->db, states[i], before,
			    public_since(m), PENALTY_PAGE + 1, list, n);
	return ERR_NOT_FOUND;
}

enum err
penalty_in_force(struct market *m, int64_t party_id, struct penalty **list,
    size_t *n)
{
	return db_penalty_in_force(m->db, party_id, PENALTY_FORCE, list, n);
}

enum err
penalty_own(struct market *m, const struct actor *actor, int64_t before,
    struct penalty **list, size_t *n)
{
	return db_penalty_told(m->db, actor->party_id, before,
	    PENALTY_PAGE + 1, list, n);
}

enum err
penalty_queue(struct market *m, const char *state, int64_t after,
    struct penalty **list, size_t *n)
{
	return db_penalty_waiting(m->db, state, after, PENALTY_PAGE + 1,
	    list, n);
}

enum err
penalty_waits(struct market *m, const struct penalty *p,
    struct penalty_wait *w)
{
	struct due d;
	enum err err;

	*w = (struct penalty_wait){ .who = "nobody" };
	if (strcmp(p->state, "notified") != 0)
		return OK;
	err = db_due_get(m->db, 0, PENALTY_HEAR, p->id, &d);
	if (!err && due_open(&d, market_now(m))) {
		*w = (struct penalty_wait){ "party", d.due_at, false };
		return OK;
	}
	if (!err)
		err = db_due_get(m->db, 0, PENALTY_DECIDE, p->id, &d);
	w->who = "office";
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	w->due_at = d.due_at;
	w->late = !due_open(&d, market_now(m));
	return OK;
}
