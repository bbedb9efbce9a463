/* SPDX-License-Identifier: Apache-2.0 */
/* due.c: deadlines are set, done, and reckoned again. */
#include "market/due.h"

#include "market/write.h"

enum { STEP = 200 };

/* A moment has no span. */
static bool
whole_days(const char *span)
{
	struct span s;

	return span_parse(span, &s) && span_is_days(s);
}

bool
due_open(const struct due *d, int64_t now)
{
	return whole_days(d->span) ? now <= d->due_at : now < d->due_at;
}

static enum err
put_span(struct db *db, const struct house *h, const struct project *p,
    const char *event, int64_t object_id, int64_t from, struct span span,
    int64_t *at, bool acts)
{
	char text[SPAN_TEXT];
	struct due d = { .project_id = p ? p->id : 0, .event = event,
	    .object_id = object_id, .from_at = from,
	    .params = p ? p->param_version : h->param_version };

	d.span = span_write(text, span);
	d = due_reckon(h, &d);
	if (at)
		*at = d.due_at;
	if (acts)
		d.act_at = d.due_at + whole_days(d.span);
	return db_due_put(db, &d);
}

enum err
due_span(struct db *db, const struct house *h, const struct project *p,
    const char *event, int64_t object_id, int64_t from, struct span span,
    int64_t *at)
{
	return put_span(db, h, p, event, object_id, from, span, at, true);
}

enum err
due_limit(struct db *db, const struct house *h, const struct project *p,
    const char *event, int64_t object_id, int64_t from, struct span span,
    int64_t *at)
{
	return put_span(db, h, p, event, object_id, from, span, at, false);
}

enum err
due_moment(struct db *db, const struct project *p, const char *event,
    int64_t object_id, int64_t at)
{
	return db_due_put(db, &(struct due){ .project_id = p ? p->id : 0,
	    .event = event, .object_id = object_id, .from_at = at,
	    .span = "", .due_at = at, .act_at = at });
}

enum err
due_take(struct db *db, int64_t project_id, const char *event,
    int64_t object_id)
{
	struct due d;
	enum err err = db_due_get(db, project_id, event, object_id, &d);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	if (d.done_at || due_open(&d, db_now(db)))
		return ERR_CONFLICT;
	return db_due_done(db, project_id, event, object_id);
}

enum err
due_done(struct db *db, const struct project *p, const char *event,
    int64_t object_id)
{
	return db_due_done(db, p ? p->id : 0, event, object_id);
}

struct due
due_reckon(const struct house *h, const struct due *d)
{
	struct due again = *d;
	struct span span;

	if (d->span[0] == '\0' || !span_parse(d->span, &span))
		return again;
	again.due_at = span_end(&h->calendar, d->from_at, span,
	    house_params(h, d->params)->day_cutoff, &again.provisional);
	return again;
}

/* ---- after a calendar was loaded ---- */

struct again {
	struct house *house;
	struct due after;		/* the step's first is behind it */
	struct due last;		/* of the step */
	size_t n, moved;		/* of the step */
};

static enum err
reckon_one(struct db *db, struct again *g, const struct due *d)
{
	struct due now = due_reckon(g->house, d);

	if (now.due_at < d->due_at)
		now.due_at = d->due_at;		/* announced is announced */
	else if (now.due_at > d->due_at)
		g->moved++;
	if (now.act_at && now.due_at > d->due_at)
		now.act_at = now.due_at + whole_days(now.span);
	return db_due_put(db, &now);
}

static enum err
again_in_txn(struct db *db, void *ctx)
{
	struct again *g = ctx;
	struct due *list;
	enum err err = db_due_provisional(db, &g->after, STEP, &list, &g->n);

	g->moved = 0;
	for (size_t i = 0; !err && i < g->n; i++)
		err = reckon_one(db, g, &list[i]);
	if (!err && g->n)
		g->last = list[g->n - 1];
	return err;
}

enum err
due_recompute(struct market *m, size_t *moved)
{
	struct again g = { .house = m->house, .after = { .event = "" } };
	enum err err;

	*moved = 0;
	do {
		err = write_run(m, again_in_txn, &g);
		*moved += err ? 0 : g.moved;
		g.after = g.last;
	} while (!err && g.n == STEP);
	return err;
}
