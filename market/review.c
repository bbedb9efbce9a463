/* SPDX-License-Identifier: Apache-2.0 */
/* review.c: rating an agency, and its answer. */
#include "market/review.h"

#include <string.h>

#include "db/attempt.h"
#include "db/record.h"
#include "market/agency.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/write.h"

const char *const review_fields[REVIEW_SCORES] = {
	"quality", "speed", "norms", "fee", "manner"
};

struct rating {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const int64_t *scores;
	const char *text;
	struct review_case c;
	struct problems *problems;
};

static enum err
find(struct db *db, const struct actor *actor, const char *code,
    struct review_case *c)
{
	enum err err = db_project_public(db, code, 0, &c->project);

	if (!err)
		err = db_award_of_project(db, c->project.id, &c->award);
	if (!err && c->project.owner_id != actor->party_id &&
	    c->award.agency_id != actor->party_id)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	err = db_review_of_project(db, c->project.id, "owner", &c->review);
	c->rated = err == OK;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
review_case(struct market *m, const struct actor *actor, const char *code,
    struct review_case *c)
{
	return find(m->db, actor, code, c);
}

/* Scores into numbers; a text where one of them asks for reasons. */
static enum err
check_form(const struct review_form *form, int64_t *scores,
    struct problems *problems)
{
	static const struct text_rule text = { .field = "text",
	    .multiline = true, .most = REVIEW_TEXT,
	    .wrong = "review_text_long" };
	bool reasons = false;

	problems->n = 0;
	for (size_t i = 0; i < REVIEW_SCORES; i++) {
		static const char *const codes[REVIEW_SCORES] = {
			"review_quality_choose", "review_speed_choose",
			"review_norms_choose", "review_fee_choose",
			"review_manner_choose"
		};

		if (!digits_int(form->scores[i], 1, 5, &scores[i]))
			problem_at(problems, review_fields[i], codes[i]);
		else
			reasons |= scores[i] <= 2 || scores[i] == 5;
	}
	if (problem_text(problems, &text, form->text) && reasons &&
	    form->text[0] == '\0')
		problem_at(problems, "text", "review_text_needed");
	return problems->n ? ERR_INVALID : OK;
}

static enum err
place_in_txn(struct db *db, void *ctx)
{
	struct rating *r = ctx;
	enum err err = find(db, r->actor, r->code, &r->c);
	struct review review = {
		.side = "owner", .text = r->text, .state = "revealed",
		.revealed_at = db_now(db),
	};

	if (!err && r->c.project.owner_id != r->actor->party_id)
		err = ERR_NOT_FOUND;
	if (err || r->c.rated)
		return err;
	review.project_id = r->c.project.id;
	review.owner_id = r->c.project.owner_id;
	review.agency_id = r->c.award.agency_id;
	memcpy(review.scores, r->scores, sizeof review.scores);
	err = flow_move(db, r->house, r->actor, &r->c.project, "close", "");
	if (!err)
		err = due_done(db, &r->c.project, "review_close", 0);
	if (!err)
		err = db_review_insert(db, &review);
	if (!err)
		err = db_audit(db, r->actor, "rate", "review", review.id);
	if (!err)
		err = message_tell(db, &(struct message){ .code =
		    "review_seen", .party_id = review.agency_id,
		    .project_id = review.project_id });
	return err ? err : agency_restar(db, review.agency_id,
	    r->house->params.stars_prior);
}

enum err
review_place(struct market *m, const struct actor *actor, const char *code,
    const struct review_form *form, struct problems *problems)
{
	int64_t scores[REVIEW_SCORES];
	struct rating r = { .house = m->house, .actor = actor, .code = code,
	    .scores = scores, .text = form->text, .problems = problems };
	enum err err = check_form(form, scores, problems);

	return err ? err : write_run(m, place_in_txn, &r);
}

static enum err
reply_in_txn(struct db *db, void *ctx)
{
	struct rating *r = ctx;
	const struct house *h = r->house;
	enum err err = find(db, r->actor, r->code, &r->c);

	if (!err && (r->c.award.agency_id != r->actor->party_id ||
	    !r->c.rated || r->c.review.revealed_at == 0))
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (strcmp(r->c.review.reply, r->text) == 0)
		return OK;		/* sent twice */
	if (db_now(db) > span_end(&h->calendar, r->c.review.revealed_at,
	    h->params.review_reply, (int32_t)h->params.day_cutoff, NULL))
		return ERR_CONFLICT;
	err = db_review_reply(db, r->c.review.id, r->text);
	if (!err)
		err = db_audit(db, r->actor, "reply", "review",
		    r->c.review.id);
	return err ? err : message_tell(db, &(struct message){ .code =
	    "review_replied", .party_id = r->c.review.owner_id,
	    .project_id = r->c.review.project_id });
}

enum err
review_reply(struct market *m, const struct actor *actor, const char *code,
    const char *reply, struct problems *problems)
{
	struct rating r = { .house = m->house, .actor = actor, .code = code,
	    .text = reply, .problems = problems };
	static const struct text_rule rule = { .field = "reply",
	    .multiline = true, .most = REVIEW_TEXT,
	    .wrong = "review_text_long", .empty = "review_reply_empty" };

	problems->n = 0;
	(void)problem_text(problems, &rule, reply);
	return problems->n ? ERR_INVALID : write_run(m, reply_in_txn, &r);
}

enum err
review_of_project(struct market *m, int64_t project_id, struct review *r)
{
	return db_review_of_project(m->db, project_id, "owner", r);
}
