/* SPDX-License-Identifier: Apache-2.0 */
/* round.c: the SQL of rounds, their trustees and inputs. */
#include "db/round.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, OF_PROJECT, REGISTERED, VOIDED, BY_ID, BY_SEALING, BY_POLICY,
	UPDATE, TRUSTEE_INSERT, TRUSTEES, OFFER, LINE, READY, OPEN,
	INPUT_INSERT, INPUTS, ASKED, TO_OPEN,
	UNCOVERED, COVER
};

#define ROUND_COLUMNS							\
	"id, project_id, n, sealing_id, opens, deadline, selfopen_until,"	\
	" min_entrants, threshold, server, purchaser, terms, rule,"	\
	" purchaser_line, text, policy, leaf, void_leaf, fallback_leaf,"	\
	" close_leaf, close_hash, closed_at, opened_at, seed,"	\
	" result_leaf, award_leaf"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO round (project_id, n, sealing_id, opens,"
		" deadline, selfopen_until, min_entrants, threshold, server,"
		" purchaser, terms, rule) VALUES (:project, :n, :sealing,"
		" :opens, :deadline, :selfopen, :min, :threshold, :server,"
		" :purchaser, :terms, :rule) RETURNING id",
	[OF_PROJECT] =
		"SELECT " ROUND_COLUMNS " FROM round"
		" WHERE project_id = :project ORDER BY n DESC LIMIT 1",
	[REGISTERED] =
		"SELECT " ROUND_COLUMNS " FROM round"
		" WHERE project_id = :project AND policy IS NOT NULL"
		" ORDER BY n DESC LIMIT 1",
	[VOIDED] =
		"SELECT sealing_id FROM round WHERE project_id = :project"
		" AND void_leaf IS NOT NULL ORDER BY n LIMIT 50",
	[BY_ID] =
		"SELECT " ROUND_COLUMNS " FROM round WHERE id = :id",
	[BY_SEALING] =
		"SELECT " ROUND_COLUMNS " FROM round"
		" WHERE sealing_id = :sealing",
	[BY_POLICY] =
		"SELECT " ROUND_COLUMNS " FROM round WHERE policy = :policy",
	[UPDATE] =
		"UPDATE round SET opens = :opens, deadline = :deadline,"
		" purchaser_line = :line, text = :text, policy = :policy,"
		" leaf = :leaf, void_leaf = :void, fallback_leaf = :fallback,"
		" close_leaf = :close,"
		" close_hash = :close_hash, closed_at = :closed,"
		" opened_at = :opened, seed = :seed, result_leaf = :result,"
		" award_leaf = :award WHERE id = :id",
	[TRUSTEE_INSERT] =
		"INSERT INTO round_trustee (round_id, i, name)"
		" VALUES (:round, :i, :name)",
	[TRUSTEES] =
		"SELECT i, name, pk, line, ready_at, sk, open_leaf, opened_at"
		" FROM round_trustee WHERE round_id = :round ORDER BY i",
	[OFFER] =
		"UPDATE round_trustee SET pk = :pk"
		" WHERE round_id = :round AND i = :i",
	[LINE] =
		"UPDATE round_trustee SET line = :line"
		" WHERE round_id = :round AND i = :i",
	[READY] =
		"UPDATE round_trustee SET ready_at = :now"
		" WHERE round_id = :round AND i = :i",
	[OPEN] =
		"UPDATE round_trustee SET sk = :sk, open_leaf = :leaf,"
		" opened_at = :now WHERE round_id = :round AND i = :i",
	[INPUT_INSERT] =
		"INSERT INTO round_input (round_id, kind, leaf, nonce, body)"
		" VALUES (:round, :kind, :leaf, :nonce, :body)",
	[INPUTS] =
		"SELECT kind, leaf, nonce, body FROM round_input"
		" WHERE round_id = :round ORDER BY leaf",
	[UNCOVERED] =
		"SELECT id, deadline FROM round WHERE void_leaf IS NOT NULL"
		" AND cover_leaf IS NULL AND deadline < :before"
		" UNION ALL SELECT r.id, r.deadline FROM round r"
		" JOIN project p ON p.id = r.project_id"
		" WHERE r.close_leaf IS NOT NULL AND r.result_leaf IS NULL"
		" AND r.void_leaf IS NULL AND r.cover_leaf IS NULL"
		" AND r.deadline < :before"
		" AND p.state IN ('failed', 'cancelled')"
		" ORDER BY 2 LIMIT :limit",
	[COVER] = "UPDATE round SET cover_leaf = :leaf WHERE id = :id",
	[ASKED] =
		"SELECT r.sealing_id FROM round r JOIN project p"
		" ON p.id = r.project_id WHERE r.policy IS NULL"
		" AND p.state IN ('registering', 'selecting') AND r.n = (SELECT max(n)"
		" FROM round WHERE project_id = p.id) ORDER BY r.id",
	[TO_OPEN] =
		"SELECT r.sealing_id FROM round r JOIN project p"
		" ON p.id = r.project_id WHERE r.close_leaf IS NOT NULL"
		" AND r.opened_at IS NULL AND p.state = 'closed'"
		" ORDER BY r.id",
};

const struct sql_table round_sql = { sql, COUNT(sql) };

static void
round_from_row(struct round *r, struct stmt *st)
{
	int i = 0;

	r->id = column_int(st, i++);
	r->project_id = column_int(st, i++);
	r->n = column_int(st, i++);
	r->sealing_id = column_text(st, i++);
	r->opens = column_int(st, i++);
	r->deadline = column_int(st, i++);
	r->selfopen_until = column_int(st, i++);
	r->min_entrants = column_int(st, i++);
	r->threshold = column_int(st, i++);
	r->server = column_int(st, i++) != 0;
	r->purchaser = column_text(st, i++);
	r->terms = column_text(st, i++);
	r->rule = column_text(st, i++);
	r->purchaser_line = column_text(st, i++);
	r->text = column_text(st, i++);
	r->registered = column_bytes(st, i++, r->policy, sizeof r->policy);
	r->leaf = column_int(st, i++);
	r->void_leaf = column_int(st, i++);
	r->fallback_leaf = column_int(st, i++);
	r->close_leaf = column_int(st, i++);
	column_bytes(st, i++, r->close_hash, sizeof r->close_hash);
	r->closed_at = column_int(st, i++);
	r->opened_at = column_int(st, i++);
	r->drawn = column_bytes(st, i++, r->seed, sizeof r->seed);
	r->result_leaf = column_int(st, i++);
	r->award_leaf = column_int(st, i++);
}

enum err
db_round_insert(struct db *db, struct round *r,
    const struct round_trustee *trustees, size_t n)
{
	struct stmt *st = db_stmt(db, ROUND, INSERT);
	enum err err;

	bind_int(st, ":project", r->project_id);
	bind_int(st, ":n", r->n);
	bind_text(st, ":sealing", r->sealing_id);
	bind_int(st, ":opens", r->opens);
	bind_int(st, ":deadline", r->deadline);
	bind_int(st, ":selfopen", r->selfopen_until);
	bind_int(st, ":min", r->min_entrants);
	bind_int(st, ":threshold", r->threshold);
	bind_int(st, ":server", r->server);
	bind_text(st, ":purchaser", r->purchaser);
	bind_text(st, ":terms", r->terms);
	bind_text(st, ":rule", r->rule);
	err = stmt_id(st, &r->id);
	for (size_t i = 0; !err && i < n; i++) {
		st = db_stmt(db, ROUND, TRUSTEE_INSERT);
		bind_int(st, ":round", r->id);
		bind_int(st, ":i", trustees[i].i);
		bind_text(st, ":name", trustees[i].name);
		err = stmt_run(st);
	}
	return err;
}

static enum err
read_one(struct stmt *st, struct round *r)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		round_from_row(r, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_round_of_project(struct db *db, int64_t project_id, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_one(st, r);
}

enum err
db_round_registered(struct db *db, int64_t project_id, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, REGISTERED);

	bind_int(st, ":project", project_id);
	return read_one(st, r);
}

enum err
db_round_get(struct db *db, int64_t id, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, r);
}

enum err
db_round_by_sealing(struct db *db, const char *sealing_id, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, BY_SEALING);

	bind_text(st, ":sealing", sealing_id);
	return read_one(st, r);
}

enum err
db_round_by_policy(struct db *db, const unsigned char policy[ROUND_HASH],
    struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, BY_POLICY);

	bind_blob(st, ":policy", policy, ROUND_HASH);
	return read_one(st, r);
}

enum err
db_round_update(struct db *db, const struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, UPDATE);

	bind_int(st, ":id", r->id);
	bind_int(st, ":opens", r->opens);
	bind_int(st, ":deadline", r->deadline);
	bind_text(st, ":line", r->purchaser_line);
	bind_text(st, ":text", r->text);
	bind_blob(st, ":policy", r->registered ? r->policy : NULL,
	    ROUND_HASH);
	if (r->registered)
		bind_int(st, ":leaf", r->leaf);
	else
		bind_null(st, ":leaf");
	bind_opt(st, ":void", r->void_leaf);
	bind_opt(st, ":fallback", r->fallback_leaf);
	bind_opt(st, ":close", r->close_leaf);
	bind_blob(st, ":close_hash", r->close_leaf ? r->close_hash : NULL,
	    ROUND_HASH);
	bind_opt(st, ":closed", r->closed_at);
	bind_opt(st, ":opened", r->opened_at);
	bind_blob(st, ":seed", r->drawn ? r->seed : NULL, ROUND_SEED);
	bind_opt(st, ":result", r->result_leaf);
	bind_opt(st, ":award", r->award_leaf);
	return stmt_run(st);
}

enum err
db_round_trustees(struct db *db, int64_t round_id,
    struct round_trustee **list, size_t *n)
{
	struct stmt *st = db_stmt(db, ROUND, TRUSTEES);
	struct round_trustee *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":round", round_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		struct round_trustee *t;

		rows = list_grow(db, rows, *n, sizeof *rows);
		t = &rows[(*n)++];
		t->i = column_int(st, 0);
		t->name = column_text(st, 1);
		t->offered = column_bytes(st, 2, t->pk, sizeof t->pk);
		t->line = column_text(st, 3);
		t->ready_at = column_int(st, 4);
		t->opened = column_bytes(st, 5, t->sk, sizeof t->sk);
		t->open_leaf = column_int(st, 6);
		t->opened_at = column_int(st, 7);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

/* A statement that changes trustee i of a round. */
static struct stmt *
of_trustee(struct db *db, int which, int64_t round_id, int64_t i)
{
	struct stmt *st = db_stmt(db, ROUND, which);

	bind_int(st, ":round", round_id);
	bind_int(st, ":i", i);
	return st;
}

enum err
db_round_offer(struct db *db, int64_t round_id, int64_t i,
    const unsigned char pk[ROUND_KEY])
{
	struct stmt *st = of_trustee(db, OFFER, round_id, i);

	bind_blob(st, ":pk", pk, ROUND_KEY);
	return stmt_run(st);
}

enum err
db_round_line(struct db *db, int64_t round_id, int64_t i, const char *line)
{
	struct stmt *st = of_trustee(db, LINE, round_id, i);

	bind_text(st, ":line", line);
	return stmt_run(st);
}

enum err
db_round_ready(struct db *db, int64_t round_id, int64_t i)
{
	struct stmt *st = of_trustee(db, READY, round_id, i);

	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_round_key(struct db *db, int64_t round_id, int64_t i,
    const unsigned char sk[ROUND_KEY], int64_t leaf)
{
	struct stmt *st = of_trustee(db, OPEN, round_id, i);

	bind_blob(st, ":sk", sk, ROUND_KEY);
	bind_int(st, ":leaf", leaf);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_round_input_add(struct db *db, int64_t round_id,
    const struct round_input *in)
{
	struct stmt *st = db_stmt(db, ROUND, INPUT_INSERT);

	bind_int(st, ":round", round_id);
	bind_text(st, ":kind", in->kind);
	bind_int(st, ":leaf", in->leaf);
	bind_blob(st, ":nonce", in->nonce, sizeof in->nonce);
	bind_text(st, ":body", in->body);
	return stmt_run(st);
}

enum err
db_round_inputs(struct db *db, int64_t round_id, struct round_input **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, ROUND, INPUTS);
	struct round_input *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":round", round_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		struct round_input *in;

		rows = list_grow(db, rows, *n, sizeof *rows);
		in = &rows[(*n)++];
		in->kind = column_text(st, 0);
		in->leaf = column_int(st, 1);
		column_bytes(st, 2, in->nonce, sizeof in->nonce);
		in->body = column_text(st, 3);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

static enum err
read_ids(struct db *db, struct stmt *st, const char ***ids, size_t *n)
{
	const char **rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = column_text(st, 0);
	}
	stmt_reset(st);
	*ids = rows;
	return err;
}

enum err
db_round_voided(struct db *db, int64_t project_id, const char ***ids,
    size_t *n)
{
	struct stmt *st = db_stmt(db, ROUND, VOIDED);

	bind_int(st, ":project", project_id);
	return read_ids(db, st, ids, n);
}

enum err
db_round_waiting(struct db *db, enum round_wait what, const char ***ids,
    size_t *n)
{
	return read_ids(db, db_stmt(db, ROUND, what == ROUND_ASKED ? ASKED :
	    TO_OPEN), ids, n);
}

enum err
db_round_uncovered(struct db *db, int64_t before, int limit, int64_t *ids,
    size_t *n)
{
	struct stmt *st = db_stmt(db, ROUND, UNCOVERED);

	bind_int(st, ":before", before);
	bind_int(st, ":limit", limit);
	return stmt_ints(st, ids, n);
}

enum err
db_round_cover(struct db *db, int64_t id, int64_t leaf)
{
	struct stmt *st = db_stmt(db, ROUND, COVER);

	bind_int(st, ":id", id);
	bind_int(st, ":leaf", leaf);
	return stmt_run(st);
}

/* ---- papers ---- */
