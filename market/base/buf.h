/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Bytes that grow, up to a maximum given at birth.  Past it nothing more is
 * taken and full is true: whoever fills one looks at full at the end, once.
 */
struct buf {
	char *data;	/* always NUL-ended once something was added */
	size_t len;
	size_t cap;	/* bytes allocated */
	size_t max;	/* len never exceeds it */
	bool full;	/* something did not fit */
};

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);

/* Empty again, with its memory kept; buf_wipe() overwrites it first. */
void buf_reset(struct buf *b);
void buf_wipe(struct buf *b);

void buf_add(struct buf *b, const void *data, size_t n);
void buf_text(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
