/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SEAL_RECORD_H
#define MARKET_SEAL_RECORD_H

#include "market/lines.h"

/*
 * The records of sealbid/v1: who signs them, and every line of each, is in
 * sealing.md 4, whose order the structs keep.  A struct's texts belong to
 * the arena; NULL stands for «-».  Hashes named policy are the record hash of
 * the round's project record.
 */
enum { SEAL_TRUSTEES = 7, SEAL_BOX = 80, SEAL_SUBS = 200, SEAL_CLAIMS = 150,
    SEAL_ID_MAX = 32 };

enum seal_type {
	SEAL_KEY, SEAL_PROJECT, SEAL_CLOSE, SEAL_MORE, SEAL_OPEN,
	SEAL_EXTEND, SEAL_VOID, SEAL_INPUT, SEAL_MISSED, SEAL_AWARD, SEAL_FALLBACK,
	SEAL_SELFOPEN, SEAL_COVER, SEAL_WEBAPP, SEAL_WITHDRAW, SEAL_OFFER,
	SEAL_READY, SEAL_CLAIM, SEAL_REFUSAL, SEAL_ENVELOPE, SEAL_PLAN,
	SEAL_PLAN_OPEN,
	SEAL_TYPES
};

struct seal_key {
	const char *role;		/* bidder trustee purchaser platform */
	const char *vkey;
	const char *subject;
	int64_t since;
	const char *replaces;		/* a vkey, or NULL */
};

struct seal_trustee {
	int64_t i;
	const char *name;
	struct maybe_hash pk;		/* not given: in a draft only */
};

struct seal_project {
	const char *log;
	const char *project;
	const char *purchaser;
	unsigned char notice[32];
	const char *rule;
	unsigned char rule_hash[32];
	int64_t opens, deadline, selfopen_until;
	int64_t form_bytes, max_subs, threshold;
	struct seal_trustee *trustees;
	size_t n;
	struct maybe_hash attach_pk;
};

struct seal_sub {
	int64_t leaf;
	unsigned char file[32];
	unsigned char nonce[32];
	const char *name;
	int64_t seq;
	const char *kind;		/* envelope, withdraw */
	const char *status;		/* active, superseded, withdrawn */
};

struct seal_claimed {
	unsigned char file[32];
	int64_t i, time;
};

struct seal_more_hash {
	unsigned char hash[32];
};

struct seal_close {
	unsigned char policy[32];
	const char *project;
	int64_t deadline, count;
	struct seal_sub *subs;		/* the first SEAL_SUBS */
	size_t n;
	struct seal_claimed *claims;
	size_t claims_n;
	struct seal_more_hash *more;
	size_t more_n;
};

struct seal_more {
	unsigned char policy[32];
	int64_t part;
	struct seal_sub *subs;
	size_t n;
};

struct seal_open {
	unsigned char policy[32];
	const char *project;
	int64_t leaf;			/* of close */
	unsigned char close[32];
	int64_t trustee;
	unsigned char sk[32];
};

struct seal_extend {
	unsigned char policy[32];
	int64_t deadline;
};

struct seal_void {
	unsigned char policy[32];
	const char *reason;
};

struct seal_item {
	int64_t leaf;
	unsigned char hash[32];
	unsigned char nonce[32];
	const char *name;
};

struct seal_input {
	unsigned char policy[32];
	const char *kind;
	struct seal_item *items;
	size_t n;
};

struct seal_absent {
	const char *name;		/* e/<id> */
};

struct seal_missed {
	unsigned char policy[32];
	struct seal_absent *list;	/* 1 or more */
	size_t n;
};

struct seal_award {
	unsigned char policy[32];
	const char *winner;		/* NULL: nobody */
	int64_t amount_fen;		/* -1 is «-» */
	const char *reason;		/* NULL is «-» */
};

struct seal_fallback {
	unsigned char policy[32];
	unsigned char close[32];
};

struct seal_selfopen {
	unsigned char policy[32];
	unsigned char file[32];
	unsigned char s[32];
};

struct seal_covered {
	int64_t leaf;
	unsigned char hash[32];
	unsigned char nonce[32];
};

struct seal_cover {
	struct seal_covered *leaves;
	size_t n;
};

struct seal_file {
	unsigned char hash[32];
	const char *path;
};

struct seal_webapp {
	const char *release;
	struct seal_file *files;
	size_t n;
};

struct seal_withdraw {
	unsigned char policy[32];
	const char *project, *bidder;
	int64_t seq;
};

struct seal_offer {
	const char *project;
	unsigned char terms[32];	/* H(project text, each pk «-») */
	int64_t trustee;
	unsigned char pk[32];
};

struct seal_ready {
	unsigned char policy[32];
	int64_t trustee, time;
};

struct seal_claim {
	unsigned char policy[32];
	unsigned char file[32];
	int64_t time;
};

struct seal_refusal {
	struct maybe_hash policy;
	unsigned char file[32];
	int64_t time;
	const char *reason;
};

struct seal_box {
	int64_t i;
	unsigned char box[SEAL_BOX];
};

struct seal_envelope {
	unsigned char policy[32];
	const char *project, *bidder;
	int64_t seq;
	const char *sealer;		/* browser, offline, server */
	unsigned char commit[32];
	struct seal_box *boxes;
	size_t n;
	struct bytes ct;
};

/* Draws without bids (sealing.md 8). */
struct seal_commit {
	int64_t i;
	const char *name;
	unsigned char hash[32];
};

struct seal_plan {
	const char *plan;
	unsigned char list[32];
	int64_t lines, take, draws;
	struct seal_commit *commits;
	size_t n;
};

struct seal_random {
	int64_t i;
	unsigned char r[32];
};

struct seal_plan_open {
	unsigned char plan[32];
	struct seal_random *randoms;
	size_t n;
};

/* The word after «sealbid/v1 » of a type. */
const char *seal_type_tag(enum seal_type type);

/* Which record a text is by its first line; SEAL_TYPES: none of these. */
enum seal_type seal_type_of(const char *text, size_t n);

/*
 * Reads the n bytes of a text into record, the struct of its type.  Strict:
 * what was read is written again and compared.  false: not such a record.
 * Numbers that depend on each other (i = 1 … n, thresholds, the set of
 * words) are looked at too.
 */
bool seal_record_parse(struct arena *a, enum seal_type type,
    const char *text, size_t n, void *record);

/* The same to the arena; n, if not NULL, becomes its length. */
const char *seal_record_text(struct arena *a, enum seal_type type,
    const void *record, size_t *n);

/* The text of a record, added to out. */
void seal_record_write(struct buf *out, enum seal_type type,
    const void *record);

#endif
