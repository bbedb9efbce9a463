/* SPDX-License-Identifier: Apache-2.0 */
/* month.c: the SQL of what happened in a month. */
#include "db/month.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { ADD, OF, REGIONS, AFTER, EARLIER };

#define COLUMNS								\
	"s.month, s.region, coalesce(r.name, ''), s.name, s.n, s.sum"	\
	" FROM month_stat s LEFT JOIN region r ON r.code = s.region"

static const char *const sql[] = {
	[ADD] =
		"INSERT INTO month_stat (month, region, name, n, sum)"
		" VALUES (:month, :region, :name, :n, :sum)"
		" ON CONFLICT (month, region, name) DO UPDATE SET"
		" n = month_stat.n + excluded.n,"
		" sum = month_stat.sum + excluded.sum",
	[OF] =
		"SELECT " COLUMNS " WHERE s.month = :month"
		" AND s.region = :region",
	[REGIONS] =
		"SELECT max(s.month), s.region, coalesce(r.name, ''), s.name,"
		" sum(s.n), sum(s.sum) FROM month_stat s"
		" LEFT JOIN region r ON r.code = s.region"
		" WHERE s.month >= :from AND s.month <= :to"
		" AND s.region <> '' GROUP BY s.region, s.name"
		" ORDER BY s.region",
	[AFTER] =
		"SELECT " COLUMNS
		" WHERE (s.month, s.region) > (:month, :region)"
		" AND s.region <> '' ORDER BY s.month, s.region, s.name"
		" LIMIT :limit",
	[EARLIER] =
		"SELECT count(*) FROM (SELECT 1 FROM project_event"
		" WHERE project_id = :project AND id < :id"
		" AND event = :event LIMIT 1)",
};

const struct sql_table month_sql = { sql, COUNT(sql) };

static enum err
add(struct db *db, const struct month_sum *m)
{
	struct stmt *st = db_stmt(db, MONTH, ADD);

	bind_int(st, ":month", m->month);
	bind_text(st, ":region", m->region);
	bind_text(st, ":name", m->name);
	bind_int(st, ":n", m->n);
	bind_int(st, ":sum", m->sum);
	return stmt_run(st);
}

enum err
db_month_add(struct db *db, int64_t month, const char *region,
    const char *name, int64_t n, int64_t sum)
{
	struct month_sum m = { .month = month, .region = region,
	    .name = name, .n = n, .sum = sum };
	enum err err = add(db, &m);

	m.region = "";
	if (!err)
		err = add(db, &m);
	db_changed(db);
	return err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct month_sum **list, size_t *n)
{
	struct month_sum *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct month_sum){
			.month = column_int(st, 0),
			.region = column_text(st, 1),
			.region_name = column_text(st, 2),
			.name = column_text(st, 3),
			.n = column_int(st, 4),
			.sum = column_int(st, 5),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_month_of(struct db *db, int64_t month, const char *region,
    struct month_sum **list, size_t *n)
{
	struct stmt *st = db_stmt(db, MONTH, OF);

	bind_int(st, ":month", month);
	bind_text(st, ":region", region);
	return read_all(db, st, list, n);
}

enum err
db_month_regions(struct db *db, int64_t from, int64_t to,
    struct month_sum **list, size_t *n)
{
	struct stmt *st = db_stmt(db, MONTH, REGIONS);

	bind_int(st, ":from", from);
	bind_int(st, ":to", to);
	return read_all(db, st, list, n);
}

enum err
db_month_after(struct db *db, int64_t month, const char *region, int limit,
    struct month_sum **list, size_t *n)
{
	struct stmt *st = db_stmt(db, MONTH, AFTER);

	bind_int(st, ":month", month);
	bind_text(st, ":region", region);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_month_earlier(struct db *db, int64_t project_id, const char *event,
    int64_t id, bool *yes)
{
	struct stmt *st = db_stmt(db, MONTH, EARLIER);
	int64_t n = 0;
	enum err err;

	bind_int(st, ":project", project_id);
	bind_text(st, ":event", event);
	bind_int(st, ":id", id);
	err = stmt_int(st, &n);
	*yes = n > 0;
	return err;
}
