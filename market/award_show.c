/* SPDX-License-Identifier: Apache-2.0 */
/* award_show.c: what is known of an award, for pages and for the record. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/award.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/notice.h"
#include "market/rebid.h"

/* ---- the purchaser's record ---- */

/* «1 rejected: …; 2 declined: …»: why those before it are not taken. */
static const char *
why_not_first(struct db *db, const struct award *list, size_t n,
    const struct award *a)
{
	struct arena *arena = db_arena(db);
	const char *why = a->position > 1 ? a->reason : "";

	for (size_t i = 0; i < n && list[i].id != a->id; i++)
		why = arena_printf(arena, "%s%s%" PRId64 " %s%s%s", why,
		    why[0] ? "; " : "", list[i].position, list[i].state,
		    list[i].end_reason[0] ? ": " : "", list[i].end_reason);
	return why[0] ? why : NULL;
}

static bool
is_over(const struct project *p)
{
	return strcmp(p->state, "failed") == 0 ||
	    strcmp(p->state, "cancelled") == 0;
}

/* What ended the project: the words of its last event. */
static const char *
why_over(struct db *db, const struct project *p)
{
	struct project_event *events;
	size_t n;

	return db_project_events(db, p->id, &events, &n) == OK && n > 0 &&
	    events[n - 1].reason[0] ? events[n - 1].reason : NULL;
}

enum err
award_record(struct db *db, const struct project *p, const struct round *r,
    struct seal_award *record)
{
	struct award *list;
	struct bid bid;
	bool said = r->award_leaf != 0;
	size_t n;
	enum err err = db_award_all(db, p->id, &list, &n);

	*record = (struct seal_award){ .winner = NULL, .amount_fen = -1 };
	memcpy(record->policy, r->policy, sizeof record->policy);
	for (size_t i = 0; !err && i < n; i++)
		said = said && list[i].leaf != r->award_leaf;
	if (err)
		return err;
	if (n == 0 || r->result_leaf == 0)
		return ERR_CONFLICT;
	if (is_over(p)) {
		record->reason = why_over(db, p);
		return said || !record->reason ? ERR_CONFLICT : OK;
	}
	if (!award_is_live(list[n - 1].state) || list[n - 1].leaf)
		return ERR_CONFLICT;
	err = db_bid_get(db, list[n - 1].bid_id, &bid);
	record->winner = bid.name;
	record->amount_fen = list[n - 1].amount_fen;
	record->reason = why_not_first(db, list, n, &list[n - 1]);
	return err;
}

/* ---- pages ---- */

/* Working days after that of now, up to that of until. */
static int64_t
days_until(const struct calendar *cal, int64_t now, int64_t until)
{
	int64_t n = 0;

	for (int32_t day = calendar_day_of(now) + 1;
	    day <= calendar_day_of(until); day++)
		n += calendar_works(cal, day);
	return n;
}

/* The deadline of an award that comes first; others' are not looked at. */
static enum err
read_awaited(struct market *m, const struct project *p,
    struct award_case *c)
{
	static const char *const events[] = { "award_choose",
	    "award_justify", "award_decide", "settle", "lapse",
	    "evaluate", "rebid_again" };
	struct due *list;
	size_t n;
	enum err err = db_due_waiting(m->db, p->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		for (size_t k = 0; k < COUNT(events); k++)
			if (c->awaited == NULL &&
			    strcmp(events[k], list[i].event) == 0) {
				c->awaited = events[k];
				c->until = list[i].due_at;
			}
	if (c->awaited)
		c->days_left = days_until(&m->house->calendar,
		    market_now(m), c->until);
	return err;
}

static bool
is_owner_late(struct market *m, const struct project *p,
    const struct award *a)
{
	struct due d;

	return strcmp(a->state, "effective") == 0 && a->agency_signed_at &&
	    a->owner_signed_at == 0 && db_due_get(m->db, p->id,
	    "lapse", a->id, &d) == OK && !due_open(&d, market_now(m));
}

/* The first places: a page with two hundred is no page. */
static enum err
read_bids(struct market *m, const struct project *p, struct award_case *c)
{
	struct round r;
	enum err err = rebid_ranked(m->db, p->id, &r);

	if (!err)
		err = db_bid_first(m->db, r.id, AWARD_SHOWN + 1, &c->bids,
		    &c->n_bids);
	if (err)
		return err;
	c->ranked_id = r.id;
	c->more_bids = c->n_bids > AWARD_SHOWN;
	c->n_bids -= c->more_bids;
	return OK;
}

enum err
award_case(struct market *m, const struct project *p, struct award_case *c)
{
	enum err err;

	memset(c, 0, sizeof *c);
	err = db_award_all(m->db, p->id, &c->awards, &c->n);
	if (!err && c->n > 0) {
		c->now = &c->awards[c->n - 1];
		c->live = award_is_live(c->now->state);
		c->owner_late = is_owner_late(m, p, c->now);
	}
	if (!err)
		err = read_awaited(m, p, c);
	c->held = c->now && c->awaited == NULL &&
	    strcmp(c->now->state, "published") == 0 &&
	    strcmp(p->state, "publicity") == 0;
	if (!err)
		err = db_round_of_project(m->db, p->id, &c->round);
	c->sealed = !err && c->round.result_leaf;
	if (!c->sealed)
		return err == ERR_NOT_FOUND ? OK : err;
	return read_bids(m, p, c);
}

enum err
award_own(struct market *m, const struct award_case *c, int64_t agency_id,
    struct bid *b)
{
	return db_bid_last(m->db, c->ranked_id, agency_id, b);
}

/* «score <name> <n>» of the credit file; -1: there is none. */
static int64_t
credit_of(struct arena *a, const struct round_input *list, size_t n,
    const char *name)
{
	for (size_t i = 0; i < n; i++) {
		const char *line = strstr(list[i].body, arena_printf(a,
		    "\nscore %s ", name));
		int64_t credit;

		if (strcmp(list[i].kind, "credit") != 0 || line == NULL)
			continue;
		line = strrchr(arena_strndup(a, line + 1,
		    strcspn(line + 1, "\n")), ' ') + 1;
		if (digits_int(line, 0, INT32_MAX, &credit))
			return credit;
	}
	return -1;
}

enum err
award_places(struct market *m, const struct award_case *c,
    struct award_place **list, size_t *n)
{
	struct round_input *inputs;
	struct bid *bids = NULL;
	size_t n_inputs, n_bids = 0;
	enum err err = db_round_inputs(m->db, c->round.id, &inputs,
	    &n_inputs);

	*n = 0;
	if (!err)
		err = db_bid_of_round(m->db, c->ranked_id, &bids, &n_bids);
	*list = arena_alloc(m->arena, (n_bids + 1) * sizeof **list);
	for (size_t i = 0; !err && i < n_bids; i++) {
		struct award_place *place = &(*list)[*n];

		if (bids[i].position == 0)
			continue;
		place->bid = &bids[i];
		place->credit = credit_of(m->arena, inputs, n_inputs,
		    bids[i].name);
		place->tickets = place->credit >= 200 ?
		    place->credit / 100 : 1;
		++*n;
	}
	return err;
}

bool
award_may_see(const struct actor *actor, const struct project *p,
    const struct award *a)
{
	return actor->role == ROLE_REGULATOR || actor->role == ROLE_AUDITOR ||
	    (actor->party_id != 0 && (actor->party_id == p->owner_id ||
	    actor->party_id == a->agency_id));
}

enum err
award_may_read(struct db *db, const struct actor *actor, int64_t award_id,
    bool *may)
{
	struct project p;
	struct award a;
	enum err err = db_award_get(db, award_id, &a);

	if (!err)
		err = db_project_get(db, a.project_id, &p);
	*may = !err && award_may_see(actor, &p, &a);
	return err;
}

/* ---- the letter ---- */

enum err
award_letter(struct market *m, const char *code, struct award_letter *l)
{
	struct project_event *events;
	struct notice *notices;
	struct award a;
	size_t n = 0, k = 0;
	enum err err = db_project_by_code(m->db, code, &l->project);

	if (!err && l->project.published_at == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_notice_of_project(m->db, l->project.id, &notices,
		    &n);
	if (!err)
		err = db_project_events(m->db, l->project.id, &events, &k);
	if (!err)
		err = db_award_of_project(m->db, l->project.id, &a);
	while (!err && n > 0 && strcmp(notices[n - 1].kind, "letter") != 0)
		n--;
	while (!err && k > 0 && strcmp(events[k - 1].event,
	    "award_letter") != 0)
		k--;
	if (err || n == 0 || k == 0)
		return err ? err : ERR_NOT_FOUND;
	l->notice = notices[n - 1];
	l->leaf = events[k - 1].leaf;
	l->valid = award_is_live(a.state) &&
	    a.effective_at == l->notice.published_at;
	return OK;
}
