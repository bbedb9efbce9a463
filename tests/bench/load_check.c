/* SPDX-License-Identifier: Apache-2.0 */
/* load_check.c: what receipts promise, held against the database. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/bid.h"
#include "db/leaf.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/trust.h"
#include "tests/bench/load.h"

enum { PATHS = 512, FILES = 65536 };

struct check {
	const char *state;
	struct db *db;
	struct trust trust;
	struct arena trusted, arena;
	struct tlog_checkpoint newest;	/* as readers see it */
	int64_t receipts, bad, lost, unproven, different;
};

static long
read_file(const char *folder, const char *name, char *out, size_t max)
{
	char path[2 * PATHS];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return durable_read(path, out, max);
}

/* trust.txt, and the checkpoint that it vouches for. */
static bool
open_check(struct check *c)
{
	char *text = arena_alloc(&c->trusted, FILES), where[PATHS];
	long n = read_file(c->state, "keys/trust.txt", text, FILES);
	struct note note;
	size_t line;

	if (n <= 0 || !trust_parse(&c->trusted, text, (size_t)n, &c->trust,
	    &line))
		return false;
	text = arena_alloc(&c->trusted, FILES);
	n = read_file(c->state, "public/log/checkpoint", text, FILES);
	if (n <= 0 || !note_parse(&note, text, (size_t)n) ||
	    note_check(&note, &c->trust.log, NULL) != NOTE_GOOD ||
	    !tlog_checkpoint_read(&c->newest, &note))
		return false;
	snprintf(where, sizeof where, "%s/market.db", c->state);
	return db_open(&c->db, where, DB_READ) == OK;
}

/* Is the leaf under the root that readers see? */
static bool
is_proven(struct check *c, const struct tlog_receipt *r)
{
	struct tlog_nodes from = append_nodes(c->db);
	char blind[TLOG_BLIND + 1];
	struct tlog_proof proof;
	tlog_hash leaf;

	tlog_blind(blind, r->nonce, r->file, r->reveal_by);
	tlog_leaf(leaf, blind, TLOG_BLIND);
	return r->leaf < c->newest.size && tlog_inclusion(&from, r->leaf,
	    c->newest.size, &proof) && tlog_inclusion_check(r->leaf,
	    c->newest.size, leaf, &proof, c->newest.root);
}

static void
check_one(struct check *c, const char *hash, const char *text, size_t n)
{
	char name[PATHS], hex[65];
	char *published = arena_alloc(&c->arena, FILES);
	struct tlog_receipt r;
	struct receipt row;
	struct bid bid;
	long m;

	c->receipts++;
	if (!tlog_receipt_read(&r, text, n) || strcmp(digits_hex(hex, r.file,
	    32), hash) != 0 || !tlog_receipt_check(&r, &c->trust.log, NULL)) {
		c->bad++;
		return;
	}
	/* file and leaf are both unique there: found is found once. */
	if (db_bid_by_file(c->db, r.file, &bid) != OK || bid.leaf != r.leaf ||
	    db_receipt_of_file(c->db, r.file, &row) != OK ||
	    row.leaf != r.leaf)
		c->lost++;
	if (!is_proven(c, &r))
		c->unproven++;
	snprintf(name, sizeof name, "public/receipt/%s.tlog-proof", hash);
	m = read_file(c->state, name, published, FILES);
	if (m != (long)n || memcmp(published, text, n) != 0)
		c->different++;
}

static bool
check_all(struct check *c, const char *journal)
{
	char folder[PATHS];
	const struct dirent *e;
	DIR *dir;

	snprintf(folder, sizeof folder, "%s.d", journal);
	dir = opendir(folder);
	if (dir == NULL)
		return false;
	while ((e = readdir(dir)) != NULL) {
		char *text;
		long n;

		if (e->d_name[0] == '.')
			continue;
		db_use_arena(c->db, &c->arena);
		text = arena_alloc(&c->arena, FILES);
		n = read_file(folder, e->d_name, text, FILES);
		check_one(c, e->d_name, text, n > 0 ? (size_t)n : 0);
		arena_reset(&c->arena);
	}
	closedir(dir);
	return true;
}

int
load_check(char **argv)
{
	struct check c = { .state = argv[0] };

	arena_init(&c.trusted);
	arena_init(&c.arena);
	if (!open_check(&c) || !check_all(&c, argv[1])) {
		fprintf(stderr, "load: nothing to check\n");
		return EXIT_FAILURE;
	}
	printf("receipts %" PRId64 " bad %" PRId64 " lost %" PRId64
	    " unproven %" PRId64 " different %" PRId64 " size %" PRId64 "\n",
	    c.receipts, c.bad, c.lost, c.unproven, c.different,
	    c.newest.size);
	return c.bad || c.lost || c.unproven || c.different ? EXIT_FAILURE :
	    EXIT_SUCCESS;
}
