/* SPDX-License-Identifier: Apache-2.0 */
/* bid_document.c: documents beside a price: their hashes, then themselves. */
#include "fcgi/bid.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/param_set.h"
#include "fcgi/upload.h"
#include "market/base/digits.h"

/* ---- before the opening: hashes alone ---- */

void
bid_hashes(struct req *req, const char *hashes[CURE_MOST])
{
	for (size_t k = 0; k < CURE_MOST; k++)
		hashes[k] = form_text(&req->form, cure_key(
		    req->market->arena, k + 1));
}

/* What this form brought, or an earlier one: its hash, "" for none. */
static const char *
hash_of(struct req *req, const char *key, const char *carried)
{
	struct arena *a = req->market->arena;
	const struct upload *u = upload_many(req, key, 0);
	char hex[2 * STORE_HASH + 1];

	if (u != NULL)
		return u->problem ? "" : arena_strdup(a, digits_hex(hex,
		    u->hash, STORE_HASH));
	return carried;
}

void
fill_bid_documents(struct req *req, struct view *v,
    const struct bid_offer *o, const struct problems *problems)
{
	struct arena *a = req->market->arena;
	const char *names[CURE_MOST], *hashes[CURE_MOST] = { NULL };
	size_t n = cure_asked_by(a, &o->round);

	if (n == 0 || cure_names(a, o->project.documents, names) < n)
		return;
	bid_hashes(req, hashes);
	fill_span(view_row(v, "DOCS"), house_params(req->market->house,
	    o->project.param_version)->bid_cure);
	for (size_t k = 0; k < n; k++) {
		struct view *row = view_row(v, "DOC");
		const char *key = cure_key(a, k + 1);
		const char *hash = hash_of(req, key, hashes[k]);
		const struct problem *wrong = problem_of(problems, key);

		view_text(row, "DOC_KEY", key);
		view_text(row, "DOC_NAME", names[k]);
		if (hash[0] != '\0')
			view_text(view_row(row, "HASHED"), "DOC_HASH", hash);
		else
			view_show(row, "UNHASHED");
		if (wrong)
			view_words(view_row(row, "WRONG"), "WHY",
			    wrong->code, wrong->args);
	}
}

/* For who seals by the server: the hash of each file, and nothing is kept. */
int
bid_documents_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	enum err err = bid_offer(req->market, &req->actor, req->arg[0], &o,
	    &problems);

	if (err)
		return bid_refuse(req, err, &problems);
	for (size_t k = 1; k <= CURE_MOST; k++) {
		const char *key = cure_key(req->market->arena, k);
		const struct upload *u = upload_many(req, key, 0);

		if (u && u->problem)
			problem_at(&problems, key, u->problem);
	}
	return bid_show_new(req, problems.n ? 422 : 200, &o, "", &problems);
}

/* ---- after it ---- */

/* A link to the file, for whom document_get() would let through. */
static enum err
fill_link(struct req *req, struct view *row, const struct bid_document *d)
{
	return req->actor.account_id == 0 || strcmp(d->state, "cured") != 0 ||
	    !cure_readable(req->market, &req->actor, d->id) ? OK :
	    fill_files(req, row, "DOC_FILE", "proposal", d->id);
}

enum err
fill_handed_in(struct req *req, struct view *v, const struct project *p,
    int64_t bid_id, const struct bid_document *list, size_t n)
{
	const char *names[CURE_MOST];
	size_t n_names = cure_names(req->market->arena, p->documents, names);
	enum err err = OK;

	for (size_t i = db_bid_document_first(list, n, bid_id);
	    !err && i < n && list[i].bid_id == bid_id; i++) {
		const struct bid_document *d = &list[i];
		struct view *row;

		if (d->k > (int64_t)n_names)
			continue;
		row = view_row(v, "DOC");
		view_text(row, "DOC_NAME", names[d->k - 1]);
		view_word(row, "DOC_STATE", "document", d->state);
		if (strcmp(d->state, "missed") == 0)
			view_show(row, "DOC_RED");
		err = fill_link(req, row, d);
	}
	return err;
}

/* What is still to come: a field each, with what was sealed for it. */
static void
fill_owed(struct req *req, struct view *v, const struct cure_case *c,
    const struct problems *problems)
{
	struct arena *a = req->market->arena;
	char hex[2 * STORE_HASH + 1];

	for (size_t i = 0; i < c->n; i++) {
		const struct bid_document *d = &c->list[i];
		const char *key = cure_key(a, (size_t)d->k);
		const struct problem *wrong = problem_of(problems, key);
		struct view *row;

		if (strcmp(d->state, "missing") != 0)
			continue;
		row = view_row(v, "OWED");
		view_text(row, "DOC_KEY", key);
		view_text(row, "DOC_NAME", c->names[d->k - 1]);
		if (d->has_hash)
			view_text(view_row(row, "SEALED_HASH"), "DOC_HASH",
			    arena_strdup(a, digits_hex(hex, d->sealed,
			    STORE_HASH)));
		else
			view_show(row, "ANY_FILE");
		if (wrong)
			view_words(view_row(row, "WRONG"), "WHY",
			    wrong->code, wrong->args);
		/* One that is not what was sealed is to be chosen anew. */
		if (!wrong)
			upload_fill(req, row, upload_of(req, key));
	}
}

static const char *
how_it_ended(const struct cure_case *c)
{
	bool missing = false;

	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->list[i].state, "missed") == 0)
			return "MISSED";
		missing |= strcmp(c->list[i].state, "missing") == 0;
	}
	return missing ? "LATE" : "ALL_THERE";
}

static int
show(struct req *req, int status, const struct cure_case *c,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "bid/documents.html");

	view_words(v, "TITLE", "title_cure", NULL);
	view_text(v, "CODE", c->project.code);
	view_text(v, "NAME", c->project.title);
	view_text(v, "OWNER", c->project.owner_name);
	view_arg(v, arg_time("UNTIL", c->until));
	if (fill_handed_in(req, v, &c->project, c->bid.id, c->list, c->n) !=
	    OK)
		return reply_error(req, ERR_INTERNAL);
	if (c->open)
		fill_owed(req, view_row(v, "CURE_OPEN"), c, problems);
	else
		view_show(v, how_it_ended(c));
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
cure_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct cure_case c;
	enum err err = cure_case(req->market, &req->actor, req->arg[0], &c);

	return err ? reply_error(req, err) : show(req, 200, &c, &problems);
}

int
cure_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct upload *files[CURE_MOST];
	struct cure_case c;
	enum err err;

	for (size_t k = 0; k < CURE_MOST; k++)
		files[k] = upload_of(req, cure_key(req->market->arena,
		    k + 1));
	err = cure_place(req->market, &req->actor, req->arg[0], files,
	    &problems);
	if (problems.n && cure_case(req->market, &req->actor, req->arg[0],
	    &c) == OK)
		return show(req, reply_status(err), &c, &problems);
	return err ? reply_error(req, err) : reply_done(req, "done_cure",
	    "/projects/%s/documents", req->arg[0]);
}
