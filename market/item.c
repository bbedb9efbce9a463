/* SPDX-License-Identifier: Apache-2.0 */
/* item.c: the list of services that may be asked for. */
#include "market/item.h"

#include <inttypes.h>
#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"
#include "market/fee.h"
#include "market/write.h"

struct change {
	const struct actor *actor;
	const struct item_form *form;
	const char *code;
	struct problems *problems;
	struct item item;
};

enum err
item_choices(struct market *m, struct item_row **list, size_t *n)
{
	return db_item_list(m->db, "published", list, n);
}

enum err
item_all(struct market *m, struct item_row **list, size_t *n)
{
	return db_item_list(m->db, NULL, list, n);
}

enum err
item_get(struct market *m, const char *code, struct item *item)
{
	return db_item_by_code(m->db, code, item);
}

enum err
item_prices(struct market *m, int64_t item_id, struct item_price **list,
    size_t *n)
{
	return db_item_prices(m->db, item_id, ITEM_PRICES, list, n);
}

static bool
is_code(const char *code)
{
	return code[0] && strlen(code) <= 20 && strspn(code,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(code);
}

/* Every text of the form: its field, how long, and its problem. */
static void
check_texts(const struct item_form *f, struct problems *problems)
{
	const struct { struct text_rule rule; const char *text; } texts[] = {
		{ { .field = "name", .most = 60 }, f->name },
		{ { .field = "type", .most = 40 }, f->type },
		{ { .field = "department", .most = 60 }, f->department },
		{ { .field = "legal_basis", .most = 2000,
		    .multiline = true }, f->legal_basis },
		{ { .field = "approval_item", .most = 200 },
		    f->approval_item },
		{ { .field = "workflow", .most = 2000, .multiline = true },
		    f->workflow },
		{ { .field = "conditions", .most = 2000, .multiline = true },
		    f->conditions },
		{ { .field = "fee_standard", .most = 2000,
		    .multiline = true }, f->fee_standard },
		{ { .field = "result_doc", .most = 200 }, f->result_doc },
		{ { .field = "requirement", .most = 1000,
		    .multiline = true }, f->requirement },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		(void)problem_text(problems, &texts[i].rule, texts[i].text);
	if (f->name[0] == '\0')
		problem_at(problems, "name", "item_name_empty");
	if (f->type[0] == '\0')
		problem_at(problems, "type", "item_type_empty");
	if (f->department[0] == '\0')
		problem_at(problems, "department", "item_department_empty");
}

/* The standard as a rule; what is typed without a basis is not lost. */
static void
read_fee(struct arena *a, const struct item_form *f, struct item *item,
    struct problems *problems)
{
	const char *typed = f->fee_table ? f->fee_table : "", *why;

	item->fee_basis = f->fee_basis == NULL ? "" :
	    strcmp(f->fee_basis, "fixed") == 0 ? "fixed" :
	    strcmp(f->fee_basis, "ceiling") == 0 ? "ceiling" : "";
	why = fee_typed(a, item->fee_basis, typed, &item->fee_table);
	if (item->fee_basis[0] == '\0' && typed[0])
		why = "item_fee_basis";
	if (why)
		problem_at(problems, "fee_table", why);
}

static enum err
read_form(struct db *db, const struct item_form *f, struct item *item,
    struct problems *problems)
{
	const char *mode = strcmp(f->fee_mode, "guided") == 0 ? "guided" :
	    strcmp(f->fee_mode, "fixed") == 0 ? "fixed" : "market";

	check_texts(f, problems);
	item->time_limit_wd = 0;
	if (f->time_limit[0] && !digits_int(f->time_limit, 1, 500,
	    &item->time_limit_wd))
		problem_at(problems, "time_limit", "item_limit_range");
	item->name = f->name;
	item->type = f->type;
	item->department = f->department;
	item->legal_basis = f->legal_basis;
	item->approval_item = f->approval_item;
	item->workflow = f->workflow;
	item->conditions = f->conditions;
	item->fee_mode = mode;
	read_fee(db_arena(db), f, item, problems);
	item->fee_standard = f->fee_standard;
	item->result_doc = f->result_doc;
	item->requirement = f->requirement;
	return problems->n ? ERR_INVALID : OK;
}

/* 二(七): basis, time limit, workflow, conditions and fee are public. */
static enum err
check_whole(const struct item *item, struct problems *problems)
{
	const struct { const char *field, *code; bool there; } must[] = {
		{ "legal_basis", "item_basis_empty", item->legal_basis[0] },
		{ "time_limit", "item_limit_empty",
		    item->time_limit_wd > 0 },
		{ "workflow", "item_workflow_empty", item->workflow[0] },
		{ "conditions", "item_conditions_empty",
		    item->conditions[0] },
		{ "fee_standard", "item_fee_empty", item->fee_standard[0] },
	};

	for (size_t i = 0; i < COUNT(must); i++)
		if (!must[i].there)
			problem_at(problems, must[i].field, must[i].code);
	return problems->n ? ERR_INVALID : OK;
}

static enum err
create_in_txn(struct db *db, void *ctx)
{
	struct change *c = ctx;
	struct item old;
	int64_t id;
	enum err err = db_once_find(db, c->form->once, c->actor->account_id,
	    &id);

	c->problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;		/* sent twice */
	c->item = (struct item){ .code = c->form->code, .state = "draft" };
	if (!is_code(c->form->code))
		problem_at(c->problems, "code", "item_code_format");
	err = read_form(db, c->form, &c->item, c->problems);
	if (err)
		return err;
	err = db_item_by_code(db, c->form->code, &old);
	if (!err) {
		problem_at(c->problems, "code", "item_code_taken");
		return ERR_CONFLICT;
	}
	if (err != ERR_NOT_FOUND)
		return err;
	err = db_item_insert(db, &c->item);
	if (!err)
		err = db_once_add(db, c->form->once, c->actor->account_id,
		    c->item.id);
	return err ? err : db_audit(db, c->actor, "create", "item",
	    c->item.id);
}

enum err
item_create(struct market *m, const struct actor *actor,
    const struct item_form *form, struct problems *problems)
{
	struct change c = { .actor = actor, .form = form,
	    .problems = problems };

	return write_run(m, create_in_txn, &c);
}

static enum err
edit_in_txn(struct db *db, void *ctx)
{
	struct change *c = ctx;
	enum err err = db_item_by_code(db, c->form->code, &c->item);

	c->problems->n = 0;
	if (err)
		return err;
	if (strcmp(c->item.state, "repealed") == 0)
		return ERR_CONFLICT;
	err = read_form(db, c->form, &c->item, c->problems);
	if (!err && strcmp(c->item.state, "published") == 0)
		err = check_whole(&c->item, c->problems);
	if (!err)
		err = db_item_update(db, &c->item);
	return err ? err : db_audit(db, c->actor, "edit", "item",
	    c->item.id);
}

enum err
item_edit(struct market *m, const struct actor *actor,
    const struct item_form *form, struct problems *problems)
{
	struct change c = { .actor = actor, .form = form,
	    .problems = problems };

	return write_run(m, edit_in_txn, &c);
}

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	struct change *c = ctx;
	enum err err = db_item_by_code(db, c->code, &c->item);

	c->problems->n = 0;
	if (err || strcmp(c->item.state, "published") == 0)
		return err;
	if (strcmp(c->item.state, "repealed") == 0)
		return ERR_CONFLICT;
	err = check_whole(&c->item, c->problems);
	if (err)
		return err;
	c->item.state = "published";
	err = db_item_update(db, &c->item);
	return err ? err : db_audit(db, c->actor, "publish", "item",
	    c->item.id);
}

enum err
item_publish(struct market *m, const struct actor *actor, const char *code,
    struct problems *problems)
{
	struct change c = { .actor = actor, .code = code,
	    .problems = problems };

	return write_run(m, publish_in_txn, &c);
}

static enum err
repeal_in_txn(struct db *db, void *ctx)
{
	struct change *c = ctx;
	enum err err = db_item_by_code(db, c->code, &c->item);

	if (err || strcmp(c->item.state, "repealed") == 0)
		return err;
	if (strcmp(c->item.state, "published") != 0)
		return ERR_CONFLICT;
	c->item.state = "repealed";
	err = db_item_update(db, &c->item);
	return err ? err : db_audit(db, c->actor, "repeal", "item",
	    c->item.id);
}

enum err
item_repeal(struct market *m, const struct actor *actor, const char *code)
{
	struct change c = { .actor = actor, .code = code };

	return write_run(m, repeal_in_txn, &c);
}

void
item_to_form(struct arena *a, const struct item *item,
    struct item_form *form)
{
	*form = (struct item_form){
		.code = item->code, .name = item->name, .type = item->type,
		.department = item->department,
		.legal_basis = item->legal_basis,
		.approval_item = item->approval_item,
		.time_limit = item->time_limit_wd ? arena_printf(a,
		    "%" PRId64, item->time_limit_wd) : "",
		.workflow = item->workflow, .conditions = item->conditions,
		.fee_mode = item->fee_mode,
		.fee_standard = item->fee_standard,
		.fee_basis = item->fee_basis,
		.fee_table = fee_type(a, item->fee_basis, item->fee_table),
		.result_doc = item->result_doc,
		.requirement = item->requirement, .once = "",
	};
}
