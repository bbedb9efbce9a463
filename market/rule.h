/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RULE_H
#define MARKET_RULE_H

#include "market/lines.h"

/*
 * rule.txt: how the bids of one round become a ranking, and what a form
 * holds beside the amount.  The project's record names its hash, so it never
 * changes.
 *
 * Sources: sealing.md 4 («rule.txt»), 5 («Form»); domain.md 6.5.
 */
enum { RULE_FIELDS = 24, RULE_TEXT_MAX = 500 };

struct rule_field {
	const char *key;
	const char *kind;	/* int, text, hash */
};

/* What does not apply to a rule is 0 or NULL. */
struct rule {
	const char *rule;	/* lowest, reference, … */
	int64_t min_entrants;
	const char *price;	/* required, none */
	const char *server;	/* allowed, forbidden */
	struct rule_field *fields;
	size_t n;
	int64_t fixed_fen;
	const char *quote;	/* amount, rate */
	int64_t ceiling_fen, floor_fen;
	int64_t rate_min, rate_max;
	struct maybe_hash first;
	int64_t trim_min, base_low, base_count;
	int64_t price_weight, evaluators;
	int64_t length, shortlist;	/* «long», «short» */
	int64_t alp_mean_pct, alp_next_pct;
};

/*
 * Reads rule.txt, strictly; texts belong to the arena.  false: not the rule
 * of a market.
 */
bool rule_parse(struct arena *a, const char *text, size_t n,
    struct rule *rule);
void rule_write(struct buf *out, const struct rule *rule);

/*
 * The lines behind the tag, as a recalculation case has them too.  Where one
 * is bad, l->at is left at its beginning.
 */
void rule_read(struct lines *l, struct rule *rule);
void rule_write_lines(struct buf *out, const struct rule *rule);

/* What a bidder put into its form. */
struct rule_form {
	int64_t amount_fen;	/* -1 is «-» */
	const char **values;	/* one a field; NULL is «-» */
};

/* Who fills it, for which round. */
struct rule_form_head {
	const char *project, *bidder;
	int64_t seq;
};

/*
 * The code of what is wrong with a form, or NULL.
 *	form	grammar, header or fields
 *	range	the amount: 1 … 10^13, «-» for contributors and without price
 */
const char *rule_form_parse(struct arena *a, const struct rule *rule,
    const struct rule_form_head *head, bool contributor, const char *text,
    size_t n, struct rule_form *form);

/* Adds the text of a form to out, which may hold secrets then. */
void rule_form_write(struct buf *out, const struct rule *rule,
    const struct rule_form_head *head, const struct rule_form *form);

#endif
