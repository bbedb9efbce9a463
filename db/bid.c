/* SPDX-License-Identifier: Apache-2.0 */
/* bid.c: the bid table's SQL, and its mapping to struct bid. */
#include "db/bid.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, LAST, BY_FILE, BY_ID, SUPERSEDE, ALL, OF_ROUND, OPEN,
	VOID, OF_AGENCY, GATE, OF_NAME, COUNT_ALL, CLAIMS,
	RESTORE, SELF, STATE, PARTIES, VOIDED, FIRST
};

#define COLUMNS(body)							\
	"b.id, b.round_id, b.agency_id, a.name, a.uscc, b.name, b.seq,"	\
	" b.kind, b.file, b.nonce, b.leaf, " body ", b.sealer,"		\
	" b.received_at, b.claim_i, b.claim_at, b.state, b.salt,"	\
	" b.amount_fen, b.out_code, b.position, b.total,"		\
	" b.self_s, b.fields"
#define BID_COLUMNS COLUMNS("b.body")
#define JOINED " FROM bid b LEFT JOIN party a ON a.id = b.agency_id"
/* An agency's that counts, as ranked; those that are not come last. */
#define RANKED							\
	" WHERE b.round_id = :round"					\
	" AND b.state NOT IN ('superseded', 'withdrawn')"		\
	" AND b.kind = 'envelope' AND b.agency_id IS NOT NULL"		\
	" ORDER BY b.position IS NULL, b.position, b.leaf"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO bid (round_id, agency_id, name, seq, kind, file,"
		" nonce, leaf, body, sealer, received_at, claim_i, claim_at,"
		" state) VALUES (:round, :agency, :name, :seq, :kind, :file,"
		" :nonce, :leaf, :body, :sealer, :now, :claim_i, :claim_at,"
		" :state) RETURNING id",
	[LAST] =
		"SELECT " BID_COLUMNS JOINED " WHERE b.round_id = :round"
		" AND b.agency_id = :agency ORDER BY b.seq DESC LIMIT 1",
	[BY_FILE] =
		"SELECT " BID_COLUMNS JOINED " WHERE b.file = :file",
	[BY_ID] =
		"SELECT " BID_COLUMNS JOINED " WHERE b.id = :id",
	[SUPERSEDE] =
		"UPDATE bid SET state = :state WHERE round_id = :round"
		" AND name = :name AND seq < :seq AND state = 'sealed'",
	[ALL] =
		"SELECT " BID_COLUMNS JOINED " WHERE b.round_id = :round"
		" ORDER BY b.leaf",
	[OF_ROUND] =
		"SELECT " COLUMNS("NULL") JOINED RANKED,
	[FIRST] =
		"SELECT b.id, b.agency_id, a.name, a.uscc, b.amount_fen,"
		" b.out_code, b.position, b.total" JOINED RANKED
		" LIMIT :limit",
	[OPEN] =
		"UPDATE bid SET state = :state, salt = :salt,"
		" amount_fen = :amount, fields = :fields, out_code = :out,"
		" position = :position, total = :total WHERE id = :id",
	[VOID] =
		"UPDATE bid SET body = NULL, state = CASE state"
		" WHEN 'sealed' THEN 'voided' ELSE state END"
		" WHERE round_id = :round",
	[OF_NAME] =
		"SELECT count(*), coalesce(max(seq), 0), coalesce((SELECT"
		" state FROM bid WHERE round_id = :round AND name = :name"
		" ORDER BY seq DESC LIMIT 1), ''), coalesce(max(sealer <>"
		" 'server' AND kind = 'envelope'), 0) FROM bid WHERE round_id = :round"
		" AND name = :name",
	[COUNT_ALL] = "SELECT count(*) FROM bid WHERE round_id = :round",
	[CLAIMS] =
		"SELECT count(*) FROM bid WHERE round_id = :round"
		" AND claim_i IS NOT NULL",
	[RESTORE] =
		"UPDATE bid SET body = :body WHERE id = :id AND body IS NULL"
		" AND state <> 'voided'",
	[STATE] = "UPDATE bid SET state = :state WHERE id = :id",
	[VOIDED] =
		"SELECT count(*) FROM round r JOIN bid b ON b.round_id = r.id"
		" AND b.agency_id = :agency WHERE r.project_id = :project"
		" AND b.state = 'voided'",
	[SELF] = "UPDATE bid SET self_s = :s WHERE id = :id",
	[OF_AGENCY] =
		"SELECT b.file, b.kind, b.state, b.seq, b.received_at,"
		" b.id, p.code, p.title, p.state, r.deadline, b.position"
		" FROM bid b JOIN round r ON r.id = b.round_id"
		" JOIN project p ON p.id = r.project_id"
		" WHERE b.agency_id = :agency AND b.id < :before"
		" ORDER BY b.id DESC LIMIT :limit",
	[GATE] =
		"SELECT p.state, p.owner_id, r.deadline, a.state,"
		" r.n = (SELECT max(n) FROM round WHERE project_id = p.id),"
		" coalesce(b.seq, 0), coalesce(b.state, ''),"
		" EXISTS (SELECT 1 FROM bid WHERE round_id = r.id"
		" AND agency_id = :agency AND sealer <> 'server'"
		" AND kind = 'envelope')"
		" FROM round r JOIN project p ON p.id = r.project_id"
		" JOIN agency a ON a.party_id = :agency"
		" LEFT JOIN bid b ON b.id = (SELECT id FROM bid"
		" WHERE round_id = r.id AND agency_id = :agency"
		" ORDER BY seq DESC LIMIT 1) WHERE r.id = :round",
	[PARTIES] =
		"SELECT DISTINCT agency_id FROM bid WHERE round_id = :round"
		" AND agency_id > 0"
		" AND state NOT IN ('superseded', 'withdrawn')"
		" ORDER BY agency_id",
};

const struct sql_table bid_sql = { sql, COUNT(sql) };

static void
bid_from_row(struct bid *b, struct stmt *st)
{
	int i = 0;

	b->id = column_int(st, i++);
	b->round_id = column_int(st, i++);
	b->agency_id = column_int(st, i++);
	b->agency_name = column_text(st, i++);
	b->agency_uscc = column_text(st, i++);
	b->name = column_text(st, i++);
	b->seq = column_int(st, i++);
	b->kind = column_text(st, i++);
	column_bytes(st, i++, b->file, sizeof b->file);
	column_bytes(st, i++, b->nonce, sizeof b->nonce);
	b->leaf = column_int(st, i++);
	b->body = column_blob(st, i++, &b->body_len);
	b->sealer = column_text(st, i++);
	b->received_at = column_int(st, i++);
	b->claim_i = column_int(st, i++);
	b->claim_at = column_int(st, i++);
	b->state = column_text(st, i++);
	b->opened = column_bytes(st, i++, b->salt, sizeof b->salt);
	b->amount_fen = column_int(st, i++);
	b->out_code = column_is_null(st, i) ? NULL : column_text(st, i);
	b->position = column_int(st, ++i);
	b->total = column_int(st, ++i);
	b->self = column_bytes(st, ++i, b->self_s, sizeof b->self_s);
	b->fields = column_text(st, ++i);
}

enum err
db_bid_insert(struct db *db, struct bid *b)
{
	struct stmt *st = db_stmt(db, BID, INSERT);

	b->received_at = db_now(db);
	bind_int(st, ":round", b->round_id);
	bind_opt(st, ":agency", b->agency_id);
	bind_text(st, ":name", b->name);
	bind_int(st, ":seq", b->seq);
	bind_text(st, ":kind", b->kind);
	bind_blob(st, ":file", b->file, sizeof b->file);
	bind_blob(st, ":nonce", b->nonce, sizeof b->nonce);
	bind_int(st, ":leaf", b->leaf);
	bind_opt(st, ":claim_i", b->claim_i);
	bind_opt(st, ":claim_at", b->claim_at);
	bind_blob(st, ":body", b->body, b->body_len);
	bind_text(st, ":sealer", b->sealer);
	bind_int(st, ":now", b->received_at);
	bind_text(st, ":state", b->state);
	return stmt_id(st, &b->id);
}

enum err
db_bid_gate(struct db *db, int64_t round_id, int64_t agency_id,
    struct bid_gate *g)
{
	struct stmt *st = db_stmt(db, BID, GATE);
	bool found;
	enum err err;

	bind_int(st, ":round", round_id);
	bind_int(st, ":agency", agency_id);
	err = stmt_step(st, &found);
	if (!err && found)
		*g = (struct bid_gate){
			.project_state = column_text(st, 0),
			.owner_id = column_int(st, 1),
			.deadline = column_int(st, 2),
			.agency_state = column_text(st, 3),
			.newest = column_int(st, 4) != 0,
			.last_seq = column_int(st, 5),
			.last_state = column_text(st, 6),
			.own = column_int(st, 7) != 0,
		};
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_one(struct stmt *st, struct bid *b)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		bid_from_row(b, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_bid_last(struct db *db, int64_t round_id, int64_t agency_id,
    struct bid *b)
{
	struct stmt *st = db_stmt(db, BID, LAST);

	bind_int(st, ":round", round_id);
	bind_int(st, ":agency", agency_id);
	return read_one(st, b);
}

enum err
db_bid_by_file(struct db *db, const unsigned char file[BID_HASH],
    struct bid *b)
{
	struct stmt *st = db_stmt(db, BID, BY_FILE);

	bind_blob(st, ":file", file, BID_HASH);
	return read_one(st, b);
}

enum err
db_bid_of_name(struct db *db, int64_t round_id, const char *name,
    struct bid_last *last)
{
	struct stmt *st = db_stmt(db, BID, OF_NAME);
	bool found;
	enum err err;

	bind_int(st, ":round", round_id);
	bind_text(st, ":name", name);
	err = stmt_step(st, &found);
	if (!err && found)
		*last = (struct bid_last){
			.count = column_int(st, 0),
			.seq = column_int(st, 1),
			.state = column_text(st, 2),
			.own = column_int(st, 3) != 0,
		};
	stmt_reset(st);
	return err;
}

enum err
db_bid_count(struct db *db, int64_t round_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, BID, COUNT_ALL);

	bind_int(st, ":round", round_id);
	return stmt_int(st, n);
}

enum err
db_bid_claims(struct db *db, int64_t round_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, BID, CLAIMS);

	bind_int(st, ":round", round_id);
	return stmt_int(st, n);
}

enum err
db_bid_restore(struct db *db, int64_t id, const char *body, size_t n)
{
	struct stmt *st = db_stmt(db, BID, RESTORE);

	bind_int(st, ":id", id);
	bind_blob(st, ":body", body, n);
	return stmt_run(st);
}

enum err
db_bid_self(struct db *db, int64_t id, const unsigned char s[BID_SALT])
{
	struct stmt *st = db_stmt(db, BID, SELF);

	bind_int(st, ":id", id);
	bind_blob(st, ":s", s, BID_SALT);
	return stmt_run(st);
}

enum err
db_bid_get(struct db *db, int64_t id, struct bid *b)
{
	struct stmt *st = db_stmt(db, BID, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, b);
}

enum err
db_bid_supersede(struct db *db, int64_t round_id, const char *name,
    int64_t seq, const char *state)
{
	struct stmt *st = db_stmt(db, BID, SUPERSEDE);

	bind_int(st, ":round", round_id);
	bind_text(st, ":name", name);
	bind_int(st, ":seq", seq);
	bind_text(st, ":state", state);
	return stmt_run(st);
}

static enum err
read_list(struct db *db, struct stmt *st, struct bid **list, size_t *n)
{
	struct bid *bids = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		bids = list_grow(db, bids, *n, sizeof *bids);
		bid_from_row(&bids[(*n)++], st);
	}
	stmt_reset(st);
	*list = bids;
	return err;
}

enum err
db_bid_all(struct db *db, int64_t round_id, struct bid **list, size_t *n)
{
	struct stmt *st = db_stmt(db, BID, ALL);

	bind_int(st, ":round", round_id);
	return read_list(db, st, list, n);
}

enum err
db_bid_first(struct db *db, int64_t round_id, int64_t most,
    struct bid **list, size_t *n)
{
	struct stmt *st = db_stmt(db, BID, FIRST);
	struct bid *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":round", round_id);
	bind_int(st, ":limit", most);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct bid){
			.id = column_int(st, 0),
			.round_id = round_id,
			.agency_id = column_int(st, 1),
			.agency_name = column_text(st, 2),
			.agency_uscc = column_text(st, 3),
			.amount_fen = column_int(st, 4),
			.out_code = column_is_null(st, 5) ? NULL :
			    column_text(st, 5),
			.position = column_int(st, 6),
			.total = column_int(st, 7),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_bid_of_round(struct db *db, int64_t round_id, struct bid **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, BID, OF_ROUND);

	bind_int(st, ":round", round_id);
	return read_list(db, st, list, n);
}

enum err
db_bid_open(struct db *db, const struct bid *b)
{
	struct stmt *st = db_stmt(db, BID, OPEN);

	bind_int(st, ":id", b->id);
	bind_text(st, ":state", b->state);
	bind_blob(st, ":salt", b->opened ? b->salt : NULL, sizeof b->salt);
	bind_opt(st, ":amount", b->amount_fen);
	bind_text(st, ":fields", b->fields);
	bind_text(st, ":out", b->out_code);
	bind_opt(st, ":position", b->position);
	bind_opt(st, ":total", b->total);
	return stmt_run(st);
}

enum err
db_bid_state(struct db *db, int64_t id, const char *state)
{
	struct stmt *st = db_stmt(db, BID, STATE);

	bind_int(st, ":id", id);
	bind_text(st, ":state", state);
	return stmt_run(st);
}

enum err
db_bid_void(struct db *db, int64_t round_id)
{
	struct stmt *st = db_stmt(db, BID, VOID);

	bind_int(st, ":round", round_id);
	return stmt_run(st);
}

enum err
db_bid_voided(struct db *db, int64_t project_id, int64_t agency_id,
    int64_t *n)
{
	struct stmt *st = db_stmt(db, BID, VOIDED);

	bind_int(st, ":project", project_id);
	bind_int(st, ":agency", agency_id);
	return stmt_int(st, n);
}

enum err
db_bid_of_agency(struct db *db, int64_t agency_id, int64_t before_id,
    int limit, struct bid_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, BID, OF_AGENCY);
	struct bid_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":agency", agency_id);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[*n] = (struct bid_row){
			.kind = column_text(st, 1),
			.state = column_text(st, 2),
			.seq = column_int(st, 3),
			.received_at = column_int(st, 4),
			.id = column_int(st, 5),
			.project_code = column_text(st, 6),
			.project_title = column_text(st, 7),
			.project_state = column_text(st, 8),
			.deadline = column_int(st, 9),
			.position = column_int(st, 10),
		};
		column_bytes(st, 0, rows[(*n)++].file, BID_HASH);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_bid_parties(struct db *db, int64_t round_id, int64_t **ids, size_t *n)
{
	struct stmt *st = db_stmt(db, BID, PARTIES);
	bool found;
	enum err err;

	*ids = NULL;
	*n = 0;
	bind_int(st, ":round", round_id);
	while (!(err = stmt_step(st, &found)) && found) {
		*ids = list_grow(db, *ids, *n, sizeof **ids);
		(*ids)[(*n)++] = column_int(st, 0);
	}
	stmt_reset(st);
	return err;
}
