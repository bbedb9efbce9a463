/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: tokens, audit, sums, parameters, calendar, regions. */
#include "db/record.h"

#include <stdio.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	ONCE_FIND, ONCE_ADD, ONCE_SWEEP, AUDIT, TALLY_ADD, TALLY_GET,
	PARAM_NEWEST, PARAM_GET, PARAM_ALL, PARAM_ADD, CALENDAR_ALL,
	CALENDAR_ADD, REGION_ALL, REGION_ADD
};

static const char *const sql[] = {
	[ONCE_FIND] =
		"SELECT object_id FROM once"
		" WHERE token = :token AND account_id = :account",
	[ONCE_ADD] =
		"INSERT INTO once (token, account_id, object_id, at)"
		" VALUES (:token, :account, :object, :at)",
	[ONCE_SWEEP] =
		"DELETE FROM once WHERE (account_id, token) IN (SELECT"
		" account_id, token FROM once WHERE at < :before ORDER BY at"
		" LIMIT 1000)",
	[AUDIT] =
		"INSERT INTO audit (at, account_id, party_id, action, object,"
		" before, after, request) VALUES (:at, :account, :party,"
		" :action, :object, :before, :after, :request)",
	[TALLY_ADD] =
		"INSERT INTO tally (name, n) VALUES (:name, :n)"
		" ON CONFLICT (name) DO UPDATE SET n = tally.n + excluded.n",
	[TALLY_GET] =
		"SELECT n FROM tally WHERE name = :name",
	[PARAM_NEWEST] =
		"SELECT version, text FROM param_set"
		" ORDER BY version DESC LIMIT 1",
	[PARAM_GET] =
		"SELECT effective_from, text FROM param_set"
		" WHERE version = :version",
	[PARAM_ALL] =
		"SELECT version, text FROM param_set ORDER BY version",
	[PARAM_ADD] =
		"INSERT INTO param_set (effective_from, text)"
		" VALUES (:at, :text)",
	[CALENDAR_ALL] =
		"SELECT day, is_work FROM calendar_day ORDER BY day",
	[CALENDAR_ADD] =
		"INSERT INTO calendar_day (day, is_work) VALUES (:day, :work)"
		" ON CONFLICT (day) DO UPDATE SET is_work = excluded.is_work",
	[REGION_ALL] =
		"SELECT code, name FROM region ORDER BY code",
	[REGION_ADD] =
		"INSERT INTO region (code, name) VALUES (:code, :name)"
		" ON CONFLICT (code) DO UPDATE SET name = excluded.name",
};

const struct sql_table record_sql = { sql, COUNT(sql) };

enum err
db_once_find(struct db *db, const char *token, int64_t account_id,
    int64_t *object_id)
{
	struct stmt *st = db_stmt(db, RECORD, ONCE_FIND);

	if (token == NULL || token[0] == '\0')
		return ERR_NOT_FOUND;
	bind_text(st, ":token", token);
	bind_int(st, ":account", account_id);
	return stmt_int(st, object_id);
}

enum err
db_once_add(struct db *db, const char *token, int64_t account_id,
    int64_t object_id)
{
	struct stmt *st = db_stmt(db, RECORD, ONCE_ADD);

	if (token == NULL || token[0] == '\0')
		return OK;
	bind_text(st, ":token", token);
	bind_int(st, ":account", account_id);
	bind_int(st, ":object", object_id);
	bind_int(st, ":at", db_now(db));
	return stmt_run(st);
}

enum err
db_once_sweep(struct db *db, int64_t before)
{
	struct stmt *st = db_stmt(db, RECORD, ONCE_SWEEP);

	bind_int(st, ":before", before);
	return stmt_run(st);
}

enum err
db_audit(struct db *db, const struct actor *actor, const char *action,
    const char *noun, int64_t id)
{
	return db_audit_change(db, actor, action, noun, id, "", "");
}

enum err
db_audit_change(struct db *db, const struct actor *actor, const char *action,
    const char *noun, int64_t id, const char *before, const char *after)
{
	struct stmt *st = db_stmt(db, RECORD, AUDIT);
	char object[64];

	snprintf(object, sizeof object, "%s:%lld", noun, (long long)id);
	bind_int(st, ":at", db_now(db));
	bind_opt(st, ":account", actor ? actor->account_id : 0);
	bind_opt(st, ":party", actor ? actor->party_id : 0);
	bind_text(st, ":action", action);
	bind_text(st, ":object", object);
	bind_text(st, ":before", before);
	bind_text(st, ":after", after);
	bind_text(st, ":request", actor && actor->request ? actor->request :
	    "");
	return stmt_run(st);
}

enum err
db_tally_add(struct db *db, const char *name, int64_t n)
{
	struct stmt *st = db_stmt(db, RECORD, TALLY_ADD);

	bind_text(st, ":name", name);
	bind_int(st, ":n", n);
	return stmt_run(st);
}

enum err
db_tally_get(struct db *db, const char *name, int64_t *n)
{
	struct stmt *st = db_stmt(db, RECORD, TALLY_GET);
	enum err err;

	*n = 0;
	bind_text(st, ":name", name);
	err = stmt_int(st, n);
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
db_param_newest(struct db *db, int64_t *version, const char **text)
{
	struct stmt *st = db_stmt(db, RECORD, PARAM_NEWEST);
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found) {
		*version = column_int(st, 0);
		*text = column_text(st, 1);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_param_get(struct db *db, int64_t version, int64_t *from,
    const char **text)
{
	struct stmt *st = db_stmt(db, RECORD, PARAM_GET);
	bool found;
	enum err err;

	bind_int(st, ":version", version);
	err = stmt_step(st, &found);
	if (!err && found) {
		*from = column_int(st, 0);
		*text = column_text(st, 1);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_param_all(struct db *db, const char ***texts, size_t *n)
{
	struct stmt *st = db_stmt(db, RECORD, PARAM_ALL);
	const char **list = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[(*n)++] = column_text(st, 1);
		if (column_int(st, 0) != (int64_t)*n)
			bug("versions of parameters have a gap");
	}
	stmt_reset(st);
	*texts = list;
	return err;
}

enum err
db_param_add(struct db *db, const char *text)
{
	struct stmt *st = db_stmt(db, RECORD, PARAM_ADD);

	bind_int(st, ":at", db_now(db));
	bind_text(st, ":text", text);
	return stmt_run(st);
}

enum err
db_calendar_all(struct db *db, struct calendar_day **days, size_t *n)
{
	struct stmt *st = db_stmt(db, RECORD, CALENDAR_ALL);
	struct calendar_day *list = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[*n].day = (int32_t)column_int(st, 0);
		list[(*n)++].is_work = column_int(st, 1) != 0;
	}
	stmt_reset(st);
	*days = list;
	return err;
}

enum err
db_calendar_add(struct db *db, int64_t day, bool is_work)
{
	struct stmt *st = db_stmt(db, RECORD, CALENDAR_ADD);

	bind_int(st, ":day", day);
	bind_int(st, ":work", is_work);
	return stmt_run(st);
}

enum err
db_region_all(struct db *db, struct region **regions, size_t *n)
{
	struct stmt *st = db_stmt(db, RECORD, REGION_ALL);
	struct region *list = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[*n].code = column_text(st, 0);
		list[(*n)++].name = column_text(st, 1);
	}
	stmt_reset(st);
	*regions = list;
	return err;
}

enum err
db_region_add(struct db *db, const char *code, const char *name)
{
	struct stmt *st = db_stmt(db, RECORD, REGION_ADD);

	bind_text(st, ":code", code);
	bind_text(st, ":name", name);
	return stmt_run(st);
}
