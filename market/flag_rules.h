/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLAG_RULES_H
#define MARKET_FLAG_RULES_H

#include "market/flag_rule.h"

/*
 * One question a function, for the table in flag_rule.c and nobody else.
 * flag_prices.c asks of prices and bids, flag_text.c of proposals, flag_ties.c of
 * who meets whom again, flag_terms.c of notice, contract and ratings.
 */
typedef void flag_ask(const struct flag_look *l, struct flag_hits *h);

flag_ask ask_single_bid, ask_close_second, ask_far_second, ask_identical,
    ask_late_winner, ask_all_others_out, ask_lowest_out, ask_little_spread,
    ask_gap_to_rest, ask_normed_all, ask_normed_rest, ask_skew, ask_kurtosis,
    ask_cover, ask_regular, ask_round_numbers, ask_first_digits, ask_hugging;
flag_ask ask_always_loses, ask_related, ask_clique, ask_rotation,
    ask_concentration, ask_favourite, ask_luck, ask_direct_sum,
    ask_new_winner, ask_steps_aside, ask_often_out, ask_revolving,
    ask_wins_all, ask_same_text;
flag_ask ask_short_window, ask_splitting, ask_below_threshold,
    ask_restrictive, ask_late_change, ask_cancels, ask_creep, ask_no_work,
    ask_unpaid, ask_praise;

#endif
