/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLAG_RULE_H
#define MARKET_FLAG_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/flag_stat.h"
#include "market/flag_text.h"

/*
 * 预警指标: the questions that numbers ask about a project, its bidders and
 * its owner.  A flag is a question, never a verdict: it changes no result.
 * Pure: what an indicator looks at stands in struct flag_look, what it finds
 * in struct flag_hits; who fills the one and keeps the other is market/flag.h.
 * Defaults are not law.
 *
 * Source: domain.md 9.
 */
enum flag_level { FLAG_WEAK = 1, FLAG_RAISE = 3, FLAG_SEVERE = 6 };

/* What an indicator is about: who makes two findings of it different. */
enum flag_about {
	FLAG_PROJECT,
	FLAG_OWNER,		/* over the owner's history */
	FLAG_AGENCY,		/* over the agency's */
	FLAG_PAIR,		/* two agencies, the smaller id first */
	FLAG_DEAL		/* an owner and an agency */
};

/* When it can be answered: events of a project's life. */
enum flag_when {
	FLAG_AT_NOTICE = 1 << 0,	/* published, amended */
	FLAG_AT_RESULT = 1 << 1,	/* award announced, or too few bids */
	FLAG_AT_FALL = 1 << 2,		/* an award passed on */
	FLAG_AT_END = 1 << 3,		/* cancelled after the opening */
	FLAG_AT_WORK = 1 << 4,		/* contract changed, accepted, paid */
	FLAG_AT_REVIEW = 1 << 5		/* ratings revealed */
};

/* One bid of the opened round. */
struct flag_bid {
	int64_t agency;
	int64_t price;		/* fen; 0: none (fixed price, unopened) */
	bool valid;
	bool won;
	int64_t received_at;
	int64_t entered_at;	/* the agency's joining */
	const char *legal_rep, *phone, *address;	/* "": not known */
	int64_t wins_90d;	/* awards in the 90 days before, this one too */
	int64_t bids_24m, lost_24m;	/* of this item, this one too */
	int64_t out_24m;		/* of these invalid */
	struct flag_texts texts;	/* of the first bidders; else none */
	/* Beijing day its last office at owner or department ended; 0: none */
	int64_t office_on;
};

/* Two bidders of this project in item and region, over 24 months. */
struct flag_pair {
	int64_t a, b;		/* a < b */
	int64_t n_a, n_b, both, all;	/* projects either bid in, of all */
	/* Who won those both bid in, oldest first: 1 a, 2 b, 3 another. */
	const unsigned char *wins;
	size_t n_wins;
	int64_t covers;		/* S* found with these two before */
};

struct flag_look {
	/* the project */
	int64_t owner, winner;	/* 0: none yet */
	const char *method;
	bool priced;		/* price decides: no average, credit, … */
	int64_t published_at, deadline, at;	/* at: now */
	int64_t window_wd, window_least_wd;
	int64_t ceiling, award;
	int64_t amended_at;	/* the last amendment; 0: none */
	int64_t findings;	/* linter hits with a reason */
	struct flag_bid *bids;	/* leaf order */
	size_t n_bids;
	const int64_t *prices;	/* of the valid ones, rising */
	size_t n_prices;
	/* history: item, 24 months; the newest STAT_PRICES at most */
	const int64_t *gaps;	/* (second - first) / first, ppm, rising */
	size_t n_gaps;
	const int64_t *losses;	/* lost / bids of each agency, ppm, rising */
	size_t n_losses;
	const int64_t *outs;	/* invalid / bids of each agency, ppm, rising */
	size_t n_outs;
	/* the winner's awards, ever, and of how many items */
	int64_t won, won_items;
	const int64_t *kinds;	/* items of each with many awards, ppm, rising */
	size_t n_kinds;
	/* first digits of the item's prices, ever, this project's too */
	int64_t digits[9], price_least, price_most;
	int64_t notice_on;	/* Beijing day of the notice */
	const struct flag_pair *pairs;
	size_t n_pairs;
	/* the owner: 24 months */
	const int64_t *shares;	/* awards of each agency in owner × item */
	size_t n_shares;
	int64_t owner_ceiling_ppm, owner_priced;	/* mean of b1 / ceiling */
	int64_t owner_cancels;	/* after an opening */
	int64_t owner_direct, direct_limit;	/* to the winner, 12 months */
	int64_t split_sum, split_n;	/* ceilings below T, owner × item, 90 d */
	int64_t threshold;	/* T */
	/* picks and draws this agency won: the chance of each, ppm */
	const int64_t *picks, *draws;
	size_t n_picks, n_draws;
	size_t picks_won, draws_won;
	/* the contract */
	int64_t changed;	/* final - award */
	int64_t delivered_at, accepted_at, paid_at, deliver_due, pay_due;
	/* an award that was passed on */
	int64_t passed_from, passed_to;
	/* ratings */
	bool mutual_praise;	/* 55555 both ways within a day */
	int64_t owner_reviews, owner_all_fives;
};

enum { FLAG_EVIDENCE = 300, FLAG_OFTEN_WON = 20, FLAG_HITS = 64, FLAG_OFFICE_DAYS = 1095 };

struct flag_hit {
	int rule;		/* of flag_rules */
	enum flag_level level;
	int64_t a, b;		/* whom it is about; 0 where nobody */
	int64_t value, limit;	/* ppm, or a plain number */
	char evidence[FLAG_EVIDENCE];	/* «key value» lines */
};

struct flag_hits {
	struct flag_hit list[FLAG_HITS];
	size_t n;		/* what is more is left out */
	int now;		/* the rule at work */
	struct price_screen screen;	/* of the look's prices */
};

struct flag_rule {
	const char *id;		/* R018, S1, Z02: words flag_<id> in views */
	enum flag_about about;
	int when;		/* of enum flag_when */
	bool history;		/* silent until there is enough of it */
	enum flag_level level;
	int64_t limit;		/* default; fen: 0, it is flag.threshold */
	enum flag_unit { UNIT_PPM, UNIT_NUMBER, UNIT_FEN, UNIT_SECONDS,
	    UNIT_RATIO /* ppm too, not of anything */ } unit;
	void (*ask)(const struct flag_look *l, struct flag_hits *h);
};
extern const struct flag_rule flag_rules[];
extern const size_t flag_rules_n;

/* What of the indicators of `when` has something to ask. */
void flag_judge(const struct flag_look *l, int when, struct flag_hits *h);

/* How many of the prices, all above 0, begin with 1, 2, … 9. */
void flag_digits(const int64_t *prices, size_t n, int64_t counts[9]);

/* The rule with this id; -1: none. */
int flag_rule_of(const char *id);

/* For the rules: the one at work has found something. */
__attribute__((format(printf, 6, 7)))
void flag_found(struct flag_hits *h, int64_t a, int64_t b, int64_t value,
    int64_t limit, const char *evidence, ...);
/*
 * Of 2,000 projects of a made-up market in which everybody calculates alone
 * (tests/flag_market_test.c) so many are asked about above FLAG_WEAK.
 */
enum { FLAG_HONEST_PROJECTS = 2000, FLAG_HONEST_ASKED = 126 };

/* The default of the rule at work. */
int64_t flag_limit(const struct flag_hits *h);
/* The newest finding is of another level. */
void flag_level(struct flag_hits *h, enum flag_level level);

#endif
