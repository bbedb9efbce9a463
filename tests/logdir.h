/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LOGDIR_H
#define TESTS_LOGDIR_H

#include "market/note.h"
#include "market/tlog.h"

/* A log of any size, published below a folder as the market does it. */
struct logdir;

/* Keys are made of the name alone: the same in each run. */
void logdir_key(struct note_secret *s, const char *name, unsigned char alg);

struct logdir *logdir_new(const char *dir, int64_t most);
void logdir_free(struct logdir *l);
void logdir_add(struct logdir *l, const char *entry, size_t n);
int64_t logdir_size(const struct logdir *l);
struct tlog_nodes logdir_nodes(struct logdir *l);

/*
 * Writes what the size of now asks for and was not there: bundles, tiles,
 * then log/checkpoint, and the same as log/checkpoint.<size>.
 */
void logdir_publish(struct logdir *l);

/* A file below the folder. */
void logdir_file(const struct logdir *l, const char *path, const char *data,
    size_t n);

#endif
