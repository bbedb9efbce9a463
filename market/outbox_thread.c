/* SPDX-License-Identifier: Apache-2.0 */
/* outbox_thread.c: hands mails over as long as the process lives. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "market/base/log.h"
#include "market/outbox.h"

enum { LOOK_MS = 500, AGAIN_MS = 2000 };

struct outbox_thread {
	struct outbox_config config;
	struct market market;
	struct arena arena;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopping;
};

/* Sleeps for ms; true: it is time to stop. */
static bool
pause_for(struct outbox_thread *t, int64_t ms)
{
	struct timespec until;
	bool stopping;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ms % 1000 * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&t->lock);
	if (!t->stopping && ms > 0)
		pthread_cond_timedwait(&t->stop, &t->lock, &until);
	stopping = t->stopping;
	pthread_mutex_unlock(&t->lock);
	return stopping;
}

static void *
thread_main(void *p)
{
	struct outbox_thread *t = p;
	enum err err = OK, before = OK;
	size_t done = 0;

	(void)outbox_tidy(&t->market);
	while (!pause_for(t, err ? AGAIN_MS : done ? 0 : LOOK_MS)) {
		err = outbox_run(&t->market, &t->config, &done);
		market_next(&t->market);
		if (err != before)
			log_event(LOG_WARN, err ? "outbox_waits" :
			    "outbox_back", "err=%d", err);
		before = err;
	}
	return NULL;
}

enum err
outbox_start(struct outbox_thread **out, struct house *h,
    const struct outbox_config *config)
{
	struct outbox_thread *t = calloc(1, sizeof *t);
	enum err err;

	if (t == NULL)
		bug("out of memory: outbox");
	t->config = *config;
	arena_init(&t->arena);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->stop, NULL);
	err = market_open(&t->market, h, &t->arena);
	if (!err && pthread_create(&t->thread, NULL, thread_main, t) != 0) {
		log_event(LOG_ERROR, "thread", "name=outbox");
		market_close(&t->market);
		err = ERR_INTERNAL;
	}
	if (err) {
		free(t);
		return err;
	}
	*out = t;
	return OK;
}

void
outbox_stop(struct outbox_thread *t)
{
	if (t == NULL)
		return;
	t->config.mailer->stop(t->config.mailer->p);
	pthread_mutex_lock(&t->lock);
	t->stopping = true;
	pthread_cond_signal(&t->stop);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	market_close(&t->market);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->stop);
	free(t);
}
