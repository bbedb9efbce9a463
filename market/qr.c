/* SPDX-License-Identifier: Apache-2.0 */
/* qr.c: an address as a square of modules. */
#include "market/qr.h"

#include <qrencode.h>

#include "market/base/buf.h"

enum { QUIET = 4, PATH_MAX_BYTES = 512 * 1024 };

/* The dark runs of a row, from left to right. */
static void
add_row(struct buf *path, const QRcode *code, int y)
{
	const unsigned char *row = code->data + y * code->width;

	for (int x = 0; x < code->width; x++) {
		int from = x;

		while (x < code->width && row[x] & 1)
			x++;
		if (x > from)
			buf_printf(path, "M%d %dh%dv1h-%dz", from + QUIET,
			    y + QUIET, x - from, x - from);
	}
}

const char *
qr_path(struct arena *a, const char *text, int *size)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct buf path;
	const char *copy;

	*size = 0;
	if (code == NULL)
		return "";
	buf_init(&path, PATH_MAX_BYTES);
	for (int y = 0; y < code->width; y++)
		add_row(&path, code, y);
	*size = code->width + 2 * QUIET;
	QRcode_free(code);
	copy = arena_strndup(a, path.data, path.len);
	buf_release(&path);
	return copy;
}
