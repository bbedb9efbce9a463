/* SPDX-License-Identifier: Apache-2.0 */
/* open_key_test.c: what opens the envelopes, and what does not. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/due.h"
#include "market/closing.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/result.h"
#include "tests/sealing.h"

Suite *open_key_suite(void);

enum { HOUR = 3600, BIDS = 3 };

static struct market *m;
static struct actor dept, agencies[BIDS];
static struct file bids[BIDS], salt;
static unsigned char secrets[BIDS][32], salt_secret[32];
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_project(&dept);
	for (int i = 0; i < BIDS; i++) {
		agencies[i] = an_agency(i + 1);
		bids[i] = sealed(code, &(struct sealing){ .who =
		    &agencies[i], .fen = 5000000 + i, .s = secrets[i] });
		assert_accepted(submitted(&agencies[i], code, bids[i]));
	}
}

static void
trustee_takes_part(void)
{
	salt = sealed(code, &(struct sealing){ .by = 3, .fen = -1,
	    .s = salt_secret });
	assert_accepted(submitted(NULL, code, salt));
}

static void
past_the_close(void)
{
	clock_set(terms_of(code).round.deadline + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_gt(terms_of(code).round.close_leaf, 0);
}

/* Trustee i's `open`, as it should be. */
static struct seal_open
an_open(const char *of, int i)
{
	const char *file, *text;
	struct seal_open o;
	size_t n;

	ck_assert_int_eq(cast_open(the_cast(), m, of, (size_t)i, &file, &n),
	    OK);
	text = text_of_note(a_file(file, n));
	ck_assert(seal_record_parse(tests_arena(), SEAL_OPEN, text,
	    strlen(text), &o));
	return o;
}

static struct file
open_file(int by, const struct seal_open *o)
{
	return signed_note(NULL, by, SEAL_OPEN, o);
}

static struct posted
opens(int i)
{
	struct seal_open o = an_open(code, i);

	return posted_to(opening_key, id_of(code), open_file(i, &o));
}

/* ---- refused ---- */

START_TEST(a_key_before_the_close_is_refused)
{
	struct seal_open o = an_open(code, 1);
	struct file f = open_file(1, &o);

	assert_refused(posted_to(opening_key, id_of(code), f), f, "early");
	clock_set(terms_of(code).round.deadline + ROUND_CLOSE_DELAY - 1);
	run_clock_alone();
	assert_refused(posted_to(opening_key, id_of(code), f), f, "early");
	ck_assert(!terms_of(code).trustees[0].opened);
	ck_assert(!file_has(published_of(code, "index.txt"), " open "));
}
END_TEST

struct attempt {
	struct seal_open o;
	int by;
};

static void
wrong_key(struct attempt *a)
{
	a->o.sk[7] ^= 1;
}

static void
anothers_key(struct attempt *a)
{
	memcpy(a->o.sk, an_open(code, 2).sk, 32);
}

static void
wrong_close(struct attempt *a)
{
	a->o.close[0] ^= 1;
}

static void
wrong_leaf(struct attempt *a)
{
	a->o.leaf++;
}

static void
no_such_trustee(struct attempt *a)
{
	a->o.trustee = 4;
}

static void
in_anothers_name(struct attempt *a)
{
	a->by = 2;
}

static void
by_platform(struct attempt *a)
{
	a->by = BY_PLATFORM;
}

static void
wrong_policy(struct attempt *a)
{
	a->o.policy[0] ^= 1;
}

static void
wrong_project(struct attempt *a)
{
	a->o.project = "ZJ-1900-000001/1";
}

static void
wrong_key_and_name(struct attempt *a)
{
	wrong_key(a);
	in_anothers_name(a);
}

static const struct {
	void (*edit)(struct attempt *a);
	const char *code;
} attempts[] = {
	{ wrong_key, "key" }, { anothers_key, "key" }, { wrong_close, "key" },
	{ wrong_leaf, "key" }, { no_such_trustee, "key" },
	{ in_anothers_name, "signature" }, { by_platform, "signature" },
	{ wrong_policy, "policy" }, { wrong_project, "policy" },
	{ wrong_key_and_name, "signature" },
};

START_TEST(a_key_that_does_not_fit_is_refused)
{
	struct attempt a = { .by = 1 };
	struct file f;
	int64_t length;

	past_the_close();
	a.o = an_open(code, 1);
	attempts[_i].edit(&a);
	f = open_file(a.by, &a.o);
	length = log_length();
	assert_refused(posted_to(opening_key, id_of(code), f), f,
	    attempts[_i].code);
	ck_assert_int_eq(log_length(), length);
	assert_accepted(opens(1));
}
END_TEST

START_TEST(a_key_of_another_project_opens_nothing_here)
{
	struct actor works = an_enterprise(1);
	const char *other = a_project(&works);
	struct actor a = an_agency(7);
	struct attempt t = { .by = 1 };
	struct file f;

	ck_assert_int_eq(cast_bid(the_cast(), m, &a, other, 5000000,
	    "browser"), OK);
	past_the_close();
	t.o = an_open(other, 1);
	f = open_file(1, &t.o);
	assert_refused(posted_to(opening_key, id_of(code), f), f, "policy");
	memcpy(t.o.policy, terms_of(code).round.policy, 32);
	t.o.project = id_of(code);
	f = open_file(1, &t.o);
	assert_refused(posted_to(opening_key, id_of(code), f), f, "key");
}
END_TEST

START_TEST(a_trustee_opens_once)
{
	struct file f;
	struct seal_open o;

	past_the_close();
	assert_accepted(opens(1));
	o = an_open(code, 1);
	f = open_file(1, &o);
	assert_refused(posted_to(opening_key, id_of(code), f), f, "double");
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "closed");
}
END_TEST

START_TEST(a_round_that_ended_is_not_opened)
{
	struct seal_open o;
	struct file f;

	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "void",
	    "The plan has changed."), OK);
	o = an_open(code, 1);
	f = open_file(1, &o);
	assert_refused(posted_to(opening_key, id_of(code), f), f, "void");
}
END_TEST

/* ---- any two ---- */

static const int pairs[][2] = { { 1, 2 }, { 1, 3 }, { 2, 3 } };

/* The text that a pair's keys make of the published files. */
static const char *
result_by(const int pair[2])
{
	struct round_terms t = terms_of(code);
	struct envelope_keys keys = { .given = { false } };
	const struct envelope_court court = { &t.project, t.round.policy,
	    &t.rule, &keys };
	struct result_case c = { .court = &court,
	    .close = t.round.close_hash };
	struct envelope_verdict verdicts[8];
	struct result r;
	struct bid *all;

	for (int k = 0; k < 2; k++) {
		keys.given[pair[k] - 1] = true;
		memcpy(keys.sk[pair[k] - 1], an_open(code, pair[k]).sk, 32);
	}
	ck_assert_int_eq(db_bid_all(m->db, t.round.id, &all, &c.n), OK);
	ck_assert_uint_le(c.n, COUNT(verdicts));
	c.subs = closing_subs(tests_arena(), all, c.n);
	for (size_t i = 0; i < c.n; i++) {
		struct file f = published_body(code, a_file(all[i].body,
		    all[i].body_len));

		envelope_judge(tests_arena(), &court, &c.subs[i],
		    envelope_is_contributor(&t.project, c.subs[i].name),
		    f.data, f.n, &verdicts[i]);
	}
	c.verdicts = verdicts;
	result_make(tests_arena(), &c, &r);
	return r.text;
}

START_TEST(any_two_trustees_open_to_the_same_result)
{
	struct actor bad = an_agency(9);
	struct file f = sealed(code, &(struct sealing){ .who = &bad });
	const char *text;

	/* One that is garbage, to all pairs alike. */
	f = damaged(f, (size_t)(strstr(f.data, "\nbox 2 ") - f.data) + 20);
	text = arena_strndup(tests_arena(), f.data,
	    (size_t)(strstr(f.data, "\n\n") - f.data) + 1);
	f = signed_text(&bad, BY_ACTOR, text);
	assert_accepted(submitted(&bad, code, f));
	trustee_takes_part();
	past_the_close();
	for (int k = 0; k < 2; k++) {
		ck_assert_str_eq(project_now(code).state, "closed");
		assert_accepted(opens(pairs[_i][k]));
		run_clock_alone();
	}
	ck_assert_str_eq(project_now(code).state, "publicity");
	text = text_of_note(published_of(code, "result.note"));
	ck_assert_ptr_nonnull(strstr(text, " 1 invalid\n"));
	for (size_t p = 0; p < COUNT(pairs); p++)
		ck_assert_str_eq(result_by(pairs[p]), text);
	assert_verifies(code);
}
END_TEST

START_TEST(a_third_key_is_logged_and_changes_nothing)
{
	struct file result, live;
	int64_t length;

	past_the_close();
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	result = published_of(code, "result.note");
	live = published(arena_printf(tests_arena(), "live/%s.json", code));
	ck_assert(file_has(live, "\"stage\":9"));
	length = log_length();
	assert_accepted(opens(3));
	run_clock_alone();
	ck_assert_int_eq(log_length(), length + 1);
	assert_same_file(log_entry(length), published_of(code,
	    "open-3.note"));
	assert_same_file(published_of(code, "result.note"), result);
	live = published(arena_printf(tests_arena(), "live/%s.json", code));
	ck_assert(file_has(live, "\"stage\":9"));
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

START_TEST(a_lost_body_is_waited_for)
{
	past_the_close();
	break_rows("UPDATE bid SET body = NULL WHERE seq = 1");
	assert_accepted(opens(1));
	assert_accepted(opens(2));
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "closed");
	ck_assert_ptr_null(published_of(code, "result.note").data);
	for (int i = 0; i < BIDS; i++)
		assert_accepted(submitted(NULL, code, bids[i]));
	clock_forward(10);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

/* ---- two are lost ---- */

static enum err
write_fallback(void)
{
	return cast_paper(the_cast(), m, &dept, code, "fallback", "");
}

/* Purchaser and trustee 3 agree that bidders open their own. */
static void
fall_back(void)
{
	struct paper paper;
	const char *text;

	clock_set(terms_of(code).round.closed_at + PAPER_FALLBACK_AFTER);
	ck_assert_int_eq(write_fallback(), OK);
	ck_assert_int_eq(terms_of(code).round.fallback_leaf, 0);
	ck_assert_int_eq(paper_get(m, &dept, code, "fallback", &paper), OK);
	text = arena_strdup(tests_arena(), paper.text);
	assert_accepted(posted_to(round_sign, id_of(code), line_over(NULL, 3,
	    text)));
	ck_assert_int_gt(terms_of(code).round.fallback_leaf, 0);
}

static struct seal_selfopen
a_selfopen(struct file f, const unsigned char s[32])
{
	struct seal_selfopen o;

	memcpy(o.policy, terms_of(code).round.policy, 32);
	note_hash(o.file, f.data, f.n);
	memcpy(o.s, s, 32);
	return o;
}

static struct file
selfopen_file(const struct actor *who, int by, struct file f,
    const unsigned char s[32])
{
	struct seal_selfopen o = a_selfopen(f, s);

	return signed_note(who, by, SEAL_SELFOPEN, &o);
}

static struct posted
selfopens(int i)
{
	return posted_to(paper_selfopen, id_of(code), selfopen_file(
	    &agencies[i], BY_ACTOR, bids[i], secrets[i]));
}

START_TEST(with_one_key_a_round_stays_closed)
{
	past_the_close();
	assert_accepted(opens(2));
	clock_forward(23 * HOUR);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "closed");
	ck_assert_ptr_null(published_of(code, "result.note").data);
	clock_set(terms_of(code).round.closed_at + PAPER_FALLBACK_AFTER - 1);
	ck_assert_int_eq(write_fallback(), ERR_CONFLICT);
}
END_TEST

/* What the clock has to do for the project now. */
static size_t
waiting(void)
{
	struct due *list;
	size_t n, now = 0;

	ck_assert_int_eq(db_due_waiting(m->db, project_now(code).id, &list,
	    &n), OK);
	for (size_t i = 0; i < n; i++)
		now += list[i].due_at <= clock_at();
	return now;
}

START_TEST(bidders_open_their_own_after_a_fallback)
{
	trustee_takes_part();
	past_the_close();
	assert_accepted(opens(2));
	fall_back();
	for (int i = 0; i < BIDS; i++) {
		assert_accepted(selfopens(i));
		/* The clock is not asked for what it cannot do. */
		ck_assert_uint_eq(waiting(), 0);
		run_clock_alone();
		ck_assert_str_eq(project_now(code).state, "closed");
	}
	/* The trustee that took part opens its own as everybody does. */
	assert_accepted(posted_to(paper_selfopen, id_of(code),
	    selfopen_file(NULL, 3, salt, salt_secret)));
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert(file_has(published_of(code, "result.note"), arena_printf(
	    tests_arena(), "\nrank 1 %s 5000000\n", key_name(m,
	    &agencies[0]))));
	ck_assert_str_eq(text_of_note(published_of(code, "result.note")),
	    result_by(pairs[0]));
	assert_verifies(code);
}
END_TEST

START_TEST(nobody_opens_its_own_before_a_fallback)
{
	struct file f = selfopen_file(&agencies[0], BY_ACTOR, bids[0],
	    secrets[0]);
	const char *id = id_of(code);

	assert_refused(posted_to(paper_selfopen, id, f), f, "early");
	past_the_close();
	assert_refused(posted_to(paper_selfopen, id, f), f, "early");
	clock_forward(25 * HOUR);
	assert_refused(posted_to(paper_selfopen, id, f), f, "early");
}
END_TEST

START_TEST(a_selfopen_that_does_not_fit_is_refused)
{
	unsigned char wrong[32];
	const char *id = id_of(code);
	struct file f;

	past_the_close();
	fall_back();
	memcpy(wrong, secrets[0], sizeof wrong);
	wrong[0] ^= 1;
	f = selfopen_file(&agencies[0], BY_ACTOR, bids[0], wrong);
	assert_refused(posted_to(paper_selfopen, id, f), f, "key");
	memset(wrong, 0, sizeof wrong);
	f = selfopen_file(&agencies[0], BY_ACTOR, bids[0], wrong);
	assert_refused(posted_to(paper_selfopen, id, f), f, "key");
	f = selfopen_file(&agencies[1], BY_ACTOR, bids[0], secrets[0]);
	assert_refused(posted_to(paper_selfopen, id, f), f, "signature");
	f = selfopen_file(NULL, 1, bids[0], secrets[0]);
	assert_refused(posted_to(paper_selfopen, id, f), f, "signature");
	f = selfopen_file(&agencies[0], BY_ACTOR, a_file("x", 1),
	    secrets[0]);
	assert_refused(posted_to(paper_selfopen, id, f), f, "policy");
	f = a_file("s", 1);
	assert_refused(posted_to(paper_selfopen, id, f), f, "grammar");
	assert_accepted(selfopens(0));
	f = selfopen_file(&agencies[0], BY_ACTOR, bids[0], secrets[0]);
	assert_refused(posted_to(paper_selfopen, id, f), f, "double");
}
END_TEST

START_TEST(what_was_replaced_or_taken_back_is_not_opened)
{
	unsigned char s[32];
	struct file f, next = sealed(code, &(struct sealing){
	    .who = &agencies[0], .seq = 2, .s = s });
	struct actor gone = an_agency(8);
	struct file back = sealed(code, &(struct sealing){ .who = &gone,
	    .s = salt_secret });

	assert_accepted(submitted(&agencies[0], code, next));
	assert_accepted(submitted(&gone, code, back));
	assert_accepted(submitted(&gone, code, withdrawal(code,
	    &(struct sealing){ .who = &gone, .seq = 2 })));
	past_the_close();
	fall_back();
	f = selfopen_file(&agencies[0], BY_ACTOR, bids[0], secrets[0]);
	assert_refused(posted_to(paper_selfopen, id_of(code), f), f,
	    "policy");
	f = selfopen_file(&gone, BY_ACTOR, back, salt_secret);
	assert_refused(posted_to(paper_selfopen, id_of(code), f), f,
	    "policy");
	assert_accepted(posted_to(paper_selfopen, id_of(code),
	    selfopen_file(&agencies[0], BY_ACTOR, next, s)));
	assert_accepted(selfopens(1));
	assert_accepted(selfopens(2));
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

/* No verifier would find a key in force that was made after the close. */
START_TEST(a_key_made_after_the_close_opens_nothing)
{
	struct problems problems;
	struct note_secret key;
	unsigned char seed[32] = { 3 };
	struct seal_selfopen o;
	char vkey[NOTE_VKEY_MAX];
	struct buf note, plain;
	struct file f;
	const char *text;

	past_the_close();
	note_secret_init(&key, key_name(m, &agencies[0]), NOTE_ED25519,
	    seed);
	ck_assert_int_eq(key_draft(m, &agencies[0], note_vkey_write(vkey,
	    &key.key), &text), OK);
	buf_init(&note, NOTE_MAX);
	note_write(&note, text, strlen(text), &key);
	ck_assert_int_eq(key_register(m, &agencies[0], note.data, note.len,
	    true, &problems), OK);
	fall_back();
	o = a_selfopen(bids[0], secrets[0]);
	buf_init(&plain, NOTE_MAX);
	seal_record_write(&plain, SEAL_SELFOPEN, &o);
	buf_reset(&note);
	note_write(&note, plain.data, plain.len, &key);
	f = a_file(note.data, note.len);
	buf_release(&note);
	buf_release(&plain);
	assert_refused(posted_to(paper_selfopen, id_of(code), f), f,
	    "signature");
	/* The one that sealed it still does. */
	assert_accepted(selfopens(0));
	assert_accepted(selfopens(1));
	assert_accepted(selfopens(2));
	run_clock_alone();
	assert_verifies(code);
}
END_TEST

START_TEST(with_one_silent_the_clock_ends_the_round_and_its_purchaser_signs)
{
	struct paper paper;
	struct file f;

	past_the_close();
	fall_back();
	assert_accepted(selfopens(0));
	assert_accepted(selfopens(1));
	clock_set(terms_of(code).round.selfopen_until - 1);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "closed");
	clock_forward(1);
	f = selfopen_file(&agencies[2], BY_ACTOR, bids[2], secrets[2]);
	assert_refused(posted_to(paper_selfopen, id_of(code), f), f, "late");
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_ptr_null(published_of(code, "result.note").data);
	assert_refused(posted_to(paper_selfopen, id_of(code), f), f, "void");
	ck_assert_int_eq(paper_get(m, &dept, code, "void", &paper), OK);
	assert_accepted(posted_to(round_sign, id_of(code), line_over(&dept,
	    BY_ACTOR, paper.text)));
	ck_assert_int_gt(terms_of(code).round.void_leaf, 0);
	assert_refused(posted_to(paper_selfopen, id_of(code), f), f, "void");
	assert_verifies(code);
}
END_TEST

START_TEST(a_second_key_comes_in_time_even_after_a_fallback)
{
	past_the_close();
	assert_accepted(opens(2));
	fall_back();
	assert_accepted(selfopens(0));
	assert_accepted(opens(1));
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_str_eq(text_of_note(published_of(code, "result.note")),
	    result_by(pairs[2]));
	assert_verifies(code);
}
END_TEST

Suite *
open_key_suite(void)
{
	Suite *s = suite_create("open_key");
	TCase *t = tcase_create("keys");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_key_before_the_close_is_refused);
	tcase_add_loop_test(t, a_key_that_does_not_fit_is_refused, 0,
	    COUNT(attempts));
	tcase_add_test(t, a_key_of_another_project_opens_nothing_here);
	tcase_add_test(t, a_trustee_opens_once);
	tcase_add_test(t, a_round_that_ended_is_not_opened);
	tcase_add_loop_test(t, any_two_trustees_open_to_the_same_result, 0,
	    COUNT(pairs));
	tcase_add_test(t, a_third_key_is_logged_and_changes_nothing);
	tcase_add_test(t, a_lost_body_is_waited_for);
	tcase_add_test(t, with_one_key_a_round_stays_closed);
	tcase_add_test(t, bidders_open_their_own_after_a_fallback);
	tcase_add_test(t, nobody_opens_its_own_before_a_fallback);
	tcase_add_test(t, a_selfopen_that_does_not_fit_is_refused);
	tcase_add_test(t, what_was_replaced_or_taken_back_is_not_opened);
	tcase_add_test(t, a_key_made_after_the_close_opens_nothing);
	tcase_add_test(t,
	    with_one_silent_the_clock_ends_the_round_and_its_purchaser_signs);
	tcase_add_test(t,
	    a_second_key_comes_in_time_even_after_a_fallback);
	suite_add_tcase(s, t);
	return s;
}
