/* SPDX-License-Identifier: Apache-2.0 */
/* tlog_file.c: the log as files: tiles, bundles, checkpoints, receipts. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base64.h"
#include "market/lines.h"
#include "market/tlog.h"

enum { TILE_BITS = 8, EXTRA = 32 + 32 + TLOG_DATE };

static const char BLIND[] = "sealbid/v1 blind\n";
static const char RECEIPT[] = "c2sp.org/tlog-proof@v1\n";

/* ---- tiles ---- */

/* All groups of three digits but the last: x001/x234/ */
static size_t
add_groups(char *out, size_t size, int64_t index)
{
	size_t n = index >= 1000 ? add_groups(out, size, index / 1000) : 0;

	return n + (size_t)snprintf(out + n, size - n, "x%03d/",
	    (int)(index % 1000));
}

char *
tlog_tile_path(char out[TLOG_PATH], int level, int64_t index, int width)
{
	char name[48];
	size_t n = index >= 1000 ? add_groups(name, sizeof name,
	    index / 1000) : 0;

	snprintf(name + n, sizeof name - n, "%03d", (int)(index % 1000));
	if (level == TLOG_ENTRIES)
		snprintf(out, TLOG_PATH, "tile/entries/%s", name);
	else
		snprintf(out, TLOG_PATH, "tile/%d/%s", level, name);
	if (width > 0 && width < TLOG_TILE) {
		n = strlen(out);
		snprintf(out + n, TLOG_PATH - n, ".p/%d", width);
	}
	return out;
}

int
tlog_tile_width(int level, int64_t index, int64_t size)
{
	int64_t n;

	for (n = size; level > 0; level--)
		n >>= TILE_BITS;
	n -= index * TLOG_TILE;
	return n <= 0 ? 0 : n > TLOG_TILE ? TLOG_TILE : (int)n;
}

bool
tlog_tile_write(const struct tlog_nodes *from, int level, int64_t index,
    int width, struct buf *out)
{
	tlog_hash hash;

	for (int i = 0; i < width; i++) {
		if (!from->get(from->p, level * TILE_BITS,
		    index * TLOG_TILE + i, hash))
			return false;
		buf_add(out, hash, sizeof hash);
	}
	return true;
}

void
tlog_bundle_add(struct buf *out, const void *entry, size_t n)
{
	const unsigned char length[2] = { (unsigned char)(n >> 8),
	    (unsigned char)n };

	buf_add(out, length, sizeof length);
	buf_add(out, entry, n);
}

bool
tlog_bundle_next(const unsigned char *bundle, size_t n, size_t *at,
    const char **entry, size_t *entry_n)
{
	size_t length;

	if (n - *at < 2)
		return false;
	length = (size_t)bundle[*at] << 8 | bundle[*at + 1];
	if (n - *at - 2 < length)
		return false;
	*entry = (const char *)bundle + *at + 2;
	*entry_n = length;
	*at += 2 + length;
	return true;
}

/* ---- checkpoints ---- */

void
tlog_checkpoint_write(struct buf *out, const struct tlog_checkpoint *c)
{
	buf_printf(out, "%s\n%" PRId64 "\n", c->origin, c->size);
	base64_write(out, c->root, TLOG_HASH);
	buf_text(out, "\n");
}

/* The line at *at, without its LF; it goes to the next. */
static bool
next_line(const char **at, const char *end, const char **line, size_t *n)
{
	const char *lf = memchr(*at, '\n', (size_t)(end - *at));

	if (lf == NULL)
		return false;
	*line = *at;
	*n = (size_t)(lf - *at);
	*at = lf + 1;
	return true;
}

bool
tlog_checkpoint_read(struct tlog_checkpoint *c, const struct note *note)
{
	const char *at = note->text, *end = at + note->n, *line;
	size_t n;

	if (!next_line(&at, end, &line, &n) || !note_is_name(line, n))
		return false;
	memcpy(c->origin, line, n);
	c->origin[n] = '\0';
	return next_line(&at, end, &line, &n) &&
	    lines_int(line, n, &c->size) &&
	    next_line(&at, end, &line, &n) &&
	    base64_read(line, n, c->root, TLOG_HASH) && at == end;
}

/* ---- blind leaves ---- */

void
tlog_blind(char out[TLOG_BLIND + 1], const unsigned char nonce[32],
    const unsigned char file[32], const char reveal_by[TLOG_DATE + 1])
{
	crypto_hash_sha256_state s;
	unsigned char h[32];
	char hex[65];

	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, (const unsigned char *)BLIND,
	    sizeof BLIND - 1);
	crypto_hash_sha256_update(&s, nonce, 32);
	crypto_hash_sha256_update(&s, file, 32);
	crypto_hash_sha256_final(&s, h);
	snprintf(out, TLOG_BLIND + 1, "%sh %s\nreveal-by %.10s\n", BLIND,
	    digits_hex(hex, h, sizeof h), reveal_by);
}

bool
tlog_is_blind(const char *entry, size_t n)
{
	unsigned char h[32];
	char hex[65];
	const char *p = entry + sizeof BLIND - 1;

	if (n != TLOG_BLIND || memcmp(entry, BLIND, sizeof BLIND - 1) != 0 ||
	    memcmp(p, "h ", 2) != 0 || memcmp(p + 66, "\nreveal-by ",
	    11) != 0 || entry[n - 1] != '\n')
		return false;
	memcpy(hex, p + 2, 64);
	hex[64] = '\0';
	return digits_unhex(hex, h, sizeof h) && lines_is_date(p + 77, TLOG_DATE);
}

void
tlog_reveal_by(char out[TLOG_DATE + 1], int64_t deadline)
{
	struct civil c = civil_of(deadline);
	char date[DIGITS_MAX];

	/* The day before the first of the month after the next. */
	c = (struct civil){ .year = c.year + (c.month > 10),
	    .month = (c.month + 1) % 12 + 1, .day = 1 };
	digits_date(date, civil_time(&c) - 1);
	memcpy(out, date, TLOG_DATE);
	out[TLOG_DATE] = '\0';
}

/* ---- receipts ---- */

void
tlog_receipt_write(struct buf *out, const struct tlog_receipt *r)
{
	unsigned char extra[EXTRA];

	memcpy(extra, r->nonce, 32);
	memcpy(extra + 32, r->file, 32);
	memcpy(extra + 64, r->reveal_by, TLOG_DATE);
	buf_text(out, RECEIPT);
	buf_text(out, "extra ");
	base64_write(out, extra, sizeof extra);
	buf_printf(out, "\nindex %" PRId64 "\n", r->leaf);
	for (size_t i = 0; i < r->proof.n; i++) {
		base64_write(out, r->proof.hashes[i], TLOG_HASH);
		buf_text(out, "\n");
	}
	buf_text(out, "\n");
	buf_add(out, r->checkpoint, r->checkpoint_n);
}

/* «key value»: the value of a line that begins so. */
static bool
value_of(const char *line, size_t n, const char *key, const char **value,
    size_t *value_n)
{
	size_t k = strlen(key);

	if (n <= k || memcmp(line, key, k) != 0)
		return false;
	*value = line + k;
	*value_n = n - k;
	return true;
}

static bool
read_extra(struct tlog_receipt *r, const char *text, size_t n)
{
	unsigned char extra[EXTRA];

	if (!base64_read(text, n, extra, sizeof extra))
		return false;
	memcpy(r->nonce, extra, 32);
	memcpy(r->file, extra + 32, 32);
	memcpy(r->reveal_by, extra + 64, TLOG_DATE);
	r->reveal_by[TLOG_DATE] = '\0';
	return lines_is_date(r->reveal_by, TLOG_DATE);
}

bool
tlog_receipt_read(struct tlog_receipt *r, const char *text, size_t n)
{
	const char *at = text, *end = text + n, *line, *value;
	size_t line_n, value_n, head = sizeof RECEIPT - 1;

	memset(r, 0, sizeof *r);
	if (n <= head || memcmp(text, RECEIPT, head) != 0)
		return false;
	at += head;
	if (!next_line(&at, end, &line, &line_n) || !value_of(line, line_n,
	    "extra ", &value, &value_n) || !read_extra(r, value, value_n) ||
	    !next_line(&at, end, &line, &line_n) || !value_of(line, line_n,
	    "index ", &value, &value_n) ||
	    !lines_int(value, value_n, &r->leaf))
		return false;
	for (;;) {
		if (!next_line(&at, end, &line, &line_n))
			return false;	/* no empty line */
		if (line_n == 0)
			break;
		if (r->proof.n == TLOG_LEVELS || !base64_read(line, line_n,
		    r->proof.hashes[r->proof.n++], TLOG_HASH))
			return false;
	}
	r->checkpoint = at;
	r->checkpoint_n = (size_t)(end - at);
	return r->checkpoint_n > 0;
}

bool
tlog_receipt_check(const struct tlog_receipt *r, const struct note_key *log,
    struct tlog_checkpoint *c)
{
	struct tlog_checkpoint own;
	char blind[TLOG_BLIND + 1];
	struct note note;
	tlog_hash leaf;

	if (c == NULL)
		c = &own;
	if (!note_parse(&note, r->checkpoint, r->checkpoint_n) ||
	    !tlog_checkpoint_read(c, &note) ||
	    strcmp(c->origin, log->name) != 0 ||
	    note_check(&note, log, NULL) != NOTE_GOOD)
		return false;
	tlog_blind(blind, r->nonce, r->file, r->reveal_by);
	tlog_leaf(leaf, blind, TLOG_BLIND);
	return tlog_inclusion_check(r->leaf, c->size, leaf, &r->proof,
	    c->root);
}
