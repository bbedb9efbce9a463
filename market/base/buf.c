/* SPDX-License-Identifier: Apache-2.0 */
/* buf.c: a bounded, growing run of bytes. */
#include "market/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

enum { FIRST_CAP = 1024 };

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_release(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void
buf_wipe(struct buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	buf_reset(b);
}

static void
grow(struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : FIRST_CAP;
	char *data;

	while (cap < need)
		cap *= 2;
	data = realloc(b->data, cap);
	if (data == NULL)
		bug("out of memory: %zu bytes", cap);
	b->data = data;
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *data, size_t n)
{
	if (n > b->max - b->len) {
		b->full = true;
		return;
	}
	if (b->len + n + 1 > b->cap)
		grow(b, b->len + n + 1);
	if (n > 0)
		memcpy(b->data + b->len, data, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	char small[512];
	va_list args;
	char *text = small;
	int n;

	va_start(args, format);
	n = vsnprintf(small, sizeof small, format, args);
	va_end(args);
	if (n < 0)
		bug("buf_printf: bad format");
	if ((size_t)n >= sizeof small) {
		text = malloc((size_t)n + 1);
		if (text == NULL)
			bug("out of memory: %d bytes", n);
		va_start(args, format);
		vsnprintf(text, (size_t)n + 1, format, args);
		va_end(args);
	}
	buf_add(b, text, (size_t)n);
	if (text != small)
		free(text);
}
