/* SPDX-License-Identifier: Apache-2.0 */
/* bid_document.c: the SQL of documents that opened bids owe. */
#include "db/bid_document.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, SET, BY_ID, OF_ROUND, OF_BID };

#define COLUMNS								\
	"d.id, d.bid_id, d.k, d.sealed, d.state, d.at, b.agency_id,"	\
	" b.round_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO bid_document (bid_id, k, sealed, state, at)"
		" VALUES (:bid, :k, :sealed, :state, :now)",
	[SET] =
		"UPDATE bid_document SET state = :state, at = :now"
		" WHERE id = :id",
	[BY_ID] =
		"SELECT " COLUMNS " FROM bid_document d"
		" JOIN bid b ON b.id = d.bid_id WHERE d.id = :id",
	[OF_ROUND] =
		"SELECT " COLUMNS " FROM bid b"
		" JOIN bid_document d ON d.bid_id = b.id"
		" WHERE b.round_id = :round ORDER BY b.leaf, d.k",
	[OF_BID] =
		"SELECT " COLUMNS " FROM bid_document d"
		" JOIN bid b ON b.id = d.bid_id"
		" WHERE d.bid_id = :bid ORDER BY d.k",
};

const struct sql_table bid_document_sql = { sql, COUNT(sql) };

static void
from_row(struct bid_document *d, struct stmt *st)
{
	int i = 0;

	d->id = column_int(st, i++);
	d->bid_id = column_int(st, i++);
	d->k = column_int(st, i++);
	d->has_hash = column_bytes(st, i++, d->sealed, sizeof d->sealed);
	d->state = column_text(st, i++);
	d->at = column_int(st, i++);
	d->agency_id = column_int(st, i++);
	d->round_id = column_int(st, i++);
}

enum err
db_bid_document_insert(struct db *db, const struct bid_document *d)
{
	struct stmt *st = db_stmt(db, BID_DOCUMENT, INSERT);

	bind_int(st, ":bid", d->bid_id);
	bind_int(st, ":k", d->k);
	if (d->has_hash)
		bind_blob(st, ":sealed", d->sealed, sizeof d->sealed);
	else
		bind_null(st, ":sealed");
	bind_text(st, ":state", d->state);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_bid_document_set(struct db *db, int64_t id, const char *state)
{
	struct stmt *st = db_stmt(db, BID_DOCUMENT, SET);

	bind_int(st, ":id", id);
	bind_text(st, ":state", state);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_run(st);
}

enum err
db_bid_document_get(struct db *db, int64_t id, struct bid_document *d)
{
	struct stmt *st = db_stmt(db, BID_DOCUMENT, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(d, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct bid_document **list,
    size_t *n)
{
	bool found;
	enum err err;

	*list = NULL;
	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		*list = list_grow(db, *list, *n, sizeof **list);
		from_row(&(*list)[(*n)++], st);
	}
	stmt_reset(st);
	return err;
}

enum err
db_bid_document_of_round(struct db *db, int64_t round_id,
    struct bid_document **list, size_t *n)
{
	struct stmt *st = db_stmt(db, BID_DOCUMENT, OF_ROUND);

	bind_int(st, ":round", round_id);
	return read_all(db, st, list, n);
}

enum err
db_bid_document_of_bid(struct db *db, int64_t bid_id,
    struct bid_document **list, size_t *n)
{
	struct stmt *st = db_stmt(db, BID_DOCUMENT, OF_BID);

	bind_int(st, ":bid", bid_id);
	return read_all(db, st, list, n);
}

size_t
db_bid_document_first(const struct bid_document *list, size_t n,
    int64_t bid_id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t half = low + (high - low) / 2;

		if (list[half].bid_id < bid_id)
			low = half + 1;
		else
			high = half;
	}
	return low;
}
