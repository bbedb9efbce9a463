/* SPDX-License-Identifier: Apache-2.0 */
/* letter.c: the words of messages and mails. */
#include "fcgi/letter.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/receipt.h"
#include "views/view.h"

enum { HTML_MAX = 16 * 1024, NAME_DIGITS = 16 };

enum err
letter_told(struct arena *a, const struct message *m, struct told *t)
{
	const struct message_kind *kind = message_kind(m->code);
	struct arg args[MESSAGE_ARGS + 1];

	if (kind == NULL)
		return ERR_NOT_FOUND;
	message_args(a, m, args);
	t->body = view_sentence(a, kind->body, args);
	args[kind->in_subject] = (struct arg){ .kind = ARG_END };
	t->subject = view_sentence(a, kind->subject, args);
	t->link = message_link(a, m);
	return OK;
}

/* What a mail says, in the order of its lines. */
struct lines_of {
	const char *hello, *body;
	const char *project;		/* NULL: names none */
	const char *link, *link_line, *foot;
};

static void
write_lines(struct arena *a, const char *origin, const struct outbox *o,
    const struct told *t, struct lines_of *l)
{
	const struct message *m = &o->message;
	const struct message_kind *kind = message_kind(m->code);
	bool quiet = kind->flags & MESSAGE_QUIET;
	const char *path = quiet && strstr(kind->link, ":code") != NULL ?
	    "/desk/messages" : t->link;
	const struct arg hello[] = { arg_text("NAME", o->name), { 0 } };
	const struct arg project[] = { arg_text("TITLE", m->project_title),
	    arg_text("CODE", m->project_code), { 0 } };
	struct arg link[] = { { 0 }, { 0 } };

	*l = (struct lines_of){ .body = t->body };
	l->hello = view_sentence(a, "mail_hello", hello);
	if (m->project_id && !quiet)
		l->project = view_sentence(a, "mail_project", project);
	l->link = arena_printf(a, "%s%s", origin, path);
	link[0] = arg_text("LINK", l->link);
	l->link_line = view_sentence(a, "mail_link", link);
	l->foot = view_sentence(a, "mail_foot", NULL);
}

static struct bytes
plain_text(struct arena *a, const struct lines_of *l)
{
	const char *text = arena_printf(a, "%s\n\n%s\n\n%s%s%s\n\n-- \n%s\n",
	    l->hello, l->body, l->project ? l->project : "",
	    l->project ? "\n" : "", l->link_line, l->foot);

	return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

static enum err
html_text(struct arena *a, const struct lines_of *l, const char *subject,
    struct bytes *html)
{
	struct view *v = view_new(a, "mail/letter.html");
	struct buf out;
	bool good;

	view_text(v, "SUBJECT", subject);
	view_text(v, "HELLO", l->hello);
	view_text(v, "BODY", l->body);
	if (l->project != NULL)
		view_text(view_row(v, "OF_PROJECT"), "PROJECT", l->project);
	view_text(v, "LINK", l->link);
	view_text(v, "FOOT", l->foot);
	buf_init(&out, HTML_MAX);
	good = view_expand(v, &out);
	html->n = out.len;
	html->data = (const unsigned char *)arena_strndup(a, good ?
	    out.data : "", good ? out.len : 0);
	buf_release(&out);
	return good ? OK : ERR_INTERNAL;
}

/* The receipt of FILE, as the receipt page has it; named by its hash. */
static enum err
attach_receipt(struct market *m, const struct message *message,
    struct mail *mail)
{
	struct arg args[MESSAGE_ARGS + 1];
	unsigned char hash[BID_HASH];
	struct mail_file *file = arena_alloc(m->arena, sizeof *file);
	const char *hex = "", *text;
	enum err err;

	message_args(m->arena, message, args);
	for (const struct arg *arg = args; arg->kind != ARG_END; arg++)
		if (strcmp(arg->name, "FILE") == 0)
			hex = arg->text;
	if (!digits_unhex(hex, hash, sizeof hash))
		return ERR_NOT_FOUND;
	err = receipt_get(m, hash, &text, &file->body.n);
	if (err)
		return err;
	file->body.data = (const unsigned char *)text;
	args[0] = arg_text("FILE", arena_strndup(m->arena, hex,
	    NAME_DIGITS));
	args[1] = (struct arg){ .kind = ARG_END };
	file->name = view_sentence(m->arena, "mail_file", args);
	mail->files = file;
	mail->n_files = 1;
	return OK;
}

enum err
letter_write(void *p, struct market *m, const struct outbox *o,
    struct mail *mail)
{
	struct arena *a = m->arena;
	struct arg subject[] = { { 0 }, { 0 } };
	struct lines_of l;
	struct told t;
	enum err err = letter_told(a, &o->message, &t);

	if (err)
		return err;
	subject[0] = arg_text("SUBJECT", t.subject);
	write_lines(a, p, o, &t, &l);
	*mail = (struct mail){
		.id = arena_printf(a, "%" PRId64 "-%" PRId64, o->message.id,
		    o->message.created_at),
		.date = o->message.created_at,
		.to = o->email,
		.sender = view_sentence(a, "mail_sender", NULL),
		.subject = view_sentence(a, "mail_subject", subject),
		.text = plain_text(a, &l),
	};
	err = html_text(a, &l, mail->subject, &mail->html);
	if (!err && message_kind(o->message.code)->flags & MESSAGE_RECEIPT)
		err = attach_receipt(m, &o->message, mail);
	return err;
}
