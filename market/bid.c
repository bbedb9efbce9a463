/* SPDX-License-Identifier: Apache-2.0 */
/* bid.c: sending, replacing and withdrawing sealed bids. */
#include "market/bid.h"

#include <sodium.h>
#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"
#include "market/keys.h"
#include "market/seal.h"
#include "market/write.h"

/* A submission on its way into the store. */
struct submission {
	const struct actor *actor;
	const char *once;
	const struct sealed *sealed;	/* NULL: a withdrawal */
	int64_t round_id;		/* the round it was sealed for */
	const char *number;
	struct bid *bid;
	struct problems *problems;
};

static enum err
too_late(int64_t deadline, int64_t now, struct problems *problems)
{
	problem_add(problems, (struct problem){ .code = "bid_late",
	    .args = { arg_number("CLOSED", ARG_SECOND, deadline),
	    arg_number("RECEIVED", ARG_SECOND, now) } });
	return ERR_CONFLICT;
}

/* The rules of taking part, at one moment of one connection. */
static enum err
may_bid(struct db *db, const struct actor *actor, int64_t round_id,
    int64_t now, struct bid_gate *g, struct problems *problems)
{
	enum err err = db_bid_gate(db, round_id, actor->party_id, g);

	if (err)
		return err;
	if (strcmp(g->project_state, "cancelled") == 0 || !g->newest) {
		problem_at(problems, NULL, "bid_void");
		return ERR_CONFLICT;
	}
	if (now >= g->deadline || strcmp(g->project_state, "published") != 0)
		return too_late(g->deadline, now, problems);
	if (strcmp(g->agency_state, "active") != 0) {
		problem_at(problems, NULL, "bid_suspended");
		return ERR_FORBIDDEN;
	}
	if (g->owner_id == actor->party_id) {
		problem_at(problems, NULL, "bid_own_project");
		return ERR_FORBIDDEN;
	}
	return OK;
}

static enum err
check_cap(const struct bid_gate *g, struct problems *problems)
{
	if (g->last_seq < BID_CAP)
		return OK;
	problem_at(problems, NULL, "bid_cap");
	return ERR_CONFLICT;
}

/* bid_offer(), but for the number of submissions. */
static enum err
offer_of(struct market *m, const struct actor *actor, const char *code,
    struct bid_offer *o, struct problems *problems)
{
	enum err err = db_project_by_code(m->db, code, &o->project);

	problems->n = 0;
	if (!err && o->project.published_at == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_of_project(m->db, o->project.id, &o->round);
	return err ? err : may_bid(m->db, actor, o->round.id, market_now(m),
	    &o->gate, problems);
}

enum err
bid_offer(struct market *m, const struct actor *actor, const char *code,
    struct bid_offer *offer, struct problems *problems)
{
	enum err err = offer_of(m, actor, code, offer, problems);

	return err ? err : check_cap(&offer->gate, problems);
}

enum err
bid_amount(const struct project *p, const char *text, int64_t *amount_fen,
    struct problems *problems)
{
	const char *code;

	if (!digits_money(text, amount_fen, &code)) {
		problem_at(problems, "amount", code);
		return ERR_INVALID;
	}
	if (*amount_fen > p->ceiling_fen) {
		problem_add(problems, (struct problem){ .field = "amount",
		    .code = "bid_over_ceiling",
		    .args = { arg_money("CEILING", p->ceiling_fen) } });
		return ERR_INVALID;
	}
	return OK;
}

/* What was sent before with the same token, or ERR_NOT_FOUND. */
static enum err
sent_before(struct db *db, const struct actor *actor, const char *once,
    struct bid *bid)
{
	int64_t id;
	enum err err = db_once_find(db, once, actor->account_id, &id);

	return err ? err : db_bid_get(db, id, bid);
}

static void
fill_bid(const struct submission *s, const struct bid_gate *g)
{
	*s->bid = (struct bid){
		.round_id = s->round_id,
		.agency_id = s->actor->party_id,
		.agency_name = s->actor->party_name,
		.agency_uscc = s->actor->uscc,
		.seq = g->last_seq + 1,
		.kind = s->sealed ? "envelope" : "withdraw",
		.number = s->number,
		.sealer = "server",
		.state = s->sealed ? "sealed" : "withdrawn",
	};
	if (s->sealed) {
		memcpy(s->bid->commitment, s->sealed->commitment, BID_HASH);
		s->bid->body = s->sealed->body;
		s->bid->body_len = sizeof s->sealed->body;
	}
}

static enum err
store(struct db *db, struct submission *s, const struct bid_gate *g)
{
	enum err err = OK;

	fill_bid(s, g);
	if (g->last_seq > 0)
		err = db_bid_supersede(db, s->round_id, s->actor->party_id,
		    s->bid->seq, s->sealed ? "superseded" : "withdrawn");
	if (!err)
		err = db_bid_insert(db, s->bid);
	if (!err)
		err = db_once_add(db, s->once, s->actor->account_id,
		    s->bid->id);
	if (!err)
		err = db_audit(db, s->actor, s->bid->kind, "bid",
		    s->bid->id);
	return err;
}

static enum err
submit_in_txn(struct db *db, void *ctx)
{
	struct submission *s = ctx;
	struct bid_gate g;
	enum err err;

	s->problems->n = 0;
	err = sent_before(db, s->actor, s->once, s->bid);
	if (err != ERR_NOT_FOUND)
		return err;
	err = may_bid(db, s->actor, s->round_id, db_now(db), &g,
	    s->problems);
	if (!err && s->sealed)
		err = check_cap(&g, s->problems);
	if (err)
		return err;
	if (!s->sealed && strcmp(g.last_state, "sealed") != 0) {
		problem_at(s->problems, NULL, "bid_nothing_to_withdraw");
		return ERR_CONFLICT;
	}
	return store(db, s, &g);
}

/* On receipts; random, because a running number would tell how many. */
static const char *
new_number(struct arena *a)
{
	char hex[65];

	keys_random_hex(hex);
	return arena_strndup(a, hex, 16);
}

enum err
bid_place(struct market *m, const struct actor *actor, const char *code,
    const char *amount, const char *once, struct bid *bid,
    struct problems *problems)
{
	struct sealed sealed;
	struct bid_offer o;
	struct submission s = { .actor = actor, .once = once,
	    .sealed = &sealed, .number = new_number(m->arena), .bid = bid,
	    .problems = problems };
	int64_t fen = 0;
	enum err err = sent_before(m->db, actor, once, bid);

	problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = bid_offer(m, actor, code, &o, problems);
	if (!err)
		err = bid_amount(&o.project, amount, &fen, problems);
	if (!err) {
		const struct seal_terms terms = { o.round.sealing_id,
		    actor->uscc };

		seal_amount(&terms, o.round.public_key, &fen, &sealed);
		s.round_id = o.round.id;
	}
	sodium_memzero(&fen, sizeof fen);
	return err ? err : write_run(m, submit_in_txn, &s);
}

enum err
bid_withdraw(struct market *m, const struct actor *actor, const char *code,
    const char *once, struct bid *bid, struct problems *problems)
{
	struct bid_offer o;
	struct submission s = { .actor = actor, .once = once,
	    .number = new_number(m->arena), .bid = bid,
	    .problems = problems };
	enum err err = sent_before(m->db, actor, once, bid);

	problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = offer_of(m, actor, code, &o, problems);
	s.round_id = o.round.id;
	return err ? err : write_run(m, submit_in_txn, &s);
}

enum err
bid_receipt(struct market *m, const struct actor *actor, const char *number,
    struct bid *bid, struct project *p, struct round *r)
{
	enum err err = db_bid_by_number(m->db, number, bid);

	if (!err && bid->agency_id != actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_get(m->db, bid->round_id, r);
	return err ? err : db_project_get(m->db, r->project_id, p);
}

enum err
bid_mine(struct market *m, const struct actor *actor, int64_t project_id,
    struct bid *bid)
{
	struct round r;
	enum err err = db_round_of_project(m->db, project_id, &r);

	return err ? err : db_bid_last(m->db, r.id, actor->party_id, bid);
}

enum err
bid_list(struct market *m, const struct actor *actor, int64_t before_id,
    struct bid_row **list, size_t *n)
{
	return db_bid_of_agency(m->db, actor->party_id, before_id,
	    BID_PAGE + 1, list, n);
}
