/* SPDX-License-Identifier: Apache-2.0 */
/* document.c: files of forms, from the wire to whoever may read them. */
#include "market/document.h"

#include <string.h>

#include "market/award.h"
#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/contract.h"
#include "market/cure.h"
#include "market/document_type.h"
#include "market/petition.h"
#include "market/picture.h"
#include "market/qualification.h"
#include "market/sheet.h"
#include "market/write.h"

enum { STALE_BATCH = 100, STALE_MARGIN = 60 };

/* May this actor (account_id 0: anybody) read files of that object? */
typedef enum err right_fn(struct db *db, const struct actor *actor,
    int64_t object_id, bool *may);

/* Each kind of object that has files, and who reads those not public. */
static const struct {
	const char *kind;
	right_fn *may_read;
} kinds[] = {
	{ "qualification", qualification_may_read },
	{ "deliverable", contract_may_read },	/* what was delivered */
	{ "defects", contract_may_read },	/* what is wrong with it */
	{ "explanation", award_may_read },	/* of a low price */
	{ "force_majeure", petition_may_read },
	{ "annex", sheet_may_read },		/* of the sheets of a round */
	{ "proposal", cure_may_read },		/* of a bid, once opened */
};

static right_fn *
right_of(const char *kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].may_read;
	bug("document: no kind %s", kind);
}

/* ---- coming in ------------------------------------------------------- */

/* What is wrong with it as it came, or NULL; *type then. */
static const char *
judge(struct intake *in, const char *name, const char *declared,
    const char **type)
{
	unsigned char head[DOCUMENT_HEAD];
	size_t n;

	if (intake_size(in) == 0)
		return "document_empty";
	if (intake_size(in) > STORE_MOST)
		return "document_large";
	if (intake_failed(in))
		return "document_room";
	n = intake_read(in, 0, head, sizeof head);
	return document_type(name, declared, head, n, type);
}

/* A picture's other self, or the same file. */
static struct intake *
bare(struct market *m, struct intake *in, const char *type,
    const char **problem)
{
	struct intake *out;

	if (strcmp(type, "jpg") != 0 && strcmp(type, "png") != 0)
		return in;
	out = intake_new(m->house->store);
	switch (picture_clean(type, in, out)) {
	case PICTURE_OK: break;
	case PICTURE_BROKEN: *problem = "document_picture"; break;
	case PICTURE_LARGE: *problem = "document_pixels"; break;
	}
	if (*problem == NULL && intake_failed(out))
		*problem = "document_room";
	return out;
}

struct arrival {
	struct document document;
	const char *problem;
};

static enum err
arrive_in_txn(struct db *db, void *ctx)
{
	struct arrival *a = ctx;
	struct document *d = &a->document, same;
	int64_t files, bytes;
	enum err err = db_document_loose(db, d->account_id, d->hash, &same);

	a->problem = NULL;
	if (err == OK && strcmp(same.name, d->name) == 0)
		return db_document_set_state(db, same.id, "loose");
	if (err && err != ERR_NOT_FOUND)
		return err;
	err = db_document_sent(db, d->account_id, db_now(db) - DOCUMENT_DAY,
	    &files, &bytes);
	if (!err && (files >= DOCUMENT_DAY_FILES ||
	    bytes + d->size > DOCUMENT_DAY_BYTES)) {
		a->problem = "document_quota";
		return OK;
	}
	return err ? err : db_document_insert(db, d);
}

/* The row first, so that nothing ever lies there that no row speaks of. */
static enum err
put_away(struct market *m, const struct actor *actor, struct intake *in,
    struct upload *u)
{
	struct arrival a = { .document = { .size = u->size, .type = u->type,
	    .name = u->name, .account_id = actor->account_id,
	    .party_id = actor->party_id } };
	enum err err = intake_sync(in);

	if (err) {
		u->problem = "document_room";
		return OK;
	}
	memcpy(a.document.hash, u->hash, STORE_HASH);
	store_share(m->house->store);
	err = write_run(m, arrive_in_txn, &a);
	u->problem = a.problem;
	if (!err && !u->problem && store_keep(m->house->store, in) != OK)
		u->problem = "document_room";
	store_leave(m->house->store);
	return err;
}

enum err
document_keep(struct market *m, const struct actor *actor,
    struct intake *in, const char *name, const char *declared,
    enum document_how how, struct upload *u)
{
	struct intake *kept = in;
	enum err err = OK;

	*u = (struct upload){ .type = "",
	    .name = document_clean_name(m->arena, name) };
	u->problem = judge(in, u->name, declared, &u->type);
	if (u->problem)
		return OK;
	if (how == DOCUMENT_BARE)
		kept = bare(m, in, u->type, &u->problem);
	if (!u->problem) {
		u->size = intake_size(kept);
		intake_hash(kept, u->hash);
		if (how != DOCUMENT_HASHED)
			err = put_away(m, actor, kept, u);
	}
	if (kept != in)
		intake_free(kept);
	return err;
}

enum err
document_again(struct market *m, const struct actor *actor,
    const char *hash, struct upload *u)
{
	struct document d;
	enum err err;

	*u = (struct upload){ .type = "", .name = "" };
	if (!digits_unhex(hash, u->hash, STORE_HASH))
		return ERR_NOT_FOUND;
	err = db_document_loose(m->db, actor->account_id, u->hash, &d);
	if (!err && d.since <= market_now(m) - DOCUMENT_HOUR)
		err = ERR_NOT_FOUND;
	if (!err) {
		u->size = d.size;
		u->type = d.type;
		u->name = d.name;
	}
	return err;
}

/* ---- named ----------------------------------------------------------- */

enum err
document_name(struct db *db, const struct actor *actor, const char *kind,
    int64_t object_id, const struct upload *u, const char *title,
    bool is_public)
{
	struct document_use use = { .kind = kind, .object_id = object_id,
	    .title = title[0] ? title : u->name, .is_public = is_public };
	enum err err = db_document_loose(db, actor->account_id, u->hash,
	    &use.document);

	(void)right_of(kind);
	if (err == ERR_NOT_FOUND ||
	    (!err && use.document.since <= db_now(db) - DOCUMENT_HOUR))
		return ERR_CONFLICT;
	if (!err)
		err = db_document_set_state(db, use.document.id, "named");
	return err ? err : db_document_use_insert(db, &use);
}

bool
document_check(const struct uploads *files, struct problems *problems)
{
	for (size_t i = 0; i < files->n; i++)
		if (files->list[i]->problem) {
			problem_at(problems, "files",
			    files->list[i]->problem);
			return false;
		}
	return true;
}

enum err
document_attach(struct db *db, const struct actor *actor, const char *kind,
    int64_t object_id, const struct uploads *files,
    struct problems *problems)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < files->n; i++)
		err = document_name(db, actor, kind, object_id,
		    files->list[i], "", false);
	if (err != ERR_CONFLICT)
		return err;
	problem_at(problems, "files", "document_waited");
	return ERR_INVALID;
}

enum err
document_drop(struct db *db, const char *kind, int64_t object_id)
{
	struct document_use *list;
	size_t n;
	enum err err = db_document_use_list(db, kind, object_id,
	    DOCUMENT_LIST, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		int64_t uses = 0, id = list[i].document.id;

		err = db_document_use_delete(db, list[i].id);
		if (!err)
			err = db_document_uses(db, id, &uses);
		if (!err && uses == 0)
			err = db_document_set_state(db, id, "loose");
	}
	return err;
}

enum err
document_list(struct market *m, const char *kind, int64_t object_id,
    struct document_use **list, size_t *n)
{
	return db_document_use_list(m->db, kind, object_id, DOCUMENT_LIST,
	    list, n);
}

enum err
document_get(struct market *m, const struct actor *actor, int64_t use_id,
    struct document_use *use, char path[STORE_PATH])
{
	enum err err = db_document_use_get(m->db, use_id, use);
	bool may = !err && use->is_public;

	if (!err && !may)
		err = right_of(use->kind)(m->db, actor, use->object_id, &may);
	if (!err && !may)
		err = ERR_NOT_FOUND;
	if (!err)
		store_path(path, use->document.hash);
	return err;
}

/* ---- going ----------------------------------------------------------- */

struct tidying {
	const struct document *list;
	size_t n;
};

static enum err
tidy_in_txn(struct db *db, void *ctx)
{
	const struct tidying *t = ctx;
	enum err err = OK;

	for (size_t i = 0; !err && i < t->n; i++)
		err = db_document_set_state(db, t->list[i].id, "gone");
	return err ? err : db_document_forget(db, db_now(db) - DOCUMENT_DAY);
}

enum err
document_tidy(struct market *m)
{
	struct document list[STALE_BATCH];
	struct tidying t = { .list = list };
	int64_t before = market_now(m) - DOCUMENT_HOUR - STALE_MARGIN;
	struct store *store = m->house->store;
	enum err err;

	if (store == NULL)
		return OK;
	store_alone(store);
	/*
	 * The files first: a row without one is taken up again here, a file
	 * without a row never.  Nobody names what has waited for an hour.
	 */
	err = db_document_stale(m->db, before, STALE_BATCH, list, &t.n);
	for (size_t i = 0; !err && i < t.n; i++) {
		bool wanted;

		err = db_document_wanted(m->db, list[i].hash, before,
		    &wanted);
		if (!err && !wanted)
			err = store_drop(store, list[i].hash);
	}
	if (!err)
		err = write_run(m, tidy_in_txn, &t);
	store_leave(store);
	return err;
}
