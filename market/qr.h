/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_QR_H
#define MARKET_QR_H

#include <stddef.h>

#include "market/base/arena.h"

/*
 * A QR code for paper, as one SVG path: runs of dark modules in a square of
 * *size units, with the quiet zone of four around them.
 *
 * "", *size 0: the text is too long (above 2,331 bytes).
 *
 * Source: ux.md 10 (level M); GB/T 18284-2000, 7.1, 8.6 (quiet zone).
 */
const char *qr_path(struct arena *a, const char *text, int *size);

#endif
