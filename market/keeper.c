/* SPDX-License-Identifier: Apache-2.0 */
/* keeper.c: the newest checkpoints, signed and not yet stored. */
#include "market/keeper.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "market/append.h"
#include "market/base/clock.h"
#include "market/base/log.h"

enum {
	RING = 256,		/* a few would do: each is stored with the next */
	NOTE = 512,		/* three lines and one signature */
	PATIENCE_MS = 3000,	/* for a signer that is being started */
	PAUSE_NS = 50 * 1000 * 1000
};

struct held {
	int64_t size;
	size_t n;
	char note[NOTE];
};

struct keeper {
	const struct signer *signer;	/* NULL: none */
	struct note_key log;
	pthread_mutex_t lock;		/* of what follows */
	struct held ring[RING];
	size_t first, n;		/* oldest, how many */
	size_t unstored, storing;	/* of them, the newest */
	int64_t size;			/* signed last; -1: unknown */
	bool away;			/* it did not answer last time */
	bool stopped;
};

struct keeper *
keeper_new(const struct signer *signer, const struct note_key *log)
{
	struct keeper *k = calloc(1, sizeof *k);

	if (k == NULL)
		bug("out of memory: keeper");
	if (signer != NULL && log != NULL) {
		k->signer = signer;
		k->log = *log;
	}
	pthread_mutex_init(&k->lock, NULL);
	k->size = -1;
	return k;
}

void
keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	pthread_mutex_destroy(&k->lock);
	free(k);
}

static void
hold(struct keeper *k, int64_t size, const struct buf *note)
{
	struct held *h;

	if (note->len > sizeof h->note)
		bug("keeper: a checkpoint of %zu bytes", note->len);
	pthread_mutex_lock(&k->lock);
	if (k->n == RING) {
		k->first = (k->first + 1) % RING;
		k->n--;
	}
	h = &k->ring[(k->first + k->n++) % RING];
	h->size = size;
	h->n = note->len;
	memcpy(h->note, note->data, note->len);
	k->unstored++;
	k->size = size;
	pthread_mutex_unlock(&k->lock);
}

/* The signer may have been given another key: nobody would believe it. */
static bool
is_ours(const struct keeper *k, const struct buf *file)
{
	struct note note;

	return note_parse(&note, file->data, file->len) &&
	    note_check(&note, &k->log, NULL) == NOTE_GOOD;
}

static enum signer_verdict
ask_once(struct keeper *k, struct db *db, const struct tlog_checkpoint *c,
    struct buf *note)
{
	struct tlog_nodes from = append_nodes(db);
	char why[64] = "";
	enum signer_verdict v;

	buf_reset(note);
	v = signer_sign(k->signer, &from, c, k->size < 0 ? c->size : k->size,
	    note, why);
	if (v == SIGNER_OK && !is_ours(k, note)) {
		memcpy(why, "another key", sizeof "another key");
		v = SIGNER_STOP;
	}
	if (v == SIGNER_STOP)
		log_event(LOG_ERROR, "log_stopped", "size=%lld why=\"%s\"",
		    (long long)c->size, why);
	return v;
}

/* Waits for an answer, but not for ever, and not again and again. */
static enum signer_verdict
ask(struct keeper *k, struct db *db, const struct tlog_checkpoint *c,
    struct buf *note)
{
	const struct timespec pause = { 0, PAUSE_NS };
	int64_t until = clock_ms() + (k->away ? 0 : PATIENCE_MS);
	enum signer_verdict v = ask_once(k, db, c, note);

	while (v == SIGNER_AWAY && clock_ms() < until) {
		nanosleep(&pause, NULL);
		v = ask_once(k, db, c, note);
	}
	if ((v == SIGNER_AWAY) != k->away)
		log_event(LOG_WARN, v == SIGNER_AWAY ? "signer_away" :
		    "signer_back", "size=%lld", (long long)c->size);
	k->away = v == SIGNER_AWAY;
	return v;
}

static enum err
sign(struct keeper *k, struct db *db, const struct tlog_checkpoint *c)
{
	enum signer_verdict v;
	struct buf note;

	buf_init(&note, NOTE);
	v = ask(k, db, c, &note);
	if (v == SIGNER_OK && c->size > 0)
		hold(k, c->size, &note);
	else if (v == SIGNER_OK)
		k->size = 0;	/* nobody needs a checkpoint of nothing */
	buf_release(&note);
	if (v == SIGNER_STOP) {
		pthread_mutex_lock(&k->lock);
		k->stopped = true;
		pthread_mutex_unlock(&k->lock);
	}
	return v == SIGNER_OK ? OK : v == SIGNER_STOP ? ERR_CONFLICT :
	    ERR_BUSY;
}

enum err
keeper_sign(struct keeper *k, struct db *db)
{
	struct tlog_checkpoint c = { .size = 0 };
	struct tlog_nodes from = append_nodes(db);
	enum err err;

	if (k->stopped)
		return ERR_CONFLICT;
	if (k->signer == NULL)
		return ERR_BUSY;
	err = db_leaf_size(db, &c.size);
	if (err || c.size == k->size)
		return err;
	memcpy(c.origin, k->log.name, sizeof c.origin);
	if (!tlog_root(&from, c.size, c.root))
		return ERR_INTERNAL;
	return sign(k, db, &c);
}

enum err
keeper_store(struct keeper *k, struct db *db)
{
	enum err err = OK;

	/* Only the writer changes the ring: it may read it as it is. */
	for (size_t i = k->n - k->unstored; !err && i < k->n; i++) {
		const struct held *h = &k->ring[(k->first + i) % RING];

		err = db_checkpoint_put(db, h->size, h->note, h->n);
	}
	k->storing = k->unstored;
	return err;
}

bool
keeper_owes(struct keeper *k)
{
	return k->unstored > 0 || (k->signer != NULL && !k->stopped &&
	    (k->away || k->size < 0));
}

void
keeper_stored(struct keeper *k)
{
	k->unstored -= k->storing;
	k->storing = 0;
}

bool
keeper_find(struct keeper *k, struct arena *a, int64_t leaf,
    struct checkpoint *c)
{
	bool found = false;

	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; !found && i < k->n; i++) {
		const struct held *h = &k->ring[(k->first + i) % RING];

		if (h->size <= leaf)
			continue;
		found = true;
		c->size = h->size;
		c->note = arena_strndup(a, h->note, h->n);
		c->n = h->n;
	}
	pthread_mutex_unlock(&k->lock);
	return found;
}

bool
keeper_stopped(struct keeper *k)
{
	bool stopped;

	pthread_mutex_lock(&k->lock);
	stopped = k->stopped;
	pthread_mutex_unlock(&k->lock);
	return stopped;
}
