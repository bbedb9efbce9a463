/* SPDX-License-Identifier: Apache-2.0 */
/* sheet_test.c: evaluators, how they are drawn, and their sheets. */
#include "market/sheet.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/item.h"
#include "market/draw.h"
#include "market/due.h"
#include "market/evaluator.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *sheet_suite(void);

/* ---- criteria ---- */

static const struct {
	const char *text;
	bool good;
} texts[] = {
	{ "40 Plan\n30 Team\n20 Record\n10 Promise\n", true },
	{ "100 All of it", true },
	{ "100 All of it\n", true },
	{ "", false },
	{ "99 Plan\n", false },
	{ "60 Plan\n50 Team\n", false },
	{ "0 Plan\n100 Team\n", false },
	{ "100\n", false },
	{ "100 \n", false },
	{ "x Plan\n", false },
	{ "50 Plan\n\n50 Team\n", false },
	{ "12 a\n12 b\n12 c\n12 d\n12 e\n12 f\n12 g\n16 h\n", true },
	{ "12 a\n12 b\n12 c\n12 d\n12 e\n12 f\n12 g\n8 h\n8 i\n", false },
};

START_TEST(criteria_are_few_and_make_a_hundred)
{
	struct criterion list[SHEET_CRITERIA];
	struct arena *a = tests_arena();
	size_t n;

	ck_assert(sheet_criteria(a, texts[_i].text, list, &n) ==
	    texts[_i].good);
}
END_TEST

START_TEST(a_field_of_a_form_is_found_by_its_key)
{
	struct arena *a = tests_arena();
	const char *fields = "c1 our plan\nc10 other\nc2 -\nc3 -x\n";

	ck_assert_str_eq(sheet_field(a, fields, "c1"), "our plan");
	ck_assert_str_eq(sheet_field(a, fields, "c10"), "other");
	ck_assert_str_eq(sheet_field(a, fields, "c2"), "");
	ck_assert_str_eq(sheet_field(a, fields, "c3"), "-x");
	ck_assert_str_eq(sheet_field(a, fields, "c4"), "");
	ck_assert_str_eq(sheet_field(a, "", "c1"), "");
}
END_TEST

/* ---- the register ---- */

static struct market *m;
static struct actor op, owner;

static void
setup(void)
{
	m = a_market();
	op = an_operator();
	owner = a_department(1);
	an_item();
}

static struct evaluator_form
form_of(int i, const char *uscc)
{
	return (struct evaluator_form){ .name = "Li Wei",
	    .unit = "A university", .uscc = uscc, .type = "survey",
	    .email = arena_printf(tests_arena(), "e%d@expert.example", i),
	    .password = "sun-and-seal-26" };
}

/* The n-th evaluator, who works for a party with that code. */
static struct actor
an_evaluator(int i, const char *uscc)
{
	struct evaluator_form form = form_of(i, uscc);
	struct problems problems = { .n = 0 };
	struct evaluator *list;
	size_t n;
	struct item_row *items;

	ck_assert_int_eq(db_item_list(m->db, NULL, &items, &n), OK);
	form.type = items[0].type;
	ck_assert_int_eq(evaluator_add(m, &op, &form, &problems), OK);
	ck_assert_int_eq(evaluator_list(m, 0, &list, &n), OK);
	return (struct actor){ .account_id = list[0].account_id,
	    .role = ROLE_EVALUATOR, .name = list[0].name, .party_name = "",
	    .uscc = "", .request = "test" };
}

START_TEST(an_evaluator_is_entered_once_and_can_be_struck)
{
	struct evaluator_form form;
	struct problems problems = { .n = 0 };
	struct evaluator *list;
	size_t n;

	an_evaluator(1, "");
	form = form_of(1, "");
	ck_assert_int_eq(evaluator_list(m, 0, &list, &n), OK);
	form.type = list[0].type;
	ck_assert_int_eq(evaluator_add(m, &op, &form, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].field, "email");
	ck_assert_uint_eq(n, 1);
	ck_assert(list[0].active);
	ck_assert_int_eq(evaluator_stop(m, &op, list[0].id), OK);
	ck_assert_int_eq(evaluator_list(m, 0, &list, &n), OK);
	ck_assert(!list[0].active);
	ck_assert_int_eq(evaluator_stop(m, &op, 999), ERR_NOT_FOUND);
}
END_TEST

START_TEST(each_wrong_field_of_an_evaluator_is_told)
{
	struct evaluator_form form = { .name = "", .unit = "x",
	    .uscc = "123", .type = "no such type", .email = "nobody",
	    .password = "short" };
	struct problems problems = { .n = 0 };

	ck_assert_int_eq(evaluator_add(m, &op, &form, &problems),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "name"));
	ck_assert_ptr_nonnull(problem_of(&problems, "unit"));
	ck_assert_ptr_nonnull(problem_of(&problems, "uscc"));
	ck_assert_ptr_nonnull(problem_of(&problems, "type"));
	ck_assert_ptr_nonnull(problem_of(&problems, "email"));
	ck_assert_ptr_nonnull(problem_of(&problems, "password"));
}
END_TEST

/* ---- list and draw ---- */

struct listing {
	struct project *p;
	const char *type;
	struct round *r;
	int64_t drawn;
};

static enum err
list_in_txn(struct db *db, void *ctx)
{
	struct listing *l = ctx;

	return sheet_list(db, l->p, l->type);
}

static enum err
draw_in_txn(struct db *db, void *ctx)
{
	struct listing *l = ctx;

	enum err err = sheet_draw(db, m->house, l->p, l->r, &l->drawn);

	return err ? err : sheet_ask(db, m->house, l->p);
}

/* An opened project, as if its method were composite with three. */
static struct project
an_opened(struct round *r)
{
	const char *code = an_award(&owner);
	struct project p;

	break_rows("UPDATE project SET method = 'composite', evaluators = 3,"
	    " criteria = '60 Plan' || char(10) || '40 Team',"
	    " state = 'selecting' WHERE code = '%s'", code);
	p = project_now(code);
	ck_assert_int_eq(db_round_of_project(m->db, p.id, r), OK);
	return p;
}

static struct listing
a_list(struct project *p, struct round *r)
{
	struct evaluator *list;
	size_t n;
	struct listing l = { .p = p, .r = r };

	ck_assert_int_eq(evaluator_list(m, 0, &list, &n), OK);
	l.type = list[0].type;
	return l;
}

START_TEST(a_notice_lists_three_times_as_many_as_are_drawn)
{
	struct project p;
	struct round r;
	struct listing l;
	struct project_evaluator *list;
	size_t n;

	p = an_opened(&r);
	for (int i = 0; i < 8; i++)
		an_evaluator(i, "");
	an_evaluator(8, owner.uscc);	/* the owner's own is not listed */
	l = a_list(&p, &r);
	ck_assert_int_eq(write_run(m, list_in_txn, &l), ERR_CONFLICT);
	an_evaluator(9, "");
	ck_assert_int_eq(write_run(m, list_in_txn, &l), OK);
	ck_assert_int_eq(db_project_evaluators(m->db, p.id, &list, &n), OK);
	ck_assert_uint_eq(n, 9);
}
END_TEST

/* What anybody computes from the list and the seed. */
static void
is_as_drawn(const struct project_evaluator *list, size_t n,
    const struct round *r)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char mine[DRAW_HASH], other[DRAW_HASH];
		char name[32];
		int64_t before = 0;

		snprintf(name, sizeof name, "e/%d", (int)list[i].who.id);
		draw_rank(mine, r->seed, name);
		for (size_t k = 0; k < n; k++) {
			snprintf(name, sizeof name, "e/%d",
			    (int)list[k].who.id);
			draw_rank(other, r->seed, name);
			before += list[k].out[0] == '\0' &&
			    memcmp(other, mine, DRAW_HASH) < 0;
		}
		ck_assert_int_eq(list[i].place, list[i].out[0] ||
		    before >= 3 ? 0 : before + 1);
	}
}

START_TEST(who_scores_follows_from_the_seed_and_no_bidder_scores_itself)
{
	struct project p;
	struct round r;
	struct listing l;
	struct project_evaluator *list;
	struct bid *bids;
	size_t n;

	p = an_opened(&r);
	for (int i = 0; i < 8; i++)
		an_evaluator(i, "");
	ck_assert_int_eq(db_bid_of_round(m->db, r.id, &bids, &n), OK);
	an_evaluator(8, bids[0].agency_uscc);
	l = a_list(&p, &r);
	ck_assert_int_eq(write_run(m, list_in_txn, &l), OK);
	ck_assert_int_eq(write_run(m, draw_in_txn, &l), OK);
	ck_assert_int_eq(l.drawn, 3);
	ck_assert_int_eq(db_project_evaluators(m->db, p.id, &list, &n), OK);
	ck_assert_str_eq(list[n - 1].out, "conflict");
	is_as_drawn(list, n, &r);
}
END_TEST

/* ---- sheets ---- */

enum { EXPERTS = 9 };

static struct actor experts[EXPERTS];
static struct project scored;
static struct round opened;

static void
drawn(void)
{
	struct listing l;

	setup();
	scored = an_opened(&opened);
	/* A page empties the arena it was read into. */
	scored.code = arena_strdup(tests_arena(), scored.code);
	for (int i = 0; i < EXPERTS; i++)
		experts[i] = an_evaluator(i, "");
	l = a_list(&scored, &opened);
	ck_assert_int_eq(write_run(m, list_in_txn, &l), OK);
	ck_assert_int_eq(write_run(m, draw_in_txn, &l), OK);
}

/* The i-th that is drawn and not replaced, as an actor. */
static const struct actor *
the_drawn(size_t i)
{
	struct sheet_case c;
	size_t seen = 0;

	for (size_t k = 0; k < EXPERTS; k++)
		if (sheet_case(m, &experts[k], scored.code, &c) == OK &&
		    seen++ == i)
			return &experts[k];
	ck_abort_msg("fewer than %zu are drawn", i + 1);
}

static enum err
score(const struct actor *who, const char *first)
{
	const char *points[64];
	struct problems problems = { .n = 0 };
	struct sheet_case c;
	enum err err = sheet_case(m, who, scored.code, &c);

	if (err)
		return err;
	ck_assert_uint_eq(c.n_criteria, 2);
	for (size_t i = 0; i < c.n * c.n_criteria; i++)
		points[i] = i == 0 ? first : i % 2 ? "30" : "50.5";
	return sheet_place(m, who, &c, points, &problems);
}

static struct due
due_of(const char *event)
{
	struct due d = { .due_at = 0 };

	(void)db_due_get(m->db, scored.id, event, 0, &d);
	return d;
}

START_TEST(a_sheet_says_points_and_totals_and_is_committed_at_once)
{
	int64_t before = log_length();
	struct sheet_case c;
	struct sheet *sheets;
	size_t n;
	char line[200];

	ck_assert_int_eq(score(the_drawn(0), "60"), OK);
	ck_assert_int_eq(log_length(), before + 1);
	ck_assert_int_eq(sheet_case(m, the_drawn(0), scored.code, &c), OK);
	snprintf(line, sizeof line, "sealbid/v1 sheet\nevaluator e/%d\n"
	    "point %s c1 6000\npoint %s c2 3000\n", (int)c.who.id,
	    c.bids[0].name, c.bids[0].name);
	ck_assert(strncmp(c.mine, line, strlen(line)) == 0);
	snprintf(line, sizeof line, "total %s 9000\ntotal %s 8050\n",
	    c.bids[0].name, c.bids[1].name);
	ck_assert_ptr_nonnull(strstr(c.mine, line));
	ck_assert_int_eq(sheet_counted(m->db, &scored, &opened, &sheets, &n),
	    OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(sheets[0].leaf, before);
}
END_TEST

START_TEST(a_sheet_is_handed_in_once)
{
	ck_assert_int_eq(score(the_drawn(0), "60"), OK);
	ck_assert_int_eq(score(the_drawn(0), "60"), OK);	/* sent again */
	ck_assert_int_eq(score(the_drawn(0), "59"), ERR_CONFLICT);
}
END_TEST

START_TEST(more_points_than_there_are_is_a_problem_at_its_box)
{
	const char *points[64];
	struct problems problems = { .n = 0 };
	struct sheet_case c;

	ck_assert_int_eq(sheet_case(m, the_drawn(0), scored.code, &c), OK);
	for (size_t i = 0; i < c.n * c.n_criteria; i++)
		points[i] = i == 1 ? "40.01" : i == 2 ? "" : i == 4 ?
		    "1.234" : "40";
	ck_assert_int_eq(sheet_place(m, the_drawn(0), &c, points, &problems),
	    ERR_INVALID);
	ck_assert_uint_eq(problems.n, 3);
	ck_assert_ptr_nonnull(problem_of(&problems, "p0-1"));
	ck_assert_ptr_nonnull(problem_of(&problems, "p1-0"));
	ck_assert_ptr_nonnull(problem_of(&problems, "p2-0"));
}
END_TEST

START_TEST(who_was_not_drawn_has_no_sheet)
{
	struct sheet_case c;
	size_t drawn_n = 0;

	for (size_t i = 0; i < EXPERTS; i++)
		drawn_n += sheet_case(m, &experts[i], scored.code, &c) == OK;
	ck_assert_uint_eq(drawn_n, 3);
	ck_assert_int_eq(sheet_case(m, &op, scored.code, &c), ERR_NOT_FOUND);
}
END_TEST

START_TEST(with_the_last_sheet_the_clock_ranks)
{
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(due_of("rank").due_at, 0);
		ck_assert_int_eq(score(the_drawn(i), "60"), OK);
	}
	ck_assert_int_eq(due_of("rank").due_at, clock_at());
	ck_assert_int_ne(due_of("evaluate").done_at, 0);
}
END_TEST

START_TEST(who_is_late_is_replaced_by_the_next_of_the_draw)
{
	const struct actor *late = the_drawn(1);
	struct sheet_case c;
	struct project_evaluator *list;
	size_t n, missed = 0;

	ck_assert_int_eq(score(the_drawn(0), "60"), OK);
	ck_assert_int_eq(score(the_drawn(2), "60"), OK);
	clock_set(due_of("evaluate").due_at);
	ck_assert_int_eq(sheet_missed(m, scored.id, 0), ERR_CONFLICT);
	clock_forward(1);
	ck_assert_int_eq(score(late, "60"), ERR_CONFLICT);
	ck_assert_int_eq(sheet_missed(m, scored.id, 0), OK);
	ck_assert_int_eq(sheet_case(m, late, scored.code, &c),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(db_project_evaluators(m->db, scored.id, &list, &n),
	    OK);
	for (size_t i = 0; i < n; i++)
		missed += strcmp(list[i].out, "missed") == 0;
	ck_assert_uint_eq(missed, 1);
	ck_assert_int_gt(due_of("evaluate").due_at, clock_at());
	for (size_t i = 0; i < 3; i++)
		(void)score(the_drawn(i), "60");
	ck_assert_int_eq(due_of("rank").due_at, clock_at());
}
END_TEST

START_TEST(where_nobody_is_left_to_score_the_project_has_failed)
{
	for (int i = 0; i < 3; i++) {
		clock_set(due_of("evaluate").due_at + 1);
		ck_assert_int_eq(sheet_missed(m, scored.id, 0), OK);
		ck_assert_str_eq(project_now(scored.code).state,
		    i < 2 ? "selecting" : "failed");
	}
}
END_TEST

/* The nonces of those handed in, among the records from a leaf on. */
static size_t
covered(int64_t from)
{
	struct sheet *sheets;
	size_t n, found = 0;

	ck_assert_int_eq(db_sheet_of_round(m->db, opened.id, &sheets, &n),
	    OK);
	for (int64_t i = from; i < log_length(); i++)
		for (size_t k = 0; k < n; k++)
			found += file_has(log_entry(i),
			    "sealbid/v1 cover\n") && file_has(log_entry(i),
			    arena_printf(tests_arena(), "leaf %lld ",
			    (long long)sheets[k].leaf));
	return found;
}

/* No result will open them, so a `cover` does (sealing.md 13). */
START_TEST(sheets_of_a_project_that_failed_are_explained_once)
{
	int64_t length;

	ck_assert_int_eq(score(the_drawn(0), "60"), OK);
	break_rows("UPDATE round SET result_leaf = NULL WHERE id = %d",
	    (int)opened.id);
	for (int i = 0; i < 4 && strcmp(project_now(scored.code).state,
	    "failed") != 0; i++) {
		clock_set(due_of("evaluate").due_at + 1);
		ck_assert_int_eq(sheet_missed(m, scored.id, 0), OK);
	}
	ck_assert_str_eq(project_now(scored.code).state, "failed");
	length = log_length();
	tick_tidy(m);
	ck_assert_uint_eq(covered(length), 0);
	clock_forward(70 * 86400);
	tick_tidy(m);
	ck_assert_uint_eq(covered(length), 1);
	length = log_length();
	clock_forward(86400);
	tick_tidy(m);
	ck_assert_uint_eq(covered(length), 0);
}
END_TEST

START_TEST(an_evaluator_scores_on_a_page)
{
	struct browser b = signed_in(the_drawn(0));
	char path[96], fields[256] = "";

	snprintf(path, sizeof path, "/desk/sheets/%s", scored.code);
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(page_has(&b, path));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert_int_eq(post(&b, path, "p0-0=61&p0-1=8.25"), 422);
	ck_assert(page_has(&b, "value=\"8.25\""));
	for (int i = 0; i < 3; i++)
		snprintf(fields + strlen(fields), sizeof fields -
		    strlen(fields), "%sp%d-0=50&p%d-1=30", i ? "&" : "", i,
		    i);
	ck_assert_int_eq(post(&b, path, fields), 303);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "sealbid/v1 sheet\nevaluator e/"));
}
END_TEST

/* ---- annexes ---- */

static int
lay(struct browser *b, int i)
{
	const char *text = arena_printf(tests_arena(), "%%PDF-1.7 %d", i);
	const char *path = arena_printf(tests_arena(), "/desk/sheets/%s",
	    scored.code);

	get(b, path);
	return post_file(b, arena_printf(tests_arena(), "%s/annexes", path),
	    "", (struct file_of){ "files[]", "notes.pdf", "application/pdf",
	    text, strlen(text) });
}

START_TEST(annexes_are_kept_back_like_the_sheets)
{
	const struct actor *mine = the_drawn(0);
	struct actor reg = a_regulator(), rival = an_agency(11);
	struct browser b = signed_in(mine), anyone = a_browser();
	const struct { const struct actor *who; int status; } readers[] = {
		{ mine, 200 }, { the_drawn(1), 200 }, { &owner, 200 },
		{ &reg, 200 }, { &op, 404 }, { &rival, 404 },
	};
	const char *file, *page = arena_printf(tests_arena(),
	    "/projects/%s/opening", scored.code);
	struct document_use *list;
	size_t n;

	a_store();
	break_rows("UPDATE round SET result_leaf = NULL");
	ck_assert_int_eq(lay(&b, 1), 303);
	get(&b, b.location);
	ck_assert(page_has(&b, "notes.pdf"));
	ck_assert_int_eq(document_list(m, "annex", opened.id, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	file = arena_printf(tests_arena(), "/files/%d", (int)list[0].id);
	for (size_t i = 0; i < COUNT(readers); i++) {
		struct browser who = signed_in(readers[i].who);

		ck_assert_int_eq(get(&who, file), 404);
	}
	ck_assert_int_eq(score(mine, "60"), OK);
	ck_assert_int_eq(lay(&b, 2), 409);
	break_rows("UPDATE round SET result_leaf = leaf");
	m->house->version++;
	for (size_t i = 0; i < COUNT(readers); i++) {
		struct browser who = signed_in(readers[i].who);

		ck_assert_int_eq(get(&who, file), readers[i].status);
		ck_assert_int_eq(get(&who, page), 200);
		ck_assert_int_eq(page_has(&who, file),
		    readers[i].status == 200);
	}
	get(&anyone, page);
	ck_assert(!page_has(&anyone, "/files/"));
}
END_TEST

START_TEST(a_sheet_has_five_annexes_and_only_of_who_was_drawn)
{
	struct browser b = signed_in(the_drawn(0)), late;

	a_store();
	for (int i = 0; i < SHEET_ANNEXES; i++)
		ck_assert_int_eq(lay(&b, i), 303);
	ck_assert_int_eq(lay(&b, SHEET_ANNEXES), 422);
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(),
	    "/desk/sheets/%s/annexes", scored.code), ""), 422);
	clock_set(due_of("evaluate").due_at + 1);
	late = signed_in(the_drawn(1));
	ck_assert_int_eq(lay(&late, 9), 409);
}
END_TEST

Suite *
sheet_suite(void)
{
	Suite *s = suite_create("sheets");
	TCase *t = tcase_create("words");

	tcase_add_loop_test(t, criteria_are_few_and_make_a_hundred, 0,
	    COUNT(texts));
	tcase_add_test(t, a_field_of_a_form_is_found_by_its_key);
	suite_add_tcase(s, t);
	t = tcase_create("register");
	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t, an_evaluator_is_entered_once_and_can_be_struck);
	tcase_add_test(t, each_wrong_field_of_an_evaluator_is_told);
	tcase_add_test(t, a_notice_lists_three_times_as_many_as_are_drawn);
	tcase_add_test(t,
	    who_scores_follows_from_the_seed_and_no_bidder_scores_itself);
	suite_add_tcase(s, t);
	t = tcase_create("scoring");
	tcase_add_checked_fixture(t, drawn, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_sheet_says_points_and_totals_and_is_committed_at_once);
	tcase_add_test(t, a_sheet_is_handed_in_once);
	tcase_add_test(t, more_points_than_there_are_is_a_problem_at_its_box);
	tcase_add_test(t, who_was_not_drawn_has_no_sheet);
	tcase_add_test(t, with_the_last_sheet_the_clock_ranks);
	tcase_add_test(t, who_is_late_is_replaced_by_the_next_of_the_draw);
	tcase_add_test(t,
	    where_nobody_is_left_to_score_the_project_has_failed);
	tcase_add_test(t,
	    sheets_of_a_project_that_failed_are_explained_once);
	tcase_add_test(t, an_evaluator_scores_on_a_page);
	tcase_add_test(t, annexes_are_kept_back_like_the_sheets);
	tcase_add_test(t,
	    a_sheet_has_five_annexes_and_only_of_who_was_drawn);
	suite_add_tcase(s, t);
	return s;
}
