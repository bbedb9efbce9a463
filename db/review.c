/* SPDX-License-Identifier: Apache-2.0 */
/* review.c: the review table's SQL, and its mapping to struct review. */
#include "db/review.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	/* By purchasers, then the same by agencies. */
	WAITING, ABOUT = 2, RATINGS = 4,
	INSERT = 6, BY_ID, OF_PROJECT, SUBMIT, REVEAL, MISS, REPLY, DISPUTE,
	DECIDE, DISPUTED
};

#define REVIEW_COLUMNS							\
	"v.id, v.project_id, p.code, p.title, v.side, v.owner_id,"	\
	" v.agency_id, o.name, a.name, v.quality, v.speed, v.norms,"	\
	" v.fee, v.manner, v.text, v.submitted_at, v.revealed_at,"	\
	" v.state, v.reply, v.replied_at, v.ground, v.claim,"		\
	" v.disputed_at, v.decision, v.decided_at"
#define JOINED								\
	" FROM review v JOIN project p ON p.id = v.project_id"		\
	" JOIN party o ON o.id = v.owner_id"				\
	" JOIN party a ON a.id = v.agency_id"
#define RATING "quality, speed, norms, fee, manner, revealed_at"
#define PUBLIC " state IN ('revealed', 'disputed')"

static const char *const sql[] = {
	[WAITING] =
		"SELECT " REVIEW_COLUMNS JOINED
		" WHERE v.owner_id = :party AND v.side = 'owner'"
		" AND v.state = 'open' ORDER BY v.id LIMIT :limit",
	[WAITING + 1] =
		"SELECT " REVIEW_COLUMNS JOINED
		" WHERE v.agency_id = :party AND v.side = 'agency'"
		" AND v.state = 'open' ORDER BY v.id LIMIT :limit",
	[ABOUT] =
		"SELECT " REVIEW_COLUMNS JOINED
		" WHERE v.agency_id = :party AND v.side = 'owner'"
		" AND v." PUBLIC " AND v.id < :before"
		" ORDER BY v.id DESC LIMIT :limit",
	[ABOUT + 1] =
		"SELECT " REVIEW_COLUMNS JOINED
		" WHERE v.owner_id = :party AND v.side = 'agency'"
		" AND v." PUBLIC " AND v.id < :before"
		" ORDER BY v.id DESC LIMIT :limit",
	[RATINGS] =
		"SELECT rater, " RATING " FROM (SELECT owner_id AS rater, id,"
		" " RATING " FROM review WHERE agency_id = :party"
		" AND side = 'owner' AND" PUBLIC
		" ORDER BY id DESC LIMIT :limit) AS some ORDER BY rater",
	[RATINGS + 1] =
		"SELECT rater, " RATING " FROM (SELECT agency_id AS rater, id,"
		" " RATING " FROM review WHERE owner_id = :party"
		" AND side = 'agency' AND" PUBLIC
		" ORDER BY id DESC LIMIT :limit) AS some ORDER BY rater",
	[INSERT] =
		"INSERT INTO review (project_id, side, owner_id, agency_id,"
		" quality, speed, norms, fee, manner, text, submitted_at,"
		" revealed_at, state, ground, disputed_at, decision,"
		" decided_at) VALUES (:project, :side, :owner, :agency,"
		" :quality, :speed, :norms, :fee, :manner, :text, :submitted,"
		" :revealed, :state, :ground, :disputed, :decision, :decided)"
		" RETURNING id",
	[BY_ID] =
		"SELECT " REVIEW_COLUMNS JOINED " WHERE v.id = :id",
	[OF_PROJECT] =
		"SELECT " REVIEW_COLUMNS JOINED
		" WHERE v.project_id = :project AND v.side = :side",
	[SUBMIT] =
		"UPDATE review SET quality = :quality, speed = :speed,"
		" norms = :norms, fee = :fee, manner = :manner, text = :text,"
		" submitted_at = coalesce(submitted_at, :now),"
		" state = 'submitted'"
		" WHERE id = :id AND state IN ('open', 'submitted')",
	[REVEAL] =
		"UPDATE review SET state = 'revealed', revealed_at = :now"
		" WHERE id = :id AND state = 'submitted'",
	[MISS] =
		"UPDATE review SET state = 'missed'"
		" WHERE id = :id AND state = 'open'",
	[REPLY] =
		"UPDATE review SET reply = :reply, replied_at = :now"
		" WHERE id = :id AND replied_at IS NULL"
		" AND revealed_at IS NOT NULL",
	[DISPUTE] =
		"UPDATE review SET state = 'disputed', ground = :ground,"
		" claim = :claim, disputed_at = :now"
		" WHERE id = :id AND state = 'revealed'"
		" AND disputed_at IS NULL",
	[DECIDE] =
		"UPDATE review SET state = :state, decision = :decision,"
		" decided_at = :now WHERE id = :id AND state = 'disputed'",
	[DISPUTED] =
		"SELECT " REVIEW_COLUMNS JOINED
		" WHERE v.state = 'disputed'"
		" AND (v.disputed_at, v.id) > (:at, :after)"
		" ORDER BY v.disputed_at, v.id LIMIT :limit",
};

const struct sql_table review_sql = { sql, COUNT(sql) };

/* Of the two statements that are alike, that of side. */
static struct stmt *
of_side(struct db *db, int first, const char *side)
{
	return db_stmt(db, REVIEW, first + (strcmp(side, "agency") == 0));
}

static void
review_from_row(struct review *r, struct stmt *st)
{
	int i = 0;

	r->id = column_int(st, i++);
	r->project_id = column_int(st, i++);
	r->project_code = column_text(st, i++);
	r->project_title = column_text(st, i++);
	r->side = column_text(st, i++);
	r->owner_id = column_int(st, i++);
	r->agency_id = column_int(st, i++);
	r->owner_name = column_text(st, i++);
	r->agency_name = column_text(st, i++);
	for (int k = 0; k < REVIEW_SCORES; k++)
		r->scores[k] = column_int(st, i++);
	r->text = column_text(st, i++);
	r->submitted_at = column_int(st, i++);
	r->revealed_at = column_int(st, i++);
	r->state = column_text(st, i++);
	r->reply = column_text(st, i++);
	r->replied_at = column_int(st, i++);
	r->ground = column_text(st, i++);
	r->claim = column_text(st, i++);
	r->disputed_at = column_int(st, i++);
	r->decision = column_text(st, i++);
	r->decided_at = column_int(st, i++);
}

static enum err
read_one(struct stmt *st, struct review *r)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		review_from_row(r, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct review **list, size_t *n)
{
	struct review *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		review_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

static void
bind_scores(struct stmt *st, const int64_t scores[REVIEW_SCORES])
{
	bind_opt(st, ":quality", scores[0]);
	bind_opt(st, ":speed", scores[1]);
	bind_opt(st, ":norms", scores[2]);
	bind_opt(st, ":fee", scores[3]);
	bind_opt(st, ":manner", scores[4]);
}

/* A statement that changes the one row id, or finds that it may not. */
static enum err
change_one(struct db *db, struct stmt *st, int64_t id)
{
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		return ERR_CONFLICT;
	db_changed(db);
	return err;
}

enum err
db_review_insert(struct db *db, struct review *r)
{
	struct stmt *st = db_stmt(db, REVIEW, INSERT);

	bind_int(st, ":project", r->project_id);
	bind_text(st, ":side", r->side);
	bind_int(st, ":owner", r->owner_id);
	bind_int(st, ":agency", r->agency_id);
	bind_scores(st, r->scores);
	bind_text(st, ":text", r->text ? r->text : "");
	bind_opt(st, ":submitted", r->submitted_at);
	bind_opt(st, ":revealed", r->revealed_at);
	bind_text(st, ":state", r->state);
	bind_text(st, ":ground", r->ground ? r->ground : "");
	bind_opt(st, ":disputed", r->disputed_at);
	bind_text(st, ":decision", r->decision ? r->decision : "");
	bind_opt(st, ":decided", r->decided_at);
	return stmt_id(st, &r->id);
}

enum err
db_review_of_project(struct db *db, int64_t project_id, const char *side,
    struct review *r)
{
	struct stmt *st = db_stmt(db, REVIEW, OF_PROJECT);

	bind_int(st, ":project", project_id);
	bind_text(st, ":side", side);
	return read_one(st, r);
}

enum err
db_review_get(struct db *db, int64_t id, struct review *r)
{
	struct stmt *st = db_stmt(db, REVIEW, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, r);
}

enum err
db_review_submit(struct db *db, int64_t id,
    const int64_t scores[REVIEW_SCORES], const char *text)
{
	struct stmt *st = db_stmt(db, REVIEW, SUBMIT);
	enum err err;

	bind_int(st, ":id", id);
	bind_scores(st, scores);
	bind_text(st, ":text", text);
	bind_int(st, ":now", db_now(db));
	/* No db_changed(): a page's tag would tell that it is there. */
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_review_reveal(struct db *db, int64_t id)
{
	struct stmt *st = db_stmt(db, REVIEW, REVEAL);

	bind_int(st, ":now", db_now(db));
	return change_one(db, st, id);
}

enum err
db_review_miss(struct db *db, int64_t id)
{
	return change_one(db, db_stmt(db, REVIEW, MISS), id);
}

enum err
db_review_reply(struct db *db, int64_t id, const char *reply)
{
	struct stmt *st = db_stmt(db, REVIEW, REPLY);

	bind_text(st, ":reply", reply);
	bind_int(st, ":now", db_now(db));
	return change_one(db, st, id);
}

enum err
db_review_dispute(struct db *db, int64_t id, const char *ground,
    const char *claim)
{
	struct stmt *st = db_stmt(db, REVIEW, DISPUTE);

	bind_text(st, ":ground", ground);
	bind_text(st, ":claim", claim);
	bind_int(st, ":now", db_now(db));
	return change_one(db, st, id);
}

enum err
db_review_decide(struct db *db, int64_t id, const char *state,
    const char *decision)
{
	struct stmt *st = db_stmt(db, REVIEW, DECIDE);

	bind_text(st, ":state", state);
	bind_text(st, ":decision", decision);
	bind_int(st, ":now", db_now(db));
	return change_one(db, st, id);
}

enum err
db_review_disputed(struct db *db, int64_t after_at, int64_t after_id,
    int limit, struct review **list, size_t *n)
{
	struct stmt *st = db_stmt(db, REVIEW, DISPUTED);

	bind_int(st, ":at", after_at);
	bind_int(st, ":after", after_id);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_review_waiting(struct db *db, const char *side, int64_t party, int limit,
    struct review **list, size_t *n)
{
	struct stmt *st = of_side(db, WAITING, side);

	bind_int(st, ":party", party);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_review_about(struct db *db, const char *side, int64_t party,
    int64_t before_id, int limit, struct review **list, size_t *n)
{
	struct stmt *st = of_side(db, ABOUT, side);

	bind_int(st, ":party", party);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_review_ratings(struct db *db, const char *side, int64_t party, int limit,
    struct star_review **list, size_t *n)
{
	struct stmt *st = of_side(db, RATINGS, side);
	struct star_review *ratings = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":party", party);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		struct star_review *r;

		ratings = list_grow(db, ratings, *n, sizeof *ratings);
		r = &ratings[(*n)++];
		r->owner_id = column_int(st, 0);
		for (int i = 0; i < STARS_SCORES; i++)
			r->scores[i] = (unsigned char)column_int(st, 1 + i);
		r->revealed_at = column_int(st, 6);
	}
	stmt_reset(st);
	*list = ratings;
	return err;
}
