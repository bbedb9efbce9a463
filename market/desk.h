/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DESK_H
#define MARKET_DESK_H

#include "market/actor.h"
#include "market/market.h"

/*
 * 工作台: what is to be done next, by whom, until when.  Read from an actor's
 * own newest projects, awards and bids, so it costs the same however old
 * the market is.
 */
enum { DESK_TASKS = 40 };

struct task {
	const char *code;	/* of the catalogue: task_<code> */
	const char *project_code;	/* "" where it is about none; of what
					   market/desk_answer.h adds: its number */
	const char *title;
	int64_t until;		/* 0: no deadline */
};

/* Most urgent first. */
struct desk {
	struct task tasks[DESK_TASKS];
	size_t n;
};

enum err desk_get(struct market *m, const struct actor *actor,
    struct desk *d);

#endif
