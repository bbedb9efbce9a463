/* SPDX-License-Identifier: Apache-2.0 */
/* result.c: from opened envelopes to the ranking and its record. */
#include "market/result.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"

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

/* Why a valid envelope is out, or NULL: facts first (domain.md 6.3). */
static const char *
out_code(const struct work *w, const char *name, int64_t amount_fen)
{
	const struct rule *rule = w->c->court->rule;

	for (size_t i = 0; i < w->c->n_facts; i++)
		if (strcmp(w->c->facts[i].name, name) == 0)
			return w->c->facts[i].code;
	if (amount_fen > rule->ceiling_fen)
		return "over-ceiling";
	return amount_fen < rule->floor_fen ? "under-floor" : NULL;
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
		    v->valid ? out_code(w, sub->name, v->form.amount_fen) :
		    "envelope" };
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
		if (b->out && strcmp(b->out, "envelope") != 0)
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

	buf_init(&out, NOTE_MAX);
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
		bug("result: more than %d bytes", NOTE_MAX);
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
