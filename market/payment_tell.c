/* SPDX-License-Identifier: Apache-2.0 */
/* payment_tell.c: a payment is asked for before its day, on it, and after. */
#include <string.h>

#include "market/contract_act.h"
#include "market/due.h"
#include "market/measure.h"
#include "market/message.h"
#include "market/payment.h"
#include "market/write.h"

static const char event[] = "pay_tell";

/*
 * The moments of a deadline, rising: some days before, on the day (people
 * read in the morning), and the first second that is too late.
 */
static void
moments_of(const struct due *pay, int64_t at[3])
{
	int64_t morning = calendar_day_end(calendar_day_of(pay->due_at) -
	    1) + 1 + PAYMENT_MORNING;

	at[0] = morning - PAYMENT_SOON * 86400;
	at[1] = morning;
	at[2] = pay->due_at + 1;
}

/* The clock looks at the first of them that is to come. */
static enum err
look_again(struct db *db, const struct project *p, const struct due *pay)
{
	int64_t at[3];

	moments_of(pay, at);
	for (size_t i = 0; i < COUNT(at); i++)
		if (at[i] > db_now(db))
			return due_moment(db, p, event, pay->object_id,
			    at[i]);
	return OK;
}

enum err
payment_ask(struct db *db, struct contract_act *a, int64_t milestone_id,
    struct span span)
{
	const struct project *p = &a->c.project;
	struct due pay;
	enum err err = contract_limit(db, a, "pay", milestone_id, db_now(db),
	    span);

	/* And then the clock counts who has not paid. */
	if (!err)
		err = due_span(db, a->house, p, "pay_over", milestone_id,
		    db_now(db), span, NULL);
	if (!err)
		err = db_due_get(db, p->id, "pay", milestone_id, &pay);
	return err ? err : look_again(db, p, &pay);
}

enum err
payment_asked(struct db *db, const struct contract_act *a,
    int64_t milestone_id)
{
	enum err err = measure_paid(db, &a->c.contract, milestone_id);

	if (!err)
		err = due_done(db, &a->c.project, "pay_over", milestone_id);
	if (!err)
		err = due_done(db, &a->c.project, "pay", milestone_id);
	return err ? err : due_done(db, &a->c.project, event, milestone_id);
}

/* Steps are paid in their order: what is left of this one; 0: all of them. */
static enum err
left_of(struct db *db, const struct contract *c, int64_t milestone_id,
    int64_t *left)
{
	struct milestone *s;
	int64_t sum = 0;
	size_t n;
	enum err err = db_milestone_all(db, c->id, &s, &n);

	*left = milestone_id ? 0 : contract_owed(c) - c->paid_fen;
	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(s[i].kind, "pay") != 0)
			continue;
		sum += s[i].amount_fen;
		if (s[i].id == milestone_id && sum > c->paid_fen)
			*left = sum - c->paid_fen < s[i].amount_fen ?
			    sum - c->paid_fen : s[i].amount_fen;
	}
	return err;
}

struct tick {
	struct contract_act a;
	int64_t project_id, object_id;
};

static enum err
say(struct db *db, const struct contract_act *a, const struct due *pay)
{
	int64_t left, at[3];
	enum err err = left_of(db, &a->c.contract, pay->object_id, &left);

	moments_of(pay, at);
	if (err || left == 0 || db_now(db) < at[0])
		return err;	/* its day has moved: it is too early */
	if (!due_open(pay, db_now(db)))
		return contract_tell(db, a, CONTRACT_PARTIES, "pay_late",
		    arg_money("AMOUNT", left));
	return message_tell(db, &(struct message){ .code = "pay_due",
	    .party_id = a->c.contract.owner_id,
	    .project_id = a->c.project.id, .args = (struct arg[]){
	    arg_money("AMOUNT", left), arg_time("UNTIL", pay->due_at),
	    { .kind = ARG_END } } });
}

static enum err
tell_in_txn(struct db *db, void *ctx)
{
	struct tick *t = ctx;
	struct contract_case *c = &t->a.c;
	struct due pay;
	enum err err = db_project_get(db, t->project_id, &c->project);

	if (!err)
		err = db_contract_of_project(db, t->project_id, &c->contract);
	if (!err)
		err = db_due_get(db, t->project_id, "pay", t->object_id,
		    &pay);
	if (!err)
		err = due_take(db, t->project_id, event, t->object_id);
	if (!err && pay.done_at)
		return OK;
	if (!err)
		err = say(db, &t->a, &pay);
	return err ? err : look_again(db, &c->project, &pay);
}

enum err
payment_tell(struct market *m, int64_t project_id, int64_t object_id)
{
	struct tick t = { .a = { .house = m->house },
	    .project_id = project_id, .object_id = object_id };

	return write_run(m, tell_in_txn, &t);
}
