/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PARTY_H
#define DB_PARTY_H

#include "db/db.h"

/* Who takes part: an organisation.  Strings last as long as the arena. */
struct party {
	int64_t id;
	const char *uscc;
	const char *name;
	const char *kind;	/* from the code: gov, public_inst, … */
	const char *region;	/* GB/T 2260, 6 digits */
	const char *address;	/* "" until it is given */
	const char *legal_rep;	/* personal: mask it in public; "" */
	const char *legal_rep_hash;	/* «b2k1$…», personal: never shown; "" */
	const char *phone;	/* of the office, public; "" */
	int64_t created_at;
};

/*
 * A new party with uscc, name, kind and region; fills id and created_at.
 * ERR_CONFLICT: the code is taken, or a CHECK.
 */
enum err db_party_insert(struct db *db, struct party *party);

/* ERR_NOT_FOUND. */
enum err db_party_get(struct db *db, int64_t id, struct party *party);
enum err db_party_by_uscc(struct db *db, const char *uscc,
    struct party *party);

/* Who represents it by law: a name, and the keyed hash of the ID number. */
enum err db_party_set_rep(struct db *db, int64_t id, const char *name,
    const char *hash);

/* Have they the same legal representative, by name? */
enum err db_party_tied(struct db *db, int64_t owner_id, int64_t agency_id,
    bool *tied);

/*
 * What a party shares with those it is not independent of, as keys to
 * compare: whoever has one alike is related (domain.md 6.3).  By the hash of
 * its representative's number, and by who holds it on a day (控股, or more
 * than half of its shares); a name, telephone or address is no proof.
 */
enum err db_party_ties(struct db *db, int64_t id, int64_t day,
    const char ***keys, size_t *n);

/* The 承诺 a party gave: template is its code and version. */
enum err db_commitment_add(struct db *db, int64_t party_id,
    int64_t account_id, const char *template);

/* When party_id gave it; ERR_NOT_FOUND. */
enum err db_commitment_get(struct db *db, int64_t party_id,
    const char *template, int64_t *at);

#endif
