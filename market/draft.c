/* SPDX-License-Identifier: Apache-2.0 */
/* draft.c: writing a project down before it is public. */
#include "market/draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/agency.h"
#include "db/attempt.h"
#include "db/item.h"
#include "db/owner.h"
#include "db/party.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/flow.h"
#include "market/uscc.h"
#include "market/write.h"

/* Texts of the form: how long they may be, and whether they have lines. */
static const struct text_rule {
	const char *field;
	size_t most;		/* code points */
	bool multiline;
	const char *code;	/* the problem of one that is too long */
} rules[] = {
	{ "title", 80, false, "draft_title_long" },
	{ "scale", 200, false, "draft_scale_long" },
	{ "content", 5000, true, "draft_content_long" },
	{ "place", 200, false, "draft_place_long" },
	{ "requirements", 2000, true, "draft_requirements_long" },
	{ "contact", 30, false, "draft_contact_long" },
	{ "phone", 30, false, "draft_phone_long" },
};

/* A draft on its way into the store. */
struct draft {
	const struct actor *actor;
	const struct draft_form *form;
	const char *code;	/* NULL: a new one */
	struct project *p;
	struct problems *problems;
	struct house *house;
};

static const char *
text_of(const struct draft_form *f, const char *field)
{
	const struct { const char *name, *value; } texts[] = {
		{ "title", f->title }, { "scale", f->scale },
		{ "content", f->content }, { "place", f->place },
		{ "requirements", f->requirements },
		{ "contact", f->contact }, { "phone", f->phone },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].name, field) == 0)
			return texts[i].value;
	bug("draft: no field %s", field);
}

static void
check_texts(const struct draft *d)
{
	for (size_t i = 0; i < COUNT(rules); i++) {
		const char *text = text_of(d->form, rules[i].field);

		if (!text_clean(text, rules[i].multiline))
			problem_at(d->problems, rules[i].field, "text_dirty");
		else if (text_length(text) > rules[i].most)
			problem_at(d->problems, rules[i].field,
			    rules[i].code);
	}
}

static void
read_numbers(const struct draft *d)
{
	const struct draft_form *f = d->form;
	struct project *p = d->p;
	const char *code;

	p->ceiling_fen = p->service_days = p->deadline = 0;
	if (f->ceiling[0] && !digits_money(f->ceiling, &p->ceiling_fen,
	    &code))
		problem_at(d->problems, "ceiling", code);
	if (f->days[0] && !digits_int(f->days, 1, 3650, &p->service_days))
		problem_at(d->problems, "days", "draft_days_range");
	if (f->deadline[0] && !digits_datetime(f->deadline, &p->deadline))
		problem_at(d->problems, "deadline", "draft_deadline_format");
}

static enum err
read_item(struct db *db, const struct draft *d)
{
	struct item item;
	enum err err = db_item_by_code(db, d->form->item, &item);

	if (err == ERR_NOT_FOUND || (!err &&
	    strcmp(item.state, "published") != 0)) {
		problem_at(d->problems, "item", "draft_item_choose");
		return OK;
	}
	if (!err) {
		d->p->item_id = item.id;
		d->p->item_code = item.code;
		d->p->item_name = item.name;
	}
	return err;
}

/* Own money is «soe» or «social» by what the owner is. */
static const char *
own_fund(struct db *db, int64_t party_id)
{
	struct owner owner;

	if (db_owner_get(db, party_id, &owner) == OK &&
	    strcmp(owner.kind, "soe") == 0)
		return "soe";
	return "social";
}

static enum err
read_fund(struct db *db, const struct draft *d)
{
	struct project *p = d->p;
	struct budget_line line;
	int64_t id;
	enum err err;

	p->fund = d->actor->government ||
	    strcmp(d->form->fund, "fiscal") == 0 ? "fiscal" :
	    own_fund(db, d->actor->party_id);
	p->budget_line_id = 0;
	if (strcmp(p->fund, "fiscal") != 0 || d->form->budget[0] == '\0')
		return OK;
	if (!digits_int(d->form->budget, 1, INT64_MAX, &id))
		id = 0;
	err = db_budget_get(db, id, &line);
	if (err == ERR_NOT_FOUND || (!err &&
	    line.owner_id != d->actor->party_id)) {
		problem_at(d->problems, "budget", "draft_budget_choose");
		return OK;
	}
	p->budget_line_id = err ? 0 : id;
	return err;
}

static enum err
read_chosen(struct db *db, const struct draft *d)
{
	char uscc[USCC_LENGTH + 1];
	struct party party;
	struct agency agency;
	enum err err;

	if (d->form->chosen[0] == '\0')
		return OK;
	if (uscc_problem(d->form->chosen, uscc) != NULL) {
		problem_at(d->problems, "chosen", "draft_chosen_unknown");
		return OK;
	}
	err = db_party_by_uscc(db, uscc, &party);
	if (!err)
		err = db_agency_get(db, party.id, &agency);
	if (err == ERR_NOT_FOUND)
		problem_at(d->problems, "chosen", "draft_chosen_unknown");
	else if (!err && strcmp(agency.state, "active") != 0)
		problem_at(d->problems, "chosen", "draft_chosen_inactive");
	else if (!err && party.id == d->actor->party_id)
		problem_at(d->problems, "chosen", "draft_chosen_self");
	else if (!err)
		d->p->chosen_id = party.id;
	return err == ERR_NOT_FOUND ? OK : err;
}

/* Public money chooses by competition; the schema says so once more. */
static enum err
read_method(struct db *db, const struct draft *d)
{
	struct project *p = d->p;

	p->method = "lowest";
	p->chosen_id = 0;
	if (strcmp(d->form->method, "direct") != 0)
		return OK;
	if (d->actor->government || strcmp(p->fund, "fiscal") == 0) {
		problem_at(d->problems, "method", "draft_direct_forbidden");
		return OK;
	}
	p->method = "direct";
	return read_chosen(db, d);
}

static enum err
read_region(struct db *db, const struct draft *d)
{
	struct region *regions;
	size_t n;
	enum err err = db_region_all(db, &regions, &n);

	d->p->region = d->form->region;
	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(regions[i].code, d->form->region) == 0)
			return OK;
	if (!err && d->form->region[0])
		problem_at(d->problems, "region", "draft_region_choose");
	return err;
}

/* Fills d->p from the form; what is wrong becomes problems. */
static enum err
read_form(struct db *db, const struct draft *d)
{
	const struct draft_form *f = d->form;
	struct project *p = d->p;
	enum err err;

	d->problems->n = 0;
	check_texts(d);
	p->title = f->title;
	p->scale = f->scale;
	p->content = f->content;
	p->place = f->place;
	p->requirements = f->requirements;
	p->contact = f->contact;
	p->phone = f->phone;
	p->server = strcmp(f->server, "no") != 0;
	p->param_version = d->house->param_version;
	read_numbers(d);
	err = read_item(db, d);
	if (!err)
		err = read_fund(db, d);
	if (!err)
		err = read_method(db, d);
	if (!err)
		err = read_region(db, d);
	if (!err && d->problems->n > 0)
		err = ERR_INVALID;
	return err;
}

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
	err = read_form(db, d);
	if (err)
		return err;
	d->p->owner_id = d->actor->party_id;
	d->p->owner_uscc = d->actor->uscc;
	d->p->attempt_no = 1;
	err = next_code(db, d->p);
	if (!err)
		err = db_project_insert(db, d->p);
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
	enum err err = read_form(db, &d);

	if (!err)
		err = db_project_update(db, p);
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

void
draft_to_form(struct arena *a, const struct project *p,
    const char *chosen_uscc, struct draft_form *form)
{
	struct civil c = civil_of(p->deadline);
	char money[DIGITS_MAX];

	*form = (struct draft_form){
		.item = p->item_code, .title = p->title, .scale = p->scale,
		.content = p->content, .place = p->place,
		.region = p->region,
		.fund = strcmp(p->fund, "fiscal") == 0 ? "fiscal" : "own",
		.budget = p->budget_line_id ? arena_printf(a, "%" PRId64,
		    p->budget_line_id) : "",
		.ceiling = p->ceiling_fen ? arena_strdup(a,
		    digits_yuan(money, p->ceiling_fen)) : "",
		.days = p->service_days ? arena_printf(a, "%" PRId64,
		    p->service_days) : "",
		.requirements = p->requirements, .method = p->method,
		.chosen = chosen_uscc,
		.deadline = p->deadline ? arena_printf(a,
		    "%04" PRId64 "-%02d-%02dT%02d:%02d", c.year, c.month,
		    c.day, c.hour, c.minute) : "",
		.contact = p->contact, .phone = p->phone,
		.server = p->server ? "yes" : "no",
		.rev = arena_printf(a, "%" PRId64, p->rev), .once = "",
	};
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
