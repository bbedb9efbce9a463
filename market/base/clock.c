/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c: where «now» comes from. */
#include "market/base/clock.h"

#include <stddef.h>

static int64_t
system_now(void *p)
{
	struct timespec ts;

	(void)p;
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

static int64_t
standing_now(void *p)
{
	return __atomic_load_n((int64_t *)p, __ATOMIC_RELAXED);
}

struct clock
clock_system(void)
{
	return (struct clock){ .now = system_now, .p = NULL };
}

struct clock
clock_standing(int64_t *at)
{
	return (struct clock){ .now = standing_now, .p = at };
}

int64_t
clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

struct timespec
clock_in(int64_t ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

void
clock_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}
