/* SPDX-License-Identifier: Apache-2.0 */
/* plan_test.c: no statement reads a table that grows from end to end. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/db.h"
#include "tests/support.h"

Suite *plan_suite(void);

/* What may be read whole: short lists of the office, and ends of indexes. */
static const char *const allowed[] = {
	"SCAN region", "SCAN service_item", "SCAN calendar_day",
	"SCAN param_set", "SCAN credit_catalogue", "SCAN CONSTANT ROW", "SCAN search_",
	"SCAN (subquery", "SCAN some",
};

/* Walked in the order of an index, a page at a time: ORDER BY … LIMIT. */
static bool
is_paged(const char *sql, const char *line)
{
	return strstr(line, " USING ") != NULL &&
	    strstr(sql, "LIMIT") != NULL;
}

/* A max() that reads a whole index is a SEARCH too, but without bounds. */
static bool
is_hidden_scan(const char *line)
{
	return strncmp(line, "SEARCH", 6) == 0 &&
	    strchr(line, '(') == NULL;
}

static void
judge(void *p, const char *sql, const char *line)
{
	int *bad = p;

	/*
	 * An INSERT into a parent plans to look for children, but does so only
	 * while a foreign key is violated, which is never here.
	 */
	if (!is_hidden_scan(line) && (strncmp(line, "SCAN", 4) != 0 ||
	    is_paged(sql, line) || strncmp(sql, "INSERT", 6) == 0))
		return;
	for (size_t i = 0; i < COUNT(allowed); i++)
		if (strncmp(line, allowed[i], strlen(allowed[i])) == 0)
			return;
	fprintf(stderr, "%s: %s\n", line, sql);
	(*bad)++;
}

START_TEST(each_statement_has_its_index)
{
	struct market *m = a_market();
	int bad = 0;

	db_plans(m->db, judge, &bad);
	ck_assert_int_eq(bad, 0);
	end_market();
}
END_TEST

Suite *
plan_suite(void)
{
	Suite *s = suite_create("plan");
	TCase *t = tcase_create("plans");

	tcase_add_test(t, each_statement_has_its_index);
	suite_add_tcase(s, t);
	return s;
}
