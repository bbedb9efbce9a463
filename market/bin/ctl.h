/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_BIN_CTL_H
#define MARKET_BIN_CTL_H

#include "market/market.h"

/* What the files of marketctl share. */
enum { CTL_PATH = 512 };

/* What the command line said; NULL: nothing. */
struct options {
	const char *state;
	const char *role;
	const char *email;
	const char *name;
	const char *login;
	const char *data;
	const char *trustees;	/* folder of their key files */
};

/* The market a command works on. */
struct shop {
	const struct options *options;
	char where[CTL_PATH];
	char keys[CTL_PATH];
	char by[32];		/* who works at the machine, for the audit */
	int lock;
	int64_t at;		/* of a standing clock: the demonstration's */
	struct signer *signer;
	struct house house;
	struct market market;
	struct arena arena;
};

/* Says what, about what, on stderr; returns status. */
int ctl_complain(int status, const char *what, const char *about);
/* The exit status of an outcome. */
int ctl_status(enum err err);

/* ctl_log.c */
int ctl_log_rebuild(struct shop *s);
int ctl_log_keys(struct shop *s);	/* s->options alone */

/* ctl_audit.c */
int ctl_audit_verify(struct shop *s);
int ctl_verify(struct shop *s);		/* the database itself */

#endif
