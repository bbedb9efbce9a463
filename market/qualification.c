/* SPDX-License-Identifier: Apache-2.0 */
/* qualification.c: what agencies hold, and who meets what is asked for. */
#include "market/qualification.h"

#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/write.h"

enum { EXPIRE_BATCH = 200, KEY_MAX = 8192, REV_MAX = 1000000 };

static const char kind[] = "qualification";

const char *const qualification_grades[] = { "first", "second", "third",
    "fourth", "none", NULL };

enum err
qualification_list(struct market *m, int64_t agency_id,
    struct qualification **list, size_t *n)
{
	return db_qualification_of_agency(m->db, agency_id, QUALIFICATIONS,
	    list, n);
}

static enum err
find_own(struct db *db, const struct actor *actor, int64_t id,
    struct qualification *q)
{
	enum err err = db_qualification_get(db, id, q);

	return !err && q->agency_id != actor->party_id ? ERR_NOT_FOUND : err;
}

enum err
qualification_own(struct market *m, const struct actor *actor, int64_t id,
    struct qualification *q)
{
	return find_own(m->db, actor, id, q);
}

enum err
qualification_ending(struct market *m, const struct actor *actor,
    struct qualification **list, size_t *n)
{
	int64_t now = market_now(m);

	return db_qualification_ending(m->db, actor->party_id, now,
	    now + m->house->params.qual_remind[0] * 86400, QUALIFICATIONS,
	    list, n);
}

enum err
qualification_may_read(struct db *db, const struct actor *actor, int64_t id,
    bool *may)
{
	struct qualification q;
	enum err err = db_qualification_get(db, id, &q);

	*may = !err && ((actor->role & (ROLE_OPERATOR | ROLE_REGULATOR |
	    ROLE_AUDITOR)) != 0 || (actor->party_id != 0 &&
	    actor->party_id == q.agency_id));
	return err;
}

/* ---- meeting requirements -------------------------------------------- */

const char *
qualification_key(struct arena *a, const char *text)
{
	struct buf folded;
	char *key, *out;

	buf_init(&folded, KEY_MAX);
	text_fold(&folded, text);
	key = out = arena_strdup(a, folded.data ? folded.data : "");
	buf_release(&folded);
	for (const char *p = key; *p; p++)
		if (*p != ' ' && *p != '\t' && *p != '\n')
			*out++ = *p;
	*out = '\0';
	return key;
}

enum err
qualification_meets(struct db *db, int64_t agency_id, const char *line,
    int64_t at, bool *meets)
{
	const char *key = qualification_key(db_arena(db), line);

	*meets = true;
	return key[0] == '\0' ? OK : db_qualification_holds(db, agency_id,
	    key, at, meets);
}

const char *
qualification_next(struct arena *a, const char **text)
{
	while ((*text)[0] != '\0') {
		size_t n = strcspn(*text, "\n");
		char *line = arena_strndup(a, *text, n);

		*text += n + ((*text)[n] == '\n');
		if (qualification_key(a, line)[0] != '\0')
			return line;
	}
	return NULL;
}

bool
qualification_many(const char *requirements)
{
	struct arena a;
	bool many;

	arena_init(&a);
	many = qualification_next(&a, &requirements) != NULL &&
	    qualification_next(&a, &requirements) != NULL;
	arena_release(&a);
	return many;
}

enum err
qualification_lacks(struct db *db, int64_t agency_id,
    const char *requirements, bool any, int64_t at, const char **lacks)
{
	struct arena *a = db_arena(db);
	const char *line, *all = NULL;

	*lacks = NULL;
	while ((line = qualification_next(a, &requirements)) != NULL) {
		bool meets;
		enum err err = qualification_meets(db, agency_id, line, at,
		    &meets);

		if (err || meets == any)
			*lacks = any ? NULL : line;
		if (err || meets == any)
			return err;
		all = all ? arena_printf(a, "%s\u3001%s", all, line) : line;
	}
	if (any)
		*lacks = all;
	return OK;
}

/* ---- entering -------------------------------------------------------- */

/*
 * Certificate numbers are public, and some are their holder's 身份号码: those
 * may not be entered (GB 11643-1999; domain.md 10).
 */
static bool
is_id_number(const char *s)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9,
	    10, 5, 8, 4, 2 };
	int sum = 0;

	if (strlen(s) != 18 || strspn(s, "0123456789") < 17)
		return false;
	for (int i = 0; i < 17; i++)
		sum += (s[i] - '0') * weights[i];
	return "10X98765432"[sum % 11] == (s[17] == 'x' ? 'X' : s[17]);
}

/* The first second of a day, or false. */
static bool
read_day(const char *text, int64_t *t)
{
	char moment[24];

	return strlen(text) == strlen("2026-01-31") &&
	    snprintf(moment, sizeof moment, "%sT00:00", text) > 0 &&
	    digits_datetime(moment, t);
}

static void
read_days(const struct qualification_form *f, int64_t now,
    struct qualification *q, struct problems *problems)
{
	if (!read_day(f->valid_from, &q->valid_from)) {
		problem_at(problems, "valid_from", "qualification_from");
		q->valid_from = 0;
	}
	q->valid_to = QUALIFICATION_FOREVER;
	if (f->valid_to[0] == '\0')
		return;
	if (!read_day(f->valid_to, &q->valid_to) ||
	    q->valid_to >= QUALIFICATION_FOREVER)
		problem_at(problems, "valid_to", "qualification_to");
	else if (q->valid_to < q->valid_from)
		problem_at(problems, "valid_to", "qualification_order");
	else if ((q->valid_to += 86400) <= now)
		problem_at(problems, "valid_to", "qualification_over");
}

static void
check_texts(const struct qualification_form *f, struct problems *problems)
{
	const struct { struct text_rule rule; const char *text; } texts[] = {
		{ { .field = "type", .most = QUALIFICATION_TEXT,
		    .empty = "qualification_type" }, f->type },
		{ { .field = "cert_no", .most = QUALIFICATION_TEXT,
		    .empty = "qualification_number" }, f->cert_no },
		{ { .field = "issuer", .most = QUALIFICATION_TEXT,
		    .empty = "qualification_issuer" }, f->issuer },
		{ { .field = "scope", .most = QUALIFICATION_SCOPE,
		    .multiline = true }, f->scope },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		(void)problem_text(problems, &texts[i].rule, texts[i].text);
}

static enum err
read_form(struct market *m, const struct qualification_form *f,
    struct qualification *q, struct problems *problems)
{
	bool known = false;

	check_texts(f, problems);
	q->type_key = qualification_key(m->arena, f->type);
	if (f->type[0] && q->type_key[0] == '\0')
		problem_at(problems, "type", "qualification_type");
	for (size_t i = 0; qualification_grades[i]; i++)
		known |= strcmp(qualification_grades[i], f->grade) == 0;
	if (!known)
		problem_at(problems, "grade", "qualification_grade");
	if (is_id_number(f->cert_no))
		problem_at(problems, "cert_no", "qualification_id_number");
	read_days(f, market_now(m), q, problems);
	if (f->scan && f->scan->problem)
		problem_at(problems, "scan", f->scan->problem);
	q->type = f->type;
	q->grade = f->grade;
	q->cert_no = f->cert_no;
	q->issuer = f->issuer;
	q->scope = f->scope;
	return problems->n ? ERR_INVALID : OK;
}

struct entry {
	const struct actor *actor;
	const struct qualification_form *form;
	struct qualification q;
	int64_t id;
	struct problems *problems;
};

static enum err
attach(struct db *db, const struct entry *e, int64_t id)
{
	enum err err = OK;

	if (e->form->scan == NULL)
		return OK;
	err = document_drop(db, kind, id);
	if (!err)
		err = document_name(db, e->actor, kind, id, e->form->scan,
		    "", false);
	if (err != ERR_CONFLICT)
		return err;
	problem_at(e->problems, "scan", "document_waited");
	return ERR_INVALID;
}

/* Two of one agency with the same type and number. */
static enum err
known(const struct entry *e, enum err err)
{
	if (err != ERR_CONFLICT)
		return err;
	problem_at(e->problems, "cert_no", "qualification_known");
	return ERR_INVALID;
}

enum err
qualification_enter(struct db *db, const struct actor *actor,
    struct qualification *q)
{
	enum err err;

	q->agency_id = actor->party_id;
	q->type_key = qualification_key(db_arena(db), q->type);
	err = db_qualification_insert(db, q);
	return err ? err : db_audit(db, actor, "add", kind, q->id);
}

static enum err
add_in_txn(struct db *db, void *ctx)
{
	struct entry *e = ctx;
	struct qualification *list;
	int64_t account = e->actor->account_id;
	size_t n;
	enum err err = db_once_find(db, e->form->once, account, &e->id);

	e->problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = db_qualification_of_agency(db, e->actor->party_id,
	    QUALIFICATIONS, &list, &n);
	if (!err && n == QUALIFICATIONS) {
		problem_at(e->problems, NULL, "qualification_many");
		return ERR_INVALID;
	}
	if (!err)
		err = known(e, qualification_enter(db, e->actor, &e->q));
	if (!err)
		err = attach(db, e, e->q.id);
	e->id = e->q.id;
	return err ? err : db_once_add(db, e->form->once, account, e->id);
}

enum err
qualification_add(struct market *m, const struct actor *actor,
    const struct qualification_form *form, int64_t *id,
    struct problems *problems)
{
	struct entry e = { .actor = actor, .form = form,
	    .problems = problems };
	enum err err;

	problems->n = 0;
	err = read_form(m, form, &e.q, problems);
	if (!err)
		err = write_run(m, add_in_txn, &e);
	*id = e.id;
	return err;
}

static enum err
edit_in_txn(struct db *db, void *ctx)
{
	struct entry *e = ctx;
	struct qualification old;
	enum err err = find_own(db, e->actor, e->id, &old);

	e->problems->n = 0;
	e->q.id = e->id;
	e->q.agency_id = e->actor->party_id;
	if (!digits_int(e->form->rev, 1, REV_MAX, &e->q.rev))
		return ERR_CONFLICT;
	if (!err && old.rev != e->q.rev)
		return ERR_CONFLICT;
	if (!err)
		err = known(e, db_qualification_update(db, &e->q));
	if (!err)
		err = attach(db, e, e->id);
	if (!err)
		err = qualification_badge(db, e->q.agency_id);
	return err ? err : db_audit(db, e->actor, "edit", kind, e->id);
}

enum err
qualification_edit(struct market *m, const struct actor *actor, int64_t id,
    const struct qualification_form *form, struct problems *problems)
{
	struct entry e = { .actor = actor, .form = form, .id = id,
	    .problems = problems };
	struct qualification old;
	enum err err = find_own(m->db, actor, id, &old);

	problems->n = 0;
	if (!err)
		err = read_form(m, form, &e.q, problems);
	return err ? err : write_run(m, edit_in_txn, &e);
}

static enum err
remove_in_txn(struct db *db, void *ctx)
{
	struct entry *e = ctx;
	struct qualification q;
	enum err err = find_own(db, e->actor, e->id, &q);

	if (!err)
		err = document_drop(db, kind, e->id);
	if (!err)
		err = db_qualification_delete(db, e->id);
	if (!err)
		err = qualification_badge(db, q.agency_id);
	return err ? err : db_audit(db, e->actor, "remove", kind, e->id);
}

enum err
qualification_remove(struct market *m, const struct actor *actor, int64_t id)
{
	struct entry e = { .actor = actor, .id = id };

	return write_run(m, remove_in_txn, &e);
}

/* ---- afterwards ------------------------------------------------------ */

enum err
qualification_badge(struct db *db, int64_t agency_id)
{
	struct agency a;
	bool wrong = false;
	enum err err = db_agency_get(db, agency_id, &a);

	if (!err)
		err = db_qualification_any_wrong(db, agency_id, &wrong);
	return err ? err : db_agency_set_badge(db, agency_id,
	    wrong ? "mismatch" : a.entry);
}

static enum err
expire_in_txn(struct db *db, void *ctx)
{
	struct qualification *list;
	size_t n;
	enum err err = db_qualification_ended(db, db_now(db), EXPIRE_BATCH,
	    &list, &n);

	(void)ctx;
	for (size_t i = 0; !err && i < n; i++) {
		err = db_qualification_set_state(db, list[i].id, "expired",
		    "");
		if (!err)
			err = qualification_badge(db, list[i].agency_id);
		if (!err)
			err = db_audit(db, NULL, "expire", kind, list[i].id);
	}
	return err;
}

enum err
qualification_expire(struct market *m)
{
	struct qualification *list;
	size_t n;
	enum err err = db_qualification_ended(m->db, market_now(m), 1, &list,
	    &n);

	return err || n == 0 ? err : write_run(m, expire_in_txn, NULL);
}
