/* SPDX-License-Identifier: Apache-2.0 */
/* measure.c: facts of contracts and questions are counted. */
#include "market/measure.h"

#include <string.h>

#include "db/milestone.h"
#include "market/due.h"
#include "market/write.h"

/* ---- reading ---- */

struct measure
measure_find(const struct measure *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return list[i];
	return (struct measure){ .name = name };
}

int64_t
measure_index(const struct measure *list, size_t n)
{
	static const struct { const char *name; int64_t weight; } parts[] = {
		{ "answer", 15 }, { "sign", 15 }, { "accept", 30 },
		{ "pay", 40 }
	};
	int64_t sum = 0, weights = 0;

	if (measure_find(list, n, "contract").total < MEASURE_CONTRACTS)
		return -1;
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct measure m = measure_find(list, n, parts[i].name);

		if (m.total == 0)
			continue;
		sum += parts[i].weight * (m.good * 10000 / m.total);
		weights += parts[i].weight;
	}
	return weights ? sum / weights : -1;
}

enum err
measure_fee(struct market *m, int64_t agency_id, struct fee_spread *spread)
{
	struct contract_fee *list;
	int64_t bp[MEASURE_FEES];
	size_t n, have = 0;
	enum err err = db_contract_fees(m->db, agency_id, MEASURE_FEES,
	    &list, &n);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		if (list[i].fee_fen)
			bp[have++] = fee_share(list[i].award_fen,
			    list[i].fee_fen);
	*spread = fee_spread(bp, have);
	return OK;
}

/* ---- counting ---- */

static enum err
count(struct db *db, int64_t party_id, const char *side, const char *name,
    bool good)
{
	return db_measure_add(db, party_id, side, name, good, 1);
}

/* Was at before the end of event?  No such deadline: nobody was late. */
static enum err
in_time(struct db *db, int64_t project_id, const char *event,
    int64_t object_id, int64_t at, bool *yes)
{
	struct due due;
	enum err err = db_due_get(db, project_id, event, object_id, &due);

	*yes = err || due_open(&due, at);
	return err == ERR_NOT_FOUND ? OK : err;
}

/* Has the clock counted it?  Then a late act does not count again. */
static enum err
was_counted(struct db *db, int64_t project_id, const char *event,
    int64_t object_id, bool *yes)
{
	struct due due;
	enum err err = db_due_get(db, project_id, event, object_id, &due);

	*yes = !err && due.done_at;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
measure_signed(struct db *db, const struct contract *c)
{
	bool counted, owner, agency;
	enum err err = was_counted(db, c->project_id, "lapse", c->award_id,
	    &counted);

	if (err || counted)
		return err;
	err = in_time(db, c->project_id, "lapse", c->award_id,
	    c->owner_signed_at, &owner);
	if (!err)
		err = in_time(db, c->project_id, "lapse", c->award_id,
		    c->agency_signed_at, &agency);
	if (!err)
		err = count(db, c->owner_id, "owner", "sign", owner);
	return err ? err : count(db, c->agency_id, "agency", "sign", agency);
}

enum err
measure_unsigned(struct db *db, int64_t owner_id, const struct award *a)
{
	enum err err = count(db, owner_id, "owner", "sign",
	    a->owner_signed_at != 0);

	return err ? err : count(db, a->agency_id, "agency", "sign",
	    a->agency_signed_at != 0);
}

/* One delivery: what is not met and not over yet was not asked for. */
static enum err
count_delivery(struct db *db, const struct contract *c,
    const struct milestone *s)
{
	bool good;
	enum err err = in_time(db, c->project_id, "deliver", s->id,
	    s->met_at ? s->met_at : db_now(db), &good);

	if (err || (s->met_at == 0 && good))
		return err;
	return count(db, c->agency_id, "agency", "deliver", good);
}

/* Right at first: once accepted, or never accepted but rejected. */
static enum err
count_first(struct db *db, const struct contract *c)
{
	struct deliverable *d;
	size_t n;
	bool rejected = false, accepted = false;
	enum err err = db_deliverable_all(db, c->id, &d, &n);

	for (size_t i = 0; !err && i < n; i++) {
		rejected |= strcmp(d[i].verdict, "rejected") == 0;
		accepted |= strcmp(d[i].verdict, "accepted") == 0 ||
		    strcmp(d[i].verdict, "deemed") == 0;
	}
	if (err || (!rejected && !accepted))
		return err;
	return count(db, c->agency_id, "agency", "first", !rejected);
}

enum err
measure_work(struct db *db, const struct contract *c)
{
	struct milestone *s;
	size_t n;
	enum err err = db_milestone_all(db, c->id, &s, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(s[i].kind, "deliver") == 0)
			err = count_delivery(db, c, &s[i]);
	return err ? err : count_first(db, c);
}

enum err
measure_verdict(struct db *db, const struct contract *c)
{
	bool good;
	enum err err = in_time(db, c->project_id, "reject", c->id,
	    db_now(db), &good);

	return err ? err : count(db, c->owner_id, "owner", "accept", good);
}

enum err
measure_paid(struct db *db, const struct contract *c, int64_t object_id)
{
	bool counted, good;
	enum err err = was_counted(db, c->project_id, "pay_over", object_id,
	    &counted);

	if (err || counted)
		return err;
	err = in_time(db, c->project_id, "pay", object_id, db_now(db),
	    &good);
	return err ? err : count(db, c->owner_id, "owner", "pay", good);
}

enum err
measure_finished(struct db *db, const struct contract *c)
{
	enum err err = count(db, c->owner_id, "owner", "contract", true);

	return err ? err : count(db, c->agency_id, "agency", "contract",
	    true);
}

enum err
measure_answered(struct db *db, const struct question *q)
{
	bool counted, good;
	enum err err = was_counted(db, q->project_id, "answer", q->id,
	    &counted);

	if (err || counted)
		return err;
	err = in_time(db, q->project_id, "answer", q->id, db_now(db), &good);
	return err ? err : count(db, q->owner_id, "owner", "answer", good);
}

/* ---- the clock ---- */

struct late {
	int64_t project_id, object_id;
};

static enum err
unanswered_in_txn(struct db *db, void *ctx)
{
	const struct late *l = ctx;
	struct question q;
	enum err err = due_take(db, l->project_id, "answer", l->object_id);

	if (!err)
		err = db_question_get(db, l->object_id, &q);
	return err ? err : count(db, q.owner_id, "owner", "answer", false);
}

enum err
measure_unanswered(struct market *m, int64_t project_id, int64_t object_id)
{
	struct late l = { project_id, object_id };

	return write_run(m, unanswered_in_txn, &l);
}

static enum err
unpaid_in_txn(struct db *db, void *ctx)
{
	const struct late *l = ctx;
	struct contract c;
	enum err err = due_take(db, l->project_id, "pay_over", l->object_id);

	if (!err)
		err = db_contract_of_project(db, l->project_id, &c);
	return err ? err : count(db, c.owner_id, "owner", "pay", false);
}

enum err
measure_unpaid(struct market *m, int64_t project_id, int64_t object_id)
{
	struct late l = { project_id, object_id };

	return write_run(m, unpaid_in_txn, &l);
}
