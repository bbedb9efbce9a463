/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "market/base/words.h"

/*
 * What is wrong with an input, for a person: a code of the catalogue, its
 * arguments, and the form field it belongs to (NULL: the whole form).
 */
enum { PROBLEM_ARGS = 4, PROBLEMS_MAX = 32 };

struct problem {
	const char *field;		/* a form field's name, or NULL */
	const char *code;		/* a line of views/text/ */
	struct arg args[PROBLEM_ARGS];	/* ends with ARG_END or when full */
};

struct problems {
	struct problem list[PROBLEMS_MAX];
	size_t n;
};

/* Adds one; past PROBLEMS_MAX it is dropped: 32 are enough to mend a form. */
void problem_add(struct problems *problems, struct problem problem);

/* The usual case: a field and a code without arguments. */
void problem_at(struct problems *problems, const char *field,
    const char *code);

/* What a text of a form has to be. */
struct text_rule {
	const char *field;
	bool multiline;
	size_t least, most;	/* code points */
	const char *wrong;	/* code: too short or too long; NULL: a usual
				 * one for too long */
	const char *empty;	/* code of an empty one; NULL: has no own */
};

/* Adds what is wrong with a text, if anything.  true: nothing is. */
bool problem_text(struct problems *problems, const struct text_rule *rule,
    const char *text);

/* The first problem of a field, or NULL. */
const struct problem *problem_of(const struct problems *problems,
    const char *field);

#endif
