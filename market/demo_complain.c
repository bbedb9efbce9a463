/* SPDX-License-Identifier: Apache-2.0 */
/* demo_complain.c: complaints, and reports of a breach, of the demonstration. */
#include "market/demo_plan.h"

#include <string.h>

#include "market/complaint.h"
#include "market/objection.h"
#include "market/violation.h"

static const struct actor *
party_of(struct demo *d, int64_t party_id)
{
	for (size_t a = 0; a < d->agencies.n; a++)
		if (d->agency[a].party_id == party_id)
			return &d->agency[a];
	for (size_t o = 0; o < d->owners.n; o++)
		if (d->owner[o].party_id == party_id)
			return &d->owner[o];
	return NULL;
}

/* ---- complaints ---- */

/* Of whoever objected; value: accused, facts, claim. */
enum err
demo_complain(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct complaint_form f = { .accused = demo_part(d, value, 0),
	    .facts = demo_part(d, value, 1),
	    .claim = demo_part(d, value, 2) };
	struct problems problems = { .n = 0 };
	const struct actor *a;
	struct objection_case c;
	enum err err = objection_case(d->m, &d->regulator,
	    d->plans[i].objection, &c);

	(void)k;
	if (err)
		return err;
	a = party_of(d, c.objection.party_id);
	return a == NULL ? ERR_NOT_FOUND : demo_said(complaint_file(d->m, a,
	    c.objection.id, &f, &d->plans[i].complaint, &problems),
	    &problems);
}

/* value: ground, answer. */
enum err
demo_complaint_refuse(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(complaint_refuse(d->m, &d->regulator,
	    d->plans[i].complaint, demo_part(d, value, 0), demo_part(d,
	    value, 1), &problems), &problems);
}

/* value: «suspends», or nothing. */
enum err
demo_complaint_accept(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(complaint_accept(d->m, &d->regulator,
	    d->plans[i].complaint, value[0] != '\0', &problems), &problems);
}

/* The accused says something, or proves that it is put right. */
static enum err
accused_says(struct demo *d, size_t i, const char *value, enum err (*say)(
    struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems))
{
	const struct actor *who = strcmp(demo_part(d, value, 0), "owner") ==
	    0 ? demo_owner(d, i) : demo_winner(d, i);
	struct problems problems = { .n = 0 };

	return who == NULL ? ERR_NOT_FOUND : demo_said(say(d->m, who,
	    d->plans[i].complaint, demo_part(d, value, 1), &problems),
	    &problems);
}

/* value: side, text. */
enum err
demo_complaint_state(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k;
	return accused_says(d, i, value, complaint_state);
}

enum err
demo_complaint_remedy(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k;
	return accused_says(d, i, value, complaint_remedy);
}

/* value: verdict, answer, why the winner is out («»: it is not), days. */
enum err
demo_complaint_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct complaint_verdict v = {
	    .verdict = demo_part(d, value, 0),
	    .answer = demo_part(d, value, 1), .out = demo_part(d, value, 2),
	    .days = demo_part(d, value, 3) };
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(complaint_decide(d->m, &d->regulator,
	    d->plans[i].complaint, &v, &problems), &problems);
}

enum err
demo_complaint_withdraw(struct demo *d, size_t i, size_t k,
    const char *value)
{
	struct complaint_case c;
	const struct actor *a;
	enum err err = complaint_case(d->m, &d->regulator,
	    d->plans[i].complaint, &c);

	(void)k, (void)value;
	if (err)
		return err;
	a = party_of(d, c.complaint.party_id);
	return a == NULL ? ERR_NOT_FOUND : complaint_withdraw(d->m, a,
	    c.complaint.id);
}

/* ---- reports of a breach ---- */

/* Of the project's two; value begins with the side. */
static const struct actor *
side_of(struct demo *d, size_t i, const char *value)
{
	return strcmp(demo_part(d, value, 0), "owner") == 0 ?
	    demo_owner(d, i) : demo_winner(d, i);
}

/* value: side that writes it, facts. */
enum err
demo_violation(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *who = side_of(d, i, value);
	struct problems problems = { .n = 0 };

	(void)k;
	return who == NULL ? ERR_NOT_FOUND : demo_said(violation_draft(d->m,
	    who, d->plans[i].code, demo_part(d, value, 1), demo_once(d),
	    &d->plans[i].violation, &problems), &problems);
}

/* value: side that wrote it. */
enum err
demo_violation_send(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *who = side_of(d, i, value);

	(void)k;
	return who == NULL ? ERR_NOT_FOUND : violation_send(d->m, who,
	    d->plans[i].violation);
}

/* value: side that is accused, what it says. */
enum err
demo_violation_answer(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *who = side_of(d, i, value);
	struct problems problems = { .n = 0 };

	(void)k;
	return who == NULL ? ERR_NOT_FOUND : demo_said(violation_answer(
	    d->m, who, d->plans[i].violation, demo_part(d, value, 1),
	    &problems), &problems);
}

/* value: verdict, code of credit («»: none), decision. */
enum err
demo_violation_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct violation_verdict v = {
	    .verdict = demo_part(d, value, 0),
	    .event = demo_part(d, value, 1),
	    .decision = demo_part(d, value, 2) };
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(violation_decide(d->m, &d->regulator,
	    d->plans[i].violation, &v, &problems), &problems);
}
