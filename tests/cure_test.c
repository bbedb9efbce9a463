/* SPDX-License-Identifier: Apache-2.0 */
/* cure_test.c: documents beside a price, and what becomes of those missing. */
#include "market/cure.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/due.h"
#include "db/item.h"
#include "db/record.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/closing.h"
#include "market/evaluator.h"
#include "market/flag.h"
#include "market/opening.h"
#include "market/sheet.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *cure_suite(void);

enum { BIDDERS = 4, EXPERTS = 9 };

static struct market *m;
static struct actor works, agencies[BIDDERS + 1], experts[EXPERTS];
static const char *code;

static void
setup(void)
{
	m = a_market();
	a_store();
	works = an_enterprise(1);
	for (int i = 0; i <= BIDDERS; i++)
		agencies[i] = an_agency(i + 1);
	an_item();
}

static void
post_for(const char *method, const char *documents)
{
	struct draft_form f = a_draft_form(&works);

	f.method = method;
	f.fixed = "48000";
	f.evaluators = "3";
	f.criteria = "60 Plan\n40 Team";
	f.documents = documents;
	code = arena_strdup(tests_arena(), a_project_of(&works, &f));
}

/* The k-th document of agency i: its bytes, and their hash in hex. */
static const char *
paper(int i, int k)
{
	return arena_printf(tests_arena(), "%%PDF-1.7 canary-paper %d %d", i,
	    k);
}

static const char *
hash_of(const char *bytes)
{
	unsigned char hash[32];
	char hex[65];

	note_hash(hash, bytes, strlen(bytes));
	return arena_strdup(tests_arena(), digits_hex(hex, hash, 32));
}

/* Agency i seals a price and the hashes of its first n documents. */
static void
offer(int i, int64_t fen, int n)
{
	struct round_terms t = terms_of(code);
	const char *values[RULE_FIELDS] = { NULL };
	struct rule_form form = { .amount_fen = fen, .values = values };

	for (size_t f = 0; f < t.rule.n; f++) {
		int k = (int)cure_field(t.rule.fields[f].key);

		if (k > 0 && k <= n)
			values[f] = hash_of(paper(i, k));
	}
	ck_assert_int_eq(cast_bid_form(the_cast(), m, &agencies[i], code,
	    &form, "browser"), OK);
}

/* Agency 0 is cheapest and owes two, 1 sealed one and «-», 2 nothing. */
static void
three_offers(bool priced)
{
	for (int i = 0; i < 3; i++)
		offer(i, priced ? 5000000 + i * 200000 : -1, 2 - i);
}

static void
open_it(void)
{
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
}

static struct upload
sent(const struct actor *who, const char *bytes)
{
	struct intake *in = intake_new(m->house->store);
	struct upload u;

	intake_add(in, bytes, strlen(bytes));
	ck_assert_int_eq(document_keep(m, who, in, "a.pdf",
	    "application/pdf", DOCUMENT_EXACT, &u), OK);
	intake_free(in);
	return u;
}

static struct problems said;

static enum err
hand_in(int i, int k, const char *bytes)
{
	struct upload u = sent(&agencies[i], bytes);
	const struct upload *files[CURE_MOST] = { NULL };

	files[k - 1] = &u;
	return cure_place(m, &agencies[i], code, files, &said);
}

static void
is_said(const char *field, const char *problem)
{
	ck_assert_ptr_nonnull(problem_of(&said, field));
	ck_assert_str_eq(problem_of(&said, field)->code, problem);
}

static struct bid
bid_of(int i)
{
	struct bid b;

	ck_assert_int_eq(bid_mine(m, &agencies[i], project_now(code).id, &b),
	    OK);
	return b;
}

static void
is_bid(int i, const char *state)
{
	ck_assert_str_eq(bid_of(i).state, state);
}

static struct due
due_now(const char *event)
{
	struct due d = { .due_at = 0 };

	(void)db_due_get(m->db, project_now(code).id, event, 0, &d);
	return d;
}

static void
is_won_by(int i)
{
	struct award a;

	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	ck_assert_int_eq(a.agency_id, agencies[i].party_id);
}

/* ---- asking ---- */

static const struct { const char *typed, *problem, *kept; } lists[] = {
	{ "", NULL, "" }, { "  \n\n", NULL, "" },
	{ "Plan", NULL, "Plan" }, { " Plan \nTeam\n", NULL, "Plan\nTeam" },
	{ "A\nB\nC", NULL, "A\nB\nC" },
	{ "A\nB\nC\nD", "draft_documents", NULL },
	{ "A\nA", "draft_documents", NULL },
	{ "A\x01", "text_dirty", NULL },
	{ "12345678901234567890123456789012345678901", "draft_documents",
	    NULL },
};

START_TEST(up_to_three_documents_are_asked_for_by_name)
{
	const char *out, *why = cure_typed(tests_arena(), lists[_i].typed,
	    &out);

	ck_assert_int_eq(why == NULL, lists[_i].problem == NULL);
	if (why)
		ck_assert_str_eq(why, lists[_i].problem);
	else
		ck_assert_str_eq(out, lists[_i].kept);
}
END_TEST

static const char *const methods[] = { "lowest", "average", "reference",
    "bafo", "credit", "random" };

START_TEST(each_method_with_a_round_may_ask)
{
	struct browser anyone = a_browser();

	post_for(methods[_i], "Plan\nLicence");
	ck_assert(file_has(published_of(code, "rule.txt"),
	    "field doc-1 hash\nfield doc-2 hash\n"));
	ck_assert(file_has(published_of(code, "notice.txt"),
	    "document Plan\ndocument Licence\n"));
	get(&anyone, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&anyone, "<p>Licence</p>"));
}
END_TEST

START_TEST(who_chooses_directly_asks_for_none)
{
	struct draft_form f = a_draft_form(&works);
	struct project p;

	f.method = "direct";
	f.chosen = agencies[0].uscc;
	f.documents = "Plan";
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	ck_assert_str_eq(p.documents, "");
	refuse_rows("UPDATE project SET documents = 'Plan'"
	    " WHERE method = 'direct'");
}
END_TEST

START_TEST(a_form_shown_again_keeps_what_was_asked_for)
{
	struct browser b = signed_in(&works);

	get(&b, "/desk/projects/new");
	ck_assert_int_eq(post(&b, "/desk/projects",
	    "documents=A%0AB%0AC%0AD&title=T&item=SX-001"), 422);
	ck_assert(page_has(&b, "A\nB\nC\nD</textarea>"));
	ck_assert(page_has(&b, "id=\"documents-e\""));
}
END_TEST

/* ---- after the opening ---- */

/* Of the stages of the opening's page: is «抽签与排序» done, or waited for? */
static void
is_ranked_on_the_page(bool done)
{
	struct browser b = a_browser();
	const char *stage, *li = NULL;

	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/opening", code)), 200);
	stage = strstr(b.body, "<b>抽签与排序");
	ck_assert_ptr_nonnull(stage);
	for (const char *at = b.body; (at = strstr(at, "<li class=\"")) &&
	    at < stage; at++)
		li = at + strlen("<li class=\"");
	ck_assert_ptr_nonnull(li);
	ck_assert_int_eq(strncmp(li, done ? "done\"" : "now\"", 4), 0);
}

START_TEST(who_sealed_hashes_owes_the_files_and_nothing_is_ranked_yet)
{
	struct browser b, anyone = a_browser();

	post_for("lowest", "Plan\nLicence");
	three_offers(true);
	open_it();
	ck_assert_str_eq(project_now(code).state, "selecting");
	ck_assert_int_eq(terms_of(code).round.result_leaf, 0);
	for (int i = 0; i < 3; i++) {
		is_bid(i, "curing");
		ck_assert_int_eq(bid_of(i).position, 0);
	}
	b = signed_in(&agencies[0]);
	get(&b, "/desk/messages");
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "/projects/%s/documents", code)));
	get(&b, "/desk");
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "/projects/%s/documents", code)));
	get(&anyone, arena_printf(tests_arena(), "/projects/%s/opening",
	    code));
	ck_assert_int_eq(anyone.status, 200);
	ck_assert(page_has(&anyone, "待补正"));
	is_ranked_on_the_page(false);
}
END_TEST

START_TEST(with_the_last_document_it_is_ranked_and_verifies)
{
	post_for("lowest", "Plan\nLicence");
	three_offers(true);
	open_it();
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(hand_in(i, 1, paper(i, 1)), OK);
		is_bid(i, "curing");
		ck_assert_int_eq(hand_in(i, 2, paper(i, 2)), OK);
	}
	ck_assert_int_ne(due_now("cure").done_at, 0);
	run_clock();
	is_won_by(0);
	ck_assert(!file_has(published_of(code, "result.note"),
	    "requirement"));
	assert_verifies(code);
	is_ranked_on_the_page(true);
}
END_TEST

START_TEST(only_the_file_of_the_sealed_hash_is_taken)
{
	post_for("lowest", "Plan\nLicence");
	three_offers(true);
	open_it();
	ck_assert_int_eq(hand_in(0, 1, "%PDF-1.7 another"), ERR_INVALID);
	is_said("doc-1", "cure_hash");
	ck_assert_int_eq(hand_in(0, 1, paper(0, 2)), ERR_INVALID);
	ck_assert_int_eq(hand_in(1, 2, "%PDF-1.7 anything"), OK);
	ck_assert_int_eq(hand_in(1, 2, "%PDF-1.7 something"), ERR_INVALID);
	is_said("doc-2", "cure_there");
	ck_assert_int_eq(hand_in(1, 2, "%PDF-1.7 anything"), OK);
	ck_assert_int_eq(hand_in(0, 1, "no pdf"), ERR_INVALID);
	is_said("doc-1", "document_signs");
}
END_TEST

/* Misses, to the second; what is out stands as a fact of its own. */
START_TEST(the_due_second_is_in_time_and_the_next_is_not)
{
	post_for("lowest", "Plan\nLicence");
	three_offers(true);
	open_it();
	ck_assert_int_eq(hand_in(1, 1, paper(1, 1)), OK);
	ck_assert_int_eq(hand_in(2, 1, paper(2, 1)), OK);
	ck_assert_int_eq(hand_in(2, 2, paper(2, 2)), OK);
	clock_set(due_now("cure").due_at);
	run_clock();
	is_bid(1, "curing");
	ck_assert_int_eq(hand_in(1, 2, "%PDF-1.7 late but in time"), OK);
	clock_forward(1);
	ck_assert_int_eq(hand_in(0, 1, paper(0, 1)), ERR_CONFLICT);
	ck_assert_str_eq(said.list[0].code, "cure_late");
	run_clock();
	is_won_by(1);
	is_bid(0, "invalid");
	ck_assert_str_eq(bid_of(0).out_code, "requirement");
	ck_assert(file_has(published_of(code, "result.note"),
	    " requirement\n"));
	assert_verifies(code);
}
END_TEST

/* The order of the draw is what it was when nobody knew who would miss. */
START_TEST(rank_hashes_do_not_move)
{
	struct round_terms before, after;

	post_for("random", "Plan");
	three_offers(false);
	open_it();
	before = terms_of(code);
	ck_assert_int_eq(hand_in(0, 1, paper(0, 1)), OK);
	ck_assert_int_eq(hand_in(2, 1, paper(2, 1)), OK);
	clock_set(due_now("cure").due_at + 1);
	run_clock();
	after = terms_of(code);
	ck_assert_mem_eq(before.round.seed, after.round.seed, ROUND_SEED);
	ck_assert_int_gt(after.round.result_leaf, 0);
	assert_verifies(code);
}
END_TEST

START_TEST(where_too_few_cure_the_round_has_failed)
{
	works = a_department(2);
	post_for("average", "Plan");
	three_offers(true);
	open_it();
	ck_assert_int_eq(hand_in(1, 1, paper(1, 1)), OK);
	ck_assert_int_eq(hand_in(2, 1, paper(2, 1)), OK);
	clock_set(due_now("cure").due_at + 1);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "failed");
	assert_verifies(code);
}
END_TEST

START_TEST(where_too_few_are_valid_nobody_is_asked_to_cure)
{
	works = a_department(2);
	post_for("average", "Plan");
	offer(0, 20000000, 1);		/* above the ceiling */
	offer(1, 5000000, 1);
	offer(2, 5000000, 1);
	open_it();
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid_document"), 0);
}
END_TEST

START_TEST(second_offers_are_for_those_who_cured)
{
	post_for("bafo", "Plan");
	three_offers(true);
	open_it();
	ck_assert_int_eq(hand_in(1, 1, paper(1, 1)), OK);
	ck_assert_int_eq(hand_in(2, 1, paper(2, 1)), OK);
	clock_set(due_now("cure").due_at + 1);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "selecting");
	ck_assert_int_eq(cast_agree(the_cast(), m, &works, code), OK);
	ck_assert_str_eq(project_now(code).state, "rebidding");
	ck_assert(!file_has(published_of(code, "rule.txt"), "doc-1"));
	ck_assert_int_ne(cast_bid(the_cast(), m, &agencies[0], code, 4500000,
	    "browser"), OK);
	ck_assert_int_eq(cast_bid(the_cast(), m, &agencies[2], code, 4700000,
	    "browser"), OK);
	open_it();
	is_won_by(2);
	assert_verifies(code);
}
END_TEST

/* ---- evaluators ---- */

static void
enlist(void)
{
	struct actor op = an_operator();
	struct problems problems = { .n = 0 };
	struct item_row *items;
	struct evaluator *list;
	size_t n;

	ck_assert_int_eq(db_item_list(m->db, NULL, &items, &n), OK);
	for (int i = 0; i < EXPERTS; i++) {
		struct evaluator_form f = { .name = "Li Wei",
		    .unit = "A university", .uscc = "",
		    .type = items[0].type, .email = arena_printf(
		    tests_arena(), "e%d@expert.example", i),
		    .password = "sun-and-seal-26" };

		ck_assert_int_eq(evaluator_add(m, &op, &f, &problems), OK);
		ck_assert_int_eq(evaluator_list(m, 0, &list, &n), OK);
		experts[i] = (struct actor){ .role = ROLE_EVALUATOR,
		    .account_id = list[0].account_id, .name = "Li",
		    .party_name = "", .uscc = "", .request = "test" };
	}
}

static size_t
score_all(size_t bids)
{
	size_t scored = 0;

	for (int k = 0; k < EXPERTS; k++) {
		const char *points[2 * BIDDERS];
		struct problems problems = { .n = 0 };
		struct sheet_case c;

		if (sheet_case(m, &experts[k], code, &c) != OK)
			continue;
		ck_assert_uint_eq(c.n, bids);
		for (size_t i = 0; i < 2 * c.n; i++)
			points[i] = "20";
		ck_assert_int_eq(sheet_place(m, &experts[k], &c, points,
		    &problems), OK);
		scored++;
	}
	return scored;
}

START_TEST(evaluators_score_after_curing_those_who_cured)
{
	enlist();
	post_for("composite", "Plan");
	three_offers(true);
	open_it();
	ck_assert_uint_eq(score_all(3), 0);	/* drawn, but not yet */
	ck_assert_int_eq(due_now("evaluate").due_at, 0);
	ck_assert_int_eq(hand_in(1, 1, paper(1, 1)), OK);
	ck_assert_int_eq(hand_in(2, 1, paper(2, 1)), OK);
	clock_set(due_now("cure").due_at + 1);
	run_clock();
	ck_assert_int_gt(due_now("evaluate").due_at, clock_at());
	is_ranked_on_the_page(false);	/* sheets are still to come */
	ck_assert_uint_eq(score_all(2), 3);
	run_clock();
	is_won_by(1);
	is_ranked_on_the_page(true);
	assert_verifies(code);
}
END_TEST

/* A proposal as long as indicators look at it, and its document. */
static void
propose(int i, const char *plan, const char *document)
{
	struct round_terms t = terms_of(code);
	const char *values[RULE_FIELDS] = { NULL };
	struct rule_form form = { .amount_fen = 5000000 + i * 200000,
	    .values = values };

	for (size_t f = 0; f < t.rule.n; f++)
		values[f] = cure_field(t.rule.fields[f].key) ?
		    hash_of(document) : strcmp(t.rule.fields[f].key, "c1") ?
		    NULL : plan;
	ck_assert_int_eq(cast_bid_form(the_cast(), m, &agencies[i], code,
	    &form, "browser"), OK);
}

static int64_t
pairs_alike(void)
{
	size_t done;

	ck_assert_int_eq(flag_follow(m, 10000, &done), OK);
	market_next(m);
	return count_rows("SELECT count(*) FROM flag WHERE rule = 'Z04'");
}

/* Which plan, which document bidders 0 to 2 seal; how many pairs stand out. */
static const struct {
	int plan[3], paper[3], pairs;
} sealed_alike[] = {
	{ { 0, 1, 3 }, { 0, 1, 2 }, 0 },
	{ { 0, 1, 0 }, { 0, 1, 2 }, 1 },
	{ { 0, 1, 2 }, { 0, 1, 2 }, 1 },
	{ { 0, 1, 3 }, { 0, 0, 1 }, 1 },
	{ { 0, 1, 2 }, { 0, 0, 1 }, 2 },
};

START_TEST(one_file_that_two_sealed_and_one_text_are_flags)
{
	static const char *const plans[] = {
		"We measure the road in March, draw it in April.",
		"In May our engineers walk along each of the pipes.",
		"We measure the road in March, draw it in June.",
		"A model of all bridges comes first, then its tests." };

	enlist();
	post_for("composite", "Plan");
	for (int i = 0; i < 3; i++)
		propose(i, plans[sealed_alike[_i].plan[i]],
		    paper(sealed_alike[_i].paper[i], 1));
	open_it();
	ck_assert_int_eq(pairs_alike(), 0);	/* nothing is announced */
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(hand_in(i, 1,
		    paper(sealed_alike[_i].paper[i], 1)), OK);
	run_clock();
	ck_assert_uint_eq(score_all(3), 3);
	run_clock();
	ck_assert_int_eq(pairs_alike(), sealed_alike[_i].pairs);
}
END_TEST

/* ---- pages ---- */

static const char *
page(void)
{
	return arena_printf(tests_arena(), "/projects/%s/documents", code);
}

static int
send_paper(struct browser *b, const char *field, const char *bytes)
{
	return post_file(b, page(), "", (struct file_of){ field, "plan.pdf",
	    "application/pdf", bytes, strlen(bytes) });
}

START_TEST(a_document_is_for_those_whom_its_row_names)
{
	struct actor reg, auditor = an_auditor(), op = an_operator(), dept;
	const struct actor *may[7] = { &agencies[0], &works, &auditor };
	const struct actor *not[4] = { &agencies[1], &op, NULL };
	struct browser b, anyone = a_browser();
	struct document_use *list;
	const char *file;
	size_t n;

	reg = a_regulator();
	dept = a_department(3);
	may[3] = &reg;
	not[2] = &dept;
	post_for("lowest", "Plan");
	three_offers(true);
	open_it();
	b = signed_in(&agencies[0]);
	get(&b, page());
	ck_assert_int_eq(send_paper(&b, "doc-1", paper(0, 1)), 303);
	ck_assert_int_eq(document_list(m, "proposal", 1, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	file = arena_printf(tests_arena(), "/files/%d", (int)list[0].id);
	for (size_t i = 0; i < 4; i++) {
		struct browser who = signed_in(may[i]);

		ck_assert_int_eq(get(&who, file), 200);
	}
	for (size_t i = 0; i < 3; i++) {
		struct browser who = signed_in(not[i]);

		ck_assert_int_eq(get(&who, file), 404);
	}
	ck_assert_int_ne(get(&anyone, file), 200);
	get(&anyone, arena_printf(tests_arena(), "/projects/%s/opening",
	    code));
	ck_assert(!page_has(&anyone, "/files/"));
	ck_assert(page_has(&anyone, "已交"));
}
END_TEST

START_TEST(a_wrong_file_is_said_to_be_and_the_right_one_is_kept)
{
	struct browser b, other;

	post_for("lowest", "Plan\nLicence");
	three_offers(true);
	open_it();
	other = signed_in(&agencies[BIDDERS]);
	ck_assert_int_eq(get(&other, page()), 404);
	ck_assert_int_eq(send_paper(&other, "doc-1", paper(0, 1)), 404);
	b = signed_in(&agencies[0]);
	ck_assert_int_eq(get(&b, page()), 200);
	ck_assert(page_has(&b, hash_of(paper(0, 2))));
	sent(&agencies[0], paper(0, 2));
	ck_assert_int_eq(post_file(&b, page(), arena_printf(tests_arena(),
	    "doc-2_kept=%s", hash_of(paper(0, 2))), (struct file_of){
	    "doc-1", "plan.pdf", "application/pdf", "%PDF-1.7 x", 10 }), 422);
	ck_assert(page_has(&b, "一个字节也不能改"));
	ck_assert(page_has(&b, "name=\"doc-2_kept\""));
	is_bid(0, "curing");
	ck_assert_int_eq(post_file(&b, page(), arena_printf(tests_arena(),
	    "doc-2_kept=%s", hash_of(paper(0, 2))), (struct file_of){
	    "doc-1", "plan.pdf", "application/pdf", paper(0, 1),
	    strlen(paper(0, 1)) }), 303);
	is_bid(0, "valid");
	get(&b, page());
	ck_assert(page_has(&b, "文件已经交齐"));
}
END_TEST

START_TEST(a_form_without_a_file_says_what_is_missing)
{
	struct browser b;

	post_for("lowest", "Plan");
	three_offers(true);
	open_it();
	b = signed_in(&agencies[0]);
	get(&b, page());
	ck_assert_int_eq(send_paper(&b, "other", ""), 422);
	ck_assert(page_has(&b, "请选择要交的文件"));
}
END_TEST

/* ---- by the server ---- */

/* Nothing of a file stays but its hash, under the price's seal. */
START_TEST(the_server_takes_a_hash_and_keeps_no_file)
{
	struct browser b = signed_in(&agencies[0]);
	const char *bytes = paper(0, 1), *hex = hash_of(bytes), *at;

	post_for("lowest", "Plan");
	at = arena_printf(tests_arena(), "/projects/%s/bids", code);
	get(&b, arena_printf(tests_arena(), "%s/new", at));
	ck_assert_int_eq(post_file(&b, arena_printf(tests_arena(),
	    "%s/documents", at), "", (struct file_of){ "doc-1", "a.exe",
	    "application/pdf", bytes, strlen(bytes) }), 422);
	ck_assert_int_eq(post_file(&b, arena_printf(tests_arena(),
	    "%s/documents", at), "", (struct file_of){ "doc-1", "a.pdf",
	    "application/pdf", bytes, strlen(bytes) }), 200);
	ck_assert(page_has(&b, hex));
	ck_assert_int_eq(count_rows("SELECT count(*) FROM document"), 0);
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(), "%s/check",
	    at), arena_printf(tests_arena(), "amount=50000&doc-1=%s", hex)),
	    200);
	ck_assert(page_has(&b, hex));
	ck_assert_int_eq(post(&b, at, arena_printf(tests_arena(),
	    "amount=50000&doc-1=zz&_once=%s", b.once)), 422);
	ck_assert_int_eq(post(&b, at, arena_printf(tests_arena(),
	    "amount=50000&doc-1=%s&_once=%s", hex, b.once)), 303);
	open_it();
	is_bid(0, "curing");
	ck_assert_int_eq(hand_in(0, 1, "%PDF-1.7 another"), ERR_INVALID);
	ck_assert_int_eq(hand_in(0, 1, bytes), OK);
	run_clock();
	is_won_by(0);
	assert_verifies(code);
}
END_TEST

/* ---- random histories against a model ---- */

struct model {
	bool sealed[2];		/* with a hash */
	bool there[2];
	bool over;
};

static bool
model_takes(const struct model *b, int k, bool right, bool in_time)
{
	return in_time && !b->over && !b->there[k] && (right ||
	    !b->sealed[k]);
}

static const char *
model_state(const struct model *b)
{
	return b->there[0] && b->there[1] ? "valid" : b->over ? "invalid" :
	    "curing";
}

static void
one_act(struct model *all, unsigned *seed)
{
	int i = (int)((unsigned)rand_r(seed) % 3);
	int k = (int)((unsigned)rand_r(seed) % 2);
	bool right = rand_r(seed) % 3 != 0;
	bool in_time = clock_at() <= due_now("cure").due_at;
	bool takes = model_takes(&all[i], k, right, in_time);
	enum err err = hand_in(i, k + 1, right ? paper(i, k + 1) :
	    arena_printf(tests_arena(), "%%PDF-1.7 %d", rand_r(seed)));

	if (takes)
		ck_assert_int_eq(err, OK);
	else if (!all[i].there[k] || !right)
		ck_assert_int_ne(err, OK);
	all[i].there[k] |= takes;
}

START_TEST(random_histories_end_where_the_model_does)
{
	unsigned seed = 20261127 + (unsigned)_i;
	struct model all[3] = { { .over = false } };
	size_t valid = 0;

	post_for("lowest", "Plan\nLicence");
	for (int i = 0; i < 3; i++) {
		int n = (int)((unsigned)rand_r(&seed) % 3);

		offer(i, 5000000 + i * 200000, n);
		all[i].sealed[0] = n > 0;
		all[i].sealed[1] = n > 1;
	}
	open_it();
	for (int step = 0; step < 16 && strcmp(project_now(code).state,
	    "selecting") == 0 && !due_now("rank").due_at; step++) {
		one_act(all, &seed);
		for (int i = 0; i < 3; i++)
			is_bid(i, model_state(&all[i]));
	}
	if (!due_now("rank").due_at) {
		clock_set(due_now("cure").due_at + 1);
		one_act(all, &seed);
	}
	run_clock();
	for (int i = 0; i < 3; i++) {
		all[i].over = true;
		valid += strcmp(model_state(&all[i]), "valid") == 0;
		ck_assert_int_eq(bid_of(i).position != 0,
		    strcmp(model_state(&all[i]), "valid") == 0);
	}
	ck_assert_str_eq(project_now(code).state, valid ? "publicity" :
	    "failed");
	if (_i % 10 == 0)
		assert_verifies(code);
}
END_TEST

/* Sent twice, run twice: the clock and the last hand-in meet once. */
START_TEST(what_is_over_is_over_once)
{
	post_for("lowest", "Plan");
	three_offers(true);
	open_it();
	clock_set(due_now("cure").due_at + 1);
	ck_assert_int_eq(cure_over(m, project_now(code).id, 0), OK);
	ck_assert_int_eq(cure_over(m, project_now(code).id, 0),
	    ERR_CONFLICT);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM round_input"
	    " WHERE kind = 'facts' AND body LIKE '%requirement%'"), 1);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "failed");
	assert_verifies(code);
}
END_TEST

START_TEST(a_project_that_is_ended_meanwhile_waits_for_nothing)
{
	post_for("lowest", "Plan");
	three_offers(true);
	open_it();
	break_rows("UPDATE project SET state = 'cancelled' WHERE code = '%s'",
	    code);
	ck_assert_int_eq(hand_in(0, 1, paper(0, 1)), ERR_CONFLICT);
	clock_set(due_now("cure").due_at + 1);
	ck_assert_int_eq(cure_over(m, project_now(code).id, 0),
	    ERR_CONFLICT);
}
END_TEST

Suite *
cure_suite(void)
{
	Suite *s = suite_create("documents of bids");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, up_to_three_documents_are_asked_for_by_name,
	    0, COUNT(lists));
	tcase_add_loop_test(t, each_method_with_a_round_may_ask, 0,
	    COUNT(methods));
	tcase_add_test(t, who_chooses_directly_asks_for_none);
	tcase_add_test(t, a_form_shown_again_keeps_what_was_asked_for);
	tcase_add_test(t,
	    who_sealed_hashes_owes_the_files_and_nothing_is_ranked_yet);
	tcase_add_test(t, with_the_last_document_it_is_ranked_and_verifies);
	tcase_add_loop_test(t,
	    one_file_that_two_sealed_and_one_text_are_flags, 0, 5);
	tcase_add_test(t, only_the_file_of_the_sealed_hash_is_taken);
	tcase_add_test(t, the_due_second_is_in_time_and_the_next_is_not);
	tcase_add_test(t, rank_hashes_do_not_move);
	tcase_add_test(t, where_too_few_cure_the_round_has_failed);
	tcase_add_test(t, where_too_few_are_valid_nobody_is_asked_to_cure);
	tcase_add_test(t, second_offers_are_for_those_who_cured);
	tcase_add_test(t, evaluators_score_after_curing_those_who_cured);
	tcase_add_test(t, a_document_is_for_those_whom_its_row_names);
	tcase_add_test(t,
	    a_wrong_file_is_said_to_be_and_the_right_one_is_kept);
	tcase_add_test(t, a_form_without_a_file_says_what_is_missing);
	tcase_add_test(t, the_server_takes_a_hash_and_keeps_no_file);
	tcase_add_loop_test(t, random_histories_end_where_the_model_does, 0,
	    40);
	tcase_add_test(t, what_is_over_is_over_once);
	tcase_add_test(t,
	    a_project_that_is_ended_meanwhile_waits_for_nothing);
	suite_add_tcase(s, t);
	return s;
}
