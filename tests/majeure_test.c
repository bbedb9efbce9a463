/* SPDX-License-Identifier: Apache-2.0 */
/* majeure_test.c: giving an award up by force majeure; files of an award. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/award.h"
#include "market/notice.h"
#include "market/petition.h"
#include "tests/sealing.h"
#include "tests/support_award.h"
#include "tests/told.h"
#include "views/view.h"

Suite *majeure_suite(void);

static struct market *m;
static struct actor dept, other, reg;
static struct problems problems;

static const int64_t low[] = { 30000, 46800, 49500, 0 };
static const int64_t plain[] = { 46800, 49500, 51000, 0 };
static const struct award_claim flood = { .evidence =
    "On 23 November the river took the drill.\nThe county says so." };
static const struct file_of proof = { "files[]", "county.pdf",
    "application/pdf", "%PDF-1.7 county", 15 };

#define DECISION "The county confirms the flood of that day."

static void
open_market(void)
{
	m = a_market();
	a_store();
	dept = a_department(1);
	other = a_department(2);
	reg = a_regulator();
}

static const char *
path_of(const char *code, const char *after)
{
	return arena_printf(tests_arena(), "/projects/%s%s", code, after);
}

static bool
says(const struct browser *b, const char *code)
{
	return page_has(b, view_sentence(tests_arena(), code, NULL));
}

/* Given up with a claim: the award that ended. */
static struct award
given_up(const char *code)
{
	struct award was = award_now(code);
	struct actor a = bidder(1);

	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, &flood,
	    &problems), OK);
	ck_assert_int_eq(db_award_get(m->db, was.id, &was), OK);
	ck_assert_str_eq(was.state, "declined");
	ck_assert(was.force_majeure);
	return was;
}

static enum err
decides(int64_t id, const char *verdict)
{
	const struct petition_form f = { .verdict = verdict,
	    .decision = DECISION, .min = "" };

	return petition_decide(m, &reg, id, &f, &problems);
}

static const struct { const char *verdict, *event; } ends[] = {
	{ "granted", "majeure_granted" }, { "refused", "majeure_refused" },
};

START_TEST(a_claim_is_decided_in_public_and_kept_with_the_award)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct award was = given_up(code);
	struct petition t, *list;
	struct notice n;
	size_t waiting;

	/* Nobody waits for it: the next is in its publicity. */
	ck_assert_int_eq(award_now(code).position, 2);
	ck_assert_int_eq(petition_list(m, &list, &waiting), OK);
	ck_assert_uint_eq(waiting, 1);
	ck_assert_str_eq(list[0].kind, "force_majeure");
	ck_assert_str_eq(list[0].agency_name, "Agency 1");
	ck_assert_str_eq(list[0].evidence, flood.evidence);
	ck_assert_int_eq(decides(list[0].id, ends[_i].verdict), OK);
	ck_assert_int_eq(decides(list[0].id, ends[_i].verdict), OK);
	ck_assert_int_eq(decides(list[0].id, ends[1 - _i].verdict),
	    ERR_CONFLICT);
	ck_assert_int_eq(petition_of_award(m, was.id, &t), OK);
	ck_assert_str_eq(t.verdict, ends[_i].verdict);
	ck_assert_uint_eq(notices(code, "decision", &n), 1);
	ck_assert(notice_says(&n, "petition", "force_majeure"));
	ck_assert(notice_says(&n, "applicant", "Agency 1"));
	ck_assert(notice_says(&n, "asked-for", A_REASON));
	ck_assert(notice_says(&n, "decision", DECISION));
	ck_assert_ptr_null(strstr(n.body, "the drill"));
	ck_assert(has_event(code, ends[_i].event, DECISION));
	ck_assert_str_eq(newest(&a, "claim_decided").code, "claim_decided");
	ck_assert_int_eq(petition_list(m, &list, &waiting), OK);
	ck_assert_uint_eq(waiting, 0);
}
END_TEST

START_TEST(a_claim_needs_its_proof)
{
	const struct award_claim bare = { .evidence = "" };
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);

	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, &bare,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "evidence")->code,
	    "award_evidence_length");
	ck_assert_str_eq(award_now(code).state, "published");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM petition"), 0);
}
END_TEST

START_TEST(who_claims_nothing_asks_for_nothing)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);

	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
	    &problems), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM petition"), 0);
}
END_TEST

START_TEST(two_winners_of_a_project_may_both_claim)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor second = bidder(2);
	struct petition *list;
	size_t n;

	(void)given_up(code);
	ck_assert_int_eq(award_decline(m, &second, code, A_REASON, &flood,
	    &problems), OK);
	ck_assert_int_eq(petition_list(m, &list, &n), OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(decides(list[1].id, "granted"), OK);
	ck_assert_int_eq(decides(list[0].id, "refused"), OK);
}
END_TEST

/* The address of the first file of a page, or "". */
static const char *
file_on(struct browser *b, const char *path)
{
	const char *at;

	ck_assert_int_eq(get(b, path), 200);
	at = strstr(b->body, "href=\"/files/");
	return at ? arena_strndup(tests_arena(), at + 6,
	    strcspn(at + 6, "\"")) : "";
}

/* For the two sides and those who watch; nobody else is even told of it. */
static void
assert_read_by(const char *code, const char *file)
{
	struct actor first = bidder(1), second = bidder(2);
	const struct { const struct actor *who; int status; } all[] = {
		{ &first, 200 }, { &dept, 200 }, { &reg, 200 },
		{ &second, 404 }, { &other, 404 },
	};
	struct browser anyone = a_browser();

	ck_assert_str_ne(file, "");
	for (size_t i = 0; i < COUNT(all); i++) {
		struct browser b = signed_in(all[i].who);

		ck_assert_int_eq(get(&b, file), all[i].status);
		ck_assert_int_eq(file_on(&b, path_of(code, ""))[0] != '\0',
		    all[i].status == 200);
	}
	ck_assert_str_eq(file_on(&anyone, path_of(code, "")), "");
	ck_assert_int_eq(get(&anyone, file), 303);
}

START_TEST(a_regulator_reads_the_proof_and_decides_on_a_page)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct browser mine = signed_in(&a), office = signed_in(&reg);
	struct browser anyone = a_browser();
	const char *link = path_of(code, "/award/decline"), *page, *file;
	struct petition *list;
	size_t n;

	ck_assert_int_eq(get(&mine, link), 200);
	ck_assert_int_eq(post_file(&mine, link, "reason=The+river+took+our+"
	    "house.&force_majeure=yes&evidence=The+drill+is+gone.", proof),
	    303);
	ck_assert_int_eq(petition_list(m, &list, &n), OK);
	page = arena_printf(tests_arena(), "/desk/petitions/%" PRId64,
	    list[0].id);
	ck_assert_int_eq(get(&office, "/desk"), 200);
	ck_assert(page_has(&office, page));
	file = file_on(&office, page);
	ck_assert(page_has(&office, "The drill is gone."));
	ck_assert(page_has(&office, "Agency 1"));
	assert_read_by(code, file);
	get(&anyone, path_of(code, ""));
	ck_assert(says(&anyone, "majeure_waits"));
	ck_assert(!page_has(&anyone, "The drill is gone."));
	get(&office, page);
	ck_assert_int_eq(post(&office, page, "verdict=granted&reason=The+"
	    "county+confirms+the+flood."), 303);
	get(&anyone, path_of(code, ""));
	ck_assert(says(&anyone, "majeure_granted"));
	ck_assert(page_has(&anyone, "The county confirms the flood."));
	ck_assert(!page_has(&anyone, "The drill is gone."));
	get(&mine, path_of(code, ""));
	ck_assert(page_has(&mine, "The drill is gone."));
}
END_TEST

START_TEST(a_low_price_is_explained_with_files)
{
	const char *code = a_bidding(&dept, low, NULL);
	struct actor a = bidder(1);
	struct browser mine = signed_in(&a), owner = signed_in(&dept);
	const char *link = path_of(code, "/award/explain");

	ck_assert_int_eq(get(&mine, link), 200);
	ck_assert_int_eq(post_file(&mine, link, "explanation=Cheap", proof),
	    422);
	ck_assert(page_has(&mine, "county.pdf"));
	ck_assert_int_eq(post_file(&mine, link,
	    "explanation=We+own+the+drill.", proof), 303);
	assert_read_by(code, file_on(&owner, path_of(code,
	    "/award/decide")));
}
END_TEST

Suite *
majeure_suite(void)
{
	Suite *s = suite_create("majeure");
	TCase *t = tcase_create("claims");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t,
	    a_claim_is_decided_in_public_and_kept_with_the_award, 0,
	    COUNT(ends));
	tcase_add_test(t, a_claim_needs_its_proof);
	tcase_add_test(t, who_claims_nothing_asks_for_nothing);
	tcase_add_test(t, two_winners_of_a_project_may_both_claim);
	tcase_add_test(t,
	    a_regulator_reads_the_proof_and_decides_on_a_page);
	tcase_add_test(t, a_low_price_is_explained_with_files);
	suite_add_tcase(s, t);
	return s;
}
