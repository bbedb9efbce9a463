/* SPDX-License-Identifier: Apache-2.0 */
/* draft_read.c: from what the form sent to a project. */
#include <stdlib.h>
#include <string.h>

#include "db/item.h"
#include "db/owner.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/draft_core.h"
#include "market/uscc.h"

static const struct text_rule rules[] = {
	{ .field = "title", .most = 80, .wrong = "draft_title_long" },
	{ .field = "scale", .most = 200, .wrong = "draft_scale_long" },
	{ .field = "content", .most = 5000, .multiline = true,
	    .wrong = "draft_content_long" },
	{ .field = "place", .most = 200, .wrong = "draft_place_long" },
	{ .field = "requirements", .most = 2000, .multiline = true,
	    .wrong = "draft_requirements_long" },
	{ .field = "contact", .most = 30, .wrong = "draft_contact_long" },
	{ .field = "phone", .most = 30, .wrong = "draft_phone_long" },
	{ .field = "recusals", .most = 2500, .multiline = true,
	    .wrong = "draft_recusal_long" },
};

static const char *
text_of(const struct draft_form *f, const char *field)
{
	const struct { const char *name, *value; } texts[] = {
		{ "title", f->title }, { "scale", f->scale },
		{ "content", f->content }, { "place", f->place },
		{ "requirements", f->requirements },
		{ "contact", f->contact }, { "phone", f->phone },
		{ "recusals", f->recusals },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].name, field) == 0)
			return texts[i].value ? texts[i].value : "";
	bug("draft: no field %s", field);
}

static void
check_texts(const struct draft *d)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		(void)problem_text(d->problems, &rules[i],
		    text_of(d->form, rules[i].field));
}

static void
read_numbers(const struct draft *d)
{
	const struct draft_form *f = d->form;
	struct project *p = d->p;

	p->service_days = p->deadline = p->enquiry_until = 0;
	if (f->days[0] && !digits_int(f->days, 1, 3650, &p->service_days))
		problem_at(d->problems, "days", "draft_days_range");
	if (f->deadline[0] && !digits_datetime(f->deadline, &p->deadline))
		problem_at(d->problems, "deadline", "draft_deadline_format");
	if (f->enquiry && f->enquiry[0] && !digits_datetime(f->enquiry,
	    &p->enquiry_until))
		problem_at(d->problems, "enquiry", "draft_deadline_format");
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

/* Own money of an enterprise: as it says, else by what the owner is. */
static const char *
own_fund(struct db *db, const struct draft *d)
{
	struct owner owner;

	if (strcmp(d->form->fund, "soe") == 0)
		return "soe";
	if (strcmp(d->form->fund, "social") != 0 && db_owner_get(db,
	    d->actor->party_id, &owner) == OK &&
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
	    own_fund(db, d);
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

/* Looks like a code, mistyped or not. */
static bool
is_code(const char *word)
{
	size_t n = strlen(word);

	return n > 9 && strspn(word, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz") == n;
}

/* «code or name, reason»: who must not bid, and why. */
static const char *
read_recusal(struct db *db, char *line, struct recusal *r)
{
	char uscc[USCC_LENGTH + 1], *reason = line + strcspn(line, " \t");

	if (*reason != '\0')
		*reason++ = '\0';
	text_trim(reason);
	if (*reason == '\0')
		return "draft_recusal_reason";
	*r = (struct recusal){ "", line, reason };
	if (!is_code(line))
		return NULL;
	if (uscc_problem(line, uscc) != NULL)
		return "draft_recusal_code";
	r->uscc = arena_strdup(db_arena(db), uscc);
	r->name = "";
	return NULL;
}

/* Full-width letters and blanks of a list are as good as ASCII. */
static char *
folded_lines(struct db *db, const char *text)
{
	struct buf out;
	char *copy;

	buf_init(&out, 16 * 1024);
	for (const char *at = text, *next = text; text_next(&next) != 0;
	    at = next) {
		if (strncmp(at, "\xe3\x80\x80", 3) == 0)
			buf_text(&out, " ");
		else
			buf_add(&out, at, (size_t)(next - at));
	}
	copy = arena_strdup(db_arena(db), out.data ? out.data : "");
	buf_release(&out);
	return copy;
}

static void
read_recusals(struct db *db, struct draft *d)
{
	char *text = folded_lines(db, text_of(d->form, "recusals")), *line;

	d->n_recusals = 0;
	while ((line = strsep(&text, "\n")) != NULL) {
		const char *code;

		text_trim(line);
		if (*line == '\0')
			continue;
		code = d->n_recusals == RECUSALS_MAX ? "draft_recusal_many" :
		    read_recusal(db, line, &d->recusals[d->n_recusals]);
		if (code != NULL) {
			problem_at(d->problems, "recusals", code);
			return;
		}
		d->n_recusals++;
	}
}

enum err
draft_read(struct db *db, struct draft *d)
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
	p->any_will_do = f->need && strcmp(f->need, "any") == 0;
	p->contact = f->contact;
	p->phone = f->phone;
	p->server = strcmp(f->server, "no") != 0;
	p->param_version = d->house->param_version;
	read_numbers(d);
	read_recusals(db, d);
	err = read_item(db, d);
	if (!err)
		err = read_fund(db, d);
	if (!err)
		err = draft_read_method(db, d);
	if (!err)
		draft_read_price(db, d);
	if (!err)
		err = read_region(db, d);
	if (!err && d->problems->n > 0)
		err = ERR_INVALID;
	return err;
}
