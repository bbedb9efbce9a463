/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_VIOLATION_H
#define MARKET_VIOLATION_H

#include "db/project.h"
#include "db/violation.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 违约举报: one side of a signed contract says that the other breaks it.
 *
 *	draft		only who writes it sees it
 *	answering	the accused was told, and has violation.answer
 *	answered	it said something, or its time is over
 *	upheld, dismissed	by a regulator, never before that time is over
 *
 * Upheld against an agency it proposes a credit event of the regulator's
 * choice, which another officer confirms.  It changes nothing about the
 * contract, and is not public.
 *
 * Source: domain.md 3 (violation.answer), 4 (violation report).
 */
enum {
	VIOLATION_TEXT_LEAST = 10, VIOLATION_TEXT = 1000,
	VIOLATION_OPEN = 3,		/* undecided ones of a side */
	VIOLATION_PAGE = 20
};

/*
 * All of them:
 * OK			also for the same again
 * ERR_INVALID		*problems says what
 * ERR_NOT_FOUND	no such thing of the actor's
 * ERR_CONFLICT		not in this state, or not at this time
 */

/* A draft about the signed contract of a project.  Problem at «facts». */
enum err violation_draft(struct market *m, const struct actor *actor,
    const char *code, const char *facts, const char *once, int64_t *id,
    struct problems *problems);
/* Another text for a draft. */
enum err violation_edit(struct market *m, const struct actor *actor,
    int64_t id, const char *facts, struct problems *problems);
/* The accused is told, and its time begins. */
enum err violation_send(struct market *m, const struct actor *actor,
    int64_t id);
/* What the accused says, once.  Problem at «answer». */
enum err violation_answer(struct market *m, const struct actor *actor,
    int64_t id, const char *answer, struct problems *problems);

/*
 * verdict: upheld, dismissed; event: a code of the credit catalogue, for an
 * agency that is upheld against, "" else.  Problems: «verdict», «event»,
 * «answer».
 */
struct violation_verdict {
	const char *verdict;
	const char *event;
	const char *decision;
};
enum err violation_decide(struct market *m, const struct actor *actor,
    int64_t id, const struct violation_verdict *v,
    struct problems *problems);

/* The clock: the time to answer is over. */
enum err violation_heard(struct market *m, int64_t project_id, int64_t id);

/* ---- reading ---- */

/* For both sides (a draft: its writer), regulator and auditor. */
struct violation_case {
	struct violation violation;
	int64_t until;			/* of the answer; 0: not sent */
	bool heard;			/* that is over */
	bool agency;			/* is accused: credit may follow */
};
enum err violation_case(struct market *m, const struct actor *actor,
    int64_t id, struct violation_case *c);
/* Those of a contract that the actor may see; p: its project. */
enum err violation_list(struct market *m, const struct actor *actor,
    const char *code, struct project *p, struct violation **list,
    size_t *n);
/* What waits for a regulator: a page + 1, behind after. */
enum err violation_queue(struct market *m, int64_t after,
    struct violation **list, size_t *n);

#endif
