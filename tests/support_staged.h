/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_STAGED_H
#define TESTS_SUPPORT_STAGED_H

#include "market/keyfile.h"
#include "market/rule.h"
#include "market/seal_record.h"
#include "market/source.h"
#include "market/trust.h"
#include "tests/support_tree.h"

/*
 * A round in memory, made with our own code: log, keys, terms, envelopes,
 * close, witnesses, and a source that gives its public files.  A struct
 * round_how says what is to be wrong with it; all zero is an honest one.
 */
enum { ROUND_DEADLINE = 1767830400, ROUND_N = 3, ROUND_BIDDERS = 6,
    ROUND_FILES = 512, ROUND_ENTRIES = 600 };
#define ROUND_ID "T-1/1"

struct round_how {
	void (*project)(struct seal_project *p);	/* before it is signed */
	void (*subs)(struct seal_sub *subs, size_t n);	/* before listed */
	unsigned unsigned_by;	/* of project: 1 purchaser, 2 platform,
				   4, 8, 16 trustees */
	int bids;		/* 0: four */
	int filler;		/* leaves before all: 0: five */
	int64_t close_deadline;	/* 0: the one in force */
	bool close_forged;	/* signed by a bidder */
	bool close_twice;	/* an earlier one stands in the log */
	bool close_elsewhere;	/* names another round */
	bool not_closed;
	int more_missing;	/* parts of a long list that are not logged */
	int many;		/* withdraws of the purchaser beside them */
	int void_at;		/* 1 before close, 2 after it; -1: forged */
	int64_t extend;		/* to this deadline */
	int extend_by;		/* trustees that sign it: 0: two */
	bool leaf_early;	/* a sub before the project */
	bool leaf_wrong;	/* a sub at another's leaf */
	bool body_forged;	/* the last envelope signed by another bidder */
	bool body_stranger;	/* by a key without a record */
	bool body_server;	/* the last one sealed by the platform */
	bool withdraw_server;	/* the fourth withdrawn by the platform */
	const char *server;	/* «allowed», «forbidden»; NULL: allowed */
	bool honours_unlisted;	/* a claim line of no sub */
	int witnesses;		/* that cosign: 0: two; -1: none */
	bool witness_wrong;	/* one of their signatures is damaged */
	int64_t seen;		/* time of the first: 0: deadline + 20 */
	bool log_forged;	/* checkpoint signed by a bidder */
};

struct staged_file {
	const char *path;
	const char *data;
	size_t n;
};

struct round {
	struct round_how how;
	struct arena arena;
	struct tree *tree;
	const char *entries[ROUND_ENTRIES];
	struct staged_file files[ROUND_FILES];
	size_t n_files;
	struct source source;
	bool away;		/* the source answers nothing */
	struct trust trust;
	struct note_secret log, op, buyer, bidder[ROUND_BIDDERS], witness[3];
	struct keyfile trustee[ROUND_N];
	struct rule rule;
	struct seal_project project;
	unsigned char policy[32];
	int64_t project_leaf, close_leaf;
	struct seal_sub subs[ROUND_ENTRIES];
	size_t n;
	unsigned char close[32];	/* record hash */
};

/* Before registration: draft.note with the given pks (bit i: trustee i). */
struct round *a_draft_round(const struct round_how *how, unsigned offered);
/* Closed, cosigned. */
struct round *a_round(const struct round_how *how);
void round_free(struct round *r);

void round_put(struct round *r, const char *path, const char *data,
    size_t n);
void round_drop(struct round *r, const char *path);
/* NULL: none. */
const struct staged_file *staged_file(const struct round *r, const char *path);

/* Adds an entry and publishes checkpoint and tiles of the new size. */
int64_t round_append(struct round *r, const char *entry);
void round_publish(struct round *r);

/* A sealed envelope of a bidder of the round, signed by s. */
void round_envelope(struct round *r, struct buf *out, const char *bidder,
    int64_t seq, const char *sealer, const struct note_secret *s);

#endif
