/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_WIRE_H
#define TESTS_SUPPORT_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "market/base/buf.h"

/* What nginx sends to the program: FastCGI records, request id 1. */
enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

/* A request; what is NULL is not sent, what is 0 has its usual value. */
struct ask {
	const char *method, *uri, *length;
	const char *params[12];		/* name, value, … */
	const char *body;
	size_t n;
	size_t piece;			/* bytes of a record of the body */
	const struct buf *more;		/* parameters, encoded */
	bool last;			/* do not keep the connection */
};

void put_record(struct buf *b, int type, const void *data, size_t n);
/* A stream: its bytes in records of at most piece, and its end. */
void put_stream(struct buf *b, int type, const char *data, size_t n,
    size_t piece);
void put_param(struct buf *b, const char *name, const char *value);
/* A whole request. */
void put_ask(struct buf *b, const struct ask *ask);

#endif
