/* SPDX-License-Identifier: Apache-2.0 */
/* credit_event.c: the credit_event table's SQL, and its mapping. */
#include "db/credit_event.h"

#include "db/control.h"
#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, BY_ID, BY_SOURCE, UPDATE, ALL, COUNTING, WAITING, MARKS,
	FINISHED, CLEAN, HEIRS, SET_REP, TURNS
};

#define EVENT_COLUMNS							\
	"e.id, e.party_id, p.name, p.uscc, e.rep_hash, e.code,"		\
	" e.catalogue, e.points, e.hold_d, e.veto, e.basis,"		\
	" e.project_id, coalesce(j.code, ''), coalesce(j.title, ''),"	\
	" e.contract_id, e.source, e.evidence, e.contested,"		\
	" e.occurred_on, e.proposed_at, e.proposed_by, e.statement,"	\
	" e.stated_at, e.state, e.decided_at, e.decided_by, e.decision,"\
	" e.effective_on, e.ends_on, e.appeal, e.appealed_at,"		\
	" e.reviewed_at, e.reviewed_by, e.review, e.repaired_at"
#define JOINED								\
	" JOIN party p ON p.id = e.party_id"				\
	" LEFT JOIN project j ON j.id = e.project_id"
#define COUNTS " e.state IN ('effective', 'appealed')"
/* What follows :party on :day: its own, its representative's, and those of
 * whom one controls with it, as it was when they happened. */
#define CARRIED								\
	"SELECT e.id FROM credit_event e WHERE e.party_id = :party AND"	\
	COUNTS " UNION SELECT e.id FROM credit_event e"			\
	" WHERE e.rep_hash = (SELECT legal_rep_id_hash FROM party"	\
	" WHERE id = :party) AND e.rep_hash <> '' AND" COUNTS		\
	" UNION SELECT e.id FROM party y JOIN credit_event e"		\
	" ON e.party_id = y.id WHERE y.uscc IN (" CONTROL_KEYS ") AND"	\
	COUNTS " UNION SELECT e.id FROM affiliation f"			\
	" JOIN credit_event e ON e.party_id = f.agency_id"		\
	" WHERE f.holder IN (" CONTROL_KEYS ") AND"			\
	CONTROL_IN_FORCE("e.occurred_on", "e.occurred_on") " AND" COUNTS
/* The code of :party, and of whom ever held it. */
#define HELD								\
	"SELECT uscc FROM party WHERE id = :party UNION SELECT holder"	\
	" FROM affiliation WHERE agency_id = :party"			\
	" AND holder IS NOT NULL"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO credit_event (party_id, rep_hash, code,"
		" catalogue, points, hold_d, veto, basis, project_id,"
		" contract_id, source, evidence, contested, occurred_on,"
		" proposed_at, proposed_by, state) VALUES (:party, :rep,"
		" :code, :catalogue, :points, :hold, :veto, :basis, :project,"
		" :contract, :source, :evidence, :contested, :occurred, :now,"
		" :by, 'proposed') RETURNING id",
	[BY_ID] =
		"SELECT " EVENT_COLUMNS " FROM credit_event e" JOINED
		" WHERE e.id = :id",
	[BY_SOURCE] =
		"SELECT " EVENT_COLUMNS " FROM credit_event e" JOINED
		" WHERE e.source = :source AND e.source <> ''"
		" AND e.code = :code",
	[UPDATE] =
		"UPDATE credit_event SET state = :state,"
		" statement = :statement, stated_at = :stated,"
		" decided_at = :decided, decided_by = :decider,"
		" decision = :decision, effective_on = :effective,"
		" ends_on = :ends, appeal = :appeal, appealed_at = :appealed,"
		" reviewed_at = :reviewed, reviewed_by = :reviewer,"
		" review = :review, repaired_at = :repaired"
		" WHERE id = :id AND state = :was",
	[ALL] =
		"SELECT " EVENT_COLUMNS " FROM credit_event e" JOINED
		" WHERE e.party_id = :party AND e.id < :before"
		" ORDER BY e.id DESC LIMIT :limit",
	[COUNTING] =
		"SELECT " EVENT_COLUMNS " FROM credit_event e" JOINED
		" WHERE e.id IN (" CARRIED ") AND e.id < :before"
		" ORDER BY e.id DESC LIMIT :limit",
	[WAITING] =
		"SELECT " EVENT_COLUMNS " FROM credit_event e" JOINED
		" WHERE e.state = :state AND e.state IN ('proposed',"
		" 'appealed') AND e.id > :after ORDER BY e.id LIMIT :limit",
	[MARKS] =
		"SELECT e.effective_on, e.points, e.hold_d, e.veto"
		" FROM credit_event e WHERE e.id IN (" CARRIED ")"
		" LIMIT :limit",
	[FINISHED] =
		"SELECT count(*) FROM (SELECT 1 FROM contract"
		" WHERE agency_id = :party AND accepted_at IS NOT NULL"
		" LIMIT :limit) AS some",
	[CLEAN] =
		"SELECT count(*), min(accepted_at) FROM (SELECT c.accepted_at"
		" FROM contract c WHERE c.agency_id = :party"
		" AND c.accepted_at >= :since AND NOT EXISTS (SELECT 1 FROM"
		" credit_event e WHERE e.contract_id = c.id"
		" AND e.effective_on IS NOT NULL AND e.state <> 'dropped')"
		" ORDER BY c.accepted_at DESC LIMIT :limit) AS some",
	/* Of all it controlled with at any time: those it does not touch
	 * are reckoned again, and stay what they were. */
	[HEIRS] =
		"SELECT a.party_id FROM party p JOIN agency a"
		" ON a.party_id = p.id WHERE p.legal_rep_id_hash = :rep"
		" AND p.legal_rep_id_hash <> ''"
		" UNION SELECT a.party_id FROM party p JOIN agency a"
		" ON a.party_id = p.id WHERE p.uscc IN (" HELD ")"
		" UNION SELECT agency_id FROM affiliation"
		" WHERE holder IN (" HELD ")"
		" ORDER BY 1 LIMIT :limit",
	[SET_REP] =
		"UPDATE credit_event SET rep_hash = :rep"
		" WHERE party_id = :party AND rep_hash = ''",
	/* The next day on which somebody begins or ceases to hold it. */
	[TURNS] =
		"SELECT coalesce(nullif(min(coalesce((SELECT min(from_on)"
		" FROM affiliation WHERE agency_id = :party"
		" AND holder IS NOT NULL AND from_on > :day), 1000000),"
		" coalesce((SELECT min(to_on) + 1 FROM affiliation"
		" WHERE agency_id = :party AND holder IS NOT NULL"
		" AND to_on >= :day), 1000000)), 1000000), 0)",
};

const struct sql_table credit_event_sql = { sql, COUNT(sql) };

static void
event_from_row(struct credit_event *e, struct stmt *st)
{
	int i = 0;

	e->id = column_int(st, i++);
	e->party_id = column_int(st, i++);
	e->party_name = column_text(st, i++);
	e->party_uscc = column_text(st, i++);
	e->rep_hash = column_text(st, i++);
	e->code = column_text(st, i++);
	e->catalogue = column_int(st, i++);
	e->points = column_int(st, i++);
	e->hold_d = column_int(st, i++);
	e->veto = column_int(st, i++) != 0;
	e->basis = column_text(st, i++);
	e->project_id = column_int(st, i++);
	e->project_code = column_text(st, i++);
	e->project_title = column_text(st, i++);
	e->contract_id = column_int(st, i++);
	e->source = column_text(st, i++);
	e->evidence = column_text(st, i++);
	e->contested = column_int(st, i++) != 0;
	e->occurred_on = column_int(st, i++);
	e->proposed_at = column_int(st, i++);
	e->proposed_by = column_int(st, i++);
	e->statement = column_text(st, i++);
	e->stated_at = column_int(st, i++);
	e->state = column_text(st, i++);
	e->decided_at = column_int(st, i++);
	e->decided_by = column_int(st, i++);
	e->decision = column_text(st, i++);
	e->effective_on = column_int(st, i++);
	e->ends_on = column_int(st, i++);
	e->appeal = column_text(st, i++);
	e->appealed_at = column_int(st, i++);
	e->reviewed_at = column_int(st, i++);
	e->reviewed_by = column_int(st, i++);
	e->review = column_text(st, i++);
	e->repaired_at = column_int(st, i++);
}

static enum err
read_one(struct stmt *st, struct credit_event *e)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		event_from_row(e, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_list(struct db *db, struct stmt *st, struct credit_event **list,
    size_t *n)
{
	struct credit_event *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		event_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_credit_event_insert(struct db *db, struct credit_event *e)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, INSERT);
	enum err err;

	bind_int(st, ":party", e->party_id);
	bind_text(st, ":rep", e->rep_hash);
	bind_text(st, ":code", e->code);
	bind_int(st, ":catalogue", e->catalogue);
	bind_int(st, ":points", e->points);
	bind_int(st, ":hold", e->hold_d);
	bind_int(st, ":veto", e->veto);
	bind_text(st, ":basis", e->basis);
	bind_opt(st, ":project", e->project_id);
	bind_opt(st, ":contract", e->contract_id);
	bind_text(st, ":source", e->source);
	bind_text(st, ":evidence", e->evidence);
	bind_int(st, ":contested", e->contested);
	bind_int(st, ":occurred", e->occurred_on);
	bind_int(st, ":now", db_now(db));
	bind_opt(st, ":by", e->proposed_by);
	err = stmt_id(st, &e->id);
	return err ? err : db_credit_event_get(db, e->id, e);
}

enum err
db_credit_event_get(struct db *db, int64_t id, struct credit_event *e)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, e);
}

enum err
db_credit_event_by_source(struct db *db, const char *source,
    const char *code, struct credit_event *e)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, BY_SOURCE);

	bind_text(st, ":source", source);
	bind_text(st, ":code", code);
	return read_one(st, e);
}

enum err
db_credit_event_update(struct db *db, const struct credit_event *e,
    const char *was)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, UPDATE);
	enum err err;

	bind_int(st, ":id", e->id);
	bind_text(st, ":was", was);
	bind_text(st, ":state", e->state);
	bind_text(st, ":statement", e->statement);
	bind_opt(st, ":stated", e->stated_at);
	bind_opt(st, ":decided", e->decided_at);
	bind_opt(st, ":decider", e->decided_by);
	bind_text(st, ":decision", e->decision);
	bind_opt(st, ":effective", e->effective_on);
	bind_opt(st, ":ends", e->ends_on);
	bind_text(st, ":appeal", e->appeal);
	bind_opt(st, ":appealed", e->appealed_at);
	bind_opt(st, ":reviewed", e->reviewed_at);
	bind_opt(st, ":reviewer", e->reviewed_by);
	bind_text(st, ":review", e->review);
	bind_opt(st, ":repaired", e->repaired_at);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_credit_event_list(struct db *db, const struct credit_filter *f,
    struct credit_event **list, size_t *n)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, f->day ? COUNTING : ALL);

	bind_int(st, ":party", f->party_id);
	if (f->day)
		bind_int(st, ":day", f->day);
	bind_int(st, ":before", f->before ? f->before : INT64_MAX);
	bind_int(st, ":limit", f->limit);
	return read_list(db, st, list, n);
}

enum err
db_credit_event_waiting(struct db *db, const char *state, int64_t after,
    int limit, struct credit_event **list, size_t *n)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, WAITING);

	bind_text(st, ":state", state);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_credit_event_marks(struct db *db, int64_t party_id, int64_t day,
    int limit, struct credit_mark **list, size_t *n)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, MARKS);
	struct credit_mark *marks = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":party", party_id);
	bind_int(st, ":day", day);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		marks = list_grow(db, marks, *n, sizeof *marks);
		marks[(*n)++] = (struct credit_mark){
		    .from = (int32_t)column_int(st, 0),
		    .points = column_int(st, 1), .hold = column_int(st, 2),
		    .veto = column_int(st, 3) != 0 };
	}
	stmt_reset(st);
	*list = marks;
	return err;
}

enum err
db_credit_event_finished(struct db *db, int64_t party_id, int limit,
    int64_t *n)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, FINISHED);

	bind_int(st, ":party", party_id);
	bind_int(st, ":limit", limit);
	return stmt_int(st, n);
}

enum err
db_credit_event_clean(struct db *db, int64_t party_id, int64_t since,
    int limit, int64_t *n, int64_t *oldest)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, CLEAN);
	bool found;
	enum err err;

	*n = *oldest = 0;
	bind_int(st, ":party", party_id);
	bind_int(st, ":since", since);
	bind_int(st, ":limit", limit);
	err = stmt_step(st, &found);
	if (!err && found) {
		*n = column_int(st, 0);
		*oldest = column_int(st, 1);
	}
	stmt_reset(st);
	return err;
}

enum err
db_credit_event_heirs(struct db *db, int64_t party_id, const char *rep_hash,
    int limit, int64_t *ids, size_t *n)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, HEIRS);

	bind_int(st, ":party", party_id);
	bind_text(st, ":rep", rep_hash);
	bind_int(st, ":limit", limit);
	return stmt_ints(st, ids, n);
}

enum err
db_credit_event_set_rep(struct db *db, int64_t party_id,
    const char *rep_hash)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, SET_REP);

	bind_text(st, ":rep", rep_hash);
	bind_int(st, ":party", party_id);
	return stmt_run(st);
}

enum err
db_credit_event_turns(struct db *db, int64_t party_id, int64_t day,
    int64_t *next)
{
	struct stmt *st = db_stmt(db, CREDIT_EVENT, TURNS);

	bind_int(st, ":party", party_id);
	bind_int(st, ":day", day);
	return stmt_int(st, next);
}
