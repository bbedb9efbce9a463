/* SPDX-License-Identifier: Apache-2.0 */
/* qualification.c: what an agency holds. */
#include "fcgi/qualification.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "fcgi/routes.h"
#include "fcgi/upload.h"
#include "market/agency.h"
#include "market/base/digits.h"
#include "market/check.h"

/* Links to its scan, for those whom document_get() would let through. */
static enum err
fill_scans(struct req *req, struct view *row, const struct qualification *q)
{
	struct document_use *uses;
	size_t n;
	enum err err;

	if (!((int)req->actor.role & STAFF) &&
	    (req->actor.party_id == 0 || req->actor.party_id != q->agency_id))
		return OK;
	err = document_list(req->market, "qualification", q->id, &uses, &n);
	for (size_t i = 0; !err && i < n; i++) {
		struct view *scan = view_row(row, "SCAN");

		view_arg(scan, arg_number("SCAN_USE", ARG_PLAIN, uses[i].id));
		view_text(scan, "SCAN_NAME", uses[i].document.name);
	}
	return err;
}

static const char *
state_of(const struct req *req, const struct qualification *q)
{
	return req->now >= q->valid_to ? "expired" : q->state;
}

enum err
fill_qualification(struct req *req, struct view *row,
    const struct qualification *q)
{
	const char *state = state_of(req, q);

	view_text(row, "QUAL_TYPE", q->type);
	if (strcmp(q->grade, "none") != 0)
		view_word(view_row(row, "QUAL_GRADED"), "QUAL_GRADE", "grade",
		    q->grade);
	view_text(row, "QUAL_NUMBER", q->cert_no);
	view_text(row, "QUAL_ISSUER", q->issuer);
	view_arg(row, arg_number("QUAL_FROM", ARG_DATE, q->valid_from));
	if (q->valid_to == QUALIFICATION_FOREVER)
		view_show(row, "QUAL_FOREVER");
	else	/* the last day it is valid on */
		view_arg(view_row(row, "QUAL_ENDS"), arg_number("QUAL_TO",
		    ARG_DATE, q->valid_to - 1));
	if (q->scope[0])
		fill_lines(req, view_row(row, "QUAL_SCOPED"), "QUAL_SCOPE",
		    q->scope);
	view_word(row, "QUAL_STATE", "check", state);
	if (strcmp(state, "matched") == 0)
		view_show(row, "QUAL_JADE");
	else if (strcmp(state, "mismatch") == 0)
		view_show(row, "QUAL_SUN");
	else
		view_show(row, "QUAL_GREY");
	return fill_scans(req, row, q);
}

enum err
fill_qualifications(struct req *req, struct view *v, int64_t agency_id)
{
	struct qualification *list;
	size_t n;
	enum err err = qualification_list(req->market, agency_id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = fill_qualification(req, view_row(v, "QUALIFICATION"),
		    &list[i]);
	if (!err && n == 0)
		view_show(v, "NO_QUALIFICATION");
	return err;
}

/* What is wrong, and until when it should be mended. */
static void
fill_wrong(struct req *req, struct view *row, const char *family,
    const char *reason, int64_t checked_at)
{
	view_word(row, "WHY", family, reason);
	view_arg(row, arg_number("MEND_BY", ARG_DATE,
	    check_correct_due(req->market, checked_at)));
}

static enum err
fill_mine(struct req *req, struct view *v)
{
	struct qualification *list;
	size_t n;
	enum err err = qualification_list(req->market, req->actor.party_id,
	    &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct view *row = view_row(v, "QUALIFICATION");

		view_arg(row, arg_number("ID", ARG_PLAIN, list[i].id));
		if (strcmp(list[i].state, "mismatch") == 0)
			fill_wrong(req, view_row(row, "WRONG"),
			    "check_reason", list[i].reason,
			    list[i].checked_at);
		err = fill_qualification(req, row, &list[i]);
	}
	if (!err && n == 0)
		view_show(v, "NO_QUALIFICATION");
	return err;
}

int
qualification_list_page(struct req *req)
{
	struct view *v = reply_page(req, "qualification/list.html");
	struct agency a;
	enum err err = agency_own(req->market, &req->actor, &a);

	if (!err)
		err = fill_mine(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_qualifications", NULL);
	view_word(v, "BADGE", "badge", a.badge);
	if (strcmp(a.entry, "mismatch") == 0)
		fill_wrong(req, view_row(v, "ENTRY_WRONG"), "check_entry",
		    a.entry_reason, a.checked_at);
	reply_csrf(req);
	return reply_view(req, 200, v);
}

/* id 0: a new one. */
static int
show_form(struct req *req, int status, int64_t id,
    const struct qualification_form *f, const struct problems *problems)
{
	const struct qualification mine = { .id = id,
	    .agency_id = req->actor.party_id };
	struct view *v = reply_page(req, "qualification/form.html");

	view_words(v, "TITLE", id ? "title_qualification_edit" :
	    "title_qualification_new", NULL);
	view_text(v, "TYPE", f->type);
	view_text(v, "CERT_NO", f->cert_no);
	view_text(v, "ISSUER", f->issuer);
	view_text(v, "SCOPE", f->scope);
	view_text(v, "VALID_FROM", f->valid_from);
	view_text(v, "VALID_TO", f->valid_to);
	for (size_t i = 0; qualification_grades[i]; i++) {
		const char *grade = qualification_grades[i];
		struct view *row = view_row(v, "GRADE");

		view_text(row, "VALUE", grade);
		view_word(row, "LABEL", "grade", grade);
		if (strcmp(grade, f->grade) == 0)
			view_show(row, "CHOSEN");
	}
	if (id) {
		struct view *edit = view_row(v, "EDIT");

		view_arg(edit, arg_number("ID", ARG_PLAIN, id));
		view_text(view_row(v, "OLD"), "REV", f->rev);
	} else {
		view_show(v, "NEW");
	}
	if (fill_scans(req, v, &mine) != OK)
		return reply_error(req, ERR_INTERNAL);
	upload_fill(req, v, f->scan);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

static struct qualification_form
read_form(struct req *req)
{
	return (struct qualification_form){
		.type = reply_field(req, "type"),
		.grade = form_text(&req->form, "grade"),
		.cert_no = reply_field(req, "cert_no"),
		.issuer = reply_field(req, "issuer"),
		.scope = reply_field(req, "scope"),
		.valid_from = reply_field(req, "valid_from"),
		.valid_to = reply_field(req, "valid_to"),
		.scan = upload_of(req, "scan"),
		.once = reply_once(req),
		.rev = form_text(&req->form, "rev"),
	};
}

int
qualification_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct qualification_form f = { .type = "", .grade = "",
	    .cert_no = "", .issuer = "", .scope = "", .valid_from = "",
	    .valid_to = "" };

	return show_form(req, 200, 0, &f, &none);
}

int
qualification_add_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct qualification_form f = read_form(req);
	int64_t id;
	enum err err = qualification_add(req->market, &req->actor, &f, &id,
	    &problems);

	if (problems.n)
		return show_form(req, 422, 0, &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_qualification", "/desk/qualifications");
}

int
qualification_edit_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct arena *a = req->market->arena;
	char from[DIGITS_MAX], to[DIGITS_MAX];
	struct qualification q;
	enum err err = qualification_own(req->market, &req->actor,
	    reply_id_of(req, 0), &q);
	struct qualification_form f;

	if (err)
		return reply_error(req, err);
	f = (struct qualification_form){ .type = q.type, .grade = q.grade,
	    .cert_no = q.cert_no, .issuer = q.issuer, .scope = q.scope,
	    .valid_from = digits_date(from, q.valid_from),
	    .valid_to = q.valid_to == QUALIFICATION_FOREVER ? "" :
	    digits_date(to, q.valid_to - 1),
	    .rev = arena_printf(a, "%" PRId64, q.rev) };
	return show_form(req, 200, q.id, &f, &none);
}

int
qualification_edit_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct qualification_form f = read_form(req);
	enum err err = qualification_edit(req->market, &req->actor,
	    reply_id_of(req, 0), &f, &problems);

	if (problems.n)
		return show_form(req, 422, reply_id_of(req, 0), &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_qualification", "/desk/qualifications");
}

int
qualification_remove_post(struct req *req)
{
	enum err err = qualification_remove(req->market, &req->actor,
	    reply_id_of(req, 0));

	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_qualification_removed",
	    "/desk/qualifications");
}

int
recheck_post(struct req *req)
{
	enum err err = check_again(req->market, &req->actor);

	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_recheck", "/desk/qualifications");
}
