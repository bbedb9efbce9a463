/* SPDX-License-Identifier: Apache-2.0 */
/* contract_pages_test.c: contracts as their sides, and others, see them. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/desk.h"
#include "market/payment.h"
#include "tests/sealing.h"
#include "tests/support_contract.h"
#include "views/view.h"

Suite *contract_pages_suite(void);

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
}

static const char *
path_of(const char *act)
{
	return arena_printf(tests_arena(), "/projects/%s/contract%s%s",
	    d.code, act[0] ? "/" : "", act);
}

static const char *
project_path(void)
{
	return arena_printf(tests_arena(), "/projects/%s", d.code);
}

static bool
says(const struct browser *b, const char *code, const struct arg *args)
{
	return page_has(b, view_sentence(tests_arena(), code, args));
}

static bool
has_task(const struct actor *who, const char *task)
{
	struct desk desk;

	ck_assert_int_eq(desk_get(m, who, &desk), OK);
	for (size_t i = 0; i < desk.n; i++)
		if (strcmp(desk.tasks[i].code, task) == 0)
			return true;
	return false;
}

/* ---- the project's page ---- */

START_TEST(anybody_sees_clock_amount_and_payer_on_the_project)
{
	struct browser b;

	a_deal(&d, "drafting");
	b = a_browser();
	ck_assert_int_eq(get(&b, project_path()), 200);
	/* 请于 12-09 前签订: ten working days from 25 November. */
	ck_assert(page_has(&b, "\u8bf7\u4e8e 12-09 \u524d\u7b7e\u8ba2"));
	ck_assert(page_has(&b, "50,001.00"));
	ck_assert(page_has(&b, "Bureau 1"));
	ck_assert(!page_has(&b, "/contract\""));
	b = signed_in(&d.agency);
	get(&b, project_path());
	ck_assert(page_has(&b, "/contract\""));
	b = signed_in(&d.owner);
	get(&b, project_path());
	ck_assert(page_has(&b, "/contract\""));
}
END_TEST

START_TEST(what_is_accepted_in_the_evening_has_its_thirty_days_from_the_next)
{
	struct browser b = a_browser();

	clock_forward(10 * 3600);		/* 20:00 */
	a_deal(&d, "accepted");
	clock_set(deal_due(&d, "pay").due_at - 28 * 86400);
	get(&b, project_path());
	ck_assert(says(&b, "clock_pay", (struct arg[]){ arg_int("N", 30),
	    arg_int("K", 2), { .kind = ARG_END } }));
}
END_TEST

START_TEST(a_payment_counts_its_days_in_a_sentence)
{
	struct browser b;

	a_deal(&d, "accepted");
	clock_forward(12 * 86400);
	b = a_browser();
	get(&b, project_path());
	/* 验收后 30 日内付款，已过 12 日 */
	ck_assert(page_has(&b, "\u9a8c\u6536\u540e 30 \u65e5\u5185\u4ed8"
	    "\u6b3e\uff0c\u5df2\u8fc7 12 \u65e5"));
	clock_set(deal_due(&d, "pay").due_at + 1);
	get(&b, project_path());
	ck_assert(says(&b, "clock_pay_late", (struct arg[]){ arg_int("N", 1),
	    { .kind = ARG_END } }));
	get(&b, "/late-payments");
	ck_assert_int_eq(b.status, 200);
	ck_assert(page_has(&b, d.code));
	get(&b, arena_printf(tests_arena(), "/owners/%s", d.owner.uscc));
	ck_assert(page_has(&b, d.code));
	ck_assert(page_has(&b, "/late-payments"));
}
END_TEST

/* What each state waits for, in words. */
static const struct { const char *state, *code; } waits[] = {
	{ "confirming", "clock_sign" }, { "in_force", "clock_deliver" },
	{ "in_force", "clock_file" }, { "changing", "clock_deliver" },
	{ "suspended", "clock_suspended" }, { "delivered", "clock_reject" },
	{ "delivered", "clock_deem" }, { "rework", "clock_deliver" },
};

static int64_t
day_of(const char *code)
{
	static const struct { const char *code, *event; } dues[] = {
		{ "clock_sign", "sign" }, { "clock_deliver", "deliver" },
		{ "clock_file", "file" }, { "clock_reject", "reject" },
		{ "clock_deem", "deem" },
	};

	for (size_t i = 0; i < COUNT(dues); i++)
		if (strcmp(dues[i].code, code) == 0)
			return deal_due(&d, dues[i].event).due_at;
	return clock_at();
}

START_TEST(each_state_says_what_it_waits_for)
{
	struct browser b;
	struct arg day[2] = { { .kind = ARG_END }, { .kind = ARG_END } };

	a_deal(&d, waits[_i].state);
	day[0] = arg_number("DAY", ARG_DAY, day_of(waits[_i].code));
	b = signed_in(&d.agency);
	ck_assert_int_eq(get(&b, path_of("")), 200);
	ck_assert(says(&b, waits[_i].code, day));
	get(&b, project_path());
	ck_assert(says(&b, waits[_i].code, day));
}
END_TEST

static const struct { const char *state, *event, *code; } lates[] = {
	{ "drafting", "sign", "clock_sign_late" },
	{ "in_force", "deliver", "clock_deliver_late" },
	{ "in_force", "file", "clock_file_late" },
};

START_TEST(who_is_late_is_told_by_how_many_days)
{
	struct browser b;

	a_deal(&d, lates[_i].state);
	clock_set(deal_due(&d, lates[_i].event).due_at + 1 + 86400);
	b = a_browser();
	get(&b, project_path());
	ck_assert(says(&b, lates[_i].code, (struct arg[]){ arg_int("N", 2),
	    { .kind = ARG_END } }));
}
END_TEST

/* ---- every state has its page, every act its form ---- */

static const char *const states[] = { "drafting", "confirming", "in_force",
    "changing", "suspended", "delivered", "rework", "accepted", "settled",
    "terminated" };

static const char *const acts[] = { "edit", "send", "return", "recall",
    "agree", "file", "change", "suspend", "resume", "terminate", "decide",
    "withdraw", "order", "breach", "deliver", "reject", "accept", "pay" };

/* The page leads to an act exactly if its form opens, for each visitor. */
START_TEST(a_page_offers_what_can_be_done_and_nothing_else)
{
	struct actor other, rival;
	const struct actor *who[] = { &d.owner, &d.agency, &d.office, &other,
	    &rival };

	a_deal(&d, states[_i]);
	other = a_department(2);
	rival = an_agency(11);
	for (size_t k = 0; k < COUNT(who); k++) {
		struct browser b = signed_in(who[k]), form = signed_in(who[k]);
		bool side = k < 3;

		ck_assert_int_eq(get(&b, path_of("")), side ? 200 : 404);
		ck_assert_int_eq(get(&form, path_of("text")), side ? 200 :
		    404);
		for (size_t i = 0; i < COUNT(acts); i++) {
			bool led = page_has(&b, arena_printf(tests_arena(),
			    "/contract/%s\"", acts[i]));

			get(&form, path_of(acts[i]));
			ck_assert_msg(form.status == (led ? 200 : side ? 409 :
			    404), "%s in %s for %zu: %d, led %d", acts[i],
			    states[_i], k, form.status, led);
		}
	}
}
END_TEST

START_TEST(who_has_no_part_in_it_sees_nothing)
{
	struct actor op;
	struct browser b;

	a_deal(&d, "in_force");
	op = an_operator();
	b = signed_in(&op);
	ck_assert_int_eq(get(&b, path_of("")), 403);
	b = a_browser();
	ck_assert_int_eq(get(&b, path_of("")), 303);
	ck_assert_int_eq(get(&b, path_of("text")), 303);
}
END_TEST

/* ---- a whole contract, by its pages ---- */

static void
send_form(const struct actor *who, const char *act, const char *fields)
{
	struct browser b = signed_in(who);

	ck_assert_int_eq(get(&b, path_of(act)), 200);
	post(&b, path_of(act), fields);
	ck_assert_msg(b.status == 303, "%s: %d", act, b.status);
	ck_assert_str_eq(b.location, path_of(""));
}

static const char *
with_rev(const char *fields)
{
	return arena_printf(tests_arena(), "rev=%lld%s%s",
	    (long long)deal_now(&d)->rev, fields[0] ? "&" : "", fields);
}

static const char *
with_hash(const char *fields)
{
	deal_form(&d);
	return arena_printf(tests_arena(), "hash=%s&%s", d.form.hash,
	    fields);
}

#define STEPS								\
	"kind1=deliver&title1=Report&amount1=&days1=20&"		\
	"kind2=pay&title2=All&amount2=50001&days2=30&terms=Ten+copies"

START_TEST(from_the_draft_to_the_last_payment_by_pages)
{
	a_deal(&d, "drafting");
	ck_assert(has_task(&d.owner, "contract_draft"));
	ck_assert(has_task(&d.agency, "contract_draft"));
	send_form(&d.owner, "edit", with_rev(STEPS));
	send_form(&d.owner, "send", with_rev("password=kettle+moss+47"));
	ck_assert(!has_task(&d.owner, "contract_agree"));
	ck_assert(has_task(&d.agency, "contract_agree"));
	send_form(&d.agency, "return", "remark=Twelve+copies.");
	send_form(&d.agency, "send", with_rev("password=kettle+moss+47"));
	ck_assert(has_task(&d.owner, "contract_agree"));
	send_form(&d.owner, "agree", with_hash("password=kettle+moss+47"));
	ck_assert_str_eq(project_now(d.code).state, "performing");
	ck_assert(has_task(&d.owner, "contract_file"));
	send_form(&d.owner, "file", "");
	ck_assert(!has_task(&d.owner, "contract_file"));
	ck_assert(has_task(&d.agency, "deliver"));
	send_form(&d.agency, "deliver", "milestone=1&note=The+report.");
	ck_assert(has_task(&d.owner, "accept"));
	send_form(&d.owner, "reject", "defects=No+map+in+chapter+3.");
	ck_assert(has_task(&d.agency, "rework"));
	send_form(&d.agency, "deliver", "milestone=1&note=With+the+map.");
	send_form(&d.owner, "accept", "");
	ck_assert(has_task(&d.owner, "pay"));
	send_form(&d.owner, "pay",
	    "voucher=PZ-1&amount=50001&paid_on=2026-11-25");
	ck_assert_str_eq(project_now(d.code).state, "reviewing");
	ck_assert(has_task(&d.owner, "review"));
	ck_assert(!has_task(&d.owner, "pay"));
}
END_TEST

START_TEST(changes_pauses_and_the_end_by_pages)
{
	const char *reason = "reason=The+road+is+longer+than+drawn.";

	a_deal(&d, "in_force");
	send_form(&d.owner, "change", arena_printf(tests_arena(),
	    "direction=more&amount=5000.10&days=3&%s", reason));
	ck_assert(has_task(&d.agency, "contract_decide"));
	ck_assert(!has_task(&d.owner, "contract_decide"));
	(void)deal_now(&d);
	send_form(&d.agency, "decide", arena_printf(tests_arena(),
	    "answer=yes&proposal=%lld", (long long)d.page.c.proposal.id));
	ck_assert_int_eq(deal_now(&d)->amount_fen, 5500110);
	send_form(&d.office, "order", arena_printf(tests_arena(),
	    "kind=suspend&%s", reason));
	ck_assert_str_eq(deal_now(&d)->state, "suspended");
	send_form(&d.agency, "resume", reason);
	ck_assert(has_task(&d.owner, "contract_decide"));
	(void)deal_now(&d);
	send_form(&d.agency, "withdraw", arena_printf(tests_arena(),
	    "proposal=%lld", (long long)d.page.c.proposal.id));
	ck_assert(!has_task(&d.owner, "contract_decide"));
	send_form(&d.owner, "breach", arena_printf(tests_arena(),
	    "fault=agency&amount=0&%s", reason));
	ck_assert_str_eq(deal_now(&d)->state, "terminated");
}
END_TEST

START_TEST(a_wrong_password_signs_nothing_and_loses_nothing)
{
	struct browser b;

	a_deal(&d, "drafting");
	b = signed_in(&d.owner);
	get(&b, path_of("send"));
	ck_assert_int_eq(post(&b, path_of("send"), with_rev(
	    "password=wrong+wrong")), 422);
	ck_assert(page_has(&b, "#password"));
	ck_assert_int_eq(post(&b, path_of("send"), with_rev("")), 422);
	ck_assert(says(&b, "contract_password", NULL));
	ck_assert_str_eq(deal_now(&d)->state, "drafting");
	ck_assert_int_eq(deal_now(&d)->owner_signed_at, 0);
}
END_TEST

/* ---- words for what is wrong, and what was typed ---- */

static const struct {
	const char *state, *act, *fields, *kept;
	char who;
} typed[] = {
	{ "drafting", "edit", "kind1=deliver&title1=Odd+title&days1=999&"
	    "kind2=pay&title2=All&amount2=7&days2=1&terms=My+terms",
	    "Odd title", 'A' },
	{ "confirming", "return", "remark=x", ">x<", 'A' },
	{ "in_force", "change", "direction=less&amount=99999&days=4&"
	    "reason=Long+enough+to+be+one.", "99999", 'O' },
	{ "in_force", "suspend", "reason=Too+sho", "Too sho", 'O' },
	{ "in_force", "breach", "amount=77.777&fault=owner&"
	    "reason=Long+enough+to+be+one.", "77.777", 'A' },
	{ "in_force", "deliver", "milestone=6&note=Kept+note", "Kept note",
	    'A' },
	{ "delivered", "reject", "defects=Short", "Short", 'O' },
	{ "accepted", "pay", "voucher=Kept-1&amount=99999999&"
	    "paid_on=2026-11-25", "Kept-1", 'O' },
	{ "changing", "decide", "answer=", "answer", 'A' },
};

START_TEST(what_was_typed_is_still_there)
{
	struct browser b;

	a_deal(&d, typed[_i].state);
	b = signed_in(typed[_i].who == 'O' ? &d.owner : &d.agency);
	get(&b, path_of(typed[_i].act));
	ck_assert_int_eq(post(&b, path_of(typed[_i].act), arena_printf(
	    tests_arena(), "%s&proposal=%lld", with_rev(typed[_i].fields),
	    (long long)(deal_now(&d), d.page.c.proposal.id))), 422);
	ck_assert(page_has(&b, typed[_i].kept));
	ck_assert(page_has(&b, "role=\"alert\""));
	ck_assert_str_eq(deal_now(&d)->state, typed[_i].state);
}
END_TEST

START_TEST(what_is_wrong_with_a_step_stands_beside_it)
{
	struct browser b;

	a_deal(&d, "drafting");
	b = signed_in(&d.agency);
	get(&b, path_of("edit"));
	ck_assert_int_eq(post(&b, path_of("edit"), with_rev(typed[0].fields)),
	    422);
	ck_assert(page_has(&b, "id=\"days1-e\""));
	ck_assert(page_has(&b, "href=\"#days1\""));
	ck_assert(!page_has(&b, "id=\"days2-e\""));
	ck_assert(says(&b, "contract_step_days", (struct arg[]){
	    arg_int("MOST", 30), { .kind = ARG_END } }));
}
END_TEST

START_TEST(more_than_a_tenth_is_another_project)
{
	struct browser b;

	a_deal(&d, "in_force");
	b = signed_in(&d.owner);
	get(&b, path_of("change"));
	ck_assert_int_eq(post(&b, path_of("change"), "direction=more&"
	    "amount=5000.11&reason=Long+enough+to+be+one."), 422);
	/* 超过 10%，请作为新项目采购 */
	ck_assert(page_has(&b, "\u8d85\u8fc7 10%\uff0c\u8bf7\u4f5c\u4e3a"
	    "\u65b0\u9879\u76ee\u91c7\u8d2d"));
	get(&b, path_of(""));
	/* The limit stands on the page: 5,000.10 yuan. */
	ck_assert(page_has(&b, "5,000.10"));
}
END_TEST

START_TEST(a_form_sent_twice_is_done_once)
{
	struct browser b;
	const char *fields;

	a_deal(&d, "accepted");
	b = signed_in(&d.owner);
	get(&b, path_of("pay"));
	fields = arena_printf(tests_arena(), "voucher=PZ-1&amount=100&"
	    "paid_on=2026-11-25&_once=%s", b.once);
	ck_assert_int_eq(post(&b, path_of("pay"), fields), 303);
	ck_assert_int_eq(post(&b, path_of("pay"), fields), 303);
	ck_assert_int_eq(deal_now(&d)->paid_fen, 10000);
}
END_TEST

static const struct { const char *state, *act, *fields; char who; } evil[] = {
	{ "drafting", "edit", "kind1=deliver&days1=1&title1=@&kind2=pay&"
	    "title2=All&amount2=50001&days2=1&terms=@", 'A' },
	{ "confirming", "return", "remark=@", 'A' },
	{ "in_force", "suspend", "reason=@@", 'O' },
	{ "in_force", "breach", "amount=0&fault=owner&reason=@@", 'A' },
	{ "in_force", "deliver", "milestone=1&note=@", 'A' },
	{ "delivered", "reject", "defects=@@", 'O' },
	{ "accepted", "pay", "voucher=@&amount=1&paid_on=2026-11-25", 'O' },
};

/* Each @ of a form is what is bad. */
static const char *
filled(const char *fields, const char *bad)
{
	const char *out = "";

	for (; *fields; fields++)
		out = *fields == '@' ? arena_printf(tests_arena(), "%s%s",
		    out, bad) : arena_printf(tests_arena(), "%s%c", out,
		    *fields);
	return out;
}

START_TEST(no_field_of_a_contract_shows_markup)
{
	static const char *const pages[] = { "", "text", "decide", "edit" };
	const char *bad = "<img src=x onerror=1>";
	struct browser b;
	const struct actor *who;

	a_deal(&d, evil[_i].state);
	who = evil[_i].who == 'O' ? &d.owner : &d.agency;
	b = signed_in(who);
	get(&b, path_of(evil[_i].act));
	post(&b, path_of(evil[_i].act), with_rev(filled(evil[_i].fields,
	    encoded(bad))));
	ck_assert_int_eq(b.status, 303);
	for (size_t i = 0; i < COUNT(pages); i++) {
		b = signed_in(i == 2 ? &d.agency : who);
		get(&b, path_of(pages[i]));
		ck_assert(!page_has(&b, bad));
	}
	b = a_browser();
	get(&b, project_path());
	ck_assert(!page_has(&b, bad));
}
END_TEST

START_TEST(the_text_is_there_on_paper_with_both_signatures)
{
	struct browser b;

	a_deal(&d, "in_force");
	b = signed_in(&d.agency);
	get(&b, path_of("text"));
	deal_form(&d);
	ck_assert(page_has(&b, d.form.hash));
	ck_assert(page_has(&b, arena_printf(tests_arena(), "%lld",
	    (long long)d.page.c.contract.owner_leaf)));
	ck_assert(page_has(&b, d.owner.uscc));
	ck_assert(!says(&b, "contract_drafting", NULL));
}
END_TEST

/* A key for the agency, whose names outlast the requests. */
static void
give_key(void)
{
	d.agency.uscc = arena_strdup(tests_arena(), d.agency.uscc);
	d.agency.party_name = arena_strdup(tests_arena(),
	    d.agency.party_name);
	ck_assert_int_eq(cast_register(the_cast(), m, &d.agency), OK);
}

/* The form of an act, signed by who's key over what its page shows. */
static const char *
key_fields(const struct browser *b, const struct actor *who)
{
	struct contract_page page;
	const char *line;

	ck_assert_int_eq(contract_show(m, who, d.code, &page), OK);
	ck_assert(page_has(b, page.record));
	line = cast_line(the_cast(), m, who, 0, page.record);
	deal_form(&d);
	return arena_printf(tests_arena(), "rev=%s&hash=%s&record=%s&line=%s",
	    d.form.rev, d.form.hash, encoded(page.record), encoded(line));
}

/* 以本方密钥签署 · 凭口令由平台代签, with the place in the log. */
#define BY_KEY "\u4ee5\u672c\u65b9\u5bc6\u94a5\u7b7e\u7f72\uff0c\u516c\u5f00"
#define BY_PASSWORD "\u51ed\u53e3\u4ee4\u7531\u5e73\u53f0\u4ee3\u7b7e\uff0c\u516c\u5f00"

START_TEST(pages_say_whether_a_side_or_the_platform_has_signed)
{
	static const char *const pages[] = { "", "text" };
	struct browser b;

	a_deal(&d, "drafting");
	give_key();
	b = signed_in(&d.agency);
	get(&b, path_of("send"));
	ck_assert(page_has(&b, "data-contract-sign"));
	ck_assert_int_eq(post(&b, path_of("send"), key_fields(&b,
	    &d.agency)), 303);
	for (size_t i = 0; i < COUNT(pages); i++) {
		get(&b, path_of(pages[i]));
		ck_assert(page_has(&b, BY_KEY));
		ck_assert(page_has(&b, deal_now(&d)->agency_key));
		ck_assert(!page_has(&b, BY_PASSWORD));
	}
	send_form(&d.owner, "agree", with_hash("password=kettle+moss+47"));
	for (size_t i = 0; i < COUNT(pages); i++) {
		get(&b, path_of(pages[i]));
		ck_assert(page_has(&b, BY_KEY) && page_has(&b, BY_PASSWORD));
	}
}
END_TEST

START_TEST(a_signature_that_is_none_comes_back_with_the_text)
{
	struct browser b;
	const char *fields;

	a_deal(&d, "confirming");
	give_key();
	b = signed_in(&d.agency);
	get(&b, path_of("agree"));
	fields = key_fields(&b, &d.agency);
	ck_assert_int_eq(post(&b, path_of("agree"), arena_printf(
	    tests_arena(), "%.*s&line=x", (int)(strstr(fields, "&line=") -
	    fields), fields)), 422);
	ck_assert(says(&b, "contract_signature", NULL));
	ck_assert(page_has(&b, "data-contract-sign"));
	(void)key_fields(&b, &d.agency);	/* the record is there again */
	clock_forward(CONTRACT_FRESH + 1);
	ck_assert_int_eq(post(&b, path_of("agree"), fields), 422);
	ck_assert(says(&b, "contract_record_stale", NULL));
	ck_assert_int_eq(deal_now(&d)->agency_signed_at, 0);
}
END_TEST

/* A stop of the line, in a word, with its day behind it. */
static bool
has_stop(const struct browser *b, const char *step, const char *day)
{
	return page_has(b, arena_printf(tests_arena(), ">%s<small>%s",
	    view_sentence(tests_arena(), step, NULL), day));
}

START_TEST(the_day_of_acceptance_is_not_that_of_the_last_payment)
{
	struct browser b = a_browser();

	a_deal(&d, "accepted");
	get(&b, project_path());
	ck_assert(has_stop(&b, "step_acceptance", "11-"));
	clock_forward(3 * 86400);
	deal_form(&d);
	d.form.amount = "50001";
	ck_assert_int_eq(deal_act(&d, &d.owner, "pay"), OK);
	ck_assert_str_eq(deal_now(&d)->state, "settled");
	get(&b, project_path());
	ck_assert(has_stop(&b, "step_acceptance", "11-25"));
}
END_TEST

START_TEST(a_contract_that_ended_unaccepted_has_no_day_of_acceptance)
{
	struct browser b = a_browser();

	a_deal(&d, "terminated");
	get(&b, project_path());
	ck_assert(has_stop(&b, "step_terminated", "11-"));
	ck_assert(!has_stop(&b, "step_acceptance", ""));
}
END_TEST

/* Second offers are made after the first opening, before the next. */
START_TEST(second_offers_stand_before_the_opening_on_the_line)
{
	struct actor owner = a_department(1);
	struct browser b = a_browser();

	d.code = a_project(&owner);
	break_rows("UPDATE project SET state = 'rebidding'");
	get(&b, project_path());
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "aria-current=\"step\">%s<", view_sentence(tests_arena(),
	    "step_opening", NULL))));
}
END_TEST

START_TEST(notices_of_a_contract_are_in_words)
{
	struct browser b;
	int seen = 0;

	a_deal(&d, "terminated");
	deal_do(&d, &d.owner, "file");
	b = a_browser();
	for (int i = 1; i <= 8; i++) {
		if (get(&b, arena_printf(tests_arena(), "/notices/%d", i)) !=
		    200)
			continue;
		seen += says(&b, "line_contract-fen", NULL);
		ck_assert(!page_has(&b, ">line_"));
	}
	ck_assert_int_eq(seen, 2);
}
END_TEST

Suite *
contract_pages_suite(void)
{
	Suite *s = suite_create("contract_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 120);
	tcase_add_test(t,
	    anybody_sees_clock_amount_and_payer_on_the_project);
	tcase_add_test(t, a_payment_counts_its_days_in_a_sentence);
	tcase_add_test(t,
	    what_is_accepted_in_the_evening_has_its_thirty_days_from_the_next);
	tcase_add_loop_test(t, each_state_says_what_it_waits_for, 0,
	    COUNT(waits));
	tcase_add_loop_test(t, who_is_late_is_told_by_how_many_days, 0,
	    COUNT(lates));
	tcase_add_loop_test(t,
	    a_page_offers_what_can_be_done_and_nothing_else, 0,
	    COUNT(states));
	tcase_add_test(t, who_has_no_part_in_it_sees_nothing);
	tcase_add_test(t, from_the_draft_to_the_last_payment_by_pages);
	tcase_add_test(t, changes_pauses_and_the_end_by_pages);
	tcase_add_test(t, a_wrong_password_signs_nothing_and_loses_nothing);
	tcase_add_loop_test(t, what_was_typed_is_still_there, 0,
	    COUNT(typed));
	tcase_add_test(t, what_is_wrong_with_a_step_stands_beside_it);
	tcase_add_test(t, more_than_a_tenth_is_another_project);
	tcase_add_test(t, a_form_sent_twice_is_done_once);
	tcase_add_loop_test(t, no_field_of_a_contract_shows_markup, 0,
	    COUNT(evil));
	tcase_add_test(t, the_text_is_there_on_paper_with_both_signatures);
	tcase_add_test(t,
	    pages_say_whether_a_side_or_the_platform_has_signed);
	tcase_add_test(t,
	    a_signature_that_is_none_comes_back_with_the_text);
	tcase_add_test(t,
	    the_day_of_acceptance_is_not_that_of_the_last_payment);
	tcase_add_test(t,
	    a_contract_that_ended_unaccepted_has_no_day_of_acceptance);
	tcase_add_test(t,
	    second_offers_stand_before_the_opening_on_the_line);
	tcase_add_test(t, notices_of_a_contract_are_in_words);
	suite_add_tcase(s, t);
	return s;
}
