/* SPDX-License-Identifier: Apache-2.0 */
/* publisher_thread.c: publishes as long as the process lives. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "market/base/log.h"
#include "market/publisher.h"

enum {
	LOOK_MS = 100,
	AGAIN_MS = 2000		/* after a fault */
};

struct publisher_thread {
	struct publisher *publisher;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopping;
};

/* Sleeps for ms; true: it is time to stop. */
static bool
pause_for(struct publisher_thread *t, int64_t ms)
{
	struct timespec until;
	bool stopping;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms % 1000 * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&t->lock);
	if (!t->stopping)
		pthread_cond_timedwait(&t->stop, &t->lock, &until);
	stopping = t->stopping;
	pthread_mutex_unlock(&t->lock);
	return stopping;
}

static void *
thread_main(void *p)
{
	struct publisher_thread *t = p;
	enum err err = OK, before = OK;

	while (!pause_for(t, err ? AGAIN_MS : LOOK_MS)) {
		err = publisher_run(t->publisher);
		if (err != before)
			log_event(err ? LOG_ERROR : LOG_WARN, err ?
			    "publisher_stopped" : "publisher_back", "err=%d",
			    err);
		before = err;
	}
	return NULL;
}

enum err
publisher_start(struct publisher_thread **out, struct publisher *p)
{
	struct publisher_thread *t = calloc(1, sizeof *t);

	if (t == NULL)
		bug("out of memory: publisher");
	t->publisher = p;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->stop, NULL);
	if (pthread_create(&t->thread, NULL, thread_main, t) != 0) {
		log_event(LOG_ERROR, "thread", "name=publisher");
		free(t);
		return ERR_INTERNAL;
	}
	*out = t;
	return OK;
}

void
publisher_stop(struct publisher_thread *t)
{
	if (t == NULL)
		return;
	pthread_mutex_lock(&t->lock);
	t->stopping = true;
	pthread_cond_signal(&t->stop);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->stop);
	free(t);
}
