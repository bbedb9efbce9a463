/* SPDX-License-Identifier: Apache-2.0 */
/* multipart.c: any bytes as a body with files, whole and in pieces. */
#include "fcgi/multipart.h"

#include "market/base/text.h"
#include "tests/fuzz/fuzz.h"

#define TYPE "multipart/form-data; boundary=B"

static void
begin(void *ctx, const char *field, const char *file_name, const char *type)
{
	buf_printf(ctx, "[%s|%s|%s]", field, file_name, type);
}

static void
data(void *ctx, const void *bytes, size_t n)
{
	buf_add(ctx, bytes, n);
}

static enum form_error
read_in(const char *body, size_t n, size_t piece, struct form *f,
    struct buf *files, char *out, size_t size)
{
	const struct file_sink sink = { begin, data, files };
	struct multipart p;

	multipart_begin(&p, f, TYPE, out, size, &sink);
	for (size_t at = 0; at < n; at += piece)
		multipart_feed(&p, body + at, n - at < piece ? n - at :
		    piece);
	return multipart_end(&p);
}

/* What holds of every form that was taken. */
static void
judge(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct field *one = &f->fields[i];

		promise(one->name[0] && strlen(one->name) <= FORM_NAME &&
		    text_clean(one->name, false));
		if (one->file_name == NULL)
			promise(strlen(one->value) == one->len &&
			    one->len <= FORM_VALUE &&
			    text_clean(one->value, true));
		else
			promise(text_clean(one->file_name, false));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct form one, two;
	struct buf first, second;
	size_t piece = n ? bytes[0] + 1u : 1;
	char *body, *place, *a, *b;
	enum form_error error;

	if (n == 0)
		return 0;
	body = exact(bytes + 1, --n);
	a = malloc(n + 1);
	b = malloc(n + 1);
	place = malloc(n + 1);
	promise(a && b && place);
	buf_init(&first, 1 << 20);
	buf_init(&second, 1 << 20);
	error = read_in(body, n, n ? n : 1, &one, &first, a, n + 1);
	promise(read_in(body, n, piece, &two, &second, b, n + 1) == error);
	promise(first.len == second.len && (first.len == 0 ||
	    memcmp(first.data, second.data, first.len) == 0));
	promise(one.n == two.n);
	for (size_t i = 0; i < one.n; i++)
		promise(strcmp(one.fields[i].name, two.fields[i].name) == 0 &&
		    strcmp(one.fields[i].value, two.fields[i].value) == 0);
	judge(&one);
	/* In place, as bodies without a sink are read. */
	memcpy(place, body, n);
	error = form_body(&two, TYPE, place, n);
	judge(&two);
	buf_release(&first);
	buf_release(&second);
	free(place);
	free(a);
	free(b);
	free(body);
	return error == FORM_TYPE;	/* never */
}
