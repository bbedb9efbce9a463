/* SPDX-License-Identifier: Apache-2.0 */
/* paper.c: the SQL of what is to be signed by several. */
#include "db/paper.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { PUT, GET, LINES, DROP };

static const char *const sql[] = {
	[PUT] =
		"INSERT INTO paper (round_id, kind, text)"
		" VALUES (:round, :kind, :text) ON CONFLICT (round_id, kind)"
		" DO UPDATE SET text = excluded.text, lines = ''",
	[GET] =
		"SELECT text, lines FROM paper WHERE round_id = :round"
		" AND kind = :kind",
	[LINES] =
		"UPDATE paper SET lines = :lines WHERE round_id = :round"
		" AND kind = :kind",
	[DROP] =
		"DELETE FROM paper WHERE round_id = :round AND kind = :kind",
};

const struct sql_table paper_sql = { sql, COUNT(sql) };

enum err
db_paper_put(struct db *db, int64_t round_id, const char *kind,
    const char *text)
{
	struct stmt *st = db_stmt(db, PAPER, PUT);

	bind_int(st, ":round", round_id);
	bind_text(st, ":kind", kind);
	bind_text(st, ":text", text);
	return stmt_run(st);
}

enum err
db_paper_get(struct db *db, int64_t round_id, const char *kind,
    const char **text, const char **lines)
{
	struct stmt *st = db_stmt(db, PAPER, GET);
	bool found;
	enum err err;

	bind_int(st, ":round", round_id);
	bind_text(st, ":kind", kind);
	err = stmt_step(st, &found);
	if (!err && found) {
		*text = column_text(st, 0);
		*lines = column_text(st, 1);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_paper_lines(struct db *db, int64_t round_id, const char *kind,
    const char *lines)
{
	struct stmt *st = db_stmt(db, PAPER, LINES);

	bind_int(st, ":round", round_id);
	bind_text(st, ":kind", kind);
	bind_text(st, ":lines", lines);
	return stmt_run(st);
}

enum err
db_paper_drop(struct db *db, int64_t round_id, const char *kind)
{
	struct stmt *st = db_stmt(db, PAPER, DROP);

	bind_int(st, ":round", round_id);
	bind_text(st, ":kind", kind);
	return stmt_run(st);
}
