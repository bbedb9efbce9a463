/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_seed.c: parts of a seed: committed, signed, opened; the draw. */
#include <inttypes.h>
#include <string.h>

#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/inspection_core.h"
#include "market/platform.h"
#include "market/write.h"

enum { LINE_MOST = 512 };

/* Something an organisation hands in, or the clock: NULL. */
struct part {
	struct house *house;
	int64_t id;
	const char *data;
	size_t n;
	struct inspection_plan p;
	struct inspection_part *parts;
	size_t n_parts;
};

static enum err
find(struct db *db, struct part *s)
{
	enum err err = db_inspection_plan_get(db, s->id, &s->p);

	return err ? err : db_inspection_parts(db, s->id, &s->parts,
	    &s->n_parts);
}

static enum err
run(struct market *m, write_fn *fn, int64_t id, const char *data, size_t n)
{
	struct part s = { .house = m->house, .id = id, .data = data,
	    .n = n };

	return m->house->platform == NULL ? ERR_BUSY : write_run(m, fn, &s);
}

/* ---- a commitment ---- */

/* Whose note it is; NULL: no organisation of the trust file signed it. */
static const char *
signer_of(struct db *db, const struct part *s, const struct note *note)
{
	const struct trust *trust = platform_trust(s->house->platform);
	const char *name;

	if (note->count != 1)
		return NULL;
	name = arena_strndup(db_arena(db), note->lines[0].name,
	    note->lines[0].name_n);
	for (size_t i = 0; i < trust->n_trustees; i++)
		if (strcmp(trust->trustees[i].name, name) == 0 &&
		    note_check(note, &trust->trustees[i], NULL) ==
		    NOTE_GOOD)
			return name;
	return NULL;
}

static bool
read_commit(struct db *db, const struct part *s, const struct note *note,
    unsigned char hash[32])
{
	const char *head = arena_printf(db_arena(db),
	    "market/v1 plan-commit\nplan %s\ncommit ", s->p.code);
	size_t n = strlen(head);
	char *hex;

	if (note->n != n + 65 || memcmp(note->text, head, n) != 0 ||
	    note->text[n + 64] != '\n')
		return false;
	hex = arena_strndup(db_arena(db), note->text + n, 64);
	return digits_unhex(hex, hash, 32);
}

static enum err
commit_in_txn(struct db *db, void *ctx)
{
	struct part *s = ctx;
	struct inspection_part made = { .plan_id = s->id, .line = "" };
	struct note note;
	enum err err = find(db, s);

	if (err)
		return err;
	if (!note_parse(&note, s->data, s->n) ||
	    !read_commit(db, s, &note, made.hash))
		return ERR_INVALID;
	made.name = signer_of(db, s, &note);
	if (made.name == NULL)
		return ERR_INVALID;
	for (size_t i = 0; i < s->n_parts; i++)
		if (strcmp(s->parts[i].name, made.name) == 0)
			return memcmp(s->parts[i].hash, made.hash, 32) == 0 ?
			    OK : ERR_CONFLICT;
	if (strcmp(s->p.state, "collecting") != 0)
		return ERR_CONFLICT;
	err = db_inspection_part_add(db, &made);
	return err ? err : db_audit_change(db, NULL, "inspection_commit",
	    "inspection_plan", s->id, "", made.name);
}

enum err
inspection_commit(struct market *m, int64_t id, const char *file, size_t n)
{
	return run(m, commit_in_txn, id, file, n);
}

/* ---- a signature ---- */

/* The note with the lines there are, and more of the platform's. */
static enum err
enter(struct db *db, struct part *s)
{
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	buf_printf(&note, "%s\n", s->p.text);
	for (size_t i = 0; i < s->n_parts; i++)
		buf_text(&note, s->parts[i].line);
	platform_sign(s->house->platform, &note, s->p.text,
	    strlen(s->p.text));
	err = append_entry(db, note.data, note.len, &s->p.leaf);
	if (!err)
		err = inspection_file(db, &s->p, "plan.note", &note);
	buf_release(&note);
	return err;
}

/* The inspectors, on record before anybody can know the draw. */
static enum err
enter_staff(struct db *db, struct part *s)
{
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	buf_printf(&note, "%s\n", s->p.staff);
	platform_sign(s->house->platform, &note, s->p.staff,
	    strlen(s->p.staff));
	err = append_entry(db, note.data, note.len, &s->p.staff_leaf);
	if (!err)
		err = inspection_file(db, &s->p, "staff.note", &note);
	buf_release(&note);
	return err;
}

static enum err
enrol(struct db *db, struct part *s)
{
	enum err err = enter(db, s);

	if (!err)
		err = enter_staff(db, s);
	if (!err)
		err = due_moment(db, NULL, INSPECT_MISSED, s->id,
		    s->p.draws_at + INSPECTION_PATIENCE);
	if (err)
		return err;
	s->p.state = "registered";
	err = db_inspection_plan_update(db, &s->p, "signing");
	return err ? err : db_audit_change(db, NULL, "inspection_register",
	    "inspection_plan", s->id, "signing", "registered");
}

/* Whose line over the plan's text it is; NULL: nobody's of the parts. */
static struct inspection_part *
line_of(struct db *db, struct part *s)
{
	struct note note;
	struct buf file;
	const char *name = NULL;

	if (s->n == 0 || s->n > LINE_MOST ||
	    memchr(s->data, '\n', s->n) != s->data + s->n - 1)
		return NULL;
	buf_init(&file, NOTE_MAX);
	buf_printf(&file, "%s\n", s->p.text);
	buf_add(&file, s->data, s->n);
	if (note_parse(&note, file.data, file.len))
		name = signer_of(db, s, &note);
	buf_release(&file);
	for (size_t i = 0; name != NULL && i < s->n_parts; i++)
		if (strcmp(s->parts[i].name, name) == 0)
			return &s->parts[i];
	return NULL;
}

static enum err
sign_in_txn(struct db *db, void *ctx)
{
	struct part *s = ctx;
	struct inspection_part *mine;
	enum err err = find(db, s);

	if (err)
		return err;
	if (s->p.text[0] == '\0')
		return ERR_CONFLICT;
	mine = line_of(db, s);
	if (mine == NULL)
		return ERR_INVALID;
	if (mine->line[0] != '\0')
		return OK;		/* sent twice */
	if (strcmp(s->p.state, "signing") != 0 ||
	    db_now(db) >= s->p.draws_at)
		return ERR_CONFLICT;
	mine->line = arena_strndup(db_arena(db), s->data, s->n);
	err = db_inspection_part_update(db, mine);
	for (size_t i = 0; i < s->n_parts; i++)
		if (s->parts[i].line[0] == '\0')
			return err;
	return err ? err : enrol(db, s);
}

enum err
inspection_sign(struct market *m, int64_t id, const char *line, size_t n)
{
	return run(m, sign_in_txn, id, line, n);
}

/* ---- opening, and the draw ---- */

/* The text of the draw, as a stranger gets it; d is what it says. */
static enum err
put_case(struct db *db, struct part *s, struct inspect_draw *d)
{
	struct arena *a = db_arena(db);
	const char *body;
	struct buf text;
	enum err err = db_inspection_case_get(db, s->id, &body);

	if (err)
		return err;
	if (!inspect_read(a, body, strlen(body), d))
		return ERR_INTERNAL;
	d->record.given = true;
	memcpy(d->record.hash, s->p.record, 32);
	d->n_commits = d->n_randoms = s->n_parts;
	d->commits = arena_alloc(a, s->n_parts * sizeof *d->commits);
	d->randoms = arena_alloc(a, s->n_parts * sizeof *d->randoms);
	for (size_t i = 0; i < s->n_parts; i++) {
		d->commits[i] = (struct seal_commit){ .i = s->parts[i].i,
		    .name = s->parts[i].name };
		memcpy(d->commits[i].hash, s->parts[i].hash, 32);
		d->randoms[i].i = s->parts[i].i;
		memcpy(d->randoms[i].r, s->parts[i].r, 32);
	}
	inspect_seed(d->seed, d->record.hash, d->randoms, d->n_randoms);
	buf_init(&text, INSPECT_TEXT);
	inspect_write(&text, d);
	err = inspection_file(db, &s->p, "inspect.txt", &text);
	buf_release(&text);
	return err;
}

static enum err
log_open(struct db *db, struct part *s, const struct inspect_draw *d)
{
	struct seal_plan_open record = { .randoms = d->randoms,
	    .n = d->n_randoms };
	struct buf note;
	enum err err;

	memcpy(record.plan, s->p.record, 32);
	platform_note(s->house->platform, &note, SEAL_PLAN_OPEN, &record,
	    NULL);
	err = append_entry(db, note.data, note.len, &s->p.open_leaf);
	if (!err)
		err = inspection_file(db, &s->p, "open.note", &note);
	buf_release(&note);
	return err;
}

/* Whom the draw gave, and where its records stand in the log. */
static enum err
put_drawn(struct db *db, struct part *s, const struct inspect_draw *d)
{
	struct buf text;
	enum err err;

	buf_init(&text, INSPECT_TEXT);
	inspect_print(db_arena(db), &text, d);
	err = inspection_file(db, &s->p, "drawn.txt", &text);
	buf_reset(&text);
	buf_printf(&text, "leaf %" PRId64 " plan plan.note\n"
	    "leaf %" PRId64 " staff staff.note\n"
	    "leaf %" PRId64 " plan-open open.note\n", s->p.leaf,
	    s->p.staff_leaf, s->p.open_leaf);
	if (!err)
		err = inspection_file(db, &s->p, "index.txt", &text);
	buf_release(&text);
	return err;
}

static enum err
draw(struct db *db, struct part *s)
{
	struct inspect_draw d;
	struct inspect_visit *visits;
	size_t n;
	enum err err = put_case(db, s, &d);

	if (!err)
		err = log_open(db, s, &d);
	if (!err)
		err = due_done(db, NULL, INSPECT_MISSED, s->id);
	if (err)
		return err;
	memcpy(s->p.seed, d.seed, sizeof d.seed);
	s->p.drawn_at = db_now(db);
	s->p.state = "drawn";
	err = db_inspection_plan_update(db, &s->p, "registered");
	if (!err)
		err = db_audit_change(db, NULL, "inspection_draw",
		    "inspection_plan", s->id, "registered", "drawn");
	if (!err)
		err = put_drawn(db, s, &d);
	inspect_run(db_arena(db), &d, &visits, &n);
	return err ? err : inspection_staff(db, &s->p, visits, n);
}

/* «r <hex>», with its LF or without, of one of the parts; NULL: nobody's. */
static struct inspection_part *
opened_of(struct db *db, struct part *s, unsigned char r[32])
{
	unsigned char hash[32];
	size_t n = s->n - (s->n > 0 && s->data[s->n - 1] == '\n');

	if (n != 66 || memcmp(s->data, "r ", 2) != 0 ||
	    !digits_unhex(arena_strndup(db_arena(db), s->data + 2, 64), r,
	    32))
		return NULL;
	for (size_t i = 0; i < s->n_parts; i++) {
		inspect_commit(hash, s->p.code, s->parts[i].name, r);
		if (memcmp(hash, s->parts[i].hash, 32) == 0)
			return &s->parts[i];
	}
	return NULL;
}

static enum err
open_in_txn(struct db *db, void *ctx)
{
	struct part *s = ctx;
	struct inspection_part *mine;
	unsigned char r[32];
	enum err err = find(db, s);

	if (err)
		return err;
	mine = opened_of(db, s, r);
	if (mine == NULL)
		return ERR_INVALID;
	if (mine->opened)
		return OK;		/* sent twice */
	if (strcmp(s->p.state, "registered") != 0 ||
	    db_now(db) < s->p.draws_at)
		return ERR_CONFLICT;
	mine->opened = true;
	memcpy(mine->r, r, sizeof r);
	err = db_inspection_part_update(db, mine);
	if (!err)
		err = db_audit_change(db, NULL, "inspection_open",
		    "inspection_plan", s->id, "", mine->name);
	for (size_t i = 0; i < s->n_parts; i++)
		if (!s->parts[i].opened)
			return err;
	return err ? err : draw(db, s);
}

enum err
inspection_open(struct market *m, int64_t id, const char *text, size_t n)
{
	return run(m, open_in_txn, id, text, n);
}

/* ---- the clock ---- */

/* On record: who did not do what was promised. */
static enum err
void_in_txn(struct db *db, void *ctx)
{
	struct part *s = ctx;
	const char *text;
	const char *was, *names = "";
	int64_t leaf;
	bool late;
	enum err err = find(db, s);

	if (!err)
		err = due_take(db, 0, INSPECT_MISSED, s->id);
	if (err)
		return err;
	was = s->p.state;
	late = strcmp(was, "registered") == 0;
	if (!late && strcmp(was, "signing") != 0 &&
	    strcmp(was, "collecting") != 0)
		return ERR_CONFLICT;
	for (size_t i = 0; i < s->n_parts; i++)
		if (late ? !s->parts[i].opened : !s->parts[i].line[0])
			names = arena_printf(db_arena(db), "%s%s%s", names,
			    names[0] ? " " : "", s->parts[i].name);
	s->p.state = "void";
	s->p.reason = late ? "withheld" : "unsigned";
	s->p.missing = names;
	text = arena_printf(db_arena(db),
	    "market/v1 plan-void\nplan %s\nreason %s\nmissing %s\n",
	    s->p.code, s->p.reason, names[0] ? names : "-");
	err = append_signed(db, s->house->platform, text, strlen(text),
	    &leaf);
	if (!err)
		err = db_inspection_plan_update(db, &s->p, was);
	return err ? err : db_audit_change(db, NULL, "inspection_void",
	    "inspection_plan", s->id, was, "void");
}

enum err
inspection_missed(struct market *m, int64_t project_id, int64_t id)
{
	(void)project_id;
	return run(m, void_in_txn, id, NULL, 0);
}
