/* SPDX-License-Identifier: Apache-2.0 */
/* flag_total.c: the SQL of totals that indicators look at. */
#include "db/flag_total.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum { ONE_MORE, SUM, OF, ITEMS, DIGITS_ADD, DIGITS };

static const char *const sql[] = {
	[ONE_MORE] =
		"INSERT INTO flag_won (agency_id, item_id, n)"
		" VALUES (:agency, :item, max(:by, 0))"
		" ON CONFLICT (agency_id, item_id) DO UPDATE SET"
		" n = n + :by",
	[SUM] =
		"INSERT INTO flag_winner (agency_id, awards, items)"
		" SELECT :agency, coalesce(sum(n), 0), coalesce(sum(n > 0), 0)"
		" FROM flag_won WHERE agency_id = :agency"
		" ON CONFLICT (agency_id) DO UPDATE SET"
		" awards = excluded.awards, items = excluded.items",
	[OF] =
		"SELECT awards, items FROM flag_winner"
		" WHERE agency_id = :agency",
	[ITEMS] =
		"SELECT ppm FROM (SELECT items * 1000000 AS ppm"
		" FROM flag_winner WHERE awards >= :least"
		" ORDER BY awards DESC LIMIT :limit) ORDER BY ppm",
	[DIGITS_ADD] =
		"INSERT INTO flag_digit (item_id, least, most, d1, d2, d3,"
		" d4, d5, d6, d7, d8, d9) VALUES (:item, :least, :most, :d1,"
		" :d2, :d3, :d4, :d5, :d6, :d7, :d8, :d9)"
		" ON CONFLICT (item_id) DO UPDATE SET"
		" least = min(least, excluded.least),"
		" most = max(most, excluded.most), d1 = d1 + excluded.d1,"
		" d2 = d2 + excluded.d2, d3 = d3 + excluded.d3,"
		" d4 = d4 + excluded.d4, d5 = d5 + excluded.d5,"
		" d6 = d6 + excluded.d6, d7 = d7 + excluded.d7,"
		" d8 = d8 + excluded.d8, d9 = d9 + excluded.d9",
	[DIGITS] =
		"SELECT least, most, d1, d2, d3, d4, d5, d6, d7, d8, d9"
		" FROM flag_digit WHERE item_id = :item",
};

const struct sql_table flag_total_sql = { sql, COUNT(sql) };

enum err
db_total_award(struct db *db, int64_t agency_id, int64_t item_id, int by)
{
	struct stmt *st = db_stmt(db, FLAG_TOTAL, ONE_MORE);
	enum err err;

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":item", item_id);
	bind_int(st, ":by", by);
	err = stmt_run(st);
	if (err)
		return err;
	st = db_stmt(db, FLAG_TOTAL, SUM);
	bind_int(st, ":agency", agency_id);
	return stmt_run(st);
}

enum err
db_total_of(struct db *db, int64_t agency_id, int64_t *awards,
    int64_t *items)
{
	struct stmt *st = db_stmt(db, FLAG_TOTAL, OF);
	bool found;
	enum err err;

	bind_int(st, ":agency", agency_id);
	err = stmt_step(st, &found);
	*awards = !err && found ? column_int(st, 0) : 0;
	*items = !err && found ? column_int(st, 1) : 0;
	stmt_reset(st);
	return err;
}

enum err
db_total_items(struct db *db, int64_t least, int64_t **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG_TOTAL, ITEMS);

	*list = arena_alloc(db_arena(db), TOTAL_MOST * sizeof **list);
	bind_int(st, ":least", least);
	bind_int(st, ":limit", TOTAL_MOST);
	return stmt_ints(st, *list, n);
}

enum err
db_total_digits_add(struct db *db, int64_t item_id,
    const struct flag_digit *d)
{
	static const char *const names[TOTAL_DIGITS] = { ":d1", ":d2", ":d3",
	    ":d4", ":d5", ":d6", ":d7", ":d8", ":d9" };
	struct stmt *st;

	if (d->most == 0)
		return OK;
	st = db_stmt(db, FLAG_TOTAL, DIGITS_ADD);
	bind_int(st, ":item", item_id);
	bind_int(st, ":least", d->least);
	bind_int(st, ":most", d->most);
	for (int i = 0; i < TOTAL_DIGITS; i++)
		bind_int(st, names[i], d->counts[i]);
	return stmt_run(st);
}

enum err
db_total_digits(struct db *db, int64_t item_id, struct flag_digit *d)
{
	struct stmt *st = db_stmt(db, FLAG_TOTAL, DIGITS);
	bool found;
	enum err err;

	memset(d, 0, sizeof *d);
	bind_int(st, ":item", item_id);
	err = stmt_step(st, &found);
	if (!err && found) {
		d->least = column_int(st, 0);
		d->most = column_int(st, 1);
		for (int i = 0; i < TOTAL_DIGITS; i++)
			d->counts[i] = column_int(st, 2 + i);
	}
	stmt_reset(st);
	return err;
}
