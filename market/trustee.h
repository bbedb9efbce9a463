/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TRUSTEE_H
#define MARKET_TRUSTEE_H

#include "market/keyfile.h"
#include "market/source.h"
#include "market/trust.h"
#include "market/trustee_state.h"

/*
 * What a trustee's tool may do with its key: offer an opening key, sign a
 * round's terms, claim a submission, release its opening key.  Each decision
 * is a row of named steps over public files, a clock and the memory of what
 * was done before; the first step that does not hold ends it.  Nothing that
 * the source says is believed.
 *
 * A decision that is «yes» has put what it rests on into the state, which is
 * dirty then: the caller writes it to disk, and only then lets the body go.
 *
 * Source: sealing.md 7.
 */
enum trustee_found {
	TRUSTEE_YES,
	TRUSTEE_NO,		/* it does not hold */
	TRUSTEE_LATER		/* cannot be told yet: missing, unreachable */
};

struct trustee_step {
	const char *id;		/* trust, checkpoint, clock, … */
	enum trustee_found found;
	const char *why;	/* if not yes; of the arena */
};

enum { TRUSTEE_STEPS = 20, TRUSTEE_SKEW = 300 };

struct trustee_report {
	struct trustee_step steps[TRUSTEE_STEPS];
	size_t n;		/* those that were taken */
	enum trustee_found verdict;
};

/* Who decides, and from what. */
struct trustee {
	const struct source *source;	/* NULL for a claim: no look-up */
	const struct trust *trust;
	const struct keyfile *key;	/* role trustee */
	struct trustee_state *state;
	int64_t now;
	const char *purchaser;		/* only of this name; NULL: any */
	/* Gets each deciding file before the key is released: a mirror. */
	void (*keep)(void *p, const unsigned char hash[32], const char *data,
	    size_t n);
	void *keep_p;
};

enum trustee_act {
	TRUSTEE_NOTHING,	/* not allowed, or nothing left to do now */
	TRUSTEE_OFFER,		/* body is an `offer` note */
	TRUSTEE_SIGN		/* body is a signature line over the draft */
};

/*
 * What draft.note of a round asks for, and whether it may have it.
 *	trust	the trust file names a platform, and me as trustee
 *	draft	it is there, for this id, and of the grammar
 *	log	names the log of the trust file
 *	time	its deadline is to come
 *	rule	rule.txt is the one it names, and a rule
 *	notice	notice.txt is the one it names
 *	names	its trustees are of the trust file
 *	purchaser	is the expected one, if one is
 *	key	I am one of them; mine is not there yet, or right
 *	keys	none of low order, none twice
 *	once	I never offered or signed other terms for this id
 */
enum trustee_act trustee_draft(const struct trustee *t, struct arena *a,
    const char *id, struct buf *body, struct trustee_report *report);

/*
 * May my opening key of a round go out?  body is the `open` note then, a
 * secret until it is posted: the caller wipes it.
 *	trust	as above
 *	checkpoint	log/checkpoint.cosigned, by the log and the quorum
 *	clock	within TRUSTEE_SKEW of when the quorum cosigned it
 *	consistent	its tree holds the one remembered
 *	project	project.note is in it, signed by all; the state agrees
 *	key	the opening key made anew is the one it names for me
 *	void	no `void` follows
 *	close	a `close` follows, the first one, signed by the platform
 *	deadline	it names the one in force, which has passed
 *	list	parts, count, order, seqs and statuses are right
 *	blind	each sub opens its blind leaf, between project and close
 *	bodies	each deciding file is there, hashes right, is rightly signed
 *	claims	what I claimed in time is listed
 *	entrants	as many as the rule asks for
 *	once	my key never went out for another close
 */
bool trustee_open(const struct trustee *t, struct arena *a, const char *id,
    struct buf *body, struct trustee_report *report);

/*
 * May I claim the n bytes of a submission?  body is the `claim` note.
 *	file	an envelope or withdraw with one signature, for me to claim:
 *		not the platform's own (sealer server)
 *	terms	of a round whose terms I signed
 * and with a source:
 *	trust, checkpoint, consistent, project	as above
 *	deadline	is to come
 *	signature	by a key of the bidder's in the log
 */
bool trustee_claim(const struct trustee *t, struct arena *a,
    const char *file, size_t n, struct buf *body,
    struct trustee_report *report);

/*
 * Is my key for a round that stands in project.note still there and right?
 * body is the `ready` note.
 *	trust, file (project.note), signed, key, time (before the deadline)
 */
bool trustee_ready(const struct trustee *t, struct arena *a, const char *id,
    struct buf *body, struct trustee_report *report);

#endif
