/* SPDX-License-Identifier: Apache-2.0 */
/* contract_text.c: the text of a contract, clause by clause. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/item.h"
#include "db/owner.h"
#include "db/round.h"
#include "market/base/digits.h"
#include "market/contract_act.h"

/*
 * A clause is a line of the catalogue: clause_<item>_<name>, or, where the
 * item has none of its own, clause_general_<name>.  Without a catalogue
 * (marketctl, unit tests) its name and arguments stand there.
 */
struct writing {
	struct db *db;
	const struct house *house;
	const struct contract_case *c;
	const struct params *params;
	struct item item;
	struct buf out;
};

enum { TEXT_MAX = 256 * 1024 };

/* No catalogue: «amount FEN=5000100». */
static void
put_bare(struct buf *out, const char *name, const struct arg *args)
{
	buf_text(out, name);
	for (; args && args->kind != ARG_END; args++)
		if (args->text)
			buf_printf(out, " %s=%s", args->name, args->text);
		else
			buf_printf(out, " %s=%" PRId64, args->name,
			    args->number);
	buf_text(out, "\n");
}

static void
put(struct writing *w, const char *name, const struct arg *args)
{
	const struct words *words = w->house->words;
	struct arena *a = db_arena(w->db);
	const char *code = arena_printf(a, "clause_%s_%s", w->item.code,
	    name);

	if (words == NULL) {
		put_bare(&w->out, name, args);
		return;
	}
	if (!words->has(code))
		code = arena_printf(a, "clause_general_%s", name);
	buf_text(&w->out, words->sentence(a, code, args));
	buf_text(&w->out, "\n");
}

static void
put_text(struct writing *w, const char *text)
{
	buf_text(&w->out, text);
	if (text[0])
		buf_text(&w->out, "\n");
}

/* «5 working days», in words. */
static struct arg
span_arg(const struct writing *w, const char *name, struct span span)
{
	static const char *const codes[] = { [SPAN_WD] = "span_wd",
	    [SPAN_D] = "span_d", [SPAN_H] = "span_h", [SPAN_M] = "span_m",
	    [SPAN_S] = "span_s" };
	const struct words *words = w->house->words;
	const struct arg n[] = { arg_int("N", span.n), { .kind = ARG_END } };
	char bare[SPAN_TEXT];

	return arg_text(name, words ? words->sentence(db_arena(w->db),
	    codes[span.unit], n) : arena_strdup(db_arena(w->db),
	    span_write(bare, span)));
}

static void
put_parties(struct writing *w)
{
	const struct contract *c = &w->c->contract;
	char no[CONTRACT_NO];

	put(w, "title", (struct arg[]){ arg_text("ITEM", w->item.name),
	    { .kind = ARG_END } });
	put(w, "no", (struct arg[]){ arg_text("NO", contract_no(no,
	    &w->c->project)), { .kind = ARG_END } });
	put(w, "owner", (struct arg[]){ arg_text("NAME", c->owner_name),
	    arg_text("USCC", c->owner_uscc), { .kind = ARG_END } });
	put(w, "agency", (struct arg[]){ arg_text("NAME", c->agency_name),
	    arg_text("USCC", c->agency_uscc), { .kind = ARG_END } });
	put(w, "intro", NULL);
}

static void
put_subject(struct writing *w)
{
	const struct project *p = &w->c->project;
	char hex[65];

	put(w, "subject", (struct arg[]){ arg_text("PROJECT", p->title),
	    arg_text("CODE", p->code), arg_text("PLACE", p->place),
	    arg_text("ITEM", w->item.name), { .kind = ARG_END } });
	put_text(w, p->content);
	put(w, "notice", (struct arg[]){ arg_text("HASH", digits_hex(hex,
	    w->c->contract.notice_hash, CONTRACT_HASH)),
	    { .kind = ARG_END } });
}

static enum err
put_money(struct writing *w)
{
	const struct contract *c = &w->c->contract;
	struct budget_line line;
	enum err err;

	put(w, "amount", (struct arg[]){ arg_money("AMOUNT", c->amount_fen),
	    arg_number("CAPITAL", ARG_CAPITAL, c->amount_fen),
	    { .kind = ARG_END } });
	put(w, "payer", (struct arg[]){ arg_text("NAME", c->owner_name),
	    { .kind = ARG_END } });
	if (c->budget_line_id == 0)
		return OK;
	err = db_budget_get(w->db, c->budget_line_id, &line);
	if (!err)
		put(w, "budget", (struct arg[]){ arg_number("YEAR",
		    ARG_PLAIN, line.year), arg_text("NAME", line.name),
		    arg_text("CODE", line.code), { .kind = ARG_END } });
	return err;
}

static void
put_steps(struct writing *w, const struct milestone *s, size_t n,
    const char *kind)
{
	for (size_t i = 0; i < n; i++) {
		struct span span = w->params->pay_after_accept;

		if (strcmp(s[i].kind, kind) != 0)
			continue;
		span.n = (int32_t)s[i].days;
		if (kind[0] == 'p')
			put(w, "pay", (struct arg[]){ arg_text("TITLE",
			    s[i].title), arg_money("AMOUNT",
			    s[i].amount_fen), span_arg(w, "AFTER", span),
			    { .kind = ARG_END } });
		else
			put(w, "deliver", (struct arg[]){ arg_text("TITLE",
			    s[i].title), arg_int("DAYS", s[i].days),
			    { .kind = ARG_END } });
	}
}

static void
put_rest(struct writing *w)
{
	put(w, "change", (struct arg[]){ arg_int("PCT",
	    w->params->contract_change_pct), { .kind = ARG_END } });
	put(w, "suspend", NULL);
	put(w, "liability", NULL);
	put(w, "dispute", NULL);
	if (w->c->contract.terms[0]) {
		put(w, "extra", NULL);
		put_text(w, w->c->contract.terms);
	}
}

/* Where the log has what this contract follows from. */
static enum err
put_log(struct writing *w)
{
	struct round r;
	enum err err = db_round_of_project(w->db, w->c->project.id, &r);

	if (!err && r.result_leaf)
		put(w, "log", (struct arg[]){ arg_text("SEALING",
		    r.sealing_id), arg_int("LEAF", r.leaf), arg_int("RESULT",
		    r.result_leaf), { .kind = ARG_END } });
	else if (err == ERR_NOT_FOUND)
		err = OK;		/* chosen directly */
	if (!err)
		put(w, "sign", NULL);
	return err;
}

const char *
contract_text(struct db *db, const struct house *h,
    const struct contract_case *c, const struct milestone *steps, size_t n)
{
	struct writing w = { .db = db, .house = h, .c = c,
	    .params = house_params(h, c->project.param_version) };
	const char *text;
	enum err err = db_item_by_code(db, c->project.item_code, &w.item);

	if (err)
		bug("contract %" PRId64 ": no item", c->contract.id);
	buf_init(&w.out, TEXT_MAX);
	put_parties(&w);
	put_subject(&w);
	err = put_money(&w);
	put(&w, "days", (struct arg[]){ arg_int("DAYS",
	    c->contract.service_days), { .kind = ARG_END } });
	put_steps(&w, steps, n, "deliver");
	put(&w, "accept", (struct arg[]){ span_arg(&w, "REVIEW",
	    w.params->deliver_review), span_arg(&w, "DEEMED",
	    w.params->deliver_deemed), { .kind = ARG_END } });
	put(&w, "payment", NULL);
	put_steps(&w, steps, n, "pay");
	put_rest(&w);
	if (!err)
		err = put_log(&w);
	if (err || w.out.full)
		bug("contract %" PRId64 ": no text", c->contract.id);
	text = arena_strdup(db_arena(db), w.out.data);
	buf_release(&w.out);
	return text;
}
