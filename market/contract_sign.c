/* SPDX-License-Identifier: Apache-2.0 */
/* contract_sign.c: from the draft to two signatures, and the summary. */
#include <inttypes.h>
#include <string.h>

#include "db/award.h"
#include "db/owner.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/contract_act.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/measure.h"
#include "market/note.h"
#include "market/notice.h"

/* ---- edit ---- */

static bool
seen(const struct contract_act *a)
{
	int64_t rev;

	return digits_int(a->form->rev, 1, INT64_MAX, &rev) &&
	    rev == a->c.contract.rev;
}

static void
read_days(struct contract_act *a, size_t i, int64_t most, int64_t *days)
{
	static const char *const fields[CONTRACT_MILESTONES] = { "days1",
	    "days2", "days3", "days4", "days5", "days6" };

	if (!digits_int(a->form->steps[i].days, 1, most, days))
		problem_add(a->problems, (struct problem){
		    .field = fields[i], .code = "contract_step_days",
		    .args = { arg_int("MOST", most) } });
}

/* One row of the form; false: it is empty. */
static bool
read_step(struct db *db, struct contract_act *a, size_t i,
    struct milestone *s)
{
	static const char *const titles[CONTRACT_MILESTONES] = { "title1",
	    "title2", "title3", "title4", "title5", "title6" };
	static const char *const amounts[CONTRACT_MILESTONES] = { "amount1",
	    "amount2", "amount3", "amount4", "amount5", "amount6" };
	const struct contract_step_form *f = &a->form->steps[i];
	char *title = arena_strdup(db_arena(db), f->title);
	const char *code;

	text_trim(title);
	if (title[0] == '\0' && f->amount[0] == '\0' && f->days[0] == '\0')
		return false;
	*s = (struct milestone){ .contract_id = a->c.contract.id,
	    .title = title, .kind = strcmp(f->kind, "pay") == 0 ? "pay" :
	    "deliver" };
	(void)problem_text(a->problems, &(struct text_rule){
	    .field = titles[i], .least = 1, .most = CONTRACT_TITLE,
	    .wrong = "contract_step_title" }, title);
	if (s->kind[0] == 'p') {
		if (!digits_money(f->amount, &s->amount_fen, &code))
			problem_at(a->problems, amounts[i], code);
		read_days(a, i, contract_params(a)->pay_after_accept.n,
		    &s->days);
	} else {
		if (f->amount[0])
			problem_at(a->problems, amounts[i],
			    "contract_step_free");
		read_days(a, i, a->c.contract.service_days, &s->days);
	}
	return true;
}

/* What is paid makes up the amount; something is delivered. */
static void
check_steps(struct contract_act *a, const struct milestone *s, size_t n)
{
	int64_t sum = 0;
	bool delivers = false;

	for (size_t i = 0; i < n; i++) {
		sum += s[i].amount_fen;		/* six of 10^13 at most */
		delivers |= s[i].kind[0] == 'd';
	}
	if (!delivers)
		problem_at(a->problems, "title1", "contract_step_none");
	if (sum != a->c.contract.amount_fen)
		problem_add(a->problems, (struct problem){
		    .field = "amount1", .code = "contract_step_sum",
		    .args = { arg_money("SUM", sum), arg_money("AMOUNT",
		    a->c.contract.amount_fen) } });
}

static enum err
edit(struct db *db, struct contract_act *a)
{
	struct milestone steps[CONTRACT_MILESTONES];
	size_t n = 0;
	enum err err = contract_check(&a->c, "edit");

	if (!err && !seen(a))
		err = ERR_CONFLICT;
	if (err)
		return err;
	for (size_t i = 0; i < CONTRACT_MILESTONES; i++)
		n += read_step(db, a, i, &steps[n]);
	(void)contract_words(a, "terms", a->form->terms, 0, CONTRACT_TERMS,
	    "contract_terms_long");
	if (a->problems->n == 0)
		check_steps(a, steps, n);
	if (a->problems->n)
		return ERR_INVALID;
	err = db_milestone_clear(db, a->c.contract.id);
	for (size_t i = 0; !err && i < n; i++) {
		steps[i].no = (int64_t)i + 1;
		err = db_milestone_insert(db, &steps[i]);
	}
	a->c.contract.terms = a->form->terms;
	return err ? err : contract_move(db, a, "edit", NULL, "");
}

CONTRACT_VERB(contract_edit, edit)

/* ---- signatures ---- */

/* The award has who signed, for whoever asks who is late. */
static enum err
tell_award(struct db *db, const struct contract_act *a, const char *state)
{
	const struct contract *c = &a->c.contract;
	struct award w;
	enum err err = db_award_of_project(db, c->project_id, &w);

	if (!err && w.id != c->award_id)
		err = ERR_CONFLICT;	/* it has passed on */
	if (err)
		return err;
	w.owner_signed_at = c->owner_signed_at;
	w.agency_signed_at = c->agency_signed_at;
	if (state)
		w.state = state;
	return db_award_update(db, &w);
}

/* The agency signs in time, or not at all; the owner always may. */
static enum err
in_time(struct db *db, const struct contract_act *a)
{
	struct due lapse;

	if (a->c.side == CONTRACT_OWNER || db_due_get(db, a->c.project.id,
	    "lapse", a->c.contract.award_id, &lapse) != OK)
		return OK;
	return due_open(&lapse, db_now(db)) ? OK : ERR_CONFLICT;
}

static enum err
sign(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	bool owner = a->c.side == CONTRACT_OWNER;
	enum err err = in_time(db, a);

	*(owner ? &c->owner_signed_at : &c->agency_signed_at) = db_now(db);
	if (!err)
		err = contract_log_signature(db, a, owner ? &c->owner_leaf :
		    &c->agency_leaf, owner ? &c->owner_key :
		    &c->agency_key);
	return err ? err : tell_award(db, a, NULL);
}

/* No text, no signatures. */
static enum err
back_to_draft(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;

	c->text = c->sent_by = "";
	c->owner_signed_at = c->agency_signed_at = 0;
	c->owner_leaf = c->agency_leaf = -1;
	c->owner_key = c->agency_key = "";
	return tell_award(db, a, NULL);
}

/* Without a signature of its own a side gives its password. */
static enum err
needs_password(struct contract_act *a)
{
	if (a->form->confirmed || a->form->record[0])
		return OK;
	problem_at(a->problems, "password", "contract_password");
	return ERR_INVALID;
}

static enum err
send(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	struct milestone *steps;
	size_t n;
	enum err err = contract_check(&a->c, "send");

	if (contract_signed_so(db, a))
		return OK;
	if (!err && !seen(a))
		err = ERR_CONFLICT;
	if (!err)
		err = needs_password(a);
	if (!err)
		err = db_milestone_all(db, c->id, &steps, &n);
	if (err)
		return err;
	c->text = contract_text(db, a->house, &a->c, steps, n);
	note_hash(c->text_hash, c->text, strlen(c->text));
	c->sent_by = contract_side_code(a->c.side);
	c->remark = "";
	err = sign(db, a);
	if (!err)
		err = contract_tell(db, a, contract_other(a),
		    "contract_sent", CONTRACT_NO_ARG);
	return err ? err : contract_move(db, a, "send", NULL, "");
}

CONTRACT_VERB(contract_send, send)

static enum err
give_back(struct db *db, struct contract_act *a)
{
	enum err err = contract_check(&a->c, "return");

	if (err)
		return err;
	if (!contract_words(a, "remark", a->form->remark, 2,
	    CONTRACT_REASON, "contract_remark"))
		return ERR_INVALID;
	err = back_to_draft(db, a);
	a->c.contract.remark = a->form->remark;
	if (!err)
		err = contract_tell(db, a, contract_other(a),
		    "contract_returned", arg_text("REASON",
		    a->form->remark));
	return err ? err : contract_move(db, a, "return", NULL, "");
}

CONTRACT_VERB(contract_return, give_back)

static enum err
recall(struct db *db, struct contract_act *a)
{
	enum err err = contract_check(&a->c, "recall");

	if (!err)
		err = back_to_draft(db, a);
	return err ? err : contract_move(db, a, "recall", NULL, "");
}

CONTRACT_VERB(contract_recall, recall)

/* Deliveries have their days from now on. */
static enum err
set_delivery(struct db *db, struct contract_act *a)
{
	struct milestone *steps;
	size_t n;
	enum err err = db_milestone_all(db, a->c.contract.id, &steps, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(steps[i].kind, "deliver") == 0)
			err = contract_limit(db, a, "deliver", steps[i].id,
			    db_now(db), (struct span){
			    (int32_t)steps[i].days, SPAN_D });
	return err;
}

/* Both have signed: award, project, budget and deadlines follow. */
static enum err
in_force(struct db *db, struct contract_act *a)
{
	struct project *p = &a->c.project;
	const struct contract *c = &a->c.contract;
	enum err err = tell_award(db, a, "signed");

	if (!err && c->budget_line_id)
		err = db_budget_commit(db, c->budget_line_id,
		    p->ceiling_fen, c->amount_fen);
	if (!err)
		err = measure_signed(db, c);
	if (!err)
		err = due_done(db, p, "lapse", -1);
	if (!err)
		err = due_done(db, p, "sign", c->id);
	if (!err)
		err = contract_limit(db, a, "file", c->id, db_now(db),
		    contract_params(a)->contract_file);
	if (!err)
		err = set_delivery(db, a);
	if (!err)
		err = contract_tell(db, a, CONTRACT_PARTIES,
		    "contract_signed", CONTRACT_NO_ARG);
	return err ? err : flow_move(db, a->house, a->actor, p, "sign", "");
}

static enum err
agree(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	char hex[65];
	enum err err = contract_check(&a->c, "agree");

	if (contract_signed_so(db, a))
		return OK;
	/* What one saw is what one signs. */
	if (!err && strcmp(a->form->hash, digits_hex(hex, c->text_hash,
	    CONTRACT_HASH)) != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = needs_password(a);
	if (!err)
		err = sign(db, a);
	if (err)
		return err;
	c->in_force_at = db_now(db);
	err = contract_move(db, a, "agree", NULL, "");
	return err ? err : in_force(db, a);
}

CONTRACT_VERB(contract_agree, agree)

/* ---- the summary ---- */

static void
notice_leaf(struct buf *body, const char *key, int64_t leaf)
{
	if (leaf >= 0)
		notice_int(body, key, leaf);
}

static enum err
file(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	char no[CONTRACT_NO], hex[65];
	struct buf body;
	enum err err;

	if (a->c.side != CONTRACT_OWNER)
		return ERR_FORBIDDEN;
	if (c->in_force_at == 0 || c->filed_at)
		return ERR_CONFLICT;
	c->filed_at = db_now(db);
	err = db_contract_update(db, c);
	if (!err)
		err = due_done(db, &a->c.project, "file", c->id);
	if (!err)
		err = flow_tell(db, a->house, a->actor, &a->c.project,
		    "contract_file", "");
	if (err)
		return err;
	notice_begin(&body, "contract", &a->c.project);
	notice_line(&body, "contract", contract_no(no, &a->c.project));
	notice_line(&body, "winner", c->agency_name);
	notice_line(&body, "winner-uscc", c->agency_uscc);
	notice_int(&body, "contract-fen", c->amount_fen);
	notice_line(&body, "payer", c->owner_name);
	notice_int(&body, "service-days", c->service_days);
	notice_int(&body, "signed", c->in_force_at);
	notice_line(&body, "text-sha256", digits_hex(hex, c->text_hash,
	    CONTRACT_HASH));
	notice_leaf(&body, "owner-leaf", c->owner_leaf);
	notice_line(&body, "owner-by", c->owner_key[0] ? c->owner_key :
	    "password");
	notice_leaf(&body, "agency-leaf", c->agency_leaf);
	notice_line(&body, "agency-by", c->agency_key[0] ? c->agency_key :
	    "password");
	return notice_publish(db, &a->c.project, "contract", &body);
}

CONTRACT_VERB(contract_file, file)
