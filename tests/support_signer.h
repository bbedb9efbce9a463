/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_SIGNER_H
#define TESTS_SUPPORT_SIGNER_H

#include <sys/types.h>

#include "tests/support_log.h"

/* The real market-signer, beside the test program, on a log_place. */

/* Its process, once it listens; 0: it has ended with *status. */
pid_t signer_spawn(const struct log_place *p, bool init, int *status);
/* Ends it with a signal; its exit status, or -1 for a signal's death. */
int signer_kill(pid_t pid, int sig);
/* A way to it; signer_free(). */
struct signer *signer_of(const struct log_place *p);
/* «<place>/<name>», in a buffer of the caller's. */
char *log_path(char out[128], const struct log_place *p, const char *name);

#endif
