/* SPDX-License-Identifier: Apache-2.0 */
/* note.c: signed notes and their keys. */
#include "market/note.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base/text.h"
#include "market/base64.h"

static const char DASH[] = "\xe2\x80\x94 ";	/* U+2014 and a blank */

enum { DASH_N = 4, SIGNATURE = 64, TIME = 8, ANY_MAX = 8192 };

static bool
is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool
note_is_name(const char *name, size_t n)
{
	bool slash = true;		/* a part must begin */

	if (n == 0 || n > NOTE_NAME)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (name[i] != '/' && !is_name_char(name[i]))
			return false;
		if (name[i] == '/' && slash)
			return false;
		slash = name[i] == '/';
	}
	return !slash;
}

void
note_hash(unsigned char hash[32], const void *bytes, size_t n)
{
	crypto_hash_sha256(hash, bytes, n);
}

/* id = first bytes of H(name ‖ LF ‖ alg ‖ public key) */
static void
make_id(struct note_key *key)
{
	crypto_hash_sha256_state state;
	unsigned char hash[32];

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)key->name,
	    strlen(key->name));
	crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
	crypto_hash_sha256_update(&state, &key->alg, 1);
	crypto_hash_sha256_update(&state, key->public_key,
	    sizeof key->public_key);
	crypto_hash_sha256_final(&state, hash);
	memcpy(key->id, hash, NOTE_ID);
}

bool
note_vkey_read(struct note_key *key, const char *text, size_t n)
{
	unsigned char raw[33];
	char id[2 * NOTE_ID + 1], want[2 * NOTE_ID + 1];
	const char *plus = memchr(text, '+', n);
	size_t name = plus ? (size_t)(plus - text) : 0;

	if (plus == NULL || !note_is_name(text, name) ||
	    n != name + 1 + 2 * NOTE_ID + 1 + BASE64_LEN(sizeof raw) ||
	    plus[1 + 2 * NOTE_ID] != '+' || !base64_read(plus + 2 +
	    2 * NOTE_ID, BASE64_LEN(sizeof raw), raw, sizeof raw))
		return false;
	if (raw[0] != NOTE_ED25519 && raw[0] != NOTE_WITNESS)
		return false;
	memcpy(key->name, text, name);
	key->name[name] = '\0';
	key->alg = raw[0];
	memcpy(key->public_key, raw + 1, sizeof key->public_key);
	make_id(key);
	memcpy(id, plus + 1, 2 * NOTE_ID);
	id[2 * NOTE_ID] = '\0';
	return strcmp(id, digits_hex(want, key->id, NOTE_ID)) == 0;
}

char *
note_vkey_write(char out[NOTE_VKEY_MAX], const struct note_key *key)
{
	unsigned char raw[33];
	char id[2 * NOTE_ID + 1], base64[BASE64_LEN(sizeof raw) + 1];

	raw[0] = key->alg;
	memcpy(raw + 1, key->public_key, sizeof key->public_key);
	sodium_bin2base64(base64, sizeof base64, raw, sizeof raw,
	    sodium_base64_VARIANT_ORIGINAL);
	snprintf(out, NOTE_VKEY_MAX, "%s+%s+%s", key->name,
	    digits_hex(id, key->id, NOTE_ID), base64);
	return out;
}

void
note_secret_init(struct note_secret *s, const char *name, unsigned char alg,
    const unsigned char seed[32])
{
	size_t n = strlen(name);

	if (!note_is_name(name, n))
		bug("note: \"%s\" is no key name", name);
	memset(&s->key, 0, sizeof s->key);
	memcpy(s->key.name, name, n + 1);
	s->key.alg = alg;
	crypto_sign_seed_keypair(s->key.public_key, s->secret, seed);
	make_id(&s->key);
}

/* A line «— name base64»; *p is behind its LF then. */
static bool
parse_line(struct note_line *line, const char **p, const char *end)
{
	unsigned char raw[ANY_MAX];
	const char *lf = memchr(*p, '\n', (size_t)(end - *p)), *blank;
	size_t n;

	if (lf == NULL || lf - *p < DASH_N || memcmp(*p, DASH, DASH_N) != 0)
		return false;
	line->name = *p + DASH_N;
	blank = memchr(line->name, ' ', (size_t)(lf - line->name));
	if (blank == NULL)
		return false;
	line->name_n = (size_t)(blank - line->name);
	line->base64 = blank + 1;
	line->base64_n = (size_t)(lf - line->base64);
	*p = lf + 1;
	return note_is_name(line->name, line->name_n) && base64_read_any(
	    line->base64, line->base64_n, raw, sizeof raw, &n) &&
	    n > NOTE_ID;
}

/* The new line's (name, key id) is that of an earlier one. */
static bool
stands_twice(const struct note *note)
{
	const struct note_line *last = &note->lines[note->count];
	unsigned char id[ANY_MAX], other[ANY_MAX];
	size_t n;

	base64_read_any(last->base64, last->base64_n, id, sizeof id, &n);
	for (size_t i = 0; i < note->count; i++) {
		const struct note_line *l = &note->lines[i];

		if (l->name_n != last->name_n ||
		    memcmp(l->name, last->name, l->name_n) != 0)
			continue;
		base64_read_any(l->base64, l->base64_n, other, sizeof other,
		    &n);
		if (memcmp(id, other, NOTE_ID) == 0)
			return true;
	}
	return false;
}

bool
note_is_text(const char *text, size_t n)
{
	char copy[NOTE_MAX + 1];
	unsigned char all = 0;
	bool bad = n > NOTE_MAX;

	/* No way out of the loop: so it takes many bytes at a time. */
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		bad |= c == 0x7f || (c < 0x20 && c != '\n');
		all |= c;
	}
	if (bad || all < 0x80)
		return !bad;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return text_valid(copy);
}

bool
note_parse(struct note *note, const char *file, size_t n)
{
	const char *end = file + n, *p = NULL;

	*note = (struct note){ .text = file };
	if (n > NOTE_MAX || n < 3 || end[-1] != '\n')
		return false;
	for (size_t i = n - 1; i > 0 && p == NULL; i--)
		if (file[i] == '\n' && file[i - 1] == '\n')
			p = file + i + 1;
	if (p == NULL)
		return false;
	note->n = (size_t)(p - file) - 1;
	while (p < end) {
		if (note->count == NOTE_LINES ||
		    !parse_line(&note->lines[note->count], &p, end) ||
		    stands_twice(note))
			return false;
		note->count++;
	}
	return note->count > 0 && note_is_text(file, note->n);
}

/* What a witness signs. */
static void
cosigned(struct buf *out, int64_t time, const char *text, size_t n)
{
	buf_init(out, 64 + NOTE_MAX);
	buf_printf(out, "cosignature/v1\ntime %lld\n", (long long)time);
	buf_add(out, text, n);
}

static bool
good(const struct note *note, const struct note_key *key,
    const unsigned char *raw, int64_t *time)
{
	struct buf text;
	uint64_t t = 0;
	bool ok;

	if (key->alg == NOTE_ED25519)
		return crypto_sign_verify_detached(raw,
		    (const unsigned char *)note->text, note->n,
		    key->public_key) == 0;
	for (size_t i = 0; i < TIME; i++)
		t = t << 8 | raw[i];
	if (t == 0 || t >> 53 != 0)
		return false;
	*time = (int64_t)t;
	cosigned(&text, *time, note->text, note->n);
	ok = crypto_sign_verify_detached(raw + TIME,
	    (const unsigned char *)text.data, text.len, key->public_key) == 0;
	buf_release(&text);
	return ok;
}

enum note_verdict
note_check(const struct note *note, const struct note_key *key,
    int64_t *time)
{
	size_t want = NOTE_ID + SIGNATURE +
	    (key->alg == NOTE_WITNESS ? TIME : 0);
	enum note_verdict verdict = NOTE_ABSENT;
	int64_t unused;

	if (time == NULL)
		time = &unused;
	*time = 0;
	for (size_t i = 0; i < note->count; i++) {
		const struct note_line *line = &note->lines[i];
		unsigned char raw[ANY_MAX];
		size_t n;

		if (line->name_n != strlen(key->name) ||
		    memcmp(line->name, key->name, line->name_n) != 0)
			continue;
		if (!base64_read_any(line->base64, line->base64_n, raw,
		    sizeof raw, &n) || memcmp(raw, key->id, NOTE_ID) != 0)
			continue;
		if (verdict != NOTE_ABSENT || n != want ||
		    !good(note, key, raw + NOTE_ID, time))
			return NOTE_BAD;
		verdict = NOTE_GOOD;
	}
	return verdict;
}

static void
add_line(struct buf *out, const struct note_key *key,
    const unsigned char *signature, size_t n)
{
	unsigned char raw[NOTE_ID + TIME + SIGNATURE];

	memcpy(raw, key->id, NOTE_ID);
	memcpy(raw + NOTE_ID, signature, n);
	buf_text(out, DASH);
	buf_text(out, key->name);
	buf_text(out, " ");
	base64_write(out, raw, NOTE_ID + n);
	buf_text(out, "\n");
}

static void
sign(struct buf *out, const char *text, size_t n,
    const struct note_secret *s)
{
	unsigned char signature[SIGNATURE];

	crypto_sign_detached(signature, NULL, (const unsigned char *)text, n,
	    s->secret);
	add_line(out, &s->key, signature, sizeof signature);
}

static bool
begins(const char *text, size_t n, const char *with)
{
	return n >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

void
note_sign(struct buf *out, const char *text, size_t n,
    const struct note_secret *s)
{
	if (!begins(text, n, "sealbid/v1 ") && !begins(text, n,
	    "market/v1 "))
		bug("note: %s was to sign a text of another kind",
		    s->key.name);
	sign(out, text, n, s);
}

void
note_sign_checkpoint(struct buf *out, const char *text, size_t n,
    const struct note_secret *s)
{
	size_t name = strlen(s->key.name);

	/* A log's origin is its key's name. */
	if (!begins(text, n, s->key.name) || n == name || text[name] != '\n')
		bug("note: %s was to sign no checkpoint of its own",
		    s->key.name);
	sign(out, text, n, s);
}

void
note_cosign(struct buf *out, const char *text, size_t n, int64_t time,
    const struct note_secret *s)
{
	unsigned char signed_time[TIME + SIGNATURE];
	struct buf what;

	if (s->key.alg != NOTE_WITNESS)
		bug("note: %s is no witness", s->key.name);
	for (size_t i = 0; i < TIME; i++)
		signed_time[i] = (unsigned char)((uint64_t)time >>
		    (8 * (TIME - 1 - i)));
	cosigned(&what, time, text, n);
	crypto_sign_detached(signed_time + TIME, NULL,
	    (const unsigned char *)what.data, what.len, s->secret);
	buf_release(&what);
	add_line(out, &s->key, signed_time, sizeof signed_time);
}

void
note_write(struct buf *out, const char *text, size_t n,
    const struct note_secret *s)
{
	buf_add(out, text, n);
	buf_text(out, "\n");
	note_sign(out, text, n, s);
}
