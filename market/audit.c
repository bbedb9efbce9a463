/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: the whole log anew, from its entries. */
#include "market/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/audit_core.h"
#include "market/base/err.h"

enum { FILE_MAX = 20 << 20, TILE_LEVELS = 7 };

static const char *const ids[AUDIT_CHECKS] = { "trust", "checkpoint",
    "tiles", "entries", "keys", "rounds", "blind", "state" };

/* The newest tile of each level, while it fills. */
struct growing {
	struct audit *u;
	const struct source *source;
	int64_t size;			/* entries taken */
	tlog_hash tile[TILE_LEVELS][TLOG_TILE];
};

void
audit_wrong(struct audit *u, enum audit_check check, const char *code,
    const char *detail)
{
	struct verify_check *c = &u->out->checks[check];

	if (u->out->found[check]++ > 0)
		return;
	c->state = VERIFY_WRONG;
	c->code = code;
	c->detail = arena_strdup(u->arena, detail);
}

void
audit_unknown(struct audit *u, enum audit_check check, const char *code,
    const char *detail)
{
	struct verify_check *c = &u->out->checks[check];

	if (c->state == VERIFY_WRONG)
		return;
	c->state = VERIFY_UNKNOWN;
	c->code = code;
	c->detail = arena_strdup(u->arena, detail);
}

const char *
audit_int(struct audit *u, int64_t n)
{
	return arena_printf(&u->entry, "%" PRId64, n);
}

static bool
fetch(struct audit *u, const struct source *source, enum audit_check check,
    const char *path, struct buf *out)
{
	enum source_got got;

	buf_reset(out);
	got = source->get(source->p, path, out);
	if (got != SOURCE_GOT)
		audit_unknown(u, check, got == SOURCE_MISSING ? "missing" :
		    "unreachable", path);
	return got == SOURCE_GOT;
}

/* ---- trust and checkpoint ---- */

static bool
read_trust(struct audit *u, const struct source *source,
    const struct audit_how *how, struct buf *file)
{
	const char *text = how->trust;
	size_t n = how->n, line;

	if (text == NULL) {
		u->out->trust_from_source = true;
		if (!fetch(u, source, AUDIT_TRUST, "trust.txt", file))
			return false;
		text = file->data;
		n = file->len;
	}
	if (!trust_parse(u->arena, n ? text : "", n, &u->trust, &line) ||
	    u->trust.n_platforms == 0) {
		audit_wrong(u, AUDIT_TRUST, "trust", audit_int(u,
		    (int64_t)line));
		return false;
	}
	if (!fetch(u, source, AUDIT_TRUST, "log/vkey", file))
		return false;
	u->log = trust_log_of(&u->trust, file->data, file->len);
	if (u->log == NULL)
		audit_wrong(u, AUDIT_TRUST, "trust-log", "log/vkey");
	return u->log != NULL;
}

static bool
read_checkpoint(struct audit *u, const struct source *source,
    struct buf *file)
{
	struct tlog_checkpoint *c = &u->out->checkpoint;
	struct note note;

	if (!fetch(u, source, AUDIT_CHECKPOINT, "log/checkpoint", file))
		return false;
	if (note_parse(&note, file->len ? file->data : "", file->len) &&
	    tlog_checkpoint_read(c, &note) &&
	    strcmp(c->origin, u->log->name) == 0 &&
	    note_check(&note, u->log, NULL) == NOTE_GOOD)
		return true;
	audit_wrong(u, AUDIT_CHECKPOINT, "checkpoint-signature",
	    "log/checkpoint");
	return false;
}

/* ---- the tree ---- */

static bool
get_node(void *p, int level, int64_t i, tlog_hash hash)
{
	const struct growing *g = p;
	tlog_hash row[TLOG_TILE];
	int width = 1 << level % 8;
	int64_t at = i * width % TLOG_TILE;

	/* Asked for are only nodes of the newest tiles. */
	memcpy(row, g->tile[level / 8] + at, (size_t)width * TLOG_HASH);
	for (; width > 1; width /= 2)
		for (int k = 0; k < width / 2; k++)
			tlog_join(row[k], row[2 * k], row[2 * k + 1]);
	memcpy(hash, row[0], TLOG_HASH);
	return true;
}

static void
root_now(struct growing *g, tlog_hash root)
{
	const struct tlog_nodes nodes = { get_node, g };

	tlog_root(&nodes, g->size, root);
}

/* The published file of a tile is what the entries make. */
static void
compare_tile(struct growing *g, int level, int64_t n, int width)
{
	char path[8 + TLOG_PATH], below[TLOG_PATH];
	struct buf file;

	buf_init(&file, FILE_MAX);
	snprintf(path, sizeof path, "log/%s", tlog_tile_path(below, level, n,
	    width));
	if (fetch(g->u, g->source, AUDIT_TILES, path, &file) &&
	    (file.len != (size_t)width * TLOG_HASH || memcmp(file.data,
	    g->tile[level], file.len) != 0))
		audit_wrong(g->u, AUDIT_TILES, "tile", path);
	buf_release(&file);
}

/* A hash more at a level; a tile that is full is one hash more above. */
static void
grow(struct growing *g, int level, int64_t i, const tlog_hash hash)
{
	tlog_hash up;

	memcpy(g->tile[level][i % TLOG_TILE], hash, TLOG_HASH);
	if (i % TLOG_TILE != TLOG_TILE - 1)
		return;
	compare_tile(g, level, i / TLOG_TILE, TLOG_TILE);
	for (int width = TLOG_TILE; width > 1; width /= 2)
		for (int k = 0; k < width / 2; k++)
			tlog_join(g->tile[level][k], g->tile[level][2 * k],
			    g->tile[level][2 * k + 1]);
	memcpy(up, g->tile[level][0], TLOG_HASH);
	grow(g, level + 1, i / TLOG_TILE, up);
}

static void
check_state(struct growing *g, const struct tlog_checkpoint *remembered)
{
	tlog_hash root;

	if (remembered == NULL || remembered->size != g->size)
		return;
	root_now(g, root);
	if (strcmp(remembered->origin, g->u->log->name) != 0 ||
	    memcmp(root, remembered->root, sizeof root) != 0)
		audit_wrong(g->u, AUDIT_STATE, "fork", audit_int(g->u,
		    g->size));
}

/* The entries of bundle n; false: it cannot go on. */
static bool
take_bundle(struct growing *g, int64_t n, int width, struct buf *file,
    const struct tlog_checkpoint *remembered)
{
	char path[8 + TLOG_PATH], below[TLOG_PATH];
	size_t at = 0, entry_n;
	const char *entry;

	snprintf(path, sizeof path, "log/%s", tlog_tile_path(below,
	    TLOG_ENTRIES, n, width));
	if (!fetch(g->u, g->source, AUDIT_CHECKPOINT, path, file))
		return false;
	for (int i = 0; i < width; i++) {
		tlog_hash leaf;

		if (!tlog_bundle_next((const unsigned char *)file->data,
		    file->len, &at, &entry, &entry_n)) {
			audit_wrong(g->u, AUDIT_CHECKPOINT, "bundle", path);
			return false;
		}
		audit_entry(g->u, g->size, entry, entry_n);
		arena_reset(&g->u->entry);
		tlog_leaf(leaf, entry, entry_n);
		grow(g, 0, g->size, leaf);
		g->size++;
		check_state(g, remembered);
	}
	if (at != file->len)
		audit_wrong(g->u, AUDIT_CHECKPOINT, "bundle", path);
	return at == file->len;
}

/* What is left of each level, and the root. */
static void
finish(struct growing *g)
{
	const struct tlog_checkpoint *c = &g->u->out->checkpoint;
	tlog_hash root;

	for (int level = 0; level < TILE_LEVELS && g->size >> level * 8 > 0;
	    level++) {
		int64_t n = g->size >> level * 8;

		if (n % TLOG_TILE != 0)
			compare_tile(g, level, n / TLOG_TILE,
			    (int)(n % TLOG_TILE));
	}
	root_now(g, root);
	if (memcmp(root, c->root, sizeof root) != 0)
		audit_wrong(g->u, AUDIT_CHECKPOINT, "tree", audit_int(g->u,
		    c->size));
}

static void
read_entries(struct audit *u, const struct source *source,
    const struct audit_how *how, struct buf *file)
{
	struct growing *g = arena_alloc(u->arena, sizeof *g);
	int64_t size = u->out->checkpoint.size;

	g->u = u;
	g->source = source;
	if (how->remembered != NULL && how->remembered->size > size)
		audit_unknown(u, AUDIT_STATE, "behind", audit_int(u, size));
	check_state(g, how->remembered);
	while (g->size < size) {
		int64_t n = g->size / TLOG_TILE;

		if (!take_bundle(g, n, tlog_tile_width(0, n, size), file,
		    how->remembered))
			return;
	}
	finish(g);
	audit_blind_end(u, how->now);
}

/* ---- all ---- */

static void
conclude(struct audit_report *r, bool whole)
{
	r->verdict = whole ? VERIFY_VERIFIED : VERIFY_CANNOT_TELL;
	for (size_t i = 0; i < AUDIT_CHECKS; i++) {
		struct verify_check *c = &r->checks[i];

		if (c->state == VERIFY_UNKNOWN)
			r->verdict = VERIFY_CANNOT_TELL;
		/* Cut short: what found nothing has not seen all. */
		else if (!whole && c->state == VERIFY_GOOD && i > 0) {
			c->state = VERIFY_UNKNOWN;
			c->code = "unchecked";
		}
	}
	for (size_t i = 0; i < AUDIT_CHECKS; i++)
		if (r->checks[i].state == VERIFY_WRONG)
			r->verdict = VERIFY_REFUTED;
}

void
audit_run(struct arena *a, const struct source *source,
    const struct audit_how *how, struct audit_report *out)
{
	struct audit *u = arena_alloc(a, sizeof *u);
	struct buf file;
	bool whole = false;

	memset(out, 0, sizeof *out);
	u->arena = a;
	u->out = out;
	arena_init(&u->entry);
	buf_init(&file, FILE_MAX);
	for (size_t i = 0; i < AUDIT_CHECKS; i++)
		out->checks[i] = (struct verify_check){ ids[i], VERIFY_GOOD,
		    "ok", "" };
	if (read_trust(u, source, how, &file) &&
	    read_checkpoint(u, source, &file)) {
		read_entries(u, source, how, &file);
		whole = out->checks[AUDIT_CHECKPOINT].state == VERIFY_GOOD;
	}
	free(u->blinds);
	buf_release(&file);
	arena_release(&u->entry);
	conclude(out, whole);
}
