/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MESSAGE_H
#define MARKET_MESSAGE_H

#include "db/award.h"
#include "db/bid.h"
#include "db/message.h"
#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/market.h"

/*
 * 消息: a verb tells those whom it concerns, in its own transaction; each of
 * them finds a message in the site, and gets a mail (market/outbox.h).  To
 * tell is one line:
 *
 *	err = message_tell(db, &(struct message){ .code = "pay_due",
 *	    .party_id = p.owner_id, .project_id = p.id,
 *	    .args = (struct arg[]){ arg_time("UNTIL", t), { 0 } } });
 *
 * A new code is a row of market/message_kinds.c and two lines of
 * views/text/mail.txt.
 *
 * Nothing told before a deadline depends on how many others bid, or who.
 * Codes that tell of a bid, or of a question, are QUIET: a mail passes
 * through other people's machines, so it does not say for which project.
 *
 * Source: ux.md 5, 9; security.md 6; domain.md 4.
 */
enum { MESSAGE_ARGS = 3, MESSAGE_PAGE = 20, MESSAGE_COUNTED = 100 };

enum {
	MESSAGE_QUIET = 1,	/* its mail names no project */
	MESSAGE_RECEIPT = 2,	/* its mail has the receipt of FILE with it */
	MESSAGE_SITE = 4	/* no mail */
};

struct message_kind {
	const char *code;
	const char *subject, *body;	/* lines of the catalogue */
	const char *link;	/* a path; «:code» is the project's, «:file»
				   and «:event» what FILE and EVENT say */
	unsigned flags;
	size_t in_subject;	/* so many of args stand in the subject too */
	struct { const char *name; enum arg_kind kind; } args[MESSAGE_ARGS];
};

extern const struct message_kind message_kinds[];
extern const size_t message_kinds_n;

/* NULL: no such code (a row of another release). */
const struct message_kind *message_kind(const char *code);

/* Within a transaction.  A code or args that the list does not have: bug(). */
enum err message_tell(struct db *db, const struct message *m);

/* Both sides of an award: the purchaser of p, and agency_id. */
enum err message_sides(struct db *db, const struct project *p,
    int64_t agency_id, const char *code, const struct arg *args);

/* Each party that takes part in a round: nothing superseded or withdrawn. */
enum err message_bidders(struct db *db, const struct project *p,
    int64_t round_id, const char *code, const struct arg *args);

/* A submission was taken: its receipt. */
enum err message_receipt(struct db *db, int64_t project_id,
    const struct bid *b);

/* 流标: purchaser and bidders; reason as in «reason_…» of the catalogue. */
enum err message_failed(struct db *db, const struct project *p,
    const struct round *r, const char *reason);

/* A result: to each agency that was opened, and to the purchaser. */
enum err message_opened(struct db *db, const struct project *p,
    const struct bid *bids, size_t n, const struct award *a);

/* ---- reading ---- */

/* Fills out with the arguments of m, ended by ARG_END. */
void message_args(struct arena *a, const struct message *m,
    struct arg out[MESSAGE_ARGS + 1]);

/* Where it leads, a path of ours; in the arena. */
const char *message_link(struct arena *a, const struct message *m);

/* An account's own, newest first: up to MESSAGE_PAGE + 1. */
enum err message_list(struct market *m, const struct actor *actor,
    int64_t before_id, struct message **list, size_t *n);

/* Unread ones; MESSAGE_COUNTED means: that many or more. */
enum err message_unread(struct market *m, const struct actor *actor,
    int64_t *n);

/* Marks as read; again: OK.  ERR_NOT_FOUND: not the actor's. */
enum err message_read(struct market *m, const struct actor *actor,
    int64_t id);
/* Marks all up to one: what came since the page was shown stays unread. */
enum err message_read_all(struct market *m, const struct actor *actor,
    int64_t upto);

#endif
