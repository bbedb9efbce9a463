/* SPDX-License-Identifier: Apache-2.0 */
/* complaint.c: the complaint table's SQL, and its mapping to the struct. */
#include "db/complaint.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, BY_ID, OF_OBJECTION, UPDATE, SUSPENDING, OF_PROJECT, OF_PARTY,
	OPEN, SHOWN, PEOPLE
};

#define COLUMNS								\
	"c.id, c.objection_id, c.project_id, j.code, j.title,"		\
	" c.owner_id, c.party_id, p.name, p.uscc, c.accused_id, a.name,"	\
	" c.award_id, c.about, c.facts, c.claim, c.filed_at, c.state,"	\
	" c.suspends, c.level, c.open, c.statement, c.stated_at,"	\
	" c.ground, c.decision, c.decided_at, c.decided_by, c.remedy,"	\
	" c.remedied_at, c.shown_facts, c.shown_claim,"			\
	" c.shown_decision, c.shown_remedy"
#define JOINED								\
	" JOIN project j ON j.id = c.project_id"			\
	" JOIN party p ON p.id = c.party_id"				\
	" JOIN party a ON a.id = c.accused_id"
#define SELECT "SELECT " COLUMNS " FROM complaint c" JOINED

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO complaint (objection_id, project_id, owner_id,"
		" party_id, accused_id, award_id, about, facts, claim,"
		" filed_at, state, suspends) VALUES (:objection, :project,"
		" :owner, :party, :accused, :award, :about, :facts, :claim,"
		" :now, 'filed', 0) RETURNING id",
	[BY_ID] = SELECT " WHERE c.id = :id",
	[OF_OBJECTION] = SELECT " WHERE c.objection_id = :objection",
	[UPDATE] =
		"UPDATE complaint SET state = :state, suspends = :suspends,"
		" level = :level, open = :open, statement = :statement,"
		" stated_at = :stated, ground = :ground,"
		" decision = :decision, decided_at = :decided,"
		" decided_by = :decider, remedy = :remedy,"
		" remedied_at = :remedied, shown_facts = :shown_facts,"
		" shown_claim = :shown_claim,"
		" shown_decision = :shown_decision,"
		" shown_remedy = :shown_remedy"
		" WHERE id = :id AND state = :was",
	[SUSPENDING] =
		"SELECT count(*) FROM complaint WHERE project_id = :project"
		" AND suspends = 1",
	[OF_PROJECT] =
		SELECT " WHERE c.project_id = :project"
		" ORDER BY c.id LIMIT 100",
	[OF_PARTY] =
		"SELECT " COLUMNS " FROM (SELECT id FROM (SELECT id FROM"
		" complaint WHERE party_id = :party AND id < :before"
		" ORDER BY id DESC LIMIT :limit)"
		" UNION SELECT id FROM (SELECT id FROM complaint"
		" WHERE accused_id = :party AND id < :before"
		" ORDER BY id DESC LIMIT :limit)"
		" UNION SELECT id FROM (SELECT id FROM complaint"
		" WHERE owner_id = :party AND id < :before"
		" ORDER BY id DESC LIMIT :limit)"
		" ORDER BY id DESC LIMIT :limit) AS some"
		" JOIN complaint c ON c.id = some.id" JOINED
		" ORDER BY c.id DESC LIMIT :limit",
	[OPEN] =
		SELECT " WHERE c.open = 1 AND c.level = :level"
		" AND c.id > :after ORDER BY c.id LIMIT :limit",
	[SHOWN] =
		SELECT " WHERE c.state IN ('upheld', 'partly', 'dismissed',"
		" 'remedied') AND (c.decided_at, c.id) < (:at, :id)"
		" ORDER BY c.decided_at DESC, c.id DESC LIMIT :limit",
	[PEOPLE] =
		"SELECT legal_rep FROM party WHERE id IN (:owner, :filer,"
		" :accused) UNION SELECT name FROM account"
		" WHERE party_id IN (:owner, :filer, :accused) LIMIT 100",
};

const struct sql_table complaint_sql = { sql, COUNT(sql) };

static void
from_row(struct complaint *c, struct stmt *st)
{
	int i = 0;

	c->id = column_int(st, i++);
	c->objection_id = column_int(st, i++);
	c->project_id = column_int(st, i++);
	c->project_code = column_text(st, i++);
	c->project_title = column_text(st, i++);
	c->owner_id = column_int(st, i++);
	c->party_id = column_int(st, i++);
	c->party_name = column_text(st, i++);
	c->party_uscc = column_text(st, i++);
	c->accused_id = column_int(st, i++);
	c->accused_name = column_text(st, i++);
	c->award_id = column_int(st, i++);
	c->about = column_text(st, i++);
	c->facts = column_text(st, i++);
	c->claim = column_text(st, i++);
	c->filed_at = column_int(st, i++);
	c->state = column_text(st, i++);
	c->suspends = column_int(st, i++) != 0;
	c->level = column_int(st, i++);
	c->open = column_int(st, i++) != 0;
	c->statement = column_text(st, i++);
	c->stated_at = column_int(st, i++);
	c->ground = column_text(st, i++);
	c->decision = column_text(st, i++);
	c->decided_at = column_int(st, i++);
	c->decided_by = column_int(st, i++);
	c->remedy = column_text(st, i++);
	c->remedied_at = column_int(st, i++);
	c->shown_facts = column_text(st, i++);
	c->shown_claim = column_text(st, i++);
	c->shown_decision = column_text(st, i++);
	c->shown_remedy = column_text(st, i++);
}

static enum err
read_one(struct stmt *st, struct complaint *c)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		from_row(c, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct complaint **list, size_t *n)
{
	struct complaint *rows = NULL;
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
db_complaint_insert(struct db *db, struct complaint *c)
{
	struct stmt *st = db_stmt(db, COMPLAINT, INSERT);
	enum err err;

	bind_int(st, ":objection", c->objection_id);
	bind_int(st, ":project", c->project_id);
	bind_int(st, ":owner", c->owner_id);
	bind_int(st, ":party", c->party_id);
	bind_int(st, ":accused", c->accused_id);
	bind_opt(st, ":award", c->award_id);
	bind_text(st, ":about", c->about);
	bind_text(st, ":facts", c->facts);
	bind_text(st, ":claim", c->claim);
	bind_int(st, ":now", db_now(db));
	err = stmt_id(st, &c->id);
	return err ? err : db_complaint_get(db, c->id, c);
}

enum err
db_complaint_get(struct db *db, int64_t id, struct complaint *c)
{
	struct stmt *st = db_stmt(db, COMPLAINT, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, c);
}

enum err
db_complaint_of_objection(struct db *db, int64_t objection_id,
    struct complaint *c)
{
	struct stmt *st = db_stmt(db, COMPLAINT, OF_OBJECTION);

	bind_int(st, ":objection", objection_id);
	return read_one(st, c);
}

enum err
db_complaint_update(struct db *db, const struct complaint *c,
    const char *was)
{
	struct stmt *st = db_stmt(db, COMPLAINT, UPDATE);
	enum err err;

	bind_int(st, ":id", c->id);
	bind_text(st, ":was", was);
	bind_text(st, ":state", c->state);
	bind_int(st, ":suspends", c->suspends);
	bind_int(st, ":level", c->level);
	bind_int(st, ":open", c->open);
	bind_text(st, ":statement", c->statement);
	bind_opt(st, ":stated", c->stated_at);
	bind_text(st, ":ground", c->ground);
	bind_text(st, ":decision", c->decision);
	bind_opt(st, ":decided", c->decided_at);
	bind_opt(st, ":decider", c->decided_by);
	bind_text(st, ":remedy", c->remedy);
	bind_opt(st, ":remedied", c->remedied_at);
	bind_text(st, ":shown_facts", c->shown_facts);
	bind_text(st, ":shown_claim", c->shown_claim);
	bind_text(st, ":shown_decision", c->shown_decision);
	bind_text(st, ":shown_remedy", c->shown_remedy);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_complaint_suspending(struct db *db, int64_t project_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, COMPLAINT, SUSPENDING);

	bind_int(st, ":project", project_id);
	return stmt_int(st, n);
}

enum err
db_complaint_of_project(struct db *db, int64_t project_id,
    struct complaint **list, size_t *n)
{
	struct stmt *st = db_stmt(db, COMPLAINT, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_all(db, st, list, n);
}

enum err
db_complaint_of_party(struct db *db, int64_t party_id, int64_t before,
    int limit, struct complaint **list, size_t *n)
{
	struct stmt *st = db_stmt(db, COMPLAINT, OF_PARTY);

	bind_int(st, ":party", party_id);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_complaint_open(struct db *db, int64_t level, int64_t after, int limit,
    struct complaint **list, size_t *n)
{
	struct stmt *st = db_stmt(db, COMPLAINT, OPEN);

	bind_int(st, ":level", level);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_complaint_public(struct db *db, int64_t at, int64_t id, int limit,
    struct complaint **list, size_t *n)
{
	struct stmt *st = db_stmt(db, COMPLAINT, SHOWN);

	bind_int(st, ":at", at ? at : INT64_MAX);
	bind_int(st, ":id", id);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_complaint_people(struct db *db, const struct complaint *c,
    const char ***names, size_t *n)
{
	struct stmt *st = db_stmt(db, COMPLAINT, PEOPLE);
	const char **list = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":owner", c->owner_id);
	bind_int(st, ":filer", c->party_id);
	bind_int(st, ":accused", c->accused_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[(*n)++] = column_text(st, 0);
	}
	stmt_reset(st);
	*names = list;
	return err;
}
