/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_SEAL_CORE_H
#define MARKET_DEMO_SEAL_CORE_H

/* What the files demo_seal*.c share; for nobody else. */

#include "db/round.h"
#include "market/demo_seal.h"
#include "market/keyfile.h"
#include "market/note.h"
#include "market/refusal.h"
#include "market/round.h"
#include "market/seal_record.h"

struct cast {
	struct keyfile *trustees[SEAL_TRUSTEES];
	size_t n;
	struct note_secret *people;	/* locked; by name */
	size_t n_people;
};

/* The key of a name; NULL: it has none. */
const struct note_secret *cast_secret(const struct cast *c, const char *name);
/* The key of trustee i, from 0: the caller's, who wipes it. */
void cast_trustee(const struct cast *c, size_t i, struct note_secret *s);

/* Text, empty line, signature, to the arena; and a record as such a note. */
const char *cast_note(struct arena *a, const char *text, size_t n,
    const struct note_secret *s, size_t *out_n);
const char *cast_record(struct arena *a, enum seal_type type,
    const void *record, const struct note_secret *s, size_t *n);

/* What was posted: OK, or ERR_CONFLICT where it was refused. */
enum err cast_taken(enum err err, const struct posted *posted);

/* The newest round of a project. */
enum err cast_round(struct market *m, const char *code,
    struct round_terms *t);

#endif
