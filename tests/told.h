/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_TOLD_H
#define TESTS_TOLD_H

#include "market/message.h"
#include "tests/support.h"

/* What an account has been told: codes parted by blanks, newest first. */
const char *told(const struct actor *actor);
/* The newest message, with this code. */
struct message newest(const struct actor *actor, const char *code);
/* Its values, «1 5000» and so on. */
const char *told_values(const struct actor *actor, const char *code);

/* A real market-mail over a folder: its process, once it listens. */
int mail_spawn(const char *socket, const char *const *options);

#endif
