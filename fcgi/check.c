/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: the operator's queue of what agencies have entered. */
#include "market/check.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/qualification.h"

/* What one form of the page is about; id 0 and uscc "": all of them. */
struct shown {
	int64_t id;
	const char *uscc;
	struct check_form form;
};

/*
 * Two answers and the reasons of one of them.  The form that came back has
 * the fields' own names as ids, so that its errors lead there.
 */
static void
fill_choice(struct req *req, struct view *of, const char *suffix,
    const char *family, const char *const *reasons,
    const struct check_form *f)
{
	struct view *row;

	if (req->actor.role != ROLE_OPERATOR)
		return;			/* who reads here decides nothing */
	row = view_row(of, "TO_CHECK");
	view_text(row, "SUFFIX", suffix);
	if (strcmp(f->verdict, "matched") == 0)
		view_show(row, "IS_MATCHED");
	if (strcmp(f->verdict, "mismatch") == 0)
		view_show(row, "IS_MISMATCH");
	for (size_t i = 0; reasons[i]; i++) {
		struct view *reason = view_row(row, "REASON");

		view_text(reason, "VALUE", reasons[i]);
		view_word(reason, "LABEL", family, reasons[i]);
		if (strcmp(f->reason, reasons[i]) == 0)
			view_show(reason, "CHOSEN");
	}
	view_text(row, "CSRF", reply_csrf(req));
}

static void
fill_agencies(struct req *req, struct view *v, const struct check_queue *q,
    const struct shown *one)
{
	for (size_t i = 0; i < q->n_agencies; i++) {
		const struct agency *a = &q->agencies[i];
		struct view *row;

		if (one->id || (one->uscc[0] &&
		    strcmp(one->uscc, a->uscc) != 0))
			continue;
		row = view_row(v, "ENTRY");
		view_text(row, "AGENCY", a->name);
		view_text(row, "USCC", a->uscc);
		view_text(row, "PHONE", a->phone);
		view_arg(row, arg_number("ENTERED", ARG_DATE, a->entered_at));
		view_arg(row, arg_number("CHECK_BY", ARG_DATE,
		    check_due(req->market, a->entered_at)));
		fill_choice(req, row, one->uscc[0] ? "" :
		    arena_printf(req->market->arena, "-e%zu", i),
		    "check_entry", check_entry_reasons, &one->form);
	}
}

static enum err
fill_list(struct req *req, struct view *v, const struct check_queue *q,
    const struct shown *one)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < q->n_qualifications; i++) {
		const struct qualification *k = &q->qualifications[i];
		struct view *row;

		if (one->uscc[0] || (one->id && one->id != k->id))
			continue;
		row = view_row(v, "QUALIFICATION");
		view_text(row, "AGENCY", k->agency_name);
		view_text(row, "USCC", k->agency_uscc);
		view_arg(row, arg_number("ID", ARG_PLAIN, k->id));
		view_arg(row, arg_number("REV", ARG_PLAIN, k->rev));
		view_arg(row, arg_number("ENTERED", ARG_DATE, k->entered_at));
		view_arg(row, arg_number("CHECK_BY", ARG_DATE,
		    check_due(req->market, k->entered_at)));
		fill_choice(req, row, one->id ? "" :
		    arena_printf(req->market->arena, "-q%zu", i),
		    "check_reason", check_reasons, &one->form);
		err = fill_qualification(req, row, k);
	}
	return err;
}

static int
show_queue(struct req *req, int status, const struct shown *one,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "check/list.html");
	struct check_queue q;
	enum err err = check_queue(req->market, &q);

	if (!err)
		err = fill_list(req, v, &q, one);
	if (err)
		return reply_error(req, err);
	fill_agencies(req, v, &q, one);
	view_words(v, "TITLE", "title_checks", NULL);
	if (one->id || one->uscc[0])
		view_show(v, "ONLY_ONE");
	if (q.n_agencies == 0 && q.n_qualifications == 0)
		view_show(v, "NONE");
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
check_page(struct req *req)
{
	struct problems none = { .n = 0 };
	const struct shown all = { .uscc = "", .form = { .verdict = "",
	    .reason = "" } };

	return show_queue(req, 200, &all, &none);
}

static struct check_form
read_form(const struct req *req)
{
	return (struct check_form){
		.verdict = form_text(&req->form, "verdict"),
		.reason = form_text(&req->form, "reason"),
		.rev = form_text(&req->form, "rev"),
	};
}

static int
answer(struct req *req, enum err err, const struct shown *one,
    const struct problems *problems)
{
	if (problems->n)
		return show_queue(req, 422, one, problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_checked", "/desk/checks");
}

int
check_qualification_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct shown one = { .uscc = "", .form = read_form(req) };
	enum err err;

	if (!reply_id(req, 0, &one.id))
		return reply_error(req, ERR_NOT_FOUND);
	err = check_qualification(req->market, &req->actor, one.id,
	    &one.form, &problems);
	return answer(req, err, &one, &problems);
}

int
check_entry_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct shown one = { .uscc = req->arg[0], .form = read_form(req) };
	enum err err = check_entry(req->market, &req->actor, one.uscc,
	    &one.form, &problems);

	return answer(req, err, &one, &problems);
}
