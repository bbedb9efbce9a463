/* SPDX-License-Identifier: Apache-2.0 */
/* joining.c: the three forms of a registration. */
#include "market/joining.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "fcgi/secret.h"
#include "fcgi/session.h"
#include "market/project.h"
#include "market/uscc.h"

enum { BUSY_SECONDS = 3 };

/* Who asks; false: «:role» is neither agency nor owner. */
static bool
visitor_of(struct req *req, struct visitor *v)
{
	*v = (struct visitor){ .sid = req->sid, .request = req->id,
	    .role = role_of_code(req->arg[0]) };
	return v->role == ROLE_AGENCY || v->role == ROLE_OWNER;
}

/* What was given so far; nothing is as good as an empty form. */
static enum err
read_joining(struct req *req, const struct visitor *v, struct joining *j)
{
	enum err err = joining_get(req->market, v, j);

	if (err != ERR_NOT_FOUND)
		return err;
	*j = (struct joining){ .role = req->arg[0], .uscc = "", .name = "",
	    .contact = "", .mobile = "", .email = "", .password = "" };
	return OK;
}

/* A page of the registration, with what all three have in common. */
static struct view *
new_view(struct req *req, const char *page, const struct visitor *v)
{
	struct view *view = reply_page(req, page);

	view_word(view, "TITLE", "title_join", req->arg[0]);
	view_text(view, "ROLE", req->arg[0]);
	view_show(view, v->role == ROLE_AGENCY ? "AGENCY" : "OWNER");
	reply_form(req, view);
	return view;
}

static int
status_of(struct req *req, enum err err)
{
	if (err == ERR_BUSY)
		req->retry_after = BUSY_SECONDS;
	return reply_status(err);
}

int
join_page(struct req *req)
{
	struct view *v = reply_page(req, "joining/choose.html");

	view_words(v, "TITLE", "title_join", NULL);
	return reply_view(req, 200, v);
}

static int
show_start(struct req *req, int status, const struct visitor *v,
    const struct joining *j, const struct problems *problems)
{
	struct view *view = new_view(req, "joining/start.html", v);
	const struct problem *p = problem_of(problems, "uscc");

	view_text(view, "USCC", j->uscc);
	view_text(view, "NAME", j->name);
	if (p != NULL && strcmp(p->code, "join_known_party") == 0)
		view_show(view, "KNOWN");
	reply_problems(req, view, problems);
	return reply_view(req, status, view);
}

int
join_start_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct visitor v;
	struct joining j;
	enum err err;

	if (!visitor_of(req, &v))
		return reply_error(req, ERR_NOT_FOUND);
	err = read_joining(req, &v, &j);
	return err ? reply_error(req, err) :
	    show_start(req, 200, &v, &j, &problems);
}

int
join_start_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct joining j = {
		.uscc = form_text(&req->form, "uscc"),
		.name = form_text(&req->form, "name"),
	};
	struct visitor v;
	enum err err;

	if (!visitor_of(req, &v))
		return reply_error(req, ERR_NOT_FOUND);
	err = joining_start(req->market, &v, j.uscc, j.name, &problems);
	if (problems.n)
		return show_start(req, reply_status(err), &v, &j, &problems);
	if (err)
		return reply_error(req, err);
	return reply_see_other(req, "/join/%s/contact", req->arg[0]);
}

static int
show_contact(struct req *req, int status, const struct visitor *v,
    const struct joining *j, const struct problems *problems)
{
	struct view *view = new_view(req, "joining/contact.html", v);

	view_text(view, "PARTY", j->name);
	view_text(view, "CONTACT", j->contact);
	view_text(view, "MOBILE", j->mobile);
	view_text(view, "EMAIL", j->email);
	view_show(view, j->password[0] ? "HAS_PASSWORD" : "NO_PASSWORD");
	reply_problems(req, view, problems);
	return reply_view(req, status, view);
}

int
join_contact_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct visitor v;
	struct joining j;
	enum err err;

	if (!visitor_of(req, &v))
		return reply_error(req, ERR_NOT_FOUND);
	err = joining_get(req->market, &v, &j);
	if (err == ERR_NOT_FOUND)
		return reply_see_other(req, "/join/%s", req->arg[0]);
	return err ? reply_error(req, err) :
	    show_contact(req, 200, &v, &j, &problems);
}

/* The form as it was typed, beside what was given before. */
static int
refuse_contact(struct req *req, const struct visitor *v, enum err err,
    const struct joining_contact *form, struct problems *problems)
{
	struct joining j;

	if (joining_get(req->market, v, &j) != OK)
		return reply_error(req, ERR_CONFLICT);
	j.contact = form->contact;
	j.mobile = form->mobile;
	j.email = form->email;
	if (problems->n == 0)
		problem_at(problems, NULL, "join_busy");
	return show_contact(req, status_of(req, err), v, &j, problems);
}

int
join_contact_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct joining_contact form = {
		.contact = form_text(&req->form, "contact"),
		.mobile = form_text(&req->form, "mobile"),
		.email = form_text(&req->form, "email"),
		.password = form_text(&req->form, "password"),
	};
	struct visitor v;
	enum err err;

	if (!visitor_of(req, &v)) {
		secret_wipe(req, "password");
		return reply_error(req, ERR_NOT_FOUND);
	}
	err = joining_contact(req->market, &v, &form, &problems);
	secret_wipe(req, "password");
	if (problems.n || err == ERR_BUSY)
		return refuse_contact(req, &v, err, &form, &problems);
	if (err == ERR_NOT_FOUND)
		return reply_done(req, "join_over", "/join/%s", req->arg[0]);
	if (err)
		return reply_error(req, err);
	return reply_see_other(req, "/join/%s/confirm", req->arg[0]);
}

/* Where the code was registered, if that is a place this market knows. */
static void
fill_region(struct req *req, struct view *v, const char *uscc)
{
	struct region *regions;
	char code[7];
	size_t n;

	uscc_region(uscc, code);
	if (project_regions(req->market, &regions, &n) != OK)
		return;
	for (size_t i = 0; i < n; i++)
		if (strcmp(regions[i].code, code) == 0)
			view_text(view_row(v, "REGION_LINE"), "REGION",
			    regions[i].name);
}

static int
show_confirm(struct req *req, int status, const struct visitor *v,
    const struct joining *j, const struct problems *problems)
{
	struct view *view = new_view(req, "joining/confirm.html", v);

	view_text(view, "USCC", j->uscc);
	view_text(view, "PARTY", j->name);
	view_word(view, "KIND", "party_kind",
	    uscc_kind_code(uscc_kind(j->uscc)));
	fill_region(req, view, j->uscc);
	view_text(view, "CONTACT", j->contact);
	view_text(view, "MOBILE", j->mobile);
	view_text(view, "EMAIL", j->email);
	reply_problems(req, view, problems);
	return reply_view(req, status, view);
}

/* To the first form that is still missing. */
static int
ask_first(struct req *req, enum err err)
{
	if (err == ERR_NOT_FOUND)
		return reply_see_other(req, "/join/%s", req->arg[0]);
	return err ? reply_error(req, err) :
	    reply_see_other(req, "/join/%s/contact", req->arg[0]);
}

int
join_confirm_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct visitor v;
	struct joining j;
	enum err err;

	if (!visitor_of(req, &v))
		return reply_error(req, ERR_NOT_FOUND);
	err = joining_get(req->market, &v, &j);
	if (err || j.password[0] == '\0')
		return ask_first(req, err);
	return show_confirm(req, 200, &v, &j, &problems);
}

int
join_confirm_post(struct req *req)
{
	bool agreed = strcmp(form_text(&req->form, "agree"), "yes") == 0;
	struct problems problems = { .n = 0 };
	struct visitor v;
	struct joining j;
	int64_t account_id;
	enum err err;

	if (!visitor_of(req, &v))
		return reply_error(req, ERR_NOT_FOUND);
	err = joining_confirm(req->market, &v, agreed, &account_id,
	    &problems);
	if (problems.n && joining_get(req->market, &v, &j) == OK)
		return show_confirm(req, reply_status(err), &v, &j,
		    &problems);
	if (problems.n || err == ERR_NOT_FOUND)
		return reply_done(req, "join_over", "/join/%s", req->arg[0]);
	if (!err)
		err = session_begin(req, account_id);
	if (err)
		return reply_error(req, err);
	return reply_done(req, v.role == ROLE_AGENCY ? "join_done_agency" :
	    "join_done_owner", "/desk");
}
