/* SPDX-License-Identifier: Apache-2.0 */
/* verify_read.c: files of the source, and where they stand in its log. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base64.h"
#include "market/verify_core.h"

enum { FILE_MAX = 16 << 20, LATE = 120 };

static const char PROOF[] = "c2sp.org/tlog-proof@v1\n";

bool
verify_get(struct verify *v, const char *path, struct verify_file *f)
{
	struct buf file;
	enum source_got got;

	*f = (struct verify_file){ NULL, 0 };
	buf_init(&file, FILE_MAX);
	got = v->source->get(v->source->p, path, &file);
	if (got == SOURCE_GOT) {
		f->n = file.len;
		f->data = arena_strndup(v->arena, file.len ? file.data : "",
		    file.len);
	}
	buf_release(&file);
	return got != SOURCE_AWAY || verify_unknown(v, "unreachable", path);
}

bool
verify_need(struct verify *v, const char *path, struct verify_file *f)
{
	return verify_get(v, path, f) && (f->data != NULL ||
	    verify_unknown(v, "missing", path));
}

bool
verify_own(struct verify *v, const char *name, struct verify_file *f)
{
	return verify_get(v, arena_printf(v->arena, "%s%s", v->base, name),
	    f);
}

bool
verify_own_need(struct verify *v, const char *name, struct verify_file *f)
{
	return verify_need(v, arena_printf(v->arena, "%s%s", v->base, name),
	    f);
}

bool
verify_same(struct verify_file a, struct verify_file b)
{
	return a.n == b.n && memcmp(a.data, b.data, a.n) == 0;
}

bool
verify_record(struct verify *v, struct verify_file f, enum seal_type type,
    struct verify_note *note, void *record)
{
	note->file = f;
	if (!note_parse(&note->note, f.data, f.n) || !seal_record_parse(
	    v->arena, type, note->note.text, note->note.n, record))
		return verify_wrong(v, "grammar", seal_type_tag(type));
	note_hash(note->hash, note->note.text, note->note.n);
	return true;
}

/* ---- index.txt ---- */

/* Cuts at blanks; true: exactly n words. */
static bool
words(char *line, char *out[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *blank = strchr(line, ' ');

		out[i] = line;
		if (i + 1 == n)
			return blank == NULL && *line != '\0';
		if (blank == NULL)
			return false;
		*blank = '\0';
		line = blank + 1;
	}
	return true;
}

void
verify_read_hints(struct verify *v, struct verify_file f)
{
	char *text, *lf;
	size_t lines = 1;

	if (f.data == NULL || memchr(f.data, '\0', f.n) != NULL)
		return;
	for (size_t i = 0; i < f.n; i++)
		lines += f.data[i] == '\n';
	v->hints = arena_alloc(v->arena, lines * sizeof *v->hints);
	text = arena_strndup(v->arena, f.data, f.n);
	for (; (lf = strchr(text, '\n')) != NULL; text = lf + 1) {
		struct verify_hint *h = &v->hints[v->n_hints];
		char *w[4];

		*lf = '\0';
		if (!words(text, w, 4) || strcmp(w[0], "leaf") != 0 ||
		    !lines_int(w[1], strlen(w[1]), &h->leaf))
			continue;
		h->type = w[2];
		h->path = w[3];
		v->n_hints++;
	}
}

static int64_t
hint_of(const struct verify *v, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < v->n_hints; i++) {
		const char *path = v->hints[i].path;

		if (strlen(path) >= n && strcmp(path + strlen(path) - n,
		    name) == 0)
			return v->hints[i].leaf;
	}
	return -1;
}

bool
verify_place(struct verify *v, struct verify_file f, const char *name,
    int64_t *leaf)
{
	if (!tiles_find(&v->tiles, f.data, f.n, hint_of(v, name), leaf))
		return verify_tiles(v);
	return *leaf >= 0 || verify_unknown(v, "not-in-log", name);
}

bool
verify_blind(struct verify *v, int64_t at, const unsigned char nonce[32],
    const unsigned char file[32], bool *is)
{
	char want[TLOG_BLIND + 1], date[TLOG_DATE + 1];
	const char *entry;
	size_t n;

	*is = false;
	if (at >= v->tiles.size)
		return true;
	if (!tiles_entry(&v->tiles, at, &entry, &n))
		return verify_tiles(v);
	if (!tlog_is_blind(entry, n))
		return true;
	/* Its date is its own; h is what is compared. */
	memcpy(date, entry + n - 1 - TLOG_DATE, TLOG_DATE);
	date[TLOG_DATE] = '\0';
	tlog_blind(want, nonce, file, date);
	*is = memcmp(want, entry, TLOG_BLIND) == 0;
	return true;
}

/* ---- checkpoints ---- */

bool
verify_checkpoint(struct verify *v, struct verify_file f,
    struct tlog_checkpoint *c, struct trust_seen *seen)
{
	struct note note;

	if (!note_parse(&note, f.data, f.n) ||
	    !tlog_checkpoint_read(c, &note) ||
	    strcmp(c->origin, v->log->name) != 0)
		return verify_wrong(v, "checkpoint", NULL);
	if (note_check(&note, v->log, NULL) != NOTE_GOOD)
		return verify_wrong(v, "checkpoint-signature", NULL);
	return trust_cosigned(&v->trust, &note, seen) ||
	    verify_wrong(v, "signature", NULL);
}

/* A tlog-proof without or with extra: index, hashes, checkpoint note. */
struct proof {
	int64_t index;
	struct tlog_proof hashes;
	struct verify_file checkpoint;
};

static bool
line(const char **at, const char *end, const char **p, size_t *n)
{
	const char *lf = memchr(*at, '\n', (size_t)(end - *at));

	*p = *at;
	*n = lf ? (size_t)(lf - *at) : 0;
	*at = lf ? lf + 1 : end;
	return lf != NULL;
}

static bool
read_proof(struct proof *proof, struct verify_file f)
{
	const char *at = f.data, *end = at + f.n, *p;
	size_t n;

	*proof = (struct proof){ .index = 0 };
	if (!line(&at, end, &p, &n) || n + 1 != sizeof PROOF - 1 ||
	    memcmp(p, PROOF, n) != 0 || !line(&at, end, &p, &n))
		return false;
	if (n > 6 && memcmp(p, "extra ", 6) == 0 && !line(&at, end, &p, &n))
		return false;
	if (n < 7 || memcmp(p, "index ", 6) != 0 ||
	    !lines_int(p + 6, n - 6, &proof->index))
		return false;
	for (;;) {
		if (!line(&at, end, &p, &n))
			return false;
		if (n == 0)
			break;
		if (proof->hashes.n == TLOG_LEVELS || !base64_read(p, n,
		    proof->hashes.hashes[proof->hashes.n++], TLOG_HASH))
			return false;
	}
	proof->checkpoint = (struct verify_file){ at, (size_t)(end - at) };
	return true;
}

bool
verify_lateness(struct verify *v)
{
	unsigned char hash[32];
	struct tlog_checkpoint c = { .size = 0 };
	struct trust_seen seen = { .n = 0 };
	struct verify_file f;
	struct proof proof;
	tlog_hash leaf;
	char path[128], hex[65];

	note_hash(hash, v->close_file.data, v->close_file.n);
	snprintf(path, sizeof path, "receipt/%s.cosigned.tlog-proof",
	    digits_hex(hex, hash, sizeof hash));
	if (!verify_get(v, path, &f))
		return false;
	if (f.data == NULL)
		return true;
	if (!read_proof(&proof, f))
		return verify_wrong(v, "grammar", path);
	if (!verify_checkpoint(v, proof.checkpoint, &c, &seen))
		return false;
	tlog_leaf(leaf, v->close_file.data, v->close_file.n);
	if (proof.index != v->close_leaf || !tlog_inclusion_check(
	    proof.index, c.size, leaf, &proof.hashes, c.root))
		return verify_wrong(v, "close-proof", NULL);
	if (!seen.quorum)
		return v->own_trust || v->trust.quorum == NULL ||
		    verify_wrong(v, "quorum", NULL);
	v->out->close_witnessed = seen.met;
	if (seen.met > v->out->deadline + LATE)
		verify_warn(v, "close-late", arena_printf(v->arena,
		    "%" PRId64 " %" PRId64, v->out->deadline, seen.met));
	return true;
}
