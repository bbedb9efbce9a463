/* SPDX-License-Identifier: Apache-2.0 */
/* fee.c: fee standards, and what was paid beside them. */
#include "market/fee.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/buf.h"
#include "market/base/digits.h"
#include "market/base/text.h"

enum { WHOLE = 10000, TABLE_MAX = 1024, TYPED_MAX = 4096 };

/* ---- the rule ---- */

/* Appends a step, if it may follow those that are there. */
static bool
add_step(struct fee_rule *r, int64_t up_to, int64_t bp)
{
	const struct fee_step *last = r->n ? &r->steps[r->n - 1] : NULL;

	if (r->n == FEE_STEPS || bp < 1 || bp > WHOLE)
		return false;
	if (last && (last->up_to == 0 || (up_to && up_to <= last->up_to)))
		return false;
	r->steps[r->n++] = (struct fee_step){ up_to, bp };
	return true;
}

static bool
is_whole(const struct fee_rule *r)
{
	return r->n > 0 && r->steps[r->n - 1].up_to == 0;
}

/* «<up to fen|-> <bp>»; line is cut. */
static bool
read_step(struct fee_rule *r, char *line)
{
	char *blank = strchr(line, ' ');
	int64_t up_to = 0, bp;

	if (blank == NULL)
		return false;
	*blank = '\0';
	return (strcmp(line, "-") == 0 ||
	    digits_int(line, 1, MONEY_MAX, &up_to)) &&
	    digits_int(blank + 1, 1, WHOLE, &bp) && add_step(r, up_to, bp);
}

static bool
read_table(const char *table, struct fee_rule *rule)
{
	char copy[TABLE_MAX], *at = copy;

	if (strlen(table) >= sizeof copy)
		return false;
	memcpy(copy, table, strlen(table) + 1);
	while (*at) {
		char *line = at, *end = strchr(at, '\n');

		at = end ? end + 1 : at + strlen(at);
		if (end)
			*end = '\0';
		if (!read_step(rule, line))
			return false;
	}
	return is_whole(rule);
}

bool
fee_read(const char *basis, const char *table, struct fee_rule *rule)
{
	bool good = false;

	*rule = (struct fee_rule){ .n = 0 };
	if (strcmp(basis, "fixed") == 0)
		good = digits_int(table, 1, MONEY_MAX, &rule->fixed_fen);
	else if (strcmp(basis, "ceiling") == 0)
		good = read_table(table, rule);
	if (!good)
		*rule = (struct fee_rule){ .n = 0 };
	return good;
}

int64_t
fee_standard_fen(const struct fee_rule *rule, int64_t ceiling_fen)
{
	int64_t low = 0, sum = 0;

	if (rule->fixed_fen)
		return rule->fixed_fen;
	for (size_t i = 0; i < rule->n && ceiling_fen > low; i++) {
		int64_t up_to = rule->steps[i].up_to;

		if (up_to == 0 || up_to > ceiling_fen)
			up_to = ceiling_fen;
		sum += (up_to - low) * rule->steps[i].bp;
		low = up_to;
	}
	return sum / WHOLE;
}

/* ---- as it is typed ---- */

/* «100,000.00 95.00%», «- 90»; line is cut. */
static const char *
type_step(struct fee_rule *r, char *line)
{
	int64_t up_to = 0, bp = 0;
	const char *code;
	char *rate;

	for (char *c = line; *c; c++)
		if (*c == '\t')
			*c = ' ';
	rate = strrchr(line, ' ');
	if (rate == NULL)
		return "item_fee_line";
	*rate++ = '\0';
	text_trim(line);
	if (strcmp(line, "-") != 0 && !digits_money(line, &up_to, &code))
		return code;
	if (!digits_rate(rate, &bp, &code))
		return code;
	return add_step(r, up_to, bp) ? NULL :
	    bp == 0 ? "item_fee_zero" :
	    r->n == FEE_STEPS ? "item_fee_many" : "item_fee_order";
}

static const char *
type_table(const char *typed, struct fee_rule *r)
{
	char copy[TYPED_MAX], *at = copy;
	const char *why = NULL;

	if (strlen(typed) >= sizeof copy)
		return "item_fee_many";
	memcpy(copy, typed, strlen(typed) + 1);
	while (*at && why == NULL) {
		char *line = at, *end = strchr(at, '\n');

		at = end ? end + 1 : at + strlen(at);
		if (end)
			*end = '\0';
		text_trim(line);
		if (line[0])
			why = type_step(r, line);
	}
	return why ? why : is_whole(r) ? NULL :
	    r->n ? "item_fee_open" : "item_fee_table";
}

static const char *
keep(struct arena *a, const struct fee_rule *r)
{
	struct buf out;
	const char *table;

	buf_init(&out, TABLE_MAX);
	for (size_t i = 0; i < r->n; i++)
		if (r->steps[i].up_to)
			buf_printf(&out, "%" PRId64 " %" PRId64 "\n",
			    r->steps[i].up_to, r->steps[i].bp);
		else
			buf_printf(&out, "- %" PRId64 "\n", r->steps[i].bp);
	table = arena_strndup(a, out.data, out.len);
	buf_release(&out);
	return table;
}

const char *
fee_typed(struct arena *a, const char *basis, const char *typed,
    const char **table)
{
	struct fee_rule rule = { .n = 0 };
	const char *why = NULL;

	*table = "";
	if (strcmp(basis, "fixed") == 0) {
		if (!digits_money(typed, &rule.fixed_fen, &why))
			return strcmp(why, "money_empty") == 0 ?
			    "item_fee_table" : why;
		*table = arena_printf(a, "%" PRId64, rule.fixed_fen);
		return NULL;
	}
	if (strcmp(basis, "ceiling") != 0)
		return NULL;
	why = type_table(typed, &rule);
	if (why == NULL)
		*table = keep(a, &rule);
	return why;
}

const char *
fee_type(struct arena *a, const char *basis, const char *table)
{
	char money[DIGITS_MAX], rate[DIGITS_MAX];
	struct fee_rule r;
	struct buf out;
	const char *typed;

	if (!fee_read(basis, table, &r))
		return "";
	if (r.fixed_fen)
		return arena_strdup(a, digits_yuan(money, r.fixed_fen));
	buf_init(&out, TABLE_MAX);
	for (size_t i = 0; i < r.n; i++)
		buf_printf(&out, "%s %s%%\n", r.steps[i].up_to ?
		    digits_yuan(money, r.steps[i].up_to) : "-",
		    digits_percent(rate, r.steps[i].bp));
	typed = arena_strndup(a, out.data, out.len);
	buf_release(&out);
	return typed;
}

/* ---- prices beside it ---- */

int64_t
fee_share(int64_t price_fen, int64_t standard_fen)
{
	return price_fen * WHOLE / standard_fen;
}

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct fee_spread
fee_spread(int64_t *bp, size_t n)
{
	if (n == 0)
		return (struct fee_spread){ .n = 0 };
	qsort(bp, n, sizeof *bp, by_number);
	return (struct fee_spread){ n, bp[0],
	    (bp[(n - 1) / 2] + bp[n / 2]) / 2, bp[n - 1] };
}
