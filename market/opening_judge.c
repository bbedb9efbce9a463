/* SPDX-License-Identifier: Apache-2.0 */
/* opening_judge.c: what is in the envelopes, and the ranking of it. */
#include <stdlib.h>
#include <string.h>

#include "db/evaluator.h"
#include "market/closing.h"
#include "market/opening_core.h"
#include "market/platform.h"
#include "market/sheet.h"

/* ---- what is there ---- */

/* The keys that were published for the round of w->t. */
static size_t
take_keys(struct opening_work *w)
{
	size_t given = 0;

	for (size_t i = 0; i < w->t.n; i++) {
		w->keys.given[i] = w->t.trustees[i].opened;
		given += w->t.trustees[i].opened;
		memcpy(w->keys.sk[i], w->t.trustees[i].sk, ENVELOPE_KEY);
	}
	w->self = given < (size_t)w->t.round.threshold;
	return given;
}

/* A second round stands on the first, which was opened whole. */
static enum err
read_first(struct opening_work *w)
{
	struct opening_work *first;
	struct round r;
	enum err err;

	if (!w->t.rule.first.given)
		return OK;
	first = arena_alloc(w->a, sizeof *first);
	*first = (struct opening_work){ .house = w->house, .db = w->db,
	    .a = w->a, .p = w->p };
	err = db_round_by_policy(w->db, w->t.rule.first.hash, &r);
	if (!err)
		err = round_terms_of(w->db, &r, &first->t);
	if (err)
		return err;
	(void)take_keys(first);
	w->first = first;
	return OK;
}

enum err
opening_read(struct opening_work *w, int64_t project_id)
{
	struct round r;
	size_t given;
	enum err err = db_project_get(w->db, project_id, &w->p);

	if (!err)
		err = db_round_registered(w->db, project_id, &r);
	if (!err)
		err = round_terms_of(w->db, &r, &w->t);
	if (!err && (r.close_leaf == 0 || r.void_leaf))
		err = ERR_CONFLICT;
	if (err)
		return err;
	given = take_keys(w);
	if (given < (size_t)r.threshold && r.fallback_leaf == 0)
		return ERR_CONFLICT;
	return read_first(w);
}

/* ---- envelopes ---- */

static enum err
judge_one(struct opening_work *w, const struct envelope_court *court,
    size_t i)
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
judge_all(struct opening_work *w, const struct envelope_court *court)
{
	enum err err = db_bid_all(w->db, w->t.round.id, &w->bids, &w->n);

	if (err)
		return err;
	w->subs = closing_subs(w->a, w->bids, w->n);
	w->verdicts = arena_alloc(w->a, (w->n + 1) * sizeof *w->verdicts);
	for (size_t i = 0; !err && i < w->n; i++)
		if (strcmp(w->subs[i].status, "active") == 0)
			err = judge_one(w, court, i);
	return err;
}

/* ---- what a rule needs beside them ---- */

static int
by_leaf(const void *a, const void *b)
{
	int64_t x = ((const struct round_input *)a)->leaf;
	int64_t y = ((const struct round_input *)b)->leaf;

	return x < y ? -1 : x > y;
}

/* Committed at the close or corrected; and sheets, which come after it. */
static enum err
read_inputs(struct opening_work *w)
{
	struct round_input *all;
	struct sheet *sheets = NULL;
	size_t n, n_sheets = 0;
	enum err err = db_round_inputs(w->db, w->t.round.id, &all, &n);

	if (!err && strcmp(w->t.rule.rule, "composite") == 0)
		err = sheet_counted(w->db, &w->p, &w->t.round, &sheets,
		    &n_sheets);
	if (err)
		return err;
	w->inputs = arena_alloc(w->a, (n + n_sheets + 1) *
	    sizeof *w->inputs);
	for (size_t i = 0; i < n; i++)
		if (result_uses(&w->t.rule, all[i].kind))
			w->inputs[w->n_inputs++] = all[i];
	for (size_t i = 0; i < n_sheets; i++) {
		struct round_input *in = &w->inputs[w->n_inputs++];

		*in = (struct round_input){ .kind = "sheet",
		    .leaf = sheets[i].leaf, .body = sheets[i].body };
		memcpy(in->nonce, sheets[i].nonce, sizeof in->nonce);
	}
	/* A corrected fact comes behind the sheets. */
	qsort(w->inputs, w->n_inputs, sizeof *w->inputs, by_leaf);
	return OK;
}

/* The records of the inputs: what they will be is fixed already. */
static struct result_input *
make_inputs(struct opening_work *w)
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

/* What a file of facts says, behind what others said before it. */
static bool
add_facts(const struct opening_work *w, const char *body,
    struct result_case *c)
{
	struct result_fact *all;
	struct result_facts more;

	if (!result_facts_read(w->a, body, strlen(body), &more))
		return false;
	all = arena_alloc(w->a, (c->n_facts + more.n + 1) * sizeof *all);
	if (c->n_facts > 0)
		memcpy(all, c->facts, c->n_facts * sizeof *all);
	if (more.n > 0)
		memcpy(all + c->n_facts, more.list, more.n * sizeof *all);
	c->facts = all;
	c->n_facts += more.n;
	return true;
}

/* We wrote them ourselves: one that cannot be read is a fault of ours. */
static enum err
use_inputs(const struct opening_work *w, struct result_case *c)
{
	struct result_sheet *sheets = arena_alloc(w->a,
	    (w->n_inputs + 1) * sizeof *sheets);
	bool good = true;

	c->sheets = sheets;
	for (size_t i = 0; i < w->n_inputs; i++) {
		const struct round_input *in = &w->inputs[i];
		size_t n = strlen(in->body);
		struct result_credit credit;

		if (strcmp(in->kind, "facts") == 0) {
			good = good && add_facts(w, in->body, c);
		} else if (strcmp(in->kind, "credit") == 0) {
			good = good && result_credit_read(w->a, in->body, n,
			    &credit);
			c->credit = good ? credit.list : NULL;
			c->n_credit = good ? credit.n : 0;
		} else {
			good = good && result_sheet_read(w->a, in->body, n,
			    &sheets[c->n_sheets++]);
		}
	}
	return good ? OK : ERR_INTERNAL;
}

enum err
opening_compute(struct opening_work *w)
{
	/* The result points at it. */
	struct envelope_court *court = arena_alloc(w->a, sizeof *court);
	struct result_case *c = arena_alloc(w->a, sizeof *c);
	enum err err = OK;

	*court = (struct envelope_court){ &w->t.project, w->t.round.policy,
	    &w->t.rule, &w->keys };
	*c = (struct result_case){ .court = court,
	    .close = w->t.round.close_hash };
	if (w->first)
		err = opening_compute(w->first);
	if (!err)
		err = judge_all(w, court);
	if (!err)
		err = read_inputs(w);
	if (!err)
		err = use_inputs(w, c);
	if (err)
		return err;
	c->subs = w->subs;
	c->verdicts = w->verdicts;
	c->n = w->n;
	c->inputs = make_inputs(w);
	c->n_inputs = w->n_inputs;
	c->first = w->first ? &w->first->result : NULL;
	result_make(w->a, c, &w->result);
	return OK;
}
