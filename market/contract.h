/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CONTRACT_H
#define MARKET_CONTRACT_H

#include "db/award.h"
#include "db/contract.h"
#include "db/due.h"
#include "db/milestone.h"
#include "db/payment.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/contract_rule.h"
#include "market/document.h"
#include "market/market.h"

/*
 * 合同与履约.  When an award takes effect a contract is drafted from the
 * catalogue's clauses (of the item, or general ones).  Either side may edit
 * it, sends it with its signature, the other returns or agrees; with both
 * signatures it is in force, the budget is committed, the project 履约中.
 * Then deliver, reject, accept (or silence accepts), pay; change, suspend,
 * resume, terminate.  The end moves the project on to 待评价.
 *
 * A signature is a record in the log (market/contract_key.c),
 *
 *	market/v1 contract
 *	project <code>/<attempt>
 *	contract <no>
 *	revision <n>			of the contract; it grows with each act
 *	text-sha256 <hex>		of the text both read
 *	amount-fen <n>
 *	owner <uscc> <name>
 *	agency <uscc> <name>
 *	payer <uscc>
 *	side <owner|agency>
 *	by <key name>|password
 *	time <unix>
 *
 * signed by the party's own key in force (market/key.h), made on its device,
 * and then by the platform; or, for a password given again, by the platform
 * alone (代签).  Whatever shows a signature says which of the two it is.  A
 * key that was kept back comes into the log with it.
 *
 * Deadlines (rows of due): «sign» (people), «file» (people), «deliver» of a
 * milestone (people), «reject» (people: till then defects may be told),
 * «remind1», «remind2», «deem» (clock), «pay» of a milestone, or 0 for a
 * settlement (people; when over, it is public), with «pay_tell» (clock).
 *
 * Sources: domain.md 3 (contract.*, deliver.*, pay.*), 4 (contract); ux.md 7.
 */
enum {
	CONTRACT_MILESTONES = 6,
	CONTRACT_TERMS = 5000,		/* code points */
	CONTRACT_TITLE = 60,
	CONTRACT_REASON_LEAST = 10, CONTRACT_REASON = 500,
	CONTRACT_NOTE = 2000,
	CONTRACT_DAYS = 3650,
	CONTRACT_VOUCHER = 64,
	CONTRACT_FRESH = 3600,	/* seconds a record may be signed within */
	CONTRACT_NO = 48		/* bytes of a number, with its NUL */
};

/* A contract, its project, and what the actor is to it. */
struct contract_case {
	struct project project;
	struct contract contract;
	int side;			/* one of enum contract_side */
	bool asked;			/* a proposal waits */
	struct proposal proposal;
};

/* «ZJ-2026-001837-1-HT», from attempt 1 on.  Returns out. */
const char *contract_no(char out[CONTRACT_NO], const struct project *p);

/* ---- for the award ---- */

/*
 * Within the transaction in which award a of p takes effect: the draft and
 * its deadline.  The budget stays reserved until both have signed.
 */
enum err contract_draft(struct db *db, const struct house *h,
    const struct project *p, const struct award *a);

/*
 * The award ended before both had signed: so does its contract.  No
 * contract, or ended: OK.  ERR_CONFLICT: it is in force.
 */
enum err contract_drop(struct db *db, const struct house *h,
    const struct project *p, int64_t award_id);

/* ---- what the sides do ---- */

/* What a form sent, as typed, never NULL; each act reads its own. */
struct contract_step_form {
	const char *kind, *title, *amount, *days;
};
struct contract_form {
	const char *once;		/* its token: the same twice is once */
	const char *rev;		/* edit, send: of the draft one saw */
	const char *hash;		/* agree: of the text one saw, hex */
	bool confirmed;			/* send, agree: the password was right */
	const char *record;		/* … or the record, "": none, … */
	const char *line;		/* … and one's key's line over it */
	const char *terms;		/* edit */
	struct contract_step_form steps[CONTRACT_MILESTONES];	/* edit */
	const char *remark;		/* return */
	const char *kind;	/* propose: change suspend resume terminate */
	const char *direction;		/* change: more, less */
	const char *amount;		/* change, terminate, pay */
	const char *days;		/* change */
	const char *reason;		/* propose, order, breach */
	const char *fault;		/* terminate: owner agency none */
	const char *answer;		/* decide: yes, no */
	const char *proposal;		/* decide, withdraw: which */
	const char *milestone;		/* deliver: number */
	const char *note;		/* deliver */
	const char *defects;		/* reject */
	struct uploads files;		/* deliver, reject: or none */
	const char *voucher;		/* pay */
	const char *paid_on;		/* pay: 2026-11-23 */
};

/*
 * Each act: of the actor, on the contract of project code.
 *
 * OK
 * ERR_INVALID	*problems says what
 * ERR_NOT_FOUND	no contract, or the actor has no part in it
 * ERR_FORBIDDEN	it is the other side's
 * ERR_CONFLICT	not in this state, too late, or meanwhile changed
 */
typedef enum err contract_verb(struct market *m, const struct actor *actor,
    const char *code, const struct contract_form *form,
    struct problems *problems);

contract_verb contract_edit;	/* terms and milestones of a draft */
contract_verb contract_send;	/* signs, and the other is to */
contract_verb contract_return;	/* with a remark */
contract_verb contract_recall;	/* whoever sent it takes it back */
contract_verb contract_agree;	/* signs: in force */
contract_verb contract_file;	/* 备案: the owner publishes the summary */

/*
 * Asks the other side: a change of amount, days or both; a suspension; its
 * end; the end of all.  Σ|changes| stays within change_pct of the award.
 */
contract_verb contract_propose;
contract_verb contract_decide;
contract_verb contract_withdraw;
contract_verb contract_order;	/* the regulator suspends, or resumes */
contract_verb contract_breach;	/* terminates: the other side is at fault */

contract_verb contract_deliver;
contract_verb contract_reject;	/* with defects, in time */
contract_verb contract_accept;

/* ---- the clock ---- */

enum err contract_remind(struct market *m, int64_t project_id,
    int64_t contract_id);
enum err contract_deem(struct market *m, int64_t project_id,
    int64_t contract_id);

/* ---- reading ---- */

/* All there is to show to the actor. */
struct contract_page {
	struct contract_case c;
	const char *text;		/* a draft's is what it would be now */
	struct milestone *steps;
	size_t n_steps;
	struct deliverable *deliverables;
	size_t n_deliverables;
	struct proposal *proposals;
	size_t n_proposals;
	struct payment *payments;
	size_t n_payments;
	struct due *dues;		/* of the project, waiting */
	size_t n_dues;
	const char *record;		/* what the actor's key would sign now;
					 * "": nothing, or none can */
};

/* ERR_NOT_FOUND: none, or the actor has no part in it. */
enum err contract_show(struct market *m, const struct actor *actor,
    const char *code, struct contract_page *page);

/*
 * Files of a delivery, and of what is wrong with it (kinds «deliverable» and
 * «defects» of market/document.h): for those the contract's page is for.
 */
enum err contract_may_read(struct db *db, const struct actor *actor,
    int64_t deliverable_id, bool *may);

/* The newest of a project, for its public page; ERR_NOT_FOUND. */
enum err contract_of_project(struct market *m, int64_t project_id,
    struct contract *c);

/* What waits of a project, earliest first. */
enum err contract_dues(struct market *m, int64_t project_id,
    struct due **list, size_t *n);

/*
 * May this side do it now?  Pages offer it then.  act: what a verb above is
 * called, and change, suspend, resume, terminate for what is proposed.
 */
bool contract_can(const struct contract_case *c, const char *act);

/* What the sum of changes may be in all: integer, exact. */
int64_t contract_change_limit(int64_t award_fen, int64_t pct);

#endif
