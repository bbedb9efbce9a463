/* SPDX-License-Identifier: Apache-2.0 */
/* sheet_annex.c: what an evaluator lays beside its sheet. */
#include "db/record.h"
#include "market/sheet.h"
#include "market/write.h"

static const char kind[] = "annex";

/* Those of one account: *list is cut down to them. */
static enum err
own_of(struct db *db, int64_t account_id, int64_t round_id,
    struct document_use **list, size_t *n)
{
	size_t all, own = 0;
	enum err err = db_document_use_list(db, kind, round_id,
	    DOCUMENT_LIST, list, &all);

	for (size_t i = 0; !err && i < all; i++)
		if ((*list)[i].document.account_id == account_id)
			(*list)[own++] = (*list)[i];
	*n = own;
	return err;
}

struct laying {
	const struct actor *actor;
	const char *code;
	const struct uploads *files;
	struct problems *problems;
};

static enum err
annex_in_txn(struct db *db, void *ctx)
{
	struct laying *l = ctx;
	struct document_use *list;
	struct sheet_case c;
	size_t n;
	enum err err = sheet_find(db, l->actor->account_id, l->code, &c);

	l->problems->n = 0;
	if (!err)
		err = c.mine ? ERR_CONFLICT : sheet_in_time(db, &c);
	if (!err)
		err = own_of(db, l->actor->account_id, c.round.id, &list, &n);
	if (err)
		return err;
	if (n + l->files->n > SHEET_ANNEXES) {
		problem_at(l->problems, "files", "sheet_annexes");
		return ERR_INVALID;
	}
	err = document_attach(db, l->actor, kind, c.round.id, l->files,
	    l->problems);
	return err ? err : db_audit(db, l->actor, "annex", "project",
	    c.project.id);
}

enum err
sheet_annex(struct market *m, const struct actor *actor, const char *code,
    const struct uploads *files, struct problems *problems)
{
	struct laying l = { actor, code, files, problems };

	problems->n = 0;
	if (files->n == 0)
		problem_at(problems, "files", "sheet_annex_none");
	(void)document_check(files, problems);
	return problems->n ? ERR_INVALID : write_run(m, annex_in_txn, &l);
}

enum err
sheet_is_expert(struct db *db, const struct actor *actor, int64_t project_id,
    bool *is)
{
	struct project_evaluator *list;
	struct evaluator who;
	size_t n;
	enum err err = db_evaluator_of_account(db, actor->account_id, &who);

	*is = false;
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	err = db_project_evaluators(db, project_id, &list, &n);
	*is = !err && sheet_is_counted(list, n, who.id);
	return err;
}

enum err
sheet_may_read(struct db *db, const struct actor *actor, int64_t round_id,
    bool *may)
{
	struct project p;
	struct round r;
	enum err err = db_round_get(db, round_id, &r);

	*may = false;
	if (!err)
		err = db_project_get(db, r.project_id, &p);
	if (err || r.result_leaf == 0)
		return err;	/* not ranked: kept back */
	*may = actor->role == ROLE_REGULATOR || actor->role == ROLE_AUDITOR ||
	    (actor->party_id != 0 && actor->party_id == p.owner_id);
	return *may || actor->role != ROLE_EVALUATOR ? OK :
	    sheet_is_expert(db, actor, p.id, may);
}

enum err
sheet_annexes(struct market *m, const struct actor *actor, int64_t round_id,
    struct document_use **list, size_t *n)
{
	return own_of(m->db, actor->account_id, round_id, list, n);
}

bool
sheet_annexes_open(struct market *m, const struct actor *actor,
    int64_t round_id)
{
	bool may;

	return sheet_may_read(m->db, actor, round_id, &may) == OK && may;
}
