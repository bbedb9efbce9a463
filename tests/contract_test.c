/* SPDX-License-Identifier: Apache-2.0 */
/* contract_test.c: the machine of a contract, its text, its signatures. */
#include "market/contract.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/leaf.h"
#include "db/notice.h"
#include "db/owner.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/note.h"
#include "market/write.h"
#include "tests/support_contract.h"
#include "views/view.h"

Suite *contract_suite(void);

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
}

/* ---- the machine ---- */

static const char *const states[] = { "drafting", "confirming", "in_force",
    "changing", "suspended", "delivered", "rework", "accepted", "settled",
    "terminated" };

static const char *const acts[] = { "edit", "send", "return", "recall",
    "agree", "file", "change", "suspend", "resume", "terminate", "decide",
    "withdraw", "order", "breach", "deliver", "reject", "accept", "pay" };

/*
 * All that may be done, written down a second time: who (O owner, A agency,
 * R regulator), and the state it leads to.  Sent and asked by the owner.
 */
static const struct {
	const char *state, *act, *who, *to;
} may[] = {
	{ "drafting", "edit", "OA", "drafting" },
	{ "drafting", "send", "OA", "confirming" },
	{ "confirming", "return", "A", "drafting" },
	{ "confirming", "recall", "O", "drafting" },
	{ "confirming", "agree", "A", "in_force" },
	{ "in_force", "file", "O", "in_force" },
	{ "in_force", "change", "OA", "changing" },
	{ "in_force", "suspend", "OA", "in_force" },
	{ "in_force", "terminate", "OA", "in_force" },
	{ "in_force", "order", "R", "suspended" },
	{ "in_force", "breach", "OA", "terminated" },
	{ "in_force", "deliver", "A", "delivered" },
	{ "changing", "file", "O", "changing" },
	{ "changing", "decide", "A", "in_force" },
	{ "changing", "withdraw", "O", "in_force" },
	{ "changing", "breach", "OA", "terminated" },
	{ "suspended", "file", "O", "suspended" },
	{ "suspended", "resume", "OA", "suspended" },
	{ "suspended", "terminate", "OA", "suspended" },
	{ "suspended", "order", "R", "in_force" },
	{ "suspended", "breach", "OA", "terminated" },
	{ "delivered", "file", "O", "delivered" },
	{ "delivered", "terminate", "OA", "delivered" },
	{ "delivered", "breach", "OA", "terminated" },
	{ "delivered", "reject", "O", "rework" },
	{ "delivered", "accept", "O", "accepted" },
	{ "rework", "file", "O", "rework" },
	{ "rework", "terminate", "OA", "rework" },
	{ "rework", "breach", "OA", "terminated" },
	{ "rework", "deliver", "A", "delivered" },
	{ "accepted", "file", "O", "accepted" },
	{ "accepted", "terminate", "OA", "accepted" },
	{ "accepted", "breach", "OA", "terminated" },
	{ "accepted", "pay", "O", "accepted" },
	{ "settled", "file", "O", "settled" },
	{ "terminated", "file", "O", "terminated" },
};

static bool
is_listed(const char *state, const char *act, char who)
{
	for (size_t i = 0; i < COUNT(may); i++)
		if (strcmp(may[i].state, state) == 0 &&
		    strcmp(may[i].act, act) == 0)
			return strchr(may[i].who, who) != NULL;
	return false;
}

/* Whoever breaks it off alone names the other side. */
static void
form_for(char who)
{
	deal_form(&d);
	d.form.fault = who == 'O' ? "agency" : "owner";
}

START_TEST(whatever_is_listed_leads_where_the_list_says)
{
	for (const char *w = may[_i].who; *w; w++) {
		const struct actor *who;

		if (w == may[_i].who)
			a_deal(&d, may[_i].state);
		who = *w == 'O' ? &d.owner : *w == 'A' ? &d.agency :
		    &d.office;
		form_for(*w);
		ck_assert(contract_can(&d.page.c, may[_i].act) ||
		    *w != 'O');
		if (w[1] != '\0')
			continue;	/* the last of them does it */
		ck_assert_int_eq(deal_act(&d, who, may[_i].act), OK);
		ck_assert_str_eq(deal_now(&d)->state, may[_i].to);
	}
}
END_TEST

START_TEST(the_first_named_may_do_it_too)
{
	a_deal(&d, may[_i].state);
	form_for(may[_i].who[0]);
	ck_assert_int_eq(deal_act(&d, may[_i].who[0] == 'O' ? &d.owner :
	    may[_i].who[0] == 'A' ? &d.agency : &d.office, may[_i].act), OK);
	ck_assert_str_eq(deal_now(&d)->state, may[_i].to);
}
END_TEST

START_TEST(nothing_else_can_be_done_by_anybody)
{
	const char *state = states[_i];
	struct actor other, rival, op, auditor;
	struct { char c; const struct actor *actor; } who[] = {
		{ 'O', &d.owner }, { 'A', &d.agency }, { 'R', &d.office },
		{ 'o', &other }, { 'a', &rival }, { 'p', &op },
		{ 'u', &auditor },
	};
	int64_t rev;

	a_deal(&d, state);
	other = a_department(2);
	rival = an_agency(11);
	op = an_operator();
	auditor = (struct actor){ .role = ROLE_AUDITOR, .request = "test",
	    .account_id = op.account_id };
	rev = d.page.c.contract.rev;
	for (size_t i = 0; i < COUNT(acts); i++)
		for (size_t k = 0; k < COUNT(who); k++) {
			enum err err;

			if (is_listed(state, acts[i], who[k].c))
				continue;
			form_for(who[k].c);
			err = deal_act(&d, who[k].actor, acts[i]);
			ck_assert_msg(err == (strchr("oap", who[k].c) ?
			    ERR_NOT_FOUND : who[k].c == 'u' ? ERR_FORBIDDEN :
			    err) && (err == ERR_FORBIDDEN || err ==
			    ERR_CONFLICT || err == ERR_NOT_FOUND),
			    "%s in %s by %c: %d", acts[i], state, who[k].c,
			    err);
			ck_assert_int_eq(deal_now(&d)->rev, rev);
			ck_assert_str_eq(d.page.c.contract.state, state);
		}
}
END_TEST

START_TEST(the_table_of_the_law_has_these_states_and_no_dead_end)
{
	const struct contract_rule *r;

	for (size_t i = 0; (r = contract_rule(i)) != NULL; i++) {
		int known = 0;

		for (size_t k = 0; k < COUNT(states); k++)
			known += (strcmp(states[k], r->from) == 0) +
			    (strcmp(states[k], r->to) == 0);
		ck_assert_int_eq(known, 2);
		ck_assert_str_ne(r->from, "settled");
		/* What is terminated may be paid, nothing else. */
		ck_assert(strcmp(r->from, "terminated") != 0 ||
		    strcmp(r->act, "pay") == 0);
	}
}
END_TEST

/* ---- twice ---- */

START_TEST(the_same_form_twice_is_one_act)
{
	const char *act = may[_i].act;
	const struct actor *who;
	int64_t rev;

	a_deal(&d, may[_i].state);
	who = may[_i].who[0] == 'O' ? &d.owner : may[_i].who[0] == 'A' ?
	    &d.agency : &d.office;
	form_for(may[_i].who[0]);
	d.form.once = a_token();
	ck_assert_int_eq(deal_act(&d, who, act), OK);
	rev = deal_now(&d)->rev;
	ck_assert_int_eq(deal_act(&d, who, act), OK);
	ck_assert_int_eq(deal_now(&d)->rev, rev);
	ck_assert_uint_le(d.page.n_payments, 1);
	ck_assert_uint_le(d.page.n_proposals, 2);
}
END_TEST

/* ---- the draft ---- */

START_TEST(a_contract_is_drafted_when_the_award_takes_effect)
{
	const struct contract *c;
	struct award w;

	a_deal(&d, "drafting");
	c = deal_now(&d);
	ck_assert_int_eq(award_of_project(m, d.page.c.project.id, &w), OK);
	ck_assert_int_eq(c->award_id, w.id);
	ck_assert_int_eq(c->amount_fen, w.amount_fen);
	ck_assert_int_eq(c->owner_id, d.owner.party_id);
	ck_assert_int_eq(c->agency_id, d.agency.party_id);
	ck_assert_int_eq(c->service_days, d.page.c.project.service_days);
	ck_assert_uint_eq(d.page.n_steps, 2);
	ck_assert_str_eq(d.page.steps[0].title, "Report");
	ck_assert_int_eq(d.page.steps[1].amount_fen, w.amount_fen);
	/* 10 working days from Wednesday, 25 November. */
	ck_assert_int_eq(deal_due(&d, "sign").due_at,
	    calendar_due(&m->house->calendar, clock_at(), 10,
	    m->house->params.day_cutoff, NULL));
}
END_TEST

START_TEST(its_words_are_those_of_the_notice)
{
	struct notice *list;
	size_t n;
	bool found = false;

	a_deal(&d, "drafting");
	ck_assert_int_eq(db_notice_of_project(m->db, d.page.c.project.id,
	    &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		found |= strcmp(list[i].kind, "tender") == 0 &&
		    memcmp(list[i].hash, d.page.c.contract.notice_hash,
		    32) == 0;
	ck_assert(found);
}
END_TEST

/* What a form of two steps says, and which field is wrong. */
static const struct {
	struct contract_step_form a, b;
	const char *field, *code;
} edits[] = {
	{ { "deliver", "Report", "", "30" }, { "pay", "All", "50001", "30" },
	    NULL, NULL },
	{ { "deliver", "Report", "", "31" }, { "pay", "All", "50001", "30" },
	    "days1", "contract_step_days" },
	{ { "deliver", "Report", "", "0" }, { "pay", "All", "50001", "30" },
	    "days1", "contract_step_days" },
	{ { "deliver", "Report", "", "1" }, { "pay", "All", "50001", "31" },
	    "days2", "contract_step_days" },
	{ { "deliver", "Report", "", "1" }, { "pay", "All", "50000.99", "1" },
	    "amount1", "contract_step_sum" },
	{ { "deliver", "Report", "", "1" }, { "pay", "All", "50001.01", "1" },
	    "amount1", "contract_step_sum" },
	{ { "deliver", "Report", "1", "1" }, { "pay", "All", "50001", "1" },
	    "amount1", "contract_step_free" },
	{ { "deliver", "", "", "1" }, { "pay", "All", "50001", "1" },
	    "title1", "contract_step_title" },
	{ { "pay", "Half", "25000.50", "1" }, { "pay", "Half", "25000.50",
	    "2" }, "title1", "contract_step_none" },
	{ { "", "", "", "" }, { "pay", "All", "50001", "1" }, "title1",
	    "contract_step_none" },
	{ { "deliver", "Report", "", "1" }, { "pay", "All", "x", "1" },
	    "amount2", "money_format" },
	{ { "deliver", "Re\x01port", "", "1" }, { "pay", "All", "50001",
	    "1" }, "title1", "text_dirty" },
};

START_TEST(steps_of_a_draft_make_up_the_contract)
{
	enum err err;

	a_deal(&d, "drafting");
	deal_form(&d);
	d.form.steps[0] = edits[_i].a;
	d.form.steps[1] = edits[_i].b;
	err = deal_act(&d, &d.agency, "edit");
	if (edits[_i].field == NULL) {
		ck_assert_int_eq(err, OK);
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&d.problems, edits[_i].field));
	ck_assert_str_eq(problem_of(&d.problems, edits[_i].field)->code,
	    edits[_i].code);
	ck_assert_int_eq(deal_now(&d)->rev, 1);
}
END_TEST

START_TEST(an_edit_of_an_old_draft_is_refused)
{
	struct contract_form old;

	a_deal(&d, "drafting");
	deal_form(&d);
	old = d.form;
	deal_do(&d, &d.agency, "edit");
	d.form = old;
	ck_assert_int_eq(deal_act(&d, &d.owner, "edit"), ERR_CONFLICT);
	ck_assert_int_eq(deal_act(&d, &d.owner, "send"), ERR_CONFLICT);
}
END_TEST

START_TEST(terms_are_so_long_and_no_longer)
{
	char *terms = arena_alloc(tests_arena(), CONTRACT_TERMS + 2);

	a_deal(&d, "drafting");
	deal_form(&d);
	memset(terms, 'x', CONTRACT_TERMS + 1);
	terms[CONTRACT_TERMS + 1] = '\0';
	d.form.terms = terms;
	ck_assert_int_eq(deal_act(&d, &d.owner, "edit"), ERR_INVALID);
	terms[CONTRACT_TERMS] = '\0';
	ck_assert_int_eq(deal_act(&d, &d.owner, "edit"), OK);
	ck_assert_str_eq(deal_now(&d)->terms, terms);
}
END_TEST

/* ---- signatures ---- */

static const char *
entry_of(int64_t leaf)
{
	struct leaf *list;
	size_t n;

	ck_assert_int_eq(db_leaf_list(m->db, leaf, 1, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	return arena_strndup(tests_arena(), list[0].entry, list[0].n);
}

START_TEST(each_signature_is_a_record_of_the_log)
{
	const struct contract *c;
	char want[512], hex[65];

	a_deal(&d, "in_force");
	c = deal_now(&d);
	digits_hex(hex, c->text_hash, 32);
	snprintf(want, sizeof want, "market/v1 contract\nproject %s/1\n"
	    "contract %s-1-HT\nrevision 2\ntext-sha256 %s\n"
	    "amount-fen 5000100\nowner %s %s\nagency %s %s\npayer %s\n"
	    "side agency\nby password\ntime %" PRId64 "\n\n", d.code,
	    d.code, hex, d.owner.uscc, c->owner_name, d.agency.uscc,
	    c->agency_name, d.owner.uscc, c->agency_signed_at);
	ck_assert_ptr_nonnull(strstr(entry_of(c->agency_leaf), want));
	ck_assert_ptr_nonnull(strstr(entry_of(c->agency_leaf),
	    "m.example/op"));
	ck_assert_ptr_nonnull(strstr(entry_of(c->owner_leaf),
	    "side owner"));
	ck_assert_int_lt(c->owner_leaf, c->agency_leaf);
}
END_TEST

START_TEST(the_hash_signed_is_of_the_text_that_is_kept)
{
	const struct contract *c;
	unsigned char hash[32];

	a_deal(&d, "in_force");
	c = deal_now(&d);
	note_hash(hash, c->text, strlen(c->text));
	ck_assert_mem_eq(hash, c->text_hash, 32);
}
END_TEST

START_TEST(without_the_password_nothing_is_signed)
{
	a_deal(&d, "drafting");
	deal_form(&d);
	d.form.confirmed = false;
	ck_assert_int_eq(deal_act(&d, &d.owner, "send"), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&d.problems, "password"));
	deal_do(&d, &d.owner, "send");
	deal_form(&d);
	d.form.confirmed = false;
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_INVALID);
	ck_assert_int_eq(deal_now(&d)->agency_signed_at, 0);
}
END_TEST

START_TEST(one_signs_the_text_one_saw)
{
	struct contract_form seen;

	a_deal(&d, "confirming");
	deal_form(&d);
	seen = d.form;
	deal_do(&d, &d.owner, "recall");
	deal_form(&d);
	d.form.terms = "Ten copies, not five.";
	ck_assert_int_eq(deal_act(&d, &d.owner, "edit"), OK);
	deal_do(&d, &d.owner, "send");
	d.form = seen;
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_CONFLICT);
	deal_do(&d, &d.agency, "agree");
	ck_assert_ptr_nonnull(strstr(deal_now(&d)->text, "Ten copies"));
}
END_TEST

START_TEST(nobody_agrees_with_oneself)
{
	a_deal(&d, "confirming");
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.owner, "agree"), ERR_FORBIDDEN);
	ck_assert_int_eq(deal_act(&d, &d.owner, "return"), ERR_FORBIDDEN);
	ck_assert_int_eq(deal_act(&d, &d.agency, "recall"), ERR_FORBIDDEN);
	deal_do(&d, &d.agency, "agree");
	deal_do(&d, &d.agency, "suspend");
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "decide"), ERR_FORBIDDEN);
	ck_assert_int_eq(deal_act(&d, &d.owner, "withdraw"), ERR_FORBIDDEN);
}
END_TEST

START_TEST(a_returned_contract_has_no_signature_and_a_remark)
{
	const struct contract *c;

	a_deal(&d, "confirming");
	deal_do(&d, &d.agency, "return");
	c = deal_now(&d);
	ck_assert_int_eq(c->owner_signed_at, 0);
	ck_assert_int_eq(c->owner_leaf, -1);
	ck_assert_str_eq(c->text, "");
	ck_assert_str_eq(c->remark, "The second step is too early.");
	/* The agency may send it as well, and the owner agrees. */
	deal_do(&d, &d.agency, "send");
	deal_do(&d, &d.owner, "agree");
	ck_assert_str_eq(deal_now(&d)->state, "in_force");
	ck_assert_str_eq(project_now(d.code).state, "performing");
}
END_TEST

START_TEST(with_both_signatures_budget_project_and_clocks_follow)
{
	struct budget_line before, after;
	struct due due;
	int64_t ceiling;

	a_deal(&d, "confirming");
	before = deal_budget(&d);
	ceiling = d.page.c.project.ceiling_fen;
	ck_assert_int_eq(before.reserved_fen, ceiling);
	ck_assert_int_eq(before.committed_fen, 0);
	deal_do(&d, &d.agency, "agree");
	after = deal_budget(&d);
	ck_assert_int_eq(after.reserved_fen, 0);
	ck_assert_int_eq(after.committed_fen, 5000100);
	ck_assert_str_eq(project_now(d.code).state, "performing");
	ck_assert_int_eq(db_due_get(m->db, d.page.c.project.id, "sign",
	    d.page.c.contract.id, &due), OK);
	ck_assert_int_ne(due.done_at, 0);
	/* 30 days; and the summary in 5 working days. */
	ck_assert_int_eq(deal_due(&d, "deliver").due_at,
	    calendar_day_end(calendar_day_of(clock_at()) + 30));
	ck_assert_int_eq(deal_due(&d, "file").due_at,
	    calendar_due(&m->house->calendar, clock_at(), 5,
	    m->house->params.day_cutoff, NULL));
}
END_TEST

static enum err
set_lapse(struct db *db, void *ctx)
{
	(void)ctx;
	return due_moment(db, &d.page.c.project, "lapse",
	    d.page.c.contract.award_id, db_now(db) + 86400);
}

START_TEST(an_agency_that_is_late_signs_no_more_but_an_owner_does)
{
	a_deal(&d, "drafting");
	ck_assert_int_eq(write_run(m, set_lapse, NULL), OK);
	clock_forward(86400);		/* at exactly the moment: too late */
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "send"), ERR_CONFLICT);
	deal_do(&d, &d.owner, "send");
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_CONFLICT);
	ck_assert_str_eq(deal_now(&d)->state, "confirming");
}
END_TEST

START_TEST(the_award_knows_who_has_signed)
{
	struct award w;

	a_deal(&d, "confirming");
	ck_assert_int_eq(award_of_project(m, d.page.c.project.id, &w), OK);
	ck_assert_int_eq(w.owner_signed_at, clock_at());
	ck_assert_int_eq(w.agency_signed_at, 0);
	deal_do(&d, &d.agency, "return");
	ck_assert_int_eq(award_of_project(m, d.page.c.project.id, &w), OK);
	ck_assert_int_eq(w.owner_signed_at, 0);
}
END_TEST

START_TEST(a_signed_award_does_not_lapse)
{
	struct due due;

	a_deal(&d, "confirming");
	ck_assert_int_eq(write_run(m, set_lapse, NULL), OK);
	deal_do(&d, &d.agency, "agree");
	ck_assert_int_eq(db_due_get(m->db, d.page.c.project.id, "lapse",
	    d.page.c.contract.award_id, &due), OK);
	ck_assert_int_ne(due.done_at, 0);
}
END_TEST

static enum err
drop(struct db *db, void *ctx)
{
	(void)ctx;
	return contract_drop(db, m->house, &d.page.c.project,
	    d.page.c.contract.award_id);
}

START_TEST(an_award_that_ends_takes_its_contract_along)
{
	struct budget_line line;
	bool live;

	a_deal(&d, states[_i]);
	live = d.page.c.contract.in_force_at != 0;
	line = deal_budget(&d);
	ck_assert_int_eq(write_run(m, drop, NULL), live ? ERR_CONFLICT : OK);
	ck_assert_str_eq(deal_now(&d)->state, live ? states[_i] :
	    "terminated");
	ck_assert_int_eq(write_run(m, drop, NULL), live ? ERR_CONFLICT : OK);
	/* What was reserved for the project waits for the next award. */
	ck_assert_int_eq(deal_budget(&d).reserved_fen, line.reserved_fen);
	ck_assert_str_eq(project_now(d.code).state, live ?
	    (_i >= 8 ? "reviewing" : "performing") : "signing");
}
END_TEST

START_TEST(a_declined_award_hands_its_contract_on)
{
	struct problems problems = { .n = 0 };
	struct contract old;
	int64_t award;

	a_deal(&d, "confirming");
	award = d.page.c.contract.award_id;
	ck_assert_int_eq(award_decline(m, &d.agency, d.code,
	    "The river took our house.", NULL, &problems), OK);
	ck_assert_int_eq(db_contract_of_award(m->db, award, &old), OK);
	ck_assert_str_eq(old.state, "terminated");
	clock_forward(600);
	run_clock();
	ck_assert_str_eq(project_now(d.code).state, "signing");
	ck_assert_int_ne(deal_now(&d)->award_id, award);
	ck_assert_str_eq(d.page.c.contract.state, "drafting");
	ck_assert_int_eq(d.page.c.contract.award_fen, 5000200);
	/* Who declined has no part in it any more. */
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "edit"), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_summary_tells_the_amount_and_the_hash_once)
{
	struct notice *list;
	char want[128], hex[65];
	size_t n;
	int told = 0;

	a_deal(&d, "in_force");
	deal_do(&d, &d.owner, "file");
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.owner, "file"), ERR_CONFLICT);
	ck_assert_int_eq(db_notice_of_project(m->db, d.page.c.project.id,
	    &list, &n), OK);
	snprintf(want, sizeof want, "text-sha256 %s\n", digits_hex(hex,
	    d.page.c.contract.text_hash, 32));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].kind, "contract") != 0)
			continue;
		told++;
		ck_assert_ptr_nonnull(strstr(list[i].body,
		    "contract-fen 5000100\n"));
		ck_assert_ptr_nonnull(strstr(list[i].body, want));
		ck_assert_ptr_null(strstr(list[i].body, "Zhou"));
		ck_assert_ptr_null(strstr(list[i].body, "138"));
	}
	ck_assert_int_eq(told, 1);
}
END_TEST

START_TEST(the_text_reads_like_a_contract)
{
	static const char *const clauses[] = { "clause_general_intro",
	    "clause_general_liability", "clause_general_dispute",
	    "clause_general_suspend", "clause_general_sign" };
	struct browser b;
	const char *text;
	char hex[65];

	a_deal(&d, "drafting");
	b = a_browser();		/* with it comes the catalogue */
	(void)b;
	text = (deal_now(&d), d.page.text);
	for (size_t i = 0; i < COUNT(clauses); i++)
		ck_assert_ptr_nonnull(strstr(text, view_sentence(
		    tests_arena(), clauses[i], NULL)));
	ck_assert_ptr_nonnull(strstr(text, "50,001.00"));
	/* 伍万零壹元整 */
	ck_assert_ptr_nonnull(strstr(text, "\u4f0d\u4e07\u96f6\u58f9\u5143"
	    "\u6574"));
	ck_assert_ptr_nonnull(strstr(text, d.owner.uscc));
	ck_assert_ptr_nonnull(strstr(text, d.agency.uscc));
	ck_assert_ptr_nonnull(strstr(text, "2130399"));
	ck_assert_ptr_nonnull(strstr(text, "A report.\nIts approval."));
	ck_assert_ptr_nonnull(strstr(text, digits_hex(hex,
	    d.page.c.contract.notice_hash, 32)));
	ck_assert_ptr_null(strstr(text, "{{"));
	ck_assert_ptr_null(strstr(text, "clause_"));
}
END_TEST

START_TEST(a_clause_of_the_item_takes_the_general_ones_place)
{
	struct browser b;
	const char *general = "clause_general_accept";

	a_deal(&d, "drafting");
	b = a_browser();
	(void)b;
	(void)deal_now(&d);
	ck_assert(view_has_words("clause_SX-001_accept"));
	/* SX-001 asks for more than the general clause: 技术评审. */
	ck_assert_ptr_nonnull(strstr(d.page.text,
	    "\u6280\u672f\u8bc4\u5ba1"));
	ck_assert(view_has_words(general));
}
END_TEST

Suite *
contract_suite(void)
{
	Suite *s = suite_create("contract");
	TCase *t = tcase_create("contracts");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, whatever_is_listed_leads_where_the_list_says,
	    0, COUNT(may));
	tcase_add_loop_test(t, the_first_named_may_do_it_too, 0, COUNT(may));
	tcase_add_loop_test(t, nothing_else_can_be_done_by_anybody, 0,
	    COUNT(states));
	tcase_add_test(t,
	    the_table_of_the_law_has_these_states_and_no_dead_end);
	tcase_add_loop_test(t, the_same_form_twice_is_one_act, 0, COUNT(may));
	tcase_add_test(t, a_contract_is_drafted_when_the_award_takes_effect);
	tcase_add_test(t, its_words_are_those_of_the_notice);
	tcase_add_loop_test(t, steps_of_a_draft_make_up_the_contract, 0,
	    COUNT(edits));
	tcase_add_test(t, an_edit_of_an_old_draft_is_refused);
	tcase_add_test(t, terms_are_so_long_and_no_longer);
	tcase_add_test(t, each_signature_is_a_record_of_the_log);
	tcase_add_test(t, the_hash_signed_is_of_the_text_that_is_kept);
	tcase_add_test(t, without_the_password_nothing_is_signed);
	tcase_add_test(t, one_signs_the_text_one_saw);
	tcase_add_test(t, nobody_agrees_with_oneself);
	tcase_add_test(t, a_returned_contract_has_no_signature_and_a_remark);
	tcase_add_test(t,
	    with_both_signatures_budget_project_and_clocks_follow);
	tcase_add_test(t,
	    an_agency_that_is_late_signs_no_more_but_an_owner_does);
	tcase_add_test(t, the_award_knows_who_has_signed);
	tcase_add_test(t, a_signed_award_does_not_lapse);
	tcase_add_loop_test(t, an_award_that_ends_takes_its_contract_along,
	    0, COUNT(states));
	tcase_add_test(t, a_declined_award_hands_its_contract_on);
	tcase_add_test(t, a_summary_tells_the_amount_and_the_hash_once);
	tcase_add_test(t, the_text_reads_like_a_contract);
	tcase_add_test(t, a_clause_of_the_item_takes_the_general_ones_place);
	suite_add_tcase(s, t);
	return s;
}
