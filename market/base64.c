/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64.c: strict base64.  libsodium's takes the same time for all texts,
 * ten times as much; what stands in notes and keyfiles is public or sealed.
 */
#include "market/base64.h"

#include <stdint.h>

enum { PAD = 64 };
static const char digits[PAD + 2] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/* Value + 1 of each character; 0: none. */
static const unsigned char values[256] = {
	['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
	18, 19, 20, 21, 22, 23, 24, 25, 26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
	42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
	['+'] = 63, ['/'] = 64,
};

/* The bytes of four characters; false: not some, or loose bits. */
static bool
read_four(const char *text, unsigned char *out, size_t bytes)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		unsigned value = i <= bytes ?
		    values[(unsigned char)text[i]] : 1;

		if (value == 0)
			return false;
		bits = bits << 6 | (value - 1);
	}
	for (size_t i = 0; i < bytes; i++)
		out[i] = (unsigned char)(bits >> (16 - 8 * i));
	return bytes == 3 || (bits & (0xffffffU >> 8 * bytes)) == 0;
}

bool
base64_read_any(const char *text, size_t n, void *out, size_t max,
    size_t *got)
{
	unsigned char *p = out;
	size_t pads = 0;

	*got = 0;
	if (n == 0 || n % 4 != 0)
		return n == 0;
	while (pads < 2 && text[n - 1 - pads] == '=')
		pads++;
	if (n / 4 * 3 - pads > max)
		return false;
	for (size_t i = 0; i + 4 < n; i += 4, p += 3)
		if (!read_four(text + i, p, 3))
			return false;
	*got = n / 4 * 3 - pads;
	return read_four(text + n - 4, p, 3 - pads);
}

bool
base64_read(const char *text, size_t n, void *out, size_t want)
{
	size_t got;

	return n == BASE64_LEN(want) &&
	    base64_read_any(text, n, out, want, &got) && got == want;
}

void
base64_write(struct buf *out, const void *bytes, size_t n)
{
	enum { PIECE = 3 * 256 };
	const unsigned char *p = bytes;
	char text[BASE64_LEN(PIECE)];

	while (n > 0) {
		size_t piece = n < PIECE ? n : PIECE, at = 0;

		for (size_t i = 0; i < piece; i += 3) {
			size_t left = piece - i;
			uint32_t bits = (uint32_t)p[i] << 16 |
			    (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
			    (left > 2 ? p[i + 2] : 0U);

			text[at++] = digits[bits >> 18];
			text[at++] = digits[bits >> 12 & 63];
			text[at++] = digits[left > 1 ? bits >> 6 & 63 : PAD];
			text[at++] = digits[left > 2 ? bits & 63 : PAD];
		}
		buf_add(out, text, at);
		p += piece;
		n -= piece;
	}
}
