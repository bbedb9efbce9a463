/* SPDX-License-Identifier: Apache-2.0 */
/* claim_test.c: a trustee vouches for what the platform did not answer. */
#include <check.h>
#include <string.h>

#include "market/key.h"
#include "market/platform.h"
#include "market/submit.h"
#include "market/tlog.h"
#include "tests/sealing.h"

Suite *claim_suite(void);

enum { HOUR = 3600 };

static struct market *m;
static struct actor dept, agency;
static const char *code;
static int64_t deadline;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(1);
	code = a_project(&dept);
	deadline = terms_of(code).round.deadline;
	ck_assert_int_eq(cast_register(the_cast(), m, &agency), OK);
}

static struct file
envelope(int64_t seq)
{
	return sealed(code, &(struct sealing){ .who = &agency, .seq = seq });
}

static struct seal_claim
a_claim(struct file f, int64_t at)
{
	struct seal_claim c = { .time = at };

	memcpy(c.policy, terms_of(code).round.policy, sizeof c.policy);
	note_hash(c.file, f.data, f.n);
	return c;
}

/* What is posted: the claim, then the submission. */
static struct file
claimed(int by, struct file f, int64_t at)
{
	struct seal_claim c = a_claim(f, at);

	return joined(signed_note(&agency, by, SEAL_CLAIM, &c), f);
}

static struct posted
sent(struct file body)
{
	return posted_to(submit_claim, id_of(code), body);
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

START_TEST(a_claim_in_time_is_taken_until_the_close_and_listed)
{
	struct file f = envelope(1);
	struct tlog_receipt r;
	struct posted p;
	struct seal_close c;

	clock_set(deadline + ROUND_CLOSE_DELAY - 1);
	p = sent(claimed(2, f, deadline - 1));
	assert_accepted(p);
	ck_assert(tlog_receipt_read(&r, p.text, p.n));
	ck_assert(tlog_receipt_check(&r,
	    &platform_trust(m->house->platform)->log, NULL));
	clock_forward(1);
	run_clock_alone();
	c = the_close();
	ck_assert_uint_eq(c.n, 1);
	ck_assert_mem_eq(c.subs[0].file, r.file, 32);
	ck_assert_str_eq(c.subs[0].status, "active");
	ck_assert_uint_eq(c.claims_n, 1);
	ck_assert_mem_eq(c.claims[0].file, r.file, 32);
	ck_assert_int_eq(c.claims[0].i, 2);
	ck_assert_int_eq(c.claims[0].time, deadline - 1);
}
END_TEST

static const int64_t too_late[] = { 0, 1, ROUND_CLOSE_DELAY };

START_TEST(a_claim_of_the_deadline_or_later_is_late)
{
	struct file body = claimed(1, envelope(1), deadline + too_late[_i]);

	assert_refused(sent(body), body, "late");
	clock_set(deadline + too_late[_i]);
	assert_refused(sent(body), body, "late");
}
END_TEST

START_TEST(a_claim_after_the_close_is_late)
{
	struct file body = claimed(1, envelope(1), deadline - 60);

	clock_set(deadline + ROUND_CLOSE_DELAY);
	run_clock_alone();
	assert_refused(sent(body), body, "late");
	ck_assert_int_eq(the_close().count, 0);
}
END_TEST

START_TEST(only_a_trustee_of_the_round_vouches)
{
	struct file f = envelope(1), body = claimed(BY_ACTOR, f, 1);

	assert_refused(sent(body), body, "key");
	body = claimed(BY_PLATFORM, f, 1);
	assert_refused(sent(body), body, "key");
	body = claimed(1, f, 1);
	body = damaged(body, (size_t)(strstr(body.data, "\n\n") - body.data)
	    + 60);
	assert_refused(sent(body), body, "signature");
	assert_accepted(sent(claimed(1, f, 1)));
}
END_TEST

START_TEST(a_claim_speaks_of_the_file_behind_it)
{
	struct file f = envelope(1), other = envelope(1), body;
	struct seal_claim c = a_claim(other, 1);

	body = joined(signed_note(NULL, 1, SEAL_CLAIM, &c), f);
	assert_refused(sent(body), body, "policy");
	c = a_claim(f, 1);
	c.policy[0] ^= 1;
	body = joined(signed_note(NULL, 1, SEAL_CLAIM, &c), f);
	assert_refused(sent(body), body, "policy");
	body = signed_note(NULL, 1, SEAL_CLAIM, &c);
	assert_refused(sent(body), body, "grammar");
	assert_refused(sent(f), f, "grammar");
	body = joined(f, f);
	assert_refused(sent(body), body, "grammar");
	body = a_file("claim", 5);
	assert_refused(sent(body), body, "grammar");
}
END_TEST

/* Two faults each: the table's earlier one is said. */
START_TEST(the_table_orders_what_is_wrong_with_a_claim)
{
	struct file body = claimed(BY_ACTOR, envelope(1), deadline);

	assert_refused(sent(body), body, "late");
	body = claimed(BY_ACTOR, envelope(2), 1);
	assert_refused(sent(body), body, "seq");
	body = claimed(2, envelope(2), 1);
	assert_refused(sent(body), body, "seq");
	body = claimed(2, sealed(code, &(struct sealing){ .who = &agency,
	    .by = 1, .bidder = key_name(m, &agency) }), 1);
	assert_refused(sent(body), body, "signature");
	body = claimed(2, sealed(code, &(struct sealing){ .who = &agency,
	    .bidder = "m.example/b/nobody" }), 1);
	assert_refused(sent(body), body, "bidder");
}
END_TEST

START_TEST(a_claim_of_what_was_taken_is_its_receipt_again)
{
	struct file f = envelope(1);
	struct posted first = submitted(&agency, code, f), again;
	const char *text = arena_strdup(tests_arena(), first.text);

	assert_accepted(first);
	clock_set(deadline);
	again = sent(claimed(1, f, deadline - 1));
	assert_accepted(again);
	ck_assert_str_eq(again.text, text);
	clock_forward(ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_eq(the_close().count, 1);
	ck_assert_uint_eq(the_close().claims_n, 0);
}
END_TEST

/* Claims there are, written behind the program's back. */
static void
others_claimed(int n)
{
	break_rows("WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL"
	    " SELECT n + 1 FROM k WHERE n < %d) INSERT INTO bid (round_id,"
	    " agency_id, name, seq, kind, file, nonce, leaf, sealer,"
	    " received_at, state, claim_i, claim_at) SELECT 1, NULL,"
	    " 'm.example/b/' || n, 1, 'envelope', randomblob(32),"
	    " randomblob(32), 100000 + n, 'browser', 0, 'sealed', 1, 1"
	    " FROM k", n);
}

START_TEST(a_round_honours_150_claims)
{
	struct actor other = an_agency(2);
	struct file f = sealed(code, &(struct sealing){ .who = &other });
	struct file body = claimed(1, f, 1);

	others_claimed(SEAL_CLAIMS - 1);
	assert_accepted(sent(claimed(1, envelope(1), 1)));
	assert_refused(sent(body), body, "cap");
	/* Its own way is still open. */
	assert_accepted(submitted(&other, code, f));
}
END_TEST

START_TEST(claims_stand_by_time_then_by_trustee)
{
	static const struct { int64_t at, i; } rows[] = {
		{ 30, 1 }, { 20, 3 }, { 20, 2 }, { 40, 1 },
	};
	static const int order[] = { 2, 1, 0, 3 };
	struct seal_close c;

	for (int k = 0; k < 4; k++) {
		struct actor a = an_agency(10 + k);
		struct file f = sealed(code, &(struct sealing){ .who = &a });

		assert_accepted(sent(claimed((int)rows[k].i, f,
		    rows[k].at)));
	}
	clock_set(deadline + ROUND_CLOSE_DELAY);
	run_clock();
	c = the_close();
	ck_assert_uint_eq(c.claims_n, 4);
	for (int k = 0; k < 4; k++) {
		ck_assert_int_eq(c.claims[k].time, rows[order[k]].at);
		ck_assert_int_eq(c.claims[k].i, rows[order[k]].i);
	}
	assert_verifies(code);
}
END_TEST

Suite *
claim_suite(void)
{
	Suite *s = suite_create("claim");
	TCase *t = tcase_create("claims");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_claim_in_time_is_taken_until_the_close_and_listed);
	tcase_add_loop_test(t, a_claim_of_the_deadline_or_later_is_late, 0,
	    COUNT(too_late));
	tcase_add_test(t, a_claim_after_the_close_is_late);
	tcase_add_test(t, only_a_trustee_of_the_round_vouches);
	tcase_add_test(t, a_claim_speaks_of_the_file_behind_it);
	tcase_add_test(t, the_table_orders_what_is_wrong_with_a_claim);
	tcase_add_test(t, a_claim_of_what_was_taken_is_its_receipt_again);
	tcase_add_test(t, a_round_honours_150_claims);
	tcase_add_test(t, claims_stand_by_time_then_by_trustee);
	suite_add_tcase(s, t);
	return s;
}
