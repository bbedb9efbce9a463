/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/*
 * The clock is an argument: what decides takes a «now» in Unix seconds.
 * These two are for those who hand one in: main(), the writer, a worker.
 */
struct clock {
	int64_t (*now)(void *p);	/* Unix seconds */
	void *p;
};

/* The system's wall clock. */
struct clock clock_system(void);

/* A clock that stands at *at until its owner moves it: tests, demo data. */
struct clock clock_standing(int64_t *at);

static inline int64_t
clock_now(const struct clock *c)
{
	return c->now(c->p);
}

/* Milliseconds that only grow, for durations. */
int64_t clock_ms(void);

/* When ms from now are over, for pthread_cond_timedwait() on a condition … */
struct timespec clock_in(int64_t ms);
/* … that waits by the clock which only grows. */
void clock_cond_init(pthread_cond_t *cond);

#endif
