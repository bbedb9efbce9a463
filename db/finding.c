/* SPDX-License-Identifier: Apache-2.0 */
/* finding.c: the SQL of what was found in a project's terms. */
#include "db/finding.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { PUT, CLEAR, LIST };

static const char *const sql[] = {
	[PUT] =
		"INSERT INTO project_finding (project_id, rule, field, words,"
		" reason) VALUES (:project, :rule, :field, :words, :reason)"
		" ON CONFLICT (project_id, rule, field) DO UPDATE SET"
		" words = excluded.words, reason = excluded.reason",
	[CLEAR] = "DELETE FROM project_finding WHERE project_id = :project",
	[LIST] =
		"SELECT rule, field, words, reason FROM project_finding"
		" WHERE project_id = :project ORDER BY rule, field LIMIT 64",
};

const struct sql_table finding_sql = { sql, COUNT(sql) };

enum err
db_finding_put(struct db *db, int64_t project_id, const struct finding *f)
{
	struct stmt *st = db_stmt(db, FINDING, PUT);

	bind_int(st, ":project", project_id);
	bind_text(st, ":rule", f->rule);
	bind_text(st, ":field", f->field);
	bind_text(st, ":words", f->words);
	bind_text(st, ":reason", f->reason);
	return stmt_run(st);
}

enum err
db_finding_clear(struct db *db, int64_t project_id)
{
	struct stmt *st = db_stmt(db, FINDING, CLEAR);

	bind_int(st, ":project", project_id);
	return stmt_run(st);
}

enum err
db_finding_list(struct db *db, int64_t project_id, struct finding **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, FINDING, LIST);
	bool found;
	enum err err;

	*list = NULL;
	*n = 0;
	bind_int(st, ":project", project_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		*list = list_grow(db, *list, *n, sizeof **list);
		(*list)[(*n)++] = (struct finding){ column_text(st, 0),
		    column_text(st, 1), column_text(st, 2),
		    column_text(st, 3) };
	}
	stmt_reset(st);
	return err;
}
