/* SPDX-License-Identifier: Apache-2.0 */
/* envelope.c: what derives from the one secret, and sealing with it. */
#include "market/envelope.h"

#include <sodium.h>
#include <string.h>

#include "market/base/err.h"
#include "market/envelope_core.h"
#include "market/note.h"

enum { CORE_MAX = 512, WIDE = 64 };

static const char PREFIX[] = "sealbid/v1 ";

void
envelope_open_key(const unsigned char seed[32], const char *project_id,
    unsigned char sk[ENVELOPE_KEY], unsigned char pk[ENVELOPE_KEY])
{
	static const char label[] = "sealbid/v1 open-key\n";
	crypto_generichash_state s;

	crypto_generichash_init(&s, seed, 32, ENVELOPE_KEY);
	crypto_generichash_update(&s, (const unsigned char *)label,
	    sizeof label - 1);
	crypto_generichash_update(&s, (const unsigned char *)project_id,
	    strlen(project_id));
	crypto_generichash_final(&s, sk, ENVELOPE_KEY);
	crypto_scalarmult_base(pk, sk);
	sodium_memzero(&s, sizeof s);
}

bool
envelope_public(const unsigned char sk[ENVELOPE_KEY],
    unsigned char pk[ENVELOPE_KEY])
{
	return crypto_scalarmult_base(pk, sk) == 0;
}

bool
envelope_pk_is_good(const unsigned char pk[ENVELOPE_KEY])
{
	static const unsigned char any[ENVELOPE_KEY] = { 8 };
	unsigned char shared[ENVELOPE_KEY];

	/* A point of low order makes a shared secret of zeros: refused. */
	return crypto_scalarmult(shared, any, pk) == 0;
}

bool
envelope_is_contributor(const struct seal_project *project,
    const char *name)
{
	bool found = strcmp(project->purchaser, name) == 0;

	for (size_t i = 0; i < project->n; i++)
		found = found || strcmp(project->trustees[i].name, name) == 0;
	return found;
}

bool
scalar_is_canonical(const unsigned char s[ENVELOPE_SCALAR])
{
	unsigned char wide[WIDE] = { 0 }, reduced[ENVELOPE_SCALAR];
	bool same;

	memcpy(wide, s, ENVELOPE_SCALAR);
	crypto_core_ed25519_scalar_reduce(reduced, wide);
	same = sodium_memcmp(reduced, s, ENVELOPE_SCALAR) == 0;
	sodium_memzero(wide, sizeof wide);
	sodium_memzero(reduced, sizeof reduced);
	return same;
}

void
envelope_secret(unsigned char s[ENVELOPE_SCALAR])
{
	if (sodium_init() < 0)
		bug("no libsodium");
	do
		crypto_core_ed25519_scalar_random(s);
	while (sodium_is_zero(s, ENVELOPE_SCALAR));
}

/* The five lines that everything in the envelope is bound to. */
static void
core_text(struct buf *out, const struct seal_envelope *e)
{
	struct seal_envelope head = *e;
	struct buf text;
	const char *commit;

	buf_init(&text, CORE_MAX + 256);
	head.n = 0;
	head.ct = (struct bytes){ NULL, 0 };
	seal_record_write(&text, SEAL_ENVELOPE, &head);
	commit = strstr(text.data, "\ncommit ");
	if (text.full || commit == NULL)
		bug("envelope: a core of more than %d bytes", CORE_MAX);
	buf_add(out, text.data + strlen("sealbid/v1 envelope\n"),
	    (size_t)(commit + 1 - text.data) -
	    strlen("sealbid/v1 envelope\n"));
	buf_release(&text);
}

void
envelope_ctx(unsigned char ctx[ENVELOPE_CTX], const struct seal_envelope *e)
{
	static const char label[] = "sealbid/v1 ctx\n";
	struct buf text;

	buf_init(&text, CORE_MAX);
	buf_add(&text, label, sizeof label - 1);
	core_text(&text, e);
	crypto_generichash(ctx, ENVELOPE_CTX,
	    (const unsigned char *)text.data, text.len, NULL, 0);
	buf_release(&text);
}

void
envelope_derive(unsigned char *out, size_t n, const char *label,
    const unsigned char s[ENVELOPE_SCALAR],
    const unsigned char ctx[ENVELOPE_CTX], int byte)
{
	const unsigned char x = (unsigned char)byte;
	crypto_generichash_state h;

	crypto_generichash_init(&h, s, ENVELOPE_SCALAR, n);
	crypto_generichash_update(&h, (const unsigned char *)PREFIX,
	    sizeof PREFIX - 1);
	crypto_generichash_update(&h, (const unsigned char *)label,
	    strlen(label));
	crypto_generichash_update(&h, (const unsigned char *)"\n", 1);
	crypto_generichash_update(&h, ctx, ENVELOPE_CTX);
	if (byte >= 0)
		crypto_generichash_update(&h, &x, 1);
	crypto_generichash_final(&h, out, n);
	sodium_memzero(&h, sizeof h);
}

void
envelope_salt(unsigned char salt[ENVELOPE_SALT],
    const unsigned char s[ENVELOPE_SCALAR],
    const struct seal_envelope *envelope)
{
	unsigned char ctx[ENVELOPE_CTX];

	envelope_ctx(ctx, envelope);
	envelope_derive(salt, ENVELOPE_SALT, "salt", s, ctx, -1);
}

/* y_i = s + a_1·i + … + a_(t-1)·i^(t-1), by Horner from the top. */
static void
make_share(unsigned char y[ENVELOPE_SCALAR], int i, int64_t t,
    const unsigned char s[ENVELOPE_SCALAR],
    const unsigned char ctx[ENVELOPE_CTX])
{
	unsigned char wide[WIDE], a[ENVELOPE_SCALAR], x[ENVELOPE_SCALAR] = {
	    (unsigned char)i };

	memset(y, 0, ENVELOPE_SCALAR);
	for (int j = (int)t - 1; j > 0; j--) {
		envelope_derive(wide, sizeof wide, "coef", s, ctx, j);
		crypto_core_ed25519_scalar_reduce(a, wide);
		crypto_core_ed25519_scalar_add(y, y, a);
		crypto_core_ed25519_scalar_mul(y, y, x);
	}
	crypto_core_ed25519_scalar_add(y, y, s);
	sodium_memzero(wide, sizeof wide);
	sodium_memzero(a, sizeof a);
}

bool
envelope_box(unsigned char box[SEAL_BOX], int i, int64_t t,
    const unsigned char pk[ENVELOPE_KEY],
    const unsigned char s[ENVELOPE_SCALAR],
    const unsigned char ctx[ENVELOPE_CTX])
{
	unsigned char y[ENVELOPE_SCALAR], e[ENVELOPE_KEY];
	unsigned char nonce[crypto_box_NONCEBYTES];
	crypto_generichash_state h;
	bool good;

	make_share(y, i, t, s, ctx);
	envelope_derive(e, sizeof e, "eph", s, ctx, i);
	crypto_scalarmult_base(box, e);
	crypto_generichash_init(&h, NULL, 0, sizeof nonce);
	crypto_generichash_update(&h, box, ENVELOPE_KEY);
	crypto_generichash_update(&h, pk, ENVELOPE_KEY);
	crypto_generichash_final(&h, nonce, sizeof nonce);
	good = crypto_box_easy(box + ENVELOPE_KEY, y, sizeof y, nonce, pk,
	    e) == 0;
	sodium_memzero(y, sizeof y);
	sodium_memzero(e, sizeof e);
	return good;
}

/* Text before the line ct: what the ciphertext is bound to. */
static size_t
before_ct(const struct buf *text)
{
	const char *at = strstr(text->data, "\nct ");

	if (at == NULL)
		bug("envelope: no ct");
	return (size_t)(at + 1 - text->data);
}

static bool
fill_boxes(struct seal_envelope *e, struct seal_box *boxes,
    const struct seal_project *project,
    const unsigned char s[ENVELOPE_SCALAR],
    const unsigned char ctx[ENVELOPE_CTX])
{
	e->boxes = boxes;
	e->n = project->n;
	envelope_derive(e->commit, sizeof e->commit, "commit", s, ctx, -1);
	for (size_t i = 0; i < e->n; i++) {
		boxes[i].i = (int64_t)i + 1;
		if (!project->trustees[i].pk.given || !envelope_box(
		    boxes[i].box, (int)i + 1, project->threshold,
		    project->trustees[i].pk.hash, s, ctx))
			return false;
	}
	return true;
}

/* ct = the padded form, encrypted; ad is the text so far. */
static void
encrypt(unsigned char *ct, const struct seal_project *project,
    const unsigned char key[32], const char *ad, size_t ad_n,
    const char *form, size_t n)
{
	static const unsigned char
	    nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	size_t size = (size_t)project->form_bytes, padded;

	memcpy(ct, form, n);
	if (sodium_pad(&padded, ct, n, size, size) != 0 || padded != size)
		bug("envelope: a form of %zu bytes", n);
	crypto_aead_xchacha20poly1305_ietf_encrypt(ct, NULL, ct, size,
	    (const unsigned char *)ad, ad_n, NULL, nonce, key);
}

bool
envelope_seal(struct buf *out, const struct seal_project *project,
    const struct seal_envelope *core, const unsigned char s[ENVELOPE_SCALAR],
    const char *form, size_t n)
{
	static const unsigned char nothing[1];
	unsigned char ctx[ENVELOPE_CTX], key[32];
	unsigned char *ct;
	struct seal_box boxes[SEAL_TRUSTEES];
	struct seal_envelope e = *core;
	struct buf text;
	size_t ad;

	if (n >= (size_t)project->form_bytes || sodium_init() < 0)
		return false;
	envelope_ctx(ctx, &e);
	if (!fill_boxes(&e, boxes, project, s, ctx))
		return false;
	buf_init(&text, NOTE_MAX);
	e.ct = (struct bytes){ nothing, sizeof nothing };
	seal_record_write(&text, SEAL_ENVELOPE, &e);
	ad = before_ct(&text);
	e.ct.n = (size_t)project->form_bytes + ENVELOPE_TAG;
	ct = sodium_malloc(e.ct.n);
	if (ct == NULL)
		bug("no locked memory");
	envelope_derive(key, sizeof key, "enc", s, ctx, -1);
	encrypt(ct, project, key, text.data, ad, form, n);
	sodium_memzero(key, sizeof key);
	e.ct.data = ct;
	seal_record_write(out, SEAL_ENVELOPE, &e);
	sodium_free(ct);
	buf_release(&text);
	return !out->full;
}
