/* SPDX-License-Identifier: Apache-2.0 */
/* leave.c: the SQL of agencies that go, and what they leave. */
#include "db/leave.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, BY_ID, OF_PARTY, UPDATE, PUBLIC_LIST, COUNT_OPEN, HANDOVERS,
	CONTRACTS, OF_CONTRACT, CONFIRM
};

#define SELECT								\
	"SELECT l.id, l.party_id, p.name, p.uscc, l.kind, l.reason,"	\
	" l.state, l.requested_at, l.requested_by, l.public_at,"	\
	" l.public_until, l.ended_at FROM leave l"			\
	" JOIN party p ON p.id = l.party_id"
#define OPEN_CONTRACT " c.state NOT IN ('settled', 'terminated')"
#define HANDOVER							\
	"SELECT c.id, l.id, c.owner_id, p.name, p.uscc, j.code, j.title,"\
	" coalesce(h.choice, ''), c.state FROM contract c"		\
	" JOIN leave l ON l.party_id = c.agency_id"			\
	" AND l.state NOT IN ('finished', 'withdrawn')"			\
	" JOIN party p ON p.id = c.agency_id"				\
	" JOIN project j ON j.id = c.project_id"			\
	" LEFT JOIN leave_contract h ON h.leave_id = l.id"		\
	" AND h.contract_id = c.id"
#define UP_TO(what) "(SELECT count(*) FROM (SELECT 1 " what " LIMIT 100)"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO leave (party_id, kind, reason, state,"
		" requested_at, requested_by) VALUES (:party, :kind, :reason,"
		" 'requested', :now, :by) RETURNING id",
	[BY_ID] = SELECT " WHERE l.id = :id",
	[OF_PARTY] =
		SELECT " WHERE l.party_id = :party ORDER BY l.id DESC LIMIT 1",
	[UPDATE] =
		"UPDATE leave SET kind = :kind, state = :state,"
		" public_at = :public, public_until = :until,"
		" ended_at = :ended WHERE id = :id AND state = :was",
	[PUBLIC_LIST] =
		SELECT " WHERE l.state = 'publicity' AND l.id < :before"
		" ORDER BY l.id DESC LIMIT :limit",
	[COUNT_OPEN] =
		"SELECT "
		UP_TO("FROM bid b JOIN round r ON r.id = b.round_id"
		    " JOIN project p ON p.id = r.project_id"
		    " WHERE b.agency_id = :party AND b.state = 'sealed'"
		    " AND b.kind = 'envelope' AND r.close_leaf IS NULL"
		    " AND p.state IN ('published', 'rebidding')")
		" AS some), "
		UP_TO("FROM bid b JOIN round r ON r.id = b.round_id"
		    " JOIN project p ON p.id = r.project_id"
		    " WHERE b.agency_id = :party AND b.kind = 'envelope'"
		    " AND b.state IN ('sealed', 'opened', 'curing', 'valid',"
		    " 'reserve') AND p.state IN ('published', 'closed',"
		    " 'selecting', 'rebidding', 'publicity', 'signing')")
		" AS some), "
		UP_TO("FROM award a WHERE a.agency_id = :party"
		    " AND a.state IN ('proposed', 'justifying', 'published',"
		    " 'effective')")
		" AS some), "
		UP_TO("FROM objection o WHERE o.party_id = :party"
		    " AND o.state IN ('filed', 'accepted')")
		" AS some), "
		UP_TO("FROM complaint k WHERE k.party_id = :party"
		    " AND k.open = 1")
		" AS some) + "
		UP_TO("FROM complaint k WHERE k.accused_id = :party"
		    " AND k.open = 1")
		" AS some) + "
		UP_TO("FROM plea y WHERE y.party_id = :party"
		    " AND y.state = 'filed'")
		" AS some), "
		UP_TO("FROM penalty x WHERE x.party_id = :party"
		    " AND x.state IN ('proposed', 'notified')")
		" AS some), "
		UP_TO("FROM contract c WHERE c.agency_id = :party"
		    " AND" OPEN_CONTRACT)
		" AS some), "
		UP_TO("FROM contract c WHERE c.agency_id = :party"
		    " AND" OPEN_CONTRACT " AND NOT EXISTS (SELECT 1"
		    " FROM leave_contract h WHERE h.leave_id = :leave"
		    " AND h.contract_id = c.id)")
		" AS some)",
	[HANDOVERS] =
		HANDOVER " WHERE c.owner_id = :owner AND c.state <> 'settled'"
		" AND c.id > :after ORDER BY c.id LIMIT :limit",
	[CONTRACTS] =
		HANDOVER " WHERE l.id = :leave AND" OPEN_CONTRACT
		" ORDER BY c.id LIMIT :limit",
	[OF_CONTRACT] =
		HANDOVER " WHERE c.owner_id = :owner AND c.id = :contract",
	[CONFIRM] =
		"INSERT INTO leave_contract (leave_id, contract_id, choice,"
		" note, confirmed_at, confirmed_by) VALUES (:leave,"
		" :contract, :choice, :note, :now, :by)",
};

const struct sql_table leave_sql = { sql, COUNT(sql) };

static void
leave_from_row(struct leave *l, struct stmt *st)
{
	int i = 0;

	l->id = column_int(st, i++);
	l->party_id = column_int(st, i++);
	l->party_name = column_text(st, i++);
	l->party_uscc = column_text(st, i++);
	l->kind = column_text(st, i++);
	l->reason = column_text(st, i++);
	l->state = column_text(st, i++);
	l->requested_at = column_int(st, i++);
	l->requested_by = column_int(st, i++);
	l->public_at = column_int(st, i++);
	l->public_until = column_int(st, i++);
	l->ended_at = column_int(st, i++);
}

static enum err
read_one(struct stmt *st, struct leave *l)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		leave_from_row(l, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_leave_insert(struct db *db, struct leave *l)
{
	struct stmt *st = db_stmt(db, LEAVE, INSERT);

	l->state = "requested";
	l->requested_at = db_now(db);
	bind_int(st, ":party", l->party_id);
	bind_text(st, ":kind", l->kind);
	bind_text(st, ":reason", l->reason);
	bind_int(st, ":now", l->requested_at);
	bind_opt(st, ":by", l->requested_by);
	db_changed(db);
	return stmt_id(st, &l->id);
}

enum err
db_leave_get(struct db *db, int64_t id, struct leave *l)
{
	struct stmt *st = db_stmt(db, LEAVE, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, l);
}

enum err
db_leave_of_party(struct db *db, int64_t party_id, struct leave *l)
{
	struct stmt *st = db_stmt(db, LEAVE, OF_PARTY);

	bind_int(st, ":party", party_id);
	return read_one(st, l);
}

enum err
db_leave_update(struct db *db, const struct leave *l, const char *was)
{
	struct stmt *st = db_stmt(db, LEAVE, UPDATE);
	enum err err;

	bind_int(st, ":id", l->id);
	bind_text(st, ":was", was);
	bind_text(st, ":kind", l->kind);
	bind_text(st, ":state", l->state);
	bind_opt(st, ":public", l->public_at);
	bind_opt(st, ":until", l->public_until);
	bind_opt(st, ":ended", l->ended_at);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_leave_public(struct db *db, int64_t before, int limit,
    struct leave **list, size_t *n)
{
	struct stmt *st = db_stmt(db, LEAVE, PUBLIC_LIST);
	struct leave *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		leave_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_leave_count(struct db *db, int64_t party_id, int64_t leave_id,
    struct leave_open *open)
{
	struct stmt *st = db_stmt(db, LEAVE, COUNT_OPEN);
	bool found;
	int i = 0;
	enum err err;

	bind_int(st, ":party", party_id);
	bind_int(st, ":leave", leave_id);
	err = stmt_step(st, &found);
	if (!err && found) {
		open->live = column_int(st, i++);
		open->bids = column_int(st, i++);
		open->awards = column_int(st, i++);
		open->objections = column_int(st, i++);
		open->complaints = column_int(st, i++);
		open->penalties = column_int(st, i++);
		open->contracts = column_int(st, i++);
		open->unconfirmed = column_int(st, i++);
	}
	stmt_reset(st);
	return err;
}

static enum err
read_handovers(struct db *db, struct stmt *st, struct handover **list,
    size_t *n)
{
	struct handover *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct handover){
			.contract_id = column_int(st, 0),
			.leave_id = column_int(st, 1),
			.owner_id = column_int(st, 2),
			.agency_name = column_text(st, 3),
			.agency_uscc = column_text(st, 4),
			.project_code = column_text(st, 5),
			.project_title = column_text(st, 6),
			.choice = column_text(st, 7),
			.state = column_text(st, 8),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_leave_handovers(struct db *db, int64_t owner_id, int64_t after, int limit,
    struct handover **list, size_t *n)
{
	struct stmt *st = db_stmt(db, LEAVE, HANDOVERS);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_handovers(db, st, list, n);
}

enum err
db_leave_contracts(struct db *db, int64_t leave_id, int limit,
    struct handover **list, size_t *n)
{
	struct stmt *st = db_stmt(db, LEAVE, CONTRACTS);

	bind_int(st, ":leave", leave_id);
	bind_int(st, ":limit", limit);
	return read_handovers(db, st, list, n);
}

enum err
db_leave_handover(struct db *db, int64_t owner_id, int64_t contract_id,
    struct handover *h)
{
	struct stmt *st = db_stmt(db, LEAVE, OF_CONTRACT);
	struct handover *list;
	size_t n;
	enum err err;

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":contract", contract_id);
	err = read_handovers(db, st, &list, &n);
	if (!err && n > 0)
		*h = list[0];
	return !err && n == 0 ? ERR_NOT_FOUND : err;
}

enum err
db_leave_confirm(struct db *db, const struct handover *h, const char *note,
    int64_t by)
{
	struct stmt *st = db_stmt(db, LEAVE, CONFIRM);

	bind_int(st, ":leave", h->leave_id);
	bind_int(st, ":contract", h->contract_id);
	bind_text(st, ":choice", h->choice);
	bind_text(st, ":note", note);
	bind_int(st, ":now", db_now(db));
	bind_int(st, ":by", by);
	return stmt_run(st);
}
