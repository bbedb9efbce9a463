/* SPDX-License-Identifier: Apache-2.0 */
/* penalty.c: the penalty table's SQL, and its mapping. */
#include "db/penalty.h"

#include "db/control.h"
#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, BY_ID, UPDATE, TOLD, IN_FORCE, WAITING, PUBLIC_STATE,
	FORBIDS, BANNED, OF_EVENT, PENDING, GOING
};

#define PENALTY_COLUMNS							\
	"x.id, x.party_id, p.name, p.uscc, x.rep_hash, x.kind,"		\
	" x.item_id, coalesce(i.code, ''), coalesce(i.name, ''),"	\
	" x.days, x.article, x.facts, x.event_id, x.fell_first,"	\
	" x.fell_again, x.proposed_at, x.proposed_by, x.notified_at,"	\
	" x.statement, x.stated_at, x.state, x.decided_at, x.decided_by, x.decision, x.from_at,"	\
	" x.until_at, x.ended_at, x.ended_by, x.reason"
#define FROM_PENALTY							\
	" FROM penalty x JOIN party p ON p.id = x.party_id"		\
	" LEFT JOIN service_item i ON i.id = x.item_id"
/* It was in force at that second. */
#define AT								\
	" x.from_at <= :at AND :at < min(x.until_at,"			\
	" coalesce(x.ended_at, x.until_at))"
#define BAN " x.kind = 'ban'"
#define PROPOSED_ON "(x.proposed_at + 28800) / 86400"
#define DONE_ON								\
	"coalesce((SELECT e.occurred_on FROM credit_event e"		\
	" WHERE e.id = x.event_id), " PROPOSED_ON ")"
/* Bans of whom one controls with :party, from the deed to the proposal. */
#define CONTROLLED_BANS							\
	"SELECT x.until_at FROM party y JOIN penalty x"			\
	" ON x.party_id = y.id WHERE y.uscc IN (" CONTROL_KEYS ")"	\
	" AND y.id <> :party AND" BAN " AND" AT				\
	" UNION ALL SELECT x.until_at FROM affiliation f"		\
	" JOIN penalty x ON x.party_id = f.agency_id"			\
	" WHERE f.holder IN (" CONTROL_KEYS ") AND" BAN " AND" AT	\
	" AND" CONTROL_IN_FORCE(DONE_ON, PROPOSED_ON)

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO penalty (party_id, rep_hash, kind, item_id,"
		" days, article, facts, event_id, fell_first, fell_again,"
		" proposed_at, proposed_by, state) VALUES (:party, :rep,"
		" :kind, :item, :days, :article, :facts, :event, :first,"
		" :again, :now, :by, 'proposed') RETURNING id",
	[BY_ID] =
		"SELECT " PENALTY_COLUMNS FROM_PENALTY " WHERE x.id = :id",
	[UPDATE] =
		"UPDATE penalty SET state = :state, notified_at = :notified,"
		" statement = :statement, stated_at = :stated,"
		" decided_at = :decided, decided_by = :decider,"
		" decision = :decision, from_at = :from, until_at = :until,"
		" ended_at = :ended, ended_by = :ender, reason = :reason"
		" WHERE id = :id AND state = :was",
	[TOLD] =
		"SELECT " PENALTY_COLUMNS FROM_PENALTY
		" WHERE x.party_id = :party AND x.id < :before"
		" AND x.notified_at IS NOT NULL"
		" ORDER BY x.id DESC LIMIT :limit",
	[IN_FORCE] =
		"SELECT " PENALTY_COLUMNS FROM_PENALTY
		" WHERE x.party_id = :party AND x.state = 'effective'"
		" ORDER BY x.id DESC LIMIT :limit",
	[WAITING] =
		"SELECT " PENALTY_COLUMNS FROM_PENALTY
		" WHERE x.state = :state AND x.id > :after"
		" ORDER BY x.id LIMIT :limit",
	[PUBLIC_STATE] =
		"SELECT " PENALTY_COLUMNS FROM_PENALTY
		" WHERE x.state = :state AND x.id < :before"
		" AND x.from_at IS NOT NULL"
		" AND coalesce(x.ended_at, :since) >= :since"
		" ORDER BY x.id DESC LIMIT :limit",
	[FORBIDS] =
		"SELECT (SELECT count(*) FROM penalty x"
		" WHERE x.party_id = :party AND" AT
		" AND (x.kind IN ('expulsion', 'ban') OR"
		" (x.kind = 'suspension' AND"
		" coalesce(x.item_id, :item) = :item)))"
		" + (SELECT count(*) FROM party p JOIN penalty x"
		" ON x.rep_hash = p.legal_rep_id_hash AND x.rep_hash <> ''"
		" AND" BAN " AND" AT " WHERE p.id = :party)"
		" + (SELECT count(*) FROM (" CONTROLLED_BANS "))",
	[BANNED] =
		"SELECT x.until_at FROM penalty x WHERE x.party_id = :party"
		" AND x.kind IN ('expulsion', 'ban') AND" AT
		" UNION ALL SELECT x.until_at FROM penalty x"
		" WHERE x.rep_hash = :rep AND x.rep_hash <> '' AND" BAN
		" AND" AT " UNION ALL " CONTROLLED_BANS
		" ORDER BY until_at DESC LIMIT 1",
	[OF_EVENT] =
		"SELECT " PENALTY_COLUMNS FROM_PENALTY
		" WHERE x.event_id = :event AND x.state = 'effective'"
		" ORDER BY x.id LIMIT :limit",
	[PENDING] =
		"SELECT count(*) FROM penalty WHERE party_id = :party"
		" AND state IN ('proposed', 'notified')",
	[GOING] =
		"SELECT count(*) FROM penalty WHERE party_id = :party"
		" AND kind IN ('expulsion', 'ban')"
		" AND state IN ('proposed', 'notified', 'effective')",
};

const struct sql_table penalty_sql = { sql, COUNT(sql) };

static void
penalty_from_row(struct penalty *p, struct stmt *st)
{
	int i = 0;

	p->id = column_int(st, i++);
	p->party_id = column_int(st, i++);
	p->party_name = column_text(st, i++);
	p->party_uscc = column_text(st, i++);
	p->rep_hash = column_text(st, i++);
	p->kind = column_text(st, i++);
	p->item_id = column_int(st, i++);
	p->item_code = column_text(st, i++);
	p->item_name = column_text(st, i++);
	p->days = column_int(st, i++);
	p->article = column_text(st, i++);
	p->facts = column_text(st, i++);
	p->event_id = column_int(st, i++);
	p->fell_first = column_int(st, i++);
	p->fell_again = column_int(st, i++);
	p->proposed_at = column_int(st, i++);
	p->proposed_by = column_int(st, i++);
	p->notified_at = column_int(st, i++);
	p->statement = column_text(st, i++);
	p->stated_at = column_int(st, i++);
	p->state = column_text(st, i++);
	p->decided_at = column_int(st, i++);
	p->decided_by = column_int(st, i++);
	p->decision = column_text(st, i++);
	p->from_at = column_int(st, i++);
	p->until_at = column_int(st, i++);
	p->ended_at = column_int(st, i++);
	p->ended_by = column_int(st, i++);
	p->reason = column_text(st, i++);
}

static enum err
read_list(struct db *db, struct stmt *st, struct penalty **list, size_t *n)
{
	struct penalty *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		penalty_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_penalty_insert(struct db *db, struct penalty *p)
{
	struct stmt *st = db_stmt(db, PENALTY, INSERT);
	enum err err;

	bind_int(st, ":party", p->party_id);
	bind_text(st, ":rep", p->rep_hash);
	bind_text(st, ":kind", p->kind);
	bind_opt(st, ":item", p->item_id);
	bind_int(st, ":days", p->days);
	bind_text(st, ":article", p->article);
	bind_text(st, ":facts", p->facts);
	bind_opt(st, ":event", p->event_id);
	bind_int(st, ":now", db_now(db));
	bind_opt(st, ":first", p->fell_first);
	bind_opt(st, ":again", p->fell_again);
	bind_opt(st, ":by", p->proposed_by);
	err = stmt_id(st, &p->id);
	return err ? err : db_penalty_get(db, p->id, p);
}

enum err
db_penalty_get(struct db *db, int64_t id, struct penalty *p)
{
	struct stmt *st = db_stmt(db, PENALTY, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		penalty_from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_penalty_update(struct db *db, const struct penalty *p, const char *was)
{
	struct stmt *st = db_stmt(db, PENALTY, UPDATE);
	enum err err;

	bind_int(st, ":id", p->id);
	bind_text(st, ":was", was);
	bind_text(st, ":state", p->state);
	bind_opt(st, ":notified", p->notified_at);
	bind_text(st, ":statement", p->statement);
	bind_opt(st, ":stated", p->stated_at);
	bind_opt(st, ":decided", p->decided_at);
	bind_opt(st, ":decider", p->decided_by);
	bind_text(st, ":decision", p->decision);
	bind_opt(st, ":from", p->from_at);
	bind_opt(st, ":until", p->until_at);
	bind_opt(st, ":ended", p->ended_at);
	bind_opt(st, ":ender", p->ended_by);
	bind_text(st, ":reason", p->reason);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_penalty_told(struct db *db, int64_t party_id, int64_t before,
    int limit, struct penalty **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, TOLD);

	bind_int(st, ":party", party_id);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_penalty_in_force(struct db *db, int64_t party_id, int limit,
    struct penalty **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, IN_FORCE);

	bind_int(st, ":party", party_id);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_penalty_waiting(struct db *db, const char *state, int64_t after,
    int limit, struct penalty **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, WAITING);

	bind_text(st, ":state", state);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_penalty_public(struct db *db, const char *state, int64_t before,
    int64_t since, int limit, struct penalty **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, PUBLIC_STATE);

	bind_text(st, ":state", state);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":since", since);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

/* And its day of Beijing. */
static void
bind_moment(struct stmt *st, int64_t at)
{
	bind_int(st, ":at", at);
	bind_int(st, ":day", (at + 28800) / 86400);
}

enum err
db_penalty_forbids(struct db *db, int64_t party_id, int64_t item_id,
    int64_t at, int64_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, FORBIDS);

	bind_int(st, ":party", party_id);
	bind_int(st, ":item", item_id);
	bind_moment(st, at);
	return stmt_int(st, n);
}

enum err
db_penalty_banned(struct db *db, int64_t party_id, const char *rep_hash,
    int64_t at, int64_t *until)
{
	struct stmt *st = db_stmt(db, PENALTY, BANNED);
	enum err err;

	bind_int(st, ":party", party_id);
	bind_text(st, ":rep", rep_hash);
	bind_moment(st, at);
	*until = 0;
	err = stmt_int(st, until);
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
db_penalty_of_event(struct db *db, int64_t event_id, int limit,
    struct penalty **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, OF_EVENT);

	bind_int(st, ":event", event_id);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_penalty_pending(struct db *db, int64_t party_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, PENDING);

	bind_int(st, ":party", party_id);
	return stmt_int(st, n);
}

enum err
db_penalty_going(struct db *db, int64_t party_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, PENALTY, GOING);

	bind_int(st, ":party", party_id);
	return stmt_int(st, n);
}
