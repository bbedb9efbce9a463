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
 *	demo_work.c demo_look.c
 *			what a step does, one function an act
 */
#include "market/actor.h"
#include "market/cure.h"
#include "market/demo.h"
#include "market/demo_contract.h"
#include "market/demo_seal.h"

enum { DAY = 86400, HOUR = 3600, MINUTE = 60, STEPS_MAX = 8192,
    PEOPLE_MAX = 64 };

/* The cells of a row of projects.tsv. */
enum { P_OWNER, P_ITEM, P_TITLE, P_SCALE, P_CONTENT, P_PLACE, P_REGION,
    P_CEILING, P_DAYS, P_REQUIREMENTS, P_STORY, P_METHOD, P_TERMS,
    P_DEADLINE, P_WINDOW, P_BIDS, P_CELLS };
/* … of stories.tsv. */
enum { S_STORY, S_WHEN, S_ACT, S_VALUE, S_CELLS };

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
	size_t i, k;
	const char *value;
};

/* A project on its way. */
struct plan {
	int64_t posted, deadline;
	size_t bids;
	bool named;		/* the table says who bids, and what */
	const char *code;	/* once it is drafted */
	int64_t objection;	/* the newest */
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
	struct table proposals, comments_back;
	struct actor agency[PEOPLE_MAX], owner[PEOPLE_MAX];
	struct actor expert[PEOPLE_MAX];
	struct actor operator, regulator;
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
/* Staff and experts, each with the password. */
enum err demo_staff(struct demo *d);
enum err demo_experts(struct demo *d);
/* People read what they are told, all but the newest. */
enum err demo_read(struct demo *d);
/* The i-th agency or owner of the tables joins. */
demo_act demo_join_agency, demo_join_owner;
/* From now on the short times are the rule. */
demo_act demo_new_rules;

/* ---- the plan ---- */

enum err demo_plan(struct demo *d);
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
demo_act demo_send, demo_return, demo_countersign, demo_summary,
    demo_propose, demo_reply_to, demo_order, demo_deliver, demo_defects,
    demo_accept, demo_payment, demo_breach, demo_rate, demo_reply;
demo_act demo_look;

#endif
