/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PICTURE_H
#define MARKET_PICTURE_H

#include "market/store.h"

/*
 * Pictures without what they tell of their makers: of a JPEG or PNG what an
 * eye sees is copied piece by piece, and all else is left out: EXIF (place,
 * time, device), XMP, IPTC, comments, texts, thumbnails, and whatever stands
 * behind the end.  Nothing is decoded.
 *
 * Sources: ITU-T T.81, Annex B; JFIF 1.02; PNG (ISO/IEC 15948), 5 and 11;
 * security.md 4.
 */
enum { PICTURE_PIXELS = 40 * 1000 * 1000 };

enum picture {
	PICTURE_OK,
	PICTURE_BROKEN,		/* not whole, or not what it says it is */
	PICTURE_LARGE		/* its header promises more pixels than that */
};

/* type: «jpg» or «png».  Adds to out, an empty one. */
enum picture picture_clean(const char *type, struct intake *in,
    struct intake *out);

#endif
