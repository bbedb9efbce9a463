/* SPDX-License-Identifier: Apache-2.0 */
/* review.c: both sides rate, blind; an answer. */
#include <string.h>

#include "db/attempt.h"
#include "db/award.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/message.h"
#include "market/privacy.h"
#include "market/related.h"
#include "market/review_act.h"
#include "market/review_reveal.h"
#include "market/write.h"

static const char *const of_agency[REVIEW_SCORES] = {
	"quality", "speed", "norms", "fee", "manner"
};
static const char *const of_owner[REVIEW_SCORES] = {
	"clarity", "support", "rules", "payment", "respect"
};
/* Their names in the catalogue. */
static const char *const words_agency[REVIEW_SCORES] = {
	"dimension_quality", "dimension_speed", "dimension_norms",
	"dimension_fee", "dimension_manner"
};
static const char *const words_owner[REVIEW_SCORES] = {
	"dimension_clarity", "dimension_support", "dimension_rules",
	"dimension_payment", "dimension_respect"
};

const char *const *
review_fields(const char *side)
{
	return strcmp(side, "owner") == 0 ? of_agency : of_owner;
}

static bool
is(const struct review *r, const char *state)
{
	return strcmp(r->state, state) == 0;
}

int64_t
review_rated(const struct review *r)
{
	return strcmp(r->side, "owner") == 0 ? r->agency_id : r->owner_id;
}

int64_t
review_rater(const struct review *r)
{
	return strcmp(r->side, "owner") == 0 ? r->owner_id : r->agency_id;
}

void
review_no_person(struct market *m, struct problems *problems,
    const char *field, const char *text)
{
	struct privacy_hit hits[PRIVACY_HITS];

	if (problem_of(problems, field) == NULL &&
	    privacy_scan(m->arena, text, hits) > 0)
		problem_add(problems, (struct problem){ .field = field,
		    .code = "review_person", .args = { arg_text("NUMBER",
		    hits[0].words) } });
}

/* ---- finding ---- */

static const char *
side_of(const struct review_case *c, const struct actor *actor)
{
	if (actor->role == ROLE_OWNER &&
	    c->project.owner_id == actor->party_id)
		return "owner";
	return actor->role == ROLE_AGENCY &&
	    c->agency_id == actor->party_id ? "agency" : NULL;
}

/* Is event of object_id there, and not over? */
static bool
in_time(struct db *db, int64_t project_id, const char *event,
    int64_t object_id, int64_t now)
{
	struct due due;

	return db_due_get(db, project_id, event, object_id, &due) == OK &&
	    due_open(&due, now);
}

/* An early submission may be changed; a silent one may still come. */
static bool
can_rate(struct db *db, const struct review_case *c, int64_t now)
{
	const struct review *mine = &c->mine;

	if (!c->opened || (!is(mine, "open") && !is(mine, "submitted")))
		return false;
	return in_time(db, c->project.id, "review_close", 0, now) &&
	    (mine->submitted_at == 0 ||
	    now < mine->submitted_at + REVIEW_EDIT);
}

/* The actor's own, and the other's if it is public; else nothing of it. */
static enum err
read_both(struct db *db, int64_t now, struct review_case *c)
{
	struct due close;
	enum err err = db_review_of_project(db, c->project.id, c->side,
	    &c->mine);

	c->opened = err == OK;
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	if (db_due_get(db, c->project.id, "review_close", 0, &close) == OK)
		c->until = close.due_at;
	c->can_rate = can_rate(db, c, now);
	err = db_review_of_project(db, c->project.id, strcmp(c->side,
	    "owner") == 0 ? "agency" : "owner", &c->about);
	c->seen = !err && c->about.revealed_at && !is(&c->about, "removed");
	if (!c->seen) {
		c->about = (struct review){ .id = 0 };
		return err;
	}
	c->can_reply = c->about.replied_at == 0 && in_time(db,
	    c->project.id, "review_reply", c->about.id, now);
	c->can_dispute = is(&c->about, "revealed") &&
	    c->about.disputed_at == 0 && in_time(db, c->project.id,
	    "review_dispute", c->about.id, now);
	return err;
}

enum err
review_find(struct db *db, int64_t now, const struct actor *actor,
    const char *code, struct review_case *c)
{
	struct award award;
	enum err err;

	*c = (struct review_case){ .opened = false };
	err = db_project_public(db, code, 0, &c->project);
	if (!err)
		err = db_award_of_project(db, c->project.id, &award);
	if (err)
		return err;
	c->agency_id = award.agency_id;
	c->agency_name = award.agency_name;
	c->side = side_of(c, actor);
	return c->side ? read_both(db, now, c) : ERR_NOT_FOUND;
}

enum err
review_case(struct market *m, const struct actor *actor, const char *code,
    struct review_case *c)
{
	return review_find(m->db, market_now(m), actor, code, c);
}

/* ---- rating ---- */

/* Scores into numbers; a text where one of them asks for reasons. */
static enum err
check_form(struct market *m, struct rating *r,
    const struct review_form *form, int64_t *scores)
{
	static const struct text_rule text = { .field = "text",
	    .multiline = true, .most = REVIEW_TEXT,
	    .wrong = "review_text_long" };
	bool agency = r->actor->role == ROLE_AGENCY;
	const char *const *fields = agency ? of_owner : of_agency;
	const char *const *words = agency ? words_owner : words_agency;
	bool reasons = false;

	r->problems->n = 0;
	for (size_t i = 0; i < REVIEW_SCORES; i++) {
		if (!digits_int(form->scores[i], 1, 5, &scores[i]))
			problem_add(r->problems, (struct problem){
			    .field = fields[i], .code = "review_choose",
			    .args = { arg_code("WHAT", words[i]) } });
		else
			reasons |= scores[i] <= 2 || scores[i] == 5;
	}
	if (problem_text(r->problems, &text, form->text) && reasons &&
	    form->text[0] == '\0')
		problem_at(r->problems, "text", "review_text_needed");
	review_no_person(m, r->problems, "text", form->text);
	return r->problems->n ? ERR_INVALID : OK;
}

static bool
is_the_same(const struct rating *r)
{
	const struct review *mine = &r->c.mine;

	return r->c.opened && mine->submitted_at &&
	    memcmp(mine->scores, r->scores, sizeof mine->scores) == 0 &&
	    strcmp(mine->text, r->text) == 0;
}

static enum err
may_place(struct db *db, const struct rating *r)
{
	const struct review_case *c = &r->c;
	bool related;
	enum err err;

	if (!c->can_rate) {
		problem_at(r->problems, NULL, !c->opened ? "review_early" :
		    c->mine.revealed_at ? "review_public" :
		    is(&c->mine, "submitted") ? "review_fixed" :
		    "review_over");
		return ERR_CONFLICT;
	}
	err = related_parties(db, c->agency_id, c->project.owner_id,
	    &related);
	if (!err && related) {
		problem_at(r->problems, NULL, "review_related");
		err = ERR_FORBIDDEN;
	}
	return err;
}

static enum err
place_in_txn(struct db *db, void *ctx)
{
	struct rating *r = ctx;
	enum err err = review_find(db, db_now(db), r->actor, r->code,
	    &r->c);

	r->problems->n = 0;
	if (err || is_the_same(r))
		return err;		/* sent twice */
	err = may_place(db, r);
	if (!err)
		err = db_review_submit(db, r->c.mine.id, r->scores, r->text);
	if (!err)
		err = db_audit(db, r->actor, "rate", "review", r->c.mine.id);
	if (!err)
		err = review_reveal_if_both(db, r->house, &r->c.project);
	return err ? err : db_review_get(db, r->c.mine.id, &r->c.mine);
}

enum err
review_place(struct market *m, const struct actor *actor, const char *code,
    const struct review_form *form, bool *shown, struct problems *problems)
{
	int64_t scores[REVIEW_SCORES];
	struct rating r = { .house = m->house, .actor = actor, .code = code,
	    .scores = scores, .text = form->text, .problems = problems };
	enum err err = check_form(m, &r, form, scores);

	if (!err)
		err = write_run(m, place_in_txn, &r);
	*shown = !err && r.c.mine.revealed_at;
	return err;
}

/* ---- answering ---- */

static enum err
reply_in_txn(struct db *db, void *ctx)
{
	struct rating *r = ctx;
	const struct review *about = &r->c.about;
	enum err err = review_find(db, db_now(db), r->actor, r->code,
	    &r->c);

	if (!err && !r->c.seen)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (about->replied_at && strcmp(about->reply, r->text) == 0)
		return OK;		/* sent twice */
	if (!r->c.can_reply)
		return ERR_CONFLICT;
	err = db_review_reply(db, about->id, r->text);
	if (!err)
		err = db_audit(db, r->actor, "reply", "review", about->id);
	return err ? err : message_tell(db, &(struct message){ .code =
	    "review_replied", .party_id = review_rater(about),
	    .project_id = about->project_id });
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
	review_no_person(m, problems, "reply", reply);
	return problems->n ? ERR_INVALID : write_run(m, reply_in_txn, &r);
}

/* ---- reading ---- */

enum err
review_public(struct market *m, int64_t project_id, const char *side,
    struct review *r)
{
	enum err err = db_review_of_project(m->db, project_id, side, r);

	if (!err && r->revealed_at == 0)
		err = ERR_NOT_FOUND;
	if (!err && is(r, "removed")) {
		memset(r->scores, 0, sizeof r->scores);
		r->text = r->reply = r->claim = "";
		r->replied_at = 0;
	}
	return err;
}

enum err
review_waiting(struct market *m, const struct actor *actor, int limit,
    struct review **list, size_t *n)
{
	return db_review_waiting(m->db, actor->role == ROLE_AGENCY ?
	    "agency" : "owner", actor->party_id, limit, list, n);
}
