/* SPDX-License-Identifier: Apache-2.0 */
/* support_round.c: made-up rounds, sealed in C. */
#include "tests/round.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "market/close.h"
#include "tests/logdir.h"

static const char ID[] = "R-1/1";

static unsigned
roll(struct round *r, unsigned n)
{
	r->dice = r->dice * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(r->dice >> 33) % n;
}

static void
sign_as(struct buf *note, const char *name)
{
	struct note_secret s;
	struct buf text = *note;

	logdir_key(&s, name, NOTE_ED25519);
	buf_init(note, 1 << 17);
	note_write(note, text.data, text.len, &s);
	buf_release(&text);
}

/* The lines of each rule behind those that all have. */
static void
add_parameters(struct round *r, enum rank_rule rule)
{
	struct buf *out = &r->rule_text;

	if (rule == RANK_BAFO)
		buf_text(out, "first -\n");
	if (rule == RANK_AVERAGE || rule == RANK_REFERENCE)
		buf_printf(out, "trim-min %u\n", roll(r, 3) ? 3 + roll(r, 4) :
		    0);
	if (rule == RANK_REFERENCE)
		buf_printf(out, "base-low %u\nbase-count %u\n",
		    90 + roll(r, 6), 1 + roll(r, 5));
	if (rule == RANK_COMPOSITE)
		buf_printf(out, "price-weight %u\nevaluators %u\n",
		    roll(r, 101), 3 + 2 * roll(r, 4));
	if (rule == RANK_CREDIT)
		buf_printf(out, "long %u\nshort %u\n", 3 + roll(r, 9),
		    1 + roll(r, 3));
	if (rule == RANK_LOWEST || rule == RANK_BAFO ||
	    rule == RANK_COMPOSITE)
		buf_text(out, "alp-mean-pct 40\nalp-next-pct 30\n");
}

#define HASH "326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62d0796b81"

static void
make_rule(struct round *r, enum rank_rule rule)
{
	static const char amount[] = "field days int\nfield doc-1 hash\n"
	    "quote amount\nceiling-fen 6000000\nfloor-fen 100\n";
	static const char rate[] = "field days int\nfield rate-bp int\n"
	    "field doc-1 hash\nquote rate\nceiling-fen 6000001\nrate-min 100\nrate-max 3000\n";
	static const char fixed[] = "field days int\nfield doc-1 hash\n"
	    "fixed-fen 4800000\n";
	bool none = rule == RANK_CREDIT || rule == RANK_RANDOM;

	buf_init(&r->rule_text, 4096);
	buf_printf(&r->rule_text, "sealbid/v1 rule\nrule %s\n"
	    "min-entrants %u\nprice %s\nserver allowed\n%s",
	    rank_rule_code(rule), roll(r, 4), none ? "none" : "required",
	    none ? fixed : roll(r, 4) ? amount : rate);
	add_parameters(r, rule);
	if (!rule_parse(&r->arena, r->rule_text.data, r->rule_text.len,
	    &r->rule))
		bug("no rule");
}

static void
make_project(struct round *r)
{
	static const struct { size_t n; int64_t t; } sizes[] = { { 3, 2 },
	    { 4, 3 }, { 5, 3 }, { 3, 2 } };
	unsigned size = roll(r, 4);
	struct seal_project *p = &r->project;
	struct note note;

	*p = (struct seal_project){ .log = "m/log/1", .project = ID,
	    .purchaser = "m/p/1", .rule = r->rule.rule, .opens = 1,
	    .deadline = 1000, .selfopen_until = 200000,
	    .form_bytes = 1024, .max_subs = 250,
	    .threshold = sizes[size].t, .n = sizes[size].n };
	note_hash(p->rule_hash, r->rule_text.data, r->rule_text.len);
	p->trustees = arena_alloc(&r->arena, p->n * sizeof *p->trustees);
	for (size_t i = 0; i < p->n; i++) {
		struct seal_trustee *t = &p->trustees[i];
		unsigned char seed[32];

		t->i = (int64_t)i + 1;
		t->name = arena_printf(&r->arena, "m/t/%zu", i + 1);
		t->pk.given = true;
		note_hash(seed, t->name, strlen(t->name));
		envelope_open_key(seed, ID, r->keys.sk[i], t->pk.hash);
		r->keys.given[i] = true;
	}
	/* Up to n - t of them keep silent. */
	for (size_t k = roll(r, (unsigned)(p->n - (size_t)p->threshold) + 1);
	    k > 0; k--)
		r->keys.given[roll(r, (unsigned)p->n)] = false;
	buf_init(&r->project_note, NOTE_MAX);
	seal_record_write(&r->project_note, SEAL_PROJECT, p);
	sign_as(&r->project_note, "m/op");
	note_parse(&note, r->project_note.data, r->project_note.len);
	note_hash(r->policy, note.text, note.n);
	r->court = (struct envelope_court){ p, r->policy, &r->rule,
	    &r->keys };
}

/* What a bidder's form says; now and then something it may not. */
static void
make_form(struct round *r, const struct seal_sub *s, struct buf *form)
{
	static const int64_t prices[] = { 100, 100, 4680000, 4680000, 6000000,
	    6000001, 99, 1 };
	static const char *const hashes[] = { "-", HASH, HASH "0", "ABCDEF"
	    "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789" };
	bool contributor = envelope_is_contributor(&r->project, s->name);
	int64_t seq = roll(r, 30) ? s->seq : s->seq + 1, rate;
	int64_t fen = prices[roll(r, 8)] + (roll(r, 3) ? 0 : roll(r, 50));

	rate = (int64_t[]){ 99, 100, 1000, 3000, 3001, 10000 }[roll(r, 6)];
	if (r->rule.n == 3 && roll(r, 6))
		fen = (6000001 * (10000 - rate) + 5000) / 10000;
	buf_init(form, 1000);
	buf_printf(form, "sealbid/v1 form\nproject %s\nbidder %s\nseq %"
	    PRId64 "\n", ID, s->name, seq);
	if ((contributor || strcmp(r->rule.price, "none") == 0) &&
	    roll(r, 10))
		buf_text(form, "amount-fen -\n");
	else if (roll(r, 25) == 0)
		buf_text(form, roll(r, 2) ? "amount-fen 0\n" :
		    "amount-fen -\n");
	else
		buf_printf(form, "amount-fen %" PRId64 "\n", fen);
	buf_printf(form, "days %s\n", roll(r, 15) ? "30" :
	    roll(r, 2) ? "-" : "03");
	if (r->rule.n == 3)
		buf_printf(form, "rate-bp %" PRId64 "\n", rate);
	/* A document: none, one, and now and then what is no hash. */
	buf_printf(form, "doc-1 %s\n", hashes[roll(r, 20) ? roll(r, 2) :
	    2 + roll(r, 2)]);
}

/* One byte of one part of an envelope's text. */
static void
damage(struct round *r, struct buf *text)
{
	static const char *const parts[] = { "\nbox 1 ", "\nbox 2 ",
	    "\nbox 3 ", "\nct ", "\ncommit ", "\nseq ", "\nsealer " };
	const char *part = parts[roll(r, COUNT(parts))];
	char *at = strstr(text->data, part) + strlen(part);

	if (part[1] == 's')
		*at = part[2] == 'e' && part[3] == 'q' ? '9' : 'x';
	else
		at[roll(r, 60)] = "0123456789abcdef"[roll(r, 16)];
}

static void
seal_one(struct round *r, struct seal_sub *s, size_t i)
{
	static const char *const sealers[] = { "offline", "browser",
	    "server" };
	struct seal_envelope core = { .project = ID, .bidder = s->name,
	    .seq = s->seq, .sealer = sealers[roll(r, 3)] };
	char label[64];
	struct buf form, *file = &r->files[i];

	memcpy(core.policy, r->policy, 32);
	snprintf(label, sizeof label, "secret %" PRIu64 " %zu", r->dice, i);
	note_hash(r->secrets[i], label, strlen(label));
	r->secrets[i][31] &= 0x0f;	/* below L */
	make_form(r, s, &form);
	buf_init(file, 1 << 17);
	if (!envelope_seal(file, &r->project, &core, r->secrets[i],
	    form.data, form.len))
		bug("not sealed");
	buf_release(&form);
	if (roll(r, 6) == 0)
		damage(r, file);
	sign_as(file, s->name);
}

static void
make_subs(struct round *r, size_t bids)
{
	size_t names = 1 + bids * 2 / 3;

	for (size_t i = 0; i < bids; i++) {
		struct seal_sub *s = &r->subs[i];
		const char *last = "withdraw";

		*s = (struct seal_sub){ .leaf = 10 + 2 * (int64_t)i,
		    .seq = 1, .kind = "envelope" };
		s->name = roll(r, 12) ? arena_printf(&r->arena, "m/b/%u",
		    roll(r, (unsigned)names)) : arena_printf(&r->arena,
		    "m/t/%u", 1 + roll(r, 3));
		for (size_t j = 0; j < i; j++)
			if (strcmp(r->subs[j].name, s->name) == 0) {
				s->seq++;
				last = r->subs[j].kind;
			}
		if (roll(r, 8) == 0 && strcmp(last, "envelope") == 0)
			s->kind = "withdraw";
		if (s->kind[0] == 'e') {
			seal_one(r, s, i);
		} else {
			struct seal_withdraw w = { .project = ID,
			    .bidder = s->name, .seq = s->seq };

			memcpy(w.policy, r->policy, 32);
			buf_init(&r->files[i], 1 << 16);
			seal_record_write(&r->files[i], SEAL_WITHDRAW, &w);
			sign_as(&r->files[i], s->name);
		}
		note_hash(s->file, r->files[i].data, r->files[i].len);
	}
	r->n = bids;
	close_statuses(r->subs, r->n);
}

static void
make_close(struct round *r)
{
	struct close_texts t;

	close_write(&r->arena, r->policy, ID, 1000, r->subs,
	    r->n < SEAL_SUBS ? r->n : SEAL_SUBS, NULL, 0, &t);
	buf_init(&r->close_note, NOTE_MAX);
	buf_add(&r->close_note, t.close, t.close_n);
	note_hash(r->close_hash, t.close, t.close_n);
	sign_as(&r->close_note, "m/op");
}

/* ---- inputs ---- */

/* The record over the files that the input has. */
static void
record_input(struct round *r, struct round_input *in, const char *kind)
{
	struct seal_item items[9];
	struct seal_input input = { .kind = kind, .items = items,
	    .n = in->n };
	struct note note;

	for (size_t i = 0; i < in->n; i++) {
		items[i] = (struct seal_item){ .leaf = 5 + (int64_t)i,
		    .name = kind };
		note_hash(items[i].hash, in->files[i].data,
		    in->files[i].len);
	}
	memcpy(input.policy, r->policy, 32);
	buf_init(&in->note, NOTE_MAX);
	seal_record_write(&in->note, SEAL_INPUT, &input);
	sign_as(&in->note, "m/op");
	note_parse(&note, in->note.data, in->note.len);
	note_hash(in->hash, note.text, note.n);
}

static struct buf *
new_file(struct round_input *in, const char *tag)
{
	struct buf *file = &in->files[in->n++];

	buf_init(file, 1 << 16);
	buf_printf(file, "sealbid/v1 %s\n", tag);
	return file;
}

static void
make_facts(struct round *r)
{
	static const char *const codes[] = { "format", "suspended", "recused",
	    "conflict", "requirement", "related" };
	struct round_input *in = &r->inputs[r->n_inputs++];
	struct buf *file = new_file(in, "facts");

	for (unsigned k = 0; k < 8 && roll(r, 3); k++) {
		struct result_fact *f = &r->facts[r->n_facts++];

		f->name = arena_printf(&r->arena, "m/b/%u", k);
		f->code = codes[roll(r, COUNT(codes))];
		buf_printf(file, "out %s %s\n", f->name, f->code);
	}
	record_input(r, in, "facts");
}

/* Who lacked a document when time was over: facts once more, at the end. */
static void
make_late_facts(struct round *r)
{
	struct round_input *in = &r->inputs[r->n_inputs++];
	struct buf *file = new_file(in, "facts");

	for (unsigned k = 0; k < 8; k++) {
		struct result_fact *f = &r->facts[r->n_facts];

		if (roll(r, 4))
			continue;
		f->name = arena_printf(&r->arena, "m/b/%u", k);
		f->code = "requirement";
		buf_printf(file, "out %s %s\n", f->name, f->code);
		r->n_facts++;
	}
	record_input(r, in, "facts");
}

/* All names there may be; now and then one is forgotten. */
static void
add_scores(struct round *r, struct buf *file, const char *key, unsigned most)
{
	unsigned lost = roll(r, 400);

	for (unsigned k = 0; k < ROUND_SUBS; k++)
		if (k != lost)
			buf_printf(file, "%s m/b/%u %u\n", key, k,
			    roll(r, 3) ? 9000 + 500 * roll(r, 3) :
			    roll(r, most + 1));
}

static void
make_credit(struct round *r)
{
	struct round_input *in = &r->inputs[r->n_inputs++];
	struct buf *file = new_file(in, "credit");

	add_scores(r, file, "score", RANK_CREDIT_MAX);
	if (!result_credit_read(&r->arena, file->data, file->len,
	    &r->credit))
		bug("no credit");
	record_input(r, in, "credit");
}

static void
make_sheets(struct round *r)
{
	struct round_input *in = &r->inputs[r->n_inputs++];

	/* Now and then one too few. */
	r->n_sheets = (size_t)r->rule.evaluators - (roll(r, 12) == 0);
	for (size_t i = 0; i < r->n_sheets; i++) {
		struct buf *file = new_file(in, "sheet");

		buf_printf(file, "evaluator e/%zu\n", i + 1);
		add_scores(r, file, "total", RANK_TOTAL);
		if (!result_sheet_read(&r->arena, file->data, file->len,
		    &r->sheets[i]))
			bug("no sheet");
	}
	record_input(r, in, "sheet");
}

void
made_round(struct round *r, enum rank_rule rule, uint64_t seed, size_t bids)
{
	memset(r, 0, sizeof *r);
	arena_init(&r->arena);
	r->dice = seed * 2654435761u + 1;
	for (int i = 0; i < 4; i++)
		roll(r, 2);
	if (bids == 0)
		bids = roll(r, 8) ? 1 + roll(r, 8) : 1 + roll(r, 40);
	make_rule(r, rule);
	make_project(r);
	make_subs(r, bids);
	make_close(r);
	r->selfopen = roll(r, 8) == 0;
	if (r->selfopen)
		memset(r->keys.given, 0, sizeof r->keys.given);
	if (roll(r, 2))
		make_facts(r);
	if (rule == RANK_CREDIT)
		make_credit(r);
	if (rule == RANK_COMPOSITE)
		make_sheets(r);
	if (roll(r, 3) == 0)
		make_late_facts(r);
}

void
round_judge(struct round *r)
{
	struct result_input inputs[COUNT(r->inputs)];
	const struct result_case c = { .court = &r->court,
	    .close = r->close_hash, .subs = r->subs, .verdicts = r->verdicts,
	    .n = r->n, .facts = r->facts, .n_facts = r->n_facts,
	    .credit = r->credit.list, .n_credit = r->credit.n,
	    .sheets = r->sheets, .n_sheets = r->n_sheets,
	    .inputs = inputs, .n_inputs = r->n_inputs };

	for (size_t i = 0; i < r->n_inputs; i++)
		memcpy(inputs[i].record, r->inputs[i].hash, 32);
	for (size_t i = 0; i < r->n; i++) {
		const struct seal_sub *s = &r->subs[i];
		bool contributor = envelope_is_contributor(&r->project,
		    s->name);

		if (strcmp(s->status, "active") != 0)
			continue;
		if (r->selfopen)
			envelope_judge_self(&r->arena, &r->court, s,
			    contributor, r->files[i].data, r->files[i].len,
			    r->secrets[i], &r->verdicts[i]);
		else
			envelope_judge(&r->arena, &r->court, s, contributor,
			    r->files[i].data, r->files[i].len,
			    &r->verdicts[i]);
	}
	result_make(&r->arena, &c, &r->result);
}

void
round_release(struct round *r)
{
	for (size_t i = 0; i < r->n; i++)
		buf_release(&r->files[i]);
	buf_release(&r->project_note);
	buf_release(&r->rule_text);
	buf_release(&r->close_note);
	for (size_t i = 0; i < r->n_inputs; i++) {
		buf_release(&r->inputs[i].note);
		for (size_t k = 0; k < r->inputs[i].n; k++)
			buf_release(&r->inputs[i].files[k]);
	}
	arena_release(&r->arena);
}
