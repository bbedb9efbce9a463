/* SPDX-License-Identifier: Apache-2.0 */
/* calendar_test.c: working days and terms. */
#include "market/calendar.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>

#include "market/base/digits.h"
#include "market/base/err.h"

Suite *calendar_suite(void);

enum { FIVE_PM = 17 * 3600, DAYS_MAX = 64 };

/* The State Council's notices: the end of 2025, and 2026. */
static const struct {
	const char *line;
	int days;
} notice[] = {
	{ "2025-10-01\toff", 8 }, { "2025-10-11\twork", 1 },
	{ "2026-01-01\toff", 3 }, { "2026-01-04\twork", 1 },
	{ "2026-02-14\twork", 1 }, { "2026-02-15\toff", 9 },
	{ "2026-02-28\twork", 1 }, { "2026-04-04\toff", 3 },
	{ "2026-05-01\toff", 5 }, { "2026-05-09\twork", 1 },
	{ "2026-06-19\toff", 3 }, { "2026-09-20\twork", 1 },
	{ "2026-09-25\toff", 3 }, { "2026-10-01\toff", 7 },
	{ "2026-10-10\twork", 1 },
};

static struct calendar
loaded(struct calendar_day days[DAYS_MAX])
{
	struct calendar cal;
	size_t n = 0;

	for (size_t i = 0; i < COUNT(notice); i++) {
		struct calendar_day day;

		ck_assert(calendar_line(notice[i].line, &day));
		for (int j = 0; j < notice[i].days; j++, day.day++)
			days[n++] = day;
	}
	calendar_init(&cal, days, n);
	return cal;
}

static int64_t
at(const char *moment)
{
	int64_t t = 0;

	ck_assert_msg(digits_datetime(moment, &t), "%s", moment);
	return t;
}

static const struct {
	const char *from;
	int32_t n;
	const char *due;
	bool provisional;
} terms[] = {
	{ "2026-02-12 10:00", 3, "2026-02-24", false },
	{ "2026-09-29 10:00", 3, "2026-10-09", false },
	{ "2026-09-29 10:00", 10, "2026-10-19", false },
	{ "2025-12-31 10:00", 1, "2026-01-04", false },
	{ "2026-09-18 10:00", 1, "2026-09-20", false },
	{ "2026-04-30 10:00", 5, "2026-05-11", false },
	{ "2026-12-31 10:00", 1, "2027-01-04", true },
	{ "2026-12-31 10:00", 2, "2027-01-05", true },
	{ "2026-11-23 10:00", 30, "2027-01-05", true },
	{ "2026-11-23 10:00", 27, "2026-12-30", false },
	{ "2026-11-23 10:00", 28, "2026-12-31", false },
	{ "2026-11-23 00:00:00", 1, "2026-11-24", false },
	{ "2026-11-23 17:00:00", 1, "2026-11-24", false },
	{ "2026-11-23 17:00:01", 1, "2026-11-25", false },
	{ "2026-11-23 23:59:59", 1, "2026-11-25", false },
	{ "2026-11-27 18:00", 1, "2026-11-30", false },	/* Friday evening */
	{ "2026-11-28 10:00", 1, "2026-11-30", false },	/* Saturday */
	{ "2026-11-29 18:00", 1, "2026-12-01", false },	/* Sunday evening */
	{ "2026-11-23 10:00", 0, "2026-11-23", false },
	{ "2026-11-23 18:00", 0, "2026-11-24", false },
	{ "2026-12-31 18:00", 1, "2027-01-04", true },
	{ "2027-04-30 10:00", 1, "2027-05-03", true },
	{ "2027-09-30 10:00", 1, "2027-10-04", true },
	{ "2029-04-30 10:00", 1, "2029-05-03", true },	/* 1, 2: Tue, Wed */
	{ "2029-09-28 10:00", 1, "2029-10-04", true },	/* 1-3: Mon-Wed */
};

START_TEST(a_term_ends_with_its_last_working_day)
{
	struct calendar_day days[DAYS_MAX];
	struct calendar cal = loaded(days);
	char moment[32], out[DIGITS_MAX];
	bool provisional = !terms[_i].provisional;
	int64_t due = calendar_due(&cal, at(terms[_i].from), terms[_i].n,
	    FIVE_PM, &provisional);

	snprintf(moment, sizeof moment, "%sT23:59:59+08:00", terms[_i].due);
	ck_assert_str_eq(digits_iso(out, due), moment);
	ck_assert(provisional == terms[_i].provisional);
	ck_assert_int_eq(calendar_due(&cal, at(terms[_i].from), terms[_i].n,
	    FIVE_PM, NULL), due);
}
END_TEST

START_TEST(without_a_cutoff_the_evening_counts)
{
	struct calendar_day days[DAYS_MAX];
	struct calendar cal = loaded(days);

	ck_assert_int_eq(calendar_due(&cal, at("2026-11-23 23:59:59"), 1,
	    CALENDAR_NO_CUTOFF, NULL), at("2026-11-24 23:59:59"));
}
END_TEST

START_TEST(a_later_act_is_never_due_earlier)
{
	struct calendar_day days[DAYS_MAX];
	struct calendar cal = loaded(days);
	int64_t t = at("2025-12-01 00:00"), last = 0;

	for (; t < at("2027-03-01 00:00"); t += 8 * 3600 + 1) {
		int64_t due = calendar_due(&cal, t, 3, FIVE_PM, NULL);

		ck_assert_int_ge(due, last);
		ck_assert_int_gt(due, t);
		ck_assert(calendar_works(&cal, calendar_day_of(due)));
		last = due;
	}
}
END_TEST

START_TEST(the_year_2026_has_248_working_days)
{
	struct calendar_day days[DAYS_MAX];
	struct calendar cal = loaded(days);
	int32_t first = calendar_day_of(at("2026-01-01 00:00")), works = 0;

	for (int32_t day = first; day < first + 365; day++) {
		works += calendar_works(&cal, day);
		ck_assert(!calendar_beyond(&cal, day));
	}
	/* 261 Mondays to Fridays; 19 of them are off, 6 other days work. */
	ck_assert_int_eq(works, 248);
	ck_assert(calendar_beyond(&cal, first + 365));
	ck_assert_int_eq(cal.horizon, 2026);
}
END_TEST

START_TEST(without_a_calendar_all_is_provisional)
{
	struct calendar cal;
	bool provisional = false;

	calendar_init(&cal, NULL, 0);
	ck_assert_int_eq(calendar_due(&cal, at("2026-09-30 10:00"), 1,
	    FIVE_PM, &provisional), at("2026-10-05 23:59:59"));
	ck_assert(provisional);
}
END_TEST

START_TEST(days_out_of_order_are_a_bug)
{
	static const struct calendar_day days[] = {
		{ 20000, true }, { 20000, false },
	};
	struct calendar cal;

	calendar_init(&cal, days, COUNT(days));
}
END_TEST

START_TEST(a_beijing_day_begins_at_16_utc)
{
	ck_assert_int_eq(calendar_day_of(0), 0);
	ck_assert_int_eq(calendar_day_of(16 * 3600 - 1), 0);
	ck_assert_int_eq(calendar_day_of(16 * 3600), 1);
	ck_assert_int_eq(calendar_day_of(-8 * 3600), 0);
	ck_assert_int_eq(calendar_day_of(-8 * 3600 - 1), -1);
	ck_assert_int_eq(calendar_day_end(0), 16 * 3600 - 1);
	ck_assert_int_eq(calendar_day_end(-1), -8 * 3600 - 1);
}
END_TEST

static const struct {
	const char *line;
	bool good;
} lines[] = {
	{ "2026-02-14\twork", true }, { "2026-02-15\toff", true },
	{ "2026-02-14 work", false }, { "2026-02-14\twork\n", false },
	{ "2026-02-14\tWork", false }, { "2026-02-14\t", false },
	{ "2026-02-14", false }, { "2026-02-30\toff", false },
	{ "2026-2-14\twork", false }, { "", false }, { "\toff", false },
};

START_TEST(a_line_is_a_date_and_a_kind)
{
	struct calendar_day day = { .day = -5 };

	ck_assert(calendar_line(lines[_i].line, &day) == lines[_i].good);
	if (lines[_i].good) {
		ck_assert_int_eq(day.day, 20498 + _i);
		ck_assert(day.is_work == (_i == 0));
	} else {
		ck_assert_int_eq(day.day, -5);
	}
}
END_TEST

static const struct {
	const char *text;
	bool good;
	struct span span;
} spans[] = {
	{ "3wd", true, { 3, SPAN_WD } }, { "30d", true, { 30, SPAN_D } },
	{ "24h", true, { 24, SPAN_H } }, { "10m", true, { 10, SPAN_M } },
	{ "45s", true, { 45, SPAN_S } }, { "0d", true, { 0, SPAN_D } },
	{ "100000d", true, { 100000, SPAN_D } },
	{ "100001d", false, { 0 } }, { "99999999999d", false, { 0 } },
	{ "3", false, { 0 } }, { "wd", false, { 0 } }, { "", false, { 0 } },
	{ NULL, false, { 0 } }, { "03d", false, { 0 } },
	{ "-3d", false, { 0 } }, { "3 d", false, { 0 } },
	{ "3w", false, { 0 } }, { "3dd", false, { 0 } },
	{ "3D", false, { 0 } }, { "3d ", false, { 0 } },
};

START_TEST(a_span_is_a_number_and_a_unit)
{
	struct span span = { -1, SPAN_S };

	ck_assert(span_parse(spans[_i].text, &span) == spans[_i].good);
	ck_assert_int_eq(span.n, spans[_i].good ? spans[_i].span.n : -1);
	if (spans[_i].good)
		ck_assert_int_eq(span.unit, spans[_i].span.unit);
}
END_TEST

static const struct {
	const char *from, *span, *end;
	bool provisional;
} ends[] = {
	{ "2026-02-12 10:00", "3wd", "2026-02-24 23:59:59", false },
	{ "2026-12-31 10:00", "1wd", "2027-01-04 23:59:59", true },
	{ "2026-02-12 10:00", "3d", "2026-02-15 23:59:59", false },
	{ "2026-02-12 17:00:01", "3d", "2026-02-16 23:59:59", false },
	{ "2026-12-31 10:00", "30d", "2027-01-30 23:59:59", false },
	{ "2026-12-31 18:00", "24h", "2027-01-01 18:00", false },
	{ "2026-12-31 18:00", "10m", "2026-12-31 18:10", false },
	{ "2026-12-31 18:00", "45s", "2026-12-31 18:00:45", false },
};

START_TEST(a_span_has_an_end)
{
	struct calendar_day days[DAYS_MAX];
	struct calendar cal = loaded(days);
	bool provisional = !ends[_i].provisional;
	struct span span;

	ck_assert(span_parse(ends[_i].span, &span));
	ck_assert_int_eq(span_end(&cal, at(ends[_i].from), span, FIVE_PM,
	    &provisional), at(ends[_i].end));
	ck_assert(provisional == ends[_i].provisional);
}
END_TEST

Suite *
calendar_suite(void)
{
	Suite *s = suite_create("calendar");
	TCase *t = tcase_create("calendar");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, a_term_ends_with_its_last_working_day, 0,
	    COUNT(terms));
	tcase_add_test(t, without_a_cutoff_the_evening_counts);
	tcase_add_test(t, a_later_act_is_never_due_earlier);
	tcase_add_test(t, the_year_2026_has_248_working_days);
	tcase_add_test(t, without_a_calendar_all_is_provisional);
	tcase_add_test_raise_signal(t, days_out_of_order_are_a_bug, SIGABRT);
	tcase_add_test(t, a_beijing_day_begins_at_16_utc);
	tcase_add_loop_test(t, a_line_is_a_date_and_a_kind, 0, COUNT(lines));
	tcase_add_loop_test(t, a_span_is_a_number_and_a_unit, 0,
	    COUNT(spans));
	tcase_add_loop_test(t, a_span_has_an_end, 0, COUNT(ends));
	return s;
}
