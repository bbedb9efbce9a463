/* SPDX-License-Identifier: Apache-2.0 */
/* mask.c: names in a text become others. */
#include "market/mask.h"

#include <stdbool.h>
#include <string.h>

#include "market/base/buf.h"
#include "market/base/text.h"

enum { MASKED_MAX = 64 * 1024 };

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/* Does the name stand at p, which is in text? */
static bool
stands(const char *text, const char *p, const char *name)
{
	size_t n = strlen(name);

	if (text_length(name) < 2 || strncmp(p, name, n) != 0)
		return false;
	if (is_word(name[0]) && p > text && is_word(p[-1]))
		return false;
	return !is_word(name[n - 1]) || !is_word(p[n]);
}

const char *
mask_text(struct arena *a, const char *text, const struct mask *masks,
    size_t n)
{
	const char *out;
	struct buf b;

	buf_init(&b, MASKED_MAX);
	for (const char *p = text; *p != '\0';) {
		const struct mask *best = NULL;

		for (size_t i = 0; i < n; i++)
			if (stands(text, p, masks[i].name) && (!best ||
			    strlen(masks[i].name) > strlen(best->name)))
				best = &masks[i];
		if (best) {
			buf_text(&b, best->as);
			p += strlen(best->name);
		} else {
			buf_add(&b, p++, 1);
		}
	}
	out = arena_strndup(a, b.len ? b.data : "", b.len);
	buf_release(&b);
	return out;
}
