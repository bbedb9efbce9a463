/* SPDX-License-Identifier: Apache-2.0 */
/* budget.c: budget lines of a purchaser. */
#include "market/budget.h"

#include "db/record.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/write.h"

enum {
	CODE_MOST = 32,			/* characters */
	NAME_LEAST = 2, NAME_MOST = 60,
	YEARS_BACK = 1, YEARS_AHEAD = 2	/* a mistyped year is far off */
};

enum err
budget_list(struct market *m, const struct actor *actor,
    const struct budget_cursor *after, struct budget_line **list, size_t *n)
{
	return db_budget_of_owner(m->db, actor->party_id, after->year,
	    after->code, BUDGET_PAGE + 1, list, n);
}

enum err
budget_choices(struct market *m, const struct actor *actor,
    struct budget_line **list, size_t *n)
{
	return db_budget_of_owner(m->db, actor->party_id, 0, "",
	    BUDGET_CHOICES, list, n);
}

static const char *
read_text(struct market *m, const char *typed, size_t most)
{
	char *text = arena_strdup(m->arena, typed);

	text_trim(text);
	return text_clean(text, false) && text_length(text) <= most ? text :
	    NULL;
}

static void
read_form(struct market *m, const struct budget_form *form,
    struct budget_line *l, struct problems *problems)
{
	int64_t year = civil_of(market_now(m)).year;
	const char *code;

	if (!digits_int(form->year, year - YEARS_BACK, year + YEARS_AHEAD,
	    &l->year))
		problem_add(problems, (struct problem){ .field = "year",
		    .code = "budget_year", .args = {
		    arg_number("FROM", ARG_PLAIN, year - YEARS_BACK),
		    arg_number("TO", ARG_PLAIN, year + YEARS_AHEAD) } });
	l->code = read_text(m, form->code, CODE_MOST);
	if (l->code == NULL || l->code[0] == '\0')
		problem_at(problems, "code", "budget_code");
	l->name = read_text(m, form->name, NAME_MOST);
	if (l->name == NULL || text_length(l->name) < NAME_LEAST)
		problem_at(problems, "name", "budget_name");
	if (!digits_money(form->amount, &l->amount_fen, &code))
		problem_at(problems, "amount", code);
}

struct addition {
	const struct actor *actor;
	const char *once;
	struct budget_line line;
};

static enum err
add_in_txn(struct db *db, void *ctx)
{
	struct addition *a = ctx;
	struct budget_line *l = &a->line;
	int64_t account = a->actor->account_id;
	enum err err = db_once_find(db, a->once, account, &l->id);

	if (err != ERR_NOT_FOUND)
		return err;
	err = db_budget_insert(db, l);
	if (!err)
		err = db_once_add(db, a->once, account, l->id);
	return err ? err : db_audit(db, a->actor, "add", "budget_line",
	    l->id);
}

enum err
budget_add(struct market *m, const struct actor *actor,
    const struct budget_form *form, int64_t *id, struct problems *problems)
{
	struct addition a = { .actor = actor, .once = form->once };
	enum err err;

	read_form(m, form, &a.line, problems);
	if (problems->n)
		return ERR_INVALID;
	a.line.owner_id = actor->party_id;
	err = write_run(m, add_in_txn, &a);
	if (err == ERR_CONFLICT)
		problem_at(problems, "code", "budget_known");
	*id = a.line.id;
	return err;
}
