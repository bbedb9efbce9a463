/* SPDX-License-Identifier: Apache-2.0 */
/* due_test.c: deadlines, and the state machine they drive. */
#include "market/due.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"
#include "market/flow.h"
#include "market/round.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/support.h"

Suite *due_suite(void);

static struct market *m;
static struct actor owner;
static struct project p;

static void
setup(void)
{
	m = a_market();
	owner = a_department(1);
	p = project_now(a_project_for(&owner, 30 * 86400));
}

/* One change, with what it is about. */
struct set {
	const char *event;
	struct span span;
	int64_t from, at;
	bool limit;
};

static enum err
set_in_txn(struct db *db, void *ctx)
{
	struct set *s = ctx;

	return (s->limit ? due_limit : due_span)(db, m->house, &p, s->event,
	    7, s->from, s->span, &s->at);
}

static int64_t
set_one(const char *event, int32_t n, enum span_unit unit, bool limit)
{
	struct set s = { .event = event, .span = { n, unit },
	    .from = clock_at(), .limit = limit };

	ck_assert_int_eq(write_run(m, set_in_txn, &s), OK);
	return s.at;
}

static struct due
get_one(const char *event)
{
	struct due d;

	ck_assert_int_eq(db_due_get(m->db, p.id, event, 7, &d), OK);
	return d;
}

static enum err
take_in_txn(struct db *db, void *ctx)
{
	return due_take(db, p.id, ctx, 7);
}

static enum err
take(const char *event)
{
	char copy[32];

	snprintf(copy, sizeof copy, "%s", event);
	return write_run(m, take_in_txn, copy);
}

START_TEST(a_deadline_in_days_includes_its_last_second)
{
	int64_t at = set_one("settle", 3, SPAN_WD, false);

	clock_set(at);
	ck_assert(due_open(&(struct due){ .span = "3wd", .due_at = at }, at));
	ck_assert_int_eq(take("settle"), ERR_CONFLICT);
	clock_set(at + 1);
	ck_assert_int_eq(take("settle"), OK);
	ck_assert_int_eq(take("settle"), ERR_CONFLICT);
	ck_assert_int_eq(get_one("settle").done_at, at + 1);
}
END_TEST

START_TEST(at_exactly_a_deadline_in_hours_is_too_late)
{
	int64_t at = set_one("settle", 24, SPAN_H, false);

	ck_assert_int_eq(at, clock_at() + 86400);
	ck_assert(!due_open(&(struct due){ .span = "24h", .due_at = at }, at));
	clock_set(at - 1);
	ck_assert_int_eq(take("settle"), ERR_CONFLICT);
	clock_set(at);
	ck_assert_int_eq(take("settle"), OK);
}
END_TEST

START_TEST(what_was_never_set_is_never_over)
{
	ck_assert_int_eq(take("settle"), ERR_CONFLICT);
}
END_TEST

START_TEST(the_clock_passes_over_what_is_only_for_people)
{
	struct due *list;
	size_t n;
	int64_t at = set_one("answer", 1, SPAN_H, true);

	clock_set(at + 86400);
	ck_assert_int_eq(db_due_acting(m->db, clock_at(), 100, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(get_one("answer").done_at, 0);
}
END_TEST

START_TEST(what_cannot_be_done_any_more_does_not_stand_in_the_way)
{
	int64_t at = set_one("review_close", 1, SPAN_H, false);

	clock_set(at);
	ck_assert_uint_eq(tick_run(m, 64), 0);	/* it is not being reviewed */
	ck_assert_int_eq(get_one("review_close").done_at, at);
}
END_TEST

START_TEST(what_falls_on_one_second_is_done_in_the_order_of_projects)
{
	struct round first, second;
	struct project q = project_now(a_project_for(&owner, 30 * 86400));

	ck_assert_int_gt(q.id, p.id);
	ck_assert_int_eq(p.deadline, q.deadline);
	clock_set(p.deadline + ROUND_CLOSE_DELAY);
	ck_assert_uint_eq(tick_run(m, 64), 2);
	ck_assert_int_eq(db_round_of_project(m->db, p.id, &first), OK);
	ck_assert_int_eq(db_round_of_project(m->db, q.id, &second), OK);
	ck_assert_int_eq(first.closed_at, second.closed_at);
	ck_assert_int_gt(first.close_leaf, 0);
	ck_assert_int_lt(first.close_leaf, second.close_leaf);
}
END_TEST

static enum err
moot_in_txn(struct db *db, void *ctx)
{
	return db_due_moot(db, ctx);
}

START_TEST(a_deadline_set_anew_is_not_put_aside_for_the_old_one)
{
	int64_t at = set_one("settle", 1, SPAN_H, false);
	struct due old = get_one("settle");

	clock_set(at);
	set_one("settle", 1, SPAN_H, false);
	ck_assert_int_eq(write_run(m, moot_in_txn, &old), OK);
	ck_assert_int_eq(get_one("settle").done_at, 0);
}
END_TEST

/* ---- the calendar of a year comes late ---- */

struct holiday {
	const char *line;
};

static enum err
holiday_in_txn(struct db *db, void *ctx)
{
	const struct holiday *h = ctx;
	struct calendar_day day;

	ck_assert(calendar_line(h->line, &day));
	return db_calendar_add(db, day.day, day.is_work);
}

static void
load_day(const char *line)
{
	struct holiday h = { line };

	ck_assert_int_eq(write_run(m, holiday_in_txn, &h), OK);
	ck_assert_int_eq(house_load(m->house), OK);
}

START_TEST(a_provisional_deadline_moves_later_when_the_calendar_has_come)
{
	int64_t before = set_one("settle", 3, SPAN_WD, false);
	struct due d = get_one("settle");
	char day[32];
	struct civil c = civil_of(before);
	size_t moved;

	ck_assert(d.provisional);	/* a test market has no calendar */
	snprintf(day, sizeof day, "%04d-%02d-%02d\toff", (int)c.year,
	    c.month, c.day);
	load_day(day);
	ck_assert_int_eq(due_recompute(m, &moved), OK);
	ck_assert_uint_ge(moved, 1);
	d = get_one("settle");
	ck_assert_int_gt(d.due_at, before);
	ck_assert_int_eq(d.act_at, d.due_at + 1);
	ck_assert(!d.provisional);
	ck_assert_int_eq(d.due_at, due_reckon(m->house, &d).due_at);
}
END_TEST

static enum err
set_of_none(struct db *db, void *ctx)
{
	struct set *s = ctx;

	return due_span(db, m->house, NULL, s->event, 7, s->from, s->span,
	    &s->at);
}

/* A complaint, a penalty, an inspection: the newest parameters hold. */
START_TEST(a_deadline_of_no_project_stands_beside_those_of_projects)
{
	struct set s = { .event = "settle", .span = { 3, SPAN_WD },
	    .from = clock_at() };
	int64_t of_project = set_one("settle", 1, SPAN_WD, false);
	struct due d;

	ck_assert_int_eq(write_run(m, set_of_none, &s), OK);
	ck_assert_int_eq(db_due_get(m->db, 0, "settle", 7, &d), OK);
	ck_assert_int_eq(d.due_at, s.at);
	ck_assert_int_eq(d.params, m->house->param_version);
	ck_assert_int_eq(get_one("settle").due_at, of_project);
	ck_assert_int_lt(of_project, s.at);
}
END_TEST

START_TEST(no_announced_deadline_is_ever_shortened)
{
	int64_t before = set_one("settle", 5, SPAN_WD, false);
	int32_t day = calendar_day_of(before) - 1;
	struct civil c;
	char line[32];
	size_t moved;

	while (calendar_works(&m->house->calendar, day))
		day--;			/* a Sunday that will work */
	c = civil_of(calendar_day_end(day));
	snprintf(line, sizeof line, "%04d-%02d-%02d\twork", (int)c.year,
	    c.month, c.day);
	load_day(line);
	ck_assert_int_eq(due_recompute(m, &moved), OK);
	ck_assert_int_eq(get_one("settle").due_at, before);
}
END_TEST

/* ---- the state machine against a model written from domain.md 4 ---- */

static const char *const states[] = { "draft", "registering", "published",
    "closed", "selecting", "rebidding", "publicity", "signing", "performing",
    "reviewing", "done", "failed", "cancelled" };

/* The page's rows: «event: from … → to». */
static const char *const model[][3] = {
	{ "publish", "draft", "registering" },
	{ "choose_direct", "draft", "publicity" },
	{ "register", "registering", "published" },
	{ "unregister", "registering", "draft" },
	{ "amend_unsigned", "registering", "cancelled" },
	{ "amend", "published", "registering" },
	{ "deadline", "published rebidding", "closed" },
	{ "few", "closed", "failed" },
	{ "unopened", "closed", "failed" },
	{ "open", "closed", "selecting" },
	{ "rebid", "selecting", "rebidding" },
	{ "too_few", "selecting", "failed" },
	{ "announce", "selecting", "publicity" },
	{ "reselect", "publicity", "selecting" },
	{ "settle", "publicity", "signing" },
	{ "next", "publicity signing", "selecting" },
	{ "exhaust", "selecting", "failed" },
	{ "sign", "signing", "performing" },
	{ "finish", "performing", "reviewing" },
	{ "close", "reviewing", "done" },
	{ "discard", "draft", "cancelled" },
	{ "cancel", "registering published", "cancelled" },
	{ "cancel_late", "closed selecting rebidding publicity signing",
	    "cancelled" },
	{ "void", "closed", "failed" },
	{ "fly", "", "" },
};

static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(list, word); at != NULL;
	    at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static const char *
model_next(const char *state, const char *event)
{
	for (size_t i = 0; i < COUNT(model); i++)
		if (strcmp(model[i][0], event) == 0 &&
		    has_word(model[i][1], state))
			return model[i][2];
	return NULL;
}

START_TEST(the_table_is_the_page_and_nothing_else)
{
	struct flow_row row;
	size_t rows = 0, legal = 0;

	for (; flow_row(rows, &row); rows++)
		ck_assert_str_eq(model_next(row.from, row.event), row.to);
	for (size_t s = 0; s < COUNT(states); s++)
		for (size_t e = 0; e < COUNT(model); e++) {
			bool may = model_next(states[s], model[e][0]);

			ck_assert(flow_can(states[s], model[e][0]) == may);
			legal += may;
		}
	ck_assert_uint_eq(rows, legal);
}
END_TEST

enum { ACTIONS = 100000, GROUP = 1000 };

struct random_walk {
	unsigned seed;
	int done, refused;
};

/* Another draft, where a walk has ended. */
static void
begin_again(struct db *db, struct project *q)
{
	q->attempt_no++;
	q->published_at = 0;
	ck_assert_int_eq(db_project_insert(db, q), OK);
	q->state = "draft";
}

static enum err
walk_in_txn(struct db *db, void *ctx)
{
	struct random_walk *w = ctx;

	for (int i = 0; i < GROUP; i++) {
		size_t e = (size_t)rand_r(&w->seed) % COUNT(model);
		const char *before = p.state;
		const char *to = model_next(before, model[e][0]);
		enum err err;

		/* What was public is no draft again: it is cancelled. */
		if (p.published_at && strcmp(model[e][0], "unregister") == 0)
			to = NULL;
		err = flow_move(db, m->house, NULL, &p, model[e][0], "");
		ck_assert_int_eq(err, to ? OK : ERR_CONFLICT);
		ck_assert_str_eq(p.state, to ? to : before);
		w->done += to != NULL;
		w->refused += to == NULL;
		if (has_word("done failed cancelled", p.state))
			begin_again(db, &p);
	}
	return OK;
}

START_TEST(a_hundred_thousand_random_acts_end_where_the_model_does)
{
	struct random_walk w = { .seed = 20261126 };

	const char *code = a_draft(&owner);

	ck_assert_int_eq(db_project_by_code(m->db, code, &p), OK);
	for (int i = 0; i < ACTIONS / GROUP; i++) {
		struct project stored;

		ck_assert_int_eq(write_run(m, walk_in_txn, &w), OK);
		ck_assert_int_eq(db_project_get(m->db, p.id, &stored), OK);
		ck_assert_str_eq(stored.state, p.state);
	}
	ck_assert_int_gt(w.done, ACTIONS / 20);
	ck_assert_int_gt(w.refused, ACTIONS / 2);
}
END_TEST

static enum err
tell_in_txn(struct db *db, void *ctx)
{
	(void)ctx;
	return flow_tell(db, m->house, &owner, &p, "question", "why");
}

START_TEST(a_public_event_stands_in_the_timeline_and_in_the_log)
{
	struct project_event *events;
	size_t n;

	ck_assert_int_eq(write_run(m, tell_in_txn, NULL), OK);
	ck_assert_int_eq(db_project_events(m->db, p.id, &events, &n), OK);
	ck_assert_uint_gt(n, 2);
	ck_assert_str_eq(events[0].event, "publish");
	ck_assert_int_eq(events[0].leaf, -1);	/* nobody knew yet */
	ck_assert_str_eq(events[1].event, "register");
	ck_assert_int_ge(events[1].leaf, 0);
	ck_assert_str_eq(events[n - 1].event, "question");
	ck_assert_int_gt(events[n - 1].leaf, events[1].leaf);
	ck_assert_str_eq(events[n - 1].to_state, "published");
}
END_TEST

Suite *
due_suite(void)
{
	Suite *s = suite_create("due");
	TCase *t = tcase_create("deadlines");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_deadline_in_days_includes_its_last_second);
	tcase_add_test(t, at_exactly_a_deadline_in_hours_is_too_late);
	tcase_add_test(t, what_was_never_set_is_never_over);
	tcase_add_test(t, the_clock_passes_over_what_is_only_for_people);
	tcase_add_test(t,
	    a_deadline_of_no_project_stands_beside_those_of_projects);
	tcase_add_test(t,
	    what_cannot_be_done_any_more_does_not_stand_in_the_way);
	tcase_add_test(t,
	    a_deadline_set_anew_is_not_put_aside_for_the_old_one);
	tcase_add_test(t,
	    what_falls_on_one_second_is_done_in_the_order_of_projects);
	tcase_add_test(t,
	    a_provisional_deadline_moves_later_when_the_calendar_has_come);
	tcase_add_test(t, no_announced_deadline_is_ever_shortened);
	tcase_add_test(t, the_table_is_the_page_and_nothing_else);
	tcase_add_test(t,
	    a_hundred_thousand_random_acts_end_where_the_model_does);
	tcase_add_test(t,
	    a_public_event_stands_in_the_timeline_and_in_the_log);
	suite_add_tcase(s, t);
	return s;
}
