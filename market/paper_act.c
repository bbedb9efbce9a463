/* SPDX-License-Identifier: Apache-2.0 */
/* paper_act.c: signatures on a paper, and what the last of them does. */
#include <inttypes.h>
#include <string.h>

#include "db/bid.h"
#include "db/paper.h"
#include "db/record.h"
#include "market/amend.h"
#include "market/append.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/cancel.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/key.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/paper.h"
#include "market/platform.h"
#include "market/round.h"

/* A paper with a new line, within the transaction. */
struct signing {
	struct db *db;
	struct house *house;
	struct round_terms t;
	struct project p;
	const char *kind;
	const char *text, *lines;
};

/* The purchaser's line stands first, then the platform's (sealing.md 4). */
static enum err
log_paper(struct signing *s, const char *type, const char *name,
    bool platform, int64_t *leaf)
{
	size_t first = strcspn(s->lines, "\n") + 1;
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	buf_printf(&note, "%s\n", s->text);
	buf_add(&note, s->lines, first);
	if (platform)
		platform_sign(s->house->platform, &note, s->text,
		    strlen(s->text));
	buf_text(&note, s->lines + first);
	err = append_entry(s->db, note.data, note.len, leaf);
	if (!err)
		err = round_record(s->db, &s->t.round, *leaf, type, name,
		    note.data, note.len);
	buf_release(&note);
	return err;
}

/* An end that was decided before: it only comes on record. */
static bool
over_already(const struct signing *s)
{
	return strcmp(s->p.state, "cancelled") == 0 ||
	    strcmp(s->p.state, "failed") == 0;
}

/* The record, and no envelope of the round is left. */
static enum err
end_round(struct signing *s, const char **reason)
{
	struct round *r = &s->t.round;
	struct seal_void v;
	enum err err;

	if (!seal_record_parse(db_arena(s->db), SEAL_VOID, s->text,
	    strlen(s->text), &v))
		return ERR_INTERNAL;
	*reason = v.reason;
	err = log_paper(s, "void", "void.note", true, &r->void_leaf);
	if (!err)
		err = db_round_update(s->db, r);
	if (!err)
		err = db_bid_void(s->db, r->id);
	return err ? err : round_live(s->db, r, 9);
}

static enum err
act_void(struct signing *s)
{
	bool open = strcmp(s->p.state, "published") == 0;
	const char *reason;
	enum err err = end_round(s, &reason);

	if (err || over_already(s))
		return err;
	if (open)
		err = db_tally_add(s->db, "open_projects", -1);
	return err ? err : cancel_finish(s->db, s->house, NULL, &s->p,
	    open ? "cancel" : "void", reason);
}

static enum err
act_amend(struct signing *s)
{
	const char *reason;
	int64_t *bidders;
	size_t n;
	enum err err = db_bid_parties(s->db, s->t.round.id, &bidders, &n);

	if (!err)
		err = end_round(s, &reason);
	if (!err)
		err = amend_apply(s->db, s->house, &s->p, &s->t.round,
		    reason);
	/* Their envelopes are gone by now: those who had one. */
	for (size_t i = 0; !err && i < n; i++)
		err = message_tell(s->db, &(struct message){
		    .code = "change_published", .party_id = bidders[i],
		    .project_id = s->p.id, .args = (struct arg[]){
		    arg_time("DEADLINE", s->p.deadline), { 0 } } });
	return err;
}

static enum err
act_extend(struct signing *s)
{
	struct round *r = &s->t.round;
	struct seal_extend x;
	int64_t leaf, k = 1;
	enum err err;

	if (!seal_record_parse(db_arena(s->db), SEAL_EXTEND, s->text,
	    strlen(s->text), &x))
		return ERR_INTERNAL;
	err = round_count(s->db, r, "extend", &k);
	if (!err)
		err = log_paper(s, "extend", arena_printf(db_arena(s->db),
		    "extend-%" PRId64 ".note", k + 1), true, &leaf);
	r->deadline = x.deadline;
	if (!err)
		err = db_round_update(s->db, r);
	if (!err)
		err = db_project_deadline(s->db, s->p.id, x.deadline);
	if (!err)
		err = due_moment(s->db, &s->p, "close", 0,
		    x.deadline + ROUND_CLOSE_DELAY);
	if (!err)
		err = message_bidders(s->db, &s->p, r->id,
		    "deadline_extended", (struct arg[]){ arg_time("DEADLINE",
		    x.deadline), { 0 } });
	if (!err)
		err = flow_tell(s->db, s->house, NULL, &s->p, "extend", "");
	return err ? err : round_live(s->db, r, 0);
}

static enum err
act_fallback(struct signing *s)
{
	struct round *r = &s->t.round;
	enum err err = log_paper(s, "fallback", "fallback.note", false,
	    &r->fallback_leaf);

	if (!err)
		err = db_round_update(s->db, r);
	if (!err)
		err = flow_tell(s->db, s->house, NULL, &s->p, "fallback", "");
	return err ? err : round_live(s->db, r, 3);
}

static enum err
act_award(struct signing *s)
{
	struct round *r = &s->t.round;
	struct seal_award record;
	struct award a;
	enum err err = award_record(s->db, &s->p, r, &record);

	if (!err)
		err = log_paper(s, "award", "award.note", false, &r->award_leaf);
	if (!err)
		err = db_round_update(s->db, r);
	if (err || record.winner == NULL)
		return err;
	err = db_award_of_project(s->db, s->p.id, &a);
	a.leaf = r->award_leaf;
	return err ? err : db_award_update(s->db, &a);
}

/* Fewer than t keys are in the log. */
static bool
sealed_still(const struct signing *s)
{
	int64_t keys = 0;

	for (size_t i = 0; i < s->t.n; i++)
		keys += s->t.trustees[i].opened;
	return s->t.round.opened_at == 0 && keys < s->t.round.threshold;
}

static bool
unopened(const struct signing *s)
{
	return strcmp(s->p.state, "closed") == 0 && sealed_still(s);
}

static bool
void_now(const struct signing *s)
{
	const struct round *r = &s->t.round;

	return r->void_leaf == 0 && sealed_still(s) && (over_already(s) ||
	    paper_can_void(&s->p, r, db_now(s->db)));
}

static bool
amend_now(const struct signing *s)
{
	return s->t.round.void_leaf == 0 && amend_may(s->db, s->house,
	    &s->p);
}

static bool
fallback_now(const struct signing *s)
{
	return unopened(s) && s->t.round.fallback_leaf == 0 &&
	    db_now(s->db) < s->t.round.selfopen_until;
}

/* Two papers may have waited: the later one must still be later. */
static bool
extend_now(const struct signing *s)
{
	struct seal_extend x;

	return flow_bidding(s->p.state) &&
	    db_now(s->db) < s->t.round.deadline &&
	    seal_record_parse(db_arena(s->db), SEAL_EXTEND, s->text,
	    strlen(s->text), &x) && x.deadline > s->t.round.deadline;
}

/* It is still whom it names that has won. */
static bool
awarded_now(const struct signing *s)
{
	struct seal_award a;

	return award_record(s->db, &s->p, &s->t.round, &a) == OK &&
	    strcmp(s->text, seal_record_text(db_arena(s->db), SEAL_AWARD, &a,
	    NULL)) == 0;
	const struct round *r = &s->t.round;

	return r->award_leaf == 0 && (r->result_leaf ||
	    (over_already(s) && !sealed_still(s)));
}

static const struct act {
	const char *kind;
	bool threshold;		/* t trustees, or … */
	int64_t trustees;	/* so many */
	bool (*may)(const struct signing *s);
	enum err (*act)(struct signing *s);
} acts[] = {
	{ "void", false, 0, void_now, act_void },
	{ "amend", false, 0, amend_now, act_amend },
	{ "extend", true, 0, extend_now, act_extend },
	{ "fallback", false, 1, fallback_now, act_fallback },
	{ "award", false, 0, awarded_now, act_award },
};

/* ---- whose line is it? ---- */

static bool
has_line_of(const struct signing *s, const char *lines,
    const struct note_key *key)
{
	struct note note;
	struct buf file;
	bool good;

	buf_init(&file, NOTE_MAX);
	buf_printf(&file, "%s\n%s", s->text, lines);
	good = note_parse(&note, file.data, file.len) &&
	    note_check(&note, key, NULL) == NOTE_GOOD;
	buf_release(&file);
	return good;
}

/* Who has signed, of those who may. */
struct signers {
	bool purchaser;
	bool trustees[SEAL_TRUSTEES];
	int64_t n;			/* trustees */
};

static void
find_signers(const struct signing *s, const char *lines, struct signers *by)
{
	const struct trust *t = platform_trust(s->house->platform);
	struct key_row row;
	struct note_key key;

	*by = (struct signers){ .n = 0 };
	if (lines[0] == '\0')
		return;
	by->purchaser = key_of_name(s->db, s->t.round.purchaser, &row, &key)
	    == OK && has_line_of(s, lines, &key);
	for (size_t i = 0; i < s->t.n; i++)
		for (size_t k = 0; k < t->n_trustees; k++)
			if (strcmp(t->trustees[k].name,
			    s->t.trustees[i].name) == 0)
				by->trustees[i] = has_line_of(s, lines,
				    &t->trustees[k]);
	for (size_t i = 0; i < s->t.n; i++)
		by->n += by->trustees[i];
}

/* Each counts once, even one that signs anew with another nonce. */
static bool
has_signed(const struct signers *before, const struct signers *by, size_t n)
{
	if (by->purchaser)
		return before->purchaser;
	for (size_t i = 0; i < n; i++)
		if (by->trustees[i])
			return before->trustees[i];
	return false;
}

/* The purchaser's line comes first, as in sealing.md 4. */
static enum err
take_line(struct signing *s, const struct act *act, const char *line,
    bool *taken, const char **code)
{
	struct signers before, by;
	int64_t wanted = act->threshold ? s->t.round.threshold :
	    act->trustees;
	enum err err;

	find_signers(s, line, &by);
	if (!by.purchaser && by.n == 0)
		return OK;			/* not over this text */
	*taken = true;
	find_signers(s, s->lines, &before);
	if (has_signed(&before, &by, s->t.n))
		return OK;
	if (!act->may(s)) {
		*code = REFUSAL_LATE;
		return OK;
	}
	s->lines = arena_printf(db_arena(s->db), "%s%s", by.purchaser ?
	    line : s->lines, by.purchaser ? s->lines : line);
	err = db_paper_lines(s->db, s->t.round.id, s->kind, s->lines);
	if (err || !(by.purchaser || before.purchaser) ||
	    before.n + by.n < wanted)
		return err;
	err = act->act(s);
	if (!err)
		err = db_paper_drop(s->db, s->t.round.id, s->kind);
	return err ? err : round_index(s->db);
}

enum err
paper_sign(struct db *db, struct house *h, int64_t round_id,
    const char *line, size_t n, bool *taken, const char **code)
{
	struct signing s = { .db = db, .house = h };
	struct round r;
	enum err err = db_round_get(db, round_id, &r);

	*taken = false;
	*code = NULL;
	line = arena_strndup(db_arena(db), line, n);
	if (!err)
		err = round_terms_of(db, &r, &s.t);
	if (!err)
		err = db_project_get(db, r.project_id, &s.p);
	for (size_t i = 0; !err && !*taken && i < COUNT(acts); i++) {
		s.kind = acts[i].kind;
		err = db_paper_get(db, round_id, s.kind, &s.text, &s.lines);
		if (err == ERR_NOT_FOUND)
			err = OK;
		else if (!err)
			err = take_line(&s, &acts[i], line, taken, code);
	}
	return err;
}
