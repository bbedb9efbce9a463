/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AMEND_H
#define MARKET_AMEND_H

#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/draft.h"
#include "market/market.h"

/*
 * 更正: an owner changes a published project.  It writes the change down as a
 * draft of its own, looks at what differs, and writes and signs a `void`
 * record (market/paper.h, kind amend).  With that, in one transaction: the
 * round ends, its envelopes are voided unopened, the project says what the
 * change says, the next round waits for its signatures, and 更正公告 lists each
 * field as it was and as it is.  Only a later deadline is `extend`, which
 * keeps envelopes valid.
 *
 * Source: domain.md 4 (amend), 5 (I5, I7: no deadline is ever shortened);
 * sealing.md 4 («an amendment: a new round number»).
 */

/* What is about to change. */
struct amendment {
	struct project was, will;
	const char *changes;	/* lines changed, before, after (notice.h) */
	size_t n;		/* fields that differ */
	struct draft_terms terms;	/* what stands behind it, as it will be */
	bool answered;		/* every finding has its public reason */
};

/*
 * The form for a change: the one that is being written, or what is
 * published; form->rev is 0 for that.
 *
 * ERR_NOT_FOUND	no published project of the actor's
 * ERR_CONFLICT		its deadline has come, or it waits for signatures
 */
enum err amend_form(struct market *m, const struct actor *actor,
    const char *code, struct draft_form *form);

/* Writes it down.  Errors as draft_edit() and amend_form(). */
enum err amend_write(struct market *m, const struct actor *actor,
    const char *code, const struct draft_form *form,
    struct problems *problems);

/*
 * What the purchaser says to the linter's hits in the change: as
 * draft_answer(), and rev is the change's.  Printed in 更正公告.  Errors also
 * as amend_form(); ERR_NOT_FOUND: nothing was written down.
 */
enum err amend_answer(struct market *m, const struct actor *actor,
    const char *code, const struct draft_answers *answers,
    struct problems *problems);

/*
 * What would change, and what keeps it from being done: *problems; none, and
 * answered, is «ready».  ERR_NOT_FOUND: nothing was written down.
 */
enum err amend_preview(struct market *m, const struct actor *actor,
    const char *code, struct amendment *a, struct problems *problems);

/* Within a transaction: could the change of p be done now? */
bool amend_may(struct db *db, struct house *h, const struct project *p);

/*
 * Within the transaction that logs the void record of r: the rest of it.
 * reason stands in the record.
 */
enum err amend_apply(struct db *db, struct house *h, struct project *p,
    const struct round *r, const char *reason);

#endif
