/* SPDX-License-Identifier: Apache-2.0 */
/* question.c: agencies ask, owners answer, everybody reads. */
#include "market/question.h"

#include <string.h>

#include "db/attempt.h"
#include "db/record.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/measure.h"
#include "market/message.h"
#include "market/write.h"

enum { LOOK_BACK = 400 };		/* days */

/*
 * The last working day whose questions leave the span before the deadline:
 * until its cutoff.  What comes later belongs to the next day (domain.md 3).
 */
static int64_t
days_before(const struct house *h, const struct params *params,
    int64_t deadline)
{
	int32_t day = calendar_day_of(deadline);

	for (int i = 0; i < LOOK_BACK; i++, day--) {
		int64_t start = calendar_day_end(day - 1) + 1;
		int64_t until = start + params->day_cutoff;

		if (span_end(&h->calendar, until - 1, params->enquiry_close,
		    params->day_cutoff, NULL) <= deadline)
			return until;
	}
	return 0;
}

int64_t
question_until(const struct house *h, const struct project *p)
{
	const struct params *params = house_params(h, p->param_version);
	int64_t from;

	if (p->enquiry_until)
		return p->enquiry_until < p->deadline ? p->enquiry_until :
		    p->deadline;
	if (span_is_days(params->enquiry_close))
		return days_before(h, params, p->deadline);
	from = span_end(&h->calendar, 0, params->enquiry_close,
	    params->day_cutoff, NULL);
	return p->deadline - from;
}

bool
question_taken(const struct house *h, const struct project *p, int64_t at)
{
	return question_until(h, p) > (p->published_at ? p->published_at :
	    at);
}

bool
question_late(const struct question *q, int64_t now)
{
	const struct due d = { .span = q->due_span, .due_at = q->due_at };

	return q->due_at && !due_open(&d, q->answered_at ? q->answered_at :
	    now);
}

/* ---- asking ---- */

struct asking {
	struct house *house;
	const struct actor *actor;
	const char *code;
	int64_t id;
	const char *text;
	struct problems *problems;
};

static enum err
may_ask(struct db *db, const struct asking *a, const struct project *p)
{
	int64_t n;
	enum err err;

	if (p->owner_id == a->actor->party_id) {
		problem_at(a->problems, NULL, "question_own");
		return ERR_FORBIDDEN;
	}
	if (strcmp(p->state, "published") != 0 ||
	    db_now(db) >= question_until(a->house, p)) {
		problem_at(a->problems, NULL, "question_late");
		return ERR_CONFLICT;
	}
	err = db_question_count(db, p->id, a->actor->party_id, &n);
	if (!err && n >= QUESTION_CAP) {
		problem_at(a->problems, "text", "question_cap");
		err = ERR_CONFLICT;
	}
	return err;
}

/* The audit names nobody (question.h). */
static enum err
ask_in_txn(struct db *db, void *ctx)
{
	const struct asking *a = ctx;
	struct question q;
	struct project p;
	enum err err = db_project_public(db, a->code, 0, &p);

	a->problems->n = 0;
	if (err)
		return err;
	err = db_question_same(db, p.id, a->actor->party_id, a->text, &q);
	if (err != ERR_NOT_FOUND)
		return err;		/* sent twice */
	err = may_ask(db, a, &p);
	if (err)
		return err;
	q = (struct question){ .project_id = p.id, .owner_id = p.owner_id,
	    .asker_id = a->actor->party_id, .text = a->text };
	err = db_question_insert(db, &q);
	if (!err)
		err = due_span(db, a->house, &p, "answer", q.id, db_now(db),
		    house_params(a->house, p.param_version)->enquiry_answer,
		    NULL);
	if (!err)
		err = message_tell(db, &(struct message){
		    .code = "question_asked", .party_id = p.owner_id,
		    .project_id = p.id });
	return err ? err : db_audit(db, NULL, "ask", "question", q.id);
}

enum err
question_ask(struct market *m, const struct actor *actor, const char *code,
    const char *text, struct problems *problems)
{
	struct asking a = { .house = m->house, .actor = actor, .code = code,
	    .text = text, .problems = problems };
	static const struct text_rule rule = { .field = "text",
	    .multiline = true, .least = QUESTION_LEAST,
	    .most = QUESTION_MOST, .wrong = "question_length" };

	problems->n = 0;
	(void)problem_text(problems, &rule, text);
	return problems->n ? ERR_INVALID : write_run(m, ask_in_txn, &a);
}

/* ---- answering ---- */

static enum err
find(struct db *db, const struct actor *actor, int64_t id,
    struct question *q, struct project *p)
{
	enum err err = db_question_get(db, id, q);

	if (!err && q->owner_id != actor->party_id)
		err = ERR_NOT_FOUND;
	return err ? err : db_project_get(db, q->project_id, p);
}

static enum err
answer_in_txn(struct db *db, void *ctx)
{
	const struct asking *a = ctx;
	struct question q;
	struct project p;
	enum err err = find(db, a->actor, a->id, &q, &p);

	if (err)
		return err;
	if (q.answered_at)
		return strcmp(q.answer, a->text) == 0 ? OK : ERR_CONFLICT;
	err = db_question_answer(db, q.id, a->text);
	if (!err)
		err = measure_answered(db, &q);
	if (!err)
		err = due_done(db, &p, "answer", q.id);
	if (!err)
		err = message_tell(db, &(struct message){
		    .code = "question_answered", .party_id = q.asker_id,
		    .project_id = p.id });
	return err ? err : flow_tell(db, a->house, a->actor, &p, "answer",
	    "");
}

enum err
question_answer(struct market *m, const struct actor *actor, int64_t id,
    const char *answer, struct problems *problems)
{
	struct asking a = { .house = m->house, .actor = actor, .id = id,
	    .text = answer, .problems = problems };
	static const struct text_rule rule = { .field = "answer",
	    .multiline = true, .most = QUESTION_ANSWER,
	    .wrong = "question_answer_long",
	    .empty = "question_answer_empty" };

	problems->n = 0;
	(void)problem_text(problems, &rule, answer);
	return problems->n ? ERR_INVALID : write_run(m, answer_in_txn, &a);
}

enum err
question_get(struct market *m, const struct actor *actor, int64_t id,
    struct question *q, struct project *p)
{
	return find(m->db, actor, id, q, p);
}

enum err
question_list(struct market *m, int64_t project_id, int64_t before_no,
    struct question **list, size_t *n)
{
	return db_question_list(m->db, project_id, before_no,
	    QUESTION_PAGE + 1, list, n);
}

enum err
question_earlier(struct market *m, const struct project *p,
    int64_t attempts[QUESTION_ATTEMPTS], size_t *n)
{
	struct project prior = *p;
	enum err err = OK;

	*n = 0;
	for (int i = 0; !err && i < QUESTION_ATTEMPTS && prior.prior_id;
	    i++) {
		struct question *list;
		size_t some = 0;

		err = db_project_get(m->db, prior.prior_id, &prior);
		if (!err)
			err = db_question_list(m->db, prior.id, 0, 1, &list,
			    &some);
		if (some > 0)
			attempts[(*n)++] = prior.attempt_no;
	}
	return err;
}
