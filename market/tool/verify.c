/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: the ten checks of a round, as lines or as one object. */
#include "market/verify.h"

#include "market/tool/tool.h"

static const char *const words[] = {
	[VERIFY_GOOD] = "yes", [VERIFY_WRONG] = "NO",
	[VERIFY_UNKNOWN] = "unknown", [VERIFY_NONE] = "nothing to check",
};
static const char *const verdicts[] = {
	[VERIFY_VERIFIED] = "verified", [VERIFY_REFUTED] = "refuted",
	[VERIFY_CANNOT_TELL] = "cannot tell",
};

static void
print_text(const struct verify_report *r)
{
	for (size_t i = 0; i < VERIFY_CHECKS; i++) {
		const struct verify_check *c = &r->checks[i];

		tool_say("%2zu %-12s%s: %s %s", i + 1, c->id,
		    words[c->state], c->code ? c->code : "",
		    c->detail ? c->detail : "");
	}
	for (size_t i = 0; i < r->warnings_n; i++)
		tool_say("   warning     %s %s", r->warnings[i].code,
		    r->warnings[i].detail);
	tool_say("%s", verdicts[r->verdict]);
}

static void
add_text(struct buf *b, const char *code, const char *detail)
{
	struct buf both;

	buf_init(&both, TOOL_FILE);
	buf_printf(&both, "%s%s%s", code ? code : "",
	    detail && *detail ? " " : "", detail ? detail : "");
	tool_json(b, both.data);
	buf_release(&both);
}

static void
print_json(struct tool *t, const struct verify_report *r)
{
	static const char *const ok[] = { [VERIFY_GOOD] = "true",
	    [VERIFY_WRONG] = "false", [VERIFY_UNKNOWN] = "null",
	    [VERIFY_NONE] = "null" };
	struct buf b;

	buf_init(&b, TOOL_FILE);
	buf_printf(&b, "{\"verdict\": \"%s\", \"source\": ",
	    verdicts[r->verdict]);
	tool_json(&b, t->args[0]);
	buf_text(&b, ", \"trust\": ");
	tool_json(&b, t->o.trust ? t->o.trust : "trust.txt of the source");
	buf_text(&b, ", \"checks\": [");
	for (size_t i = 0; i < VERIFY_CHECKS; i++) {
		buf_printf(&b, "%s{\"id\": \"%s\", \"ok\": %s, \"text\": ",
		    i ? ", " : "", r->checks[i].id,
		    ok[r->checks[i].state]);
		add_text(&b, r->checks[i].code, r->checks[i].detail);
		buf_text(&b, "}");
	}
	buf_text(&b, "], \"warnings\": [");
	for (size_t i = 0; i < r->warnings_n; i++) {
		buf_text(&b, i ? ", " : "");
		add_text(&b, r->warnings[i].code, r->warnings[i].detail);
	}
	buf_text(&b, "]}");
	tool_say("%s", b.data);
	buf_release(&b);
}

int
verify_run(struct tool *t)
{
	struct verify_report report;
	struct source source;
	const char *trust = NULL;
	size_t n = 0;

	if (!tool_source(t, t->args[0], &source) || (t->o.trust != NULL &&
	    !tool_read(t, t->o.trust, &trust, &n)))
		return TOOL_CANNOT;
	verify_project(&t->arena, &source, t->args[1], trust, n, &report);
	if (t->o.json)
		print_json(t, &report);
	else
		print_text(&report);
	return verify_exit(report.verdict);
}
