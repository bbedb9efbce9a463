/* SPDX-License-Identifier: Apache-2.0 */
/* problems.c: collecting what is wrong with an input. */
#include "market/base/problems.h"

#include <string.h>

void
problem_add(struct problems *problems, struct problem problem)
{
	if (problems->n < PROBLEMS_MAX)
		problems->list[problems->n++] = problem;
}

void
problem_at(struct problems *problems, const char *field, const char *code)
{
	problem_add(problems, (struct problem){ .field = field, .code = code });
}

const struct problem *
problem_of(const struct problems *problems, const char *field)
{
	for (size_t i = 0; i < problems->n; i++) {
		const struct problem *p = &problems->list[i];

		if (p->field && strcmp(p->field, field) == 0)
			return p;
	}
	return NULL;
}
