/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DAEMON_H
#define MARKET_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "market/base/buf.h"

/*
 * A process of its own, with one thread, that answers packets over one
 * SOCK_SEQPACKET socket: market-signer, market-mail.  Peers that are silent or
 * do not read keep nobody away: where all places are taken, they give way in
 * turn to whoever comes.
 *
 * Source: security.md 2.
 */
struct daemon_rule {
	const char *name;	/* event of its complaints in the log */
	const char *socket;	/* path, the caller's; of mode 0660 */
	const uid_t *peer;	/* who may ask; NULL: whom the file lets in */
	size_t most;		/* bytes of a packet, either way */
	/*
	 * The answer to a packet into out.  n is most + 1 of one that was
	 * too long.  false: none, and the peer is dropped.
	 */
	bool (*answer)(void *p, const char *packet, size_t n,
	    struct buf *out);
	void *p;		/* its first argument */
};

struct daemon;

/* No core file, no debugger, no new rights. */
void daemon_hide(void);

/*
 * Says what could not be done with which file, and errno; returns status.
 */
int daemon_fail(const struct daemon_rule *rule, int status, const char *what,
    const char *file);

/*
 * Takes SIGTERM and SIGINT as the word to stop and opens the socket, over
 * one that is left of a process that was killed: the caller knows that no
 * other lives.  The exit status (sysexits.h), EX_OK: *d is there.
 */
int daemon_open(struct daemon **d, const struct daemon_rule *rule);

/* Was it told to stop? */
bool daemon_stopping(const struct daemon *d);

/* Answers until it is told to stop; the exit status. */
int daemon_serve(struct daemon *d);

/* The socket is gone; NULL is let be. */
void daemon_close(struct daemon *d);

#endif
