/* SPDX-License-Identifier: Apache-2.0 */
/* message.c: the message table's SQL, and its mapping to struct message. */
#include "db/message.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { TO_PARTY, TO_ACCOUNT, TO_ROLE, LIST, UNREAD, EXISTS, READ, READ_ALL };

static const char *const sql[] = {
	[TO_PARTY] =
		"INSERT INTO message (account_id, project_id, code, args,"
		" created_at) SELECT id, :project, :code, :args, :now"
		" FROM account WHERE party_id = :to ORDER BY id",
	[TO_ACCOUNT] =
		"INSERT INTO message (account_id, project_id, code, args,"
		" created_at) VALUES (:to, :project, :code, :args, :now)",
	[TO_ROLE] =
		"INSERT INTO message (account_id, project_id, code, args,"
		" created_at) SELECT id, :project, :code, :args, :now"
		" FROM account WHERE role = :to AND party_id IS NULL"
		" ORDER BY id",
	[LIST] =
		"SELECT m.id, m.account_id, m.project_id, m.code, m.args,"
		" p.code, p.title, m.created_at, m.read_at"
		" FROM message m LEFT JOIN project p ON p.id = m.project_id"
		" WHERE m.account_id = :account AND m.id < :before"
		" ORDER BY m.id DESC LIMIT :limit",
	[UNREAD] =
		"SELECT count(*) FROM (SELECT id FROM message"
		" WHERE account_id = :account AND read_at IS NULL"
		" ORDER BY id LIMIT :most) AS some",
	[EXISTS] =
		"SELECT id FROM message WHERE id = :id"
		" AND account_id = :account",
	[READ] =
		"UPDATE message SET read_at = :now WHERE id = :id"
		" AND account_id = :account AND read_at IS NULL",
	[READ_ALL] =
		"UPDATE message SET read_at = :now"
		" WHERE account_id = :account AND read_at IS NULL"
		" AND id <= :upto",
};

const struct sql_table message_sql = { sql, COUNT(sql) };

enum err
db_message_add(struct db *db, const struct message *m)
{
	struct stmt *st = db_stmt(db, MESSAGE, m->role ? TO_ROLE :
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
message_from_row(struct message *m, struct stmt *st)
{
	int i = 0;

	*m = (struct message){ .id = column_int(st, i++) };
	m->account_id = column_int(st, i++);
	m->project_id = column_int(st, i++);
	m->code = column_text(st, i++);
	m->values = column_text(st, i++);
	m->project_code = column_text(st, i++);
	m->project_title = column_text(st, i++);
	m->created_at = column_int(st, i++);
	m->read_at = column_int(st, i++);
}

enum err
db_message_list(struct db *db, int64_t account_id, int64_t before_id,
    int limit, struct message **list, size_t *n)
{
	struct stmt *st = db_stmt(db, MESSAGE, LIST);
	bool found;
	enum err err;

	*list = NULL;
	*n = 0;
	bind_int(st, ":account", account_id);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	while (!(err = stmt_step(st, &found)) && found) {
		*list = list_grow(db, *list, *n, sizeof **list);
		message_from_row(&(*list)[(*n)++], st);
	}
	stmt_reset(st);
	return err;
}

enum err
db_message_unread(struct db *db, int64_t account_id, int most, int64_t *n)
{
	struct stmt *st = db_stmt(db, MESSAGE, UNREAD);

	bind_int(st, ":account", account_id);
	bind_int(st, ":most", most);
	return stmt_int(st, n);
}

enum err
db_message_read(struct db *db, int64_t account_id, int64_t id)
{
	struct stmt *st = db_stmt(db, MESSAGE, EXISTS);
	enum err err;

	bind_int(st, ":id", id);
	bind_int(st, ":account", account_id);
	err = stmt_int(st, &id);
	if (err)
		return err;
	st = db_stmt(db, MESSAGE, READ);
	bind_int(st, ":now", db_now(db));
	bind_int(st, ":id", id);
	bind_int(st, ":account", account_id);
	return stmt_run(st);
}

enum err
db_message_read_all(struct db *db, int64_t account_id, int64_t upto)
{
	struct stmt *st = db_stmt(db, MESSAGE, READ_ALL);

	bind_int(st, ":now", db_now(db));
	bind_int(st, ":account", account_id);
	bind_int(st, ":upto", upto);
	return stmt_run(st);
}
