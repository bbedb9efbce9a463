/* SPDX-License-Identifier: Apache-2.0 */
/* demo_test.c: the demonstration shows all there is, and all of it is true. */
#include "market/demo.h"

#include <check.h>
#include <string.h>

#include "db/project.h"
#include "db/round.h"
#include "market/flag.h"
#include "market/payment.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *demo_suite(void);

enum { ROUNDS = 200, LONG_AGO = 92 * 86400, TWO_YEARS = 722 * 86400 };

static struct market *m;
static struct demo_guide guide;

/* Without the history: what is there of it is more of the same. */
static void
setup(void)
{
	m = a_market();
	a_store();
	ck_assert_int_eq(demo_build(m, the_clock(), clock_at() + LONG_AGO,
	    "db/demo", "sun-and-seal-26", the_cast(), DEMO_RECENT, &guide),
	    OK);
}

static int64_t
count(const char *table, const char *column, const char *value)
{
	return count_rows(arena_printf(tests_arena(),
	    "SELECT count(*) FROM %s WHERE %s = '%s'", table, column,
	    value));
}

/*
 * `proposed` of an award and `opened` of a bid are states that no transaction
 * ends in.
 */
static void
each_state_is_there(void)
{
	static const struct { const char *table, *states[14]; } machines[] = {
		{ "project", { "draft", "registering", "published", "closed",
		    "selecting", "rebidding", "publicity", "signing",
		    "performing", "reviewing", "done", "failed",
		    "cancelled" } },
		{ "contract", { "drafting", "confirming", "in_force",
		    "changing", "suspended", "delivered", "rework",
		    "accepted", "settled", "terminated" } },
		{ "award", { "justifying", "published", "effective",
		    "signed", "rejected", "declined", "revoked", "lapsed" } },
		{ "bid", { "sealed", "superseded", "withdrawn", "voided",
		    "curing", "valid", "invalid", "won", "reserve", "lost" } },
		{ "bid_document", { "missing", "cured", "missed" } },
		{ "objection", { "filed", "accepted", "refused",
		    "withdrawn", "upheld", "partly", "dismissed" } },
	};

	for (size_t i = 0; i < COUNT(machines); i++)
		for (size_t k = 0; machines[i].states[k] != NULL; k++)
			ck_assert_msg(count(machines[i].table, "state",
			    machines[i].states[k]) > 0, "no %s is %s",
			    machines[i].table, machines[i].states[k]);
}

/* Done, and open for some days; what is chosen directly has no bidding. */
static void
each_method_is_there(void)
{
	for (size_t i = 0; i < PARAMS_METHODS; i++) {
		bool direct = strcmp(params_methods[i], "direct") == 0;

		ck_assert_msg(count_rows(arena_printf(tests_arena(),
		    "SELECT count(*) FROM project WHERE method = '%s' AND"
		    " state = 'done'", params_methods[i])) > 0,
		    "no %s is done", params_methods[i]);
		ck_assert_msg(count_rows(arena_printf(tests_arena(),
		    "SELECT count(*) FROM project WHERE method = '%s' AND"
		    " (state = '%s' AND (%d OR deadline > %lld))",
		    params_methods[i], direct ? "publicity" : "published",
		    direct, (long long)clock_at() + 86400)) > 0,
		    "no %s is open", params_methods[i]);
	}
}

/* Every round that has a result, by what anybody can download. */
static void
each_result_verifies(void)
{
	const char *ids[ROUNDS];
	int64_t projects = count_rows("SELECT max(id) FROM project");
	size_t n = 0;

	for (int64_t id = 1; id <= projects; id++) {
		struct project p;
		struct round r;

		if (db_project_get(m->db, id, &p) == OK &&
		    db_round_of_project(m->db, id, &r) == OK &&
		    r.result_leaf > 0 && n < ROUNDS)
			ids[n++] = arena_strdup(tests_arena(), r.sealing_id);
	}
	ck_assert_uint_ge(n, 30);
	assert_all_verify(ids, n);
}

/* What a line says is what projects, contracts and payments come to. */
static void
the_ledger_is_what_it_adds_up_to(void)
{
	ck_assert_int_gt(count_rows("SELECT count(*) FROM budget_line"
	    " WHERE paid_fen > 0 AND reserved_fen > 0"), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM budget_line AS l"
	    " WHERE paid_fen <> (SELECT coalesce(sum(amount_fen), 0)"
	    "  FROM payment WHERE budget_line_id = l.id)"), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM budget_line AS l"
	    " WHERE committed_fen <> (SELECT coalesce(sum("
	    "  coalesce(settle_fen, amount_fen)), 0) FROM contract"
	    "  WHERE budget_line_id = l.id AND in_force_at IS NOT NULL)"), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM budget_line AS l"
	    " WHERE reserved_fen <> (SELECT coalesce(sum(ceiling_fen), 0)"
	    "  FROM project WHERE budget_line_id = l.id AND state IN"
	    "  ('registering', 'published', 'closed', 'selecting',"
	    "  'rebidding', 'publicity', 'signing'))"), 0);
}

/* Nothing the clock had to do is left over, nothing ended still waits. */
static void
no_deadline_was_missed_by_the_clock(void)
{
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(),
	    "SELECT count(*) FROM due WHERE done_at IS NULL AND act_at"
	    " IS NOT NULL AND act_at <= %lld", (long long)clock_at())), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM due JOIN project"
	    " ON project.id = due.project_id WHERE done_at IS NULL AND"
	    " act_at IS NOT NULL AND state IN ('failed', 'cancelled')"), 0);
}

static void
somebody_pays_late(void)
{
	const struct late_payment top = { .due_at = 0 };
	struct late_payment *list;
	size_t n;

	ck_assert_int_eq(payment_late(m, &top, &list, &n), OK);
	ck_assert_uint_ge(n, 2);
	ck_assert_int_gt(count_rows("SELECT count(*) FROM due WHERE event ="
	    " 'pay' AND done_at IS NOT NULL AND done_at <= due_at"), 0);
}

START_TEST(every_state_and_method_is_there_and_nothing_is_made_up)
{
	each_state_is_there();
	each_method_is_there();
	the_ledger_is_what_it_adds_up_to();
	no_deadline_was_missed_by_the_clock();
	somebody_pays_late();
	ck_assert_int_eq(count("account", "name", "Demo"), 0);
	ck_assert_int_eq(count("account", "email", guide.expert), 1);
	each_result_verifies();
}
END_TEST

/* ---- the indicators ---- */

static void
setup_whole(void)
{
	m = a_market();
	a_store();
	ck_assert_int_eq(demo_build(m, the_clock(), clock_at() + TWO_YEARS,
	    "db/demo", "sun-and-seal-26", the_cast(), DEMO_WHOLE, &guide),
	    OK);
}

/* What README says is to be found, and about whom: names, or a title. */
static const struct planted {
	const char *rule, *a, *b;
	int64_t level, least;	/* asked at least so often */
} planted[] = {
	{ "S0", "石堰水库溢洪道下游河道整治洪水影响评价", NULL,
	    FLAG_SEVERE, 1 },
	{ "S0", "临溪县农村供水管线穿河工程洪水影响评价", NULL,
	    FLAG_SEVERE, 1 },
	{ "S0", "临溪县城排涝闸改建工程洪水影响评价", NULL,
	    FLAG_SEVERE, 1 },
	{ "S0", "临溪县中小河流治理（檀溪段）洪水影响评价", NULL,
	    FLAG_SEVERE, 1 },
	{ "Z01", "江城知雨水土保持咨询有限公司",
	    "江城同泽工程技术咨询有限公司", FLAG_RAISE, 15 },
	{ "Z03", "江城知雨水土保持咨询有限公司",
	    "江城同泽工程技术咨询有限公司", FLAG_RAISE, 4 },
	{ "Z03", "江城泊云水利设计咨询有限公司",
	    "江城知雨水土保持咨询有限公司", FLAG_RAISE, 4 },
	{ "Z03", "江城泊云水利设计咨询有限公司",
	    "江城同泽工程技术咨询有限公司", FLAG_RAISE, 4 },
	{ "Z06", "江城滨江新城开发有限公司", NULL, FLAG_RAISE, 4 },
	{ "Z09", "青岚区妇幼保健院", "江城云阶检测技术有限公司",
	    FLAG_RAISE, 3 },
	{ "Z18", "江城栖木新材料有限公司",
	    "江城听松职业卫生技术服务有限公司", FLAG_RAISE, 4 },
};
enum { TOP = 10 };		/* subjects of them */

static bool
are(const struct flag_subject *s, const struct planted *p)
{
	const char *b = p->b ? p->b : "";

	return (strcmp(s->a_name, p->a) == 0 && strcmp(s->b_name, b) == 0) ||
	    (strcmp(s->a_name, b) == 0 && strcmp(s->b_name, p->a) == 0);
}

/* Where in the queue somebody stands, from 0. */
static size_t
place_in_queue(const struct planted *p, struct flag_subject *s)
{
	struct flag_subject *list;
	size_t n;

	ck_assert_int_eq(flag_queue(m, -1, 0, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (are(&list[i], p)) {
			*s = list[i];
			return i;
		}
	ck_abort_msg("%s: nobody asks about %s", p->rule, p->a);
	return n;
}

static void
each_planted_case_is_asked_about_at_the_top(void)
{
	for (size_t i = 0; i < COUNT(planted); i++) {
		const struct planted *p = &planted[i];
		struct flag_subject s;
		struct flag *list;
		int64_t asked = 0;
		size_t n;

		ck_assert_uint_lt(place_in_queue(p, &s), TOP);
		ck_assert_int_eq(flag_subject_get(m, s.id, &s, &list, &n),
		    OK);
		for (size_t k = 0; k < n; k++)
			asked += strcmp(list[k].rule, p->rule) == 0 &&
			    list[k].level == p->level;
		ck_assert_msg(asked >= p->least, "%s asks %d times about %s",
		    p->rule, (int)asked, p->a);
	}
}

/* Not all at once, when somebody opens the demonstration. */
static void
flags_are_as_old_as_what_they_ask_about(void)
{
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag JOIN project"
	    " ON project.id = flag.project_id WHERE rule = 'Z07' AND title"
	    " LIKE '滨江新城 C 地块安置房监理%' AND raised_at <"
	    " deadline"), 5);
	ck_assert_int_gt(count_rows("SELECT max(raised_at) - min(raised_at)"
	    " FROM flag"), 600 * 86400);
}

static void
the_regulator_dismissed_one_and_follows_another(void)
{
	struct flag_file *cases;
	struct flag *list;
	size_t n;

	ck_assert_int_eq(count("flag", "state", "dismissed"), 1);
	ck_assert_int_eq(flag_case_list(m, 0, &cases, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(cases[0].closed_at, 0);
	ck_assert_int_eq(flag_case_get(m, cases[0].id, &cases[0], &list,
	    &n), OK);
	ck_assert_uint_ge(n, 5);
	ck_assert_str_eq(list[0].project_title,
	    "石堰河城关段堤防加固工程洪水影响评价");
}

START_TEST(what_is_planted_is_found_in_time_and_looked_at)
{
	each_planted_case_is_asked_about_at_the_top();
	flags_are_as_old_as_what_they_ask_about();
	the_regulator_dismissed_one_and_follows_another();
}
END_TEST

Suite *
demo_suite(void)
{
	Suite *s = suite_create("demo");
	TCase *t = tcase_create("demo"), *whole = tcase_create("whole");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    every_state_and_method_is_there_and_nothing_is_made_up);
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(whole, setup_whole, end_market);
	tcase_set_timeout(whole, 180);
	tcase_add_test(whole,
	    what_is_planted_is_found_in_time_and_looked_at);
	suite_add_tcase(s, whole);
	return s;
}
