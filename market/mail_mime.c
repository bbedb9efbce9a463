/* SPDX-License-Identifier: Apache-2.0 */
/* mail_mime.c: a mail as RFC 5322, 2045, 2047 and 2231 have it. */
#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/base64.h"
#include "market/mail.h"

enum {
	LINE_BYTES = 57,	/* 76 characters of base64 */
	WORD_BYTES = 42,	/* an encoded word stays under 75 */
	FILE_NAME = 120
};

bool
mail_is_address(const char *text)
{
	size_t at = strcspn(text, "@"), n = strlen(text);

	if (at == 0 || at > 64 || n > MAIL_ADDRESS || at + 1 >= n ||
	    strchr(text + at + 1, '@') != NULL || text[0] == '-' ||
	    text[at + 1] == '.' || text[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~' ||
		    strchr("()<>[]:;,\\\"", text[i]) != NULL)
			return false;
	return true;
}

/* A header's words: no control character, and an end. */
static bool
is_header(const char *text, size_t most)
{
	return text[0] != '\0' && strlen(text) <= most &&
	    text_clean(text, false) && strpbrk(text, "\r\n\t") == NULL;
}

/* Encoded words, cut between characters, one a line. */
static void
add_words(struct buf *out, const char *text)
{
	const char *next = text;

	while (*text != '\0') {
		const char *end = text;

		while (*next != '\0' && next - text <= WORD_BYTES) {
			end = next;
			(void)text_next(&next);
		}
		if (next - text <= WORD_BYTES)
			end = next;
		buf_text(out, "=?UTF-8?B?");
		base64_write(out, text, (size_t)(end - text));
		buf_text(out, "?=");
		text = next = end;
		if (*text != '\0')
			buf_text(out, "\r\n ");
	}
}

static void
add_date(struct buf *out, int64_t at)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = civil_of(at);

	buf_printf(out, "Date: %.3s, %d %.3s %" PRId64
	    " %02d:%02d:%02d +0800\r\n", days + 3 * c.weekday, c.day,
	    months + 3 * (c.month - 1), c.year, c.hour, c.minute, c.second);
}

static void
add_headers(struct buf *out, const struct mail *m, const char *from)
{
	buf_text(out, "From: ");
	add_words(out, m->sender);
	buf_printf(out, "\r\n <%s>\r\nTo: <%s>\r\nSubject: ", from, m->to);
	add_words(out, m->subject);
	buf_text(out, "\r\n");
	add_date(out, m->date);
	buf_printf(out, "Message-ID: <%s%s>\r\n", m->id, strchr(from, '@'));
	buf_text(out, "MIME-Version: 1.0\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Content-Language: zh-CN\r\n");
}

static void
add_base64(struct buf *out, const struct bytes *b)
{
	for (size_t i = 0; i < b->n; i += LINE_BYTES) {
		base64_write(out, b->data + i, b->n - i < LINE_BYTES ?
		    b->n - i : LINE_BYTES);
		buf_text(out, "\r\n");
	}
}

/* Bodies have LF; a text on the wire has CR LF, also within base64. */
static void
add_text_part(struct buf *out, const char *id, const char *type,
    const struct bytes *b)
{
	struct bytes wire;
	struct buf crlf;

	buf_init(&crlf, 2 * b->n + 1);
	for (size_t i = 0; i < b->n; i++) {
		if (b->data[i] == '\n')
			buf_text(&crlf, "\r");
		buf_add(&crlf, b->data + i, 1);
	}
	wire = (struct bytes){ (const unsigned char *)crlf.data, crlf.len };
	buf_printf(out, "--=_%s_a\r\nContent-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n", id, type);
	add_base64(out, &wire);
	buf_release(&crlf);
}

/* A receipt is signed: its bytes stay as they are. */
static void
add_file(struct buf *out, const char *id, const struct mail_file *f)
{
	buf_printf(out, "--=_%s_m\r\nContent-Type: application/octet-stream"
	    "\r\nContent-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment;\r\n filename*=UTF-8''", id);
	for (const char *p = f->name; *p; p++) {
		if ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
		    (*p >= 'A' && *p <= 'Z') || *p == '-' || *p == '.')
			buf_add(out, p, 1);
		else
			buf_printf(out, "%%%02X", (unsigned char)*p);
	}
	buf_text(out, "\r\n\r\n");
	add_base64(out, &f->body);
}

static bool
is_good(const struct mail *m, const char *from)
{
	for (size_t i = 0; i < m->n_files; i++)
		if (!is_header(m->files[i].name, FILE_NAME) ||
		    strchr(m->files[i].name, '/') != NULL)
			return false;
	return mail_is_address(from) && mail_is_address(m->to) &&
	    is_header(m->subject, MAIL_SUBJECT) &&
	    is_header(m->sender, FILE_NAME) && is_header(m->id, 64);
}

bool
mail_mime(struct buf *out, const struct mail *m, const char *from)
{
	if (!is_good(m, from))
		return false;
	add_headers(out, m, from);
	if (m->n_files)
		buf_printf(out, "Content-Type: multipart/mixed;\r\n"
		    " boundary=\"=_%s_m\"\r\n\r\n--=_%s_m\r\n", m->id, m->id);
	buf_printf(out, "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_%s_a\"\r\n\r\n", m->id);
	add_text_part(out, m->id, "text/plain", &m->text);
	add_text_part(out, m->id, "text/html", &m->html);
	buf_printf(out, "--=_%s_a--\r\n", m->id);
	for (size_t i = 0; i < m->n_files; i++)
		add_file(out, m->id, &m->files[i]);
	if (m->n_files)
		buf_printf(out, "--=_%s_m--\r\n", m->id);
	return !out->full;
}
