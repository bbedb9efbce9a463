/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_FORM_H
#define FCGI_FORM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fields of a query or a body, decoded once and in place: values are
 * NUL-ended and point into the bytes that were parsed, so a password or a
 * price never gets a second copy.  Strict: what is not well formed is
 * refused whole.  Limits: security.md 4.
 */
enum {
	FORM_FIELDS = 200,	/* of one form */
	FORM_NAME = 64,		/* bytes of a name */
	FORM_VALUE = 64 * 1024,	/* bytes of a value */
	FORM_PARTS = 12		/* of a multipart body */
};

struct field {
	const char *name;	/* not empty */
	const char *value;	/* valid UTF-8 without NUL; LF ends lines */
	const char *file_name;	/* of an uploaded file, else NULL */
	size_t len;		/* of value: a file may hold any byte */
};

struct form {
	struct field fields[FORM_FIELDS];
	size_t n;
};

enum form_error {
	FORM_OK = 0,
	FORM_MALFORMED,		/* 400: broken encoding, double name, … */
	FORM_TOO_MUCH,		/* 413: more or longer fields than allowed */
	FORM_TYPE		/* 415: neither urlencoded nor multipart */
};

/*
 * Parses a query string («a=1&b=2», may be empty or NULL) in place.
 * Names that stand twice: FORM_MALFORMED, but for names that end in «[]»,
 * which may («many»: check boxes).
 */
enum form_error form_query(struct form *f, char *query);

/*
 * Parses a body of n bytes in place; body[n] must be writable.  CRLF in
 * values becomes LF.  type is the Content-Type header; n = 0 is an empty
 * form whatever the type.
 */
enum form_error form_body(struct form *f, const char *type, char *body,
    size_t n);

/* Is it «multipart/form-data»? */
bool form_is_multipart(const char *type);

/*
 * For parsers: takes a field whose name and value are decoded and NUL-ended;
 * and makes CR LF into LF, in place (s[n] is writable), returning the new
 * length.  A CR alone stays, and is refused as a control.
 */
enum form_error form_add(struct form *f, struct field field);
size_t form_lines(char *s, size_t n);

/* The value, or NULL if there is no such field; form_text(): "" then. */
const char *form_get(const struct form *f, const char *name);
const char *form_text(const struct form *f, const char *name);

/* The i-th value (from 0) of a name that ends in «[]», or NULL. */
const char *form_many(const struct form *f, const char *name, size_t i);

/*
 * The value of a cookie («__Host-sid»), copied into out; false if it is not
 * there, stands twice, or is longer than size - 1.
 */
bool cookie_get(const char *header, const char *name, char *out, size_t size);

#endif
