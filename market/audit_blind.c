/* SPDX-License-Identifier: Apache-2.0 */
/* audit_blind.c: after its day every blind leaf must be explained. */
#include <stdlib.h>
#include <string.h>

#include "market/audit_core.h"
#include "market/base/digits.h"
#include "market/base/err.h"

void
audit_blind_add(struct audit *u, int64_t leaf, const char *entry)
{
	struct audit_blind *b;
	char hex[65];

	if (u->n == u->cap) {
		u->cap = u->cap ? 2 * u->cap : 1024;
		b = realloc(u->blinds, u->cap * sizeof *b);
		if (b == NULL)
			bug("out of memory");
		u->blinds = b;
	}
	b = &u->blinds[u->n++];
	*b = (struct audit_blind){ .leaf = leaf };
	memcpy(hex, entry + TLOG_BLIND - 22 - 64, 64);
	hex[64] = '\0';
	digits_unhex(hex, b->h, sizeof b->h);
	memcpy(b->reveal_by, entry + TLOG_BLIND - 1 - TLOG_DATE, TLOG_DATE);
	u->out->blinds++;
}

static int
by_leaf(const void *a, const void *b)
{
	const struct audit_blind *x = a, *y = b;

	return (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

void
audit_blind_open(struct audit *u, int64_t by, int64_t leaf,
    const unsigned char nonce[32], const unsigned char file[32])
{
	struct audit_blind key = { .leaf = leaf }, *b = NULL;
	char text[TLOG_BLIND + 1], want[65];

	if (u->n > 0)
		b = bsearch(&key, u->blinds, u->n, sizeof *b, by_leaf);
	if (b == NULL) {
		audit_wrong(u, AUDIT_BLIND, "blind-none", audit_int(u, by));
		return;
	}
	tlog_blind(text, nonce, file, b->reveal_by);
	if (memcmp(text + TLOG_BLIND - 22 - 64, digits_hex(want, b->h, 32),
	    64) != 0)
		audit_wrong(u, AUDIT_BLIND, "blind-differs",
		    audit_int(u, leaf));
	else if (b->opened)
		audit_wrong(u, AUDIT_BLIND, "blind-twice",
		    audit_int(u, leaf));
	b->opened = true;
}

void
audit_blind_end(struct audit *u, int64_t now)
{
	char today[DIGITS_MAX];

	digits_date(today, now);
	for (size_t i = 0; i < u->n; i++) {
		const struct audit_blind *b = &u->blinds[i];

		if (b->opened)
			continue;
		if (strcmp(today, b->reveal_by) > 0)
			audit_wrong(u, AUDIT_BLIND, "blind-unexplained",
			    audit_int(u, b->leaf));
		else
			u->out->unexplained++;
	}
	free(u->blinds);
	u->blinds = NULL;
}
