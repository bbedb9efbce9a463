/* SPDX-License-Identifier: Apache-2.0 */
/* qualification_pages_test.c: forms with files, as browsers send them. */
#include <check.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/routes.h"
#include "market/agency.h"
#include "market/check.h"
#include "market/qualification.h"
#include "market/write.h"
#include "tests/support.h"
#include "views/view.h"

Suite *qualification_pages_suite(void);

static struct market *m;
static struct actor agency;
static struct browser mine;

static void
open_market(void)
{
	m = a_market();
	a_store();
	agency = an_agency(1);
	mine = signed_in(&agency);
}

#define FIELDS "type=Surveying&grade=first&cert_no=42-7&issuer=Bureau&" \
	"scope=&valid_from=2026-01-31&valid_to=2027-01-30"
static const struct file_of pdf = { "scan", "scan.pdf", "application/pdf",
    "%PDF-1.7 x", 10 };

static const char page[] = "/desk/qualifications";

/* Posted with its idempotency token. */
static int
add(const char *fields, struct file_of file)
{
	char all[2048];

	get(&mine, "/desk/qualifications/new");
	snprintf(all, sizeof all, "_once=%s&%s", mine.once, fields);
	return post_file(&mine, page, all, file);
}

static struct qualification
only_one(void)
{
	struct qualification *list;
	size_t n;

	ck_assert_int_eq(qualification_list(m, agency.party_id, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 1);
	return list[0];
}

static size_t
how_many(void)
{
	struct qualification *list;
	size_t n;

	ck_assert_int_eq(qualification_list(m, agency.party_id, &list, &n),
	    OK);
	return n;
}

/* The address of its scan, as its owner's page has it. */
static const char *
scan_of(struct browser *b, const char *path)
{
	const char *at;

	get(b, path);
	at = strstr(b->body, "href=\"/files/");
	return at ? arena_strndup(tests_arena(), at + 6,
	    strcspn(at + 6, "\"")) : "";
}

static const char *
words(const char *code)
{
	return view_sentence(m->arena, code, NULL);
}

START_TEST(a_qualification_is_entered_with_its_scan_and_shown)
{
	struct browser anyone = a_browser();
	char path[64], all[2048];

	ck_assert_int_eq(add(FIELDS, pdf), 303);
	ck_assert_str_eq(mine.location, page);
	ck_assert_int_eq(get(&mine, page), 200);
	ck_assert(page_has(&mine, "Surveying"));
	ck_assert(page_has(&mine, "2027-01-30"));
	ck_assert(page_has(&mine, "scan.pdf"));
	ck_assert(page_has(&mine, words("done_qualification")));
	/* The same form again, file and all, is the same qualification. */
	snprintf(all, sizeof all, "_once=%s&%s", mine.once, FIELDS);
	ck_assert_int_eq(post_file(&mine, page, all, pdf), 303);
	ck_assert_uint_eq(how_many(), 1);
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(page_has(&anyone, "42-7"));
	ck_assert(page_has(&anyone, words("check_unchecked")));
	ck_assert(!page_has(&anyone, "scan.pdf"));
	ck_assert(!page_has(&anyone, "/files/"));
	ck_assert_int_eq(get(&mine, path), 200);
	ck_assert(page_has(&mine, "/files/"));
}
END_TEST

START_TEST(a_scan_is_for_its_agency_and_for_those_who_watch)
{
	struct actor rival = an_agency(2), dept = a_department(1);
	struct actor op = an_operator(), reg = a_regulator();
	const struct { const struct actor *who; int status; } readers[] = {
		{ &agency, 200 }, { &op, 200 }, { &reg, 200 },
		{ &rival, 404 }, { &dept, 404 }, { NULL, 303 },
	};
	const char *scan;

	ck_assert_int_eq(add(FIELDS, pdf), 303);
	scan = scan_of(&mine, page);
	for (size_t i = 0; i < COUNT(readers); i++) {
		struct browser b = readers[i].who ?
		    signed_in(readers[i].who) : a_browser();

		ck_assert_int_eq(get(&b, scan), readers[i].status);
		ck_assert_int_eq(b.stored[0] != '\0',
		    readers[i].status == 200);
	}
}
END_TEST

START_TEST(a_file_is_sent_to_be_saved_under_its_name)
{
	const struct file_of named = { "scan", "\u8bc1 \u4e66%22;\\r.pdf",
	    "application/pdf", "%PDF-1.7<script>", 16 };
	const char *scan;

	ck_assert_int_eq(add(FIELDS, named), 303);
	scan = scan_of(&mine, page);
	ck_assert_int_eq(get(&mine, scan), 200);
	ck_assert_uint_eq(mine.len, 0);
	ck_assert_str_eq(mine.disposition, "attachment; filename*=UTF-8''"
	    "r.pdf");			/* a path is no part of a name */
	/* printf %s '%PDF-1.7<script>' | sha256sum */
	ck_assert_str_eq(mine.stored, "/stored/68/"
	    "68a82f8dd45903597e92562d584d313dfc3fb8dca3fb5d5472a712655aaad415");
	ck_assert_str_eq(mine.etag, "");
}
END_TEST

START_TEST(a_name_is_percent_encoded_whole)
{
	const struct file_of named = { "scan", "\u8bc1 a'b(1)%22;.pdf",
	    "application/pdf", "%PDF-1", 6 };

	ck_assert_int_eq(add(FIELDS, named), 303);
	ck_assert_int_eq(get(&mine, scan_of(&mine, page)), 200);
	ck_assert_str_eq(mine.disposition, "attachment; filename*=UTF-8''"
	    "%E8%AF%81%20a%27b%281%29%22%3B.pdf");
}
END_TEST

static const struct {
	const char *name, *type, *bytes, *problem;
} wrong[] = {
	{ "a.pdf", "application/pdf", "", "document_empty" },
	{ "a.html", "text/html", "<html>", "document_type" },
	{ "a.pdf", "application/pdf", "<html>%PDF-", "document_signs" },
	{ "a.png", "image/png", "\x89PNG\r\n\x1a\n....", "document_picture" },
};

START_TEST(a_wrong_file_is_a_problem_of_its_field_and_nothing_is_lost)
{
	const struct file_of file = { "scan", wrong[_i].name, wrong[_i].type,
	    wrong[_i].bytes, strlen(wrong[_i].bytes) };

	ck_assert_int_eq(add(FIELDS, file), 422);
	ck_assert(page_has(&mine, "href=\"#scan\""));
	ck_assert(page_has(&mine, words(wrong[_i].problem)));
	ck_assert(page_has(&mine, "value=\"Surveying\""));
	ck_assert(page_has(&mine, "value=\"2026-01-31\""));
	ck_assert_uint_eq(how_many(), 0);
}
END_TEST

/* The hidden field of a page shown again. */
static const char *
kept_in(const struct browser *b)
{
	const char *at = strstr(b->body, "name=\"scan_kept\" value=\"");

	ck_assert_ptr_nonnull(at);
	return arena_strndup(tests_arena(), at + 24, 64);
}

START_TEST(a_good_file_is_not_asked_for_again_after_a_typing_error)
{
	const struct file_of none = { "scan", "", "application/octet-stream",
	    "", 0 };
	struct actor rival = an_agency(2);
	char all[2048];
	const char *kept;

	ck_assert_int_eq(add("type=&grade=first&cert_no=42-7&issuer=Bureau&"
	    "scope=&valid_from=2026-01-31&valid_to=", pdf), 422);
	ck_assert(page_has(&mine, "scan.pdf"));
	kept = kept_in(&mine);
	snprintf(all, sizeof all, "_once=%s&scan_kept=%s&%s", mine.once,
	    kept, FIELDS);
	{	/* The hash is no key: somebody else has no such file. */
		struct browser other = signed_in(&rival);

		ck_assert_int_eq(post_file(&other, page, all, none), 422);
		ck_assert(page_has(&other, words("document_waited")));
	}
	ck_assert_int_eq(post_file(&mine, page, all, none), 303);
	ck_assert_str_ne(scan_of(&mine, page), "");
}
END_TEST

START_TEST(a_file_that_waited_an_hour_is_asked_for_again)
{
	char all[2048];

	ck_assert_int_eq(add("type=&grade=&cert_no=&issuer=&scope=&"
	    "valid_from=&valid_to=", pdf), 422);
	snprintf(all, sizeof all, "scan_kept=%s&%s", kept_in(&mine), FIELDS);
	clock_forward(DOCUMENT_HOUR);
	ck_assert_int_eq(post(&mine, page, all), 422);
	ck_assert(page_has(&mine, words("document_waited")));
}
END_TEST

START_TEST(no_scan_is_needed)
{
	ck_assert_int_eq(post(&mine, page, FIELDS), 303);
	ck_assert_str_eq(scan_of(&mine, page), "");
}
END_TEST

START_TEST(an_edit_replaces_the_scan_or_keeps_it)
{
	const struct file_of other = { "scan", "new.pdf", "application/pdf",
	    "%PDF-new", 8 };
	const char *first, *second;
	char path[64];

	ck_assert_int_eq(add(FIELDS, pdf), 303);
	snprintf(path, sizeof path, "%s/%d", page, (int)only_one().id);
	first = scan_of(&mine, path);	/* the form shows it too */
	ck_assert(page_has(&mine, "value=\"42-7\""));
	ck_assert(page_has(&mine, "value=\"2027-01-30\""));
	ck_assert_int_eq(post(&mine, path, "rev=1&" FIELDS), 303);
	ck_assert_str_eq(scan_of(&mine, page), first);
	ck_assert_int_eq(post_file(&mine, path, "rev=2&" FIELDS, other), 303);
	second = scan_of(&mine, page);
	ck_assert_str_ne(first, second);
	ck_assert_int_eq(get(&mine, first), 404);
	ck_assert_int_eq(get(&mine, second), 200);
	ck_assert_int_eq(post(&mine, path, "rev=2&" FIELDS), 409);
	snprintf(path, sizeof path, "%s/%d/remove", page,
	    (int)only_one().id);
	ck_assert_int_eq(post(&mine, path, ""), 303);
	ck_assert_int_eq(get(&mine, second), 404);
	ck_assert_uint_eq(how_many(), 0);
}
END_TEST

/* ---- what the wire may do -------------------------------------------- */

START_TEST(a_form_with_files_needs_its_token_and_its_role)
{
	struct actor dept = a_department(1);
	struct browser anyone = a_browser(), owner = signed_in(&dept);

	mine.no_token = true;
	ck_assert_int_eq(post_file(&mine, page, FIELDS, pdf), 403);
	mine.no_token = false;
	mine.origin = "http://evil.example";
	ck_assert_int_eq(post_file(&mine, page, FIELDS, pdf), 403);
	ck_assert_int_eq(post_file(&owner, page, FIELDS, pdf), 403);
	ck_assert_int_eq(post_file(&anyone, page, FIELDS, pdf), 401);
	ck_assert_uint_eq(how_many(), 0);
}
END_TEST

START_TEST(ten_files_of_a_form_are_taken)
{
	struct buf body;
	int64_t files, bytes;

	get(&mine, "/desk/qualifications/new");
	buf_init(&body, 1 << 16);
	buf_printf(&body, "--B\r\nContent-Disposition: form-data; "
	    "name=\"_csrf\"\r\n\r\n%s\r\n", mine.token);
	for (int i = 0; i <= DOCUMENT_FORM; i++)
		buf_printf(&body, "--B\r\nContent-Disposition: form-data; "
		    "name=\"x[]\"; filename=\"%d.pdf\"\r\nContent-Type: "
		    "application/pdf\r\n\r\n%%PDF-%d\r\n", i, i);
	buf_text(&body, "--B--\r\n");
	ck_assert_int_eq(send_body(&mine, "POST", page,
	    "multipart/form-data; boundary=B", body.data, body.len), 422);
	buf_release(&body);
	ck_assert_int_eq(db_document_sent(m->db, agency.account_id, 0,
	    &files, &bytes), OK);
	ck_assert_int_eq(files, DOCUMENT_FORM);
}
END_TEST

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	return document_name(db, &agency, "qualification", 7, ctx, "", true);
}

START_TEST(a_public_file_needs_no_login_and_is_kept_by_nobody)
{
	struct browser anyone = a_browser();
	struct intake *in = intake_new(m->house->store);
	struct upload u;
	struct document_use *uses;
	char path[64];
	size_t n;

	intake_add(in, "%PDF-1", 6);
	ck_assert_int_eq(document_keep(m, &agency, in, "a.pdf",
	    "application/pdf", DOCUMENT_BARE, &u), OK);
	intake_free(in);
	ck_assert_int_eq(write_run(m, publish_in_txn, &u), OK);
	ck_assert_int_eq(document_list(m, "qualification", 7, &uses, &n),
	    OK);
	snprintf(path, sizeof path, "/files/%d", (int)uses[0].id);
	for (int i = 0; i < 2; i++) {		/* no cache answers either */
		ck_assert_int_eq(get(&anyone, path), 200);
		ck_assert_str_ne(anyone.stored, "");
		ck_assert_str_eq(anyone.etag, "");
	}
}
END_TEST

START_TEST(the_desk_leads_to_what_ends_soon)
{
	ck_assert_int_eq(post(&mine, page, "type=Surveying&grade=none&"
	    "cert_no=1&issuer=Bureau&scope=&valid_from=2026-01-31&"
	    "valid_to=2026-12-20"), 303);
	ck_assert_int_eq(get(&mine, "/desk"), 200);
	ck_assert(page_has(&mine, words("task_expiring")));
	ck_assert(page_has(&mine, "<a href=\"/desk/qualifications\">"
	    "Surveying</a>"));
}
END_TEST

/* A form with a file of many bytes, made as it is read. */
struct generator {
	struct buf head;
	int64_t at, file, end;	/* where the file and its tail end */
};
static const char tail[] = "\r\n--B--\r\n";

static size_t
generate(void *p, char *out, size_t n)
{
	struct generator *g = p;
	int64_t head = (int64_t)g->head.len, left = g->end - g->at;

	if (left < (int64_t)n)
		n = left > 0 ? (size_t)left : 0;
	for (size_t i = 0; i < n; i++, g->at++)
		out[i] = g->at < head ? g->head.data[g->at] :
		    g->at < head + g->file ? 'x' :
		    tail[g->at - head - g->file];
	return n;
}

/* A PDF of so many bytes, of a form that says it has more than it sends. */
static int
send_many(int64_t bytes, int64_t missing)
{
	struct generator g = { .file = bytes - 5 };
	struct stream s = { .read = generate, .ctx = &g };
	int status;

	buf_init(&g.head, 8192);
	buf_printf(&g.head, "--B\r\nContent-Disposition: form-data; "
	    "name=\"_csrf\"\r\n\r\n%s\r\n", mine.token);
	buf_text(&g.head, "--B\r\nContent-Disposition: form-data; "
	    "name=\"type\"\r\n\r\nSurveying\r\n"
	    "--B\r\nContent-Disposition: form-data; name=\"scan\"; "
	    "filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
	    "%PDF-");
	s.left = (int64_t)g.head.len + g.file + (int64_t)strlen(tail);
	g.end = s.left - missing;
	status = send_stream(&mine, page, "multipart/form-data; boundary=B",
	    s);
	buf_release(&g.head);
	return status;
}

/* Of /proc/self/status, in kB. */
static long
memory(const char *name)
{
	char line[128];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "r");

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			kb = strtol(line + strlen(name), NULL, 10);
	fclose(f);
	return kb;
}

START_TEST(twenty_megabytes_pass_through_and_never_stand_in_memory)
{
	long before, grown;

	get(&mine, "/desk/qualifications/new");
	send_many(1000, 0);		/* what is made once is made */
	before = memory("VmHWM:");
	ck_assert_int_eq(send_many(STORE_MOST, 0), 422);
	ck_assert(page_has(&mine, "name=\"scan_kept\""));	/* taken */
	grown = memory("VmHWM:") - before;
	ck_assert_msg(grown < 2048, "grown by %ld kB", grown);
	ck_assert_int_eq(send_many(STORE_MOST + 1, 0), 422);
	ck_assert(page_has(&mine, words("document_large")));
}
END_TEST

START_TEST(a_form_that_is_cut_off_is_refused)
{
	get(&mine, "/desk/qualifications/new");
	ck_assert_int_eq(send_many(100000, 0), 422);
	ck_assert_int_eq(send_many(100000, 1), 400);	/* its last LF */
	ck_assert_int_eq(send_many(100000, 5), 400);
	ck_assert_int_eq(send_many(100000, 50000), 400);
	ck_assert_int_eq(send_many(100000, 100000), 400);
	ck_assert(!page_has(&mine, "scan_kept"));
}
END_TEST

START_TEST(nginx_lets_megabytes_in_where_forms_have_files_and_nowhere_else)
{
	char line[512], path[128], pattern[512] = "";
	FILE *f = fopen("nginx.conf", "r");
	regex_t re;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f)) {
		char *at = strstr(line, "location ~ ");

		if (at)
			snprintf(pattern, sizeof pattern, "%.*s",
			    (int)strcspn(at + 11, " "), at + 11);
		if (strstr(line, "client_max_body_size 21m"))
			break;
	}
	fclose(f);
	ck_assert_int_eq(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	for (size_t i = 0; i < routes_n; i++) {
		char *out = path;

		if (strcmp(routes[i].method, "POST") != 0)
			continue;
		for (const char *p = routes[i].path; *p;) {
			*out++ = *p == ':' ? '1' : *p;
			p += *p == ':' ? strcspn(p, "/") : 1;
		}
		*out = '\0';
		ck_assert_msg((regexec(&re, path, 0, NULL, 0) == 0) ==
		    ((routes[i].who & FILES) != 0), "%s", path);
	}
	regfree(&re);
}
END_TEST

/* ---- the check -------------------------------------------------------- */

START_TEST(the_operator_checks_from_the_queue)
{
	struct actor op = an_operator();
	struct browser b = signed_in(&op);
	char path[64];

	ck_assert_int_eq(add(FIELDS, pdf), 303);
	ck_assert_int_eq(get(&b, "/desk/checks"), 200);
	ck_assert(page_has(&b, agency.uscc));
	ck_assert(page_has(&b, "/files/"));
	snprintf(path, sizeof path, "/desk/checks/%d", (int)only_one().id);
	ck_assert_int_eq(post(&b, path, "rev=1"), 422);
	ck_assert(page_has(&b, "href=\"#verdict\""));
	ck_assert(page_has(&b, "id=\"verdict\""));
	ck_assert_int_eq(post(&b, path, "rev=1&verdict=mismatch"), 422);
	ck_assert(page_has(&b, "href=\"#reason\""));
	ck_assert(page_has(&b, "id=\"reason\""));
	ck_assert(page_has(&b, "value=\"mismatch\" checked"));
	ck_assert_int_eq(post(&b, path, "rev=1&verdict=mismatch&"
	    "reason=number"), 303);
	ck_assert_str_eq(only_one().state, "mismatch");
	ck_assert_int_eq(get(&mine, page), 200);
	ck_assert(page_has(&mine, words("check_reason_number")));
	snprintf(path, sizeof path, "/desk/checks/agencies/%s", agency.uscc);
	ck_assert_int_eq(post(&b, path, "verdict=mismatch&reason=number"),
	    422);
	ck_assert_int_eq(post(&b, path, "verdict=mismatch&reason=contact"),
	    303);
	ck_assert_int_eq(get(&mine, page), 200);
	ck_assert(page_has(&mine, words("check_entry_contact")));
	ck_assert_int_eq(post(&mine, "/desk/recheck", ""), 303);
	ck_assert_int_eq(get(&b, "/desk/checks"), 200);
	ck_assert(page_has(&b, agency.uscc));
	ck_assert_int_eq(post(&b, path, "verdict=matched"), 303);
	ck_assert_int_eq(get(&b, "/desk/checks"), 200);
	ck_assert(!page_has(&b, agency.uscc));
}
END_TEST

START_TEST(markup_in_fields_stays_text)
{
	struct browser anyone = a_browser();
	char path[64];

	ck_assert_int_eq(add("type=%3Cb%3Ex&grade=none&cert_no=%3Cb%3Ex&"
	    "issuer=%3Cb%3Ex&scope=%3Cb%3Ex&valid_from=2026-01-31&valid_to=",
	    (struct file_of){ "scan", "<b>x.pdf", "application/pdf", "%PDF-1",
	    6 }), 303);
	ck_assert_int_eq(get(&mine, page), 200);
	ck_assert(!page_has(&mine, "<b>x"));
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(!page_has(&anyone, "<b>x"));
	ck_assert(page_has(&anyone, "&lt;b&gt;x"));
}
END_TEST

static void
add_wire(Suite *s)
{
	TCase *t = tcase_create("wire");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_form_with_files_needs_its_token_and_its_role);
	tcase_add_test(t,
	    twenty_megabytes_pass_through_and_never_stand_in_memory);
	tcase_add_test(t, a_form_that_is_cut_off_is_refused);
	tcase_add_test(t, ten_files_of_a_form_are_taken);
	tcase_add_test(t,
	    a_public_file_needs_no_login_and_is_kept_by_nobody);
	tcase_add_test(t,
	    nginx_lets_megabytes_in_where_forms_have_files_and_nowhere_else);
	suite_add_tcase(s, t);
}

Suite *
qualification_pages_suite(void)
{
	Suite *s = suite_create("qualification_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_qualification_is_entered_with_its_scan_and_shown);
	tcase_add_test(t, a_scan_is_for_its_agency_and_for_those_who_watch);
	tcase_add_test(t, a_file_is_sent_to_be_saved_under_its_name);
	tcase_add_test(t, a_name_is_percent_encoded_whole);
	tcase_add_loop_test(t,
	    a_wrong_file_is_a_problem_of_its_field_and_nothing_is_lost, 0,
	    (int)COUNT(wrong));
	tcase_add_test(t,
	    a_good_file_is_not_asked_for_again_after_a_typing_error);
	tcase_add_test(t, a_file_that_waited_an_hour_is_asked_for_again);
	tcase_add_test(t, no_scan_is_needed);
	tcase_add_test(t, an_edit_replaces_the_scan_or_keeps_it);
	tcase_add_test(t, the_operator_checks_from_the_queue);
	tcase_add_test(t, markup_in_fields_stays_text);
	tcase_add_test(t, the_desk_leads_to_what_ends_soon);
	suite_add_tcase(s, t);
	add_wire(s);
	return s;
}
