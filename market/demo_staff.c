/* SPDX-License-Identifier: Apache-2.0 */
/* demo_staff.c: staff, experts, inspectors of the demonstration; what people read. */
#include "market/demo_plan.h"

#include "market/account.h"
#include "market/base/log.h"
#include "market/evaluator.h"
#include "market/inspector.h"
#include "market/message.h"

static struct actor
member(enum role role, int64_t account_id, const char *name)
{
	return (struct actor){ .account_id = account_id, .role = role,
	    .name = name, .party_name = "", .uscc = "", .request = "demo" };
}

enum err
demo_staff(struct demo *d)
{
	size_t officers = 0;
	enum err err;

	for (size_t i = 0; i < d->staff.n; i++) {
		const char **c = d->staff.rows[i];
		const struct staff one = { .role = role_of_code(c[0]),
		    .name = c[1], .email = c[2], .password = d->password,
		    .by = "demo" };
		struct problems problems = { .n = 0 };
		int64_t id;

		err = demo_said(staff_create(d->m, &one, &id, &problems),
		    &problems);
		if (err)
			return err;
		if (one.role == ROLE_OPERATOR)
			d->operator = member(one.role, id, one.name);
		if (one.role == ROLE_DISCIPLINE)
			d->discipline = member(one.role, id, one.name);
		if (one.role == ROLE_REGULATOR &&
		    officers < COUNT(d->regulators))
			d->regulators[officers++] = member(one.role, id,
			    one.name);
	}
	d->regulator = d->regulators[0];
	return officers < COUNT(d->regulators) ||
	    d->operator.account_id == 0 || d->discipline.account_id == 0 ?
	    ERR_INVALID : OK;
}

enum err
demo_experts(struct demo *d)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < d->experts.n; i++) {
		const char **c = d->experts.rows[i];
		const struct evaluator_form f = { .name = c[0],
		    .unit = c[1], .uscc = "", .type = c[2], .email = c[3],
		    .password = d->password };
		struct problems problems = { .n = 0 };
		struct evaluator *list;
		size_t n;

		err = demo_said(evaluator_add(d->m, &d->operator, &f,
		    &problems), &problems);
		if (!err)
			err = evaluator_list(d->m, 0, &list, &n);
		if (!err)
			d->expert[i] = member(ROLE_EVALUATOR,
			    list[0].account_id, c[0]);
		market_next(d->m);
	}
	return err;
}

enum err
demo_inspectors(struct demo *d)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < d->inspectors.n; i++) {
		const char **c = d->inspectors.rows[i];
		const struct inspector_form f = { .name = c[0],
		    .unit = c[1], .email = c[2], .password = d->password };
		struct problems problems = { .n = 0 };
		struct inspector *list;
		size_t n;

		err = demo_said(inspector_add(d->m, &d->regulator, &f,
		    &problems), &problems);
		if (!err)
			err = inspector_list(d->m, 0, &list, &n);
		if (!err)
			d->inspector[i] = member(ROLE_INSPECTOR,
			    list[0].account_id, c[0]);
		market_next(d->m);
	}
	return err;
}

enum err
demo_read(struct demo *d)
{
	enum { UNREAD = 3 };
	enum err err = OK;

	for (size_t i = 0; !err && i < d->agencies.n + d->owners.n; i++) {
		const struct actor *who = i < d->agencies.n ?
		    &d->agency[i] : &d->owner[i - d->agencies.n];
		struct message *list;
		size_t n;

		err = message_list(d->m, who, 0, &list, &n);
		if (!err && n > UNREAD)
			err = message_read_all(d->m, who, list[UNREAD].id);
		market_next(d->m);
	}
	return err;
}
