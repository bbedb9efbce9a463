/* SPDX-License-Identifier: Apache-2.0 */
/* draft_publish.c: a draft becomes public. */
#include <string.h>

#include "db/award.h"
#include "db/owner.h"
#include "db/search.h"
#include "market/base/text.h"
#include "market/draft_core.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/penalty.h"
#include "market/rerun.h"
#include "market/round.h"
#include "market/sheet.h"
#include "market/write.h"

enum { LONGEST_WINDOW = 180 * 86400, WORDS_MAX = 64 * 1024 };

struct publish {
	const struct actor *actor;
	const char *code;
	struct project *p;
	struct problems *problems;
	struct house *house;
	struct draft_terms terms;
};

int64_t
draft_earliest_deadline(const struct house *h, const struct project *p,
    int64_t now, bool *provisional)
{
	struct span least = h->params.notice_min;

	if (p && p->attempt_no < 0)
		least = h->params.amend_extend;
	else if (p && p->attempt_no > 1)
		least = h->params.rerun_min;
	return span_end(&h->calendar, now, least, h->params.day_cutoff,
	    provisional);
}

/* What every published project must have. */
static void
check_whole(const struct project *p, struct problems *problems)
{
	const struct { const char *field, *value, *code; } must[] = {
		{ "title", p->title, "draft_title_empty" },
		{ "scale", p->scale, "draft_scale_empty" },
		{ "content", p->content, "draft_content_empty" },
		{ "place", p->place, "draft_place_empty" },
		{ "region", p->region, "draft_region_choose" },
		{ "contact", p->contact, "draft_contact_empty" },
		{ "phone", p->phone, "draft_phone_empty" },
	};

	for (size_t i = 0; i < COUNT(must); i++)
		if (must[i].value[0] == '\0')
			problem_at(problems, must[i].field, must[i].code);
	if (strcmp(p->quote, "none") != 0 && p->ceiling_fen == 0)
		problem_at(problems, "ceiling", "money_empty");
	if (strcmp(p->quote, "none") == 0 && p->fixed_fen == 0)
		problem_at(problems, "fixed", "money_empty");
	if (strcmp(p->method, "composite") == 0 && p->evaluators == 0)
		problem_at(problems, "evaluators",
		    "draft_evaluators_choose");
	if (strcmp(p->method, "composite") == 0 && p->criteria[0] == '\0')
		problem_at(problems, "criteria", "draft_criteria");
	if (p->service_days == 0)
		problem_at(problems, "days", "draft_days_range");
}

static void
check_deadline(const struct house *h, const struct project *p, int64_t now,
    struct problems *problems)
{
	int64_t earliest = draft_earliest_deadline(h, p, now, NULL);

	if (p->deadline == 0)
		problem_at(problems, "deadline", "draft_deadline_empty");
	else if (p->deadline < earliest)
		problem_add(problems, (struct problem){ .field = "deadline",
		    .code = "draft_deadline_early",
		    .args = { arg_time("EARLIEST", earliest) } });
	else if (p->deadline > now + LONGEST_WINDOW)
		problem_at(problems, "deadline", "draft_deadline_far");
	if (p->enquiry_until && (p->enquiry_until <= now ||
	    p->enquiry_until > p->deadline))
		problem_at(problems, "enquiry", "draft_enquiry_range");
}

/* What a project holds already that p is a change of. */
static int64_t
held_by(struct db *db, const struct project *p)
{
	struct project was;

	return p->attempt_no < 0 &&
	    db_project_get(db, p->prior_id, &was) == OK &&
	    was.budget_line_id == p->budget_line_id ? was.ceiling_fen : 0;
}

static enum err
check_budget(struct db *db, const struct project *p,
    struct problems *problems)
{
	struct budget_line line;
	int64_t left;
	enum err err;

	if (strcmp(p->fund, "fiscal") != 0)
		return OK;
	if (p->budget_line_id == 0) {
		problem_at(problems, "budget", "draft_budget_empty");
		return OK;
	}
	err = db_budget_get(db, p->budget_line_id, &line);
	if (err)
		return err;
	left = budget_available(&line) + held_by(db, p);
	if (left < p->ceiling_fen)
		problem_add(problems, (struct problem){ .field = "budget",
		    .code = "draft_budget_short",
		    .args = { arg_money("LEFT", left) } });
	return OK;
}

/* Whom it takes itself, and that it does not keep out the same one. */
static enum err
check_chosen(struct db *db, const struct project *p,
    struct problems *problems)
{
	bool recused = false, punished = false;
	enum err err = OK;

	if (p->chosen_id == 0)
		problem_at(problems, "chosen", "draft_chosen_empty");
	else
		err = db_recusal_has(db, p->id, p->chosen_id, &recused);
	if (!err && p->chosen_id)
		err = penalty_forbids(db, p->chosen_id, p->item_id,
		    db_now(db), &punished);
	if (punished)
		problem_at(problems, "chosen", "draft_chosen_inactive");
	if (recused)
		problem_at(problems, "chosen", "draft_chosen_recused");
	return err;
}

/* What must not be asked, and what is not yet explained. */
static void
check_findings(const struct draft_terms *t, bool answers,
    struct problems *problems)
{
	bool yes = true;

	for (size_t i = 0; i < t->n; i++) {
		const struct draft_finding *f = &t->findings[i];
		const char *field = arena_printf(t->arena, "reason-%s-%s",
		    f->f.rule, f->f.field);
		const char *what = arena_printf(t->arena, "lint_%s",
		    f->f.rule);

		if (f->privacy)
			yes = yes && f->answered;
		else if (f->block)
			problem_add(problems, (struct problem){
			    .field = field, .code = "draft_lint_block",
			    .args = { arg_code("WHAT", what),
			    arg_text("WORDS", f->f.words) } });
		else if (answers && !f->answered)
			problem_add(problems, (struct problem){
			    .field = field, .code = "draft_reason_empty",
			    .args = { arg_code("WHAT", what) } });
	}
	if (answers && !yes)
		problem_at(problems, "privacy", "draft_privacy_yes");
}

static void
check_method(const struct house *h, const struct project *p,
    struct problems *problems)
{
	if (!params_allow(&h->params, p->method, params_fund(p->fund)))
		problem_at(problems, "method", "draft_method_off");
}

/* A price that nobody competes on keeps to the standard (domain.md 6.2). */
static void
check_fee(const struct item *item, const struct project *p,
    struct problems *problems)
{
	int64_t most = draft_fee(item, p);

	if (strcmp(p->quote, "none") == 0 && most && p->fixed_fen > most)
		problem_add(problems, (struct problem){ .field = "fixed",
		    .code = "draft_fixed_over",
		    .args = { arg_money("MOST", most) } });
}

/* Are there enough to draw from? */
static enum err
check_experts(struct db *db, const struct project *p,
    const struct draft_terms *t, struct problems *problems)
{
	struct evaluator *list;
	size_t n;
	enum err err = db_evaluator_of_type(db, t->item.type, p->owner_uscc,
	    SHEET_LIST, &list, &n);

	if (!err && (int64_t)n < 3 * p->evaluators)
		problem_at(problems, "evaluators", "draft_few_experts");
	return err;
}

enum err
draft_ready(struct db *db, const struct house *h, const struct project *p,
    int64_t now, bool answers, struct draft_terms *t,
    struct problems *problems)
{
	enum err err = draft_terms_read(db, p, now, t);

	problems->n = 0;
	if (err)
		return err;
	if (strcmp(t->item.state, "published") != 0)
		problem_at(problems, "item", "draft_item_choose");
	check_whole(p, problems);
	check_method(h, p, problems);
	check_fee(&t->item, p, problems);
	if (strcmp(p->method, "direct") != 0)
		check_deadline(h, p, now, problems);
	else
		err = check_chosen(db, p, problems);
	check_findings(t, answers, problems);
	if (!err && p->evaluators && p->criteria[0])
		err = check_experts(db, p, t, problems);
	if (!err)
		err = check_budget(db, p, problems);
	return err || p->attempt_no < 2 ? err : rerun_check(db, p, problems);
}

enum err
draft_check(struct market *m, const struct project *p,
    struct problems *problems)
{
	struct draft_terms t;

	return draft_ready(m->db, m->house, p, market_now(m), false, &t,
	    problems);
}

/* Nobody waits for signatures past the deadline they are about. */
static int64_t
sign_until(struct db *db, const struct house *h, const struct project *p)
{
	const struct params *params = house_params(h, p->param_version);
	int64_t until = span_end(&h->calendar, db_now(db),
	    params->trustee_sign, params->day_cutoff, NULL);

	return until < p->deadline ? until : p->deadline;
}

/*
 * Who may be drawn: e/<id>, the code of where they work, so that anybody
 * finds a conflict, the name masked, and where they work.
 */
static enum err
list_experts(struct db *db, const struct project *p,
    const struct draft_terms *t, struct buf *body)
{
	struct project_evaluator *list;
	size_t n = 0;
	enum err err = sheet_list(db, p, t->item.type);

	if (!err)
		err = db_project_evaluators(db, p->id, &list, &n);
	for (size_t i = 0; !err && i < n; i++) {
		struct buf name;

		buf_init(&name, 256);
		text_mask_name(&name, list[i].who.name);
		notice_line(body, "evaluator", arena_printf(db_arena(db),
		    "e/%lld %s %s %s", (long long)list[i].who.id,
		    list[i].who.unit_uscc[0] ? list[i].who.unit_uscc : "-",
		    name.data, list[i].who.unit));
		buf_release(&name);
	}
	return err;
}

enum err
draft_ask(struct db *db, struct house *h, struct project *p)
{
	struct draft_terms t;
	struct buf body;
	enum err err = draft_terms_read(db, p, db_now(db), &t);

	if (err)
		return err;
	p->fee_fen = draft_fee(&t.item, p);
	draft_tender(&body, h, p, &t);
	err = db_project_fee(db, p->id, p->fee_fen);
	if (!err && p->evaluators)
		err = list_experts(db, p, &t, &body);
	if (!err)
		err = due_moment(db, p, "unregister", 0, sign_until(db, h, p));
	if (!err)
		err = round_make(db, h, p, body.data, body.len);
	buf_release(&body);
	return err;
}

static enum err
publish_round(struct db *db, struct publish *pub)
{
	enum err err = flow_move(db, pub->house, pub->actor, pub->p,
	    "publish", "");

	return err ? err : draft_ask(db, pub->house, pub->p);
}

/* An enterprise takes whom it wants; that it did is public all the same. */
static enum err
publish_direct(struct db *db, struct publish *pub)
{
	const struct house *h = pub->house;
	struct award a = {
		.project_id = pub->p->id,
		.agency_id = pub->p->chosen_id,
		.amount_fen = pub->p->ceiling_fen,
		.state = "published",
	};
	enum err err = due_span(db, h, pub->p, "settle", 0, db_now(db),
	    house_params(h, pub->p->param_version)->award_publicity,
	    &a.standstill_until);

	if (!err)
		err = flow_move(db, h, pub->actor, pub->p, "choose_direct",
		    "");
	pub->p->fee_fen = draft_fee(&pub->terms.item, pub->p);
	if (!err)
		err = db_project_fee(db, pub->p->id, pub->p->fee_fen);
	if (!err)
		err = db_award_insert(db, &a);
	if (!err)
		err = db_award_of_project(db, pub->p->id, &a);
	if (!err)
		err = draft_direct(db, pub->p, &a, &pub->terms);
	if (!err)
		err = draft_index(db, pub->p);
	return err ? err : message_tell(db, &(struct message){ .code =
	    "chosen_direct", .party_id = a.agency_id,
	    .project_id = pub->p->id, .args = (struct arg[]){
	    arg_money("AMOUNT", a.amount_fen), arg_time("UNTIL",
	    a.standstill_until), { 0 } } });
}

static enum err
with_words(struct db *db, const struct project *p,
    enum err (*fn)(struct db *db, int64_t id, const char *words))
{
	struct buf text, words;
	enum err err;

	buf_init(&text, WORDS_MAX);
	buf_init(&words, 4 * WORDS_MAX);
	buf_printf(&text, "%s %s %s %s %s", p->title, p->code, p->item_name,
	    p->owner_name, p->place);
	text_bigrams(&words, text.data);
	err = fn(db, p->id, words.data);
	buf_release(&text);
	buf_release(&words);
	return err;
}

enum err
draft_index(struct db *db, const struct project *p)
{
	return with_words(db, p, db_search_project_add);
}

enum err
draft_unindex(struct db *db, const struct project *p)
{
	return with_words(db, p, db_search_project_drop);
}

enum err
draft_keep(struct db *db, int64_t project_id, const struct draft_terms *t)
{
	enum err err = db_finding_clear(db, project_id);

	for (size_t i = 0; !err && i < t->n; i++)
		err = db_finding_put(db, project_id, &t->findings[i].f);
	return err;
}

/* Fixed from now on: the newest parameters, and what was said to findings. */
static enum err
freeze(struct db *db, const struct publish *pub)
{
	struct project *p = pub->p;
	enum err err;

	p->param_version = pub->house->param_version;
	err = db_project_update(db, p);
	if (!err && p->budget_line_id)
		err = db_budget_reserve(db, p->budget_line_id,
		    p->ceiling_fen);
	/* What the notice prints is what is kept: nothing of earlier drafts. */
	return err ? err : draft_keep(db, p->id, &pub->terms);
}

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	struct publish *pub = ctx;
	struct project *p = pub->p;
	enum err err = db_project_by_code(db, pub->code, p);

	pub->problems->n = 0;
	if (!err && p->owner_id != pub->actor->party_id)
		err = ERR_NOT_FOUND;
	if (err || p->published_at || strcmp(p->state, "registering") == 0)
		return err;		/* sent twice */
	if (strcmp(p->state, "draft") != 0)
		return ERR_NOT_FOUND;
	err = draft_ready(db, pub->house, p, db_now(db), true, &pub->terms,
	    pub->problems);
	if (!err && pub->problems->n > 0)
		err = ERR_INVALID;
	if (!err)
		err = freeze(db, pub);
	if (!err)
		err = strcmp(p->method, "direct") == 0 ?
		    publish_direct(db, pub) : publish_round(db, pub);
	return err;
}

enum err
draft_publish(struct market *m, const struct actor *actor, const char *code,
    struct project *p, struct problems *problems)
{
	struct publish pub = { .actor = actor, .code = code, .p = p,
	    .problems = problems, .house = m->house };

	return write_run(m, publish_in_txn, &pub);
}

enum err
draft_publish_answered(struct market *m, const struct actor *actor,
    const char *code, const struct draft_answers *answers,
    struct project *p, struct problems *problems)
{
	struct problems wrong;
	enum err err = draft_answer(m, actor, code, answers, &wrong);

	/* Sent twice: it is no draft any more, and publishing says so. */
	if (err && err != ERR_INVALID && err != ERR_NOT_FOUND) {
		*problems = wrong;
		return err == ERR_CONFLICT && draft_get(m, actor, code, p) ?
		    ERR_NOT_FOUND : err;
	}
	err = draft_publish(m, actor, code, p, problems);
	/* A reason that will not do says why, not that it is missing. */
	for (size_t i = 0; i < wrong.n; i++)
		for (size_t k = 0; k < problems->n; k++)
			if (problems->list[k].field && strcmp(
			    problems->list[k].field, wrong.list[i].field)
			    == 0)
				problems->list[k] = wrong.list[i];
	return err;
}
