/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CONTRACT_ACT_H
#define MARKET_CONTRACT_ACT_H

#include "market/contract.h"

/*
 * What the files of the slice share: one act, run as one transaction.  A
 * token that was used is the same act again: OK, and nothing happens.
 */
struct contract_act {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const struct contract_form *form;
	struct problems *problems;
	enum err (*run)(struct db *db, struct contract_act *a);
	struct contract_case c;
};

enum err contract_run(struct market *m, struct contract_act *a);

/* contract_run() of this function, with the arguments of a contract_verb. */
#define CONTRACT_VERB(name, function)					\
	enum err							\
	name(struct market *m, const struct actor *actor,		\
	    const char *code, const struct contract_form *form,		\
	    struct problems *problems)					\
	{								\
		struct contract_act a = { .house = m->house,		\
		    .actor = actor, .code = code, .form = form,		\
		    .problems = problems, .run = function };		\
									\
		return contract_run(m, &a);				\
	}

/* ERR_FORBIDDEN: never this side's; ERR_CONFLICT: not in this state. */
enum err contract_check(const struct contract_case *c, const char *act);

/*
 * Does act to a->c, writes the contract; a proposal that waits lapses unless
 * it was closed before.  event NULL: a line of the audit alone; else one of
 * the timeline, with the reason.
 */
enum err contract_move(struct db *db, struct contract_act *a,
    const char *act, const char *event, const char *reason);

/*
 * Tells those of CONTRACT_PARTIES that whom names (market/message.h); arg: the
 * one value of the message, or of kind ARG_END.
 */
enum err contract_tell(struct db *db, const struct contract_act *a, int whom,
    const char *code, struct arg arg);
/* The side, or sides, that do not act. */
int contract_other(const struct contract_act *a);
#define CONTRACT_NO_ARG ((struct arg){ .kind = ARG_END })

/*
 * The record that side c->side signs of c->contract, whose text has its hash;
 * by: the name of a key, or NULL for a password.
 */
const char *contract_record(struct arena *a, const struct contract_case *c,
    const char *by, int64_t time);
/* The same, for the key of the actor, as of now; "": it can sign nothing. */
const char *contract_record_now(struct market *m, const struct actor *actor,
    const struct contract_page *page);

/*
 * Puts the signature of the acting side into the log: that of the form, by
 * its key, or the platform's.  *leaf -1: a market that cannot sign.
 * ERR_INVALID: a problem of the whole form.
 */
enum err contract_log_signature(struct db *db, struct contract_act *a,
    int64_t *leaf, const char **key);
/* Is the form's signature the one that stands? */
bool contract_signed_so(struct db *db, const struct contract_act *a);

/* The project goes on to 待评价. */
enum err contract_finish(struct db *db, struct contract_act *a);

/* A deadline of a milestone or of the contract: people only. */
enum err contract_limit(struct db *db, struct contract_act *a,
    const char *event, int64_t object_id, int64_t from, struct span span);

/*
 * A payment of a milestone (0: of a settlement) is due so long after now, and
 * the purchaser is reminded (market/payment_tell.c); it is there, or off.
 */
enum err payment_ask(struct db *db, struct contract_act *a,
    int64_t milestone_id, struct span span);
enum err payment_asked(struct db *db, const struct contract_act *a,
    int64_t milestone_id);

/* The parameters that were frozen into the project. */
const struct params *contract_params(const struct contract_act *a);

/*
 * A text of the form: clean, least to most code points; else a problem at
 * field with code.  Lines allowed.
 */
bool contract_words(struct contract_act *a, const char *field,
    const char *text, size_t least, size_t most, const char *code);

/* The text of a draft as it is now; in arena of db. */
const char *contract_text(struct db *db, const struct house *h,
    const struct contract_case *c, const struct milestone *steps, size_t n);

#endif
