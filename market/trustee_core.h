/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TRUSTEE_CORE_H
#define MARKET_TRUSTEE_CORE_H

#include "market/keybook.h"
#include "market/terms.h"
#include "market/trustee.h"

/*
 * What the steps of a decision share, for trustee*.c alone.  A step that is
 * not «yes» has set why.
 */
enum { LOOK_FILE = 1 << 20 };		/* most bytes of a text that is read */

struct look {
	const struct trustee *t;
	struct arena *a;
	const char *id;
	const char *why;
	/* trustee.c */
	struct terms terms;
	const struct seal_trustee *me;
	unsigned char pk[32];
	/* trustee_log.c */
	struct note head_note;
	struct tlog_checkpoint head;
	struct trust_seen seen;
	struct tiles tiles;
	struct keybook book;
	int64_t leaf;			/* of the project */
	int64_t deadline;		/* the one in force */
	struct seal_close close;
	int64_t close_leaf;		/* not closed: the log's size */
	unsigned char close_hash[32];
	struct look_event *events;	/* ascending leaf */
	/* trustee_open.c */
	struct rule rule;
	struct seal_sub *subs;
	size_t n;
	/* trustee_claim.c */
	const char *file;
	size_t file_n;
	struct note file_note;
	const char *bidder;
	unsigned char policy[32];
};

/* A record of the round behind its project in the log. */
struct look_event {
	struct look_event *next;
	enum seal_type type;
	int64_t leaf;
	struct note note;
	union {
		struct seal_close close;
		struct seal_more more;
		struct seal_void end;
		struct seal_extend extend;
	} u;
};

typedef enum trustee_found look_step(struct look *l);

struct look_row {
	const char *id;
	look_step *fn;
};

/* Takes them in order up to the first that is not yes: all were? */
bool look_run(struct look *l, const struct look_row *rows, size_t n,
    struct trustee_report *report);

/* The two ways a step can fail; why is a literal or of the arena. */
enum trustee_found look_no(struct look *l, const char *why);
enum trustee_found look_later(struct look *l, const char *why);
/* After a false of tiles_…(). */
enum trustee_found look_tiles(struct look *l);

/* p/<id>/<name> into the arena, NUL behind it; else later, with why. */
enum trustee_found look_file(struct look *l, const char *name,
    const char **data, size_t *n);
enum trustee_found look_path(struct look *l, const char *path,
    const char **data, size_t *n);

bool look_is_platform(const struct look *l, const struct note *note);
/* Signed by a trustee of this name, wrongly by none. */
bool look_is_trustee(const struct look *l, const struct note *note,
    const char *name);
/* Makes my opening key anew; sk may be NULL. */
void look_open_key(const struct look *l, unsigned char *sk,
    unsigned char pk[32]);
/* A note of mine around a record. */
void look_write(const struct look *l, struct buf *body, enum seal_type type,
    const void *record);

look_step look_trust, look_rule, look_key;		/* trustee.c */
look_step look_checkpoint, look_clock, look_consistent, look_project,
    look_void, look_close;				/* trustee_log.c */

#endif
