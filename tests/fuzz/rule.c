/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c: any text as a rule, as a form of one, as a file of inputs. */
#include "market/rule.h"

#include "market/result.h"
#include "tests/fuzz/fuzz.h"

static void
try_form(struct arena *a, const char *text, size_t n)
{
	static struct rule_field fields[] = { { "days", "int" },
	    { "plan", "text" }, { "sum", "hash" } };
	const struct rule rule = { .rule = "lowest", .price = "required",
	    .fields = fields, .n = 3 };
	const struct rule_form_head head = { "T-1/1", "m/b/1", 1 };
	struct rule_form form;
	struct buf again;

	if (rule_form_parse(a, &rule, &head, false, text, n, &form) != NULL)
		return;
	promise(form.amount_fen >= 1);
	buf_init(&again, 1 << 20);
	rule_form_write(&again, &rule, &head, &form);
	promise(again.len == n && memcmp(again.data, text, n) == 0);
	buf_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n);
	struct result_facts facts;
	struct result_credit credit;
	struct result_sheet sheet;
	struct buf again;
	struct arena a;
	struct rule rule;

	arena_init(&a);
	buf_init(&again, 1 << 20);
	if (rule_parse(&a, text, n, &rule)) {
		rule_write(&again, &rule);
		promise(again.len == n && memcmp(again.data, text, n) == 0);
	}
	try_form(&a, text, n);
	result_facts_read(&a, text, n, &facts);
	result_credit_read(&a, text, n, &credit);
	result_sheet_read(&a, text, n, &sheet);
	buf_release(&again);
	arena_release(&a);
	free(text);
	return 0;
}
