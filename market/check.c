/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: the operator's look at what agencies have entered. */
#include "market/check.h"

#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"
#include "market/credit_fact.h"
#include "market/qualification.h"
#include "market/write.h"

const char *const check_entry_reasons[] = { "code", "name", "closed",
    "contact", NULL };
const char *const check_reasons[] = { "number", "holder", "grade", "dates",
    "scan", "revoked", NULL };

enum err
check_queue(struct market *m, struct check_queue *q)
{
	enum err err = db_agency_unchecked(m->db, CHECK_PAGE, &q->agencies,
	    &q->n_agencies);

	return err ? err : db_qualification_unchecked(m->db, CHECK_PAGE,
	    &q->qualifications, &q->n_qualifications);
}

int64_t
check_due(const struct market *m, int64_t t)
{
	const struct house *h = m->house;

	return span_end(&h->calendar, t, h->params.reg_post_check,
	    h->params.day_cutoff, NULL);
}

int64_t
check_correct_due(const struct market *m, int64_t t)
{
	const struct house *h = m->house;

	return span_end(&h->calendar, t, h->params.reg_correct,
	    h->params.day_cutoff, NULL);
}

static enum err
read_form(const struct actor *actor, const struct check_form *form,
    const char *const *reasons, struct problems *problems)
{
	bool wrong = strcmp(form->verdict, "mismatch") == 0, known = false;

	problems->n = 0;
	if (actor->role != ROLE_OPERATOR)
		return ERR_FORBIDDEN;
	for (size_t i = 0; reasons[i]; i++)
		known |= strcmp(reasons[i], form->reason) == 0;
	if (!wrong && strcmp(form->verdict, "matched") != 0)
		problem_at(problems, "verdict", "check_verdict");
	else if (wrong && !known)
		problem_at(problems, "reason", "check_why");
	return problems->n ? ERR_INVALID : OK;
}

struct check {
	const struct house *house;
	const struct actor *actor;
	const struct check_form *form;
	const char *reason;
	const char *uscc;
	int64_t id;
};

static struct check
a_check(const struct market *m, const struct actor *actor,
    const struct check_form *form)
{
	return (struct check){ .house = m->house, .actor = actor,
	    .form = form,
	    .reason = strcmp(form->verdict, "mismatch") == 0 ?
	    form->reason : "" };
}

static enum err
entry_in_txn(struct db *db, void *ctx)
{
	const struct check *c = ctx;
	struct agency a;
	enum err err = db_agency_by_uscc(db, c->uscc, &a);

	if (!err && strcmp(a.entry, c->form->verdict) == 0 &&
	    strcmp(a.entry_reason, c->reason) == 0)
		return OK;		/* sent twice */
	if (!err)
		err = db_agency_set_entry(db, a.party_id, c->form->verdict,
		    c->reason);
	if (!err)
		err = qualification_badge(db, a.party_id);
	if (!err && c->reason[0])
		err = credit_watch_mismatch(db, c->house, 0, a.party_id);
	return err ? err : db_audit(db, c->actor, c->form->verdict, "agency",
	    a.party_id);
}

enum err
check_entry(struct market *m, const struct actor *actor, const char *uscc,
    const struct check_form *form, struct problems *problems)
{
	struct check c = a_check(m, actor, form);
	struct agency a;
	enum err err = db_agency_by_uscc(m->db, uscc, &a);

	if (!err)
		err = read_form(actor, form, check_entry_reasons, problems);
	c.uscc = uscc;
	return err ? err : write_run(m, entry_in_txn, &c);
}

static enum err
qualification_in_txn(struct db *db, void *ctx)
{
	const struct check *c = ctx;
	struct qualification q;
	int64_t rev;
	enum err err = db_qualification_get(db, c->id, &q);

	if (err)
		return err;
	if (!digits_int(c->form->rev, 1, INT64_MAX, &rev) || rev != q.rev ||
	    strcmp(q.state, "expired") == 0)
		return ERR_CONFLICT;
	if (strcmp(q.state, c->form->verdict) == 0 &&
	    strcmp(q.reason, c->reason) == 0)
		return OK;		/* sent twice */
	err = db_qualification_set_state(db, q.id, c->form->verdict,
	    c->reason);
	if (!err)
		err = qualification_badge(db, q.agency_id);
	if (!err && c->reason[0])
		err = credit_watch_mismatch(db, c->house, q.id, q.agency_id);
	return err ? err : db_audit(db, c->actor, c->form->verdict,
	    "qualification", q.id);
}

enum err
check_qualification(struct market *m, const struct actor *actor, int64_t id,
    const struct check_form *form, struct problems *problems)
{
	struct check c = a_check(m, actor, form);
	struct qualification q;
	enum err err = db_qualification_get(m->db, id, &q);

	if (!err)
		err = read_form(actor, form, check_reasons, problems);
	c.id = id;
	return err ? err : write_run(m, qualification_in_txn, &c);
}

static enum err
again_in_txn(struct db *db, void *ctx)
{
	const struct actor *actor = ctx;
	struct agency a;
	enum err err = db_agency_get(db, actor->party_id, &a);

	if (err || strcmp(a.entry, "unchecked") == 0)
		return err;		/* sent twice */
	if (strcmp(a.entry, "mismatch") != 0)
		return ERR_CONFLICT;
	err = db_agency_set_entry(db, a.party_id, "unchecked", "");
	if (!err)
		err = qualification_badge(db, a.party_id);
	return err ? err : db_audit(db, actor, "correct", "agency",
	    a.party_id);
}

enum err
check_again(struct market *m, const struct actor *actor)
{
	struct actor copy = *actor;

	return write_run(m, again_in_txn, &copy);
}
