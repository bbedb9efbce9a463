/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_MULTIPART_H
#define FCGI_MULTIPART_H

#include "fcgi/form.h"

/*
 * A multipart body (RFC 7578), fed in pieces of any size.  Texts become
 * fields of a form, kept in memory the caller gives; the bytes of files go
 * to a sink as they come, and are never held here.  Limits: form.h.
 */
enum {
	MULTIPART_HEAD = 1024,	/* bytes of a part's header */
	MULTIPART_NAME = 200,	/* bytes of a file's name */
	MULTIPART_MARK = 76	/* CR LF, two hyphens, a boundary of 70, NUL */
};

/* Where files go; nothing is said about one that its body cuts off. */
struct file_sink {
	/* type: what its part declares, or "". */
	void (*begin)(void *ctx, const char *field, const char *file_name,
	    const char *type);
	void (*data)(void *ctx, const void *bytes, size_t n);
	void *ctx;
};

struct multipart {
	struct form *form;
	const struct file_sink *sink;
	char *out;			/* names and values, each NUL-ended */
	size_t size, used;
	enum { PART_FIRST, PART_MARK, PART_HEAD, PART_BODY, PART_DONE } at;
	char mark[MULTIPART_MARK];	/* CR LF -- boundary */
	size_t mark_n;
	size_t matched;			/* bytes of mark just met */
	char head[MULTIPART_HEAD + 5];
	size_t head_n;			/* also counts what follows a mark */
	int parts;
	struct field field;		/* of the part in hand */
	char *value;
	enum form_error error;		/* the first one; then nothing is read */
};

/*
 * f is emptied.  type is the Content-Type header.  out keeps names and
 * texts (size bytes); it may be the very memory that is then fed from its
 * start, if it has a byte more than the body.  sink NULL: files are kept
 * like texts, whole, in out.
 *
 * A field of a file has its file_name; with a sink its value is "".
 * More than fits into out: FORM_TOO_MUCH.
 */
void multipart_begin(struct multipart *p, struct form *f, const char *type,
    char *out, size_t size, const struct file_sink *sink);
void multipart_feed(struct multipart *p, const char *data, size_t n);

/* FORM_OK: it was whole.  Whatever follows the last boundary is ignored. */
enum form_error multipart_end(struct multipart *p);

#endif
