/* SPDX-License-Identifier: Apache-2.0 */
/* party.c: organisations, and what they promised. */
#include "db/party.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, BY_USCC, TIED, TIES, COMMIT, COMMITTED, SET_REP };

#define PARTY_COLUMNS							\
	"id, uscc, name, kind, region, address, legal_rep,"		\
	" legal_rep_id_hash, phone, created_at"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO party (uscc, name, kind, region, created_at)"
		" VALUES (:uscc, :name, :kind, :region, :now) RETURNING id",
	[BY_ID] =
		"SELECT " PARTY_COLUMNS " FROM party WHERE id = :id",
	[BY_USCC] =
		"SELECT " PARTY_COLUMNS " FROM party WHERE uscc = :uscc",
	[TIED] =
		"SELECT count(*) FROM party x JOIN party y"
		" ON y.legal_rep = x.legal_rep WHERE x.id = :owner"
		" AND y.id = :agency AND x.legal_rep <> ''",
	/* What else ties parties becomes another SELECT of this one. */
	[TIES] =
		"SELECT 'legal-rep ' || legal_rep_id_hash FROM party"
		" WHERE id = :id AND legal_rep_id_hash <> ''"
		/* Whom it controls is held by its code: held and holder too. */
		" UNION SELECT 'holder ' || uscc FROM party WHERE id = :id"
		" UNION SELECT 'holder ' || holder FROM affiliation"
		" WHERE agency_id = :id AND holder IS NOT NULL"
		" AND from_on <= :day AND coalesce(to_on, :day) >= :day",
	[COMMIT] =
		"INSERT INTO commitment (party_id, account_id, template, at)"
		" VALUES (:party, :account, :template, :now)",
	[COMMITTED] =
		"SELECT at FROM commitment"
		" WHERE party_id = :party AND template = :template",
	[SET_REP] =
		"UPDATE party SET legal_rep = :name, legal_rep_id_hash = :hash"
		" WHERE id = :id",
};

const struct sql_table party_sql = { sql, COUNT(sql) };

static void
party_from_row(struct party *p, struct stmt *st)
{
	int i = 0;

	p->id = column_int(st, i++);
	p->uscc = column_text(st, i++);
	p->name = column_text(st, i++);
	p->kind = column_text(st, i++);
	p->region = column_text(st, i++);
	p->address = column_text(st, i++);
	p->legal_rep = column_text(st, i++);
	p->legal_rep_hash = column_text(st, i++);
	p->phone = column_text(st, i++);
	p->created_at = column_int(st, i++);
}

static enum err
read_one(struct stmt *st, struct party *p)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		party_from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_party_insert(struct db *db, struct party *p)
{
	struct stmt *st = db_stmt(db, PARTY, INSERT);

	p->created_at = db_now(db);
	bind_text(st, ":uscc", p->uscc);
	bind_text(st, ":name", p->name);
	bind_text(st, ":kind", p->kind);
	bind_text(st, ":region", p->region);
	bind_int(st, ":now", p->created_at);
	db_changed(db);
	return stmt_id(st, &p->id);
}

enum err
db_party_get(struct db *db, int64_t id, struct party *p)
{
	struct stmt *st = db_stmt(db, PARTY, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, p);
}

enum err
db_party_by_uscc(struct db *db, const char *uscc, struct party *p)
{
	struct stmt *st = db_stmt(db, PARTY, BY_USCC);

	bind_text(st, ":uscc", uscc);
	return read_one(st, p);
}

enum err
db_party_set_rep(struct db *db, int64_t id, const char *name,
    const char *hash)
{
	struct stmt *st = db_stmt(db, PARTY, SET_REP);

	bind_int(st, ":id", id);
	bind_text(st, ":name", name);
	bind_text(st, ":hash", hash);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_party_tied(struct db *db, int64_t owner_id, int64_t agency_id, bool *tied)
{
	struct stmt *st = db_stmt(db, PARTY, TIED);
	int64_t n = 0;
	enum err err;

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":agency", agency_id);
	err = stmt_int(st, &n);
	*tied = n > 0;
	return err;
}

enum err
db_party_ties(struct db *db, int64_t id, int64_t day, const char ***keys,
    size_t *n)
{
	struct stmt *st = db_stmt(db, PARTY, TIES);
	bool found;
	enum err err;

	*keys = NULL;
	*n = 0;
	bind_int(st, ":id", id);
	bind_int(st, ":day", day);
	while ((err = stmt_step(st, &found)) == OK && found) {
		*keys = list_grow(db, *keys, *n, sizeof **keys);
		(*keys)[(*n)++] = column_text(st, 0);
	}
	stmt_reset(st);
	return err;
}

enum err
db_commitment_add(struct db *db, int64_t party_id, int64_t account_id,
    const char *template)
{
	struct stmt *st = db_stmt(db, PARTY, COMMIT);

	bind_int(st, ":party", party_id);
	bind_int(st, ":account", account_id);
	bind_text(st, ":template", template);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_commitment_get(struct db *db, int64_t party_id, const char *template,
    int64_t *at)
{
	struct stmt *st = db_stmt(db, PARTY, COMMITTED);

	bind_int(st, ":party", party_id);
	bind_text(st, ":template", template);
	return stmt_int(st, at);
}
