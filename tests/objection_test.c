/* SPDX-License-Identifier: Apache-2.0 */
/* objection_test.c: objections and their answers. */
#include "market/objection.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/account.h"
#include "db/due.h"
#include "market/award.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *objection_suite(void);

static struct market *m;
static struct actor owner, loser, stranger;
static const char *code;

/* The account of one of the first three agencies. */
static int64_t
account_of(int64_t party_id)
{
	for (int i = 1; i <= 3; i++) {
		struct account account;
		const char *record;
		char mobile[16];

		snprintf(mobile, sizeof mobile, "1380000100%d", i);
		ck_assert_int_eq(db_account_by_login(m->db, mobile, &account,
		    &record), OK);
		if (account.party_id == party_id)
			return account.id;
	}
	ck_abort_msg("no account of party %d", (int)party_id);
}

/* An agency that took part and did not win, as an actor. */
static struct actor
the_loser(const char *of)
{
	struct project p = project_now(of);
	struct actor a = { .role = ROLE_AGENCY, .name = "Zhou",
	    .request = "test" };
	struct bid *bids;
	struct round r;
	size_t n;

	ck_assert_int_eq(db_round_of_project(m->db, p.id, &r), OK);
	ck_assert_int_eq(db_bid_of_round(m->db, r.id, &bids, &n), OK);
	ck_assert_uint_gt(n, 1);
	a.party_id = bids[1].agency_id;
	a.party_name = bids[1].agency_name;
	a.uscc = bids[1].agency_uscc;
	a.account_id = account_of(a.party_id);
	return a;
}

static void
setup(void)
{
	m = a_market();
	owner = a_department(1);
	code = an_award(&owner);
	loser = the_loser(code);
	stranger = an_agency(9);
}

static enum err
file_as(const struct actor *who, const char *about, int64_t *id,
    struct problems *problems)
{
	struct objection_form form = { .about = about,
	    .facts = "The winner has no licence.", .claim = "Rank again.",
	    .once = a_token() };

	return objection_file(m, who, code, &form, id, problems);
}

static int64_t
an_objection(void)
{
	struct problems problems;
	int64_t id;

	ck_assert_int_eq(file_as(&loser, "result", &id, &problems), OK);
	return id;
}

static struct objection
now_of(int64_t id)
{
	struct objection o;

	ck_assert_int_eq(db_objection_get(m->db, id, &o), OK);
	return o;
}

static struct due
due_of(const char *event, int64_t id)
{
	struct due d;

	ck_assert_int_eq(db_due_get(m->db, project_now(code).id, event, id,
	    &d), OK);
	return d;
}

static void
past_the_publicity(void)
{
	struct project p = project_now(code);
	struct due *list;
	size_t n;

	ck_assert_int_eq(db_due_waiting(m->db, p.id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].event, "settle") == 0)
			clock_set(list[i].due_at + 1);
	run_clock();
}

START_TEST(an_objection_to_the_result_keeps_the_award_from_taking_effect)
{
	int64_t id = an_objection();
	struct problems problems;

	past_the_publicity();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(objection_accept(m, &owner, id), OK);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(objection_decide(m, &owner, id,
	    &(struct objection_verdict){ "dismissed", "It has one.", "" },
	    &problems), OK);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
}
END_TEST

START_TEST(one_answered_in_the_publicity_does_not_shorten_it)
{
	int64_t id = an_objection();
	struct problems problems;

	ck_assert_int_eq(objection_refuse(m, &owner, id, "No standing.",
	    &problems), OK);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	past_the_publicity();
	ck_assert_str_eq(project_now(code).state, "signing");
}
END_TEST

START_TEST(two_must_both_be_answered)
{
	int64_t one = an_objection(), two = an_objection();

	past_the_publicity();
	ck_assert_int_eq(objection_withdraw(m, &loser, one), OK);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(objection_withdraw(m, &loser, two), OK);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
}
END_TEST

START_TEST(without_an_answer_in_time_it_suspends_no_more)
{
	int64_t id = an_objection();
	int64_t until = due_of("objection_lapse", id).due_at;

	past_the_publicity();
	clock_set(until);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	clock_forward(1);
	run_clock();
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
	ck_assert_str_eq(now_of(id).state, "filed");	/* still to answer */
	ck_assert_int_eq(objection_accept(m, &owner, id), OK);
}
END_TEST

START_TEST(upheld_the_next_reserve_is_proposed)
{
	int64_t id = an_objection(), winner, next;
	struct problems problems;
	struct award a;

	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	winner = a.agency_id;
	ck_assert_int_eq(objection_accept(m, &owner, id), OK);
	ck_assert_int_eq(objection_decide(m, &owner, id,
	    &(struct objection_verdict){ "upheld", "It is so.\nTwo lines.",
	    "" }, &problems), OK);
	run_clock();
	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	next = a.agency_id;
	ck_assert_int_ne(winner, next);
	ck_assert_str_eq(project_now(code).state, "publicity");
}
END_TEST

START_TEST(upheld_with_a_fact_all_are_ranked_again)
{
	int64_t id = an_objection();
	struct problems problems;
	struct award before, after;
	struct bid *bids;
	struct round r;
	size_t n, out = 0;

	ck_assert_int_eq(award_of_project(m, project_now(code).id, &before),
	    OK);
	ck_assert_int_eq(objection_accept(m, &owner, id), OK);
	ck_assert_int_eq(objection_decide(m, &owner, id,
	    &(struct objection_verdict){ "upheld", "No licence.",
	    "requirement" }, &problems), OK);
	ck_assert_int_eq(db_round_of_project(m->db, project_now(code).id,
	    &r), OK);
	ck_assert_int_eq(db_bid_of_round(m->db, r.id, &bids, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (bids[i].out_code != NULL) {
			ck_assert_int_eq(bids[i].agency_id,
			    before.agency_id);
			ck_assert_str_eq(bids[i].out_code, "requirement");
			out++;
		}
	ck_assert_uint_eq(out, 1);
	run_clock();
	if (award_of_project(m, project_now(code).id, &after) == OK &&
	    strcmp(project_now(code).state, "publicity") == 0)
		ck_assert_int_ne(after.agency_id, before.agency_id);
	else	/* three were needed */
		ck_assert_str_eq(project_now(code).state, "failed");
}
END_TEST

/* ---- who may, and when ---- */

START_TEST(who_did_not_take_part_has_no_standing_about_the_result)
{
	struct problems problems;
	int64_t id;

	ck_assert_int_eq(file_as(&stranger, "result", &id, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "objection_not_now");
	ck_assert_int_eq(file_as(&stranger, "notice", &id, &problems),
	    ERR_CONFLICT);		/* it is not open any more */
}
END_TEST

START_TEST(the_notice_can_be_objected_to_while_it_is_open)
{
	struct problems problems;
	int64_t id;

	code = a_project_for(&owner, 30 * 86400);
	ck_assert_int_eq(file_as(&stranger, "notice", &id, &problems), OK);
	ck_assert(!now_of(id).suspends);
	ck_assert_int_eq(file_as(&stranger, "result", &id, &problems),
	    ERR_CONFLICT);
}
END_TEST

START_TEST(after_the_time_to_object_it_is_too_late)
{
	struct objection_stand s;
	struct problems problems;
	int64_t id, until = 0;

	ck_assert_int_eq(objection_stand(m, &loser, code, &s), OK);
	for (size_t i = 0; i < s.n; i++)
		if (strcmp(s.may[i].about, "result") == 0)
			until = s.may[i].until;
	ck_assert_int_gt(until, clock_at());
	clock_set(until);
	ck_assert_int_eq(file_as(&loser, "result", &id, &problems), OK);
	clock_set(until + 1);
	ck_assert_int_eq(file_as(&loser, "result", &id, &problems),
	    ERR_CONFLICT);
}
END_TEST

START_TEST(a_party_has_three_open_ones_at_most)
{
	struct problems problems;
	int64_t id;

	for (int i = 0; i < OBJECTION_OPEN; i++)
		an_objection();
	ck_assert_int_eq(file_as(&loser, "result", &id, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "objection_enough");
}
END_TEST

START_TEST(the_same_form_is_the_same_objection)
{
	struct objection_form form = { .about = "result", .facts = "So.",
	    .claim = "This.", .once = "abcdefabcdefabcdefabcdefabcdefab" };
	struct problems problems;
	int64_t one, two;

	ck_assert_int_eq(objection_file(m, &loser, code, &form, &one,
	    &problems), OK);
	ck_assert_int_eq(objection_file(m, &loser, code, &form, &two,
	    &problems), OK);
	ck_assert_int_eq(one, two);
}
END_TEST

START_TEST(what_is_missing_is_told_at_its_field)
{
	struct objection_form form = { .about = "weather", .facts = " ",
	    .claim = "", .once = "" };
	struct problems problems;
	int64_t id;

	ck_assert_int_eq(objection_file(m, &loser, code, &form, &id,
	    &problems), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "about"));
	ck_assert_ptr_nonnull(problem_of(&problems, "facts"));
	ck_assert_ptr_nonnull(problem_of(&problems, "claim"));
}
END_TEST

/* ---- every act in every state ---- */

static const char *const states[] = { "filed", "accepted", "refused",
    "withdrawn", "upheld", "partly", "dismissed" };

static enum err
act_on(int64_t id, const char *to)
{
	struct objection_verdict v = { to, "Because.", "" };
	struct problems problems;

	if (strcmp(to, "accepted") == 0)
		return objection_accept(m, &owner, id);
	if (strcmp(to, "refused") == 0)
		return objection_refuse(m, &owner, id, "Because.",
		    &problems);
	if (strcmp(to, "withdrawn") == 0)
		return objection_withdraw(m, &loser, id);
	return objection_decide(m, &owner, id, &v, &problems);
}

/* One in that state; what is decided was accepted before. */
static int64_t
one_that_is(const char *state)
{
	int64_t id = an_objection();

	if (strcmp(state, "filed") == 0)
		return id;
	if (strcmp(state, "refused") != 0 && strcmp(state, "withdrawn") != 0)
		ck_assert_int_eq(act_on(id, "accepted"), OK);
	if (strcmp(state, "accepted") != 0)
		ck_assert_int_eq(act_on(id, state), OK);
	return id;
}

/* The page's rows. */
static bool
is_legal(const char *from, const char *to)
{
	if (strcmp(from, "filed") == 0)
		return strcmp(to, "refused") == 0 ||
		    strcmp(to, "accepted") == 0 ||
		    strcmp(to, "withdrawn") == 0;
	return strcmp(from, "accepted") == 0 && strcmp(to, "refused") != 0 &&
	    strcmp(to, "filed") != 0;
}

START_TEST(what_is_not_listed_cannot_be_done)
{
	const char *from = states[(size_t)_i / COUNT(states)];
	const char *to = states[(size_t)_i % COUNT(states)];
	int64_t id;
	enum err err;

	if (strcmp(to, "filed") == 0)
		return;
	id = one_that_is(from);
	err = act_on(id, to);
	if (strcmp(from, to) == 0)
		ck_assert_int_eq(err, OK);	/* sent twice */
	else
		ck_assert_int_eq(err, is_legal(from, to) ? OK :
		    ERR_CONFLICT);
	ck_assert_str_eq(now_of(id).state, err ? from : to);
}
END_TEST

START_TEST(only_its_purchaser_answers_and_only_its_filer_takes_it_back)
{
	struct actor other = a_department(7);
	struct problems problems;
	int64_t id = an_objection();

	ck_assert_int_eq(objection_accept(m, &other, id), ERR_NOT_FOUND);
	ck_assert_int_eq(objection_refuse(m, &other, id, "x", &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(objection_withdraw(m, &stranger, id),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(objection_withdraw(m, &owner, id), ERR_NOT_FOUND);
}
END_TEST

/* ---- pages ---- */

START_TEST(nobody_else_is_told_who_objected)
{
	int64_t id = an_objection();
	struct actor reg = a_regulator(), other = a_department(7);
	const struct { const struct actor *who; int status; bool named; }
	    eyes[] = { { &owner, 200, true }, { &loser, 200, true },
	    { &reg, 200, true }, { &stranger, 404, false },
	    { &other, 404, false } };
	char path[96];

	for (size_t i = 0; i < COUNT(eyes); i++) {
		struct browser b = signed_in(eyes[i].who);

		snprintf(path, sizeof path, "/desk/objections/%d", (int)id);
		ck_assert_int_eq(get(&b, path), eyes[i].status);
		ck_assert(page_has(&b, loser.party_name) == eyes[i].named);
		snprintf(path, sizeof path, "/projects/%s/objections", code);
		ck_assert_int_eq(get(&b, path), 200);
		ck_assert(eyes[i].who == &loser ||
		    !page_has(&b, loser.party_name));
	}
}
END_TEST

START_TEST(an_objection_is_filed_and_answered_on_pages)
{
	struct browser b = signed_in(&loser), o = signed_in(&owner);
	char path[96];

	snprintf(path, sizeof path, "/projects/%s/objections/new", code);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/projects/%s/objections", code);
	ck_assert_int_eq(post(&b, path, "about=result&facts=So+it+is"), 422);
	ck_assert(page_has(&b, "So it is"));
	ck_assert_int_eq(post(&b, path,
	    "about=result&facts=So+it+is&claim=Again"), 303);
	ck_assert_int_eq(get(&o, "/desk"), 200);
	ck_assert(page_has(&o, path));
	ck_assert_int_eq(get(&o, path), 200);
	ck_assert(page_has(&o, "/desk/objections/1"));
	ck_assert_int_eq(post(&o, "/desk/objections/1/accept", ""), 303);
	ck_assert_int_eq(get(&o, "/desk/objections/1"), 200);
	ck_assert_int_eq(post(&o, "/desk/objections/1/decide",
	    "verdict=&answer=It+has+one"), 422);
	ck_assert(page_has(&o, "It has one"));
	ck_assert_int_eq(post(&o, "/desk/objections/1/decide",
	    "verdict=dismissed&answer=It+has+one&out="), 303);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "It has one"));
	ck_assert_int_eq(get(&b, "/notices"), 200);
}
END_TEST

Suite *
objection_suite(void)
{
	Suite *s = suite_create("objections");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t,
	    an_objection_to_the_result_keeps_the_award_from_taking_effect);
	tcase_add_test(t, one_answered_in_the_publicity_does_not_shorten_it);
	tcase_add_test(t, two_must_both_be_answered);
	tcase_add_test(t, without_an_answer_in_time_it_suspends_no_more);
	tcase_add_test(t, upheld_the_next_reserve_is_proposed);
	tcase_add_test(t, upheld_with_a_fact_all_are_ranked_again);
	tcase_add_test(t,
	    who_did_not_take_part_has_no_standing_about_the_result);
	tcase_add_test(t, the_notice_can_be_objected_to_while_it_is_open);
	tcase_add_test(t, after_the_time_to_object_it_is_too_late);
	tcase_add_test(t, a_party_has_three_open_ones_at_most);
	tcase_add_test(t, the_same_form_is_the_same_objection);
	tcase_add_test(t, what_is_missing_is_told_at_its_field);
	tcase_add_loop_test(t, what_is_not_listed_cannot_be_done, 0,
	    COUNT(states) * COUNT(states));
	tcase_add_test(t,
	    only_its_purchaser_answers_and_only_its_filer_takes_it_back);
	tcase_add_test(t, nobody_else_is_told_who_objected);
	tcase_add_test(t, an_objection_is_filed_and_answered_on_pages);
	suite_add_tcase(s, t);
	return s;
}
