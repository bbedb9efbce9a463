/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_QUESTION_H
#define MARKET_QUESTION_H

#include "db/project.h"
#include "db/question.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 提问与答疑.  An agency asks about an open project, its owner answers; both are
 * public at once, so that all know the same.  Who asked is told to nobody
 * but the asker: not to the owner, the operator or the auditor.  So an asking
 * leaves no event, no account in the audit, no user in the request log (the
 * routes' UNNAMED), no token; it is numbered in its project and shown with
 * its day alone.  An answer is an event like others.
 *
 * Source: domain.md 2 (question), 3 (enquiry.close, enquiry.answer); ux.md 7
 * («提问人不公开»).
 */
enum {
	QUESTION_LEAST = 5, QUESTION_MOST = 500,	/* characters */
	QUESTION_ANSWER = 2000,
	QUESTION_CAP = 10,		/* of one agency, to one project */
	QUESTION_PAGE = 20,
	QUESTION_ATTEMPTS = 5		/* looked back at */
};

/* From when on nobody asks any more: at exactly it is too late. */
int64_t question_until(const struct house *h, const struct project *p);

/*
 * Was there ever time to ask?  Not where the window is shorter than
 * enquiry.close: it ended before the project was (or would be) public, at.
 */
bool question_taken(const struct house *h, const struct project *p,
    int64_t at);

/*
 * Asks.  The same words of the same agency are the same question.
 *
 * ERR_INVALID		a problem at «text»
 * ERR_NOT_FOUND	no such public project
 * ERR_CONFLICT		too late, or not open: a problem
 * ERR_FORBIDDEN	its own project: a problem
 */
enum err question_ask(struct market *m, const struct actor *actor,
    const char *code, const char *text, struct problems *problems);

/*
 * Answers number no, once.  The same answer again: OK.  Late is late, but
 * better than none.
 *
 * ERR_INVALID		a problem at «answer»
 * ERR_NOT_FOUND	no such question to a project of the actor's
 * ERR_CONFLICT		answered otherwise before
 */
enum err question_answer(struct market *m, const struct actor *actor,
    int64_t id, const char *answer, struct problems *problems);

/* A question to a project of the actor's; ERR_NOT_FOUND. */
enum err question_get(struct market *m, const struct actor *actor,
    int64_t id, struct question *q, struct project *p);

/* Was it answered late, or is it late already? */
bool question_late(const struct question *q, int64_t now);

/* The last first; QUESTION_PAGE + 1 if there are more.  before_no 0: all. */
enum err question_list(struct market *m, int64_t project_id,
    int64_t before_no, struct question **list, size_t *n);

/*
 * The numbers of the attempts before p that were asked about, the last
 * first: what was answered there is good to know here.
 */
enum err question_earlier(struct market *m, const struct project *p,
    int64_t attempts[QUESTION_ATTEMPTS], size_t *n);

#endif
