/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_TREE_H
#define TESTS_SUPPORT_TREE_H

#include "market/tlog.h"

/* A log in memory, with all its complete nodes. */
enum { TREE_LEVELS = 20 };

struct tree {
	tlog_hash *level[TREE_LEVELS];
	int64_t size;
};

/* Room for most leaves; freed by tree_free(). */
struct tree *tree_new(int64_t most);
void tree_free(struct tree *t);

struct tlog_nodes tree_nodes(struct tree *t);

void tree_add(struct tree *t, const char *entry);

/* «leaf 0», «leaf 1», … up to size; leaf number lie (-1: none) is another. */
void tree_fill(struct tree *t, int64_t size, int64_t lie);

#endif
