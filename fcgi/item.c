/* SPDX-License-Identifier: Apache-2.0 */
/* item.c: the public list of services, and its upkeep by the operator. */
#include "market/item.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/agency.h"
#include "market/fee.h"

enum { PRICES_LEAST = 3 };

int
item_list_page(struct req *req)
{
	struct view *v = reply_page(req, "item/list.html"), *group = NULL;
	struct item_row *rows;
	const char *type = "";
	size_t n;
	enum err err = item_choices(req->market, &rows, &n);

	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_services", NULL);
	view_arg(v, arg_int("COUNT", (int64_t)n));
	for (size_t i = 0; i < n; i++) {
		struct view *row;

		if (group == NULL || strcmp(rows[i].type, type) != 0) {
			group = view_row(v, "GROUP");
			view_text(group, "TYPE", rows[i].type);
			type = rows[i].type;
		}
		row = view_row(group, "ITEM_ROW");
		view_text(row, "ITEM_CODE", rows[i].code);
		view_text(row, "ITEM", rows[i].name);
		view_text(row, "DEPARTMENT", rows[i].department);
		view_arg(row, arg_int("LIMIT_WD", rows[i].time_limit_wd));
		view_word(row, "FEE_MODE", "fee", rows[i].fee_mode);
	}
	if (n == 0)
		view_show(v, "NONE");
	return reply_view(req, 200, v);
}

static int
by_amount(const void *a, const void *b)
{
	const struct item_price *x = a, *y = b;

	return (x->amount_fen > y->amount_fen) -
	    (x->amount_fen < y->amount_fen);
}

/* What was paid in percent of the standard, where the item has one. */
static void
fill_shares(struct view *v, const struct item *item,
    const struct item_price *prices, size_t n)
{
	int64_t bp[ITEM_PRICES];
	struct fee_spread s;
	struct view *row;
	size_t have = 0;

	for (size_t i = 0; i < n; i++)
		if (prices[i].fee_fen)
			bp[have++] = fee_share(prices[i].amount_fen,
			    prices[i].fee_fen);
	if (have == 0 && item->fee_basis[0] == '\0')
		return;
	s = fee_spread(bp, have);
	row = view_row(v, "SHARES");
	if (s.n < FEE_SAMPLE) {
		view_show(row, "SHARES_FEW");
		return;
	}
	row = view_row(row, "SPREAD");
	view_arg(row, arg_number("SHARE_COUNT", ARG_PLAIN, (int64_t)s.n));
	view_arg(row, arg_number("LEAST", ARG_PERCENT, s.least));
	view_arg(row, arg_number("MIDDLE", ARG_PERCENT, s.middle));
	view_arg(row, arg_number("MOST", ARG_PERCENT, s.most));
}

static void
fill_rule(struct view *v, const struct item *item)
{
	struct fee_rule rule;
	struct view *table;
	int64_t from = 0;

	if (!fee_read(item->fee_basis, item->fee_table, &rule))
		return;
	if (rule.fixed_fen) {
		view_arg(view_row(v, "FEE_FIXED"), arg_money("FIXED",
		    rule.fixed_fen));
		return;
	}
	table = view_row(v, "FEE_TABLE");
	for (size_t i = 0; i < rule.n; i++) {
		struct view *row = view_row(table, "FEE_STEP");
		int64_t up_to = rule.steps[i].up_to;
		struct view *part = view_row(row, up_to ? "BETWEEN" :
		    "ABOVE");

		view_arg(part, arg_money("FROM", from));
		if (up_to)
			view_arg(part, arg_money("UP_TO", up_to));
		view_arg(row, arg_number("RATE", ARG_PERCENT,
		    rule.steps[i].bp));
		from = up_to;
	}
}

static enum err
fill_market(struct req *req, struct view *v, const struct item *item)
{
	struct item_price *prices;
	struct view *row;
	size_t n;
	int64_t agencies;
	enum err err = agency_count_of_item(req->market, item->id,
	    &agencies);

	if (!err)
		err = item_prices(req->market, item->id, &prices, &n);
	if (err)
		return err;
	view_arg(v, arg_int("AGENCIES", agencies));
	if (agencies >= 100)
		view_show(v, "MORE_AGENCIES");
	fill_shares(v, item, prices, n);
	if (n < PRICES_LEAST)
		return OK;
	qsort(prices, n, sizeof *prices, by_amount);
	row = view_row(v, "PRICES");
	view_arg(row, arg_int("PRICE_COUNT", (int64_t)n));
	view_arg(row, arg_money("PRICE_LEAST", prices[0].amount_fen));
	view_arg(row, arg_money("PRICE_MIDDLE", prices[n / 2].amount_fen));
	view_arg(row, arg_money("PRICE_MOST", prices[n - 1].amount_fen));
	return OK;
}

int
item_page(struct req *req)
{
	struct view *v;
	struct item item;
	enum err err = item_get(req->market, req->arg[0], &item);

	if (!err && (strcmp(item.state, "draft") == 0 ||
	    strcmp(item.state, "consulting") == 0))
		err = ERR_NOT_FOUND;
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "item/show.html");
	view_text(v, "TITLE", item.name);
	view_text(v, "NAME", item.name);
	view_text(v, "ITEM_CODE", item.code);
	view_text(v, "TYPE", item.type);
	view_text(v, "DEPARTMENT", item.department);
	fill_lines(req, v, "BASIS", item.legal_basis);
	view_text(v, "APPROVAL", item.approval_item);
	view_arg(v, arg_int("LIMIT_WD", item.time_limit_wd));
	fill_lines(req, v, "WORKFLOW", item.workflow);
	fill_lines(req, v, "CONDITION", item.conditions);
	view_word(v, "FEE_MODE", "fee", item.fee_mode);
	fill_lines(req, v, "FEE", item.fee_standard);
	fill_rule(v, &item);
	view_text(v, "RESULT", item.result_doc);
	fill_lines(req, v, "REQUIREMENT", item.requirement);
	if (item.requirement[0])
		view_show(v, "HAS_REQUIREMENT");
	view_arg(v, arg_number("UPDATED", ARG_DATE, item.updated_at));
	if (strcmp(item.state, "repealed") == 0)
		view_show(v, "REPEALED");
	err = fill_market(req, v, &item);
	return err ? reply_error(req, err) : reply_view(req, 200, v);
}

static struct item_form
read_item(struct req *req)
{
	return (struct item_form){
		.code = reply_field(req, "code"),
		.name = reply_field(req, "name"),
		.type = reply_field(req, "type"),
		.department = reply_field(req, "department"),
		.legal_basis = reply_field(req, "legal_basis"),
		.approval_item = reply_field(req, "approval_item"),
		.time_limit = reply_field(req, "time_limit"),
		.workflow = reply_field(req, "workflow"),
		.conditions = reply_field(req, "conditions"),
		.fee_mode = reply_field(req, "fee_mode"),
		.fee_standard = reply_field(req, "fee_standard"),
		.fee_basis = reply_field(req, "fee_basis"),
		.fee_table = reply_field(req, "fee_table"),
		.result_doc = reply_field(req, "result_doc"),
		.requirement = reply_field(req, "requirement"),
		.once = reply_once(req),
	};
}

static void
fill_form(struct view *v, const struct item_form *f)
{
	static const char *const modes[] = { "market", "guided", "fixed" };
	static const char *const bases[] = { "", "fixed", "ceiling" };

	view_text(v, "NAME", f->name);
	view_text(v, "TYPE", f->type);
	view_text(v, "DEPARTMENT", f->department);
	view_text(v, "BASIS", f->legal_basis);
	view_text(v, "APPROVAL", f->approval_item);
	view_text(v, "LIMIT", f->time_limit);
	view_text(v, "WORKFLOW", f->workflow);
	view_text(v, "CONDITIONS", f->conditions);
	view_text(v, "FEE", f->fee_standard);
	view_text(v, "FEE_TABLE", f->fee_table);
	view_text(v, "RESULT", f->result_doc);
	view_text(v, "REQUIREMENT", f->requirement);
	for (size_t i = 0; i < COUNT(modes); i++) {
		struct view *row = view_row(v, "FEE_CHOICE");

		view_text(row, "VALUE", modes[i]);
		view_word(row, "LABEL", "fee", modes[i]);
		if (strcmp(modes[i], f->fee_mode) == 0)
			view_show(row, "CHOSEN");
	}
	for (size_t i = 0; i < COUNT(bases); i++) {
		struct view *row = view_row(v, "BASIS_CHOICE");

		view_text(row, "VALUE", bases[i]);
		view_word(row, "LABEL", "basis", i ? bases[i] : "none");
		if (strcmp(bases[i], f->fee_basis) == 0)
			view_show(row, "CHOSEN");
	}
}

/* state NULL: a new one. */
static int
show_form(struct req *req, int status, const char *state,
    const struct item_form *f, const struct problems *problems)
{
	struct view *v = reply_page(req, "item/form.html");

	view_words(v, "TITLE", state ? "title_item_edit" : "title_item_new",
	    NULL);
	if (state == NULL) {
		view_text(view_row(v, "NEW"), "ITEM_CODE", f->code);
	} else {
		struct view *edit = view_row(v, "EDIT");

		view_text(edit, "ITEM_CODE", f->code);
		view_word(edit, "ITEM_STATE", "item", state);
	}
	if (state && strcmp(state, "draft") == 0)
		view_text(view_row(v, "CAN_PUBLISH"), "ITEM_CODE", f->code);
	if (state && strcmp(state, "published") == 0)
		view_text(view_row(v, "CAN_REPEAL"), "ITEM_CODE", f->code);
	fill_form(v, f);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
item_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct item_form f = { .code = "", .name = "", .type = "",
	    .department = "", .legal_basis = "", .approval_item = "",
	    .time_limit = "", .workflow = "", .conditions = "",
	    .fee_mode = "market", .fee_standard = "", .fee_basis = "",
	    .fee_table = "", .result_doc = "",
	    .requirement = "", .once = "" };

	return show_form(req, 200, NULL, &f, &none);
}

int
item_create_post(struct req *req)
{
	struct item_form f = read_item(req);
	struct problems problems = { .n = 0 };
	enum err err = item_create(req->market, &req->actor, &f, &problems);

	if (problems.n)
		return show_form(req, reply_status(err), NULL, &f,
		    &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_item_saved", "/desk/services/%s",
	    f.code);
}

/* The stored item again, with problems that are not of the form sent. */
static int
show_stored(struct req *req, int status, const struct problems *problems)
{
	struct item_form f;
	struct item item;
	enum err err = item_get(req->market, req->arg[0], &item);

	if (err)
		return reply_error(req, err);
	item_to_form(req->market->arena, &item, &f);
	return show_form(req, status, item.state, &f, problems);
}

int
item_edit_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_stored(req, 200, &none);
}

int
item_edit_post(struct req *req)
{
	struct item_form f = read_item(req);
	struct problems problems = { .n = 0 };
	struct item item;
	enum err err;

	f.code = req->arg[0];
	err = item_edit(req->market, &req->actor, &f, &problems);
	if (problems.n && item_get(req->market, f.code, &item) == OK)
		return show_form(req, reply_status(err), item.state, &f,
		    &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_item_saved", "/desk/services/%s",
	    req->arg[0]);
}

int
item_publish_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	enum err err = item_publish(req->market, &req->actor, req->arg[0],
	    &problems);

	if (problems.n)
		return show_stored(req, reply_status(err), &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_item_published", "/services/%s",
	    req->arg[0]);
}

int
item_repeal_post(struct req *req)
{
	enum err err = item_repeal(req->market, &req->actor, req->arg[0]);

	return err ? reply_error(req, err) :
	    reply_done(req, "done_item_repealed", "/services/%s",
	    req->arg[0]);
}
