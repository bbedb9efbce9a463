/* SPDX-License-Identifier: Apache-2.0 */
/* load_second.c: pages, before and while much falls on one second. */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "db/agency.h"
#include "db/due.h"
#include "db/owner.h"
#include "market/base/arena.h"
#include "market/base/err.h"
#include "market/calendar.h"
#include "tests/bench/load.h"

enum { QUIET_SECONDS = 9, PATIENCE_SECONDS = 120, LOOK_US = 50000,
    PAGES = 1 << 20, LIST = 20, NEWEST = 1000 };

/* One span of time, and how long pages took in it. */
struct watch {
	int port, clients, rate;
	int64_t start;
	_Atomic int64_t end;
	_Atomic size_t n;
	_Atomic int64_t failed;
	int32_t *took;
};

typedef bool look(struct db *db, int64_t second);

struct reader {
	struct watch *watch;
	int n, fd;
	uint64_t dice;
	struct answer answer;
};

/* A page of the list that no cache has. */
static void
read_page(struct reader *r)
{
	struct watch *w = r->watch;
	int64_t start = load_us();
	char path[80];
	size_t slot;

	r->dice = r->dice * 6364136223846793005u + 1442695040888963407u;
	snprintf(path, sizeof path, "/projects?before=%d&x=%" PRIu64,
	    LIST + 1 + (int)(r->dice >> 33) % (NEWEST - LIST), r->dice);
	if (r->fd < 0)
		r->fd = load_connect(w->port);
	if (r->fd < 0 || load_get(r->fd, path, &r->answer) != 200) {
		atomic_fetch_add(&w->failed, 1);
		if (r->fd >= 0)
			close(r->fd);
		r->fd = -1;
		return;
	}
	slot = atomic_fetch_add(&w->n, 1);
	if (slot < PAGES)
		w->took[slot] = (int32_t)(load_us() - start);
}

static void *
reader_main(void *p)
{
	struct reader *r = p;
	const struct watch *w = r->watch;

	for (int64_t n = 0;; n++) {
		if (w->rate > 0) {
			int64_t at = w->start + (n * w->clients + r->n) *
			    1000000 / w->rate, now = load_us();

			if (at > now)
				usleep((useconds_t)(at - now));
		}
		if (load_us() >= w->end)
			break;
		read_page(r);
	}
	if (r->fd >= 0)
		close(r->fd);
	return NULL;
}

/* Something of the second waits. */
static bool
due_waits(struct db *db, int64_t second)
{
	struct due *list;
	size_t n;

	return db_due_acting(db, second, 1, &list, &n) != OK || n > 0;
}

/* Stars or credit of somebody are not of the day of the second. */
static bool
ages_wait(struct db *db, int64_t second)
{
	int32_t today = calendar_day_of(second);
	int64_t before = calendar_day_end(today - 1) + 1, id;
	size_t n[3] = { 1, 1, 1 };

	return db_agency_stale(db, before, 1, &id, &n[0]) != OK ||
	    db_owner_stale(db, before, 1, &id, &n[1]) != OK ||
	    db_agency_credit_due(db, today, 1, &id, &n[2]) != OK ||
	    n[0] + n[1] + n[2] > 0;
}

/* Seconds until nothing waits. */
static double
wait_until_done(struct db *db, look *waits, int64_t second)
{
	int64_t start = load_us();
	struct arena arena;
	bool left = true;

	arena_init(&arena);
	while (left && load_us() < start + PATIENCE_SECONDS * INT64_C(
	    1000000)) {
		usleep(LOOK_US);
		db_use_arena(db, &arena);
		left = waits(db, second);
		arena_reset(&arena);
	}
	arena_release(&arena);
	return left ? -1 : (double)(load_us() - start) / 1e6;
}

static int
by_value(const void *a, const void *b)
{
	return *(const int32_t *)a - *(const int32_t *)b;
}

static int32_t
p99(struct watch *w)
{
	size_t n = w->n < PAGES ? w->n : PAGES;

	qsort(w->took, n, sizeof *w->took, by_value);
	return n > 0 ? w->took[n * 99 / 100] : 0;
}

/* Pages for so many seconds; 0: until nothing waits, which is how long it
 * took. */
static double
watch(struct watch *w, struct db *db, look *waits, int64_t second,
    int64_t seconds)
{
	static struct reader readers[CLIENTS];
	pthread_t threads[CLIENTS];
	double took = (double)seconds;

	w->took = calloc(PAGES, sizeof *w->took);
	w->start = load_us();
	w->end = INT64_MAX;
	for (int i = 0; i < w->clients; i++) {
		readers[i] = (struct reader){ .watch = w, .n = i, .fd = -1,
		    .dice = (uint64_t)i * 7919 + 1 };
		pthread_create(&threads[i], NULL, reader_main, &readers[i]);
	}
	if (seconds > 0)
		usleep((useconds_t)(seconds * 1000000));
	else
		took = wait_until_done(db, waits, second);
	atomic_store(&w->end, 0);
	for (int i = 0; i < w->clients; i++)
		pthread_join(threads[i], NULL);
	return took;
}

static void
sleep_until(int64_t at)
{
	const struct timespec until = { .tv_sec = (time_t)at };

	while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL))
		;
}

int
load_due(char **argv)
{
	struct watch quiet = { .port = (int)strtol(argv[1], NULL, 10),
	    .clients = (int)strtol(argv[2], NULL, 10),
	    .rate = (int)strtol(argv[3], NULL, 10) }, busy;
	char where[512];
	int64_t second, how_many;
	struct db *db;
	double took;
	FILE *f;

	snprintf(where, sizeof where, "%s/due.at", argv[0]);
	f = fopen(where, "re");
	if (f == NULL || fscanf(f, "%" SCNd64 " %" SCNd64, &second,
	    &how_many) != 2)
		return EXIT_FAILURE;
	fclose(f);
	snprintf(where, sizeof where, "%s/market.db", argv[0]);
	if (quiet.clients > CLIENTS || db_open(&db, where, DB_READ) != OK)
		return EXIT_FAILURE;
	busy = quiet;
	sleep_until(second - QUIET_SECONDS - 1);
	(void)watch(&quiet, db, NULL, second, QUIET_SECONDS);
	sleep_until(second);
	took = watch(&busy, db, due_waits, second, 0);
	printf("due %" PRId64 " seconds %.2f p99us %d quiet_p99us %d pages "
	    "%zu failed %" PRId64 "\n", how_many, took, p99(&busy),
	    p99(&quiet), busy.n, busy.failed + quiet.failed);
	db_close(db);
	return took > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* What a night does: as soon as the program runs, until it has caught up. */
int
load_ages(char **argv)
{
	struct watch busy = { .port = (int)strtol(argv[1], NULL, 10),
	    .clients = (int)strtol(argv[2], NULL, 10),
	    .rate = (int)strtol(argv[3], NULL, 10) };
	char where[512];
	struct db *db;
	double took;

	snprintf(where, sizeof where, "%s/market.db", argv[0]);
	if (busy.clients > CLIENTS || db_open(&db, where, DB_READ) != OK)
		return EXIT_FAILURE;
	took = watch(&busy, db, ages_wait, (int64_t)time(NULL), 0);
	printf("ages seconds %.2f p99us %d pages %zu failed %" PRId64 "\n",
	    took, p99(&busy), busy.n, busy.failed);
	db_close(db);
	return took > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
