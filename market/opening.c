/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: from opened envelopes to a public ranking. */
#include "market/opening.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/owner.h"
#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/closing.h"
#include "market/due.h"
#include "market/envelope.h"
#include "market/flow.h"
#include "market/notice.h"
#include "market/platform.h"
#include "market/result.h"
#include "market/round.h"
#include "market/write.h"

/* ---- judging, outside the transaction ---- */

enum { LOST_SECONDS = 10 };

/* An opening under way. */
struct work {
	struct house *house;
	struct db *db;			/* the reader's, then the writer's */
	struct arena *a;
	struct project p;
	struct round_terms t;
	struct envelope_keys keys;
	bool self;			/* bidders opened (sealing.md 7) */
	struct bid *bids;		/* by leaf */
	struct seal_sub *subs;		/* the same */
	struct envelope_verdict *verdicts;
	size_t n;
	struct round_input *inputs;
	size_t n_inputs;
	const char **input_notes;
	size_t *input_lengths;
	struct result result;
};

static enum err
read_round(struct work *w, int64_t project_id)
{
	struct round r;
	size_t given = 0;
	enum err err = db_project_get(w->db, project_id, &w->p);

	if (!err)
		err = db_round_of_project(w->db, project_id, &r);
	if (!err)
		err = round_terms_of(w->db, &r, &w->t);
	if (err)
		return err;
	for (size_t i = 0; i < w->t.n; i++) {
		w->keys.given[i] = w->t.trustees[i].opened;
		given += w->t.trustees[i].opened;
		memcpy(w->keys.sk[i], w->t.trustees[i].sk, ENVELOPE_KEY);
	}
	if (r.close_leaf == 0 || r.opened_at || r.void_leaf ||
	    strcmp(w->p.state, "closed") != 0)
		return ERR_CONFLICT;
	if (given >= (size_t)r.threshold)
		return OK;
	w->self = true;
	return r.fallback_leaf ? OK : ERR_CONFLICT;
}

static enum err
judge_one(struct work *w, const struct envelope_court *court, size_t i)
{
	const struct bid *b = &w->bids[i];
	bool contributor = b->agency_id == 0;

	if (b->body == NULL)
		return ERR_NOT_FOUND;	/* lost: to be sent again */
	if (!w->self) {
		envelope_judge(w->a, court, &w->subs[i], contributor,
		    b->body, b->body_len, &w->verdicts[i]);
		return OK;
	}
	if (!b->self)
		return ERR_CONFLICT;	/* not all have opened */
	envelope_judge_self(w->a, court, &w->subs[i], contributor, b->body,
	    b->body_len, b->self_s, &w->verdicts[i]);
	return OK;
}

static enum err
judge_all(struct work *w)
{
	const struct envelope_court court = { &w->t.project,
	    w->t.round.policy, &w->t.rule, &w->keys };
	enum err err = OK;

	w->subs = closing_subs(w->a, w->bids, w->n);
	w->verdicts = arena_alloc(w->a, (w->n + 1) * sizeof *w->verdicts);
	for (size_t i = 0; !err && i < w->n; i++)
		if (strcmp(w->subs[i].status, "active") == 0)
			err = judge_one(w, &court, i);
	return err;
}

/* «out <name> <code>» lines of the facts, in leaf order. */
static void
read_facts(struct work *w, struct result_fact *facts, size_t *n)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->n_inputs; k++) {
			const char *line = strstr(w->inputs[k].body,
			    arena_printf(w->a, "out %s ", w->bids[i].name));

			if (line == NULL || strcmp(w->subs[i].status,
			    "active") != 0)
				continue;
			line = strrchr(arena_strndup(w->a, line,
			    strcspn(line, "\n")), ' ') + 1;
			facts[(*n)++] = (struct result_fact){
				w->bids[i].name, line };
		}
}

/* The records of the inputs: what they will be is fixed already. */
static struct result_input *
make_inputs(struct work *w)
{
	struct result_input *in = arena_alloc(w->a,
	    (w->n_inputs + 1) * sizeof *in);

	w->input_notes = arena_alloc(w->a,
	    (w->n_inputs + 1) * sizeof *w->input_notes);
	w->input_lengths = arena_alloc(w->a,
	    (w->n_inputs + 1) * sizeof *w->input_lengths);
	for (size_t i = 0; i < w->n_inputs; i++) {
		const struct round_input *x = &w->inputs[i];
		struct seal_item item = { .leaf = x->leaf,
		    .name = x->kind };
		struct seal_input r = { .kind = x->kind, .items = &item,
		    .n = 1 };
		struct buf note;

		memcpy(r.policy, w->t.round.policy, sizeof r.policy);
		memcpy(item.nonce, x->nonce, sizeof item.nonce);
		note_hash(item.hash, x->body, strlen(x->body));
		platform_note(w->house->platform, &note, SEAL_INPUT, &r,
		    in[i].record);
		w->input_notes[i] = arena_strndup(w->a, note.data, note.len);
		w->input_lengths[i] = note.len;
		buf_release(&note);
	}
	return in;
}

static enum err
compute(struct work *w)
{
	const struct envelope_court court = { &w->t.project,
	    w->t.round.policy, &w->t.rule, &w->keys };
	struct result_case c = { .court = &court,
	    .close = w->t.round.close_hash };
	struct result_fact *facts;
	size_t n_facts = 0;
	enum err err = db_bid_all(w->db, w->t.round.id, &w->bids, &w->n);

	if (!err)
		err = db_round_inputs(w->db, w->t.round.id, &w->inputs,
		    &w->n_inputs);
	if (!err)
		err = judge_all(w);
	if (err)
		return err;
	facts = arena_alloc(w->a, (w->n * (w->n_inputs + 1) + 1) *
	    sizeof *facts);
	read_facts(w, facts, &n_facts);
	c.subs = w->subs;
	c.verdicts = w->verdicts;
	c.n = w->n;
	c.facts = facts;
	c.n_facts = n_facts;
	c.inputs = make_inputs(w);
	c.n_inputs = w->n_inputs;
	result_make(w->a, &c, &w->result);
	return OK;
}

/* ---- storing and telling, within the transaction ---- */

/* The further lines of a form, as they are stored. */
static const char *
fields_text(const struct work *w, const struct rule_form *form)
{
	const char *text = "";

	for (size_t i = 0; i < w->t.rule.n; i++)
		text = arena_printf(w->a, "%s%s %s\n", text,
		    w->t.rule.fields[i].key,
		    form->values[i] ? form->values[i] : "-");
	return text;
}

/* What each active envelope held, and where it stands. */
static void
fill_bids(struct work *w)
{
	const struct rank_case *c = &w->result.rank_case;
	const struct ranking *r = &w->result.ranking;

	for (size_t i = 0; i < w->n; i++) {
		const struct envelope_verdict *v = &w->verdicts[i];

		if (strcmp(w->subs[i].status, "active") != 0)
			continue;
		w->bids[i].opened = v->valid;
		w->bids[i].state = v->valid ? "valid" : "invalid";
		w->bids[i].out_code = v->valid ? NULL : "envelope";
		if (!v->valid)
			continue;
		memcpy(w->bids[i].salt, v->salt, sizeof w->bids[i].salt);
		w->bids[i].amount_fen = v->form.amount_fen > 0 ?
		    v->form.amount_fen : 0;
		w->bids[i].fields = fields_text(w, &v->form);
	}
	for (size_t k = 0; k < c->n; k++)
		if (c->bids[k].out) {
			struct bid *b = &w->bids[w->result.sub_of[k]];

			b->out_code = c->bids[k].out;
			b->state = "invalid";
		}
	for (size_t i = 0; i < r->n; i++) {
		struct bid *b = &w->bids[w->result.sub_of[r->places[i].bid]];

		b->position = (int64_t)i + 1;
		b->state = i == 0 ? "won" : "reserve";
	}
}

static enum err
store_bids(struct work *w)
{
	enum err err = OK;

	fill_bids(w);
	for (size_t i = 0; !err && i < w->n; i++)
		if (strcmp(w->subs[i].status, "active") == 0)
			err = db_bid_open(w->db, &w->bids[i]);
	return err;
}

static enum err
store_inputs(struct work *w)
{
	struct round *r = &w->t.round;
	char hex[65];
	unsigned char hash[32];
	enum err err = OK;

	for (size_t i = 0; !err && i < w->n_inputs; i++) {
		const char *body = w->inputs[i].body;
		int64_t leaf;

		note_hash(hash, body, strlen(body));
		err = append_entry(w->db, w->input_notes[i],
		    w->input_lengths[i], &leaf);
		if (!err)
			err = round_record(w->db, r, leaf, "input",
			    arena_printf(w->a, "input-%zu.note", i + 1),
			    w->input_notes[i], w->input_lengths[i]);
		if (!err)
			err = round_file(w->db, r, arena_printf(w->a,
			    "in/%s", digits_hex(hex, hash, 32)), body,
			    strlen(body));
	}
	return err;
}

static enum err
store_result(struct work *w)
{
	struct round *r = &w->t.round;
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	buf_add(&note, w->result.text, w->result.n);
	buf_text(&note, "\n");
	platform_sign(w->house->platform, &note, w->result.text,
	    w->result.n);
	/* Half a result is none: it waits for a person (sealing.md 1). */
	err = note.full ? ERR_INTERNAL : append_entry(w->db, note.data,
	    note.len, &r->result_leaf);
	if (!err)
		err = round_record(w->db, r, r->result_leaf, "result",
		    "result.note", note.data, note.len);
	buf_release(&note);
	r->opened_at = db_now(w->db);
	r->drawn = w->result.drawn;
	memcpy(r->seed, w->result.seed, sizeof r->seed);
	return err ? err : db_round_update(w->db, r);
}

enum err
opening_fail(struct db *db, const struct house *h, struct project *p,
    const struct round *r, const char *event, const char *reason,
    size_t bids)
{
	struct buf body;
	enum err err = flow_move(db, h, NULL, p, event, reason);

	if (!err && p->budget_line_id)
		err = db_budget_release(db, p->budget_line_id,
		    p->ceiling_fen);
	if (err)
		return err;
	notice_begin(&body, "failed", p);
	notice_line(&body, "reason", reason);
	notice_int(&body, "submissions", (int64_t)bids);
	notice_int(&body, "min-entrants", r->min_entrants);
	notice_line(&body, "sealing-id", r->sealing_id);
	return notice_publish(db, p, "failed", &body);
}

static enum err
award_notice(struct work *w, const struct award *a)
{
	const struct round *r = &w->t.round;
	char hex[2 * ROUND_HASH + 1];
	struct buf body;

	notice_begin(&body, "award", &w->p);
	notice_line(&body, "item", w->p.item_name);
	notice_line(&body, "method", w->p.method);
	notice_int(&body, "ceiling-fen", w->p.ceiling_fen);
	notice_int(&body, "deadline", r->deadline);
	notice_int(&body, "closed", r->closed_at);
	notice_line(&body, "winner", a->agency_name);
	notice_line(&body, "winner-uscc", a->agency_uscc);
	notice_int(&body, "amount-fen", a->amount_fen);
	notice_int(&body, "standstill-until", a->standstill_until);
	notice_line(&body, "sealing-id", r->sealing_id);
	notice_line(&body, "policy", digits_hex(hex, r->policy, ROUND_HASH));
	notice_int(&body, "result-leaf", r->result_leaf);
	if (r->drawn)
		notice_line(&body, "seed", digits_hex(hex, r->seed,
		    ROUND_SEED));
	for (size_t i = 0; i < w->n; i++) {
		const struct bid *b = &w->bids[i];
		char line[200];

		if (strcmp(w->subs[i].status, "active") != 0 ||
		    b->agency_id == 0)
			continue;
		snprintf(line, sizeof line, "%s %s %s %" PRId64 " %s",
		    b->agency_uscc, b->out_code ? b->out_code : "valid",
		    digits_hex(hex, b->file, BID_HASH), b->amount_fen,
		    b->sealer);
		notice_line(&body, "bid", line);
		notice_line(&body, "bidder", b->agency_name);
	}
	return notice_publish(w->db, &w->p, "award", &body);
}

static enum err
count_award(struct work *w, const struct award *a)
{
	const struct { const char *name; int64_t n; } sums[] = {
		{ "openings", 1 },
		{ "opened_bids", (int64_t)w->result.rank_case.n },
		{ "awarded_fen", a->amount_fen },
		{ "ceiling_fen", w->p.ceiling_fen },
		{ "award_seconds", db_now(w->db) - w->p.published_at },
	};
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(sums); i++)
		err = db_tally_add(w->db, sums[i].name, sums[i].n);
	return err;
}

static enum err
announce(struct work *w)
{
	const struct house *h = w->house;
	const struct bid *best = &w->bids[w->result.sub_of[
	    w->result.ranking.places[0].bid]];
	struct award a = {
		.project_id = w->p.id,
		.bid_id = best->id,
		.agency_id = best->agency_id,
		.agency_name = best->agency_name,
		.agency_uscc = best->agency_uscc,
		.amount_fen = best->amount_fen,
		.state = "published",
	};
	enum err err = due_span(w->db, h, &w->p, "settle", 0, db_now(w->db),
	    house_params(h, w->p.param_version)->award_publicity,
	    &a.standstill_until);

	if (!err)
		err = db_award_insert(w->db, &a);

	if (!err)
		err = flow_move(w->db, h, NULL, &w->p, "announce", "");
	if (!err)
		err = award_notice(w, &a);
	return err ? err : count_award(w, &a);
}

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	struct work *w = ctx;
	struct round now;
	enum err err = db_round_get(db, w->t.round.id, &now);

	w->db = db;
	if (!err)
		err = db_project_get(db, w->p.id, &w->p);
	if (!err && (now.opened_at || now.void_leaf ||
	    strcmp(w->p.state, "closed") != 0))
		err = ERR_CONFLICT;
	w->t.round = now;
	if (!err)
		err = flow_move(db, w->house, NULL, &w->p, "open", "");
	if (!err)
		err = due_done(db, &w->p, "open", 0);
	if (!err)
		err = store_inputs(w);
	if (!err)
		err = store_result(w);
	if (!err)
		err = store_bids(w);
	if (!err)
		err = w->result.ranking.failed ? opening_fail(db, w->house, &w->p,
		    &w->t.round, "too_few", "too_few_valid",
		    w->result.rank_case.n) : announce(w);
	if (!err)
		err = round_index(db);
	return err ? err : round_live(db, &w->t.round, 9);
}

/* A body is gone: its bidder or a mirror sends it again; look now and then. */
static enum err
postpone_in_txn(struct db *db, void *ctx)
{
	const struct work *w = ctx;

	return due_moment(db, &w->p, "open", 0, db_now(db) + LOST_SECONDS);
}

enum err
opening_run(struct market *m, int64_t project_id, int64_t object_id)
{
	struct work w = { .house = m->house, .db = m->db, .a = m->arena };
	enum err err = read_round(&w, project_id);

	(void)object_id;
	if (!err)
		err = compute(&w);
	if (err != ERR_NOT_FOUND)
		return err ? err : write_run(m, publish_in_txn, &w);
	log_event(LOG_ERROR, "body_lost", "round=%s",
	    w.t.round.sealing_id);
	return write_run(m, postpone_in_txn, &w);
}

enum err
opening_get(struct market *m, const char *code, struct opening *o)
{
	enum err err = db_project_by_code(m->db, code, &o->project);

	memset(&o->award, 0, sizeof o->award);
	o->bids = NULL;
	o->n = o->valid = o->keys = 0;
	o->awarded = false;
	if (!err && o->project.published_at == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_of_project(m->db, o->project.id, &o->round);
	if (!err)
		err = db_round_trustees(m->db, o->round.id, &o->trustees,
		    &o->n_trustees);
	if (err || o->round.closed_at == 0)
		return err;
	for (size_t i = 0; i < o->n_trustees; i++)
		o->keys += o->trustees[i].opened;
	err = db_bid_of_round(m->db, o->round.id, &o->bids, &o->n);
	for (size_t i = 0; !err && i < o->n; i++)
		o->valid += o->bids[i].position > 0;
	if (!err)
		err = db_award_of_project(m->db, o->project.id, &o->award);
	o->awarded = err == OK;
	return err == ERR_NOT_FOUND ? OK : err;
}
