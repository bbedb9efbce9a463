/* SPDX-License-Identifier: Apache-2.0 */
/* mail_test.c: mails as packets and as messages; the real market-mail. */
#include "market/mail.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "tests/told.h"

Suite *mail_suite(void);

#define FROM "no-reply@m.example"
#define SENDER "\u9633\u5149\u4e2d\u4ecb\u8d85\u5e02"

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena);
}

static void
teardown(void)
{
	arena_release(&arena);
}

static struct bytes
bytes_of(const char *text)
{
	return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

static struct mail
a_mail(void)
{
	return (struct mail){ .id = "12-1795572000", .date = 1795572000,
	    .to = "li@x.cn", .sender = SENDER,
	    .subject = "\u3010" SENDER "\u3011\u62a5\u4ef7\u56de\u6267",
	    .text = bytes_of("\u60a8\u597d\uff1a\n\nabc\n"),
	    .html = bytes_of("<p>abc</p>\n") };
}

/* ---- packets ---- */

static bool
written(const struct mail *m, struct mail *again)
{
	struct buf out;
	bool good;

	buf_init(&out, 2 * MAIL_PACKET);
	good = mail_write(&out, m) && mail_read(&arena, out.data, out.len,
	    again);
	buf_release(&out);
	return good;
}

START_TEST(a_packet_is_read_as_it_was_written)
{
	struct mail_file file = { bytes_of("proof\n"), "a b.txt" };
	struct mail m = a_mail(), again;

	m.files = &file;
	m.n_files = 1;
	ck_assert(written(&m, &again));
	ck_assert_str_eq(again.id, m.id);
	ck_assert_str_eq(again.to, m.to);
	ck_assert_str_eq(again.sender, m.sender);
	ck_assert_str_eq(again.subject, m.subject);
	ck_assert_int_eq(again.date, m.date);
	ck_assert_uint_eq(again.text.n, m.text.n);
	ck_assert_mem_eq(again.text.data, m.text.data, m.text.n);
	ck_assert_mem_eq(again.html.data, m.html.data, m.html.n);
	ck_assert_uint_eq(again.n_files, 1);
	ck_assert_str_eq(again.files[0].name, "a b.txt");
	ck_assert_mem_eq(again.files[0].body.data, "proof\n", 6);
}
END_TEST

/* A line break would begin another line of the packet. */
static const char *const breaking[] = {
	"a\nto x@y.cn", "a\n", "\na", "a\r", "", " a", "a\x01",
	"a\ntext QUJD\nhtml QUJD\nsubject b",
};

START_TEST(no_field_becomes_two_lines)
{
	struct mail m = a_mail(), again;
	const char **fields[] = { &m.to, &m.sender, &m.subject };

	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *good = *fields[i];

		*fields[i] = breaking[_i];
		ck_assert_msg(!written(&m, &again), "field %zu", i);
		*fields[i] = good;
	}
	ck_assert(written(&m, &again));
}
END_TEST

START_TEST(a_packet_that_is_too_large_is_not_sent)
{
	static char large[MAIL_PACKET];
	struct mail m = a_mail(), again;

	memset(large, 'x', sizeof large - 1);
	m.text = bytes_of(large);
	ck_assert(!written(&m, &again));
	m.text.n = 47 * 1024;
	ck_assert(written(&m, &again));
}
END_TEST

START_TEST(what_is_no_packet_is_not_read)
{
	static const char *const bad[] = { "", "sealbid/v1 mail\n",
	    "sealbid/v1 mail\nid A\n", "sealbid/v1 mailed\nid 1\n",
	    "sealbid/v1 mail\nid 1\ndate 1\nto a@b.c\nsender a\nsubject b\n"
	    "text QQ==\nhtml QQ==\nfile QQ==\n",
	    "sealbid/v1 mail\nid 1\ndate 1\nto a@b.c\nsender a\nsubject b\n"
	    "text QQ==\nhtml QQ==\nmore 1\n" };
	struct mail m;
	struct mail_answer a;

	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert(!mail_read(&arena, bad[i], strlen(bad[i]), &m));
		ck_assert(!mail_answer_read(&arena, bad[i], strlen(bad[i]),
		    &a));
	}
}
END_TEST

START_TEST(an_answer_is_read_as_it_was_written)
{
	static const char strange[] =
	    "sealbid/v1 mailed\nid 1\noutcome away\nwhy a\n";

	for (int i = MAIL_SENT; i < MAIL_AWAY; i++) {
		struct mail_answer a = { "12-1", (enum mail_outcome)i,
		    "550" }, again;
		struct buf out;

		buf_init(&out, 512);
		mail_answer_write(&out, &a);
		ck_assert(mail_answer_read(&arena, out.data, out.len,
		    &again));
		ck_assert_int_eq(again.outcome, i);
		ck_assert_str_eq(again.id, "12-1");
		ck_assert_str_eq(again.why, "550");
		ck_assert(!mail_answer_read(&arena, strange,
		    strlen(strange), &again));
		buf_release(&out);
	}
}
END_TEST

/* ---- the message ---- */

static const struct {
	const char *address;
	bool good;
} addresses[] = {
	{ "a@b", true }, { "li.na+x@mail.x.cn", true }, { "", false },
	{ "a", false }, { "@b", false }, { "a@", false },
	{ "a@b@c", false }, { "a b@c", false }, { "a@b\r\nBcc: c", false },
	{ "a@b\n", false }, { "<a@b>", false }, { "a,b@c", false },
	{ "\"a\"@b", false }, { "a@b;c", false }, { "a\\@b", false },
	{ "a@.b", false }, { "a@b.", false }, { "\u674e@x.cn", false },
	{ "a@b\x7f", false }, { "-f@b", false },
	{ "0123456789012345678901234567890123456789012345678901234567890123"
	    "@b", true },
	{ "01234567890123456789012345678901234567890123456789012345678901234"
	    "@b", false },
};

START_TEST(an_address_is_one_address)
{
	struct mail m = a_mail();
	struct buf out;

	ck_assert_int_eq(mail_is_address(addresses[_i].address),
	    addresses[_i].good);
	m.to = addresses[_i].address;
	buf_init(&out, 64 * 1024);
	ck_assert_int_eq(mail_mime(&out, &m, FROM), addresses[_i].good);
	buf_reset(&out);
	m.to = "li@x.cn";
	ck_assert_int_eq(mail_mime(&out, &m, addresses[_i].address),
	    addresses[_i].good);
	buf_release(&out);
}
END_TEST

static const char *const injections[] = {
	"a\r\nBcc: x@y.cn", "a\nBcc: x@y.cn", "a\r", "a\n\nbody", "a\tb",
	"", "\xff", "a\xe2\x80\xae" "b",
};

START_TEST(no_header_is_made_by_what_stands_in_one)
{
	struct mail_file file = { bytes_of("x"), "x" };
	struct mail m = a_mail();
	const char **fields[] = { &m.subject, &m.sender, &m.id, &file.name };
	struct buf out;

	m.files = &file;
	m.n_files = 1;
	buf_init(&out, 64 * 1024);
	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *good = *fields[i];

		*fields[i] = injections[_i];
		ck_assert_msg(!mail_mime(&out, &m, FROM), "field %zu", i);
		*fields[i] = good;
		buf_reset(&out);
	}
	ck_assert(mail_mime(&out, &m, FROM));
	buf_reset(&out);
	file.name = "../x";
	ck_assert(!mail_mime(&out, &m, FROM));
	buf_release(&out);
}
END_TEST

static const char *
mime(const struct mail *m)
{
	const char *text;
	struct buf out;

	buf_init(&out, 256 * 1024);
	ck_assert(mail_mime(&out, m, FROM));
	ck_assert_uint_eq(strlen(out.data), out.len);
	text = arena_strndup(&arena, out.data, out.len);
	buf_release(&out);
	return text;
}

START_TEST(the_message_is_that_of_the_standards)
{
	static const char want[] =
	    "From: =?UTF-8?B?6Ziz5YWJ5Lit5LuL6LaF5biC?=\r\n"
	    " <" FROM ">\r\n"
	    "To: <li@x.cn>\r\n"
	    "Subject: =?UTF-8?B?44CQ6Ziz5YWJ5Lit5LuL6LaF5biC44CR5oql5Lu3"
	    "5Zue5omn?=\r\n"
	    "Date: Wed, 25 Nov 2026 10:00:00 +0800\r\n"
	    "Message-ID: <12-1795572000@m.example>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Content-Language: zh-CN\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_12-1795572000_a\"\r\n\r\n"
	    "--=_12-1795572000_a\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n"
	    "5oKo5aW977yaDQoNCmFiYw0K\r\n"
	    "--=_12-1795572000_a\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n"
	    "PHA+YWJjPC9wPg0K\r\n"
	    "--=_12-1795572000_a--\r\n";
	struct mail m = a_mail();

	ck_assert_str_eq(mime(&m), want);
}
END_TEST

START_TEST(a_file_comes_behind_the_text_as_it_is)
{
	struct mail_file file = { bytes_of("a\nb\n"), "\u56de\u6267.txt" };
	struct mail m = a_mail();
	const char *text;

	m.files = &file;
	m.n_files = 1;
	text = mime(&m);
	ck_assert_ptr_nonnull(strstr(text, "Content-Type: multipart/mixed;"
	    "\r\n boundary=\"=_12-1795572000_m\"\r\n\r\n"
	    "--=_12-1795572000_m\r\nContent-Type: multipart/alternative;"));
	ck_assert_ptr_nonnull(strstr(text, "--=_12-1795572000_a--\r\n"
	    "--=_12-1795572000_m\r\n"
	    "Content-Type: application/octet-stream\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment;\r\n"
	    " filename*=UTF-8''%E5%9B%9E%E6%89%A7.txt\r\n\r\n"
	    "YQpiCg==\r\n"
	    "--=_12-1795572000_m--\r\n"));
}
END_TEST

/* Decodes the encoded words of Subject; no line is longer than 76. */
static void
decode_subject(const char *text, struct buf *out)
{
	const char *at = strstr(text, "Subject: ") + 9;
	const char *end = strstr(at, "\r\nDate:");

	while (at < end) {
		const char *stop = strstr(at, "?=");
		unsigned char raw[64];
		size_t n;

		ck_assert_int_eq(strncmp(at, "=?UTF-8?B?", 10), 0);
		ck_assert_int_le(stop + 2 - at, 75);
		ck_assert(base64_read_any(at + 10, (size_t)(stop - at - 10),
		    raw, sizeof raw, &n));
		/* Whole characters: none begins in the middle of one. */
		ck_assert_int_ne(raw[0] & 0xc0, 0x80);
		buf_add(out, raw, n);
		at = stop + 2;
		if (at < end) {
			ck_assert_int_eq(strncmp(at, "\r\n ", 3), 0);
			at += 3;
		}
	}
}

START_TEST(long_subjects_are_cut_between_characters)
{
	struct mail m = a_mail();
	struct buf subject, got;

	buf_init(&subject, 512);
	for (int i = 0; i < _i; i++)
		buf_text(&subject, "\u62a5\u4ef7");
	buf_text(&subject, "ab" + _i % 2);
	m.subject = subject.data;
	buf_init(&got, 1024);
	decode_subject(mime(&m), &got);
	ck_assert_str_eq(got.data, subject.data);
	buf_release(&got);
	buf_release(&subject);
}
END_TEST

START_TEST(no_line_is_longer_than_the_standards_allow)
{
	static char body[8000];
	struct mail m = a_mail();
	const char *text;

	memset(body, 'x', sizeof body - 1);
	m.text = bytes_of(body);
	text = mime(&m);
	while (*text != '\0') {
		size_t n = strcspn(text, "\r");

		ck_assert_uint_le(n, 78);
		ck_assert_int_eq(text[n + 1], '\n');
		text += n + 2;
	}
}
END_TEST

/* ---- the process ---- */

static char dir[32], socket_path[64], folder[64];
static pid_t pid;

static void
start_mail(void)
{
	const char *const options[] = { "--to-folder", folder, NULL };

	setup();
	snprintf(dir, sizeof dir, "/tmp/market-mail-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(socket_path, sizeof socket_path, "%s/mail.sock", dir);
	snprintf(folder, sizeof folder, "%s/mails", dir);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	pid = mail_spawn(socket_path, options);
	ck_assert_int_gt(pid, 0);
}

static void
end_mail(void)
{
	char command[64];

	if (pid > 0) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
	snprintf(command, sizeof command, "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
	teardown();
}

static enum mail_outcome
hand_in(struct mailer *mailer, const struct mail *m, const char **why)
{
	return mailer->ask(mailer->p, &arena, m, why);
}

START_TEST(a_mail_becomes_one_file_however_often_it_is_sent)
{
	struct mailer *mailer = mailer_at(socket_path);
	struct mail m = a_mail();
	const char *why, *want = mime(&m);
	char path[128], got[4096];
	long n;

	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_SENT);
		ck_assert_str_eq(why, "folder");
	}
	snprintf(path, sizeof path, "%s/12-1795572000.eml", folder);
	n = durable_read(path, got, sizeof got - 1);
	ck_assert_int_eq(n, (long)strlen(want));
	ck_assert_mem_eq(got, want, (size_t)n);
	mailer_free(mailer);
}
END_TEST

START_TEST(one_that_was_killed_is_found_again)
{
	const char *const options[] = { "--to-folder", folder, NULL };
	struct mailer *mailer = mailer_at(socket_path);
	struct mail m = a_mail();
	const char *why;

	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_SENT);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_AWAY);
	unlink(socket_path);
	pid = mail_spawn(socket_path, options);
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_SENT);
	mailer_free(mailer);
}
END_TEST

START_TEST(an_unfit_mail_is_never_sent)
{
	struct mailer *mailer = mailer_at(socket_path);
	struct mail m = a_mail();
	const char *why;

	m.to = "two@x.cn, three@x.cn";
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_NEVER);
	ck_assert_str_eq(why, "unfit");
	m.to = "a\nb";
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_NEVER);
	m = a_mail();
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_SENT);
	mailer_free(mailer);
}
END_TEST

START_TEST(a_full_disk_is_later)
{
	struct mailer *mailer = mailer_at(socket_path);
	struct mail m = a_mail();
	const char *why;

	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_LATER);
	ck_assert_str_eq(why, "disk");
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_SENT);
	mailer_free(mailer);
}
END_TEST

START_TEST(garbage_is_hung_up_on_and_others_are_served)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct mailer *mailer = mailer_at(socket_path);
	struct mail m = a_mail();
	char answer[8];
	const char *why;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s",
	    socket_path);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address,
	    sizeof address), 0);
	ck_assert_int_eq(send(fd, "hello\n", 6, 0), 6);
	ck_assert_int_eq(recv(fd, answer, sizeof answer, 0), 0);
	close(fd);
	ck_assert_int_eq(hand_in(mailer, &m, &why), MAIL_SENT);
	mailer_free(mailer);
}
END_TEST

START_TEST(it_stops_when_it_is_told)
{
	int status;

	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	pid = 0;
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == EX_OK);
	ck_assert_int_ne(access(socket_path, F_OK), 0);
}
END_TEST

static const struct {
	const char *options[8];
	int status;
} starts[] = {
	{ { NULL }, EX_USAGE },
	{ { "--to-folder", "/tmp", "--relay", "h:25", NULL }, EX_USAGE },
	{ { "--to-folder", "/no/such", NULL }, EX_CONFIG },
	{ { "--relay", "h:25", "--tls", "perhaps", NULL }, EX_CONFIG },
	{ { "--relay", "h:25", "--user", "u", NULL }, EX_USAGE },
	{ { "--relay", "h:25", "--user", "u", "--password-file",
	    "/no/such", NULL }, EX_CONFIG },
	{ { "--to-folder", "/tmp", "--from", "nobody", NULL }, EX_USAGE },
	{ { "--to-folder", "/tmp", "--peer", "no-such-user", NULL },
	    EX_CONFIG },
	{ { "--to-folder", "/tmp", "--what", "1", NULL }, EX_USAGE },
	{ { "--to-folder", NULL }, EX_USAGE },
};

START_TEST(a_wrong_start_says_so)
{
	ck_assert_int_eq(mail_spawn("/tmp/market-mail-none.sock",
	    starts[_i].options), -starts[_i].status);
}
END_TEST

Suite *
mail_suite(void)
{
	Suite *s = suite_create("mail");
	TCase *t = tcase_create("texts"), *p = tcase_create("process");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_packet_is_read_as_it_was_written);
	tcase_add_loop_test(t, no_field_becomes_two_lines, 0,
	    COUNT(breaking));
	tcase_add_test(t, a_packet_that_is_too_large_is_not_sent);
	tcase_add_test(t, what_is_no_packet_is_not_read);
	tcase_add_test(t, an_answer_is_read_as_it_was_written);
	tcase_add_loop_test(t, an_address_is_one_address, 0,
	    COUNT(addresses));
	tcase_add_loop_test(t, no_header_is_made_by_what_stands_in_one, 0,
	    COUNT(injections));
	tcase_add_test(t, the_message_is_that_of_the_standards);
	tcase_add_test(t, a_file_comes_behind_the_text_as_it_is);
	tcase_add_loop_test(t, long_subjects_are_cut_between_characters, 0,
	    40);
	tcase_add_test(t, no_line_is_longer_than_the_standards_allow);
	tcase_add_loop_test(t, a_wrong_start_says_so, 0, COUNT(starts));
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(p, start_mail, end_mail);
	tcase_add_test(p,
	    a_mail_becomes_one_file_however_often_it_is_sent);
	tcase_add_test(p, one_that_was_killed_is_found_again);
	tcase_add_test(p, an_unfit_mail_is_never_sent);
	tcase_add_test(p, a_full_disk_is_later);
	tcase_add_test(p, garbage_is_hung_up_on_and_others_are_served);
	tcase_add_test(p, it_stops_when_it_is_told);
	suite_add_tcase(s, p);
	return s;
}
