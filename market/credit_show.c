/* SPDX-License-Identifier: Apache-2.0 */
/* credit_show.c: events of credit for those who may read them. */
#include <string.h>

#include "db/party.h"
#include "market/calendar.h"
#include "market/credit_core.h"
#include "market/due.h"

enum err
credit_read(struct market *m, int64_t party_id, struct credit_standing *s)
{
	return credit_standing(m->db, party_id,
	    calendar_day_of(market_now(m)), s);
}

enum err
credit_public(struct market *m, int64_t id, struct credit_event *e)
{
	enum err err = db_credit_event_get(m->db, id, e);

	return !err && e->effective_on == 0 ? ERR_NOT_FOUND : err;
}

enum err
credit_get(struct market *m, const struct actor *actor, int64_t id,
    struct credit_event *e)
{
	enum err err = db_credit_event_get(m->db, id, e);

	return !err && actor->party_id && e->party_id != actor->party_id ?
	    ERR_NOT_FOUND : err;
}

enum err
credit_list(struct market *m, int64_t party_id, int64_t before,
    struct credit_event **list, size_t *n)
{
	struct party party;
	enum err err = db_party_get(m->db, party_id, &party);

	return err ? err : db_credit_event_list(m->db,
	    &(struct credit_filter){ .party_id = party_id,
	    .day = calendar_day_of(market_now(m)), .before = before,
	    .limit = CREDIT_PAGE + 1 }, list, n);
}

enum err
credit_own(struct market *m, const struct actor *actor, int64_t before,
    struct credit_event **list, size_t *n)
{
	return db_credit_event_list(m->db, &(struct credit_filter){
	    .party_id = actor->party_id, .before = before,
	    .limit = CREDIT_PAGE + 1 }, list, n);
}

enum err
credit_queue(struct market *m, const char *state, int64_t after,
    struct credit_event **list, size_t *n)
{
	return db_credit_event_waiting(m->db, state, after, CREDIT_PAGE + 1,
	    list, n);
}

/* A day that is set and not over; false: there is none. */
static enum err
read_due(struct market *m, const char *event, int64_t id,
    struct credit_wait *w)
{
	struct due d;
	enum err err = db_due_get(m->db, 0, event, id, &d);

	if (err == ERR_NOT_FOUND || (!err && d.done_at))
		return OK;
	if (err)
		return err;
	w->due_at = d.due_at;
	w->late = !due_open(&d, market_now(m));
	return OK;
}

enum err
credit_waits(struct market *m, const struct credit_event *e,
    struct credit_wait *w)
{
	bool office = strcmp(e->state, "appealed") == 0;
	enum err err = OK;

	*w = (struct credit_wait){ .who = "nobody" };
	if (office) {
		err = read_due(m, CREDIT_REVIEW, e->id, w);
	} else if (strcmp(e->state, "effective") == 0) {
		err = read_due(m, CREDIT_APPEAL, e->id, w);
	} else if (strcmp(e->state, "proposed") == 0) {
		err = read_due(m, CREDIT_HEAR, e->id, w);
		if (!err && (w->due_at == 0 || w->late)) {
			office = true;
			w->late = false;
			err = read_due(m, CREDIT_DECIDE, e->id, w);
		}
	}
	if (!err && !office && w->late)
		w->due_at = 0;		/* too late to say anything */
	if (w->due_at)
		w->who = office ? "office" : "party";
	return err;
}
