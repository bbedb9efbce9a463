/* SPDX-License-Identifier: Apache-2.0 */
/* desk.c: what an actor has to do next. */
#include "market/desk.h"

#include <stdlib.h>
#include <string.h>

#include "db/award.h"
#include "db/owner.h"
#include "db/project.h"

enum { LOOK_AT = 100 };		/* newest projects or awards */

static void
add(struct desk *d, const char *code, const char *project_code,
    const char *title, int64_t until)
{
	if (d->n < DESK_TASKS)
		d->tasks[d->n++] = (struct task){ .code = code,
		    .project_code = project_code, .title = title,
		    .until = until };
}

/* What a purchaser does with a project in a state. */
static const struct {
	const char *state;
	const char *task;
	bool with_deadline;
} owner_tasks[] = {
	{ "draft", "publish", false },
	{ "published", "watch", true },
	{ "signing", "sign", false },
	{ "performing", "complete", false },
	{ "reviewing", "review", false },
};

static enum err
owner_desk(struct market *m, const struct actor *actor, struct desk *d)
{
	struct project_row *rows;
	size_t n;
	enum err err = db_project_of_owner(m->db, actor->party_id, 0,
	    LOOK_AT, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		for (size_t j = 0; j < COUNT(owner_tasks); j++) {
			struct award a;

			if (strcmp(owner_tasks[j].state, rows[i].state) != 0)
				continue;
			if (strcmp(owner_tasks[j].task, "sign") == 0 &&
			    db_award_of_project(m->db, rows[i].id, &a) == OK
			    && a.owner_signed_at)
				continue;	/* waits for the agency */
			add(d, owner_tasks[j].task, rows[i].code,
			    rows[i].title, owner_tasks[j].with_deadline ?
			    rows[i].deadline : 0);
		}
	return err;
}

static enum err
agency_desk(struct market *m, const struct actor *actor, struct desk *d)
{
	struct award_row *rows;
	size_t n;
	enum err err = db_award_of_agency(m->db, actor->party_id, 0, LOOK_AT,
	    &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		const struct award_row *a = &rows[i];

		if (strcmp(a->state, "published") == 0)
			add(d, "won", a->project_code, a->project_title,
			    a->standstill_until);
		else if (strcmp(a->state, "effective") == 0 &&
		    !a->agency_signed_at)
			add(d, "sign", a->project_code, a->project_title, 0);
		else if (strcmp(a->project_state, "performing") == 0)
			add(d, "deliver", a->project_code, a->project_title,
			    0);
		else if (a->reviewed && !a->replied)
			add(d, "reply", a->project_code, a->project_title,
			    0);
	}
	return err;
}

/* Those with a date first, the earliest on top. */
static int
by_urgency(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	if ((x->until == 0) != (y->until == 0))
		return x->until == 0 ? 1 : -1;
	return (x->until > y->until) - (x->until < y->until);
}

enum err
desk_get(struct market *m, const struct actor *actor, struct desk *d)
{
	enum err err = OK;

	d->n = 0;
	if (actor->role == ROLE_OWNER)
		err = owner_desk(m, actor, d);
	else if (actor->role == ROLE_AGENCY)
		err = agency_desk(m, actor, d);
	qsort(d->tasks, d->n, sizeof d->tasks[0], by_urgency);
	return err;
}
