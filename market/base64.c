/* SPDX-License-Identifier: Apache-2.0 */
/* base64.c: strict base64 over libsodium's. */
#include "market/base64.h"

#include <sodium.h>

/* libsodium takes 0xED for «m», and so on: it looks at seven bits. */
static bool
is_ascii(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] > 0x7f)
			return false;
	return true;
}

bool
base64_read_any(const char *text, size_t n, void *out, size_t max,
    size_t *got)
{
	const char *end;

	/* It refuses loose bits and a missing «=»; blanks are not skipped. */
	return is_ascii(text, n) && sodium_base642bin(out, max, text, n, NULL, got, &end,
	    sodium_base64_VARIANT_ORIGINAL) == 0 && end == text + n;
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
	char text[BASE64_LEN(PIECE) + 1];
	const unsigned char *p = bytes;

	while (n > 0) {
		size_t piece = n < PIECE ? n : PIECE;

		sodium_bin2base64(text, sizeof text, p, piece,
		    sodium_base64_VARIANT_ORIGINAL);
		buf_text(out, text);
		p += piece;
		n -= piece;
	}
}
