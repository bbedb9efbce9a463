/* SPDX-License-Identifier: Apache-2.0 */
/* demo_award.c: from the opening to the contract, as the demonstration has it. */
#include "market/demo_plan.h"

#include <inttypes.h>
#include <string.h>

#include "db/project.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/petition.h"
#include "market/project.h"
#include "market/sheet.h"

const struct actor *
demo_winner(struct demo *d, size_t i)
{
	struct project p;
	struct award a;
	enum err err = project_get(d->m, d->plans[i].code, &p);

	if (!err)
		err = award_of_project(d->m, p.id, &a);
	for (size_t k = 0; !err && k < d->agencies.n; k++)
		if (d->agency[k].party_id == a.agency_id)
			return &d->agency[k];
	return NULL;
}

/* ---- evaluators ---- */

/* 62 to 96 of a hundred points, in halves. */
static enum err
hand_in(struct demo *d, const struct actor *who, const struct sheet_case *c)
{
	const char **points = arena_alloc(d->m->arena,
	    (c->n * c->n_criteria + 1) * sizeof *points);
	struct problems problems = { .n = 0 };

	for (size_t b = 0; b < c->n; b++)
		for (size_t k = 0; k < c->n_criteria; k++) {
			int64_t tenths = c->criteria[k].most *
			    (int64_t)(62 + demo_roll(d, 35)) / 10;

			points[b * c->n_criteria + k] = arena_printf(
			    d->m->arena, "%" PRId64 ".%d", tenths / 10,
			    tenths % 10 < 5 ? 0 : 5);
		}
	return demo_said(sheet_place(d->m, who, c, points, &problems),
	    &problems);
}

/* value: how many of those who were drawn; «»: all. */
enum err
demo_sheets(struct demo *d, size_t i, size_t k, const char *value)
{
	int64_t most = (int64_t)d->experts.n, done = 0;
	enum err err = OK;

	(void)k;
	if (value[0] && !digits_int(value, 0, most, &most))
		return ERR_INVALID;
	for (size_t e = 0; !err && e < d->experts.n && done < most; e++) {
		struct sheet_case c;

		if (sheet_case(d->m, &d->expert[e], d->plans[i].code, &c) !=
		    OK || c.mine != NULL)
			continue;
		err = hand_in(d, &d->expert[e], &c);
		done++;
	}
	return err ? err : done ? OK : ERR_NOT_FOUND;
}

/* ---- who gets it ---- */

/* value: place on the short list, reason. */
enum err
demo_choose(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(award_choose(d->m, demo_owner(d, i),
	    d->plans[i].code, demo_part(d, value, 0),
	    demo_part(d, value, 1), &problems), &problems);
}

enum err
demo_explain(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_winner(d, i);
	struct problems problems = { .n = 0 };

	(void)k;
	return a == NULL ? ERR_NOT_FOUND : demo_said(award_explain(d->m, a,
	    d->plans[i].code, value, NULL, &problems), &problems);
}

/* value: accept or reject, reason. */
enum err
demo_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };
	struct award_verdict v = { .verdict = demo_part(d, value, 0),
	    .reason = demo_part(d, value, 1) };
	struct project p;
	struct award a;
	enum err err = project_get(d->m, d->plans[i].code, &p);

	(void)k;
	if (!err)
		err = award_of_project(d->m, p.id, &a);
	if (err)
		return err;
	v.award = arena_printf(d->m->arena, "%" PRId64, a.id);
	return demo_said(award_decide(d->m, demo_owner(d, i),
	    d->plans[i].code, &v, &problems), &problems);
}

enum err
demo_decline(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_winner(d, i);
	struct problems problems = { .n = 0 };

	(void)k;
	return a == NULL ? ERR_NOT_FOUND : demo_said(award_decline(d->m, a,
	    d->plans[i].code, value, NULL, &problems), &problems);
}

/* ---- the regulator ---- */

enum err
demo_stop(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(petition_stop(d->m, &d->regulator,
	    d->plans[i].code, value, &problems), &problems);
}

/* value: kind, the owner's reason, verdict («»: it waits), the decision. */
enum err
demo_petition(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *code = d->plans[i].code, *kind = demo_part(d, value, 0);
	struct petition_form form = { .verdict = demo_part(d, value, 2),
	    .decision = demo_part(d, value, 3), .min = "" };
	struct problems problems = { .n = 0 };
	struct petition t;
	struct project p;
	enum err err = petition_ask(d->m, demo_owner(d, i), code, kind,
	    demo_part(d, value, 1), &problems);

	(void)k;
	if (!err && form.verdict[0])
		err = project_get(d->m, code, &p);
	if (!err && form.verdict[0])
		err = petition_of(d->m, p.id, kind, &t);
	if (!err && form.verdict[0])
		err = petition_decide(d->m, &d->regulator, t.id, &form,
		    &problems);
	return demo_said(err, &problems);
}
