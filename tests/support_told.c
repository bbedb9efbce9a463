/* SPDX-License-Identifier: Apache-2.0 */
/* support_told.c: what somebody has been told, and who mails it. */
#include "tests/told.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct message *
all_of(const struct actor *actor, size_t *n)
{
	struct message *list;

	ck_assert_int_eq(message_list(the_market(), actor, 0, &list, n), OK);
	return list;
}

const char *
told(const struct actor *actor)
{
	const char *codes = "";
	size_t n;
	const struct message *list = all_of(actor, &n);

	for (size_t i = 0; i < n; i++)
		codes = arena_printf(tests_arena(), "%s%s%s", codes,
		    i ? " " : "", list[i].code);
	return codes;
}

struct message
newest(const struct actor *actor, const char *code)
{
	size_t n;
	const struct message *list = all_of(actor, &n);

	ck_assert_uint_gt(n, 0);
	ck_assert_str_eq(list[0].code, code);
	return list[0];
}

const char *
told_values(const struct actor *actor, const char *code)
{
	char *values = arena_strdup(tests_arena(),
	    newest(actor, code).values);

	for (char *p = values; *p; p++)
		if (*p == '\n')
			*p = p[1] ? ' ' : '\0';
	return values;
}

/* Programs lie beside each other. */
static void
run_mail(const char *socket, const char *const *options)
{
	const char *args[24] = { "market-mail", "--socket", socket,
	    "--from", "no-reply@m.example" };
	char program[512];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 32);
	char *slash;
	union {
		const char **in;
		char *const *out;
	} argv = { args };

	if (n <= 0 || freopen("/dev/null", "a", stderr) == NULL)
		_exit(127);
	program[n] = '\0';
	slash = strrchr(program, '/');
	snprintf(slash, 32, "/market-mail");
	for (size_t i = 0; options[i] != NULL; i++)
		args[5 + i] = options[i];
	execv(program, argv.out);
	_exit(127);
}

int
mail_spawn(const char *socket, const char *const *options)
{
	const struct timespec pause = { 0, 5 * 1000 * 1000 };
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		run_mail(socket, options);
	for (int i = 0; i < 1000; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? -WEXITSTATUS(status) : -1;
		if (access(socket, F_OK) == 0)
			return pid;
		nanosleep(&pause, NULL);
	}
	ck_abort_msg("market-mail neither listens nor ends");
	return 0;
}
