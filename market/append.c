/* SPDX-License-Identifier: Apache-2.0 */
/* append.c: entries of the log, with the nodes they complete. */
#include "market/append.h"

#include "db/public.h"

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
append_file(struct db *db, const char *path, const void *body, size_t n)
{
	int64_t size;
	enum err err = db_leaf_size(db, &size);

	return err ? err : db_public_put(db, path, size, body, n);
}
