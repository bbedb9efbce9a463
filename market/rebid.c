/* SPDX-License-Identifier: Apache-2.0 */
/* rebid.c: second offers. */
#include "market/rebid.h"

#include <string.h>

#include "db/record.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/round.h"
#include "market/write.h"

static enum err
first_of(struct db *db, const struct round *second, struct round *first)
{
	struct rule rule;

	if (!rule_parse(db_arena(db), second->rule, strlen(second->rule),
	    &rule))
		return ERR_INTERNAL;
	return rule.first.given ? db_round_by_policy(db, rule.first.hash,
	    first) : ERR_NOT_FOUND;
}

enum err
rebid_ask(struct db *db, struct house *h, struct project *p,
    const struct round *first)
{
	const struct params *params = house_params(h, p->param_version);
	struct round_terms t;
	int64_t sign, deadline;
	enum err err = round_terms_of(db, first, &t);

	if (!err)
		err = due_span(db, h, p, "rebid_again", 0, db_now(db),
		    params->trustee_sign, &sign);
	if (err)
		return err;
	deadline = span_end(&h->calendar, sign, params->bafo_window,
	    CALENDAR_NO_CUTOFF, NULL);
	return round_make_second(db, h, p, &t, deadline);
}

/* Everybody whose first offer is valid. */
static enum err
tell_bidders(struct db *db, const struct project *p,
    const struct round *first, int64_t deadline)
{
	struct bid *bids;
	size_t n;
	enum err err = db_bid_of_round(db, first->id, &bids, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (bids[i].agency_id && strcmp(bids[i].state, "valid") == 0)
			err = message_tell(db, &(struct message){ .code =
			    "second_offer", .party_id = bids[i].agency_id,
			    .project_id = p->id, .args = (struct arg[]){
			    arg_time("DEADLINE", deadline), { 0 } } });
	return err;
}

enum err
rebid_open(struct db *db, const struct house *h, struct project *p,
    const struct round *second)
{
	struct round first;
	enum err err = first_of(db, second, &first);

	if (!err)
		err = flow_move(db, h, NULL, p, "rebid", "");
	if (!err)
		err = due_done(db, p, "rebid_again", 0);
	if (!err)
		err = due_moment(db, p, "close", 0,
		    second->deadline + ROUND_CLOSE_DELAY);
	if (!err)
		err = db_project_deadline(db, p->id, second->deadline);
	if (!err)
		err = db_tally_add(db, "open_projects", 1);
	return err ? err : tell_bidders(db, p, &first, second->deadline);
}

struct again {
	struct house *house;
	int64_t project_id;
};

static enum err
again_in_txn(struct db *db, void *ctx)
{
	struct again *a = ctx;
	struct project p;
	struct round first;
	enum err err = db_project_get(db, a->project_id, &p);

	if (!err)
		err = due_take(db, p.id, "rebid_again", 0);
	if (!err && strcmp(p.state, "selecting") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = db_round_registered(db, p.id, &first);
	return err ? err : rebid_ask(db, a->house, &p, &first);
}

enum err
rebid_again(struct market *m, int64_t project_id, int64_t object_id)
{
	struct again a = { m->house, project_id };

	(void)object_id;
	return write_run(m, again_in_txn, &a);
}

enum err
rebid_may(struct db *db, const struct round *r, int64_t agency_id,
    bool *yes)
{
	struct round first;
	struct bid *bids;
	size_t n;
	enum err err = first_of(db, r, &first);

	*yes = err == ERR_NOT_FOUND;
	if (*yes)
		return OK;
	if (!err)
		err = db_bid_of_round(db, first.id, &bids, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (bids[i].agency_id == agency_id)
			*yes = strcmp(bids[i].state, "valid") == 0;
	return err;
}

enum err
rebid_ranked(struct db *db, int64_t project_id, struct round *r)
{
	struct round first;
	enum err err = db_round_registered(db, project_id, r);

	if (err)
		return err;
	err = first_of(db, r, &first);
	if (!err)
		*r = first;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
rebid_bids(struct db *db, int64_t project_id, struct bid **bids, size_t *n)
{
	struct round r;
	enum err err = rebid_ranked(db, project_id, &r);

	*n = 0;
	return err ? err : db_bid_of_round(db, r.id, bids, n);
}
