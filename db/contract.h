/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_CONTRACT_H
#define DB_CONTRACT_H

#include "db/db.h"

enum { CONTRACT_HASH = 32 };

/* 合同, with the names of both sides.  Times 0: not yet. */
struct contract {
	int64_t id;
	int64_t project_id;
	int64_t award_id;
	int64_t owner_id;
	int64_t agency_id;
	const char *owner_name, *owner_uscc;
	const char *agency_name, *agency_uscc;
	int64_t budget_line_id;		/* 0: none */
	int64_t award_fen;
	int64_t change_fen;		/* sum of agreed changes */
	int64_t moved_fen;		/* the same, each without its sign */
	int64_t amount_fen;		/* award and changes */
	int64_t paid_fen;
	unsigned char notice_hash[CONTRACT_HASH];
	int64_t service_days;
	const char *terms;
	const char *text;		/* "" while drafting */
	unsigned char text_hash[CONTRACT_HASH];	/* zeros: no text */
	const char *sent_by;		/* owner, agency, "" */
	const char *remark;		/* why it was returned, "" */
	const char *state;
	int64_t rev;
	int64_t owner_signed_at, owner_leaf;	/* leaf -1: none */
	int64_t agency_signed_at, agency_leaf;
	/* The vkey that signed; "": the platform did, for a password. */
	const char *owner_key, *agency_key;
	int64_t in_force_at;
	int64_t filed_at;
	int64_t suspended_at;
	int64_t paused;			/* seconds in all */
	int64_t reminded;		/* times, since the delivery */
	int64_t accepted_at;
	int64_t ended_at;
	int64_t settle_fen;		/* -1: not terminated */
	const char *fault;		/* owner, agency, none, "" */
	const char *reason;
	int64_t created_at;
};

/* What is to be paid in all. */
static inline int64_t
contract_owed(const struct contract *c)
{
	return c->settle_fen >= 0 ? c->settle_fen : c->amount_fen;
}

/* Fills id; ERR_CONFLICT: the award has one, or a CHECK. */
enum err db_contract_insert(struct db *db, struct contract *c);

/* ERR_NOT_FOUND; of a project the newest. */
enum err db_contract_of_project(struct db *db, int64_t project_id,
    struct contract *c);
enum err db_contract_of_award(struct db *db, int64_t award_id,
    struct contract *c);
enum err db_contract_of_deliverable(struct db *db, int64_t deliverable_id,
    struct contract *c);

/*
 * Writes all that may change, if rev is still c->rev, which grows by one.
 * ERR_CONFLICT: it is not, or a CHECK.
 */
enum err db_contract_update(struct db *db, struct contract *c);

/* A price that was agreed, and what the fee standard was for it. */
struct contract_fee {
	int64_t award_fen;
	int64_t fee_fen;		/* 0: there was none */
};

/* Of an agency's contracts that came into force, newest first. */
enum err db_contract_fees(struct db *db, int64_t agency_id, int limit,
    struct contract_fee **list, size_t *n);

/* 交付. */
struct deliverable {
	int64_t id;
	int64_t contract_id;
	int64_t milestone_id;
	const char *note;
	int64_t delivered_at;
	const char *verdict;		/* "" waits */
	const char *defects;
	int64_t decided_at;
};

enum err db_deliverable_insert(struct db *db, struct deliverable *d);
/* Oldest first. */
enum err db_deliverable_all(struct db *db, int64_t contract_id,
    struct deliverable **list, size_t *n);
/* The verdict on all of a contract that wait. */
enum err db_deliverable_judge(struct db *db, int64_t contract_id,
    const char *verdict, const char *defects);

/* What one side asks of the other. */
struct proposal {
	int64_t id;
	int64_t contract_id;
	const char *kind;	/* change, suspend, resume, terminate */
	const char *side;	/* whose */
	int64_t amount_fen;
	int64_t days;
	int64_t settle_fen;
	const char *fault;
	const char *reason;
	int64_t made_at;
	const char *state;	/* open agreed refused withdrawn lapsed */
	int64_t decided_at;
};

/* ERR_CONFLICT: one waits already. */
enum err db_proposal_insert(struct db *db, struct proposal *p);
/* Oldest first. */
enum err db_proposal_all(struct db *db, int64_t contract_id,
    struct proposal **list, size_t *n);
/* ERR_NOT_FOUND: none waits. */
enum err db_proposal_open(struct db *db, int64_t contract_id,
    struct proposal *p);
/* The one that waits, if any. */
enum err db_proposal_close(struct db *db, int64_t contract_id,
    const char *state);

#endif
