/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TRUST_H
#define MARKET_TRUST_H

#include "market/base/arena.h"
#include "market/note.h"

/*
 * trust.txt: whom a verifier believes.  Lines of tlog-policy, and ours,
 * which are comments to others:
 *	log <vkey> <url>
 *	witness <name> <vkey> [url]
 *	group <name> all|any|<k> <names>
 *	quorum <name>|none
 *	# platform <vkey>
 *	# trustee <vkey>
 * Other comment lines and empty lines are skipped; an unknown word, a key or
 * a witness that stands twice, a member named twice are errors.
 *
 * Source: sealing.md 3; C2SP tlog-policy.
 */
enum { TRUST_KEYS = 64, TRUST_GROUPS = 32, TRUST_MEMBERS = 16 };

struct trust_witness {
	const char *name;		/* the policy's own, not the key's */
	struct note_key key;		/* alg NOTE_WITNESS */
	const char *url;		/* NULL: none */
};

struct trust_group {
	const char *name;
	size_t k;			/* of its members */
	const char *members[TRUST_MEMBERS];
	size_t n;
};

struct trust {
	struct note_key log;		/* the newest (last) */
	const char *log_url;
	struct note_key logs[TRUST_KEYS];	/* all, older ones too */
	size_t n_logs;
	struct note_key platforms[TRUST_KEYS];
	size_t n_platforms;
	struct note_key trustees[TRUST_KEYS];
	size_t n_trustees;
	struct trust_witness witnesses[TRUST_KEYS];
	size_t n_witnesses;
	struct trust_group groups[TRUST_GROUPS];
	size_t n_groups;
	const char *quorum;		/* NULL: none */
};

/* Texts belong to the arena.  false: *line (from 1) is wrong. */
bool trust_parse(struct arena *a, const char *text, size_t n,
    struct trust *trust, size_t *line);

/* The one of its logs that a site's file log/vkey names, or NULL. */
const struct note_key *trust_log_of(const struct trust *trust,
    const char *file, size_t n);

/* The first `# trustee` key of a name; NULL: it is none. */
const struct note_key *trust_trustee(const struct trust *trust,
    const char *name);

/*
 * Which witnesses cosigned a checkpoint note, and do they make the quorum?
 * A wrong cosignature of a known witness makes it false.
 */
struct trust_seen {
	size_t n;			/* witnesses that signed */
	int64_t earliest, latest;	/* their times; 0 if n is 0 */
	bool quorum;			/* «quorum none» is met by nobody */
	int64_t met;			/* when it was: the time of the last
					   cosignature it needs; else 0 */
};

bool trust_cosigned(const struct trust *trust, const struct note *note,
    struct trust_seen *seen);

#endif
