/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OBJECTION_H
#define MARKET_OBJECTION_H

#include "db/objection.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 异议: who takes part holds something against the notice, a change of it, the
 * result or the contract, and the purchaser answers in time, in public.  An objection to
 * the result keeps the award from taking effect from the moment it is filed
 * until it is answered, refused, taken back, or the time to answer is over:
 * then the way to the regulator is open.  Who objected is told to nobody
 * but the purchaser, who must answer, and staff.
 *
 *	filed -> refused, accepted, withdrawn
 *	accepted -> withdrawn, upheld, partly, dismissed
 *
 * Sources: domain.md 3 (objection.*), 4 (异议); 招标投标法实施条例 art. 22, 54, 60.
 */
enum {
	OBJECTION_FACTS = 1000,		/* code points */
	OBJECTION_CLAIM = 300,
	OBJECTION_ANSWER = 1000,
	OBJECTION_OPEN = 3		/* undecided ones of a party, a project */
};

struct objection_form {
	const char *about;	/* notice, amendment, result, contract */
	const char *facts;
	const char *claim;
	const char *once;
};

/*
 * What may be objected to now, and until when: about has "" where nothing.
 * ERR_NOT_FOUND: no such public project.
 */
struct objection_stand {
	struct project project;
	struct { const char *about; int64_t until; } may[4];
	size_t n;
};
enum err objection_stand(struct market *m, const struct actor *actor,
    const char *code, struct objection_stand *s);

/*
 * Files one.  Sent again: the same.
 *
 * ERR_INVALID		*problems says what
 * ERR_NOT_FOUND	no such public project
 * ERR_CONFLICT		a problem: too late, no standing, or three wait
 */
enum err objection_file(struct market *m, const struct actor *actor,
    const char *code, const struct objection_form *form, int64_t *id,
    struct problems *problems);

/* One, for who filed it, its purchaser, regulator and auditor. */
struct objection_case {
	struct objection objection;
	struct project project;
	int64_t until;		/* the answer is due; 0: decided */
	bool overdue;
};
enum err objection_case(struct market *m, const struct actor *actor,
    int64_t id, struct objection_case *c);

/*
 * The purchaser's acts, with public words: refuse (no standing, late, decided
 * before), accept (nothing but a receipt: it will be answered), decide:
 * upheld, partly or dismissed.  Upheld against a result: the award is taken
 * back; where the winner's bid is out after all, all are ranked again with
 * the same seed, else the next reserve is proposed.
 *
 * ERR_INVALID		a problem at «answer» or «verdict»
 * ERR_CONFLICT		not in this state
 */
enum err objection_refuse(struct market *m, const struct actor *actor,
    int64_t id, const char *answer, struct problems *problems);
enum err objection_accept(struct market *m, const struct actor *actor,
    int64_t id);
struct objection_verdict {
	const char *verdict;	/* upheld, partly, dismissed */
	const char *answer;
	const char *out;	/* the winner's bid is out for this code of
				   domain.md 6.3 after all; "": it is not */
};
enum err objection_decide(struct market *m, const struct actor *actor,
    int64_t id, const struct objection_verdict *v,
    struct problems *problems);

/* Who filed it takes it back. */
enum err objection_withdraw(struct market *m, const struct actor *actor,
    int64_t id);

/* The public list: who filed is not in it. */
enum err objection_list(struct market *m, const char *code,
    struct project *p, struct objection **list, size_t *n);

/*
 * For who watches: of the OBJECTION_WATCH oldest undecided ones those whose
 * answer is late.
 */
enum { OBJECTION_WATCH = 20 };
enum err objection_overdue(struct market *m, struct objection_case **list,
    size_t *n);

/* The clock: no answer in time; it suspends no more. */
enum err objection_lapse(struct market *m, int64_t project_id, int64_t id);

#endif
