/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_test.c: plans, their seeds, and visits. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/credit_event.h"
#include "db/due.h"
#include "market/inspect_draw.h"
#include "market/tick.h"
#include "market/verify_plan.h"
#include "tests/inspections.h"
#include "tests/sealing.h"
#include "tests/told.h"

Suite *inspection_suite(void);

static struct market *m;
static struct actor reg, agencies[4], inspectors[3];
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	reg = a_regulator();
	for (int i = 0; i < 4; i++)
		agencies[i] = an_agency(i + 1);
	for (int i = 0; i < 3; i++)
		inspectors[i] = an_inspector(i);
}

/* Past a deadline of no project. */
static void
past(const char *event, int64_t id)
{
	struct due d;

	ck_assert_int_eq(db_due_get(m->db, 0, event, id, &d), OK);
	clock_set(d.due_at + 1);
	run_clock_alone();
}

static struct inspection_task
task_now(int64_t id)
{
	struct inspection_task t;

	ck_assert_int_eq(inspection_task(m, &reg, id, &t), OK);
	return t;
}

static const struct actor *
agency_of(const struct inspection_task *t)
{
	for (int i = 0; i < 4; i++)
		if (agencies[i].party_id == t->agency_id)
			return &agencies[i];
	ck_abort();
}

/* ---- the seed ---- */

START_TEST(a_stranger_draws_again_from_the_public_file)
{
	int64_t id = a_drawn_inspection(&reg);
	struct inspection_plan p = inspection_now(id);
	struct inspection_task t = visit_at(id, 1);
	struct file f = published(arena_printf(tests_arena(),
	    "plan/%s/inspect.txt", p.code));
	struct inspect_visit *v;
	struct inspect_draw d;
	size_t n;

	ck_assert_str_eq(p.state, "drawn");
	ck_assert(inspect_read(tests_arena(), f.data, f.n, &d));
	ck_assert(inspect_seed_fits(&d));
	ck_assert_mem_eq(d.seed, p.seed, 32);
	inspect_run(tests_arena(), &d, &v, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(v[0].object, t.uscc);
	ck_assert_str_eq(v[0].team[0], arena_printf(tests_arena(), "G%lld",
	    (long long)t.first_id));
	ck_assert_str_eq(v[0].team[1], arena_printf(tests_arena(), "G%lld",
	    (long long)t.second_id));
	ck_assert_str_eq(t.state, "staffed");
	ck_assert_ptr_nonnull(strstr(told(agency_of(&t)), "inspect_drawn"));
}
END_TEST

/* ---- verified by a stranger ---- */

/* A published folder, of which one file has one character changed. */
struct forged {
	struct source real;
	const char *path, *from, *to;
};

static enum source_got
forge(void *ctx, const char *path, struct buf *out)
{
	const struct forged *f = ctx;
	enum source_got got = f->real.get(f->real.p, path, out);
	char *at;

	if (got != SOURCE_GOT || f->path == NULL || strcmp(path, f->path))
		return got;
	if (f->from == NULL)
		return SOURCE_MISSING;
	buf_text(out, "");
	at = strstr(out->data, f->from);
	ck_assert_ptr_nonnull(at);
	memcpy(at, f->to, strlen(f->to));
	return got;
}

START_TEST(a_plan_verifies_from_end_to_end_and_no_other_does)
{
	static const struct {
		const char *file, *from, *to;
		const char *check, *code;	/* NULL: verified */
	} rows[] = {
		{ NULL, NULL, NULL, NULL, NULL },
		{ "plan.note", "take 1", "take 2", "plan", "plan-signatures" },
		{ "list.txt", " 5\n", " 6\n", "plan", "plan-list" },
		{ "staff.txt", "inspector G1", "inspector G9", "staff",
		    "staff-list" },
		{ "staff.note", "inspectors 3", "inspectors 2", "staff",
		    "staff-signature" },
		{ "open.note", "\nr 1 0", "\nr 1 1", "parts",
		    "open-signature" },
		{ "inspect.txt", "\nseed ", "\nseeds", "seed", "grammar" },
		{ "inspect.txt", "take 1", "take 2", "draw", "case-list" },
		{ "inspect.txt", "inspector G1", "inspector G0", "draw",
		    "case-staff" },
		{ "drawn.txt", "drawn 1", "drawn 2", "draw", "drawn" },
		{ "open.note", NULL, NULL, "parts", "missing" },
	};
	char top[] = "/tmp/market-plan-XXXXXX";
	struct inspection_plan p = inspection_now(a_drawn_inspection(&reg));
	struct forged f = { .from = rows[_i].from, .to = rows[_i].to };
	struct source source = { forge, &f };
	struct verify_report r;
	bool wrong = rows[_i].code != NULL && rows[_i].from != NULL;

	ck_assert_ptr_nonnull(mkdtemp(top));
	source_folder(&f.real, published_folder(top));
	if (rows[_i].file)
		f.path = arena_printf(tests_arena(), "plan/%s/%s", p.code,
		    rows[_i].file);
	verify_plan(tests_arena(), &source, p.code, NULL, 0, &r);
	ck_assert_int_eq(system(arena_printf(tests_arena(), "rm -rf %s",
	    top)), 0);
	for (size_t i = 0; i < VERIFY_PLAN_CHECKS; i++)
		if (rows[_i].check && strcmp(r.checks[i].id,
		    rows[_i].check) == 0) {
			ck_assert_str_eq(r.checks[i].code, rows[_i].code);
			break;
		} else {
			ck_assert_msg(r.checks[i].state == VERIFY_GOOD,
			    "%s: %s %s", r.checks[i].id, r.checks[i].code,
			    r.checks[i].detail);
		}
	ck_assert_int_eq(r.verdict, wrong ? VERIFY_REFUTED :
	    rows[_i].code ? VERIFY_CANNOT_TELL : VERIFY_VERIFIED);
}
END_TEST

START_TEST(plan_staff_and_opening_stand_in_the_log)
{
	int64_t id = a_drawn_inspection(&reg);
	struct inspection_plan p = inspection_now(id);
	struct file plan = log_entry(p.leaf), staff = log_entry(p.staff_leaf),
	    open = log_entry(p.open_leaf);

	ck_assert(file_has(plan, "sealbid/v1 plan\n"));
	ck_assert(file_has(plan, trustee_secret(1)->key.name));
	ck_assert(file_has(plan, trustee_secret(2)->key.name));
	ck_assert(file_has(staff, "market/v1 staff\n"));
	ck_assert(file_has(open, "sealbid/v1 plan-open\n"));
	ck_assert_int_lt(p.staff_leaf, p.open_leaf);
	assert_same_file(plan, published(arena_printf(tests_arena(),
	    "plan/%s/plan.note", p.code)));
}
END_TEST

START_TEST(what_is_committed_and_signed_comes_from_two_organisations)
{
	int64_t id = an_inspection(&reg);
	struct actor enterprise = an_enterprise(1);
	struct file f;

	ck_assert_int_eq(inspection_fix(m, &reg, id, &problems),
	    ERR_CONFLICT);
	ck_assert_int_eq(commit_part(id, 1), OK);
	ck_assert_int_eq(commit_part(id, 1), OK);
	ck_assert_int_eq(inspection_fix(m, &reg, id, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "inspect_few_parts");
	f = signed_text(&enterprise, BY_ACTOR, "market/v1 plan-commit\n");
	ck_assert_int_eq(inspection_commit(m, id, f.data, f.n),
	    ERR_INVALID);
	ck_assert_int_eq(commit_part(id, 2), OK);
	ck_assert_int_eq(inspection_sign(m, id, "x\n", 2), ERR_CONFLICT);
	ck_assert_int_eq(inspection_fix(m, &reg, id, &problems), OK);
	ck_assert_int_eq(commit_part(id, 3), ERR_CONFLICT);	/* too late */
	ck_assert_int_eq(sign_part(id, 3), ERR_INVALID);
	ck_assert_int_eq(sign_part(id, 2), OK);
	ck_assert_str_eq(inspection_now(id).state, "signing");
	ck_assert_int_eq(sign_part(id, 1), OK);
	ck_assert_str_eq(inspection_now(id).state, "registered");
}
END_TEST

START_TEST(no_part_is_opened_before_the_draw)
{
	int64_t id = a_registered_inspection(&reg);
	int64_t draws = inspection_now(id).draws_at;

	clock_set(draws - 1);
	ck_assert_int_eq(open_part(id, 1), ERR_CONFLICT);
	clock_set(draws);
	ck_assert_int_eq(open_part(id, 3), ERR_INVALID);
	ck_assert_int_eq(open_part(id, 1), OK);
	ck_assert_int_eq(open_part(id, 1), OK);
	ck_assert_str_eq(inspection_now(id).state, "registered");
	ck_assert_int_eq(open_part(id, 2), OK);
	ck_assert_str_eq(inspection_now(id).state, "drawn");
	ck_assert_int_eq(open_part(id, 2), OK);
}
END_TEST

START_TEST(who_withholds_its_part_is_on_record)
{
	int64_t id = a_registered_inspection(&reg);
	struct inspection_plan p = inspection_now(id);
	int64_t length = log_length();

	clock_set(p.draws_at);
	ck_assert_int_eq(open_part(id, 1), OK);
	run_clock_alone();
	ck_assert_str_eq(inspection_now(id).state, "registered");
	clock_set(p.draws_at + INSPECTION_PATIENCE);
	run_clock_alone();
	p = inspection_now(id);
	ck_assert_str_eq(p.state, "void");
	ck_assert_str_eq(p.reason, "withheld");
	ck_assert_str_eq(p.missing, trustee_secret(2)->key.name);
	ck_assert(file_has(log_entry(length), "market/v1 plan-void\n"));
	ck_assert(file_has(log_entry(length), p.missing));
	ck_assert_int_eq(open_part(id, 2), ERR_CONFLICT);
}
END_TEST

START_TEST(a_plan_that_nobody_signed_ends_at_its_time)
{
	int64_t id = an_inspection(&reg);

	clock_set(inspection_now(id).draws_at);
	run_clock_alone();
	ck_assert_str_eq(inspection_now(id).state, "void");
	ck_assert_str_eq(inspection_now(id).reason, "unsigned");
	ck_assert_int_eq(inspection_fix(m, &reg, id, &problems),
	    ERR_CONFLICT);
}
END_TEST

/* ---- the lists ---- */

START_TEST(a_conflict_declared_before_the_lists_are_fixed_counts)
{
	struct inspection_task t;
	int64_t id;

	/* All but the first may go nowhere. */
	for (int i = 0; i < 4; i++)
		for (int k = 1; k < 3; k++)
			ck_assert_int_eq(inspector_declare(m, &inspectors[k],
			    agencies[i].uscc, "My brother", &problems), OK);
	id = a_drawn_inspection(&reg);
	t = visit_at(id, 1);
	ck_assert_str_eq(t.state, "drawn");
	ck_assert_int_eq(t.first_id, 0);
	ck_assert_ptr_null(strstr(told(agency_of(&t)), "inspect_drawn"));
}
END_TEST

START_TEST(band_d_is_visited_whole)
{
	int64_t id;

	break_rows("UPDATE agency SET band = 'D' WHERE party_id = %lld",
	    (long long)agencies[2].party_id);
	id = a_drawn_inspection(&reg);
	ck_assert_int_eq(inspection_now(id).lines, 3);
	ck_assert_int_eq(inspection_now(id).whole, 1);
	ck_assert_int_eq(visit_at(id, 2).agency_id, agencies[2].party_id);
	ck_assert(visit_at(id, 2).whole && !visit_at(id, 1).whole);
}
END_TEST

START_TEST(who_was_visited_often_enough_in_a_year_is_in_no_list)
{
	struct inspection_task t = visit_at(a_drawn_inspection(&reg), 1);
	int64_t id = a_registered_inspection(&reg);

	/* Once is not often enough; a second visit is, by default. */
	ck_assert_int_eq(inspection_now(id).lines, 4);
	break_rows("INSERT INTO inspection_task (plan_id, place, agency_id,"
	    " whole, year, first_id, second_id, state) VALUES (%lld, 99,"
	    " %lld, 0, %lld, 1, 2, 'staffed')", (long long)id,
	    (long long)t.agency_id, (long long)t.year);
	id = a_registered_inspection(&reg);
	ck_assert_int_eq(inspection_now(id).lines, 3);
}
END_TEST

/* ---- visits ---- */

/* Up to a result that waits to be published. */
static struct inspection_task
a_recorded_visit(const char *result)
{
	struct inspection_task t = visit_at(a_drawn_inspection(&reg), 1);
	struct actor one = visitor_of(&t, 0), two = visitor_of(&t, 1);

	ck_assert_int_eq(visit_step(&one, t.id, "start", ""), OK);
	ck_assert_int_eq(visit_step(&one, t.id, "write", result), OK);
	ck_assert_int_eq(visit_step(&one, t.id, "record", ""),
	    ERR_CONFLICT);
	ck_assert_int_eq(visit_step(&two, t.id, "record", ""), OK);
	ck_assert_str_eq(task_now(t.id).state, "recorded");
	return task_now(t.id);
}

static bool
has_event(int64_t task)
{
	struct credit_event e;
	char source[40];

	snprintf(source, sizeof source, "inspection:%lld", (long long)task);
	return db_credit_event_by_source(m->db, source, "INSPECT_FAIL",
	    &e) == OK;
}

START_TEST(what_was_found_clean_is_public_and_done_in_time)
{
	struct inspection_task t = a_recorded_visit("none");
	struct inspection_task *list;
	struct due d;
	size_t n;

	ck_assert_int_eq(db_due_get(m->db, 0, "inspect_publish", t.id, &d),
	    OK);
	ck_assert_str_eq(d.span, "20wd");
	ck_assert_int_eq(inspection_results(m, t.agency_id, 0, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 0);
	past("inspect_publish", t.id);
	t = task_now(t.id);
	ck_assert_str_eq(t.state, "done");
	ck_assert_str_eq(t.outcome, "clean");
	ck_assert_int_eq(inspection_results(m, t.agency_id, 0, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(a_serious_finding_not_corrected_is_an_event_of_credit)
{
	struct inspection_task t = a_recorded_visit("serious");

	past("inspect_publish", t.id);
	ck_assert_str_eq(task_now(t.id).state, "published");
	ck_assert(!has_event(t.id));
	past("inspect_correct", t.id);
	ck_assert(has_event(t.id));
	ck_assert_str_eq(task_now(t.id).state, "published");
	ck_assert_int_ne(task_now(t.id).overdue_at, 0);
	ck_assert_ptr_nonnull(strstr(told(agency_of(&t)),
	    "credit_proposed"));
}
END_TEST

START_TEST(what_is_corrected_in_time_costs_nothing)
{
	struct inspection_task t = a_recorded_visit("serious");
	struct actor two = visitor_of(&t, 1);

	past("inspect_publish", t.id);
	ck_assert_int_eq(visit_step(agency_of(&t), t.id, "correct", ""), OK);
	clock_forward(INT64_C(90) * 86400);
	run_clock_alone();
	ck_assert(!has_event(t.id));
	ck_assert_int_eq(visit_step(&two, t.id, "recheck", "good"), OK);
	ck_assert_str_eq(task_now(t.id).outcome, "corrected");
	ck_assert(!has_event(t.id));
}
END_TEST

START_TEST(a_recheck_that_fails_is_an_event_only_where_it_was_serious)
{
	static const char *const results[] = { "minor", "serious" };
	struct inspection_task t = a_recorded_visit(results[_i]);
	struct actor one = visitor_of(&t, 0);

	past("inspect_publish", t.id);
	ck_assert_int_eq(visit_step(agency_of(&t), t.id, "correct", ""), OK);
	ck_assert_int_eq(visit_step(&one, t.id, "recheck", "bad"), OK);
	ck_assert_str_eq(task_now(t.id).outcome, "failed");
	ck_assert_int_eq(has_event(t.id), _i);
}
END_TEST

START_TEST(what_is_written_anew_wants_the_other_signature)
{
	struct inspection_task t = visit_at(a_drawn_inspection(&reg), 1);
	struct actor one = visitor_of(&t, 0), two = visitor_of(&t, 1);

	ck_assert_int_eq(visit_step(&one, t.id, "start", ""), OK);
	ck_assert_int_eq(visit_step(&two, t.id, "record", ""),
	    ERR_CONFLICT);
	ck_assert_int_eq(visit_step(&one, t.id, "write", "none"), OK);
	ck_assert_int_eq(visit_step(&two, t.id, "write", "minor"), OK);
	ck_assert_int_eq(visit_step(&two, t.id, "record", ""),
	    ERR_CONFLICT);
	ck_assert_int_eq(visit_step(&one, t.id, "record", ""), OK);
	ck_assert_str_eq(task_now(t.id).result, "minor");
}
END_TEST

START_TEST(a_number_of_a_person_does_not_become_public)
{
	struct inspection_task t = visit_at(a_drawn_inspection(&reg), 1);
	struct actor one = visitor_of(&t, 0);
	const struct inspection_act a = { .act = "start", .result = "",
	    .days = "", .to = "", .verdict = "",
	    .text = "Call 13800001001 about it, please." };

	ck_assert_int_eq(inspection_do(m, &one, t.id, &a, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "inspect_personal");
}
END_TEST

Suite *
inspection_suite(void)
{
	Suite *s = suite_create("inspection");
	TCase *t = tcase_create("inspection");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_stranger_draws_again_from_the_public_file);
	tcase_add_loop_test(t,
	    a_plan_verifies_from_end_to_end_and_no_other_does, 0, 11);
	tcase_add_test(t, plan_staff_and_opening_stand_in_the_log);
	tcase_add_test(t,
	    what_is_committed_and_signed_comes_from_two_organisations);
	tcase_add_test(t, no_part_is_opened_before_the_draw);
	tcase_add_test(t, who_withholds_its_part_is_on_record);
	tcase_add_test(t, a_plan_that_nobody_signed_ends_at_its_time);
	tcase_add_test(t,
	    a_conflict_declared_before_the_lists_are_fixed_counts);
	tcase_add_test(t, band_d_is_visited_whole);
	tcase_add_test(t,
	    who_was_visited_often_enough_in_a_year_is_in_no_list);
	tcase_add_test(t, what_was_found_clean_is_public_and_done_in_time);
	tcase_add_test(t,
	    a_serious_finding_not_corrected_is_an_event_of_credit);
	tcase_add_test(t, what_is_corrected_in_time_costs_nothing);
	tcase_add_loop_test(t,
	    a_recheck_that_fails_is_an_event_only_where_it_was_serious, 0, 2);
	tcase_add_test(t, what_is_written_anew_wants_the_other_signature);
	tcase_add_test(t, a_number_of_a_person_does_not_become_public);
	suite_add_tcase(s, t);
	return s;
}
