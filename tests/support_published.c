/* SPDX-License-Identifier: Apache-2.0 */
/* support_published.c: published markets, made in C. */
#include "tests/published.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/close.h"

enum { TRUSTEES = 3, THRESHOLD = 2, DEADLINE = 1000000 };

static const char LOG[] = "m.example/log/1", OP[] = "m.example/op",
    BUYER[] = "m.example/p/1", NOTICE[] = "title a notice\n"
    "evaluator e/1 - L* A\nevaluator e/2 - L* B\n"
    "evaluator e/3 - L* C\n";

static const char *
trustee(struct published *p, size_t i)
{
	return arena_printf(&p->arena, "m.example/t/%zu", i + 1);
}

/* A note by each of the signers. */
static void
sign(struct buf *note, const char *text, size_t n, const char *const *signers,
    size_t count)
{
	buf_init(note, 1 << 20);
	buf_add(note, text, n);
	buf_text(note, "\n");
	for (size_t i = 0; i < count; i++) {
		struct note_secret s;

		logdir_key(&s, signers[i], NOTE_ED25519);
		note_sign(note, text, n, &s);
	}
}

static void
put(struct published *p, const struct published_round *r, const char *name,
    const char *data, size_t n)
{
	logdir_file(p->log, arena_printf(&p->arena, "p/%s/%s", r->id, name),
	    data, n);
}

/* Signed, into the log, and a file of the round; its leaf. */
static int64_t
record(struct published *p, const struct published_round *r,
    const char *name, const char *text, size_t n, const char *signer)
{
	int64_t leaf = logdir_size(p->log);
	struct buf note;

	sign(&note, text, n, &signer, 1);
	logdir_add(p->log, note.data, note.len);
	put(p, r, name, note.data, note.len);
	buf_release(&note);
	return leaf;
}

static int64_t
record_of(struct published *p, const struct published_round *r,
    const char *name, enum seal_type type, const void *what,
    const char *signer)
{
	size_t n;
	const char *text = seal_record_text(&p->arena, type, what, &n);

	return record(p, r, name, text, n, signer);
}

/* ---- a market ---- */

static const char *
vkey_of(struct published *p, const char *name)
{
	char vkey[NOTE_VKEY_MAX];
	struct note_secret s;

	logdir_key(&s, name, NOTE_ED25519);
	return arena_strdup(&p->arena, note_vkey_write(vkey, &s.key));
}

static void
add_key(struct published *p, const char *name, const char *role)
{
	const struct seal_key k = { .role = role, .subject = "x",
	    .vkey = vkey_of(p, name) };
	const char *const signers[] = { name, OP };
	struct buf note;
	size_t n;
	const char *text = seal_record_text(&p->arena, SEAL_KEY, &k, &n);

	sign(&note, text, n, signers, COUNT(signers));
	logdir_add(p->log, note.data, note.len);
	buf_release(&note);
}

void
published_new(struct published *p)
{
	struct buf trust;

	arena_init(&p->arena);
	snprintf(p->dir, sizeof p->dir, "/tmp/published-XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		bug("no folder");
	p->log = logdir_new(p->dir, 2000);
	buf_init(&trust, NOTE_MAX);
	buf_printf(&trust, "%s\n", vkey_of(p, LOG));
	logdir_file(p->log, "log/vkey", trust.data, trust.len);
	buf_reset(&trust);
	buf_printf(&trust, "log %s\nquorum none\n# platform %s\n",
	    vkey_of(p, LOG), vkey_of(p, OP));
	for (size_t i = 0; i < TRUSTEES; i++)
		buf_printf(&trust, "# trustee %s\n", vkey_of(p,
		    trustee(p, i)));
	logdir_file(p->log, "trust.txt", trust.data, trust.len);
	buf_release(&trust);
	add_key(p, BUYER, "purchaser");
	for (int i = 1; i <= PUBLISHED_BIDDERS; i++)
		add_key(p, arena_printf(&p->arena, "m.example/b/%d", i),
		    "bidder");
}

void
published_end(struct published *p)
{
	char command[64];

	logdir_free(p->log);
	arena_release(&p->arena);
	snprintf(command, sizeof command, "rm -rf %s", p->dir);
	if (system(command) != 0)
		bug("the folder stays");
}

/* ---- a round ---- */

static void
make_project(struct published *p, struct published_round *r)
{
	struct seal_project *t = &r->project;
	const char *signers[TRUSTEES + 2] = { BUYER };
	struct buf note;
	const char *text;
	size_t n;

	if (!rule_parse(&p->arena, r->rule, strlen(r->rule), &r->parsed))
		bug("no rule: %s", r->rule);
	*t = (struct seal_project){ .log = LOG, .project = r->id,
	    .purchaser = BUYER, .rule = r->parsed.rule, .opens = 1,
	    .deadline = DEADLINE, .selfopen_until = DEADLINE + 200000,
	    .form_bytes = 1024, .max_subs = 250, .threshold = THRESHOLD,
	    .n = TRUSTEES };
	note_hash(t->notice, NOTICE, sizeof NOTICE - 1);
	note_hash(t->rule_hash, r->rule, strlen(r->rule));
	t->trustees = arena_alloc(&p->arena, TRUSTEES * sizeof *t->trustees);
	memset(&r->opened, 0, sizeof r->opened);
	for (size_t i = 0; i < TRUSTEES; i++) {
		unsigned char seed[32];

		t->trustees[i] = (struct seal_trustee){ (int64_t)i + 1,
		    trustee(p, i), { .given = true } };
		signers[i + 1] = t->trustees[i].name;
		note_hash(seed, t->trustees[i].name,
		    strlen(t->trustees[i].name));
		envelope_open_key(seed, r->id, r->opened.sk[i],
		    t->trustees[i].pk.hash);
		r->opened.given[i] = i < THRESHOLD;
	}
	signers[TRUSTEES + 1] = OP;
	text = seal_record_text(&p->arena, SEAL_PROJECT, t, &n);
	note_hash(r->policy, text, n);
	sign(&note, text, n, signers, COUNT(signers));
	logdir_add(p->log, note.data, note.len);
	put(p, r, "project.note", note.data, note.len);
	buf_release(&note);
	put(p, r, "rule.txt", r->rule, strlen(r->rule));
	put(p, r, "notice.txt", NOTICE, sizeof NOTICE - 1);
	r->court = (struct envelope_court){ t, r->policy, &r->parsed,
	    &r->opened };
}

/* A leaf that tells nothing; 32 bytes of the file's hash as the nonce. */
static int64_t
blind(struct published *p, const unsigned char file[32],
    const unsigned char nonce[32])
{
	char leaf[TLOG_BLIND + 1];

	tlog_blind(leaf, nonce, file, "1970-02-28");
	logdir_add(p->log, leaf, TLOG_BLIND);
	return logdir_size(p->log) - 1;
}

static void
seal(struct published *p, const struct published_round *r,
    const struct published_bid *b, struct buf *file)
{
	struct seal_envelope core = { .project = r->id, .bidder = b->name,
	    .seq = 1, .sealer = "offline" };
	const struct rule_form_head head = { r->id, b->name, 1 };
	const char **values = arena_alloc(&p->arena,
	    (r->parsed.n + 1) * sizeof *values);
	struct rule_form form = { b->amount_fen, values };
	unsigned char s[32];
	struct buf text, filled;

	memcpy(core.policy, r->policy, 32);
	for (size_t i = 0; i < r->parsed.n; i++)
		if (strcmp(r->parsed.fields[i].key, "rate-bp") == 0)
			values[i] = b->rate;
	note_hash(s, b->name, strlen(b->name));
	s[0] ^= r->policy[0];
	s[31] &= 0x0f;			/* below L */
	buf_init(&filled, 4096);
	rule_form_write(&filled, &r->parsed, &head, &form);
	buf_init(&text, 1 << 17);
	if (!envelope_seal(&text, &r->project, &core, s, filled.data,
	    filled.len))
		bug("not sealed");
	sign(file, text.data, text.len, &b->name, 1);
	buf_release(&text);
	buf_release(&filled);
}

static void
make_bids(struct published *p, struct published_round *r,
    struct seal_sub *subs, struct envelope_verdict *verdicts)
{
	char hex[65];

	for (size_t i = 0; i < r->n; i++) {
		struct buf file;
		bool salt = envelope_is_contributor(&r->project,
		    r->bids[i].name);

		seal(p, r, &r->bids[i], &file);
		subs[i] = (struct seal_sub){ .name = r->bids[i].name,
		    .seq = 1, .kind = "envelope" };
		note_hash(subs[i].file, file.data, file.len);
		note_hash(subs[i].nonce, subs[i].file, 32);
		subs[i].leaf = blind(p, subs[i].file, subs[i].nonce);
		put(p, r, arena_printf(&p->arena, "%s.note", digits_hex(hex,
		    subs[i].file, 32)), file.data, file.len);
		envelope_judge(&p->arena, &r->court, &subs[i], salt,
		    file.data, file.len, &verdicts[i]);
		buf_release(&file);
	}
	close_statuses(subs, r->n);
}

static void
make_close(struct published *p, struct published_round *r,
    const struct seal_sub *subs)
{
	struct close_texts t;
	int64_t leaf;

	close_write(&p->arena, r->policy, r->id, DEADLINE, subs, r->n, NULL,
	    0, &t);
	note_hash(r->close, t.close, t.close_n);
	leaf = record(p, r, "close.note", t.close, t.close_n, OP);
	for (size_t i = 0; i < THRESHOLD; i++) {
		struct seal_open o = { .project = r->id, .leaf = leaf,
		    .trustee = (int64_t)i + 1 };

		memcpy(o.policy, r->policy, 32);
		memcpy(o.close, r->close, 32);
		memcpy(o.sk, r->opened.sk[i], 32);
		record_of(p, r, arena_printf(&p->arena, "open-%zu.note",
		    i + 1), SEAL_OPEN, &o, trustee(p, i));
	}
}

/* ---- inputs ---- */

/* What they come to, as the result takes it. */
struct taken {
	struct result_facts facts;
	struct result_credit credit;
	struct result_sheet sheets[PUBLISHED_FILES];
	size_t n_sheets;
	struct result_input used[8];
	size_t n_used;
};

static void
take(struct published *p, const char *kind, const char *text,
    struct taken *t)
{
	size_t n = strlen(text);

	if (strcmp(kind, "facts") == 0)
		result_facts_read(&p->arena, text, n, &t->facts);
	else if (strcmp(kind, "credit") == 0)
		result_credit_read(&p->arena, text, n, &t->credit);
	else if (result_sheet_read(&p->arena, text, n,
	    &t->sheets[t->n_sheets]))
		t->n_sheets++;
}

static void
make_input(struct published *p, struct published_round *r,
    const struct published_input *in, size_t k, struct taken *t)
{
	struct seal_item items[PUBLISHED_FILES];
	struct seal_input x = { .kind = in->kind, .items = items };
	char hex[65];
	size_t n;
	const char *text;

	for (; x.n < PUBLISHED_FILES && in->files[x.n] != NULL; x.n++) {
		struct seal_item *item = &items[x.n];
		const char *file = in->files[x.n];

		*item = (struct seal_item){ .name = in->kind };
		note_hash(item->hash, file, strlen(file));
		note_hash(item->nonce, item->hash, 32);
		item->leaf = blind(p, item->hash, item->nonce);
		put(p, r, arena_printf(&p->arena, "in/%s", digits_hex(hex,
		    item->hash, 32)), file, strlen(file));
		take(p, in->kind, file, t);
	}
	memcpy(x.policy, r->policy, 32);
	text = seal_record_text(&p->arena, SEAL_INPUT, &x, &n);
	record(p, r, arena_printf(&p->arena, "input-%zu.note", k + 1), text,
	    n, OP);
	if (result_uses(&r->parsed, in->kind))
		note_hash(t->used[t->n_used++].record, text, n);
}

void
published_round(struct published *p, struct published_round *r)
{
	struct seal_sub *subs = arena_alloc(&p->arena,
	    (r->n + 1) * sizeof *subs);
	struct envelope_verdict *verdicts = arena_alloc(&p->arena,
	    (r->n + 1) * sizeof *verdicts);
	struct taken *t = arena_alloc(&p->arena, sizeof *t);
	struct result_case c = { .court = &r->court, .close = r->close,
	    .subs = subs, .verdicts = verdicts, .n = r->n,
	    .first = r->first ? &r->first->of : NULL };

	make_project(p, r);
	make_bids(p, r, subs, verdicts);
	make_close(p, r, subs);
	for (size_t i = 0; i < r->n_inputs; i++)
		make_input(p, r, &r->inputs[i], i, t);
	c.facts = t->facts.list;
	c.n_facts = t->facts.n;
	c.credit = t->credit.list;
	c.n_credit = t->credit.n;
	c.sheets = t->sheets;
	c.n_sheets = t->n_sheets;
	c.inputs = t->used;
	c.n_inputs = t->n_used;
	result_make(&p->arena, &c, &r->of);
	if (r->result == NULL)
		record(p, r, "result.note", r->of.text, r->of.n, OP);
	else
		record(p, r, "result.note", r->result, strlen(r->result),
		    OP);
	logdir_publish(p->log);
}

void
published_award(struct published *p, const struct published_round *r,
    const char *winner, int64_t amount_fen, const char *reason)
{
	struct seal_award a = { .winner = winner, .amount_fen = amount_fen,
	    .reason = reason };

	memcpy(a.policy, r->policy, 32);
	record_of(p, r, "award.note", SEAL_AWARD, &a, BUYER);
	logdir_publish(p->log);
}
