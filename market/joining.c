/* SPDX-License-Identifier: Apache-2.0 */
/* joining.c: registering agencies and purchasers. */
#include "market/joining.h"

#include <string.h>

#include "db/agency.h"
#include "db/owner.h"
#include "db/record.h"
#include "db/search.h"
#include "market/account.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/keys.h"
#include "market/message.h"
#include "market/password.h"
#include "market/penalty.h"
#include "market/stats.h"
#include "market/uscc.h"
#include "market/write.h"

enum { NAME_LEAST = 2, NAME_MOST = 60 };	/* characters */

_Static_assert(JOINING_HASH == 32, "keys_hash() makes 32 bytes");

/* A row that is still good for this visitor. */
static enum err
read_row(struct db *db, const struct visitor *v, int64_t now,
    struct joining *j)
{
	unsigned char hash[JOINING_HASH];
	enum err err;

	keys_hash(v->sid, hash);
	err = db_joining_get(db, hash, j);
	if (!err && (now - j->updated_at > JOINING_LIFE ||
	    strcmp(j->role, role_code(v->role)) != 0))
		err = ERR_NOT_FOUND;
	return err;
}

enum err
joining_get(struct market *m, const struct visitor *v, struct joining *j)
{
	return read_row(m->db, v, market_now(m), j);
}

/* Which kinds may be what: a 机关 is no intermediary. */
static const char *
kind_problem(enum role role, const char *uscc)
{
	enum uscc_kind kind = uscc_kind(uscc);

	if (role == ROLE_AGENCY && kind == USCC_GOV)
		return "join_gov_no_agency";
	if (role == ROLE_OWNER && kind == USCC_OTHER)
		return "join_kind_no_owner";
	return NULL;
}

/* The kind of owner that a kind of party is. */
static const char *
owner_kind(const char *kind)
{
	return strcmp(kind, "sole_trader") == 0 ? "enterprise" : kind;
}

static const char *
name_problem(const char *name)
{
	size_t n = text_length(name);

	if (n == 0)
		return "party_name_empty";
	if (!text_clean(name, false))
		return "name_letters";
	return n < NAME_LEAST || n > NAME_MOST ? "party_name_length" : NULL;
}

/* Why a code that is known cannot join: it is here, was put out, or left. */
static enum err
known_problem(struct db *db, const struct party *party, int64_t now,
    struct problems *problems)
{
	struct agency a;
	int64_t until = 0;
	const char *code = "join_known_party";
	enum err err = penalty_bars(db, party->id, party->legal_rep_hash,
	    now, &until);

	if (err)
		return err;
	if (until) {
		problem_add(problems, (struct problem){ .field = "uscc",
		    .code = "join_banned", .args = { arg_time("UNTIL",
		    until - 1) } });
		return ERR_CONFLICT;
	}
	err = db_agency_get(db, party->id, &a);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && strcmp(a.state, "left") == 0)
		code = "join_left";
	problem_at(problems, "uscc", code);
	return ERR_CONFLICT;
}

struct put {
	const struct visitor *v;
	struct joining j;
};

/* What the first form changes; the second form's fields stay. */
static enum err
put_start(struct db *db, void *ctx)
{
	struct put *p = ctx;
	unsigned char hash[JOINING_HASH];
	struct joining old;
	enum err err = read_row(db, p->v, db_now(db), &old);

	if (err == ERR_NOT_FOUND)
		old = (struct joining){ .contact = "", .mobile = "",
		    .email = "", .password = "" };
	else if (err)
		return err;
	old.role = p->j.role;
	old.uscc = p->j.uscc;
	old.name = p->j.name;
	keys_hash(p->v->sid, hash);
	return db_joining_put(db, hash, &old);
}

enum err
joining_start(struct market *m, const struct visitor *v, const char *uscc,
    const char *name, struct problems *problems)
{
	char good[USCC_LENGTH + 1];
	const char *code = uscc_problem(uscc, good);
	char *trimmed = arena_strdup(m->arena, name);
	struct put p = { .v = v };
	struct party party;
	enum err err;

	text_trim(trimmed);
	if (code == NULL)
		code = kind_problem(v->role, good);
	if (code != NULL)
		problem_at(problems, "uscc", code);
	code = name_problem(trimmed);
	if (code != NULL)
		problem_at(problems, "name", code);
	if (problems->n)
		return ERR_INVALID;
	err = db_party_by_uscc(m->db, good, &party);
	if (!err)
		return known_problem(m->db, &party, market_now(m),
		    problems);
	if (err != ERR_NOT_FOUND)
		return err;
	p.j = (struct joining){ .role = role_code(v->role), .uscc = good,
	    .name = trimmed };
	return write_run(m, put_start, &p);
}

/* Is there an account with this mobile or e-mail? */
static bool
is_taken(struct db *db, const char *login)
{
	struct account account;
	const char *record;

	return db_account_by_login(db, login, &account, &record) !=
	    ERR_NOT_FOUND;
}

static enum err
put_contact(struct db *db, void *ctx)
{
	struct put *p = ctx;
	unsigned char hash[JOINING_HASH];
	struct joining j;
	enum err err = read_row(db, p->v, db_now(db), &j);

	if (err)
		return err;
	j.contact = p->j.contact;
	j.mobile = p->j.mobile;
	j.email = p->j.email;
	j.password = p->j.password;
	keys_hash(p->v->sid, hash);
	return db_joining_put(db, hash, &j);
}

/* The second form's fields into j, or problems. */
static void
read_contact(struct market *m, const struct joining_contact *form,
    struct joining *j, struct problems *problems)
{
	const char *own[6] = { j->uscc, j->name };

	j->contact = own[2] = account_name(m->arena, form->contact, "contact",
	    problems);
	j->mobile = own[3] = account_mobile(m->arena, form->mobile, "mobile",
	    problems);
	j->email = own[4] = account_email(m->arena, form->email, "email",
	    problems);
	if (form->password[0] != '\0' || j->password[0] == '\0')
		account_password(form->password, PASSWORD_LEAST, own,
		    "password", problems);
}

enum err
joining_contact(struct market *m, const struct visitor *v,
    const struct joining_contact *form, struct problems *problems)
{
	char record[PASSWORD_RECORD];
	struct put p = { .v = v };
	enum err err = joining_get(m, v, &p.j);

	if (err)
		return err;
	read_contact(m, form, &p.j, problems);
	if (problems->n)
		return ERR_INVALID;
	if (is_taken(m->db, p.j.mobile))
		problem_at(problems, "mobile", "join_known_mobile");
	if (is_taken(m->db, p.j.email))
		problem_at(problems, "email", "join_known_email");
	if (problems->n)
		return ERR_CONFLICT;
	if (form->password[0] != '\0') {
		err = password_hash(m->house->gate, form->password, record);
		if (err)
			return err;
		p.j.password = record;
	}
	return write_run(m, put_contact, &p);
}

/* Who was faster, or NULL. */
static const char *
taken_code(struct db *db, const struct joining *j)
{
	struct party party;

	if (db_party_by_uscc(db, j->uscc, &party) != ERR_NOT_FOUND)
		return "join_known_party";
	if (is_taken(db, j->mobile))
		return "join_known_mobile";
	return is_taken(db, j->email) ? "join_known_email" : NULL;
}

static bool
is_owner(const struct joining *j)
{
	return strcmp(j->role, "owner") == 0;
}

static enum err
enter_role(struct db *db, const struct joining *j, const struct party *party)
{
	enum err err;

	if (is_owner(j))
		return db_owner_insert(db, party->id,
		    owner_kind(party->kind));
	err = db_agency_insert(db, party->id, db_now(db));
	if (!err)
		err = db_search_agency_add(db, party->id, party->name);
	if (!err)
		err = db_tally_add(db, "agencies", 1);
	return err ? err : stats_add(db, db_now(db), party->region,
	    STATS_JOINED, 0);
}

enum err
joining_enter(struct db *db, const struct joining *j, const char *request,
    struct party *party, int64_t *account_id, const char **code)
{
	struct account account = { .role = j->role, .name = j->contact,
	    .mobile = j->mobile, .email = j->email };
	struct actor actor = { .request = request };
	char *region = arena_alloc(db_arena(db), 7);
	enum err err;

	*code = taken_code(db, j);
	if (*code != NULL)
		return ERR_CONFLICT;
	uscc_region(j->uscc, region);
	*party = (struct party){ .uscc = j->uscc, .name = j->name,
	    .kind = uscc_kind_code(uscc_kind(j->uscc)), .region = region,
	    .address = "", .legal_rep = "", .phone = "" };
	err = db_party_insert(db, party);
	if (!err)
		err = enter_role(db, j, party);
	account.party_id = party->id;
	if (!err)
		err = db_account_insert(db, &account, j->password);
	if (!err)
		err = db_commitment_add(db, party->id, account.id,
		    is_owner(j) ? JOINING_PROMISE_OWNER :
		    JOINING_PROMISE_AGENCY);
	actor.account_id = *account_id = account.id;
	if (!err)
		err = db_audit(db, &actor, "join", "party", party->id);
	return err ? err : message_tell(db, &(struct message){ .code =
	    is_owner(j) ? "joined_owner" : "joined_agency",
	    .party_id = party->id });
}

struct confirmation {
	const struct visitor *v;
	struct problems *problems;
	int64_t account_id;
};

/* Who sends the form again is known by the hash of the cookie, in hex. */
static enum err
confirm_in_txn(struct db *db, void *ctx)
{
	struct confirmation *c = ctx;
	unsigned char hash[JOINING_HASH];
	char token[2 * JOINING_HASH + 1];
	struct joining j;
	struct party party;
	const char *code = NULL;
	enum err err = read_row(db, c->v, db_now(db), &j);

	c->problems->n = 0;
	keys_hash(c->v->sid, hash);
	digits_hex(token, hash, sizeof hash);
	if (err == ERR_NOT_FOUND)
		return db_joining_made(db, token, db_now(db) - JOINING_LIFE,
		    &c->account_id);
	if (!err && j.password[0] == '\0')
		err = ERR_NOT_FOUND;
	if (!err)
		err = joining_enter(db, &j, c->v->request, &party,
		    &c->account_id, &code);
	if (code != NULL)
		problem_at(c->problems, NULL, code);
	if (!err)
		err = db_joining_delete(db, hash);
	return err ? err : db_once_add(db, token, c->account_id,
	    c->account_id);
}

enum err
joining_confirm(struct market *m, const struct visitor *v, bool agreed,
    int64_t *account_id, struct problems *problems)
{
	struct confirmation c = { .v = v, .problems = problems };
	enum err err;

	if (!agreed) {
		problem_at(problems, "agree", "join_agree");
		return ERR_INVALID;
	}
	err = write_run(m, confirm_in_txn, &c);
	*account_id = c.account_id;
	return err;
}

static enum err
sweep(struct db *db, void *ctx)
{
	(void)ctx;
	return db_joining_sweep(db, db_now(db) - JOINING_LIFE);
}

enum err
joining_sweep(struct market *m)
{
	return write_run(m, sweep, NULL);
}
