/* SPDX-License-Identifier: Apache-2.0 */
/* support_award.c: biddings for tests of what follows. */
#include "tests/support_award.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/notice.h"
#include "market/round.h"
#include "tests/sealing.h"

enum { BIDDERS = 24 };

static struct actor made[BIDDERS + 1];
static int64_t began;		/* when the step in question began */

void
short_awards(void)
{
	struct params *p = &the_market()->house->params;
	const struct span step = { AWARD_STEP, SPAN_S };

	p->alp_justify = p->alp_decide = step;
	p->credit_choose = p->contract_sign = step;
}

struct actor
bidder(int i)
{
	ck_assert_int_le(i, BIDDERS);
	if (made[i].account_id == 0)
		made[i] = an_agency(i);
	return made[i];
}

const char *
a_bidding(const struct actor *owner, const int64_t *yuan, const char *change)
{
	const char *code;

	short_awards();
	code = a_project(owner);
	for (int i = 1; yuan[i - 1]; i++) {
		struct actor a = bidder(i);

		a_bid(&a, code, arena_printf(tests_arena(), "%" PRId64,
		    yuan[i - 1]));
	}
	if (change)
		break_rows("UPDATE project SET %s WHERE id = %d", change,
		    (int)project_now(code).id);
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	return code;
}

void
before_the_end(void)
{
	began = clock_at();
	clock_forward(AWARD_STEP - 1);
	run_clock();
}

void
at_the_end(void)
{
	clock_set(began + AWARD_STEP);
	run_clock();
}

struct award
award_now(const char *code)
{
	struct award a = { .position = 0, .state = "" };
	enum err err = award_of_project(the_market(), project_now(code).id,
	    &a);

	ck_assert(err == OK || err == ERR_NOT_FOUND);
	return a;
}

/* How many notices of a kind there are; the last of them. */
size_t
notices(const char *code, const char *kind, struct notice *last)
{
	struct notice *list;
	size_t n, found = 0;

	ck_assert_int_eq(notice_of_project(the_market(),
	    project_now(code).id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].kind, kind) == 0) {
			*last = list[i];
			found++;
		}
	return found;
}

bool
notice_says(const struct notice *n, const char *key, const char *value)
{
	return strcmp(notice_value(the_market()->arena, n, key), value) == 0;
}

bool
has_event(const char *code, const char *event, const char *reason)
{
	struct project_event *list;
	size_t n;

	ck_assert_int_eq(db_project_events(the_market()->db,
	    project_now(code).id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].event, event) == 0 &&
		    strcmp(list[i].reason, reason) == 0)
			return list[i].leaf >= 0;
	return false;
}
