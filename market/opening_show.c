/* SPDX-License-Identifier: Apache-2.0 */
/* opening_show.c: what everybody may see of an opening. */
#include <string.h>

#include "db/attempt.h"
#include "db/event.h"
#include "market/award.h"
#include "market/cure.h"
#include "market/opening.h"
#include "market/rebid.h"

/* Whose documents are there: of bafo, those of the first round. */
static enum err
read_documents(struct market *m, struct opening *o)
{
	struct round r;
	enum err err = rebid_ranked(m->db, o->project.id, &r);

	o->cure_until = strcmp(o->project.state, "selecting") == 0 ?
	    cure_until(m, o->project.id) : 0;
	return err ? err : cure_list(m, r.id, &o->documents,
	    &o->n_documents);
}

enum err
opening_of(struct market *m, const struct project *p, struct opening *o)
{
	enum err err = db_round_registered(m->db, p->id, &o->round);

	o->project = *p;
	memset(&o->award, 0, sizeof o->award);
	o->bids = o->first = NULL;
	o->documents = NULL;
	o->n_documents = 0;
	o->cure_until = 0;
	o->n_first = 0;
	o->n = o->valid = o->keys = 0;
	o->awarded = o->corrected = false;
	if (!err)
		err = db_round_trustees(m->db, o->round.id, &o->trustees,
		    &o->n_trustees);
	if (!err && strcmp(p->state, "rebidding") == 0)
		err = rebid_bids(m->db, p->id, &o->first, &o->n_first);
	if (err || o->round.closed_at == 0)
		return err;
	for (size_t i = 0; i < o->n_trustees; i++)
		o->keys += o->trustees[i].opened;
	err = o->round.result_leaf ? rebid_bids(m->db, p->id, &o->bids,
	    &o->n) : db_bid_of_round(m->db, o->round.id, &o->bids, &o->n);
	if (!err)
		err = read_documents(m, o);
	for (size_t i = 0; !err && i < o->n; i++)
		o->valid += o->bids[i].position > 0;
	if (!err)
		err = db_project_event_has(m->db, p->id, "reselect",
		    &o->corrected);
	if (!err)
		err = db_award_of_project(m->db, o->project.id, &o->award);
	o->awarded = err == OK && award_is_live(o->award.state);
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
opening_get(struct market *m, const char *code, struct opening *o)
{
	struct project p;
	enum err err = db_project_public(m->db, code, 0, &p);

	return err ? err : opening_of(m, &p, o);
}
