/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_propose.c: an officer proposes a penalty. */
#include <string.h>

#include "db/agency.h"
#include "db/credit_event.h"
#include "db/item.h"
#include "db/party.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/catalogue.h"
#include "market/penalty_core.h"
#include "market/write.h"

/* Its row in the catalogue, and the term it has by itself. */
static const struct {
	const char *kind, *effect;
	int reapply;		/* index of exit.reapply; -1: of the ladder */
} kinds[] = {
	{ "warning", "PENALTY_WARNING", -1 },
	{ "suspension", "PENALTY_SUSPENSION", -1 },
	{ "expulsion", "PENALTY_EXPULSION", 0 },
	{ "ban", "PENALTY_BAN", 1 },
};

struct proposing {
	const struct actor *actor;
	const struct penalty_form *form;
	struct problems *problems;
	struct penalty p;
};

/* Days of the form, or of the parameters. */
static void
read_days(const struct house *h, struct proposing *w)
{
	const struct params *params = &h->params;
	int64_t days = 0;
	bool known = false;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, w->p.kind) == 0 &&
		    kinds[i].reapply >= 0) {
			w->p.days = params->exit_reapply[kinds[i].reapply];
			return;
		}
	if (digits_int(w->form->days, 1, INT32_MAX, &days))
		for (size_t i = 0; i < COUNT(params->suspend_days); i++)
			known |= params->suspend_days[i] == days;
	if (!known)
		problem_at(w->problems, "days", "penalty_days");
	w->p.days = days;
}

static void
check_kind(const struct house *h, struct proposing *w)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (strcmp(kinds[i].kind, w->form->kind) != 0)
			continue;
		w->p.kind = kinds[i].kind;
		if (!catalogue_effect(house_catalogue(h, 0),
		    kinds[i].effect))
			problem_at(w->problems, "kind", "penalty_off");
		read_days(h, w);
		return;
	}
	problem_at(w->problems, "kind", "penalty_kind");
}

static enum err
find_item(struct db *db, struct proposing *w)
{
	struct item item;
	enum err err;

	if (w->form->item[0] == '\0')
		return OK;
	if (strcmp(w->p.kind, "suspension") != 0) {
		problem_at(w->problems, "item", "penalty_item_only");
		return ERR_INVALID;
	}
	err = db_item_by_code(db, w->form->item, &item);
	if (err == ERR_NOT_FOUND) {
		problem_at(w->problems, "item", "penalty_no_item");
		return ERR_INVALID;
	}
	w->p.item_id = item.id;
	return err;
}

/* The event it rests on, and whether that is grave enough. */
static enum err
find_event(struct db *db, struct proposing *w, const struct agency *a)
{
	bool ban = strcmp(w->p.kind, "ban") == 0;
	bool grave = ban || strcmp(w->p.kind, "expulsion") == 0;
	struct credit_event e = { .veto = false };
	struct penalty_falls falls = { .twice = false };
	enum err err = OK;

	if (w->form->event[0]) {
		err = digits_int(w->form->event, 1, INT64_MAX,
		    &w->p.event_id) ? db_credit_event_get(db, w->p.event_id,
		    &e) : ERR_NOT_FOUND;
		if (err == ERR_NOT_FOUND || (!err &&
		    (e.party_id != a->party_id ||
		    (strcmp(e.state, "effective") != 0 &&
		    strcmp(e.state, "appealed") != 0)))) {
			problem_at(w->problems, "event", "penalty_no_event");
			return ERR_INVALID;
		}
	}
	if (!err && grave && !ban)
		err = penalty_twice(db, a->party_id, db_now(db), &falls);
	if (err || !grave || e.veto || falls.twice)
		return err;
	problem_at(w->problems, "event", ban ? "penalty_needs_veto" :
	    "penalty_needs_grave");
	return ERR_INVALID;
}

static enum err
propose_in_txn(struct db *db, void *ctx)
{
	struct proposing *w = ctx;
	struct party party;
	struct agency a;
	enum err err = db_once_find(db, w->form->once, w->actor->account_id,
	    &w->p.id);

	w->problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = db_party_by_uscc(db, w->form->uscc, &party);
	if (!err)
		err = db_agency_get(db, party.id, &a);
	if (err == ERR_NOT_FOUND) {
		problem_at(w->problems, "uscc", "credit_no_agency");
		return ERR_INVALID;
	}
	w->p.item_id = w->p.event_id = 0;
	if (!err)
		err = find_item(db, w);
	if (!err)
		err = find_event(db, w, &a);
	if (err)
		return err;
	w->p.party_id = party.id;
	w->p.rep_hash = party.legal_rep_hash;
	w->p.article = w->form->article;
	w->p.facts = w->form->facts;
	w->p.proposed_by = w->actor->account_id;
	err = db_penalty_insert(db, &w->p);
	if (!err)
		err = db_audit_change(db, w->actor, "penalty_propose",
		    "penalty", w->p.id, "", "proposed");
	return err ? err : db_once_add(db, w->form->once,
	    w->actor->account_id, w->p.id);
}

enum err
penalty_propose(struct market *m, const struct actor *actor,
    const struct penalty_form *form, int64_t *id, struct problems *problems)
{
	static const struct text_rule article = { .field = "article",
	    .least = PENALTY_ARTICLE_LEAST, .most = PENALTY_ARTICLE,
	    .wrong = "penalty_article_length" };
	static const struct text_rule facts = { .field = "facts",
	    .multiline = true, .least = PENALTY_TEXT_LEAST,
	    .most = PENALTY_TEXT, .wrong = "penalty_text_length" };
	struct proposing w = { .actor = actor, .form = form,
	    .problems = problems };
	enum err err;

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	if (form->uscc[0] == '\0')
		problem_at(problems, "uscc", "credit_no_agency");
	check_kind(m->house, &w);
	(void)problem_text(problems, &article, form->article);
	(void)problem_text(problems, &facts, form->facts);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, propose_in_txn, &w);
	*id = w.p.id;
	return err;
}
