/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

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

/* The first problem of a field, or NULL. */
const struct problem *problem_of(const struct problems *problems,
    const char *field);

#endif
