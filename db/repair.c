/* SPDX-License-Identifier: Apache-2.0 */
/* repair.c: the repair table's SQL, and its mapping. */
#include "db/repair.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, OF_EVENT, UPDATE, OF_PARTY, WAITING, NEWER };

#define SELECT								\
	"SELECT r.id, r.party_id, p.name, p.uscc, r.event_id, e.code,"	\
	" r.remedy, r.commitment, r.requested_at, r.requested_by,"	\
	" r.state, r.admitted_at, r.admitted_by, r.decided_at,"		\
	" r.decided_by, r.decision FROM repair r"			\
	" JOIN party p ON p.id = r.party_id"				\
	" JOIN credit_event e ON e.id = r.event_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO repair (party_id, event_id, remedy, commitment,"
		" requested_at, requested_by, state) VALUES (:party, :event,"
		" :remedy, :commitment, :now, :by, 'requested') RETURNING id",
	[BY_ID] = SELECT " WHERE r.id = :id",
	[OF_EVENT] =
		SELECT " WHERE r.event_id = :event ORDER BY r.id DESC LIMIT 1",
	[UPDATE] =
		"UPDATE repair SET state = :state, admitted_at = :admitted,"
		" admitted_by = :admitter, decided_at = :decided,"
		" decided_by = :decider, decision = :decision"
		" WHERE id = :id AND state = :was",
	[OF_PARTY] =
		SELECT " WHERE r.party_id = :party AND r.id < :before"
		" ORDER BY r.id DESC LIMIT :limit",
	[WAITING] =
		SELECT " WHERE r.state = :state AND r.state IN ('requested',"
		" 'checking') AND r.id > :after ORDER BY r.id LIMIT :limit",
	[NEWER] =
		"SELECT count(*) FROM (SELECT 1 FROM credit_event"
		" WHERE party_id = :party AND state IN ('effective',"
		" 'appealed') AND effective_on > :day LIMIT :limit) AS some",
};

const struct sql_table repair_sql = { sql, COUNT(sql) };

static void
repair_from_row(struct repair *r, struct stmt *st)
{
	int i = 0;

	r->id = column_int(st, i++);
	r->party_id = column_int(st, i++);
	r->party_name = column_text(st, i++);
	r->party_uscc = column_text(st, i++);
	r->event_id = column_int(st, i++);
	r->event_code = column_text(st, i++);
	r->remedy = column_text(st, i++);
	r->commitment = column_text(st, i++);
	r->requested_at = column_int(st, i++);
	r->requested_by = column_int(st, i++);
	r->state = column_text(st, i++);
	r->admitted_at = column_int(st, i++);
	r->admitted_by = column_int(st, i++);
	r->decided_at = column_int(st, i++);
	r->decided_by = column_int(st, i++);
	r->decision = column_text(st, i++);
}

static enum err
read_one(struct stmt *st, struct repair *r)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		repair_from_row(r, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_list(struct db *db, struct stmt *st, struct repair **list, size_t *n)
{
	struct repair *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		repair_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_repair_insert(struct db *db, struct repair *r)
{
	struct stmt *st = db_stmt(db, REPAIR, INSERT);

	r->requested_at = db_now(db);
	bind_int(st, ":party", r->party_id);
	bind_int(st, ":event", r->event_id);
	bind_text(st, ":remedy", r->remedy);
	bind_text(st, ":commitment", r->commitment);
	bind_int(st, ":now", r->requested_at);
	bind_int(st, ":by", r->requested_by);
	return stmt_id(st, &r->id);
}

enum err
db_repair_get(struct db *db, int64_t id, struct repair *r)
{
	struct stmt *st = db_stmt(db, REPAIR, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, r);
}

enum err
db_repair_of_event(struct db *db, int64_t event_id, struct repair *r)
{
	struct stmt *st = db_stmt(db, REPAIR, OF_EVENT);

	bind_int(st, ":event", event_id);
	return read_one(st, r);
}

enum err
db_repair_update(struct db *db, const struct repair *r, const char *was)
{
	struct stmt *st = db_stmt(db, REPAIR, UPDATE);
	enum err err;

	bind_int(st, ":id", r->id);
	bind_text(st, ":was", was);
	bind_text(st, ":state", r->state);
	bind_opt(st, ":admitted", r->admitted_at);
	bind_opt(st, ":admitter", r->admitted_by);
	bind_opt(st, ":decided", r->decided_at);
	bind_opt(st, ":decider", r->decided_by);
	bind_text(st, ":decision", r->decision);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_repair_of_party(struct db *db, int64_t party_id, int64_t before,
    int limit, struct repair **list, size_t *n)
{
	struct stmt *st = db_stmt(db, REPAIR, OF_PARTY);

	bind_int(st, ":party", party_id);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_repair_waiting(struct db *db, const char *state, int64_t after,
    int limit, struct repair **list, size_t *n)
{
	struct stmt *st = db_stmt(db, REPAIR, WAITING);

	bind_text(st, ":state", state);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_repair_newer(struct db *db, int64_t party_id, int64_t day, int limit,
    int64_t *n)
{
	struct stmt *st = db_stmt(db, REPAIR, NEWER);

	bind_int(st, ":party", party_id);
	bind_int(st, ":day", day);
	bind_int(st, ":limit", limit);
	return stmt_int(st, n);
}
