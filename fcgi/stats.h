/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_STATS_H
#define FCGI_STATS_H

#include "fcgi/reply.h"
#include "market/stats.h"

/*
 * A column of the statistics as bars, in a row of section CHART: «posted»,
 * «awarded», «failed», … (fcgi/stats.c).  An unknown name is a bug().
 */
void fill_stats_chart(struct req *req, struct view *v, const char *name,
    const struct stats *s);

#endif
