/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_QUALIFICATION_H
#define MARKET_QUALIFICATION_H

#include "db/qualification.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/document.h"
#include "market/market.h"

/*
 * 资质 of agencies.  An agency enters what it holds, and it counts at once:
 * the check comes afterwards (market/check.h), and silence does nothing.
 * Only a mismatch, or the end of validity, takes it out.
 *
 * A requirement of an item or a project is a line of free text; an agency
 * meets it by a qualification whose type says the same, but for blanks, full
 * and half width, and case.
 *
 * Sources: domain.md 2 (qualification), 3 (qual.expiry_d), 4 (agency, bid).
 */
enum {
	QUALIFICATIONS = 60,		/* of one agency */
	QUALIFICATION_TEXT = 60,	/* characters of type, number, issuer */
	QUALIFICATION_SCOPE = 500
};

struct qualification_form {
	const char *type;
	const char *grade;
	const char *cert_no;
	const char *issuer;
	const char *scope;
	const char *valid_from;		/* 2026-01-31 */
	const char *valid_to;		/* the last day; "" for ever */
	const struct upload *scan;	/* NULL: none, or the old one stays */
	const char *once;		/* of a new one */
	const char *rev;		/* of an old one */
};

/* The grades, in order; NULL behind the last. */
extern const char *const qualification_grades[];

/* The newest 60, as everybody may see them. */
enum err qualification_list(struct market *m, int64_t agency_id,
    struct qualification **list, size_t *n);

/* The actor's own; ERR_NOT_FOUND. */
enum err qualification_own(struct market *m, const struct actor *actor,
    int64_t id, struct qualification *q);

/*
 * Enters one.  The same form twice is one; *id is it.
 *
 * ERR_INVALID	problems at type, grade, cert_no, issuer, scope, valid_from,
 *		valid_to, scan
 */
enum err qualification_add(struct market *m, const struct actor *actor,
    const struct qualification_form *form, int64_t *id,
    struct problems *problems);

/*
 * Changes one; it waits for its check again.  Also ERR_NOT_FOUND: not the
 * actor's; ERR_CONFLICT: somebody else changed it meanwhile.
 */
enum err qualification_edit(struct market *m, const struct actor *actor,
    int64_t id, const struct qualification_form *form,
    struct problems *problems);

/* Takes it away, with its scan.  ERR_NOT_FOUND: not the actor's. */
enum err qualification_remove(struct market *m, const struct actor *actor,
    int64_t id);

/* Those of the actor that end within qual.remind, soonest first. */
enum err qualification_ending(struct market *m, const struct actor *actor,
    struct qualification **list, size_t *n);

/* Sets those that are over to expired; for the ticker. */
enum err qualification_expire(struct market *m);

/* Within a transaction: enters q, and its audit row.  For the demonstration. */
enum err qualification_enter(struct db *db, const struct actor *actor,
    struct qualification *q);

/* Within a transaction: the badge that follows from entry and all of these. */
enum err qualification_badge(struct db *db, int64_t agency_id);

/* What types and requirements are compared by; in the arena. */
const char *qualification_key(struct arena *a, const char *text);

/*
 * Does the agency hold what one line of requirements asks for, at a moment,
 * entered by then?  An empty line asks for nothing.
 */
enum err qualification_meets(struct db *db, int64_t agency_id,
    const char *line, int64_t at, bool *meets);

/*
 * What an agency lacks of requirements (one a line), in the arena of db;
 * NULL: nothing.  The first line that it does not meet; or, where any one of
 * them will do and it meets none, all of them, joined by U+3001.
 */
enum err qualification_lacks(struct db *db, int64_t agency_id,
    const char *requirements, bool any, int64_t at, const char **lacks);

/*
 * The next line of *text that asks for something, in the arena, and *text
 * behind it; NULL: there is none.
 */
const char *qualification_next(struct arena *a, const char **text);

/* Do more lines than one ask for something?  Then «all» or «any» matters. */
bool qualification_many(const char *requirements);

/* Its scan: the agency's own, and those who check and watch. */
enum err qualification_may_read(struct db *db, const struct actor *actor,
    int64_t id, bool *may);

#endif
