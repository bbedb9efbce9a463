/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PASSWORD_H
#define MARKET_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "market/base/err.h"

/*
 * Passwords: what may be one, and Argon2id records of them.  A password is
 * read where the form has it, never copied into an arena or a log, and wiped
 * by who holds it.
 *
 * Sources: security.md 5; RFC 9106; NIST SP 800-63B, 5.1.1.2 (length and a
 * list of common ones, no rules of composition, no rotation).
 */
enum {
	PASSWORD_LEAST = 8,		/* characters */
	PASSWORD_LEAST_STAFF = 12,
	PASSWORD_MAX = 1024,		/* bytes */
	PASSWORD_RECORD = 128		/* bytes of a record, with its NUL */
};

/*
 * What is wrong with it as a new one; own lists the person's own words
 * (code, mobile, e-mail, names), ended by NULL.
 * NULL			nothing
 * password_short	fewer than least characters, or NULL, or not UTF-8
 * password_long	more than PASSWORD_MAX bytes
 * password_common	what people choose, or a pattern of the keyboard
 * password_own		an own word and hardly more
 */
const char *password_problem(const char *password, size_t least,
    const char *const *own);

/* Is it, in lower case, one that many people choose?  n bytes. */
bool password_is_common(const char *password, size_t n);

/*
 * Hashing takes 64 MiB and a tenth of a second, so few do it at a time: two
 * work, at most four wait up to 3 s, the next is refused at once.  A flood
 * of logins then costs 128 MiB, and never the workers that take bids.
 */
struct gate;

struct gate_rule {
	unsigned long long passes;	/* of Argon2id */
	size_t memory;			/* bytes */
	int at_once;			/* who work */
	int waiting;			/* who wait */
	int wait_ms;			/* how long */
};

/* The market's own rule: libsodium's interactive limits. */
extern const struct gate_rule gate_usual;

/* Never NULL.  gate_set() is for tests, before there are threads. */
struct gate *gate_new(void);
void gate_set(struct gate *g, struct gate_rule rule);
void gate_free(struct gate *g);

/*
 * A place to work in, given back by gate_leave().
 * OK, or ERR_BUSY: too many are there.
 */
enum err gate_enter(struct gate *g);
void gate_leave(struct gate *g);

/* How many wait now. */
int gate_waiting(struct gate *g);

/* OK: record is filled, and names its own cost.  ERR_BUSY: not now. */
enum err password_hash(struct gate *g, const char *password,
    char record[PASSWORD_RECORD]);

/*
 * Is it the password of record?  A record of NULL costs as much and is never
 * right: for an account that does not exist.  *old (may be NULL): the record
 * should be made again, at today's cost.
 *
 * OK		yes
 * ERR_FORBIDDEN	no
 * ERR_BUSY	not now
 */
enum err password_verify(struct gate *g, const char *record,
    const char *password, bool *old);

/* Overwrites n bytes in a way the compiler may not leave out. */
void password_wipe(void *p, size_t n);

#endif
