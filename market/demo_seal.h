/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_SEAL_H
#define MARKET_DEMO_SEAL_H

#include "market/actor.h"
#include "market/market.h"
#include "market/rule.h"

/*
 * The people of a made-up market who hold keys, played in this process by
 * the demonstration's history and by tests: trustees, purchasers, bidders.
 * A real market has none of them in its process; theirs are the browser and
 * the tool.
 */
struct cast;

/* keys: trustees' key files, in the order of trust.txt. */
enum err cast_new(struct cast **c, const char *const *keys, size_t n);
void cast_free(struct cast *c);

/* Gives an actor a key and registers it; again: nothing happens. */
enum err cast_register(struct cast *c, struct market *m,
    const struct actor *actor);

/* A project that waits for signatures: all offer, all sign. */
enum err cast_agree(struct cast *c, struct market *m,
    const struct actor *owner, const char *code);
/* Only what trustees do of it. */
enum err cast_offer(struct cast *c, struct market *m, const char *id);
enum err cast_sign(struct cast *c, struct market *m, const char *id);

/* An agency seals with its own key: the file, to the arena. */
enum err cast_seal(struct cast *c, struct market *m,
    const struct actor *agency, const char *code, int64_t fen,
    const char *sealer, const char **file, size_t *n);
/* … and submits; ERR_CONFLICT: refused. */
enum err cast_bid(struct cast *c, struct market *m,
    const struct actor *agency, const char *code, int64_t fen,
    const char *sealer);
/* … with the fields that the rule asks for. */
enum err cast_bid_form(struct cast *c, struct market *m,
    const struct actor *agency, const char *code,
    const struct rule_form *form, const char *sealer);
/* Its withdrawal, to the arena. */
enum err cast_withdraw(struct cast *c, struct market *m,
    const struct actor *agency, const char *code, const char **file,
    size_t *n);

/* A purchaser writes a paper (market/paper.h) and signs it. */
enum err cast_paper(struct cast *c, struct market *m,
    const struct actor *owner, const char *code, const char *kind,
    const char *value);

/* The `open` note of trustee i (from 1) for a project's round. */
enum err cast_open(struct cast *c, struct market *m, const char *code,
    size_t i, const char **file, size_t *n);
/* The first `count` trustees publish their keys of the round id. */
enum err cast_open_round(struct cast *c, struct market *m, const char *id,
    size_t count);
/* … of every round that waits. */
enum err cast_open_all(struct cast *c, struct market *m, size_t count);

/* What trustee i (from 1) is called in the trust file. */
const char *cast_name(const struct cast *c, size_t i);
/* The signature line of an actor, or of trustee i if it is NULL. */
const char *cast_line(struct cast *c, struct market *m,
    const struct actor *actor, size_t i, const char *text);

#endif
