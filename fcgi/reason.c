/* SPDX-License-Identifier: Apache-2.0 */
/* reason.c: one reason, and one button. */
#include "fcgi/reason.h"

int
reply_reason(struct req *req, int status, const struct project *p,
    const char *kind, const char *action, const char *reason,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "project/reason.html");

	view_word(v, "TITLE", "why_title", kind);
	view_word(v, "EXPLAIN", "why_text", kind);
	view_word(v, "LABEL", "why_label", kind);
	view_word(v, "HINT", "why_hint", kind);
	view_word(v, "BUTTON", "why_button", kind);
	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "OWNER", p->owner_name);
	view_text(v, "ACTION", action);
	view_text(v, "REASON", reason);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}
