/* SPDX-License-Identifier: Apache-2.0 */
/* form.c: queries, bodies and cookies, parsed once, in place, strictly. */
#include "fcgi/form.h"

#include <string.h>
#include <strings.h>

#include "fcgi/multipart.h"
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

size_t
form_lines(char *s, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++)
		if (!(s[i] == '\r' && i + 1 < n && s[i + 1] == '\n'))
			s[out++] = s[i];
	s[out] = '\0';
	return out;
}

enum form_error
form_add(struct form *f, struct field field)
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
		field.len = form_lines(eq + 1, field.len);
		field.value = eq + 1;
	}
	if (!decode(s, name_n, &len))
		return FORM_MALFORMED;
	return form_add(f, field);
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

static bool
is_type(const char *header, const char *type)
{
	size_t n = strlen(type);

	return strncasecmp(header, type, n) == 0 &&
	    strchr("; \t", header[n]) != NULL;
}

bool
form_is_multipart(const char *type)
{
	return is_type(type, "multipart/form-data");
}

enum form_error
form_body(struct form *f, const char *type, char *body, size_t n)
{
	struct multipart p;

	f->n = 0;
	if (n == 0)
		return FORM_OK;
	if (is_type(type, "application/x-www-form-urlencoded"))
		return urlencoded(f, body, n);
	if (!form_is_multipart(type))
		return FORM_TYPE;
	/* What is taken out of it never gets ahead of what was read. */
	multipart_begin(&p, f, type, body, n + 1, NULL);
	multipart_feed(&p, body, n);
	return multipart_end(&p);
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
