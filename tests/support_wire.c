/* SPDX-License-Identifier: Apache-2.0 */
/* support_wire.c: FastCGI as nginx speaks it. */
#include "tests/support_wire.h"

#include <stdio.h>
#include <string.h>

void
put_record(struct buf *b, int type, const void *data, size_t n)
{
	unsigned char head[8] = { 1, (unsigned char)type, 0, 1,
	    (unsigned char)(n >> 8), (unsigned char)n, 0, 0 };

	buf_add(b, head, sizeof head);
	if (n > 0)
		buf_add(b, data, n);
}

void
put_stream(struct buf *b, int type, const char *data, size_t n, size_t piece)
{
	while (n > 0) {
		size_t part = n < piece ? n : piece;

		put_record(b, type, data, part);
		data += part;
		n -= part;
	}
	put_record(b, type, NULL, 0);
}

static void
put_length(struct buf *b, size_t n)
{
	unsigned char four[4] = { (unsigned char)(0x80 | n >> 24),
	    (unsigned char)(n >> 16), (unsigned char)(n >> 8),
	    (unsigned char)n };

	buf_add(b, n < 128 ? &four[3] : four, n < 128 ? 1 : 4);
}

void
put_param(struct buf *b, const char *name, const char *value)
{
	put_length(b, strlen(name));
	put_length(b, strlen(value));
	buf_text(b, name);
	buf_text(b, value);
}

void
put_ask(struct buf *b, const struct ask *ask)
{
	const unsigned char begin[8] = { 0, 1, !ask->last };
	char length[24];
	struct buf params;

	snprintf(length, sizeof length, "%zu", ask->n);
	buf_init(&params, 1 << 20);
	put_param(&params, "REQUEST_METHOD",
	    ask->method ? ask->method : "GET");
	put_param(&params, "REQUEST_URI", ask->uri ? ask->uri : "/");
	if (ask->length || ask->n > 0)
		put_param(&params, "CONTENT_LENGTH",
		    ask->length ? ask->length : length);
	for (size_t i = 0; ask->params[i]; i += 2)
		put_param(&params, ask->params[i], ask->params[i + 1]);
	if (ask->more)
		buf_add(&params, ask->more->data, ask->more->len);
	put_record(b, BEGIN, begin, sizeof begin);
	put_stream(b, PARAMS, params.data, params.len, 65535);
	put_stream(b, STDIN, ask->body, ask->n,
	    ask->piece ? ask->piece : 32768);
	buf_release(&params);
}
