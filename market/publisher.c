/* SPDX-License-Identifier: Apache-2.0 */
/* publisher.c: from rows to files, in the right order. */
#include "market/publisher.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "db/public.h"
#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/bundle.h"
#include "market/cosign.h"
#include "market/platform.h"
#include "market/public_tree.h"
#include "market/published.h"
#include "market/receipt.h"
#include "market/tlog.h"

enum {
	TREES = 64,		/* signed sizes in a batch */
	ROWS = 256,		/* files, receipts in a batch */
	BUNDLES = 16,		/* rounds in a batch */
	TIDY_MS = 60 * 1000
};

struct publisher {
	struct publisher_config config;
	struct market market;
	struct arena arena;
	struct public_dir *dir;
	pthread_mutex_t lock;		/* one run at a time */
	struct published done;
	int64_t shown;			/* size of log/checkpoint, as found */
	int64_t shown_ms;		/* when it was put there */
	int64_t tidied_ms;
	int64_t bundle_ms;		/* when the next may be made */
	bool greeted;			/* vkey and trust.txt stand */
	unsigned char checkpoint[32], cosigned[32];	/* hashes of files */
};

static enum err
remember(struct publisher *p)
{
	if (p->config.step != NULL)
		p->config.step(p->config.p, "remember");
	return published_write(&p->done, p->config.memory) ? OK :
	    ERR_INTERNAL;
}

/* ---- files ---- */

static enum err
commit(struct publisher *p)
{
	arena_reset(&p->arena);
	return public_dir_commit(p->dir) ? OK : ERR_INTERNAL;
}

/* A file that speaks of others, unless it is what is there. */
static enum err
show(struct publisher *p, const char *path, const struct buf *body,
    unsigned char is[32])
{
	unsigned char hash[32];

	if (body->full)
		return ERR_INTERNAL;
	note_hash(hash, body->data, body->len);
	if (memcmp(hash, is, sizeof hash) == 0)
		return OK;
	if (!public_dir_last(p->dir, path, body->data, body->len))
		return ERR_INTERNAL;
	memcpy(is, hash, sizeof hash);
	return OK;
}

static enum err
greet(struct publisher *p)
{
	const struct platform *platform = p->market.house->platform;
	char vkey[NOTE_VKEY_MAX + 1];
	size_t n;
	const char *trust = platform_trust_text(platform, &n);

	if (p->greeted)
		return OK;
	note_vkey_write(vkey, &platform_trust(platform)->log);
	memcpy(vkey + strlen(vkey), "\n", 2);
	p->greeted = public_dir_put(p->dir, "log/vkey", vkey, strlen(vkey)) &&
	    public_dir_put(p->dir, "trust.txt", trust, n) &&
	    commit(p) == OK;
	return p->greeted ? OK : ERR_INTERNAL;
}

/* What verbs have put, for a log of size. */
static enum err
put_rows(struct publisher *p, int64_t size)
{
	struct public_file *rows;
	size_t n = ROWS;
	enum err err = OK;

	while (!err && n == ROWS) {
		int64_t seq = p->done.seq;

		err = db_public_list(p->market.db, seq, size, ROWS, &rows,
		    &n);
		for (size_t i = 0; !err && i < n; i++) {
			seq = rows[i].seq;
			if (!public_dir_put(p->dir, rows[i].path,
			    rows[i].body ? rows[i].body : "", rows[i].n))
				err = ERR_INTERNAL;
		}
		if (n > 0) {
			enum err done = commit(p);

			err = err ? err : done;
		}
		if (!err)
			p->done.seq = seq;
	}
	return err;
}

/* Of leaves from .. to - 1, against c.  kind: «», «.cosigned». */
static enum err
put_receipts(struct publisher *p, int64_t from, int64_t to,
    const struct checkpoint *c, const char *kind)
{
	struct receipt *list;
	size_t n = ROWS;
	enum err err = OK;

	while (!err && n == ROWS) {
		err = db_receipt_list(p->market.db, from, to, ROWS, &list,
		    &n);
		for (size_t i = 0; !err && i < n; i++) {
			char hex[65];
			struct buf body;

			buf_init(&body, NOTE_MAX);
			err = receipt_write(p->market.db, &list[i], c, &body);
			if (!err && !public_dir_put(p->dir, arena_printf(
			    &p->arena, "receipt/%s%s.tlog-proof", digits_hex(
			    hex, list[i].file, 32), kind), body.data,
			    body.len))
				err = ERR_INTERNAL;
			buf_release(&body);
			from = list[i].leaf + 1;
		}
	}
	return err;
}

/* ---- the order ---- */

static enum err
show_checkpoint(struct publisher *p, const struct checkpoint *c)
{
	struct buf body;
	enum err err;

	if (c->size < p->shown)
		return OK;	/* being rebuilt: readers have seen more */
	if (c->size > p->shown && p->done.cosigned < p->shown &&
	    clock_ms() - p->shown_ms < p->config.hold_ms)
		return OK;	/* put_rest() comes back to it */
	buf_init(&body, NOTE_MAX);
	err = cosign_note(p->market.db, c, &body);
	if (!err)
		err = show(p, "log/checkpoint", &body, p->checkpoint);
	buf_release(&body);
	if (!err && p->shown != c->size)
		p->shown_ms = clock_ms();
	if (!err)
		p->shown = c->size;
	return err;
}

/* The next signed sizes; *more: there were any. */
static enum err
put_trees(struct publisher *p, bool *more)
{
	struct checkpoint *list, newest;
	int64_t size = p->done.size;
	size_t n;
	enum err err = db_checkpoint_list(p->market.db, size, TREES, &list,
	    &n);

	*more = !err && n > 0;
	if (err || n == 0)
		return err;
	for (size_t i = 0; !err && i < n; i++) {
		/* One view a tree: short, the writer's log waits for it. */
		market_snapshot(&p->market);
		err = public_tree_put(p->dir, p->market.db, size,
		    list[i].size, market_now(&p->market));
		if (!err)
			err = put_receipts(p, size, list[i].size, &list[i],
			    "");
		market_snapshot_end(&p->market);
		size = list[i].size;
	}
	newest = (struct checkpoint){ .size = size };
	if (commit(p) != OK)
		err = err ? err : ERR_INTERNAL;
	if (!err)
		err = put_rows(p, size);
	if (!err)
		err = db_checkpoint_after(p->market.db, size - 1, &newest);
	if (!err)
		err = show_checkpoint(p, &newest);
	p->done.size = err ? p->done.size : size;
	return err ? err : remember(p);
}

/* What has met the quorum since, then the newest such checkpoint. */
static enum err
put_cosigned(struct publisher *p)
{
	struct checkpoint c;
	struct buf body;
	enum err err;

	while ((err = db_cosigned_after(p->market.db, p->done.cosigned,
	    &c)) == OK && c.size <= p->done.size) {
		int64_t size = c.size;

		err = put_receipts(p, p->done.cosigned, size, &c,
		    ".cosigned");
		if (commit(p) != OK || err)
			return err ? err : ERR_INTERNAL;
		p->done.cosigned = size;
		err = remember(p);
		if (err)
			return err;
	}
	if (p->done.cosigned == 0 || (err && err != ERR_NOT_FOUND))
		return err == ERR_NOT_FOUND ? OK : err;
	err = db_checkpoint_after(p->market.db, p->done.cosigned - 1, &c);
	buf_init(&body, NOTE_MAX);
	if (!err)
		err = cosign_note(p->market.db, &c, &body);
	if (!err)
		err = show(p, "log/checkpoint.cosigned", &body, p->cosigned);
	buf_release(&body);
	return err;
}

/* Rows and cosignatures that came without a new tree. */
static enum err
put_rest(struct publisher *p)
{
	struct checkpoint newest;
	int64_t seq = p->done.seq;
	enum err err = put_rows(p, p->done.size);

	if (!err && seq != p->done.seq)
		err = remember(p);
	if (!err && p->done.size > 0) {
		err = db_checkpoint_after(p->market.db, p->done.size - 1,
		    &newest);
		if (!err)
			err = show_checkpoint(p, &newest);
	}
	return err ? err : put_cosigned(p);
}

/* bundle.tar of one round: «p/<code>/<n>/result.note» says of which. */
static enum err
bundle(struct publisher *p, const char *path)
{
	const char *last = strrchr(path, '/');
	char *id = arena_strndup(&p->arena, path + 2,
	    (size_t)(last - path) - 2);
	char *name = arena_printf(&p->arena, "p/%s/bundle.tar", id);
	struct source files;
	struct buf tar;
	enum err err = OK;

	source_folder(&files, p->config.folder);
	buf_init(&tar, BUNDLE_MAX);
	if (!bundle_write(&files, id, &tar) ||
	    !public_dir_put(p->dir, name, tar.data, tar.len))
		err = ERR_INTERNAL;
	buf_release(&tar);
	return err;
}

/* Does a later row speak of the same round?  Then that one will do. */
static bool
is_repeated(const struct public_file *rows, size_t i, size_t n)
{
	size_t length = (size_t)(strrchr(rows[i].path, '/') - rows[i].path);

	for (size_t k = i + 1; k < n; k++)
		if (strncmp(rows[k].path, rows[i].path, length + 1) == 0)
			return true;
	return false;
}

/*
 * Makes one, or says why not; after it others have their time: as long as it
 * took, and more where very many wait.
 */
static void
put_bundle(struct publisher *p, const char *path, bool many)
{
	int64_t rest = many ? p->config.bundle_rest :
	    p->config.bundle_rest > 0;
	int64_t begun = clock_ms(), now;

	/* One that cannot be made holds up no other. */
	if (bundle(p, path) != OK)
		log_event(LOG_ERROR, "bundle", "path=%s", path);
	now = clock_ms();
	p->bundle_ms = now + (now - begun) * rest;
}

/* Some of the next; *more: there may be others, and it is their time. */
static enum err
put_bundles(struct publisher *p, bool *more)
{
	struct public_file *rows;
	int64_t seq = p->done.seq;
	size_t n;
	enum err err = db_public_ended(p->market.db, p->done.bundled, seq,
	    BUNDLES, &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		if (is_repeated(rows, i, n))
			continue;
		put_bundle(p, rows[i].path, n == BUNDLES);
		if (p->bundle_ms > clock_ms() || i + 1 == BUNDLES) {
			seq = rows[i].seq;
			break;
		}
	}
	*more = n == BUNDLES && clock_ms() >= p->bundle_ms;
	if (commit(p) != OK)
		err = err ? err : ERR_INTERNAL;
	if (!err && seq != p->done.bundled) {
		p->done.bundled = seq;
		err = remember(p);
	}
	return err;
}

/*
 * Evidence to take home, of rounds that have come further; after all else,
 * because it is made of what readers see.
 */
static enum err
put_all_bundles(struct publisher *p)
{
	bool more = clock_ms() >= p->bundle_ms;
	enum err err = OK;

	while (!err && more)
		err = put_bundles(p, &more);
	return err;
}

static enum err
tidy(struct publisher *p)
{
	int64_t next = p->done.tidied;
	enum err err;

	if (p->tidied_ms != 0 && clock_ms() - p->tidied_ms < TIDY_MS)
		return OK;
	p->tidied_ms = clock_ms();
	err = public_tree_tidy(p->dir, p->market.db, &p->done.tidied,
	    market_now(&p->market));
	return err || next == p->done.tidied ? err : remember(p);
}

/* A database of yesterday must not take back what readers have seen. */
static enum err
check_newest(struct publisher *p)
{
	struct checkpoint newest = { .size = 0 };
	int64_t least = p->shown > p->done.size ? p->shown : p->done.size;
	enum err err = db_checkpoint_newest(p->market.db, &newest);

	if (err && err != ERR_NOT_FOUND)
		return err;
	return newest.size < least ? ERR_CONFLICT : OK;
}

static enum err
run(struct publisher *p)
{
	bool more = true;
	enum err err = check_newest(p);

	if (!err)
		err = greet(p);
	while (!err && more) {
		err = put_trees(p, &more);
		arena_reset(&p->arena);
	}
	if (!err)
		err = put_rest(p);
	if (!err && p->shown == p->done.size)
		err = put_all_bundles(p);
	if (!err)
		err = tidy(p);
	market_next(&p->market);
	return err;
}

enum err
publisher_run(struct publisher *p)
{
	enum err err;

	pthread_mutex_lock(&p->lock);
	err = run(p);
	pthread_mutex_unlock(&p->lock);
	return err;
}

enum err
publisher_rebuild(struct publisher *p)
{
	enum err err;

	pthread_mutex_lock(&p->lock);
	memset(&p->done, 0, sizeof p->done);
	p->greeted = false;
	memset(p->checkpoint, 0, sizeof p->checkpoint);
	memset(p->cosigned, 0, sizeof p->cosigned);
	err = run(p);
	pthread_mutex_unlock(&p->lock);
	return err;
}

/* ---- beginning and end ---- */

/* The size of what readers are shown; 0: nothing yet. */
static int64_t
find_shown(const struct publisher *p)
{
	char *text = arena_alloc(p->market.arena, NOTE_MAX);
	long n = public_dir_read(p->dir, "log/checkpoint", text, NOTE_MAX);
	struct tlog_checkpoint c;
	struct note note;

	return n > 0 && note_parse(&note, text, (size_t)n) &&
	    tlog_checkpoint_read(&c, &note) ? c.size : 0;
}

enum err
publisher_open(struct publisher **out, struct house *h,
    const struct publisher_config *config)
{
	struct publisher *p;
	enum err err;

	if (h->platform == NULL)
		return ERR_CONFLICT;
	p = calloc(1, sizeof *p);
	if (p == NULL)
		bug("out of memory: publisher");
	p->config = *config;
	arena_init(&p->arena);
	pthread_mutex_init(&p->lock, NULL);
	err = market_open(&p->market, h, &p->arena);
	if (!err) {
		p->dir = public_dir_open(config->folder, config->step,
		    config->p);
		err = p->dir ? OK : ERR_INTERNAL;
	}
	if (err) {
		publisher_close(p);
		return err;
	}
	published_read(&p->done, config->memory);
	p->shown = find_shown(p);
	arena_reset(&p->arena);
	*out = p;
	return OK;
}

void
publisher_close(struct publisher *p)
{
	if (p == NULL)
		return;
	public_dir_close(p->dir);
	if (p->market.db != NULL)
		market_close(&p->market);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
