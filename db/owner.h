/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_OWNER_H
#define DB_OWNER_H

#include "db/db.h"
#include "market/stars.h"

/* The purchaser's side of a party. */
struct owner {
	int64_t party_id;
	const char *kind;	/* gov, public_inst, mass_org, ngo, … */
	int64_t entered_at;
	int64_t stars_r, stars_lb;	/* as an agency's */
	bool stars_shown;		/* false: 样本不足 */
	int64_t stars_half;
	int64_t stars_raters;		/* agencies who count */
};

/* ERR_CONFLICT: it is one already, no such party, or a CHECK. */
enum err db_owner_insert(struct db *db, int64_t party_id, const char *kind);

/* ERR_NOT_FOUND. */
enum err db_owner_get(struct db *db, int64_t party_id, struct owner *owner);

/* Stars as of now; if they are as they were, no page has changed. */
enum err db_owner_set_stars(struct db *db, int64_t party_id,
    const struct stars *stars);
/* Those whose stars were computed before a moment, oldest first. */
enum err db_owner_stale(struct db *db, int64_t before, int limit,
    int64_t *ids, size_t *n);

/*
 * What a fiscal project is paid from.  Money goes amount → reserved (when a
 * project is published: its ceiling) → committed (both sides have signed: the
 * contract's amount) → paid.  0 <= paid <= committed <= committed + reserved <= amount always;
 * the CHECKs of the schema say so.
 */
struct budget_line {
	int64_t id;
	int64_t owner_id;
	int64_t year;
	const char *code;
	const char *name;
	int64_t amount_fen;
	int64_t reserved_fen;
	int64_t committed_fen;
	int64_t paid_fen;
};

/* What may still be reserved. */
static inline int64_t
budget_available(const struct budget_line *line)
{
	return line->amount_fen - line->reserved_fen - line->committed_fen;
}

/* Fills id.  ERR_CONFLICT: (owner, year, code) is there, or a CHECK. */
enum err db_budget_insert(struct db *db, struct budget_line *line);

/* ERR_NOT_FOUND. */
enum err db_budget_get(struct db *db, int64_t id, struct budget_line *line);

/*
 * Lines of an owner, newest year first, at most limit of them; those behind
 * (before_year, before_code), or from the top if before_year is 0.
 */
enum err db_budget_of_owner(struct db *db, int64_t owner_id,
    int64_t before_year, const char *before_code, int limit,
    struct budget_line **list, size_t *n);

/*
 * Steps of the money of line id.  All of them:
 * OK
 * ERR_CONFLICT	there is not so much there: nothing was changed
 * ERR_NOT_FOUND	no such line
 */
enum err db_budget_reserve(struct db *db, int64_t id, int64_t fen);
enum err db_budget_release(struct db *db, int64_t id, int64_t fen);

/* reserved_fen are no longer reserved, fen of them committed instead. */
enum err db_budget_commit(struct db *db, int64_t id, int64_t reserved_fen,
    int64_t fen);

/* A contract in force changes: fen more (or less) are committed. */
enum err db_budget_adjust(struct db *db, int64_t id, int64_t fen);
enum err db_budget_pay(struct db *db, int64_t id, int64_t fen);

#endif
