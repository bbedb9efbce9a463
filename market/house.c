/* SPDX-License-Identifier: Apache-2.0 */
/* house.c: what lives as long as the process, and a thread's view of it. */
#include "market/market.h"

#include <string.h>

#include "db/catalogue.h"
#include "db/record.h"
#include "market/base/log.h"
#include "market/catalogue_set.h"
#include "market/guess.h"
#include "market/keeper.h"
#include "market/keys.h"
#include "market/password.h"
#include "market/platform.h"
#include "market/store.h"
#include "market/write.h"

/* The first set of parameters of a new market: the defaults. */
static enum err
first_params(struct db *db)
{
	struct buf text;
	int64_t version;
	const char *old;
	enum err err = db_param_newest(db, &version, &old);

	if (err != ERR_NOT_FOUND)
		return err;
	buf_init(&text, 64 * 1024);
	params_default_text(&text);
	err = db_begin(db, 0);
	if (!err)
		err = db_param_add(db, text.data);
	if (!err)
		err = db_commit(db);
	buf_release(&text);
	return err;
}

/* The same of the credit catalogue: what the program came with. */
static enum err
first_catalogue(struct db *db)
{
	int64_t version;
	const char **old;
	size_t n, line;
	enum err err = db_catalogue_all(db, &old, &n);

	if (err || n)
		return err;
	err = db_begin(db, 0);
	if (!err)
		err = catalogue_set_add(db, NULL, catalogue_first(
		    db_arena(db)), &version, &line);
	return err ? err : db_commit(db);
}

static enum err
load_catalogues(struct house *h, struct db *db)
{
	const char **texts;
	size_t line;
	enum err err = db_catalogue_all(db, &texts, &h->n_catalogues);

	if (!err && h->n_catalogues == 0)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	h->catalogues = arena_alloc(&h->arena,
	    h->n_catalogues * sizeof *h->catalogues);
	for (size_t i = 0; i < h->n_catalogues; i++) {
		if (catalogue_parse(&h->arena, texts[i], &h->catalogues[i],
		    &line) == OK)
			continue;
		log_event(LOG_ERROR, "catalogue", "version=%zu line=%zu",
		    i + 1, line);
		return ERR_INVALID;
	}
	return OK;
}

/* Each set that ever was in force: projects are bound by theirs. */
static enum err
load_params(struct house *h, struct db *db)
{
	const char **texts;
	size_t line;
	enum err err = db_param_all(db, &texts, &h->n_param_sets);

	if (!err && h->n_param_sets == 0)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	h->param_sets = arena_alloc(&h->arena,
	    h->n_param_sets * sizeof *h->param_sets);
	for (size_t i = 0; i < h->n_param_sets; i++) {
		if (params_parse(&h->param_sets[i], texts[i], &line) == OK)
			continue;
		log_event(LOG_ERROR, "params", "version=%zu line=%zu", i + 1,
		    line);
		return ERR_INVALID;
	}
	h->param_version = (int64_t)h->n_param_sets;
	h->params = h->param_sets[h->n_param_sets - 1];
	return OK;
}

static enum err
load(struct house *h, struct db *db)
{
	struct calendar_day *days;
	size_t n;
	enum err err;

	db_use_arena(db, &h->arena);
	err = load_params(h, db);
	if (!err)
		err = load_catalogues(h, db);
	if (!err)
		err = db_calendar_all(db, &days, &n);
	if (!err)
		calendar_init(&h->calendar, days, n);
	return err;
}

const struct params *
house_params(const struct house *h, int64_t version)
{
	if (version < 1 || version > (int64_t)h->n_param_sets)
		bug("no parameters of version %lld", (long long)version);
	return &h->param_sets[version - 1];
}

const struct catalogue *
house_catalogue(const struct house *h, int64_t version)
{
	if (version == 0)
		version = (int64_t)h->n_catalogues;
	if (version < 1 || version > (int64_t)h->n_catalogues)
		bug("no credit catalogue of version %lld",
		    (long long)version);
	return &h->catalogues[version - 1];
}

enum err
house_load(struct house *h)
{
	struct db *db;
	enum err err = db_open(&db, h->where, DB_READ);

	if (err)
		return err;
	err = load(h, db);
	db_close(db);
	return err;
}

enum err
house_open(struct house *h, const char *where, const char *key_dir,
    struct clock clock, const struct signer *signer)
{
	enum err err;

	memset(h, 0, sizeof *h);
	h->where = where;
	h->clock = clock;
	arena_init(&h->arena);
	h->gate = gate_new();
	h->guess = guess_new();
	err = keys_open(&h->keys, key_dir);
	if (!err)
		err = platform_open(&h->platform, key_dir);
	if (err == ERR_NOT_FOUND)
		err = OK;		/* not set up yet */
	h->keeper = keeper_new(signer, h->platform ?
	    &platform_trust(h->platform)->log : NULL);
	if (!err)
		err = db_open(&h->db, where, DB_WRITE);
	if (!err) {
		db_use_arena(h->db, &h->arena);
		err = first_params(h->db);
	}
	if (!err)
		err = first_catalogue(h->db);
	if (!err)
		err = load(h, h->db);
	if (!err)
		err = writer_start(&h->writer, h->db, clock, &h->version,
		    h->keeper);
	if (err)
		house_close(h);
	return err;
}

enum err
house_store(struct house *h, const char *folder)
{
	return store_open(&h->store, folder);
}

void
house_close(struct house *h)
{
	writer_stop(h->writer);
	store_free(h->store);
	db_close(h->db);
	keeper_free(h->keeper);
	platform_close(h->platform);
	keys_close(h->keys);
	guess_free(h->guess);
	gate_free(h->gate);
	arena_release(&h->arena);
	memset(h, 0, sizeof *h);
}

enum err
market_open(struct market *m, struct house *h, struct arena *a)
{
	enum err err;

	*m = (struct market){ .arena = a, .house = h };
	err = db_open(&m->db, h->where, DB_READ);
	if (!err)
		db_use_arena(m->db, a);
	return err;
}

void
market_close(struct market *m)
{
	db_close(m->db);
	arena_release(m->arena);
	*m = (struct market){ .db = NULL };
}

void
market_next(struct market *m)
{
	db_check_idle(m->db);
	arena_reset(m->arena);
}

void
market_snapshot(struct market *m)
{
	db_snapshot(m->db);
}

void
market_snapshot_end(struct market *m)
{
	db_snapshot_end(m->db);
}

int64_t
market_now(const struct market *m)
{
	return clock_now(&m->house->clock);
}

static enum err
nothing(struct db *db, void *ctx)
{
	(void)db, (void)ctx;
	return OK;
}

enum err
market_ready(struct market *m)
{
	int64_t version;
	const char *text;
	enum err err = db_param_newest(m->db, &version, &text);

	db_snapshot_end(m->db);	/* the writer waits for nobody's view */
	return err ? err : write_run(m, nothing, NULL);
}
