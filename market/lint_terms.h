/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_LINT_TERMS_H
#define MARKET_LINT_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"

/*
 * Hidden thresholds (隐形门槛) in the terms of a project, looked for before they
 * are published and whenever they change.  A function of its arguments; the
 * words are data (db/words/lint.txt, which explains its lines).
 *
 * Sources: domain.md 5 (L1-L12); 国办《关于深入推进审批服务便民化的指导意见》二(七):
 * 零门槛、零限制，严禁限额.
 */
enum { LINT_HITS = 40, LINT_WINDOWS = 5, LINT_FEW = 5, LINT_FEWEST = 3 };

/* A free text of the form. */
struct lint_text {
	const char *field;
	const char *text;
	bool requirement;	/* one demand a line */
	bool any;		/* … of which one will do */
};

struct lint_case {
	const struct lint_text *texts;
	size_t n;
	const char *requirement;	/* what the item's law asks, or "" */
	int64_t ceiling_fen;
	bool bidding;		/* false: L11 and L12 have no meaning */
	int64_t window;		/* seconds to the deadline; 0: none set */
	int64_t *windows;	/* of the item's earlier ones; is sorted */
	size_t n_windows;
	int64_t eligible;	/* agencies that could bid now */
};

struct lint_hit {
	const char *rule;	/* «L3» */
	const char *field;	/* of a text; «window», «eligible» */
	const char *words;	/* that hit, as typed; "" where numbers do */
	bool block;		/* stops public money; others give a reason */
};

/*
 * One hit a rule and field, in the order of rules and texts, the words of
 * several joined by U+3001; at most LINT_HITS.  Returns how many.
 */
size_t lint_terms(struct arena *a, const struct lint_case *c,
    struct lint_hit hits[LINT_HITS]);

#endif
