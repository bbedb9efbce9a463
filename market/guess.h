/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_GUESS_H
#define MARKET_GUESS_H

#include <stdint.h>

/*
 * Who guesses passwords must wait.  Counted in memory, in tables of a fixed
 * size, keyed by a hash nobody can foresee; a restart forgets all.
 *
 * - Per login, whether it exists or not: after 5 failures 1 s, then 2, 4, …
 *   300 s before the next try.
 * - A network from which a login succeeded has a counter of its own for that
 *   login, and nothing else counts there: strangers lock nobody out of the
 *   office they work in.
 * - Per network (/24, or /56 of IPv6): the same after 50 failures, of which
 *   one a minute is forgiven.
 * - In all: past 1,000 failures within the hour a login has 2 free tries
 *   instead of 5.
 * What nobody fails at for an hour is forgotten; a known network is known
 * for 30 days (default, not law).
 *
 * Source: security.md 5; NIST SP 800-63B, 5.2.2.
 */
struct guess;

enum {
	GUESS_FREE = 5,		/* failures of a login without a delay */
	GUESS_FREE_FEW = 2,	/* the same while many fail in all */
	GUESS_FREE_NET = 50,	/* of a network */
	GUESS_MANY = 1000,	/* failures in all that are many */
	GUESS_WAIT_MAX = 300,	/* seconds */
	GUESS_FORGET = 3600,	/* seconds */
	GUESS_KNOWN = 30 * 86400	/* seconds a network is known */
};

/* Never NULL. */
struct guess *guess_new(void);
void guess_free(struct guess *g);

/*
 * Seconds until login may be tried from remote (an address as text; what is
 * none counts as one network of its own).  0: now.
 */
int guess_wait(struct guess *g, const char *login, const char *remote,
    int64_t now);

/* It was tried at now, and was wrong; or right. */
void guess_fail(struct guess *g, const char *login, const char *remote,
    int64_t now);
void guess_ok(struct guess *g, const char *login, const char *remote,
    int64_t now);

/* Seconds to wait after so many failures, of which some were free. */
int guess_delay(int64_t failures, int64_t free_tries);

#endif
