/* SPDX-License-Identifier: Apache-2.0 */
/* support_logdir.c: logs as folders. */
#include "tests/logdir.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "market/base/err.h"
#include "tests/support_tree.h"

struct logdir {
	char dir[256];
	struct tree *tree;
	struct buf entries;
	size_t *at;			/* where each begins */
	int64_t published;
};

struct logdir *
logdir_new(const char *dir, int64_t most)
{
	struct logdir *l = calloc(1, sizeof *l);

	if (l == NULL)
		bug("out of memory");
	snprintf(l->dir, sizeof l->dir, "%s", dir);
	l->tree = tree_new(most);
	l->at = calloc((size_t)most + 1, sizeof *l->at);
	buf_init(&l->entries, 1 << 28);
	return l;
}

void
logdir_free(struct logdir *l)
{
	tree_free(l->tree);
	buf_release(&l->entries);
	free(l->at);
	free(l);
}

void
logdir_add(struct logdir *l, const char *entry, size_t n)
{
	/* The tree takes texts; a NUL stands in none of ours. */
	char *copy = strndup(entry, n);

	l->at[l->tree->size] = l->entries.len;
	buf_add(&l->entries, entry, n);
	tree_add(l->tree, copy);
	l->at[l->tree->size] = l->entries.len;
	free(copy);
}

int64_t
logdir_size(const struct logdir *l)
{
	return l->tree->size;
}

struct tlog_nodes
logdir_nodes(struct logdir *l)
{
	return tree_nodes(l->tree);
}

void
logdir_file(const struct logdir *l, const char *path, const char *data,
    size_t n)
{
	char full[512];
	FILE *f;

	snprintf(full, sizeof full, "%s/%s", l->dir, path);
	for (char *p = full + strlen(l->dir); *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(full, 0755) != 0 && errno != EEXIST)
			bug("no folder %s", full);
		*p = '/';
	}
	f = fopen(full, "we");
	if (f == NULL || fwrite(data, 1, n, f) != n || fclose(f) != 0)
		bug("cannot write %s", full);
}

static void
write_tile(struct logdir *l, int level, int64_t n, int width)
{
	char path[8 + TLOG_PATH], below[TLOG_PATH];
	struct tlog_nodes nodes = tree_nodes(l->tree);
	struct buf out;

	buf_init(&out, 1 << 24);
	for (int64_t i = n * TLOG_TILE; level == TLOG_ENTRIES &&
	    i < n * TLOG_TILE + width; i++)
		tlog_bundle_add(&out, l->entries.data + l->at[i],
		    l->at[i + 1] - l->at[i]);
	if (level >= 0 && !tlog_tile_write(&nodes, level, n, width, &out))
		bug("a node is missing");
	snprintf(path, sizeof path, "log/%s", tlog_tile_path(below, level, n,
	    width));
	logdir_file(l, path, out.data, out.len);
	buf_release(&out);
}

static void
write_level(struct logdir *l, int level)
{
	int shift = level > 0 ? level * 8 : 0;
	int64_t from = (l->published >> shift) / TLOG_TILE;

	for (int64_t n = from;; n++) {
		int width = tlog_tile_width(level, n, l->tree->size);

		if (width == 0)
			break;
		write_tile(l, level, n, width);
	}
}

void
logdir_publish(struct logdir *l)
{
	struct tlog_checkpoint c = { .size = l->tree->size };
	struct tlog_nodes nodes = tree_nodes(l->tree);
	struct note_secret log;
	struct buf text;
	char path[64];
	size_t n;

	write_level(l, TLOG_ENTRIES);
	for (int level = 0; l->tree->size >> level * 8 > 0; level++)
		write_level(l, level);
	logdir_key(&log, "m.example/log/1", NOTE_ED25519);
	snprintf(c.origin, sizeof c.origin, "%s", log.key.name);
	if (!tlog_root(&nodes, c.size, c.root))
		bug("no root");
	buf_init(&text, NOTE_MAX);
	tlog_checkpoint_write(&text, &c);
	n = text.len;
	buf_text(&text, "\n");
	note_sign_checkpoint(&text, text.data, n, &log);
	logdir_file(l, "log/checkpoint", text.data, text.len);
	snprintf(path, sizeof path, "log/checkpoint.%" PRId64, c.size);
	logdir_file(l, path, text.data, text.len);
	buf_release(&text);
	l->published = c.size;
}
