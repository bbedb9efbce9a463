/* SPDX-License-Identifier: Apache-2.0 */
/* flag_rule.c: the table of indicators. */
#include "market/flag_rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "market/base/err.h"
#include "market/flag_rules.h"

#define PERCENT(n) ((n) * (STAT_ONE / 100))
#define DAY 86400

const struct flag_rule flag_rules[] = {
	/* id, about, when, history, level, default, unit, question */
	{ "R003", FLAG_PROJECT, FLAG_AT_NOTICE, false, FLAG_WEAK, 1,
	    UNIT_NUMBER, ask_short_window },
	{ "R018", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, 1,
	    UNIT_NUMBER, ask_single_bid },
	{ "R024", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, PERCENT(1),
	    UNIT_PPM, ask_close_second },
	{ "R025", FLAG_AGENCY, FLAG_AT_RESULT, true, FLAG_RAISE, 10,
	    UNIT_NUMBER, ask_always_loses },
	{ "R028", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_RAISE, 2,
	    UNIT_NUMBER, ask_identical },
	{ "R030", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_SEVERE, 0,
	    UNIT_SECONDS, ask_late_winner },
	{ "R035", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_RAISE, 1,
	    UNIT_NUMBER, ask_all_others_out },
	{ "R036", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_RAISE, 1,
	    UNIT_NUMBER, ask_lowest_out },
	{ "R038", FLAG_AGENCY, FLAG_AT_RESULT, true, FLAG_RAISE, 10,
	    UNIT_NUMBER, ask_often_out },
	{ "R048", FLAG_AGENCY, FLAG_AT_RESULT, true, FLAG_RAISE,
	    FLAG_OFTEN_WON, UNIT_NUMBER, ask_wins_all },
	{ "R055", FLAG_DEAL, FLAG_AT_RESULT, true, FLAG_RAISE, 0, UNIT_FEN,
	    ask_direct_sum },
	{ "R058", FLAG_PROJECT, FLAG_AT_RESULT, true, FLAG_WEAK, 30,
	    UNIT_NUMBER, ask_far_second },
	{ "S1", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, PERCENT(6),
	    UNIT_PPM, ask_little_spread },
	{ "S4", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, PERCENT(100),
	    UNIT_RATIO, ask_gap_to_rest },
	{ "S5", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, PERCENT(100),
	    UNIT_RATIO, ask_normed_all },
	{ "S6", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, PERCENT(100),
	    UNIT_RATIO, ask_normed_rest },
	{ "S7", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, -PERCENT(100),
	    UNIT_RATIO, ask_skew },
	{ "S8", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, PERCENT(300),
	    UNIT_RATIO, ask_kurtosis },
	{ "S0", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_RAISE, 4,
	    UNIT_NUMBER, ask_cover },
	{ "Z01", FLAG_PAIR, FLAG_AT_RESULT, false, FLAG_RAISE, 1,
	    UNIT_NUMBER, ask_related },
	{ "Z02", FLAG_PAIR, FLAG_AT_RESULT, true, FLAG_RAISE, PERCENT(300),
	    UNIT_RATIO, ask_clique },
	{ "Z03", FLAG_PAIR, FLAG_AT_RESULT, true, FLAG_RAISE, 1960000,
	    UNIT_RATIO, ask_rotation },
	{ "Z04", FLAG_PAIR, FLAG_AT_RESULT, false, FLAG_RAISE, PERCENT(50),
	    UNIT_PPM, ask_same_text },
	{ "Z05", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_RAISE, 3,
	    UNIT_NUMBER, ask_regular },
	{ "Z06", FLAG_OWNER, FLAG_AT_NOTICE, false, FLAG_RAISE, 0, UNIT_FEN,
	    ask_splitting },
	{ "Z07", FLAG_PROJECT, FLAG_AT_NOTICE, false, FLAG_WEAK, PERCENT(95),
	    UNIT_PPM, ask_below_threshold },
	{ "Z08", FLAG_DEAL, FLAG_AT_RESULT, true, FLAG_RAISE, PERCENT(50),
	    UNIT_PPM, ask_concentration },
	{ "Z09", FLAG_DEAL, FLAG_AT_RESULT, true, FLAG_RAISE, PERCENT(1),
	    UNIT_PPM, ask_favourite },
	{ "Z10", FLAG_AGENCY, FLAG_AT_RESULT, true, FLAG_RAISE, STAT_ONE / 1000,
	    UNIT_PPM, ask_luck },
	{ "Z11", FLAG_OWNER, FLAG_AT_RESULT, true, FLAG_RAISE, PERCENT(98),
	    UNIT_PPM, ask_hugging },
	{ "Z12", FLAG_PROJECT, FLAG_AT_NOTICE, false, FLAG_WEAK, 1,
	    UNIT_NUMBER, ask_restrictive },
	{ "Z13", FLAG_PROJECT, FLAG_AT_NOTICE, false, FLAG_WEAK, PERCENT(20),
	    UNIT_PPM, ask_late_change },
	{ "Z14", FLAG_OWNER, FLAG_AT_END, true, FLAG_RAISE, 2, UNIT_NUMBER,
	    ask_cancels },
	{ "Z15", FLAG_PROJECT, FLAG_AT_WORK, false, FLAG_RAISE, PERCENT(10),
	    UNIT_PPM, ask_creep },
	{ "Z16", FLAG_PROJECT, FLAG_AT_WORK, false, FLAG_RAISE, 30 * DAY,
	    UNIT_SECONDS, ask_no_work },
	{ "Z17", FLAG_PROJECT, FLAG_AT_WORK, false, FLAG_RAISE, 30 * DAY,
	    UNIT_SECONDS, ask_unpaid },
	{ "Z18", FLAG_DEAL, FLAG_AT_REVIEW, false, FLAG_RAISE, 10,
	    UNIT_NUMBER, ask_praise },
	{ "Z19", FLAG_AGENCY, FLAG_AT_RESULT, false, FLAG_WEAK, 3,
	    UNIT_NUMBER, ask_new_winner },
	{ "Z20", FLAG_AGENCY, FLAG_AT_RESULT, false, FLAG_RAISE,
	    FLAG_OFFICE_DAYS, UNIT_NUMBER, ask_revolving },
	{ "Z21", FLAG_PROJECT, FLAG_AT_RESULT, false, FLAG_WEAK, 4,
	    UNIT_NUMBER, ask_round_numbers },
	{ "Z21B", FLAG_PROJECT, FLAG_AT_RESULT, true, FLAG_WEAK, 15510000,
	    UNIT_RATIO, ask_first_digits },
	{ "Z22", FLAG_PAIR, FLAG_AT_FALL, true, FLAG_SEVERE, PERCENT(300),
	    UNIT_PPM, ask_steps_aside },
};

const size_t flag_rules_n = COUNT(flag_rules);

int
flag_rule_of(const char *id)
{
	for (size_t i = 0; i < COUNT(flag_rules); i++)
		if (strcmp(flag_rules[i].id, id) == 0)
			return (int)i;
	return -1;
}

void
flag_judge(const struct flag_look *l, int when, struct flag_hits *h)
{
	h->n = 0;
	if (l->n_prices >= 2 && l->n_prices <= STAT_PRICES)
		h->screen = stat_prices(l->prices, l->n_prices);
	for (size_t i = 0; i < COUNT(flag_rules); i++) {
		if ((flag_rules[i].when & when) == 0)
			continue;
		h->now = (int)i;
		flag_rules[i].ask(l, h);
	}
}

int64_t
flag_limit(const struct flag_hits *h)
{
	return flag_rules[h->now].limit;
}

void
flag_found(struct flag_hits *h, int64_t a, int64_t b, int64_t value,
    int64_t limit, const char *evidence, ...)
{
	struct flag_hit *hit = &h->list[h->n];
	va_list args;

	if (h->n == FLAG_HITS)
		return;
	*hit = (struct flag_hit){ .rule = h->now,
	    .level = flag_rules[h->now].level, .a = a, .b = b,
	    .value = value, .limit = limit };
	va_start(args, evidence);
	vsnprintf(hit->evidence, sizeof hit->evidence, evidence, args);
	va_end(args);
	h->n++;
}

void
flag_level(struct flag_hits *h, enum flag_level level)
{
	if (h->n)
		h->list[h->n - 1].level = level;
}
