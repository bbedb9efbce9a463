/* SPDX-License-Identifier: Apache-2.0 */
/* form.c: queries, bodies and cookies, parsed once, in place, strictly. */
#include "fcgi/form.h"

#include <stdio.h>

#include <string.h>
#include <strings.h>

#include "market/base/err.h"
#include "market/base/text.h"

static bool
is_many(const char *name)
{
	size_t n = strlen(name);

	return n > 2 && strcmp(name + n - 2, "[]") == 0;
}

static bool
is_double(const struct form *f, const char *name)
{
	if (is_many(name))
		return false;
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return true;
	return false;
}

/* CR LF becomes LF; a CR alone stays, and is refused as a control. */
static size_t
plain_lines(char *s, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++)
		if (!(s[i] == '\r' && i + 1 < n && s[i + 1] == '\n'))
			s[out++] = s[i];
	s[out] = '\0';
	return out;
}

/* Takes a field whose name and value are decoded and NUL-ended. */
static enum form_error
add(struct form *f, struct field field)
{
	if (f->n == FORM_FIELDS || strlen(field.name) > FORM_NAME ||
	    (!field.file_name && field.len > FORM_VALUE))
		return FORM_TOO_MUCH;
	if (field.name[0] == '\0' || !text_clean(field.name, false) ||
	    is_double(f, field.name))
		return FORM_MALFORMED;
	if (!field.file_name && (strlen(field.value) != field.len ||
	    !text_clean(field.value, true)))
		return FORM_MALFORMED;
	f->fields[f->n++] = field;
	return FORM_OK;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes n bytes in place and NUL-ends them; false: not well formed. */
static bool
decode(char *s, size_t n, size_t *len)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 1 < n ? hex_digit(s[i + 1]) : -1;
			int low = i + 2 < n ? hex_digit(s[i + 2]) : -1;

			if (high < 0 || low < 0 || high + low == 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '\0') {
			return false;
		}
		s[out++] = c;
	}
	s[out] = '\0';
	*len = out;
	return true;
}

/* One «name=value» of n bytes; s[n] is writable. */
static enum form_error
pair(struct form *f, char *s, size_t n)
{
	char *eq = memchr(s, '=', n);
	size_t name_n = eq ? (size_t)(eq - s) : n, len = 0;
	struct field field = { .name = s, .value = "", .len = 0 };

	if (eq != NULL) {
		if (!decode(eq + 1, n - name_n - 1, &field.len))
			return FORM_MALFORMED;
		field.len = plain_lines(eq + 1, field.len);
		field.value = eq + 1;
	}
	if (!decode(s, name_n, &len))
		return FORM_MALFORMED;
	return add(f, field);
}

static enum form_error
urlencoded(struct form *f, char *s, size_t n)
{
	enum form_error error = FORM_OK;

	while (n > 0 && !error) {
		char *amp = memchr(s, '&', n);
		size_t part = amp ? (size_t)(amp - s) : n;
		size_t taken = amp ? part + 1 : part;

		if (part > 0)
			error = pair(f, s, part);
		s += taken;
		n -= taken;
	}
	return error;
}

enum form_error
form_query(struct form *f, char *query)
{
	f->n = 0;
	return query ? urlencoded(f, query, strlen(query)) : FORM_OK;
}

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

/* The browser's escapes of a quoted name: %22, %0D, %0A. */
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

/*
 * The headers of a part, from s to the empty line: *name and *file_name are
 * cut out of them, in place.  Returns where the content begins, or NULL.
 */
static char *
part_headers(char *s, char *end, char **name, char **file_name)
{
	char value[1024];
	char *body = memmem(s, (size_t)(end - s), "\r\n\r\n", 4);
	char *line = s;

	*name = *file_name = NULL;
	if (body == NULL || body - s > 1024)
		return NULL;
	*body = '\0';
	if (strlen(s) != (size_t)(body - s))
		return NULL;
	while (line != NULL && strncasecmp(line, "Content-Disposition:",
	    20) != 0)
		line = (line = strstr(line, "\r\n")) ? line + 2 : NULL;
	if (line == NULL || !parameter(line, "name", value, sizeof value))
		return NULL;
	{
		size_t n = strlen(value) + 1;
		char file[1024];
		bool has = parameter(line, "filename", file, sizeof file);

		/* Both fit where the headers stood. */
		memcpy(s, value, n);
		*name = s;
		unescape(*name);
		if (has) {
			size_t m = strlen(file) + 1;

			if ((size_t)(body - s) < n + m)
				return NULL;
			memcpy(s + n, file, m);
			*file_name = s + n;
			unescape(*file_name);
		}
	}
	return body + 4;
}

static enum form_error
part(struct form *f, char *s, char *end)
{
	char *name, *file_name;
	char *value = part_headers(s, end, &name, &file_name);
	struct field field;

	if (value == NULL)
		return FORM_MALFORMED;
	if (file_name && (strlen(file_name) > 200 ||
	    !text_clean(file_name, false)))
		return FORM_MALFORMED;
	*end = '\0';
	field = (struct field){ .name = name, .value = value,
	    .file_name = file_name, .len = (size_t)(end - value) };
	if (!file_name && memchr(value, '\0', field.len) != NULL)
		return FORM_MALFORMED;
	if (!file_name)
		field.len = plain_lines(value, field.len);
	return add(f, field);
}

/* Parts stand between «--boundary» lines; the last has «--» behind it. */
static enum form_error
multipart(struct form *f, const char *boundary, char *body, size_t n)
{
	char mark[80];
	size_t len = (size_t)snprintf(mark, sizeof mark, "\r\n--%s",
	    boundary);
	char *s = body, *end = body + n;

	if (n < len || memcmp(body, mark + 2, len - 2) != 0)
		return FORM_MALFORMED;
	s += len - 2;
	for (int parts = 0;; parts++) {
		char *next;
		enum form_error error;

		if (end - s >= 2 && memcmp(s, "--", 2) == 0)
			return FORM_OK;
		if (end - s < 2 || memcmp(s, "\r\n", 2) != 0)
			return FORM_MALFORMED;
		if (parts == FORM_PARTS)
			return FORM_TOO_MUCH;
		s += 2;
		next = memmem(s, (size_t)(end - s), mark, len);
		if (next == NULL)
			return FORM_MALFORMED;
		error = part(f, s, next);
		if (error)
			return error;
		s = next + len;
	}
}

static bool
is_type(const char *header, const char *type)
{
	size_t n = strlen(type);

	return strncasecmp(header, type, n) == 0 &&
	    strchr("; \t", header[n]) != NULL;
}

enum form_error
form_body(struct form *f, const char *type, char *body, size_t n)
{
	char boundary[72];

	f->n = 0;
	if (n == 0)
		return FORM_OK;
	if (is_type(type, "application/x-www-form-urlencoded"))
		return urlencoded(f, body, n);
	if (!is_type(type, "multipart/form-data"))
		return FORM_TYPE;
	if (!parameter(type, "boundary", boundary, sizeof boundary) ||
	    boundary[0] == '\0')
		return FORM_MALFORMED;
	return multipart(f, boundary, body, n);
}

const char *
form_get(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return f->fields[i].value;
	return NULL;
}

const char *
form_text(const struct form *f, const char *name)
{
	const char *value = form_get(f, name);

	return value ? value : "";
}

const char *
form_many(const struct form *f, const char *name, size_t i)
{
	for (size_t j = 0; j < f->n; j++)
		if (strcmp(f->fields[j].name, name) == 0 && i-- == 0)
			return f->fields[j].value;
	return NULL;
}

bool
cookie_get(const char *header, const char *name, char *out, size_t size)
{
	size_t n = strlen(name);
	bool found = false;

	for (const char *p = header; *p;) {
		size_t len;

		p += strspn(p, " ;");
		len = strcspn(p, ";");
		if (len > n && strncmp(p, name, n) == 0 && p[n] == '=') {
			if (found || len - n - 1 >= size)
				return false;
			memcpy(out, p + n + 1, len - n - 1);
			out[len - n - 1] = '\0';
			found = true;
		}
		p += len;
	}
	return found;
}
