/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TOKEN_H
#define MARKET_TOKEN_H

#include "market/actor.h"
#include "market/market.h"

/*
 * What an agency's own system logs in with: 64 random hex digits, sent as
 * «Authorization: Bearer …».  The database has its hash only; an account
 * has one, a new one ends the old one.  It lets submit, and nothing else.
 */
enum { TOKEN_HEX = 64 };

/* A new one, to out; it can never be shown again. */
enum err token_make(struct market *m, const struct actor *actor,
    char out[TOKEN_HEX + 1]);
/* None any more. */
enum err token_drop(struct market *m, const struct actor *actor);

/* Whose it is; ERR_NOT_FOUND. */
enum err token_find(struct market *m, const char *token,
    struct actor *actor);
/* When the one in force was made; 0: none. */
enum err token_since(struct market *m, const struct actor *actor,
    int64_t *since);

#endif
