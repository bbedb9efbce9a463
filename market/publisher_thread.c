/* SPDX-License-Identifier: Apache-2.0 */
/* publisher_thread.c: publishes as long as the process lives. */
#include <pthread.h>
#include <stdlib.h>

#include "market/base/log.h"
#include "market/pause.h"
#include "market/publisher.h"

enum {
	LOOK_MS = 100,
	AGAIN_MS = 2000		/* after a fault */
};

struct publisher_thread {
	struct publisher *publisher;
	pthread_t thread;
	struct pause pause;
};

static void *
thread_main(void *p)
{
	struct publisher_thread *t = p;
	enum err err = OK, before = OK;

	pthread_setname_np(pthread_self(), "publisher");
	while (!pause_for(&t->pause, err ? AGAIN_MS : LOOK_MS)) {
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
	pause_init(&t->pause);
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
	pause_end(&t->pause);
	pthread_join(t->thread, NULL);
	pause_destroy(&t->pause);
	free(t);
}
