/* SPDX-License-Identifier: Apache-2.0 */
/* demo_test.c: the demonstration shows all there is, and all of it is true. */
#include "market/demo.h"

#include <check.h>
#include <string.h>

#include "db/project.h"
#include "db/round.h"
#include "market/eligible.h"
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

struct machine {
	const char *table, *states[14];
};

static void
assert_states(const struct machine *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; list[i].states[k] != NULL; k++)
			ck_assert_msg(count(list[i].table, "state",
			    list[i].states[k]) > 0, "no %s is %s",
			    list[i].table, list[i].states[k]);
}

/*
 * `proposed` of an award and `opened` of a bid are states that no transaction
 * ends in.
 */
static void
each_state_is_there(void)
{
	static const struct machine machines[] = {
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

	assert_states(machines, COUNT(machines));
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

	ck_assert_int_eq(count_rows("SELECT count(DISTINCT cause) FROM flag"
	    " WHERE state = 'dismissed'"), 4);
	ck_assert_int_eq(flag_case_list(m, 0, &cases, &n), OK);
	ck_assert_uint_eq(n, 2);		/* newest first */
	ck_assert_int_gt(cases[0].closed_at, 0);
	ck_assert_int_eq(cases[1].closed_at, 0);
	ck_assert_int_eq(flag_case_get(m, cases[1].id, &cases[1], &list,
	    &n), OK);
	ck_assert_uint_ge(n, 5);
	ck_assert_str_eq(list[0].project_title,
	    "石堰河城关段堤防加固工程洪水影响评价");
}

/* ---- what officers and inspectors do ---- */

/*
 * `requested` of an exit is a state that no transaction ends in; `annulled`
 * of a penalty, `void` of a plan and the rest are played.
 */
static void
each_state_of_the_later_nouns_is_there(void)
{
	static const struct machine machines[] = {
		{ "credit_event", { "proposed", "effective", "dropped",
		    "appealed", "expired", "repaired" } },
		{ "penalty", { "proposed", "notified", "effective", "waived",
		    "expired", "lifted", "annulled" } },
		{ "repair", { "requested", "checking", "granted",
		    "refused" } },
		{ "leave", { "counting", "handing_over", "publicity",
		    "finished", "withdrawn" } },
		{ "agency", { "active", "suspended", "leaving", "expelling",
		    "left" } },
		{ "objection", { "filed", "accepted", "refused", "withdrawn",
		    "upheld", "partly", "dismissed" } },
		{ "complaint", { "filed", "accepted", "refused", "withdrawn",
		    "upheld", "partly", "dismissed", "remedied" } },
		{ "violation", { "draft", "answering", "answered", "upheld",
		    "dismissed" } },
		{ "tip", { "received", "read", "routed", "closed" } },
		{ "review", { "open", "submitted", "revealed", "missed",
		    "disputed", "removed" } },
		{ "inspection_plan", { "collecting", "drawn", "void" } },
		{ "inspection_task", { "drawn", "staffed", "inspecting",
		    "recorded", "published", "correcting", "done",
		    "transferred" } },
		{ "flag", { "raised", "dismissed", "case", "closed" } },
	};

	assert_states(machines, COUNT(machines));
}

/* Of what a state alone does not say, at least one. */
static void
each_kind_is_there(void)
{
	static const char *const rows[] = {
		"agency WHERE band = 'A'", "agency WHERE band = 'B'",
		"agency WHERE band = 'C'", "agency WHERE band = 'D'",
		"agency WHERE band = 'N'",
		"credit_event WHERE proposed_by IS NULL AND code ="
		    " 'LATE_SIGN'",
		"credit_event WHERE proposed_by IS NULL AND code ="
		    " 'LATE_DELIVERY'",
		"credit_event WHERE proposed_by IS NULL AND code ="
		    " 'DECLINE_AWARD'",
		"credit_event WHERE proposed_by IS NOT NULL AND veto = 1",
		"credit_event WHERE state = 'proposed' AND stated_at > 0",
		"credit_event WHERE state = 'proposed' AND stated_at IS NULL",
		"penalty WHERE kind = 'ban' AND state = 'effective'",
		"penalty WHERE kind = 'suspension' AND state = 'effective'"
		    " AND item_id IS NULL",
		"penalty WHERE kind = 'suspension' AND state = 'effective'"
		    " AND item_id > 0",
		"penalty WHERE kind = 'warning' AND state = 'effective'",
		"leave WHERE kind = 'expelled' AND state = 'publicity'",
		"leave JOIN agency ON agency.party_id = leave.party_id WHERE"
		    " leave.state = 'finished' AND agency.state = 'active'",
		"complaint WHERE level = 1 AND open = 1",
		"complaint WHERE suspends = 1",
		"tip WHERE kind = 'designation' AND party_id > 0",
		"tip WHERE kind = 'charging' AND party_id IS NULL",
		"affiliation WHERE to_on > 0",
		"inspection_task WHERE whole = 1",
		"inspection_task WHERE result = 'serious'",
		"inspector_conflict WHERE inspector_id > 0",
		"review WHERE state = 'revealed' AND decided_at > 0",
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(count_rows(arena_printf(tests_arena(),
		    "SELECT count(*) FROM %s", rows[i])) > 0, "no %s",
		    rows[i]);
}

/* The register says so, and the purchaser's open project turns it away. */
static void
a_tied_agency_cannot_bid(void)
{
	struct project p;
	struct eligible e;
	int64_t agency = count_rows("SELECT party_id FROM agency JOIN party"
	    " ON id = party_id WHERE name = '江城民声社会风险评估中心'");
	int64_t id = count_rows("SELECT id FROM project WHERE title ="
	    " '望洲区夜市整体搬迁社会稳定风险评估'");

	ck_assert_int_eq(db_project_get(m->db, id, &p), OK);
	ck_assert_str_eq(p.state, "published");
	ck_assert_int_eq(eligible_of(m->db, &p, agency, clock_at(), &e), OK);
	ck_assert_str_eq(e.code, "conflict");
	ck_assert_str_eq(e.tied_to, "owner");
}

START_TEST(what_is_planted_is_found_in_time_and_looked_at)
{
	each_planted_case_is_asked_about_at_the_top();
	flags_are_as_old_as_what_they_ask_about();
	the_regulator_dismissed_one_and_follows_another();
	each_state_of_the_later_nouns_is_there();
	each_kind_is_there();
	a_tied_agency_cannot_bid();
	no_deadline_was_missed_by_the_clock();
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
