/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c: blocks of memory that live as long as a request. */
#include "market/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define POISON(p, n) ((void)0)
#define UNPOISON(p, n) ((void)0)
#endif

enum {
	BLOCK_SIZE = 64 * 1024,	/* one is enough for nearly every request */
	ALIGN = alignof(max_align_t)
};

struct arena_block {
	struct arena_block *older;
	size_t size;		/* of bytes[] */
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena_end {
	struct arena_end *older;
	void (*fn)(void *);
	void *p;
};

void
arena_init(struct arena *a)
{
	*a = (struct arena){ .block = NULL };
}

static struct arena_block *
block_new(size_t size, struct arena_block *older)
{
	struct arena_block *b = malloc(sizeof *b + size);

	if (b == NULL)
		bug("out of memory: %zu bytes", size);
	b->older = older;
	b->size = size;
	b->used = 0;
	POISON(b->bytes, size);
	return b;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->block;
	void *p;

	if (size > SIZE_MAX / 2)
		bug("arena_alloc of %zu bytes", size);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (b == NULL || b->size - b->used < size)
		b = a->block = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE,
		    b);
	p = b->bytes + b->used;
	b->used += size;
	UNPOISON(p, size);
	return memset(p, 0, size);
}

char *
arena_strndup(struct arena *a, const char *text, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(copy, text, n);
	return copy;
}

char *
arena_strdup(struct arena *a, const char *text)
{
	return text ? arena_strndup(a, text, strlen(text)) : NULL;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		bug("arena_printf: bad format");
	text = arena_alloc(a, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
	struct arena_end *end = arena_alloc(a, sizeof *end);

	*end = (struct arena_end){ .older = a->ends, .fn = fn, .p = p };
	a->ends = end;
}

/* Keeps the oldest block if it is of the usual size, and it alone. */
void
arena_reset(struct arena *a)
{
	while (a->ends != NULL) {
		struct arena_end *end = a->ends;

		a->ends = end->older;
		end->fn(end->p);
	}
	while (a->block != NULL &&
	    (a->block->older != NULL || a->block->size > BLOCK_SIZE)) {
		struct arena_block *older = a->block->older;

		UNPOISON(a->block->bytes, a->block->size);
		free(a->block);
		a->block = older;
	}
	if (a->block != NULL) {
		a->block->used = 0;
		POISON(a->block->bytes, a->block->size);
	}
}

void
arena_release(struct arena *a)
{
	arena_reset(a);
	if (a->block != NULL)
		UNPOISON(a->block->bytes, a->block->size);
	free(a->block);
	a->block = NULL;
}
