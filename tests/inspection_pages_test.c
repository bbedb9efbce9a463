/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_pages_test.c: a plan before its audience, a visit on its desks. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/due.h"
#include "market/base/digits.h"
#include "tests/inspections.h"
#include "tests/sealing.h"

Suite *inspection_pages_suite(void);

static struct market *m;
static struct actor reg, agency, rival, one, two;

static void
open_market(void)
{
	m = a_market();
	reg = a_regulator();
	agency = an_agency(1);
	one = an_inspector(0);
	two = an_inspector(1);
}

static int
page(struct browser *b, const char *folder, int64_t id)
{
	char path[80];

	snprintf(path, sizeof path, "%s%lld", folder, (long long)id);
	return get(b, path);
}

static int
act(struct browser *b, int64_t id, const char *name, const char *fields)
{
	char path[80];

	page(b, "/desk/inspections/tasks/", id);
	snprintf(path, sizeof path, "/desk/inspections/tasks/%lld/%s",
	    (long long)id, name);
	return post(b, path, fields);
}

/* A plan by the form; its number. */
static int64_t
typed_plan(struct browser *office)
{
	char fields[512], draws[DIGITS_MAX];
	long long id = 0;

	digits_iso(draws, clock_at() + 7200);
	draws[16] = '\0';
	ck_assert_int_eq(get(office, "/desk/inspections/new"), 200);
	snprintf(fields, sizeof fields, "_once=%s&title=%s&basis=%s&"
	    "key_items=%s&general_items=&draws=%s", office->once,
	    encoded("Autumn <b> checks"), encoded("Law, art. 7"),
	    encoded("Contracts\nBooks"), encoded(draws));
	ck_assert_int_eq(post(office, "/desk/inspections", fields), 303);
	ck_assert_int_eq(sscanf(office->location, "/inspections/%lld", &id),
	    1);
	return id;
}

START_TEST(each_step_of_a_plan_is_before_the_audience)
{
	struct browser office = signed_in(&reg), anyone = a_browser();
	int64_t id = typed_plan(&office);
	char path[80];

	ck_assert_int_eq(page(&anyone, "/inspections/", id), 200);
	ck_assert(page_has(&anyone, "Autumn &lt;b&gt; checks"));
	ck_assert(page_has(&anyone, "sealbid contribute"));
	ck_assert(!page_has(&anyone, "/fix\""));
	ck_assert_int_eq(page(&office, "/inspections/", id), 200);
	ck_assert(page_has(&office, "/fix\""));
	snprintf(path, sizeof path, "/desk/inspections/%lld/fix",
	    (long long)id);
	ck_assert_int_eq(post(&office, path, ""), 409);
	ck_assert(page_has(&office, "data-errors"));
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(commit_part(id, i), OK);
	page(&anyone, "/inspections/", id);
	ck_assert(page_has(&anyone, trustee_secret(2)->key.name));
	ck_assert_int_eq(post(&office, path, ""), 303);
	page(&anyone, "/inspections/", id);
	ck_assert(page_has(&anyone, "/list.txt\""));
	ck_assert(page_has(&anyone, "sealbid sign"));
	ck_assert(!page_has(&anyone, "sealbid inspect"));
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(sign_part(id, i), OK);
	clock_set(inspection_now(id).draws_at);
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(open_part(id, i), OK);
	page(&anyone, "/inspections/", id);
	ck_assert(page_has(&anyone, "sealbid inspect inspect.txt"));
	ck_assert(page_has(&anyone, agency.party_name));
	ck_assert(page_has(&anyone, "G1"));
	ck_assert(page_has(&anyone, "Bureau 0"));
	ck_assert(!page_has(&anyone, one.name));	/* a person */
	ck_assert_int_eq(get(&anyone, "/inspections"), 200);
	ck_assert(page_has(&anyone, inspection_now(id).code));
}
END_TEST

START_TEST(parts_are_handed_in_without_a_session)
{
	int64_t id = an_inspection(&reg);
	struct browser b = a_browser();
	char path[80];

	snprintf(path, sizeof path, "/inspections/%lld/commit",
	    (long long)id);
	ck_assert_int_eq(send_body(&b, "POST", path, "text/plain", "x\n", 2),
	    422);
	ck_assert_int_eq(send_body(&b, "POST", "/inspections/99/open",
	    "text/plain", "x\n", 2), 404);
	ck_assert_int_eq(send_body(&b, "POST", path, "text/plain", "", 0),
	    400);
}
END_TEST

START_TEST(a_visit_goes_from_the_desk_to_the_agencys_page)
{
	struct inspection_task t = visit_at(a_drawn_inspection(&reg), 1);
	struct actor first = visitor_of(&t, 0), second = visitor_of(&t, 1);
	struct browser a = signed_in(&first), b = signed_in(&second),
	    mine = signed_in(&agency), anyone = a_browser();
	struct due d;
	char path[80];

	ck_assert_int_eq(get(&a, "/desk"), 200);
	ck_assert(page_has(&a, agency.party_name));
	ck_assert_int_eq(act(&a, t.id, "start",
	    "text=Seen+on+the+register."), 303);
	ck_assert_int_eq(act(&a, t.id, "write", "result=&text=x&days="),
	    422);
	ck_assert(page_has(&a, "data-errors"));
	ck_assert_int_eq(act(&a, t.id, "write", "result=serious&days=5&"
	    "text=The+seal+was+lent+%3Cb%3E."), 303);
	page(&a, "/desk/inspections/tasks/", t.id);
	ck_assert(!page_has(&a, "/record\""));	/* not one's own */
	page(&mine, "/desk/inspections/tasks/", t.id);
	ck_assert(!page_has(&mine, "The seal was lent"));
	page(&b, "/desk/inspections/tasks/", t.id);
	ck_assert(page_has(&b, "/record\""));
	ck_assert_int_eq(act(&b, t.id, "record", ""), 303);
	page(&mine, "/desk/inspections/tasks/", t.id);
	ck_assert(page_has(&mine, "The seal was lent &lt;b&gt;."));
	page(&anyone, "/inspections/", t.plan_id);
	ck_assert(!page_has(&anyone, "The seal was lent"));
	ck_assert_int_eq(db_due_get(m->db, 0, "inspect_publish", t.id, &d),
	    OK);
	clock_set(d.due_at + 1);
	run_clock_alone();
	page(&anyone, "/inspections/", t.plan_id);
	ck_assert(page_has(&anyone, "The seal was lent &lt;b&gt;."));
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(page_has(&anyone, "Autumn inspection"));
	mine = signed_in(&agency);
	ck_assert_int_eq(get(&mine, "/desk/inspections"), 200);
	ck_assert_int_eq(act(&mine, t.id, "correct",
	    "text=It+is+in+the+safe+now."), 303);
	a = signed_in(&first);
	ck_assert_int_eq(act(&a, t.id, "recheck",
	    "verdict=good&text=It+is+in+the+safe."), 303);
	page(&anyone, "/inspections/", t.plan_id);
	ck_assert(page_has(&anyone, "It is in the safe now."));
}
END_TEST

START_TEST(a_visit_is_for_its_own_people)
{
	struct inspection_task t;
	struct browser b;
	struct actor third;

	t = visit_at(a_drawn_inspection(&reg), 1);
	third = an_inspector(2);
	rival = an_agency(2);
	b = signed_in(&third);
	ck_assert_int_eq(page(&b, "/desk/inspections/tasks/", t.id), 404);
	ck_assert_int_eq(act(&b, t.id, "start", "text=Seen+it+already."),
	    404);
	b = signed_in(&rival);
	ck_assert_int_eq(page(&b, "/desk/inspections/tasks/", t.id), 404);
	b = signed_in(&agency);
	ck_assert_int_eq(act(&b, t.id, "start", "text=Seen+it+already."),
	    403);
	b = signed_in(&reg);
	page(&b, "/inspections/", t.plan_id);
	ck_assert(page_has(&b, "/desk/inspections/tasks/"));
	ck_assert_int_eq(act(&b, t.id, "transfer",
	    "to=Police&text=It+is+a+crime+perhaps."), 303);
	b = a_browser();
	page(&b, "/inspections/", t.plan_id);
	ck_assert(page_has(&b, "It is a crime perhaps."));
	ck_assert(!page_has(&b, "/desk/inspections/tasks/"));
}
END_TEST

START_TEST(a_void_plan_says_who_withheld_its_part)
{
	int64_t id = a_registered_inspection(&reg);
	struct browser b = a_browser();

	ck_assert_int_eq(page(&b, "/inspections/", id), 200);
	ck_assert(page_has(&b, "/open"));
	clock_set(inspection_now(id).draws_at + INSPECTION_PATIENCE);
	run_clock_alone();
	ck_assert_int_eq(page(&b, "/inspections/", id), 200);
	ck_assert(page_has(&b, trustee_secret(1)->key.name));
	ck_assert(!page_has(&b, "sealbid inspect"));
}
END_TEST

START_TEST(inspectors_are_entered_and_declare_their_conflicts)
{
	struct browser office = signed_in(&reg), b = signed_in(&one);
	char fields[160];

	ck_assert_int_eq(get(&office, "/desk/inspectors"), 200);
	ck_assert(page_has(&office, one.name));
	ck_assert_int_eq(post(&office, "/desk/inspectors",
	    "name=&unit=x&email=&password=short"), 422);
	ck_assert_int_eq(post(&office, "/desk/inspectors", "name=Li+Si&unit="
	    "Bureau+9&email=li%40x.cn&password=kettle+moss+47+heron"), 303);
	ck_assert_int_eq(post(&office, "/desk/inspectors/3/stop", ""), 303);
	ck_assert_int_eq(get(&b, "/desk/inspections"), 200);
	ck_assert_int_eq(post(&b, "/desk/inspections/conflicts",
	    "uscc=x&reason=My+brother"), 422);
	ck_assert(page_has(&b, "value=\"My brother\""));
	snprintf(fields, sizeof fields, "uscc=%s&reason=My+brother",
	    agency.uscc);
	ck_assert_int_eq(post(&b, "/desk/inspections/conflicts", fields),
	    303);
	ck_assert_int_eq(get(&b, "/desk/inspections"), 200);
	ck_assert(page_has(&b, agency.party_name));
	ck_assert_int_eq(get(&office, "/desk/inspections"), 200);
}
END_TEST

Suite *
inspection_pages_suite(void)
{
	Suite *s = suite_create("inspection_pages");
	TCase *t = tcase_create("inspection_pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, each_step_of_a_plan_is_before_the_audience);
	tcase_add_test(t, parts_are_handed_in_without_a_session);
	tcase_add_test(t, a_visit_goes_from_the_desk_to_the_agencys_page);
	tcase_add_test(t, a_visit_is_for_its_own_people);
	tcase_add_test(t, a_void_plan_says_who_withheld_its_part);
	tcase_add_test(t,
	    inspectors_are_entered_and_declare_their_conflicts);
	suite_add_tcase(s, t);
	return s;
}
