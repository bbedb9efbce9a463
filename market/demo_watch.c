/* SPDX-License-Identifier: Apache-2.0 */
/* demo_watch.c: what officers, agencies and inspectors do besides projects. */
#include "market/demo_plan.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/keys.h"

/* Every act of watch.tsv; «idle» is none, demo_idle() reads it. */
static const struct { const char *name; demo_act *act; } acts[] = {
	{ "credit", demo_credit_raise },
	{ "credit-state", demo_credit_state },
	{ "credit-decide", demo_credit_decide },
	{ "credit-appeal", demo_credit_appeal },
	{ "penalty", demo_penalty },
	{ "penalty-notify", demo_penalty_notify },
	{ "penalty-state", demo_penalty_state },
	{ "penalty-decide", demo_penalty_decide },
	{ "repair", demo_repair },
	{ "repair-admit", demo_repair_admit },
	{ "repair-decide", demo_repair_decide },
	{ "leave", demo_leave },
	{ "stay", demo_stay },
	{ "rejoin", demo_rejoin },
	{ "tie", demo_tie },
	{ "tip", demo_tip },
	{ "tip-act", demo_tip_act },
	{ "conflict", demo_conflict },
	{ "inspection", demo_inspection },
	{ "commit", demo_seed_commit },
	{ "fix", demo_seed_fix },
	{ "sign", demo_seed_sign },
	{ "open", demo_seed_open },
	{ "visit", demo_visit },
	{ "look", demo_look_at },
	{ "case-close", demo_case_close },
};

/* ---- who ---- */

const struct actor *
demo_who(struct demo *d, const char *text)
{
	int64_t n = 0;
	bool counted = text[0] != '\0' && digits_int(text + 1, 1,
	    PEOPLE_MAX, &n);

	if (strcmp(text, "op") == 0)
		return &d->operator;
	if (strcmp(text, "dis") == 0)
		return &d->discipline;
	if (!counted)
		return NULL;
	if (text[0] == 'a')
		return demo_agency(d, (long)n);
	if (text[0] == 'o' && (size_t)n <= d->owners.n)
		return &d->owner[n - 1];
	if (text[0] == 'g' && (size_t)n <= d->inspectors.n)
		return &d->inspector[n - 1];
	if (text[0] == 'r' && (size_t)n <= COUNT(d->regulators))
		return &d->regulators[n - 1];
	return NULL;
}

const struct actor *
demo_actor(struct demo *d, size_t i)
{
	return demo_who(d, d->watch.rows[i][W_WHO]);
}

/* ---- what rows share ---- */

struct named *
demo_named_by(struct demo *d, const char *name, bool make)
{
	for (size_t i = 0; i < d->n_named; i++)
		if (strcmp(d->named[i].name, name) == 0)
			return &d->named[i];
	if (!make || d->n_named == NAMED_MAX)
		return NULL;
	d->named[d->n_named].name = arena_strdup(&d->keep, name);
	return &d->named[d->n_named++];
}

const char *
demo_once(struct demo *d)
{
	char hex[65];

	keys_random_hex(hex);
	return arena_strndup(d->m->arena, hex, 32);
}

const char *
demo_day(struct demo *d, const char *offset)
{
	char day[DIGITS_MAX];
	int64_t seconds;

	if (!demo_offset(offset, &seconds))
		return "";
	return arena_strdup(d->m->arena, digits_date(day, d->now + seconds));
}

/* ---- the plan ---- */

void
demo_idle(struct demo *d)
{
	int64_t n;

	for (size_t i = 0; i < d->watch.n; i++) {
		const char **row = d->watch.rows[i];

		if (strcmp(row[W_ACT], "idle") == 0 &&
		    digits_int(row[W_WHO] + 1, 1, PEOPLE_MAX, &n))
			d->idle[n - 1] = true;
	}
}

enum err
demo_watch(struct demo *d)
{
	for (size_t i = 0; i < d->watch.n; i++) {
		const char **row = d->watch.rows[i];
		struct step step = { .name = row[W_ACT], .i = i,
		    .value = row[W_VALUE] };
		size_t k = 0;

		if (strcmp(row[W_ACT], "idle") == 0)
			continue;
		while (k < COUNT(acts) && strcmp(acts[k].name,
		    row[W_ACT]) != 0)
			k++;
		if (k == COUNT(acts) || row[W_WHEN][0] != 'N' ||
		    !demo_offset(row[W_WHEN] + 1, &step.at)) {
			log_event(LOG_ERROR, "demo", "when=%s act=%s",
			    row[W_WHEN], row[W_ACT]);
			return ERR_INVALID;
		}
		step.at += d->now;
		step.act = acts[k].act;
		demo_step(d, &step);
	}
	return OK;
}
