/* SPDX-License-Identifier: Apache-2.0 */
/* award_alp.c: is a price abnormally low? */
#include "market/award_alp.h"

#include <string.h>

__extension__ typedef __int128 int128;	/* sums of money */

struct alp
award_alp(const int64_t *prices, size_t n, size_t at,
    struct alp_limits limits)
{
	int64_t p = prices[at], next = -1;
	int128 sum = 0, others = (int128)(n - at - 1);
	struct alp marks = { .mean = false };

	for (size_t i = at + 1; i < n; i++) {
		sum += prices[i];
		if (prices[i] >= p && (next < 0 || prices[i] < next))
			next = prices[i];
	}
	if (others == 0)
		return marks;
	marks.mean = limits.mean_pct > 0 &&
	    (sum - p * others) * 100 >= limits.mean_pct * sum;
	marks.next = limits.next_pct > 0 && next >= 0 &&
	    (int128)(next - p) * 100 >= (int128)limits.next_pct * next;
	return marks;
}

bool
award_alp_applies(const char *method)
{
	static const char *const methods[] = { "lowest", "bafo",
	    "composite" };

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strcmp(methods[i], method) == 0)
			return true;
	return false;
}
