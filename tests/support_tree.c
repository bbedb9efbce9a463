/* SPDX-License-Identifier: Apache-2.0 */
/* support_tree.c: logs for tests. */
#include "tests/support_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

/* Programs use it too, outside of any test. */
static void
must(bool ok)
{
	if (!ok)
		bug("tree: no memory, or no node");
}

struct tree *
tree_new(int64_t most)
{
	struct tree *t = calloc(1, sizeof *t);

	must(t != NULL);
	for (int l = 0; l < TREE_LEVELS; l++) {
		t->level[l] = calloc((size_t)(most >> l) + 1, TLOG_HASH);
		must(t->level[l] != NULL);
	}
	return t;
}

void
tree_free(struct tree *t)
{
	for (int l = 0; l < TREE_LEVELS; l++)
		free(t->level[l]);
	free(t);
}

static bool
get(void *p, int level, int64_t i, tlog_hash hash)
{
	struct tree *t = p;

	if (level >= TREE_LEVELS || (i + 1) << level > t->size)
		return false;
	memcpy(hash, t->level[level][i], TLOG_HASH);
	return true;
}

struct tlog_nodes
tree_nodes(struct tree *t)
{
	return (struct tlog_nodes){ get, t };
}

void
tree_add(struct tree *t, const char *entry)
{
	struct tlog_node out[TLOG_LEVELS + 1];
	struct tlog_nodes from = tree_nodes(t);
	tlog_hash leaf;
	size_t n;

	tlog_leaf(leaf, entry, strlen(entry));
	must(tlog_append(&from, t->size, leaf, out, &n));
	t->size++;
	for (size_t i = 0; i < n; i++)
		memcpy(t->level[out[i].level][out[i].i], out[i].hash,
		    TLOG_HASH);
}

void
tree_fill(struct tree *t, int64_t size, int64_t lie)
{
	char entry[32];

	while (t->size < size) {
		snprintf(entry, sizeof entry, "%s %d",
		    t->size == lie ? "lie" : "leaf", (int)t->size);
		tree_add(t, entry);
	}
}
