/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: the award table's SQL, and its mapping to struct award. */
#include "db/award.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, OF_PROJECT, UPDATE, OF_AGENCY };

#define AWARD_COLUMNS							\
	"w.id, w.project_id, w.bid_id, w.agency_id, a.name, a.uscc,"	\
	" w.amount_fen, w.state, w.published_at, w.standstill_until,"	\
	" w.effective_at, w.owner_signed_at, w.agency_signed_at,"	\
	" w.completed_at"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO award (project_id, bid_id, agency_id, amount_fen,"
		" state, published_at, standstill_until) VALUES (:project,"
		" :bid, :agency, :amount, :state, :now, :until) RETURNING id",
	[OF_PROJECT] =
		"SELECT " AWARD_COLUMNS " FROM award w"
		" JOIN party a ON a.id = w.agency_id"
		" WHERE w.project_id = :project ORDER BY w.id DESC LIMIT 1",
	[UPDATE] =
		"UPDATE award SET state = :state, effective_at = :effective,"
		" owner_signed_at = :owner, agency_signed_at = :agency,"
		" completed_at = :completed WHERE id = :id",
	[OF_AGENCY] =
		"SELECT w.id, p.code, p.title, p.state, o.name, w.amount_fen,"
		" w.state, w.standstill_until, w.owner_signed_at,"
		" w.agency_signed_at, v.id IS NOT NULL, v.replied_at"
		" FROM award w JOIN project p ON p.id = w.project_id"
		" JOIN party o ON o.id = p.owner_id"
		" LEFT JOIN review v ON v.project_id = p.id"
		" AND v.side = 'owner'"
		" WHERE w.agency_id = :agency AND w.id < :before"
		" ORDER BY w.id DESC LIMIT :limit",
};

const struct sql_table award_sql = { sql, COUNT(sql) };

enum err
db_award_insert(struct db *db, struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, INSERT);

	a->published_at = db_now(db);
	bind_int(st, ":project", a->project_id);
	bind_opt(st, ":bid", a->bid_id);
	bind_int(st, ":agency", a->agency_id);
	bind_int(st, ":amount", a->amount_fen);
	bind_text(st, ":state", a->state);
	bind_int(st, ":now", a->published_at);
	bind_int(st, ":until", a->standstill_until);
	db_changed(db);
	return stmt_id(st, &a->id);
}

enum err
db_award_of_project(struct db *db, int64_t project_id, struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, OF_PROJECT);
	bool found;
	enum err err;

	bind_int(st, ":project", project_id);
	err = stmt_step(st, &found);
	if (!err && found)
		*a = (struct award){
			.id = column_int(st, 0),
			.project_id = column_int(st, 1),
			.bid_id = column_int(st, 2),
			.agency_id = column_int(st, 3),
			.agency_name = column_text(st, 4),
			.agency_uscc = column_text(st, 5),
			.amount_fen = column_int(st, 6),
			.state = column_text(st, 7),
			.published_at = column_int(st, 8),
			.standstill_until = column_int(st, 9),
			.effective_at = column_int(st, 10),
			.owner_signed_at = column_int(st, 11),
			.agency_signed_at = column_int(st, 12),
			.completed_at = column_int(st, 13),
		};
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_award_update(struct db *db, const struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, UPDATE);

	bind_int(st, ":id", a->id);
	bind_text(st, ":state", a->state);
	bind_opt(st, ":effective", a->effective_at);
	bind_opt(st, ":owner", a->owner_signed_at);
	bind_opt(st, ":agency", a->agency_signed_at);
	bind_opt(st, ":completed", a->completed_at);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_award_of_agency(struct db *db, int64_t agency_id, int64_t before_id,
    int limit, struct award_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, AWARD, OF_AGENCY);
	struct award_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":agency", agency_id);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct award_row){
			.id = column_int(st, 0),
			.project_code = column_text(st, 1),
			.project_title = column_text(st, 2),
			.project_state = column_text(st, 3),
			.owner_name = column_text(st, 4),
			.amount_fen = column_int(st, 5),
			.state = column_text(st, 6),
			.standstill_until = column_int(st, 7),
			.owner_signed_at = column_int(st, 8),
			.agency_signed_at = column_int(st, 9),
			.reviewed = column_int(st, 10) != 0,
			.replied = !column_is_null(st, 11),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
