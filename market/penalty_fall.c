/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_fall.c: twice to band D within twelve months, and what follows. */
#include <string.h>

#include "db/party.h"
#include "db/record.h"
#include "db/standing.h"
#include "market/base/digits.h"
#include "market/calendar.h"
#include "market/catalogue.h"
#include "market/due.h"
#include "market/penalty_core.h"
#include "market/write.h"

/*
 * The last day of the twelve months after one: the same date, or the last of
 * its month (民法典, art. 201, 202: the first day does not count).
 */
static int32_t
year_after(int64_t at)
{
	struct civil c = civil_of(at);

	c.year++;
	if (c.month == 2 && c.day == 29)
		c.day = 28;
	return calendar_day_of(civil_time(&c));
}

enum err
penalty_twice(struct db *db, int64_t party_id, int64_t at,
    struct penalty_falls *f)
{
	int64_t falls[2];
	size_t n;
	enum err err = db_standing_falls(db, party_id, COUNT(falls), falls,
	    &n);

	*f = (struct penalty_falls){ .twice = false };
	if (err || n < COUNT(falls) ||
	    calendar_day_of(falls[0]) > year_after(falls[1]) ||
	    calendar_day_of(at) > year_after(falls[0]))
		return err;
	*f = (struct penalty_falls){ .twice = true,
	    .first = calendar_day_of(falls[1]),
	    .again = calendar_day_of(falls[0]) };
	return OK;
}

/* Is it going, or proposed that it goes? */
static enum err
is_going(struct db *db, int64_t party_id, bool *yes)
{
	int64_t n;
	enum err err = db_penalty_going(db, party_id, &n);

	*yes = n > 0;
	return err;
}

static enum err
propose(struct db *db, const struct house *h, int64_t party_id,
    const struct penalty_falls *f, const char *article)
{
	struct penalty p = { .party_id = party_id, .kind = "expulsion",
	    .days = h->params.exit_reapply[0], .article = article,
	    .facts = "", .fell_first = f->first, .fell_again = f->again };
	struct party party;
	enum err err = db_party_get(db, party_id, &party);

	p.rep_hash = err ? "" : party.legal_rep_hash;
	if (!err)
		err = db_penalty_insert(db, &p);
	return err ? err : db_audit_change(db, NULL, "penalty_propose",
	    "penalty", p.id, "", "proposed");
}

struct tick {
	struct house *house;
	int64_t party_id;
};

static enum err
fallen_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	const struct catalogue_row *row = catalogue_effect(
	    house_catalogue(t->house, 0), "PENALTY_EXPULSION");
	struct penalty_falls f;
	bool going;
	enum err err = due_take(db, 0, PENALTY_FALLEN, t->party_id);

	if (!err)
		err = penalty_twice(db, t->party_id, db_now(db), &f);
	if (!err)
		err = is_going(db, t->party_id, &going);
	if (err || !f.twice || going || row == NULL)
		return err;
	return propose(db, t->house, t->party_id, &f, row->article);
}

enum err
penalty_fallen(struct market *m, int64_t project_id, int64_t party_id)
{
	struct tick t = { .house = m->house, .party_id = party_id };

	(void)project_id;
	return write_run(m, fallen_in_txn, &t);
}
