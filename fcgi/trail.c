/* SPDX-License-Identifier: Apache-2.0 */
/* trail.c: the auditor's desk: the whole trail, checked and to be saved. */
#include "market/trail.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/csv.h"
#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/base/digits.h"
#include "market/tlog.h"

static const char *
hex_of(struct req *req, const unsigned char hash[TRAIL_HASH])
{
	char hex[2 * TRAIL_HASH + 1];

	return arena_strdup(req->market->arena, digits_hex(hex, hash,
	    TRAIL_HASH));
}

static int64_t
number_of(const struct req *req, const char *name)
{
	int64_t n = 0;

	(void)digits_int(form_text(&req->args, name), 0, INT64_MAX, &n);
	return n;
}

static void
fill_act(struct req *req, struct view *v, const struct act *a)
{
	struct view *row = view_row(v, "ACT"), *what;

	view_arg(row, arg_number("SEQ", ARG_PLAIN, a->seq));
	view_arg(row, arg_number("AT", ARG_SECOND, a->at));
	view_text(row, "HASH", hex_of(req, a->hash));
	if (a->blind) {
		view_show(row, "SEALED");
		return;
	}
	what = view_row(row, "SHOWN");
	view_text(what, "ACTION", a->action);
	view_text(what, "OBJECT", a->object);
	if (a->account_id) {
		struct view *who = view_row(what, "WHO");

		view_arg(who, arg_number("ACCOUNT", ARG_PLAIN,
		    a->account_id));
		view_text(who, "NAME", a->who);
	} else {
		view_show(what, "CLOCK");
	}
	if (a->party_id)
		view_text(view_row(what, "FOR"), "PARTY", a->party);
	if (a->before[0] || a->after[0]) {
		struct view *change = view_row(what, "CHANGE");

		view_text(change, "BEFORE", a->before[0] ? a->before : "-");
		view_text(change, "AFTER", a->after[0] ? a->after : "-");
	}
	if (a->request[0])
		view_text(view_row(what, "ASKED"), "REQUEST", a->request);
}

/* Heads with the place in the log, and its file once that is full. */
static void
fill_heads(struct view *v, const struct trail_state *s)
{
	for (size_t i = 0; i < s->n_heads; i++) {
		const struct trail_head *h = &s->heads[i];
		struct view *row = view_row(v, "HEAD_ROW"), *place;
		char path[TLOG_PATH];
		int64_t index = h->leaf / TLOG_TILE;

		view_arg(row, arg_number("SEQ", ARG_PLAIN, h->seq));
		view_arg(row, arg_time("AT", h->at));
		if ((index + 1) * TLOG_TILE > s->log_size) {
			view_arg(view_row(row, "PLACE"), arg_int("LEAF",
			    h->leaf));
			continue;
		}
		place = view_row(row, "FILE");
		view_arg(place, arg_int("LEAF", h->leaf));
		view_text(place, "PATH", tlog_tile_path(path, TLOG_ENTRIES,
		    index, 0));
	}
	if (s->n_heads == 0)
		view_show(v, "NO_HEAD");
}

int
trail_page(struct req *req)
{
	const struct trail_filter f = {
		.object = form_text(&req->args, "object"),
		.account_id = number_of(req, "account"),
		.before = number_of(req, "before"),
	};
	struct trail_state s;
	struct act *list;
	struct view *v;
	size_t n;
	enum err err = trail_list(req->market, &f, &list, &n);

	if (!err)
		err = trail_state(req->market, &s);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "trail/list.html");
	view_words(v, "TITLE", "title_trail", NULL);
	view_text(v, "OBJECT_ASKED", f.object);
	view_text(v, "ACCOUNT_ASKED", form_text(&req->args, "account"));
	view_arg(v, arg_int("LAST", s.last));
	fill_heads(v, &s);
	for (size_t i = 0; i < n && i < TRAIL_PAGE; i++)
		fill_act(req, v, &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > TRAIL_PAGE) {
		struct view *more = view_row(v, "MORE");

		view_text(more, "OBJECT_KEPT", f.object);
		view_text(more, "ACCOUNT_KEPT", form_text(&req->args,
		    "account"));
		view_arg(more, arg_number("BEFORE", ARG_PLAIN,
		    list[TRAIL_PAGE - 1].seq));
	}
	return reply_view(req, 200, v);
}

/* A bounded step a page; where it is not the last one, a link goes on. */
int
trail_check_page(struct req *req)
{
	int64_t from = number_of(req, "after"), seq = from;
	struct trail_state s;
	struct view *v;
	bool last = false;
	enum err err = trail_state(req->market, &s), found;

	if (!err && from > s.last)
		seq = 0;
	found = err ? err : trail_step(req->market, &seq, &last);
	if (found && found != ERR_INVALID)
		return reply_error(req, found);
	v = reply_page(req, "trail/check.html");
	view_words(v, "TITLE", "title_trail_check", NULL);
	view_arg(v, arg_int("DONE", seq));
	view_arg(v, arg_int("ALL", s.last));
	view_arg(v, arg_number("VALUE", ARG_PLAIN, seq));
	view_arg(v, arg_number("MOST", ARG_PLAIN, s.last ? s.last : 1));
	if (found && !last)
		view_arg(view_row(v, "BROKEN"), arg_int("AT", seq + 1));
	else if (found)
		view_show(v, "HEAD_BROKEN");
	else if (!last)
		view_arg(view_row(v, "NEXT"), arg_number("AFTER", ARG_PLAIN,
		    seq));
	else
		view_text(view_row(v, "GOOD"), "HASH", hex_of(req, s.hash));
	return reply_view(req, 200, v);
}

static void
csv_act(struct req *req, const struct act *a)
{
	struct arena *m = req->market->arena;
	char at[DIGITS_MAX];
	const char *cells[] = {
		arena_printf(m, "%" PRId64, a->seq),
		arena_strdup(m, digits_iso(at, a->at)),
		a->account_id ? arena_printf(m, "%" PRId64, a->account_id) :
		    "",
		a->who, a->party, a->blind ? view_sentence(m, "trail_sealed",
		    NULL) : a->action,
		a->object, a->before, a->after, a->request,
		hex_of(req, a->hash), NULL
	};

	csv_line(req, cells);
}

int
trail_csv(struct req *req)
{
	int64_t after = number_of(req, "after");
	struct act *list;
	size_t n, i = 0;
	enum err err = trail_piece(req->market, after, &list, &n);

	if (err)
		return reply_error(req, err);
	csv_begin(req, "csv_trail");
	for (; i < n && req->out->len < PAGE_MAX / 2; i++)
		csv_act(req, &list[i]);
	return csv_end(req, i > 0 && (i < n || n == TRAIL_PIECE) ?
	    arena_printf(req->market->arena, "/desk/audit.csv?after=%" PRId64,
	    list[i - 1].seq) : NULL);
}
