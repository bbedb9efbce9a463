/* SPDX-License-Identifier: Apache-2.0 */
/* outbox_test.c: mails are handed over until they are taken or given up. */
#include "market/outbox.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fcgi/letter.h"
#include "market/base/clock.h"
#include "market/base/digits.h"
#include "market/receipt.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/told.h"

Suite *outbox_suite(void);

#define ORIGIN "https://m.example"

/* A market-mail that does as it is told, and remembers what it got. */
static struct {
	enum mail_outcome outcome;
	const char *refuses;		/* an address that it never takes */
	size_t asked;
	struct mail last;		/* with what it points to */
} post_office;

static enum mail_outcome
ask(void *p, struct arena *a, const struct mail *mail, const char **why)
{
	struct buf packet;

	(void)p, (void)a;
	post_office.asked++;
	buf_init(&packet, MAIL_PACKET);
	ck_assert(mail_write(&packet, mail));
	ck_assert(mail_read(tests_arena(), packet.data, packet.len,
	    &post_office.last));
	buf_release(&packet);
	*why = "450";
	if (post_office.refuses && strcmp(post_office.refuses, mail->to) == 0)
		return MAIL_NEVER;
	return post_office.outcome;
}

static struct mailer mailer = { ask, NULL, NULL, NULL };
static char origin[] = ORIGIN;
static const struct outbox_config config = { letter_write, origin, &mailer };

static struct market *m;
static struct actor agency;		/* its welcome waits */

static void
open_market(void)
{
	m = a_market();
	(void)a_browser();		/* the words are loaded */
	post_office.outcome = MAIL_SENT;
	agency = an_agency(1);
}

/* How many were settled or put off. */
static size_t
run(void)
{
	size_t done;

	ck_assert_int_eq(outbox_run(m, &config, &done), OK);
	return done;
}

static int64_t
waiting(void)
{
	struct outbox_depth d;

	ck_assert_int_eq(outbox_depth(m, &d), OK);
	ck_assert((d.waiting == 0) == (d.oldest == 0));
	return d.waiting;
}

/* As text, as long as the test. */
static const char *
text_of(struct bytes b)
{
	return arena_strndup(tests_arena(), (const char *)b.data, b.n);
}

START_TEST(a_mail_is_handed_over_once)
{
	ck_assert_int_eq(waiting(), 1);
	ck_assert_uint_eq(run(), 1);
	ck_assert_str_eq(post_office.last.to, "u1001@x.cn");
	ck_assert_int_eq(waiting(), 0);
	clock_forward(40 * 86400);
	ck_assert_uint_eq(run(), 0);
	ck_assert_uint_eq(post_office.asked, 1);
	ck_assert_str_eq(told(&agency), "joined_agency");
}
END_TEST

static const int64_t waits[] = { 30, 120, 600, 3600, 21600, 86400 };

START_TEST(what_is_not_taken_is_tried_again_later_and_later)
{
	const char *id = NULL;

	post_office.outcome = MAIL_LATER;
	for (size_t i = 0; i < COUNT(waits); i++) {
		ck_assert_uint_eq(run(), 1);
		ck_assert(id == NULL ||
		    strcmp(id, post_office.last.id) == 0);
		id = post_office.last.id;
		clock_forward(waits[i] - 1);
		ck_assert_uint_eq(run(), 0);
		ck_assert_int_eq(waiting(), 1);
		ck_assert_str_eq(told(&agency), "joined_agency");
		clock_forward(1);
	}
	ck_assert_uint_eq(run(), 1);
	ck_assert_int_eq(waiting(), 0);
	ck_assert_uint_eq(post_office.asked, COUNT(waits) + 1);
	ck_assert_str_eq(told_values(&agency, "mail_failed"),
	    "u1001@x.cn 450");
	clock_forward(40 * 86400);
	ck_assert_uint_eq(run(), 0);
}
END_TEST

START_TEST(a_relay_that_is_back_gets_what_waited)
{
	post_office.outcome = MAIL_LATER;
	ck_assert_uint_eq(run(), 1);
	post_office.outcome = MAIL_SENT;
	clock_forward(30);
	ck_assert_uint_eq(run(), 1);
	ck_assert_int_eq(waiting(), 0);
	ck_assert_str_eq(told(&agency), "joined_agency");
}
END_TEST

START_TEST(what_is_refused_for_good_is_told_in_the_site_at_once)
{
	struct actor other = an_agency(2);

	post_office.refuses = "u1001@x.cn";
	ck_assert_uint_eq(run(), 2);
	ck_assert_str_eq(told(&agency), "mail_failed joined_agency");
	ck_assert_str_eq(told(&other), "joined_agency");
	ck_assert_int_eq(waiting(), 0);
}
END_TEST

START_TEST(one_that_is_refused_holds_up_no_other)
{
	(void)an_agency(2);
	(void)an_agency(3);
	post_office.outcome = MAIL_LATER;
	ck_assert_uint_eq(run(), 3);
	ck_assert_uint_eq(post_office.asked, 3);
	ck_assert_int_eq(waiting(), 3);
}
END_TEST

START_TEST(while_nobody_is_there_nothing_counts_as_a_try)
{
	size_t done;

	(void)an_agency(2);
	post_office.outcome = MAIL_AWAY;
	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(outbox_run(m, &config, &done), ERR_BUSY);
		ck_assert_uint_eq(done, 0);
		clock_forward(3600);
	}
	ck_assert_uint_eq(post_office.asked, 20);	/* one a look */
	ck_assert_int_eq(waiting(), 2);
	post_office.outcome = MAIL_SENT;
	ck_assert_uint_eq(run(), 2);
	ck_assert_int_eq(waiting(), 0);
}
END_TEST

START_TEST(what_nobody_took_for_three_days_lapses)
{
	clock_forward(3 * 86400);
	tick_tidy(m);
	ck_assert_int_eq(waiting(), 1);
	clock_forward(1);
	tick_tidy(m);
	ck_assert_int_eq(waiting(), 0);
	ck_assert_uint_eq(run(), 0);
	ck_assert_str_eq(told(&agency), "joined_agency");
}
END_TEST

START_TEST(a_try_that_is_due_tomorrow_does_not_lapse)
{
	post_office.outcome = MAIL_LATER;
	for (size_t i = 0; i < COUNT(waits); i++) {
		ck_assert_uint_eq(run(), 1);
		tick_tidy(m);
		ck_assert_int_eq(waiting(), 1);
		clock_forward(waits[i]);
	}
}
END_TEST

static enum err
count_rows(struct db *db, void *ctx)
{
	struct outbox o;

	return db_outbox_get(db, *(int64_t *)ctx, &o);
}

START_TEST(a_month_after_it_was_sent_it_is_forgotten)
{
	int64_t id = 1;

	ck_assert_uint_eq(run(), 1);
	clock_forward(30 * 86400);
	tick_tidy(m);
	ck_assert_int_eq(write_run(m, count_rows, &id), OK);
	clock_forward(1);
	tick_tidy(m);
	ck_assert_int_eq(write_run(m, count_rows, &id), ERR_NOT_FOUND);
	ck_assert_str_eq(told(&agency), "joined_agency");
}
END_TEST

START_TEST(the_address_is_that_of_the_time_of_sending)
{
	break_rows("UPDATE account SET email = 'new@x.cn' WHERE id = %lld",
	    (long long)agency.account_id);
	run();
	ck_assert_str_eq(post_office.last.to, "new@x.cn");
}
END_TEST

/* ---- words ---- */

START_TEST(a_mail_says_what_of_which_project_and_where)
{
	struct actor dept = a_department(1);
	const char *code = a_project(&dept), *text, *html;
	struct project p = project_now(code);
	const struct mail *mail = &post_office.last;

	run();
	ck_assert_str_eq(mail->subject, "\u3010\u9633\u5149\u4e2d\u4ecb"
	    "\u8d85\u5e02\u3011\u4fdd\u7ba1\u4eba\u5df2\u5c31\u7eea\uff0c"
	    "\u516c\u544a\u5df2\u53d1\u5e03");
	text = text_of(mail->text);
	html = text_of(mail->html);
	ck_assert_ptr_nonnull(strstr(text, "Zhou Min"));
	ck_assert_ptr_nonnull(strstr(text, p.title));
	ck_assert_ptr_nonnull(strstr(text, arena_printf(tests_arena(),
	    ORIGIN "/projects/%s\n", code)));
	ck_assert_ptr_nonnull(strstr(html, arena_printf(tests_arena(),
	    "<a href=\"" ORIGIN "/projects/%s\">", code)));
	ck_assert_ptr_nonnull(strstr(html, p.title));
	ck_assert_ptr_null(strstr(html, "<img"));
	ck_assert_ptr_null(strstr(html, "src="));
	ck_assert_uint_eq(mail->n_files, 0);
	ck_assert_int_eq(mail->date, clock_at());
}
END_TEST

static enum err
tell_reason(struct db *db, void *ctx)
{
	const struct arg args[] = { arg_text("REASON",
	    "<script>1</script>\nBcc: x@y.cn"), { 0 } };

	(void)ctx;
	return message_tell(db, &(struct message){ .code = "defects",
	    .party_id = agency.party_id, .args = args });
}

START_TEST(what_people_typed_is_no_markup_and_no_header)
{
	struct buf message;

	run();
	ck_assert_int_eq(write_run(m, tell_reason, NULL), OK);
	run();
	ck_assert_ptr_null(strstr(text_of(post_office.last.html),
	    "<script"));
	ck_assert_ptr_nonnull(strstr(text_of(post_office.last.html),
	    "&lt;script"));
	buf_init(&message, 64 * 1024);
	ck_assert(mail_mime(&message, &post_office.last, "a@m.example"));
	ck_assert_ptr_null(strstr(message.data, "Bcc"));
	buf_release(&message);
}
END_TEST

/* A mail passes through other people's machines. */
START_TEST(the_mail_of_a_receipt_names_no_project)
{
	struct actor dept = a_department(1);
	const char *code = a_project(&dept), *receipt;
	const struct mail *mail = &post_office.last;
	struct bid b;
	char hex[65];
	size_t n;

	run();
	b = a_bid(&agency, code, "60000");
	digits_hex(hex, b.file, BID_HASH);
	ck_assert_uint_eq(run(), 1);
	ck_assert_str_eq(mail->to, "u1001@x.cn");
	ck_assert_ptr_null(strstr(text_of(mail->text), code));
	ck_assert_ptr_null(strstr(text_of(mail->text),
	    project_now(code).title));
	ck_assert_ptr_null(strstr(text_of(mail->html), code));
	ck_assert_ptr_null(strstr(text_of(mail->html),
	    project_now(code).title));
	ck_assert_ptr_nonnull(strstr(text_of(mail->text), arena_printf(
	    tests_arena(), ORIGIN "/receipts/%s\n", hex)));
	ck_assert_uint_eq(mail->n_files, 1);
	ck_assert_int_eq(receipt_get(m, b.file, &receipt, &n), OK);
	ck_assert_uint_eq(mail->files[0].body.n, n);
	ck_assert_mem_eq(mail->files[0].body.data, receipt, n);
	ck_assert_ptr_nonnull(strstr(mail->files[0].name, arena_strndup(
	    tests_arena(), hex, 16)));
	ck_assert_ptr_null(strstr(mail->files[0].name, code));
}
END_TEST

static enum err
tell_change(struct db *db, void *ctx)
{
	const struct arg args[] = { arg_time("DEADLINE", 1795572000),
	    { 0 } };

	return message_tell(db, &(struct message){ .code =
	    "change_published", .party_id = agency.party_id,
	    .project_id = *(int64_t *)ctx, .args = args });
}

START_TEST(a_quiet_mail_leads_to_the_messages)
{
	struct actor dept = a_department(1);
	const char *code = a_project(&dept);
	int64_t id = project_now(code).id;

	run();
	ck_assert_int_eq(write_run(m, tell_change, &id), OK);
	ck_assert_uint_eq(run(), 1);
	ck_assert_ptr_null(strstr(text_of(post_office.last.text), code));
	ck_assert_ptr_null(strstr(text_of(post_office.last.html), code));
	ck_assert_ptr_nonnull(strstr(text_of(post_office.last.text),
	    ORIGIN "/desk/messages\n"));
	ck_assert_str_eq(newest(&agency, "change_published").project_code,
	    code);
}
END_TEST

START_TEST(a_code_of_another_release_is_given_up_and_told)
{
	break_rows("UPDATE outbox SET code = 'of_tomorrow'");
	ck_assert_uint_eq(run(), 1);
	ck_assert_uint_eq(post_office.asked, 0);
	ck_assert_int_eq(waiting(), 0);
	(void)newest(&agency, "mail_failed");
}
END_TEST

/* Its words are not to be had yet: a receipt whose leaf is not signed. */
static enum err
not_yet(void *p, struct market *market, const struct outbox *o,
    struct mail *mail)
{
	(void)p, (void)market, (void)o, (void)mail;
	return ERR_BUSY;
}

START_TEST(what_is_not_ready_waits_and_holds_up_no_other)
{
	const struct outbox_config unready = { not_yet, NULL, &mailer };
	size_t done;

	(void)an_agency(2);
	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(outbox_run(m, &unready, &done), OK);
		ck_assert_uint_eq(done, 2);
		clock_forward(2);
	}
	ck_assert_uint_eq(post_office.asked, 0);
	ck_assert_uint_eq(run(), 2);
	ck_assert_int_eq(waiting(), 0);
	ck_assert_str_eq(told(&agency), "joined_agency");
}
END_TEST

/* ---- the thread ---- */

START_TEST(the_thread_hands_over_and_stops_at_once)
{
	char dir[] = "/tmp/market-mail-XXXXXX", path[64];
	struct outbox_config real = { letter_write, origin, NULL };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int64_t begun;
	struct outbox_thread *t;
	char packet[4096];
	int fd, peer;

	/* A market-mail that takes a mail and says nothing. */
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/s", dir);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address,
	    sizeof address), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	real.mailer = mailer_at(path);
	ck_assert_int_eq(outbox_start(&t, m->house, &real), OK);
	peer = accept(fd, NULL, NULL);
	ck_assert_int_gt(recv(peer, packet, sizeof packet, 0), 100);
	/* Meanwhile everything else goes on. */
	(void)an_agency(2);
	begun = clock_ms();
	outbox_stop(t);
	ck_assert_int_lt(clock_ms() - begun, 3000);
	mailer_free(real.mailer);
	ck_assert_int_eq(waiting(), 2);
	close(peer);
	close(fd);
	unlink(path);
	rmdir(dir);
}
END_TEST

Suite *
outbox_suite(void)
{
	Suite *s = suite_create("outbox");
	TCase *t = tcase_create("mails");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_mail_is_handed_over_once);
	tcase_add_test(t,
	    what_is_not_taken_is_tried_again_later_and_later);
	tcase_add_test(t, a_relay_that_is_back_gets_what_waited);
	tcase_add_test(t,
	    what_is_refused_for_good_is_told_in_the_site_at_once);
	tcase_add_test(t, one_that_is_refused_holds_up_no_other);
	tcase_add_test(t, while_nobody_is_there_nothing_counts_as_a_try);
	tcase_add_test(t, what_nobody_took_for_three_days_lapses);
	tcase_add_test(t, a_try_that_is_due_tomorrow_does_not_lapse);
	tcase_add_test(t, a_month_after_it_was_sent_it_is_forgotten);
	tcase_add_test(t, the_address_is_that_of_the_time_of_sending);
	tcase_add_test(t, a_mail_says_what_of_which_project_and_where);
	tcase_add_test(t, what_people_typed_is_no_markup_and_no_header);
	tcase_add_test(t, the_mail_of_a_receipt_names_no_project);
	tcase_add_test(t, a_quiet_mail_leads_to_the_messages);
	tcase_add_test(t, a_code_of_another_release_is_given_up_and_told);
	tcase_add_test(t, what_is_not_ready_waits_and_holds_up_no_other);
	tcase_add_test(t, the_thread_hands_over_and_stops_at_once);
	suite_add_tcase(s, t);
	return s;
}
