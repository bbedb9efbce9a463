/* SPDX-License-Identifier: Apache-2.0 */
/* params.c: the parameters of the market, one row a key. */
#include "market/params.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"

enum { LINE = 128 };		/* no key and value are longer */
enum { ENTRANTS_MAX = 100, PRIOR_MIN = 1000000, PRIOR_MAX = 5000000 };

/* Reads a value into the field; false: it is none. */
typedef bool read_fn(const char *text, void *field);

struct key {
	const char *name;
	const char *value;	/* the default */
	read_fn *read;
	size_t field;		/* of struct params */
};

static bool
read_span(const char *text, void *field)
{
	return span_parse(text, field);
}

static bool
read_prior(const char *text, void *field)
{
	return digits_int(text, PRIOR_MIN, PRIOR_MAX, field);
}

/* One number for each kind of fund, parted by a blank. */
static bool
read_entrants(const char *text, void *field)
{
	int64_t *n = field;
	char copy[LINE], *next = copy;

	snprintf(copy, sizeof copy, "%s", text);
	for (int i = 0; i < PARAMS_FUNDS; i++) {
		const char *number = strsep(&next, " ");

		if (!digits_int(number, 0, ENTRANTS_MAX, &n[i]))
			return false;
	}
	return next == NULL;
}

/* «17:00»; 24:00 is not one, a day has no such second. */
static bool
read_clock(const char *text, void *field)
{
	char moment[32];
	int32_t *second = field;
	int64_t t;

	if (strlen(text) != strlen("00:00"))
		return false;
	snprintf(moment, sizeof moment, "1970-01-01 %s", text);
	if (!digits_datetime(moment, &t))
		return false;
	*second = (int32_t)(t - (calendar_day_end(-1) + 1));
	return true;
}

#define FIELD(name) offsetof(struct params, name)

static const struct key keys[] = {
	{ "reg.check", "2wd", read_span, FIELD(reg_check) },
	{ "reg.correct", "5wd", read_span, FIELD(reg_correct) },
	{ "qual.expiry", "30d", read_span, FIELD(qual_expiry) },
	{ "notice.min", "3wd", read_span, FIELD(notice_min) },
	{ "award.publicity", "3wd", read_span, FIELD(award_publicity) },
	{ "contract.sign", "10wd", read_span, FIELD(contract_sign) },
	{ "review.window", "10wd", read_span, FIELD(review_window) },
	{ "review.reply", "10wd", read_span, FIELD(review_reply) },
	{ "entrants.min", "3 3 1", read_entrants, FIELD(entrants_min) },
	{ "stars.prior", "4000000", read_prior, FIELD(stars_prior) },
	{ "day.cutoff", "17:00", read_clock, FIELD(day_cutoff) },
};

static bool
set(struct params *p, const struct key *key, const char *value)
{
	return key->read(value, (char *)p + key->field);
}

void
params_default_text(struct buf *out)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		buf_printf(out, "%s %s\n", keys[i].name, keys[i].value);
}

/* One line without its LF; it is cut into its parts. */
static bool
read_line(struct params *p, char *line, bool seen[COUNT(keys)])
{
	char *value = line;
	const char *name = strsep(&value, " ");

	for (size_t i = 0; value != NULL && i < COUNT(keys); i++) {
		if (strcmp(name, keys[i].name) != 0)
			continue;
		if (seen[i])
			return false;
		seen[i] = true;
		return set(p, &keys[i], value);
	}
	return false;
}

enum err
params_parse(struct params *p, const char *text, size_t *line)
{
	bool seen[COUNT(keys)] = { false };
	char copy[LINE];

	for (size_t i = 0; i < COUNT(keys); i++)
		if (!set(p, &keys[i], keys[i].value))
			bug("params: default of %s", keys[i].name);
	for (*line = 1; *text != '\0'; ++*line) {
		const char *end = strchr(text, '\n');

		if (end == NULL || end - text >= LINE)
			return ERR_INVALID;
		memcpy(copy, text, (size_t)(end - text));
		copy[end - text] = '\0';
		if (!read_line(p, copy, seen))
			return ERR_INVALID;
		text = end + 1;
	}
	return OK;
}

int
params_fund(const char *fund)
{
	if (strcmp(fund, "fiscal") == 0)
		return PARAMS_FISCAL;
	return strcmp(fund, "soe") == 0 ? PARAMS_SOE : PARAMS_SOCIAL;
}
