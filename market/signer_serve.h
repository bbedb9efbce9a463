/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SIGNER_SERVE_H
#define MARKET_SIGNER_SERVE_H

#include <stdbool.h>

/*
 * The process market-signer: it holds the log's key and remembers the last
 * tree it has signed, and so keeps the market from ever having two
 * histories, even if all of the market's own disk and program are another's.
 * One thread, one SOCK_SEQPACKET socket; a packet is a question, the answer
 * a packet (market/signer.h).  What it remembers is durable before it
 * answers.
 *
 * Source: sealing.md 2 («Signer»).
 */
struct signer_config {
	const char *key;	/* key file of the log (market/keyfile.h) */
	const char *memory;	/* file of the last (size, root) */
	const char *socket;
	bool init;		/* there is no memory yet: begin at size 0 */
};

/*
 * Serves until SIGTERM or SIGINT.  The exit status (sysexits.h):
 * 0		told to stop
 * EX_CONFIG	no key or a wrong one; no memory without init, or one with
 *		it: a signer that has forgotten must not begin again by itself
 * EX_TEMPFAIL	another signer has this memory
 * EX_IOERR	the disk or the socket
 */
int signer_serve(const struct signer_config *config);

#endif
