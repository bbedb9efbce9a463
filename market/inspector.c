/* SPDX-License-Identifier: Apache-2.0 */
/* inspector.c: the list of inspectors, and whom they must not inspect. */
#include "market/inspector.h"

#include <string.h>

#include "db/account.h"
#include "db/agency.h"
#include "db/record.h"
#include "market/account.h"
#include "market/base/text.h"
#include "market/password.h"
#include "market/write.h"

enum { UNIT_LEAST = 2, UNIT_MOST = 60, REASON_LEAST = 2, REASON_MOST = 200 };

struct adding {
	const struct actor *actor;
	struct account account;
	struct inspector who;
	char record[PASSWORD_RECORD];
};

static enum err
add_in_txn(struct db *db, void *ctx)
{
	struct adding *a = ctx;
	enum err err = db_account_insert(db, &a->account, a->record);

	a->who.account_id = a->account.id;
	if (!err)
		err = db_inspector_insert(db, &a->who);
	return err ? err : db_audit(db, a->actor, "enrol", "inspector",
	    a->who.id);
}

enum err
inspector_add(struct market *m, const struct actor *actor,
    const struct inspector_form *form, struct problems *problems)
{
	static const struct text_rule unit = { .field = "unit",
	    .least = UNIT_LEAST, .most = UNIT_MOST,
	    .wrong = "evaluator_unit" };
	struct adding a = { .actor = actor, .account = {
	    .role = role_code(ROLE_INSPECTOR) }, .who = { .unit =
	    form->unit } };
	enum err err;

	problems->n = 0;
	account_person(m->arena, form->name, form->email, form->password,
	    &a.account, problems);
	(void)problem_text(problems, &unit, form->unit);
	if (problems->n)
		return ERR_INVALID;
	err = password_hash(m->house->gate, form->password, a.record);
	if (!err)
		err = write_run(m, add_in_txn, &a);
	if (err == ERR_CONFLICT)
		problem_at(problems, "email", "join_known_email");
	return err;
}

struct stopping {
	const struct actor *actor;
	int64_t id;
};

static enum err
stop_in_txn(struct db *db, void *ctx)
{
	const struct stopping *s = ctx;
	enum err err = db_inspector_stop(db, s->id);

	return err ? err : db_audit(db, s->actor, "strike", "inspector",
	    s->id);
}

enum err
inspector_stop(struct market *m, const struct actor *actor, int64_t id)
{
	struct stopping s = { actor, id };

	return write_run(m, stop_in_txn, &s);
}

enum err
inspector_list(struct market *m, int64_t before_id, struct inspector **list,
    size_t *n)
{
	return db_inspector_list(m->db, before_id, INSPECTOR_PAGE + 1, list,
	    n);
}

enum err
inspector_me(struct market *m, const struct actor *actor,
    struct inspector *i)
{
	return db_inspector_of_account(m->db, actor->account_id, i);
}

enum err
inspector_get(struct market *m, int64_t id, struct inspector *i)
{
	return db_inspector_get(m->db, id, i);
}

/* ---- recusal ---- */

struct declaring {
	const struct actor *actor;
	const char *uscc, *reason;
	struct problems *problems;
};

static enum err
declare_in_txn(struct db *db, void *ctx)
{
	struct declaring *d = ctx;
	struct inspector me;
	struct agency agency;
	enum err err = db_inspector_of_account(db, d->actor->account_id,
	    &me);

	d->problems->n = 0;
	if (err)
		return err;
	err = db_agency_by_uscc(db, d->uscc, &agency);
	if (err == ERR_NOT_FOUND) {
		problem_at(d->problems, "uscc", "inspect_no_agency");
		return ERR_INVALID;
	}
	if (!err)
		err = db_inspector_conflict_add(db,
		    &(struct inspector_conflict){ .inspector_id = me.id,
		    .agency_id = agency.party_id, .reason = d->reason });
	return err ? err : db_audit_change(db, d->actor, "declare_conflict",
	    "inspector", me.id, "", d->uscc);
}

enum err
inspector_declare(struct market *m, const struct actor *actor,
    const char *uscc, const char *reason, struct problems *problems)
{
	static const struct text_rule rule = { .field = "reason",
	    .least = REASON_LEAST, .most = REASON_MOST,
	    .wrong = "inspect_conflict_reason" };
	struct declaring d = { actor, uscc, reason, problems };

	problems->n = 0;
	if (uscc[0] == '\0')
		problem_at(problems, "uscc", "inspect_no_agency");
	(void)problem_text(problems, &rule, reason);
	return problems->n ? ERR_INVALID : write_run(m, declare_in_txn, &d);
}

enum err
inspector_declared(struct market *m, const struct actor *actor,
    struct inspector_conflict **list, size_t *n)
{
	struct inspector me;
	enum err err = inspector_me(m, actor, &me);

	*n = 0;
	return err ? err : db_inspector_conflicts(m->db, me.id,
	    INSPECTOR_CONFLICTS, list, n);
}
