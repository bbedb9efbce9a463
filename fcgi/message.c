/* SPDX-License-Identifier: Apache-2.0 */
/* message.c: what an account has been told. */
#include "market/message.h"

#include "fcgi/handlers.h"
#include "fcgi/letter.h"
#include "fcgi/message.h"
#include "fcgi/project.h"
#include "market/base/digits.h"

static void
fill_message(struct req *req, struct view *v, const struct message *m)
{
	struct view *row;
	struct told t;

	if (letter_told(req->market->arena, m, &t) != OK)
		return;			/* of another release */
	row = view_row(v, "MESSAGE");
	view_text(row, "SUBJECT", t.subject);
	view_text(row, "BODY", t.body);
	view_text(row, "LINK", t.link);
	if (m->project_id)
		view_text(view_row(row, "OF_PROJECT"), "PROJECT",
		    m->project_title);
	view_arg(row, arg_time("AT", m->created_at));
	view_arg(row, arg_number("AT_ISO", ARG_ISO, m->created_at));
	if (m->read_at == 0) {
		view_arg(row, arg_number("ID", ARG_PLAIN, m->id));
		view_show(row, "IS_UNREAD");
	}
}

int
message_list_page(struct req *req)
{
	struct view *v = reply_page(req, "message/list.html");
	struct message *list;
	int64_t before, unused, unread;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = message_list(req->market, &req->actor, before, &list, &n);
	if (!err)
		err = message_unread(req->market, &req->actor, &unread);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "messages_title", NULL);
	for (size_t i = 0; i < n && i < MESSAGE_PAGE; i++)
		fill_message(req, v, &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	else if (unread > 0)
		view_arg(view_row(v, "SOME_UNREAD"), arg_number("UPTO",
		    ARG_PLAIN, list[0].id));
	if (n > MESSAGE_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[MESSAGE_PAGE - 1].id));
	return reply_view(req, 200, v);
}

int
message_read_post(struct req *req)
{
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    message_read(req->market, &req->actor, id) : ERR_NOT_FOUND;

	return err ? reply_error(req, err) : reply_done(req,
	    "done_message_read", "/desk/messages");
}

int
message_read_all_post(struct req *req)
{
	int64_t upto;
	enum err err = digits_int(form_text(&req->form, "upto"), 1,
	    INT64_MAX, &upto) ? message_read_all(req->market, &req->actor,
	    upto) : ERR_INVALID;

	return err ? reply_error(req, err) : reply_done(req,
	    "done_messages_read", "/desk/messages");
}

enum err
fill_unread(struct req *req, struct view *v)
{
	struct view *row;
	int64_t n;
	enum err err = message_unread(req->market, &req->actor, &n);

	if (err || n == 0)
		return err;
	row = view_row(v, "HAS_UNREAD");
	if (n < MESSAGE_COUNTED)
		view_arg(row, arg_int("UNREAD", n));
	else
		view_words(row, "UNREAD", "messages_many",
		    (struct arg[]){ arg_int("N", n - 1), { 0 } });
	return OK;
}
