/* SPDX-License-Identifier: Apache-2.0 */
/* result.c: from opened envelopes to the ranking and its record. */
#include "market/result.h"

#include <inttypes.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"

enum { RATE_MAX = 10000, TEXT_MAX = 256 << 20 };

/* Of a bid whose envelope is invalid: its line says so, no «out» does. */
static const char INVALID[] = "envelope";

/* The envelopes that count, while the result is made. */
struct work {
	struct arena *arena;
	const struct result_case *c;
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

/* Why a bid may be out, the first that applies (domain.md 6.3). */
static const char *const codes[] = { "envelope", "format", "suspended",
    "recused", "conflict", "requirement", "related", "over-ceiling",
    "under-floor" };

static size_t
rank_of(const char *code)
{
	size_t i = 0;

	while (i < COUNT(codes) && strcmp(codes[i], code) != 0)
		i++;
	return i;
}

static const struct row fact_row = { "out", {
    { COLUMN_NAME, offsetof(struct result_fact, name) },
    { COLUMN_TOKEN, offsetof(struct result_fact, code) } },
    sizeof(struct result_fact), offsetof(struct result_facts, list),
    offsetof(struct result_facts, n) };

bool
result_facts_read(struct arena *a, const char *text, size_t n,
    struct result_facts *facts)
{
	struct lines l;

	*facts = (struct result_facts){ .n = 0 };
	lines_init(&l, a, text, n, "facts");
	lines_read(&l, &fact_row, facts);
	if (!lines_done(&l))
		return false;
	for (size_t i = 0; i < facts->n; i++) {
		if (rank_of(facts->list[i].code) == COUNT(codes))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(facts->list[i].name,
			    facts->list[j].name) == 0)
				return false;
	}
	return true;
}

/* A rate becomes a price once; the form must have done it alike. */
static const char *
rate_code(const struct rule *rule, const struct rule_form *form)
{
	int64_t rate = -1, price;

	for (size_t i = 0; i < rule->n; i++)
		if (strcmp(rule->fields[i].key, "rate-bp") == 0 &&
		    form->values[i] != NULL)
			digits_int(form->values[i], 0, RATE_MAX, &rate);
	if (rate < 0)
		return "format";
	price = (rule->ceiling_fen * (RATE_MAX - rate) + RATE_MAX / 2) /
	    RATE_MAX;
	if (price != form->amount_fen)
		return "format";
	if (rate < rule->rate_min)
		return "over-ceiling";
	return rate > rule->rate_max ? "under-floor" : NULL;
}

static const char *
price_code(const struct rule *rule, const struct rule_form *form)
{
	if (strcmp(rule->quote, "rate") == 0)
		return rate_code(rule, form);
	if (form->amount_fen > rule->ceiling_fen)
		return "over-ceiling";
	return form->amount_fen < rule->floor_fen ? "under-floor" : NULL;
}

/* Why a valid envelope is out, or NULL. */
static const char *
out_code(const struct work *w, const char *name, const struct rule_form *form)
{
	const char *code = price_code(w->c->court->rule, form);
	size_t first = code ? rank_of(code) : COUNT(codes);

	for (size_t i = 0; i < w->c->n_facts; i++) {
		const struct result_fact *f = &w->c->facts[i];

		if (strcmp(f->name, name) == 0 && rank_of(f->code) < first)
			first = rank_of(f->code);
	}
	return first < COUNT(codes) ? codes[first] : NULL;
}

static void
collect(struct work *w)
{
	const struct result_case *c = w->c;

	for (size_t i = 0; i < c->n; i++) {
		const struct seal_sub *sub = &c->subs[i];
		const struct envelope_verdict *v = &c->verdicts[i];
		struct rank_bid *b = &w->bids[w->n];

		if (strcmp(sub->status, "active") != 0)
			continue;
		if (v->valid) {
			struct result_salt *salt = &w->salts[w->n_salts++];

			memcpy(salt->file, sub->file, 32);
			memcpy(salt->salt, v->salt, 32);
		}
		if (envelope_is_contributor(c->court->project, sub->name))
			continue;
		w->sub_of[w->n++] = i;
		*b = (struct rank_bid){ sub->name, v->form.amount_fen,
		    v->valid ? out_code(w, sub->name, &v->form) : INVALID };
	}
}

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
	for (size_t i = 0; i < r->rank_case.n; i++) {
		const struct rank_bid *b = &r->rank_case.bids[i];

		/* An envelope that is invalid is said to be, not out. */
		if (b->out != NULL && b->out != INVALID)
			buf_printf(out, "out %s %s\n", b->name, b->out);
	}
	for (size_t i = 0; i < r->ranking.n; i++) {
		const struct rank_place *p = &r->ranking.places[i];

		buf_printf(out, "rank %zu %s %" PRId64 "\n", i + 1,
		    r->rank_case.bids[p->bid].name, p->amount_fen);
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

void
result_make(struct arena *a, const struct result_case *c, struct result *r)
{
	struct work w = { .arena = a, .c = c };

	if (strcmp(c->court->rule->rule, "lowest") != 0)
		bug("result: no %s yet", c->court->rule->rule);
	memset(r, 0, sizeof *r);
	w.bids = arena_alloc(a, (c->n + 1) * sizeof *w.bids);
	w.sub_of = arena_alloc(a, (c->n + 1) * sizeof *w.sub_of);
	w.salts = arena_alloc(a, (c->n + 1) * sizeof *w.salts);
	collect(&w);
	r->sub_of = w.sub_of;
	r->drawn = w.n_salts > 0;
	if (r->drawn)
		result_seed(r->seed, c->court->policy, c->close, w.salts,
		    w.n_salts);
	r->rank_case = (struct rank_case){ .rule = RANK_LOWEST,
	    .seed = r->seed, .min_entrants = c->court->rule->min_entrants,
	    .bids = w.bids, .n = w.n };
	rank_run(a, &r->rank_case, &r->ranking);
	write_text(&w, r);
}
