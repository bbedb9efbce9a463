/* SPDX-License-Identifier: Apache-2.0 */
/* payment.c: the public list of late payments. */
#include "market/payment.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/payment.h"
#include "market/base/digits.h"

void
fill_late(struct req *req, struct view *v, const struct late_payment *list,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "LATE");

		view_text(row, "LATE_CODE", list[i].project_code);
		view_text(row, "LATE_NAME", list[i].project_title);
		view_text(row, "LATE_OWNER", list[i].owner_name);
		view_text(row, "LATE_USCC", list[i].owner_uscc);
		view_arg(row, arg_number("LATE_DUE", ARG_DATE,
		    list[i].due_at));
		view_arg(row, arg_int("LATE_DAYS", payment_days_late(
		    list[i].due_at, req->now)));
	}
}

/* «after=<due>-<project>-<object>»; zeros where there is none. */
static struct late_payment
read_after(const struct req *req)
{
	const char *text = form_text(&req->args, "after");
	struct late_payment after = { .due_at = 0 };
	char part[3][24];
	size_t n = 0, at = 0;

	for (; n < COUNT(part); n++) {
		size_t len = strcspn(text + at, "-");

		if (len == 0 || len >= sizeof part[n])
			return after;
		memcpy(part[n], text + at, len);
		part[n][len] = '\0';
		at += len + (text[at + len] == '-');
	}
	if (!digits_int(part[0], 0, INT64_MAX, &after.due_at) ||
	    !digits_int(part[1], 0, INT64_MAX, &after.project_id) ||
	    !digits_int(part[2], 0, INT64_MAX, &after.object_id))
		after = (struct late_payment){ .due_at = 0 };
	return after;
}

int
late_page(struct req *req)
{
	const struct late_payment after = read_after(req);
	struct late_payment *list;
	struct view *v;
	size_t n;
	enum err err = payment_late(req->market, &after, &list, &n);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "payment/late.html");
	view_words(v, "TITLE", "title_late", NULL);
	fill_late(req, v, list, n < PAYMENT_PAGE ? n : PAYMENT_PAGE);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PAYMENT_PAGE) {
		const struct late_payment *last = &list[PAYMENT_PAGE - 1];

		view_text(view_row(v, "MORE"), "AFTER", arena_printf(
		    req->market->arena, "%" PRId64 "-%" PRId64 "-%" PRId64,
		    last->due_at, last->project_id, last->object_id));
	}
	if (after.due_at)
		view_show(v, "FIRST");
	return reply_view(req, 200, v);
}
