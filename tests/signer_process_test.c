/* SPDX-License-Identifier: Apache-2.0 */
/* signer_process_test.c: the signer as a process: its memory and socket. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "market/base/durable.h"
#include "market/keeper.h"
#include "tests/support_signer.h"
#include "tests/support_tree.h"

Suite *signer_process_suite(void);

static struct log_place place;
static struct tree *tree, *lie;

static void
setup(void)
{
	log_place_make(&place);
	tree = tree_new(600);
	lie = tree_new(600);
	tree_fill(tree, 600, -1);
	tree_fill(lie, 600, 250);
}

static void
teardown(void)
{
	tree_free(tree);
	tree_free(lie);
	log_place_end(&place);
}

static pid_t
started(bool init)
{
	int status = 0;
	pid_t pid = signer_spawn(&place, init, &status);

	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(pid, 0);
	return pid;
}

static enum signer_verdict
sign(struct signer *s, struct tree *t, int64_t size, char note[512],
    char why[64])
{
	struct tlog_checkpoint c = { .origin = "m/log/1", .size = size };
	struct tlog_nodes from = tree_nodes(t);
	enum signer_verdict v;
	struct buf out;

	ck_assert(tlog_root(&from, size, c.root));
	buf_init(&out, 511);
	v = signer_sign(s, &from, &c, 0, &out, why);
	snprintf(note, 512, "%s", out.len ? out.data : "");
	buf_release(&out);
	return v;
}

START_TEST(a_restarted_signer_knows_what_it_signed)
{
	struct signer *s = signer_of(&place);
	char first[512], again[512], why[64];
	pid_t pid = started(true);

	ck_assert_int_eq(sign(s, tree, 300, first, why), SIGNER_OK);
	ck_assert_int_eq(signer_kill(pid, _i ? SIGKILL : SIGTERM),
	    _i ? -1 : EX_OK);
	ck_assert_int_eq(sign(s, tree, 300, again, why), SIGNER_AWAY);
	pid = started(false);
	ck_assert_int_eq(sign(s, tree, 300, again, why), SIGNER_OK);
	ck_assert_str_eq(first, again);
	ck_assert_int_eq(sign(s, tree, 299, again, why), SIGNER_STOP);
	ck_assert_str_eq(why, "no behind 300");
	ck_assert_int_eq(sign(s, lie, 300, again, why), SIGNER_STOP);
	ck_assert_str_eq(why, "no fork");
	ck_assert_int_eq(sign(s, lie, 301, again, why), SIGNER_STOP);
	ck_assert_str_eq(why, "no proof");
	ck_assert_int_eq(sign(s, tree, 301, again, why), SIGNER_OK);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	signer_free(s);
}
END_TEST

START_TEST(what_is_remembered_is_on_disk_before_the_answer)
{
	struct signer *s = signer_of(&place);
	char note[512], why[64], text[256], path[128];
	struct signer_memory m;
	pid_t pid = started(true);
	struct stat st;
	long n;

	for (int64_t size = 1; size < 50; size++) {
		ck_assert_int_eq(sign(s, tree, size, note, why), SIGNER_OK);
		n = durable_read(log_path(path, &place, "memory"), text,
		    sizeof text);
		ck_assert_int_gt(n, 0);
		ck_assert(signer_memory_read(&m, text, (size_t)n));
		ck_assert_int_eq(m.size, size);
	}
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	signer_free(s);
}
END_TEST

START_TEST(what_it_cannot_remember_it_does_not_sign)
{
	struct signer *s = signer_of(&place);
	char note[512], why[64], path[128];
	pid_t pid = started(true);

	ck_assert_int_eq(sign(s, tree, 1, note, why), SIGNER_OK);
	/* A folder where its temporary file should go. */
	ck_assert_int_eq(mkdir(log_path(path, &place, "memory.new"), 0700),
	    0);
	ck_assert_int_eq(sign(s, tree, 2, note, why), SIGNER_AWAY);
	ck_assert_str_eq(note, "");
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(sign(s, tree, 2, note, why), SIGNER_OK);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	signer_free(s);
}
END_TEST

START_TEST(a_signer_without_its_memory_does_not_begin_again)
{
	struct signer *s = signer_of(&place);
	char note[512], why[64], path[128];
	int status = 0;
	pid_t pid;

	ck_assert_int_eq(signer_spawn(&place, false, &status), 0);
	ck_assert_int_eq(status, EX_CONFIG);
	pid = started(true);
	ck_assert_int_eq(sign(s, tree, 5, note, why), SIGNER_OK);
	/* Nobody else starts on the same memory meanwhile. */
	ck_assert_int_eq(signer_spawn(&place, false, &status), 0);
	ck_assert_int_eq(status, EX_TEMPFAIL);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	ck_assert_int_eq(signer_spawn(&place, true, &status), 0);
	ck_assert_int_eq(status, EX_CONFIG);	/* --init left in a unit */
	ck_assert(durable_write(log_path(path, &place, "memory"), "5 x\n", 4,
	    0600));
	ck_assert_int_eq(signer_spawn(&place, false, &status), 0);
	ck_assert_int_eq(status, EX_CONFIG);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(signer_spawn(&place, false, &status), 0);
	ck_assert_int_eq(status, EX_CONFIG);
	signer_free(s);
}
END_TEST

START_TEST(a_key_that_others_can_read_or_of_another_role_is_not_used)
{
	int status = 0;

	ck_assert_int_eq(chmod(place.log_key, 0644), 0);
	ck_assert_int_eq(signer_spawn(&place, true, &status), 0);
	ck_assert_int_eq(status, EX_CONFIG);
	ck_assert_int_eq(chmod(place.log_key, 0600), 0);
	snprintf(place.log_key, sizeof place.log_key, "%s/op.key",
	    place.keys);
	ck_assert_int_eq(signer_spawn(&place, true, &status), 0);
	ck_assert_int_eq(status, EX_CONFIG);
}
END_TEST

/* ---- bad packets, bad peers ---- */

static int
a_connection(void)
{
	const struct timeval patience = { .tv_sec = 5 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char path[128];
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	int tries = 0;

	log_path(path, &place, "signer.sock");
	memcpy(address.sun_path, path, strlen(path) + 1);
	/* The socket is there a moment before it listens. */
	while (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		ck_assert_int_lt(tries++, 500);
		usleep(10000);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

START_TEST(a_packet_that_is_no_question_is_answered_so)
{
	static char long_one[SIGNER_PACKET + 100];
	const struct {
		const char *text;
		size_t n;
	} packets[] = {
		{ "x", 1 }, { "\n", 1 }, { "old 0\n\n\0\0", 9 },
		{ long_one, SIGNER_PACKET }, { long_one, sizeof long_one },
	};
	struct signer *s = signer_of(&place);
	char note[512], why[64], got[64];
	pid_t pid = started(true);
	int fd = a_connection();

	memset(long_one, '\n', sizeof long_one);
	memcpy(long_one, "old 0", 5);
	for (size_t i = 0; i < COUNT(packets); i++) {
		ssize_t n;

		ck_assert_int_eq(send(fd, packets[i].text, packets[i].n, 0),
		    (ssize_t)packets[i].n);
		n = recv(fd, got, sizeof got, 0);
		ck_assert_int_eq(n, 11);
		ck_assert_mem_eq(got, "no grammar\n", 11);
	}
	close(fd);
	ck_assert_int_eq(sign(s, tree, 1, note, why), SIGNER_OK);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	signer_free(s);
}
END_TEST

START_TEST(silent_and_deaf_peers_keep_nobody_away)
{
	struct signer *s = signer_of(&place);
	char note[512], why[64];
	pid_t pid = started(true);
	int fds[20];

	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = a_connection();
		/* Questions whose answers are never read. */
		for (int k = 0; k < 500 && i % 2 == 0; k++)
			if (send(fds[i], "x", 1, MSG_DONTWAIT |
			    MSG_NOSIGNAL) < 0)
				break;
	}
	for (int64_t size = 1; size < 9; size++)
		ck_assert_int_eq(sign(s, tree, size, note, why), SIGNER_OK);
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	signer_free(s);
}
END_TEST

/* ---- a market with it ---- */

START_TEST(a_market_outlives_its_signers_restart)
{
	struct signer *s = signer_of(&place);
	struct checkpoint held;
	struct house house;
	struct market m;
	struct arena arena;
	pid_t pid = started(true);

	arena_init(&arena);
	ck_assert_int_eq(house_open(&house, place.where, place.keys,
	    clock_system(), s), OK);
	ck_assert_int_eq(market_open(&m, &house, &arena), OK);
	ck_assert_int_eq(log_append(&m, "one", NULL), OK);
	signer_kill(pid, SIGKILL);
	pid = started(false);
	ck_assert_int_eq(log_append(&m, "two", NULL), OK);
	ck_assert(keeper_find(house.keeper, &arena, 1, &held));
	ck_assert_int_eq(held.size, 2);
	market_close(&m);
	house_close(&house);
	ck_assert_int_eq(signer_kill(pid, SIGTERM), EX_OK);
	signer_free(s);
}
END_TEST

Suite *
signer_process_suite(void)
{
	Suite *s = suite_create("signer_process");
	TCase *t = tcase_create("process");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_restarted_signer_knows_what_it_signed, 0,
	    2);
	tcase_add_test(t, what_is_remembered_is_on_disk_before_the_answer);
	tcase_add_test(t, what_it_cannot_remember_it_does_not_sign);
	tcase_add_test(t, a_signer_without_its_memory_does_not_begin_again);
	tcase_add_test(t,
	    a_key_that_others_can_read_or_of_another_role_is_not_used);
	tcase_add_test(t, a_packet_that_is_no_question_is_answered_so);
	tcase_add_test(t, silent_and_deaf_peers_keep_nobody_away);
	tcase_add_test(t, a_market_outlives_its_signers_restart);
	suite_add_tcase(s, t);
	return s;
}
