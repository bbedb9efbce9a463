/* SPDX-License-Identifier: Apache-2.0 */
/* lines.c: reading and writing lines «key value». */
#include "market/lines.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "market/note.h"

#define INT_MOST ((INT64_C(1) << 53) - 1)
static const char PREFIX[] = "sealbid/v1 ";

enum { BOX = 80, ID_MAX = 32, DATE = 10 };

/* The characters of one column. */
struct word {
	const char *p;
	size_t n;
};

void
lines_init(struct lines *l, struct arena *a, const char *text, size_t n,
    const char *tag)
{
	size_t prefix = strlen(PREFIX), length = strlen(tag);

	/* A copy of its own ends with NUL, and outlives the text. */
	*l = (struct lines){ .arena = a };
	l->at = arena_strndup(a, text, n);
	l->end = l->at + n;
	l->bad = n == 0 || !note_is_text(text, n) || l->end[-1] != '\n' ||
	    n < prefix + length + 1 || memcmp(l->at, PREFIX, prefix) != 0 ||
	    memcmp(l->at + prefix, tag, length) != 0 ||
	    l->at[prefix + length] != '\n';
	if (!l->bad)
		l->at += prefix + length + 1;
}

bool
lines_next_is(const struct lines *l, const char *key)
{
	size_t n = strlen(key);

	return !l->bad && (size_t)(l->end - l->at) > n &&
	    memcmp(l->at, key, n) == 0 && l->at[n] == ' ';
}

bool
lines_done(const struct lines *l)
{
	return !l->bad && l->at == l->end;
}

static bool
is_digits(struct word w)
{
	for (size_t i = 0; i < w.n; i++)
		if (w.p[i] < '0' || w.p[i] > '9')
			return false;
	return w.n > 0;
}

static bool
is_token(struct word w)
{
	for (size_t i = 0; i < w.n; i++)
		if (!((w.p[i] >= 'a' && w.p[i] <= 'z') || w.p[i] == '-' ||
		    (w.p[i] >= '0' && w.p[i] <= '9')))
			return false;
	return w.n > 0;
}

/* [0-9A-Za-z][0-9A-Za-z._-]*, a slash, [1-9][0-9]*; no «..». */
bool
lines_is_id(const char *text, size_t n)
{
	const char *slash = memchr(text, '/', n);
	struct word round;

	if (slash == NULL || slash == text || n > ID_MAX ||
	    !note_is_name(text, (size_t)(slash - text)) ||
	    strchr("._-", text[0]) != NULL)
		return false;
	for (const char *p = text; p + 1 < slash; p++)
		if (p[0] == '.' && p[1] == '.')
			return false;
	round = (struct word){ slash + 1, n - (size_t)(slash + 1 - text) };
	return is_digits(round) && round.p[0] != '0';
}

bool
lines_is_date(const char *text, size_t n)
{
	char copy[DATE + 7];
	int64_t t;

	if (n != DATE || text[4] != '-' || text[7] != '-')
		return false;
	memcpy(copy, text, DATE);
	memcpy(copy + DATE, "T00:00", 7);
	return digits_datetime(copy, &t);
}

static bool
is_date(struct word w)
{
	return lines_is_date(w.p, w.n);
}

static bool
is_vkey(struct word w)
{
	struct note_key key;

	return note_vkey_read(&key, w.p, w.n);
}

static bool
is_text(struct word w)
{
	return w.n > 0 && w.p[0] != ' ' && w.p[w.n - 1] != ' ';
}

static bool
is_name(struct word w)
{
	return note_is_name(w.p, w.n);
}

static bool
is_id(struct word w)
{
	return lines_is_id(w.p, w.n);
}

/* Columns that are kept as text: may it stand there, may «-»? */
static const struct {
	bool (*is)(struct word w);
	bool dash;
} texts[] = {
	[COLUMN_ID] = { is_id, false },
	[COLUMN_NAME] = { is_name, false },
	[COLUMN_NAME_OR_DASH] = { is_name, true },
	[COLUMN_TOKEN] = { is_token, false },
	[COLUMN_DATE] = { is_date, false },
	[COLUMN_VKEY] = { is_vkey, false },
	[COLUMN_VKEY_OR_DASH] = { is_vkey, true },
	[COLUMN_TEXT] = { is_text, false },
	[COLUMN_TEXT_OR_DASH] = { is_text, true },
	[COLUMN_BYTES] = { NULL, false },
};

static bool
is_dash(struct word w)
{
	return w.n == 1 && w.p[0] == '-';
}

bool
lines_int(const char *text, size_t n, int64_t *value)
{
	char copy[20];

	if (n >= sizeof copy || memchr(text, '\0', n) != NULL)
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return digits_int(copy, 0, INT_MOST, value);
}

static bool
read_hash(struct word w, unsigned char hash[32])
{
	char copy[65];

	if (w.n != 64)
		return false;
	memcpy(copy, w.p, 64);
	copy[64] = '\0';
	return digits_unhex(copy, hash, 32);
}

static bool
read_bytes(struct arena *a, struct word w, struct bytes *bytes)
{
	unsigned char *data = arena_alloc(a, w.n + 1);

	bytes->data = data;
	return w.n > 0 && base64_read_any(w.p, w.n, data, w.n, &bytes->n);
}

static bool
read_text(struct arena *a, enum column_kind kind, struct word w,
    const char **text)
{
	*text = NULL;
	if (texts[kind].dash && is_dash(w))
		return true;
	if (!texts[kind].is(w))
		return false;
	*text = arena_strndup(a, w.p, w.n);
	return true;
}

static bool
read_column(struct arena *a, enum column_kind kind, struct word w, void *to)
{
	struct maybe_hash *maybe = to;

	switch (kind) {
	case COLUMN_INT_OR_DASH:
		if (is_dash(w)) {
			*(int64_t *)to = -1;
			return true;
		}
		return lines_int(w.p, w.n, to);
	case COLUMN_INT:
		return lines_int(w.p, w.n, to);
	case COLUMN_HASH:
		return read_hash(w, to);
	case COLUMN_HASH_OR_DASH:
		maybe->given = !is_dash(w);
		return !maybe->given || read_hash(w, maybe->hash);
	case COLUMN_BOX:
		return base64_read(w.p, w.n, to, BOX);
	case COLUMN_BYTES:
		return read_bytes(a, w, to);
	default:
		return read_text(a, kind, w, to);
	}
}

static bool
is_rest(enum column_kind kind)
{
	return kind == COLUMN_TEXT || kind == COLUMN_TEXT_OR_DASH;
}

/* One line of a row, into the record or an element of its list. */
static bool
read_line(struct lines *l, const struct row *row, char *to)
{
	const char *lf = memchr(l->at, '\n', (size_t)(l->end - l->at));
	const char *p = l->at + strlen(row->key);

	if (lf == NULL)
		return false;
	for (const struct column *c = row->columns; c < row->columns +
	    COLUMNS && c->kind != COLUMN_END; c++) {
		struct word w = { p + 1, 0 };

		if (p == lf || *p != ' ')
			return false;
		w.n = is_rest(c->kind) ? (size_t)(lf - w.p) :
		    strcspn(w.p, " \n");
		if (!read_column(l->arena, c->kind, w, to + c->at))
			return false;
		p = w.p + w.n;
	}
	if (p == lf)
		l->at = lf + 1;		/* a bad line is where it stays */
	return p == lf;
}

static size_t
count_lines(const struct lines *l, const char *key)
{
	struct lines ahead = *l;
	size_t n = 0;

	while (lines_next_is(&ahead, key)) {
		const char *lf = memchr(ahead.at, '\n',
		    (size_t)(ahead.end - ahead.at));

		if (lf == NULL)
			break;
		ahead.at = lf + 1;
		n++;
	}
	return n;
}

void
lines_read(struct lines *l, const struct row *row, void *record)
{
	char *base = record;
	size_t n;
	char *list;

	if (l->bad)
		return;
	if (row->element == 0) {
		l->bad = !lines_next_is(l, row->key) ||
		    !read_line(l, row, base);
		return;
	}
	n = count_lines(l, row->key);
	list = arena_alloc(l->arena, (n + 1) * row->element);
	for (size_t i = 0; i < n && !l->bad; i++)
		l->bad = !read_line(l, row, list + i * row->element);
	*(char **)(void *)(base + row->list) = list;
	*(size_t *)(void *)(base + row->count) = n;
}

void
lines_tag(struct buf *out, const char *tag)
{
	buf_text(out, PREFIX);
	buf_text(out, tag);
	buf_text(out, "\n");
}

static void
write_hash(struct buf *out, const unsigned char *hash)
{
	char hex[65];

	buf_text(out, digits_hex(hex, hash, 32));
}

static void
write_column(struct buf *out, enum column_kind kind, const void *from)
{
	const struct maybe_hash *maybe = from;
	const struct bytes *bytes = from;
	const char *const *text = from;
	const int64_t *n = from;

	switch (kind) {
	case COLUMN_INT_OR_DASH:
	case COLUMN_INT:
		if (*n < 0)
			buf_text(out, "-");
		else
			buf_printf(out, "%" PRId64, *n);
		break;
	case COLUMN_HASH:
		write_hash(out, from);
		break;
	case COLUMN_HASH_OR_DASH:
		if (maybe->given)
			write_hash(out, maybe->hash);
		else
			buf_text(out, "-");
		break;
	case COLUMN_BOX:
		base64_write(out, from, BOX);
		break;
	case COLUMN_BYTES:
		base64_write(out, bytes->data, bytes->n);
		break;
	default:
		buf_text(out, *text ? *text : "-");
	}
}

static void
write_line(struct buf *out, const struct row *row, const char *from)
{
	buf_text(out, row->key);
	for (const struct column *c = row->columns; c < row->columns +
	    COLUMNS && c->kind != COLUMN_END; c++) {
		buf_text(out, " ");
		write_column(out, c->kind, from + c->at);
	}
	buf_text(out, "\n");
}

void
lines_write(struct buf *out, const struct row *row, const void *record)
{
	const char *base = record, *list;
	size_t n;

	if (row->element == 0) {
		write_line(out, row, base);
		return;
	}
	memcpy(&list, base + row->list, sizeof list);
	memcpy(&n, base + row->count, sizeof n);
	for (size_t i = 0; i < n; i++)
		write_line(out, row, list + i * row->element);
}
