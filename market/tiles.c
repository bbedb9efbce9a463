/* SPDX-License-Identifier: Apache-2.0 */
/* tiles.c: a log out of its tiles, each proved before it is used. */
#include "market/tiles.h"

#include <stdio.h>
#include <string.h>

enum { TILE_BITS = 8, TILE_BYTES = TLOG_TILE * TLOG_HASH,
    TILE_MAX = 1 << 20, BUNDLE_MAX = TLOG_TILE * (NOTE_MAX + 3) };

struct tile {
	struct tile *next;
	int level;
	int64_t n;
	int width;
	tlog_hash hashes[];
};

/* Complete hashes at a level of tiles. */
static int64_t
count(const struct tiles *t, int level)
{
	return level * TILE_BITS > 62 ? 0 : t->size >> (level * TILE_BITS);
}

static bool
stop(struct tiles *t, enum tiles_why why)
{
	t->why = why;
	return false;
}

/*
 * The file of a tile.  A partial one may have given way to the full one,
 * whose beginning is the same; *whole is false then.
 */
static bool
fetch(struct tiles *t, int level, int64_t n, int width, struct buf *out,
    bool *whole)
{
	char path[TLOG_PATH];
	enum source_got got;

	*whole = true;
	snprintf(t->path, sizeof t->path, "log/%s",
	    tlog_tile_path(path, level, n, width));
	got = t->source->get(t->source->p, t->path, out);
	if (got == SOURCE_MISSING && width < TLOG_TILE) {
		char full[8 + TLOG_PATH];

		snprintf(full, sizeof full, "log/%s",
		    tlog_tile_path(path, level, n, 0));
		buf_reset(out);
		*whole = false;
		got = t->source->get(t->source->p, full, out);
	}
	if (got != SOURCE_GOT)
		return stop(t, got == SOURCE_MISSING ? TILES_MISSING :
		    TILES_AWAY);
	return true;
}

/* A tile as it comes, not yet proved. */
static struct tile *
load(struct tiles *t, int level, int64_t n, int width)
{
	struct tile *tile = NULL;
	struct buf file;
	bool whole;

	buf_init(&file, TILE_MAX);
	if (!fetch(t, level, n, width, &file, &whole))
		goto out;
	if (file.len != (whole ? (size_t)width * TLOG_HASH : TILE_BYTES)) {
		stop(t, TILES_WRONG);
		goto out;
	}
	tile = arena_alloc(t->arena, sizeof *tile +
	    (size_t)width * TLOG_HASH);
	tile->level = level;
	tile->n = n;
	tile->width = width;
	memcpy(tile->hashes, file.data, (size_t)width * TLOG_HASH);
out:
	buf_release(&file);
	return tile;
}

/* The root over 2^k hashes. */
static void
join_up(const tlog_hash *hashes, int n, tlog_hash out)
{
	tlog_hash row[TLOG_TILE];

	memcpy(row, hashes, (size_t)n * TLOG_HASH);
	for (; n > 1; n /= 2)
		for (int i = 0; i < n / 2; i++)
			tlog_join(row[i], row[2 * i], row[2 * i + 1]);
	memcpy(out, row[0], TLOG_HASH);
}

static void
keep(struct tiles *t, struct tile *tile)
{
	tile->next = t->kept;
	t->kept = tile;
}

/* The tile's hashes, proved; NULL: t->why. */
static const struct tile *
tile_of(struct tiles *t, int level, int64_t n)
{
	const struct tile *parent;
	struct tile *tile;
	tlog_hash root;

	for (tile = t->kept; tile != NULL; tile = tile->next)
		if (tile->level == level && tile->n == n)
			return tile;
	if ((n + 1) * TLOG_TILE > count(t, level)) {
		stop(t, TILES_WRONG);
		return NULL;
	}
	parent = tile_of(t, level + 1, n / TLOG_TILE);
	tile = parent ? load(t, level, n, TLOG_TILE) : NULL;
	if (tile == NULL)
		return NULL;
	join_up((const tlog_hash *)tile->hashes, TLOG_TILE, root);
	if (memcmp(root, parent->hashes[n % TLOG_TILE], TLOG_HASH) != 0) {
		stop(t, TILES_WRONG);
		return NULL;
	}
	keep(t, tile);
	return tile;
}

static bool
get_node(void *p, int level, int64_t i, tlog_hash hash)
{
	struct tiles *t = p;
	int width = 1 << level % TILE_BITS;
	int64_t at = i * width;
	const struct tile *tile = tile_of(t, level / TILE_BITS,
	    at / TLOG_TILE);

	if (tile == NULL)
		return false;
	join_up((const tlog_hash *)tile->hashes + at % TLOG_TILE, width,
	    hash);
	return true;
}

struct tlog_nodes
tiles_nodes(struct tiles *t)
{
	return (struct tlog_nodes){ get_node, t };
}

bool
tiles_root(struct tiles *t, int64_t size, tlog_hash root)
{
	const struct tlog_nodes nodes = { get_node, t };

	t->why = TILES_GOOD;
	if (size > t->size)
		return stop(t, TILES_ROOT);
	return tlog_root(&nodes, size, root);
}

static void
end_bundle(void *p)
{
	buf_release(p);
}

bool
tiles_open(struct tiles *t, struct arena *a, const struct source *source,
    int64_t size, const tlog_hash root)
{
	tlog_hash made;

	*t = (struct tiles){ .arena = a, .source = source, .size = size,
	    .bundle_at = -1 };
	t->bundle = arena_alloc(a, sizeof *t->bundle);
	buf_init(t->bundle, BUNDLE_MAX);
	arena_defer(a, end_bundle, t->bundle);
	for (int level = 0; count(t, level) > 0; level++) {
		int width = (int)(count(t, level) % TLOG_TILE);
		struct tile *edge;

		if (width == 0)
			continue;
		edge = load(t, level, count(t, level) / TLOG_TILE, width);
		if (edge == NULL)
			return false;
		keep(t, edge);
	}
	if (!tiles_root(t, size, made))
		return false;
	return memcmp(made, root, TLOG_HASH) == 0 || stop(t, TILES_ROOT);
}

bool
tiles_leaf(struct tiles *t, int64_t i, tlog_hash hash)
{
	t->why = TILES_GOOD;
	return i >= 0 && i < t->size ? get_node(t, 0, i, hash) :
	    stop(t, TILES_WRONG);
}

/* Cuts the bundle in hand; each entry must be its leaf's. */
static bool
cut(struct tiles *t, const struct tile *want)
{
	const unsigned char *data = (const unsigned char *)t->bundle->data;
	size_t at = 0, n;
	const char *entry;
	tlog_hash leaf;
	int i = 0;

	while (at < t->bundle->len) {
		if (!tlog_bundle_next(data, t->bundle->len, &at, &entry, &n))
			return false;
		if (i == want->width)
			continue;	/* of the full one, beyond us */
		tlog_leaf(leaf, entry, n);
		if (memcmp(leaf, want->hashes[i], TLOG_HASH) != 0)
			return false;
		t->entry_at[i++] = at - n;
		t->entry_at[i] = at + 2;
	}
	return i == want->width;
}

static bool
load_bundle(struct tiles *t, int64_t n)
{
	const struct tile *want = tile_of(t, 0, n);
	bool whole;

	if (want == NULL)
		return false;
	buf_reset(t->bundle);
	t->bundle_at = -1;
	if (!fetch(t, TLOG_ENTRIES, n, want->width, t->bundle, &whole))
		return false;
	if (!cut(t, want))
		return stop(t, TILES_WRONG);
	t->bundle_at = n;
	return true;
}

bool
tiles_entry(struct tiles *t, int64_t i, const char **entry, size_t *n)
{
	const size_t *at = &t->entry_at[i % TLOG_TILE];

	t->why = TILES_GOOD;
	if (i < 0 || i >= t->size)
		return stop(t, TILES_WRONG);
	if (t->bundle_at != i / TLOG_TILE && !load_bundle(t, i / TLOG_TILE))
		return false;
	*entry = t->bundle->data + at[0];
	*n = at[1] - 2 - at[0];
	return true;
}

static bool
is_leaf(struct tiles *t, int64_t i, const tlog_hash want, bool *is)
{
	tlog_hash leaf;

	if (!tiles_leaf(t, i, leaf))
		return false;
	*is = memcmp(leaf, want, TLOG_HASH) == 0;
	return true;
}

bool
tiles_find(struct tiles *t, const void *entry, size_t n, int64_t hint,
    int64_t *at)
{
	tlog_hash want;
	bool is = false;

	t->why = TILES_GOOD;
	tlog_leaf(want, entry, n);
	*at = hint;
	if (hint >= 0 && hint < t->size && !is_leaf(t, hint, want, &is))
		return false;
	if (is)
		return true;
	*at = -1;
	for (int64_t tile = (t->size - 1) / TLOG_TILE; t->size > 0 &&
	    tile >= 0; tile--) {
		const struct tile *hashes = tile_of(t, 0, tile);

		if (hashes == NULL)
			return false;
		for (int i = 0; i < hashes->width; i++)
			if (memcmp(hashes->hashes[i], want, TLOG_HASH) == 0) {
				*at = tile * TLOG_TILE + i;
				return true;
			}
	}
	return true;
}
