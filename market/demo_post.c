/* SPDX-License-Identifier: Apache-2.0 */
/* demo_post.c: purchasers of the demonstration post, change and end projects. */
#include "market/demo_plan.h"

#include <inttypes.h>
#include <string.h>

#include "db/owner.h"
#include "db/round.h"
#include "market/amend.h"
#include "market/base/digits.h"
#include "market/draft.h"
#include "market/paper.h"
#include "market/project.h"
#include "market/rerun.h"
#include "market/round.h"

const struct actor *
demo_owner(const struct demo *d, size_t i)
{
	int64_t row;

	if (!digits_int(d->projects.rows[i][P_OWNER], 1,
	    (int64_t)d->owners.n, &row))
		bug("demo: project %zu has no owner", i + 1);
	return &d->owner[row - 1];
}

static const char *
a_budget(struct demo *d, const struct actor *owner)
{
	struct budget_line *lines;
	size_t n;

	if (!owner->government || db_budget_of_owner(d->m->db,
	    owner->party_id, 0, "", 10, &lines, &n) != OK || n == 0)
		return "";
	return arena_printf(d->m->arena, "%" PRId64,
	    lines[demo_roll(d, n)].id);
}

/* As a form sends it. */
static const char *
moment(struct demo *d, int64_t at)
{
	struct civil t = civil_of(at);

	return arena_printf(d->m->arena,
	    "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", t.year, t.month,
	    t.day, t.hour, t.minute, t.second);
}

/* What the method wants beside a ceiling: the cell «terms». */
static void
put_terms(struct demo *d, size_t i, struct draft_form *f)
{
	const char **c = d->projects.rows[i];

	if (strcmp(f->method, "composite") == 0) {
		f->evaluators = "3";
		f->criteria = c[P_TERMS];
	} else if (strcmp(f->method, "credit") == 0 ||
	    strcmp(f->method, "random") == 0) {
		f->fixed = c[P_TERMS];
	} else if (strcmp(f->method, "direct") == 0) {
		const struct actor *a = demo_bidder(d, i, 0);

		f->chosen = a ? a->uscc : "";
	} else {
		f->floor = c[P_TERMS];
	}
}

/* value: the documents it asks for. */
enum err
demo_draft(struct demo *d, size_t i, size_t k, const char *value)
{
	const char **c = d->projects.rows[i];
	const struct actor *owner = demo_owner(d, i);
	const char **from = d->owners.rows[owner - d->owner];
	struct plan *plan = &d->plans[i];
	struct problems problems = { .n = 0 };
	struct project p;
	struct draft_form form = {
		.item = c[P_ITEM], .title = c[P_TITLE],
		.scale = c[P_SCALE], .content = c[P_CONTENT],
		.place = c[P_PLACE], .region = c[P_REGION],
		.fund = from[9], .budget = a_budget(d, owner),
		.ceiling = c[P_CEILING], .days = c[P_DAYS],
		.requirements = c[P_REQUIREMENTS],
		.method = c[P_METHOD], .chosen = "",
		.deadline = moment(d, plan->deadline),
		.contact = from[4], .phone = from[7],
		.server = i % 7 == 3 ? "no" : "yes", .rev = "0",
		.once = "",
	};
	enum err err;

	(void)k;
	put_terms(d, i, &form);
	form.documents = arena_printf(d->m->arena, "%s\n%s\n%s",
	    demo_part(d, value, 0), demo_part(d, value, 1),
	    demo_part(d, value, 2));
	err = draft_create(d->m, owner, &form, &p, &problems);
	if (!err)
		plan->code = arena_strdup(&d->keep, p.code);
	return demo_said(err, &problems);
}

/* In its first days the market has few agencies, and says so. */
enum err
demo_publish(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *owner = demo_owner(d, i);
	const char *code = d->plans[i].code;
	const struct draft_answer list[] = {
		{ "L12", "eligible", d->explain.rows[0][0] },
		{ "L11", "window", d->explain.rows[1][0] },
	};
	struct draft_answers answers = { .list = list, .n = COUNT(list) };
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_get(d->m, owner, code, &p);

	(void)k, (void)value;
	answers.rev = arena_printf(d->m->arena, "%" PRId64, p.rev);
	if (!err)
		err = draft_publish_answered(d->m, owner, code, &answers, &p,
		    &problems);
	return demo_said(err, &problems);
}

enum err
demo_agree(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return cast_agree(d->cast, d->m, demo_owner(d, i),
	    d->plans[i].code);
}

/* All but the purchaser have signed. */
enum err
demo_trustees(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *id = arena_printf(d->m->arena, "%s/1",
	    d->plans[i].code);
	enum err err = cast_offer(d->cast, d->m, id);

	(void)k, (void)value;
	return err ? err : cast_sign(d->cast, d->m, id);
}

/* Drafted, published, and signed by all: what is usual. */
enum err
demo_post(struct demo *d, size_t i, size_t k, const char *value)
{
	enum err err = demo_draft(d, i, k, value);

	if (!err)
		err = demo_publish(d, i, k, value);
	if (!err && strcmp(d->projects.rows[i][P_METHOD], "direct") != 0)
		err = demo_agree(d, i, k, value);
	return err;
}

/* value: what the content is from now on, and a reason. */
enum err
demo_amend(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *owner = demo_owner(d, i);
	const char *code = d->plans[i].code;
	struct problems problems = { .n = 0 };
	struct draft_form form;
	enum err err = amend_form(d->m, owner, code, &form);

	form.content = demo_part(d, value, 0);
	if (!err)
		err = amend_write(d->m, owner, code, &form, &problems);
	if (!err)
		err = cast_paper(d->cast, d->m, owner, code, "amend",
		    demo_part(d, value, 1));
	return err ? demo_said(err, &problems) :
	    demo_agree(d, i, k, value);
}

/* value: the new deadline; two trustees agree. */
enum err
demo_extend(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *owner = demo_owner(d, i);
	const char *code = d->plans[i].code, *line;
	struct posted posted;
	struct paper paper;
	int64_t at;
	enum err err = demo_when(d, i, value, &at) ? OK : ERR_INVALID;

	(void)k;
	if (!err)
		err = cast_paper(d->cast, d->m, owner, code, "extend",
		    moment(d, at));
	if (!err)
		err = paper_get(d->m, owner, code, "extend", &paper);
	for (size_t t = 1; !err && t <= 2; t++) {
		line = cast_line(d->cast, d->m, NULL, t, paper.text);
		err = round_sign(d->m, arena_printf(d->m->arena, "%s/1",
		    code), line, strlen(line), &posted);
		if (!err && posted.code)
			err = ERR_CONFLICT;
	}
	if (!err)
		d->plans[i].deadline = at;
	return err;
}

enum err
demo_void(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k;
	return cast_paper(d->cast, d->m, demo_owner(d, i),
	    d->plans[i].code, "void", value);
}

/* value: the deadline of the new attempt, and its ceiling. */
enum err
demo_rerun(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *owner = demo_owner(d, i);
	const char *code = d->plans[i].code;
	struct problems problems = { .n = 0 };
	struct draft_form form;
	struct project p;
	int64_t at;
	enum err err = demo_when(d, i, demo_part(d, value, 0), &at) ?
	    rerun_make(d->m, owner, code, &p) : ERR_INVALID;

	if (!err)
		err = draft_to_form(d->m, &p, "", &form);
	at -= at % HOUR;
	form.deadline = moment(d, at);
	form.ceiling = demo_part(d, value, 1);
	if (!err)
		err = draft_edit(d->m, owner, code, &form, &p, &problems);
	if (!err)
		err = demo_publish(d, i, k, value);
	if (!err)
		err = demo_agree(d, i, k, value);
	d->plans[i].deadline = at;
	return demo_said(err, &problems);
}

enum err
demo_away(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	d->plans[i].away = true;
	return OK;
}
