/* SPDX-License-Identifier: Apache-2.0 */
/* draft_publish.c: a draft becomes public. */
#include <inttypes.h>
#include <string.h>

#include "db/agency.h"
#include "db/award.h"
#include "db/item.h"
#include "db/owner.h"
#include "db/party.h"
#include "db/record.h"
#include "db/search.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/draft.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/round.h"
#include "market/write.h"

enum { LONGEST_WINDOW = 180 * 86400, WORDS_MAX = 64 * 1024 };

struct publish {
	const struct actor *actor;
	const char *code;
	struct project *p;
	struct problems *problems;
	struct house *house;
};

int64_t
draft_earliest_deadline(const struct house *h, int64_t now)
{
	return span_end(&h->calendar, now, h->params.notice_min,
	    (int32_t)h->params.day_cutoff, NULL);
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
	if (p->ceiling_fen == 0)
		problem_at(problems, "ceiling", "money_empty");
	if (p->service_days == 0)
		problem_at(problems, "days", "draft_days_range");
}

static void
check_deadline(const struct house *h, const struct project *p, int64_t now,
    struct problems *problems)
{
	int64_t earliest = draft_earliest_deadline(h, now);

	if (p->deadline == 0)
		problem_at(problems, "deadline", "draft_deadline_empty");
	else if (p->deadline < earliest)
		problem_add(problems, (struct problem){ .field = "deadline",
		    .code = "draft_deadline_early",
		    .args = { arg_time("EARLIEST", earliest) } });
	else if (p->deadline > now + LONGEST_WINDOW)
		problem_at(problems, "deadline", "draft_deadline_far");
}

static enum err
check_budget(struct db *db, const struct project *p,
    struct problems *problems)
{
	struct budget_line line;
	enum err err;

	if (strcmp(p->fund, "fiscal") != 0)
		return OK;
	if (p->budget_line_id == 0) {
		problem_at(problems, "budget", "draft_budget_empty");
		return OK;
	}
	err = db_budget_get(db, p->budget_line_id, &line);
	if (!err && budget_available(&line) < p->ceiling_fen)
		problem_add(problems, (struct problem){ .field = "budget",
		    .code = "draft_budget_short",
		    .args = { arg_money("LEFT", budget_available(&line)) } });
	return err;
}

static enum err
check(struct db *db, const struct house *h, const struct project *p,
    int64_t now, struct problems *problems)
{
	struct item item;
	enum err err = db_item_by_code(db, p->item_code, &item);

	problems->n = 0;
	if (err)
		return err;
	if (strcmp(item.state, "published") != 0)
		problem_at(problems, "item", "draft_item_choose");
	check_whole(p, problems);
	if (strcmp(p->method, "direct") != 0)
		check_deadline(h, p, now, problems);
	else if (p->chosen_id == 0)
		problem_at(problems, "chosen", "draft_chosen_empty");
	return check_budget(db, p, problems);
}

enum err
draft_check(struct market *m, const struct project *p,
    struct problems *problems)
{
	return check(m->db, m->house, p, market_now(m), problems);
}

/* Basis, time limit, workflow, conditions, fee: on every notice (二(七)). */
static void
item_lines(struct buf *body, const struct item *item)
{
	notice_line(body, "item", item->name);
	notice_text(body, "legal-basis", item->legal_basis);
	notice_line(body, "approval", item->approval_item);
	notice_int(body, "time-limit-wd", item->time_limit_wd);
	notice_text(body, "workflow", item->workflow);
	notice_text(body, "condition", item->conditions);
	notice_line(body, "fee-mode", item->fee_mode);
	notice_text(body, "fee-standard", item->fee_standard);
}

/* 采购公告: what the terms of the round are the hash of. */
static enum err
tender_text(struct db *db, const struct publish *pub, struct buf *body)
{
	const struct project *p = pub->p;
	struct item item;
	enum err err = db_item_by_code(db, p->item_code, &item);

	if (err)
		return err;
	notice_begin(body, "tender", p);
	item_lines(body, &item);
	notice_line(body, "scale", p->scale);
	notice_text(body, "content", p->content);
	notice_line(body, "place", p->place);
	notice_line(body, "fund", p->fund);
	notice_int(body, "ceiling-fen", p->ceiling_fen);
	notice_int(body, "service-days", p->service_days);
	notice_text(body, "requirement", p->requirements);
	notice_line(body, "method", p->method);
	notice_line(body, "server", p->server ? "allowed" : "forbidden");
	notice_int(body, "min-entrants", pub->house->params.entrants_min[
	    params_fund(p->fund)]);
	notice_int(body, "deadline", p->deadline);
	notice_line(body, "phone", p->phone);
	notice_int(body, "params", p->param_version);
	return OK;
}

/* Nobody waits for signatures past the deadline they are about. */
static int64_t
sign_until(struct db *db, const struct project *p)
{
	int64_t until = db_now(db) + ROUND_SIGN_HOURS * 3600;

	return until < p->deadline ? until : p->deadline;
}

static enum err
publish_round(struct db *db, struct publish *pub)
{
	struct buf body;
	enum err err = tender_text(db, pub, &body);

	if (err)
		return err;
	err = flow_move(db, pub->house, pub->actor, pub->p, "publish", "");
	if (!err)
		err = due_moment(db, pub->p, "unregister", 0,
		    sign_until(db, pub->p));
	if (!err)
		err = round_make(db, pub->house, pub->p, body.data,
		    body.len);
	buf_release(&body);
	return err;
}

static enum err
direct_notice(struct db *db, const struct project *p, const struct award *a)
{
	struct buf body;

	notice_begin(&body, "award", p);
	notice_line(&body, "item", p->item_name);
	notice_line(&body, "method", p->method);
	notice_line(&body, "winner", a->agency_name);
	notice_line(&body, "winner-uscc", a->agency_uscc);
	notice_int(&body, "amount-fen", a->amount_fen);
	notice_int(&body, "standstill-until", a->standstill_until);
	return notice_publish(db, p, "award", &body);
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
	if (!err)
		err = db_award_insert(db, &a);
	if (!err)
		err = db_award_of_project(db, pub->p->id, &a);
	if (!err)
		err = direct_notice(db, pub->p, &a);
	if (!err)
		err = draft_index(db, pub->p);
	return err ? err : message_tell(db, &(struct message){ .code =
	    "chosen_direct", .party_id = a.agency_id,
	    .project_id = pub->p->id, .args = (struct arg[]){
	    arg_money("AMOUNT", a.amount_fen), arg_time("UNTIL",
	    a.standstill_until), { 0 } } });
}

enum err
draft_index(struct db *db, const struct project *p)
{
	struct buf text, words;
	enum err err;

	buf_init(&text, WORDS_MAX);
	buf_init(&words, 4 * WORDS_MAX);
	buf_printf(&text, "%s %s %s %s %s", p->title, p->code, p->item_name,
	    p->owner_name, p->place);
	text_bigrams(&words, text.data);
	err = db_search_project_add(db, p->id, words.data);
	buf_release(&text);
	buf_release(&words);
	return err;
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
	err = check(db, pub->house, p, db_now(db), pub->problems);
	if (!err && pub->problems->n > 0)
		err = ERR_INVALID;
	p->param_version = pub->house->param_version;	/* frozen from now on */
	if (!err)
		err = db_project_update(db, p);
	if (!err && p->budget_line_id)
		err = db_budget_reserve(db, p->budget_line_id,
		    p->ceiling_fen);
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
