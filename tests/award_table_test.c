/* SPDX-License-Identifier: Apache-2.0 */
/* award_table_test.c: every act in every state; revoking; the record. */
#include "market/award.h"
#include "market/demo_contract.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/bid.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/seal_record.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support_award.h"

Suite *award_table_suite(void);

static struct market *m;
static struct actor dept;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
}

static const int64_t low[] = { 30000, 46800, 49500, 0 };
static const int64_t plain[] = { 46800, 49500, 51000, 52000, 0 };

/* ---- revoking, as another verb does it ---- */

struct revoking {
	const char *code;
	const char *out_name;	/* its bid is out after all; NULL: no fact */
};

/* The key name of an agency that bid. */
static enum err
key_name_of(struct db *db, const struct project *p, const char *agency,
    const char **name)
{
	struct round r;
	struct bid *bids;
	size_t n;
	enum err err = db_round_of_project(db, p->id, &r);

	if (!err)
		err = db_bid_of_round(db, r.id, &bids, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(bids[i].agency_name, agency) == 0) {
			*name = bids[i].name;
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

static enum err
revoke_in_txn(struct db *db, void *ctx)
{
	struct revoking *r = ctx;
	struct result_fact fact = { .code = "conflict" };
	struct project p;
	enum err err = db_project_by_code(db, r->code, &p);

	if (!err && r->out_name)
		err = key_name_of(db, &p, r->out_name, &fact.name);
	return err ? err : award_revoke(db, m->house, &dept, &p, A_REASON,
	    r->out_name ? &fact : NULL);
}

static enum err
revokes(const char *code, const char *out_name)
{
	struct revoking r = { code, out_name };

	return write_run(m, revoke_in_txn, &r);
}

/* ---- each state, and how one gets there ---- */

static const char *
choosing(void)
{
	return a_bidding(&dept, plain, "method = 'credit'");
}

static const char *
asked(void)
{
	return a_bidding(&dept, low, NULL);
}

static const char *
explained(void)
{
	const char *code = asked();
	struct actor a = bidder(1);

	ck_assert_int_eq(award_explain(m, &a, code, "Our own drill.",
	    NULL, &problems), OK);
	return code;
}

static const char *
published_one(void)
{
	return a_bidding(&dept, plain, NULL);
}

static const char *
effective(void)
{
	const char *code = published_one();

	clock_forward(AWARD_STEP);
	run_clock();
	return code;
}

/* The agency has signed, the purchaser has not, in time. */
static const char *
kept_waiting(void)
{
	const char *code = effective();
	struct actor a = bidder(1);

	ck_assert_int_eq(demo_sign_as(m, NULL, &a, code), OK);
	clock_forward(AWARD_STEP);
	run_clock();
	return code;
}

static const char *
signed_by_both(void)
{
	const char *code = effective();
	struct actor a = bidder(1);

	ck_assert_int_eq(demo_sign_as(m, NULL, &a, code), OK);
	ck_assert_int_eq(demo_sign_as(m, NULL, &dept, code), OK);
	return code;
}

static const char *
exhausted(void)
{
	const char *code = published_one();

	for (int i = 1; i <= 3; i++) {
		struct actor a = bidder(i);

		ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
		    &problems), OK);
	}
	ck_assert_str_eq(project_now(code).state, "failed");
	return code;
}

enum { CHOOSE, EXPLAIN, ACCEPT, REJECT, DECLINE, LEAVE, REVOKE, AGAIN,
    UNCHOSEN, UNEXPLAINED, UNDECIDED, SETTLE, UNSIGNED, ACTS };

static enum err
decide(const char *code, const char *verdict)
{
	struct award_verdict v = { .verdict = verdict,
	    .reason = "Another reason, not seen before." };

	v.award = arena_printf(tests_arena(), "%d",
	    (int)award_now(code).id);
	return award_decide(m, &dept, code, &v, &problems);
}

static enum err
clock_act(const char *code, int act)
{
	static award_clock *const acts[] = { award_unchosen,
	    award_unexplained, award_undecided, award_settle,
	    award_unsigned };
	struct award a = award_now(code);

	return acts[act - UNCHOSEN](m, project_now(code).id,
	    act == UNCHOSEN || act == SETTLE ? 0 : a.id);
}

static enum err
does(const char *code, int act)
{
	struct actor a = bidder(1);

	switch (act) {
	case CHOOSE:
		return award_choose(m, &dept, code, "2",
		    "Nearest to the site.", &problems);
	case EXPLAIN:
		return award_explain(m, &a, code, "A second story.",
	    NULL, &problems);
	case ACCEPT:
		return decide(code, "accept");
	case REJECT:
		return decide(code, "reject");
	case DECLINE:
		return award_decline(m, &a, code, "We have no time for it.",
		    NULL, &problems);
	case LEAVE:
		return award_leave(m, &a, code);
	case REVOKE:
		return revokes(code, NULL);
	case AGAIN:
		return revokes(code, "Agency 1");
	default:
		return clock_act(code, act);
	}
}

/*
 * What each act gives before (0) and at (1) the end of the step that waits:
 * «+» done, «-» ERR_CONFLICT, «n» ERR_NOT_FOUND (none of the actor's).
 */
static const struct {
	const char *(*get_there)(void);
	const char *acts[2];	/* in the order of the enum */
} states[] = {
	{ choosing,		{ "+n--nn--" "-----", "-n--nn--" "+----" } },
	{ asked,		{ "-+------" "-----", "--------" "-+---" } },
	{ explained,		{ "--++----" "-----", "--------" "--+--" } },
	{ published_one,	{ "----+-++" "-----", "----+-++" "---+-" } },
	{ effective,		{ "----+-+-" "-----", "----+-+-" "----+" } },
	{ kept_waiting,		{ "----+++-" "-----", "----+++-" "-----" } },
	{ signed_by_both,	{ "--------" "-----", "--------" "-----" } },
	{ exhausted,		{ "-n--nn--" "-----", "-n--nn--" "-----" } },
};

static enum err
wanted(char c)
{
	return c == '+' ? OK : c == '-' ? ERR_CONFLICT : ERR_NOT_FOUND;
}

START_TEST(what_is_not_in_the_table_is_refused)
{
	size_t state = (size_t)_i / ACTS;
	int act = _i % ACTS;

	for (int late = 0; late < 2; late++) {
		const char *code = states[state].get_there();
		const char *before = arena_strdup(tests_arena(),
		    project_now(code).state);
		struct award old = award_now(code);
		enum err want = wanted(states[state].acts[late][act]), got;

		if (late)
			clock_forward(AWARD_STEP);
		got = does(code, act);
		ck_assert_msg(got == want, "state %zu, act %d, late %d: %d,"
		    " not %d", state, act, late, (int)got, (int)want);
		if (want == OK)
			continue;
		ck_assert_str_eq(project_now(code).state, before);
		ck_assert_int_eq(award_now(code).id, old.id);
	}
}
END_TEST

/* ---- revoking ---- */

START_TEST(a_revoked_award_passes_on)
{
	const char *code = effective();

	ck_assert_int_eq(revokes(code, NULL), OK);
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(award_now(code).position, 2);
	ck_assert_str_eq(award_now(code).agency_name, "Agency 2");
}
END_TEST

START_TEST(after_a_correction_the_same_seed_ranks_again)
{
	const char *code = published_one();
	struct opening before, o;

	ck_assert_int_eq(opening_get(m, code, &before), OK);
	ck_assert_int_eq(revokes(code, "Agency 1"), OK);
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_mem_eq(o.round.seed, before.round.seed, ROUND_SEED);
	/* Another record took the place of the first, which stays logged. */
	ck_assert_int_gt(o.round.result_leaf, before.round.result_leaf);
	ck_assert(file_has(log_entry(before.round.result_leaf),
	    "sealbid/v1 result\n"));
	assert_verifies(code);
	ck_assert_uint_eq(o.n, 4);
	ck_assert_uint_eq(o.valid, 3);
	ck_assert_str_eq(o.bids[0].agency_name, "Agency 2");
	ck_assert_int_eq(o.bids[0].position, 1);
	ck_assert_str_eq(o.bids[0].state, "won");
	ck_assert_str_eq(o.bids[3].agency_name, "Agency 1");
	ck_assert_str_eq(o.bids[3].out_code, "conflict");
	ck_assert_int_eq(o.bids[3].position, 0);
	ck_assert_int_eq(award_now(code).position, 1);
	ck_assert_str_eq(award_now(code).agency_name, "Agency 2");
}
END_TEST

/* Another's fact was corrected: the winner stays, and nothing is used up. */
START_TEST(who_was_revoked_may_win_again)
{
	const char *code = published_one();
	int64_t first = award_now(code).id;

	ck_assert_int_eq(revokes(code, "Agency 3"), OK);
	ck_assert_int_gt(award_now(code).id, first);
	ck_assert_str_eq(award_now(code).agency_name, "Agency 1");
	ck_assert_str_eq(project_now(code).state, "publicity");
	for (int i = 1; i <= 4; i++) {
		struct actor a = bidder(i);

		if (i == 3)
			continue;
		ck_assert_str_eq(project_now(code).state, "publicity");
		ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
		    &problems), OK);
	}
	ck_assert_str_eq(project_now(code).state, "failed");
}
END_TEST

/* Tried before the correction, not again after it. */
START_TEST(who_declined_is_no_reserve_of_the_new_ranking)
{
	const char *code = published_one();
	struct opening o;

	ck_assert_int_eq(does(code, DECLINE), OK);
	ck_assert_str_eq(award_now(code).agency_name, "Agency 2");
	ck_assert_int_eq(revokes(code, "Agency 2"), OK);
	ck_assert_str_eq(award_now(code).agency_name, "Agency 3");
	ck_assert_int_eq(award_now(code).position, 2);
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_str_eq(o.bids[0].agency_name, "Agency 1");
	ck_assert_str_eq(o.bids[0].state, "lost");
}
END_TEST

START_TEST(too_few_are_valid_after_a_correction)
{
	const char *code = a_bidding(&dept, (const int64_t[]){ 46800, 49500,
	    51000, 0 }, NULL);

	ck_assert_int_eq(revokes(code, "Agency 2"), OK);
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_str_eq(award_now(code).state, "revoked");
}
END_TEST

/* ---- the purchaser's record ---- */

static struct seal_award
recorded(const char *code)
{
	const char *text;
	struct seal_award a;

	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "award", ""),
	    OK);
	text = text_of_note(published_of(code, "award.note"));
	ck_assert(seal_record_parse(tests_arena(), SEAL_AWARD, text,
	    strlen(text), &a));
	return a;
}

static enum err
may_record(const char *code)
{
	return paper_write(m, &dept, code, "award", "", &problems);
}

START_TEST(the_record_of_rank_one_needs_no_reason)
{
	const char *code = published_one();
	struct seal_award a = recorded(code);

	ck_assert_int_eq(a.amount_fen, 4680000);
	ck_assert_ptr_null(a.reason);
	ck_assert_int_gt(award_now(code).leaf, 0);
	ck_assert_int_eq(may_record(code), ERR_CONFLICT);
	assert_verifies(code);
}
END_TEST

START_TEST(another_winner_has_the_reason_on_record)
{
	const char *code = explained();
	struct seal_award a;

	ck_assert_int_eq(may_record(code), ERR_CONFLICT);
	ck_assert_int_eq(decide(code, "reject"), OK);
	a = recorded(code);
	ck_assert_int_eq(a.amount_fen, 4680000);
	ck_assert_str_eq(a.reason, "1 rejected: Another reason, not seen"
	    " before.");
	assert_verifies(code);
}
END_TEST

START_TEST(what_was_picked_has_its_reason_on_record)
{
	const char *code = choosing();
	struct seal_award a;

	ck_assert_int_eq(does(code, CHOOSE), OK);
	a = recorded(code);
	ck_assert_str_eq(a.reason, "Nearest to the site.");
}
END_TEST

START_TEST(each_award_has_a_record_of_its_own)
{
	const char *code = published_one();
	struct seal_award a = recorded(code);
	int64_t first = award_now(code).leaf;

	ck_assert_ptr_null(a.reason);
	ck_assert_int_eq(does(code, DECLINE), OK);
	ck_assert_int_eq(award_now(code).leaf, 0);
	a = recorded(code);
	ck_assert_str_eq(a.reason, "1 declined: We have no time for it.");
	ck_assert_int_gt(award_now(code).leaf, first);
	assert_verifies(code);
}
END_TEST

/* It says nothing of the result that took the place of its own. */
START_TEST(a_record_from_before_a_correction_is_none)
{
	const char *code = published_one();
	struct seal_award a = recorded(code);

	ck_assert_int_eq(revokes(code, "Agency 1"), OK);
	assert_verifies(code);
	a = recorded(code);
	ck_assert_int_eq(a.amount_fen, 4950000);
	assert_verifies(code);
}
END_TEST

/* Written down for rank 1, signed when rank 2 has won. */
START_TEST(a_record_that_is_not_true_any_more_is_not_taken)
{
	const char *code = published_one(), *text;
	struct paper paper;
	struct file line;

	ck_assert_int_eq(may_record(code), OK);
	ck_assert_int_eq(paper_get(m, &dept, code, "award", &paper), OK);
	text = arena_strdup(tests_arena(), paper.text);
	ck_assert_int_eq(does(code, DECLINE), OK);
	line = line_over(&dept, BY_ACTOR, text);
	assert_refused(posted_to(round_sign, id_of(code), line), line,
	    "late");
	ck_assert_int_eq(award_now(code).leaf, 0);
}
END_TEST

START_TEST(that_nobody_has_won_is_on_record_once)
{
	const char *code = exhausted();
	struct seal_award a = recorded(code);

	ck_assert_ptr_null(a.winner);
	ck_assert_int_eq(a.amount_fen, -1);
	ck_assert_str_eq(a.reason, "no-award");
	ck_assert_int_eq(may_record(code), ERR_CONFLICT);
	assert_verifies(code);
}
END_TEST

Suite *
award_table_suite(void)
{
	Suite *s = suite_create("award_table");
	TCase *t = tcase_create("table");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_is_not_in_the_table_is_refused, 0,
	    (int)COUNT(states) * ACTS);
	tcase_add_test(t, a_revoked_award_passes_on);
	tcase_add_test(t, after_a_correction_the_same_seed_ranks_again);
	tcase_add_test(t, who_was_revoked_may_win_again);
	tcase_add_test(t, who_declined_is_no_reserve_of_the_new_ranking);
	tcase_add_test(t, too_few_are_valid_after_a_correction);
	tcase_add_test(t, the_record_of_rank_one_needs_no_reason);
	tcase_add_test(t, another_winner_has_the_reason_on_record);
	tcase_add_test(t, what_was_picked_has_its_reason_on_record);
	tcase_add_test(t, each_award_has_a_record_of_its_own);
	tcase_add_test(t, a_record_from_before_a_correction_is_none);
	tcase_add_test(t, a_record_that_is_not_true_any_more_is_not_taken);
	tcase_add_test(t, that_nobody_has_won_is_on_record_once);
	suite_add_tcase(s, t);
	return s;
}
