/* SPDX-License-Identifier: Apache-2.0 */
/* draft_notice.c: what the notices of a publication say. */
#include <string.h>

#include "db/award.h"
#include "market/draft_core.h"
#include "market/notice.h"
#include "market/qualification.h"
#include "market/question.h"
#include "market/round.h"

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

/* A number where there is one. */
static void
some(struct buf *body, const char *key, int64_t n)
{
	if (n > 0)
		notice_int(body, key, n);
}

static void
price_lines(struct buf *body, const struct project *p)
{
	notice_line(body, "quote", p->quote);
	if (strcmp(p->quote, "none") == 0) {
		notice_int(body, "fixed-fen", p->fixed_fen);
		return;
	}
	notice_int(body, "ceiling-fen", p->ceiling_fen);
	some(body, "floor-fen", p->floor_fen);
	if (strcmp(p->quote, "rate") == 0) {
		notice_int(body, "rate-min", p->rate_min);
		notice_int(body, "rate-max", p->rate_max);
	}
}

static void
recusal_lines(struct buf *body, const struct draft_terms *t)
{
	for (size_t i = 0; i < t->n_recusals; i++) {
		const struct recusal *r = &t->recusals[i];

		notice_line(body, "recusal", arena_printf(t->arena, "%s %s",
		    r->uscc[0] ? r->uscc : r->name, r->reason));
	}
}

void
draft_lint_lines(struct buf *body, const struct draft_terms *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct draft_finding *f = &t->findings[i];

		if (f->privacy)
			continue;
		notice_line(body, "lint", arena_printf(t->arena, "%s %s%s%s",
		    f->f.rule, f->f.field, f->f.words[0] ? " " : "",
		    f->f.words));
		notice_line(body, "lint-reason", arena_printf(t->arena,
		    "%s %s %s", f->f.rule, f->f.field, f->f.reason));
	}
}

void
draft_tender(struct buf *body, const struct house *h, const struct project *p,
    const struct draft_terms *t)
{
	notice_begin(body, "tender", p);
	item_lines(body, &t->item);
	notice_line(body, "scale", p->scale);
	notice_text(body, "content", p->content);
	notice_line(body, "place", p->place);
	notice_line(body, "fund", p->fund);
	price_lines(body, p);
	some(body, "fee-fen", p->fee_fen);
	notice_int(body, "service-days", p->service_days);
	notice_text(body, "requirement", p->requirements);
	if (qualification_many(p->requirements))
		notice_line(body, "need", p->any_will_do ? "any" : "all");
	recusal_lines(body, t);
	notice_line(body, "method", p->method);
	some(body, "evaluators", p->evaluators);
	notice_text(body, "criterion", p->criteria);
	notice_text(body, "document", p->documents);
	notice_line(body, "server", p->server ? "allowed" : "forbidden");
	notice_int(body, "min-entrants", round_min_entrants(h, p));
	if (question_taken(h, p, t->now))
		notice_int(body, "enquiry-until", question_until(h, p));
	else
		notice_line(body, "enquiry", "none");
	notice_int(body, "deadline", p->deadline);
	notice_int(body, "eligible", t->eligible > DRAFT_ELIGIBLE ?
	    DRAFT_ELIGIBLE : t->eligible);
	draft_lint_lines(body, t);
	notice_line(body, "phone", p->phone);
	notice_int(body, "params", p->param_version);
}

enum err
draft_direct(struct db *db, const struct project *p, const struct award *a,
    const struct draft_terms *t)
{
	struct buf body;

	notice_begin(&body, "award", p);
	notice_line(&body, "item", p->item_name);
	notice_line(&body, "method", p->method);
	some(&body, "fee-fen", p->fee_fen);
	recusal_lines(&body, t);
	draft_lint_lines(&body, t);
	notice_line(&body, "winner", a->agency_name);
	notice_line(&body, "winner-uscc", a->agency_uscc);
	notice_int(&body, "amount-fen", a->amount_fen);
	notice_int(&body, "standstill-until", a->standstill_until);
	return notice_publish(db, p, "award", &body);
}
