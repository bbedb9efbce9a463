/* SPDX-License-Identifier: Apache-2.0 */
/* params_test.c: the parameters of the market. */
#include "market/params.h"

#include <check.h>
#include <string.h>

Suite *params_suite(void);

static void
is_default(const struct params *p)
{
	ck_assert_int_eq(p->notice_min.n, 3);
	ck_assert_int_eq(p->notice_min.unit, SPAN_WD);
	ck_assert_int_eq(p->award_publicity.n, 3);
	ck_assert_int_eq(p->award_publicity.unit, SPAN_WD);
	ck_assert_int_eq(p->contract_sign.n, 10);
	ck_assert_int_eq(p->review_window.n, 10);
	ck_assert_int_eq(p->review_reply.n, 10);
	ck_assert_int_eq(p->entrants_min[PARAMS_FISCAL], 3);
	ck_assert_int_eq(p->entrants_min[PARAMS_SOE], 3);
	ck_assert_int_eq(p->entrants_min[PARAMS_SOCIAL], 1);
	ck_assert_int_eq(p->stars_prior, 4000000);
	ck_assert_int_eq(p->day_cutoff, 17 * 3600);
}

START_TEST(the_defaults_are_those_of_the_market)
{
	struct params p;
	struct buf text;
	size_t line;

	buf_init(&text, 4096);
	params_default_text(&text);
	ck_assert_int_eq(params_parse(&p, text.data, &line), OK);
	is_default(&p);
	ck_assert_int_eq(params_parse(&p, "", &line), OK);
	is_default(&p);
	buf_release(&text);
}
END_TEST

START_TEST(each_key_sets_its_own_field)
{
	struct params p;
	size_t line;

	ck_assert_int_eq(params_parse(&p,
	    "day.cutoff 00:00\nnotice.min 10m\naward.publicity 11s\n"
	    "contract.sign 12d\nreview.window 13h\nreview.reply 14wd\n"
	    "entrants.min 0 100 2\nstars.prior 3500000\n", &line), OK);
	ck_assert_int_eq(p.day_cutoff, 0);
	ck_assert_int_eq(p.notice_min.n, 10);
	ck_assert_int_eq(p.notice_min.unit, SPAN_M);
	ck_assert_int_eq(p.award_publicity.n, 11);
	ck_assert_int_eq(p.contract_sign.n, 12);
	ck_assert_int_eq(p.review_window.n, 13);
	ck_assert_int_eq(p.review_reply.n, 14);
	ck_assert_int_eq(p.entrants_min[PARAMS_FISCAL], 0);
	ck_assert_int_eq(p.entrants_min[PARAMS_SOE], 100);
	ck_assert_int_eq(p.entrants_min[PARAMS_SOCIAL], 2);
	ck_assert_int_eq(p.stars_prior, 3500000);
}
END_TEST

static const struct {
	const char *text;
	size_t line;
} bad[] = {
	{ "notice.max 3wd\n", 1 },		/* unknown */
	{ "notice.min 3wd\nnotice.min 3wd\n", 2 },	/* twice */
	{ "notice.min 3wd\nstars.prior 4000000\nday.cutoff 24:00\n", 3 },
	{ "day.cutoff 9:00\n", 1 }, { "day.cutoff 09:0\n", 1 },
	{ "day.cutoff 17:00:00\n", 1 }, { "day.cutoff 17:60\n", 1 },
	{ "notice.min 3\n", 1 }, { "notice.min\n", 1 }, { "notice.min \n", 1 },
	{ "notice.min  3wd\n", 1 }, { "notice.min 3wd \n", 1 },
	{ "notice.min\t3wd\n", 1 }, { " notice.min 3wd\n", 1 },
	{ "notice.min 3wd", 1 }, { "notice.min 3wd\n\n", 2 },
	{ "\n", 1 }, { "notice.min 3wd\r\n", 1 }, { "# words\n", 1 },
	{ "entrants.min 3 3\n", 1 }, { "entrants.min 3 3 1 1\n", 1 },
	{ "entrants.min 3 3 101\n", 1 }, { "entrants.min 3  1\n", 1 },
	{ "entrants.min 3 3 1 \n", 1 }, { "entrants.min 3,3,1\n", 1 },
	{ "stars.prior 5000001\n", 1 }, { "stars.prior 999999\n", 1 },
	{ "stars.prior 4.0\n", 1 },
};

START_TEST(a_bad_line_is_named)
{
	struct params p;
	size_t line = 0;

	ck_assert_int_eq(params_parse(&p, bad[_i].text, &line), ERR_INVALID);
	ck_assert_uint_eq(line, bad[_i].line);
}
END_TEST

START_TEST(a_line_without_end_is_refused)
{
	struct params p;
	char text[4096];
	size_t line = 0;

	memset(text, 'x', sizeof text);
	memcpy(text, "notice.min 3", 12);
	memcpy(text + sizeof text - 2, "\n", 2);
	ck_assert_int_eq(params_parse(&p, text, &line), ERR_INVALID);
	ck_assert_uint_eq(line, 1);
}
END_TEST

Suite *
params_suite(void)
{
	Suite *s = suite_create("params");
	TCase *t = tcase_create("params");

	suite_add_tcase(s, t);
	tcase_add_test(t, the_defaults_are_those_of_the_market);
	tcase_add_test(t, each_key_sets_its_own_field);
	tcase_add_loop_test(t, a_bad_line_is_named, 0, COUNT(bad));
	tcase_add_test(t, a_line_without_end_is_refused);
	return s;
}
