/* SPDX-License-Identifier: Apache-2.0 */
/* agency.c: the directory of agencies, and their stars. */
#include "market/agency.h"

#include <string.h>

#include "db/item.h"
#include "db/record.h"
#include "market/credit_event.h"
#include "market/keys.h"
#include "market/penalty.h"
#include "market/person.h"
#include "market/restar.h"
#include "market/write.h"

enum { MATCHES = 20, COUNT_MOST = 100 };

enum err
agency_list(struct market *m, struct agency_filter *f, struct agency **list,
    size_t *n)
{
	f->limit = AGENCY_PAGE + 1;
	return db_agency_list(m->db, f, list, n);
}

enum err
agency_by_uscc(struct market *m, const char *uscc, struct agency *a)
{
	return db_agency_by_uscc(m->db, uscc, a);
}

enum err
agency_party(struct market *m, int64_t party_id, struct party *party)
{
	return db_party_get(m->db, party_id, party);
}

enum err
agency_own(struct market *m, const struct actor *actor, struct agency *a)
{
	return db_agency_get(m->db, actor->party_id, a);
}

enum err
agency_items(struct market *m, int64_t party_id, int64_t **ids, size_t *n)
{
	return db_agency_items(m->db, party_id, ids, n);
}

enum err
agency_reviews(struct market *m, int64_t party_id, struct review **list,
    size_t *n)
{
	return db_review_about(m->db, "owner", party_id, 0, AGENCY_REVIEWS,
	    list, n);
}

enum err
agency_measures(struct market *m, int64_t party_id, struct measure **list,
    size_t *n)
{
	return db_measure_of(m->db, party_id, "agency", list, n);
}

enum err
agency_count_of_item(struct market *m, int64_t item_id, int64_t *n)
{
	return db_agency_count_of_item(m->db, item_id, COUNT_MOST, n);
}

enum err
agency_matches(struct market *m, const struct actor *actor,
    struct project_row **list, size_t *n)
{
	return db_agency_matches(m->db, actor->party_id, market_now(m),
	    MATCHES, list, n);
}

struct edit {
	const struct actor *actor;
	const struct agency_form *form;
	struct problems *problems;
};

static void
check_form(const struct agency_form *f, struct problems *problems)
{
	const struct { struct text_rule rule; const char *text; } texts[] = {
		{ { .field = "intro", .most = 1000, .multiline = true },
		    f->intro },
		{ { .field = "promise", .most = 500, .multiline = true },
		    f->promise },
		{ { .field = "fee_reference", .most = 500,
		    .multiline = true }, f->fee_reference },
		{ { .field = "phone", .most = 30 }, f->phone },
		{ { .field = "address", .most = 100 }, f->address },
	};

	problems->n = 0;
	for (size_t i = 0; i < COUNT(texts); i++)
		(void)problem_text(problems, &texts[i].rule, texts[i].text);
}

static enum err
set_items(struct db *db, const struct edit *e)
{
	enum err err = db_agency_item_clear(db, e->actor->party_id);

	for (size_t i = 0; !err && i < e->form->n_items; i++) {
		struct item item;

		err = db_item_by_code(db, e->form->items[i], &item);
		if (err == ERR_NOT_FOUND || (!err &&
		    strcmp(item.state, "published") != 0)) {
			problem_at(e->problems, "items", "agency_item_gone");
			return ERR_INVALID;
		}
		if (!err)
			err = db_agency_item_add(db, e->actor->party_id,
			    item.id);
	}
	return err;
}

static enum err
edit_in_txn(struct db *db, void *ctx)
{
	const struct edit *e = ctx;
	const struct agency a = {
		.party_id = e->actor->party_id, .intro = e->form->intro,
		.promise = e->form->promise,
		.fee_reference = e->form->fee_reference,
		.phone = e->form->phone, .address = e->form->address,
	};
	enum err err;

	e->problems->n = 0;
	err = db_agency_update(db, &a);
	if (!err)
		err = set_items(db, e);
	return err ? err : db_audit(db, e->actor, "edit", "agency",
	    e->actor->party_id);
}

enum err
agency_edit(struct market *m, const struct actor *actor,
    const struct agency_form *form, struct problems *problems)
{
	struct edit e = { .actor = actor, .form = form,
	    .problems = problems };

	check_form(form, problems);
	return problems->n ? ERR_INVALID : write_run(m, edit_in_txn, &e);
}

/* ---- its legal representative ---- */

struct representing {
	const struct actor *actor;
	const char *name;
	struct problems *problems;
	char hash[PERSON_HASH];
};

static enum err
represent_in_txn(struct db *db, void *ctx)
{
	const struct representing *r = ctx;
	int64_t id = r->actor->party_id, until = 0;
	struct party party;
	enum err err = db_party_get(db, id, &party);

	r->problems->n = 0;
	if (err || (strcmp(party.legal_rep, r->name) == 0 &&
	    strcmp(party.legal_rep_hash, r->hash) == 0))
		return err;		/* sent twice */
	/* A ban goes with the person, from one organisation to the next. */
	err = penalty_bars(db, 0, r->hash, db_now(db), &until);
	if (!err && until) {
		problem_add(r->problems, (struct problem){
		    .field = "legal_rep_id", .code = "represent_banned",
		    .args = { arg_time("UNTIL", until - 1) } });
		return ERR_FORBIDDEN;
	}
	if (!err)
		err = db_party_set_rep(db, id, r->name, r->hash);
	if (!err)
		err = credit_follow(db, id, r->hash);
	return err ? err : db_audit_change(db, r->actor, "represent",
	    "party", id, party.legal_rep_hash, r->hash);
}

enum err
agency_represent(struct market *m, const struct actor *actor,
    const char *name, const char *number, struct problems *problems)
{
	static const struct text_rule rule = { .field = "legal_rep",
	    .least = 2, .most = 50, .wrong = "legal_rep_length" };
	struct representing r = { .actor = actor, .name = name,
	    .problems = problems };
	char id[PERSON_ID + 1];

	problems->n = 0;
	(void)problem_text(problems, &rule, name);
	if (!person_id(number, id))
		problem_at(problems, "legal_rep_id", "legal_rep_id");
	if (problems->n)
		return ERR_INVALID;
	keys_person(m->house->keys, "id", id, r.hash);
	return write_run(m, represent_in_txn, &r);
}

static const struct rated rated = { "owner", db_agency_set_stars,
    db_agency_stale };

enum err
agency_restar(struct db *db, int64_t party_id, int64_t prior)
{
	return restar(db, &rated, party_id, prior);
}

enum err
agency_stars_sweep(struct market *m, int limit, size_t *n)
{
	return restar_sweep(m, &rated, limit, n);
}
