/* SPDX-License-Identifier: Apache-2.0 */
/* write.c: the writer's thread and its queue. */
#include "market/write.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "market/base/log.h"
#include "market/keeper.h"
#include "market/trail.h"

enum {
	GROUP_MAX = 64,		/* verbs in one transaction */
	LOG_PAGES = 4000,	/* write the database's log back past this */
	LOG_PAGES_MAX = 16384,	/* 64 MB: cut it, even if it takes a moment */
	IDLE_MS = 5000,		/* nothing to do for so long: cut it too */
	SETTLE_MS = 200		/* … the log's last word: store it */
};

struct job {
	struct job *next;
	write_fn *fn;
	void *ctx;
	struct arena *arena;	/* of the caller, who sleeps */
	enum err err;
	sem_t answered;		/* its own: who wakes takes no shared lock */
};

struct writer {
	struct db *db;
	struct clock clock;
	_Atomic uint64_t *version;
	struct keeper *keeper;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wanted;
	struct job *first;
	struct job **last;
	bool stopping;
	bool growing;			/* the log may, in this transaction */
	bool lost;			/* it is, within a write_many() */
};

/* Set in the writer's own thread only, to catch a change within a change. */
static _Thread_local bool in_writer;

/*
 * A tree is signed before another grows out of it.  If that cannot be done
 * now, what leaves the log alone may go on; a log that was stopped stops
 * everything.
 */
static enum err
begin(struct writer *w)
{
	enum err err = keeper_sign(w->keeper, w->db);

	w->growing = !err;
	if (!err || err == ERR_BUSY)
		err = db_begin(w->db, clock_now(&w->clock));
	if (!err)
		err = keeper_store(w->keeper, w->db);
	return err;
}

/* Signs and stores when nobody else wants a transaction. */
static void
settle(struct writer *w)
{
	enum err err = begin(w);

	if (!err)
		err = db_commit(w->db);
	else
		db_rollback(w->db);
	if (!err)
		keeper_stored(w->keeper);
}

/* fn, which may not append while the log cannot grow. */
static enum err
run_fn(struct writer *w, write_fn *fn, void *ctx)
{
	int64_t before = 0, after = 0;
	enum err err = OK;

	if (w->growing)
		return fn(w->db, ctx);
	err = db_leaf_size(w->db, &before);
	if (!err)
		err = fn(w->db, ctx);
	if (!err)
		err = db_leaf_size(w->db, &after);
	return !err && after != before ? ERR_BUSY : err;
}

/* In a savepoint of its own; not OK: the whole transaction is lost. */
static enum err
run_apart(struct writer *w, write_fn *fn, void *ctx, enum err *err)
{
	enum err all = db_savepoint(w->db);

	if (all)
		return all;
	*err = run_fn(w, fn, ctx);
	return db_savepoint_end(w->db, *err) == ERR_INTERNAL &&
	    *err != ERR_INTERNAL ? ERR_INTERNAL : OK;
}

static enum err
run_jobs(struct writer *w, struct job *group)
{
	enum err all = begin(w);

	for (struct job *j = group; !all && j; j = j->next) {
		db_use_arena(w->db, j->arena);
		all = run_apart(w, j->fn, j->ctx, &j->err);
		if (!all && w->lost)
			all = ERR_INTERNAL;
	}
	w->lost = false;
	return all ? all : trail_seal(w->db);
}

static void
run_group(struct writer *w, struct job *group)
{
	enum err all = run_jobs(w, group);

	if (!all)
		all = db_late_run(w->db);
	if (!all)
		all = db_commit(w->db);
	else
		db_rollback(w->db);
	if (!all) {
		keeper_stored(w->keeper);
		if (db_changes(w->db))
			atomic_fetch_add(w->version, 1);
		if (w->growing)
			all = keeper_sign(w->keeper, w->db);
	}
	for (struct job *j = group; all && j; j = j->next)
		j->err = ERR_BUSY;
}

static void
answer_group(struct job *group)
{
	while (group != NULL) {
		struct job *next = group->next;	/* it dies once answered */

		sem_post(&group->answered);
		group = next;
	}
}

/* The first GROUP_MAX jobs; the lock is held. */
static struct job *
take_group(struct writer *w)
{
	struct job *group = w->first, *j = group;

	for (int n = 1; n < GROUP_MAX && j->next; n++)
		j = j->next;
	w->first = j->next;
	if (w->first == NULL)
		w->last = &w->first;
	j->next = NULL;
	return group;
}

static void
write_log_back(struct writer *w)
{
	int pages = db_log_pages(w->db);

	if (pages > LOG_PAGES)
		(void)db_checkpoint(w->db, pages > LOG_PAGES_MAX);
}

/* Waits for work; false when the time for tidying up has come. */
static bool
wait_for_job(struct writer *w)
{
	struct timespec until = clock_in(keeper_owes(w->keeper) ? SETTLE_MS :
	    IDLE_MS);

	while (w->first == NULL && !w->stopping)
		if (pthread_cond_timedwait(&w->wanted, &w->lock, &until) ==
		    ETIMEDOUT)
			return w->first != NULL;
	return true;
}

/* What is done when nobody wants anything. */
static void
tidy(struct writer *w)
{
	if (keeper_owes(w->keeper))
		settle(w);
	else if (db_log_pages(w->db) > 0)
		(void)db_checkpoint(w->db, true);
}

static void *
writer_main(void *p)
{
	struct writer *w = p;

	in_writer = true;
	pthread_setname_np(pthread_self(), "writer");
	if (keeper_owes(w->keeper))
		settle(w);	/* the newest size may not be signed yet */
	pthread_mutex_lock(&w->lock);
	while (w->first != NULL || !w->stopping) {
		struct job *group;

		if (!wait_for_job(w)) {
			tidy(w);
			continue;
		}
		if (w->first == NULL)
			continue;
		group = take_group(w);
		pthread_mutex_unlock(&w->lock);
		run_group(w, group);
		answer_group(group);
		write_log_back(w);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	if (keeper_owes(w->keeper))
		settle(w);
	return NULL;
}

enum err
writer_start(struct writer **out, struct db *db, struct clock clock,
    _Atomic uint64_t *version, struct keeper *keeper)
{
	struct writer *w = calloc(1, sizeof *w);

	if (w == NULL)
		bug("out of memory: writer");
	w->db = db;
	w->clock = clock;
	w->version = version;
	w->keeper = keeper;
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	clock_cond_init(&w->wanted);
	if (pthread_create(&w->thread, NULL, writer_main, w) != 0) {
		log_event(LOG_ERROR, "thread", "name=writer");
		free(w);
		return ERR_INTERNAL;
	}
	*out = w;
	return OK;
}

void
writer_stop(struct writer *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wanted);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->wanted);
	free(w);
}

/* A verb within a write_many(): its rows are its own to lose. */
static enum err
run_within(struct writer *w, write_fn *fn, void *ctx)
{
	enum err err = ERR_INTERNAL;

	if (!in_writer)
		bug("a change within none");
	if (!w->lost && run_apart(w, fn, ctx, &err) != OK)
		w->lost = true;
	return w->lost ? ERR_INTERNAL : err;
}

struct many {
	struct market *m;
	void (*each)(struct market *within, void *p, size_t i);
	void *p;
	size_t n;
};

static enum err
many_in_txn(struct db *db, void *ctx)
{
	const struct many *x = ctx;
	struct market within = { .db = db, .arena = x->m->arena,
	    .house = x->m->house, .within = true };

	for (size_t i = 0; i < x->n && !within.house->writer->lost; i++)
		x->each(&within, x->p, i);
	return OK;
}

enum err
write_many(struct market *m, void (*each)(struct market *within, void *p,
    size_t i), void *p, size_t n)
{
	struct many x = { m, each, p, n };

	return write_run(m, many_in_txn, &x);
}

enum err
write_run(struct market *m, write_fn *fn, void *ctx)
{
	struct writer *w = m->house->writer;
	struct job job = { .fn = fn, .ctx = ctx, .arena = m->arena };

	if (m->within)
		return run_within(w, fn, ctx);
	if (in_writer)
		bug("a change that asks for a change");
	pthread_mutex_lock(&w->lock);
	if (w->stopping) {
		pthread_mutex_unlock(&w->lock);
		return ERR_BUSY;
	}
	sem_init(&job.answered, 0, 0);
	*w->last = &job;
	w->last = &job.next;
	if (w->first == &job)		/* else it is awake */
		pthread_cond_signal(&w->wanted);
	pthread_mutex_unlock(&w->lock);
	while (sem_wait(&job.answered) != 0)
		;			/* a signal */
	sem_destroy(&job.answered);
	return job.err;
}
