/* SPDX-License-Identifier: Apache-2.0 */
/* picture.c: what an eye sees of a picture, and nothing else. */
#include "market/picture.h"

#include <stdbool.h>
#include <string.h>

enum { PIECE = 16 * 1024 };

/* From one to the other, byte by byte or in stretches. */
struct copy {
	struct intake *in, *out;
	int64_t at;			/* of what is read next into piece */
	size_t n, i;
	unsigned char piece[PIECE];
	size_t put;
	unsigned char ready[PIECE];
	int64_t width, height;		/* 0: not known yet */
};

/* The next byte, or -1 at the end. */
static int
next(struct copy *c)
{
	if (c->i == c->n) {
		c->n = intake_read(c->in, c->at, c->piece, PIECE);
		c->at += (int64_t)c->n;
		c->i = 0;
	}
	return c->i < c->n ? c->piece[c->i++] : -1;
}

static void
flush(struct copy *c)
{
	intake_add(c->out, c->ready, c->put);
	c->put = 0;
}

static void
put(struct copy *c, int byte)
{
	if (c->put == PIECE)
		flush(c);
	c->ready[c->put++] = (unsigned char)byte;
}

static void
put_all(struct copy *c, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(c, bytes[i]);
}

static bool
get_all(struct copy *c, unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int byte = next(c);

		if (byte < 0)
			return false;
		bytes[i] = (unsigned char)byte;
	}
	return true;
}

/* n bytes on, taken along or left out; false: there are less. */
static bool
pass(struct copy *c, int64_t n, bool along)
{
	while (n-- > 0) {
		int byte = next(c);

		if (byte < 0)
			return false;
		if (along)
			put(c, byte);
	}
	return true;
}

static int64_t
number(const unsigned char *bytes, size_t n)
{
	int64_t value = 0;

	while (n-- > 0)
		value = value << 8 | *bytes++;
	return value;
}

static enum picture
measure(struct copy *c, int64_t width, int64_t height)
{
	if (width <= 0 || height <= 0)
		return PICTURE_BROKEN;
	c->width = width;
	c->height = height;
	return height > PICTURE_PIXELS / width ? PICTURE_LARGE : PICTURE_OK;
}

/* ---- JPEG ------------------------------------------------------------ */

enum { SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, APP0 = 0xE0, APP2 = 0xE2,
    APP14 = 0xEE, APP15 = 0xEF, COM = 0xFE };

static bool
is_frame(int marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 &&
	    marker != 0xC8 && marker != 0xCC;
}

/* The marker that comes next, or -1. */
static int
next_marker(struct copy *c)
{
	int byte = next(c);

	if (byte != 0xFF)
		return -1;
	while (byte == 0xFF)		/* fill bytes */
		byte = next(c);
	return byte;
}

static void
put_segment(struct copy *c, int marker, int64_t n)
{
	put(c, 0xFF);
	put(c, marker);
	put(c, (int)(n + 2) >> 8);
	put(c, (int)(n + 2) & 0xFF);
}

/* A segment of n bytes that an application put there. */
static bool
pass_application(struct copy *c, int marker, int64_t n)
{
	unsigned char head[12];
	size_t have = n < 12 ? (size_t)n : 12;
	bool along;

	if (!get_all(c, head, have))
		return false;
	if (marker == APP0 && n >= 14 && memcmp(head, "JFIF", 5) == 0) {
		put_segment(c, marker, 14);
		put_all(c, head, 12);
		put(c, 0);		/* its thumbnail: 0 by 0 */
		put(c, 0);
		return pass(c, n - 12, false);
	}
	/* Colours: an ICC profile, and what Adobe's coding means. */
	along = (marker == APP2 && n > 12 &&
	    memcmp(head, "ICC_PROFILE", 12) == 0) ||
	    (marker == APP14 && n == 12 && memcmp(head, "Adobe", 5) == 0);
	if (along) {
		put_segment(c, marker, n);
		put_all(c, head, have);
	}
	return pass(c, n - (int64_t)have, along);
}

static enum picture
pass_frame(struct copy *c, int marker, int64_t n)
{
	unsigned char head[5];
	enum picture picture;

	if (n < 6 || !get_all(c, head, 5))
		return PICTURE_BROKEN;
	picture = measure(c, number(head + 3, 2), number(head + 1, 2));
	put_segment(c, marker, n);
	put_all(c, head, 5);
	return picture ? picture : pass(c, n - 5, true) ? PICTURE_OK :
	    PICTURE_BROKEN;
}

/* Coded data, up to the marker behind it, which is returned; -1: no end. */
static int
pass_scan(struct copy *c)
{
	for (;;) {
		int byte = next(c);

		if (byte < 0)
			return -1;
		if (byte != 0xFF) {
			put(c, byte);
			continue;
		}
		while (byte == 0xFF)
			byte = next(c);
		if (byte < 0)
			return -1;
		if (byte != 0 && (byte < 0xD0 || byte > 0xD7))
			return byte;
		put(c, 0xFF);		/* a stuffed byte, or a restart */
		put(c, byte);
	}
}

static enum picture
clean_jpeg(struct copy *c)
{
	bool scanned = false;
	int marker;

	if (next(c) != 0xFF || next(c) != SOI)
		return PICTURE_BROKEN;
	put(c, 0xFF);
	put(c, SOI);
	marker = next_marker(c);
	while (marker != EOI) {
		unsigned char length[2];
		enum picture picture = PICTURE_OK;
		int64_t n;

		/* Only segments with a length may stand here. */
		if (marker < 0xC0 || (marker >= 0xD0 && marker <= SOI) ||
		    !get_all(c, length, 2) || number(length, 2) < 2)
			return PICTURE_BROKEN;
		n = number(length, 2) - 2;
		if (is_frame(marker)) {
			picture = pass_frame(c, marker, n);
		} else if ((marker >= APP0 && marker <= APP15) ||
		    marker == COM) {
			if (!pass_application(c, marker, n))
				picture = PICTURE_BROKEN;
		} else {
			put_segment(c, marker, n);
			if (!pass(c, n, true))
				picture = PICTURE_BROKEN;
		}
		if (picture)
			return picture;
		scanned |= marker == SOS;
		marker = marker == SOS ? pass_scan(c) : next_marker(c);
	}
	put(c, 0xFF);
	put(c, EOI);
	return c->width && scanned ? PICTURE_OK : PICTURE_BROKEN;
}

/* ---- PNG ------------------------------------------------------------- */

/* Chunks that say how it looks; any other says something else. */
static const char png_chunks[][5] = { "IHDR", "PLTE", "IDAT", "IEND",
    "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs" };

static bool
is_seen(const unsigned char *type)
{
	for (size_t i = 0; i < COUNT(png_chunks); i++)
		if (memcmp(type, png_chunks[i], 4) == 0)
			return true;
	return false;
}

static enum picture
png_header(struct copy *c, int64_t n)
{
	unsigned char size[8];
	enum picture picture;

	if (n != 13 || c->width != 0 || !get_all(c, size, 8))
		return PICTURE_BROKEN;
	put_all(c, size, 8);
	picture = measure(c, number(size, 4), number(size + 4, 4));
	return picture ? picture : pass(c, 5 + 4, true) ? PICTURE_OK :
	    PICTURE_BROKEN;
}

static enum picture
clean_png(struct copy *c)
{
	static const unsigned char signature[8] = { 0x89, 'P', 'N', 'G',
	    '\r', '\n', 0x1A, '\n' };
	unsigned char head[8];
	bool data = false;

	if (!get_all(c, head, 8) || memcmp(head, signature, 8) != 0)
		return PICTURE_BROKEN;
	put_all(c, head, 8);
	while (get_all(c, head, 8)) {
		int64_t n = number(head, 4);
		const unsigned char *type = head + 4;
		bool along = is_seen(type), first = c->width == 0;

		/* IHDR comes first; capitals are chunks one must know. */
		if (n > INT32_MAX || first != (memcmp(type, "IHDR", 4) == 0) ||
		    (!along && type[0] < 'a'))
			return PICTURE_BROKEN;
		if (along)
			put_all(c, head, 8);
		if (first) {
			enum picture picture = png_header(c, n);

			if (picture)
				return picture;
		} else if (!pass(c, n + 4, along)) {	/* and its CRC */
			return PICTURE_BROKEN;
		}
		data |= memcmp(type, "IDAT", 4) == 0;
		if (memcmp(type, "IEND", 4) == 0)
			return data && n == 0 ? PICTURE_OK : PICTURE_BROKEN;
	}
	return PICTURE_BROKEN;
}

enum picture
picture_clean(const char *type, struct intake *in, struct intake *out)
{
	struct copy c = { .in = in, .out = out };
	enum picture picture = strcmp(type, "png") == 0 ? clean_png(&c) :
	    clean_jpeg(&c);

	flush(&c);
	return picture;
}
