/* SPDX-License-Identifier: Apache-2.0 */
/* demo_credit.c: credit events, penalties and repairs of the demonstration. */
#include "market/demo_plan.h"

#include <inttypes.h>
#include <string.h>

#include "market/credit_event.h"
#include "market/penalty.h"
#include "market/repair.h"

/* What a part of the value names; 0: nothing. */
static int64_t
id_of(struct demo *d, const char *value, size_t part)
{
	const struct named *made = demo_named_by(d, demo_part(d, value,
	    part), false);

	return made ? made->id : 0;
}

static enum err
keep(struct demo *d, const char *value, enum err err, int64_t id)
{
	struct named *made = err ? NULL : demo_named_by(d, demo_part(d,
	    value, 0), true);

	if (made)
		made->id = id;
	return err || made ? err : ERR_INTERNAL;
}

static const char *
uscc_of(struct demo *d, const char *who)
{
	const struct actor *a = demo_who(d, who);

	return a ? a->uscc : "";
}

/* ---- credit events ---- */

/* value: a name for it, agency, code, day («-130d»), evidence. */
enum err
demo_credit_raise(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct credit_form f = {
	    .uscc = uscc_of(d, demo_part(d, value, 1)),
	    .code = demo_part(d, value, 2),
	    .occurred = demo_day(d, demo_part(d, value, 3)),
	    .project = "", .evidence = demo_part(d, value, 4),
	    .once = demo_once(d) };
	struct problems problems = { .n = 0 };
	int64_t id = 0;
	enum err err = credit_raise(d->m, demo_actor(d, i), &f, &id,
	    &problems);

	(void)k;
	return keep(d, value, demo_said(err, &problems), id);
}

/* value: which event, what its party says. */
enum err
demo_credit_state(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(credit_state(d->m, demo_actor(d, i), id_of(d,
	    value, 0), demo_part(d, value, 1), &problems), &problems);
}

enum err
demo_credit_appeal(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(credit_appeal(d->m, demo_actor(d, i), id_of(d,
	    value, 0), demo_part(d, value, 1), &problems), &problems);
}

/* Of a code, the oldest that waits: another verb proposed it. */
static enum err
waiting(struct demo *d, const char *code, int64_t *id)
{
	struct credit_event *list;
	size_t n;
	enum err err = credit_queue(d->m, "proposed", 0, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(list[i].code, code) == 0) {
			*id = list[i].id;
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

/* value: which event, or the code of one that waits; verdict, reason. */
enum err
demo_credit_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };
	int64_t id = id_of(d, value, 0);
	enum err err = id ? OK : waiting(d, demo_part(d, value, 0), &id);

	(void)k;
	return err ? err : demo_said(credit_decide(d->m, demo_actor(d, i),
	    id, demo_part(d, value, 1), demo_part(d, value, 2), &problems),
	    &problems);
}

/* ---- penalties ---- */

/* value: a name for it, agency, kind, item, days, article, facts, event. */
enum err
demo_penalty(struct demo *d, size_t i, size_t k, const char *value)
{
	int64_t event = id_of(d, value, 7), id = 0;
	const struct penalty_form f = {
	    .uscc = uscc_of(d, demo_part(d, value, 1)),
	    .kind = demo_part(d, value, 2), .item = demo_part(d, value, 3),
	    .days = demo_part(d, value, 4),
	    .article = demo_part(d, value, 5),
	    .facts = demo_part(d, value, 6), .event = event ?
	    arena_printf(d->m->arena, "%" PRId64, event) : "",
	    .once = demo_once(d) };
	struct problems problems = { .n = 0 };
	enum err err = penalty_propose(d->m, demo_actor(d, i), &f, &id,
	    &problems);

	(void)k;
	return keep(d, value, demo_said(err, &problems), id);
}

enum err
demo_penalty_notify(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k;
	return penalty_notify(d->m, demo_actor(d, i), id_of(d, value, 0));
}

enum err
demo_penalty_state(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(penalty_state(d->m, demo_actor(d, i), id_of(d,
	    value, 0), demo_part(d, value, 1), &problems), &problems);
}

/* value: which penalty, verdict, reason. */
enum err
demo_penalty_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(penalty_decide(d->m, demo_actor(d, i), id_of(d,
	    value, 0), demo_part(d, value, 1), demo_part(d, value, 2),
	    &problems), &problems);
}

/* ---- repairs ---- */

/* value: a name for it, event, what was done about the harm. */
enum err
demo_repair(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };
	int64_t id = 0;
	enum err err = repair_request(d->m, demo_actor(d, i), id_of(d,
	    value, 1), demo_part(d, value, 2), true, &id, &problems);

	(void)k;
	return keep(d, value, demo_said(err, &problems), id);
}

enum err
demo_repair_admit(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k;
	return repair_admit(d->m, demo_actor(d, i), id_of(d, value, 0));
}

/* value: which request, grant or refuse, reason. */
enum err
demo_repair_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(repair_decide(d->m, demo_actor(d, i), id_of(d,
	    value, 0), demo_part(d, value, 1), demo_part(d, value, 2),
	    &problems), &problems);
}
