/* SPDX-License-Identifier: Apache-2.0 */
/* support_signer.c: the signer's process, for tests. */
#include "tests/support_signer.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

char *
log_path(char out[128], const struct log_place *p, const char *name)
{
	snprintf(out, 128, "%s/%s", p->dir, name);
	return out;
}

/* Programs lie beside each other. */
static void
run_signer(const struct log_place *p, bool init)
{
	char program[512], memory[128], socket[128], log[128];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 32);
	char *slash;

	if (n <= 0 || freopen(log_path(log, p, "signer.log"), "a", stderr) ==
	    NULL)
		_exit(127);
	program[n] = '\0';
	slash = strrchr(program, '/');
	snprintf(slash, 32, "/market-signer");
	execl(program, program, "--key", p->log_key, "--memory",
	    log_path(memory, p, "memory"), "--socket",
	    log_path(socket, p, "signer.sock"), init ? "--init" : NULL,
	    (char *)NULL);
	_exit(127);
}

pid_t
signer_spawn(const struct log_place *p, bool init, int *status)
{
	const struct timespec pause = { 0, 5 * 1000 * 1000 };
	char socket[128];
	pid_t pid;

	(void)unlink(log_path(socket, p, "signer.sock"));
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		run_signer(p, init);
	for (int i = 0; i < 1000; i++) {
		int ended;

		if (waitpid(pid, &ended, WNOHANG) == pid) {
			*status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
			return 0;
		}
		if (access(socket, F_OK) == 0)
			return pid;
		nanosleep(&pause, NULL);
	}
	ck_abort_msg("the signer neither listens nor ends");
	return 0;
}

int
signer_kill(pid_t pid, int sig)
{
	int status;

	ck_assert_int_eq(kill(pid, sig), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct signer *
signer_of(const struct log_place *p)
{
	char socket[128];

	return signer_at(log_path(socket, p, "signer.sock"));
}
