/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c: the rule document of a round, and the form it asks for. */
#include "market/rule.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"

#define ONE(key, kind, member)						\
	{ key, { { COLUMN_##kind, offsetof(struct rule, member) } }, 0, 0, 0 }

static const struct row head_rows[] = {
	ONE("rule", TOKEN, rule),
	ONE("min-entrants", INT, min_entrants),
	ONE("price", TOKEN, price),
	ONE("server", TOKEN, server),
	{ "field", { { COLUMN_TOKEN, offsetof(struct rule_field, key) },
	    { COLUMN_TOKEN, offsetof(struct rule_field, kind) } },
	    sizeof(struct rule_field), offsetof(struct rule, fields),
	    offsetof(struct rule, n) },
};

static const struct row quote_rows[] = {
	ONE("quote", TOKEN, quote),
	ONE("ceiling-fen", INT, ceiling_fen),
};
static const struct row fixed_rows[] = { ONE("fixed-fen", INT, fixed_fen) };
static const struct row amount_rows[] = { ONE("floor-fen", INT, floor_fen) };
static const struct row rate_rows[] = {
	ONE("rate-min", INT, rate_min), ONE("rate-max", INT, rate_max),
};
static const struct row first_rows[] = { ONE("first", HASH_OR_DASH, first) };
static const struct row trim_rows[] = { ONE("trim-min", INT, trim_min) };
static const struct row base_rows[] = {
	ONE("base-low", INT, base_low), ONE("base-count", INT, base_count),
};
static const struct row composite_rows[] = {
	ONE("price-weight", INT, price_weight),
	ONE("evaluators", INT, evaluators),
};
static const struct row credit_rows[] = {
	ONE("long", INT, length), ONE("short", INT, shortlist),
};
static const struct row alp_rows[] = {
	ONE("alp-mean-pct", INT, alp_mean_pct),
	ONE("alp-next-pct", INT, alp_next_pct),
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

typedef void line_fn(void *with, const struct row *row, struct rule *r);

static void
each_row(line_fn *fn, void *with, const struct row *rows, size_t n,
    struct rule *r)
{
	for (size_t i = 0; i < n; i++)
		fn(with, &rows[i], r);
}

#define EACH(rows) each_row(fn, with, rows, COUNT(rows), r)

/* The lines in their order, for reading and for writing alike. */
static void
each_line(line_fn *fn, void *with, struct rule *r)
{
	EACH(head_rows);
	if (r->server == NULL)
		return;			/* reading went wrong */
	if (no_price(r))
		EACH(fixed_rows);
	else
		EACH(quote_rows);
	if (!no_price(r) && r->quote == NULL)
		return;
	if (by_rate(r))
		EACH(rate_rows);
	else if (!no_price(r))
		EACH(amount_rows);
	if (is(r, "bafo"))
		EACH(first_rows);
	if (is(r, "average reference"))
		EACH(trim_rows);
	if (is(r, "reference"))
		EACH(base_rows);
	if (is(r, "composite"))
		EACH(composite_rows);
	if (is(r, "credit"))
		EACH(credit_rows);
	if (is(r, "lowest bafo composite"))
		EACH(alp_rows);
}

static void
read_row(void *with, const struct row *row, struct rule *r)
{
	lines_read(with, row, r);
}

static void
write_row(void *with, const struct row *row, struct rule *r)
{
	lines_write(with, row, r);
}

static bool
is_field_kind(const char *kind)
{
	return strcmp(kind, "int") == 0 || strcmp(kind, "text") == 0 ||
	    strcmp(kind, "hash") == 0;
}

static bool
check_fields(const struct rule *r)
{
	bool rate = false;

	for (size_t i = 0; i < r->n; i++) {
		if (!is_field_kind(r->fields[i].kind))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(r->fields[i].key, r->fields[j].key) == 0)
				return false;
		rate = rate || (strcmp(r->fields[i].key, "rate-bp") == 0 &&
		    strcmp(r->fields[i].kind, "int") == 0);
	}
	return r->n <= RULE_FIELDS && (rate || !by_rate(r));
}

static bool
between(int64_t least, int64_t x, int64_t most)
{
	return least <= x && x <= most;
}

static bool
check_price(const struct rule *r)
{
	if (no_price(r))
		return is(r, "credit random") &&
		    between(1, r->fixed_fen, MONEY_MAX);
	if (strcmp(r->price, "required") != 0 || is(r, "credit random") ||
	    !between(1, r->ceiling_fen, MONEY_MAX))
		return false;
	if (by_rate(r))
		return between(0, r->rate_min, 9999) &&
		    between(r->rate_min, r->rate_max, 9999);
	return strcmp(r->quote, "amount") == 0 &&
	    between(1, r->floor_fen, r->ceiling_fen);
}

static bool
check_numbers(const struct rule *r)
{
	if (is(r, "average reference") && r->trim_min != 0 &&
	    !between(3, r->trim_min, 10000))
		return false;
	if (is(r, "reference") && (!between(1, r->base_low, 100) ||
	    !between(1, r->base_count, 101 - r->base_low)))
		return false;
	if (is(r, "composite") && (r->price_weight > 100 ||
	    r->evaluators % 2 == 0 || !between(3, r->evaluators, 9)))
		return false;
	if (is(r, "credit") && (!between(1, r->length, 10000) ||
	    !between(1, r->shortlist, r->length)))
		return false;
	return r->alp_mean_pct <= 100 && r->alp_next_pct <= 100 &&
	    r->min_entrants <= 100;
}

void
rule_read(struct lines *l, struct rule *r)
{
	*r = (struct rule){ .n = 0 };
	each_line(read_row, l, r);
	if (l->bad)
		return;
	l->bad = !is(r, "lowest reference average bafo composite credit "
	    "random") || (strcmp(r->server, "allowed") != 0 &&
	    strcmp(r->server, "forbidden") != 0) || !check_price(r) ||
	    !check_fields(r) || !check_numbers(r);
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

	each_line(write_row, out, &copy);
}

void
rule_write(struct buf *out, const struct rule *rule)
{
	lines_tag(out, "rule");
	rule_write_lines(out, rule);
}

/* The lines every form begins with, in one struct for the row tables. */
struct head {
	const char *project, *bidder;
	int64_t seq, amount_fen;
};

static const struct row form_rows[] = {
	{ "project", { { COLUMN_ID, offsetof(struct head, project) } },
	    0, 0, 0 },
	{ "bidder", { { COLUMN_NAME, offsetof(struct head, bidder) } },
	    0, 0, 0 },
	{ "seq", { { COLUMN_INT, offsetof(struct head, seq) } }, 0, 0, 0 },
	{ "amount-fen", { { COLUMN_INT_OR_DASH,
	    offsetof(struct head, amount_fen) } }, 0, 0, 0 },
};

/* A field's value as text; an int or a hash has one writing only. */
static bool
good_value(const struct rule_field *f, const char *value)
{
	unsigned char hash[32];
	int64_t n;

	if (value == NULL)
		return true;
	if (strcmp(f->kind, "int") == 0)
		return digits_int(value, 0, (INT64_C(1) << 53) - 1, &n);
	if (strcmp(f->kind, "hash") == 0)
		return digits_unhex(value, hash, sizeof hash);
	return strlen(value) <= RULE_TEXT_MAX;
}

static const char *
check_amount(const struct rule *rule, bool contributor, int64_t amount_fen)
{
	if (contributor || strcmp(rule->price, "none") == 0)
		return amount_fen == -1 ? NULL : "range";
	return between(1, amount_fen, MONEY_MAX) ? NULL : "range";
}

const char *
rule_form_parse(struct arena *a, const struct rule *rule,
    const struct rule_form_head *want, bool contributor, const char *text,
    size_t n, struct rule_form *form)
{
	struct head head = { .seq = 0 };
	struct lines l;

	form->values = arena_alloc(a, (rule->n + 1) * sizeof *form->values);
	lines_init(&l, a, text, n, "form");
	for (size_t i = 0; i < COUNT(form_rows); i++)
		lines_read(&l, &form_rows[i], &head);
	for (size_t i = 0; i < rule->n && !l.bad; i++) {
		const struct row row = { rule->fields[i].key,
		    { { COLUMN_TEXT_OR_DASH, 0 } }, 0, 0, 0 };

		lines_read(&l, &row, &form->values[i]);
		l.bad = l.bad || !good_value(&rule->fields[i],
		    form->values[i]);
	}
	if (!lines_done(&l) || strcmp(head.project, want->project) != 0 ||
	    strcmp(head.bidder, want->bidder) != 0 || head.seq != want->seq)
		return "form";
	form->amount_fen = head.amount_fen;
	return check_amount(rule, contributor, form->amount_fen);
}

void
rule_form_write(struct buf *out, const struct rule *rule,
    const struct rule_form_head *who, const struct rule_form *form)
{
	const struct head head = { who->project, who->bidder, who->seq,
	    form->amount_fen };

	lines_tag(out, "form");
	for (size_t i = 0; i < COUNT(form_rows); i++)
		lines_write(out, &form_rows[i], &head);
	for (size_t i = 0; i < rule->n; i++) {
		const char *value = form->values ? form->values[i] : NULL;
		const struct row row = { rule->fields[i].key,
		    { { COLUMN_TEXT_OR_DASH, 0 } }, 0, 0, 0 };

		lines_write(out, &row, &value);
	}
}
