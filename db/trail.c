/* SPDX-License-Identifier: Apache-2.0 */
/* trail.c: the SQL of the audit's chain. */
#include "db/trail.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	UNSEALED, SEAL, HASH, LAST, AFTER, BEFORE, OF, BY, OF_BY, HEAD_ADD,
	HEAD, HEADS
};

/* A bid before its list is closed, a rating before it is shown. */
#define BLIND								\
	"CASE WHEN u.object LIKE 'bid:%' THEN coalesce((SELECT"		\
	" r.close_leaf IS NULL FROM bid b JOIN round r"			\
	" ON r.id = b.round_id WHERE b.id ="				\
	" CAST(substr(u.object, 5) AS INTEGER)), 0)"			\
	" WHEN u.action = 'rate' THEN coalesce((SELECT"			\
	" v.revealed_at IS NULL FROM review v WHERE v.id ="		\
	" CAST(substr(u.object, 8) AS INTEGER)), 0) ELSE 0 END"

#define ACT(blind)							\
	"SELECT u.seq, u.at, coalesce(u.account_id, 0),"		\
	" coalesce(u.party_id, 0), u.action, u.object, u.before,"	\
	" u.after, u.request, u.hash, coalesce(a.name, ''),"		\
	" coalesce(p.name, ''), " blind " FROM audit u"			\
	" LEFT JOIN account a ON a.id = u.account_id"			\
	" LEFT JOIN party p ON p.id = u.party_id"

#define OPEN_BEFORE							\
	" AND u.seq < :seq AND NOT " BLIND				\
	" ORDER BY u.seq DESC LIMIT :limit"

static const char *const sql[] = {
	[UNSEALED] =
		ACT("0") " WHERE u.hash IS NULL ORDER BY u.seq LIMIT :limit",
	[SEAL] =
		"UPDATE audit SET hash = :hash"
		" WHERE seq = :seq AND hash IS NULL",
	[HASH] =
		"SELECT hash FROM audit WHERE seq = :seq"
		" AND hash IS NOT NULL",
	[LAST] =
		"SELECT seq FROM audit WHERE seq > 0 ORDER BY seq DESC LIMIT 1",
	[AFTER] =
		ACT(BLIND) " WHERE u.seq > :seq ORDER BY u.seq LIMIT :limit",
	[BEFORE] =
		ACT(BLIND) " WHERE u.seq < :seq ORDER BY u.seq DESC LIMIT :limit",
	[OF] =
		ACT("0") " WHERE u.object = :object" OPEN_BEFORE,
	[BY] =
		ACT("0") " WHERE u.account_id = :account" OPEN_BEFORE,
	[OF_BY] =
		ACT("0") " WHERE u.object = :object"
		" AND u.account_id = :account" OPEN_BEFORE,
	[HEAD_ADD] =
		"INSERT INTO audit_head (seq, at, leaf)"
		" VALUES (:seq, :at, :leaf)",
	[HEAD] =
		"SELECT seq, at, leaf FROM audit_head WHERE seq > 0"
		" ORDER BY seq DESC LIMIT 1",
	[HEADS] =
		"SELECT seq, at, leaf FROM audit_head WHERE seq < :seq"
		" ORDER BY seq DESC LIMIT :limit",
};

const struct sql_table trail_sql = { sql, COUNT(sql) };

static void
from_row(struct act *a, struct stmt *st)
{
	*a = (struct act){
		.seq = column_int(st, 0),
		.at = column_int(st, 1),
		.account_id = column_int(st, 2),
		.party_id = column_int(st, 3),
		.action = column_text(st, 4),
		.object = column_text(st, 5),
		.before = column_text(st, 6),
		.after = column_text(st, 7),
		.request = column_text(st, 8),
		.who = column_text(st, 10),
		.party = column_text(st, 11),
		.blind = column_int(st, 12) != 0,
	};
	(void)column_bytes(st, 9, a->hash, sizeof a->hash);
}

static enum err
read_all(struct db *db, struct stmt *st, struct act **list, size_t *n)
{
	struct act *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_trail_unsealed(struct db *db, int limit, struct act **list, size_t *n)
{
	struct stmt *st = db_stmt(db, TRAIL, UNSEALED);

	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_trail_seal(struct db *db, int64_t seq,
    const unsigned char hash[TRAIL_HASH])
{
	struct stmt *st = db_stmt(db, TRAIL, SEAL);
	enum err err;

	bind_int(st, ":seq", seq);
	bind_blob(st, ":hash", hash, TRAIL_HASH);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_trail_hash(struct db *db, int64_t seq, unsigned char hash[TRAIL_HASH])
{
	struct stmt *st = db_stmt(db, TRAIL, HASH);
	bool found;
	enum err err;

	bind_int(st, ":seq", seq);
	err = stmt_step(st, &found);
	if (!err && found)
		(void)column_bytes(st, 0, hash, TRAIL_HASH);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_trail_last(struct db *db, int64_t *seq)
{
	enum err err = stmt_int(db_stmt(db, TRAIL, LAST), seq);

	if (err == ERR_NOT_FOUND)
		*seq = 0;
	return err == ERR_NOT_FOUND ? OK : err;
}

static enum err
read_from(struct db *db, int which, int64_t seq, int limit,
    struct act **list, size_t *n)
{
	struct stmt *st = db_stmt(db, TRAIL, which);

	bind_int(st, ":seq", seq);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_trail_after(struct db *db, int64_t after, int limit, struct act **list,
    size_t *n)
{
	return read_from(db, AFTER, after, limit, list, n);
}

enum err
db_trail_before(struct db *db, int64_t before, int limit, struct act **list,
    size_t *n)
{
	return read_from(db, BEFORE, before, limit, list, n);
}

enum err
db_trail_of(struct db *db, const char *object, int64_t account_id,
    int64_t before, int limit, struct act **list, size_t *n)
{
	struct stmt *st = db_stmt(db, TRAIL, account_id == 0 ? OF :
	    object[0] ? OF_BY : BY);

	if (account_id == 0 || object[0])
		bind_text(st, ":object", object);
	if (account_id)
		bind_int(st, ":account", account_id);
	bind_int(st, ":seq", before);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_trail_head_add(struct db *db, const struct trail_head *head)
{
	struct stmt *st = db_stmt(db, TRAIL, HEAD_ADD);

	bind_int(st, ":seq", head->seq);
	bind_int(st, ":at", head->at);
	bind_int(st, ":leaf", head->leaf);
	return stmt_run(st);
}

static struct trail_head
head_row(struct stmt *st)
{
	return (struct trail_head){ column_int(st, 0), column_int(st, 1),
	    column_int(st, 2) };
}

enum err
db_trail_head(struct db *db, struct trail_head *head)
{
	struct stmt *st = db_stmt(db, TRAIL, HEAD);
	bool found;
	enum err err = stmt_step(st, &found);

	*head = (struct trail_head){ 0, 0, 0 };
	if (!err && found)
		*head = head_row(st);
	stmt_reset(st);
	return err;
}

enum err
db_trail_heads(struct db *db, int64_t before, int limit,
    struct trail_head **list, size_t *n)
{
	struct stmt *st = db_stmt(db, TRAIL, HEADS);
	struct trail_head *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":seq", before);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = head_row(st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
