/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DRAFT_H
#define MARKET_DRAFT_H

#include "db/finding.h"
#include "db/item.h"
#include "db/project.h"
#include "db/recusal.h"
#include "market/actor.h"
#include "market/base/buf.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * A project before it is public: it may be incomplete, and only its owner
 * sees it.  Publishing checks that it is whole, reserves the budget, fixes
 * the notice and asks the trustees for the round's keys (market/round.h);
 * everybody is told once the last of them has signed.
 *
 * Sources: domain.md 4 (publish, choose_direct), 5 (I2, I3); 国办《关于深入推进审批
 * 服务便民化的指导意见》二(七): departments choose by competition and pay from
 * their own budget.
 */

/* What the form sent; every field is a string of the request, "" or NULL if empty. */
struct draft_form {
	const char *item;		/* code of a service item */
	const char *title;
	const char *scale;
	const char *content;
	const char *place;
	const char *region;
	const char *fund;		/* fiscal, soe, social */
	const char *budget;		/* id of a budget line */
	const char *ceiling;		/* money as typed */
	const char *days;
	const char *requirements;
	const char *need;		/* any: one will do; all */
	const char *method;		/* of params_methods */
	const char *chosen;		/* uscc of an agency, for direct */
	const char *quote;		/* amount, rate */
	const char *floor;		/* money as typed, for amounts */
	const char *rate_min;		/* percent as typed, for rates */
	const char *rate_max;
	const char *fixed;		/* money as typed: credit, random */
	const char *evaluators;		/* 3, 5, 7, 9: composite */
	const char *criteria;		/* «<points> <name>» a line: composite */
	const char *documents;		/* asked for, a name a line */
	const char *enquiry;		/* datetime-local: last question */
	const char *recusals;		/* a line each: code or name, reason */
	const char *deadline;		/* datetime-local */
	const char *contact;
	const char *phone;
	const char *server;		/* «no»: nobody is sealed for */
	const char *rev;		/* of the draft that was shown */
	const char *once;
};

/*
 * A new draft from what is there; only the item must be.  *p is filled.
 *
 * OK
 * ERR_INVALID	*problems says what to change; nothing was stored
 */
enum err draft_create(struct market *m, const struct actor *actor,
    const struct draft_form *form, struct project *p,
    struct problems *problems);

/*
 * Changes a draft.
 *
 * ERR_NOT_FOUND	no draft of this owner
 * ERR_CONFLICT	a colleague has changed it since: problem «draft_changed»
 */
enum err draft_edit(struct market *m, const struct actor *actor,
    const char *code, const struct draft_form *form, struct project *p,
    struct problems *problems);

/*
 * Within a transaction: what draft_edit() does with a form, to a draft that
 * is at hand, its rev compared already.  A change of a published project is
 * such a draft (market/amend.h).
 */
enum err draft_change(struct db *db, struct house *h,
    const struct actor *actor, const struct draft_form *form,
    struct project *p, struct problems *problems);

/*
 * Within a transaction: a re-run, or a change, keeps out whom the other does,
 * and what was said to findings holds where the words are the same.
 */
enum err draft_copy(struct db *db, int64_t from, int64_t to);

/* One of the actor's own; ERR_NOT_FOUND. */
enum err draft_get(struct market *m, const struct actor *actor,
    const char *code, struct project *p);

/* The form that shows p: strings in the arena. */
enum err draft_to_form(struct market *m, const struct project *p,
    const char *chosen_uscc, struct draft_form *form);

/*
 * What stands behind a project's terms: its item, who must not bid, who
 * could, and what linter and privacy scan have found (domain.md 5; ux.md 8).
 */
enum { DRAFT_ELIGIBLE = 200 };	/* counted so far */

struct draft_finding {
	struct finding f;	/* reason: as given so far, or "" */
	bool privacy;		/* wants a yes, not a reason */
	bool block;		/* of public money: cannot be explained */
	bool answered;		/* to these very words */
};

struct draft_terms {
	struct arena *arena;	/* of the strings */
	int64_t now;		/* when it was read */
	struct item item;
	struct recusal *recusals;
	size_t n_recusals;
	int64_t eligible;	/* one more than DRAFT_ELIGIBLE: more */
	struct draft_finding findings[FINDINGS_MAX];
	size_t n;
};

/*
 * Within a transaction: counts who could bid on p, a draft, and stores it.
 * Whenever a draft is written down, and when findings are answered; pages
 * show what is stored.
 */
enum err draft_count(struct db *db, struct project *p);

enum err draft_terms_of(struct market *m, const struct project *p,
    struct draft_terms *t);

/*
 * What still keeps p from being published; none is «ready», but for the
 * answers that draft_publish_answered() takes.  Reads only, so a preview can
 * show it; draft_publish() asks again, inside.
 */
enum err draft_check(struct market *m, const struct project *p,
    struct problems *problems);

/*
 * Publishes: a direct choice at once, a bidding as soon as purchaser and
 * trustees have signed its terms.  Again: OK, nothing changes.
 *
 * ERR_INVALID	*problems says what is missing
 * ERR_CONFLICT	the budget line has less left than the ceiling: a problem
 */
enum err draft_publish(struct market *m, const struct actor *actor,
    const char *code, struct project *p, struct problems *problems);

/* What the purchaser says to findings: stored, then public in the notice. */
struct draft_answer {
	const char *rule, *field;
	const char *reason;		/* "": none; 5 to 200 characters */
};
struct draft_answers {
	const char *rev;		/* of the draft that was shown */
	const struct draft_answer *list;
	size_t n;
	bool privacy;			/* the numbers of people may stay */
};

/*
 * Stores the answers, then publishes, as draft_publish(); answers are kept
 * also when the rest does not do.
 *
 * ERR_INVALID	also: a problem at «reason-<rule>-<field>», at «privacy»
 * ERR_CONFLICT	also: a colleague has changed it, «draft_changed»
 */
enum err draft_publish_answered(struct market *m, const struct actor *actor,
    const char *code, const struct draft_answers *answers,
    struct project *p, struct problems *problems);

/* The answers alone: a draft stays one. */
enum err draft_answer(struct market *m, const struct actor *actor,
    const char *code, const struct draft_answers *answers,
    struct problems *problems);

/* Throws it away; it was never public. */
enum err draft_discard(struct market *m, const struct actor *actor,
    const char *code);

/*
 * Within a transaction: draft_check() of a draft, a re-run or a change, with
 * what stands behind it.  answers: those to findings are wanted, too.
 */
enum err draft_ready(struct db *db, const struct house *h,
    const struct project *p, int64_t now, bool answers,
    struct draft_terms *t, struct problems *problems);

/* Within a transaction: draft_answer() of one at hand. */
enum err draft_answered(struct db *db, struct project *p,
    const struct draft_answers *answers, struct problems *problems);

/*
 * Within a transaction: what was found in t, and said to it, is from now on
 * what project_id keeps.
 */
enum err draft_keep(struct db *db, int64_t project_id,
    const struct draft_terms *t);

/*
 * Hits of the linter with the reasons given, public both (domain.md 5), as
 * lines of a notice: «lint L3 content words», «lint-reason L3 content reason».
 */
void draft_lint_lines(struct buf *body, const struct draft_terms *t);

/*
 * Within a transaction: asks trustees and purchaser for the signatures of
 * p's next round, and sets by when.
 */
enum err draft_ask(struct db *db, struct house *h, struct project *p);

/*
 * Makes it findable, within the transaction that makes it public; and no
 * longer by what it was, before an amendment.
 */
enum err draft_index(struct db *db, const struct project *p);
enum err draft_unindex(struct db *db, const struct project *p);

/*
 * The earliest deadline p may have if it is published now: a draft, a re-run,
 * a change of what is public; NULL: a new one.  provisional, if not NULL:
 * whether the calendar may still move it.
 */
int64_t draft_earliest_deadline(const struct house *h,
    const struct project *p, int64_t now, bool *provisional);

#endif
