/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_history_test.c: random histories against the table of domain.md 4. */
#include <check.h>
#include <string.h>

#include "db/due.h"
#include "tests/inspections.h"
#include "tests/sealing.h"

Suite *inspection_history_suite(void);

/*
 * domain.md 4, «inspection task», written down a second time: which act,
 * whose, out of which state, into which.  Who: f, s the two inspectors, a
 * the agency, r a regulator, c the clock.
 */
static const struct entry {
	const char *act, *word, *who, *from, *to;
} rules[] = {
	{ "start", "", "fs", "staffed", "inspecting" },
	{ "write", "serious", "fs", "inspecting", "inspecting" },
	{ "write", "none", "fs", "inspecting", "inspecting" },
	{ "record", "", "fs", "inspecting", "recorded" },
	{ "publish", "", "c", "recorded", "published" },
	{ "correct", "", "a", "published", "correcting" },
	{ "recheck", "good", "fs", "correcting", "done" },
	{ "recheck", "bad", "fs", "correcting", "done" },
	{ "transfer", "", "r", "", "transferred" },
};

struct model {
	const char *state, *result;
	char writer;			/* whose text waits for the other */
};

static struct market *m;

/* What the table says of an act by somebody: the new state, or NULL. */
static const char *
says(const struct model *now, const struct entry *r, char who)
{
	if (strchr(r->who, who) == NULL)
		return NULL;
	if (r->from[0] == '\0')
		return strcmp(now->state, r->to) ? r->to : NULL;
	if (strcmp(now->state, r->from) != 0)
		return NULL;
	if (strcmp(r->act, "record") == 0 && (now->writer == '-' ||
	    now->writer == who))
		return NULL;
	if (strcmp(r->act, "publish") == 0 &&
	    strcmp(now->result, "none") == 0)
		return "done";		/* nothing found */
	return r->to;
}

static void
apply(struct model *now, const struct entry *r, char who, const char *to)
{
	if (strcmp(r->act, "write") == 0) {
		now->result = r->word;
		now->writer = who;
	}
	now->state = to;
}

static void
let_publish(int64_t task)
{
	struct due d;

	if (db_due_get(m->db, 0, "inspect_publish", task, &d) == OK &&
	    !d.done_at && clock_at() <= d.due_at)
		clock_set(d.due_at + 1);
	run_clock_alone();
}

static const char *
state_of(const struct actor *reg, int64_t task)
{
	struct inspection_task t;

	ck_assert_int_eq(inspection_task(m, reg, task, &t), OK);
	return t.state;
}

START_TEST(a_visit_does_what_its_table_lists_and_nothing_else)
{
	static const char people[] = "fsaorc";
	struct model now = { "staffed", "", '-' };
	struct actor reg, agency, other, actors[5];
	struct inspection_task t;
	unsigned s = (unsigned)_i * 2654435761U + 7;

	m = a_market();
	reg = a_regulator();
	agency = an_agency(1);
	for (int i = 0; i < 3; i++)
		other = an_inspector(i);
	t = visit_at(a_drawn_inspection(&reg), 1);
	for (int i = 0; i < 3; i++) {
		struct inspection_task none = { .first_id = i + 1 };

		if (i + 1 != t.first_id && i + 1 != t.second_id)
			other = visitor_of(&none, 0);
	}
	actors[0] = visitor_of(&t, 0);
	actors[1] = visitor_of(&t, 1);
	actors[2] = agency;
	actors[3] = other;		/* not of this visit */
	actors[4] = reg;
	for (int k = 0; k < 40; k++) {
		const struct entry *r = &rules[(s >> 8) % COUNT(rules)];
		size_t p = (s >> 16) % (sizeof people - 1);
		const char *to;

		s = s * 1103515245U + 12345;
		/* Late in a history: else most are handed over at once. */
		if (strcmp(r->act, "transfer") == 0 && k < 30)
			continue;
		if (strcmp(r->act, "publish") == 0)
			p = 5;
		else if (p == 5)
			continue;
		to = says(&now, r, people[p]);
		if (p == 5)
			let_publish(t.id);
		else if (to == NULL)
			(void)visit_step(&actors[p], t.id, r->act, r->word);
		else
			ck_assert_int_eq(visit_step(&actors[p], t.id, r->act,
			    r->word), OK);
		if (to)
			apply(&now, r, people[p], to);
		ck_assert_msg(strcmp(state_of(&reg, t.id), now.state) == 0,
		    "%s by %c: %s, not %s", r->act, people[p],
		    state_of(&reg, t.id), now.state);
	}
	end_market();
}
END_TEST

Suite *
inspection_history_suite(void)
{
	Suite *s = suite_create("inspection_history");
	TCase *t = tcase_create("inspection_history");

	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t,
	    a_visit_does_what_its_table_lists_and_nothing_else, 0, 40);
	suite_add_tcase(s, t);
	return s;
}
