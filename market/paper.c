/* SPDX-License-Identifier: Apache-2.0 */
/* paper.c: what a purchaser writes down to be signed. */
#include "market/paper.h"

#include <string.h>

#include "db/bid.h"
#include "db/key.h"
#include "market/award.h"
#include "db/attempt.h"
#include "db/award.h"
#include "db/bid.h"
#include "db/key.h"
#include "db/paper.h"
#include "market/amend.h"
#include "market/base/digits.h"
#include "market/cancel.h"
#include "market/flow.h"
#include "market/note.h"
#include "market/round.h"
#include "market/tlog.h"
#include "market/write.h"

struct writing {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const char *kind;
	const char *value;
	int64_t deadline;
	struct project p;
	struct round r;
};

/* With t keys in the log the prices are public: nobody can stop it then. */
static bool
is_opened(struct db *db, const struct round *r)
{
	bool sealed;

	return cancel_is_sealed(db, r, &sealed) != OK || !sealed;
}

/*
 * After the deadline a purchaser who has read the list must not end what
 * trustees are about to open: it waits as long as for a fallback.
 */
bool
paper_can_void(const struct project *p, const struct round *r, int64_t now)
{
	if (strcmp(p->state, "published") == 0)
		return now < r->deadline;
	return strcmp(p->state, "closed") == 0 && r->opened_at == 0 &&
	    now >= r->closed_at + PAPER_FALLBACK_AFTER;
}

static bool
may_void(struct db *db, const struct writing *w)
{
	return paper_can_void(&w->p, &w->r, db_now(db)) &&
	    !is_opened(db, &w->r);
}

static bool
may_amend(struct db *db, const struct writing *w)
{
	return amend_may(db, w->house, &w->p);
}

static const char *
write_void(struct db *db, struct writing *w)
{
	struct seal_void v = { .reason = w->value };

	memcpy(v.policy, w->r.policy, sizeof v.policy);
	return seal_record_text(db_arena(db), SEAL_VOID, &v, NULL);
}

/*
 * Blind leaves carry the reveal-by of the first deadline: a close after it
 * would leave them unexplained.
 */
static bool
before_reveal(struct db *db, const struct writing *w)
{
	char reveal[TLOG_DATE + 1], day[DIGITS_MAX];
	struct round_terms t;

	if (round_terms_of(db, &w->r, &t) != OK)
		return false;
	tlog_reveal_by(reveal, t.project.deadline);
	digits_date(day, w->deadline + ROUND_CLOSE_DELAY);
	return strcmp(day, reveal) <= 0;
}

static bool
may_extend(struct db *db, const struct writing *w)
{
	return flow_bidding(w->p.state) &&
	    db_now(db) < w->r.deadline && w->deadline > w->r.deadline &&
	    w->deadline + 2 * PAPER_FALLBACK_AFTER < w->r.selfopen_until &&
	    before_reveal(db, w);
}

static const char *
write_extend(struct db *db, struct writing *w)
{
	struct seal_extend x = { .deadline = w->deadline };

	memcpy(x.policy, w->r.policy, sizeof x.policy);
	return seal_record_text(db_arena(db), SEAL_EXTEND, &x, NULL);
}

bool
paper_can_fall_back(const struct round *r, int64_t now)
{
	return r->close_leaf && r->opened_at == 0 && r->fallback_leaf == 0 &&
	    r->void_leaf == 0 && now < r->selfopen_until &&
	    now >= r->closed_at + PAPER_FALLBACK_AFTER;
}

static bool
may_fall_back(struct db *db, const struct writing *w)
{
	return strcmp(w->p.state, "closed") == 0 && !is_opened(db, &w->r) &&
	    paper_can_fall_back(&w->r, db_now(db));
}

static const char *
write_fallback(struct db *db, struct writing *w)
{
	struct seal_fallback f;

	memcpy(f.policy, w->r.policy, sizeof f.policy);
	memcpy(f.close, w->r.close_hash, sizeof f.close);
	return seal_record_text(db_arena(db), SEAL_FALLBACK, &f, NULL);
}

static bool
may_award(struct db *db, const struct writing *w)
{
	struct seal_award a;

	return award_record(db, &w->p, &w->r, &a) == OK;
}

static const char *
write_award(struct db *db, struct writing *w)
{
	struct seal_award a;

	if (award_record(db, &w->p, &w->r, &a) != OK)
		bug("paper: an award that may not be written");
	return seal_record_text(db_arena(db), SEAL_AWARD, &a, NULL);
}

static const struct {
	const char *kind;
	bool (*may)(struct db *db, const struct writing *w);
	const char *(*write)(struct db *db, struct writing *w);
} kinds[] = {
	{ "void", may_void, write_void },
	{ "amend", may_amend, write_void },
	{ "extend", may_extend, write_extend },
	{ "fallback", may_fall_back, write_fallback },
	{ "award", may_award, write_award },
};

static enum err
find(struct db *db, struct writing *w)
{
	enum err err = db_project_public(db, w->code, 0, &w->p);

	if (!err && w->p.owner_id != w->actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_registered(db, w->p.id, &w->r);
	return err;
}

/*
 * Of two papers with the same record one signature would do for both: only
 * the one that was written last waits.
 */
static enum err
put(struct db *db, const struct round *r, const char *kind,
    const char *text)
{
	enum err err = OK;

	if (strcmp(kind, "void") == 0)
		err = db_paper_drop(db, r->id, "amend");
	else if (strcmp(kind, "amend") == 0)
		err = db_paper_drop(db, r->id, "void");
	return err ? err : db_paper_put(db, r->id, kind, text);
}

enum err
paper_ask(struct db *db, const struct round *r, const char *kind,
    const char *reason)
{
	struct seal_void v = { .reason = reason };
	struct seal_award a = { .winner = NULL, .amount_fen = -1,
	    .reason = reason };
	const char *text;

	memcpy(v.policy, r->policy, sizeof v.policy);
	memcpy(a.policy, r->policy, sizeof a.policy);
	text = strcmp(kind, "void") == 0 ?
	    seal_record_text(db_arena(db), SEAL_VOID, &v, NULL) :
	    seal_record_text(db_arena(db), SEAL_AWARD, &a, NULL);
	return put(db, r, kind, text);
}

static enum err
write_in_txn(struct db *db, void *ctx)
{
	struct writing *w = ctx;
	enum err err = find(db, w);

	if (err)
		return err;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, w->kind) == 0) {
			if (w->r.void_leaf || !kinds[i].may(db, w))
				return ERR_CONFLICT;
			err = put(db, &w->r, w->kind, kinds[i].write(db, w));
			return err ? err : round_index(db);
		}
	return ERR_NOT_FOUND;
}

enum err
paper_write(struct market *m, const struct actor *actor, const char *code,
    const char *kind, const char *value, struct problems *problems)
{
	struct writing w = { .house = m->house, .actor = actor,
	    .code = code, .kind = kind, .value = value };

	problems->n = 0;
	if (strcmp(kind, "void") == 0 || strcmp(kind, "amend") == 0)
		cancel_check_reason(value, problems);
	if (strcmp(kind, "extend") == 0 && !digits_datetime(value,
	    &w.deadline))
		problem_at(problems, "deadline", "draft_deadline_format");
	return problems->n ? ERR_INVALID : write_run(m, write_in_txn, &w);
}

enum err
paper_get(struct market *m, const struct actor *actor, const char *code,
    const char *kind, struct paper *p)
{
	struct writing w = { .actor = actor, .code = code };
	enum err err = find(m->db, &w);

	p->kind = kind;
	return err ? err : db_paper_get(m->db, w.r.id, kind, &p->text,
	    &p->lines);
}
