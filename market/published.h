/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PUBLISHED_H
#define MARKET_PUBLISHED_H

#include <stdbool.h>
#include <stdint.h>

/* What the publisher has done: a small durable file, «word number» a line. */
struct published {
	int64_t size;		/* of the log, all of whose files stand */
	int64_t seq;		/* of the last public_file */
	int64_t cosigned;	/* of the last tree with a quorum */
	int64_t bundled;	/* seq up to which ended rounds have theirs */
	int64_t tidied;		/* tiles whose partial files are gone */
};

/* All zero if it is missing or damaged: what is done again comes out the same. */
void published_read(struct published *done, const char *path);
bool published_write(const struct published *done, const char *path);

#endif
