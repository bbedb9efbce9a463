/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PUBLIC_DIR_H
#define MARKET_PUBLIC_DIR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The folder that nginx serves.  Files go in by batches: all are written
 * beside their places (names that begin with a dot, which nginx does not
 * serve), synced, renamed, synced.  A reader sees a file whole or not at
 * all, and when public_dir_commit() returns true, all of them after any
 * crash as well.  Files and folders can be read by everybody.
 *
 * Syncing is one syncfs(2) for the batch, which is as good as fsync(2) of
 * each file and of each folder: since Linux 5.8 it reports every write that
 * failed since the folder was opened.
 *
 * One thread at a time.
 */
struct public_dir;

/* For tests: called before each step that a crash could come before. */
typedef void public_step(void *p, const char *what);

/* Makes the folder if it must.  NULL: said to the log. */
struct public_dir *public_dir_open(const char *folder, public_step *step,
    void *p);
void public_dir_close(struct public_dir *d);

/*
 * One file of the batch; a batch has a path once.  «p/ZJ-1/1/close.note»:
 * a path that leaves the folder, or has a part that begins with a dot, is a
 * bug().
 */
bool public_dir_put(struct public_dir *d, const char *path,
    const void *bytes, size_t n);
/* false: errno was logged; what was renamed stays, the batch is forgotten. */
bool public_dir_commit(struct public_dir *d);

/* One small file, durable at once; after all that it speaks of. */
bool public_dir_last(struct public_dir *d, const char *path,
    const void *bytes, size_t n);
/* As durable_read(). */
long public_dir_read(const struct public_dir *d, const char *path, char *out,
    size_t max);

/* Deletes a folder of files, if it is there. */
void public_dir_remove(struct public_dir *d, const char *path);

#endif
