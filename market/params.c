/* SPDX-License-Identifier: Apache-2.0 */
/* params.c: the parameters of the market, one row a key. */
#include "market/params.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"

enum { LINE = 128 };		/* no key and value are longer */
enum { ENTRANTS_MAX = 100, PRIOR_MIN = 1000000, PRIOR_MAX = 5000000,
    DAYS_MAX = 366, COUNT_MAX = 10, RANKED_MAX = 10000 };

const char *const params_methods[PARAMS_METHODS] = {
	"lowest", "average", "reference", "bafo",
	"composite", "credit", "random", "direct",
};

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

/* count numbers of least to most, parted by a blank. */
static bool
read_numbers(const char *text, int64_t *n, int count, int64_t least,
    int64_t most)
{
	char copy[LINE], *next = copy;

	snprintf(copy, sizeof copy, "%s", text);
	for (int i = 0; i < count; i++) {
		const char *number = strsep(&next, " ");

		if (number == NULL || !digits_int(number, least, most, &n[i]))
			return false;
	}
	return next == NULL;
}

static bool
read_three(const char *text, void *field)
{
	return read_numbers(text, field, PARAMS_FUNDS, 0, ENTRANTS_MAX);
}

static bool
read_pair(const char *text, void *field)
{
	return read_numbers(text, field, 2, 0, DAYS_MAX);
}

static bool
read_ladder(const char *text, void *field)
{
	return read_numbers(text, field, 4, 1, DAYS_MAX);
}

static bool
read_holds(const char *text, void *field)
{
	return read_numbers(text, field, 3, 0, DAYS_MAX);
}

static bool
read_bans(const char *text, void *field)
{
	return read_numbers(text, field, 2, 1, RANKED_MAX);
}

static bool
read_kept(const char *text, void *field)
{
	return digits_int(text, 1, RANKED_MAX, field);
}

static bool
read_count(const char *text, void *field)
{
	return digits_int(text, 0, COUNT_MAX, field);
}

/* Shares of bands A B C N and D, in ten thousandths. */
static bool
read_ratios(const char *text, void *field)
{
	return read_numbers(text, field, 5, 0, 10000);
}

static bool
read_share(const char *text, void *field)
{
	return digits_int(text, 0, 10000, field);
}

/* Nobody is sent where none may go. */
static bool
read_times(const char *text, void *field)
{
	return digits_int(text, 1, DAYS_MAX, field);
}

static bool
read_fen(const char *text, void *field)
{
	return digits_int(text, 0, INT64_C(10000000000000), field);
}

static bool
read_percent(const char *text, void *field)
{
	return digits_int(text, 0, 100, field);
}

/* Of one or two bids nothing can be trimmed. */
static bool
read_trim(const char *text, void *field)
{
	int64_t *n = field;

	return digits_int(text, 0, RANKED_MAX, n) && (*n == 0 || *n >= 3);
}

static bool
read_baselow(const char *text, void *field)
{
	return digits_int(text, 1, 100, field);
}

/* base-low + base-count <= 101 is looked at when both are there. */
static bool
read_basecount(const char *text, void *field)
{
	return digits_int(text, 1, 100, field);
}

/* long, short: the second is no longer than the first. */
static bool
read_shortlist(const char *text, void *field)
{
	const int64_t *n = field;

	return read_numbers(text, field, 2, 1, RANKED_MAX) && n[1] <= n[0];
}

/* «on off on»: fiscal, soe, social. */
static bool
read_switch(const char *text, void *field)
{
	bool *on = field;
	char copy[LINE], *next = copy;

	snprintf(copy, sizeof copy, "%s", text);
	for (int i = 0; i < PARAMS_FUNDS; i++) {
		const char *word = strsep(&next, " ");

		if (word == NULL || (strcmp(word, "on") != 0 &&
		    strcmp(word, "off") != 0))
			return false;
		on[i] = strcmp(word, "on") == 0;
	}
	return next == NULL;
}

/* No setting lets public money choose directly. */
static bool
read_direct(const char *text, void *field)
{
	const bool *on = field;

	return read_switch(text, field) && !on[PARAMS_FISCAL];
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
	{ "reg.post_check", "2wd", read_span, FIELD(reg_post_check) },
	{ "reg.correct", "5wd", read_span, FIELD(reg_correct) },
	{ "qual.remind", "30 7", read_pair, FIELD(qual_remind) },
	{ "trustee.sign", "24h", read_span, FIELD(trustee_sign) },
	{ "trustee.fallback", "24h", read_span, FIELD(trustee_fallback) },
	{ "notice.min", "3wd", read_span, FIELD(notice_min) },
	{ "enquiry.close", "1wd", read_span, FIELD(enquiry_close) },
	{ "enquiry.answer", "1wd", read_span, FIELD(enquiry_answer) },
	{ "amend.extend", "2wd", read_span, FIELD(amend_extend) },
	{ "rerun.min", "2wd", read_span, FIELD(rerun_min) },
	{ "rerun.max_auto", "1", read_count, FIELD(rerun_max_auto) },
	{ "entrants.min", "3 3 1", read_three, FIELD(entrants_min) },
	{ "bid.cure", "1wd", read_span, FIELD(bid_cure) },
	{ "bafo.window", "24h", read_span, FIELD(bafo_window) },
	{ "credit.choose", "2wd", read_span, FIELD(credit_choose) },
	{ "evaluate", "3wd", read_span, FIELD(evaluate) },
	{ "alp.mean_pct", "40", read_percent, FIELD(alp_mean_pct) },
	{ "alp.next_pct", "30", read_percent, FIELD(alp_next_pct) },
	{ "alp.justify", "1wd", read_span, FIELD(alp_justify) },
	{ "alp.decide", "1wd", read_span, FIELD(alp_decide) },
	{ "deliver.review", "5wd", read_span, FIELD(deliver_review) },
	{ "deliver.deemed", "15wd", read_span, FIELD(deliver_deemed) },
	{ "pay.after_accept", "30d", read_span, FIELD(pay_after_accept) },
	{ "award.publicity", "3wd", read_span, FIELD(award_publicity) },
	{ "award.letter", "2wd", read_span, FIELD(award_letter) },
	{ "award.max_next", "2", read_count, FIELD(award_max_next) },
	{ "contract.sign", "10wd", read_span, FIELD(contract_sign) },
	{ "contract.file", "5wd", read_span, FIELD(contract_file) },
	{ "contract.change_pct", "10", read_percent,
	    FIELD(contract_change_pct) },
	{ "review.window", "10wd", read_span, FIELD(review_window) },
	{ "review.reply", "10wd", read_span, FIELD(review_reply) },
	{ "review.remind", "3 7", read_pair, FIELD(review_remind) },
	{ "stars.prior", "4000000", read_prior, FIELD(stars_prior) },
	{ "objection.file", "7wd", read_span, FIELD(objection_file) },
	{ "objection.reply", "7wd", read_span, FIELD(objection_reply) },
	{ "complaint.file", "15wd", read_span, FIELD(complaint_file) },
	{ "complaint.accept", "5wd", read_span, FIELD(complaint_accept) },
	{ "complaint.decide", "30wd", read_span, FIELD(complaint_decide) },
	{ "violation.answer", "5wd", read_span, FIELD(violation_answer) },
	{ "credit.statement", "5wd", read_span, FIELD(credit_statement) },
	{ "credit.appeal", "10wd", read_span, FIELD(credit_appeal) },
	{ "penalty.hear", "5wd", read_span, FIELD(penalty_hear) },
	{ "suspend.days", "30 90 180 365", read_ladder, FIELD(suspend_days) },
	{ "penalty.public", "1825", read_kept, FIELD(penalty_public) },
	{ "exit.publicity", "5wd", read_span, FIELD(exit_publicity) },
	{ "exit.reapply", "365 1095", read_bans, FIELD(exit_reapply) },
	{ "repair.min_hold", "90 180 365", read_holds,
	    FIELD(repair_min_hold) },
	{ "repair.accept", "2wd", read_span, FIELD(repair_accept) },
	{ "repair.decide", "10wd", read_span, FIELD(repair_decide) },
	{ "repair.again", "90d", read_span, FIELD(repair_again) },
	{ "item.consult", "5wd", read_span, FIELD(item_consult) },
	{ "inspect.publish", "20wd", read_span, FIELD(inspect_publish) },
	{ "inspect.ratio", "100 500 2000 500 10000", read_ratios,
	    FIELD(inspect_ratio) },
	{ "inspect.floor", "500", read_share, FIELD(inspect_floor) },
	{ "inspect.cap", "20", read_times, FIELD(inspect_cap) },
	{ "inspect.visits", "2", read_times, FIELD(inspect_visits) },
	{ "flag.threshold", "100000000", read_fen, FIELD(flag_threshold) },
	{ "trim.average", "5", read_trim, FIELD(trim_average) },
	{ "trim.reference", "6", read_trim, FIELD(trim_reference) },
	{ "base.low", "95", read_baselow, FIELD(base_low) },
	{ "base.count", "4", read_basecount, FIELD(base_count) },
	{ "price.weight", "20", read_percent, FIELD(price_weight) },
	{ "shortlist", "10 3", read_shortlist, FIELD(shortlist) },
	{ "day.cutoff", "17:00", read_clock, FIELD(day_cutoff) },
	{ "method.lowest", "on on on", read_switch,
	    FIELD(method[0]) },
	{ "method.average", "on on on", read_switch,
	    FIELD(method[1]) },
	{ "method.reference", "on on on", read_switch,
	    FIELD(method[2]) },
	{ "method.bafo", "off on on", read_switch,
	    FIELD(method[3]) },
	{ "method.composite", "on on on", read_switch,
	    FIELD(method[4]) },
	{ "method.credit", "on on on", read_switch,
	    FIELD(method[5]) },
	{ "method.random", "off on on", read_switch,
	    FIELD(method[6]) },
	{ "method.direct", "off off on", read_direct,
	    FIELD(method[7]) },
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
	return p->base_low + p->base_count <= 101 ? OK : ERR_INVALID;
}

bool
params_allow(const struct params *p, const char *method, int fund)
{
	for (size_t i = 0; i < PARAMS_METHODS; i++)
		if (strcmp(params_methods[i], method) == 0)
			return p->method[i][fund];
	return false;
}

bool
params_row(struct arena *a, const char *text, size_t i,
    struct params_row *row)
{
	size_t n;

	if (i >= COUNT(keys))
		return false;
	*row = (struct params_row){ .key = keys[i].name,
	    .value = keys[i].value, .kind = "plain" };
	if (keys[i].read == read_span)
		row->kind = "span";
	else if (keys[i].read == read_switch || keys[i].read == read_direct)
		row->kind = "switch";
	n = strlen(row->key);
	for (; *text != '\0'; text += strcspn(text, "\n") + 1) {
		if (strncmp(text, row->key, n) != 0 || text[n] != ' ')
			continue;
		row->own = true;
		row->value = arena_strndup(a, text + n + 1,
		    strcspn(text + n + 1, "\n"));
		break;
	}
	return true;
}

int
params_fund(const char *fund)
{
	if (strcmp(fund, "fiscal") == 0)
		return PARAMS_FISCAL;
	return strcmp(fund, "soe") == 0 ? PARAMS_SOE : PARAMS_SOCIAL;
}
