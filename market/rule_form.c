/* SPDX-License-Identifier: Apache-2.0 */
/* rule_form.c: the form that a rule asks for. */
#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/rule.h"

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
	return amount_fen >= 1 && amount_fen <= MONEY_MAX ? NULL : "range";
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
