/* SPDX-License-Identifier: Apache-2.0 */
/* digits_root.c: the square root, bit by bit. */
#include "market/base/digits.h"

uint64_t
digits_root(digits_wide v)
{
	digits_wide bit = (digits_wide)1 << 126, root = 0;

	while (bit > v)
		bit >>= 2;
	for (; bit != 0; bit >>= 2) {
		if (v >= root + bit) {
			v -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return (uint64_t)root;
}
