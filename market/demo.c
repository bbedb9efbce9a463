/* SPDX-License-Identifier: Apache-2.0 */
/* demo.c: two years of a made-up market, played through the real verbs. */
#include "market/demo_plan.h"

#include <string.h>

#include "market/base/log.h"
#include "market/evaluator.h"
#include "market/inspection.h"
#include "market/password.h"
#include "market/write.h"

size_t
demo_roll(struct demo *d, size_t sides)
{
	d->dice = d->dice * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(d->dice >> 33) % sides;
}

enum err
demo_said(enum err err, const struct problems *problems)
{
	if (err && problems->n)
		log_event(LOG_ERROR, "demo", "field=%s code=%s",
		    problems->list[0].field ? problems->list[0].field : "-",
		    problems->list[0].code);
	return err;
}

const char *
demo_part(struct demo *d, const char *value, size_t n)
{
	while (n-- > 0) {
		value += strcspn(value, "|");
		value += *value == '|';
	}
	return arena_strndup(d->m->arena, value, strcspn(value, "|"));
}

static enum err
read_tables(struct demo *d, const char *dir)
{
	const struct { const char *name; size_t columns; struct table *t; }
	    all[] = {
		{ "regions", 2, &d->regions }, { "items", 18, &d->items },
		{ "agencies", 12, &d->agencies }, { "owners", 10, &d->owners },
		{ "staff", 3, &d->staff }, { "experts", 4, &d->experts },
		{ "projects", P_CELLS, &d->projects },
		{ "stories", S_CELLS, &d->stories },
		{ "comments", 7, &d->comments },
		{ "comments_back", 6, &d->comments_back },
		{ "qualifications", 9, &d->qualifications },
		{ "explain", 1, &d->explain },
		{ "proposals", 1, &d->proposals },
		{ "inspectors", 3, &d->inspectors },
		{ "watch", W_CELLS, &d->watch },
	};

	for (size_t i = 0; i < COUNT(all); i++) {
		enum err err = table_read(&d->keep, dir, all[i].name,
		    all[i].columns, all[i].t);

		if (err)
			return err;
	}
	return d->agencies.n > PEOPLE_MAX || d->owners.n > PEOPLE_MAX ||
	    d->experts.n > PEOPLE_MAX || d->inspectors.n > PEOPLE_MAX || d->comments.n == 0 ||
	    d->comments_back.n == 0 ||
	    d->proposals.n == 0 || d->explain.n < 2 ? ERR_INVALID : OK;
}

/* The plan that collects parts of its seed. */
static enum err
find_plan(struct demo *d, struct demo_guide *guide)
{
	struct inspection_plan *list;
	size_t n;
	enum err err = inspection_plans(d->m, 0, &list, &n);

	guide->plan = "";
	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(list[i].state, "collecting") == 0) {
			guide->plan = arena_strdup(d->m->arena,
			    list[i].code);
			guide->plan_id = list[i].id;
		}
	return err;
}

/* An expert who has a sheet to hand in. */
static enum err
find_expert(struct demo *d, struct demo_guide *guide)
{
	guide->expert = "";
	for (size_t e = 0; e < d->experts.n; e++) {
		struct sheet_row *list;
		size_t n;
		enum err err = evaluator_tasks(d->m, &d->expert[e], &list,
		    &n);

		if (err)
			return err;
		for (size_t i = 0; i < n && guide->expert[0] == '\0'; i++)
			if (!list[i].done && list[i].until)
				guide->expert = arena_strdup(d->m->arena,
				    d->experts.rows[e][3]);
	}
	return OK;
}

static enum err
build(struct demo *d, const char *dir, struct demo_guide *guide)
{
	struct market *m = d->m;
	enum err err = read_tables(d, dir);

	if (!err)
		err = write_run(m, demo_set_up, d);
	if (!err)
		err = house_load(m->house);
	if (!err)
		err = demo_staff(d);
	if (!err)
		err = demo_experts(d);
	if (!err)
		err = demo_inspectors(d);
	if (!err)
		err = demo_plan(d);
	if (!err)
		err = demo_play(d);
	if (!err)
		err = demo_read(d);
	if (!err)
		err = find_plan(d, guide);
	return err ? err : find_expert(d, guide);
}

enum err
demo_build(struct market *m, int64_t *clock, int64_t now, const char *dir,
    const char *password, struct cast *cast, enum demo_length length,
    struct demo_guide *guide)
{
	static struct demo d;
	char record[PASSWORD_RECORD];
	enum err err = password_hash(m->house->gate, password, record);

	now -= now % MINUTE;		/* deadlines are full minutes */
	d = (struct demo){ .m = m, .cast = cast, .clock = clock, .now = now,
	    .dice = 7, .length = length, .password = password,
	    .record = record };
	*clock = now - (length == DEMO_WHOLE ? 721 : 91) * DAY;
	arena_init(&d.keep);
	if (!err)
		err = build(&d, dir, guide);
	*clock = now;
	arena_release(&d.keep);
	return err;
}
