/* SPDX-License-Identifier: Apache-2.0 */
/* bid.c: an agency's bids; sealing for those who have no script. */
#include "market/bid.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "db/attempt.h"
#include "db/key.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/cure.h"
#include "market/envelope.h"
#include "market/flow.h"
#include "market/key.h"
#include "market/platform.h"
#include "market/quote.h"
#include "market/rebid.h"
#include "market/round.h"
#include "market/submit.h"

static enum err
too_late(int64_t deadline, int64_t now, struct problems *problems)
{
	problem_add(problems, (struct problem){ .code = "bid_late",
	    .args = { arg_number("CLOSED", ARG_SECOND, deadline),
	    arg_number("RECEIVED", ARG_SECOND, now) } });
	return ERR_CONFLICT;
}

/* Is it the time for it? */
static enum err
is_open(int64_t now, const struct bid_gate *g, struct problems *problems)
{
	if (strcmp(g->project_state, "registering") == 0) {
		problem_at(problems, NULL, "bid_amending");
		return ERR_CONFLICT;
	}
	if (strcmp(g->project_state, "cancelled") == 0 || !g->newest) {
		problem_at(problems, NULL, "bid_void");
		return ERR_CONFLICT;
	}
	return now >= g->deadline || !flow_bidding(g->project_state) ?
	    too_late(g->deadline, now, problems) : OK;
}

/* Why this agency may not: in its own words, with what it lacks. */
static enum err
may_bid(const struct bid_offer *o, const struct actor *actor, bool may,
    struct problems *problems)
{
	static const char *const words[][2] = {
		{ "suspended", "bid_suspended" },
		{ "recused", "bid_recused" },
		{ "conflict", "bid_conflict" },
		{ "requirement", "bid_requirement" },
	};
	const char *code = o->eligible.code;
	struct problem p = { .code = may ? NULL : "bid_second_only" };

	for (size_t i = 0; code != NULL && i < COUNT(words); i++)
		if (strcmp(words[i][0], code) == 0)
			p.code = words[i][1];
	if (o->project.owner_id == actor->party_id)
		p.code = "bid_own_project";
	else if (code != NULL && strcmp(code, "conflict") == 0 &&
	    o->eligible.tied_to)
		p.code = strcmp(o->eligible.tied_to, "owner") == 0 ?
		    "bid_affiliated_owner" : "bid_affiliated_department";
	else if (o->eligible.lacks[0]) {
		if (o->project.any_will_do)
			p.code = "bid_requirement_any";
		p.args[0] = arg_text("LINE", o->eligible.lacks);
	}
	else if (code != NULL && strcmp(code, "suspended") == 0 &&
	    strcmp(o->gate.agency_state, "active") == 0)
		p.code = o->eligible.penalty ? "bid_penalised" :
		    "bid_restricted";
	if (p.code == NULL)
		return OK;
	problem_add(problems, p);
	return ERR_FORBIDDEN;
}

/* What is bid on, and what the actor has sent; open to it or not. */
static enum err
find(struct market *m, const struct actor *actor, const char *code,
    struct bid_offer *o, struct problems *problems)
{
	struct key_row key;
	enum err err = db_project_public(m->db, code, 0, &o->project);

	problems->n = 0;
	if (!err)
		err = db_round_of_project(m->db, o->project.id, &o->round);
	if (!err)
		err = db_bid_gate(m->db, o->round.id, actor->party_id,
		    &o->gate);
	o->name = key_name(m, actor);
	if (!err && o->name == NULL)
		err = ERR_BUSY;
	if (err)
		return err;
	o->vkey = db_key_newest(m->db, o->name, &key) == OK ? key.vkey : "";
	return is_open(market_now(m), &o->gate, problems);
}

enum err
bid_offer(struct market *m, const struct actor *actor, const char *code,
    struct bid_offer *o, struct problems *problems)
{
	bool may = true;
	enum err err = find(m, actor, code, o, problems);

	if (!err)
		err = rebid_may(m->db, &o->round, actor->party_id, &may);
	if (!err)
		err = eligible_of(m->db, &o->project, actor->party_id,
		    market_now(m), &o->eligible);
	return err ? err : may_bid(o, actor, may, problems);
}

enum err
bid_placed(struct market *m, const struct actor *actor, const char *code,
    struct bid_offer *o, struct bid *last, struct problems *problems)
{
	enum err err = find(m, actor, code, o, problems);

	if (!err && (strcmp(o->gate.last_state, "sealed") != 0 ||
	    bid_mine(m, actor, o->project.id, last) != OK)) {
		problem_at(problems, NULL, "bid_nothing_to_withdraw");
		err = ERR_CONFLICT;
	}
	return err;
}

const char *
bid_server_problem(const struct bid_offer *o)
{
	if (!o->round.server)
		return "bid_server_forbidden";
	/* What it sealed itself the platform must never replace. */
	return o->gate.own ? "bid_server_after_own" : NULL;
}

/* A problem at the price, with what it should have kept to. */
static enum err
off_price(const char *code, struct arg arg, struct problems *problems)
{
	problem_add(problems, (struct problem){ .field = "amount",
	    .code = code, .args = { arg } });
	return ERR_INVALID;
}

static enum err
read_rate(const struct project *p, const char *text, struct bid_quote *q,
    struct problems *problems)
{
	const char *code;

	if (!digits_rate(text, &q->rate_bp, &code)) {
		problem_at(problems, "amount", code);
		return ERR_INVALID;
	}
	q->fen = quote_price(p->ceiling_fen, q->rate_bp);
	if (q->rate_bp < p->rate_min)
		return off_price("bid_rate_low", arg_number("RATE",
		    ARG_PERCENT, p->rate_min), problems);
	if (q->rate_bp > p->rate_max || q->fen < 1)
		return off_price("bid_rate_high", arg_number("RATE",
		    ARG_PERCENT, p->rate_max), problems);
	return OK;
}

enum err
bid_quote(const struct project *p, const char *text, struct bid_quote *q,
    struct problems *problems)
{
	const char *code;

	*q = (struct bid_quote){ .fen = -1 };
	if (strcmp(p->quote, "none") == 0)
		return OK;
	if (strcmp(p->quote, "rate") == 0)
		return read_rate(p, text, q, problems);
	if (!digits_money(text, &q->fen, &code)) {
		problem_at(problems, "amount", code);
		return ERR_INVALID;
	}
	if (q->fen > p->ceiling_fen)
		return off_price("bid_over_ceiling", arg_money("CEILING",
		    p->ceiling_fen), problems);
	if (q->fen < p->floor_fen)
		return off_price("bid_under_floor", arg_money("FLOOR",
		    p->floor_fen), problems);
	return OK;
}

/* A refusal's code, in the words of a form. */
static enum err
refused(struct market *m, const struct bid_offer *o, const char *code,
    struct problems *problems)
{
	static const struct { const char *code, *problem; } words[] = {
		{ REFUSAL_VOID, "bid_void" },
		{ REFUSAL_SEALER, "bid_server_after_own" },
		{ REFUSAL_ELIGIBLE, "refusal_eligible" },
		{ REFUSAL_SEQ, "bid_stale" },
		{ REFUSAL_CAP, "bid_cap" },
	};

	if (strcmp(code, REFUSAL_LATE) == 0)
		return too_late(o->round.deadline, market_now(m), problems);
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].code, code) == 0) {
			problem_at(problems, NULL, words[i].problem);
			return ERR_CONFLICT;
		}
	return ERR_INTERNAL;
}

/* What was sent before with the same token, or ERR_NOT_FOUND. */
static enum err
sent_before(struct market *m, const struct actor *actor, const char *once,
    struct bid *bid)
{
	int64_t id;
	enum err err = db_once_find(m->db, once, actor->account_id, &id);

	return err ? err : db_bid_get(m->db, id, bid);
}

/* Text, empty line, the platform's signature: into the arena. */
static const char *
platform_file(struct market *m, struct buf *text, size_t *n)
{
	struct buf file;
	const char *copy;

	buf_init(&file, NOTE_MAX);
	buf_add(&file, text->data, text->len);
	buf_text(&file, "\n");
	platform_sign(m->house->platform, &file, text->data, text->len);
	copy = arena_strndup(m->arena, file.data, file.len);
	*n = file.len;
	buf_release(&file);
	return copy;
}

/*
 * The envelope of a quote.  Secret are the form, its rate and s: the form
 * stands in a buffer that is wiped, the others on the stack; no more than
 * that is ever made.
 */
static const char *
seal_quote(struct market *m, const struct round_terms *t,
    const struct bid_offer *o, const struct bid_quote *q,
    const char *const *hashes, size_t *n)
{
	const struct rule_form_head head = { t->round.sealing_id, o->name,
	    o->gate.last_seq + 1 };
	const char *values[RULE_FIELDS] = { NULL };
	char rate[DIGITS_MAX];
	struct rule_form form = { .amount_fen = q->fen, .values = values };
	struct seal_envelope core = { .project = t->round.sealing_id,
	    .bidder = o->name, .seq = head.seq, .sealer = "server" };
	unsigned char s[ENVELOPE_SCALAR];
	struct buf secret, text;
	const char *file = NULL;

	snprintf(rate, sizeof rate, "%" PRId64, q->rate_bp);
	for (size_t i = 0; i < t->rule.n; i++) {
		size_t k = cure_field(t->rule.fields[i].key);

		if (strcmp(t->rule.fields[i].key, "rate-bp") == 0)
			values[i] = rate;
		else if (k && hashes && hashes[k - 1] && hashes[k - 1][0])
			values[i] = hashes[k - 1];
	}
	memcpy(core.policy, t->round.policy, sizeof core.policy);
	buf_init(&secret, NOTE_MAX);
	buf_init(&text, NOTE_MAX);
	rule_form_write(&secret, &t->rule, &head, &form);
	envelope_secret(s);
	if (envelope_seal(&text, &t->project, &core, s, secret.data,
	    secret.len))
		file = platform_file(m, &text, n);
	sodium_memzero(s, sizeof s);
	sodium_memzero(&form, sizeof form);
	sodium_memzero(rate, sizeof rate);
	buf_wipe(&secret);
	buf_release(&secret);
	buf_release(&text);
	return file;
}

/* Hashes of documents are public once opened; a form may have any text. */
static enum err
check_hashes(struct arena *a, const char *const *hashes,
    struct problems *problems)
{
	unsigned char hash[32];

	for (size_t k = 0; hashes && k < CURE_MOST; k++)
		if (hashes[k] && hashes[k][0] && !digits_unhex(hashes[k],
		    hash, sizeof hash))
			problem_at(problems, cure_key(a, k + 1),
			    "bid_document_hash");
	return problems->n ? ERR_INVALID : OK;
}

enum err
bid_place(struct market *m, const struct actor *actor, const char *code,
    const char *amount, const char *once, struct bid *bid,
    struct problems *problems)
{
	return bid_place_with(m, actor, code, amount, NULL, once, bid,
	    problems);
}

enum err
bid_place_with(struct market *m, const struct actor *actor, const char *code,
    const char *amount, const char *const *hashes, const char *once,
    struct bid *bid, struct problems *problems)
{
	struct round_terms t;
	struct posted posted;
	struct bid_offer o;
	const char *file = NULL;
	struct bid_quote q = { .fen = -1 };
	size_t n = 0;
	enum err err = sent_before(m, actor, once, bid);

	problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = bid_offer(m, actor, code, &o, problems);
	if (!err && bid_server_problem(&o)) {
		problem_at(problems, NULL, bid_server_problem(&o));
		err = ERR_CONFLICT;
	}
	if (!err)
		err = round_terms_of(m->db, &o.round, &t);
	if (!err)
		err = bid_quote(&o.project, amount, &q, problems);
	if (!err)
		err = check_hashes(m->arena, hashes, problems);
	if (!err)
		file = seal_quote(m, &t, &o, &q, hashes, &n);
	sodium_memzero(&q, sizeof q);
	if (err)
		return err;
	if (file == NULL)
		return ERR_INTERNAL;
	err = submit_once(m, actor, once, file, n, bid, &posted);
	return !err && posted.code ? refused(m, &o, posted.code, problems) :
	    err;
}

static const char *
withdrawal(struct market *m, const struct bid_offer *o, size_t *n)
{
	struct seal_withdraw w = { .project = o->round.sealing_id,
	    .bidder = o->name, .seq = o->gate.last_seq + 1 };
	struct buf text;
	const char *file;

	memcpy(w.policy, o->round.policy, sizeof w.policy);
	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, SEAL_WITHDRAW, &w);
	file = platform_file(m, &text, n);
	buf_release(&text);
	return file;
}

enum err
bid_withdraw(struct market *m, const struct actor *actor, const char *code,
    const char *once, struct bid *bid, struct problems *problems)
{
	struct posted posted;
	struct bid_offer o;
	struct bid last;
	const char *file;
	size_t n;
	enum err err = sent_before(m, actor, once, bid);

	problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = bid_placed(m, actor, code, &o, &last, problems);
	if (err)
		return err;
	if (o.gate.own) {
		problem_at(problems, NULL, "bid_own_withdraw");
		return ERR_CONFLICT;
	}
	file = withdrawal(m, &o, &n);
	err = submit_once(m, actor, once, file, n, bid, &posted);
	return !err && posted.code ? refused(m, &o, posted.code, problems) :
	    err;
}

enum err
bid_receipt(struct market *m, const struct actor *actor, const char *hex,
    struct bid *bid, struct project *p, struct round *r)
{
	unsigned char hash[BID_HASH];
	size_t n = 0;
	enum err err;

	if (sodium_hex2bin(hash, sizeof hash, hex, strlen(hex), NULL, &n,
	    NULL) != 0 || n != sizeof hash)
		return ERR_NOT_FOUND;
	err = db_bid_by_file(m->db, hash, bid);
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
bid_voided(struct market *m, const struct actor *actor, int64_t project_id,
    bool *voided)
{
	int64_t n = 0;
	enum err err = db_bid_voided(m->db, project_id, actor->party_id, &n);

	*voided = n > 0;
	return err;
}

enum err
bid_list(struct market *m, const struct actor *actor, int64_t before_id,
    struct bid_row **list, size_t *n)
{
	return db_bid_of_agency(m->db, actor->party_id, before_id,
	    BID_PAGE + 1, list, n);
}
