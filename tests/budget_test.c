/* SPDX-License-Identifier: Apache-2.0 */
/* budget_test.c: budget lines, and the steps of their money. */
#include "market/budget.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/joining.h"
#include "market/write.h"
#include "tests/support.h"

Suite *budget_suite(void);

#define GOV_CODE "114201000011000111"
#define INST_CODE "124201004416000287"

static struct market *m;
static struct actor water, hospital;	/* two owners */

static struct actor
join(const char *uscc, const char *mobile, const char *email)
{
	struct visitor v = { .sid = uscc, .role = ROLE_OWNER };
	struct joining_contact c = { .contact = "Zhou Min",
	    .mobile = mobile, .email = email, .password = "kettle moss 47" };
	struct problems p = { .n = 0 };
	struct actor actor = { .role = ROLE_OWNER };
	struct party party;

	ck_assert_int_eq(joining_start(m, &v, uscc, "An owner", &p), OK);
	ck_assert_int_eq(joining_contact(m, &v, &c, &p), OK);
	ck_assert_int_eq(joining_confirm(m, &v, true, &actor.account_id, &p),
	    OK);
	ck_assert_int_eq(db_party_by_uscc(m->db, uscc, &party), OK);
	actor.party_id = party.id;
	return actor;
}

static void
open_market(void)
{
	m = a_market();
	water = join(GOV_CODE, "13812340000", "water@x.cn");
	hospital = join(INST_CODE, "13812340001", "hospital@x.cn");
}

/* The year of the test's clock, and others beside it. */
static const char *
year(int64_t further)
{
	return arena_printf(m->arena, "%lld",
	    (long long)(civil_of(market_now(m)).year + further));
}

static int64_t
a_line(const struct actor *owner, const char *code, const char *amount)
{
	struct budget_form form = { .year = year(0), .code = code,
	    .name = "Water works", .amount = amount, .once = "" };
	struct problems p = { .n = 0 };
	int64_t id = 0;

	ck_assert_int_eq(budget_add(m, owner, &form, &id, &p), OK);
	ck_assert_int_gt(id, 0);
	return id;
}

START_TEST(a_line_is_there_as_it_was_typed)
{
	struct budget_line line;
	int64_t id = a_line(&water, " 2130399 ", "46.8\xe4\xb8\x87");

	ck_assert_int_eq(db_budget_get(m->db, id, &line), OK);
	ck_assert_int_eq(line.owner_id, water.party_id);
	ck_assert_int_eq(line.year, civil_of(market_now(m)).year);
	ck_assert_str_eq(line.code, "2130399");
	ck_assert_str_eq(line.name, "Water works");
	ck_assert_int_eq(line.amount_fen, 46800000);
	ck_assert_int_eq(line.reserved_fen, 0);
	ck_assert_int_eq(line.committed_fen, 0);
	ck_assert_int_eq(line.paid_fen, 0);
	ck_assert_int_eq(budget_available(&line), 46800000);
}
END_TEST

static const struct {
	int further;
	const char *year, *code, *name, *amount, *field, *problem;
} forms[] = {
	{ -2, NULL, "1", "ab", "1", "year", "budget_year" },
	{ -1, NULL, "1", "ab", "1", NULL, NULL },
	{ 2, NULL, "1", "ab", "1", NULL, NULL },
	{ 3, NULL, "1", "ab", "1", "year", "budget_year" },
	{ 0, "", "1", "ab", "1", "year", "budget_year" },
	{ 0, "2026 ", "1", "ab", "1", "year", "budget_year" },
	{ 0, NULL, "", "ab", "1", "code", "budget_code" },
	{ 0, NULL, "  ", "ab", "1", "code", "budget_code" },
	{ 0, NULL, "12345678901234567890123456789012", "ab", "1", NULL,
	    NULL },
	{ 0, NULL, "123456789012345678901234567890123", "ab", "1", "code",
	    "budget_code" },
	{ 0, NULL, "1\x01", "ab", "1", "code", "budget_code" },
	{ 0, NULL, "1", "a", "1", "name", "budget_name" },
	{ 0, NULL, "1", "", "1", "name", "budget_name" },
	{ 0, NULL, "1", "ab", "", "amount", "money_empty" },
	{ 0, NULL, "1", "ab", "0", "amount", "money_range" },
	{ 0, NULL, "1", "ab", "-1", "amount", "money_format" },
	{ 0, NULL, "1", "ab", "1.005", "amount", "money_decimals" },
	{ 0, NULL, "1", "ab", "0.01", NULL, NULL },
};

START_TEST(a_line_that_is_wrong_is_told_where)
{
	struct budget_form form = { .year = forms[_i].year ? forms[_i].year :
	    year(forms[_i].further), .code = forms[_i].code,
	    .name = forms[_i].name, .amount = forms[_i].amount, .once = "" };
	struct problems p = { .n = 0 };
	int64_t id;

	ck_assert_int_eq(budget_add(m, &water, &form, &id, &p),
	    forms[_i].field ? ERR_INVALID : OK);
	ck_assert_uint_eq(p.n, forms[_i].field ? 1 : 0);
	if (forms[_i].field)
		ck_assert_str_eq(problem_of(&p, forms[_i].field)->code,
		    forms[_i].problem);
}
END_TEST

START_TEST(a_year_has_a_code_once)
{
	struct budget_form form = { .year = year(0), .code = "2130399",
	    .name = "Other", .amount = "1", .once = "" };
	struct problems p = { .n = 0 };
	int64_t id;

	a_line(&water, "2130399", "100");
	ck_assert_int_eq(budget_add(m, &water, &form, &id, &p),
	    ERR_CONFLICT);
	ck_assert_str_eq(problem_of(&p, "code")->code, "budget_known");
	a_line(&hospital, "2130399", "100");
	p.n = 0;
	form.year = year(1);
	ck_assert_int_eq(budget_add(m, &water, &form, &id, &p), OK);
}
END_TEST

START_TEST(the_same_form_again_is_the_same_line)
{
	struct budget_form form = { .year = year(0), .code = "1",
	    .name = "Water", .amount = "1", .once = "0123456789abcdef" };
	struct problems p = { .n = 0 };
	struct budget_line *lines;
	int64_t first, second;
	size_t n;

	ck_assert_int_eq(budget_add(m, &water, &form, &first, &p), OK);
	ck_assert_int_eq(budget_add(m, &water, &form, &second, &p), OK);
	ck_assert_int_eq(first, second);
	ck_assert_int_eq(budget_choices(m, &water, &lines, &n), OK);
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(a_list_shows_each_line_of_its_owner_once)
{
	struct budget_cursor after = { .year = 0, .code = "" };
	struct budget_line *lines;
	char code[16];
	size_t n, seen = 0;

	for (int i = 0; i < 2 * BUDGET_PAGE + 3; i++) {
		snprintf(code, sizeof code, "%03d", i);
		a_line(&water, code, "1");
	}
	a_line(&hospital, "999", "1");
	do {
		ck_assert_int_eq(budget_list(m, &water, &after, &lines, &n),
		    OK);
		for (size_t i = 0; i < n && i < BUDGET_PAGE; i++) {
			snprintf(code, sizeof code, "%03d",
			    2 * BUDGET_PAGE + 2 - (int)seen++);
			ck_assert_str_eq(lines[i].code, code);
		}
		after.year = lines[n > BUDGET_PAGE ? BUDGET_PAGE - 1 : 0].year;
		after.code = lines[n > BUDGET_PAGE ? BUDGET_PAGE - 1 : 0].code;
	} while (n > BUDGET_PAGE);
	ck_assert_uint_eq(seen, 2 * BUDGET_PAGE + 3);
}
END_TEST

enum step { RESERVE, RELEASE, COMMIT, ADJUST, PAY };

/* Steps of the money of a line of 100 fen; the last one is what is tried. */
static const struct {
	struct { enum step step; int64_t fen, reserved; } steps[5];
	size_t n;
	enum err err;
	int64_t reserved, committed, paid;
} moves[] = {
	{ { { RESERVE, 100, 0 } }, 1, OK, 100, 0, 0 },
	{ { { RESERVE, 101, 0 } }, 1, ERR_CONFLICT, 0, 0, 0 },
	{ { { RESERVE, 60, 0 }, { RESERVE, 41, 0 } }, 2, ERR_CONFLICT, 60, 0,
	    0 },
	{ { { RESERVE, 60, 0 }, { RELEASE, 60, 0 } }, 2, OK, 0, 0, 0 },
	{ { { RESERVE, 60, 0 }, { RELEASE, 61, 0 } }, 2, ERR_CONFLICT, 60, 0,
	    0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 } }, 2, OK, 0, 50, 0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 61 } }, 2, ERR_CONFLICT, 60, 0,
	    0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 101, 60 } }, 2, ERR_CONFLICT, 60,
	    0, 0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 60, 60 }, { RESERVE, 40, 0 } }, 3,
	    OK, 40, 60, 0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 60, 60 }, { RESERVE, 41, 0 } }, 3,
	    ERR_CONFLICT, 0, 60, 0 },
	{ { { PAY, 1, 0 } }, 1, ERR_CONFLICT, 0, 0, 0 },
	{ { { RESERVE, 60, 0 }, { PAY, 1, 0 } }, 2, ERR_CONFLICT, 60, 0, 0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 }, { PAY, 50, 0 } }, 3, OK,
	    0, 50, 50 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 }, { PAY, 50, 0 },
	    { PAY, 1, 0 } }, 4, ERR_CONFLICT, 0, 50, 50 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 }, { ADJUST, 50, 0 } }, 3,
	    OK, 0, 100, 0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 }, { ADJUST, 51, 0 } }, 3,
	    ERR_CONFLICT, 0, 50, 0 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 }, { PAY, 20, 0 },
	    { ADJUST, -30, 0 } }, 4, OK, 0, 20, 20 },
	{ { { RESERVE, 60, 0 }, { COMMIT, 50, 60 }, { PAY, 20, 0 },
	    { ADJUST, -31, 0 } }, 4, ERR_CONFLICT, 0, 50, 20 },
	{ { { RESERVE, INT64_MAX, 0 } }, 1, ERR_CONFLICT, 0, 0, 0 },
};

struct move {
	int64_t id;
	size_t i, step;
};

static enum err
move(struct db *db, void *ctx)
{
	const struct move *mv = ctx;
	int64_t fen = moves[mv->i].steps[mv->step].fen;

	switch (moves[mv->i].steps[mv->step].step) {
	case RESERVE: return db_budget_reserve(db, mv->id, fen);
	case RELEASE: return db_budget_release(db, mv->id, fen);
	case COMMIT: return db_budget_commit(db, mv->id,
	    moves[mv->i].steps[mv->step].reserved, fen);
	case ADJUST: return db_budget_adjust(db, mv->id, fen);
	case PAY: return db_budget_pay(db, mv->id, fen);
	}
	return ERR_INTERNAL;
}

START_TEST(money_goes_no_further_than_there_is)
{
	struct move mv = { .id = a_line(&water, "1", "1"),
	    .i = (size_t)_i };
	struct budget_line line;

	for (; mv.step < moves[_i].n; mv.step++)
		ck_assert_int_eq(write_run(m, move, &mv), mv.step + 1 ==
		    moves[_i].n ? moves[_i].err : OK);
	ck_assert_int_eq(db_budget_get(m->db, mv.id, &line), OK);
	ck_assert_int_eq(line.reserved_fen, moves[_i].reserved);
	ck_assert_int_eq(line.committed_fen, moves[_i].committed);
	ck_assert_int_eq(line.paid_fen, moves[_i].paid);
	ck_assert_int_eq(line.amount_fen, 100);
}
END_TEST

START_TEST(no_line_has_no_money)
{
	struct move mv = { .id = 4711, .i = 0 };
	struct budget_line line;

	ck_assert_int_eq(write_run(m, move, &mv), ERR_NOT_FOUND);
	ck_assert_int_eq(db_budget_get(m->db, 4711, &line), ERR_NOT_FOUND);
}
END_TEST

/* ---- 10,000 histories of projects that share lines (I2) ---- */

enum { HISTORIES = 10000, PER_RUN = 500, LINES = 2, PROJECTS = 5,
    STEPS = 24 };

/* A project as its line has to know it. */
struct model {
	int line;
	int64_t ceiling, owed, paid;
	enum { NEW, RESERVED, COMMITTED, OVER } state;
};

struct history {
	uint64_t dice;
	int64_t owner, year, serial;
	int64_t lines[LINES], amounts[LINES];
	struct model projects[PROJECTS];
	int refused, done;
};

static int64_t
roll(struct history *h, int64_t n)
{
	h->dice ^= h->dice << 13;
	h->dice ^= h->dice >> 7;
	h->dice ^= h->dice << 17;
	return (int64_t)(h->dice % (uint64_t)n);
}

/* What of a line is reserved, committed, paid, by the projects alone. */
static void
sums(const struct history *h, int line, int64_t out[3])
{
	out[0] = out[1] = out[2] = 0;
	for (int i = 0; i < PROJECTS; i++) {
		const struct model *p = &h->projects[i];

		if (p->line != line)
			continue;
		out[0] += p->state == RESERVED ? p->ceiling : 0;
		out[1] += p->state == COMMITTED ? p->owed : p->state ==
		    OVER ? p->paid : 0;
		out[2] += p->paid;
	}
}

/* Nothing tried is done unless the model says that it may be. */
static void
expect(struct history *h, enum err err, bool may)
{
	ck_assert_int_eq(err, may ? OK : ERR_CONFLICT);
	h->refused += !may;
	h->done += may;
}

static void
reserve_or_not(struct db *db, struct history *h, struct model *p)
{
	int64_t s[3], fen = 1 + roll(h, 60);
	bool may;

	sums(h, p->line, s);
	may = s[0] + s[1] + fen <= h->amounts[p->line];
	expect(h, db_budget_reserve(db, h->lines[p->line], fen), may);
	if (may)
		*p = (struct model){ .line = p->line, .ceiling = fen,
		    .state = RESERVED };
}

static void
sign_or_fail(struct db *db, struct history *h, struct model *p)
{
	int64_t line = h->lines[p->line];

	if (roll(h, 3) == 0) {
		expect(h, db_budget_release(db, line, p->ceiling), true);
		p->state = NEW;
		return;
	}
	p->owed = 1 + roll(h, p->ceiling);
	expect(h, db_budget_commit(db, line, p->ceiling, p->owed), true);
	p->state = COMMITTED;
}

static void
change_pay_or_end(struct db *db, struct history *h, struct model *p)
{
	int64_t s[3], fen = roll(h, 40) - 20, line = h->lines[p->line];
	bool may;

	sums(h, p->line, s);
	switch (roll(h, 3)) {
	case 0:
		/* A contract never owes less than was paid of it. */
		if (p->owed + fen < p->paid)
			return;
		may = s[0] + s[1] + fen <= h->amounts[p->line];
		expect(h, db_budget_adjust(db, line, fen), may);
		p->owed += may ? fen : 0;
		return;
	case 1:
		fen = roll(h, 30);
		/* The line alone would pay from another contract's money. */
		if (p->paid + fen > p->owed && s[2] + fen <= s[1])
			return;
		may = s[2] + fen <= s[1];
		expect(h, db_budget_pay(db, line, fen), may);
		p->paid += may ? fen : 0;
		return;
	default:
		expect(h, db_budget_adjust(db, line, p->paid - p->owed),
		    true);
		p->state = OVER;
	}
}

static void
check_lines(struct db *db, const struct history *h)
{
	for (int i = 0; i < LINES; i++) {
		struct budget_line l;
		int64_t s[3];

		sums(h, i, s);
		ck_assert_int_eq(db_budget_get(db, h->lines[i], &l), OK);
		ck_assert_int_eq(l.reserved_fen, s[0]);
		ck_assert_int_eq(l.committed_fen, s[1]);
		ck_assert_int_eq(l.paid_fen, s[2]);
		ck_assert(0 <= l.paid_fen && l.paid_fen <= l.committed_fen);
		ck_assert(l.reserved_fen >= 0 && l.committed_fen +
		    l.reserved_fen <= l.amount_fen);
		ck_assert_int_eq(l.amount_fen, h->amounts[i]);
	}
}

static void
begin_history(struct db *db, struct history *h)
{
	char code[32];

	for (int i = 0; i < LINES; i++) {
		struct budget_line l = { .owner_id = h->owner,
		    .year = h->year, .name = "Line", .code = code,
		    .amount_fen = 50 + roll(h, 100) };

		snprintf(code, sizeof code, "H%lld",
		    (long long)h->serial++);
		ck_assert_int_eq(db_budget_insert(db, &l), OK);
		h->lines[i] = l.id;
		h->amounts[i] = l.amount_fen;
	}
	for (int i = 0; i < PROJECTS; i++)
		h->projects[i] = (struct model){ .line = (int)roll(h,
		    LINES) };
}

static enum err
live_through(struct db *db, void *ctx)
{
	struct history *h = ctx;

	for (int k = 0; k < PER_RUN; k++) {
		begin_history(db, h);
		for (int i = 0; i < STEPS; i++) {
			struct model *p = &h->projects[roll(h, PROJECTS)];

			if (p->state == NEW)
				reserve_or_not(db, h, p);
			else if (p->state == RESERVED)
				sign_or_fail(db, h, p);
			else if (p->state == COMMITTED)
				change_pay_or_end(db, h, p);
			check_lines(db, h);
		}
	}
	return OK;
}

START_TEST(no_history_breaks_a_line)
{
	struct history h = { .dice = UINT64_C(0x2545f4914f6cdd1d),
	    .owner = water.party_id, .year = 2026 };

	for (int i = 0; i < HISTORIES / PER_RUN; i++) {
		ck_assert_int_eq(write_run(m, live_through, &h), OK);
		market_next(m);
	}
	/* They met both: what may be, and what may not. */
	ck_assert_int_gt(h.done, HISTORIES);
	ck_assert_int_gt(h.refused, HISTORIES / 10);
}
END_TEST

Suite *
budget_suite(void)
{
	Suite *s = suite_create("budget");
	TCase *t = tcase_create("budget");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_line_is_there_as_it_was_typed);
	tcase_add_loop_test(t, a_line_that_is_wrong_is_told_where, 0,
	    (int)COUNT(forms));
	tcase_add_test(t, a_year_has_a_code_once);
	tcase_add_test(t, the_same_form_again_is_the_same_line);
	tcase_add_test(t, a_list_shows_each_line_of_its_owner_once);
	tcase_add_loop_test(t, money_goes_no_further_than_there_is, 0,
	    (int)COUNT(moves));
	tcase_add_test(t, no_line_has_no_money);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, no_history_breaks_a_line);
	suite_add_tcase(s, t);
	return s;
}
