/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator.c: the register of evaluators. */
#include "market/evaluator.h"

#include <string.h>

#include "db/account.h"
#include "db/item.h"
#include "db/record.h"
#include "market/account.h"
#include "market/base/text.h"
#include "market/password.h"
#include "market/uscc.h"
#include "market/write.h"

enum { UNIT_LEAST = 2, UNIT_MOST = 60 };

struct adding {
	const struct actor *actor;
	struct account account;
	struct evaluator who;
	char record[PASSWORD_RECORD];
};

static enum err
add_in_txn(struct db *db, void *ctx)
{
	struct adding *a = ctx;
	enum err err = db_account_insert(db, &a->account, a->record);

	a->who.account_id = a->account.id;
	if (!err)
		err = db_evaluator_insert(db, &a->who);
	return err ? err : db_audit(db, a->actor, "enrol", "evaluator",
	    a->who.id);
}

static void
read_unit(struct market *m, const struct evaluator_form *form,
    struct evaluator *e, struct problems *problems)
{
	char *unit = arena_strdup(m->arena, form->unit);
	char *uscc = arena_alloc(m->arena, USCC_LENGTH + 1);
	const char *wrong = uscc_problem(form->uscc, uscc);

	text_trim(unit);
	if (!text_clean(unit, false) || text_length(unit) < UNIT_LEAST ||
	    text_length(unit) > UNIT_MOST)
		problem_at(problems, "unit", "evaluator_unit");
	if (form->uscc[0] != '\0' && wrong != NULL)
		problem_at(problems, "uscc", wrong);
	e->unit = unit;
	e->unit_uscc = uscc;
}

/* A service type is one that an item has. */
static enum err
read_type(struct market *m, const char *type, struct evaluator *e,
    struct problems *problems)
{
	struct item_row *items;
	size_t n;
	enum err err = db_item_list(m->db, NULL, &items, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(items[i].type, type) == 0)
			e->type = items[i].type;
	if (!err && e->type == NULL)
		problem_at(problems, "type", "evaluator_type");
	return err;
}

enum err
evaluator_add(struct market *m, const struct actor *actor,
    const struct evaluator_form *form, struct problems *problems)
{
	struct adding a = { .actor = actor, .account = {
	    .role = role_code(ROLE_EVALUATOR) } };
	enum err err;

	account_person(m->arena, form->name, form->email, form->password,
	    &a.account, problems);
	read_unit(m, form, &a.who, problems);
	err = read_type(m, form->type, &a.who, problems);
	if (err || problems->n)
		return err ? err : ERR_INVALID;
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
	enum err err = db_evaluator_stop(db, s->id);

	return err ? err : db_audit(db, s->actor, "strike", "evaluator",
	    s->id);
}

enum err
evaluator_stop(struct market *m, const struct actor *actor, int64_t id)
{
	struct stopping s = { actor, id };

	return write_run(m, stop_in_txn, &s);
}

enum err
evaluator_list(struct market *m, int64_t before_id, struct evaluator **list,
    size_t *n)
{
	return db_evaluator_list(m->db, before_id, EVALUATOR_PAGE + 1, list,
	    n);
}

enum err
evaluator_tasks(struct market *m, const struct actor *actor,
    struct sheet_row **list, size_t *n)
{
	return db_sheet_rows(m->db, actor->account_id, list, n);
}
