/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TLOG_H
#define MARKET_TLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/base/buf.h"
#include "market/note.h"

/*
 * The transparency log: a Merkle tree over SHA-256, its proofs, its tiles,
 * its checkpoints, and the receipts that hold a proof.  Pure: nodes come
 * from a function of the caller's (the database, or tiles).
 *
 * Sources: sealing.md 2 and 7 (receipts); RFC 6962, 2.1; RFC 9162, 2.1;
 * C2SP tlog-tiles v0.1.0, tlog-checkpoint v1.0.0, tlog-proof.
 */
enum {
	TLOG_HASH = 32,
	TLOG_LEVELS = 63,	/* most hashes in a proof, most new nodes */
	TLOG_TILE = 256,	/* hashes in a full tile */
	TLOG_PATH = 96		/* holds a path below /log/ and its NUL */
};

typedef unsigned char tlog_hash[TLOG_HASH];

/* Complete subtrees: node (level, i) covers leaves i·2^level … . */
struct tlog_node {
	int level;
	int64_t i;
	tlog_hash hash;
};

/* Where they are kept; false: not there (damaged store, missing tile). */
struct tlog_nodes {
	bool (*get)(void *p, int level, int64_t i, tlog_hash hash);
	void *p;
};

struct tlog_proof {
	tlog_hash hashes[TLOG_LEVELS];
	size_t n;
};

/* leaf = H(00 ‖ entry), node = H(01 ‖ left ‖ right), root of no leaf. */
void tlog_leaf(tlog_hash out, const void *entry, size_t n);
void tlog_join(tlog_hash out, const tlog_hash left, const tlog_hash right);
void tlog_empty(tlog_hash out);

/*
 * The complete nodes that the leaf number size makes, itself first; they
 * are the caller's to store.  false: a node was not there.
 */
bool tlog_append(const struct tlog_nodes *from, int64_t size,
    const tlog_hash leaf, struct tlog_node out[TLOG_LEVELS + 1], size_t *n);

bool tlog_root(const struct tlog_nodes *from, int64_t size, tlog_hash root);

/* Leaf m in the tree of n (m < n); old tree of m in that of n (m <= n). */
bool tlog_inclusion(const struct tlog_nodes *from, int64_t m, int64_t n,
    struct tlog_proof *proof);
bool tlog_consistency(const struct tlog_nodes *from, int64_t m, int64_t n,
    struct tlog_proof *proof);

/* Pure checks; any number, any proof may come in. */
bool tlog_inclusion_check(int64_t m, int64_t n, const tlog_hash leaf,
    const struct tlog_proof *proof, const tlog_hash root);
bool tlog_consistency_check(int64_t a, int64_t b, const tlog_hash root_a,
    const tlog_hash root_b, const struct tlog_proof *proof);

/*
 * Files below /log/.  level -1 is «entries».  width 0: the full tile
 * («tile/0/x001/x234/067»), else partial («….p/<width>»).
 */
enum { TLOG_ENTRIES = -1 };
char *tlog_tile_path(char out[TLOG_PATH], int level, int64_t index,
    int width);

/* Width of the tile index at a level in a tree of size: 0 … 256. */
int tlog_tile_width(int level, int64_t index, int64_t size);

/* The 32·width bytes of a tile, added to out.  false: a node is missing. */
bool tlog_tile_write(const struct tlog_nodes *from, int level,
    int64_t index, int width, struct buf *out);

/* Entries of a bundle: u16be(length) ‖ entry; reading goes through them. */
void tlog_bundle_add(struct buf *out, const void *entry, size_t n);
/* The next entry at *at; false at the end or (then *at is < n) on damage. */
bool tlog_bundle_next(const unsigned char *bundle, size_t n, size_t *at,
    const char **entry, size_t *entry_n);

/* A checkpoint: the text of three lines, and back from a parsed note. */
struct tlog_checkpoint {
	char origin[NOTE_NAME + 1];
	int64_t size;
	tlog_hash root;
};

void tlog_checkpoint_write(struct buf *out,
    const struct tlog_checkpoint *c);
/* Exactly three lines, strictly; signatures are the caller's to check. */
bool tlog_checkpoint_read(struct tlog_checkpoint *c, const struct note *n);

/*
 * blind: what the log shows of a submission, 105 bytes.
 *	sealbid/v1 blind LF h <hex> LF reveal-by <YYYY-MM-DD> LF
 * with h = H("sealbid/v1 blind\n" ‖ nonce ‖ file hash).
 */
enum { TLOG_BLIND = 105, TLOG_DATE = 10 };
void tlog_blind(char out[TLOG_BLIND + 1], const unsigned char nonce[32],
    const unsigned char file[32], const char reveal_by[TLOG_DATE + 1]);
bool tlog_is_blind(const char *entry, size_t n);

/* Last day (Beijing) of the month after the deadline's month. */
void tlog_reveal_by(char out[TLOG_DATE + 1], int64_t deadline);

/* A receipt (tlog-proof, sealing.md 7). */
struct tlog_receipt {
	unsigned char nonce[32], file[32];
	char reveal_by[TLOG_DATE + 1];
	int64_t leaf;
	struct tlog_proof proof;
	const char *checkpoint;		/* the note, to its last LF */
	size_t checkpoint_n;
};

void tlog_receipt_write(struct buf *out, const struct tlog_receipt *r);
/* checkpoint points into text.  Strict: written again it is the same. */
bool tlog_receipt_read(struct tlog_receipt *r, const char *text, size_t n);
/*
 * The blind leaf rebuilt from extra is in the tree of the checkpoint, which
 * the log key has signed.  c, if not NULL, is filled.
 */
bool tlog_receipt_check(const struct tlog_receipt *r,
    const struct note_key *log, struct tlog_checkpoint *c);

#endif
