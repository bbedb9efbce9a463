/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PAUSE_H
#define MARKET_PAUSE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The pauses of a thread that works at intervals, and the way to end them.
 * They are measured on a clock that only grows: a machine whose wall clock is
 * set back sleeps no longer for it.
 */
struct pause {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool ended;
};

void pause_init(struct pause *p);
void pause_destroy(struct pause *p);

/* Sleeps for ms (0: not at all), or until they are ended.  true: they are. */
bool pause_for(struct pause *p, int64_t ms);

/* Wakes the sleeper for good. */
void pause_end(struct pause *p);

#endif
