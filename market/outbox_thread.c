/* SPDX-License-Identifier: Apache-2.0 */
/* outbox_thread.c: hands mails over as long as the process lives. */
#include <pthread.h>
#include <stdlib.h>

#include "market/base/log.h"
#include "market/outbox.h"
#include "market/pause.h"

enum { LOOK_MS = 500, AGAIN_MS = 2000 };

struct outbox_thread {
	struct outbox_config config;
	struct market market;
	struct arena arena;
	pthread_t thread;
	struct pause pause;
};

static void *
thread_main(void *p)
{
	struct outbox_thread *t = p;
	enum err err = OK, before = OK;
	size_t done = 0;

	pthread_setname_np(pthread_self(), "outbox");
	(void)outbox_tidy(&t->market);
	while (!pause_for(&t->pause, err ? AGAIN_MS : done ? 0 : LOOK_MS)) {
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
	pause_init(&t->pause);
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
	pause_end(&t->pause);
	pthread_join(t->thread, NULL);
	market_close(&t->market);
	pause_destroy(&t->pause);
	free(t);
}
