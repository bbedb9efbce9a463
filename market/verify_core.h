/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_VERIFY_CORE_H
#define MARKET_VERIFY_CORE_H

#include "market/close.h"
#include "market/result.h"
#include "market/tiles.h"
#include "market/trust.h"
#include "market/verify.h"

/*
 * What the checks share, for verify*.c alone.  A function that returns bool
 * and takes a struct verify has said why in the check in hand when it
 * returns false.
 */

/* A file of the source; data NULL: it has none. */
struct verify_file {
	const char *data;
	size_t n;
};

/* A note out of a file or the log, read as one record. */
struct verify_note {
	struct verify_file file;
	struct note note;
	unsigned char hash[32];		/* record hash */
};

/* Keys that are looked for together. */
struct verify_keys {
	const struct note_key **list;
	size_t n;
};

/* A key record of the log that counts. */
struct verify_key {
	struct verify_key *next;
	struct note_key key;
	const char *role;
	bool replaces, vouched;		/* the old key has signed too */
	int64_t leaf;
};

/* «leaf <index> <type> <path>» of index.txt: a hint. */
struct verify_hint {
	int64_t leaf;
	const char *type, *path;
};

/* A record of this round that stands in the log and is rightly signed. */
struct verify_event {
	struct verify_event *next;	/* ascending leaf */
	enum seal_type type;
	int64_t leaf;
	struct verify_note note;
	union {
		struct seal_close close;
		struct seal_more more;
		struct seal_void end;
		struct seal_extend extend;
		struct seal_open open;
		struct seal_missed missed;
	} u;
};

struct verify {
	struct arena *arena;
	const struct source *source;
	const char *id;			/* NULL: of a plan */
	const char *base;		/* p/<id>/, plan/<id>/ */
	struct verify_report *out;
	struct verify_check *check;	/* in hand */
	/* 1, 2 */
	struct trust trust;
	bool own_trust;			/* from elsewhere */
	struct verify_keys platforms;
	const struct note_key *log;
	struct tiles tiles;
	int64_t witnessed;		/* size that met the quorum */
	struct verify_hint *hints;
	size_t n_hints;
	struct verify_key *book;
	bool book_whole;		/* all of the log is in it */
	/* 3 */
	struct seal_project project;
	unsigned char policy[32];
	int64_t leaf;
	struct verify_file notice;
	struct rule rule;
	/* 4, 5 */
	struct seal_close close;
	unsigned char close_hash[32];
	struct verify_file close_file;
	int64_t close_leaf;
	struct seal_sub *subs;
	size_t n;
	struct verify_file *bodies;	/* one a sub */
	size_t entrants;
	bool failed;			/* too few */
	/* 6, 7 */
	struct envelope_keys keys;
	size_t n_keys;
	int64_t opened;			/* leaf of the t-th open */
	bool fallback;
	unsigned char (*secrets)[32];	/* one a sub, in fallback */
	struct envelope_court court;
	struct envelope_verdict *verdicts;	/* one a sub */
	struct result_fact *facts;
	size_t n_facts;
	struct result_score *credit;
	size_t n_credit;
	struct result_sheet *sheets;
	size_t n_sheets;
	int64_t shown;			/* leaf of the first input with sheets;
					   0: none */
	const struct result *first;	/* of bafo's first round */
	struct result_input *inputs;
	size_t n_inputs;
	int64_t facts_leaf;		/* of the newest facts; 0: none */
	struct verify_file result_file;	/* as published */
	struct verify_note result_note;
	struct result result;
	int64_t result_leaf;
};

/* verify.c: what a check ends with.  All but verify_good() return false. */
bool verify_good(struct verify *v, const char *code, const char *detail);
bool verify_wrong(struct verify *v, const char *code, const char *detail);
bool verify_unknown(struct verify *v, const char *code, const char *detail);
bool verify_none(struct verify *v, const char *code, const char *detail);
void verify_warn(struct verify *v, const char *code, const char *detail);
/* Checks from … to-1 of the round of v; false: the one in hand stopped. */
enum { VERIFY_PROJECT = 2, VERIFY_CLOSE = 3 };
bool verify_steps(struct verify *v, size_t from, size_t to);
/* What a check says behind the one that stopped; the verdict of n. */
void verify_skip(struct verify_check *c, const struct verify_check *stopped);
void verify_conclude(struct verify_report *r, size_t n);
/* What the tiles said. */
bool verify_tiles(struct verify *v);
const char *verify_int(struct verify *v, int64_t n);

/* verify_read.c: files, notes, places. */
bool verify_get(struct verify *v, const char *path, struct verify_file *f);
bool verify_need(struct verify *v, const char *path, struct verify_file *f);
/* p/<id>/<name> */
bool verify_own(struct verify *v, const char *name, struct verify_file *f);
bool verify_own_need(struct verify *v, const char *name,
    struct verify_file *f);
/* A record of a type, or «grammar». */
bool verify_record(struct verify *v, struct verify_file f,
    enum seal_type type, struct verify_note *note, void *record);
bool verify_place(struct verify *v, struct verify_file f, const char *name,
    int64_t *leaf);
/* Leaf `at` is the blind one of nonce and file. */
bool verify_blind(struct verify *v, int64_t at,
    const unsigned char nonce[32], const unsigned char file[32], bool *is);
void verify_read_hints(struct verify *v, struct verify_file f);
bool verify_same(struct verify_file a, struct verify_file b);
/* One checkpoint note, signed by the log. */
bool verify_checkpoint(struct verify *v, struct verify_file f,
    struct tlog_checkpoint *c, struct trust_seen *seen);
/* `close` in the smallest tree that met the quorum, where that is kept. */
bool verify_lateness(struct verify *v);

/* verify_keys.c: who signs for a name. */
enum note_verdict verify_signed(const struct note *note,
    const struct verify_keys *keys);
/* Each of n groups must have signed, none wrongly; else wrong «code». */
bool verify_signed_by(struct verify *v, const struct note *note,
    const struct verify_keys *groups, size_t n, const char *code,
    const char *detail);
struct verify_keys verify_all(struct verify *v, const struct note_key *keys,
    size_t n);
struct verify_keys verify_trustee(struct verify *v, const char *name);
/* The key files that index.txt names. */
bool verify_key_files(struct verify *v);
/*
 * Keys of a name whose records stand before a leaf.  The whole log is looked
 * through unless one of those found so far is in note (NULL: unless any is).
 */
bool verify_keys_of(struct verify *v, const char *name, const char *role,
    int64_t before, const struct note *note, struct verify_keys *keys);
bool verify_purchaser(struct verify *v, int64_t before,
    const struct note *note, struct verify_keys *keys);
/* In force for this round: trust file for trustees, records for others. */
bool verify_in_force(struct verify *v, const char *name,
    const struct note *note, struct verify_keys *keys);
/* The record of a key, NULL: a trustee's. */
const struct verify_key *verify_key_record(const struct verify *v,
    const struct note_key *key);
/* Is a signature by this key on it?  By name and id alone. */
bool verify_names(const struct note *note, const struct note_key *key);

/* verify_history.c */
/* The records of this round among entries lo … hi-1. */
bool verify_history(struct verify *v, int64_t lo, int64_t hi,
    struct verify_event **events);
/* void.note: read, rightly signed, in the log behind the project. */
bool verify_void(struct verify *v, struct verify_file f, int64_t *leaf);

/* The checks. */
typedef bool verify_step(struct verify *v);
verify_step verify_close, verify_bodies, verify_opens, verify_envelopes,
    verify_draw, verify_result, verify_award;
bool verify_inputs(struct verify *v);
/* verify_panel.c: sheets are by those who were drawn. */
bool verify_panel(struct verify *v);
/* verify_first.c: v->first, if the rule names one. */
bool verify_first(struct verify *v);

#endif
