/* SPDX-License-Identifier: Apache-2.0 */
/* paper_act.c: signatures on a paper, and what the last of them does. */
#include <inttypes.h>
#include <string.h>

#include "db/bid.h"
#include "db/owner.h"
#include "db/record.h"
#include "market/append.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/envelope.h"
#include "market/flow.h"
#include "market/key.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/paper.h"
#include "market/platform.h"
#include "market/round.h"
#include "market/write.h"

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
log_paper(struct signing *s, const char *name, bool platform, int64_t *leaf)
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
		err = round_record(s->db, &s->t.round, *leaf, s->kind, name,
		    note.data, note.len);
	buf_release(&note);
	return err;
}

static enum err
end_notice(struct signing *s, const char *reason)
{
	struct buf body;

	notice_begin(&body, "cancelled", &s->p);
	notice_line(&body, "reason", reason);
	notice_line(&body, "sealing-id", s->t.round.sealing_id);
	notice_int(&body, "void-leaf", s->t.round.void_leaf);
	return notice_publish(s->db, &s->p, "cancelled", &body);
}

static enum err
act_void(struct signing *s)
{
	struct db *db = s->db;
	struct round *r = &s->t.round;
	bool open = strcmp(s->p.state, "published") == 0;
	struct seal_void v;
	enum err err;

	if (!seal_record_parse(db_arena(db), SEAL_VOID, s->text,
	    strlen(s->text), &v))
		return ERR_INTERNAL;
	err = log_paper(s, "void.note", true, &r->void_leaf);
	if (!err)
		err = flow_move(db, s->house, NULL, &s->p,
		    open ? "cancel" : "void", v.reason);
	if (!err)
		err = db_due_done_all(db, s->p.id);
	if (!err)
		err = db_round_update(db, r);
	if (!err)
		err = db_bid_void(db, r->id);
	if (!err && s->p.budget_line_id)
		err = db_budget_release(db, s->p.budget_line_id,
		    s->p.ceiling_fen);
	if (!err && open)
		err = db_tally_add(db, "open_projects", -1);
	if (!err)
		err = end_notice(s, v.reason);
	if (!err)
		err = message_bidders(db, &s->p, r->id, "cancelled",
		    (struct arg[]){ arg_text("REASON", v.reason), { 0 } });
	return err ? err : round_live(db, r, 9);
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
		err = log_paper(s, arena_printf(db_arena(s->db),
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
	return err ? err : round_live(s->db, r, 0);
}

static enum err
act_fallback(struct signing *s)
{
	struct round *r = &s->t.round;
	enum err err = log_paper(s, "fallback.note", false,
	    &r->fallback_leaf);

	if (!err)
		err = db_round_update(s->db, r);
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
		err = log_paper(s, "award.note", false, &r->award_leaf);
	if (!err)
		err = db_round_update(s->db, r);
	if (err || record.winner == NULL)
		return err;
	err = db_award_of_project(s->db, s->p.id, &a);
	a.leaf = r->award_leaf;
	return err ? err : db_award_update(s->db, &a);
}

/* Closed, and fewer than t keys are in the log. */
static bool
unopened(const struct signing *s)
{
	int64_t keys = 0;

	for (size_t i = 0; i < s->t.n; i++)
		keys += s->t.trustees[i].opened;
	return strcmp(s->p.state, "closed") == 0 &&
	    s->t.round.opened_at == 0 && keys < s->t.round.threshold;
}

static bool
void_now(const struct signing *s)
{
	return strcmp(s->p.state, "published") == 0 || unopened(s);
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

	return strcmp(s->p.state, "published") == 0 &&
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
}

static const struct act {
	const char *kind;
	bool threshold;		/* t trustees, or … */
	int64_t trustees;	/* so many */
	bool (*may)(const struct signing *s);
	enum err (*act)(struct signing *s);
} acts[] = {
	{ "void", false, 0, void_now, act_void },
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

/* ---- opening one's own ---- */

struct self_post {
	struct note_post post;
	struct seal_selfopen r;
};

static enum err
refuse(struct db *db, struct self_post *p, const char *code)
{
	return note_post_refuse(db, &p->post, p->post.parsed ?
	    p->r.policy : NULL, code);
}

/*
 * A key of the name that is in force for the round: of the trust file, or
 * with a record before the close.  A key made since then opens nothing.
 */
static bool
is_signed(struct db *db, const struct self_post *p, const struct round *r,
    const char *name)
{
	const struct note_key *trustee = trust_trustee(platform_trust(
	    p->post.house->platform), name);
	struct key_row *rows;
	struct note_key key;
	size_t n;

	if (trustee != NULL)
		return note_check(&p->post.note, trustee, NULL) == NOTE_GOOD;
	if (db_key_of_name(db, name, &rows, &n) != OK)
		return false;
	for (size_t i = 0; i < n; i++)
		if (rows[i].leaf >= 0 && rows[i].leaf < r->close_leaf &&
		    note_vkey_read(&key, rows[i].vkey, strlen(rows[i].vkey))
		    && note_check(&p->post.note, &key, NULL) == NOTE_GOOD)
			return true;
	return false;
}

/*
 * A wrong s would make the envelope invalid after others are known: only the
 * one that fits is taken (sealing.md 6, «In self-opening»).
 */
static const char *
check_self(struct db *db, struct self_post *p, const struct round_terms *t,
    const struct bid *b)
{
	const struct envelope_court court = { &t->project, t->round.policy,
	    &t->rule, NULL };
	const struct seal_sub sub = { .name = b->name, .seq = b->seq };
	struct envelope_verdict v;

	if (t->round.void_leaf)
		return REFUSAL_VOID;
	if (t->round.fallback_leaf == 0)
		return REFUSAL_EARLY;
	if (db_now(db) >= t->round.selfopen_until || t->round.opened_at)
		return REFUSAL_LATE;
	if (b->body == NULL)
		return REFUSAL_POLICY;	/* lost: to be sent again first */
	if (!is_signed(db, p, &t->round, b->name))
		return REFUSAL_SIGNATURE;
	envelope_judge_self(db_arena(db), &court, &sub, b->agency_id == 0,
	    b->body, b->body_len, p->r.s, &v);
	if (!v.valid)
		return REFUSAL_KEY;
	return b->self ? REFUSAL_DOUBLE : NULL;
}

/* With the last one the clock may judge; b has just been opened. */
static enum err
wake(struct db *db, const struct round_terms *t, const struct bid *b)
{
	struct project p;
	struct bid *all;
	size_t n;
	enum err err = db_project_get(db, t->round.project_id, &p);

	if (!err)
		err = db_bid_all(db, t->round.id, &all, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(all[i].state, "sealed") == 0 && !all[i].self &&
		    all[i].id != b->id)
			return OK;	/* somebody has still to come */
	return err ? err : due_moment(db, &p, "open", 0, db_now(db));
}

/* An envelope of the round that counted when it was closed? */
static bool
is_of(const struct bid *b, const struct round *r)
{
	return b->round_id == r->id && strcmp(b->kind, "envelope") == 0 &&
	    strcmp(b->state, "superseded") != 0 &&
	    strcmp(b->state, "withdrawn") != 0;
}

static enum err
self_in_txn(struct db *db, void *ctx)
{
	struct self_post *p = ctx;
	struct round_terms t;
	struct bid b;
	const char *code;
	int64_t leaf;
	char hex[65];
	enum err err;

	(void)note_post_accept(&p->post);
	if (!p->post.parsed)
		return refuse(db, p, REFUSAL_GRAMMAR);
	err = round_terms_by_id(db, p->post.id, &t);
	if (!err)
		err = db_bid_by_file(db, p->r.file, &b);
	if (err == ERR_NOT_FOUND || (!err && (!is_of(&b, &t.round) || memcmp(
	    t.round.policy, p->r.policy, 32) != 0)))
		return refuse(db, p, REFUSAL_POLICY);
	if (err)
		return err;
	code = check_self(db, p, &t, &b);
	if (code)
		return refuse(db, p, code);
	err = append_entry(db, p->post.file, p->post.n, &leaf);
	if (!err)
		err = round_record(db, &t.round, leaf, "selfopen",
		    arena_printf(db_arena(db), "selfopen-%s.note",
		    digits_hex(hex, p->r.file, 32)), p->post.file, p->post.n);
	if (!err)
		err = db_bid_self(db, b.id, p->r.s);
	return err ? err : wake(db, &t, &b);
}

enum err
paper_selfopen(struct market *m, const char *id, const char *file, size_t n,
    struct posted *out)
{
	struct self_post p = { .post = { .id = id, .file = file, .n = n,
	    .out = out } };
	enum err err = note_post_read(&p.post, m, SEAL_SELFOPEN, &p.r);

	p.post.parsed = p.post.parsed && p.post.note.count == 1;
	return err ? err : write_run(m, self_in_txn, &p);
}
