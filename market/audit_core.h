/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AUDIT_CORE_H
#define MARKET_AUDIT_CORE_H

#include "market/audit.h"
#include "market/seal_record.h"
#include "market/trust.h"

/* What the parts of an audit share, for audit*.c alone. */
enum audit_check { AUDIT_TRUST, AUDIT_CHECKPOINT, AUDIT_TILES, AUDIT_ENTRIES,
    AUDIT_KEYS, AUDIT_ROUNDS, AUDIT_BLIND, AUDIT_STATE };

/* A blind leaf, in ascending order. */
struct audit_blind {
	int64_t leaf;
	unsigned char h[32];
	char reveal_by[TLOG_DATE + 1];
	bool opened;
};

/* A hash that must not stand twice: policies closed, pks, keys. */
struct audit_mark {
	struct audit_mark *next;
	unsigned char hash[32];
	int64_t leaf;
};

struct audit_key {
	struct audit_key *next;
	const char *name, *role, *vkey;
};

enum { AUDIT_SLOTS = 4096 };

struct audit_set {
	struct audit_mark *slots[AUDIT_SLOTS];
};

struct audit {
	struct arena *arena;		/* as long as the report */
	struct arena entry;		/* of the entry in hand */
	struct audit_report *out;
	struct trust trust;
	const struct note_key *log;
	struct audit_blind *blinds;	/* malloc'd */
	size_t n, cap;
	struct audit_set closed, pks;
	struct audit_key *keys[AUDIT_SLOTS];	/* newest of a name first */
};

/* A finding; the first of a check is shown. */
void audit_wrong(struct audit *u, enum audit_check check, const char *code,
    const char *detail);
/* Unless it is refuted already. */
void audit_unknown(struct audit *u, enum audit_check check,
    const char *code, const char *detail);
const char *audit_int(struct audit *u, int64_t n);

/* audit_entry.c: one entry after the other. */
void audit_entry(struct audit *u, int64_t leaf, const char *entry, size_t n);

/* audit_blind.c */
void audit_blind_add(struct audit *u, int64_t leaf, const char *entry);
/* A record at `by` says what leaf was; a hash of zeros: a dummy. */
void audit_blind_open(struct audit *u, int64_t by, int64_t leaf,
    const unsigned char nonce[32], const unsigned char file[32]);
void audit_blind_end(struct audit *u, int64_t now);

#endif
