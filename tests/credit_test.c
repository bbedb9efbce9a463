/* SPDX-License-Identifier: Apache-2.0 */
/* credit_test.c: what a score is, with the examples of domain.md 7.3. */
#include "market/credit.h"

#include <check.h>
#include <string.h>

#include "market/base/err.h"

Suite *credit_suite(void);

enum { TODAY = 20782 };

/* An event of domain.md 7.3, so many days old. */
static struct credit_mark
mark(const char *code, int32_t age)
{
	static const struct { const char *code; int64_t points, hold; }
	    rows[] = {
		{ "LATE_SIGN", 3, 90 }, { "LATE_DELIVERY", 5, 90 },
		{ "DECLINE_AWARD", 10, 180 }, { "FALSE_COMMITMENT", 40, 365 },
		{ "COLLUSION", 0, 1095 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].code, code) == 0)
			return (struct credit_mark){ .from = TODAY - age,
			    .points = rows[i].points, .hold = rows[i].hold,
			    .veto = rows[i].points == 0 };
	ck_abort_msg("%s", code);
}

static const struct {
	struct { const char *code; int32_t age; } events[2];
	int64_t clean, finished;
	int64_t score;
	enum credit_band band;
} examples[] = {
	{ { { NULL, 0 } }, 12, 12, 10600, CREDIT_A },
	{ { { NULL, 0 } }, 0, 0, 10000, CREDIT_N },
	{ { { "DECLINE_AWARD", 30 } }, 0, 3, 9000, CREDIT_A },
	{ { { "DECLINE_AWARD", 270 }, { "LATE_DELIVERY", 20 } }, 6, 8, 9300,
	    CREDIT_A },
	{ { { "FALSE_COMMITMENT", 10 } }, 3, 4, 6150, CREDIT_C },
	{ { { "FALSE_COMMITMENT", 10 }, { "DECLINE_AWARD", 5 } }, 0, 3, 5000,
	    CREDIT_D },
	{ { { "LATE_SIGN", 179 } }, 0, 3, 9997, CREDIT_A },
	{ { { "LATE_SIGN", 180 } }, 0, 3, 10000, CREDIT_A },
	{ { { "COLLUSION", 1094 } }, 20, 21, 0, CREDIT_D },
	{ { { "COLLUSION", 1095 } }, 20, 21, 11000, CREDIT_A },
};

START_TEST(each_worked_example_of_the_law)
{
	struct credit_mark marks[2];
	size_t n = 0;
	int64_t score;

	for (; n < 2 && examples[_i].events[n].code; n++)
		marks[n] = mark(examples[_i].events[n].code,
		    examples[_i].events[n].age);
	score = credit_score(marks, n, examples[_i].clean, TODAY);
	ck_assert_int_eq(score, examples[_i].score);
	ck_assert_int_eq(credit_band(score, examples[_i].finished),
	    examples[_i].band);
}
END_TEST

static const struct {
	int64_t score, finished;
	const char *band;
} bands[] = {
	{ 11000, 3, "A" }, { 9000, 3, "A" }, { 8999, 3, "B" },
	{ 7500, 3, "B" }, { 7499, 3, "C" }, { 6000, 3, "C" },
	{ 5999, 3, "D" }, { 0, 3, "D" }, { 11000, 2, "N" },
	{ 6000, 0, "N" }, { 5999, 0, "D" },
};

START_TEST(a_band_begins_at_its_score)
{
	ck_assert_str_eq(credit_band_code(credit_band(bands[_i].score,
	    bands[_i].finished)), bands[_i].band);
}
END_TEST

START_TEST(points_hold_and_then_fall_to_nothing)
{
	struct credit_mark m = mark("DECLINE_AWARD", 0);

	ck_assert_int_eq(credit_active(&m, TODAY - 1), 0);	/* not yet */
	ck_assert_int_eq(credit_active(&m, TODAY), 1000);
	ck_assert_int_eq(credit_active(&m, TODAY + 180), 1000);
	ck_assert_int_eq(credit_active(&m, TODAY + 181), 994);
	ck_assert_int_eq(credit_active(&m, TODAY + 359), 5);
	ck_assert_int_eq(credit_active(&m, TODAY + 360), 0);
	ck_assert_int_eq(credit_ends(&m), TODAY + 360);
	m.repaired = true;
	ck_assert_int_eq(credit_active(&m, TODAY), 0);
	ck_assert_int_eq(credit_next(&m, TODAY), 0);
}
END_TEST

START_TEST(a_repaired_veto_stands_no_more)
{
	struct credit_mark m = mark("COLLUSION", 10);

	ck_assert(credit_vetoes(&m, TODAY));
	ck_assert_int_eq(credit_ends(&m), TODAY - 10 + 1095);
	m.repaired = true;
	ck_assert(!credit_vetoes(&m, TODAY));
	ck_assert_int_eq(credit_score(&m, 1, 0, TODAY), 10000);
}
END_TEST

/* ---- properties ------------------------------------------------------- */

static uint64_t state;

static int64_t
upto(int64_t most)		/* xorshift64: the same in each run */
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (int64_t)(state % (uint64_t)(most + 1));
}

static size_t
some_marks(struct credit_mark *marks, size_t most)
{
	size_t n = (size_t)upto((int64_t)most);

	for (size_t i = 0; i < n; i++) {
		marks[i] = (struct credit_mark){ .from = TODAY -
		    (int32_t)upto(800), .points = upto(60),
		    .hold = 1 + upto(400), .veto = upto(30) == 0,
		    .repaired = upto(5) == 0 };
		if (marks[i].veto)
			marks[i].points = 0;
	}
	return n;
}

START_TEST(a_score_is_never_outside_its_range)
{
	struct credit_mark marks[12];

	state = 1 + (uint64_t)_i;
	for (int round = 0; round < 500; round++) {
		size_t n = some_marks(marks, COUNT(marks));
		int64_t s = credit_score(marks, n, upto(1000), TODAY);

		ck_assert_int_ge(s, 0);
		ck_assert_int_le(s, CREDIT_MOST);
	}
}
END_TEST

START_TEST(without_a_new_event_a_score_never_falls)
{
	struct credit_mark marks[12];

	state = 100 + (uint64_t)_i;
	for (int round = 0; round < 50; round++) {
		size_t n = some_marks(marks, COUNT(marks));
		int64_t before = 0;

		for (int32_t day = TODAY; day < TODAY + 900; day++) {
			int64_t s = credit_score(marks, n, 3, day);

			ck_assert_int_ge(s, before);
			before = s;
		}
		ck_assert_int_eq(before, 10150);
	}
}
END_TEST

START_TEST(the_order_of_events_does_not_matter)
{
	struct credit_mark marks[12];

	state = 200 + (uint64_t)_i;
	for (int round = 0; round < 500; round++) {
		size_t n = some_marks(marks, COUNT(marks));
		int64_t clean = upto(30);
		int64_t s = credit_score(marks, n, clean, TODAY);

		for (size_t i = n; i > 1; i--) {
			size_t j = (size_t)upto((int64_t)i - 1);
			struct credit_mark swap = marks[i - 1];

			marks[i - 1] = marks[j];
			marks[j] = swap;
		}
		ck_assert_int_eq(credit_score(marks, n, clean, TODAY), s);
	}
}
END_TEST

START_TEST(between_two_changes_a_weight_stays)
{
	struct credit_mark marks[12];

	state = 300 + (uint64_t)_i;
	for (int round = 0; round < 50; round++) {
		size_t n = some_marks(marks, COUNT(marks));

		for (size_t i = 0; i < n; i++) {
			const struct credit_mark *m = &marks[i];
			int32_t next = credit_next(m, TODAY);
			int64_t was = credit_active(m, TODAY);
			bool vetoed = credit_vetoes(m, TODAY);

			for (int32_t d = TODAY; d < TODAY + 900 &&
			    (next == 0 || d < next); d++) {
				ck_assert_int_eq(credit_active(m, d), was);
				ck_assert(credit_vetoes(m, d) == vetoed);
			}
			ck_assert(next == 0 || next <= credit_ends(m));
		}
	}
}
END_TEST

Suite *
credit_suite(void)
{
	Suite *s = suite_create("credit");
	TCase *t = tcase_create("credit");

	tcase_add_loop_test(t, each_worked_example_of_the_law, 0,
	    COUNT(examples));
	tcase_add_loop_test(t, a_band_begins_at_its_score, 0, COUNT(bands));
	tcase_add_test(t, points_hold_and_then_fall_to_nothing);
	tcase_add_test(t, a_repaired_veto_stands_no_more);
	tcase_add_loop_test(t, a_score_is_never_outside_its_range, 0, 5);
	tcase_add_loop_test(t, without_a_new_event_a_score_never_falls, 0, 5);
	tcase_add_loop_test(t, the_order_of_events_does_not_matter, 0, 5);
	tcase_add_loop_test(t, between_two_changes_a_weight_stays, 0, 5);
	suite_add_tcase(s, t);
	return s;
}
