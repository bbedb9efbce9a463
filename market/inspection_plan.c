/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_plan.c: a plan is announced, its lists are fixed. */
#include <inttypes.h>
#include <string.h>

#include "db/inspector.h"
#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/due.h"
#include "market/inspection_core.h"
#include "market/note.h"
#include "market/privacy.h"
#include "market/write.h"

enum { STEP = 1000 };

enum err
inspection_file(struct db *db, const struct inspection_plan *p,
    const char *name, const struct buf *body)
{
	if (body->full)
		return ERR_INTERNAL;
	return append_file(db, arena_printf(db_arena(db), "plan/%s/%s",
	    p->code, name), body->data ? body->data : "", body->len);
}

/* ---- announcing ---- */

struct making {
	struct house *house;
	const struct actor *actor;
	const struct inspection_form *form;
	struct inspection_plan p;
};

static enum err
make_in_txn(struct db *db, void *ctx)
{
	struct making *a = ctx;
	const struct inspection_form *f = a->form;
	int64_t now = db_now(db);
	enum err err = db_once_find(db, f->once, a->actor->account_id,
	    &a->p.id);

	if (err != ERR_NOT_FOUND)
		return err;
	a->p = (struct inspection_plan){ .title = f->title,
	    .basis = f->basis, .key_items = f->key_items,
	    .general_items = f->general_items,
	    .params = a->house->param_version,
	    .made_by = a->actor->account_id, .draws_at = a->p.draws_at,
	    .year = civil_of(a->p.draws_at).year };
	if (a->p.draws_at < now + INSPECTION_SOONEST)
		return ERR_CONFLICT;
	err = db_inspection_plan_insert(db, &a->p);
	if (!err)
		err = due_moment(db, NULL, INSPECT_MISSED, a->p.id,
		    a->p.draws_at);
	if (!err)
		err = db_once_add(db, f->once, a->actor->account_id,
		    a->p.id);
	return err ? err : db_audit_change(db, a->actor, "inspection_make",
	    "inspection_plan", a->p.id, "", a->p.state);
}

static void
check_form(struct market *m, const struct inspection_form *f, int64_t *draws,
    struct problems *problems)
{
	static const struct text_rule rules[] = {
		{ .field = "title", .least = 4, .most = INSPECTION_TITLE,
		    .wrong = "inspect_title" },
		{ .field = "basis", .least = 4, .most = INSPECTION_TEXT,
		    .multiline = true, .wrong = "inspect_basis" },
		{ .field = "key_items", .least = 4,
		    .most = INSPECTION_ITEMS, .multiline = true,
		    .wrong = "inspect_items" },
		{ .field = "general_items", .most = INSPECTION_ITEMS,
		    .multiline = true, .wrong = "inspect_items" },
	};
	const char *texts[] = { f->title, f->basis, f->key_items,
	    f->general_items };
	struct privacy_hit hits[PRIVACY_HITS];
	int64_t now = market_now(m);

	for (size_t i = 0; i < COUNT(rules); i++)
		if (problem_text(problems, &rules[i], texts[i]) &&
		    privacy_scan(m->arena, texts[i], hits) > 0)
			problem_at(problems, rules[i].field,
			    "inspect_personal");
	if (!digits_datetime(f->draws, draws) ||
	    *draws < now + INSPECTION_SOONEST ||
	    *draws > now + INSPECTION_LATEST)
		problem_at(problems, "draws", "inspect_draws");
}

enum err
inspection_make(struct market *m, const struct actor *actor,
    const struct inspection_form *form, int64_t *id,
    struct problems *problems)
{
	struct making a = { .house = m->house, .actor = actor,
	    .form = form };
	enum err err;

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	check_form(m, form, &a.p.draws_at, problems);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, make_in_txn, &a);
	*id = a.p.id;
	return err;
}

/* ---- the lists ---- */

/* Room for one more behind n, doubled each time it is full. */
static void *
grow(struct db *db, void *list, size_t n, size_t size)
{
	char *more;

	if (n & (n - 1))
		return list;		/* between two powers there is room */
	more = arena_alloc(db_arena(db), (n ? 2 * n : 1) * size);
	if (n)
		memcpy(more, list, n * size);
	return more;
}

/* Ratios of the list, beside its objects. */
struct gathering {
	struct inspect_draw *d;
	int64_t *ratios;
};

static void
add_object(struct db *db, struct gathering *g, const struct params *params,
    const struct inspection_object *o)
{
	struct inspect_draw *d = g->d;
	size_t band = inspect_band(o->band);
	int64_t ratio = band < INSPECT_BANDS ? params->inspect_ratio[band] :
	    0;

	if (ratio == 0 || o->visits >= params->inspect_visits)
		return;
	if (ratio == 10000) {
		d->whole = grow(db, d->whole, d->n_whole,
		    sizeof *d->whole);
		d->whole[d->n_whole++].name = o->uscc;
		return;
	}
	d->objects = grow(db, d->objects, d->n, sizeof *d->objects);
	g->ratios = grow(db, g->ratios, d->n, sizeof *g->ratios);
	g->ratios[d->n] = ratio;
	d->objects[d->n++] = (struct inspect_object){ o->uscc, ratio / 100 };
}

static enum err
add_objects(struct db *db, const struct params *params,
    const struct inspection_plan *p, struct inspect_draw *d)
{
	struct gathering g = { .d = d };
	struct inspection_object *list;
	int64_t after = 0;
	size_t n;
	enum err err;

	do {
		err = db_inspection_objects(db, p->year, after, STEP, &list,
		    &n);
		for (size_t i = 0; !err && i < n; i++) {
			add_object(db, &g, params, &list[i]);
			after = list[i].agency_id;
		}
	} while (!err && n == STEP);
	d->take = inspect_take(g.ratios, d->n, params->inspect_floor);
	return err;
}

static enum err
add_inspectors(struct db *db, struct inspect_draw *d)
{
	struct inspector *list;
	struct inspector_conflict *c;
	size_t n, m;
	enum err err = db_inspector_active(db, INSPECT_STAFF, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		const char *name = arena_printf(db_arena(db), "G%" PRId64,
		    list[i].id);

		d->inspectors = grow(db, d->inspectors,
		    d->n_inspectors, sizeof *d->inspectors);
		d->inspectors[d->n_inspectors++].name = name;
		err = db_inspector_conflicts(db, list[i].id, 500, &c, &m);
		for (size_t k = 0; !err && k < m; k++) {
			d->conflicts = grow(db, d->conflicts,
			    d->n_conflicts, sizeof *d->conflicts);
			d->conflicts[d->n_conflicts++] =
			    (struct inspect_conflict){ name, c[k].uscc };
		}
	}
	return err;
}

enum err
inspection_gather(struct db *db, const struct house *h,
    const struct inspection_plan *p, struct inspect_draw *d)
{
	const struct params *params = house_params(h, p->params);
	enum err err;

	*d = (struct inspect_draw){ .plan = p->code,
	    .cap = params->inspect_cap };
	err = add_objects(db, params, p, d);
	if (!err)
		err = add_inspectors(db, d);
	inspect_sort(d);
	return err;
}

/* ---- fixing ---- */

struct fixing {
	struct house *house;
	const struct actor *actor;
	int64_t id;
	struct problems *problems;
	struct inspection_plan p;
	struct inspection_part *parts;
	size_t n;
};

static enum err
missing(struct fixing *f, const char *code)
{
	problem_at(f->problems, NULL, code);
	return ERR_CONFLICT;
}

/* staff.txt: what the staff record has the hash of. */
static enum err
put_staff(struct db *db, struct inspection_plan *p,
    const struct inspect_draw *d)
{
	struct inspector *list;
	struct buf text;
	unsigned char hash[32];
	char hex[65];
	size_t n;
	enum err err = db_inspector_active(db, INSPECT_STAFF, &list, &n);

	buf_init(&text, INSPECT_TEXT);
	for (size_t i = 0; !err && i < n; i++)
		buf_printf(&text, "inspector G%" PRId64 " %s\n", list[i].id,
		    list[i].unit);
	for (size_t i = 0; i < d->n_conflicts; i++)
		buf_printf(&text, "conflict %s %s\n",
		    d->conflicts[i].inspector, d->conflicts[i].object);
	for (size_t i = 0; i < d->n_whole; i++)
		buf_printf(&text, "whole %s\n", d->whole[i].name);
	note_hash(hash, text.data, text.len);
	p->staff = arena_printf(db_arena(db), "market/v1 staff\nplan %s\n"
	    "staff-sha256 %s\ninspectors %zu\ncap %" PRId64 "\n", p->code,
	    digits_hex(hex, hash, 32), n, d->cap);
	p->people = (int64_t)n;
	if (!err)
		err = inspection_file(db, p, "staff.txt", &text);
	buf_release(&text);
	return err;
}

static enum err
put_list(struct db *db, struct inspection_plan *p,
    const struct inspect_draw *d, struct seal_plan *record)
{
	struct buf text;
	enum err err;

	buf_init(&text, INSPECT_TEXT);
	inspect_list(&text, d);
	note_hash(record->list, text.data, text.len);
	err = inspection_file(db, p, "list.txt", &text);
	buf_reset(&text);
	inspect_write(&text, d);
	if (!err)
		err = db_inspection_case_put(db, p->id, text.data);
	buf_release(&text);
	return err;
}

static enum err
put_record(struct db *db, struct fixing *f, const struct inspect_draw *d)
{
	struct inspection_plan *p = &f->p;
	struct seal_plan record = { .plan = p->code,
	    .lines = (int64_t)d->n, .take = d->take, .draws = p->draws_at };
	struct buf text;
	size_t n;
	enum err err = put_list(db, p, d, &record);

	record.commits = arena_alloc(db_arena(db), f->n *
	    sizeof *record.commits);
	for (size_t i = 0; i < f->n; i++) {
		record.commits[record.n++] = (struct seal_commit){
		    .i = f->parts[i].i, .name = f->parts[i].name };
		memcpy(record.commits[i].hash, f->parts[i].hash, 32);
	}
	p->text = seal_record_text(db_arena(db), SEAL_PLAN, &record, &n);
	note_hash(p->record, p->text, n);
	p->lines = (int64_t)d->n;
	p->whole = (int64_t)d->n_whole;
	p->take = d->take;
	buf_init(&text, NOTE_MAX);
	buf_add(&text, p->text, n);
	if (!err)
		err = inspection_file(db, p, "draft.txt", &text);
	buf_release(&text);
	return err;
}

static enum err
fix_in_txn(struct db *db, void *ctx)
{
	struct fixing *f = ctx;
	struct inspect_draw d;
	enum err err = db_inspection_plan_get(db, f->id, &f->p);

	f->problems->n = 0;
	if (err || strcmp(f->p.state, "signing") == 0)
		return err;
	if (strcmp(f->p.state, "collecting") != 0 ||
	    db_now(db) >= f->p.draws_at)
		return ERR_CONFLICT;
	err = db_inspection_parts(db, f->id, &f->parts, &f->n);
	if (!err && f->n < INSPECTION_PARTS)
		return missing(f, "inspect_few_parts");
	if (!err)
		err = inspection_gather(db, f->house, &f->p, &d);
	if (!err && d.n_inspectors < INSPECT_TEAM)
		return missing(f, "inspect_few_inspectors");
	if (!err && (d.n == 0 || d.take == 0))
		return missing(f, "inspect_few_objects");
	if (!err)
		err = put_record(db, f, &d);
	if (!err)
		err = put_staff(db, &f->p, &d);
	if (err)
		return err;
	f->p.state = "signing";
	err = db_inspection_plan_update(db, &f->p, "collecting");
	return err ? err : db_audit_change(db, f->actor, "inspection_fix",
	    "inspection_plan", f->id, "collecting", "signing");
}

enum err
inspection_fix(struct market *m, const struct actor *actor, int64_t id,
    struct problems *problems)
{
	struct fixing f = { .house = m->house, .actor = actor, .id = id,
	    .problems = problems };

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	return m->house->platform == NULL ? ERR_BUSY :
	    write_run(m, fix_in_txn, &f);
}

/* ---- reading ---- */

enum err
inspection_plans(struct market *m, int64_t before,
    struct inspection_plan **list, size_t *n)
{
	return db_inspection_plan_list(m->db, before, INSPECTION_PAGE + 1,
	    list, n);
}

enum err
inspection_plan(struct market *m, int64_t id, struct inspection_plan *p,
    struct inspection_part **parts, size_t *n)
{
	enum err err = db_inspection_plan_get(m->db, id, p);

	return err ? err : db_inspection_parts(m->db, id, parts, n);
}
