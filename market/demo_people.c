/* SPDX-License-Identifier: Apache-2.0 */
/* demo_people.c: who takes part in the demonstration. */
#include "market/demo_plan.h"

#include <string.h>

#include "db/agency.h"
#include "db/item.h"
#include "db/owner.h"
#include "db/qualification.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/joining.h"
#include "market/qualification.h"
#include "market/uscc.h"
#include "market/write.h"

enum err
demo_set_up(struct db *db, void *ctx)
{
	struct demo *d = ctx;
	enum err err = OK;

	for (size_t i = 0; !err && i < d->regions.n; i++)
		err = db_region_add(db, d->regions.rows[i][0],
		    d->regions.rows[i][1]);
	for (size_t i = 0; !err && i < d->items.n; i++) {
		const char **c = d->items.rows[i];
		struct item item = { .code = c[0], .name = c[1],
		    .type = c[2], .department = c[3], .legal_basis = c[4],
		    .approval_item = c[5], .workflow = c[7],
		    .conditions = c[8], .fee_mode = c[9],
		    .fee_standard = c[10], .result_doc = c[11],
		    .requirement = c[12], .state = c[13],
		    .fee_basis = c[16], .fee_table = c[17] };

		if (!digits_int(c[6], 0, 500, &item.time_limit_wd))
			return ERR_INVALID;
		err = db_item_insert(db, &item);
	}
	return err;
}

enum err
demo_hurry(struct db *db, void *ctx)
{
	(void)ctx;
	return db_param_add(db, "notice.min 2m\namend.extend 2m\n"
	    "rerun.min 2m\ntrustee.sign 15m\nbafo.window 10m\n"
	    "credit.choose 30m\nevaluate 60m\nalp.justify 30m\n"
	    "alp.decide 30m\naward.publicity 10m\nbid.cure 30m\n");
}

enum err
demo_new_rules(struct demo *d, size_t i, size_t k, const char *value)
{
	enum err err = write_run(d->m, demo_hurry, NULL);

	(void)i, (void)k, (void)value;
	return err ? err : house_load(d->m->house);
}

struct newcomer {
	struct demo *d;
	struct joining joining;
	const char *const *row;
	struct actor *actor;
	size_t i;
	bool agency;
};

static enum err
add_items(struct db *db, int64_t party_id, const char *codes)
{
	enum err err = OK;

	while (!err && *codes != '\0') {
		size_t n = strcspn(codes, ",");
		struct item item;

		err = db_item_by_code(db, arena_strndup(db_arena(db), codes,
		    n), &item);
		if (!err)
			err = db_agency_item_add(db, party_id, item.id);
		codes += n + (codes[n] == ',');
	}
	return err;
}

static enum err
add_budgets(struct db *db, int64_t party_id, const char *text, int64_t now)
{
	enum err err = OK;

	while (!err && *text != '\0') {
		size_t n = strcspn(text, ";");
		char *one = arena_strndup(db_arena(db), text, n);
		char *name = strchr(one, '|'), *yuan;
		struct budget_line line = { .owner_id = party_id };

		yuan = name ? strchr(name + 1, '|') : NULL;
		if (yuan == NULL)
			return ERR_INVALID;
		*name = *yuan = '\0';
		line.code = one;
		line.name = name + 1;
		if (!digits_int(yuan + 1, 1, MONEY_MAX / 100,
		    &line.amount_fen))
			return ERR_INVALID;
		line.amount_fen *= 100;
		line.year = civil_of(now).year;
		err = db_budget_insert(db, &line);
		text += n + (text[n] == ';');
	}
	return err;
}

/* One of the table: what it is, and what the operator found. */
static enum err
add_qualification(struct db *db, const struct newcomer *n, const char **c)
{
	struct qualification q = { .type = c[1], .grade = c[2],
	    .cert_no = c[3], .issuer = c[4], .scope = c[5] };
	bool past = c[7][0] == '-';
	int64_t before, after;
	enum err err;

	if (!digits_int(c[6], 0, 10000, &before) ||
	    !digits_int(c[7] + past, 0, 10000, &after))
		return ERR_INVALID;
	after = past ? -after : after;
	q.valid_from = calendar_day_end(calendar_day_of(n->d->now - before *
	    DAY)) + 1;
	q.valid_to = calendar_day_end(calendar_day_of(n->d->now + after *
	    DAY)) + 1;
	err = qualification_enter(db, n->actor, &q);
	if (err || strcmp(c[8], "unchecked") == 0)
		return err;
	return db_qualification_set_state(db, q.id, c[8],
	    strcmp(c[8], "mismatch") == 0 ? "number" : "");
}

/* All of an agency; of each sixth agency nobody has checked the entry. */
static enum err
add_qualifications(struct db *db, const struct newcomer *n)
{
	const struct table *t = &n->d->qualifications;
	enum err err = n->i % 6 == 5 ? OK : db_agency_set_entry(db,
	    n->actor->party_id, "matched", "");

	for (size_t k = 0; !err && k < t->n; k++) {
		int64_t row;

		if (!digits_int(t->rows[k][0], 1, PEOPLE_MAX, &row))
			return ERR_INVALID;
		if (row == (int64_t)n->i + 1)
			err = add_qualification(db, n, t->rows[k]);
	}
	return err ? err : qualification_badge(db, n->actor->party_id);
}

static enum err
join_in_txn(struct db *db, void *ctx)
{
	struct newcomer *n = ctx;
	struct party party;
	const char *code;
	int64_t account_id;
	enum err err = joining_enter(db, &n->joining, "demo", &party,
	    &account_id, &code);

	if (err)
		return err;
	*n->actor = (struct actor){ .account_id = account_id,
	    .party_id = party.id,
	    .role = n->agency ? ROLE_AGENCY : ROLE_OWNER,
	    .name = n->joining.contact, .party_name = n->joining.name,
	    .uscc = n->joining.uscc, .request = "demo",
	    .government = uscc_is_government(n->joining.uscc) };
	if (!n->agency)
		return add_budgets(db, party.id, n->row[8], n->d->now);
	{
		struct agency a = { .party_id = party.id, .intro = n->row[9],
		    .promise = n->row[10], .fee_reference = "",
		    .phone = n->row[8], .address = n->row[3] };

		err = db_agency_update(db, &a);
	}
	if (!err)
		err = add_items(db, party.id, n->row[11]);
	return err ? err : add_qualifications(db, n);
}

static enum err
join(struct demo *d, size_t i, bool agency)
{
	const char **c = agency ? d->agencies.rows[i] : d->owners.rows[i];
	char uscc[USCC_LENGTH + 1];
	struct newcomer n = { .d = d, .row = c, .i = i, .agency = agency,
	    .actor = agency ? &d->agency[i] : &d->owner[i] };

	if (strlen(c[1]) != USCC_LENGTH - 1)
		return ERR_INVALID;
	uscc_make(uscc, c[1]);
	n.joining = (struct joining){
		.role = agency ? "agency" : "owner",
		.uscc = arena_strdup(&d->keep, uscc), .name = c[0],
		.contact = c[4], .mobile = c[5], .email = c[6],
		.password = d->record,
	};
	return write_run(d->m, join_in_txn, &n);
}

enum err
demo_join_agency(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return join(d, i, true);
}

enum err
demo_join_owner(struct demo *d, size_t i, size_t k, const char *value)
{
	(void)k, (void)value;
	return join(d, i, false);
}
