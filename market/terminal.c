/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.c: asking for a password without showing it. */
#include "market/terminal.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "market/password.h"

enum { CONTROL_C = 3 };

/* Byte by byte: a stream would keep a copy. */
static bool
read_line(char *line, size_t size)
{
	size_t n = 0;
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1) {
		if (c == '\n' || c == '\r') {
			line[n] = '\0';
			return true;
		}
		if (c == CONTROL_C || n + 1 == size)
			return false;
		line[n++] = c;
	}
	line[n] = '\0';
	return n > 0;
}

/* The terminal is as before, whatever happens: ^C comes as a byte. */
static bool
read_unseen(const char *prompt, const struct termios *old, char *line,
    size_t size)
{
	struct termios quiet = *old;
	bool good;

	quiet.c_lflag &= (tcflag_t)~(ECHO | ISIG);
	quiet.c_cc[VEOL] = CONTROL_C;	/* it ends a line, so it is read */
	fputs(prompt, stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	good = read_line(line, size);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, old);
	fputc('\n', stderr);
	return good;
}

static bool
ask_twice(const struct termios *old, char *password, size_t size)
{
	char again[PASSWORD_MAX + 2];
	bool same;

	if (!read_unseen("Password: ", old, password, size))
		return false;
	same = read_unseen("Once more: ", old, again, sizeof again) &&
	    strcmp(password, again) == 0;
	password_wipe(again, sizeof again);
	return same;
}

bool
terminal_password(char *password, size_t size)
{
	struct termios old;
	bool good = tcgetattr(STDIN_FILENO, &old) == 0 ?
	    ask_twice(&old, password, size) : read_line(password, size);

	if (!good)
		fputs("no password, or two that differ\n", stderr);
	return good;
}

bool
terminal_once(const char *prompt, char *password, size_t size)
{
	struct termios old;

	return tcgetattr(STDIN_FILENO, &old) == 0 ?
	    read_unseen(prompt, &old, password, size) :
	    read_line(password, size);
}
