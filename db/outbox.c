/* SPDX-License-Identifier: Apache-2.0 */
/* outbox.c: the outbox table's SQL, and its mapping to struct outbox. */
#include "db/outbox.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { TO_PARTY, TO_ACCOUNT, TO_ROLE, WAITING, GET, SETTLE, LAPSE, SWEEP, DEPTH };

#define OUTBOX_FROM							\
	"SELECT o.id, o.account_id, o.project_id, o.code, o.args,"	\
	" p.code, p.title, o.created_at, a.email, a.name, o.tries,"	\
	" o.due_at, o.state, o.answer FROM outbox o"			\
	" JOIN account a ON a.id = o.account_id"			\
	" LEFT JOIN project p ON p.id = o.project_id"

static const char *const sql[] = {
	[TO_PARTY] =
		"INSERT INTO outbox (account_id, project_id, code, args,"
		" created_at, due_at)"
		" SELECT id, :project, :code, :args, :now, :now"
		" FROM account WHERE party_id = :to ORDER BY id",
	[TO_ACCOUNT] =
		"INSERT INTO outbox (account_id, project_id, code, args,"
		" created_at, due_at)"
		" VALUES (:to, :project, :code, :args, :now, :now)",
	[TO_ROLE] =
		"INSERT INTO outbox (account_id, project_id, code, args,"
		" created_at, due_at)"
		" SELECT id, :project, :code, :args, :now, :now"
		" FROM account WHERE role = :to AND party_id IS NULL"
		" ORDER BY id",
	[WAITING] =
		OUTBOX_FROM " WHERE o.due_at <= :now"
		" ORDER BY o.due_at, o.id LIMIT :limit",
	[GET] =
		OUTBOX_FROM " WHERE o.id = :id",
	[SETTLE] =
		"UPDATE outbox SET tries = :tries, due_at = :due,"
		" state = :state, answer = :answer"
		" WHERE id = :id AND due_at IS NOT NULL",
	[LAPSE] =
		"UPDATE outbox SET due_at = NULL, state = 'lapsed'"
		" WHERE due_at < :before",
	[SWEEP] =
		"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox"
		" WHERE due_at IS NULL AND created_at < :before"
		" ORDER BY created_at LIMIT :limit)",
	[DEPTH] =
		"SELECT count(*), coalesce(min(created_at), 0)"
		" FROM (SELECT created_at FROM outbox"
		" WHERE due_at IS NOT NULL ORDER BY due_at LIMIT :most)"
		" AS some",
};

const struct sql_table outbox_sql = { sql, COUNT(sql) };

enum err
db_outbox_add(struct db *db, const struct message *m)
{
	struct stmt *st = db_stmt(db, OUTBOX, m->role ? TO_ROLE :
	    m->account_id ? TO_ACCOUNT : TO_PARTY);

	if (m->role)
		bind_text(st, ":to", m->role);
	else
		bind_int(st, ":to", m->account_id ? m->account_id :
		    m->party_id);
	bind_opt(st, ":project", m->project_id);
	bind_text(st, ":code", m->code);
	bind_text(st, ":args", m->values);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

static void
outbox_from_row(struct outbox *o, struct stmt *st)
{
	struct message *m = &o->message;
	int i = 0;

	*o = (struct outbox){ .tries = 0 };
	m->id = column_int(st, i++);
	m->account_id = column_int(st, i++);
	m->project_id = column_int(st, i++);
	m->code = column_text(st, i++);
	m->values = column_text(st, i++);
	m->project_code = column_text(st, i++);
	m->project_title = column_text(st, i++);
	m->created_at = column_int(st, i++);
	o->email = column_text(st, i++);
	o->name = column_text(st, i++);
	o->tries = column_int(st, i++);
	o->due_at = column_int(st, i++);
	o->state = column_text(st, i++);
	o->answer = column_text(st, i++);
}

enum err
db_outbox_due(struct db *db, int64_t now, int limit, struct outbox **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, OUTBOX, WAITING);
	bool found;
	enum err err;

	*list = NULL;
	*n = 0;
	bind_int(st, ":now", now);
	bind_int(st, ":limit", limit);
	while (!(err = stmt_step(st, &found)) && found) {
		*list = list_grow(db, *list, *n, sizeof **list);
		outbox_from_row(&(*list)[(*n)++], st);
	}
	stmt_reset(st);
	return err;
}

enum err
db_outbox_get(struct db *db, int64_t id, struct outbox *o)
{
	struct stmt *st = db_stmt(db, OUTBOX, GET);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		outbox_from_row(o, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_outbox_settle(struct db *db, const struct outbox *o)
{
	struct stmt *st = db_stmt(db, OUTBOX, SETTLE);

	bind_int(st, ":id", o->message.id);
	bind_int(st, ":tries", o->tries);
	bind_opt(st, ":due", o->due_at);
	bind_text(st, ":state", o->state);
	bind_text(st, ":answer", o->answer);
	return stmt_run(st);
}

enum err
db_outbox_lapse(struct db *db, int64_t before)
{
	struct stmt *st = db_stmt(db, OUTBOX, LAPSE);

	bind_int(st, ":before", before);
	return stmt_run(st);
}

enum err
db_outbox_sweep(struct db *db, int64_t before, int limit)
{
	struct stmt *st = db_stmt(db, OUTBOX, SWEEP);

	bind_int(st, ":before", before);
	bind_int(st, ":limit", limit);
	return stmt_run(st);
}

enum err
db_outbox_depth(struct db *db, int most, struct outbox_depth *d)
{
	struct stmt *st = db_stmt(db, OUTBOX, DEPTH);
	bool found;
	enum err err;

	bind_int(st, ":most", most);
	err = stmt_step(st, &found);
	if (!err && found) {
		d->waiting = column_int(st, 0);
		d->oldest = column_int(st, 1);
	}
	stmt_reset(st);
	return err;
}
