/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_LEAVE_H
#define DB_LEAVE_H

#include "db/db.h"

/* 退出: schema.sql explains each field.  0 and "" where there is none. */
struct leave {
	int64_t id;
	int64_t party_id;
	const char *party_name, *party_uscc;	/* read, not written */
	const char *kind;
	const char *reason;
	const char *state;
	int64_t requested_at, requested_by;
	int64_t public_at, public_until;
	int64_t ended_at;
};

/* Fills id and requested_at; state «requested».  ERR_CONFLICT: one is open. */
enum err db_leave_insert(struct db *db, struct leave *l);
/* ERR_NOT_FOUND */
enum err db_leave_get(struct db *db, int64_t id, struct leave *l);
/* The newest of a party.  ERR_NOT_FOUND. */
enum err db_leave_of_party(struct db *db, int64_t party_id,
    struct leave *l);
/* Kind, state and times.  ERR_CONFLICT: not in the state was any more. */
enum err db_leave_update(struct db *db, const struct leave *l,
    const char *was);
/* In publicity, newest first, below before (0: the newest). */
enum err db_leave_public(struct db *db, int64_t before, int limit,
    struct leave **list, size_t *n);

/* What keeps a party here, each counted up to 100. */
struct leave_open {
	int64_t live;		/* envelopes it could still withdraw */
	int64_t bids;		/* envelopes and offers not decided on */
	int64_t awards;
	int64_t objections;
	int64_t complaints;	/* of it, against it, about its penalties */
	int64_t penalties;	/* proposed, not decided */
	int64_t contracts;	/* neither paid off nor terminated */
	int64_t unconfirmed;	/* of these, by the purchaser */
};
enum err db_leave_count(struct db *db, int64_t party_id, int64_t leave_id,
    struct leave_open *open);

/* A contract of an agency that goes. */
struct handover {
	int64_t contract_id, leave_id;
	int64_t owner_id;
	const char *agency_name, *agency_uscc;
	const char *project_code, *project_title;
	const char *choice;	/* "": not yet confirmed */
	const char *state;	/* of the contract */
};
/* One of an owner's, whatever its state; ERR_NOT_FOUND. */
enum err db_leave_handover(struct db *db, int64_t owner_id,
    int64_t contract_id, struct handover *h);
/* Those of an owner that are not settled, by contract, behind after. */
enum err db_leave_handovers(struct db *db, int64_t owner_id, int64_t after,
    int limit, struct handover **list, size_t *n);
/* The open contracts of one that goes; at most limit. */
enum err db_leave_contracts(struct db *db, int64_t leave_id, int limit,
    struct handover **list, size_t *n);
/* What the purchaser chose; written once. */
enum err db_leave_confirm(struct db *db, const struct handover *h,
    const char *note, int64_t by);

#endif
