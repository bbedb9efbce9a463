/* SPDX-License-Identifier: Apache-2.0 */
/* closing.c: the deadline fixes who takes part with what. */
#include "market/closing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "db/agency.h"
#include "db/owner.h"
#include "db/record.h"
#include "db/standing.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/close.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/eligible.h"
#include "market/envelope.h"
#include "market/flow.h"
#include "market/key.h"
#include "market/message.h"
#include "market/opening.h"
#include "market/platform.h"
#include "market/write.h"

/* A closing under way, all within the transaction. */
struct work {
	struct house *house;
	int64_t project_id;
	struct db *db;
	struct project p;
	struct round_terms t;
	struct bid *bids;		/* by leaf */
	struct seal_sub *subs;		/* the same */
	size_t n;
	size_t entrants;
};

struct seal_sub *
closing_subs(struct arena *a, const struct bid *bids, size_t n)
{
	struct seal_sub *subs = arena_alloc(a, (n + 1) * sizeof *subs);

	for (size_t i = 0; i < n; i++) {
		subs[i] = (struct seal_sub){ .leaf = bids[i].leaf,
		    .name = bids[i].name, .seq = bids[i].seq,
		    .kind = bids[i].kind };
		memcpy(subs[i].file, bids[i].file, sizeof subs[i].file);
		memcpy(subs[i].nonce, bids[i].nonce, sizeof subs[i].nonce);
	}
	close_statuses(subs, n);
	return subs;
}

/* ---- what the list rests on ---- */

/* Keys in force, and their files: of every name that sent something. */
static enum err
log_keys(struct work *w)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < w->n; i++) {
		if (w->bids[i].seq > 1)
			continue;	/* once a name */
		err = key_log(w->db, w->bids[i].name);
		if (!err)
			err = round_keys(w->db, &w->t.round,
			    w->bids[i].name);
	}
	return err;
}

static bool
is_active(const struct seal_sub *s)
{
	return strcmp(s->status, "active") == 0;
}

/* Is i's an envelope that counts, and no contributor's? */
static bool
competes(const struct work *w, size_t i)
{
	return is_active(&w->subs[i]) && w->bids[i].agency_id != 0;
}

/* Who may not win after all, as facts that nobody can change afterwards. */
static enum err
collect_facts(struct work *w, struct buf *facts)
{
	struct arena *a = db_arena(w->db);
	int64_t *agencies = arena_alloc(a, (w->n + 1) * sizeof *agencies);
	const char **codes = arena_alloc(a, (w->n + 1) * sizeof *codes);
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < w->n; i++)
		if (competes(w, i))
			agencies[n++] = w->bids[i].agency_id;
	err = eligible_codes(w->db, &w->p, agencies, n, w->t.round.deadline,
	    codes);
	buf_text(facts, "sealbid/v1 facts\n");
	for (size_t i = 0, k = 0; !err && i < w->n; i++) {
		if (!competes(w, i))
			continue;
		if (codes[k] != NULL)
			buf_printf(facts, "out %s %s\n", w->bids[i].name,
			    codes[k]);
		k++;
	}
	return err;
}

/* Everybody's credit as of the deadline (domain.md 6.2). */
static enum err
collect_credit(struct work *w, struct buf *out)
{
	buf_text(out, "sealbid/v1 credit\n");
	for (size_t i = 0; i < w->n; i++) {
		int64_t id = w->bids[i].agency_id, at = w->t.round.deadline;
		struct credit_standing now;
		struct standing was;
		enum err err;

		if (!competes(w, i))
			continue;
		err = db_standing_at(w->db, id, at, &was);
		if (!err && !was.past)
			err = credit_standing(w->db, id, calendar_day_of(at),
			    &now);
		if (err)
			return err;
		buf_printf(out, "score %s %" PRId64 "\n", w->bids[i].name,
		    was.past ? was.credit : now.score);
	}
	return OK;
}

/* Only what says anything. */
static enum err
commit_inputs(struct work *w)
{
	struct buf file;
	enum err err;

	buf_init(&file, NOTE_MAX);
	err = collect_facts(w, &file);
	if (!err && memchr(file.data, '\n', file.len) != file.data +
	    file.len - 1)
		err = round_commit(w->db, &w->t, "facts", &file);
	buf_release(&file);
	if (err || strcmp(w->t.rule.rule, "credit") != 0)
		return err;
	buf_init(&file, NOTE_MAX);
	err = collect_credit(w, &file);
	if (!err)
		err = round_commit(w->db, &w->t, "credit", &file);
	buf_release(&file);
	return err;
}

/* ---- the list ---- */

static int
by_time(const void *a, const void *b)
{
	const struct seal_claimed *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return memcmp(x->file, y->file, sizeof x->file);
}

static struct seal_claimed *
claims_of(const struct work *w, size_t *n)
{
	struct seal_claimed *list = arena_alloc(db_arena(w->db),
	    (w->n + 1) * sizeof *list);

	*n = 0;
	for (size_t i = 0; i < w->n; i++) {
		if (w->bids[i].claim_i == 0)
			continue;
		list[*n] = (struct seal_claimed){ .i = w->bids[i].claim_i,
		    .time = w->bids[i].claim_at };
		memcpy(list[(*n)++].file, w->bids[i].file, 32);
	}
	qsort(list, *n, sizeof *list, by_time);
	return list;
}

/* A signed text into the log, and its file. */
static enum err
log_text(struct work *w, const char *type, const char *name,
    const char *text, size_t n, int64_t *leaf)
{
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	buf_add(&note, text, n);
	buf_text(&note, "\n");
	platform_sign(w->house->platform, &note, text, n);
	err = append_entry(w->db, note.data, note.len, leaf);
	if (!err)
		err = round_record(w->db, &w->t.round, *leaf, type, name,
		    note.data, note.len);
	buf_release(&note);
	return err;
}

static enum err
write_list(struct work *w)
{
	struct round *r = &w->t.round;
	struct close_texts texts;
	struct seal_claimed *claims;
	size_t claims_n;
	int64_t leaf;
	enum err err = OK;

	claims = claims_of(w, &claims_n);
	close_write(db_arena(w->db), r->policy, r->sealing_id, r->deadline,
	    w->subs, w->n, claims, claims_n, &texts);
	for (size_t i = 0; !err && i < texts.mores; i++)
		err = log_text(w, "more", arena_printf(db_arena(w->db),
		    "more-%zu.note", i + 2), texts.more[i], texts.more_n[i],
		    &leaf);
	if (!err)
		err = log_text(w, "close", "close.note", texts.close,
		    texts.close_n, &r->close_leaf);
	note_hash(r->close_hash, texts.close, texts.close_n);
	r->closed_at = db_now(w->db);
	return err ? err : db_round_update(w->db, r);
}

/* Is there a later submission of the same name? */
static bool
decides(const struct work *w, size_t i)
{
	for (size_t k = i + 1; k < w->n; k++)
		if (strcmp(w->subs[k].name, w->subs[i].name) == 0)
			return false;
	return true;
}

/* Envelopes that count, and withdrawals that took one back. */
static enum err
publish_bodies(struct work *w)
{
	char hex[65];
	enum err err = OK;

	for (size_t i = 0; !err && i < w->n; i++) {
		const struct bid *b = &w->bids[i];

		if (b->body == NULL || !(is_active(&w->subs[i]) ||
		    (strcmp(b->kind, "withdraw") == 0 && decides(w, i))))
			continue;
		err = round_file(w->db, &w->t.round, arena_printf(
		    db_arena(w->db), "%s.note", digits_hex(hex, b->file,
		    32)), b->body, b->body_len);
	}
	return err;
}

/* ---- the transaction ---- */

static enum err
close_round(struct work *w)
{
	bool few;
	enum err err = log_keys(w);

	w->entrants = close_entrants(&w->t.project, w->subs, w->n);
	/* Second offers may all be missing: the first ones stand. */
	few = (int64_t)w->entrants < w->t.round.min_entrants ||
	    (w->entrants == 0 && !w->t.rule.first.given);
	/* Where no result will explain them there is nothing to commit. */
	if (!err && !few)
		err = commit_inputs(w);
	if (!err)
		err = write_list(w);
	if (!err)
		err = publish_bodies(w);
	if (!err)
		err = flow_move(w->db, w->house, NULL, &w->p, "deadline", "");
	if (!err)
		err = due_done(w->db, &w->p, "close", 0);
	if (!err)
		err = db_tally_add(w->db, "open_projects", -1);
	if (!err && few)
		err = opening_fail(w->db, w->house, &w->p, &w->t.round, "few",
		    "too_few_bids", w->entrants);
	else if (!err)
		err = message_tell(w->db, &(struct message){ .party_id =
		    w->p.owner_id, .code = "deadline_reached",
		    .project_id = w->p.id });
	if (!err && !few)
		err = due_moment(w->db, &w->p, "unopened", 0,
		    w->t.round.selfopen_until);
	if (!err)
		err = round_index(w->db);
	return err ? err : round_live(w->db, &w->t.round, 2);
}

static enum err
run_in_txn(struct db *db, void *ctx)
{
	struct work *w = ctx;
	struct round r;
	enum err err;

	w->db = db;
	err = db_project_get(db, w->project_id, &w->p);
	if (!err)
		err = db_round_of_project(db, w->project_id, &r);
	if (!err && (!r.registered || r.close_leaf || r.void_leaf ||
	    db_now(db) < r.deadline + ROUND_CLOSE_DELAY))
		err = ERR_CONFLICT;
	if (!err)
		err = round_terms_of(db, &r, &w->t);
	if (!err)
		err = db_bid_all(db, r.id, &w->bids, &w->n);
	if (err)
		return err;
	w->subs = closing_subs(db_arena(db), w->bids, w->n);
	return close_round(w);
}

enum err
closing_run(struct market *m, int64_t project_id, int64_t object_id)
{
	struct work w = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, run_in_txn, &w);
}
