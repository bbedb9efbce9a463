/* SPDX-License-Identifier: Apache-2.0 */
/* rerun_test.c: what failed is run again, and who has to agree. */
#include "market/rerun.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/attempt.h"
#include "market/base/digits.h"
#include "market/budget.h"
#include "market/draft.h"
#include "market/notice.h"
#include "market/petition.h"
#include "tests/sealing.h"
#include "views/view.h"

Suite *rerun_suite(void);

enum { DAY = 86400 };
#define REASON "Nobody came, and the work is urgent."
#define DECISION "The need is shown; one more attempt may be made."

static struct market *m;
static struct actor dept, reg;
static const char *code;

/* The newest public attempt fails: nobody bids. */
static void
fails(void)
{
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "failed");
}

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	reg = a_regulator();
	code = a_project(&dept);
	fails();
}

static enum rerun
state_now(void)
{
	struct project p = project_now(code);
	enum rerun state;

	ck_assert_int_eq(rerun_state(m, &p, &state), OK);
	return state;
}

static struct project
a_rerun(void)
{
	struct project p;

	ck_assert_int_eq(rerun_make(m, &dept, code, &p), OK);
	return p;
}

static const char *
a_time(int64_t at)
{
	struct civil c = civil_of(at);

	return arena_printf(tests_arena(), "%04d-%02d-%02dT%02d:%02d:%02d",
	    (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
}

/* The draft of a re-run as its form has it, with a deadline that will do. */
static struct draft_form
the_form(void)
{
	struct draft_form f;
	struct project p;

	ck_assert_int_eq(draft_get(m, &dept, code, &p), OK);
	ck_assert_int_eq(draft_to_form(m, &p, "", &f), OK);
	f.item = an_item();
	f.deadline = a_time(clock_at() + 6 * DAY);
	return f;
}

/* What keeps the draft from being published; NULL: nothing. */
static const char *
wrong_with(const struct draft_form *f, const char *field)
{
	struct problems problems;
	const struct problem *found;
	struct project p;

	ck_assert_int_eq(draft_edit(m, &dept, code, f, &p, &problems), OK);
	ck_assert_int_eq(draft_check(m, &p, &problems), OK);
	if (field == NULL)
		return problems.n ? problems.list[0].code : NULL;
	found = problem_of(&problems, field);
	return found ? found->code : NULL;
}

static void
publishes(void)
{
	struct draft_form f = the_form();
	struct problems problems;
	struct project p;

	ck_assert_ptr_null(wrong_with(&f, NULL));
	ck_assert_int_eq(draft_get(m, &dept, code, &p), OK);
	say_why_few(&dept, &p);
	ck_assert_int_eq(draft_publish(m, &dept, code, &p, &problems), OK);
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
}

static void
runs_again(void)
{
	a_rerun();
	publishes();
	fails();
}

/* ---- the draft ---- */

START_TEST(a_rerun_keeps_recusals_criteria_and_reasons)
{
	int64_t prior = project_now(code).id;
	struct recusal *list;
	struct finding *said;
	struct project p;
	size_t n;

	break_rows("INSERT INTO project_recusal (project_id, n, uscc, name,"
	    " reason) VALUES (%d, 1, '', 'Firm', 'A parent')", (int)prior);
	break_rows("UPDATE project SET criteria = '60 Plan' WHERE id = %d",
	    (int)prior);
	p = a_rerun();
	ck_assert_str_eq(p.criteria, "60 Plan");
	ck_assert_int_eq(db_recusal_list(m->db, p.id, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0].name, "Firm");
	ck_assert_int_eq(db_finding_list(m->db, p.id, &said, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(said[0].rule, "L12");
}
END_TEST


START_TEST(a_failed_project_is_run_again_as_another_attempt)
{
	struct project p;

	ck_assert_int_eq(state_now(), RERUN_FREE);
	p = a_rerun();
	ck_assert_int_eq(p.attempt_no, 2);
	ck_assert_str_eq(p.code, code);
	ck_assert_str_eq(p.state, "draft");
	ck_assert_int_eq(p.prior_id, project_now(code).id);
	ck_assert_int_eq(p.deadline, 0);
	/* Again: the same draft. */
	ck_assert_int_eq(a_rerun().id, p.id);
	ck_assert_int_eq(state_now(), RERUN_DRAFT);
	publishes();
	ck_assert_int_eq(project_now(code).attempt_no, 2);
	/* Rounds are numbered over all attempts. */
	ck_assert_str_eq(id_of(code), arena_printf(tests_arena(), "%s/2",
	    code));
	for (int i = 1; i <= 3; i++) {
		struct actor a = an_agency(i);

		a_bid(&a, code, "60000");
	}
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

START_TEST(a_draft_hides_no_public_attempt)
{
	struct browser b = a_browser();
	const char *path = arena_printf(tests_arena(), "/projects/%s", code);
	const char *old = arena_printf(tests_arena(),
	    "/projects/%s?attempt=1", code);
	static const char *const parts[] = { "", "/opening", "/verify",
	    "/timeline", "/questions" };
	int64_t first = project_now(code).id;

	a_rerun();
	ck_assert_int_eq(project_now(code).id, first);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, view_sentence(m->arena, "project_failed",
	    NULL)));
	ck_assert(!page_has(&b, "attempt="));
	publishes();
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "?attempt=1"));
	for (size_t i = 0; i < COUNT(parts); i++) {
		ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
		    "/projects/%s%s?attempt=1", code, parts[i])), 200);
		ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
		    "/projects/%s%s?attempt=3", code, parts[i])), 404);
	}
	get(&b, old);
	ck_assert(page_has(&b, view_sentence(m->arena, "project_failed",
	    NULL)));
	ck_assert(page_has(&b, "/verify?attempt=1\""));
	ck_assert(page_has(&b, "/timeline?attempt=1\""));
}
END_TEST

START_TEST(only_what_has_failed_is_run_again_and_only_by_its_owner)
{
	struct actor other = a_department(2);
	struct project p;
	const char *open = a_project(&dept);

	ck_assert_int_eq(rerun_make(m, &other, code, &p), ERR_NOT_FOUND);
	ck_assert_int_eq(rerun_make(m, &dept, open, &p), ERR_CONFLICT);
	ck_assert_int_eq(rerun_make(m, &dept, "ZJ-2026-999999", &p),
	    ERR_NOT_FOUND);
	a_rerun();
	publishes();
	ck_assert_int_eq(rerun_make(m, &dept, code, &p), ERR_CONFLICT);
}
END_TEST

START_TEST(a_rerun_that_was_thrown_away_can_be_begun_anew)
{
	struct project p = a_rerun();

	ck_assert_int_eq(draft_discard(m, &dept, code), OK);
	ck_assert_int_eq(draft_discard(m, &dept, code), OK);
	ck_assert_int_eq(state_now(), RERUN_FREE);
	ck_assert_int_ne(a_rerun().id, p.id);
	ck_assert_int_eq(a_rerun().attempt_no, 2);
}
END_TEST

/* ---- the same or easier terms ---- */

static const struct {
	const char *field, *value;
	const char *problem;		/* NULL: easier, or free */
} terms[] = {
	{ "ceiling", "99999.99", "rerun_ceiling" },
	{ "ceiling", "100000", NULL }, { "ceiling", "120000", NULL },
	{ "days", "29", "rerun_days" }, { "days", "30", NULL },
	{ "days", "60", NULL },
	{ "title", "Another road", "rerun_same" },
	{ "scale", "5 km", "rerun_same" },
	{ "content", "A report.", "rerun_same" },
	{ "place", "Elsewhere", "rerun_same" },
	{ "requirements", "Grade A", "rerun_requirements" },
	{ "requirements", "", NULL },
	{ "server", "no", "rerun_server" }, { "server", "yes", NULL },
	{ "contact", "Li Lei", NULL }, { "phone", "027-1111", NULL },
};

static const char **
field_of(struct draft_form *f, const char *name)
{
	const struct { const char *name; const char **at; } fields[] = {
		{ "ceiling", &f->ceiling }, { "days", &f->days },
		{ "title", &f->title }, { "scale", &f->scale },
		{ "content", &f->content }, { "place", &f->place },
		{ "requirements", &f->requirements },
		{ "server", &f->server }, { "contact", &f->contact },
		{ "phone", &f->phone },
	};

	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].at;
	ck_abort_msg("no field %s", name);
}

START_TEST(the_terms_are_the_same_or_easier)
{
	struct draft_form f;
	const char *got;

	a_rerun();
	f = the_form();
	*field_of(&f, terms[_i].field) = terms[_i].value;
	got = wrong_with(&f, terms[_i].field);
	if (terms[_i].problem == NULL) {
		ck_assert_ptr_null(got);
		return;
	}
	ck_assert_ptr_nonnull(got);
	ck_assert_str_eq(got, terms[_i].problem);
}
END_TEST

START_TEST(of_several_requirements_some_may_go)
{
	static const struct { const char *now, *problem; } kept[] = {
		{ "Grade A\nGrade B", NULL }, { "Grade B", NULL },
		{ "Grade B\n\nGrade A", NULL },
		{ "Grade A\nGrade", "rerun_requirements" },
		{ "Grade C", "rerun_requirements" },
	};
	struct draft_form f;

	break_rows("UPDATE project SET requirements = 'Grade A' ||"
	    " char(10) || 'Grade B'");
	a_rerun();
	for (size_t i = 0; i < COUNT(kept); i++) {
		const char *got;

		f = the_form();
		f.requirements = kept[i].now;
		got = wrong_with(&f, "requirements");
		ck_assert(kept[i].problem ? got && strcmp(got,
		    kept[i].problem) == 0 : got == NULL);
	}
}
END_TEST

/* 全部 → 其一 is easier, the way back and a lost alternative are harder. */
START_TEST(one_of_them_is_easier_than_all_of_them)
{
	static const struct {
		int was;
		const char *now, *need, *problem;
	} cases[] = {
		{ 0, "Grade A\nGrade B", "any", NULL },
		{ 0, "Grade A\nGrade C", "any", "rerun_requirements" },
		{ 0, "", "any", NULL },
		{ 1, "Grade A\nGrade B", "any", NULL },
		{ 1, "Grade C\nGrade B\nGrade A", "any", NULL },
		{ 1, "\n", "any", NULL }, { 1, "", "all", NULL },
		{ 1, "Grade A\nGrade B", "all", "rerun_requirements" },
		{ 1, "Grade A", "any", "rerun_requirements" },
		{ 1, "Grade A\nGrade C", "any", "rerun_requirements" },
	};
	int64_t prior;

	break_rows("UPDATE project SET requirements = 'Grade A' ||"
	    " char(10) || 'Grade B', any_will_do = 1");
	prior = project_now(code).id;
	a_rerun();
	ck_assert(project_now(code).any_will_do);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct draft_form f = the_form();
		const char *got;

		break_rows("UPDATE project SET any_will_do = %d WHERE id ="
		    " %d", cases[i].was, (int)prior);
		f.requirements = cases[i].now;
		f.need = cases[i].need;
		got = wrong_with(&f, "requirements");
		ck_assert_msg(cases[i].problem ? got != NULL && strcmp(got,
		    cases[i].problem) == 0 : got == NULL, "case %zu", i);
	}
}
END_TEST

/* Wednesday, some minutes past eleven: two working days end on Friday. */
START_TEST(the_window_of_a_rerun_is_two_working_days)
{
	int64_t least;
	struct draft_form f;

	ck_assert(digits_datetime("2026-11-27T23:59:59", &least));
	a_rerun();
	f = the_form();
	f.deadline = a_time(least - 1);
	ck_assert_str_eq(wrong_with(&f, "deadline"),
	    "draft_deadline_early");
	f = the_form();
	f.deadline = a_time(least);
	ck_assert_ptr_null(wrong_with(&f, "deadline"));
}
END_TEST

/* ---- when the regulator must agree ---- */

static enum err
asks(const struct actor *who, const char *kind)
{
	struct problems problems;

	return petition_ask(m, who, code, kind, REASON, &problems);
}

static int64_t
the_petition(void)
{
	struct petition *list;
	size_t n;

	ck_assert_int_eq(petition_list(m, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0].reason, REASON);
	return list[0].id;
}

static enum err
decides(int64_t id, const char *verdict, const char *min,
    const char *problem)
{
	const struct petition_form f = { .verdict = verdict,
	    .decision = DECISION, .min = min };
	struct problems problems;
	enum err err = petition_decide(m, &reg, id, &f, &problems);

	ck_assert_int_eq(problems.n > 0, problem != NULL);
	if (problem)
		ck_assert_str_eq(problems.list[0].code, problem);
	return err;
}

START_TEST(a_second_rerun_needs_a_public_decision)
{
	struct project p;
	struct notice *list;
	int64_t id;
	size_t n;

	ck_assert_int_eq(asks(&dept, "supervise"), ERR_CONFLICT);
	runs_again();
	ck_assert_int_eq(state_now(), RERUN_ASK);
	ck_assert_int_eq(rerun_make(m, &dept, code, &p), ERR_CONFLICT);
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(state_now(), RERUN_ASKED);
	ck_assert_int_eq(rerun_make(m, &dept, code, &p), ERR_CONFLICT);
	id = the_petition();
	ck_assert_int_eq(decides(id, "granted", "1", NULL), OK);
	ck_assert_int_eq(decides(id, "granted", "1", NULL), OK);
	ck_assert_int_eq(decides(id, "refused", "", NULL), ERR_CONFLICT);
	ck_assert_int_eq(notice_list(m, "decision", 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_nonnull(strstr(list[0].body, "petition supervise\n"
	    "asked-for " REASON "\nverdict granted\ndecision " DECISION
	    "\nmin-entrants-was 3\nmin-entrants 1\n"));
	p = a_rerun();
	ck_assert_int_eq(p.attempt_no, 3);
	ck_assert_int_eq(p.min_entrants, 1);
	publishes();
	ck_assert_int_eq(terms_of(code).round.min_entrants, 1);
	/* And after that anew. */
	fails();
	ck_assert_int_eq(state_now(), RERUN_ASK);
}
END_TEST

START_TEST(with_one_entrant_allowed_one_is_enough)
{
	struct actor agency = an_agency(1);

	runs_again();
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(decides(the_petition(), "granted", "1", NULL), OK);
	a_rerun();
	publishes();
	a_bid(&agency, code, "60000");
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

START_TEST(a_refusal_is_public_and_leaves_it_failed)
{
	struct notice *list;
	size_t n;

	runs_again();
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(decides(the_petition(), "refused", "", NULL), OK);
	ck_assert_int_eq(state_now(), RERUN_ASK);
	ck_assert_int_eq(notice_list(m, "decision", 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	/* It may be asked once more. */
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(decides(the_petition(), "granted", "", NULL), OK);
	ck_assert_int_eq(a_rerun().min_entrants, 0);
}
END_TEST

static const struct { const char *verdict, *min, *problem; } forms[] = {
	{ "", "", "petition_verdict" }, { "maybe", "", "petition_verdict" },
	{ "granted", "0", "petition_min" }, { "granted", "3",
	"petition_min" }, { "granted", "4", "petition_min" },
	{ "granted", "two", "petition_min" }, { "granted", "2", NULL },
};

START_TEST(a_decision_eases_and_never_tightens)
{
	runs_again();
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(decides(the_petition(), forms[_i].verdict,
	    forms[_i].min, forms[_i].problem), forms[_i].problem ?
	    ERR_INVALID : OK);
}
END_TEST

START_TEST(asking_and_deciding_need_reasons)
{
	struct petition_form f = { .verdict = "granted", .decision = "Yes.",
	    .min = "" };
	struct problems problems;
	struct actor other = a_department(2);

	runs_again();
	ck_assert_int_eq(petition_ask(m, &dept, code, "supervise", "Please",
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "reason");
	ck_assert_int_eq(asks(&other, "supervise"), ERR_NOT_FOUND);
	ck_assert_int_eq(asks(&dept, "other"), ERR_NOT_FOUND);
	ck_assert_int_eq(asks(&dept, "supervise"), OK);
	ck_assert_int_eq(petition_decide(m, &reg, the_petition(), &f,
	    &problems), ERR_INVALID);
	ck_assert_int_eq(state_now(), RERUN_ASKED);
}
END_TEST

/* A decision to go on never makes the choice direct. */
START_TEST(no_rerun_of_public_money_is_a_direct_choice)
{
	struct draft_form f;
	struct problems problems;
	struct project p;

	a_rerun();
	f = the_form();
	f.method = "direct";
	ck_assert_int_eq(draft_edit(m, &dept, code, &f, &p, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "draft_direct_forbidden");
}
END_TEST

/* ---- pages ---- */

START_TEST(an_owner_runs_it_again_with_one_button)
{
	struct browser b = signed_in(&dept);
	const char *path = arena_printf(tests_arena(), "/projects/%s", code);
	const char *button = arena_printf(tests_arena(),
	    "/desk/projects/%s/rerun", code);
	struct actor other = a_department(2);
	struct browser stranger = signed_in(&other), anyone = a_browser();

	get(&anyone, path);
	ck_assert(!page_has(&anyone, button));
	get(&stranger, path);
	ck_assert(!page_has(&stranger, button));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, button));
	ck_assert_int_eq(post(&b, button, ""), 303);
	ck_assert_str_eq(b.location, arena_printf(tests_arena(),
	    "/desk/projects/%s", code));
	ck_assert_int_eq(get(&b, b.location), 200);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(!page_has(&b, button));
	ck_assert_int_eq(post(&b, button, ""), 303);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM project"), 2);
}
END_TEST

START_TEST(a_regulator_decides_on_its_desk)
{
	struct browser owner = signed_in(&dept), b = signed_in(&reg);
	const char *path, *ask = arena_printf(tests_arena(),
	    "/desk/projects/%s/petitions/supervise", code);

	runs_again();
	owner = signed_in(&dept);	/* the sessions have ended */
	b = signed_in(&reg);
	get(&owner, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&owner, ask));
	ck_assert_int_eq(get(&owner, ask), 200);
	ck_assert_int_eq(post(&owner, ask, "reason=short"), 422);
	ck_assert(page_has(&owner, ">short</textarea>"));
	ck_assert_int_eq(post(&owner, ask, arena_printf(tests_arena(),
	    "reason=%s", encoded(REASON))), 303);
	path = arena_printf(tests_arena(), "/desk/petitions/%d",
	    (int)the_petition());
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(page_has(&b, path));
	ck_assert_int_eq(get(&b, "/desk/petitions"), 200);
	ck_assert(page_has(&b, path));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, REASON));
	ck_assert_int_eq(post(&b, path, "verdict=granted&min=9&reason=Why"),
	    422);
	ck_assert(page_has(&b, "value=\"9\""));
	ck_assert_int_eq(post(&b, path, arena_printf(tests_arena(),
	    "verdict=granted&min=2&reason=%s", encoded(DECISION))), 303);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, DECISION));
	get(&owner, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&owner, "/rerun\""));
	ck_assert(page_has(&owner, DECISION));
}
END_TEST

Suite *
rerun_suite(void)
{
	Suite *s = suite_create("rerun");
	TCase *t = tcase_create("reruns");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_rerun_keeps_recusals_criteria_and_reasons);
	tcase_add_test(t,
	    a_failed_project_is_run_again_as_another_attempt);
	tcase_add_test(t, a_draft_hides_no_public_attempt);
	tcase_add_test(t,
	    only_what_has_failed_is_run_again_and_only_by_its_owner);
	tcase_add_test(t, a_rerun_that_was_thrown_away_can_be_begun_anew);
	tcase_add_loop_test(t, the_terms_are_the_same_or_easier, 0,
	    COUNT(terms));
	tcase_add_test(t, of_several_requirements_some_may_go);
	tcase_add_test(t, one_of_them_is_easier_than_all_of_them);
	tcase_add_test(t, the_window_of_a_rerun_is_two_working_days);
	tcase_add_test(t, a_second_rerun_needs_a_public_decision);
	tcase_add_test(t, with_one_entrant_allowed_one_is_enough);
	tcase_add_test(t, a_refusal_is_public_and_leaves_it_failed);
	tcase_add_loop_test(t, a_decision_eases_and_never_tightens, 0,
	    COUNT(forms));
	tcase_add_test(t, asking_and_deciding_need_reasons);
	tcase_add_test(t, no_rerun_of_public_money_is_a_direct_choice);
	tcase_add_test(t, an_owner_runs_it_again_with_one_button);
	tcase_add_test(t, a_regulator_decides_on_its_desk);
	suite_add_tcase(s, t);
	return s;
}
