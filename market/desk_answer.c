/* SPDX-License-Identifier: Apache-2.0 */
/* desk_answer.c: what is held against an agency, and waits for its word. */
#include "market/desk_answer.h"

#include <inttypes.h>
#include <string.h>

#include "market/catalogue.h"
#include "market/credit_event.h"
#include "market/inspection.h"
#include "market/penalty.h"

static void
add(struct market *m, struct desk *d, const char *code, int64_t id,
    const char *title, int64_t until)
{
	if (d->n < DESK_TASKS)
		d->tasks[d->n++] = (struct task){ .code = code,
		    .project_code = arena_printf(m->arena, "%" PRId64, id),
		    .title = title, .until = until };
}

static enum err
credit_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct credit_event *list;
	size_t n;
	enum err err = credit_own(m, actor, 0, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		const struct catalogue_row *row;
		struct credit_wait w;

		if (strcmp(list[i].state, "proposed") != 0 ||
		    list[i].stated_at)
			continue;
		err = credit_waits(m, &list[i], &w);
		if (err || strcmp(w.who, "party") != 0)
			continue;
		row = catalogue_find(house_catalogue(m->house,
		    list[i].catalogue), list[i].code);
		add(m, d, "credit_state", list[i].id, row ? row->name :
		    list[i].code, w.due_at);
	}
	return err;
}

static enum err
penalty_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct penalty *list;
	size_t n;
	enum err err = penalty_own(m, actor, 0, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct penalty_wait w;

		if (strcmp(list[i].state, "notified") != 0 ||
		    list[i].stated_at)
			continue;
		err = penalty_waits(m, &list[i], &w);
		if (!err && strcmp(w.who, "party") == 0)
			add(m, d, "penalty_state", list[i].id,
			    list[i].article, w.due_at);
	}
	return err;
}

static enum err
inspection_tasks_of(struct market *m, const struct actor *actor,
    struct desk *d)
{
	struct inspection_task *list;
	size_t n;
	enum err err = inspection_mine(m, actor, 0, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		int64_t due;
		bool late;

		if (inspection_next(list[i].state, "correct") == NULL ||
		    strcmp(list[i].result, "none") == 0)
			continue;
		err = inspection_waits(m, &list[i], &due, &late);
		if (!err)
			add(m, d, "inspect_correct", list[i].id,
			    list[i].plan_title, due);
	}
	return err;
}

enum err
desk_answers(struct market *m, const struct actor *agency, struct desk *d)
{
	enum err err = credit_tasks(m, agency, d);

	if (!err)
		err = penalty_tasks(m, agency, d);
	return err ? err : inspection_tasks_of(m, agency, d);
}
