/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ACCOUNT_H
#define MARKET_ACCOUNT_H

#include "db/account.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/* What may log in, and how; security.md 5. */

/* A try to log in, and what came of it. */
struct login {
	const char *login;	/* mobile or e-mail, as typed */
	const char *password;	/* the caller's, who wipes it */
	const char *remote;	/* address it comes from */
	int64_t account_id;	/* of the account, if OK */
	int wait;		/* seconds until the next try; 0: now */
};

/*
 * Who is it?  The same words and the same time whether there is no such
 * account or another password; who tries too often waits.
 *
 * OK		l->account_id is filled
 * ERR_INVALID	*problems says what
 * ERR_BUSY	l->wait says for how long: too many tries (and a problem), or,
 *		if it is 0, too many people at once
 */
enum err account_login(struct market *m, struct login *l,
    struct problems *problems);

/*
 * Is it really the one who is signed in?  Counted like a login.
 *
 * OK, or ERR_INVALID (another password), ERR_BUSY (too many tries)
 */
enum err account_confirm(struct market *m, const struct actor *actor,
    const char *password, const char *remote, struct problems *problems);

/*
 * What people type as mobile number or e-mail, in the one way it is stored:
 * half-width, lower case, without blanks, a number without hyphens and +86.
 * Returns out; too long for it: "".
 */
enum { LOGIN_MAX = 255 };
char *account_fold(char out[LOGIN_MAX + 1], const char *typed);

/*
 * A person's name, mobile number, e-mail: the cleaned text, in the arena, or
 * "" and a problem at field.
 */
const char *account_name(struct arena *a, const char *typed,
    const char *field, struct problems *problems);
const char *account_mobile(struct arena *a, const char *typed,
    const char *field, struct problems *problems);
const char *account_email(struct arena *a, const char *typed,
    const char *field, struct problems *problems);

/*
 * Somebody without a party (staff, expert, inspector): name and e-mail into a,
 * and what is wrong with them or the password at «name», «email», «password».
 */
struct account;
void account_person(struct arena *arena, const char *name, const char *email,
    const char *password, struct account *a, struct problems *problems);

/*
 * Adds what is wrong with a new password, at field; least and own as in
 * password_problem().
 */
void account_password(const char *password, size_t least,
    const char *const *own, const char *field, struct problems *problems);

/* A member of staff, made by marketctl; there is no default account. */
struct staff {
	enum role role;		/* operator, regulator or auditor */
	const char *name;
	const char *email;
	const char *password;	/* the caller's, who wipes it */
	const char *by;		/* who makes it, for the audit: «os:0/root» */
};

/*
 * OK		*id is filled
 * ERR_INVALID	*problems says what
 * ERR_CONFLICT	the e-mail is taken: a problem
 * ERR_BUSY	not now
 */
enum err staff_create(struct market *m, const struct staff *staff,
    int64_t *id, struct problems *problems);

/*
 * Gives the account of a login a new password and ends its sessions: for
 * marketctl, once the operator has seen who asks.  by: as above.
 *
 * OK		*id is filled
 * ERR_NOT_FOUND	no such login
 * ERR_INVALID	*problems says what
 * ERR_BUSY	not now
 */
enum err account_reset(struct market *m, const char *login,
    const char *password, const char *by, int64_t *id,
    struct problems *problems);

#endif
