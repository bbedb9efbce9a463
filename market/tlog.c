/* SPDX-License-Identifier: Apache-2.0 */
/* tlog.c: the tree, its proofs and their checks. */
#include "market/tlog.h"

#include <sodium.h>
#include <string.h>

void
tlog_leaf(tlog_hash out, const void *entry, size_t n)
{
	static const unsigned char zero;
	crypto_hash_sha256_state s;

	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, &zero, 1);
	crypto_hash_sha256_update(&s, entry, n);
	crypto_hash_sha256_final(&s, out);
}

void
tlog_join(tlog_hash out, const tlog_hash left, const tlog_hash right)
{
	unsigned char both[1 + 2 * TLOG_HASH] = { 1 };

	memcpy(both + 1, left, TLOG_HASH);
	memcpy(both + 1 + TLOG_HASH, right, TLOG_HASH);
	crypto_hash_sha256(out, both, sizeof both);
}

void
tlog_empty(tlog_hash out)
{
	crypto_hash_sha256(out, (const unsigned char *)"", 0);
}

bool
tlog_append(const struct tlog_nodes *from, int64_t size,
    const tlog_hash leaf, struct tlog_node out[TLOG_LEVELS + 1], size_t *n)
{
	int64_t x = size;

	out[0] = (struct tlog_node){ .level = 0, .i = size };
	memcpy(out[0].hash, leaf, TLOG_HASH);
	*n = 1;
	for (int level = 0; x & 1; level++, x >>= 1) {
		struct tlog_node *up = &out[*n];
		tlog_hash left;

		if (!from->get(from->p, level, x - 1, left))
			return false;
		up->level = level + 1;
		up->i = x >> 1;
		tlog_join(up->hash, left, out[*n - 1].hash);
		++*n;
	}
	return true;
}

/* The largest power of two below n; n > 1. */
static int64_t
split(int64_t n)
{
	int64_t k = 1;

	while (k < n - k)
		k <<= 1;
	return k;
}

static int
log2_of(int64_t n)
{
	int level = 0;

	while (n > 1) {
		n >>= 1;
		level++;
	}
	return level;
}

/* The hash over leaves lo … hi-1: there is one at least. */
static bool
range(const struct tlog_nodes *from, int64_t lo, int64_t hi, tlog_hash out)
{
	int64_t n = hi - lo, k;
	tlog_hash left, right;

	if (n < 1)
		return false;
	if ((n & (n - 1)) == 0 && (lo & (n - 1)) == 0)
		return from->get(from->p, log2_of(n), lo >> log2_of(n), out);
	k = split(n);
	if (!range(from, lo, lo + k, left) || !range(from, lo + k, hi, right))
		return false;
	tlog_join(out, left, right);
	return true;
}

bool
tlog_root(const struct tlog_nodes *from, int64_t size, tlog_hash root)
{
	if (size == 0) {
		tlog_empty(root);
		return true;
	}
	return range(from, 0, size, root);
}

/* Adds the hash of a range to a proof. */
static bool
add(const struct tlog_nodes *from, int64_t lo, int64_t hi,
    struct tlog_proof *proof)
{
	return proof->n < TLOG_LEVELS &&
	    range(from, lo, hi, proof->hashes[proof->n++]);
}

static bool
inclusion(const struct tlog_nodes *from, int64_t lo, int64_t hi, int64_t m,
    struct tlog_proof *proof)
{
	int64_t k;

	if (hi - lo == 1)
		return true;
	k = split(hi - lo);
	if (m < lo + k)
		return inclusion(from, lo, lo + k, m, proof) &&
		    add(from, lo + k, hi, proof);
	return inclusion(from, lo + k, hi, m, proof) &&
	    add(from, lo, lo + k, proof);
}

bool
tlog_inclusion(const struct tlog_nodes *from, int64_t m, int64_t n,
    struct tlog_proof *proof)
{
	proof->n = 0;
	return m >= 0 && m < n && inclusion(from, 0, n, m, proof);
}

static bool
consistency(const struct tlog_nodes *from, int64_t lo, int64_t hi, int64_t m,
    bool known, struct tlog_proof *proof)
{
	int64_t k;

	if (m == hi)
		return known || add(from, lo, hi, proof);
	k = split(hi - lo);
	if (m <= lo + k)
		return consistency(from, lo, lo + k, m, known, proof) &&
		    add(from, lo + k, hi, proof);
	return consistency(from, lo + k, hi, m, false, proof) &&
	    add(from, lo, lo + k, proof);
}

bool
tlog_consistency(const struct tlog_nodes *from, int64_t m, int64_t n,
    struct tlog_proof *proof)
{
	proof->n = 0;
	if (m < 0 || m > n)
		return false;
	return m == 0 || m == n || consistency(from, 0, n, m, true, proof);
}

bool
tlog_inclusion_check(int64_t m, int64_t n, const tlog_hash leaf,
    const struct tlog_proof *proof, const tlog_hash root)
{
	int64_t fn = m, sn = n - 1;
	tlog_hash r;

	if (m < 0 || m >= n || proof->n > TLOG_LEVELS)
		return false;
	memcpy(r, leaf, TLOG_HASH);
	for (size_t i = 0; i < proof->n; i++) {
		if (sn == 0)
			return false;
		if (fn & 1 || fn == sn) {
			tlog_join(r, proof->hashes[i], r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			tlog_join(r, r, proof->hashes[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && sodium_memcmp(r, root, TLOG_HASH) == 0;
}

/* One step up of both walks. */
static bool
climb(int64_t *fn, int64_t *sn, tlog_hash fr, tlog_hash sr,
    const tlog_hash c)
{
	if (*sn == 0)
		return false;
	if (*fn & 1 || *fn == *sn) {
		tlog_join(fr, c, fr);
		tlog_join(sr, c, sr);
		while (!(*fn & 1) && *fn != 0) {
			*fn >>= 1;
			*sn >>= 1;
		}
	} else {
		tlog_join(sr, sr, c);
	}
	*fn >>= 1;
	*sn >>= 1;
	return true;
}

bool
tlog_consistency_check(int64_t a, int64_t b, const tlog_hash root_a,
    const tlog_hash root_b, const struct tlog_proof *proof)
{
	int64_t fn = a - 1, sn = b - 1;
	tlog_hash fr, sr;
	size_t i = 0;

	if (a == b && a >= 0)
		return proof->n == 0 && memcmp(root_a, root_b,
		    TLOG_HASH) == 0;
	if (a <= 0 || a > b || proof->n == 0 || proof->n > TLOG_LEVELS)
		return false;
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	/* Of a whole tree of a power of two the old root begins the proof. */
	memcpy(fr, (a & (a - 1)) == 0 ? root_a : proof->hashes[i++],
	    TLOG_HASH);
	memcpy(sr, fr, TLOG_HASH);
	for (; i < proof->n; i++)
		if (!climb(&fn, &sn, fr, sr, proof->hashes[i]))
			return false;
	return memcmp(fr, root_a, TLOG_HASH) == 0 &&
	    memcmp(sr, root_b, TLOG_HASH) == 0 && sn == 0;
}
