/* SPDX-License-Identifier: Apache-2.0 */
/* notice.c: the list of notices, and a notice as it was published. */
#include "market/notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/notice.h"
#include "fcgi/project.h"
#include "market/base/digits.h"

static const char *const kinds[] = {
	"tender", "change", "award", "letter", "failed", "cancelled",
	"contract", "performance", "objection", "complaint",
	"decision"
};

/* How the value of a line is shown; lines not listed are text. */
static const struct {
	const char *key;
	enum arg_kind kind;	/* ARG_CODE: a word of the family */
	const char *family;
} shown[] = {
	{ "fixed-fen", ARG_MONEY, NULL }, { "floor-fen", ARG_MONEY, NULL },
	{ "fee-fen", ARG_MONEY, NULL },
	{ "rate-min", ARG_PERCENT, NULL }, { "rate-max", ARG_PERCENT, NULL },
	{ "evaluators", ARG_INT, NULL }, { "eligible", ARG_INT, NULL },
	{ "enquiry-until", ARG_SECOND, NULL }, { "quote", ARG_CODE, "quote" },
	{ "ceiling-fen", ARG_MONEY, NULL }, { "amount-fen", ARG_MONEY, NULL },
	{ "deadline", ARG_SECOND, NULL },
	{ "enquiry", ARG_CODE, "enquiry" }, { "need", ARG_CODE, "need" },
	{ "closed", ARG_SECOND, NULL }, { "signed", ARG_SECOND, NULL },
	{ "completed", ARG_SECOND, NULL }, { "accepted", ARG_SECOND, NULL },
	{ "contract-fen", ARG_MONEY, NULL }, { "paid-fen", ARG_MONEY, NULL },
	{ "owner-leaf", ARG_INT, NULL }, { "agency-leaf", ARG_INT, NULL },
	{ "owner-by", ARG_CODE, "line_by" },
	{ "agency-by", ARG_CODE, "line_by" },
	{ "outcome", ARG_CODE, "contract" }, { "fault", ARG_CODE, "fault" },
	{ "standstill-until", ARG_SECOND, NULL },
	{ "service-days", ARG_INT, NULL }, { "time-limit-wd", ARG_INT, NULL },
	{ "min-entrants", ARG_INT, NULL }, { "submissions", ARG_INT, NULL },
	{ "fund", ARG_CODE, "fund" }, { "method", ARG_CODE, "method" },
	{ "fee-mode", ARG_CODE, "fee" }, { "reason", ARG_CODE, "reason" },
	{ "about", ARG_CODE, "objection_on" },
	{ "conclusion", ARG_CODE, "objection_is" },
	{ "server", ARG_CODE, "server" }, { "position", ARG_INT, NULL },
	{ "issued", ARG_SECOND, NULL }, { "sign-until", ARG_SECOND, NULL },
	{ "event", ARG_CODE, "event" }, { "claims", ARG_CODE, "reason" },
	{ "end-reason", ARG_CODE, "reason" },
	{ "award-state", ARG_CODE, "award" },
	{ "published", ARG_SECOND, NULL },
	{ "min-entrants-was", ARG_INT, NULL },
	{ "changed", ARG_CODE, "line" },
	{ "decided-by", ARG_CODE, "line_by" },
	{ "envelopes", ARG_CODE, "line_envelopes" },
	{ "petition", ARG_CODE, "petition" },
	{ "verdict", ARG_CODE, "verdict" },
};

/* «L3 content words» of the linter, «L3 content reason» of the purchaser. */
static void
fill_lint(struct arena *a, struct view *row, const char *key,
    const char *value)
{
	char *rest = arena_strdup(a, value);
	const char *rule = strsep(&rest, " "), *field = strsep(&rest, " ");
	const char *code = strcmp(key, "lint-reason") == 0 ?
	    "lint_line_reason" : "lint_line_words";
	const char *what = arena_printf(a, "lint_%s", rule);
	const char *where = arena_printf(a, "field_%s", field ? field : "");
	const struct arg args[] = { arg_code("WHAT", what),
	    arg_code("WHERE", where), arg_text(strcmp(key, "lint") == 0 ?
	    "WORDS" : "REASON", rest ? rest : ""), { .kind = ARG_END } };

	if (!view_has_words(what) || !view_has_words(where))
		view_text(row, "VALUE", value);
	else if (rest == NULL)
		view_words(row, "VALUE", what, NULL);
	else
		view_words(row, "VALUE", code, args);
}

void
fill_notice_value(struct arena *a, struct view *row, const char *key,
    const char *value)
{
	char code[96];
	int64_t n;

	if (strcmp(key, "lint") == 0 || strcmp(key, "lint-reason") == 0) {
		fill_lint(a, row, key, value);
		return;
	}
	for (size_t i = 0; i < COUNT(shown); i++) {
		if (strcmp(shown[i].key, key) != 0)
			continue;
		if (shown[i].kind == ARG_CODE) {
			snprintf(code, sizeof code, "%s_%.60s",
			    shown[i].family, value);
			if (!view_has_words(code))
				break;	/* a person's own words */
			view_words(row, "VALUE", code, NULL);
			return;
		}
		if (!digits_int(value, 0, INT64_MAX, &n))
			break;
		view_arg(row, arg_number("VALUE", shown[i].kind, n));
		if (shown[i].kind == ARG_MONEY)
			view_show(row, "YUAN");
		return;
	}
	view_text(row, "VALUE", value);
}

/* Keys become labels: «ceiling-fen» is line_ceiling-fen of the catalogue. */
static void
fill_body(struct req *req, struct view *v, const struct notice *n)
{
	const char *at = n->body, *key, *value, *before = "";
	const char *changed = "";	/* what before and after are about */

	while (notice_next(req->market->arena, &at, &key, &value)) {
		struct view *row;

		if (strcmp(key, "market/v1") == 0 ||
		    strcmp(key, "bid") == 0)
			continue;	/* the tag; the opening page has bids */
		row = view_row(v, "FIELD");
		if (strcmp(key, before) != 0)
			view_word(row, "LABEL", "line", key);
		if (strcmp(key, "changed") == 0)
			changed = value;
		fill_notice_value(req->market->arena, row,
		    strcmp(key, "before") == 0 ||
		    strcmp(key, "after") == 0 ? changed : key, value);
		before = key;
	}
}

/* The opening of a bidding; a direct choice has none. */
static void
fill_opening(struct req *req, struct view *v, const struct notice *n)
{
	struct project p;
	struct round r;
	int64_t attempt;

	if (!digits_int(notice_value(req->market->arena, n, "attempt"), 1,
	    INT64_MAX, &attempt) || project_attempt(req->market,
	    n->project_code, attempt, &p) != OK)
		return;
	fill_attempt(req, v, &p);
	if ((strcmp(n->kind, "award") == 0 || strcmp(n->kind, "failed") == 0)
	    && project_round(req->market, p.id, &r) == OK)
		view_show(v, "HAS_OPENING");
}

int
notice_page(struct req *req)
{
	char hex[2 * NOTICE_HASH + 1];
	struct notice n;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    notice_get(req->market, id, &n) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "notice/show.html");
	view_text(v, "TITLE", n.title);
	view_text(v, "NAME", n.title);
	view_word(v, "KIND", "notice", n.kind);
	if (strcmp(n.kind, "letter") != 0)
		view_show(v, "IS_NOTICE");
	view_text(v, "CODE", n.project_code);
	view_arg(v, arg_number("PUBLISHED", ARG_SECOND, n.published_at));
	view_text(v, "HASH", arena_strdup(req->market->arena,
	    digits_hex(hex, n.hash, NOTICE_HASH)));
	view_text(v, "BODY", n.body);
	fill_body(req, v, &n);
	fill_opening(req, v, &n);
	return reply_view(req, 200, v);
}

int
notice_list_page(struct req *req)
{
	struct view *v = reply_page(req, "notice/list.html");
	const char *kind = form_text(&req->args, "kind"), *chosen = NULL;
	struct notice *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct view *row = view_row(v, "KIND_CHOICE");

		view_text(row, "VALUE", kinds[i]);
		view_word(row, "LABEL", "notice", kinds[i]);
		if (strcmp(kinds[i], kind) == 0) {
			view_show(row, "CHOSEN");
			chosen = kinds[i];
		}
	}
	if (chosen == NULL)
		view_show(v, "ALL_KINDS");
	read_cursor(req, &before, &unused);
	err = notice_list(req->market, chosen, before, &list, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_notices", NULL);
	for (size_t i = 0; i < n && i < NOTICE_PAGE; i++)
		fill_notice_row(req, v, &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > NOTICE_PAGE) {
		struct view *more = view_row(v, "OLDER");

		view_text(more, "KIND_CODE", chosen ? chosen : "");
		view_arg(more, arg_number("BEFORE", ARG_PLAIN,
		    list[NOTICE_PAGE - 1].id));
	}
	return reply_view(req, 200, v);
}

void
fill_notice_row(struct req *req, struct view *v, const struct notice *n)
{
	static const struct { const char *kind, *section; } tags[] = {
		{ "tender", "TAG_BLUE" }, { "award", "TAG_JADE" },
		{ "contract", "TAG_JADE" }, { "performance", "TAG_JADE" },
	};
	struct arena *a = req->market->arena;
	struct view *row = view_row(v, "NOTICE");
	const char *amount = notice_value(a, n, strcmp(n->kind, "tender") ==
	    0 ? "ceiling-fen" : "amount-fen");
	const char *tag = "TAG_GREY";
	int64_t fen;

	for (size_t i = 0; i < COUNT(tags); i++)
		if (strcmp(tags[i].kind, n->kind) == 0)
			tag = tags[i].section;
	view_show(row, tag);
	view_arg(row, arg_number("ID", ARG_PLAIN, n->id));
	view_word(row, "KIND", "notice", n->kind);
	view_text(row, "NAME", n->title);
	view_text(row, "OWNER", notice_value(a, n, "owner"));
	view_arg(row, arg_number("DAY", ARG_DAY, n->published_at));
	view_arg(row, arg_number("DAY_ISO", ARG_DATE, n->published_at));
	if (digits_int(amount, 1, INT64_MAX, &fen))
		view_arg(view_row(row, strcmp(n->kind, "tender") == 0 ?
		    "WITH_CEILING" : "WITH_AMOUNT"), arg_money("MONEY", fen));
}
