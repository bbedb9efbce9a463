/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_CREDIT_EVENT_H
#define DB_CREDIT_EVENT_H

#include "db/db.h"
#include "market/credit.h"

/* 信用事件: schema.sql explains each field.  0 and "" where there is none. */
struct credit_event {
	int64_t id;
	int64_t party_id;
	const char *party_name, *party_uscc;	/* read, not written */
	const char *rep_hash;		/* personal: never shown */
	const char *code;
	int64_t catalogue;		/* version */
	int64_t points, hold_d;
	bool veto;
	const char *basis;
	int64_t project_id;
	const char *project_code, *project_title;	/* read, not written */
	int64_t contract_id;
	const char *source;
	const char *evidence;
	bool contested;
	int64_t occurred_on;		/* days of Beijing, as the next two */
	int64_t proposed_at, proposed_by;
	const char *statement;
	int64_t stated_at;
	const char *state;
	int64_t decided_at, decided_by;
	const char *decision;
	int64_t effective_on, ends_on;
	const char *appeal;
	int64_t appealed_at;
	int64_t reviewed_at, reviewed_by;
	const char *review;
	int64_t repaired_at;
};

/* Fills id and proposed_at.  ERR_CONFLICT: no agency, or source is there. */
enum err db_credit_event_insert(struct db *db, struct credit_event *e);
/* ERR_NOT_FOUND */
enum err db_credit_event_get(struct db *db, int64_t id,
    struct credit_event *e);
enum err db_credit_event_by_source(struct db *db, const char *source,
    const char *code, struct credit_event *e);

/*
 * Writes what happens to it: state, and what was said and decided.
 * ERR_CONFLICT: it is not in the state was any more, or a CHECK.
 */
enum err db_credit_event_update(struct db *db, const struct credit_event *e,
    const char *was);

/* What a list shows: all of a party's own, or what counts on a day. */
struct credit_filter {
	int64_t party_id;
	/* Effective or appealed, with those of its representative and of whom
	 * one controls with it on that day; 0: its own, in every state. */
	int64_t day;
	int64_t before;		/* keyset: id below it; 0: the newest */
	int limit;
};
/* Newest first. */
enum err db_credit_event_list(struct db *db, const struct credit_filter *f,
    struct credit_event **list, size_t *n);
/* All in a state that waits for an officer: oldest first, behind after. */
enum err db_credit_event_waiting(struct db *db, const char *state,
    int64_t after, int limit, struct credit_event **list, size_t *n);

/* What weighs on a party on a day, as in a list: at most limit. */
enum err db_credit_event_marks(struct db *db, int64_t party_id, int64_t day,
    int limit, struct credit_mark **list, size_t *n);

/* Contracts an agency has finished, counted up to limit. */
enum err db_credit_event_finished(struct db *db, int64_t party_id,
    int limit, int64_t *n);
/*
 * Those since a moment without an event that took effect, newest first, up
 * to limit; *oldest: when the last of these was finished, 0: none.
 */
enum err db_credit_event_clean(struct db *db, int64_t party_id,
    int64_t since, int limit, int64_t *n, int64_t *oldest);

/*
 * Agencies with a legal representative («»: nobody's), and all that may be
 * under one control with the party: at most limit.
 */
enum err db_credit_event_heirs(struct db *db, int64_t party_id,
    const char *rep_hash, int limit, int64_t *ids, size_t *n);
/* The first day after this one on which others may hold it; 0: none. */
enum err db_credit_event_turns(struct db *db, int64_t party_id, int64_t day,
    int64_t *next);
/* The representative a party has now answers for what had none. */
enum err db_credit_event_set_rep(struct db *db, int64_t party_id,
    const char *rep_hash);

#endif
