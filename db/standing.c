/* SPDX-License-Identifier: Apache-2.0 */
/* standing.c: the SQL of what agencies were. */
#include "db/standing.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { AT, KEEP_STATE, KEEP_CREDIT, FALLS, UNFALL };

#define KEEP								\
	"INSERT INTO standing (agency_id, until_at, state, credit, band,"	\
	" fell) SELECT party_id, :now, state, credit, band, "
/* Of two changes in one second the first kept what was before. */
#define ONCE " ON CONFLICT DO UPDATE SET fell = max(fell, excluded.fell)"

static const char *const sql[] = {
	[AT] =
		"SELECT coalesce(w.state, a.state),"
		" coalesce(w.credit, a.credit), coalesce(w.band, a.band),"
		" w.until_at IS NOT NULL FROM agency a LEFT JOIN standing w"
		" ON w.agency_id = a.party_id AND w.until_at ="
		" (SELECT min(until_at) FROM standing"
		" WHERE agency_id = :agency AND until_at > :at)"
		" WHERE a.party_id = :agency",
	[KEEP_STATE] =
		KEEP "0 FROM agency WHERE party_id = :agency"
		" AND state <> :state" ONCE,
	[KEEP_CREDIT] =
		KEEP "band <> 'D' AND :band = 'D' FROM agency"
		" WHERE party_id = :agency AND (credit <> :credit"
		" OR band <> :band)" ONCE,
	[FALLS] =
		"SELECT until_at FROM standing WHERE agency_id = :agency"
		" AND fell = 1 ORDER BY until_at DESC LIMIT :limit",
	[UNFALL] =
		"UPDATE standing SET fell = 0 WHERE agency_id = :agency"
		" AND fell = 1 AND until_at >= :since"
		" AND until_at < :before",
};

const struct sql_table standing_sql = { sql, COUNT(sql) };

enum err
db_standing_at(struct db *db, int64_t agency_id, int64_t at,
    struct standing *s)
{
	struct stmt *st = db_stmt(db, STANDING, AT);
	bool found;
	enum err err;

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":at", at);
	err = stmt_step(st, &found);
	if (!err && found)
		*s = (struct standing){ .state = column_text(st, 0),
		    .credit = column_int(st, 1), .band = column_text(st, 2),
		    .past = column_int(st, 3) != 0 };
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_standing_keep_state(struct db *db, int64_t agency_id, const char *state)
{
	struct stmt *st = db_stmt(db, STANDING, KEEP_STATE);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":now", db_now(db));
	bind_text(st, ":state", state);
	return stmt_run(st);
}

enum err
db_standing_keep_credit(struct db *db, int64_t agency_id, int64_t credit,
    const char *band)
{
	struct stmt *st = db_stmt(db, STANDING, KEEP_CREDIT);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":now", db_now(db));
	bind_int(st, ":credit", credit);
	bind_text(st, ":band", band);
	return stmt_run(st);
}

enum err
db_standing_falls(struct db *db, int64_t agency_id, int limit, int64_t *at,
    size_t *n)
{
	struct stmt *st = db_stmt(db, STANDING, FALLS);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":limit", limit);
	return stmt_ints(st, at, n);
}

enum err
db_standing_unfall(struct db *db, int64_t agency_id, int64_t since,
    int64_t before)
{
	struct stmt *st = db_stmt(db, STANDING, UNFALL);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":since", since);
	bind_int(st, ":before", before);
	return stmt_run(st);
}
