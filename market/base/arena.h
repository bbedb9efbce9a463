/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * The memory of one request: taken from piece by piece, given back at once.
 * Nothing is freed singly; arena_alloc() never returns NULL, out of memory
 * ends the process.  No secret (password, key, price before the opening)
 * may enter an arena.
 */
struct arena_block;
struct arena_end;

struct arena {
	struct arena_block *block;	/* the one in use, older ones behind */
	struct arena_end *ends;		/* what else ends with the arena */
};

/* Begins empty: no memory is taken before the first arena_alloc(). */
void arena_init(struct arena *a);

/* Runs what was deferred, newest first, and empties the arena for reuse. */
void arena_reset(struct arena *a);

/* arena_reset(), and all memory goes back to the system. */
void arena_release(struct arena *a);

/* Zeroed memory, aligned for any type; lasts until arena_reset(). */
void *arena_alloc(struct arena *a, size_t size)
    __attribute__((malloc, alloc_size(2)));

/* Copies; NULL stays NULL. */
char *arena_strdup(struct arena *a, const char *text);

/* Copies n bytes and ends them with NUL; text may be NULL where n is 0. */
char *arena_strndup(struct arena *a, const char *text, size_t n);

/* As sprintf, into the arena. */
char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* fn(p) is called by the next arena_reset(): for what is not memory. */
void arena_defer(struct arena *a, void (*fn)(void *), void *p);

#endif
