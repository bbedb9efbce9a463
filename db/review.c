/* SPDX-License-Identifier: Apache-2.0 */
/* review.c: the review table's SQL, and its mapping to struct review. */
#include "db/review.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, OF_PROJECT, REPLY };

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO review (project_id, side, owner_id, agency_id,"
		" quality, speed, norms, fee, manner, text, submitted_at,"
		" revealed_at, state) VALUES (:project, :side, :owner,"
		" :agency, :quality, :speed, :norms, :fee, :manner, :text,"
		" :now, :revealed, :state) RETURNING id",
	[OF_PROJECT] =
		"SELECT id, project_id, side, owner_id, agency_id, quality,"
		" speed, norms, fee, manner, text, submitted_at, revealed_at,"
		" state, reply, replied_at FROM review"
		" WHERE project_id = :project AND side = :side",
	[REPLY] =
		"UPDATE review SET reply = :reply, replied_at = :now"
		" WHERE id = :id AND replied_at IS NULL",
};

const struct sql_table review_sql = { sql, COUNT(sql) };

enum err
db_review_insert(struct db *db, struct review *r)
{
	struct stmt *st = db_stmt(db, REVIEW, INSERT);

	r->submitted_at = db_now(db);
	bind_int(st, ":project", r->project_id);
	bind_text(st, ":side", r->side);
	bind_int(st, ":owner", r->owner_id);
	bind_int(st, ":agency", r->agency_id);
	bind_int(st, ":quality", r->scores[0]);
	bind_int(st, ":speed", r->scores[1]);
	bind_int(st, ":norms", r->scores[2]);
	bind_int(st, ":fee", r->scores[3]);
	bind_int(st, ":manner", r->scores[4]);
	bind_text(st, ":text", r->text);
	bind_int(st, ":now", r->submitted_at);
	bind_opt(st, ":revealed", r->revealed_at);
	bind_text(st, ":state", r->state);
	db_changed(db);
	return stmt_id(st, &r->id);
}

enum err
db_review_of_project(struct db *db, int64_t project_id, const char *side,
    struct review *r)
{
	struct stmt *st = db_stmt(db, REVIEW, OF_PROJECT);
	bool found;
	enum err err;

	bind_int(st, ":project", project_id);
	bind_text(st, ":side", side);
	err = stmt_step(st, &found);
	if (!err && found) {
		r->id = column_int(st, 0);
		r->project_id = column_int(st, 1);
		r->side = column_text(st, 2);
		r->owner_id = column_int(st, 3);
		r->agency_id = column_int(st, 4);
		for (int i = 0; i < REVIEW_SCORES; i++)
			r->scores[i] = column_int(st, 5 + i);
		r->text = column_text(st, 10);
		r->submitted_at = column_int(st, 11);
		r->revealed_at = column_int(st, 12);
		r->state = column_text(st, 13);
		r->reply = column_text(st, 14);
		r->replied_at = column_int(st, 15);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_review_reply(struct db *db, int64_t id, const char *reply)
{
	struct stmt *st = db_stmt(db, REVIEW, REPLY);
	enum err err;

	bind_int(st, ":id", id);
	bind_text(st, ":reply", reply);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	db_changed(db);
	return err;
}
