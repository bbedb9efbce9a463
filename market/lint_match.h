/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_LINT_MATCH_H
#define MARKET_LINT_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"

/*
 * Words in a text whose writer may not want them found: full-width forms are
 * folded, blanks and signs left out, so that «b o n d», «b.o.n.d» and the
 * full-width «bond» are one word.  A word of two characters is not looked for
 * across a comma, no pattern across a line.
 *
 * A pattern is steps parted by blanks, a step words parted by «|».  Steps
 * follow each other within one sentence, at most LINT_GAP characters apart.
 * «#» is a number, «#N» one of at least N, «#ceiling» money not below the
 * ceiling.
 *
 * Source: domain.md 5 (matched after folding full-width forms and blanks).
 */
enum { LINT_GAP = 8, LINT_STEPS = 6 };

/* A character that is looked at. */
struct lint_char {
	int32_t c;		/* folded */
	int32_t from, to;	/* bytes of the text */
	int sentence;		/* which one of the text */
	int line;
	bool apart;		/* a comma or more stands before it */
	bool dead;		/* in an exception */
};

struct lint_chars {
	const char *text;
	struct lint_char *list;
	size_t n;
};

struct lint_pattern {
	const char *steps[LINT_STEPS];	/* «a|b», «#2» */
	size_t n;
};

void lint_chars_of(struct arena *a, const char *text, struct lint_chars *out);

/* false: no pattern.  Cuts line, which the pattern points into. */
bool lint_pattern_read(char *line, struct lint_pattern *p);

/*
 * The first match at or behind *from: characters [*from, *to).  ceiling_fen
 * is what «#ceiling» is compared with.
 */
bool lint_match(const struct lint_chars *t, const struct lint_pattern *p,
    int64_t ceiling_fen, size_t *from, size_t *to);

#endif
