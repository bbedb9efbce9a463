/* SPDX-License-Identifier: Apache-2.0 */
/* support_inspect.c: plans and visits of a test. */
#include "tests/inspections.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/inspect_draw.h"
#include "market/note.h"
#include "tests/sealing.h"

struct actor
an_inspector(int n)
{
	struct market *m = the_market();
	struct problems problems = { .n = 0 };
	const struct actor reg = { .role = ROLE_REGULATOR, .request = "test" };
	struct inspector *list;
	char name[16], email[32], unit[40];
	size_t k;
	const struct inspector_form form = { .name = name, .unit = unit,
	    .email = email, .password = "kettle moss 47 heron" };

	snprintf(name, sizeof name, "Inspector %c", 'A' + n);
	snprintf(unit, sizeof unit, "Bureau %d", n);
	snprintf(email, sizeof email, "inspector%d@x.cn", n);
	ck_assert_int_eq(inspector_add(m, &reg, &form, &problems), OK);
	ck_assert_int_eq(inspector_list(m, 0, &list, &k), OK);
	return (struct actor){ .account_id = list[0].account_id,
	    .role = ROLE_INSPECTOR, .name = list[0].name, .party_name = "",
	    .uscc = "", .request = "test" };
}

int64_t
an_inspection(const struct actor *reg)
{
	struct problems problems = { .n = 0 };
	char draws[DIGITS_MAX];
	int64_t id;
	const struct inspection_form form = { .title = "Autumn inspection",
	    .basis = "Law on inspections, art. 7", .key_items =
	    "Contracts\nQualifications", .general_items = "", .draws = draws,
	    .once = a_token() };

	digits_iso(draws, clock_at() + 7200);
	draws[19] = '\0';
	ck_assert_int_eq(inspection_make(the_market(), reg, &form, &id,
	    &problems), OK);
	return id;
}

struct inspection_plan
inspection_now(int64_t id)
{
	struct inspection_plan p;
	struct inspection_part *parts;
	size_t n;

	ck_assert_int_eq(inspection_plan(the_market(), id, &p, &parts, &n),
	    OK);
	return p;
}

/* ---- parts ---- */

enum err
commit_part(int64_t id, int i)
{
	struct inspection_plan p = inspection_now(id);
	unsigned char r[32], hash[32];
	char hex[65];
	struct file f;

	memset(r, i, sizeof r);
	inspect_commit(hash, p.code, trustee_secret(i)->key.name, r);
	f = signed_text(NULL, i, arena_printf(tests_arena(),
	    "market/v1 plan-commit\nplan %s\ncommit %s\n", p.code,
	    digits_hex(hex, hash, 32)));
	return inspection_commit(the_market(), id, f.data, f.n);
}

enum err
sign_part(int64_t id, int i)
{
	struct inspection_plan p = inspection_now(id);
	struct file f = line_over(NULL, i, p.text);

	return inspection_sign(the_market(), id, f.data, f.n);
}

enum err
open_part(int64_t id, int i)
{
	unsigned char r[32];
	char hex[65], text[70];

	memset(r, i, sizeof r);
	snprintf(text, sizeof text, "r %s\n", digits_hex(hex, r, 32));
	return inspection_open(the_market(), id, text, strlen(text));
}

int64_t
a_registered_inspection(const struct actor *reg)
{
	struct problems problems = { .n = 0 };
	int64_t id = an_inspection(reg);

	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(commit_part(id, i), OK);
	ck_assert_int_eq(inspection_fix(the_market(), reg, id, &problems),
	    OK);
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(sign_part(id, i), OK);
	return id;
}

int64_t
a_drawn_inspection(const struct actor *reg)
{
	int64_t id = a_registered_inspection(reg);

	clock_set(inspection_now(id).draws_at);
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(open_part(id, i), OK);
	return id;
}

/* ---- visits ---- */

struct inspection_task
visit_at(int64_t plan, int64_t place)
{
	struct inspection_task *list;
	size_t n;

	ck_assert_int_eq(inspection_tasks(the_market(), plan, place - 1,
	    &list, &n), OK);
	ck_assert_uint_ge(n, 1);
	return list[0];
}

struct actor
visitor_of(const struct inspection_task *t, int which)
{
	struct inspector i;

	ck_assert_int_eq(inspector_get(the_market(), which ? t->second_id :
	    t->first_id, &i), OK);
	return (struct actor){ .account_id = i.account_id,
	    .role = ROLE_INSPECTOR, .name = i.name, .party_name = "",
	    .uscc = "", .request = "test" };
}

enum err
visit_step(const struct actor *who, int64_t task, const char *act,
    const char *word)
{
	struct problems problems = { .n = 0 };
	const struct inspection_act a = { .act = act,
	    .text = "What there was to say.", .result = word,
	    .days = strcmp(word, "none") == 0 ? "" : "5", .to = "Police",
	    .verdict = word };

	return inspection_do(the_market(), who, task, &a, &problems);
}
