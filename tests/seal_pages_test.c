/* SPDX-License-Identifier: Apache-2.0 */
/* seal_pages_test.c: what pages show of a round, and whom they lead where. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/bid.h"
#include "market/key.h"
#include "market/paper.h"
#include "market/round.h"
#include "tests/support.h"
#include "views/view.h"

Suite *seal_pages_suite(void);

static struct market *m;
static struct actor dept;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
}

static const char *
path_of(const char *code, const char *before, const char *after)
{
	static char path[128];

	snprintf(path, sizeof path, "%s%s%s", before, code, after);
	return path;
}

static bool
shows(struct browser *b, const char *path, const char *link)
{
	char href[160];

	ck_assert_int_eq(get(b, path), 200);
	snprintf(href, sizeof href, "href=\"%s\"", link);
	return page_has(b, href);
}

static bool
says(const struct browser *b, const char *code, const struct arg *args)
{
	return page_has(b, view_sentence(m->arena, code, args));
}

/* Closed with three bids, and nobody has published a key. */
static const char *
a_closed_project(void)
{
	const char *code = a_project(&dept);

	for (int i = 1; i <= 3; i++) {
		struct actor a = an_agency(i);
		char amount[16];

		snprintf(amount, sizeof amount, "%d", 50000 + i);
		a_bid(&a, code, amount);
	}
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock_alone();
	return code;
}

static struct round
round_of(const char *code)
{
	struct project p = project_now(code);
	struct round r;

	ck_assert_int_eq(project_round(m, p.id, &r), OK);
	return r;
}

START_TEST(a_desk_leads_to_what_waits_for_signatures)
{
	const char *code = an_asked_project(&dept);
	struct browser b = signed_in(&dept);

	ck_assert(shows(&b, "/desk", path_of(code, "/desk/projects/",
	    "/terms")));
	ck_assert(!page_has(&b, path_of(code, "\"/projects/", "\"")));
	ck_assert(says(&b, "task_terms", NULL));
	ck_assert(shows(&b, "/desk", "/desk/keys"));
}
END_TEST

START_TEST(a_closed_round_waits_for_trustees_and_after_a_day_for_its_owner)
{
	const char *code = a_closed_project();
	struct browser b = signed_in(&dept);

	ck_assert(shows(&b, "/desk", path_of(code, "/projects/",
	    "/opening")));
	ck_assert(says(&b, "task_trustees", NULL));
	ck_assert(!page_has(&b, path_of(code, "/desk/projects/",
	    "/papers/fallback")));
	get(&b, path_of(code, "/projects/", ""));
	ck_assert(!page_has(&b, "/papers/void"));
	clock_forward(PAPER_FALLBACK_AFTER);
	b = signed_in(&dept);		/* the session has ended meanwhile */
	get(&b, "/desk");
	ck_assert(page_has(&b, path_of(code, "/desk/projects/",
	    "/papers/fallback")));
	get(&b, path_of(code, "/projects/", ""));
	ck_assert(page_has(&b, path_of(code, "/desk/projects/",
	    "/papers/fallback")));
	ck_assert(page_has(&b, path_of(code, "/desk/projects/",
	    "/papers/void")));
}
END_TEST

START_TEST(nobody_else_is_offered_an_owners_papers)
{
	const char *code = a_closed_project();
	struct actor others[] = { a_department(2), an_agency(9),
	    an_operator() };

	clock_forward(PAPER_FALLBACK_AFTER);
	for (size_t i = 0; i < COUNT(others); i++) {
		struct browser b = signed_in(&others[i]);

		ck_assert_int_eq(get(&b, path_of(code, "/projects/", "")),
		    200);
		ck_assert(!page_has(&b, "/papers/"));
	}
}
END_TEST

/* The purchaser and a trustee sign it. */
static void
fall_back(const char *code)
{
	struct paper paper;
	struct posted posted;
	struct round r = round_of(code);
	const char *line;

	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "fallback",
	    ""), OK);
	ck_assert_int_eq(paper_get(m, &dept, code, "fallback", &paper), OK);
	line = cast_line(the_cast(), m, NULL, 1, paper.text);
	ck_assert_int_eq(round_sign(m, r.sealing_id, line, strlen(line),
	    &posted), OK);
	ck_assert_ptr_null(posted.code);
}

START_TEST(a_fallback_asks_nothing_of_who_did_not_bid)
{
	const char *code = a_closed_project();
	struct actor other = an_agency(5);
	struct browser b, o;

	clock_forward(PAPER_FALLBACK_AFTER);
	fall_back(code);
	o = signed_in(&other);
	get(&o, "/desk");
	ck_assert(!says(&o, "task_selfopen", NULL));
	get(&o, path_of(code, "/projects/", "/opening"));
	ck_assert(!page_has(&o, "data-selfopen"));
	b = signed_in(&dept);
	get(&b, "/desk");
	ck_assert(!page_has(&b, "/papers/fallback"));
}
END_TEST

START_TEST(a_bidders_desk_leads_to_opening_its_own)
{
	const char *code = a_project(&dept);
	struct actor agency = an_agency(1);
	struct browser b = signed_in(&agency);

	for (int i = 2; i <= 3; i++) {
		struct actor a = an_agency(i);

		a_bid(&a, code, "60000");
	}
	a_bid(&agency, code, "50000");
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock_alone();
	get(&b, "/desk");
	ck_assert(!says(&b, "task_selfopen", NULL));
	clock_forward(PAPER_FALLBACK_AFTER);
	b = signed_in(&agency);
	fall_back(code);
	ck_assert(shows(&b, "/desk", path_of(code, "/projects/",
	    "/opening")));
	ck_assert(says(&b, "task_selfopen", NULL));
	ck_assert_int_eq(get(&b, path_of(code, "/projects/", "/opening")),
	    200);
	ck_assert(page_has(&b, "data-selfopen"));
	ck_assert(page_has(&b, "/static/"));
}
END_TEST

START_TEST(an_award_is_to_be_signed_once)
{
	const char *code = an_award(&dept);
	struct browser b = signed_in(&dept);
	char note[64];

	ck_assert(shows(&b, "/desk", path_of(code, "/desk/projects/",
	    "/papers/award")));
	get(&b, path_of(code, "/projects/", ""));
	ck_assert(page_has(&b, path_of(code, "/desk/projects/",
	    "/papers/award")));
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "award", ""),
	    OK);
	get(&b, "/desk");
	ck_assert(!says(&b, "task_award", NULL));
	snprintf(note, sizeof note, "/p/%s/award.note",
	    round_of(code).sealing_id);
	ck_assert(shows(&b, path_of(code, "/projects/", ""), note));
	ck_assert(!page_has(&b, "/papers/award"));
}
END_TEST

/* ---- the opening ---- */

static void
publish_key(const char *code, size_t i)
{
	const char *file;
	size_t n;
	char path[96];
	struct browser b = a_browser();

	ck_assert_int_eq(cast_open(the_cast(), m, code, i, &file, &n), OK);
	snprintf(path, sizeof path, "/p/%s/open", round_of(code).sealing_id);
	ck_assert_int_eq(send_body(&b, "POST", path,
	    "text/plain; charset=utf-8", file, n), 200);
}

static bool
key_stage(const struct browser *b, int64_t k)
{
	const struct arg args[] = { arg_int("K", k), arg_int("OF", 2),
	    { .kind = ARG_END } };

	return says(b, "stage_key", args);
}

START_TEST(an_opening_shows_its_seven_stages_and_who_is_awaited)
{
	const char *code = a_closed_project();
	struct browser b = a_browser();
	const struct arg unseen[] = { arg_int("N", 3), { .kind = ARG_END } };
	char page[96];

	snprintf(page, sizeof page, "/projects/%s/opening", code);
	ck_assert_int_eq(get(&b, page), 200);
	ck_assert(key_stage(&b, 1) && key_stage(&b, 2) && !key_stage(&b, 3));
	ck_assert(says(&b, "stage_listed_unseen", unseen));
	ck_assert(page_has(&b, "/close.note\""));
	ck_assert(page_has(&b, "/t/1") && page_has(&b, "/t/3"));
	ck_assert(!page_has(&b, "/open-"));
	publish_key(code, 3);
	get(&b, page);
	ck_assert(page_has(&b, "/open-3.note\""));
	ck_assert(page_has(&b, "aria-current=\"step\""));
	ck_assert(!page_has(&b, "/result.note\""));
	publish_key(code, 1);
	publish_key(code, 2);
	run_clock_alone();
	get(&b, page);
	ck_assert(page_has(&b, "/result.note\""));
	ck_assert(says(&b, "stage_key_more", NULL));
	ck_assert(!page_has(&b, "aria-current=\"step\""));
	ck_assert(page_has(&b, path_of(code, "/projects/", "/verify")));
}
END_TEST

START_TEST(a_replaced_receipt_says_so_and_a_withdrawal_is_not_changeable)
{
	const char *code = a_project(&dept);
	struct actor agency = an_agency(1);
	struct browser b = signed_in(&agency);
	struct problems problems;
	struct bid first = a_bid(&agency, code, "50000"), last;
	char hex[65], path[96];

	a_bid(&agency, code, "49000");
	snprintf(path, sizeof path, "/receipts/%s", digits_hex(hex,
	    first.file, BID_HASH));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(says(&b, "bid_superseded", NULL));
	ck_assert(!page_has(&b, "/bids/withdraw"));
	ck_assert_int_eq(bid_withdraw(m, &agency, code, a_token(), &last,
	    &problems), OK);
	snprintf(path, sizeof path, "/receipts/%s", digits_hex(hex,
	    last.file, BID_HASH));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(!page_has(&b, "/bids/withdraw"));
}
END_TEST

START_TEST(without_a_script_the_bid_page_says_what_to_do)
{
	const char *code = a_project(&dept), *at, *hidden;
	struct actor agency = an_agency(1);
	struct browser b = signed_in(&agency);

	ck_assert_int_eq(get(&b, path_of(code, "/projects/", "/bids/new")),
	    200);
	at = strstr(b.body, "data-unsupported");
	hidden = strstr(b.body, "data-scripted hidden");
	ck_assert(at != NULL && hidden != NULL && at < hidden);
	ck_assert(page_has(&b, "sealbid seal"));
}
END_TEST

/* ---- keys ---- */

START_TEST(a_key_made_elsewhere_is_registered_by_a_plain_form)
{
	struct actor agency = an_agency(1);
	struct browser b = signed_in(&agency);
	unsigned char seed[32] = { 7 };
	struct note_secret s;
	char written[NOTE_VKEY_MAX];
	const char *vkey, *text, *signature;
	struct key_row row;
	struct buf line;
	char path[512], fields[4096];

	note_secret_init(&s, key_name(m, &agency), NOTE_ED25519, seed);
	vkey = encoded(note_vkey_write(written, &s.key));
	snprintf(path, sizeof path, "/desk/keys?vkey=%s", vkey);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "name=\"line\""));
	ck_assert_int_eq(key_draft(m, &agency, written, &text), OK);
	buf_init(&line, NOTE_MAX);
	note_sign(&line, text, strlen(text), &s);
	text = encoded(text);
	signature = encoded(arena_strndup(m->arena, line.data, line.len));
	buf_release(&line);
	snprintf(fields, sizeof fields, "vkey=%s&text=%s&line=", vkey, text);
	ck_assert_int_eq(post(&b, "/desk/keys", fields), 422);
	ck_assert(says(&b, "key_form", NULL));
	snprintf(fields, sizeof fields, "vkey=%s&text=%s&line=%s", vkey,
	    text, signature);
	ck_assert_int_eq(post(&b, "/desk/keys", fields), 303);
	ck_assert_int_eq(key_mine(m, &agency, &row), OK);
	ck_assert_str_eq(row.vkey, written);
	snprintf(fields, sizeof fields, "vkey=%s&text=%s&line=%s&"
	    "password=wrong", vkey, text, signature);
	ck_assert_int_eq(post(&b, "/desk/keys", fields), 422);
	ck_assert(says(&b, "login_wrong", NULL));
	ck_assert_int_eq(get(&b, "/desk/keys?vkey=other"), 422);
	ck_assert(says(&b, "key_vkey", NULL));
}
END_TEST

Suite *
seal_pages_suite(void)
{
	Suite *s = suite_create("seal_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_desk_leads_to_what_waits_for_signatures);
	tcase_add_test(t,
	    a_closed_round_waits_for_trustees_and_after_a_day_for_its_owner);
	tcase_add_test(t, nobody_else_is_offered_an_owners_papers);
	tcase_add_test(t, a_fallback_asks_nothing_of_who_did_not_bid);
	tcase_add_test(t, a_bidders_desk_leads_to_opening_its_own);
	tcase_add_test(t, an_award_is_to_be_signed_once);
	tcase_add_test(t,
	    an_opening_shows_its_seven_stages_and_who_is_awaited);
	tcase_add_test(t,
	    a_replaced_receipt_says_so_and_a_withdrawal_is_not_changeable);
	tcase_add_test(t, without_a_script_the_bid_page_says_what_to_do);
	tcase_add_test(t,
	    a_key_made_elsewhere_is_registered_by_a_plain_form);
	suite_add_tcase(s, t);
	return s;
}
