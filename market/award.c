/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: an award takes effect, and ends. */
#include "market/award.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/contract.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/write.h"

struct step {
	struct house *house;
	int64_t project_id;
	struct project p;
	struct award a;
};

/* «deals_2026-11»: awards that took effect, by Beijing month, and in all. */
static enum err
count_deal(struct db *db, const struct award *a)
{
	struct civil c = civil_of(db_now(db));
	char name[32];
	enum err err;

	snprintf(name, sizeof name, "deals_%04" PRId64 "-%02d", c.year,
	    c.month);
	err = db_tally_add(db, name, 1);
	snprintf(name, sizeof name, "deals_%04" PRId64, c.year);
	if (!err)
		err = db_tally_add(db, name, 1);
	return err ? err : db_agency_deal(db, a->agency_id);
}

static enum err
settle_in_txn(struct db *db, void *ctx)
{
	struct step *s = ctx;
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = db_award_of_project(db, s->project_id, &s->a);
	if (err)
		return err;
	if (strcmp(s->a.state, "published") != 0)
		return ERR_CONFLICT;
	err = due_take(db, s->project_id, "settle", 0);
	if (err)
		return err;
	s->a.state = "effective";
	s->a.effective_at = db_now(db);
	err = flow_move(db, s->house, NULL, &s->p, "settle", "");
	if (!err)
		err = db_award_update(db, &s->a);
	/* The budget stays reserved until both have signed (domain.md 4). */
	if (!err)
		err = contract_draft(db, s->house, &s->p, &s->a);
	return err ? err : count_deal(db, &s->a);
}

enum err
award_settle(struct market *m, int64_t project_id, int64_t object_id)
{
	struct step s = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, settle_in_txn, &s);
}

static enum err
close_in_txn(struct db *db, void *ctx)
{
	struct step *s = ctx;
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = due_take(db, s->project_id, "review_close", 0);
	return err ? err : flow_move(db, s->house, NULL, &s->p, "close", "");
}

enum err
award_close(struct market *m, int64_t project_id, int64_t object_id)
{
	struct step s = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, close_in_txn, &s);
}

enum err
award_of_project(struct market *m, int64_t project_id, struct award *a)
{
	return db_award_of_project(m->db, project_id, a);
}

enum err
award_list(struct market *m, const struct actor *actor, int64_t before_id,
    struct award_row **list, size_t *n)
{
	return db_award_of_agency(m->db, actor->party_id, before_id,
	    AWARD_PAGE + 1, list, n);
}
