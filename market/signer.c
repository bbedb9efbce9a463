/* SPDX-License-Identifier: Apache-2.0 */
/* signer.c: what a signer answers, and how it is asked. */
#include "market/signer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "market/lines.h"

/* ---- the signer's side ---- */

struct request {
	int64_t old;
	struct tlog_proof proof;
	const char *text;		/* the checkpoint, to its last LF */
	size_t n;
	struct tlog_checkpoint c;
};

/* Three lines, written again the same: as a note without signatures. */
static bool
read_checkpoint(struct request *r)
{
	struct note note = { .text = r->text, .n = r->n };
	struct buf again;
	bool same;

	if (!tlog_checkpoint_read(&r->c, &note))
		return false;
	buf_init(&again, SIGNER_PACKET);
	tlog_checkpoint_write(&again, &r->c);
	same = again.len == r->n && memcmp(again.data, r->text, r->n) == 0;
	buf_release(&again);
	return same;
}

static bool
read_request(struct request *r, const char *p, size_t n)
{
	const char *end = p + n, *lf = memchr(p, '\n', n);

	memset(r, 0, sizeof *r);
	if (n > SIGNER_PACKET || lf == NULL || lf - p < 5 ||
	    memcmp(p, "old ", 4) != 0 ||
	    !lines_int(p + 4, (size_t)(lf - p) - 4, &r->old))
		return false;
	for (p = lf + 1; p < end && *p != '\n'; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL || r->proof.n == TLOG_LEVELS ||
		    !base64_read(p, (size_t)(lf - p),
		    r->proof.hashes[r->proof.n++], TLOG_HASH))
			return false;
	}
	if (p >= end)
		return false;
	r->text = p + 1;
	r->n = (size_t)(end - r->text);
	return r->n > 0 && read_checkpoint(r);
}

/* A log of nothing has a root too, which a memory need not know. */
static const unsigned char *
root_of(const struct signer_memory *m, tlog_hash empty)
{
	if (m->size > 0)
		return m->root;
	tlog_empty(empty);
	return empty;
}

/* Why not, or NULL. */
static const char *
refuse(const struct signer_memory *m, const struct note_secret *log,
    const struct request *r)
{
	tlog_hash root;

	if (strcmp(r->c.origin, log->key.name) != 0)
		return "origin";
	if (r->c.size < m->size)
		return "behind";
	if (r->c.size == m->size)
		return memcmp(r->c.root, root_of(m, root), TLOG_HASH) == 0 ?
		    NULL : "fork";
	if (r->old != m->size)
		return "old";
	if (m->size == 0)
		return r->proof.n == 0 ? NULL : "proof";
	return tlog_consistency_check(m->size, r->c.size, m->root, r->c.root,
	    &r->proof) ? NULL : "proof";
}

bool
signer_answer(const struct signer_memory *memory,
    const struct note_secret *log, const char *request, size_t n,
    struct buf *out, struct signer_memory *next)
{
	struct request r;
	const char *why = read_request(&r, request, n) ?
	    refuse(memory, log, &r) : "grammar";

	if (why != NULL) {
		buf_printf(out, "no %s", why);
		if (strcmp(why, "old") == 0 || strcmp(why, "behind") == 0)
			buf_printf(out, " %" PRId64, memory->size);
		buf_text(out, "\n");
		return false;
	}
	buf_text(out, "ok\n");
	note_sign_checkpoint(out, r.text, r.n, log);
	next->size = r.c.size;
	memcpy(next->root, r.c.root, TLOG_HASH);
	return r.c.size != memory->size;
}

void
signer_memory_write(struct buf *out, const struct signer_memory *m)
{
	char hex[2 * TLOG_HASH + 1];

	buf_printf(out, "%" PRId64 " %s\n", m->size,
	    digits_hex(hex, m->root, TLOG_HASH));
}

bool
signer_memory_read(struct signer_memory *m, const char *text, size_t n)
{
	const char *blank = memchr(text, ' ', n);
	char hex[2 * TLOG_HASH + 1];

	if (blank == NULL || (size_t)(text + n - blank) !=
	    1 + 2 * TLOG_HASH + 1 || text[n - 1] != '\n' ||
	    !lines_int(text, (size_t)(blank - text), &m->size))
		return false;
	memcpy(hex, blank + 1, 2 * TLOG_HASH);
	hex[2 * TLOG_HASH] = '\0';
	return digits_unhex(hex, m->root, TLOG_HASH);
}

/* ---- the market's side ---- */

static bool
ask_once(const struct signer *s, const struct tlog_nodes *from,
    const struct tlog_checkpoint *c, int64_t old, struct buf *answer)
{
	struct tlog_proof proof = { .n = 0 };
	struct buf request;
	bool answered;

	if (old > 0 && old < c->size && !tlog_consistency(from, old, c->size,
	    &proof))
		return false;
	buf_init(&request, SIGNER_PACKET);
	buf_printf(&request, "old %" PRId64 "\n", old);
	for (size_t i = 0; i < proof.n; i++) {
		base64_write(&request, proof.hashes[i], TLOG_HASH);
		buf_text(&request, "\n");
	}
	buf_text(&request, "\n");
	tlog_checkpoint_write(&request, c);
	buf_reset(answer);
	answered = s->ask(s->p, request.data, request.len, answer);
	buf_release(&request);
	return answered;
}

/* «no old <size>»: the size to ask again from, or -1. */
static int64_t
asked_from(const struct buf *answer)
{
	static const char word[] = "no old ";
	size_t n = sizeof word - 1;
	int64_t size;

	if (answer->len <= n + 1 || memcmp(answer->data, word, n) != 0 ||
	    !lines_int(answer->data + n, answer->len - n - 1, &size))
		return -1;
	return size;
}

static enum signer_verdict
conclude(const struct tlog_checkpoint *c, const struct buf *answer,
    struct buf *out, char why[64])
{
	if (answer->len > 3 && memcmp(answer->data, "ok\n", 3) == 0) {
		tlog_checkpoint_write(out, c);
		buf_text(out, "\n");
		buf_add(out, answer->data + 3, answer->len - 3);
		return SIGNER_OK;
	}
	snprintf(why, 64, "%.*s", (int)strcspn(answer->data ? answer->data :
	    "", "\n"), answer->data ? answer->data : "");
	return SIGNER_STOP;
}

enum signer_verdict
signer_sign(const struct signer *s, const struct tlog_nodes *from,
    const struct tlog_checkpoint *c, int64_t old_size, struct buf *out,
    char why[64])
{
	enum signer_verdict v = SIGNER_AWAY;
	struct buf answer;
	int64_t again;
	bool answered;

	why[0] = '\0';
	buf_init(&answer, SIGNER_PACKET);
	answered = ask_once(s, from, c, old_size, &answer);
	again = answered ? asked_from(&answer) : -1;
	if (again >= 0 && again <= c->size)
		answered = ask_once(s, from, c, again, &answer);
	if (answered)
		v = conclude(c, &answer, out, why);
	buf_release(&answer);
	return v;
}

/* ---- one in this process ---- */

struct local {
	struct signer signer;
	struct note_secret log;
	struct signer_memory memory;
};

static bool
ask_local(void *p, const char *request, size_t n, struct buf *out)
{
	struct local *l = p;
	struct signer_memory next = l->memory;

	(void)signer_answer(&l->memory, &l->log, request, n, out, &next);
	l->memory = next;
	return true;
}

static void
end_local(void *p)
{
	struct local *l = p;

	explicit_bzero(&l->log, sizeof l->log);
	free(l);
}

struct signer *
signer_local(const struct note_secret *log,
    const struct signer_memory *memory)
{
	struct local *l = calloc(1, sizeof *l);

	if (l == NULL)
		bug("out of memory: signer");
	l->signer = (struct signer){ ask_local, end_local, l };
	l->log = *log;
	l->memory = *memory;
	return &l->signer;
}

void
signer_free(struct signer *s)
{
	if (s != NULL && s->end != NULL)
		s->end(s->p);
}
