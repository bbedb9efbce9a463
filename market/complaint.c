/* SPDX-License-Identifier: Apache-2.0 */
/* complaint.c: complaints are filed, and read. */
#include "market/complaint.h"

#include <string.h>

#include "db/award.h"
#include "db/record.h"
#include "market/base/text.h"
#include "market/complaint_core.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/mask.h"
#include "market/matter.h"
#include "market/message.h"
#include "market/privacy.h"
#include "market/write.h"

/* ---- masks ---- */

void
complaint_private(struct arena *a, const char *text, const char *field,
    struct problems *problems)
{
	struct privacy_hit hits[PRIVACY_HITS];

	if (privacy_scan(a, text, hits) > 0)
		problem_at(problems, field, "complaint_private");
}

/* 张三 as 张某. */
static const char *
person_as(struct arena *a, const struct words *words, const char *name)
{
	const char *end = name;
	char *first;

	(void)text_next(&end);
	first = arena_strndup(a, name, (size_t)(end - name));
	return words ? words->sentence(a, "mask_person", (struct arg[]){
	    arg_text("FIRST", first), { 0 } }) : arena_printf(a, "%s*", first);
}

enum err
complaint_mask(struct db *db, const struct house *h, struct complaint *c)
{
	enum { MOST = 128 };
	struct arena *a = db_arena(db);
	struct mask masks[MOST];
	const char **names, *filer = h->words ? h->words->sentence(a,
	    "mask_filer", NULL) : "mask_filer";
	size_t n, used = 0;
	enum err err = db_complaint_people(db, c, &names, &n);

	if (err)
		return err;
	masks[used++] = (struct mask){ c->party_name, filer };
	masks[used++] = (struct mask){ c->party_uscc, filer };
	for (size_t i = 0; i < n && used < MOST; i++)
		if (names[i][0] != '\0')
			masks[used++] = (struct mask){ names[i],
			    person_as(a, h->words, names[i]) };
	c->shown_facts = mask_text(a, c->facts, masks, used);
	c->shown_claim = mask_text(a, c->claim, masks, used);
	c->shown_decision = mask_text(a, c->decision, masks, used);
	c->shown_remedy = mask_text(a, c->remedy, masks, used);
	return OK;
}

/* ---- who may, until when ---- */

/* From when on one may complain; 0: not yet, or not at all. */
static enum err
since(struct db *db, const struct objection *o, int64_t now, int64_t *from)
{
	struct due d;
	enum err err;

	*from = 0;
	if (strcmp(o->state, "withdrawn") == 0)
		return OK;
	if (o->answered_at) {
		*from = o->answered_at;
		return OK;
	}
	err = db_due_get(db, o->project_id, "objection_lapse", o->id, &d);
	if (!err && !due_open(&d, now))
		*from = d.due_at;
	return err == ERR_NOT_FOUND ? OK : err;
}

/* The award that was in question when it was objected to, whatever became. */
static enum err
awarded(struct db *db, int64_t party_id, struct complaint_stand *s)
{
	const struct objection *o = &s->objection;
	struct award *list;
	size_t n;
	enum err err;

	if (strcmp(o->about, "result") != 0 &&
	    strcmp(o->about, "contract") != 0)
		return OK;
	err = db_award_all(db, o->project_id, &list, &n);
	for (size_t i = 0; !err && i < n && s->award_id == 0; i++) {
		const struct award *a = &list[i];

		if (a->published_at == 0 || a->published_at > o->filed_at ||
		    (a->ended_at && a->ended_at < o->filed_at))
			continue;
		s->award_id = a->id;
		if (a->agency_id == party_id)
			continue;
		s->agency_id = a->agency_id;
		s->agency_name = a->agency_name;
	}
	return err;
}

static enum err
stand(struct db *db, const struct house *h, int64_t party_id, int64_t now,
    int64_t objection_id, struct complaint_stand *s)
{
	struct complaint c;
	int64_t from = 0;
	enum err err;

	*s = (struct complaint_stand){ .agency_name = "" };
	err = db_objection_get(db, objection_id, &s->objection);
	if (!err && s->objection.party_id != party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_project_get(db, s->objection.project_id,
		    &s->project);
	if (!err)
		err = since(db, &s->objection, now, &from);
	if (!err)
		err = awarded(db, party_id, s);
	if (err)
		return err;
	err = db_complaint_of_objection(db, objection_id, &c);
	if (err != ERR_NOT_FOUND) {
		s->id = err ? 0 : c.id;
		return err ? err : ERR_CONFLICT;
	}
	if (from == 0)
		return ERR_CONFLICT;
	s->until = span_end(&h->calendar, from, house_params(h,
	    s->project.param_version)->complaint_file,
	    h->params.day_cutoff, NULL);
	return now > s->until ? ERR_CONFLICT : OK;
}

enum err
complaint_stand(struct market *m, const struct actor *actor,
    int64_t objection_id, struct complaint_stand *s)
{
	return stand(m->db, m->house, actor->party_id, market_now(m),
	    objection_id, s);
}

/* ---- filing ---- */

struct filing {
	struct house *house;
	const struct actor *actor;
	int64_t objection_id;
	bool agency;			/* is accused, not the purchaser */
	struct complaint c;
	const char *trouble;
};

/* Those that must answer, and all regulators. */
static enum err
tell_filed(struct db *db, const struct complaint *c, int64_t until)
{
	const struct arg args[] = { arg_text("EVENT", arena_printf(
	    db_arena(db), "%lld", (long long)c->id)), arg_time("UNTIL",
	    until), { 0 } };
	struct message t = { .code = "complaint_filed",
	    .party_id = c->owner_id, .project_id = c->project_id,
	    .args = args };
	enum err err = message_tell(db, &t);

	t.party_id = c->accused_id;
	if (!err && c->accused_id != c->owner_id)
		err = message_tell(db, &t);
	t.party_id = 0;
	t.role = "regulator";
	t.code = "complaint_came";
	return err ? err : message_tell(db, &t);
}

static enum err
file_in_txn(struct db *db, void *ctx)
{
	struct filing *f = ctx;
	struct complaint_stand s;
	int64_t until;
	enum err err = stand(db, f->house, f->actor->party_id, db_now(db),
	    f->objection_id, &s);

	f->trouble = NULL;
	f->c.id = s.id;
	if (!err && f->agency && s.agency_id == 0) {
		f->trouble = "complaint_no_agency";
		return ERR_INVALID;
	}
	if (err)
		return err;
	f->c.objection_id = f->objection_id;
	f->c.project_id = s.project.id;
	f->c.owner_id = s.project.owner_id;
	f->c.party_id = f->actor->party_id;
	f->c.accused_id = f->agency ? s.agency_id : s.project.owner_id;
	f->c.award_id = s.award_id;
	f->c.about = s.objection.about;
	err = db_complaint_insert(db, &f->c);
	if (!err)
		err = due_span(db, f->house, NULL, COMPLAINT_ACCEPT, f->c.id,
		    db_now(db), f->house->params.complaint_accept, &until);
	if (!err)
		err = tell_filed(db, &f->c, until);
	/* The timeline does not tell who: the clock's hand. */
	if (!err)
		err = flow_tell(db, f->house, NULL, &s.project,
		    "complaint_filed", "");
	return err ? err : db_audit_change(db, f->actor, "complaint_file",
	    "complaint", f->c.id, "", "filed");
}

enum err
complaint_file(struct market *m, const struct actor *actor,
    int64_t objection_id, const struct complaint_form *form, int64_t *id,
    struct problems *problems)
{
	struct filing f = { .house = m->house, .actor = actor,
	    .objection_id = objection_id,
	    .agency = strcmp(form->accused, "agency") == 0 };
	enum err err;

	problems->n = 0;
	*id = 0;
	if (!f.agency && strcmp(form->accused, "owner") != 0)
		problem_at(problems, "accused", "complaint_accused");
	f.c.facts = matter_text(m->arena, form->facts, COMPLAINT_FACTS,
	    "facts", "complaint_facts", problems);
	f.c.claim = matter_text(m->arena, form->claim, COMPLAINT_CLAIM,
	    "claim", "complaint_claim", problems);
	complaint_private(m->arena, f.c.facts, "facts", problems);
	complaint_private(m->arena, f.c.claim, "claim", problems);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, file_in_txn, &f);
	if (f.trouble)
		problem_at(problems, "accused", f.trouble);
	*id = f.c.id;
	return err;
}

/* ---- reading ---- */

bool
complaint_is_of(const struct complaint *c, int64_t party_id)
{
	return party_id != 0 && (party_id == c->party_id ||
	    party_id == c->owner_id || party_id == c->accused_id);
}

static enum err
due_of(struct db *db, const struct complaint *c, int64_t now,
    int64_t *until, bool *late)
{
	const char *event = strcmp(c->state, "filed") == 0 ?
	    COMPLAINT_ACCEPT : strcmp(c->state, "accepted") == 0 ?
	    COMPLAINT_DECIDE : COMPLAINT_REMEDY;
	struct due d;
	enum err err = c->open ? db_due_get(db, 0, event, c->id, &d) :
	    ERR_NOT_FOUND;

	*until = err ? 0 : d.due_at;
	*late = !err && !due_open(&d, now);
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
complaint_due(struct market *m, const struct complaint *c, int64_t *until,
    bool *late)
{
	return due_of(m->db, c, market_now(m), until, late);
}

enum err
complaint_case(struct market *m, const struct actor *actor, int64_t id,
    struct complaint_case *c)
{
	enum err err = db_complaint_get(m->db, id, &c->complaint);

	if (!err && actor->role != ROLE_REGULATOR &&
	    actor->role != ROLE_AUDITOR &&
	    !complaint_is_of(&c->complaint, actor->party_id))
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_project_get(m->db, c->complaint.project_id,
		    &c->project);
	return err ? err : complaint_due(m, &c->complaint, &c->until,
	    &c->late);
}

enum err
complaint_of(struct market *m, int64_t objection_id, int64_t *id)
{
	struct complaint c;
	enum err err = db_complaint_of_objection(m->db, objection_id, &c);

	*id = err ? 0 : c.id;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
complaint_public(struct market *m, int64_t at, int64_t id,
    struct complaint **list, size_t *n)
{
	return db_complaint_public(m->db, at, id, COMPLAINT_PAGE + 1, list,
	    n);
}

enum err
complaint_queue(struct market *m, int64_t level, int64_t after,
    struct complaint **list, size_t *n)
{
	return db_complaint_open(m->db, level, after, COMPLAINT_PAGE + 1,
	    list, n);
}

enum err
complaint_own(struct market *m, const struct actor *actor, int64_t before,
    struct complaint **list, size_t *n)
{
	return db_complaint_of_party(m->db, actor->party_id, before,
	    COMPLAINT_PAGE + 1, list, n);
}
