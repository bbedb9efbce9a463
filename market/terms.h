/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TERMS_H
#define MARKET_TERMS_H

#include "market/rule.h"
#include "market/seal_record.h"
#include "market/source.h"
#include "market/trust.h"

/*
 * The terms of a round as they are published: project.note, or draft.note
 * while trustees' keys are gathered (each pk not yet offered is «-», and
 * there may be no signature yet).  For those who are about to sign, seal or
 * open under them.
 *
 * Source: sealing.md 3, 4 («project»), 7 («Set-up»).
 */
struct terms {
	struct seal_project project;
	struct note note;		/* count is 0: nobody signed a draft */
	unsigned char policy[32];	/* record hash of the text as it is */
	unsigned char terms[32];	/* that with each pk written «-» */
	size_t missing;			/* pks that are «-» */
};

/*
 * Reads one.  It points into file.  draft: without signatures, and with
 * pks missing, it is good too.
 */
bool terms_read(struct arena *a, const char *file, size_t n, bool draft,
    struct terms *out);

/* The trustee of this name, NULL: none. */
const struct seal_trustee *terms_trustee(const struct terms *t,
    const char *name);

/* What is wrong, or NULL. */

/* A key of low order, or one that stands twice. */
const char *terms_keys(const struct terms *t);
/* A trustee that the trust file does not name. */
const char *terms_names(const struct terms *t, const struct trust *trust);
/* Another log; not signed by the platform and each trustee. */
const char *terms_signed(const struct terms *t, const struct trust *trust);

/*
 * rule.txt as the n bytes of text: is it the one of the terms?  Then it is
 * read into rule.
 */
bool terms_rule(struct arena *a, const struct terms *t, const char *text,
    size_t n, struct rule *rule);

#endif
