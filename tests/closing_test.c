/* SPDX-License-Identifier: Apache-2.0 */
/* closing_test.c: the deadline fixes who takes part with what. */
#include "market/closing.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/budget.h"
#include "market/key.h"
#include "market/opening.h"
#include "market/platform.h"
#include "market/tick.h"
#include "tests/sealing.h"

Suite *closing_suite(void);

enum { HOUR = 3600 };

static struct market *m;
static struct actor dept;
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_project(&dept);
}

static struct file
sends(const struct actor *who, int64_t seq)
{
	struct file f = sealed(code, &(struct sealing){ .who = who,
	    .seq = seq, .fen = 5000000 + who->party_id });

	assert_accepted(submitted(who, code, f));
	return f;
}

static struct file
takes_back(const struct actor *who, int64_t seq)
{
	struct file f = withdrawal(code, &(struct sealing){ .who = who,
	    .seq = seq });

	assert_accepted(submitted(who, code, f));
	return f;
}

/* n agencies, from the first-th, with an envelope each. */
static void
some_bid(int first, int n)
{
	for (int i = first; i < first + n; i++) {
		struct actor a = an_agency(i);

		sends(&a, 1);
	}
}

static void
past_the_close(void)
{
	clock_set(terms_of(code).round.deadline + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_gt(terms_of(code).round.close_leaf, 0);
}

static struct seal_close
the_close(void)
{
	const char *text = text_of_note(published_of(code, "close.note"));
	struct seal_close c;

	ck_assert(seal_record_parse(tests_arena(), SEAL_CLOSE, text,
	    strlen(text), &c));
	return c;
}

static const struct seal_sub *
sub_of(const struct seal_close *c, struct file f)
{
	unsigned char hash[32];

	note_hash(hash, f.data, f.n);
	for (size_t i = 0; i < c->n; i++)
		if (memcmp(c->subs[i].file, hash, 32) == 0)
			return &c->subs[i];
	ck_abort_msg("not in the list");
}

/* ---- when ---- */

START_TEST(a_round_is_closed_ten_seconds_after_its_deadline)
{
	some_bid(1, 3);
	clock_set(terms_of(code).round.deadline + ROUND_CLOSE_DELAY - 1);
	run_clock();
	ck_assert_int_eq(terms_of(code).round.close_leaf, 0);
	ck_assert_ptr_null(published_of(code, "close.note").data);
	ck_assert_int_eq(closing_run(m, project_now(code).id, 0),
	    ERR_CONFLICT);
	clock_forward(1);
	run_clock_alone();
	ck_assert_int_gt(terms_of(code).round.close_leaf, 0);
	ck_assert_str_eq(project_now(code).state, "closed");
	ck_assert_int_eq(terms_of(code).round.closed_at, clock_at());
}
END_TEST

START_TEST(there_is_one_close)
{
	struct file close;
	int64_t length;

	some_bid(1, 3);
	past_the_close();
	close = published_of(code, "close.note");
	length = log_length();
	ck_assert_int_eq(closing_run(m, project_now(code).id, 0),
	    ERR_CONFLICT);
	clock_forward(60);
	run_clock_alone();
	ck_assert_int_eq(log_length(), length);
	assert_same_file(published_of(code, "close.note"), close);
}
END_TEST

START_TEST(the_close_is_signed_and_stands_in_the_log)
{
	struct round_terms t;
	struct file close;
	struct note note;
	unsigned char hash[32];

	some_bid(1, 3);
	past_the_close();
	t = terms_of(code);
	close = published_of(code, "close.note");
	assert_same_file(log_entry(t.round.close_leaf), close);
	ck_assert(note_parse(&note, close.data, close.n));
	ck_assert(platform_signed(m->house->platform, &note));
	note_hash(hash, note.text, note.n);
	ck_assert_mem_eq(hash, t.round.close_hash, 32);
	ck_assert_int_eq(the_close().deadline, t.round.deadline);
	ck_assert_mem_eq(the_close().policy, t.round.policy, 32);
	ck_assert_str_eq(published("trustee/index.txt").data,
	    arena_printf(tests_arena(), "close %s\n", id_of(code)));
}
END_TEST

/* ---- what counts ---- */

START_TEST(of_each_name_the_last_word_counts)
{
	struct actor one = an_agency(1), two = an_agency(2);
	struct actor gone = an_agency(3), back = an_agency(4);
	struct file f[8];
	static const char *const want[] = { "active", "superseded", "active",
	    "withdrawn", "withdrawn", "superseded", "superseded", "active" };
	static const bool public[] = { true, false, true, false, true, false,
	    false, true };
	struct seal_close c;

	f[0] = sends(&one, 1);
	f[1] = sends(&two, 1);
	f[3] = sends(&gone, 1);
	f[2] = sends(&two, 2);
	f[5] = sends(&back, 1);
	f[4] = takes_back(&gone, 2);
	f[6] = takes_back(&back, 2);
	f[7] = sends(&back, 3);
	past_the_close();
	c = the_close();
	ck_assert_int_eq(c.count, 8);
	for (size_t i = 0; i < COUNT(f); i++) {
		ck_assert_str_eq(sub_of(&c, f[i])->status, want[i]);
		if (public[i])
			assert_same_file(published_body(code, f[i]), f[i]);
		else
			ck_assert_ptr_null(published_body(code, f[i]).data);
	}
	for (size_t i = 1; i < c.n; i++)
		ck_assert_int_gt(c.subs[i].leaf, c.subs[i - 1].leaf);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

/* Five each while revisions are taken, then one each. */
static void
submit_many(int64_t n)
{
	for (int i = 1; n > 0; i++) {
		struct actor a = an_agency(i);
		int64_t own = n >= 5 && 5 * i <= ROUND_MAX_SUBS ? 5 : 1;

		for (int64_t seq = 1; seq <= own; seq++, n--)
			sends(&a, seq);
	}
}

static const struct { int64_t subs; size_t mores; } many[] = {
	{ 200, 0 }, { 201, 1 }, { 400, 1 }, { 401, 2 },
};

START_TEST(a_long_list_goes_on_in_more)
{
	struct seal_close c;
	struct seal_more more;

	submit_many(many[_i].subs);
	past_the_close();
	c = the_close();
	ck_assert_int_eq(c.count, many[_i].subs);
	ck_assert_uint_eq(c.more_n, many[_i].mores);
	for (size_t k = 0; k < c.more_n; k++) {
		struct file f = published_of(code, arena_printf(
		    tests_arena(), "more-%d.note", (int)k + 2));
		const char *text = text_of_note(f);

		assert_same_file(log_entry(terms_of(code).round.close_leaf -
		    (int64_t)(c.more_n - k)), f);
		ck_assert(seal_record_parse(tests_arena(), SEAL_MORE, text,
		    strlen(text), &more));
		ck_assert_int_eq(more.part, (int64_t)k + 2);
	}
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

/* ---- facts ---- */

static void
suspend(const struct actor *who)
{
	break_rows("UPDATE agency SET state = 'suspended'"
	    " WHERE party_id = %d", (int)who->party_id);
}

START_TEST(who_is_suspended_at_the_deadline_is_out)
{
	struct actor best = an_agency(1);
	struct file result, input;
	struct seal_input in;
	const char *text;

	sends(&best, 1);
	some_bid(2, 3);
	suspend(&best);
	past_the_close();
	ck_assert_ptr_null(published_of(code, "input-1.note").data);
	run_clock();
	result = published_of(code, "result.note");
	ck_assert(file_has(result, arena_printf(tests_arena(),
	    "\nout %s suspended\n", key_name(m, &best))));
	ck_assert(!file_has(result, arena_printf(tests_arena(),
	    "\nrank 1 %s ", key_name(m, &best))));
	ck_assert(file_has(result, "\nrank 3 "));
	input = published_of(code, "input-1.note");
	text = text_of_note(input);
	ck_assert(seal_record_parse(tests_arena(), SEAL_INPUT, text,
	    strlen(text), &in));
	ck_assert_str_eq(in.kind, "facts");
	ck_assert_uint_eq(in.n, 1);
	/* Committed to before anybody could know the prices. */
	ck_assert_int_lt(in.items[0].leaf, terms_of(code).round.close_leaf);
	assert_verifies(code);
}
END_TEST

/* Its leaf would stay unexplained, and the log be called wrong for ever. */
START_TEST(a_round_of_too_few_commits_to_no_facts)
{
	struct actor only = an_agency(1);
	int64_t length;

	sends(&only, 1);
	suspend(&only);
	length = log_length();
	past_the_close();
	ck_assert_str_eq(project_now(code).state, "failed");
	for (int64_t i = length; i < log_length(); i++)
		ck_assert(!file_has(log_entry(i), "sealbid/v1 blind\n"));
}
END_TEST

START_TEST(who_is_suspended_after_the_close_is_ranked)
{
	struct actor best = an_agency(1);

	sends(&best, 1);
	some_bid(2, 3);
	past_the_close();
	suspend(&best);
	run_clock();
	ck_assert(file_has(published_of(code, "result.note"), arena_printf(
	    tests_arena(), "\nrank 1 %s ", key_name(m, &best))));
	ck_assert_ptr_null(published_of(code, "input-1.note").data);
	assert_verifies(code);
}
END_TEST

START_TEST(the_same_fact_closes_two_rounds)
{
	struct actor best = an_agency(1), works = an_enterprise(1);
	const char *first = code;

	sends(&best, 1);
	some_bid(2, 3);
	code = a_project(&works);
	sends(&best, 1);
	some_bid(5, 1);
	suspend(&best);
	past_the_close();
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
	code = first;
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

/* ---- too few, and who does not count ---- */

static struct file
of_trustee(int i)
{
	struct file f = sealed(code, &(struct sealing){ .by = i,
	    .fen = -1 });

	assert_accepted(submitted(NULL, code, f));
	return f;
}

static struct file
of_purchaser(void)
{
	struct file f = sealed(code, &(struct sealing){ .who = &dept,
	    .fen = -1 });

	assert_accepted(submitted(&dept, code, f));
	return f;
}

START_TEST(contributors_are_no_entrants)
{
	struct budget_line *lines;
	struct file open;
	const char *key;
	size_t n;

	some_bid(1, 2);
	of_trustee(1);
	of_trustee(3);
	of_purchaser();
	past_the_close();
	ck_assert_int_eq(the_close().count, 5);
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 0);
	ck_assert_uint_eq(published("trustee/index.txt").n, 0);
	assert_verifies(code);
	/* Prices stay sealed, even if trustees would open them. */
	ck_assert_int_eq(cast_open(the_cast(), m, code, 1, &key, &n), OK);
	open = a_file(key, n);
	assert_refused(posted_to(opening_key, id_of(code), open), open,
	    "void");
	ck_assert_ptr_null(published_of(code, "open-1.note").data);
}
END_TEST

static const struct { int bids, gone; const char *state; } entrants[] = {
	{ 3, 0, "closed" }, { 4, 1, "closed" }, { 3, 1, "failed" },
	{ 0, 0, "failed" },
};

START_TEST(who_has_taken_back_is_no_entrant)
{
	for (int i = 1; i <= entrants[_i].bids; i++) {
		struct actor a = an_agency(i);

		sends(&a, 1);
		if (i <= entrants[_i].gone)
			takes_back(&a, 2);
	}
	past_the_close();
	ck_assert_str_eq(project_now(code).state, entrants[_i].state);
}
END_TEST

START_TEST(a_contributor_feeds_the_seed_and_is_never_ranked)
{
	struct file result;
	char line[128];

	some_bid(1, 3);
	of_trustee(2);
	of_purchaser();
	past_the_close();
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	result = published_of(code, "result.note");
	ck_assert(file_has(result, "\nsalt m.example/t/2 1 valid "));
	snprintf(line, sizeof line, "\nsalt %s 1 valid ",
	    terms_of(code).round.purchaser);
	ck_assert(file_has(result, line));
	ck_assert(file_has(result, "\nrank 3 "));
	ck_assert(!file_has(result, "\nrank 4 "));
	ck_assert(!file_has(result, " m.example/t/2 -\n"));
	assert_verifies(code);
}
END_TEST

/* A contributor names no price: one that does is as if it had not come. */
START_TEST(a_contributor_with_a_price_is_invalid)
{
	struct file f = sealed(code, &(struct sealing){ .by = 1,
	    .fen = 100 });

	some_bid(1, 3);
	assert_accepted(submitted(NULL, code, f));
	past_the_close();
	run_clock();
	ck_assert(file_has(published_of(code, "result.note"),
	    "\nsalt m.example/t/1 1 invalid\n"));
	assert_verifies(code);
}
END_TEST

Suite *
closing_suite(void)
{
	Suite *s = suite_create("closing");
	TCase *t = tcase_create("closings");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_round_is_closed_ten_seconds_after_its_deadline);
	tcase_add_test(t, there_is_one_close);
	tcase_add_test(t, the_close_is_signed_and_stands_in_the_log);
	tcase_add_test(t, of_each_name_the_last_word_counts);
	tcase_add_loop_test(t, a_long_list_goes_on_in_more, 0, COUNT(many));
	tcase_add_test(t, who_is_suspended_at_the_deadline_is_out);
	tcase_add_test(t, a_round_of_too_few_commits_to_no_facts);
	tcase_add_test(t, who_is_suspended_after_the_close_is_ranked);
	tcase_add_test(t, the_same_fact_closes_two_rounds);
	tcase_add_test(t, contributors_are_no_entrants);
	tcase_add_loop_test(t, who_has_taken_back_is_no_entrant, 0,
	    COUNT(entrants));
	tcase_add_test(t,
	    a_contributor_feeds_the_seed_and_is_never_ranked);
	tcase_add_test(t, a_contributor_with_a_price_is_invalid);
	suite_add_tcase(s, t);
	return s;
}
