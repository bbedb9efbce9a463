/* SPDX-License-Identifier: Apache-2.0 */
/* verify_receipt.c: a receipt against the log, and against the close. */
#include "market/verify_receipt.h"

#include <inttypes.h>
#include <string.h>

#include "market/close.h"
#include "market/tiles.h"
#include "market/trust.h"

enum { FILE_MAX = 16 << 20 };

struct work {
	struct arena *arena;
	const struct receipt_case *c;
	struct receipt_report *out;
	struct trust trust;
	struct tlog_receipt receipt;
	struct tlog_checkpoint checkpoint;	/* the receipt's */
	const struct note_key *log;
	unsigned char policy[32];
	struct tiles tiles;
	struct seal_more *more;		/* of this policy, while scanning */
	unsigned char (*hashes)[32];
	size_t n, cap;
};

static bool
end(struct work *w, enum verify_verdict verdict, const char *code,
    const char *detail)
{
	w->out->verdict = verdict;
	w->out->code = code;
	w->out->detail = arena_strdup(w->arena, detail ? detail : "");
	return false;
}

static bool
wrong(struct work *w, const char *code)
{
	return end(w, VERIFY_REFUTED, code, NULL);
}

static const char *
number(struct work *w, int64_t n)
{
	return arena_printf(w->arena, "%" PRId64, n);
}

static bool
fetch(struct work *w, const char *path, const char **data, size_t *n)
{
	const struct source *s = w->c->source;
	struct buf file;
	enum source_got got;

	buf_init(&file, FILE_MAX);
	got = s->get(s->p, path, &file);
	*n = file.len;
	*data = arena_strndup(w->arena, file.len ? file.data : "", file.len);
	buf_release(&file);
	return got == SOURCE_GOT || end(w, VERIFY_CANNOT_TELL,
	    got == SOURCE_MISSING ? "missing" : "unreachable", path);
}

static bool
tiles_said(struct work *w)
{
	switch (w->tiles.why) {
	case TILES_MISSING:
		return end(w, VERIFY_CANNOT_TELL, "missing", w->tiles.path);
	case TILES_AWAY:
		return end(w, VERIFY_CANNOT_TELL, "unreachable",
		    w->tiles.path);
	case TILES_ROOT:
		return wrong(w, "tree");
	default:
		return end(w, VERIFY_REFUTED, "tile", w->tiles.path);
	}
}

static bool
read_trust(struct work *w)
{
	const char *text = w->c->trust;
	size_t n = w->c->trust_n, line;

	if (text == NULL && w->c->source == NULL)
		return end(w, VERIFY_CANNOT_TELL, "no-trust", NULL);
	if (text == NULL && !fetch(w, "trust.txt", &text, &n))
		return false;
	return trust_parse(w->arena, text, n, &w->trust, &line) ||
	    wrong(w, "trust");
}

/* Signed by a log of the trust file, over this very file. */
static bool
check_receipt(struct work *w)
{
	struct tlog_receipt *r = &w->receipt;
	unsigned char hash[32];

	if (!tlog_receipt_read(r, w->c->receipt, w->c->receipt_n))
		return wrong(w, "receipt-grammar");
	w->out->leaf = r->leaf;
	note_hash(hash, w->c->file, w->c->file_n);
	if (memcmp(hash, r->file, sizeof hash) != 0)
		return wrong(w, "receipt-file");
	for (size_t i = 0; i < w->trust.n_logs && w->log == NULL; i++)
		if (tlog_receipt_check(r, &w->trust.logs[i],
		    &w->checkpoint))
			w->log = &w->trust.logs[i];
	if (w->log == NULL)
		return wrong(w, "receipt-proof");
	w->out->size = w->checkpoint.size;
	return true;
}

/* The source's log continues the receipt's. */
static bool
open_log(struct work *w)
{
	struct tlog_checkpoint c;
	struct note note;
	const char *file;
	tlog_hash root;
	size_t n;

	if (!fetch(w, "log/checkpoint", &file, &n))
		return false;
	if (!note_parse(&note, file, n) || !tlog_checkpoint_read(&c, &note) ||
	    strcmp(c.origin, w->log->name) != 0 ||
	    note_check(&note, w->log, NULL) != NOTE_GOOD)
		return wrong(w, "checkpoint");
	if (!tiles_open(&w->tiles, w->arena, w->c->source, c.size, c.root))
		return tiles_said(w);
	if (c.size < w->checkpoint.size)
		return end(w, VERIFY_CANNOT_TELL, "behind",
		    number(w, c.size));
	if (!tiles_root(&w->tiles, w->checkpoint.size, root))
		return tiles_said(w);
	return memcmp(root, w->checkpoint.root, sizeof root) == 0 ||
	    wrong(w, "fork");
}

static bool
read_policy(struct work *w)
{
	struct seal_withdraw withdraw;
	struct seal_envelope e;
	struct note note;

	if (!note_parse(&note, w->c->file, w->c->file_n))
		return end(w, VERIFY_CANNOT_TELL, "file-grammar", NULL);
	if (seal_record_parse(w->arena, SEAL_ENVELOPE, note.text, note.n,
	    &e))
		memcpy(w->policy, e.policy, sizeof w->policy);
	else if (seal_record_parse(w->arena, SEAL_WITHDRAW, note.text,
	    note.n, &withdraw))
		memcpy(w->policy, withdraw.policy, sizeof w->policy);
	else
		return end(w, VERIFY_CANNOT_TELL, "file-grammar", NULL);
	return true;
}

static bool
by_platform(const struct work *w, const struct note *note)
{
	for (size_t i = 0; i < w->trust.n_platforms; i++)
		if (note_check(note, &w->trust.platforms[i], NULL) ==
		    NOTE_GOOD)
			return true;
	return false;
}

static void
keep_more(struct work *w, const struct note *note,
    const struct seal_more *more)
{
	if (w->n == w->cap) {
		size_t cap = w->cap ? 2 * w->cap : 8;
		struct seal_more *m = arena_alloc(w->arena, cap * sizeof *m);
		unsigned char (*h)[32] = arena_alloc(w->arena, cap * 32);

		if (w->n > 0) {
			memcpy(m, w->more, w->n * sizeof *m);
			memcpy(h, w->hashes, w->n * 32);
		}
		w->more = m;
		w->hashes = h;
		w->cap = cap;
	}
	w->more[w->n] = *more;
	note_hash(w->hashes[w->n++], note->text, note->n);
}

/* What a close that was found makes of the receipt. */
static bool
judge(struct work *w, const struct seal_close *close)
{
	struct seal_sub *subs;
	size_t n, first = w->n - close->more_n;

	if (w->n < close->more_n || !close_read(w->arena, close,
	    w->more + first, (const unsigned char (*)[32])w->hashes + first,
	    close->more_n, &subs, &n))
		return end(w, VERIFY_REFUTED, "omitted", number(w,
		    w->out->close));
	for (size_t i = 0; i < n; i++) {
		if (memcmp(subs[i].file, w->receipt.file, 32) != 0)
			continue;
		w->out->status = subs[i].status;
		if (subs[i].leaf != w->receipt.leaf)
			return end(w, VERIFY_REFUTED, "leaf", number(w,
			    subs[i].leaf));
		return end(w, VERIFY_VERIFIED, "listed", subs[i].status);
	}
	return end(w, VERIFY_REFUTED, w->out->close < w->receipt.leaf ?
	    "receipt-late" : "omitted", number(w, w->out->close));
}

/* Entry i: a more to keep, or the close; true: go on. */
static bool
look_at(struct work *w, int64_t i, const char *entry, size_t n)
{
	enum seal_type type = seal_type_of(entry, n);
	struct seal_close close;
	struct seal_more more;
	struct note note;

	if ((type != SEAL_CLOSE && type != SEAL_MORE) ||
	    !note_parse(&note, entry, n))
		return true;
	if (type == SEAL_MORE && seal_record_parse(w->arena, type, note.text,
	    note.n, &more) && memcmp(more.policy, w->policy, 32) == 0 &&
	    by_platform(w, &note))
		keep_more(w, &note, &more);
	if (type != SEAL_CLOSE || !seal_record_parse(w->arena, type,
	    note.text, note.n, &close) ||
	    memcmp(close.policy, w->policy, 32) != 0 ||
	    !by_platform(w, &note))
		return true;
	w->out->close = i;
	return judge(w, &close);
}

/*
 * The first close of the policy: behind the receipt's leaf, where it must
 * be, else before it.
 */
static bool
find_close(struct work *w)
{
	for (int late = 0; late < 2; late++) {
		int64_t lo = late ? 0 : w->receipt.leaf;
		int64_t hi = late ? w->receipt.leaf : w->tiles.size;

		w->n = 0;
		for (int64_t i = lo; i < hi; i++) {
			const char *entry;
			size_t n;

			if (!tiles_entry(&w->tiles, i, &entry, &n))
				return tiles_said(w);
			if (!look_at(w, i, entry, n))
				return false;
		}
	}
	return end(w, VERIFY_CANNOT_TELL, "not-closed", NULL);
}

void
verify_receipt(struct arena *a, const struct receipt_case *c,
    struct receipt_report *out)
{
	struct work *w = arena_alloc(a, sizeof *w);

	*out = (struct receipt_report){ .leaf = -1, .size = -1, .close = -1 };
	w->arena = a;
	w->c = c;
	w->out = out;
	if (!read_trust(w) || !check_receipt(w))
		return;
	if (c->source == NULL) {
		end(w, VERIFY_VERIFIED, "receipt-ok", NULL);
		return;
	}
	if (open_log(w) && read_policy(w))
		find_close(w);
}
