/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TERMINAL_H
#define MARKET_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A password for marketctl: typed twice at the terminal, unseen; or, where
 * standard input is none, its first line.  It is the caller's, who wipes it.
 * false: there is none, the two differ, it does not fit, or ^C; said why.
 */
bool terminal_password(char *password, size_t size);

/* One that is there already: asked for once, after a prompt. */
bool terminal_once(const char *prompt, char *password, size_t size);

#endif
