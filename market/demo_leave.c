/* SPDX-License-Identifier: Apache-2.0 */
/* demo_leave.c: agencies of the demonstration go; ties; tips. */
#include "market/demo_plan.h"

#include "market/affiliation.h"
#include "market/leave.h"
#include "market/tip.h"

/* ---- exits ---- */

/* value: why it goes. */
enum err
demo_leave(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(leave_request(d->m, demo_actor(d, i), value,
	    &problems), &problems);
}

enum err
demo_stay(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return leave_stay(d->m, demo_actor(d, i));
}

enum err
demo_rejoin(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };

	(void)k, (void)value;
	return demo_said(leave_rejoin(d->m, demo_actor(d, i), &problems),
	    &problems);
}

/* ---- ties ---- */

/*
 * value: agency, whom it is tied to («o5», or a name), kind, share, from and
 * to (offsets from the present; to may be «»), source.
 */
enum err
demo_tie(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_who(d, demo_part(d, value, 0)),
	    *other = demo_who(d, demo_part(d, value, 1));
	const char *to = demo_part(d, value, 5);
	const struct affiliation_form f = { .uscc = a ? a->uscc : "",
	    .other_uscc = other ? other->uscc : "",
	    .other_name = other ? "" : demo_part(d, value, 1),
	    .kind = demo_part(d, value, 2), .share = demo_part(d, value, 3),
	    .from = demo_day(d, demo_part(d, value, 4)),
	    .to = to[0] ? demo_day(d, to) : "",
	    .source = demo_part(d, value, 6), .once = demo_once(d) };
	struct problems problems = { .n = 0 };

	(void)k;
	return demo_said(affiliation_add(d->m, demo_actor(d, i), &f,
	    &problems), &problems);
}

/* ---- tips ---- */

/* value: a name for it, kind, text; each comes from an address of its own. */
enum err
demo_tip(struct demo *d, size_t i, size_t k, const char *value)
{
	struct named *made = demo_named_by(d, demo_part(d, value, 0), true);
	const struct tip_form f = { .kind = demo_part(d, value, 1),
	    .text = demo_part(d, value, 2),
	    .remote = arena_printf(d->m->arena, "192.0.2.%zu", i % 250) };
	struct problems problems = { .n = 0 };
	char code[TIP_CODE + 1];
	int wait;
	enum err err = tip_send(d->m, demo_actor(d, i), &f, code, &wait,
	    &problems);

	(void)k;
	if (made && !err)
		made->text = arena_strdup(&d->keep, code);
	return err || made ? demo_said(err, &problems) : ERR_INTERNAL;
}

/* value: which tip, act, reply. */
enum err
demo_tip_act(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct named *made = demo_named_by(d, demo_part(d, value, 0),
	    false);
	struct problems problems = { .n = 0 };
	struct tip t;
	enum err err = made && made->text ? tip_look(d->m, made->text, &t) :
	    ERR_NOT_FOUND;

	(void)k;
	return err ? err : demo_said(tip_act(d->m, demo_actor(d, i), t.id,
	    demo_part(d, value, 1), demo_part(d, value, 2), &problems),
	    &problems);
}
