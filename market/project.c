/* SPDX-License-Identifier: Apache-2.0 */
/* project.c: public projects. */
#include "market/project.h"

#include <string.h>

#include "db/bid.h"
#include "db/owner.h"
#include "market/base/text.h"
#include "market/flow.h"
#include "market/notice.h"
#include "market/write.h"

enum { REASON_LEAST = 10, REASON_MOST = 500 };

static const char *const public_states[] = {
	"published", "closed", "selecting", "publicity", "signing",
	"performing", "reviewing", "done", "failed", "cancelled"
};

bool
project_is_public_state(const char *code)
{
	for (size_t i = 0; i < COUNT(public_states); i++)
		if (strcmp(public_states[i], code) == 0)
			return true;
	return false;
}

enum err
project_get(struct market *m, const char *code, struct project *p)
{
	enum err err = db_project_by_code(m->db, code, p);

	return !err && p->published_at == 0 ? ERR_NOT_FOUND : err;
}

enum err
project_round(struct market *m, int64_t project_id, struct round *r)
{
	return db_round_of_project(m->db, project_id, r);
}

enum err
project_events(struct market *m, int64_t project_id,
    struct project_event **list, size_t *n)
{
	return db_project_events(m->db, project_id, list, n);
}

enum err
project_list(struct market *m, struct project_filter *f,
    struct project_row **list, size_t *n)
{
	f->limit = PROJECT_PAGE + 1;
	return db_project_list(m->db, f, list, n);
}

enum err
project_mine(struct market *m, const struct actor *actor, int64_t before_id,
    struct project_row **list, size_t *n)
{
	return db_project_of_owner(m->db, actor->party_id, before_id,
	    PROJECT_PAGE + 1, list, n);
}

enum err
project_next_openings(struct market *m, int limit,
    struct project_row **list, size_t *n)
{
	return db_project_by_deadline(m->db, "published", market_now(m),
	    limit, list, n);
}

enum err
project_regions(struct market *m, struct region **list, size_t *n)
{
	return db_region_all(m->db, list, n);
}

struct cancel {
	const struct actor *actor;
	const char *code;
	const char *reason;
};

static enum err
void_bids(struct db *db, const struct project *p)
{
	struct round r;
	enum err err = db_round_of_project(db, p->id, &r);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	return db_bid_void(db, r.id);
}

static enum err
cancel_in_txn(struct db *db, void *ctx)
{
	const struct cancel *c = ctx;
	struct project p;
	struct buf body;
	enum err err = db_project_by_code(db, c->code, &p);

	if (!err && (p.owner_id != c->actor->party_id ||
	    p.published_at == 0))
		err = ERR_NOT_FOUND;
	if (err || strcmp(p.state, "cancelled") == 0)
		return err;
	if (db_now(db) >= p.deadline)
		return ERR_CONFLICT;	/* after it only a regulator may */
	err = flow_move(db, c->actor, &p, "cancel", c->reason, 0);
	if (!err)
		err = void_bids(db, &p);
	if (!err && p.budget_line_id)
		err = db_budget_release(db, p.budget_line_id, p.ceiling_fen);
	if (!err)
		err = db_tally_add(db, "open_projects", -1);
	if (err)
		return err;
	notice_begin(&body, "cancelled", &p);
	notice_text(&body, "reason", c->reason);
	return notice_publish(db, &p, "cancelled", &body);
}

enum err
project_cancel(struct market *m, const struct actor *actor,
    const char *code, const char *reason, struct problems *problems)
{
	struct cancel c = { .actor = actor, .code = code, .reason = reason };

	problems->n = 0;
	if (!text_clean(reason, true))
		problem_at(problems, "reason", "text_dirty");
	else if (text_length(reason) < REASON_LEAST ||
	    text_length(reason) > REASON_MOST)
		problem_at(problems, "reason", "cancel_reason_length");
	return problems->n ? ERR_INVALID : write_run(m, cancel_in_txn, &c);
}
