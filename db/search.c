/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: the two full-text tables. */
#include "db/search.h"

#include "db/nouns.h"
#include "db/stmt.h"
#include "market/base/text.h"

enum { ADD_PROJECT, DROP_PROJECT, DROP_AGENCY, ADD_AGENCY, PROJECTS, AGENCIES };

enum { WORDS_MAX = 4096 };

static const char *const sql[] = {
	[ADD_PROJECT] =
		"INSERT INTO search_project (rowid, words)"
		" VALUES (:id, :words)",
	[DROP_PROJECT] =
		"INSERT INTO search_project (search_project, rowid, words)"
		" VALUES ('delete', :id, :words)",
	[DROP_AGENCY] = "DELETE FROM search_agency WHERE rowid = :id",
	[ADD_AGENCY] =
		"INSERT INTO search_agency (rowid, words)"
		" VALUES (:id, :words)",
	[PROJECTS] =
		"SELECT rowid FROM search_project"
		" WHERE search_project MATCH :match AND rowid < :before"
		" ORDER BY rowid DESC LIMIT :limit",
	[AGENCIES] =
		"SELECT rowid FROM search_agency"
		" WHERE search_agency MATCH :match"
		" ORDER BY rowid DESC LIMIT :limit",
};

const struct sql_table search_sql = { sql, COUNT(sql) };

enum err
db_search_project_add(struct db *db, int64_t id, const char *words)
{
	struct stmt *st = db_stmt(db, SEARCH, ADD_PROJECT);

	bind_int(st, ":id", id);
	bind_text(st, ":words", words);
	return stmt_run(st);
}

enum err
db_search_project_drop(struct db *db, int64_t id, const char *words)
{
	struct stmt *st = db_stmt(db, SEARCH, DROP_PROJECT);

	bind_int(st, ":id", id);
	bind_text(st, ":words", words);
	return stmt_run(st);
}

enum err
db_search_agency_add(struct db *db, int64_t party_id, const char *name)
{
	struct stmt *st = db_stmt(db, SEARCH, DROP_AGENCY);
	struct buf words;
	enum err err;

	bind_int(st, ":id", party_id);
	err = stmt_run(st);
	if (err)
		return err;
	buf_init(&words, WORDS_MAX);
	text_bigrams(&words, name);
	st = db_stmt(db, SEARCH, ADD_AGENCY);
	bind_int(st, ":id", party_id);
	bind_text(st, ":words", words.data ? words.data : "");
	err = stmt_run(st);
	buf_release(&words);
	return err;
}

/* Ids first, so that the statement is closed before the rows are read. */
static enum err
read_ids(struct db *db, struct stmt *st, int64_t **ids, size_t *n)
{
	int64_t *list = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[(*n)++] = column_int(st, 0);
	}
	stmt_reset(st);
	*ids = list;
	return err;
}

enum err
db_search_projects(struct db *db, const char *match, int64_t before_id,
    int limit, struct project_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, SEARCH, PROJECTS);
	int64_t *ids;
	enum err err;

	bind_text(st, ":match", match);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	err = read_ids(db, st, &ids, n);
	*list = arena_alloc(db_arena(db), (*n + 1) * sizeof **list);
	for (size_t i = 0; !err && i < *n; i++)
		err = db_project_row(db, ids[i], &(*list)[i]);
	return err;
}

enum err
db_search_agencies(struct db *db, const char *match, int limit,
    struct agency **list, size_t *n)
{
	struct stmt *st = db_stmt(db, SEARCH, AGENCIES);
	int64_t *ids;
	enum err err;

	bind_text(st, ":match", match);
	bind_int(st, ":limit", limit);
	err = read_ids(db, st, &ids, n);
	*list = arena_alloc(db_arena(db), (*n + 1) * sizeof **list);
	for (size_t i = 0; !err && i < *n; i++)
		err = db_agency_get(db, ids[i], &(*list)[i]);
	return err;
}
