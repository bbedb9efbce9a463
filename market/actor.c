/* SPDX-License-Identifier: Apache-2.0 */
/* actor.c: roles and their codes. */
#include "market/actor.h"

#include <stddef.h>
#include <string.h>

#include "market/base/err.h"

static const struct {
	enum role role;
	const char *code;
} roles[] = {
	{ ROLE_AGENCY, "agency" },
	{ ROLE_OWNER, "owner" },
	{ ROLE_OPERATOR, "operator" },
	{ ROLE_REGULATOR, "regulator" },
	{ ROLE_AUDITOR, "auditor" },
	{ ROLE_EVALUATOR, "evaluator" },
	{ ROLE_DISCIPLINE, "discipline" },
	{ ROLE_INSPECTOR, "inspector" },
};

const char *
role_code(enum role role)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (roles[i].role == role)
			return roles[i].code;
	return NULL;
}

enum role
role_of_code(const char *code)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (strcmp(roles[i].code, code) == 0)
			return roles[i].role;
	return ROLE_NONE;
}

bool
role_is_staff(enum role role)
{
	return role == ROLE_OPERATOR || role == ROLE_REGULATOR ||
	    role == ROLE_AUDITOR || role == ROLE_DISCIPLINE;
}
