/* SPDX-License-Identifier: Apache-2.0 */
/* post_pages_test.c: sealed files and signed notes over HTTP. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/account.h"
#include "fcgi/routes.h"
#include "market/account.h"
#include "market/key.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/receipt.h"
#include "market/token.h"
#include "tests/sealing.h"

Suite *post_pages_suite(void);

enum { HOUR = 3600 };

static struct market *m;
static struct actor dept, agency;
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(1);
	code = a_project(&dept);
	ck_assert_int_eq(cast_register(the_cast(), m, &agency), OK);
}

static struct file
envelope(int64_t seq)
{
	return sealed(code, &(struct sealing){ .who = &agency, .seq = seq });
}

static const char *
address(const char *what, const char *token)
{
	return arena_printf(tests_arena(), "/p/%s/%s%s%s", id_of(code),
	    what, token ? "?csrf=" : "", token ? token : "");
}

static int
send_file(struct browser *b, const char *path, struct file f)
{
	return send_body(b, "POST", path, "application/octet-stream",
	    f.data, f.n);
}

/* With this page's token. */
static int
submits(struct browser *b, struct file f)
{
	return send_file(b, address("submit", b->token), f);
}

static const char *
receipt_of(struct file f)
{
	unsigned char hash[32];
	const char *text;
	size_t n;

	note_hash(hash, f.data, f.n);
	ck_assert_int_eq(receipt_get(m, hash, &text, &n), OK);
	return arena_strndup(tests_arena(), text, n);
}

/* The answer is the refusal that stands in public. */
static void
assert_refusal(const struct browser *b, int status, struct file f,
    const char *why)
{
	ck_assert_int_eq(b->status, status);
	assert_refused((struct posted){ arena_strdup(tests_arena(), why),
	    b->body, b->len }, f, why);
}

/* Nothing signed: no refusal was made. */
static void
assert_plain(const struct browser *b, int status)
{
	ck_assert_int_eq(b->status, status);
	ck_assert(!page_has(b, "sealbid/v1 refusal"));
}

/* ---- who submits ---- */

START_TEST(a_session_submits_with_the_token_of_its_page)
{
	struct browser b = signed_in(&agency);
	struct file f = envelope(1);

	ck_assert_int_eq(submits(&b, f), 200);
	ck_assert_str_eq(b.body, receipt_of(f));
	ck_assert_int_eq(submits(&b, f), 200);
	ck_assert_str_eq(b.body, receipt_of(f));
}
END_TEST

START_TEST(a_session_without_that_token_is_not_heard)
{
	struct browser b = signed_in(&agency), other = signed_in(&dept);
	struct file f = envelope(1);
	int64_t length = log_length();

	send_file(&b, address("submit", NULL), f);
	assert_plain(&b, 403);
	send_file(&b, address("submit", other.token), f);
	assert_plain(&b, 403);
	b.origin = "http://evil.example";
	submits(&b, f);
	assert_plain(&b, 403);
	b.origin = NULL;
	b.fetch_site = "cross-site";
	submits(&b, f);
	assert_plain(&b, 403);
	ck_assert_int_eq(log_length(), length);
}
END_TEST

START_TEST(without_a_session_only_contributors_are_heard)
{
	struct browser b = a_browser();
	struct file f = envelope(1);

	send_file(&b, address("submit", NULL), f);
	assert_plain(&b, 401);
	send_file(&b, address("submit", NULL), a_file("x", 1));
	assert_plain(&b, 401);
	f = sealed(code, &(struct sealing){ .by = 2, .fen = -1 });
	ck_assert_int_eq(send_file(&b, address("submit", NULL), f), 200);
	ck_assert_str_eq(b.body, receipt_of(f));
}
END_TEST

/* ---- tokens ---- */

static const char *
bearer(const char *token)
{
	return arena_printf(tests_arena(), "Bearer %s", token);
}

/* From the page that shows it once. */
static const char *
a_token_of(struct browser *b)
{
	const char *at;
	size_t n = 0;

	ck_assert_int_eq(post(b, "/desk/keys/token", ""), 200);
	for (at = b->body; *at && n != TOKEN_HEX; at += n ? n : 1)
		n = strspn(at, "0123456789abcdef");
	ck_assert_uint_eq(n, TOKEN_HEX);
	return arena_strndup(tests_arena(), at - TOKEN_HEX, TOKEN_HEX);
}

START_TEST(a_token_submits_for_its_holder)
{
	struct browser b = signed_in(&agency), api = a_browser();
	struct actor other = an_agency(2);
	struct file f = envelope(1);

	api.authorization = bearer(a_token_of(&b));
	ck_assert_int_eq(send_file(&api, address("submit", NULL), f), 200);
	ck_assert_str_eq(api.body, receipt_of(f));
	f = sealed(code, &(struct sealing){ .who = &other });
	send_file(&api, address("submit", NULL), f);
	assert_refusal(&api, 403, f, "bidder");
}
END_TEST

START_TEST(a_token_that_is_none_is_told_so)
{
	struct browser b = signed_in(&agency), api = a_browser();
	const char *old = a_token_of(&b), *wrong[] = { "", "x", old + 1,
	    arena_printf(tests_arena(), "%s0", old), "0000000000000000"
	    "000000000000000000000000000000000000000000000000" };
	struct file f = envelope(1);

	for (size_t i = 0; i < COUNT(wrong); i++) {
		api.authorization = bearer(wrong[i]);
		send_file(&api, address("submit", NULL), f);
		assert_plain(&api, 401);
	}
	/* A new one takes the old one's place. */
	api.authorization = bearer(a_token_of(&b));
	ck_assert_int_eq(send_file(&api, address("submit", NULL), f), 200);
	api.authorization = bearer(old);
	send_file(&api, address("submit", NULL), f);
	assert_plain(&api, 401);
}
END_TEST

START_TEST(a_dropped_token_is_none)
{
	struct browser b = signed_in(&agency), api = a_browser();

	api.authorization = bearer(a_token_of(&b));
	ck_assert_int_eq(post(&b, "/desk/keys/token/drop", ""), 303);
	send_file(&api, address("submit", NULL), envelope(1));
	assert_plain(&api, 401);
}
END_TEST

/* Whoever had the old password may have made it. */
START_TEST(a_new_password_from_the_operator_ends_the_token)
{
	struct browser b = signed_in(&agency), api = a_browser();
	struct problems problems = { .n = 0 };
	struct account account;
	int64_t id;

	api.authorization = bearer(a_token_of(&b));
	ck_assert_int_eq(db_account_get(m->db, agency.account_id, &account),
	    OK);
	ck_assert_int_eq(account_reset(m, account.email, "quartz lamp 8",
	    "os:0", &id, &problems), OK);
	send_file(&api, address("submit", NULL), envelope(1));
	assert_plain(&api, 401);
}
END_TEST

/* An address of a route: a word for each «:part». */
static const char *
filled(const char *path)
{
	struct buf out;
	const char *copy;

	buf_init(&out, 512);
	while (*path) {
		if (*path == ':') {
			buf_text(&out, strncmp(path, ":code", 5) == 0 ?
			    code : "x");
			path += strcspn(path, "/");
		} else {
			buf_add(&out, path++, 1);
		}
	}
	copy = arena_strdup(tests_arena(), out.data);
	buf_release(&out);
	return copy;
}

START_TEST(a_token_can_do_nothing_but_submit)
{
	struct browser b = signed_in(&agency), api = a_browser();
	int tried = 0;

	api.authorization = bearer(a_token_of(&b));
	api.no_token = true;
	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];
		const char *path = filled(r->path);

		if (r->who & ANYONE)
			continue;
		tried++;
		if (strcmp(r->method, "GET") == 0) {
			ck_assert_msg(get(&api, path) == 303, "%s", path);
			ck_assert_int_eq(strncmp(api.location, "/login", 6),
			    0);
		} else {
			ck_assert_msg(post(&api, path, "a=1") == 401, "%s",
			    path);
		}
	}
	ck_assert_int_gt(tried, 40);
}
END_TEST

/* ---- statuses ---- */

START_TEST(each_refusal_has_its_status)
{
	struct browser b = signed_in(&agency), no = a_browser();
	struct actor other = an_agency(2);
	struct file f = a_file("x", 1);

	submits(&b, f);
	assert_refusal(&b, 422, f, "grammar");
	f = sealed(code, &(struct sealing){ .who = &agency,
	    .project = "ZJ-1900-000001/1" });
	submits(&b, f);
	assert_refusal(&b, 422, f, "policy");
	f = envelope(2);
	submits(&b, f);
	assert_refusal(&b, 409, f, "seq");
	f = sealed(code, &(struct sealing){ .who = &agency, .by = 1,
	    .bidder = key_name(m, &agency) });
	submits(&b, f);
	assert_refusal(&b, 422, f, "signature");
	f = sealed(code, &(struct sealing){ .who = &other });
	submits(&b, f);
	assert_refusal(&b, 403, f, "bidder");
	break_rows("UPDATE round SET server = 0");
	f = sealed(code, &(struct sealing){ .who = &agency,
	    .by = BY_PLATFORM, .sealer = "server" });
	submits(&b, f);
	assert_refusal(&b, 422, f, "sealer");
	break_rows("UPDATE agency SET state = 'suspended'");
	f = envelope(1);
	submits(&b, f);
	assert_refusal(&b, 403, f, "eligible");
	break_rows("UPDATE round SET opens = opens + 86400");
	submits(&b, f);
	assert_refusal(&b, 409, f, "early");
	clock_forward(25 * HOUR);
	b = signed_in(&agency);
	submits(&b, f);
	assert_refusal(&b, 409, f, "late");
	send_file(&no, address("open", NULL), f);
	assert_refusal(&no, 422, f, "grammar");
}
END_TEST

START_TEST(refusals_of_keys_and_ends_have_their_status)
{
	struct browser b = a_browser();
	const char *text;
	struct file f, good;
	size_t n;

	for (int i = 1; i <= 3; i++) {
		struct actor a = an_agency(10 + i);

		ck_assert_int_eq(cast_bid(the_cast(), m, &a, code, 5000000,
		    "browser"), OK);
	}
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_eq(cast_open(the_cast(), m, code, 1, &text, &n), OK);
	good = a_file(text, n);
	text = text_of_note(good);
	/* The last digit of sk. */
	f = signed_text(NULL, 1, arena_printf(tests_arena(), "%.*s%c\n",
	    (int)strlen(text) - 2, text,
	    text[strlen(text) - 2] == '0' ? '1' : '0'));
	send_file(&b, address("open", NULL), f);
	assert_refusal(&b, 422, f, "key");
	ck_assert_int_eq(send_file(&b, address("open", NULL), good), 200);
	ck_assert_str_eq(b.body, "ok\n");
	send_file(&b, address("open", NULL), good);
	assert_refusal(&b, 409, good, "double");
	clock_forward(PAPER_FALLBACK_AFTER);
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "void",
	    "The plan has changed."), OK);
	ck_assert_int_eq(cast_open(the_cast(), m, code, 2, &text, &n), OK);
	f = a_file(text, n);
	send_file(&b, address("open", NULL), f);
	assert_refusal(&b, 409, f, "void");
}
END_TEST

START_TEST(a_body_that_is_empty_or_too_large_is_no_note)
{
	struct browser b = signed_in(&agency);
	char *large = arena_alloc(tests_arena(), 128 * 1024 + 2);

	memset(large, 'a', 128 * 1024 + 1);
	large[128 * 1024 + 1] = '\0';
	submits(&b, a_file("", 0));
	assert_plain(&b, 400);
	submits(&b, a_file(large, 64 * 1024 + 1));
	assert_plain(&b, 413);
	submits(&b, a_file(large, 64 * 1024));
	ck_assert_int_eq(b.status, 422);
	send_file(&b, address("claim", NULL), a_file(large,
	    128 * 1024 + 1));
	assert_plain(&b, 413);
}
END_TEST

/* ---- a file of a form ---- */

#define BOUNDARY "4f1c9b"

static struct file
multipart(const char *token, const char *field, struct file f)
{
	const char *head = arena_printf(tests_arena(), "%s%s%s--" BOUNDARY
	    "\r\nContent-Disposition: form-data; name=\"%s\";"
	    " filename=\"bid.note\"\r\nContent-Type: text/plain\r\n\r\n",
	    token ? "--" BOUNDARY "\r\nContent-Disposition: form-data;"
	    " name=\"_csrf\"\r\n\r\n" : "", token ? token : "",
	    token ? "\r\n" : "", field);

	return joined(joined(a_file(head, strlen(head)), f),
	    a_file("\r\n--" BOUNDARY "--\r\n", 4 + 2 + sizeof BOUNDARY - 1 +
	    2));
}

static int
send_form(struct browser *b, const char *path, struct file form)
{
	return send_body(b, "POST", path,
	    "multipart/form-data; boundary=" BOUNDARY, form.data, form.n);
}

START_TEST(an_offline_file_is_sent_by_a_form)
{
	struct browser b = signed_in(&agency);
	struct file f = sealed(code, &(struct sealing){ .who = &agency,
	    .sealer = "offline" });
	const char *form = arena_printf(tests_arena(),
	    "/projects/%s/bids/file", code);

	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids/new", code)), 200);
	ck_assert_int_eq(send_form(&b, form, multipart(b.token, "file", f)),
	    303);
	ck_assert_int_eq(strncmp(b.location, "/receipts/", 10), 0);
	ck_assert_int_eq(get(&b, b.location), 200);
	f = envelope(3);
	ck_assert_int_eq(send_form(&b, form, multipart(b.token, "file", f)),
	    409);
	ck_assert(page_has(&b, "reason seq"));
	ck_assert_int_eq(send_form(&b, form, multipart(NULL, "file", f)),
	    403);
	ck_assert_int_eq(send_form(&b, form, multipart(b.token, "other",
	    f)), 422);
}
END_TEST

START_TEST(the_address_of_tools_takes_a_form_as_well)
{
	struct browser b = signed_in(&agency);
	struct file f = envelope(1);

	ck_assert_int_eq(send_form(&b, address("submit", b.token),
	    multipart(NULL, "file", f)), 200);
	ck_assert_str_eq(b.body, receipt_of(f));
	send_form(&b, address("submit", b.token), multipart(NULL, "other",
	    f));
	assert_plain(&b, 400);
	send_form(&b, address("submit", b.token), a_file("--", 2));
	assert_plain(&b, 400);
}
END_TEST

/* ---- keys ---- */

static struct note_secret
a_key(const struct actor *who, unsigned char seed_byte)
{
	unsigned char seed[32];
	struct note_secret s;

	memset(seed, seed_byte, sizeof seed);
	note_secret_init(&s, key_name(m, who), NOTE_ED25519, seed);
	return s;
}

/* Asks for the text, signs it and sends it, as the page's script does. */
static int
registers(struct browser *b, const struct note_secret *key,
    const char *password)
{
	char vkey[NOTE_VKEY_MAX];
	struct buf note;
	const char *fields;

	ck_assert_int_eq(get(b, arena_printf(tests_arena(),
	    "/desk/keys/draft?vkey=%s", encoded(note_vkey_write(vkey,
	    &key->key)))), 200);
	buf_init(&note, NOTE_MAX);
	note_write(&note, b->body, b->len, key);
	fields = arena_printf(tests_arena(), "note=%s%s%s",
	    encoded(note.data), password ? "&password=" : "",
	    password ? encoded(password) : "");
	buf_release(&note);
	return post(b, "/desk/keys", fields);
}

START_TEST(a_first_key_needs_a_session_alone)
{
	struct actor fresh = an_agency(5);
	struct browser b = signed_in(&fresh);
	struct note_secret key = a_key(&fresh, 1);
	int64_t length = log_length();

	ck_assert_int_eq(registers(&b, &key, NULL), 200);
	ck_assert_str_eq(b.body, "ok\n");
	ck_assert_int_eq(log_length(), length + 1);
	/* Sent again it changes nothing. */
	ck_assert_int_eq(registers(&b, &key, NULL), 200);
	ck_assert_int_eq(log_length(), length + 1);
}
END_TEST

START_TEST(a_replacement_asks_for_the_password)
{
	struct browser b = signed_in(&agency);
	struct note_secret key = a_key(&agency, 2);
	struct file f;
	int64_t length = log_length();

	ck_assert_int_eq(registers(&b, &key, NULL), 403);
	ck_assert_str_eq(b.body, "reauth\n");
	ck_assert_int_eq(registers(&b, &key, "not the password"), 403);
	ck_assert_str_eq(b.body, "reauth\n");
	ck_assert_int_eq(submits(&b, envelope(1)), 200);
	ck_assert_int_eq(registers(&b, &key, "kettle moss 47"), 200);
	/* Only the bid is in the log, not the key that came with it. */
	ck_assert_int_eq(log_length(), length + 1);
	f = envelope(2);
	submits(&b, f);
	assert_refusal(&b, 422, f, "signature");
	f = sealed(code, &(struct sealing){ .who = &agency, .secret = &key,
	    .seq = 2 });
	ck_assert_int_eq(submits(&b, f), 200);
}
END_TEST

START_TEST(a_key_is_registered_in_ones_own_name)
{
	struct browser b = signed_in(&agency);
	struct actor other = an_agency(2);
	struct note_secret key = a_key(&other, 3);
	char vkey[NOTE_VKEY_MAX];
	struct browser nobody = a_browser();

	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/desk/keys/draft?vkey=%s", encoded(note_vkey_write(vkey,
	    &key.key)))), 422);
	ck_assert_int_eq(get(&nobody, "/desk/keys/draft?vkey=x"), 303);
	ck_assert_int_eq(post(&b, "/desk/keys", "note=x"), 422);
	ck_assert_str_eq(b.body, "key_form");
}
END_TEST

Suite *
post_pages_suite(void)
{
	Suite *s = suite_create("post_pages");
	TCase *t = tcase_create("posts");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_session_submits_with_the_token_of_its_page);
	tcase_add_test(t, a_session_without_that_token_is_not_heard);
	tcase_add_test(t, without_a_session_only_contributors_are_heard);
	tcase_add_test(t, a_token_submits_for_its_holder);
	tcase_add_test(t, a_token_that_is_none_is_told_so);
	tcase_add_test(t, a_dropped_token_is_none);
	tcase_add_test(t,
	    a_new_password_from_the_operator_ends_the_token);
	tcase_add_test(t, a_token_can_do_nothing_but_submit);
	tcase_add_test(t, each_refusal_has_its_status);
	tcase_add_test(t, refusals_of_keys_and_ends_have_their_status);
	tcase_add_test(t, a_body_that_is_empty_or_too_large_is_no_note);
	tcase_add_test(t, an_offline_file_is_sent_by_a_form);
	tcase_add_test(t, the_address_of_tools_takes_a_form_as_well);
	tcase_add_test(t, a_first_key_needs_a_session_alone);
	tcase_add_test(t, a_replacement_asks_for_the_password);
	tcase_add_test(t, a_key_is_registered_in_ones_own_name);
	suite_add_tcase(s, t);
	return s;
}
