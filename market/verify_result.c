/* SPDX-License-Identifier: Apache-2.0 */
/* verify_result.c: checks 7 to 10: envelopes, draw, result, award. */
#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/verify_core.h"

static bool
is_active(const struct seal_sub *s)
{
	return strcmp(s->status, "active") == 0;
}

static void
judge(struct verify *v, size_t i)
{
	const struct seal_sub *s = &v->subs[i];
	bool contributor = envelope_is_contributor(&v->project, s->name);

	if (v->fallback)
		envelope_judge_self(v->arena, &v->court, s, contributor,
		    v->bodies[i].data, v->bodies[i].n, v->secrets[i],
		    &v->verdicts[i]);
	else
		envelope_judge(v->arena, &v->court, s, contributor,
		    v->bodies[i].data, v->bodies[i].n, &v->verdicts[i]);
}

/* ---- the text of the published result ---- */

static bool
begins(struct verify_file line, const char *key)
{
	size_t k = strlen(key);

	return line.n > k && memcmp(line.data, key, k) == 0 &&
	    line.data[k] == ' ';
}

/*
 * The next line that begins with key, «bid» for those of «salt» too; *at
 * goes behind it.
 */
static bool
next_line(const char **at, const char *end, const char *key,
    struct verify_file *line)
{
	bool bid = strcmp(key, "bid") == 0;

	while (*at < end) {
		const char *lf = memchr(*at, '\n', (size_t)(end - *at));
		const char *begin = *at;

		*line = (struct verify_file){ begin,
		    (size_t)((lf ? lf : end) - begin) };
		*at = lf ? lf + 1 : end;
		if (begins(*line, key) || (bid && begins(*line, "salt")))
			return true;
	}
	return false;
}

/* Are the lines of a key the same in both?  *which: the first that differs. */
static bool
same_lines(const struct verify *v, const char *key, size_t *which)
{
	const char *a = v->result_note.note.text, *b = v->result.text;
	const char *a_end = a + v->result_note.note.n;
	const char *b_end = b + v->result.n;

	for (*which = 1;; ++*which) {
		struct verify_file x, y;
		bool more = next_line(&a, a_end, key, &x);

		if (more != next_line(&b, b_end, key, &y))
			return false;
		if (!more)
			return true;
		if (!verify_same(x, y))
			return false;
	}
}

/* ---- 7 ---- */

static void
compute(struct verify *v)
{
	const struct result_case c = { .court = &v->court,
	    .close = v->close_hash, .subs = v->subs,
	    .verdicts = v->verdicts, .n = v->n, .facts = v->facts,
	    .n_facts = v->n_facts, .credit = v->credit,
	    .n_credit = v->n_credit, .sheets = v->sheets,
	    .n_sheets = v->n_sheets, .inputs = v->inputs,
	    .n_inputs = v->n_inputs, .first = v->first };

	result_make(v->arena, &c, &v->result);
	v->out->result = v->result.text;
	v->out->result_n = v->result.n;
}

/* Inputs that the published result names must be among those found. */
static bool
check_named(struct verify *v)
{
	const char *at = v->result_note.note.text;
	const char *end = at + v->result_note.note.n;
	struct verify_file line;

	while (next_line(&at, end, "input", &line)) {
		bool found = false;
		char hex[65];

		for (size_t i = 0; i < v->n_inputs; i++)
			if (line.n == 6 + 64 && memcmp(line.data + 6,
			    digits_hex(hex, v->inputs[i].record, 32), 64) ==
			    0)
				found = true;
		if (!found)
			return verify_unknown(v, "missing", "input");
	}
	return true;
}

static bool
read_result(struct verify *v)
{
	struct verify_note *r = &v->result_note;

	if (!verify_own(v, "result.note", &v->result_file))
		return false;
	r->file = v->result_file;
	if (r->file.data == NULL)
		return true;
	return note_parse(&r->note, r->file.data, r->file.n) ||
	    verify_wrong(v, "grammar", "result");
}

bool
verify_envelopes(struct verify *v)
{
	size_t valid = 0, all = 0, which;

	if (!read_result(v))
		return false;
	v->verdicts = arena_alloc(v->arena,
	    (v->n + 1) * sizeof *v->verdicts);
	for (size_t i = 0; i < v->n; i++) {
		if (!is_active(&v->subs[i]))
			continue;
		judge(v, i);
		all++;
		valid += v->verdicts[i].valid;
	}
	if (!verify_inputs(v) || !verify_first(v))
		return false;
	compute(v);
	if (v->result_file.data != NULL) {
		if (!same_lines(v, "bid", &which))
			return verify_wrong(v, "envelope-result",
			    verify_int(v, (int64_t)which));
		if (!check_named(v))
			return false;
	}
	return verify_good(v, "envelopes-ok", arena_printf(v->arena,
	    "%zu %zu", valid, all - valid));
}

/* ---- 8 ---- */

/* A result was published; all that the rule needs for one is there. */
static bool
check_needs(struct verify *v)
{
	const struct result *r = &v->result;

	if (r->wants == NULL || strcmp(r->wants, "second") == 0)
		return true;
	if (r->bare != NULL)
		return verify_wrong(v, "input-score", r->bare);
	return verify_wrong(v, "input-sheets", arena_printf(v->arena,
	    "%zu %" PRId64, v->n_sheets, v->rule.evaluators));
}

bool
verify_draw(struct verify *v)
{
	char hex[65];
	size_t which;

	if (v->result_file.data == NULL)
		return verify_unknown(v, "no-result", NULL);
	if (!check_needs(v))
		return false;
	if (!same_lines(v, "seed", &which))
		return verify_wrong(v, "draw-seed", NULL);
	if (!same_lines(v, "int", &which))
		return verify_wrong(v, "draw-ints", NULL);
	if (!verify_panel(v))
		return false;
	if (!v->result.drawn)
		return verify_good(v, "draw-none", NULL);
	return verify_good(v, "draw-ok",
	    digits_hex(hex, v->result.seed, 32));
}

/* ---- 9 ---- */

bool
verify_result(struct verify *v)
{
	const struct note *note = &v->result_note.note;
	const struct ranking *r = &v->result.ranking;

	if (v->result_file.data == NULL)
		return verify_unknown(v, "no-result", NULL);
	if (note->n != v->result.n ||
	    memcmp(note->text, v->result.text, note->n) != 0)
		return verify_wrong(v, "result-differs", NULL);
	if (!verify_signed_by(v, note, &v->platforms, 1, "result-signature",
	    NULL) || !verify_place(v, v->result_file, "result.note",
	    &v->result_leaf))
		return false;
	if (v->result_leaf <= v->close_leaf ||
	    (!v->fallback && v->result_leaf <= v->opened))
		return verify_wrong(v, "result-early", NULL);
	if (r->failed)
		return verify_good(v, "result-failed", arena_printf(v->arena,
		    "%zu %" PRId64, r->valid, v->rule.min_entrants > 1 ?
		    v->rule.min_entrants : 1));
	if (v->result.wants != NULL)
		return verify_good(v, "result-first", verify_int(v,
		    (int64_t)r->valid));
	return verify_good(v, "result-ok", arena_printf(v->arena, "%zu %s",
	    r->n, v->result.rank_case.bids[r->places[0].bid].name));
}

/* ---- 10 ---- */

static bool
check_nobody(struct verify *v, const struct seal_award *a)
{
	if (a->amount_fen != -1 || (!v->result.ranking.failed &&
	    a->reason == NULL))
		return verify_wrong(v, "award-reason", NULL);
	return verify_good(v, "award-nobody", a->reason);
}

/* Without a price in the bids it is the one of the rule. */
static int64_t
amount_of(const struct verify *v, const struct rank_place *place)
{
	return place->amount_fen < 0 ? v->rule.fixed_fen : place->amount_fen;
}

static bool
check_winner(struct verify *v, const struct seal_award *a)
{
	const struct ranking *r = &v->result.ranking;
	size_t at = 0;

	while (at < r->n && strcmp(v->result.rank_case.bids[
	    r->places[at].bid].name, a->winner) != 0)
		at++;
	if (at == r->n)
		return verify_wrong(v, "award-unranked", a->winner);
	if (a->amount_fen != amount_of(v, &r->places[at]))
		return verify_wrong(v, "award-amount", NULL);
	if (at > 0 && a->reason == NULL)
		return verify_wrong(v, "award-reason", NULL);
	return verify_good(v, "award-ok", arena_printf(v->arena, "%s %zu",
	    a->winner, at + 1));
}

bool
verify_award(struct verify *v)
{
	struct verify_keys purchaser;
	struct verify_note note;
	struct verify_file f;
	struct seal_award a;
	int64_t leaf;

	if (!verify_own(v, "award.note", &f))
		return false;
	if (f.data == NULL)
		return verify_none(v, v->result.ranking.failed ? "no-rank" :
		    v->result.wants != NULL ? "no-rank-yet" : "no-award",
		    NULL);
	if (!verify_record(v, f, SEAL_AWARD, &note, &a) ||
	    !verify_place(v, f, "award.note", &leaf))
		return false;
	if (memcmp(a.policy, v->policy, 32) != 0)
		return verify_wrong(v, "award-policy", NULL);
	/* Facts were corrected since: it was about the result before. */
	if (leaf < v->facts_leaf)
		return verify_none(v, "no-award", NULL);
	if (leaf <= v->result_leaf)
		return verify_wrong(v, "award-early", NULL);
	if (!verify_purchaser(v, leaf, &note.note, &purchaser) ||
	    !verify_signed_by(v, &note.note, &purchaser, 1,
	    "award-signature", NULL))
		return false;
	return a.winner == NULL ? check_nobody(v, &a) : check_winner(v, &a);
}
