/* SPDX-License-Identifier: Apache-2.0 */
/* draft_terms.c: what a project's terms keep others from, and who is left. */
#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/draft_core.h"
#include "market/eligible.h"
#include "market/lint_terms.h"
#include "market/privacy.h"
#include "market/write.h"

enum { WINDOWS = 200, MONTHS = 24, REASON_MIN = 5, REASON_MAX = 200 };

enum err
draft_count(struct db *db, struct project *p)
{
	enum err err = eligible_count(db, p, db_now(db), DRAFT_ELIGIBLE + 1,
	    &p->eligible);

	return err ? err : db_project_eligible(db, p->id, p->eligible);
}

/* 24 months earlier, on the calendar. */
static int64_t
months_ago(int64_t now)
{
	struct civil c = civil_of(now);

	c.year -= MONTHS / 12;
	if (c.month == 2 && c.day == 29)
		c.day = 28;
	return civil_time(&c);
}

static struct draft_finding *
add(struct draft_terms *t, const char *rule, const char *field,
    const char *words)
{
	struct draft_finding *f = &t->findings[t->n];

	if (t->n == FINDINGS_MAX)
		return NULL;
	*f = (struct draft_finding){ .f = { rule, field, words, "" } };
	t->n++;
	return f;
}

static enum err
lint(struct db *db, const struct project *p, int64_t now,
    struct draft_terms *t)
{
	const struct lint_text texts[] = {
		{ .field = "title", .text = p->title },
		{ .field = "scale", .text = p->scale },
		{ .field = "content", .text = p->content },
		{ .field = "place", .text = p->place },
		{ .field = "requirements", .text = p->requirements,
		    .requirement = true, .any = p->any_will_do },
		{ .field = "documents", .text = p->documents },
	};
	int64_t windows[WINDOWS];
	struct lint_hit hits[LINT_HITS];
	struct lint_case c = {
		.texts = texts, .n = COUNT(texts),
		.requirement = t->item.requirement,
		.ceiling_fen = p->ceiling_fen,
		.bidding = strcmp(p->method, "direct") != 0,
		.window = p->deadline > now ? p->deadline - now : 0,
		.windows = windows, .eligible = t->eligible,
	};
	size_t n;
	enum err err = db_project_windows(db, p->item_id, months_ago(now),
	    WINDOWS, windows, &c.n_windows);

	if (err)
		return err;
	n = lint_terms(db_arena(db), &c, hits);
	for (size_t i = 0; i < n; i++) {
		struct draft_finding *f = add(t, hits[i].rule, hits[i].field,
		    hits[i].words);

		if (f != NULL)
			f->block = hits[i].block &&
			    strcmp(p->fund, "fiscal") == 0;
	}
	return OK;
}

/* Two numbers of a kind in one field are one finding. */
static void
add_number(struct db *db, struct draft_terms *t, const char *field,
    const struct privacy_hit *hit)
{
	struct draft_finding *f;

	for (size_t i = 0; i < t->n; i++) {
		f = &t->findings[i];
		if (f->privacy && strcmp(f->f.rule, hit->rule) == 0 &&
		    strcmp(f->f.field, field) == 0) {
			f->f.words = arena_printf(db_arena(db), "%s %s",
			    f->f.words, hit->words);
			return;
		}
	}
	f = add(t, hit->rule, field, hit->words);
	if (f != NULL)
		f->privacy = true;
}

static void
scan(struct db *db, const struct project *p, struct draft_terms *t)
{
	const struct { const char *field, *text; } texts[] = {
		{ "title", p->title }, { "scale", p->scale },
		{ "content", p->content }, { "place", p->place },
		{ "requirements", p->requirements },
		{ "documents", p->documents }, { "phone", p->phone },
	};
	struct privacy_hit hits[PRIVACY_HITS];
	size_t n;

	for (size_t i = 0; i < COUNT(texts); i++) {
		n = privacy_scan(db_arena(db), texts[i].text, hits);
		for (size_t k = 0; k < n; k++)
			add_number(db, t, texts[i].field, &hits[k]);
	}
	for (size_t i = 0; i < t->n_recusals; i++) {
		n = privacy_scan(db_arena(db), t->recusals[i].reason, hits);
		for (size_t k = 0; k < n; k++)
			add_number(db, t, "recusals", &hits[k]);
	}
}

/* What was said to the same finding; to other words it is only a draft. */
static enum err
read_answers(struct db *db, const struct project *p, struct draft_terms *t)
{
	struct finding *list;
	size_t n;
	enum err err = db_finding_list(db, p->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		for (size_t k = 0; k < t->n; k++) {
			struct draft_finding *f = &t->findings[k];

			if (strcmp(f->f.rule, list[i].rule) != 0 ||
			    strcmp(f->f.field, list[i].field) != 0)
				continue;
			f->f.reason = list[i].reason;
			f->answered = !f->block && strcmp(f->f.words,
			    list[i].words) == 0;
		}
	return err;
}

enum err
draft_terms_read(struct db *db, const struct project *p, int64_t now,
    struct draft_terms *t)
{
	enum err err = db_item_by_code(db, p->item_code, &t->item);

	t->arena = db_arena(db);
	t->now = now;
	t->n = 0;
	if (!err)
		err = db_recusal_list(db, p->id, &t->recusals,
		    &t->n_recusals);
	t->eligible = p->eligible;
	if (!err)
		err = lint(db, p, now, t);
	if (err)
		return err;
	scan(db, p, t);
	return read_answers(db, p, t);
}

enum err
draft_terms_of(struct market *m, const struct project *p,
    struct draft_terms *t)
{
	return draft_terms_read(m->db, p, market_now(m), t);
}

/* ---- answers ---- */

struct answering {
	const struct actor *actor;
	const char *code;
	const struct draft_answers *answers;
	struct problems *problems;
};

static const char *
answer_of(const struct draft_answers *a, const struct draft_finding *f)
{
	if (f->privacy)
		return a->privacy ? "yes" : "";
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->list[i].rule, f->f.rule) == 0 &&
		    strcmp(a->list[i].field, f->f.field) == 0)
			return a->list[i].reason;
	return "";
}

static const char *
reason_problem(const char *reason)
{
	size_t n = text_length(reason);

	if (!text_clean(reason, false))
		return "text_dirty";
	return n < REASON_MIN || n > REASON_MAX ? "draft_reason_length" :
	    NULL;
}

static enum err
store(struct db *db, const struct answering *a, const struct project *p,
    const struct draft_finding *f)
{
	const char *reason = answer_of(a->answers, f), *code;
	struct finding answer = f->f;

	if (reason[0] == '\0' || f->block)
		return OK;
	code = f->privacy ? NULL : reason_problem(reason);
	if (code != NULL) {
		problem_at(a->problems, arena_printf(db_arena(db),
		    "reason-%s-%s", f->f.rule, f->f.field), code);
		return OK;
	}
	answer.reason = reason;
	return db_finding_put(db, p->id, &answer);
}

enum err
draft_answered(struct db *db, struct project *p,
    const struct draft_answers *answers, struct problems *problems)
{
	const struct answering a = { .answers = answers,
	    .problems = problems };
	struct draft_terms t;
	int64_t rev;
	enum err err;

	if (!digits_int(answers->rev, 0, INT64_MAX, &rev) || rev != p->rev) {
		problem_at(problems, NULL, "draft_changed");
		return ERR_CONFLICT;
	}
	err = draft_count(db, p);
	if (!err)
		err = draft_terms_read(db, p, db_now(db), &t);
	for (size_t i = 0; !err && i < t.n; i++)
		err = store(db, &a, p, &t.findings[i]);
	return err;
}

static enum err
answer_in_txn(struct db *db, void *ctx)
{
	struct answering *a = ctx;
	struct project p;
	enum err err = db_project_by_code(db, a->code, &p);

	a->problems->n = 0;
	if (!err && (p.owner_id != a->actor->party_id ||
	    strcmp(p.state, "draft") != 0))
		err = ERR_NOT_FOUND;
	return err ? err : draft_answered(db, &p, a->answers, a->problems);
}

enum err
draft_answer(struct market *m, const struct actor *actor, const char *code,
    const struct draft_answers *answers, struct problems *problems)
{
	struct answering a = { .actor = actor, .code = code,
	    .answers = answers, .problems = problems };
	enum err err = write_run(m, answer_in_txn, &a);

	return !err && problems->n > 0 ? ERR_INVALID : err;
}
