/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_VERIFY_RECEIPT_H
#define MARKET_VERIFY_RECEIPT_H

#include "market/verify.h"

/*
 * Is a receipt good, and did the round's `close` keep what it promises?  The
 * close is looked for in the log itself, from the receipt's leaf on, so that
 * no source can hide it behind its files.
 *
 * Source: sealing.md 7 («Receipt»), 12.
 */
struct receipt_case {
	const char *receipt;		/* bytes of the tlog-proof */
	size_t receipt_n;
	const char *file;		/* the envelope or withdraw */
	size_t file_n;
	const struct source *source;	/* NULL: the receipt alone */
	const char *trust;		/* from elsewhere; NULL: the source's */
	size_t trust_n;
};

struct receipt_report {
	enum verify_verdict verdict;
	/*
	 * verified	receipt-ok	signed and proved; no source was asked
	 *		listed		and the close lists it: status
	 * refuted	trust		the trust file is none
	 *		receipt-grammar	not a receipt
	 *		receipt-file	of another file
	 *		receipt-proof	not signed by the log, or not in it
	 *		checkpoint	the source's is not rightly signed
	 *		tree, tile	the source's log is not its root's
	 *		fork		the source shows another log
	 *		receipt-late	accepted, but behind the close
	 *		omitted		the proof of an omission: the first
	 *				close, at detail, lacks the file
	 *		leaf		listed, but at another leaf
	 * cannot tell	no-trust missing unreachable behind not-closed
	 *		file-grammar (the file names no round)
	 */
	const char *code, *detail;
	int64_t leaf, size;		/* of the receipt; -1: unread */
	int64_t close;			/* leaf of the close; -1: none found */
	const char *status;		/* active superseded withdrawn; NULL */
};

/* All that the report points at is the arena's. */
void verify_receipt(struct arena *a, const struct receipt_case *c,
    struct receipt_report *out);

#endif
