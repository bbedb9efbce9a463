/* SPDX-License-Identifier: Apache-2.0 */
/* credit_history_test.c: random histories against the table of domain.md 4. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/agency.h"
#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/support.h"

Suite *credit_history_suite(void);

enum { EVENTS = 6, STEPS = 40, OFFICERS = 3, DAY = 86400 };

/* The table, written once more; officers are 1 … 3, 0 is the clock. */
struct model {
	int64_t id;
	const char *state;
	int64_t points, hold;
	bool veto;
	int proposer, decider, reviewer;
	bool heard, stated, appealed;
	int64_t hear_until, appeal_until;
	int64_t effective_on;
};

static struct market *m;
static struct actor agency, officers[OFFICERS + 1];
static struct model events[EVENTS];
static size_t n_events;
static struct problems problems;
static uint64_t seed;

static int
upto(int most)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)(seed % (uint64_t)(most + 1));
}

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
	officers[1] = a_regulator();
	officers[2] = another_regulator();
	officers[3] = an_operator();
	officers[3].role = ROLE_REGULATOR;
	n_events = 0;
}

static bool
is(const struct model *e, const char *state)
{
	return strcmp(e->state, state) == 0;
}

static int64_t
after(struct span span)
{
	return span_end(&m->house->calendar, clock_at(), span,
	    m->house->params.day_cutoff, NULL);
}

/* ---- what the table says ---- */

static void
take_effect(struct model *e, int officer)
{
	e->state = "effective";
	e->decider = officer;
	e->effective_on = calendar_day_of(clock_at());
	e->appeal_until = after(m->house->params.credit_appeal);
}

static int64_t
ends_on(const struct model *e)
{
	return e->effective_on + (e->veto ? e->hold : 2 * e->hold);
}

static void
time_passes(struct model *e)
{
	if (is(e, "proposed") && !e->heard && clock_at() > e->hear_until) {
		e->heard = true;
		if (e->proposer == 0 && !e->stated)
			take_effect(e, 0);
	}
	if (is(e, "effective") && calendar_day_of(clock_at()) >= ends_on(e))
		e->state = "expired";
}

static int64_t
expected_score(void)
{
	int64_t score = 10000, today = calendar_day_of(clock_at());

	for (size_t i = 0; i < n_events; i++) {
		const struct model *e = &events[i];
		int64_t age = today - e->effective_on;

		if (!is(e, "effective") && !is(e, "appealed"))
			continue;
		if (e->veto && age < e->hold)
			return 0;
		if (!e->veto && age <= e->hold)
			score -= 100 * e->points;
		else if (!e->veto && age < 2 * e->hold)
			score -= 100 * e->points * (2 * e->hold - age) /
			    e->hold;
	}
	return score < 0 ? 0 : score;
}

/* ---- acts ---- */

struct proposing {
	struct credit_proposal p;
	const struct actor *by;
	int64_t id;
};

static enum err
propose_in_txn(struct db *db, void *ctx)
{
	struct proposing *p = ctx;
	struct credit_event e;
	enum err err = credit_propose(db, m->house, p->by, &p->p);

	if (!err)
		err = db_credit_event_by_source(db, p->p.source, p->p.code,
		    &e);
	p->id = err ? 0 : e.id;
	return err;
}

static void
propose(void)
{
	static const struct { const char *code; int64_t points, hold; }
	    rows[] = { { "LATE_SIGN", 3, 90 }, { "LATE_UPDATE", 2, 90 },
		{ "DECLINE_AWARD", 10, 180 }, { "FALSE_COMMITMENT", 40, 365 },
		{ "COLLUSION", 0, 1095 } };
	int row = upto(COUNT(rows) - 1), by = upto(2);
	char source[16];
	struct proposing p = { .by = by ? &officers[by] : NULL, .p = {
	    .party_id = agency.party_id, .code = rows[row].code,
	    .occurred_at = clock_at(), .source = source } };

	snprintf(source, sizeof source, "x:%zu", n_events);
	ck_assert_int_eq(write_run(m, propose_in_txn, &p), OK);
	events[n_events++] = (struct model){ .id = p.id, .state = "proposed",
	    .points = rows[row].points, .hold = rows[row].hold,
	    .veto = rows[row].points == 0, .proposer = by,
	    .hear_until = after(m->house->params.credit_statement) };
}

static void
wait_some(void)
{
	static const int most[] = { 1, 4, 10, 40, 200 };

	clock_forward((int64_t)upto(most[upto(4)]) * DAY + upto(DAY));
	run_clock_alone();
	tick_tidy(m);
	for (size_t i = 0; i < n_events; i++)
		time_passes(&events[i]);
}

static void
state(struct model *e)
{
	enum err want = e->stated ? OK : is(e, "proposed") &&
	    clock_at() <= e->hear_until ? OK : ERR_CONFLICT;

	ck_assert_int_eq(credit_state(m, &agency, e->id,
	    "What we have to say", &problems), want);
	e->stated |= want == OK;
}

static void
appeal(struct model *e)
{
	enum err want = e->appealed ? OK : is(e, "effective") &&
	    clock_at() <= e->appeal_until ? OK : ERR_CONFLICT;

	ck_assert_int_eq(credit_appeal(m, &agency, e->id,
	    "What we have to say", &problems), want);
	if (want == OK && !e->appealed) {
		e->appealed = true;
		e->state = "appealed";
	}
}

/* What a decision has to come to; it changes the model. */
static enum err
judge(struct model *e, int who, const char *verdict)
{
	bool drop = strcmp(verdict, "drop") == 0;
	bool confirm = strcmp(verdict, "confirm") == 0;

	/* The same again. */
	if (drop && is(e, "dropped") && (e->effective_on ? e->reviewer :
	    e->decider) == who)
		return OK;
	if (confirm && e->effective_on && e->decider == who)
		return OK;
	if (!drop && !confirm && !is(e, "dropped") && e->reviewer == who)
		return OK;
	if (is(e, "proposed")) {
		if (!drop && !confirm)
			return ERR_CONFLICT;
		if (who == e->proposer)
			return ERR_FORBIDDEN;
		if (clock_at() <= e->hear_until)
			return ERR_CONFLICT;
		if (confirm)
			take_effect(e, who);
		else
			e->decider = who;
		e->state = confirm ? "effective" : "dropped";
		return OK;
	}
	if (!is(e, "appealed") || confirm)
		return ERR_CONFLICT;
	if (who == e->proposer || who == e->decider)
		return ERR_FORBIDDEN;
	e->reviewer = who;
	e->state = drop ? "dropped" : "effective";
	return OK;
}

static void
decide(struct model *e)
{
	static const char *const verdicts[] = { "confirm", "drop", "keep" };
	const char *verdict = verdicts[upto(2)];
	int who = 1 + upto(OFFICERS - 1);
	enum err want = judge(e, who, verdict);

	ck_assert_int_eq(credit_decide(m, &officers[who], e->id, verdict,
	    "The reason for it", &problems), want);
}

static enum err
repair_in_txn(struct db *db, void *ctx)
{
	return credit_repair(db, m->house, &officers[1], *(int64_t *)ctx);
}

static void
repair(struct model *e)
{
	enum err want = is(e, "effective") ? OK : ERR_CONFLICT;

	ck_assert_int_eq(write_run(m, repair_in_txn, &e->id), want);
	if (want == OK)
		e->state = "repaired";
}

static void
check_all(void)
{
	struct agency a;

	for (size_t i = 0; i < n_events; i++) {
		struct credit_event e;

		ck_assert_int_eq(db_credit_event_get(m->db, events[i].id, &e),
		    OK);
		ck_assert_str_eq(e.state, events[i].state);
	}
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_int_eq(a.credit, expected_score());
	ck_assert_str_eq(a.band, a.credit < 6000 ? "D" : "N");
}

START_TEST(a_history_is_what_the_table_makes_of_it)
{
	seed = 0x9e3779b97f4a7c15u * (uint64_t)(_i + 1);
	propose();
	for (int step = 0; step < STEPS; step++) {
		struct model *e = &events[upto((int)n_events - 1)];

		switch (upto(9)) {
		case 0: case 1: case 2: wait_some(); break;
		case 3: state(e); break;
		case 4: appeal(e); break;
		case 5: case 6: case 7: decide(e); break;
		case 8: if (upto(3) == 0) repair(e); break;
		default: if (n_events < EVENTS) propose(); break;
		}
		check_all();
	}
}
END_TEST

Suite *
credit_history_suite(void)
{
	Suite *s = suite_create("credit_history");
	TCase *t = tcase_create("credit_history");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, a_history_is_what_the_table_makes_of_it, 0,
	    100);
	suite_add_tcase(s, t);
	return s;
}
