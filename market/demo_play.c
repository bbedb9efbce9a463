/* SPDX-License-Identifier: Apache-2.0 */
/* demo_play.c: the clock is moved, and everybody does what the plan says. */
#include "market/demo_plan.h"

#include <string.h>

#include "db/due.h"
#include "db/round.h"
#include "market/base/log.h"
#include "market/flag.h"
#include "market/project.h"
#include "market/tick.h"

/* Have the trustees of a round come? */
static bool
is_away(const struct demo *d, const char *id)
{
	size_t n = strcspn(id, "/");

	for (size_t i = 0; i < d->projects.n; i++)
		if (d->plans[i].away && strlen(d->plans[i].code) == n &&
		    strncmp(d->plans[i].code, id, n) == 0)
			return true;
	return false;
}

/* Two of the three publish their keys as soon as a round is closed. */
static enum err
open_waiting(struct demo *d)
{
	const char **ids;
	size_t n;
	enum err err = db_round_waiting(d->m->db, ROUND_TO_OPEN, &ids, &n);

	for (size_t k = 0; !err && k < n; k++)
		if (!is_away(d, ids[k]))
			err = cast_open_round(d->cast, d->m, ids[k], 2);
	return err;
}

/* Once a day, and in the end, indicators ask about what has happened. */
static enum err
ask_indicators(struct demo *d)
{
	size_t done;
	enum err err;

	if (*d->clock < d->now && *d->clock - d->asked < DAY)
		return OK;
	d->asked = *d->clock;
	err = flag_follow(d->m, STEPS_MAX, &done);
	market_next(d->m);
	return err;
}

/* All that the clock does until then, each at its second. */
static enum err
run_clock(struct demo *d, int64_t until)
{
	for (;;) {
		struct due *list;
		size_t n;
		enum err err = db_due_acting(d->m->db, until, 1, &list, &n);

		if (err || n == 0)
			break;
		if (list[0].act_at > *d->clock)
			*d->clock = list[0].act_at;
		(void)tick_run(d->m, 64);
		err = open_waiting(d);
		market_next(d->m);
		if (err)
			return err;
	}
	if (until > *d->clock)
		*d->clock = until;
	return ask_indicators(d);
}

/* In the market's first days too few have joined: what failed, ends. */
static bool
has_failed(struct demo *d, const struct step *s)
{
	struct plan *plan = s->project ? &d->plans[s->i] : NULL;
	struct project p;

	return plan && plan->history && plan->code &&
	    project_get(d->m, plan->code, &p) == OK &&
	    strcmp(p.state, "failed") == 0;
}

enum err
demo_play(struct demo *d)
{
	enum err err = OK;

	for (size_t n = 0; !err && n < d->n_steps; n++) {
		const struct step *s = &d->steps[n];

		err = run_clock(d, s->at);
		if (!err && !has_failed(d, s))
			err = s->act(d, s->i, s->k, s->value);
		if (err)
			log_event(LOG_ERROR, "demo", "%s=%zu act=%s err=%d",
			    s->project ? "project" : "row", s->i + 1,
			    s->name, err);
		market_next(d->m);
	}
	return err ? err : run_clock(d, d->now);
}
