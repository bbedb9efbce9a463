/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PARAM_SET_H
#define MARKET_PARAM_SET_H

#include "market/market.h"

/*
 * A published set of parameters: everybody reads the rules that bind a
 * project, whichever version was frozen into it.
 *
 * Source: domain.md 3; 国办《关于深入推进审批服务便民化的指导意见》二(七): 公开办理时限、
 * 工作流程、申报条件、收费标准.
 */
struct param_set {
	int64_t version;
	int64_t newest;			/* version in force */
	int64_t effective_from;
	const char *text;		/* lines «key value» */
	char hash[65];			/* SHA-256 of text, hex */
	int64_t horizon;		/* last year with a loaded calendar */
};

/* version 0: the one in force.  ERR_NOT_FOUND: there is no such version. */
enum err param_set_get(struct market *m, int64_t version,
    struct param_set *set);

#endif
