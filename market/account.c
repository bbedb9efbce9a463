/* SPDX-License-Identifier: Apache-2.0 */
/* account.c: logging in, accounts of the staff, new passwords. */
#include "market/account.h"

#include <string.h>

#include "db/key.h"
#include "db/record.h"
#include "db/session.h"
#include "market/base/text.h"
#include "market/guess.h"
#include "market/password.h"
#include "market/write.h"

enum { NAME_LEAST = 2, NAME_MOST = 30 };	/* characters */

char *
account_fold(char out[LOGIN_MAX + 1], const char *typed)
{
	struct buf folded;
	const char *from;
	size_t n = 0;
	bool number;

	buf_init(&folded, (size_t)4 * LOGIN_MAX);
	text_fold(&folded, typed);
	from = folded.data && !folded.full ? folded.data : "";
	number = strspn(from, "+0123456789- ") == strlen(from);
	if (number && strncmp(from, "+86", 3) == 0)
		from += 3;
	for (const char *c = from; *c != '\0'; c++) {
		if (*c == ' ' || (number && *c == '-'))
			continue;
		if (n == LOGIN_MAX) {
			n = 0;
			break;
		}
		out[n++] = *c;
	}
	out[n] = '\0';
	buf_release(&folded);
	return out;
}

/* text, or "" with a problem if there is one. */
static const char *
take(const char *text, const char *code, const char *field,
    struct problems *problems)
{
	if (code == NULL)
		return text;
	problem_at(problems, field, code);
	return "";
}

const char *
account_name(struct arena *a, const char *typed, const char *field,
    struct problems *problems)
{
	char *name = arena_strdup(a, typed);
	const char *code = NULL;
	size_t n;

	text_trim(name);
	n = text_length(name);
	if (n == 0)
		code = "name_empty";
	else if (!text_clean(name, false))
		code = "name_letters";
	else if (n < NAME_LEAST || n > NAME_MOST)
		code = "name_length";
	return take(name, code, field, problems);
}

const char *
account_mobile(struct arena *a, const char *typed, const char *field,
    struct problems *problems)
{
	char mobile[LOGIN_MAX + 1];
	const char *code = NULL;

	account_fold(mobile, typed);
	if (typed[0] == '\0')
		code = "mobile_empty";
	else if (!text_mobile(mobile))
		code = "mobile_format";
	return take(arena_strdup(a, mobile), code, field, problems);
}

const char *
account_email(struct arena *a, const char *typed, const char *field,
    struct problems *problems)
{
	char email[LOGIN_MAX + 1];
	const char *code = NULL;

	account_fold(email, typed);
	if (typed[0] == '\0')
		code = "email_empty";
	else if (!text_email(email))
		code = "email_format";
	return take(arena_strdup(a, email), code, field, problems);
}

void
account_password(const char *password, size_t least, const char *const *own,
    const char *field, struct problems *problems)
{
	const char *code = password_problem(password, least, own);

	if (code == NULL)
		return;
	if (strcmp(code, "password_short") == 0)
		problem_add(problems, (struct problem){ .field = field,
		    .code = code, .args = { arg_int("LEAST",
		    (int64_t)least) } });
	else
		problem_at(problems, field, code);
}

struct renewal {
	int64_t account_id;
	char record[PASSWORD_RECORD];
};

static enum err
renew_in_txn(struct db *db, void *ctx)
{
	struct renewal *r = ctx;

	return db_account_set_password(db, r->account_id, r->record);
}

/* Cost has grown since the record was made.  If it fails, next time. */
static void
renew(struct market *m, int64_t account_id, const char *password)
{
	struct renewal r = { .account_id = account_id };

	if (password_hash(m->house->gate, password, r.record) == OK)
		(void)write_run(m, renew_in_txn, &r);
}

static enum err
check_password(struct market *m, struct login *l, const char *login)
{
	struct account account;
	const char *record = NULL;
	bool old = false;
	enum err err = db_account_by_login(m->db, login, &account, &record);

	if (err && err != ERR_NOT_FOUND)
		return err;
	err = password_verify(m->house->gate, record, l->password, &old);
	if (!err)
		l->account_id = account.id;
	if (!err && old)
		renew(m, account.id, l->password);
	return err;
}

enum err
account_login(struct market *m, struct login *l, struct problems *problems)
{
	struct guess *guess = m->house->guess;
	int64_t now = market_now(m);
	char login[LOGIN_MAX + 1];
	enum err err;

	l->account_id = 0;
	l->wait = 0;
	account_fold(login, l->login);
	if (l->login[0] == '\0')
		problem_at(problems, "login", "login_empty");
	if (l->password[0] == '\0')
		problem_at(problems, "password", "login_password_empty");
	if (problems->n)
		return ERR_INVALID;
	l->wait = guess_wait(guess, login, l->remote, now);
	if (l->wait) {
		problem_add(problems, (struct problem){ .code = "login_wait",
		    .args = { arg_int("SECONDS", l->wait) } });
		return ERR_BUSY;
	}
	err = check_password(m, l, login);
	if (err == OK)
		guess_ok(guess, login, l->remote, now);
	if (err != ERR_FORBIDDEN)
		return err;
	guess_fail(guess, login, l->remote, now);
	problem_at(problems, "login", "login_wrong");
	return ERR_INVALID;
}

enum err
account_confirm(struct market *m, const struct actor *actor,
    const char *password, const char *remote, struct problems *problems)
{
	struct login l = { .password = password, .remote = remote };
	struct account account;
	enum err err = db_account_get(m->db, actor->account_id, &account);

	if (err)
		return err;
	l.login = account.email;
	err = account_login(m, &l, problems);
	return !err && l.account_id != actor->account_id ? ERR_INVALID : err;
}

void
account_person(struct arena *arena, const char *name, const char *email,
    const char *password, struct account *a, struct problems *problems)
{
	const char *own[3] = { NULL };

	a->mobile = "";
	a->name = own[0] = account_name(arena, name, "name", problems);
	a->email = own[1] = account_email(arena, email, "email", problems);
	account_password(password, PASSWORD_LEAST_STAFF, own, "password",
	    problems);
}

struct hiring {
	struct account account;
	struct actor by;
	char record[PASSWORD_RECORD];
};

static enum err
hire_in_txn(struct db *db, void *ctx)
{
	struct hiring *h = ctx;
	enum err err = db_account_insert(db, &h->account, h->record);

	if (!err)
		err = db_audit(db, &h->by, "hire", "account", h->account.id);
	return err;
}

enum err
staff_create(struct market *m, const struct staff *staff, int64_t *id,
    struct problems *problems)
{
	struct hiring h = { .by = { .request = staff->by } };
	enum err err;

	if (!role_is_staff(staff->role))
		bug("staff_create: role %d", (int)staff->role);
	h.account.role = role_code(staff->role);
	account_person(m->arena, staff->name, staff->email, staff->password,
	    &h.account, problems);
	if (problems->n)
		return ERR_INVALID;
	err = password_hash(m->house->gate, staff->password, h.record);
	if (!err)
		err = write_run(m, hire_in_txn, &h);
	if (err == ERR_CONFLICT)
		problem_at(problems, "email", "join_known_email");
	*id = h.account.id;
	return err;
}

static enum err
reset_in_txn(struct db *db, void *ctx)
{
	struct hiring *h = ctx;
	int64_t id = h->account.id;
	enum err err = db_account_set_password(db, id, h->record);

	if (!err)
		err = db_session_delete_of(db, id);
	if (!err)	/* who had the password may have made one */
		err = db_token_drop(db, id);
	return err ? err : db_audit(db, &h->by, "reset_password", "account",
	    id);
}

enum err
account_reset(struct market *m, const char *login, const char *password,
    const char *by, int64_t *id, struct problems *problems)
{
	struct hiring h = { .by = { .request = by } };
	char folded[LOGIN_MAX + 1];
	const char *own[4] = { NULL }, *record;
	enum err err = db_account_by_login(m->db, account_fold(folded,
	    login), &h.account, &record);

	if (err)
		return err;
	own[0] = h.account.name;
	own[1] = h.account.email;
	own[2] = h.account.mobile;
	account_password(password, h.account.party_id ? PASSWORD_LEAST :
	    PASSWORD_LEAST_STAFF, own, "password", problems);
	if (problems->n)
		return ERR_INVALID;
	err = password_hash(m->house->gate, password, h.record);
	*id = h.account.id;
	return err ? err : write_run(m, reset_in_txn, &h);
}
