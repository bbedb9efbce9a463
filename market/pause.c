/* SPDX-License-Identifier: Apache-2.0 */
/* pause.c: sleeping between two pieces of work. */
#include "market/pause.h"

#include <errno.h>

#include "market/base/clock.h"

void
pause_init(struct pause *p)
{
	p->ended = false;
	pthread_mutex_init(&p->lock, NULL);
	clock_cond_init(&p->over);
}

void
pause_destroy(struct pause *p)
{
	pthread_cond_destroy(&p->over);
	pthread_mutex_destroy(&p->lock);
}

bool
pause_for(struct pause *p, int64_t ms)
{
	struct timespec until = clock_in(ms);
	bool ended;

	pthread_mutex_lock(&p->lock);
	while (!p->ended && ms > 0)
		if (pthread_cond_timedwait(&p->over, &p->lock, &until) ==
		    ETIMEDOUT)
			break;
	ended = p->ended;
	pthread_mutex_unlock(&p->lock);
	return ended;
}

void
pause_end(struct pause *p)
{
	pthread_mutex_lock(&p->lock);
	p->ended = true;
	pthread_cond_signal(&p->over);
	pthread_mutex_unlock(&p->lock);
}
