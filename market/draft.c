/* SPDX-License-Identifier: Apache-2.0 */
/* draft.c: writing a project down before it is public. */
#include "market/draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/attempt.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/draft_core.h"
#include "market/flow.h"
#include "market/write.h"

static enum err
next_code(struct db *db, struct project *p)
{
	int64_t year = civil_of(db_now(db)).year, n;
	char name[32];
	enum err err;

	snprintf(name, sizeof name, "project_%" PRId64, year);
	err = db_tally_add(db, name, 1);
	if (!err)
		err = db_tally_get(db, name, &n);
	if (!err)
		p->code = arena_printf(db_arena(db),
		    "ZJ-%" PRId64 "-%06" PRId64, year, n);
	return err;
}

static enum err
create_in_txn(struct db *db, void *ctx)
{
	struct draft *d = ctx;
	int64_t id;
	enum err err;

	err = db_once_find(db, d->form->once, d->actor->account_id, &id);
	if (err != ERR_NOT_FOUND)
		return err ? err : db_project_get(db, id, d->p);
	memset(d->p, 0, sizeof *d->p);
	err = draft_read(db, d);
	if (err)
		return err;
	d->p->owner_id = d->actor->party_id;
	d->p->owner_uscc = d->actor->uscc;
	d->p->attempt_no = 1;
	err = next_code(db, d->p);
	if (!err)
		err = db_project_insert(db, d->p);
	if (!err)
		err = db_recusal_set(db, d->p->id, d->recusals,
		    d->n_recusals);
	if (!err)
		err = draft_count(db, d->p);
	if (!err)
		err = db_once_add(db, d->form->once, d->actor->account_id,
		    d->p->id);
	if (!err)
		err = db_audit(db, d->actor, "create", "project", d->p->id);
	return err;
}

enum err
draft_create(struct market *m, const struct actor *actor,
    const struct draft_form *form, struct project *p,
    struct problems *problems)
{
	struct draft d = { .actor = actor, .form = form, .p = p,
	    .problems = problems, .house = m->house };

	return write_run(m, create_in_txn, &d);
}

enum err
draft_copy(struct db *db, int64_t from, int64_t to)
{
	struct recusal *recusals;
	struct finding *findings;
	size_t n = 0;
	enum err err = db_recusal_list(db, from, &recusals, &n);

	if (!err)
		err = db_recusal_set(db, to, recusals, n);
	if (!err)
		err = db_finding_list(db, from, &findings, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = db_finding_put(db, to, &findings[i]);
	return err;
}

/* The owner's own draft; anything else is not there. */
static enum err
find(struct db *db, const struct actor *actor, const char *code,
    struct project *p)
{
	enum err err = db_project_by_code(db, code, p);

	if (!err && p->owner_id != actor->party_id)
		err = ERR_NOT_FOUND;
	return err;
}

enum err
draft_change(struct db *db, struct house *h, const struct actor *actor,
    const struct draft_form *form, struct project *p,
    struct problems *problems)
{
	struct draft d = { .actor = actor, .form = form, .p = p,
	    .problems = problems, .house = h };
	enum err err = draft_read(db, &d);

	if (!err)
		err = db_project_update(db, p);
	if (!err)
		err = db_recusal_set(db, p->id, d.recusals, d.n_recusals);
	if (!err)
		err = draft_count(db, p);
	return err ? err : db_audit(db, actor, "edit", "project", p->id);
}

static enum err
edit_in_txn(struct db *db, void *ctx)
{
	struct draft *d = ctx;
	int64_t rev;
	enum err err = find(db, d->actor, d->code, d->p);

	d->problems->n = 0;
	if (!err && strcmp(d->p->state, "draft") != 0)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (!digits_int(d->form->rev, 0, INT64_MAX, &rev) ||
	    rev != d->p->rev) {
		problem_at(d->problems, NULL, "draft_changed");
		return ERR_CONFLICT;
	}
	return draft_change(db, d->house, d->actor, d->form, d->p,
	    d->problems);
}

enum err
draft_edit(struct market *m, const struct actor *actor, const char *code,
    const struct draft_form *form, struct project *p,
    struct problems *problems)
{
	struct draft d = { .actor = actor, .form = form, .code = code,
	    .p = p, .problems = problems, .house = m->house };

	return write_run(m, edit_in_txn, &d);
}

enum err
draft_get(struct market *m, const struct actor *actor, const char *code,
    struct project *p)
{
	enum err err = find(m->db, actor, code, p);

	if (!err && strcmp(p->state, "draft") != 0)
		err = ERR_NOT_FOUND;
	return err;
}

static const char *
when(struct arena *a, int64_t t)
{
	struct civil c = civil_of(t);

	return t == 0 ? "" : arena_printf(a,
	    "%04" PRId64 "-%02d-%02dT%02d:%02d", c.year, c.month, c.day,
	    c.hour, c.minute);
}

static const char *
money(struct arena *a, int64_t fen)
{
	char text[DIGITS_MAX];

	return fen == 0 ? "" : arena_strdup(a, digits_yuan(text, fen));
}

static const char *
percent(struct arena *a, int64_t bp)
{
	char text[DIGITS_MAX];

	return arena_strdup(a, digits_percent(text, bp));
}

static const char *
count(struct arena *a, int64_t n)
{
	return n == 0 ? "" : arena_printf(a, "%" PRId64, n);
}

static enum err
recusal_text(struct market *m, int64_t project_id, const char **text)
{
	struct recusal *list;
	size_t n;
	enum err err = db_recusal_list(m->db, project_id, &list, &n);

	*text = "";
	for (size_t i = 0; !err && i < n; i++)
		*text = arena_printf(m->arena, "%s%s%s %s", *text,
		    i ? "\n" : "", list[i].uscc[0] ? list[i].uscc :
		    list[i].name, list[i].reason);
	return err;
}

enum err
draft_to_form(struct market *m, const struct project *p,
    const char *chosen_uscc, struct draft_form *form)
{
	struct arena *a = m->arena;
	bool rate = strcmp(p->quote, "rate") == 0;

	*form = (struct draft_form){
		.item = p->item_code, .title = p->title, .scale = p->scale,
		.content = p->content, .place = p->place,
		.region = p->region, .fund = p->fund,
		.budget = count(a, p->budget_line_id),
		.ceiling = money(a, p->ceiling_fen),
		.days = count(a, p->service_days),
		.requirements = p->requirements,
		.need = p->any_will_do ? "any" : "all", .method = p->method,
		.chosen = chosen_uscc, .quote = p->quote,
		.floor = money(a, p->floor_fen),
		.rate_min = rate ? percent(a, p->rate_min) : "",
		.rate_max = rate ? percent(a, p->rate_max) : "",
		.fixed = money(a, p->fixed_fen),
		.evaluators = count(a, p->evaluators),
		.criteria = p->criteria,
		.documents = p->documents,
		.enquiry = when(a, p->enquiry_until),
		.deadline = when(a, p->deadline),
		.contact = p->contact, .phone = p->phone,
		.server = p->server ? "yes" : "no",
		.rev = arena_printf(a, "%" PRId64, p->rev), .once = "",
	};
	return recusal_text(m, p->id, &form->recusals);
}

static enum err
discard_in_txn(struct db *db, void *ctx)
{
	struct draft *d = ctx;
	enum err err = find(db, d->actor, d->code, d->p);

	if (!err && strcmp(d->p->state, "cancelled") == 0 &&
	    d->p->published_at == 0)
		return OK;	/* sent twice */
	if (!err && strcmp(d->p->state, "failed") == 0)
		return OK;	/* the same: of a re-run */
	if (!err)
		err = flow_move(db, d->house, d->actor, d->p, "discard", "");
	if (!err && d->p->attempt_no > 1)
		err = db_attempt_aside(db, d->p);
	return err;
}

enum err
draft_discard(struct market *m, const struct actor *actor, const char *code)
{
	struct project p;
	struct draft d = { .actor = actor, .code = code, .p = &p,
	    .house = m->house };

	return write_run(m, discard_in_txn, &d);
}
