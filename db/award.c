/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: the award table's SQL, and its mapping to struct award. */
#include "db/award.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, OF_PROJECT, BY_ID, ALL, UPDATE, OF_AGENCY };

#define AWARD_COLUMNS							\
	"w.id, w.project_id, w.bid_id, w.agency_id, a.name, a.uscc,"	\
	" w.position, w.amount_fen, w.state, w.alp, w.tried,"		\
	" w.proposed_at, w.explanation, w.explained_at, w.reason,"	\
	" w.end_reason, w.force_majeure, w.ended_at, w.published_at,"	\
	" w.standstill_until, w.effective_at, w.owner_signed_at,"	\
	" w.agency_signed_at, w.completed_at, w.leaf"
#define JOINED " FROM award w JOIN party a ON a.id = w.agency_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO award (project_id, bid_id, agency_id, position,"
		" amount_fen, state, alp, reason, proposed_at, published_at,"
		" standstill_until) VALUES (:project, :bid, :agency,"
		" :position, :amount, :state, :alp, :reason, :now,"
		" :published, :until) RETURNING id",
	[OF_PROJECT] =
		"SELECT " AWARD_COLUMNS JOINED
		" WHERE w.project_id = :project ORDER BY w.id DESC LIMIT 1",
	[BY_ID] =
		"SELECT " AWARD_COLUMNS JOINED " WHERE w.id = :id",
	[ALL] =
		"SELECT " AWARD_COLUMNS JOINED
		" WHERE w.project_id = :project ORDER BY w.id LIMIT 100",
	[UPDATE] =
		"UPDATE award SET state = :state, tried = :tried,"
		" explanation = :explanation, explained_at = :explained,"
		" reason = :reason, end_reason = :end, force_majeure = :force,"
		" ended_at = :ended, published_at = :published,"
		" standstill_until = :until, effective_at = :effective,"
		" owner_signed_at = :owner, agency_signed_at = :agency,"
		" completed_at = :completed, leaf = :leaf WHERE id = :id",
	[OF_AGENCY] =
		"SELECT w.id, p.id, p.code, p.title, p.state, o.name,"
		" w.amount_fen, w.state, w.explained_at, w.standstill_until,"
		" w.owner_signed_at, w.agency_signed_at, coalesce("
		"v.state IN ('revealed', 'disputed'), 0),"
		" v.replied_at"
		" FROM award w JOIN project p ON p.id = w.project_id"
		" JOIN party o ON o.id = p.owner_id"
		" LEFT JOIN review v ON v.project_id = p.id"
		" AND v.side = 'owner'"
		" WHERE w.agency_id = :agency AND w.id < :before"
		" AND (:all = 1 OR w.state IN ('published', 'effective',"
		" 'signed'))"
		" ORDER BY w.id DESC LIMIT :limit",
};

const struct sql_table award_sql = { sql, COUNT(sql) };

enum err
db_award_insert(struct db *db, struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, INSERT);

	a->proposed_at = db_now(db);
	if (a->standstill_until)
		a->published_at = a->proposed_at;
	bind_int(st, ":project", a->project_id);
	bind_opt(st, ":bid", a->bid_id);
	bind_int(st, ":agency", a->agency_id);
	bind_int(st, ":position", a->position ? a->position : 1);
	bind_int(st, ":amount", a->amount_fen);
	bind_text(st, ":state", a->state);
	bind_int(st, ":alp", a->alp);
	bind_text(st, ":reason", a->reason ? a->reason : "");
	bind_int(st, ":now", a->proposed_at);
	bind_opt(st, ":published", a->published_at);
	bind_opt(st, ":until", a->standstill_until);
	db_changed(db);
	return stmt_id(st, &a->id);
}

static void
award_from_row(struct award *a, struct stmt *st)
{
	int i = 0;

	a->id = column_int(st, i++);
	a->project_id = column_int(st, i++);
	a->bid_id = column_int(st, i++);
	a->agency_id = column_int(st, i++);
	a->agency_name = column_text(st, i++);
	a->agency_uscc = column_text(st, i++);
	a->position = column_int(st, i++);
	a->amount_fen = column_int(st, i++);
	a->state = column_text(st, i++);
	a->alp = column_int(st, i++);
	a->tried = column_int(st, i++) != 0;
	a->proposed_at = column_int(st, i++);
	a->explanation = column_text(st, i++);
	a->explained_at = column_int(st, i++);
	a->reason = column_text(st, i++);
	a->end_reason = column_text(st, i++);
	a->force_majeure = column_int(st, i++) != 0;
	a->ended_at = column_int(st, i++);
	a->published_at = column_int(st, i++);
	a->standstill_until = column_int(st, i++);
	a->effective_at = column_int(st, i++);
	a->owner_signed_at = column_int(st, i++);
	a->agency_signed_at = column_int(st, i++);
	a->completed_at = column_int(st, i++);
	a->leaf = column_int(st, i++);
}

static enum err
read_one(struct stmt *st, struct award *a)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		award_from_row(a, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_award_of_project(struct db *db, int64_t project_id, struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_one(st, a);
}

enum err
db_award_get(struct db *db, int64_t id, struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, a);
}

enum err
db_award_all(struct db *db, int64_t project_id, struct award **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, AWARD, ALL);
	struct award *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":project", project_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		award_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_award_update(struct db *db, const struct award *a)
{
	struct stmt *st = db_stmt(db, AWARD, UPDATE);

	bind_int(st, ":id", a->id);
	bind_text(st, ":state", a->state);
	bind_int(st, ":tried", a->tried);
	bind_text(st, ":explanation", a->explanation);
	bind_opt(st, ":explained", a->explained_at);
	bind_text(st, ":reason", a->reason);
	bind_text(st, ":end", a->end_reason);
	bind_int(st, ":force", a->force_majeure);
	bind_opt(st, ":ended", a->ended_at);
	bind_opt(st, ":published", a->published_at);
	bind_opt(st, ":until", a->standstill_until);
	bind_opt(st, ":effective", a->effective_at);
	bind_opt(st, ":owner", a->owner_signed_at);
	bind_opt(st, ":agency", a->agency_signed_at);
	bind_opt(st, ":completed", a->completed_at);
	bind_opt(st, ":leaf", a->leaf);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_award_of_agency(struct db *db, int64_t agency_id, bool all,
    int64_t before_id, int limit, struct award_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, AWARD, OF_AGENCY);
	struct award_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":agency", agency_id);
	bind_int(st, ":all", all);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct award_row){
			.id = column_int(st, 0),
			.project_id = column_int(st, 1),
			.project_code = column_text(st, 2),
			.project_title = column_text(st, 3),
			.project_state = column_text(st, 4),
			.owner_name = column_text(st, 5),
			.amount_fen = column_int(st, 6),
			.state = column_text(st, 7),
			.explained_at = column_int(st, 8),
			.standstill_until = column_int(st, 9),
			.owner_signed_at = column_int(st, 10),
			.agency_signed_at = column_int(st, 11),
			.reviewed = column_int(st, 12) != 0,
			.replied = !column_is_null(st, 13),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
