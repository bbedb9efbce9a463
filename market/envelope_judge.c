/* SPDX-License-Identifier: Apache-2.0 */
/* envelope_judge.c: is an envelope what its bidder sealed? (sealing.md 6) */
#include <sodium.h>
#include <string.h>

#include "market/base/err.h"
#include "market/envelope_core.h"
#include "market/note.h"

/* An envelope before the court, as far as it has come. */
struct case_of {
	struct arena *arena;
	const struct envelope_court *court;
	const struct seal_sub *sub;
	bool contributor;
	struct note note;
	struct seal_envelope e;
	unsigned char ctx[ENVELOPE_CTX];
	unsigned char s[ENVELOPE_SCALAR];
	struct envelope_verdict *v;
};

static const char *
read_envelope(struct case_of *c, const char *file, size_t n)
{
	const struct seal_project *p = c->court->project;

	if (!note_parse(&c->note, file, n) || c->note.count != 1 ||
	    !seal_record_parse(c->arena, SEAL_ENVELOPE, c->note.text,
	    c->note.n, &c->e) || c->e.n != p->n ||
	    c->e.ct.n != (size_t)p->form_bytes + ENVELOPE_TAG)
		return "grammar";
	if (memcmp(c->e.policy, c->court->policy, 32) != 0 ||
	    strcmp(c->e.project, p->project) != 0 ||
	    strcmp(c->e.bidder, c->sub->name) != 0 ||
	    c->e.seq != c->sub->seq)
		return "bind";
	envelope_ctx(c->ctx, &c->e);
	return NULL;
}

/* x_j / (x_j − x_i), multiplied over the other points. */
static void
weight(unsigned char w[ENVELOPE_SCALAR], const int *x, size_t t, size_t i)
{
	memset(w, 0, ENVELOPE_SCALAR);
	w[0] = 1;
	for (size_t j = 0; j < t; j++) {
		unsigned char top[ENVELOPE_SCALAR] = {
		    (unsigned char)x[j] };
		unsigned char mine[ENVELOPE_SCALAR] = {
		    (unsigned char)x[i] };
		unsigned char gap[ENVELOPE_SCALAR];

		if (j == i)
			continue;
		crypto_core_ed25519_scalar_sub(gap, top, mine);
		crypto_core_ed25519_scalar_invert(gap, gap);
		crypto_core_ed25519_scalar_mul(w, w, top);
		crypto_core_ed25519_scalar_mul(w, w, gap);
	}
}

static void
recombine(unsigned char s[ENVELOPE_SCALAR], const int *x,
    unsigned char (*y)[ENVELOPE_SCALAR], size_t t)
{
	memset(s, 0, ENVELOPE_SCALAR);
	for (size_t i = 0; i < t; i++) {
		unsigned char w[ENVELOPE_SCALAR];

		weight(w, x, t, i);
		crypto_core_ed25519_scalar_mul(w, w, y[i]);
		crypto_core_ed25519_scalar_add(s, s, w);
		sodium_memzero(w, sizeof w);
	}
}

/* s from the boxes of the t lowest trustees whose keys are published. */
static const char *
open_boxes(struct case_of *c)
{
	const struct seal_project *p = c->court->project;
	const struct envelope_keys *k = c->court->keys;
	unsigned char y[SEAL_TRUSTEES][ENVELOPE_SCALAR];
	int x[SEAL_TRUSTEES];
	size_t t = 0;
	const char *code = NULL;

	for (size_t i = 0; !code && i < p->n &&
	    t < (size_t)p->threshold; i++) {
		if (!k->given[i])
			continue;
		x[t] = (int)i + 1;
		if (crypto_box_seal_open(y[t], c->e.boxes[i].box, SEAL_BOX,
		    p->trustees[i].pk.hash, k->sk[i]) != 0)
			code = "box-open";
		else if (!scalar_is_canonical(y[t]))
			code = "share";
		t++;
	}
	if (!code && t < (size_t)p->threshold)
		bug("envelope: %zu keys to judge by", t);
	if (!code)
		recombine(c->s, x, y, t);
	sodium_memzero(y, sizeof y);
	return code;
}

static const char *
check_secret(struct case_of *c)
{
	const struct seal_project *p = c->court->project;
	unsigned char commit[32], box[SEAL_BOX];

	envelope_derive(commit, sizeof commit, "commit", c->s, c->ctx, -1);
	if (sodium_is_zero(c->s, sizeof c->s) ||
	    memcmp(commit, c->e.commit, sizeof commit) != 0)
		return "commit";
	for (size_t i = 0; i < p->n; i++)
		if (!envelope_box(box, (int)i + 1, p->threshold,
		    p->trustees[i].pk.hash, c->s, c->ctx) ||
		    memcmp(box, c->e.boxes[i].box, sizeof box) != 0)
			return "box-derive";
	return NULL;
}

static const char *
read_form(struct case_of *c, const unsigned char *form, size_t size)
{
	const struct rule_form_head head = { c->e.project, c->e.bidder,
	    c->e.seq };
	size_t n;

	if (sodium_unpad(&n, form, size, size) != 0)
		return "pad";
	return rule_form_parse(c->arena, c->court->rule, &head,
	    c->contributor, (const char *)form, n, &c->v->form);
}

static const char *
open_form(struct case_of *c)
{
	static const unsigned char
	    nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	size_t size = (size_t)c->court->project->form_bytes;
	const char *ct = memmem(c->note.text, c->note.n, "\nct ", 4);
	unsigned char key[32], *form = arena_alloc(c->arena, size + 1);
	bool good;

	envelope_derive(key, sizeof key, "enc", c->s, c->ctx, -1);
	good = crypto_aead_xchacha20poly1305_ietf_decrypt(form, NULL, NULL,
	    c->e.ct.data, c->e.ct.n, (const unsigned char *)c->note.text,
	    (size_t)(ct + 1 - c->note.text), nonce, key) == 0;
	sodium_memzero(key, sizeof key);
	return good ? read_form(c, form, size) : "aead";
}

static void
conclude(struct case_of *c, const char *code)
{
	c->v->code = code;
	c->v->valid = code == NULL;
	if (c->v->valid) {
		memcpy(c->v->s, c->s, sizeof c->s);
		envelope_derive(c->v->salt, sizeof c->v->salt, "salt", c->s,
		    c->ctx, -1);
	} else {
		c->v->form = (struct rule_form){ .amount_fen = -1 };
	}
	sodium_memzero(c->s, sizeof c->s);
}

void
envelope_judge(struct arena *a, const struct envelope_court *court,
    const struct seal_sub *sub, bool contributor, const char *file,
    size_t n, struct envelope_verdict *v)
{
	struct case_of c = { .arena = a, .court = court, .sub = sub,
	    .contributor = contributor, .v = v };
	const char *code = read_envelope(&c, file, n);

	memset(v, 0, sizeof *v);
	if (!code)
		code = open_boxes(&c);
	if (!code)
		code = check_secret(&c);
	if (!code)
		code = open_form(&c);
	conclude(&c, code);
}

void
envelope_judge_self(struct arena *a, const struct envelope_court *court,
    const struct seal_sub *sub, bool contributor, const char *file,
    size_t n, const unsigned char s[ENVELOPE_SCALAR],
    struct envelope_verdict *v)
{
	struct case_of c = { .arena = a, .court = court, .sub = sub,
	    .contributor = contributor, .v = v };
	const char *code = read_envelope(&c, file, n);

	memset(v, 0, sizeof *v);
	memcpy(c.s, s, sizeof c.s);
	if (!code && !scalar_is_canonical(s))
		code = "share";
	if (!code)
		code = check_secret(&c);
	if (!code)
		code = open_form(&c);
	conclude(&c, code);
}
