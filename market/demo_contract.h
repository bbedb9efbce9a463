/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_CONTRACT_H
#define MARKET_DEMO_CONTRACT_H

#include "market/contract.h"

/*
 * Contracts as the demonstration market and tests make them: everything in
 * its order, nothing disputed.
 */

/* The purchaser sends, the agency agrees, for their passwords: in force. */
enum err demo_sign(struct market *m, const struct actor *owner,
    const struct actor *agency, const char *code);

/*
 * One side signs: sends what is a draft, agrees to what was sent; again: OK.
 * By its own key, if cast (or NULL) has one for it; else for its password.
 */
struct cast;
enum err demo_sign_as(struct market *m, struct cast *cast,
    const struct actor *actor, const char *code);

/* The purchaser files the summary. */
enum err demo_file(struct market *m, const struct actor *owner,
    const char *code);

/* All is delivered and accepted. */
enum err demo_work(struct market *m, const struct actor *owner,
    const struct actor *agency, const char *code);

/* All is paid: settled. */
enum err demo_pay(struct market *m, const struct actor *owner,
    const char *code);

/* A form without anything in it. */
struct contract_form demo_form(void);

#endif
