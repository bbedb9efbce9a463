/* SPDX-License-Identifier: Apache-2.0 */
/* cure_act.c: documents are handed in after the opening, or missed. */
#include <string.h>

#include "db/attempt.h"
#include "db/due.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/cure.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/note.h"
#include "market/rebid.h"
#include "market/round.h"
#include "market/sheet.h"
#include "market/write.h"

static const char kind[] = "proposal";

/* ---- it goes on ---- */

static bool
is_missing(const struct bid_document *d)
{
	return strcmp(d->state, "missing") == 0;
}

static size_t
count_missing(const struct bid_document *list, size_t n)
{
	size_t missing = 0;

	for (size_t i = 0; i < n; i++)
		missing += is_missing(&list[i]);
	return missing;
}

/* Strikes what never came; the bid is out, and the fact says so. */
static enum err
miss(struct db *db, struct bid *b, const struct bid_document *list, size_t n,
    struct buf *facts)
{
	bool lacks = false;
	enum err err = OK;

	for (size_t i = db_bid_document_first(list, n, b->id); !err && i < n &&
	    list[i].bid_id == b->id; i++) {
		if (!is_missing(&list[i]))
			continue;
		err = db_bid_document_set(db, list[i].id, "missed");
		lacks = true;
	}
	if (err || !lacks)
		return err;
	buf_printf(facts, "out %s requirement\n", b->name);
	b->state = "invalid";
	b->out_code = "requirement";
	err = db_bid_open(db, b);
	return err ? err : db_audit_change(db, NULL, "miss", "bid", b->id,
	    "curing", "invalid");
}

/* Who is out is on record before anybody scores or ranks. */
static enum err
strike(struct db *db, const struct round *r, struct bid *bids, size_t n,
    const struct bid_document *list, size_t n_list)
{
	struct round_terms t;
	struct buf facts;
	size_t head;
	enum err err = round_terms_of(db, r, &t);

	if (err)
		return err;
	buf_init(&facts, NOTE_MAX);
	buf_text(&facts, "sealbid/v1 facts\n");
	head = facts.len;
	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(bids[i].state, "curing") == 0)
			err = miss(db, &bids[i], list, n_list, &facts);
	if (!err && facts.len > head)
		err = round_commit(db, &t, "facts", &facts);
	buf_release(&facts);
	return err;
}

/* Too few are left for evaluators to read: the ranking says that it failed. */
static bool
is_enough(const struct round *r, const struct bid *bids, size_t n)
{
	int64_t valid = 0;

	for (size_t i = 0; i < n; i++)
		valid += strcmp(bids[i].state, "valid") == 0;
	return valid > 0 && valid >= r->min_entrants;
}

/* All is there, or time is over. */
static enum err
finish(struct db *db, const struct house *h, const struct project *p,
    const struct round *r)
{
	struct bid_document *list;
	struct bid *bids;
	size_t n, n_list, missing;
	enum err err = db_bid_document_of_round(db, r->id, &list, &n_list);

	if (!err)
		err = db_bid_of_round(db, r->id, &bids, &n);
	if (err)
		return err;
	missing = count_missing(list, n_list);
	err = strike(db, r, bids, n, list, n_list);
	if (!err)
		err = flow_tell(db, h, NULL, p, missing ? "cure_missed" :
		    "cured", "");
	if (err)
		return err;
	return strcmp(p->method, "composite") == 0 && is_enough(r, bids, n) ?
	    sheet_ask(db, h, p) : due_moment(db, p, "rank", 0, db_now(db));
}

/* ---- handing in ---- */

static enum err
find(struct db *db, int64_t now, const struct actor *actor, const char *code,
    struct cure_case *c)
{
	struct due d;
	enum err err = db_project_public(db, code, 0, &c->project);

	if (!err)
		err = rebid_ranked(db, c->project.id, &c->round);
	if (!err)
		err = db_bid_last(db, c->round.id, actor->party_id, &c->bid);
	if (!err)
		err = db_bid_document_of_bid(db, c->bid.id, &c->list, &c->n);
	if (!err && c->n == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_due_get(db, c->project.id, "cure", 0, &d);
	if (err)
		return err;
	memset(c->names, 0, sizeof c->names);
	(void)cure_names(db_arena(db), c->project.documents, c->names);
	c->until = d.due_at;
	c->open = strcmp(c->project.state, "selecting") == 0 &&
	    strcmp(c->bid.state, "curing") == 0 && d.done_at == 0 &&
	    due_open(&d, now);
	return OK;
}

enum err
cure_case(struct market *m, const struct actor *actor, const char *code,
    struct cure_case *c)
{
	return find(m->db, market_now(m), actor, code, c);
}

struct placing {
	const struct house *house;
	const struct actor *actor;
	const char *code;
	const struct upload *const *files;
	struct problems *problems;
};

/* Is it what was handed in before?  Then it was sent twice. */
static enum err
compare_with_earlier(struct db *db, const struct placing *p,
    const struct bid_document *d, const struct upload *u, const char *field)
{
	struct document_use *list;
	size_t n;
	enum err err = db_document_use_list(db, kind, d->id, DOCUMENT_LIST,
	    &list, &n);

	if (!err && (n == 0 || memcmp(list[0].document.hash, u->hash,
	    STORE_HASH) != 0))
		problem_at(p->problems, field, "cure_there");
	return err;
}

/* Why this file is not what is missing; NULL: it is. */
static bool
is_wanted(struct arena *a, const struct placing *p,
    const struct bid_document *d, const struct upload *u, const char *field)
{
	char sealed[2 * STORE_HASH + 1], came[2 * STORE_HASH + 1];

	if (u->problem) {
		problem_at(p->problems, field, u->problem);
		return false;
	}
	if (!d->has_hash || memcmp(d->sealed, u->hash, STORE_HASH) == 0)
		return true;
	problem_add(p->problems, (struct problem){ .field = field,
	    .code = "cure_hash", .args = { arg_text("SEALED", arena_strdup(a,
	    digits_hex(sealed, d->sealed, STORE_HASH))), arg_text("CAME",
	    arena_strdup(a, digits_hex(came, u->hash, STORE_HASH))) } });
	return false;
}

static enum err
take_one(struct db *db, const struct placing *p, const struct cure_case *c,
    struct bid_document *d)
{
	const struct upload *u = p->files[d->k - 1];
	const char *field = cure_key(db_arena(db), (size_t)d->k);
	enum err err;

	if (u == NULL)
		return OK;
	if (!u->problem && !is_missing(d))
		return compare_with_earlier(db, p, d, u, field);
	if (!is_wanted(db_arena(db), p, d, u, field))
		return OK;
	err = document_name(db, p->actor, kind, d->id, u,
	    c->names[d->k - 1], false);
	if (err == ERR_CONFLICT) {
		problem_at(p->problems, field, "document_waited");
		return OK;
	}
	d->state = "cured";
	return err ? err : db_bid_document_set(db, d->id, "cured");
}

/* With the last document a bid is valid, with the last bid it goes on. */
static enum err
look_around(struct db *db, const struct placing *p, const struct cure_case *c)
{
	struct bid_document *list;
	size_t n;
	enum err err = db_audit(db, p->actor, "cure", "bid", c->bid.id);

	if (err || count_missing(c->list, c->n) > 0)
		return err;
	err = db_bid_state(db, c->bid.id, "valid");
	if (!err)
		err = db_audit_change(db, p->actor, "cured", "bid",
		    c->bid.id, "curing", "valid");
	if (!err)
		err = db_bid_document_of_round(db, c->round.id, &list, &n);
	if (err || count_missing(list, n) > 0)
		return err;
	err = due_done(db, &c->project, "cure", 0);
	return err ? err : finish(db, p->house, &c->project, &c->round);
}

/* Sent again after the last of it was taken: nothing is left to do. */
static enum err
too_late(struct db *db, const struct placing *p, const struct cure_case *c)
{
	if (count_missing(c->list, c->n) > 0) {
		problem_add(p->problems, (struct problem){
		    .code = "cure_late", .args = { arg_time("UNTIL",
		    c->until) } });
		return ERR_CONFLICT;
	}
	for (size_t i = 0; i < c->n; i++) {
		const struct upload *u = p->files[c->list[i].k - 1];
		enum err err = u && !u->problem ? compare_with_earlier(db, p,
		    &c->list[i], u, cure_key(db_arena(db),
		    (size_t)c->list[i].k)) : OK;

		if (err)
			return err;
	}
	return p->problems->n ? ERR_CONFLICT : OK;
}

static enum err
place_in_txn(struct db *db, void *ctx)
{
	struct placing *p = ctx;
	struct cure_case c;
	enum err err = find(db, db_now(db), p->actor, p->code, &c);

	p->problems->n = 0;
	if (err)
		return err;
	if (!c.open)
		return too_late(db, p, &c);
	for (size_t i = 0; !err && i < c.n; i++)
		err = take_one(db, p, &c, &c.list[i]);
	if (!err && p->problems->n)
		err = ERR_INVALID;
	return err ? err : look_around(db, p, &c);
}

enum err
cure_place(struct market *m, const struct actor *actor, const char *code,
    const struct upload *const files[CURE_MOST], struct problems *problems)
{
	struct placing p = { .house = m->house, .actor = actor, .code = code,
	    .files = files, .problems = problems };
	struct cure_case c;
	enum err err = cure_case(m, actor, code, &c);
	bool any = false;

	problems->n = 0;
	for (size_t k = 0; k < CURE_MOST; k++)
		any |= files[k] != NULL;
	if (err)
		return err;
	if (!any && c.open) {
		size_t first = 0;

		while (!is_missing(&c.list[first]))
			first++;
		problem_at(problems, cure_key(m->arena,
		    (size_t)c.list[first].k), "cure_none");
		return ERR_INVALID;
	}
	return write_run(m, place_in_txn, &p);
}

/* ---- too late ---- */

struct missing {
	const struct house *house;
	int64_t project_id;
};

static enum err
over_in_txn(struct db *db, void *ctx)
{
	struct missing *x = ctx;
	struct project p;
	struct round r;
	enum err err = db_project_get(db, x->project_id, &p);

	if (!err)
		err = due_take(db, p.id, "cure", 0);
	if (!err && strcmp(p.state, "selecting") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = rebid_ranked(db, p.id, &r);
	return err ? err : finish(db, x->house, &p, &r);
}

enum err
cure_over(struct market *m, int64_t project_id, int64_t object_id)
{
	struct missing x = { m->house, project_id };

	(void)object_id;
	return write_run(m, over_in_txn, &x);
}
