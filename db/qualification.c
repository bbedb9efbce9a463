/* SPDX-License-Identifier: Apache-2.0 */
/* qualification.c: the qualification table's SQL, and its mapping. */
#include "db/qualification.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, UPDATE, DELETE, BY_ID, OF_AGENCY, UNCHECKED, ENDED, ENDING,
	SET_STATE, HOLDS, ANY_WRONG, SERVING, ELIGIBLE
};

#define SELECT								\
	"SELECT q.id, q.agency_id, q.type, q.type_key, q.grade, q.cert_no," \
	" q.issuer, q.scope, q.valid_from, q.valid_to, q.state, q.reason," \
	" q.entered_at, q.checked_at, q.rev, p.name, p.uscc"		\
	" FROM qualification q JOIN party p ON p.id = q.agency_id WHERE "
#define HELD								\
	" q.type_key = :key AND q.valid_to > :at"			\
	" AND q.valid_from <= :at AND q.entered_at <= :at"		\
	" AND q.state <> 'mismatch'"
#define SERVES								\
	"SELECT s.agency_id FROM agency_item s"				\
	" JOIN agency a ON a.party_id = s.agency_id"			\
	" WHERE s.item_id = :item AND s.agency_id > :after"		\
	" AND a.state = 'active'"
#define PAGE " ORDER BY s.agency_id LIMIT :limit"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO qualification (agency_id, type, type_key, grade,"
		" cert_no, issuer, scope, valid_from, valid_to, entered_at)"
		" VALUES (:agency, :type, :key, :grade, :cert, :issuer,"
		" :scope, :from, :to, :now) RETURNING id",
	[UPDATE] =
		"UPDATE qualification SET type = :type, type_key = :key,"
		" grade = :grade, cert_no = :cert, issuer = :issuer,"
		" scope = :scope, valid_from = :from, valid_to = :to,"
		" entered_at = :now, state = 'unchecked', reason = '',"
		" rev = rev + 1"
		" WHERE id = :id AND agency_id = :agency AND rev = :rev",
	[DELETE] =
		"DELETE FROM qualification WHERE id = :id",
	[BY_ID] = SELECT "q.id = :id",
	[OF_AGENCY] = SELECT "q.agency_id = :agency"
		" ORDER BY q.id DESC LIMIT :limit",
	[UNCHECKED] = SELECT "q.state = 'unchecked'"
		" ORDER BY q.entered_at, q.id LIMIT :limit",
	[ENDED] = SELECT "q.state <> 'expired' AND q.valid_to <= :at"
		" ORDER BY q.valid_to LIMIT :limit",
	[ENDING] = SELECT "q.agency_id = :agency AND q.valid_to > :from"
		" AND q.valid_to <= :to ORDER BY q.valid_to LIMIT :limit",
	[SET_STATE] =
		"UPDATE qualification SET state = :state, reason = :reason,"
		" checked_at = :now WHERE id = :id",
	[HOLDS] =
		"SELECT 1 FROM qualification q WHERE q.agency_id = :agency"
		" AND" HELD " LIMIT 1",
	[ANY_WRONG] =
		"SELECT 1 FROM qualification WHERE agency_id = :agency"
		" AND state = 'mismatch' LIMIT 1",
	[SERVING] = SERVES PAGE,
	[ELIGIBLE] = SERVES " AND EXISTS (SELECT 1 FROM qualification q"
		" WHERE q.agency_id = s.agency_id AND" HELD ")" PAGE,
};

const struct sql_table qualification_sql = { sql, COUNT(sql) };

static void
from_row(struct qualification *q, struct stmt *st)
{
	int i = 0;

	q->id = column_int(st, i++);
	q->agency_id = column_int(st, i++);
	q->type = column_text(st, i++);
	q->type_key = column_text(st, i++);
	q->grade = column_text(st, i++);
	q->cert_no = column_text(st, i++);
	q->issuer = column_text(st, i++);
	q->scope = column_text(st, i++);
	q->valid_from = column_int(st, i++);
	q->valid_to = column_int(st, i++);
	q->state = column_text(st, i++);
	q->reason = column_text(st, i++);
	q->entered_at = column_int(st, i++);
	q->checked_at = column_int(st, i++);
	q->rev = column_int(st, i++);
	q->agency_name = column_text(st, i++);
	q->agency_uscc = column_text(st, i++);
}

static void
bind_all(struct stmt *st, const struct qualification *q)
{
	bind_int(st, ":agency", q->agency_id);
	bind_text(st, ":type", q->type);
	bind_text(st, ":key", q->type_key);
	bind_text(st, ":grade", q->grade);
	bind_text(st, ":cert", q->cert_no);
	bind_text(st, ":issuer", q->issuer);
	bind_text(st, ":scope", q->scope);
	bind_int(st, ":from", q->valid_from);
	bind_int(st, ":to", q->valid_to);
	bind_int(st, ":now", q->entered_at);
}

enum err
db_qualification_insert(struct db *db, struct qualification *q)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, INSERT);

	q->entered_at = db_now(db);
	q->state = "unchecked";
	q->rev = 1;
	bind_all(st, q);
	db_changed(db);
	return stmt_id(st, &q->id);
}

enum err
db_qualification_update(struct db *db, struct qualification *q)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, UPDATE);
	enum err err;

	q->entered_at = db_now(db);
	bind_all(st, q);
	bind_int(st, ":id", q->id);
	bind_int(st, ":rev", q->rev);
	db_changed(db);
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	q->rev++;
	return err;
}

enum err
db_qualification_delete(struct db *db, int64_t id)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, DELETE);

	bind_int(st, ":id", id);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_qualification_get(struct db *db, int64_t id, struct qualification *q)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(q, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

/* Runs a bound list. */
static enum err
rows(struct db *db, struct stmt *st, struct qualification **list, size_t *n)
{
	struct qualification *all = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		all = list_grow(db, all, *n, sizeof *all);
		from_row(&all[(*n)++], st);
	}
	stmt_reset(st);
	*list = all;
	return err;
}

enum err
db_qualification_of_agency(struct db *db, int64_t agency_id, int limit,
    struct qualification **list, size_t *n)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, OF_AGENCY);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":limit", limit);
	return rows(db, st, list, n);
}

enum err
db_qualification_unchecked(struct db *db, int limit,
    struct qualification **list, size_t *n)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, UNCHECKED);

	bind_int(st, ":limit", limit);
	return rows(db, st, list, n);
}

enum err
db_qualification_ended(struct db *db, int64_t at, int limit,
    struct qualification **list, size_t *n)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, ENDED);

	bind_int(st, ":at", at);
	bind_int(st, ":limit", limit);
	return rows(db, st, list, n);
}

enum err
db_qualification_ending(struct db *db, int64_t agency_id, int64_t from,
    int64_t to, int limit, struct qualification **list, size_t *n)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, ENDING);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":from", from);
	bind_int(st, ":to", to);
	bind_int(st, ":limit", limit);
	return rows(db, st, list, n);
}

enum err
db_qualification_set_state(struct db *db, int64_t id, const char *state,
    const char *reason)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, SET_STATE);

	bind_int(st, ":id", id);
	bind_text(st, ":state", state);
	bind_text(st, ":reason", reason);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_run(st);
}

enum err
db_qualification_holds(struct db *db, int64_t agency_id,
    const char *type_key, int64_t at, bool *holds)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, HOLDS);
	enum err err;

	bind_int(st, ":agency", agency_id);
	bind_text(st, ":key", type_key);
	bind_int(st, ":at", at);
	err = stmt_step(st, holds);
	stmt_reset(st);
	return err;
}

enum err
db_qualification_any_wrong(struct db *db, int64_t agency_id, bool *wrong)
{
	struct stmt *st = db_stmt(db, QUALIFICATION, ANY_WRONG);
	enum err err;

	bind_int(st, ":agency", agency_id);
	err = stmt_step(st, wrong);
	stmt_reset(st);
	return err;
}

enum err
db_qualification_eligible(struct db *db, int64_t item_id,
    const char *type_key, int64_t at, int64_t after, int limit,
    int64_t *ids, size_t *n)
{
	struct stmt *st = db_stmt(db, QUALIFICATION,
	    type_key ? ELIGIBLE : SERVING);

	bind_int(st, ":item", item_id);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	if (type_key) {
		bind_text(st, ":key", type_key);
		bind_int(st, ":at", at);
	}
	return stmt_ints(st, ids, n);
}
