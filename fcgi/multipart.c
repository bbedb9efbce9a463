/* SPDX-License-Identifier: Apache-2.0 */
/* multipart.c: bodies with files, read as they come. */
#include "fcgi/multipart.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "market/base/text.h"

/*
 * The value of a parameter («name», «boundary») of a header, copied into
 * out: a token or a quoted string without escapes (what browsers send).
 */
static bool
parameter(const char *header, const char *name, char *out, size_t size)
{
	size_t n = strlen(name);

	for (const char *p = strchr(header, ';'); p; p = strchr(p, ';')) {
		const char *end;

		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, name, n) != 0 || p[n] != '=')
			continue;
		p += n + 1;
		if (*p == '"') {
			end = strchr(++p, '"');
			if (end == NULL)
				return false;
		} else {
			end = p + strcspn(p, "; \t\r\n");
		}
		if ((size_t)(end - p) >= size)
			return false;
		memcpy(out, p, (size_t)(end - p));
		out[end - p] = '\0';
		return true;
	}
	return false;
}

/* The browser's escape of a quote in a name; %0D and %0A stay as they are. */
static void
unescape(char *s)
{
	char *out = s;

	for (; *s; s++) {
		if (strncasecmp(s, "%22", 3) == 0) {
			*out++ = '"';
			s += 2;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
}

/* One header line, without its name, CR and LF; false: it is not there. */
static bool
header_line(const char *head, const char *name, char *out, size_t size)
{
	size_t n = strlen(name), len;

	while (strncasecmp(head, name, n) != 0) {
		head = strstr(head, "\r\n");
		if (head == NULL)
			return false;
		head += 2;
	}
	head += n;
	len = strcspn(head, "\r");
	if (len >= size)
		return false;
	memcpy(out, head, len);
	out[len] = '\0';
	return true;
}

static void
fail(struct multipart *p, enum form_error error)
{
	if (!p->error)
		p->error = error;
}

/* Keeps bytes in out, with room for a NUL behind them. */
static void
keep(struct multipart *p, const char *data, size_t n)
{
	if (n >= p->size - p->used) {
		fail(p, FORM_TOO_MUCH);
		return;
	}
	memmove(p->out + p->used, data, n);
	p->used += n;
}

/* A text of its own in out, NUL-ended. */
static const char *
keep_text(struct multipart *p, const char *text)
{
	const char *at = p->out + p->used;

	keep(p, text, strlen(text));
	if (p->error)
		return "";
	p->out[p->used++] = '\0';
	return at;
}

static void
begin_file(struct multipart *p, const char *file_name)
{
	char type[MULTIPART_HEAD] = "";

	if (strlen(file_name) > MULTIPART_NAME ||
	    !text_clean(file_name, false)) {
		fail(p, FORM_MALFORMED);
		return;
	}
	p->field.file_name = keep_text(p, file_name);
	if (p->error || p->sink == NULL)
		return;
	p->field.value = "";
	fail(p, form_add(p->form, p->field));
	if (p->error)
		return;
	if (header_line(p->head, "Content-Type:", type, sizeof type))
		text_trim(type);
	p->sink->begin(p->sink->ctx, p->field.name, p->field.file_name,
	    type);
}

/* The part's header is whole, from its first byte to the empty line. */
static void
begin_part(struct multipart *p)
{
	char line[MULTIPART_HEAD], value[MULTIPART_HEAD];

	p->head[p->head_n - 2] = '\0';	/* one CR LF stays, as a line's end */
	if (strlen(p->head) != p->head_n - 2 || strstr(p->head, p->mark) ||
	    !header_line(p->head, "Content-Disposition:", line,
	    sizeof line) || !parameter(line, "name", value, sizeof value)) {
		fail(p, FORM_MALFORMED);
		return;
	}
	unescape(value);
	p->field = (struct field){ .name = keep_text(p, value) };
	if (!p->error && parameter(line, "filename", value, sizeof value)) {
		unescape(value);
		begin_file(p, value);
	}
	p->value = p->out + p->used;
	p->matched = 0;
	p->at = PART_BODY;
}

static void
body_bytes(struct multipart *p, const char *data, size_t n)
{
	size_t have = (size_t)(p->out + p->used - p->value);

	if (p->error || n == 0)
		return;
	if (p->field.file_name && p->sink)
		p->sink->data(p->sink->ctx, data, n);
	else if (!p->field.file_name && n > 2 * FORM_VALUE - have)
		fail(p, FORM_TOO_MUCH);	/* also once CR LF is LF */
	else
		keep(p, data, n);
}

static void
end_part(struct multipart *p)
{
	size_t n = (size_t)(p->out + p->used - p->value);

	p->at = PART_MARK;
	p->head_n = 0;
	if (p->field.file_name && p->sink)
		return;
	p->out[p->used++] = '\0';
	if (!p->field.file_name && memchr(p->value, '\0', n) != NULL) {
		fail(p, FORM_MALFORMED);
		return;
	}
	if (!p->field.file_name)
		n = form_lines(p->value, n);
	p->field.value = p->value;
	p->field.len = n;
	fail(p, form_add(p->form, p->field));
}

/* Two bytes behind a mark say whether a part follows. */
static void
after_mark(struct multipart *p, char c)
{
	p->head[p->head_n++] = c;
	if (p->head_n < 2)
		return;
	if (memcmp(p->head, "--", 2) == 0)
		p->at = PART_DONE;
	else if (memcmp(p->head, "\r\n", 2) != 0)
		fail(p, FORM_MALFORMED);
	else if (p->parts++ == FORM_PARTS)
		fail(p, FORM_TOO_MUCH);
	else
		p->at = PART_HEAD;
	p->head_n = 0;
}

static void
head_byte(struct multipart *p, char c)
{
	p->head[p->head_n++] = c;
	if (p->head_n >= 4 && memcmp(p->head + p->head_n - 4, "\r\n\r\n",
	    4) == 0)
		begin_part(p);
	else if (p->head_n == MULTIPART_HEAD + 4)
		fail(p, FORM_MALFORMED);
}

/*
 * Bytes of a part.  A CR stands in the mark only at its start, so where a
 * mark breaks off, another can begin only with the byte that broke it.
 * Returns how many were used.
 */
static size_t
body_piece(struct multipart *p, const char *data, size_t n)
{
	const char *cr;

	if (p->matched == 0) {
		cr = memchr(data, '\r', n);
		n = cr ? (size_t)(cr - data) : n;
		body_bytes(p, data, n);
		if (cr == NULL)
			return n;
		p->matched = 1;
		return n + 1;
	}
	if (*data == p->mark[p->matched]) {
		if (++p->matched == p->mark_n)
			end_part(p);
		return 1;
	}
	body_bytes(p, p->mark, p->matched);
	p->matched = 0;
	return 0;
}

void
multipart_begin(struct multipart *p, struct form *f, const char *type,
    char *out, size_t size, const struct file_sink *sink)
{
	char boundary[MULTIPART_MARK - 4];

	*p = (struct multipart){ .form = f, .sink = sink, .out = out,
	    .size = size, .at = PART_FIRST, .matched = 2 };
	f->n = 0;
	if (!form_is_multipart(type) || !parameter(type, "boundary",
	    boundary, sizeof boundary) || boundary[0] == '\0' ||
	    strpbrk(boundary, "\r\n") != NULL) {
		p->error = FORM_MALFORMED;
		return;
	}
	p->mark_n = (size_t)snprintf(p->mark, sizeof p->mark, "\r\n--%s",
	    boundary);
}

void
multipart_feed(struct multipart *p, const char *data, size_t n)
{
	while (n > 0 && !p->error && p->at != PART_DONE) {
		size_t used = 1;

		switch (p->at) {
		case PART_FIRST:	/* the first mark lacks its CR LF */
			if (*data != p->mark[p->matched])
				fail(p, FORM_MALFORMED);
			else if (++p->matched == p->mark_n)
				p->at = PART_MARK;
			break;
		case PART_MARK: after_mark(p, *data); break;
		case PART_HEAD: head_byte(p, *data); break;
		case PART_BODY: used = body_piece(p, data, n); break;
		case PART_DONE: break;
		}
		data += used;
		n -= used;
	}
}

enum form_error
multipart_end(struct multipart *p)
{
	if (p->at != PART_DONE)
		fail(p, FORM_MALFORMED);
	return p->error;
}
