/* SPDX-License-Identifier: Apache-2.0 */
/* recusal.c: the SQL of who must not bid. */
#include "db/recusal.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { CLEAR, ADD, LIST, HAS };

static const char *const sql[] = {
	[CLEAR] = "DELETE FROM project_recusal WHERE project_id = :project",
	[ADD] =
		"INSERT INTO project_recusal (project_id, n, uscc, name,"
		" reason) VALUES (:project, :n, :uscc, :name, :reason)",
	[LIST] =
		"SELECT uscc, name, reason FROM project_recusal"
		" WHERE project_id = :project ORDER BY n LIMIT 10",
	[HAS] =
		"SELECT count(*) FROM party p JOIN project_recusal r"
		" ON r.project_id = :project AND (r.uscc = p.uscc"
		" OR r.name = p.name) WHERE p.id = :party",
};

const struct sql_table recusal_sql = { sql, COUNT(sql) };

enum err
db_recusal_set(struct db *db, int64_t project_id, const struct recusal *list,
    size_t n)
{
	struct stmt *st = db_stmt(db, RECUSAL, CLEAR);
	enum err err;

	bind_int(st, ":project", project_id);
	err = stmt_run(st);
	for (size_t i = 0; !err && i < n; i++) {
		st = db_stmt(db, RECUSAL, ADD);
		bind_int(st, ":project", project_id);
		bind_int(st, ":n", (int64_t)i + 1);
		bind_text(st, ":uscc", list[i].uscc);
		bind_text(st, ":name", list[i].name);
		bind_text(st, ":reason", list[i].reason);
		err = stmt_run(st);
	}
	return err;
}

enum err
db_recusal_list(struct db *db, int64_t project_id, struct recusal **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, RECUSAL, LIST);
	bool found;
	enum err err;

	*list = NULL;
	*n = 0;
	bind_int(st, ":project", project_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		*list = list_grow(db, *list, *n, sizeof **list);
		(*list)[(*n)++] = (struct recusal){ column_text(st, 0),
		    column_text(st, 1), column_text(st, 2) };
	}
	stmt_reset(st);
	return err;
}

enum err
db_recusal_has(struct db *db, int64_t project_id, int64_t party_id,
    bool *has)
{
	struct stmt *st = db_stmt(db, RECUSAL, HAS);
	int64_t n = 0;
	enum err err;

	bind_int(st, ":project", project_id);
	bind_int(st, ":party", party_id);
	err = stmt_int(st, &n);
	*has = n > 0;
	return err;
}
