/* SPDX-License-Identifier: Apache-2.0 */
/* problems.c: collecting what is wrong with an input. */
#include "market/base/problems.h"

#include <string.h>

#include "market/base/text.h"

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

bool
problem_text(struct problems *problems, const struct text_rule *rule,
    const char *text)
{
	size_t n = text_length(text);

	if (rule->empty && n == 0)
		problem_at(problems, rule->field, rule->empty);
	else if (!text_clean(text, rule->multiline))
		problem_at(problems, rule->field, "text_dirty");
	else if (n >= rule->least && n <= rule->most)
		return true;
	else if (rule->wrong)
		problem_at(problems, rule->field, rule->wrong);
	else
		problem_add(problems, (struct problem){ .field = rule->field,
		    .code = "text_long",
		    .args = { arg_int("MOST", (int64_t)rule->most) } });
	return false;
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
