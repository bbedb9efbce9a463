/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_PLAN_H
#define MARKET_DEMO_PLAN_H

/*
 * What the files demo*.c share; for nobody else.
 *
 *	demo.c		reads the tables, and the whole of it
 *	demo_people.c	who takes part
 *	demo_plan.c	stories of stories.tsv become steps in time
 *	demo_play.c	the clock is moved from step to step
 *	demo_post.c demo_bid.c demo_cure.c demo_award.c demo_object.c
 *	demo_work.c demo_complain.c
 *			what a step does for a project, one function an act
 *	demo_watch.c	what officers, agencies and inspectors do besides: the
 *			rows of watch.tsv become steps
 *	demo_credit.c demo_leave.c demo_inspect.c demo_look.c
 *			what such a step does
 */
#include "market/actor.h"
#include "market/cure.h"
#include "market/demo.h"
#include "market/demo_contract.h"
#include "market/demo_seal.h"

enum { DAY = 86400, HOUR = 3600, MINUTE = 60, STEPS_MAX = 8192,
    PEOPLE_MAX = 64, NAMED_MAX = 96 };

/* The cells of a row of projects.tsv. */
enum { P_OWNER, P_ITEM, P_TITLE, P_SCALE, P_CONTENT, P_PLACE, P_REGION,
    P_CEILING, P_DAYS, P_REQUIREMENTS, P_STORY, P_METHOD, P_TERMS,
    P_DEADLINE, P_WINDOW, P_BIDS, P_CELLS };
/* … of stories.tsv. */
enum { S_STORY, S_WHEN, S_ACT, S_VALUE, S_CELLS };
/* … of watch.tsv. */
enum { W_WHEN, W_WHO, W_ACT, W_VALUE, W_CELLS };

struct demo;

/*
 * One thing that somebody does for project i; k counts the bidders of an act
 * that each of them does; value is the cell of the story.
 */
typedef enum err demo_act(struct demo *d, size_t i, size_t k,
    const char *value);

struct step {
	int64_t at;
	size_t seq;		/* of two at a time the first planned */
	const char *name;	/* for the log */
	demo_act *act;
	bool project;		/* i is one; else a row of another table */
	size_t i, k;
	const char *value;
};

/* What a row of watch.tsv made, by the name it gave it. */
struct named {
	const char *name;	/* «#forged» */
	int64_t id;
	const char *text;	/* of a tip: what it is looked up by */
	unsigned char parts[2][32];	/* of a plan's seed */
};

/* A project on its way. */
struct plan {
	int64_t posted, deadline;
	size_t bids;
	bool named;		/* the table says who bids, and what */
	const char *code;	/* once it is drafted */
	int64_t objection;	/* the newest */
	int64_t complaint, violation;
	bool away;		/* trustees have not come yet */
	bool history;		/* long done; may have failed on its way */
	bool skip;		/* not in this demonstration */
};

struct demo {
	struct market *m;
	struct cast *cast;	/* who holds keys */
	struct arena keep;	/* of tables and plans; verbs have their own */
	int64_t *clock;
	int64_t now;
	int64_t asked;		/* when indicators last did */
	enum demo_length length;
	const char *password;
	const char *record;	/* everybody's password */
	struct table regions, items, agencies, owners, projects, stories;
	struct table comments, explain, qualifications, staff, experts;
	struct table proposals, comments_back, inspectors, watch;
	struct actor agency[PEOPLE_MAX], owner[PEOPLE_MAX];
	struct actor expert[PEOPLE_MAX], inspector[PEOPLE_MAX];
	struct actor operator, regulator, discipline;
	struct actor regulators[3];	/* the first is «regulator» */
	struct named named[NAMED_MAX];
	size_t n_named;
	bool idle[PEOPLE_MAX];	/* bids only where it is named */
	struct plan *plans;
	struct step *steps;
	size_t n_steps;
	uint64_t dice;
};

/* The same business every time: a small linear generator. */
size_t demo_roll(struct demo *d, size_t sides);

/* ---- people ---- */

/* Regions, items: a write_fn. */
enum err demo_set_up(struct db *db, void *ctx);
/* Short times for whoever plays by hand: a write_fn. */
enum err demo_hurry(struct db *db, void *ctx);
/* Staff, experts and inspectors, each with the password. */
enum err demo_staff(struct demo *d);
enum err demo_experts(struct demo *d);
enum err demo_inspectors(struct demo *d);
/* People read what they are told, all but the newest. */
enum err demo_read(struct demo *d);
/* The i-th agency or owner of the tables joins. */
demo_act demo_join_agency, demo_join_owner;
/* From now on the short times are the rule. */
demo_act demo_new_rules;

/* ---- the plan ---- */

enum err demo_plan(struct demo *d);
/* One more step, unless it lies behind the present. */
void demo_step(struct demo *d, const struct step *step);
/* «14d», «-3h», «+2d3h», in seconds; false: it is none. */
bool demo_offset(const char *text, int64_t *seconds);
/* Who bids on nothing by itself; then the steps of watch.tsv. */
void demo_idle(struct demo *d);
enum err demo_watch(struct demo *d);
/* «D-3h»: a moment of project i; false: it is none. */
bool demo_when(const struct demo *d, size_t i, const char *text,
    int64_t *at);
enum err demo_play(struct demo *d);

/* ---- acts ---- */

/* Who they are.  bidder: the k-th that serves the item; NULL: none. */
const struct actor *demo_owner(const struct demo *d, size_t i);
const struct actor *demo_bidder(const struct demo *d, size_t i, size_t k);
/*
 * Of a project whose bids are named: the k-th row of agencies (from 1), its
 * yuan (0: none said); false: there is no k-th.
 */
bool demo_named(const struct demo *d, size_t i, size_t k, long *row,
    long *yuan);
/* The agency that is this row of the table; NULL: it has not joined. */
const struct actor *demo_agency(const struct demo *d, long row);
/* The agency that has the award; NULL: none. */
const struct actor *demo_winner(struct demo *d, size_t i);
/* The n-th part, from 0, of a value divided by «|»; "" behind the last. */
const char *demo_part(struct demo *d, const char *value, size_t n);
/* Says what was wrong. */
enum err demo_said(enum err err, const struct problems *problems);

demo_act demo_draft, demo_publish, demo_agree, demo_trustees, demo_post,
    demo_amend, demo_extend, demo_void, demo_rerun, demo_away;
demo_act demo_bid, demo_low, demo_replace, demo_withdraw, demo_again;
demo_act demo_papers;
/* The hashes that an agency seals; how many documents are asked for. */
size_t demo_hashes(struct demo *d, const struct project *p,
    const struct actor *a, const char *hashes[CURE_MOST]);
demo_act demo_sheets, demo_choose, demo_explain, demo_decide,
    demo_decline, demo_stop, demo_petition;
demo_act demo_ask, demo_answer, demo_object, demo_receive, demo_refuse,
    demo_judge, demo_retract;
demo_act demo_complain, demo_complaint_refuse, demo_complaint_accept,
    demo_complaint_state, demo_complaint_decide, demo_complaint_remedy,
    demo_complaint_withdraw;
demo_act demo_violation, demo_violation_send, demo_violation_answer,
    demo_violation_decide;
demo_act demo_send, demo_return, demo_countersign, demo_summary,
    demo_propose, demo_reply_to, demo_order, demo_deliver, demo_defects,
    demo_accept, demo_payment, demo_breach, demo_rate, demo_rate_one,
    demo_reply, demo_dispute, demo_dispute_decide;
demo_act demo_look;

/* ---- acts of watch.tsv: i is a row of it ---- */

/* Who acts: «a24», «o5», «r2», «g1», «op», «dis»; NULL: nobody («-»). */
const struct actor *demo_who(struct demo *d, const char *text);
/* Of the row. */
const struct actor *demo_actor(struct demo *d, size_t i);
/* What a row named; made where make says so, else NULL if there is none. */
struct named *demo_named_by(struct demo *d, const char *name, bool make);
/* 32 hex digits that a form sends once, to the arena. */
const char *demo_once(struct demo *d);
/* «2026-11-23», so long («-30d») from the present. */
const char *demo_day(struct demo *d, const char *offset);

demo_act demo_credit_raise, demo_credit_state, demo_credit_decide,
    demo_credit_appeal;
demo_act demo_penalty, demo_penalty_notify, demo_penalty_state,
    demo_penalty_decide;
demo_act demo_repair, demo_repair_admit, demo_repair_decide;
demo_act demo_leave, demo_stay, demo_rejoin, demo_tie, demo_tip,
    demo_tip_act;
demo_act demo_conflict, demo_inspection, demo_seed_commit, demo_seed_fix,
    demo_seed_sign, demo_seed_open, demo_visit;
demo_act demo_look_at, demo_case_close;

#endif
