/* SPDX-License-Identifier: Apache-2.0 */
/* contract_files_test.c: what is delivered, as files, and who reads them. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/document.h"
#include "tests/support_contract.h"
#include "views/view.h"

Suite *contract_files_suite(void);

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
	a_store();
}

static const struct file_of report = { "files[]", "report.pdf",
    "application/pdf", "%PDF-1.7 report", 15 };
static const struct file_of marks = { "files[]", "marks.pdf",
    "application/pdf", "%PDF-1.7 marks", 14 };
static const struct file_of liar = { "files[]", "report.pdf",
    "application/pdf", "<html>", 6 };

static const char *
path_of(const char *act)
{
	return arena_printf(tests_arena(), "/projects/%s/contract%s%s",
	    d.code, act[0] ? "/" : "", act);
}

/* One form of an act, opened and sent with its token. */
static int
send(struct browser *b, const char *act, const char *fields,
    struct file_of file)
{
	ck_assert_int_eq(get(b, path_of(act)), 200);
	ck_assert(page_has(b, "enctype=\"multipart/form-data\""));
	return post_file(b, path_of(act), arena_printf(tests_arena(),
	    "_once=%s&%s", b->once, fields), file);
}

/* The address of the file of that name on the contract's page, or "". */
static const char *
file_of_name(struct browser *b, const char *name)
{
	const char *at, *found = "";

	ck_assert_int_eq(get(b, path_of("")), 200);
	at = strstr(b->body, name);
	for (const char *p = b->body; at != NULL && (p = strstr(p,
	    "href=\"/files/")) != NULL && p < at; p += 6)
		found = arena_strndup(tests_arena(), p + 6, strcspn(p + 6,
		    "\""));
	return found;
}

START_TEST(what_is_delivered_is_for_the_sides_and_those_who_watch)
{
	struct browser mine, anyone = a_browser();
	struct actor rival, other, op;
	const char *file;

	a_deal(&d, "in_force");
	rival = an_agency(11);
	other = a_department(2);
	op = an_operator();
	mine = signed_in(&d.agency);
	ck_assert_int_eq(send(&mine, "deliver",
	    "milestone=1&note=The+report.", report), 303);
	file = file_of_name(&mine, "report.pdf");
	ck_assert_str_ne(file, "");
	ck_assert(page_has(&mine, "SHA-256"));
	{
		const struct { const struct actor *who; int status; } all[] = {
			{ &d.agency, 200 }, { &d.owner, 200 },
			{ &d.office, 200 }, { &rival, 404 }, { &other, 404 },
			{ &op, 404 },
		};

		for (size_t i = 0; i < COUNT(all); i++) {
			struct browser b = signed_in(all[i].who);

			ck_assert_int_eq(get(&b, file), all[i].status);
			ck_assert_int_eq(b.stored[0] != '\0',
			    all[i].status == 200);
		}
	}
	ck_assert_int_eq(get(&anyone, file), 303);
	get(&anyone, arena_printf(tests_arena(), "/projects/%s", d.code));
	ck_assert(!page_has(&anyone, "report.pdf"));
}
END_TEST

START_TEST(an_auditor_reads_what_was_delivered)
{
	struct actor auditor = { .role = ROLE_AUDITOR, .account_id = 77 };
	struct browser mine;
	struct document_use use;
	char path[STORE_PATH];
	long long id = 0;

	a_deal(&d, "in_force");
	mine = signed_in(&d.agency);
	ck_assert_int_eq(send(&mine, "deliver",
	    "milestone=1&note=The+report.", report), 303);
	sscanf(file_of_name(&mine, "report.pdf"), "/files/%lld", &id);
	ck_assert_int_eq(document_get(m, &auditor, id, &use, path), OK);
	ck_assert_str_eq(use.document.name, "report.pdf");
}
END_TEST

START_TEST(defects_have_their_files)
{
	struct browser owner, agency;

	a_deal(&d, "delivered");
	owner = signed_in(&d.owner);
	ck_assert_int_eq(send(&owner, "reject",
	    "defects=No+map+in+chapter+3.", marks), 303);
	ck_assert_str_eq(deal_now(&d)->state, "rework");
	agency = signed_in(&d.agency);
	ck_assert_int_eq(get(&agency, file_of_name(&agency, "marks.pdf")),
	    200);
}
END_TEST

START_TEST(a_form_that_is_shown_again_keeps_its_files)
{
	struct browser b;
	const char *kept;

	a_deal(&d, "in_force");
	b = signed_in(&d.agency);
	ck_assert_int_eq(send(&b, "deliver", "milestone=1&note=", report),
	    422);
	ck_assert(page_has(&b, "report.pdf"));
	kept = strstr(b.body, "name=\"files_kept\" value=\"");
	ck_assert_ptr_nonnull(kept);
	kept = arena_strndup(tests_arena(), kept + 25, 64);
	ck_assert_int_eq(post_file(&b, path_of("deliver"), arena_printf(
	    tests_arena(), "_once=%s&milestone=1&note=Here.&files_kept=%s",
	    b.once, kept), marks), 303);
	ck_assert_str_ne(file_of_name(&b, "report.pdf"), "");
	ck_assert_str_ne(file_of_name(&b, "marks.pdf"), "");
}
END_TEST

START_TEST(what_is_no_file_of_its_name_delivers_nothing)
{
	struct browser b;

	a_deal(&d, "in_force");
	b = signed_in(&d.agency);
	ck_assert_int_eq(send(&b, "deliver", "milestone=1&note=Here.", liar),
	    422);
	ck_assert(page_has(&b, view_sentence(tests_arena(),
	    "document_signs", NULL)));
	ck_assert(page_has(&b, "href=\"#files\""));
	ck_assert_str_eq(deal_now(&d)->state, "in_force");
	ck_assert_uint_eq(d.page.n_deliverables, 0);
}
END_TEST

START_TEST(without_a_file_it_is_delivered_all_the_same)
{
	struct browser b;

	a_deal(&d, "in_force");
	b = signed_in(&d.agency);
	ck_assert_int_eq(send(&b, "deliver",
	    "milestone=1&note=Ten+copies+by+post.", (struct file_of){ "files[]",
	    "", "application/octet-stream", "", 0 }), 303);
	ck_assert_str_eq(deal_now(&d)->state, "delivered");
}
END_TEST

Suite *
contract_files_suite(void)
{
	Suite *s = suite_create("contract_files");
	TCase *t = tcase_create("files");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    what_is_delivered_is_for_the_sides_and_those_who_watch);
	tcase_add_test(t, an_auditor_reads_what_was_delivered);
	tcase_add_test(t, defects_have_their_files);
	tcase_add_test(t, a_form_that_is_shown_again_keeps_its_files);
	tcase_add_test(t, what_is_no_file_of_its_name_delivers_nothing);
	tcase_add_test(t, without_a_file_it_is_delivered_all_the_same);
	suite_add_tcase(s, t);
	return s;
}
