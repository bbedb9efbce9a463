/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: from opened envelopes to a public ranking. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/owner.h"
#include "db/paper.h"
#include "db/record.h"
#include "market/append.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/cure.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/opening_core.h"
#include "market/platform.h"
#include "market/rank_case.h"
#include "market/rebid.h"
#include "market/sheet.h"
#include "market/write.h"

enum { LOST_SECONDS = 10, CASE_MAX = 8 * 1024 * 1024 };

/* ---- storing and telling, within the transaction ---- */

/* The further lines of a form, as they are stored. */
static const char *
fields_text(const struct opening_work *w, const struct rule_form *form)
{
	const char *text = "";

	for (size_t i = 0; i < w->t.rule.n; i++)
		text = arena_printf(w->a, "%s%s %s\n", text,
		    w->t.rule.fields[i].key,
		    form->values[i] ? form->values[i] : "-");
	return text;
}

/* What each active envelope held. */
static void
fill_own(struct opening_work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct envelope_verdict *v = &w->verdicts[i];
		struct bid *b = &w->bids[i];

		if (strcmp(w->subs[i].status, "active") != 0)
			continue;
		b->opened = v->valid;
		b->state = !v->valid ? "invalid" : w->first ? "opened" :
		    "valid";
		b->out_code = v->valid ? NULL : "envelope";
		b->position = b->total = 0;
		if (!v->valid)
			continue;
		memcpy(b->salt, v->salt, sizeof b->salt);
		b->amount_fen = v->form.amount_fen > 0 ?
		    v->form.amount_fen : 0;
		b->fields = fields_text(w, &v->form);
	}
}

/* Whose place it is: of bafo's second round, the row of the first. */
static struct bid *
ranked(struct opening_work *w, size_t k)
{
	const char *name = w->result.rank_case.bids[k].name;
	struct opening_work *f = w->first;

	if (f == NULL)
		return &w->bids[w->result.sub_of[k]];
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->subs[i].status, "active") == 0 &&
		    strcmp(f->bids[i].name, name) == 0)
			return &f->bids[i];
	bug("opening: %s is ranked and did not bid", name);
}

/* Who is out, and where the others stand. */
static void
fill_places(struct opening_work *w)
{
	const struct ranking *r = &w->result.ranking;

	for (size_t k = 0; k < r->n_out; k++) {
		struct bid *b = ranked(w, r->out[k].bid);

		b->out_code = r->out[k].code;
		b->state = "invalid";
	}
	for (size_t i = 0; i < r->n; i++) {
		struct bid *b = ranked(w, r->places[i].bid);

		b->position = (int64_t)i + 1;
		b->total = r->places[i].total;
		b->state = "reserve";	/* until it is awarded */
		if (r->places[i].amount_fen > 0)
			b->amount_fen = r->places[i].amount_fen;
		else
			b->amount_fen = w->t.rule.fixed_fen;
	}
}

static enum err
store_active(struct opening_work *w)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < w->n; i++)
		if (strcmp(w->subs[i].status, "active") == 0)
			err = db_bid_open(w->db, &w->bids[i]);
	return err;
}

static enum err
store_bids(struct opening_work *w)
{
	enum err err;

	fill_own(w);
	if (w->first) {
		w->first->db = w->db;
		fill_own(w->first);
	}
	fill_places(w);
	err = store_active(w);
	return !err && w->first ? store_active(w->first) : err;
}

/* Those that are not on record yet: all, or what was corrected. */
static enum err
store_inputs(struct opening_work *w)
{
	struct round *r = &w->t.round;
	char hex[65];
	unsigned char hash[32];
	int64_t there;
	enum err err = round_count(w->db, r, "input", &there);

	for (size_t i = err ? 0 : (size_t)there; !err && i < w->n_inputs;
	    i++) {
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
store_result(struct opening_work *w)
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
	return err ? err : db_round_update(w->db, r);
}

/*
 * All that the ranking follows from, for anybody's own recalculation, and
 * what it gives (domain.md 6.5).  There may be none: nothing was valid.
 */
static enum err
store_case(struct opening_work *w)
{
	const struct rank_case *c = &w->result.rank_case;
	struct round *r = &w->t.round;
	unsigned char hash[32];
	struct buf text, out;
	enum err err = OK;

	if (w->result.wants)
		return OK;
	buf_init(&text, CASE_MAX);
	buf_init(&out, CASE_MAX);
	if (rank_case_write(&text, c)) {
		note_hash(hash, text.data, text.len);
		rank_write(&out, hash, c, &w->result.ranking);
		err = round_file(w->db, r, "case.txt", text.data, text.len);
		if (!err)
			err = round_file(w->db, r, "ranking.txt", out.data,
			    out.len);
	}
	buf_release(&text);
	buf_release(&out);
	return err;
}

enum err
opening_fail(struct db *db, const struct house *h, struct project *p,
    const struct round *r, const char *event, const char *reason, size_t bids)
{
	struct buf body;
	enum err err = flow_move(db, h, NULL, p, event, reason);

	if (!err && p->budget_line_id)
		err = db_budget_release(db, p->budget_line_id,
		    p->ceiling_fen);
	if (!err)
		err = db_paper_drop(db, r->id, "void");	/* it has ended */
	if (err)
		return err;
	notice_begin(&body, "failed", p);
	notice_line(&body, "reason", reason);
	notice_int(&body, "submissions", (int64_t)bids);
	notice_int(&body, "min-entrants", r->min_entrants);
	notice_line(&body, "sealing-id", r->sealing_id);
	err = notice_publish(db, p, "failed", &body);
	return err ? err : message_failed(db, p, r, reason);
}

static enum err
count_opening(struct opening_work *w)
{
	enum err err = db_tally_add(w->db, "openings", 1);

	return err ? err : db_tally_add(w->db, "opened_bids",
	    (int64_t)w->result.rank_case.n);
}

/* What the rule makes of it. */
static enum err
conclude(struct opening_work *w)
{
	enum err err = store_inputs(w);

	if (!err)
		err = store_result(w);
	if (!err)
		err = store_case(w);
	if (err)
		return err;
	if (w->result.ranking.failed)
		return opening_fail(w->db, w->house, &w->p, &w->t.round,
		    "too_few", "too_few_valid", w->result.rank_case.n);
	return w->result.wants ? rebid_ask(w->db, w->house, &w->p,
	    &w->t.round) : award_propose(w->db, w->house, &w->p);
}

/*
 * Are documents to come before it can be ranked?  Not of a round that has
 * too few valid bids as it is.
 */
static bool
waits_for_documents(const struct opening_work *w)
{
	return cure_asked(&w->t.rule) > 0 && !w->result.ranking.failed;
}

/* Proposals are read by those whom the seed names, once all is there. */
static enum err
ask_evaluators(struct opening_work *w)
{
	int64_t drawn;
	enum err err = sheet_draw(w->db, w->house, &w->p, &w->t.round,
	    &drawn);

	if (!err && drawn < w->p.evaluators)
		return opening_fail(w->db, w->house, &w->p, &w->t.round,
		    "exhaust", "no_evaluators", w->result.rank_case.n);
	return err || waits_for_documents(w) ? err : sheet_ask(w->db,
	    w->house, &w->p);
}

/* The fact, as everybody can read it. */
static enum err
commit_fact(struct opening_work *w, const struct result_fact *fact)
{
	struct buf file;
	enum err err;

	buf_init(&file, NOTE_MAX);
	buf_printf(&file, "sealbid/v1 facts\nout %s %s\n", fact->name,
	    fact->code);
	err = round_commit(w->db, &w->t, "facts", &file);
	buf_release(&file);
	return err;
}

enum err
opening_again(struct db *db, struct house *h, struct project *p,
    const struct result_fact *fact, size_t *submissions, bool *failed)
{
	struct opening_work w = { .house = h, .db = db, .a = db_arena(db) };
	enum err err = opening_read(&w, p->id);

	if (!err && w.t.round.result_leaf == 0)
		err = ERR_CONFLICT;	/* nothing was ranked */
	if (!err)
		err = commit_fact(&w, fact);
	if (!err)
		err = opening_compute(&w);
	if (!err)
		err = store_bids(&w);
	if (!err)
		err = store_inputs(&w);
	if (!err)
		err = store_result(&w);
	if (!err)
		err = store_case(&w);
	*failed = !err && w.result.ranking.failed;
	*submissions = err ? 0 : w.result.rank_case.n;
	return err;
}

static bool
waits_for_sheets(const struct opening_work *w)
{
	return w->result.wants && strcmp(w->result.wants, "sheets") == 0;
}

/* What is waited for now, or nothing more. */
static enum err
go_on(struct opening_work *w)
{
	enum err err = OK;

	if (waits_for_sheets(w))
		err = ask_evaluators(w);
	if (!err && waits_for_documents(w) && strcmp(w->p.state,
	    "selecting") == 0)
		err = cure_begin(w->db, w->house, &w->p, &w->t.rule,
		    w->bids, w->n);
	return err || waits_for_sheets(w) || waits_for_documents(w) ? err :
	    conclude(w);
}

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	struct opening_work *w = ctx;
	struct round now;
	enum err err = db_round_get(db, w->t.round.id, &now);

	w->db = db;
	if (!err)
		err = db_project_get(db, w->p.id, &w->p);
	if (!err && (now.opened_at || now.void_leaf ||
	    strcmp(w->p.state, "closed") != 0))
		err = ERR_CONFLICT;
	if (err)
		return err;
	w->t.round = now;
	err = flow_move(db, w->house, NULL, &w->p, "open", "");
	if (!err)
		err = due_done(db, &w->p, "open", 0);
	if (!err)
		err = due_done(db, &w->p, "unopened", 0);
	w->t.round.opened_at = db_now(db);
	w->t.round.drawn = w->result.drawn;
	memcpy(w->t.round.seed, w->result.seed, ROUND_SEED);
	if (waits_for_documents(w))
		w->result.ranking.n = 0;	/* not yet */
	if (!err)
		err = db_round_update(db, &w->t.round);
	if (!err)
		err = store_bids(w);
	if (!err)
		err = count_opening(w);
	if (!err)
		err = go_on(w);
	if (!err)
		err = round_index(db);
	return err ? err : round_live(db, &w->t.round, 9);
}

/* A body is gone: its bidder or a mirror sends it again; look now and then. */
static enum err
postpone_in_txn(struct db *db, void *ctx)
{
	const struct opening_work *w = ctx;

	return due_moment(db, &w->p, "open", 0, db_now(db) + LOST_SECONDS);
}

enum err
opening_run(struct market *m, int64_t project_id, int64_t object_id)
{
	struct opening_work w = { .house = m->house, .db = m->db,
	    .a = m->arena };
	enum err err = opening_read(&w, project_id);

	(void)object_id;
	if (!err && (w.t.round.opened_at || strcmp(w.p.state, "closed") != 0))
		err = ERR_CONFLICT;
	if (!err)
		err = opening_compute(&w);
	if (err != ERR_NOT_FOUND)
		return err ? err : write_run(m, publish_in_txn, &w);
	log_event(LOG_ERROR, "body_lost", "round=%s",
	    w.t.round.sealing_id);
	return write_run(m, postpone_in_txn, &w);
}

/* ---- the sheets are in, the documents too ---- */

static enum err
rank_in_txn(struct db *db, void *ctx)
{
	struct opening_work *w = ctx;
	struct round now;
	enum err err = db_round_get(db, w->t.round.id, &now);

	w->db = db;
	if (!err)
		err = db_project_get(db, w->p.id, &w->p);
	if (!err && (now.result_leaf || now.opened_at == 0 ||
	    strcmp(w->p.state, "selecting") != 0))
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, w->p.id, "rank", 0);
	w->t.round = now;
	if (!err)
		err = store_bids(w);
	if (!err)
		err = conclude(w);
	return err ? err : round_index(db);
}

enum err
opening_rank(struct market *m, int64_t project_id, int64_t object_id)
{
	struct opening_work w = { .house = m->house, .db = m->db,
	    .a = m->arena };
	enum err err = opening_read(&w, project_id);

	(void)object_id;
	if (!err)
		err = opening_compute(&w);
	/* A sheet is missing, or says nothing of a bid: never ours. */
	if (!err && w.result.wants && strcmp(w.result.wants, "second") != 0)
		err = ERR_INTERNAL;
	return err ? err : write_run(m, rank_in_txn, &w);
}
