/* SPDX-License-Identifier: Apache-2.0 */
/* round_register.c: signatures over a round's terms, and its entry in the log. */
#include "market/round.h"

#include <string.h>

#include "db/owner.h"
#include "db/public.h"
#include "db/record.h"
#include "market/append.h"
#include "market/cancel.h"
#include "market/draft.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/key.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/paper.h"
#include "market/platform.h"
#include "market/rebid.h"
#include "market/write.h"

enum { TEXT_MAX = 16 * 1024, LINE_MAX_BYTES = 512 };

/* The project's text as it is to be signed: every pk put in. */
static const char *
text_with_keys(struct arena *a, const struct round_terms *t)
{
	struct seal_project s = t->project;
	struct buf text;
	const char *copy;

	for (size_t i = 0; i < t->n; i++) {
		s.trustees[i].pk.given = t->trustees[i].offered;
		memcpy(s.trustees[i].pk.hash, t->trustees[i].pk, 32);
	}
	buf_init(&text, TEXT_MAX);
	seal_record_write(&text, SEAL_PROJECT, &s);
	copy = arena_strndup(a, text.data, text.len);
	buf_release(&text);
	return copy;
}

static bool
is_complete(const struct round_terms *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->trustees[i].offered)
			return false;
	return true;
}

/* Text, an empty line, the signature lines there are, in the order of §4. */
static void
add_lines(struct buf *note, const char *text, const struct round_terms *t)
{
	buf_text(note, text);
	buf_text(note, "\n");
	buf_text(note, t->round.purchaser_line);
	for (size_t i = 0; i < t->n; i++)
		buf_text(note, t->trustees[i].line);
}

enum err
round_draft(struct db *db, int64_t round_id)
{
	struct round_terms t;
	struct round r;
	struct buf note;
	const char *text;
	enum err err = db_round_get(db, round_id, &r);

	if (!err)
		err = round_terms_of(db, &r, &t);
	if (err)
		return err;
	text = text_with_keys(db_arena(db), &t);
	if (is_complete(&t) && r.text[0] == '\0') {
		r.text = text;
		err = db_round_update(db, &r);
	}
	buf_init(&note, NOTE_MAX);
	add_lines(&note, text, &t);
	if (!err)
		err = round_file(db, &r, "draft.note", note.data, note.len);
	buf_release(&note);
	return err ? err : round_index(db);
}

/* ---- the last signature ---- */

static enum err
announce(struct db *db, const struct house *h, const struct round *r,
    struct project *p)
{
	struct public_file notice;
	struct buf body;
	bool first = p->published_at == 0;
	enum err err;

	if (strcmp(p->state, "selecting") == 0)
		return rebid_open(db, h, p, r);
	err = db_public_get(db, arena_printf(db_arena(db),
	    "p/%s/notice.txt", r->sealing_id), &notice);

	if (!err)
		err = flow_move(db, h, NULL, p, "register", "");
	if (!err)
		err = due_done(db, p, "unregister", 0);
	if (!err)
		err = due_moment(db, p, "close", 0,
		    r->deadline + ROUND_CLOSE_DELAY);
	if (err)
		return err;
	buf_init(&body, NOTICE_MAX);
	buf_add(&body, notice.body, notice.n);
	err = notice_publish(db, p, "tender", &body);
	if (!err)
		err = message_tell(db, &(struct message){ .party_id =
		    p->owner_id, .code = "tender_published", .project_id =
		    p->id, .args = (struct arg[]){ arg_time("DEADLINE",
		    r->deadline), { 0 } } });
	if (!err)
		err = db_tally_add(db, "open_projects", 1);
	/* What was amended is found already. */
	return err || !first ? err : draft_index(db, p);
}

/* The record is whole: into the log, and before everybody. */
static enum err
register_round(struct db *db, const struct house *h, struct round_terms *t)
{
	struct round *r = &t->round;
	struct project p;
	struct buf note;
	enum err err = db_project_get(db, r->project_id, &p);

	if (err)
		return err;
	buf_init(&note, NOTE_MAX);
	add_lines(&note, r->text, t);
	platform_sign(h->platform, &note, r->text, strlen(r->text));
	note_hash(r->policy, r->text, strlen(r->text));
	r->registered = true;
	err = append_entry(db, note.data, note.len, &r->leaf);
	if (!err)
		err = db_round_update(db, r);
	if (!err)
		err = round_record(db, r, r->leaf, "project", "project.note",
		    note.data, note.len);
	buf_release(&note);
	if (!err)
		err = round_keys(db, r, r->purchaser);
	if (!err)
		err = round_index(db);
	if (!err)
		err = round_live(db, r, 0);
	return err ? err : announce(db, h, r, &p);
}

/* ---- one signature line ---- */

struct sign {
	struct house *house;
	const char *id;
	const char *line;
	size_t n;
	unsigned char hash[32];
	struct posted *out;
};

/* One signature line, whoever's and over whatever. */
static bool
is_line(const struct sign *s)
{
	struct note note;
	struct buf file;
	bool good;

	/* An empty line within would end the text elsewhere. */
	if (s->n > LINE_MAX_BYTES || s->n == 0 ||
	    memchr(s->line, '\n', s->n) != s->line + s->n - 1)
		return false;
	buf_init(&file, NOTE_MAX);
	buf_text(&file, "sealbid/v1\n\n");
	buf_add(&file, s->line, s->n);
	good = note_parse(&note, file.data, file.len) && note.count == 1;
	buf_release(&file);
	return good;
}

/* Is the line a right one by this key, over the text? */
static bool
is_signed(const char *text, const struct sign *s, const struct note_key *key)
{
	struct note note;
	struct buf file;
	bool good;

	buf_init(&file, NOTE_MAX);
	buf_text(&file, text);
	buf_text(&file, "\n");
	buf_add(&file, s->line, s->n);
	good = note_parse(&note, file.data, file.len) && note.count == 1 &&
	    note_check(&note, key, NULL) == NOTE_GOOD;
	buf_release(&file);
	return good;
}

/* Who signed: 0 the purchaser, i a trustee, -1 nobody we know. */
static int64_t
signer_of(struct db *db, const struct sign *s, const struct round_terms *t)
{
	const struct trust *trust = platform_trust(s->house->platform);
	struct key_row row;
	struct note_key key;

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < trust->n_trustees; k++)
			if (strcmp(trust->trustees[k].name,
			    t->trustees[i].name) == 0 && is_signed(
			    t->round.text, s, &trust->trustees[k]))
				return (int64_t)i + 1;
	if (key_of_name(db, t->round.purchaser, &row, &key) == OK &&
	    is_signed(t->round.text, s, &key))
		return 0;
	return -1;
}

static bool
all_signed(const struct round_terms *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->trustees[i].line[0] == '\0')
			return false;
	return t->round.purchaser_line[0] != '\0';
}

static enum err
keep_line(struct db *db, struct round_terms *t, int64_t who,
    const struct sign *s)
{
	const char *line = arena_strndup(db_arena(db), s->line, s->n);

	if (who > 0) {
		t->trustees[who - 1].line = line;
		return db_round_line(db, t->round.id, who, line);
	}
	t->round.purchaser_line = line;
	return db_round_update(db, &t->round);
}

static enum err
refuse(struct db *db, struct sign *s, const char *code)
{
	return refusal_make(db, s->house, NULL, s->hash, code, s->out);
}

/* Over the terms, which wait for signatures. */
static enum err
sign_terms(struct db *db, struct sign *s, struct round_terms *t)
{
	int64_t who;
	bool over;
	enum err err = round_over(db, &t->round, &over);

	if (err)
		return err;
	if (over)
		return refuse(db, s, REFUSAL_VOID);
	if (!is_complete(t) || t->round.text[0] == '\0')
		return refuse(db, s, REFUSAL_EARLY);
	if (db_now(db) >= t->round.deadline)
		return refuse(db, s, REFUSAL_LATE);
	who = signer_of(db, s, t);
	if (who < 0)
		return refuse(db, s, REFUSAL_SIGNATURE);
	if (who == 0 ? t->round.purchaser_line[0] :
	    t->trustees[who - 1].line[0])
		return OK;		/* sent twice */
	err = keep_line(db, t, who, s);
	if (!err)
		err = all_signed(t) ? register_round(db, s->house, t) :
		    round_draft(db, t->round.id);
	return err;
}

/* Over a paper of a registered round; or over its terms, once more. */
static enum err
sign_paper(struct db *db, struct sign *s, const struct round_terms *t)
{
	bool taken;
	const char *code;
	enum err err = paper_sign(db, s->house, t->round.id, s->line, s->n,
	    &taken, &code);

	if (err)
		return err;
	if (code)
		return refuse(db, s, code);
	return taken || signer_of(db, s, t) >= 0 ? OK :
	    refuse(db, s, REFUSAL_SIGNATURE);
}

static enum err
sign_in_txn(struct db *db, void *ctx)
{
	struct sign *s = ctx;
	struct round_terms t;
	enum err err = round_terms_by_id(db, s->id, &t);

	*s->out = (struct posted){ NULL, "", 0 };
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!is_line(s))
		return refuse(db, s, REFUSAL_GRAMMAR);
	if (err)
		return refuse(db, s, REFUSAL_POLICY);
	return t.round.registered ? sign_paper(db, s, &t) :
	    sign_terms(db, s, &t);
}

enum err
round_sign(struct market *m, const char *id, const char *line, size_t n,
    struct posted *out)
{
	struct sign s = { .house = m->house, .id = id, .line = line, .n = n,
	    .out = out };

	if (m->house->platform == NULL)
		return ERR_BUSY;
	note_hash(s.hash, line, n);
	return write_run(m, sign_in_txn, &s);
}

enum err
round_asked(struct market *m, const struct actor *actor, const char *code,
    struct round_asked *asked)
{
	struct round r;
	struct due until;
	enum err err = db_project_by_code(m->db, code, &asked->project);

	if (!err && asked->project.owner_id != actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_of_project(m->db, asked->project.id, &r);
	if (!err && (r.registered ||
	    (strcmp(asked->project.state, "registering") != 0 &&
	    strcmp(asked->project.state, "selecting") != 0)))
		err = ERR_NOT_FOUND;
	if (!err)
		err = round_terms_of(m->db, &r, &asked->terms);
	if (err)
		return err;
	err = db_due_get(m->db, r.project_id, strcmp(asked->project.state,
	    "selecting") == 0 ? "rebid_again" : "unregister", 0, &until);
	if (err)
		return err;
	asked->until = until.due_at;
	asked->offered = asked->signed_n = 0;
	for (size_t i = 0; i < asked->terms.n; i++) {
		asked->offered += asked->terms.trustees[i].offered;
		asked->signed_n += asked->terms.trustees[i].line[0] != '\0';
	}
	asked->mine = r.purchaser_line[0] != '\0';
	asked->ready = r.text[0] != '\0';
	return OK;
}

/* ---- too late ---- */

struct recall {
	struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	const char *code;
	int64_t project_id;
};

static enum err
recall_in_txn(struct db *db, void *ctx)
{
	const struct recall *c = ctx;
	struct project p;
	struct round r;
	enum err err = c->actor ? db_project_by_code(db, c->code, &p) :
	    db_project_get(db, c->project_id, &p);

	if (!err && c->actor && p.owner_id != c->actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_of_project(db, p.id, &r);
	if (!err && r.registered)
		err = ERR_CONFLICT;
	if (!err && c->actor && p.published_at)
		err = ERR_CONFLICT;
	if (!err && c->actor == NULL)
		err = due_take(db, p.id, "unregister", 0);
	if (!err && p.published_at)
		return cancel_finish(db, c->house, NULL, &p,
		    "amend_unsigned", "unsigned");
	if (!err)
		err = flow_move(db, c->house, c->actor, &p, "unregister", "");
	if (!err)
		err = due_done(db, &p, "unregister", 0);
	if (!err && p.budget_line_id)
		err = db_budget_release(db, p.budget_line_id,
		    p.ceiling_fen);
	if (!err && c->actor == NULL)
		err = message_tell(db, &(struct message){ .party_id =
		    p.owner_id, .code = "terms_lapsed", .project_id = p.id });
	return err ? err : round_index(db);
}

enum err
round_unregister(struct market *m, int64_t project_id, int64_t object_id)
{
	struct recall c = { .house = m->house,
	    .project_id = project_id };

	(void)object_id;
	return write_run(m, recall_in_txn, &c);
}

enum err
round_recall(struct market *m, const struct actor *actor, const char *code)
{
	struct recall c = { .house = m->house, .actor = actor,
	    .code = code };

	return write_run(m, recall_in_txn, &c);
}
