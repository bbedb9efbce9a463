/* SPDX-License-Identifier: Apache-2.0 */
/* append.c: entries of the log, with the nodes they complete. */
#include "market/append.h"

#include <string.h>

#include "db/public.h"
#include "market/keys.h"
#include "market/note.h"
#include "market/platform.h"

static bool
get_node(void *p, int level, int64_t i, tlog_hash hash)
{
	return db_node_get(p, level, i, hash) == OK;
}

struct tlog_nodes
append_nodes(struct db *db)
{
	return (struct tlog_nodes){ get_node, db };
}

enum err
append_entry(struct db *db, const void *entry, size_t n, int64_t *leaf)
{
	struct tlog_nodes from = append_nodes(db);
	struct tlog_node nodes[TLOG_LEVELS + 1];
	size_t n_nodes = 0;
	tlog_hash hash;
	enum err err = db_leaf_size(db, leaf);

	if (err)
		return err;
	if (n == 0 || n > NOTE_MAX)
		bug("append: an entry of %zu bytes", n);
	tlog_leaf(hash, entry, n);
	if (!tlog_append(&from, *leaf, hash, nodes, &n_nodes))
		return ERR_INTERNAL;
	err = db_leaf_insert(db, *leaf, entry, n);
	for (size_t i = 0; !err && i < n_nodes; i++)
		err = db_node_insert(db, nodes[i].level, nodes[i].i,
		    nodes[i].hash);
	return err;
}

enum err
append_signed(struct db *db, const struct platform *platform,
    const char *text, size_t n, int64_t *leaf)
{
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	buf_add(&note, text, n);
	buf_text(&note, "\n");
	platform_sign(platform, &note, text, n);
	err = append_entry(db, note.data, note.len, leaf);
	buf_release(&note);
	return err;
}

enum err
append_blind(struct db *db, const unsigned char file[32],
    const char reveal_by[TLOG_DATE + 1], unsigned char nonce[32],
    int64_t *leaf)
{
	char blind[TLOG_BLIND + 1];
	struct receipt r;
	enum err err;

	keys_random(nonce, 32);
	tlog_blind(blind, nonce, file, reveal_by);
	err = append_entry(db, blind, TLOG_BLIND, leaf);
	r.leaf = *leaf;
	memcpy(r.file, file, sizeof r.file);
	memcpy(r.nonce, nonce, sizeof r.nonce);
	return err ? err : db_receipt_insert(db, &r);
}

enum err
append_file(struct db *db, const char *path, const void *body, size_t n)
{
	int64_t size;
	enum err err = db_leaf_size(db, &size);

	return err ? err : db_public_put(db, path, size, body, n);
}
