/* SPDX-License-Identifier: Apache-2.0 */
/* affiliation.c: the SQL of to whom agencies are tied. */
#include "db/affiliation.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, END, ALL, OF_AGENCY, WITH_OWNER, WITH_DEPARTMENT,
	OFFICE };

#define SELECT								\
	"SELECT f.id, f.agency_id, p.name, p.uscc, f.other_uscc,"	\
	" f.other_name, f.kind, f.share_bp, f.from_on, f.to_on,"	\
	" f.source, f.recorded_at, f.recorded_by FROM affiliation f"	\
	" JOIN party p ON p.id = f.agency_id"
#define IN_FORCE							\
	" f.agency_id = :agency AND f.from_on <= :day"			\
	" AND coalesce(f.to_on, :day) >= :day"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO affiliation (agency_id, other_uscc, other_name,"
		" kind, share_bp, from_on, to_on, source, recorded_at,"
		" recorded_by) VALUES (:agency, :uscc, :name, :kind, :share,"
		" :from, :to, :source, :now, :by) RETURNING id",
	[BY_ID] = SELECT " WHERE f.id = :id",
	[END] =
		"UPDATE affiliation SET to_on = :day, ended_by = :by"
		" WHERE id = :id AND to_on IS NULL",
	[ALL] =
		SELECT " WHERE f.id < :before ORDER BY f.id DESC"
		" LIMIT :limit",
	[OF_AGENCY] =
		SELECT " WHERE f.agency_id = :agency AND f.id < :before"
		" ORDER BY f.id DESC LIMIT :limit",
	[WITH_OWNER] =
		"SELECT count(*) FROM affiliation f JOIN party o"
		" ON o.id = :owner WHERE" IN_FORCE
		" AND (f.other_uscc = o.uscc OR f.other_name = o.name)",
	[WITH_DEPARTMENT] =
		"SELECT count(*) FROM affiliation f JOIN service_item i"
		" ON i.id = :item WHERE" IN_FORCE
		" AND f.other_name = i.department",
	[OFFICE] =
		"SELECT coalesce(max(coalesce(f.to_on, :day)), 0)"
		" FROM affiliation f JOIN party o ON o.id = :owner"
		" JOIN service_item i ON i.id = :item"
		" WHERE f.agency_id = :agency AND f.kind = 'office'"
		" AND f.from_on <= :day AND coalesce(f.to_on, :day) >= :since"
		" AND (f.other_name IN (i.department, o.name)"
		" OR f.other_uscc = o.uscc)",
};

const struct sql_table affiliation_sql = { sql, COUNT(sql) };

static void
affiliation_from_row(struct affiliation *f, struct stmt *st)
{
	int i = 0;

	f->id = column_int(st, i++);
	f->agency_id = column_int(st, i++);
	f->agency_name = column_text(st, i++);
	f->agency_uscc = column_text(st, i++);
	f->other_uscc = column_text(st, i++);
	f->other_name = column_text(st, i++);
	f->kind = column_text(st, i++);
	f->share_bp = column_int(st, i++);
	f->from_on = column_int(st, i++);
	f->to_on = column_int(st, i++);
	f->source = column_text(st, i++);
	f->recorded_at = column_int(st, i++);
	f->recorded_by = column_int(st, i++);
}

enum err
db_affiliation_insert(struct db *db, struct affiliation *f)
{
	struct stmt *st = db_stmt(db, AFFILIATION, INSERT);

	f->recorded_at = db_now(db);
	bind_int(st, ":agency", f->agency_id);
	bind_text(st, ":uscc", f->other_uscc);
	bind_text(st, ":name", f->other_name);
	bind_text(st, ":kind", f->kind);
	bind_int(st, ":share", f->share_bp);
	bind_int(st, ":from", f->from_on);
	bind_opt(st, ":to", f->to_on);
	bind_text(st, ":source", f->source);
	bind_int(st, ":now", f->recorded_at);
	bind_int(st, ":by", f->recorded_by);
	db_changed(db);
	return stmt_id(st, &f->id);
}

enum err
db_affiliation_get(struct db *db, int64_t id, struct affiliation *f)
{
	struct stmt *st = db_stmt(db, AFFILIATION, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		affiliation_from_row(f, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_affiliation_end(struct db *db, int64_t id, int64_t day, int64_t by)
{
	struct stmt *st = db_stmt(db, AFFILIATION, END);
	enum err err;

	bind_int(st, ":id", id);
	bind_int(st, ":day", day);
	bind_int(st, ":by", by);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_affiliation_list(struct db *db, int64_t agency_id, int64_t before,
    int limit, struct affiliation **list, size_t *n)
{
	struct stmt *st = db_stmt(db, AFFILIATION, agency_id ? OF_AGENCY :
	    ALL);
	struct affiliation *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	if (agency_id)
		bind_int(st, ":agency", agency_id);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		affiliation_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_affiliation_conflict(struct db *db, int64_t agency_id, int64_t owner_id,
    int64_t item_id, int64_t day, const char **code)
{
	struct stmt *st = db_stmt(db, AFFILIATION, WITH_OWNER);
	int64_t n = 0;
	enum err err;

	*code = NULL;
	bind_int(st, ":agency", agency_id);
	bind_int(st, ":owner", owner_id);
	bind_int(st, ":day", day);
	err = stmt_int(st, &n);
	if (err || n) {
		*code = err ? NULL : "owner";
		return err;
	}
	st = db_stmt(db, AFFILIATION, WITH_DEPARTMENT);
	bind_int(st, ":agency", agency_id);
	bind_int(st, ":item", item_id);
	bind_int(st, ":day", day);
	err = stmt_int(st, &n);
	if (!err && n)
		*code = "department";
	return err;
}

enum err
db_affiliation_office(struct db *db, int64_t agency_id, int64_t owner_id,
    int64_t item_id, int64_t since, int64_t day, int64_t *last)
{
	struct stmt *st = db_stmt(db, AFFILIATION, OFFICE);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":owner", owner_id);
	bind_int(st, ":item", item_id);
	bind_int(st, ":since", since);
	bind_int(st, ":day", day);
	return stmt_int(st, last);
}
