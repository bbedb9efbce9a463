/* SPDX-License-Identifier: Apache-2.0 */
/* objection.c: objections are filed, answered, and lapse. */
#include "market/objection.h"

#include <string.h>

#include "db/award.h"
#include "db/bid.h"
#include "db/record.h"
#include "db/round.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/matter.h"
#include "market/message.h"
#include "market/rebid.h"
#include "market/write.h"

static bool
in_list(const char *state, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(state, *list) == 0)
			return true;
	return false;
}

/* ---- who may, about what, until when ---- */

/* When the thing objected to became known; 0: it did not. */
static int64_t
known_at(const struct project *p, const char *about, const struct award *a)
{
	static const char *const early[] = { "published", NULL };
	static const char *const awarded[] = { "publicity", "signing",
	    "performing", NULL };
	static const char *const bound[] = { "performing", NULL };

	if (strcmp(about, "notice") == 0)
		return in_list(p->state, early) ? p->published_at : 0;
	if (a == NULL)
		return 0;
	if (strcmp(about, "result") == 0)
		return in_list(p->state, awarded) ? a->published_at : 0;
	return in_list(p->state, bound) ? a->effective_at : 0;
}

/* When the newest change of an open notice became known; 0: it has none. */
static int64_t
amended_at(struct db *db, const struct project *p)
{
	struct round r;

	return strcmp(p->state, "published") == 0 &&
	    db_round_of_project(db, p->id, &r) == OK && r.n > 1 ? r.opens : 0;
}

/* Has the party a bid that was opened? */
static enum err
took_part(struct db *db, const struct project *p, int64_t party_id,
    bool *yes)
{
	struct bid *bids;
	size_t n;
	enum err err = rebid_bids(db, p->id, &bids, &n);

	*yes = false;
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	for (size_t i = 0; !err && i < n; i++)
		*yes = *yes || bids[i].agency_id == party_id;
	return err;
}

static enum err
look(struct db *db, const struct house *h, int64_t party_id, int64_t now,
    struct objection_stand *s)
{
	static const char *const abouts[] = { "notice", "amendment",
	    "result", "contract" };
	const struct project *p = &s->project;
	const struct params *params = house_params(h, p->param_version);
	struct award a;
	bool part, awarded;
	enum err err = db_award_of_project(db, p->id, &a);

	awarded = err == OK;
	if (err && err != ERR_NOT_FOUND)
		return err;
	err = took_part(db, p, party_id, &part);
	s->n = 0;
	for (size_t i = 0; !err && i < COUNT(abouts); i++) {
		bool early = i < 2;
		int64_t from = i == 1 ? amended_at(db, p) : known_at(p,
		    abouts[i], awarded ? &a : NULL);
		int64_t until;

		if (from == 0 || (!early && !part))
			continue;
		until = span_end(&h->calendar, from, params->objection_file,
		    params->day_cutoff, NULL);
		if (now > until)
			continue;
		s->may[s->n].about = abouts[i];
		s->may[s->n++].until = until;
	}
	return err;
}

static enum err
stand(struct db *db, const struct house *h, int64_t party_id, int64_t now,
    const char *code, struct objection_stand *s)
{
	enum err err = db_project_by_code(db, code, &s->project);

	if (!err && s->project.published_at == 0)
		err = ERR_NOT_FOUND;
	return err ? err : look(db, h, party_id, now, s);
}

enum err
objection_stand(struct market *m, const struct actor *actor,
    const char *code, struct objection_stand *s)
{
	return stand(m->db, m->house, actor->party_id, market_now(m), code,
	    s);
}

/* ---- filing ---- */

struct filing {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const struct objection_form *form;
	struct objection o;
	const char *trouble;		/* code, where it may not */
};

/* May it be filed?  trouble says why not. */
static enum err
may_file(struct db *db, struct filing *f, struct objection_stand *s)
{
	int64_t open;
	enum err err = stand(db, f->house, f->actor->party_id, db_now(db),
	    f->code, s);

	if (err)
		return err;
	f->trouble = "objection_not_now";
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->may[i].about, f->form->about) == 0)
			f->trouble = NULL;
	err = db_objection_count(db, s->project.id, f->actor->party_id,
	    &open);
	if (!err && !f->trouble && open >= OBJECTION_OPEN)
		f->trouble = "objection_enough";
	return !err && f->trouble ? ERR_CONFLICT : err;
}

static enum err
file_in_txn(struct db *db, void *ctx)
{
	struct filing *f = ctx;
	struct objection_stand s;
	const struct params *params;
	int64_t until = 0;
	enum err err = db_once_find(db, f->form->once,
	    f->actor->account_id, &f->o.id);

	if (err != ERR_NOT_FOUND)
		return err;
	err = may_file(db, f, &s);
	if (err)
		return err;
	params = house_params(f->house, s.project.param_version);
	f->o.project_id = s.project.id;
	f->o.owner_id = s.project.owner_id;
	f->o.suspends = strcmp(f->o.about, "result") == 0 &&
	    strcmp(s.project.state, "publicity") == 0;
	err = db_objection_insert(db, &f->o);
	if (!err)
		err = db_once_add(db, f->form->once, f->actor->account_id,
		    f->o.id);
	if (!err)
		err = due_span(db, f->house, &s.project, "objection_lapse",
		    f->o.id, db_now(db), params->objection_reply, &until);
	if (!err)
		err = message_tell(db, &(struct message){ .code =
		    "objection_filed", .party_id = f->o.owner_id,
		    .project_id = s.project.id, .args = (struct arg[]){
		    arg_time("UNTIL", until), { 0 } } });
	/* The timeline does not tell who: the clock's hand. */
	if (!err)
		err = flow_tell(db, f->house, NULL, &s.project,
		    "objection_filed", "");
	return err ? err : db_audit(db, f->actor, "object", "objection",
	    f->o.id);
}

enum err
objection_file(struct market *m, const struct actor *actor,
    const char *code, const struct objection_form *form, int64_t *id,
    struct problems *problems)
{
	static const char *const abouts[] = { "notice", "amendment",
	    "result", "contract", NULL };
	struct filing f = { .house = m->house, .actor = actor, .code = code,
	    .form = form };
	enum err err;

	problems->n = 0;
	if (!in_list(form->about, abouts))
		problem_at(problems, "about", "objection_about");
	f.o.about = form->about;
	f.o.party_id = actor->party_id;
	f.o.facts = matter_text(m->arena, form->facts, OBJECTION_FACTS, "facts",
	    "objection_facts", problems);
	f.o.claim = matter_text(m->arena, form->claim, OBJECTION_CLAIM, "claim",
	    "objection_claim", problems);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, file_in_txn, &f);
	if (f.trouble)
		problem_at(problems, "about", f.trouble);
	*id = f.o.id;
	return err;
}

/* ---- reading ---- */

/* Its project, and until when it is to be answered. */
static enum err
read_rest(struct db *db, int64_t now, struct objection_case *c)
{
	struct due d;
	enum err err = db_project_get(db, c->objection.project_id,
	    &c->project);

	if (!err)
		err = db_due_get(db, c->project.id, "objection_lapse",
		    c->objection.id, &d);
	if (err)
		return err;
	c->until = c->objection.answered_at ? 0 : d.due_at;
	c->overdue = c->until && !due_open(&d, now);
	return OK;
}

static enum err
read_case(struct db *db, const struct actor *actor, int64_t id, int64_t now,
    struct objection_case *c)
{
	enum err err = db_objection_get(db, id, &c->objection);

	if (!err && actor->role != ROLE_REGULATOR &&
	    actor->role != ROLE_AUDITOR &&
	    actor->party_id != c->objection.party_id &&
	    actor->party_id != c->objection.owner_id)
		err = ERR_NOT_FOUND;
	return err ? err : read_rest(db, now, c);
}

enum err
objection_overdue(struct market *m, struct objection_case **list, size_t *n)
{
	struct objection_case *late = arena_alloc(m->arena,
	    OBJECTION_WATCH * sizeof *late);
	struct objection *all;
	size_t n_all, k = 0;
	enum err err = db_objection_oldest(m->db, OBJECTION_WATCH, &all,
	    &n_all);

	for (size_t i = 0; !err && i < n_all; i++) {
		late[k].objection = all[i];
		err = read_rest(m->db, market_now(m), &late[k]);
		k += !err && late[k].overdue;
	}
	*list = late;
	*n = k;
	return err;
}

enum err
objection_case(struct market *m, const struct actor *actor, int64_t id,
    struct objection_case *c)
{
	return read_case(m->db, actor, id, market_now(m), c);
}

enum err
objection_list(struct market *m, const char *code, struct project *p,
    struct objection **list, size_t *n)
{
	enum err err = db_project_by_code(m->db, code, p);

	if (!err && p->published_at == 0)
		err = ERR_NOT_FOUND;
	return err ? err : db_objection_of_project(m->db, p->id, list, n);
}
