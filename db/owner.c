/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: purchasers, and what their projects are paid from. */
#include "db/owner.h"

#include "db/nouns.h"
#include "db/stars.h"
#include "db/stmt.h"

enum {
	INSERT, GET, LINE_INSERT, LINE_GET, LINES, RESERVE, RELEASE, COMMIT,
	ADJUST, PAY, SAME_STARS, SET_STARS, STALE
};

#define LINE_COLUMNS							\
	"id, owner_id, year, code, name, amount_fen, reserved_fen,"	\
	" committed_fen, paid_fen"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO owner (party_id, kind, entered_at)"
		" VALUES (:party, :kind, :now)",
	[GET] =
		"SELECT party_id, kind, entered_at, stars_r, stars_lb,"
		" stars_half, stars_raters FROM owner"
		" WHERE party_id = :party",
	[LINE_INSERT] =
		"INSERT INTO budget_line (owner_id, year, code, name,"
		" amount_fen) VALUES (:owner, :year, :code, :name, :amount)"
		" RETURNING id",
	[LINE_GET] =
		"SELECT " LINE_COLUMNS " FROM budget_line WHERE id = :id",
	[LINES] =
		"SELECT " LINE_COLUMNS " FROM budget_line"
		" WHERE owner_id = :owner AND (year, code) < (:year, :code)"
		" ORDER BY year DESC, code DESC LIMIT :limit",
	[RESERVE] =
		"UPDATE budget_line SET reserved_fen = reserved_fen + :fen"
		" WHERE id = :id RETURNING id",
	[RELEASE] =
		"UPDATE budget_line SET reserved_fen = reserved_fen - :fen"
		" WHERE id = :id RETURNING id",
	[COMMIT] =
		"UPDATE budget_line SET reserved_fen = reserved_fen"
		" - :reserved, committed_fen = committed_fen + :fen"
		" WHERE id = :id RETURNING id",
	[ADJUST] =
		"UPDATE budget_line SET committed_fen = committed_fen + :fen"
		" WHERE id = :id RETURNING id",
	[PAY] =
		"UPDATE budget_line SET paid_fen = paid_fen + :fen"
		" WHERE id = :id RETURNING id",
	[SAME_STARS] =
		"UPDATE owner SET stars_at = :now WHERE party_id = :party"
		" AND stars_r = :r AND stars_lb = :lb"
		" AND coalesce(stars_half, -1) = coalesce(:half, -1)"
		" AND stars_raters = :raters",
	[SET_STARS] =
		"UPDATE owner SET stars_r = :r, stars_lb = :lb,"
		" stars_half = :half, stars_raters = :raters,"
		" stars_at = :now WHERE party_id = :party",
	[STALE] =
		"SELECT party_id FROM owner WHERE stars_at < :before"
		" ORDER BY stars_at LIMIT :limit",
};

const struct sql_table owner_sql = { sql, COUNT(sql) };

enum err
db_owner_insert(struct db *db, int64_t party_id, const char *kind)
{
	struct stmt *st = db_stmt(db, OWNER, INSERT);

	bind_int(st, ":party", party_id);
	bind_text(st, ":kind", kind);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_run(st);
}

enum err
db_owner_get(struct db *db, int64_t party_id, struct owner *o)
{
	struct stmt *st = db_stmt(db, OWNER, GET);
	bool found;
	enum err err;

	bind_int(st, ":party", party_id);
	err = stmt_step(st, &found);
	if (!err && found) {
		o->party_id = column_int(st, 0);
		o->kind = column_text(st, 1);
		o->entered_at = column_int(st, 2);
		o->stars_r = column_int(st, 3);
		o->stars_lb = column_int(st, 4);
		o->stars_shown = !column_is_null(st, 5);
		o->stars_half = column_int(st, 5);
		o->stars_raters = column_int(st, 6);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_owner_set_stars(struct db *db, int64_t party_id,
    const struct stars *stars)
{
	return stars_store(db, OWNER, SAME_STARS, party_id, stars);
}

enum err
db_owner_stale(struct db *db, int64_t before, int limit, int64_t *ids,
    size_t *n)
{
	struct stmt *st = db_stmt(db, OWNER, STALE);

	bind_int(st, ":before", before);
	bind_int(st, ":limit", limit);
	return stmt_ints(st, ids, n);
}

static void
line_from_row(struct budget_line *l, struct stmt *st)
{
	int i = 0;

	l->id = column_int(st, i++);
	l->owner_id = column_int(st, i++);
	l->year = column_int(st, i++);
	l->code = column_text(st, i++);
	l->name = column_text(st, i++);
	l->amount_fen = column_int(st, i++);
	l->reserved_fen = column_int(st, i++);
	l->committed_fen = column_int(st, i++);
	l->paid_fen = column_int(st, i++);
}

enum err
db_budget_insert(struct db *db, struct budget_line *l)
{
	struct stmt *st = db_stmt(db, OWNER, LINE_INSERT);

	l->reserved_fen = l->committed_fen = l->paid_fen = 0;
	bind_int(st, ":owner", l->owner_id);
	bind_int(st, ":year", l->year);
	bind_text(st, ":code", l->code);
	bind_text(st, ":name", l->name);
	bind_int(st, ":amount", l->amount_fen);
	return stmt_id(st, &l->id);
}

enum err
db_budget_get(struct db *db, int64_t id, struct budget_line *l)
{
	struct stmt *st = db_stmt(db, OWNER, LINE_GET);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		line_from_row(l, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_budget_of_owner(struct db *db, int64_t owner_id, int64_t before_year,
    const char *before_code, int limit, struct budget_line **list, size_t *n)
{
	struct stmt *st = db_stmt(db, OWNER, LINES);
	struct budget_line *lines = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":owner", owner_id);
	bind_int(st, ":year", before_year ? before_year : INT64_MAX);
	bind_text(st, ":code", before_code);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		lines = list_grow(db, lines, *n, sizeof *lines);
		line_from_row(&lines[(*n)++], st);
	}
	stmt_reset(st);
	*list = lines;
	return err;
}

/* A step of the money; the schema's CHECKs say whether it may be. */
static enum err
step(struct db *db, int i, int64_t id, int64_t fen)
{
	struct stmt *st = db_stmt(db, OWNER, i);

	if (fen < 0)
		bug("a step of money back: %lld fen", (long long)fen);
	bind_int(st, ":id", id);
	bind_int(st, ":fen", fen);
	return stmt_id(st, &id);
}

enum err
db_budget_reserve(struct db *db, int64_t id, int64_t fen)
{
	return step(db, RESERVE, id, fen);
}

enum err
db_budget_release(struct db *db, int64_t id, int64_t fen)
{
	return step(db, RELEASE, id, fen);
}

enum err
db_budget_pay(struct db *db, int64_t id, int64_t fen)
{
	return step(db, PAY, id, fen);
}

enum err
db_budget_commit(struct db *db, int64_t id, int64_t reserved_fen,
    int64_t fen)
{
	struct stmt *st = db_stmt(db, OWNER, COMMIT);

	if (reserved_fen < 0 || fen < 0)
		bug("a step of money back: %lld, %lld fen",
		    (long long)reserved_fen, (long long)fen);
	bind_int(st, ":id", id);
	bind_int(st, ":reserved", reserved_fen);
	bind_int(st, ":fen", fen);
	return stmt_id(st, &id);
}

enum err
db_budget_adjust(struct db *db, int64_t id, int64_t fen)
{
	struct stmt *st = db_stmt(db, OWNER, ADJUST);

	bind_int(st, ":id", id);
	bind_int(st, ":fen", fen);
	return stmt_id(st, &id);
}
