/* SPDX-License-Identifier: Apache-2.0 */
/* demo_inspect.c: inspections of the demonstration, from plan to result. */
#include "market/demo_plan.h"

#include <sodium.h>
#include <string.h>

#include "db/inspector.h"
#include "market/base/digits.h"
#include "market/inspect_draw.h"
#include "market/inspection.h"
#include "market/inspector.h"

/* The organisations that make the seeds, of the trustees. */
enum { PARTS = 2, TASKS = 100 };

/* value: agency, why not by this inspector. */
enum err
demo_conflict(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_who(d, demo_part(d, value, 0));
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(inspector_declare(d->m, demo_actor(d, i), a ?
	    a->uscc : "", demo_part(d, value, 1), &problems), &problems);
}

/* ---- plans ---- */

/* value: a name for it, title, basis, key items, others, when it is drawn. */
enum err
demo_inspection(struct demo *d, size_t i, size_t k, const char *value)
{
	struct named *made = demo_named_by(d, demo_part(d, value, 0), true);
	struct problems problems = { .n = 0 };
	struct civil t;
	int64_t draws;

	(void)k;
	if (made == NULL || !demo_offset(demo_part(d, value, 5), &draws))
		return ERR_INVALID;
	t = civil_of(d->now + draws - (d->now + draws) % HOUR);
	return demo_said(inspection_make(d->m, demo_actor(d, i),
	    &(struct inspection_form){ .title = demo_part(d, value, 1),
	    .basis = demo_part(d, value, 2),
	    .key_items = demo_part(d, value, 3),
	    .general_items = demo_part(d, value, 4),
	    .draws = arena_printf(d->m->arena, "%04d-%02d-%02dT%02d:00",
	    (int)t.year, t.month, t.day, t.hour), .once = demo_once(d) },
	    &made->id, &problems), &problems);
}

/* The plan that a value names, as it is; parts may be NULL. */
static enum err
plan_of(struct demo *d, const char *value, struct named **made,
    struct inspection_plan *p)
{
	struct inspection_part *parts;
	size_t n;

	*made = demo_named_by(d, demo_part(d, value, 0), false);
	return *made ? inspection_plan(d->m, (*made)->id, p, &parts, &n) :
	    ERR_NOT_FOUND;
}

/* Two organisations choose their numbers and commit to them. */
enum err
demo_seed_commit(struct demo *d, size_t i, size_t k, const char *value)
{
	struct named *made;
	struct inspection_plan p;
	enum err err = plan_of(d, value, &made, &p);

	(void)i, (void)k;
	for (size_t o = 0; !err && o < PARTS; o++) {
		unsigned char hash[32];
		char hex[65];
		const char *name, *text, *line, *note;

		randombytes_buf(made->parts[o], sizeof made->parts[o]);
		name = cast_name(d->cast, o + 1);
		inspect_commit(hash, p.code, name, made->parts[o]);
		text = arena_printf(d->m->arena, "market/v1 plan-commit\n"
		    "plan %s\ncommit %s\n", p.code, digits_hex(hex, hash,
		    32));
		line = cast_line(d->cast, d->m, NULL, o + 1, text);
		note = arena_printf(d->m->arena, "%s\n%s", text, line);
		err = inspection_commit(d->m, p.id, note, strlen(note));
	}
	return err;
}

enum err
demo_seed_fix(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };
	struct named *made;
	struct inspection_plan p;
	enum err err = plan_of(d, value, &made, &p);

	(void)k;
	return err ? err : demo_said(inspection_fix(d->m, demo_actor(d, i),
	    p.id, &problems), &problems);
}

enum err
demo_seed_sign(struct demo *d, size_t i, size_t k, const char *value)
{
	struct named *made;
	struct inspection_plan p;
	enum err err = plan_of(d, value, &made, &p);

	(void)i, (void)k;
	for (size_t o = 0; !err && o < PARTS; o++) {
		const char *line = cast_line(d->cast, d->m, NULL, o + 1,
		    p.text);

		err = inspection_sign(d->m, p.id, line, strlen(line));
	}
	return err;
}

/* value: the plan, and how many keep theirs back («»: nobody). */
enum err
demo_seed_open(struct demo *d, size_t i, size_t k, const char *value)
{
	struct named *made;
	struct inspection_plan p;
	size_t held = demo_part(d, value, 1)[0] ? 1 : 0;
	enum err err = plan_of(d, value, &made, &p);

	(void)i, (void)k;
	for (size_t o = 0; !err && o < PARTS - held; o++) {
		char hex[65];
		const char *text = arena_printf(d->m->arena, "r %s\n",
		    digits_hex(hex, made->parts[o], 32));

		err = inspection_open(d->m, p.id, text, strlen(text));
	}
	return err;
}

/* ---- visits ---- */

/* By its place in the draw («2»), or whom it visits («a28»). */
static enum err
visit_of(struct demo *d, const char *value, struct inspection_task *t)
{
	const char *which = demo_part(d, value, 1);
	const struct actor *a = which[0] == 'a' ? demo_who(d, which) : NULL;
	struct inspection_task *list;
	struct inspection_plan p;
	struct named *made;
	int64_t place = 0;
	size_t n = 0;
	enum err err = plan_of(d, value, &made, &p);

	(void)digits_int(which, 1, TASKS, &place);
	if (!err)
		err = inspection_tasks(d->m, p.id, 0, &list, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (a ? list[i].agency_id == a->party_id :
		    list[i].place == place) {
			*t = list[i];
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

static const struct actor *
inspector_of(struct demo *d, int64_t id)
{
	struct inspector who;

	if (inspector_get(d->m, id, &who) != OK)
		return NULL;
	for (size_t i = 0; i < d->inspectors.n; i++)
		if (d->inspector[i].account_id == who.account_id)
			return &d->inspector[i];
	return NULL;
}

static const struct actor *
visited(struct demo *d, int64_t party_id)
{
	for (size_t i = 0; i < d->agencies.n; i++)
		if (d->agency[i].party_id == party_id)
			return &d->agency[i];
	return NULL;
}

/*
 * value: plan, visit, act, text; then of write result and days, of recheck
 * verdict, of transfer whom it goes to.  The first inspector does what the
 * second signs.
 */
enum err
demo_visit(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *verb = demo_part(d, value, 2);
	const struct inspection_act act = { .act = verb,
	    .text = demo_part(d, value, 3),
	    .result = demo_part(d, value, 4), .days = demo_part(d, value, 5),
	    .to = demo_part(d, value, 4), .verdict = demo_part(d, value, 4) };
	struct problems problems = { .n = 0 };
	struct inspection_task t;
	const struct actor *who;
	enum err err = visit_of(d, value, &t);

	(void)k;
	if (err)
		return err;
	who = strcmp(verb, "correct") == 0 ? visited(d, t.agency_id) :
	    strcmp(verb, "transfer") == 0 ? demo_actor(d, i) :
	    inspector_of(d, strcmp(verb, "record") == 0 ? t.second_id :
	    t.first_id);
	return who == NULL ? ERR_NOT_FOUND : demo_said(inspection_do(d->m,
	    who, t.id, &act, &problems), &problems);
}
