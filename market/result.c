/* SPDX-License-Identifier: Apache-2.0 */
/* result.c: from opened envelopes to the ranking and its record. */
#include "market/result.h"

#include <inttypes.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/names.h"
#include "market/note.h"

enum { TEXT_MAX = 256 << 20 };

/* Of a bid whose envelope is invalid: its line says so, no «out» does. */
static const char INVALID[] = "envelope";

/* The envelopes that count, while the result is made. */
struct work {
	struct arena *arena;
	const struct result_case *c;
	const struct rule *rule;
	struct names facts;
	struct rank_bid *bids;
	size_t *sub_of;
	size_t n;
	struct result_salt *salts;
	size_t n_salts;
};

void
result_seed(unsigned char seed[32], const unsigned char policy[32],
    const unsigned char close[32], const struct result_salt *salts,
    size_t n)
{
	static const char label[] = "sealbid/v1 draw-seed\n";
	const unsigned char count[4] = { (unsigned char)(n >> 24),
	    (unsigned char)(n >> 16), (unsigned char)(n >> 8),
	    (unsigned char)n };
	crypto_hash_sha256_state s;

	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, (const unsigned char *)label,
	    sizeof label - 1);
	crypto_hash_sha256_update(&s, policy, 32);
	crypto_hash_sha256_update(&s, close, 32);
	crypto_hash_sha256_update(&s, count, sizeof count);
	for (size_t i = 0; i < n; i++) {
		crypto_hash_sha256_update(&s, salts[i].file, 32);
		crypto_hash_sha256_update(&s, salts[i].salt, 32);
	}
	crypto_hash_sha256_final(&s, seed);
}

/* ---- who is out by a fact (domain.md 6.3) ---- */

/* The first in order of two codes; NULL is none. */
static const char *
first_of(const char *a, const char *b)
{
	for (size_t i = 0; rank_fact_code(i) != NULL; i++) {
		if (a != NULL && strcmp(a, rank_fact_code(i)) == 0)
			return rank_fact_code(i);
		if (b != NULL && strcmp(b, rank_fact_code(i)) == 0)
			return rank_fact_code(i);
	}
	return NULL;
}

/* The code of a bidder for which one may be known already. */
static const char *
fact_of(const struct work *w, const char *name, const char *code)
{
	const struct named *f = names_find(&w->facts, name);

	for (; f != NULL && f < w->facts.sorted + w->facts.n &&
	    strcmp(f->name, name) == 0; f++)
		code = first_of(code, w->c->facts[f->at].code);
	return code;
}

/* A rate becomes a price once; the form must have done it alike. */
static bool
offer_of(const struct rule *rule, const struct rule_form *form,
    int64_t *offer)
{
	int64_t rate = -1, fen;

	*offer = form->amount_fen;
	if (strcmp(rule->price, "none") == 0 ||
	    strcmp(rule->quote, "rate") != 0)
		return true;
	for (size_t i = 0; i < rule->n; i++)
		if (strcmp(rule->fields[i].key, "rate-bp") == 0 &&
		    form->values[i] != NULL)
			digits_int(form->values[i], 0, RANK_RATE, &rate);
	*offer = rate;
	if (rate < 0)
		return false;
	rank_price(rule, rate, &fen);
	return fen == form->amount_fen;
}

/* ---- bids ---- */

static bool
is_active(const struct seal_sub *sub)
{
	return strcmp(sub->status, "active") == 0;
}

static void
collect_salts(struct work *w)
{
	const struct result_case *c = w->c;

	for (size_t i = 0; i < c->n; i++) {
		struct result_salt *salt = &w->salts[w->n_salts];

		if (!is_active(&c->subs[i]) || !c->verdicts[i].valid)
			continue;
		memcpy(salt->file, c->subs[i].file, 32);
		memcpy(salt->salt, c->verdicts[i].salt, 32);
		w->n_salts++;
	}
}

/* Is sub i the envelope of a bidder that is to be ranked? */
static bool
is_bid(const struct work *w, size_t i)
{
	return is_active(&w->c->subs[i]) && !envelope_is_contributor(
	    w->c->court->project, w->c->subs[i].name);
}

static void
collect(struct work *w)
{
	const struct result_case *c = w->c;

	for (size_t i = 0; i < c->n; i++) {
		const struct envelope_verdict *v = &c->verdicts[i];
		struct rank_bid *b = &w->bids[w->n];

		if (!is_bid(w, i))
			continue;
		w->sub_of[w->n++] = i;
		*b = (struct rank_bid){ .name = c->subs[i].name,
		    .second = -1, .why = INVALID };
		if (v->valid)
			b->why = fact_of(w, b->name, offer_of(w->rule,
			    &v->form, &b->offer) ? NULL : "format");
	}
}

/* The bidders of the first round, with what they offer in this one. */
static void
collect_second(struct work *w)
{
	const struct result_case *c = w->c;
	const struct rank_case *first = &c->first->rank_case;
	struct names names = names_of(w->arena, first->bids, first->n,
	    sizeof *first->bids, offsetof(struct rank_bid, name));

	for (size_t k = 0; k < first->n; k++) {
		struct rank_bid *b = &w->bids[w->n];

		*b = first->bids[k];
		b->second = -1;
		if (b->why != INVALID)
			b->why = fact_of(w, b->name, b->why);
		w->sub_of[w->n++] = RESULT_SILENT;
	}
	for (size_t i = 0; i < c->n; i++) {
		const struct named *at;
		int64_t offer;

		if (!is_bid(w, i))
			continue;
		at = names_find(&names, c->subs[i].name);
		if (at == NULL)
			continue;
		w->sub_of[at->at] = i;
		if (c->verdicts[i].valid && offer_of(w->rule,
		    &c->verdicts[i].form, &offer))
			w->bids[at->at].second = offer;
	}
}

/* ---- scores ---- */

/* One sheet each, and as many as the rule says. */
static bool
right_sheets(struct work *w)
{
	struct names names = names_of(w->arena, w->c->sheets, w->c->n_sheets,
	    sizeof *w->c->sheets, offsetof(struct result_sheet, evaluator));

	return (int64_t)names.n == w->rule->evaluators &&
	    names_twice(&names) == names.n;
}

/* What a bid lacks: the first valid one, in leaf order. */
static const char *
bare_of(const struct work *w, const bool *valid, const bool *has)
{
	for (size_t k = 0; k < w->n; k++)
		if (valid[k] && !has[k])
			return w->bids[k].name;
	return NULL;
}

/* has[k]: bid k has a total on each sheet. */
static void
add_totals(struct work *w, bool *has)
{
	const struct result_case *c = w->c;
	int64_t *totals = arena_alloc(w->arena, (w->n + 1) *
	    (c->n_sheets + 1) * sizeof *totals);

	for (size_t k = 0; k < w->n; k++)
		w->bids[k].totals = totals + k * c->n_sheets;
	for (size_t i = 0; i < c->n_sheets; i++) {
		const struct result_sheet *s = &c->sheets[i];
		struct names names = names_of(w->arena, s->totals, s->n,
		    sizeof *s->totals, offsetof(struct result_score, name));

		for (size_t k = 0; k < w->n; k++) {
			const struct named *at = names_find(&names,
			    w->bids[k].name);

			has[k] = has[k] && at != NULL;
			if (at != NULL)
				totals[k * c->n_sheets + i] =
				    s->totals[at->at].n;
		}
	}
}

static void
add_credit(struct work *w, bool *has)
{
	struct names names = names_of(w->arena, w->c->credit, w->c->n_credit,
	    sizeof *w->c->credit, offsetof(struct result_score, name));

	for (size_t k = 0; k < w->n; k++) {
		const struct named *at = names_find(&names, w->bids[k].name);

		has[k] = at != NULL;
		if (at != NULL)
			w->bids[k].credit = w->c->credit[at->at].n;
	}
}

/* What a ranking of the valid bids lacks, or NULL. */
static const char *
wants(struct work *w, const struct ranking *r, const char **bare)
{
	bool *valid = arena_alloc(w->arena, (w->n + 1) * sizeof *valid);
	bool *has = arena_alloc(w->arena, (w->n + 1) * sizeof *has);
	bool composite = strcmp(w->rule->rule, "composite") == 0;

	memset(valid, 1, w->n * sizeof *valid);
	memset(has, 1, w->n * sizeof *has);
	for (size_t i = 0; i < r->n_out; i++)
		valid[r->out[i].bid] = false;
	if (strcmp(w->rule->rule, "bafo") == 0 && !w->rule->first.given)
		return "second";
	if (composite && !right_sheets(w))
		return "sheets";
	if (composite)
		add_totals(w, has);
	else if (strcmp(w->rule->rule, "credit") == 0)
		add_credit(w, has);
	*bare = bare_of(w, valid, has);
	return *bare == NULL ? NULL : composite ? "sheets" : "credit";
}

/* ---- the record ---- */

/* «bid» and «salt» lines, ascending leaf. */
static void
opened_lines(struct buf *out, const struct work *w)
{
	const struct result_case *c = w->c;
	char hex[65];

	for (size_t i = 0; i < c->n; i++) {
		const struct seal_sub *sub = &c->subs[i];
		const struct envelope_verdict *v = &c->verdicts[i];
		bool salt = envelope_is_contributor(c->court->project,
		    sub->name);

		if (strcmp(sub->status, "active") != 0)
			continue;
		buf_printf(out, "%s %s %" PRId64 " ", salt ? "salt" : "bid",
		    sub->name, sub->seq);
		if (!v->valid)
			buf_text(out, "invalid\n");
		else if (salt || v->form.amount_fen < 0)
			buf_printf(out, "valid %s%s\n", salt ? "" : "- ",
			    digits_hex(hex, v->s, 32));
		else
			buf_printf(out, "valid %" PRId64 " %s\n",
			    v->form.amount_fen, digits_hex(hex, v->s, 32));
	}
}

static void
ranking_lines(struct buf *out, const struct result *r)
{
	const struct rank_bid *bids = r->rank_case.bids;

	for (size_t i = 0; i < r->ranking.n_out; i++) {
		const struct rank_mark *m = &r->ranking.out[i];

		/* An envelope that is invalid is said to be, not out. */
		if (m->code != INVALID)
			buf_printf(out, "out %s %s\n", bids[m->bid].name,
			    m->code);
	}
	for (size_t i = 0; i < r->ranking.n_ints; i++) {
		const struct draw_number *d = &r->ranking.ints[i];

		buf_printf(out, "int %s %" PRIu64 " %" PRIu64 "\n",
		    d->label, d->n, d->x);
	}
	for (size_t i = 0; i < r->ranking.n; i++) {
		const struct rank_place *p = &r->ranking.places[i];

		buf_printf(out, "rank %zu %s ", i + 1, bids[p->bid].name);
		if (p->amount_fen < 0)
			buf_text(out, "-\n");
		else
			buf_printf(out, "%" PRId64 "\n", p->amount_fen);
	}
}

static void
write_text(struct work *w, struct result *r)
{
	const struct result_case *c = w->c;
	struct buf out;
	char hex[65];

	buf_init(&out, TEXT_MAX);
	buf_printf(&out, "sealbid/v1 result\npolicy %s\n",
	    digits_hex(hex, c->court->policy, 32));
	buf_printf(&out, "project %s\n", c->court->project->project);
	buf_printf(&out, "close %s\n", digits_hex(hex, c->close, 32));
	buf_printf(&out, "seed %s\n", r->drawn ? digits_hex(hex, r->seed,
	    32) : "-");
	opened_lines(&out, w);
	for (size_t i = 0; i < c->n_inputs; i++)
		buf_printf(&out, "input %s\n", digits_hex(hex,
		    c->inputs[i].record, 32));
	ranking_lines(&out, r);
	if (out.full)
		bug("result: more than %d bytes", TEXT_MAX);
	r->n = out.len;
	r->text = arena_strndup(w->arena, out.data, out.len);
	buf_release(&out);
}

/* Ties of a second round without a seed are broken by the first's. */
static const unsigned char *
seed_of(const struct work *w, const struct result *r)
{
	if (r->drawn)
		return r->seed;
	return w->c->first != NULL && w->c->first->drawn ?
	    w->c->first->seed : NULL;
}

void
result_make(struct arena *a, const struct result_case *c, struct result *r)
{
	struct work w = { .arena = a, .c = c, .rule = c->court->rule };
	size_t most = c->n + (c->first ? c->first->rank_case.n : 0) + 1;

	if (w.rule->first.given != (c->first != NULL))
		bug("result: a second round and its first come together");
	memset(r, 0, sizeof *r);
	w.facts = names_of(a, c->facts, c->n_facts, sizeof *c->facts,
	    offsetof(struct result_fact, name));
	w.bids = arena_alloc(a, most * sizeof *w.bids);
	w.sub_of = arena_alloc(a, most * sizeof *w.sub_of);
	w.salts = arena_alloc(a, (c->n + 1) * sizeof *w.salts);
	collect_salts(&w);
	if (c->first != NULL)
		collect_second(&w);
	else
		collect(&w);
	r->sub_of = w.sub_of;
	r->drawn = w.n_salts > 0;
	if (r->drawn)
		result_seed(r->seed, c->court->policy, c->close, w.salts,
		    w.n_salts);
	r->rank_case = (struct rank_case){ .rule = w.rule,
	    .seed = seed_of(&w, r), .bids = w.bids, .n = w.n };
	rank_valid(a, &r->rank_case, &r->ranking);
	r->wants = wants(&w, &r->ranking, &r->bare);
	if (r->ranking.failed)
		r->wants = r->bare = NULL;
	else if (r->wants != NULL)
		r->rank_case.seed = NULL;
	else
		rank_run(a, &r->rank_case, &r->ranking);
	write_text(&w, r);
}
