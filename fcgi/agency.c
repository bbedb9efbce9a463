/* SPDX-License-Identifier: Apache-2.0 */
/* agency.c: the directory, an agency's page, its own particulars. */
#include "fcgi/agency.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/affiliation.h"
#include "fcgi/choice.h"
#include "fcgi/credit.h"
#include "fcgi/handlers.h"
#include "fcgi/leave.h"
#include "fcgi/penalty.h"
#include "fcgi/project.h"
#include "fcgi/qualification.h"
#include "fcgi/review.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/inspection.h"
#include "market/item.h"

void
fill_agency_card(struct req *req, struct view *v, const struct agency *a)
{
	struct view *row = view_row(v, "AGENCY");

	(void)req;
	view_text(row, "AGENCY_USCC", a->uscc);
	view_text(row, "AGENCY_NAME", a->name);
	view_text(row, "AGENCY_REGION", a->region_name);
	view_word(row, "BADGE", "badge", a->badge);
	view_arg(row, arg_int("AGENCY_DEALS", a->deals));
	fill_stars(row, a->stars_shown, a->stars_half);
	if (strcmp(a->state, "active") != 0)
		view_word(view_row(row, "INACTIVE"), "AGENCY_STATE",
		    "agency", a->state);
}

static enum err
fill_choices(struct req *req, struct view *v, struct agency_filter *f)
{
	const char *region = form_text(&req->args, "region");
	const char *item = form_text(&req->args, "item");
	enum err err = fill_regions(req, v, region, &f->region);

	if (!err)
		err = fill_items(req, v, item, &f->item_id);
	if ((region[0] && !f->region) || (item[0] && !f->item_id))
		view_show(v, "BAD_FILTER");
	return err;
}

static void
fill_pager(struct req *req, struct view *v, const struct agency_filter *f,
    const struct agency *last)
{
	struct view *more = view_row(v, "OLDER");

	view_text(more, "REGION_CODE", f->region ? f->region : "");
	view_text(more, "ITEM_CODE", f->item_id ?
	    form_text(&req->args, "item") : "");
	view_text(more, "BEFORE", arena_printf(req->market->arena,
	    "%" PRId64 "-%" PRId64, last->stars_lb, last->party_id));
}

int
agency_list_page(struct req *req)
{
	struct view *v = reply_page(req, "agency/list.html");
	struct agency_filter f = { .limit = 0 };
	struct agency *rows;
	size_t n;
	enum err err = fill_choices(req, v, &f);

	read_cursor(req, &f.below_lb, &f.after_id);
	if (!err)
		err = agency_list(req->market, &f, &rows, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_agencies", NULL);
	for (size_t i = 0; i < n && i < AGENCY_PAGE; i++)
		fill_agency_card(req, v, &rows[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > AGENCY_PAGE)
		fill_pager(req, v, &f, &rows[AGENCY_PAGE - 1]);
	if (f.after_id)
		view_show(v, "FIRST_PAGE");
	return reply_view(req, 200, v);
}

static enum err
fill_served(struct req *req, struct view *v, int64_t party_id)
{
	struct item_row *items;
	int64_t *ids;
	size_t n, have;
	enum err err = item_choices(req->market, &items, &n);

	if (!err)
		err = agency_items(req->market, party_id, &ids, &have);
	for (size_t i = 0; !err && i < n; i++)
		for (size_t j = 0; j < have; j++) {
			struct view *row;

			if (items[i].id != ids[j])
				continue;
			row = view_row(v, "SERVES");
			view_text(row, "ITEM_CODE", items[i].code);
			view_text(row, "ITEM", items[i].name);
		}
	if (!err && have == 0)
		view_show(v, "SERVES_NONE");
	return err;
}

static enum err
fill_deals(struct req *req, struct view *v, const struct agency *a)
{
	const struct actor as_agency = { .party_id = a->party_id };
	struct award_row *rows;
	size_t n;
	enum err err = award_list(req->market, &as_agency, 0, &rows, &n);

	for (size_t i = 0; !err && i < n && i < AWARD_PAGE; i++) {
		struct view *row = view_row(v, "DEAL");

		view_text(row, "CODE", rows[i].project_code);
		view_text(row, "NAME", rows[i].project_title);
		view_text(row, "OWNER", rows[i].owner_name);
		view_arg(row, arg_money("AMOUNT", rows[i].amount_fen));
		view_word(row, "STATE", "project", rows[i].project_state);
	}
	if (!err && n == 0)
		view_show(v, "NO_DEAL");
	return err;
}

static void
fill_agency(struct req *req, struct view *v, const struct agency *a)
{
	view_text(v, "NAME", a->name);
	view_text(v, "USCC", a->uscc);
	view_text(v, "REGION", a->region_name);
	view_text(v, "ADDRESS", a->address);
	view_text(v, "PHONE", a->phone);
	view_word(v, "BADGE", "badge", a->badge);
	view_word(v, "AGENCY_STATE", "agency", a->state);
	view_arg(v, arg_number("ENTERED", ARG_DATE, a->entered_at));
	view_arg(v, arg_int("DEALS", a->deals));
	view_arg(v, arg_int("OWNERS", a->stars_owners));
	fill_lines(req, v, "INTRO", a->intro);
	fill_lines(req, v, "PROMISE", a->promise);
	fill_lines(req, v, "FEE", a->fee_reference);
	if (a->promise[0])
		view_show(v, "HAS_PROMISE");
	if (a->fee_reference[0])
		view_show(v, "HAS_FEE");
	if (a->address[0])
		view_show(v, "HAS_ADDRESS");
	if (a->phone[0])
		view_show(v, "HAS_PHONE");
	if (!a->intro[0] && !a->promise[0] && !a->fee_reference[0] &&
	    !a->address[0] && !a->phone[0])
		view_show(v, "NO_ABOUT");
	fill_stars(v, a->stars_shown, a->stars_half);
}

/* What the market has seen; complaints per ten contracts in tenths. */
static enum err
fill_facts(struct req *req, struct view *v, int64_t party_id)
{
	static const char *const names[] = { "deliver", "first", "sign" };
	struct measure *list, upheld, contracts;
	struct view *row;
	size_t n;
	enum err err = agency_measures(req->market, party_id, &list, &n);

	if (err)
		return err;
	fill_measures(v, list, n, "agency", names, COUNT(names));
	upheld = measure_find(list, n, "upheld");
	contracts = measure_find(list, n, "contract");
	row = view_row(v, contracts.total ? "UPHELD" : "UPHELD_NONE");
	if (contracts.total == 0)
		return OK;
	view_text(row, "PER_TEN", arena_printf(req->market->arena,
	    "%" PRId64 ".%" PRId64, upheld.good * 10 / contracts.total,
	    upheld.good * 100 / contracts.total % 10));
	view_arg(row, arg_number("GOOD", ARG_PLAIN, upheld.good));
	view_arg(row, arg_number("TOTAL", ARG_PLAIN, contracts.total));
	return OK;
}

/* What it was paid, against the standard. */
static enum err
fill_fee(struct req *req, struct view *v, int64_t party_id)
{
	struct fee_spread s;
	struct view *row;
	enum err err = measure_fee(req->market, party_id, &s);

	if (err)
		return err;
	row = view_row(v, s.n < FEE_SAMPLE ? "SHARES_FEW" : "SHARES");
	view_arg(row, arg_number("SHARE_COUNT", ARG_PLAIN, (int64_t)s.n));
	if (s.n >= FEE_SAMPLE)
		view_arg(row, arg_number("MIDDLE", ARG_PERCENT, s.middle));
	return OK;
}

static enum err
fill_credit(struct req *req, struct view *v, int64_t party_id)
{
	struct credit_event *list;
	size_t n;
	enum err err = fill_credit_sum(req, v, party_id);

	if (!err)
		err = credit_list(req->market, party_id, 0, &list, &n);
	if (err)
		return err;
	fill_credit_rows(req, v, list, n);
	if (n == 0)
		view_show(v, "CREDIT_NONE");
	if (n > CREDIT_PAGE)
		view_arg(view_row(v, "CREDIT_MANY"), arg_number("BEFORE",
		    ARG_PLAIN, list[CREDIT_PAGE - 1].id));
	return OK;
}

/* Published results of inspections, the newest ones. */
static enum err
fill_inspected(struct req *req, struct view *v, int64_t party_id)
{
	struct inspection_task *list;
	size_t n;
	enum err err = inspection_results(req->market, party_id, 0, &list,
	    &n);

	for (size_t i = 0; !err && i < n && i < INSPECTION_PAGE; i++) {
		struct view *row = view_row(v, "INSPECTED");

		view_arg(row, arg_number("PLAN_ID", ARG_PLAIN,
		    list[i].plan_id));
		view_text(row, "PLAN_TITLE", list[i].plan_title);
		view_word(row, "RESULT_NAME", "inspect_result",
		    list[i].result);
		view_word(row, "VISIT_STATE", "inspect_visit",
		    list[i].state);
		view_arg(row, arg_number("PUBLISHED", ARG_DATE,
		    list[i].published_at));
		if (list[i].outcome[0])
			view_word(view_row(row, "OUT"), "OUTCOME",
			    "inspect_outcome", list[i].outcome);
		if (list[i].overdue_at)
			view_show(row, "OVERDUE");
	}
	if (!err && n == 0)
		view_show(v, "INSPECTED_NONE");
	return err;
}

int
agency_page(struct req *req)
{
	struct view *v;
	struct agency a;
	struct review *reviews;
	size_t n;
	enum err err = agency_by_uscc(req->market, req->arg[0], &a);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "agency/show.html");
	view_text(v, "TITLE", a.name);
	fill_agency(req, v, &a);
	err = fill_served(req, v, a.party_id);
	if (!err)
		err = fill_credit(req, v, a.party_id);
	if (!err)
		err = fill_inspected(req, v, a.party_id);
	if (!err)
		err = fill_affiliations(req, v, a.party_id);
	if (!err)
		err = fill_going(req, v, a.party_id);
	if (!err)
		err = fill_penalties_in_force(req, v, a.party_id);
	if (!err)
		err = fill_qualifications(req, v, a.party_id);
	if (!err)
		err = fill_deals(req, v, &a);
	if (!err)
		err = fill_facts(req, v, a.party_id);
	if (!err)
		err = fill_fee(req, v, a.party_id);
	if (!err)
		err = agency_reviews(req->market, a.party_id, &reviews, &n);
	if (err)
		return reply_error(req, err);
	fill_reviews(req, v, reviews, n, a.stars_shown);
	if (req->actor.role == ROLE_OWNER && !req->actor.government)
		view_show(v, "CAN_CHOOSE");
	return reply_view(req, 200, v);
}

static bool
is_chosen(const struct agency_form *f, const char *code)
{
	for (size_t i = 0; i < f->n_items; i++)
		if (strcmp(f->items[i], code) == 0)
			return true;
	return false;
}

/* Who represents it: the number is never shown again. */
static enum err
fill_representative(struct req *req, struct view *v)
{
	struct party party;
	struct buf masked;
	enum err err = agency_party(req->market, req->actor.party_id, &party);

	if (err)
		return err;
	buf_init(&masked, 256);
	text_mask_name(&masked, party.legal_rep);
	if (party.legal_rep_hash[0])
		view_text(view_row(v, "REP_GIVEN"), "REP_MASKED",
		    arena_strndup(req->market->arena, masked.data,
		    masked.len));
	else
		view_show(v, "REP_NONE");
	buf_release(&masked);
	view_text(v, "LEGAL_REP", reply_field(req, "legal_rep"));
	return OK;
}

static int
show_profile(struct req *req, int status, const struct agency_form *f,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "agency/profile.html");
	struct item_row *items;
	size_t n;
	enum err err = item_choices(req->market, &items, &n);

	if (!err)
		err = fill_representative(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_profile", NULL);
	view_text(v, "INTRO", f->intro);
	view_text(v, "PROMISE", f->promise);
	view_text(v, "FEE", f->fee_reference);
	view_text(v, "PHONE", f->phone);
	view_text(v, "ADDRESS", f->address);
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "ITEM_CHOICE");

		view_text(row, "VALUE", items[i].code);
		view_text(row, "LABEL", items[i].name);
		if (is_chosen(f, items[i].code))
			view_show(row, "CHOSEN");
	}
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

static int
show_stored(struct req *req, int status, const struct problems *problems)
{
	struct agency_form f = { .n_items = 0 };
	struct item_row *items;
	struct agency a;
	int64_t *ids;
	size_t n, have;
	enum err err = agency_own(req->market, &req->actor, &a);

	if (!err)
		err = agency_items(req->market, a.party_id, &ids, &have);
	if (!err)
		err = item_choices(req->market, &items, &n);
	if (err)
		return reply_error(req, err);
	f.items = arena_alloc(req->market->arena,
	    (have + 1) * sizeof *f.items);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < have; j++)
			if (items[i].id == ids[j])
				f.items[f.n_items++] = items[i].code;
	f.intro = a.intro;
	f.promise = a.promise;
	f.fee_reference = a.fee_reference;
	f.phone = a.phone;
	f.address = a.address;
	return show_profile(req, status, &f, problems);
}

int
profile_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_stored(req, 200, &none);
}

int
profile_represent_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	enum err err = agency_represent(req->market, &req->actor,
	    reply_field(req, "legal_rep"), reply_field(req, "legal_rep_id"),
	    &problems);

	if (problems.n)
		return show_stored(req, reply_status(err), &problems);
	return err ? reply_error(req, err) : reply_done(req, "done_profile",
	    "/desk/profile");
}

int
profile_post(struct req *req)
{
	const char *items[FORM_FIELDS];
	struct problems problems = { .n = 0 };
	struct agency_form f = {
		.intro = reply_field(req, "intro"),
		.promise = reply_field(req, "promise"),
		.fee_reference = reply_field(req, "fee_reference"),
		.phone = reply_field(req, "phone"),
		.address = reply_field(req, "address"),
		.items = items,
	};
	enum err err;

	while (f.n_items < FORM_FIELDS && (items[f.n_items] = form_many(
	    &req->form, "item[]", f.n_items)) != NULL)
		f.n_items++;
	err = agency_edit(req->market, &req->actor, &f, &problems);
	if (problems.n)
		return show_profile(req, reply_status(err), &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_profile", "/agencies/%s",
	    req->actor.uscc);
}
