/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c: the rule document of a round. */
#include "market/rule.h"

#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"

/* A line, and what must hold once it and those before it are read. */
typedef bool good_fn(const struct rule *r);

struct step {
	struct row row;
	good_fn *good;
};

/* When a group of lines belongs to a rule. */
static bool
is(const struct rule *r, const char *names)
{
	size_t n = strlen(r->rule);
	const char *p = names;

	while ((p = strstr(p, r->rule)) != NULL) {
		if ((p == names || p[-1] == ' ') &&
		    (p[n] == ' ' || p[n] == '\0'))
			return true;
		p += n;
	}
	return false;
}

static bool
no_price(const struct rule *r)
{
	return strcmp(r->price, "none") == 0;
}

static bool
by_rate(const struct rule *r)
{
	return !no_price(r) && strcmp(r->quote, "rate") == 0;
}

static bool
between(int64_t least, int64_t x, int64_t most)
{
	return least <= x && x <= most;
}

static bool
is_one_of(const char *word, const char *a, const char *b)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

/* ---- what each line may say (domain.md 6.5) ---- */

static bool
good_rule(const struct rule *r)
{
	return is(r, "lowest average reference bafo composite credit random");
}

static bool
good_min(const struct rule *r)
{
	return r->min_entrants <= 100;
}

static bool
good_price(const struct rule *r)
{
	return is_one_of(r->price, "required", "none") &&
	    no_price(r) == is(r, "credit random");
}

static bool
good_server(const struct rule *r)
{
	return is_one_of(r->server, "allowed", "forbidden");
}

/* The last of the fields: each key once. */
static bool
good_field(const struct rule *r)
{
	const struct rule_field *last = &r->fields[r->n - 1];

	for (size_t i = 0; i + 1 < r->n; i++)
		if (strcmp(r->fields[i].key, last->key) == 0)
			return false;
	return is_one_of(last->kind, "int", "text") ||
	    strcmp(last->kind, "hash") == 0;
}

static bool
good_fixed(const struct rule *r)
{
	return between(1, r->fixed_fen, MONEY_MAX);
}

/* A rate needs a field that holds it. */
static bool
good_quote(const struct rule *r)
{
	if (strcmp(r->quote, "amount") == 0)
		return true;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->fields[i].key, "rate-bp") == 0)
			return strcmp(r->quote, "rate") == 0 &&
			    strcmp(r->fields[i].kind, "int") == 0;
	return false;
}

static bool
good_ceiling(const struct rule *r)
{
	return between(1, r->ceiling_fen, MONEY_MAX);
}

static bool
good_floor(const struct rule *r)
{
	return between(1, r->floor_fen, r->ceiling_fen);
}

static bool
good_rate_min(const struct rule *r)
{
	return r->rate_min <= 9999;
}

static bool
good_rate_max(const struct rule *r)
{
	return between(r->rate_min, r->rate_max, 9999);
}

static bool
good_first(const struct rule *r)
{
	(void)r;
	return true;
}

static bool
good_trim(const struct rule *r)
{
	return r->trim_min == 0 || between(3, r->trim_min, 10000);
}

static bool
good_base_low(const struct rule *r)
{
	return between(1, r->base_low, 100);
}

static bool
good_base_count(const struct rule *r)
{
	return between(1, r->base_count, 101 - r->base_low);
}

static bool
good_weight(const struct rule *r)
{
	return r->price_weight <= 100;
}

static bool
good_evaluators(const struct rule *r)
{
	return r->evaluators % 2 == 1 && between(3, r->evaluators, 9);
}

static bool
good_long(const struct rule *r)
{
	return between(1, r->length, 10000);
}

static bool
good_short(const struct rule *r)
{
	return between(1, r->shortlist, r->length);
}

static bool
good_mean(const struct rule *r)
{
	return r->alp_mean_pct <= 100;
}

static bool
good_next(const struct rule *r)
{
	return r->alp_next_pct <= 100;
}

/* ---- the lines ---- */

#define ONE(key, kind, member, good)					\
	{ { key, { { COLUMN_##kind, offsetof(struct rule, member) } },	\
	    0, 0, 0 }, good }

static const struct step head_steps[] = {
	ONE("rule", TOKEN, rule, good_rule),
	ONE("min-entrants", INT, min_entrants, good_min),
	ONE("price", TOKEN, price, good_price),
	ONE("server", TOKEN, server, good_server),
	{ { "field", { { COLUMN_TOKEN, offsetof(struct rule_field, key) },
	    { COLUMN_TOKEN, offsetof(struct rule_field, kind) } },
	    sizeof(struct rule_field), offsetof(struct rule, fields),
	    offsetof(struct rule, n) }, good_field },
};
static const struct step fixed_steps[] = {
	ONE("fixed-fen", INT, fixed_fen, good_fixed),
};
static const struct step quote_steps[] = {
	ONE("quote", TOKEN, quote, good_quote),
	ONE("ceiling-fen", INT, ceiling_fen, good_ceiling),
};
static const struct step amount_steps[] = {
	ONE("floor-fen", INT, floor_fen, good_floor),
};
static const struct step rate_steps[] = {
	ONE("rate-min", INT, rate_min, good_rate_min),
	ONE("rate-max", INT, rate_max, good_rate_max),
};
static const struct step first_steps[] = {
	ONE("first", HASH_OR_DASH, first, good_first),
};
static const struct step trim_steps[] = {
	ONE("trim-min", INT, trim_min, good_trim),
};
static const struct step base_steps[] = {
	ONE("base-low", INT, base_low, good_base_low),
	ONE("base-count", INT, base_count, good_base_count),
};
static const struct step composite_steps[] = {
	ONE("price-weight", INT, price_weight, good_weight),
	ONE("evaluators", INT, evaluators, good_evaluators),
};
static const struct step credit_steps[] = {
	ONE("long", INT, length, good_long),
	ONE("short", INT, shortlist, good_short),
};
static const struct step low_steps[] = {
	ONE("alp-mean-pct", INT, alp_mean_pct, good_mean),
	ONE("alp-next-pct", INT, alp_next_pct, good_next),
};

/* false: reading went wrong, there is nothing further to say. */
typedef bool step_fn(void *with, const struct step *step, struct rule *r);

static bool
each_of(step_fn *fn, void *with, const struct step *steps, size_t n,
    struct rule *r)
{
	for (size_t i = 0; i < n; i++)
		if (!fn(with, &steps[i], r))
			return false;
	return true;
}

#define EACH(steps) each_of(fn, with, steps, COUNT(steps), r)

/* The lines in their order, for reading and for writing alike. */
static bool
each_step(step_fn *fn, void *with, struct rule *r)
{
	if (!EACH(head_steps))
		return false;
	if (no_price(r) ? !EACH(fixed_steps) : !EACH(quote_steps))
		return false;
	if (by_rate(r) && !EACH(rate_steps))
		return false;
	if (!no_price(r) && !by_rate(r) && !EACH(amount_steps))
		return false;
	return (!is(r, "bafo") || EACH(first_steps)) &&
	    (!is(r, "average reference") || EACH(trim_steps)) &&
	    (!is(r, "reference") || EACH(base_steps)) &&
	    (!is(r, "composite") || EACH(composite_steps)) &&
	    (!is(r, "credit") || EACH(credit_steps)) &&
	    (!is(r, "lowest bafo composite") || EACH(low_steps));
}

/* One line; a bad one is where the reader stays. */
static bool
read_line(struct lines *l, const struct row *row, good_fn *good,
    void *record, const struct rule *r)
{
	const char *at = l->at;

	lines_read(l, row, record);
	if (!l->bad && !good(r)) {
		l->at = at;
		l->bad = true;
	}
	return !l->bad;
}

static bool
read_fields(struct lines *l, const struct step *step, struct rule *r)
{
	struct row one = step->row;

	one.element = 0;
	r->fields = arena_alloc(l->arena, RULE_FIELDS * sizeof *r->fields);
	while (lines_next_is(l, "field")) {
		if (r->n == RULE_FIELDS)
			l->bad = true;
		else
			r->n++;
		if (l->bad || !read_line(l, &one, step->good,
		    &r->fields[r->n - 1], r))
			return false;
	}
	return true;
}

static bool
read_step(void *with, const struct step *step, struct rule *r)
{
	if (step->row.element != 0)
		return read_fields(with, step, r);
	return read_line(with, &step->row, step->good, r, r);
}

static bool
write_step(void *with, const struct step *step, struct rule *r)
{
	lines_write(with, &step->row, r);
	return true;
}

void
rule_read(struct lines *l, struct rule *r)
{
	*r = (struct rule){ .n = 0 };
	if (!l->bad && !each_step(read_step, l, r))
		l->bad = true;
}

bool
rule_parse(struct arena *a, const char *text, size_t n, struct rule *rule)
{
	struct lines l;

	lines_init(&l, a, text, n, "rule");
	rule_read(&l, rule);
	return lines_done(&l);
}

void
rule_write_lines(struct buf *out, const struct rule *rule)
{
	struct rule copy = *rule;

	each_step(write_step, out, &copy);
}

void
rule_write(struct buf *out, const struct rule *rule)
{
	lines_tag(out, "rule");
	rule_write_lines(out, rule);
}
