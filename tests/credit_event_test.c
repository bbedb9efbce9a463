/* SPDX-License-Identifier: Apache-2.0 */
/* credit_event_test.c: how events of credit come, are heard, and go. */
#include "market/credit_event.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/due.h"
#include "db/party.h"
#include "db/trail.h"
#include "market/agency.h"
#include "market/calendar.h"
#include "market/catalogue_set.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support.h"
#include "tests/told.h"

Suite *credit_event_suite(void);

#define WORDS "Ten letters and more of it."

static struct market *m;
static struct actor agency, first, second;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
	first = a_regulator();
	second = another_regulator();
}

/* ---- within the writer ---- */

struct proposing {
	const struct actor *by;
	struct credit_proposal p;
};

static enum err
propose_in_txn(struct db *db, void *ctx)
{
	const struct proposing *p = ctx;

	return credit_propose(db, m->house, p->by, &p->p);
}

static enum err
propose(const struct actor *by, const struct actor *whom, const char *code,
    const char *source)
{
	struct proposing p = { .by = by, .p = { .party_id = whom->party_id,
	    .code = code, .occurred_at = clock_at(), .source = source } };

	return write_run(m, propose_in_txn, &p);
}

static struct credit_event
event_now(int64_t id)
{
	struct credit_event e;

	ck_assert_int_eq(db_credit_event_get(m->db, id, &e), OK);
	return e;
}

static int64_t
by_clock(const char *code, const char *source)
{
	struct credit_event e;

	ck_assert_int_eq(propose(NULL, &agency, code, source), OK);
	ck_assert_int_eq(db_credit_event_by_source(m->db, source, code, &e),
	    OK);
	return e.id;
}

static enum err
repair_in_txn(struct db *db, void *ctx)
{
	return credit_repair(db, m->house, &first, *(int64_t *)ctx);
}

static enum err
excuse_in_txn(struct db *db, void *ctx)
{
	return credit_excuse(db, m->house, &first, ctx, "DECLINE_AWARD",
	    "A flood");
}

static struct agency
agency_of(const struct actor *a)
{
	struct agency row;

	ck_assert_int_eq(agency_own(m, a, &row), OK);
	return row;
}

/* To the last second of a deadline, and one more. */
static void
to_the_end_of(const char *event, int64_t id)
{
	struct due d;

	ck_assert_int_eq(db_due_get(m->db, 0, event, id, &d), OK);
	clock_set(d.due_at);
}

static void
past(const char *event, int64_t id)
{
	to_the_end_of(event, id);
	clock_forward(1);
	run_clock_alone();
}

/* The first second of a day of Beijing. */
static void
at_day(int64_t day)
{
	clock_set(calendar_day_end((int32_t)day - 1) + 1);
	run_clock_alone();
	tick_tidy(m);
}

/* ---- the clock's facts ---- */

START_TEST(an_uncontested_fact_of_the_clock_confirms_itself)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	ck_assert_str_eq(event_now(id).state, "proposed");
	ck_assert_int_eq(agency_of(&agency).credit, 10000);
	ck_assert_ptr_nonnull(strstr(told(&agency), "credit_proposed"));
	to_the_end_of("credit_hear", id);
	run_clock_alone();
	ck_assert_str_eq(event_now(id).state, "proposed");
	clock_forward(1);
	run_clock_alone();
	ck_assert_str_eq(event_now(id).state, "effective");
	ck_assert_int_eq(event_now(id).effective_on,
	    calendar_day_of(clock_at()));
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
	ck_assert_ptr_nonnull(strstr(told(&agency), "credit_effective"));
}
END_TEST

START_TEST(one_fact_is_one_event)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	ck_assert_int_eq(by_clock("DECLINE_AWARD", "award:7"), id);
	ck_assert_int_ne(by_clock("LATE_SIGN", "award:7"), id);
	ck_assert_int_ne(by_clock("DECLINE_AWARD", "award:8"), id);
}
END_TEST

START_TEST(who_says_something_is_judged_by_a_person)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	ck_assert_int_eq(credit_state(m, &agency, id, "Too short",
	    &problems), ERR_INVALID);
	ck_assert_int_eq(credit_state(m, &first, id, WORDS, &problems),
	    ERR_NOT_FOUND);
	to_the_end_of("credit_hear", id);
	ck_assert_int_eq(credit_state(m, &agency, id, WORDS, &problems), OK);
	ck_assert_int_eq(credit_state(m, &agency, id, WORDS, &problems), OK);
	ck_assert_int_eq(credit_state(m, &agency, id, WORDS " Otherwise",
	    &problems), ERR_CONFLICT);
	ck_assert_int_eq(credit_decide(m, &first, id, "drop", WORDS,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "credit_not_heard");
	clock_forward(1);
	run_clock_alone();
	ck_assert_str_eq(event_now(id).state, "proposed");
	ck_assert_int_eq(credit_decide(m, &first, id, "confirm", WORDS,
	    &problems), OK);
	ck_assert_str_eq(event_now(id).state, "effective");
	ck_assert_str_eq(event_now(id).decision, WORDS);
}
END_TEST

START_TEST(too_late_nothing_is_said)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	to_the_end_of("credit_hear", id);
	clock_forward(1);
	ck_assert_int_eq(credit_state(m, &agency, id, WORDS, &problems),
	    ERR_CONFLICT);
}
END_TEST

START_TEST(an_accepted_excuse_takes_the_fact_away)
{
	char source[] = "award:7";
	int64_t id = by_clock("DECLINE_AWARD", source);

	past("credit_hear", id);
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
	ck_assert_int_eq(write_run(m, excuse_in_txn, source), OK);
	ck_assert_int_eq(write_run(m, excuse_in_txn, source), OK);
	ck_assert_str_eq(event_now(id).state, "dropped");
	ck_assert_int_eq(agency_of(&agency).credit, 10000);
}
END_TEST

/* ---- the officers' ---- */

static struct credit_form
a_form(void)
{
	return (struct credit_form){ .uscc = agency.uscc,
	    .code = "FALSE_COMMITMENT", .occurred = "2026-11-20",
	    .project = "", .evidence = WORDS, .once = a_token() };
}

static int64_t
raised(void)
{
	struct credit_form f = a_form();
	int64_t id = 0;

	ck_assert_int_eq(credit_raise(m, &first, &f, &id, &problems), OK);
	return id;
}

START_TEST(the_same_form_is_the_same_event)
{
	struct credit_form f = a_form();
	int64_t id, again;

	ck_assert_int_eq(credit_raise(m, &first, &f, &id, &problems), OK);
	ck_assert_int_eq(credit_raise(m, &first, &f, &again, &problems), OK);
	ck_assert_int_eq(again, id);
	ck_assert_int_eq(credit_raise(m, &agency, &f, &again, &problems),
	    ERR_FORBIDDEN);
}
END_TEST

static const struct {
	const char *field, *value, *code;
} wrong[] = {
	{ "uscc", "", "credit_no_agency" },
	{ "uscc", "91420100MA4KXXXX0X", "credit_no_agency" },
	{ "code", "NO_SUCH", "credit_no_code" },
	{ "code", "", "credit_no_code" },
	{ "occurred", "2026-11-26", "credit_day" },	/* tomorrow */
	{ "occurred", "2026-02-30", "credit_day" },
	{ "occurred", "", "credit_day" },
	{ "project", "ZJ-2026-999999", "credit_no_project" },
	{ "evidence", "short", "credit_text_length" },
};

START_TEST(each_field_has_its_rule)
{
	struct credit_form f = a_form();
	const struct { const char *name; const char **value; } fields[] = {
		{ "uscc", &f.uscc }, { "code", &f.code },
		{ "occurred", &f.occurred }, { "project", &f.project },
		{ "evidence", &f.evidence },
	};
	int64_t id;

	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i].name, wrong[_i].field) == 0)
			*fields[i].value = wrong[_i].value;
	ck_assert_int_eq(credit_raise(m, &first, &f, &id, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, wrong[_i].field);
	ck_assert_str_eq(problems.list[0].code, wrong[_i].code);
}
END_TEST

START_TEST(nobody_confirms_what_they_proposed)
{
	int64_t id = raised();

	past("credit_hear", id);
	ck_assert_str_eq(event_now(id).state, "proposed");	/* a person's */
	ck_assert_int_eq(credit_decide(m, &first, id, "confirm", WORDS,
	    &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(credit_decide(m, &first, id, "drop", WORDS,
	    &problems), ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "credit_four_eyes");
	ck_assert_int_eq(credit_decide(m, &second, id, "keep", WORDS,
	    &problems), ERR_CONFLICT);
	ck_assert_int_eq(credit_decide(m, &agency, id, "confirm", WORDS,
	    &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(credit_decide(m, &second, id, "confirm", "no",
	    &problems), ERR_INVALID);
	ck_assert_int_eq(credit_decide(m, &second, id, "confirm", WORDS,
	    &problems), OK);
	ck_assert_int_eq(credit_decide(m, &second, id, "confirm", WORDS,
	    &problems), OK);
	ck_assert_int_eq(agency_of(&agency).credit, 6000);
	ck_assert_str_eq(agency_of(&agency).band, "N");
}
END_TEST

START_TEST(an_appeal_is_decided_by_another_and_counts_meanwhile)
{
	int64_t id = raised();

	past("credit_hear", id);
	ck_assert_int_eq(credit_decide(m, &second, id, "confirm", WORDS,
	    &problems), OK);
	to_the_end_of("credit_appeal", id);
	ck_assert_int_eq(credit_appeal(m, &second, id, WORDS, &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS, &problems), OK);
	ck_assert_str_eq(event_now(id).state, "appealed");
	ck_assert_int_eq(agency_of(&agency).credit, 6000);
	/* Both have had their say. */
	ck_assert_int_eq(credit_decide(m, &first, id, "drop", WORDS,
	    &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(credit_decide(m, &second, id, "keep", WORDS,
	    &problems), ERR_FORBIDDEN);
	ck_assert_str_eq(event_now(id).state, "appealed");
}
END_TEST

START_TEST(an_appeal_against_the_clock_is_any_officers)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	past("credit_hear", id);
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS, &problems), OK);
	ck_assert_int_eq(credit_decide(m, &first, id, "keep", WORDS,
	    &problems), OK);
	ck_assert_str_eq(event_now(id).state, "effective");
	/* Once. */
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS " Again",
	    &problems), ERR_CONFLICT);
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
}
END_TEST

START_TEST(a_dropped_event_leaves_no_points)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	past("credit_hear", id);
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS, &problems), OK);
	ck_assert_int_eq(credit_decide(m, &first, id, "drop", WORDS,
	    &problems), OK);
	ck_assert_int_eq(credit_decide(m, &first, id, "drop", WORDS,
	    &problems), OK);
	ck_assert_str_eq(event_now(id).state, "dropped");
	ck_assert_int_eq(agency_of(&agency).credit, 10000);
	ck_assert_ptr_nonnull(strstr(told(&agency), "credit_dropped"));
}
END_TEST

START_TEST(after_its_day_there_is_no_appeal)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7");

	past("credit_hear", id);
	to_the_end_of("credit_appeal", id);
	clock_forward(1);
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS, &problems),
	    ERR_CONFLICT);
}
END_TEST

/* ---- time ---- */

START_TEST(points_fall_night_by_night_and_the_event_expires)
{
	int64_t id = by_clock("DECLINE_AWARD", "award:7"), from;

	past("credit_hear", id);
	from = event_now(id).effective_on;
	at_day(from + 180);
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
	at_day(from + 181);
	ck_assert_int_eq(agency_of(&agency).credit, 9006);
	at_day(from + 270);
	ck_assert_int_eq(agency_of(&agency).credit, 9500);
	at_day(from + 359);
	ck_assert_str_eq(event_now(id).state, "effective");
	at_day(from + 360);
	ck_assert_str_eq(event_now(id).state, "expired");
	ck_assert_int_eq(agency_of(&agency).credit, 10000);
	ck_assert_ptr_nonnull(strstr(told(&agency), "credit_expired"));
}
END_TEST

START_TEST(an_appeal_that_outlasts_the_event_ends_with_it)
{
	int64_t id = by_clock("LATE_SIGN", "award:7");

	past("credit_hear", id);
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS, &problems), OK);
	at_day(event_now(id).ends_on + 3);
	ck_assert_str_eq(event_now(id).state, "appealed");
	ck_assert_int_eq(agency_of(&agency).credit, 10000);
	ck_assert_int_eq(credit_decide(m, &first, id, "keep", WORDS,
	    &problems), OK);
	run_clock_alone();
	ck_assert_str_eq(event_now(id).state, "expired");
}
END_TEST

START_TEST(a_repair_ends_the_points_at_once)
{
	int64_t id = by_clock("FALSE_COMMITMENT", "x:1");

	ck_assert_int_eq(write_run(m, repair_in_txn, &id), ERR_CONFLICT);
	past("credit_hear", id);
	ck_assert_int_eq(agency_of(&agency).credit, 6000);
	ck_assert_int_eq(write_run(m, repair_in_txn, &id), OK);
	ck_assert_str_eq(event_now(id).state, "repaired");
	ck_assert_int_eq(agency_of(&agency).credit, 10000);
	at_day(event_now(id).ends_on + 1);
	ck_assert_str_eq(event_now(id).state, "repaired");
}
END_TEST

START_TEST(a_veto_is_band_d_and_keeps_from_public_money)
{
	int64_t id = by_clock("COLLUSION", "x:1");
	struct agency a;
	bool yes;

	past("credit_hear", id);
	ck_assert_int_eq(agency_of(&agency).credit, 0);
	ck_assert_str_eq(agency_of(&agency).band, "D");
	a = agency_of(&agency);
	ck_assert_int_eq(credit_forbids(m->db, a.band, "social", &yes), OK);
	ck_assert(!yes);
	ck_assert_int_eq(credit_forbids(m->db, a.band, "fiscal", &yes), OK);
	ck_assert(yes);
	at_day(event_now(id).effective_on + 1094);
	ck_assert_str_eq(agency_of(&agency).band, "D");
	at_day(event_now(id).effective_on + 1095);
	ck_assert_str_eq(agency_of(&agency).band, "N");
	ck_assert_str_eq(event_now(id).state, "expired");
}
END_TEST

/* ---- the catalogue ---- */

static void
a_catalogue(const char *text)
{
	int64_t version;
	size_t line;

	ck_assert_int_eq(catalogue_set_load(m, &first, text, &version, &line),
	    OK);
	ck_assert_int_eq(house_load(m->house), OK);
}

START_TEST(what_has_no_legal_basis_or_is_off_has_no_effect)
{
	struct credit_event *list;
	size_t n;

	a_catalogue("event\tLATE_SIGN\toff\t3\t90\t-\tn\tArticle 1\tc\n"
	    "event\tLATE_DELIVERY\ton\t3\t90\t-\tn\t-\tc\n"
	    "event\tDECLINE_AWARD\ton\t20\t30\t-\tn\tArticle 2\tc\n");
	ck_assert_int_eq(propose(NULL, &agency, "LATE_SIGN", "a:1"), OK);
	ck_assert_int_eq(propose(NULL, &agency, "LATE_DELIVERY", "a:1"), OK);
	ck_assert_int_eq(propose(NULL, &agency, "NO_SUCH", "a:1"), OK);
	ck_assert_int_eq(credit_own(m, &agency, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 0);
	(void)by_clock("DECLINE_AWARD", "a:1");
}
END_TEST

START_TEST(an_event_keeps_the_catalogue_it_was_proposed_under)
{
	int64_t id = by_clock("DECLINE_AWARD", "a:1"), other;

	a_catalogue("event\tDECLINE_AWARD\ton\t20\t30\t-\tn\tArticle 2\tc\n");
	other = by_clock("DECLINE_AWARD", "a:2");
	past("credit_hear", id);
	ck_assert_int_eq(event_now(id).points, 10);
	ck_assert_int_eq(event_now(id).catalogue, 1);
	ck_assert_int_eq(event_now(other).points, 20);
	ck_assert_int_eq(event_now(other).catalogue, 2);
	ck_assert_str_eq(event_now(other).basis, "Article 2");
	ck_assert_int_eq(agency_of(&agency).credit, 7000);
}
END_TEST

/* ---- who answers ---- */

/* Of GB 11643-1999, appendix. */
static enum err
represent(const struct actor *a, const char *number)
{
	return agency_represent(m, a, "Li Lei", number, &problems);
}

START_TEST(history_follows_the_legal_representative)
{
	struct actor heir = an_agency(2), stranger = an_agency(3);
	struct credit_event *list;
	size_t n;
	int64_t id = by_clock("DECLINE_AWARD", "a:1");

	past("credit_hear", id);
	ck_assert_int_eq(represent(&agency, "11010519491231002x"), OK);
	ck_assert_int_eq(agency_of(&heir).credit, 10000);
	ck_assert_int_eq(represent(&heir, "110105 19491231 002X"), OK);
	ck_assert_int_eq(agency_of(&heir).credit, 9000);
	ck_assert_int_eq(agency_of(&agency).credit, 9000);	/* once */
	ck_assert_int_eq(credit_list(m, heir.party_id, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(list[0].party_id, agency.party_id);
	/* A new one weighs on both, and not on others. */
	id = by_clock("LATE_SIGN", "a:2");
	past("credit_hear", id);
	ck_assert_int_eq(agency_of(&heir).credit, 8700);
	ck_assert_int_eq(agency_of(&stranger).credit, 10000);
}
END_TEST

START_TEST(whoever_says_it_first_the_history_is_the_same)
{
	struct actor heir = an_agency(2);
	int64_t id = by_clock("DECLINE_AWARD", "a:1");

	past("credit_hear", id);
	ck_assert_int_eq(represent(&heir, "11010519491231002X"), OK);
	ck_assert_int_eq(agency_of(&heir).credit, 10000);
	ck_assert_int_eq(represent(&agency, "11010519491231002X"), OK);
	ck_assert_int_eq(agency_of(&heir).credit, 9000);
	/* Another person's name does not help what had this one. */
	ck_assert_int_eq(represent(&agency, "440524188001010014"), OK);
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
	ck_assert_int_eq(agency_of(&heir).credit, 9000);
}
END_TEST

START_TEST(of_a_number_only_a_keyed_hash_is_stored)
{
	static const char *const bad[] = { "", "110105194912310021",
	    "11010519491331002X", "11010519491231002", "abc" };
	struct party p;

	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert_int_eq(represent(&agency, bad[i]), ERR_INVALID);
		ck_assert_str_eq(problems.list[0].field, "legal_rep_id");
	}
	ck_assert_int_eq(represent(&agency, "11010519491231002X"), OK);
	ck_assert_int_eq(agency_party(m, agency.party_id, &p), OK);
	ck_assert_uint_eq(strlen(p.legal_rep_hash), 69);
	ck_assert(strncmp(p.legal_rep_hash, "b2k1$", 5) == 0);
	ck_assert_ptr_null(strstr(p.legal_rep_hash, "110105"));
}
END_TEST

START_TEST(leaving_and_coming_back_washes_nothing)
{
	int64_t id = by_clock("DECLINE_AWARD", "a:1");

	past("credit_hear", id);
	break_rows("UPDATE agency SET state = 'left'");
	at_day(event_now(id).effective_on + 2);
	break_rows("UPDATE agency SET state = 'active'");
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
	at_day(event_now(id).effective_on + 3);
	ck_assert_int_eq(agency_of(&agency).credit, 9000);
}
END_TEST

START_TEST(every_change_is_in_the_audit_with_before_and_after)
{
	int64_t id = by_clock("DECLINE_AWARD", "a:1");
	char object[64];
	struct act *acts;
	size_t n;

	snprintf(object, sizeof object, "credit_event:%lld", (long long)id);
	past("credit_hear", id);
	ck_assert_int_eq(credit_appeal(m, &agency, id, WORDS, &problems), OK);
	ck_assert_int_eq(db_trail_of(m->db, object, 0, INT64_MAX, 10, &acts,
	    &n), OK);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(acts[0].action, "credit_appeal");
	ck_assert_str_eq(acts[0].before, "effective");
	ck_assert_str_eq(acts[0].after, "appealed");
	ck_assert_int_eq(acts[0].party_id, agency.party_id);
	ck_assert_str_eq(acts[1].action, "credit_confirm");
	ck_assert_str_eq(acts[2].after, "proposed");
}
END_TEST

Suite *
credit_event_suite(void)
{
	Suite *s = suite_create("credit_event");
	TCase *t = tcase_create("credit_event");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, an_uncontested_fact_of_the_clock_confirms_itself);
	tcase_add_test(t, one_fact_is_one_event);
	tcase_add_test(t, who_says_something_is_judged_by_a_person);
	tcase_add_test(t, too_late_nothing_is_said);
	tcase_add_test(t, an_accepted_excuse_takes_the_fact_away);
	tcase_add_test(t, the_same_form_is_the_same_event);
	tcase_add_loop_test(t, each_field_has_its_rule, 0, COUNT(wrong));
	tcase_add_test(t, nobody_confirms_what_they_proposed);
	tcase_add_test(t,
	    an_appeal_is_decided_by_another_and_counts_meanwhile);
	tcase_add_test(t, an_appeal_against_the_clock_is_any_officers);
	tcase_add_test(t, a_dropped_event_leaves_no_points);
	tcase_add_test(t, after_its_day_there_is_no_appeal);
	tcase_add_test(t, points_fall_night_by_night_and_the_event_expires);
	tcase_add_test(t, an_appeal_that_outlasts_the_event_ends_with_it);
	tcase_add_test(t, a_repair_ends_the_points_at_once);
	tcase_add_test(t, a_veto_is_band_d_and_keeps_from_public_money);
	tcase_add_test(t, what_has_no_legal_basis_or_is_off_has_no_effect);
	tcase_add_test(t, an_event_keeps_the_catalogue_it_was_proposed_under);
	tcase_add_test(t, history_follows_the_legal_representative);
	tcase_add_test(t, whoever_says_it_first_the_history_is_the_same);
	tcase_add_test(t, of_a_number_only_a_keyed_hash_is_stored);
	tcase_add_test(t, leaving_and_coming_back_washes_nothing);
	tcase_add_test(t,
	    every_change_is_in_the_audit_with_before_and_after);
	suite_add_tcase(s, t);
	return s;
}
