/* SPDX-License-Identifier: Apache-2.0 */
/* amend.c: a published project is changed. */
#include "market/amend.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "db/attempt.h"
#include "db/owner.h"
#include "db/paper.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/notice.h"
#include "market/round.h"
#include "market/write.h"

/* ---- what differs ---- */

enum kind { TEXT, NUMBER, NAME, HIDDEN, YES_NO, ANY_ALL };

/* What a change may touch, under the keys of notices. */
static const struct {
	const char *key;
	enum kind kind;
	size_t at;		/* in struct project */
} fields[] = {
#define FIELD(key, kind, name) { key, kind, offsetof(struct project, name) }
	FIELD("item", TEXT, item_name),
	FIELD("title", TEXT, title),
	FIELD("scale", TEXT, scale),
	FIELD("content", TEXT, content),
	FIELD("region", TEXT, region_name),
	FIELD("place", TEXT, place),
	FIELD("fund", TEXT, fund),
	FIELD("budget", HIDDEN, budget_line_id),
	FIELD("ceiling-fen", NUMBER, ceiling_fen),
	FIELD("service-days", NUMBER, service_days),
	FIELD("requirement", TEXT, requirements),
	FIELD("need", ANY_ALL, any_will_do),
	FIELD("method", TEXT, method),
	FIELD("quote", TEXT, quote),
	FIELD("floor-fen", NUMBER, floor_fen),
	FIELD("rate-min", NUMBER, rate_min),
	FIELD("rate-max", NUMBER, rate_max),
	FIELD("fixed-fen", NUMBER, fixed_fen),
	FIELD("evaluators", NUMBER, evaluators),
	FIELD("criterion", TEXT, criteria),
	FIELD("document", TEXT, documents),
	FIELD("server", YES_NO, server),
	FIELD("enquiry-until", NUMBER, enquiry_until),
	FIELD("deadline", NUMBER, deadline),
	FIELD("contact", NAME, contact),
	FIELD("phone", TEXT, phone),
#undef FIELD
};

/* A field as text; contacts masked, as everywhere in public. */
static const char *
value_of(struct arena *a, const struct project *p, size_t i, bool masked)
{
	const char *at = (const char *)p + fields[i].at;
	const char *text = "";
	int64_t n = 0;
	bool yes;

	switch (fields[i].kind) {
	case NUMBER:
	case HIDDEN:
		memcpy(&n, at, sizeof n);
		return n ? arena_printf(a, "%" PRId64, n) : "";
	case YES_NO:
	case ANY_ALL:
		memcpy(&yes, at, sizeof yes);
		return fields[i].kind == ANY_ALL ? (yes ? "any" : "all") :
		    yes ? "allowed" : "forbidden";
	case TEXT:
	case NAME:
		memcpy(&text, at, sizeof text);
	}
	if (fields[i].kind == NAME && masked) {
		struct buf out;

		buf_init(&out, 256);
		text_mask_name(&out, text);
		text = arena_strndup(a, out.data ? out.data : "", out.len);
		buf_release(&out);
	}
	return text;
}

static void
compare(struct arena *arena, struct amendment *a)
{
	struct buf lines;

	buf_init(&lines, NOTICE_MAX);
	a->n = 0;
	for (size_t i = 0; i < COUNT(fields); i++) {
		if (strcmp(value_of(arena, &a->was, i, false),
		    value_of(arena, &a->will, i, false)) == 0)
			continue;
		a->n++;
		notice_line(&lines, "changed", fields[i].key);
		if (fields[i].kind == HIDDEN)
			continue;
		notice_text(&lines, "before", value_of(arena, &a->was, i,
		    true));
		notice_text(&lines, "after", value_of(arena, &a->will, i,
		    true));
	}
	a->changes = arena_strndup(arena, lines.data ? lines.data : "",
	    lines.len);
	buf_release(&lines);
}

/* ---- writing it down ---- */

struct amend {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const struct draft_form *form;
	struct problems *problems;
};

/* The actor's, and of those that can be amended now. */
static enum err
find(struct db *db, const struct amend *c, int64_t now, struct project *p)
{
	enum err err = db_project_public(db, c->code, 0, p);

	if (!err && p->owner_id != c->actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err && (strcmp(p->state, "published") != 0 ||
	    now >= p->deadline))
		err = ERR_CONFLICT;
	return err;
}

enum err
amend_form(struct market *m, const struct actor *actor, const char *code,
    struct draft_form *form)
{
	const struct amend c = { .actor = actor, .code = code };
	struct project p, change;
	enum err form_err, err = find(m->db, &c, market_now(m), &p);

	if (err)
		return err;
	err = db_change_of(m->db, p.id, &change);
	if (err && err != ERR_NOT_FOUND)
		return err;
	form_err = draft_to_form(m, err ? &p : &change, "", form);
	if (form_err)
		return form_err;
	if (err)
		form->rev = "0";
	return OK;
}

/* A copy of what is published, to be changed. */
static enum err
begin(struct db *db, const struct project *p, struct project *change)
{
	enum err err;

	*change = *p;
	change->prior_id = p->id;
	err = db_attempt_free(db, p->code, &change->attempt_no);
	if (!err)
		err = db_project_insert(db, change);
	if (!err)
		err = draft_copy(db, p->id, change->id);
	return err ? err : db_project_get(db, change->id, change);
}

static enum err
write_in_txn(struct db *db, void *ctx)
{
	struct amend *c = ctx;
	struct project p, change;
	struct round r;
	int64_t rev = -1;
	enum err err = find(db, c, db_now(db), &p);

	c->problems->n = 0;
	if (err)
		return err;
	(void)digits_int(c->form->rev, 0, INT64_MAX, &rev);
	err = db_change_of(db, p.id, &change);
	if (!err && rev != change.rev) {
		problem_at(c->problems, NULL, "draft_changed");
		return ERR_CONFLICT;
	}
	if (err == ERR_NOT_FOUND)
		err = begin(db, &p, &change);
	if (!err)
		err = draft_change(db, c->house, c->actor, c->form, &change,
		    c->problems);
	if (!err)
		err = db_round_registered(db, p.id, &r);
	/* What was to be signed was about another change. */
	if (!err)
		err = db_paper_drop(db, r.id, "amend");
	return err;
}

enum err
amend_write(struct market *m, const struct actor *actor, const char *code,
    const struct draft_form *form, struct problems *problems)
{
	struct amend c = { .house = m->house, .actor = actor, .code = code,
	    .form = form, .problems = problems };

	return write_run(m, write_in_txn, &c);
}

/* ---- what the linter finds in it ---- */

struct answer {
	const struct actor *actor;
	const char *code;
	const struct draft_answers *answers;
	struct problems *problems;
};

static enum err
answer_in_txn(struct db *db, void *ctx)
{
	struct answer *a = ctx;
	const struct amend c = { .actor = a->actor, .code = a->code };
	struct project p, change;
	struct round r;
	enum err err = find(db, &c, db_now(db), &p);

	a->problems->n = 0;
	if (!err)
		err = db_change_of(db, p.id, &change);
	if (!err)
		err = draft_answered(db, &change, a->answers, a->problems);
	if (!err)
		err = db_round_registered(db, p.id, &r);
	/* Reasons are public with what is signed: they come before it. */
	return err ? err : db_paper_drop(db, r.id, "amend");
}

enum err
amend_answer(struct market *m, const struct actor *actor, const char *code,
    const struct draft_answers *answers, struct problems *problems)
{
	struct answer a = { actor, code, answers, problems };
	enum err err = write_run(m, answer_in_txn, &a);

	return !err && problems->n > 0 ? ERR_INVALID : err;
}

/* ---- looking at it ---- */

static void
check_deadline(const struct amendment *a, struct problems *problems)
{
	if (a->will.deadline && a->will.deadline < a->was.deadline)
		problem_add(problems, (struct problem){ .field = "deadline",
		    .code = "amend_deadline_earlier",
		    .args = { arg_time("WAS", a->was.deadline) } });
	if (a->n == 0)
		problem_at(problems, NULL, "amend_nothing");
	else if (a->n == 1 && a->will.deadline > a->was.deadline)
		problem_at(problems, NULL, "amend_extend");
	if (strcmp(a->will.method, "direct") == 0)
		problem_at(problems, "method", "amend_direct");
}

/* The change of a->was, and what is wrong with it. */
static enum err
look(struct db *db, const struct house *h, int64_t now, bool answers,
    struct amendment *a, struct problems *problems)
{
	enum err err = db_change_of(db, a->was.id, &a->will);

	problems->n = 0;
	if (!err)
		err = draft_ready(db, h, &a->will, now, answers, &a->terms,
		    problems);
	if (err)
		return err;
	compare(db_arena(db), a);
	check_deadline(a, problems);
	a->answered = true;
	for (size_t i = 0; i < a->terms.n; i++)
		a->answered = a->answered && a->terms.findings[i].answered;
	return OK;
}

enum err
amend_preview(struct market *m, const struct actor *actor, const char *code,
    struct amendment *a, struct problems *problems)
{
	const struct amend c = { .actor = actor, .code = code };
	enum err err = find(m->db, &c, market_now(m), &a->was);

	return err ? err : look(m->db, m->house, market_now(m), false, a,
	    problems);
}

bool
amend_may(struct db *db, struct house *h, const struct project *p)
{
	struct amendment a = { .was = *p };
	struct problems problems;

	return strcmp(p->state, "published") == 0 &&
	    db_now(db) < p->deadline && look(db, h, db_now(db), true,
	    &a, &problems) == OK && problems.n == 0;
}

/* ---- doing it ---- */

/* 更正公告: what it was, and what it is. */
static enum err
publish_change(struct db *db, const struct amendment *a,
    const struct round *r, const char *reason)
{
	struct round next;
	struct buf body;
	enum err err = db_round_of_project(db, a->was.id, &next);

	if (err)
		return err;
	notice_begin(&body, "change", &a->will);
	notice_line(&body, "reason", reason);
	buf_text(&body, a->changes);
	draft_lint_lines(&body, &a->terms);
	notice_int(&body, "deadline", a->will.deadline);
	notice_line(&body, "envelopes", "voided");
	notice_line(&body, "voided-id", r->sealing_id);
	notice_int(&body, "void-leaf", r->void_leaf);
	notice_line(&body, "sealing-id", next.sealing_id);
	notice_line(&body, "phone", a->will.phone);
	return notice_publish(db, &a->will, "change", &body);
}

static enum err
move_money(struct db *db, const struct amendment *a)
{
	enum err err = OK;

	if (a->was.budget_line_id)
		err = db_budget_release(db, a->was.budget_line_id,
		    a->was.ceiling_fen);
	if (!err && a->will.budget_line_id)
		err = db_budget_reserve(db, a->will.budget_line_id,
		    a->will.ceiling_fen);
	return err;
}

enum err
amend_apply(struct db *db, struct house *h, struct project *p,
    const struct round *r, const char *reason)
{
	struct amendment a = { .was = *p };
	struct problems problems;
	enum err err = look(db, h, db_now(db), true, &a, &problems);

	if (!err)
		err = move_money(db, &a);
	if (!err)
		err = draft_unindex(db, &a.was);
	if (!err)
		err = draft_copy(db, a.will.id, p->id);
	if (!err)
		err = draft_keep(db, p->id, &a.terms);
	if (!err)
		err = db_change_apply(db, p->id, a.will.id);
	if (!err)
		err = db_project_get(db, p->id, p);
	a.will = *p;
	if (!err)
		err = draft_index(db, p);
	if (!err)
		err = flow_move(db, h, NULL, p, "amend", reason);
	if (!err)
		err = due_done(db, p, "close", 0);
	if (!err)
		err = draft_ask(db, h, p);
	if (!err)
		err = db_tally_add(db, "open_projects", -1);
	return err ? err : publish_change(db, &a, r, reason);
}
