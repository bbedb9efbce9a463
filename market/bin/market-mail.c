/* SPDX-License-Identifier: Apache-2.0 */
/* market-mail.c: the program that sends mails; see mail_serve.h. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "market/mail_serve.h"

static int
usage(FILE *out, int status)
{
	fputs("market-mail --socket PATH --from ADDRESS"
	    " (--relay HOST:PORT | --to-folder DIR)\n"
	    "\tsends what the market hands it over the socket\n"
	    "  --peer USER           who may hand in mails (default: our own"
	    " user)\n"
	    "  --tls starttls|implicit|plain\n"
	    "\t\t\thow to the relay (default: starttls, and nothing\n"
	    "\t\t\twithout it); certificates are always verified\n"
	    "  --ca FILE             of certificates, instead of the system's"
	    "\n"
	    "  --user NAME --password-file FILE\n"
	    "\t\t\tto log in at the relay\n"
	    "  --to-folder DIR       write each mail to DIR/<id>.eml instead"
	    "\n"
	    "exit: 0 stopped, 64 usage, 74 input/output, 78 folder, user or\n"
	    "password file missing\n", out);
	return status;
}

struct words {
	const char *tls, *peer;
};

static bool
read_words(const struct words *w, struct mail_config *c)
{
	static const char *const ways[] = {
		[SMTP_STARTTLS] = "starttls", [SMTP_IMPLICIT] = "implicit",
		[SMTP_PLAIN] = "plain"
	};
	const struct passwd *user;
	size_t i = 0;

	while (i < 3 && w->tls != NULL && strcmp(w->tls, ways[i]) != 0)
		i++;
	c->smtp.tls = w->tls ? (enum smtp_tls)i : SMTP_STARTTLS;
	c->peer = geteuid();
	if (w->peer == NULL)
		return i < 3;
	user = getpwnam(w->peer);
	if (user != NULL)
		c->peer = user->pw_uid;
	return i < 3 && user != NULL;
}

static bool
is_whole(const struct mail_config *c)
{
	return c->socket != NULL && c->smtp.from != NULL &&
	    mail_is_address(c->smtp.from) &&
	    (c->folder == NULL) != (c->smtp.relay == NULL) &&
	    (c->smtp.user == NULL) == (c->smtp.password_file == NULL);
}

int
main(int argc, char **argv)
{
	struct mail_config c = { .socket = NULL };
	struct words w = { NULL, NULL };
	const struct {
		const char *name;
		const char **value;
	} known[] = {
		{ "--socket", &c.socket }, { "--from", &c.smtp.from },
		{ "--relay", &c.smtp.relay }, { "--to-folder", &c.folder },
		{ "--ca", &c.smtp.ca }, { "--user", &c.smtp.user },
		{ "--password-file", &c.smtp.password_file },
		{ "--tls", &w.tls }, { "--peer", &w.peer },
	};

	for (int i = 1; i < argc; i++) {
		size_t k = 0;

		if (strcmp(argv[i], "--help") == 0)
			return usage(stdout, EX_OK);
		while (k < sizeof known / sizeof *known &&
		    strcmp(argv[i], known[k].name) != 0)
			k++;
		if (k == sizeof known / sizeof *known || i + 1 == argc)
			return usage(stderr, EX_USAGE);
		*known[k].value = argv[++i];
	}
	if (!is_whole(&c))
		return usage(stderr, EX_USAGE);
	if (!read_words(&w, &c))
		return usage(stderr, EX_CONFIG);
	umask(0077);
	return mail_serve(&c);
}
