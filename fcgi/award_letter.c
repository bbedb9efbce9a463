/* SPDX-License-Identifier: Apache-2.0 */
/* award_letter.c: 中选通知书, on a screen and on paper. */
#include <inttypes.h>

#include "fcgi/app.h"
#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/notice.h"
#include "market/qr.h"

static const char *
value(struct req *req, const struct award_letter *l, const char *key)
{
	return notice_value(req->market->arena, &l->notice, key);
}

/* A number of the record, shown as kind has it. */
static void
fill_number(struct req *req, struct view *v, const struct award_letter *l,
    const char *name, enum arg_kind kind, const char *key)
{
	int64_t n = 0;

	(void)digits_int(value(req, l, key), 0, INT64_MAX, &n);
	view_arg(v, arg_number(name, kind, n));
}

/*
 * Where paper leads, on this very site: the recomputation, or the page of a
 * direct choice.
 */
static void
fill_proof(struct req *req, struct view *v, const struct award_letter *l,
    bool sealed)
{
	struct arena *a = req->market->arena;
	char hex[2 * NOTICE_HASH + 1];
	const char *url;
	int size;

	url = arena_printf(a, "%s/projects/%s%s", req->app->host,
	    l->project.code, sealed ? "/verify" : "");
	view_text(v, "QR_PATH", qr_path(a, url, &size));
	view_arg(v, arg_number("QR_SIZE", ARG_PLAIN, size));
	view_text(v, "PROOF_URL", url);
	if (sealed)
		view_show(v, "TO_VERIFY");
	if (l->leaf >= 0)
		view_arg(view_row(v, "LOGGED"), arg_int("LEAF", l->leaf));
	view_text(v, "HASH", arena_strdup(a, digits_hex(hex, l->notice.hash,
	    NOTICE_HASH)));
}

int
award_letter_page(struct req *req)
{
	struct award_letter l;
	struct award_case c;
	struct view *v;
	enum err err = award_letter(req->market, req->arg[0], &l);

	if (!err)
		err = award_case(req->market, &l.project, &c);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "award/letter.html");
	view_words(v, "TITLE", "title_letter", NULL);
	view_text(v, "CODE", l.project.code);
	if (l.project.attempt_no > 1)
		view_arg(view_row(v, "ATTEMPT"), arg_int("ATTEMPT_NO",
		    l.project.attempt_no));
	view_text(v, "NAME", value(req, &l, "title"));
	view_text(v, "OWNER", value(req, &l, "owner"));
	view_text(v, "ITEM", value(req, &l, "item"));
	view_word(v, "METHOD", "method", value(req, &l, "method"));
	view_text(v, "WINNER", value(req, &l, "winner"));
	view_text(v, "WINNER_USCC", value(req, &l, "winner-uscc"));
	fill_number(req, v, &l, "AMOUNT", ARG_MONEY, "amount-fen");
	fill_number(req, v, &l, "CAPITAL", ARG_CAPITAL, "amount-fen");
	fill_number(req, v, &l, "DAYS", ARG_INT, "service-days");
	fill_number(req, v, &l, "SIGN_UNTIL", ARG_SECOND, "sign-until");
	fill_number(req, v, &l, "ISSUED", ARG_DATE, "issued");
	fill_proof(req, v, &l, c.sealed);
	view_text(v, "BODY", l.notice.body);
	if (!l.valid)
		view_show(v, "NOT_VALID");
	return reply_view(req, 200, v);
}
