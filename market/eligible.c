/* SPDX-License-Identifier: Apache-2.0 */
/* eligible.c: who may bid, and why not. */
#include "market/eligible.h"

#include <stdlib.h>
#include <string.h>

#include "db/party.h"
#include "db/recusal.h"
#include "db/standing.h"
#include "market/affiliation.h"
#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/penalty.h"
#include "market/qualification.h"

enum { BATCH = 200 };

enum err
eligible_of(struct db *db, const struct project *p, int64_t agency_id,
    int64_t at, struct eligible *e)
{
	struct standing was;
	bool recused = false, tied = false, forbidden = false;
	bool punished = false;
	enum err err = db_standing_at(db, agency_id, at, &was);

	*e = (struct eligible){ NULL, "", NULL, false };
	if (!err)
		err = credit_forbids(db, was.band, p->fund, &forbidden);
	if (!err)
		err = penalty_forbids(db, agency_id, p->item_id, at,
		    &punished);
	if (!err)
		err = db_recusal_has(db, p->id, agency_id, &recused);
	if (!err)
		err = db_party_tied(db, p->owner_id, agency_id, &tied);
	if (!err)
		err = affiliation_conflict(db, agency_id, p->owner_id,
		    p->item_id, at, &e->tied_to);
	if (err)
		return err;
	if (strcmp(was.state, "active") != 0 || forbidden || punished) {
		e->code = "suspended";
		e->penalty = punished;
	} else if (recused) {
		e->code = "recused";
	} else if (tied || e->tied_to || p->owner_id == agency_id) {
		e->code = "conflict";
	} else {
		const char *line;

		err = qualification_lacks(db, agency_id, p->requirements,
		    p->any_will_do, at, &line);
		if (!err && line != NULL) {
			e->code = "requirement";
			e->lacks = line;
		}
	}
	return err;
}

/* ---- those who bid together ---- */

/* What ties somebody to others, and who it is. */
struct tie {
	const char *key;
	size_t at;
};

static int
by_key(const void *a, const void *b)
{
	return strcmp(((const struct tie *)a)->key,
	    ((const struct tie *)b)->key);
}

static enum err
collect_ties(struct db *db, const int64_t *agencies, size_t n, int64_t at,
    struct tie **ties, size_t *n_ties)
{
	struct arena *a = db_arena(db);
	const char ***keys = arena_alloc(a, (n + 1) * sizeof *keys);
	size_t *count = arena_alloc(a, (n + 1) * sizeof *count), total = 0;
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		err = db_party_ties(db, agencies[i],
		    calendar_day_of(at), &keys[i], &count[i]);
		total += err ? 0 : count[i];
	}
	if (err)
		return err;
	*ties = arena_alloc(a, (total + 1) * sizeof **ties);
	*n_ties = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < count[i]; k++)
			(*ties)[(*n_ties)++] = (struct tie){ keys[i][k], i };
	return OK;
}

/* Who shares a key with another of them. */
static enum err
mark_related(struct db *db, const int64_t *agencies, size_t n, int64_t at,
    const char **codes)
{
	struct tie *ties;
	size_t k;
	enum err err = collect_ties(db, agencies, n, at, &ties, &k);

	if (err || k == 0)
		return err;
	qsort(ties, k, sizeof *ties, by_key);
	for (size_t i = 0; i < k; i++) {
		bool shared = (i > 0 && by_key(&ties[i - 1], &ties[i]) ==
		    0) || (i + 1 < k && by_key(&ties[i], &ties[i + 1]) == 0);

		if (shared && codes[ties[i].at] == NULL)
			codes[ties[i].at] = "related";
	}
	return OK;
}

enum err
eligible_codes(struct db *db, const struct project *p,
    const int64_t *agencies, size_t n, int64_t at, const char **codes)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		struct eligible e;

		err = eligible_of(db, p, agencies[i], at, &e);
		codes[i] = e.code;
	}
	return err ? err : mark_related(db, agencies, n, at, codes);
}

/* ---- all of them ---- */

struct counting {
	const struct project *p;
	int64_t at, most, n;
	size_t done;			/* lines whose holders were looked at */
};

/* Does it meet one of those lines? */
static enum err
seen_before(struct db *db, const struct counting *c, int64_t agency_id,
    bool *seen)
{
	const char *text = c->p->requirements;
	enum err err = OK;

	*seen = false;
	for (size_t i = 0; !err && !*seen && i < c->done; i++)
		err = qualification_meets(db, agency_id,
		    qualification_next(db_arena(db), &text), c->at, seen);
	return err;
}

/* An index finds those who hold what the line asks for; NULL: everybody. */
static enum err
count_holders(struct db *db, struct counting *c, const char *line)
{
	const char *key = line ? qualification_key(db_arena(db), line) : NULL;
	int64_t ids[BATCH], after = 0;
	size_t k;
	enum err err;

	do {
		err = db_qualification_eligible(db, c->p->item_id, key,
		    c->at, after, BATCH, ids, &k);
		for (size_t i = 0; !err && i < k && c->n < c->most; i++) {
			struct eligible e;
			bool seen;

			err = seen_before(db, c, ids[i], &seen);
			if (!err && !seen) {
				err = eligible_of(db, c->p, ids[i], c->at,
				    &e);
				c->n += !err && e.code == NULL;
			}
			after = ids[i];
		}
	} while (!err && k == BATCH && c->n < c->most);
	c->done++;
	return err;
}

enum err
eligible_count(struct db *db, const struct project *p, int64_t at,
    int64_t most, int64_t *n)
{
	struct counting c = { .p = p, .at = at, .most = most };
	const char *text = p->requirements;
	const char *line = qualification_next(db_arena(db), &text);
	enum err err = count_holders(db, &c, line);

	/* Who holds all holds the first; any one may be any of them. */
	while (!err && p->any_will_do && c.n < most &&
	    (line = qualification_next(db_arena(db), &text)) != NULL)
		err = count_holders(db, &c, line);
	*n = c.n;
	return err;
}
