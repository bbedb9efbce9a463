/* SPDX-License-Identifier: Apache-2.0 */
/* demo_object.c: agencies of the demonstration ask and object. */
#include "market/demo_plan.h"

#include <string.h>

#include "market/keys.h"
#include "market/objection.h"
#include "market/project.h"
#include "market/question.h"

/* ---- questions ---- */

enum err
demo_ask(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_bidder(d, i, 1);
	struct problems problems = { .n = 0 };

	(void)k;
	return a == NULL ? ERR_NOT_FOUND : demo_said(question_ask(d->m, a,
	    d->plans[i].code, value, &problems), &problems);
}

/* The question that was asked last. */
enum err
demo_answer(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };
	struct question *list;
	struct project p;
	size_t n;
	enum err err = project_get(d->m, d->plans[i].code, &p);

	(void)k;
	if (!err)
		err = question_list(d->m, p.id, 0, &list, &n);
	if (!err && n == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = question_answer(d->m, demo_owner(d, i), list[0].id,
		    value, &problems);
	return demo_said(err, &problems);
}

/* ---- objections ---- */

/* One that bid, and has not won. */
static const struct actor *
rival(struct demo *d, size_t i)
{
	const struct actor *won = demo_winner(d, i);

	for (size_t k = 0; k < d->plans[i].bids; k++) {
		const struct actor *a = demo_bidder(d, i, k);

		if (a != NULL && a != won)
			return a;
	}
	return NULL;
}

/* value: about what, facts, claim. */
enum err
demo_object(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = rival(d, i);
	struct problems problems = { .n = 0 };
	char hex[65];
	struct objection_form form = { .about = demo_part(d, value, 0),
	    .facts = demo_part(d, value, 1),
	    .claim = demo_part(d, value, 2), .once = hex };

	(void)k;
	keys_random_hex(hex);
	hex[32] = '\0';
	return a == NULL ? ERR_NOT_FOUND : demo_said(objection_file(d->m, a,
	    d->plans[i].code, &form, &d->plans[i].objection, &problems),
	    &problems);
}

enum err
demo_receive(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return objection_accept(d->m, demo_owner(d, i),
	    d->plans[i].objection);
}

enum err
demo_refuse(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(objection_refuse(d->m, demo_owner(d, i),
	    d->plans[i].objection, value, &problems), &problems);
}

/* value: verdict, answer, code for which the winner is out («»: it is not). */
enum err
demo_judge(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct objection_verdict v = {
	    .verdict = demo_part(d, value, 0),
	    .answer = demo_part(d, value, 1),
	    .out = demo_part(d, value, 2) };
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(objection_decide(d->m, demo_owner(d, i),
	    d->plans[i].objection, &v, &problems), &problems);
}

enum err
demo_retract(struct demo *d, size_t i, size_t k, const char *value)
{
	struct objection_case c;
	enum err err = objection_case(d->m, &d->regulator,
	    d->plans[i].objection, &c);

	(void)k, (void)value;
	for (size_t a = 0; !err && a < d->agencies.n; a++)
		if (d->agency[a].party_id == c.objection.party_id)
			return objection_withdraw(d->m, &d->agency[a],
			    c.objection.id);
	return err ? err : ERR_NOT_FOUND;
}
