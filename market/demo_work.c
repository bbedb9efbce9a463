/* SPDX-License-Identifier: Apache-2.0 */
/* demo_work.c: contracts, payments and ratings of the demonstration. */
#include "market/demo_plan.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/keys.h"
#include "market/payment.h"
#include "market/review.h"

/* ---- the contract ---- */

enum err
demo_send(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return demo_sign_as(d->m, d->cast, demo_owner(d, i),
	    d->plans[i].code);
}

enum err
demo_countersign(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_winner(d, i);

	(void)k, (void)value;
	return a == NULL ? ERR_NOT_FOUND : demo_sign_as(d->m, d->cast,
	    a, d->plans[i].code);
}

/* Signed by both and filed: what is usual. */
enum err
demo_summary(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return demo_file(d->m, demo_owner(d, i), d->plans[i].code);
}

/* An act of one side («owner», «agency», «regulator») with a form. */
static enum err
act(struct demo *d, size_t i, const char *side, contract_verb *verb,
    struct contract_form *f)
{
	const struct actor *who = strcmp(side, "owner") == 0 ?
	    demo_owner(d, i) : strcmp(side, "agency") == 0 ?
	    demo_winner(d, i) : &d->regulator;
	struct problems problems = { .n = 0 };
	struct contract_page page;
	char *hex = arena_alloc(d->m->arena, 65);
	enum err err = who == NULL ? ERR_NOT_FOUND : OK;

	keys_random_hex(hex);
	hex[32] = '\0';
	f->once = hex;
	if (!err && f->proposal == NULL) {
		err = contract_show(d->m, who, d->plans[i].code, &page);
		f->proposal = err ? "" : arena_printf(d->m->arena,
		    "%" PRId64, page.c.proposal.id);
	}
	return err ? err : demo_said(verb(d->m, who, d->plans[i].code, f,
	    &problems), &problems);
}

/* value: the remark of the agency that returns it. */
enum err
demo_return(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k;
	f.remark = value;
	return act(d, i, "agency", contract_return, &f);
}

/* value: side, kind, reason, then direction, amount, days; or amount, fault. */
enum err
demo_propose(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k;
	f.kind = demo_part(d, value, 1);
	f.reason = demo_part(d, value, 2);
	if (strcmp(f.kind, "terminate") == 0) {
		f.amount = demo_part(d, value, 3);
		f.fault = demo_part(d, value, 4);
	} else {
		f.direction = demo_part(d, value, 3);
		f.amount = demo_part(d, value, 4);
		f.days = demo_part(d, value, 5);
	}
	return act(d, i, demo_part(d, value, 0), contract_propose, &f);
}

/* value: side, yes or no. */
enum err
demo_reply_to(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k;
	f.answer = demo_part(d, value, 1);
	f.proposal = NULL;		/* the one that waits */
	return act(d, i, demo_part(d, value, 0), contract_decide, &f);
}

/* value: suspend or resume, reason of the regulator. */
enum err
demo_order(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k;
	f.kind = demo_part(d, value, 0);
	f.reason = demo_part(d, value, 1);
	return act(d, i, "regulator", contract_order, &f);
}

/* value: side, reason, what is paid in all, whose fault it is. */
enum err
demo_breach(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k;
	f.reason = demo_part(d, value, 1);
	f.amount = demo_part(d, value, 2);
	f.fault = demo_part(d, value, 3);
	return act(d, i, demo_part(d, value, 0), contract_breach, &f);
}

/* ---- the work ---- */

/* All that is to be delivered; value: what the agency says. */
enum err
demo_deliver(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_winner(d, i);
	struct contract_page page;
	enum err err = a == NULL ? ERR_NOT_FOUND : contract_show(d->m, a,
	    d->plans[i].code, &page);

	(void)k;
	for (size_t s = 0; !err && s < page.n_steps; s++) {
		struct contract_form f = demo_form();

		if (strcmp(page.steps[s].kind, "deliver") != 0 ||
		    page.steps[s].met_at)
			continue;
		f.milestone = arena_printf(d->m->arena, "%" PRId64,
		    page.steps[s].no);
		f.note = value;
		err = act(d, i, "agency", contract_deliver, &f);
	}
	return err;
}

enum err
demo_defects(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k;
	f.defects = value;
	return act(d, i, "owner", contract_reject, &f);
}

enum err
demo_accept(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();

	(void)k, (void)value;
	return act(d, i, "owner", contract_accept, &f);
}

/* value: so many percent of what is owed in all; «»: the rest. */
enum err
demo_payment(struct demo *d, size_t i, size_t k, const char *value)
{
	struct contract_form f = demo_form();
	struct contract_page page;
	const struct contract *c = &page.c.contract;
	char yuan[DIGITS_MAX], day[DIGITS_MAX];
	int64_t percent, fen;
	enum err err = contract_show(d->m, demo_owner(d, i),
	    d->plans[i].code, &page);

	(void)k;
	if (err)
		return err;
	fen = contract_owed(c) - c->paid_fen;
	if (value[0] && digits_int(value, 1, 99, &percent))
		fen = contract_owed(c) / 100 * percent;
	f.amount = digits_yuan(yuan, fen);
	f.paid_on = digits_date(day, market_now(d->m));
	f.voucher = arena_printf(d->m->arena, "PZ-%s%s", d->plans[i].code,
	    c->paid_fen ? "-2" : "");
	return act(d, i, "owner", payment_record, &f);
}

/* ---- ratings ---- */

/* praise: all fives with these words; «»: what the table has. */
static enum err
rate(struct demo *d, size_t i, const struct actor *who,
    const struct table *comments, const char *praise)
{
	const char *fives[] = { "5", "5", "5", "5", "5", praise };
	const char **c = praise[0] ? fives :
	    comments->rows[i % comments->n];
	struct review_form form = { .scores = { c[0], c[1], c[2], c[3],
	    c[4] }, .text = c[5] };
	struct problems problems = { .n = 0 };
	bool shown;

	return demo_said(review_place(d->m, who, d->plans[i].code, &form,
	    &shown, &problems), &problems);
}

/*
 * Both sides, so that both ratings are public at once.  value: «», or with
 * which words each gives all fives.
 */
enum err
demo_rate(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *agency = demo_winner(d, i);
	enum err err = rate(d, i, demo_owner(d, i), &d->comments,
	    demo_part(d, value, 0));

	(void)k;
	return err || agency == NULL ? err : rate(d, i, agency,
	    &d->comments_back, demo_part(d, value, 1));
}

/* value: the side that rates; the other one is silent. */
enum err
demo_rate_one(struct demo *d, size_t i, size_t k, const char *value)
{
	bool owner = strcmp(value, "owner") == 0;
	const struct actor *who = owner ? demo_owner(d, i) :
	    demo_winner(d, i);

	(void)k;
	return who == NULL ? ERR_NOT_FOUND : rate(d, i, who, owner ?
	    &d->comments : &d->comments_back, "");
}

/* value: side that disputes what the other said, ground, claim. */
enum err
demo_dispute(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *who = strcmp(demo_part(d, value, 0), "owner") ==
	    0 ? demo_owner(d, i) : demo_winner(d, i);
	struct problems problems = { .n = 0 };

	(void)k;
	return who == NULL ? ERR_NOT_FOUND : demo_said(review_dispute(d->m,
	    who, d->plans[i].code, demo_part(d, value, 1), demo_part(d,
	    value, 2), &problems), &problems);
}

/* The oldest that waits; value: keep or remove, reason. */
enum err
demo_dispute_decide(struct demo *d, size_t i, size_t k, const char *value)
{
	struct problems problems = { .n = 0 };
	struct review *list;
	size_t n;
	enum err err = review_queue(d->m, 0, 0, &list, &n);

	(void)i, (void)k;
	if (!err && n == 0)
		err = ERR_NOT_FOUND;
	return err ? err : demo_said(review_decide(d->m, &d->regulator,
	    list[0].id, demo_part(d, value, 0), demo_part(d, value, 1),
	    &problems), &problems);
}

enum err
demo_reply(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *text = d->comments.rows[i % d->comments.n][6];
	const struct actor *agency = demo_winner(d, i);
	struct problems problems = { .n = 0 };

	(void)k, (void)value;
	return text[0] && agency ? demo_said(review_reply(d->m, agency,
	    d->plans[i].code, text, &problems), &problems) : OK;
}
