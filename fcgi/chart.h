/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_CHART_H
#define FCGI_CHART_H

#include "fcgi/reply.h"

/*
 * Twelve months as bars, drawn by views/_bars.html; the table stands beside.
 * The last month is the running one where running says so.
 */
enum { CHART_MONTHS = 12 };

struct bar {
	int64_t month;		/* year * 12 + month - 1 */
	int64_t value;		/* its height; below 0: nothing to say */
	const char *text;	/* as it is written */
};

/* A row of section CHART; id is an id of the page, title a code. */
void fill_bars(struct req *req, struct view *v, const char *id,
    const char *title, const struct bar bars[CHART_MONTHS], bool running);

#endif
