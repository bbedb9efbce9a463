/* SPDX-License-Identifier: Apache-2.0 */
/* public_tree.c: tiles and bundles. */
#include "market/public_tree.h"

#include <stdio.h>
#include <string.h>

#include "db/leaf.h"
#include "market/tlog.h"

enum { DAY = 86400, TIDY_BATCH = 256, TILE_BITS = 8,
    BUNDLE_MAX = TLOG_TILE * (2 + NOTE_MAX) };

static enum err
put_file(struct public_dir *d, int level, int64_t index, int width,
    const struct buf *body)
{
	char tile[TLOG_PATH], path[TLOG_PATH + 8];

	snprintf(path, sizeof path, "log/%s", tlog_tile_path(tile, level,
	    index, width));
	return !body->full && public_dir_put(d, path, body->data, body->len) ?
	    OK : ERR_INTERNAL;
}

static enum err
put_tile(struct public_dir *d, struct db *db, int level, int64_t index,
    int width)
{
	unsigned char hashes[TLOG_TILE * TLOG_HASH];
	struct buf body;
	enum err err = db_node_list(db, level * TILE_BITS,
	    index * TLOG_TILE, width, hashes);

	if (err)
		return ERR_INTERNAL;
	buf_init(&body, TLOG_TILE * TLOG_HASH);
	buf_add(&body, hashes, (size_t)width * TLOG_HASH);
	err = put_file(d, level, index, width, &body);
	buf_release(&body);
	return err;
}

static enum err
put_bundle(struct public_dir *d, struct db *db, int64_t index, int width)
{
	struct leaf *leaves;
	struct buf body;
	size_t n;
	enum err err = db_leaf_list(db, index * TLOG_TILE, width, &leaves,
	    &n);

	if (err || n != (size_t)width)
		return err ? err : ERR_INTERNAL;
	buf_init(&body, BUNDLE_MAX);
	for (size_t i = 0; i < n; i++)
		tlog_bundle_add(&body, leaves[i].entry, leaves[i].n);
	err = put_file(d, TLOG_ENTRIES, index, width, &body);
	buf_release(&body);
	return err;
}

/* Was level-0 tile index full in a tree that was signed a day ago? */
static enum err
is_old(struct db *db, int64_t index, int64_t now, bool *old)
{
	struct checkpoint c;
	enum err err = db_checkpoint_after(db, (index + 1) * TLOG_TILE - 1,
	    &c);

	*old = !err && c.signed_at + DAY <= now;
	return err == ERR_NOT_FOUND ? OK : err;
}

static enum err
put_level(struct public_dir *d, struct db *db, int level, int64_t old,
    int64_t size, int64_t now)
{
	int64_t first = old / TLOG_TILE, last = (size - 1) / TLOG_TILE;
	enum err err = OK;

	for (int64_t i = first; !err && i <= last; i++) {
		int width = tlog_tile_width(0, i, size);
		bool skip = false;

		if (level == 0 && width < TLOG_TILE)
			err = is_old(db, i, now, &skip);
		if (!err && !skip)
			err = put_tile(d, db, level, i, width);
		if (!err && !skip && level == 0)
			err = put_bundle(d, db, i, width);
	}
	return err;
}

enum err
public_tree_put(struct public_dir *d, struct db *db, int64_t old,
    int64_t size, int64_t now)
{
	enum err err = OK;

	/* In units of the level: complete subtrees of 256^level leaves. */
	for (int level = 0; !err && size > 0; level++) {
		if (size > old)
			err = put_level(d, db, level, old, size, now);
		size >>= TILE_BITS;
		old >>= TILE_BITS;
	}
	return err;
}

enum err
public_tree_tidy(struct public_dir *d, struct db *db, int64_t *next,
    int64_t now)
{
	static const int levels[] = { TLOG_ENTRIES, 0 };
	char tile[TLOG_PATH], path[TLOG_PATH + 8];
	bool old = true;
	enum err err = OK;

	for (int n = 0; !err && n < TIDY_BATCH; n++) {
		err = is_old(db, *next, now, &old);
		if (err || !old)
			break;
		for (size_t i = 0; i < COUNT(levels); i++) {
			snprintf(path, sizeof path, "log/%s.p",
			    tlog_tile_path(tile, levels[i], *next, 0));
			public_dir_remove(d, path);
		}
		++*next;
	}
	return err;
}
