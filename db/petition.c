/* SPDX-License-Identifier: Apache-2.0 */
/* petition.c: the petition table's SQL, and its mapping to a struct. */
#include "db/petition.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, OF_PROJECT, OF_AWARD, DECIDE, WAITING };

#define PETITION_COLUMNS						\
	"t.id, t.project_id, p.code, p.attempt_no, p.title,"	\
	" p.owner_id, o.name, t.kind, t.award_id, w.agency_id, a.name,"	\
	" t.reason, t.evidence, t.asked_at, t.verdict, t.decision,"	\
	" t.min_entrants, t.decided_at"
#define JOINED								\
	" FROM petition t JOIN project p ON p.id = t.project_id"	\
	" JOIN party o ON o.id = p.owner_id"				\
	" LEFT JOIN award w ON w.id = t.award_id"			\
	" LEFT JOIN party a ON a.id = w.agency_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO petition (project_id, kind, award_id, reason,"
		" evidence, asked_at) VALUES (:project, :kind, :award,"
		" :reason, :evidence, :now) RETURNING id",
	[BY_ID] =
		"SELECT " PETITION_COLUMNS JOINED " WHERE t.id = :id",
	[OF_PROJECT] =
		"SELECT " PETITION_COLUMNS JOINED
		" WHERE t.project_id = :project AND t.kind = :kind"
		" ORDER BY t.id DESC LIMIT 1",
	[OF_AWARD] =
		"SELECT " PETITION_COLUMNS JOINED
		" WHERE t.award_id = :award",
	[DECIDE] =
		"UPDATE petition SET verdict = :verdict,"
		" decision = :decision, min_entrants = :min,"
		" decided_at = :now WHERE id = :id AND decided_at IS NULL",
	[WAITING] =
		"SELECT " PETITION_COLUMNS JOINED
		" WHERE t.decided_at IS NULL ORDER BY t.asked_at, t.id"
		" LIMIT :limit",
};

const struct sql_table petition_sql = { sql, COUNT(sql) };

static void
petition_from_row(struct petition *p, struct stmt *st)
{
	int i = 0;

	p->id = column_int(st, i++);
	p->project_id = column_int(st, i++);
	p->project_code = column_text(st, i++);
	p->attempt_no = column_int(st, i++);
	p->project_title = column_text(st, i++);
	p->owner_id = column_int(st, i++);
	p->owner_name = column_text(st, i++);
	p->kind = column_text(st, i++);
	p->award_id = column_int(st, i++);
	p->agency_id = column_int(st, i++);
	p->agency_name = column_text(st, i++);
	p->reason = column_text(st, i++);
	p->evidence = column_text(st, i++);
	p->asked_at = column_int(st, i++);
	p->verdict = column_text(st, i++);
	p->decision = column_text(st, i++);
	p->min_entrants = column_int(st, i++);
	p->decided_at = column_int(st, i++);
}

static enum err
read_one(struct stmt *st, struct petition *p)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		petition_from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_petition_insert(struct db *db, struct petition *p)
{
	struct stmt *st = db_stmt(db, PETITION, INSERT);
	enum err err;

	bind_int(st, ":project", p->project_id);
	bind_text(st, ":kind", p->kind);
	bind_opt(st, ":award", p->award_id);
	bind_text(st, ":reason", p->reason);
	bind_text(st, ":evidence", p->evidence ? p->evidence : "");
	bind_int(st, ":now", db_now(db));
	err = stmt_id(st, &p->id);
	return err ? err : db_petition_get(db, p->id, p);
}

enum err
db_petition_get(struct db *db, int64_t id, struct petition *p)
{
	struct stmt *st = db_stmt(db, PETITION, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, p);
}

enum err
db_petition_of(struct db *db, int64_t project_id, const char *kind,
    struct petition *p)
{
	struct stmt *st = db_stmt(db, PETITION, OF_PROJECT);

	bind_int(st, ":project", project_id);
	bind_text(st, ":kind", kind);
	return read_one(st, p);
}

enum err
db_petition_of_award(struct db *db, int64_t award_id, struct petition *p)
{
	struct stmt *st = db_stmt(db, PETITION, OF_AWARD);

	bind_int(st, ":award", award_id);
	return read_one(st, p);
}

enum err
db_petition_decide(struct db *db, const struct petition *p)
{
	struct stmt *st = db_stmt(db, PETITION, DECIDE);
	enum err err;

	bind_int(st, ":id", p->id);
	bind_text(st, ":verdict", p->verdict);
	bind_text(st, ":decision", p->decision);
	bind_int(st, ":min", p->min_entrants);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	return err;
}

enum err
db_petition_waiting(struct db *db, int limit, struct petition **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, PETITION, WAITING);
	struct petition *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		petition_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
