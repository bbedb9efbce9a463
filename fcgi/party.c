/* SPDX-License-Identifier: Apache-2.0 */
/* party.c: an organisation and its people, for who supervises it. */
#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/base/text.h"
#include "market/reading.h"

/* A value of the page, masked unless it was asked for with a reason. */
static void
put(struct req *req, struct view *v, const char *name, const char *text,
    void (*mask)(struct buf *out, const char *text))
{
	struct buf out;

	if (text[0] == '\0') {
		view_text(v, name, "-");
		return;
	}
	if (mask == NULL) {
		view_text(v, name, text);
		return;
	}
	buf_init(&out, 512);
	mask(&out, text);
	view_text(v, name, arena_strndup(req->market->arena,
	    out.data ? out.data : "", out.len));
	buf_release(&out);
}

static void
fill_card(struct req *req, struct view *v, const struct reading_card *c,
    bool clear)
{
	view_text(v, "NAME", c->party.name);
	view_text(v, "USCC", c->party.uscc);
	put(req, v, "LEGAL_REP", c->party.legal_rep, clear ? NULL :
	    text_mask_name);
	put(req, v, "PHONE", c->party.phone, NULL);
	put(req, v, "ADDRESS", c->party.address, NULL);
	view_arg(v, arg_number("SINCE", ARG_DATE, c->party.created_at));
	for (size_t i = 0; i < c->n; i++) {
		const struct account *a = &c->accounts[i];
		struct view *row = view_row(v, "ACCOUNT");

		view_arg(row, arg_number("ID", ARG_PLAIN, a->id));
		put(req, row, "CONTACT", a->name, clear ? NULL :
		    text_mask_name);
		put(req, row, "MOBILE", a->mobile, clear ? NULL :
		    text_mask_mobile);
		put(req, row, "EMAIL", a->email, clear ? NULL :
		    text_mask_email);
	}
}

static int
show(struct req *req, int status, const struct reading_card *c, bool clear,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "party/show.html");

	view_words(v, "TITLE", "title_party", NULL);
	fill_card(req, v, c, clear);
	if (clear) {
		view_show(v, "CLEAR");
	} else if (req->actor.role != ROLE_AUDITOR) {
		struct view *form = view_row(v, "TO_SHOW");

		view_text(form, "USCC", c->party.uscc);
		view_text(form, "REASON", reply_field(req, "reason"));
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
party_page(struct req *req)
{
	const struct problems none = { .n = 0 };
	struct reading_card card;
	enum err err = reading_masked(req->market, req->arg[0], &card);

	return err ? reply_error(req, err) : show(req, 200, &card, false,
	    &none);
}

int
party_read_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct reading_card card;
	enum err err = reading_clear(req->market, &req->actor, req->arg[0],
	    reply_field(req, "reason"), &card, &problems);

	if (problems.n)
		return show(req, reply_status(err), &card, false, &problems);
	return err ? reply_error(req, err) : show(req, 200, &card, true,
	    &problems);
}
