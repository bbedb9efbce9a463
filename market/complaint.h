/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_COMPLAINT_H
#define MARKET_COMPLAINT_H

#include "db/complaint.h"
#include "db/objection.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 投诉: who objected and holds nothing of the answer, or got none in time,
 * complains to the regulator, under its real name.  It is the next step of the
 * same matter (market/matter.h), one an objection:
 *
 *	filed -> refused, accepted, withdrawn
 *	accepted -> withdrawn, upheld, partly, dismissed
 *	upheld, partly -> remedied
 *
 * Each step has a clock: complaint.file from the answer or its lapse;
 * complaint.accept from the filing; complaint.decide from the acceptance.
 * One that is late moves up a level by itself, is told to all regulators, and
 * suspends nothing any more: silence keeps no award from taking effect.
 *
 * Who filed is told to the parties that must answer (the purchaser and the
 * accused), to regulators and auditors.  The public reads facts, claim and
 * decision with the names of the filer and of people masked
 * (complaint_shown()).
 *
 * Sources: domain.md 3 (complaint.*), 4; 招标投标法实施条例 art. 60–62;
 * 政府采购法 art. 55–57 (suspension: 30 days at most).
 */
enum {
	COMPLAINT_FACTS = 1000,		/* code points */
	COMPLAINT_CLAIM = 300,
	COMPLAINT_ANSWER = 1000,	/* statement, decision, remedy */
	COMPLAINT_REMEDY_DAYS = 60,	/* working days, at most */
	COMPLAINT_PAGE = 20
};

/* ---- who filed it, or would ---- */

/*
 * May one complain about what became of an objection?  until: the last
 * second.  agency_id 0: only the purchaser can be accused.
 *
 * ERR_NOT_FOUND	no objection of the actor's
 * ERR_CONFLICT		withdrawn, not answered yet, too late, or there is
 *			one (id)
 */
struct complaint_stand {
	struct objection objection;
	struct project project;
	int64_t until;
	int64_t agency_id, award_id;
	const char *agency_name;
	int64_t id;			/* of the one there is; 0 */
};
enum err complaint_stand(struct market *m, const struct actor *actor,
    int64_t objection_id, struct complaint_stand *s);

struct complaint_form {
	const char *accused;		/* owner, agency */
	const char *facts;
	const char *claim;
};

/*
 * Files it.  Sent again: ERR_CONFLICT, and *id is the one there is.
 * ERR_INVALID: problems at «accused», «facts», «claim»; else as above.
 */
enum err complaint_file(struct market *m, const struct actor *actor,
    int64_t objection_id, const struct complaint_form *form, int64_t *id,
    struct problems *problems);

/* Takes it back, while it is not decided.  Again: OK. */
enum err complaint_withdraw(struct market *m, const struct actor *actor,
    int64_t id);

/* ---- the accused ---- */

/* Says something, once, before the decision; never public. */
enum err complaint_state(struct market *m, const struct actor *actor,
    int64_t id, const char *text, struct problems *problems);

/*
 * Proves that what was upheld is put right; public, masked.  ERR_CONFLICT:
 * nothing was to be put right, or the time for it is over.
 */
enum err complaint_remedy(struct market *m, const struct actor *actor,
    int64_t id, const char *text, struct problems *problems);

/* ---- the regulator ---- */

/* ground: scope, late, standing, decided.  Problems: «ground», «answer». */
enum err complaint_refuse(struct market *m, const struct actor *actor,
    int64_t id, const char *ground, const char *answer,
    struct problems *problems);

/* suspends: the project stays in its publicity; only while it is there. */
enum err complaint_accept(struct market *m, const struct actor *actor,
    int64_t id, bool suspends, struct problems *problems);

/*
 * Decides, in public.  Upheld against a result: the award in question is
 * taken back as market/matter.h says.  Upheld against an agency: the credit
 * event UPHELD_COMPLAINT is proposed, for another officer to confirm.
 * Problems: «verdict», «answer», «out», «days».
 */
struct complaint_verdict {
	const char *verdict;		/* upheld, partly, dismissed */
	const char *answer;
	const char *out;		/* as matter_out() */
	const char *days;		/* for a remedy, working; "": none */
};
enum err complaint_decide(struct market *m, const struct actor *actor,
    int64_t id, const struct complaint_verdict *v,
    struct problems *problems);

/* ---- the clock ---- */

enum err complaint_unaccepted(struct market *m, int64_t project_id,
    int64_t id);
enum err complaint_undecided(struct market *m, int64_t project_id,
    int64_t id);

/* ---- reading ---- */

/* One, for filer, purchaser, accused, regulator, auditor; ERR_NOT_FOUND. */
struct complaint_case {
	struct complaint complaint;
	struct project project;
	int64_t until;			/* somebody acts till then; 0: nobody */
	bool late;
};
enum err complaint_case(struct market *m, const struct actor *actor,
    int64_t id, struct complaint_case *c);

/* When it is due, and whether that is over. */
enum err complaint_due(struct market *m, const struct complaint *c,
    int64_t *until, bool *late);

/* Has this objection led to one?  *id 0: no. */
enum err complaint_of(struct market *m, int64_t objection_id, int64_t *id);

/* Pages: one row more than COMPLAINT_PAGE means there is another page. */
enum err complaint_public(struct market *m, int64_t at, int64_t id,
    struct complaint **list, size_t *n);
enum err complaint_queue(struct market *m, int64_t level, int64_t after,
    struct complaint **list, size_t *n);
enum err complaint_own(struct market *m, const struct actor *actor,
    int64_t before, struct complaint **list, size_t *n);

#endif
