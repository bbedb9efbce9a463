/* SPDX-License-Identifier: Apache-2.0 */
/* cancel_test.c: projects that end after their deadline, or unopened. */
#include "market/cancel.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/bid.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/bid.h"
#include "market/budget.h"
#include "market/desk.h"
#include "market/notice.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/petition.h"
#include "market/rerun.h"
#include "market/seal_record.h"
#include "market/submit.h"
#include "tests/sealing.h"
#include "views/view.h"

Suite *cancel_suite(void);

enum { DAY = 86400, BIDS = 3 };
#define REASON "The site was sold to somebody else."
#define DECISION "The owner has shown that the site was sold."

static struct market *m;
static struct actor dept, reg, agencies[BIDS];
static struct file bids[BIDS];
static unsigned char secrets[BIDS][32];
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	reg = a_regulator();
	code = a_project(&dept);
	for (int i = 0; i < BIDS; i++) {
		agencies[i] = an_agency(i + 1);
		bids[i] = sealed(code, &(struct sealing){ .who =
		    &agencies[i], .fen = 5000000 + i, .s = secrets[i] });
		assert_accepted(submitted(&agencies[i], code, bids[i]));
	}
}

/* How far it comes before it is ended. */
static void
comes_to(const char *state)
{
	clock_set(terms_of(code).round.deadline + ROUND_CLOSE_DELAY);
	if (strcmp(state, "closed") == 0)
		run_clock_alone();
	else
		run_clock();
	if (strcmp(state, "signing") == 0) {
		clock_forward(600);
		run_clock();
	}
	ck_assert_str_eq(project_now(code).state, state);
}

static struct budget_line
the_line(void)
{
	struct budget_line *lines;
	size_t n;

	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	return lines[0];
}

static enum err
stops(const struct actor *who)
{
	struct problems problems;

	return petition_stop(m, who, code, DECISION, &problems);
}

static struct notice
the_notice(const char *kind)
{
	struct notice *list;
	size_t n;

	ck_assert_int_eq(notice_list(m, kind, 0, &list, &n), OK);
	ck_assert_uint_gt(n, 0);
	return list[0];
}

static int64_t
waiting(void)
{
	return count_rows("SELECT count(*) FROM due WHERE done_at IS NULL");
}

static const char *
the_paper(const char *kind)
{
	struct paper p;

	return paper_get(m, &dept, code, kind, &p) == OK ?
	    arena_strdup(tests_arena(), p.text) : NULL;
}

/* ---- by a regulator ---- */

static const char *const late[] = { "closed", "publicity", "signing" };

START_TEST(a_regulator_ends_it_after_the_deadline)
{
	bool opened = strcmp(late[_i], "closed") != 0;
	struct award a;
	struct desk d;
	struct notice n;

	comes_to(late[_i]);
	ck_assert_int_gt(the_line().reserved_fen +
	    the_line().committed_fen, 0);
	ck_assert_int_eq(stops(&reg), OK);
	ck_assert_int_eq(stops(&reg), OK);
	ck_assert_str_eq(project_now(code).state, "cancelled");
	ck_assert_int_eq(the_line().reserved_fen, 0);
	ck_assert_int_eq(the_line().committed_fen, 0);
	ck_assert_int_eq(waiting(), 0);
	n = the_notice("cancelled");
	ck_assert_ptr_nonnull(strstr(n.body, "decided-by regulator\nreason "
	    DECISION "\n"));
	ck_assert_ptr_nonnull(strstr(n.body, opened ? "envelopes opened\n" :
	    "envelopes sealed\n"));
	n = the_notice("decision");
	ck_assert_ptr_nonnull(strstr(n.body, "verdict granted\ndecision "
	    DECISION "\n"));
	if (opened) {
		ck_assert_int_eq(award_of_project(m, project_now(code).id,
		    &a), OK);
		ck_assert_str_eq(a.state, "revoked");
	}
	/* The purchaser is asked for the record. */
	ck_assert_int_eq(desk_get(m, &dept, &d), OK);
	ck_assert_uint_eq(d.n, 1);
	ck_assert_str_eq(d.tasks[0].code, opened ? "award_nobody" : "void");
}
END_TEST

START_TEST(sealed_envelopes_are_never_opened_after_that)
{
	const char *file, *text;
	struct posted p;
	struct file f;
	size_t n;

	comes_to("closed");
	ck_assert_int_eq(stops(&reg), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid"
	    " WHERE body IS NOT NULL OR state <> 'voided'"), 0);
	/* Keys come too late, with or without the record. */
	for (int i = 1; i <= 2; i++) {
		ck_assert_int_eq(cast_open(the_cast(), m, code, (size_t)i,
		    &file, &n), OK);
		f = a_file(file, n);
		p = posted_to(opening_key, id_of(code), f);
		assert_refused(p, f, "void");
		if (i == 2)
			break;
		text = the_paper("void");
		ck_assert_ptr_nonnull(strstr(text, "\nreason " DECISION
		    "\n"));
		assert_accepted(posted_to(round_sign, id_of(code),
		    line_over(&dept, BY_ACTOR, text)));
		ck_assert_int_gt(terms_of(code).round.void_leaf, 0);
	}
	ck_assert_str_eq(project_now(code).state, "cancelled");
	ck_assert_ptr_null(the_paper("void"));
	/* A body that is sent again does not come back either. */
	assert_accepted(submitted(&agencies[0], code, bids[0]));
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid"
	    " WHERE body IS NOT NULL"), 0);
	assert_verifies(code);
}
END_TEST

START_TEST(what_is_opened_goes_to_nobody_on_record)
{
	const char *text;
	struct seal_award a;

	comes_to("publicity");
	ck_assert_int_eq(stops(&reg), OK);
	ck_assert_ptr_null(the_paper("void"));
	text = the_paper("award");
	ck_assert_ptr_nonnull(text);
	ck_assert(seal_record_parse(tests_arena(), SEAL_AWARD, text,
	    strlen(text), &a));
	ck_assert_ptr_null(a.winner);
	ck_assert_int_eq(a.amount_fen, -1);
	ck_assert_str_eq(a.reason, DECISION);
	assert_accepted(posted_to(round_sign, id_of(code), line_over(&dept,
	    BY_ACTOR, text)));
	ck_assert_int_gt(terms_of(code).round.award_leaf, 0);
	ck_assert_str_eq(project_now(code).state, "cancelled");
	assert_verifies(code);
}
END_TEST

START_TEST(before_the_deadline_it_is_the_owners_to_end)
{
	ck_assert_int_eq(stops(&reg), ERR_CONFLICT);
	ck_assert_str_eq(project_now(code).state, "published");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM petition"), 0);
}
END_TEST

START_TEST(after_that_an_owner_asks)
{
	struct actor other = a_department(2);
	struct petition_form f = { .verdict = "refused",
	    .decision = "The reasons do not suffice.", .min = "" };
	struct problems problems;
	struct petition t;
	struct notice n;

	ck_assert_int_eq(petition_ask(m, &dept, code, "cancel_late", REASON,
	    &problems), ERR_CONFLICT);
	comes_to("publicity");
	ck_assert_int_eq(petition_ask(m, &other, code, "cancel_late",
	    REASON, &problems), ERR_NOT_FOUND);
	ck_assert_int_eq(petition_ask(m, &dept, code, "cancel_late", REASON,
	    &problems), OK);
	ck_assert_int_eq(petition_ask(m, &dept, code, "cancel_late", REASON,
	    &problems), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM petition"), 1);
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(petition_of(m, project_now(code).id, "cancel_late",
	    &t), OK);
	ck_assert_int_eq(petition_decide(m, &reg, t.id, &f, &problems), OK);
	ck_assert_str_eq(project_now(code).state, "publicity");
	n = the_notice("decision");
	ck_assert_ptr_nonnull(strstr(n.body, "asked-for " REASON
	    "\nverdict refused\n"));
	/* Asked again, it is granted. */
	ck_assert_int_eq(petition_ask(m, &dept, code, "cancel_late", REASON,
	    &problems), OK);
	ck_assert_int_eq(petition_of(m, project_now(code).id, "cancel_late",
	    &t), OK);
	f.verdict = "granted";
	ck_assert_int_eq(petition_decide(m, &reg, t.id, &f, &problems), OK);
	ck_assert_str_eq(project_now(code).state, "cancelled");
}
END_TEST

/* The clock was faster: nothing is left to decide. */
START_TEST(a_request_lapses_with_what_it_was_about)
{
	struct petition_form f = { .verdict = "granted",
	    .decision = DECISION, .min = "" };
	struct problems problems;
	struct petition t;

	comes_to("signing");
	ck_assert_int_eq(petition_ask(m, &dept, code, "cancel_late", REASON,
	    &problems), OK);
	break_rows("UPDATE project SET state = 'performing'");
	ck_assert_int_eq(petition_of(m, project_now(code).id, "cancel_late",
	    &t), OK);
	ck_assert_int_eq(petition_decide(m, &reg, t.id, &f, &problems),
	    ERR_CONFLICT);
	ck_assert_int_eq(stops(&reg), ERR_CONFLICT);
}
END_TEST

START_TEST(a_decision_to_end_it_has_reasons)
{
	struct problems problems;

	comes_to("closed");
	ck_assert_int_eq(petition_stop(m, &reg, code, "Because", &problems),
	    ERR_INVALID);
	ck_assert_int_eq(petition_stop(m, &reg, code, "Two lines of it,\n"
	    "which no record takes.", &problems), ERR_INVALID);
	ck_assert_int_eq(petition_stop(m, &reg, "ZJ-2026-999999", DECISION,
	    &problems), ERR_NOT_FOUND);
	ck_assert_str_eq(project_now(code).state, "closed");
}
END_TEST

/* ---- nobody opens ---- */

static void
falls_back(void)
{
	const char *text;

	comes_to("closed");
	clock_forward(PAPER_FALLBACK_AFTER);
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "fallback",
	    ""), OK);
	text = the_paper("fallback");
	assert_accepted(posted_to(round_sign, id_of(code), line_over(NULL, 1,
	    text)));
	ck_assert_int_gt(terms_of(code).round.fallback_leaf, 0);
}

static struct posted
opens_its_own(int i)
{
	struct round_terms t = terms_of(code);
	struct seal_selfopen s;
	unsigned char hash[32];

	memcpy(s.policy, t.round.policy, sizeof s.policy);
	memcpy(s.s, secrets[i], sizeof s.s);
	note_hash(hash, bids[i].data, bids[i].n);
	memcpy(s.file, hash, sizeof s.file);
	return posted_to(paper_selfopen, id_of(code), signed_note(
	    &agencies[i], BY_ACTOR, SEAL_SELFOPEN, &s));
}

START_TEST(one_silent_bidder_leaves_it_unopened_to_the_second)
{
	int64_t until = terms_of(code).round.selfopen_until;
	struct project p;
	struct notice n;
	enum rerun state;
	struct desk d;

	falls_back();
	assert_accepted(opens_its_own(0));
	assert_accepted(opens_its_own(1));
	clock_set(until - 1);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "closed");
	clock_set(until);
	run_clock_alone();
	p = project_now(code);
	ck_assert_str_eq(p.state, "failed");
	ck_assert_int_eq(the_line().reserved_fen, 0);
	ck_assert_int_eq(waiting(), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid"
	    " WHERE body IS NOT NULL"), 0);
	/* The silent one is on record, and it alone. */
	n = the_notice("failed");
	ck_assert_ptr_nonnull(strstr(n.body, "reason not_opened\n"));
	ck_assert_ptr_nonnull(strstr(n.body, "silent Agency 3\n"));
	ck_assert_ptr_null(strstr(n.body, "Agency 1"));
	ck_assert_ptr_null(strstr(n.body, "Agency 2"));
	ck_assert_int_eq(desk_get(m, &dept, &d), OK);
	ck_assert_str_eq(d.tasks[0].code, "void");
	assert_accepted(posted_to(round_sign, id_of(code), line_over(&dept,
	    BY_ACTOR, the_paper("void"))));
	ck_assert_str_eq(project_now(code).state, "failed");
	/* No attempt is counted. */
	ck_assert_int_eq(rerun_state(m, &p, &state), OK);
	ck_assert_int_eq(state, RERUN_FREE);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM project_event"
	    " WHERE event = 'unopened' AND leaf IS NOT NULL"), 1);
}
END_TEST

START_TEST(when_all_open_in_the_last_second_it_is_opened)
{
	int64_t until = terms_of(code).round.selfopen_until;

	falls_back();
	assert_accepted(opens_its_own(0));
	assert_accepted(opens_its_own(1));
	clock_set(until - 1);
	assert_accepted(opens_its_own(2));
	clock_set(until);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM due"
	    " WHERE event = 'unopened' AND done_at IS NULL"), 0);
}
END_TEST

START_TEST(without_fallback_and_keys_it_fails_as_well)
{
	comes_to("closed");
	clock_set(terms_of(code).round.selfopen_until);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_ptr_nonnull(strstr(the_notice("failed").body,
	    "silent Agency 1\n"));
}
END_TEST

/* ---- whom a rule keeps out ---- */

START_TEST(who_shares_the_owners_representative_does_not_bid)
{
	struct actor tied = an_agency(8);
	struct problems problems;
	struct bid_offer o;
	struct file f;

	break_rows("UPDATE party SET legal_rep = 'Li Lei' WHERE id IN"
	    " (%d, %d)", (int)tied.party_id, (int)dept.party_id);
	ck_assert_int_eq(bid_offer(m, &tied, code, &o, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "bid_conflict");
	f = sealed(code, &(struct sealing){ .who = &tied });
	assert_refused(submitted(&tied, code, f), f, "eligible");
	/* Nobody's representative is everybody's. */
	break_rows("UPDATE party SET legal_rep = '' WHERE id IN (%d, %d)",
	    (int)tied.party_id, (int)dept.party_id);
	ck_assert_int_eq(bid_offer(m, &tied, code, &o, &problems), OK);
	assert_accepted(submitted(&tied, code, f));
}
END_TEST

START_TEST(who_shares_it_at_the_deadline_is_out)
{
	struct actor more = an_agency(8);

	a_bid(&more, code, "45000");
	break_rows("UPDATE party SET legal_rep = 'Li Lei' WHERE id IN"
	    " (%d, %d)", (int)agencies[0].party_id, (int)dept.party_id);
	comes_to("publicity");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid"
	    " WHERE out_code = 'conflict'"), 1);
	assert_verifies(code);
}
END_TEST

/* ---- pages ---- */

START_TEST(owner_and_regulator_end_it_by_their_pages)
{
	struct browser owner, b;
	const char *page = arena_printf(tests_arena(), "/projects/%s", code);
	const char *ask = arena_printf(tests_arena(),
	    "/desk/projects/%s/petitions/cancel_late", code);
	const char *stop = arena_printf(tests_arena(),
	    "/desk/projects/%s/stop", code);

	comes_to("closed");
	owner = signed_in(&dept);
	b = signed_in(&reg);
	get(&owner, page);
	ck_assert(page_has(&owner, ask));
	ck_assert(!page_has(&owner, stop));
	ck_assert_int_eq(post(&owner, ask, arena_printf(tests_arena(),
	    "reason=%s", encoded(REASON))), 303);
	get(&owner, page);
	ck_assert(!page_has(&owner, ask));
	get(&b, page);
	ck_assert(page_has(&b, stop));
	ck_assert(!page_has(&b, ask));
	ck_assert_int_eq(get(&b, stop), 200);
	ck_assert_int_eq(post(&b, stop, "reason=No"), 422);
	ck_assert_int_eq(post(&b, stop, arena_printf(tests_arena(),
	    "reason=%s", encoded(DECISION))), 303);
	/* It has answered the request. */
	ck_assert_int_eq(count_rows("SELECT count(*) FROM petition"
	    " WHERE decided_at IS NULL"), 0);
	ck_assert_int_eq(get(&owner, page), 200);
	ck_assert(page_has(&owner, DECISION));
	ck_assert_int_eq(get(&owner, arena_printf(tests_arena(),
	    "/desk/projects/%s/papers/void", code)), 200);
	ck_assert(page_has(&owner, "sealbid/v1 void"));
	ck_assert(!page_has(&owner, "name=\"reason\""));
	ck_assert_int_eq(get(&owner, arena_printf(tests_arena(),
	    "/projects/%s/opening", code)), 200);
	ck_assert_int_eq(get(&owner, "/desk"), 200);
	ck_assert(page_has(&owner, "/papers/void"));
}
END_TEST

START_TEST(after_the_opening_pages_say_that_it_goes_to_nobody)
{
	struct browser b = a_browser();

	comes_to("signing");
	ck_assert_int_eq(stops(&reg), OK);
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(), "/projects/%s",
	    code)), 200);
	ck_assert(page_has(&b, DECISION));
	ck_assert(page_has(&b, view_sentence(m->arena, "award_revoked",
	    NULL)));
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/opening", code)), 200);
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(), "/notices/%d",
	    (int)the_notice("cancelled").id)), 200);
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(), "/notices/%d",
	    (int)the_notice("decision").id)), 200);
	ck_assert_int_eq(get(&b, "/notices?kind=decision"), 200);
}
END_TEST

/* ---- the timeline ---- */

START_TEST(a_long_timeline_comes_in_pages_with_its_places)
{
	struct browser b = a_browser();
	const char *page = arena_printf(tests_arena(), "/projects/%s", code);
	const char *all = arena_printf(tests_arena(),
	    "/projects/%s/timeline", code);
	const char *at, *first = "event_register";
	size_t lines = 0;

	get(&b, page);
	ck_assert(page_has(&b, view_sentence(m->arena, first, NULL)));
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "/projects/%s/verify\"", code)));
	for (int i = 0; i < PROJECT_EVENTS; i++)
		break_rows("INSERT INTO project_event (project_id, at, event,"
		    " from_state, to_state, leaf) VALUES (%d, %d, 'extend',"
		    " 'published', 'published', %d)",
		    (int)project_now(code).id, (int)clock_at() + i,
		    1000 + i);
	b = a_browser();
	clock_forward(60);		/* what was kept is a minute old */
	get(&b, page);
	ck_assert(!page_has(&b, view_sentence(m->arena, first, NULL)));
	for (at = b.body; (at = strstr(at, view_sentence(m->arena,
	    "event_extend", NULL))) != NULL; at++)
		lines++;
	ck_assert_uint_eq(lines, PROJECT_EVENTS);
	ck_assert(page_has(&b, "1,029"));
	/* Its line of steps still has its days. */
	ck_assert_int_eq(get(&b, all), 200);
	at = strstr(b.body, "timeline?before=");
	ck_assert_ptr_nonnull(at);
	at += strlen("timeline?before=");
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "%s?before=%.*s", all, (int)strspn(at, "0123456789"), at)), 200);
	ck_assert(page_has(&b, view_sentence(m->arena, first, NULL)));
}
END_TEST

Suite *
cancel_suite(void)
{
	Suite *s = suite_create("cancel");
	TCase *t = tcase_create("ends");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_regulator_ends_it_after_the_deadline, 0,
	    COUNT(late));
	tcase_add_test(t, sealed_envelopes_are_never_opened_after_that);
	tcase_add_test(t, what_is_opened_goes_to_nobody_on_record);
	tcase_add_test(t, before_the_deadline_it_is_the_owners_to_end);
	tcase_add_test(t, after_that_an_owner_asks);
	tcase_add_test(t, a_request_lapses_with_what_it_was_about);
	tcase_add_test(t, a_decision_to_end_it_has_reasons);
	tcase_add_test(t, one_silent_bidder_leaves_it_unopened_to_the_second);
	tcase_add_test(t, when_all_open_in_the_last_second_it_is_opened);
	tcase_add_test(t, without_fallback_and_keys_it_fails_as_well);
	tcase_add_test(t, who_shares_the_owners_representative_does_not_bid);
	tcase_add_test(t, who_shares_it_at_the_deadline_is_out);
	tcase_add_test(t, owner_and_regulator_end_it_by_their_pages);
	tcase_add_test(t,
	    after_the_opening_pages_say_that_it_goes_to_nobody);
	tcase_add_test(t, a_long_timeline_comes_in_pages_with_its_places);
	suite_add_tcase(s, t);
	return s;
}
