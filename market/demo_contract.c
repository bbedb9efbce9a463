/* SPDX-License-Identifier: Apache-2.0 */
/* demo_contract.c: contracts of the demonstration market and of tests. */
#include "market/demo_contract.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/demo_seal.h"
#include "market/payment.h"

struct contract_form
demo_form(void)
{
	struct contract_form f = { .once = "", .rev = "", .hash = "",
	    .terms = "", .remark = "", .kind = "", .direction = "",
	    .amount = "", .days = "", .reason = "", .fault = "",
	    .answer = "", .proposal = "", .milestone = "", .note = "",
	    .defects = "", .voucher = "", .paid_on = "",
	    .record = "", .line = "" };

	for (size_t i = 0; i < CONTRACT_MILESTONES; i++)
		f.steps[i] = (struct contract_step_form){ "", "", "", "" };
	return f;
}

/* By the actor's key, if the cast has one for it; else for its password. */
static void
sign_form(struct market *m, struct cast *cast, const struct actor *actor,
    const struct contract_page *page, struct contract_form *f)
{
	const char *line = cast && page->record[0] ? cast_line(cast, m, actor,
	    0, page->record) : NULL;

	f->confirmed = line == NULL;
	if (line == NULL)
		return;
	f->record = page->record;
	f->line = arena_strndup(m->arena, line, strcspn(line, "\n"));
}

enum err
demo_sign_as(struct market *m, struct cast *cast, const struct actor *actor,
    const char *code)
{
	struct contract_form f = demo_form();
	struct problems problems = { .n = 0 };
	struct contract_page page;
	const struct contract *c = &page.c.contract;
	char hex[2 * CONTRACT_HASH + 1];
	enum err err = contract_show(m, actor, code, &page);

	if (err || strcmp(c->sent_by, contract_side_code(page.c.side)) == 0)
		return err;
	sign_form(m, cast, actor, &page, &f);
	f.rev = arena_printf(m->arena, "%" PRId64, c->rev);
	f.hash = digits_hex(hex, c->text_hash, CONTRACT_HASH);
	return c->sent_by[0] ? contract_agree(m, actor, code, &f, &problems) :
	    contract_send(m, actor, code, &f, &problems);
}

enum err
demo_sign(struct market *m, const struct actor *owner,
    const struct actor *agency, const char *code)
{
	enum err err = demo_sign_as(m, NULL, owner, code);

	return err ? err : demo_sign_as(m, NULL, agency, code);
}

enum err
demo_file(struct market *m, const struct actor *owner, const char *code)
{
	const struct contract_form f = demo_form();
	struct problems problems = { .n = 0 };

	return contract_file(m, owner, code, &f, &problems);
}

enum err
demo_work(struct market *m, const struct actor *owner,
    const struct actor *agency, const char *code)
{
	struct contract_form f = demo_form();
	struct problems problems = { .n = 0 };
	struct contract_page page;
	enum err err = contract_show(m, agency, code, &page);

	for (size_t i = 0; !err && i < page.n_steps; i++) {
		const struct milestone *s = &page.steps[i];

		if (strcmp(s->kind, "deliver") != 0 || s->met_at)
			continue;
		f.milestone = arena_printf(m->arena, "%" PRId64, s->no);
		f.note = s->title;
		err = contract_deliver(m, agency, code, &f, &problems);
	}
	return err ? err : contract_accept(m, owner, code, &f, &problems);
}

enum err
demo_pay(struct market *m, const struct actor *owner, const char *code)
{
	struct contract_form f = demo_form();
	struct problems problems = { .n = 0 };
	char day[DIGITS_MAX], yuan[DIGITS_MAX];
	struct contract_page page;
	enum err err = contract_show(m, owner, code, &page);

	if (err)
		return err;
	f.amount = digits_yuan(yuan, contract_owed(&page.c.contract) -
	    page.c.contract.paid_fen);
	f.paid_on = digits_date(day, market_now(m));
	f.voucher = arena_printf(m->arena, "PZ-%s", code);
	return payment_record(m, owner, code, &f, &problems);
}
