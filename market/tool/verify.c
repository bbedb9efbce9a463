/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: rounds, receipts and whole logs checked, as lines or as JSON. */
#include "market/verify.h"

#include <errno.h>
#include <string.h>

#include "market/audit.h"
#include "market/base/durable.h"
#include "market/tool/tool.h"
#include "market/verify_plan.h"
#include "market/verify_receipt.h"

static const char *const words[] = {
	[VERIFY_GOOD] = "yes", [VERIFY_WRONG] = "NO",
	[VERIFY_UNKNOWN] = "unknown", [VERIFY_NONE] = "nothing to check",
};
static const char *const verdicts[] = {
	[VERIFY_VERIFIED] = "verified", [VERIFY_REFUTED] = "refuted",
	[VERIFY_CANNOT_TELL] = "cannot tell",
};

/* What the three have in common. */
struct shown {
	enum verify_verdict verdict;
	const struct verify_check *checks;
	size_t n;
	const struct verify_warning *warnings;
	size_t warnings_n;
};

static void
print_text(const struct shown *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct verify_check *c = &r->checks[i];

		tool_say("%2zu %-12s%s: %s %s", i + 1, c->id,
		    words[c->state], c->code ? c->code : "",
		    c->detail ? c->detail : "");
	}
	for (size_t i = 0; i < r->warnings_n; i++)
		tool_say("   warning     %s %s", r->warnings[i].code,
		    r->warnings[i].detail ? r->warnings[i].detail : "");
	tool_say("%s", verdicts[r->verdict]);
}

static void
add_text(struct buf *b, const char *code, const char *detail)
{
	struct buf both;

	buf_init(&both, TOOL_FILE);
	buf_printf(&both, "%s%s%s", code ? code : "",
	    detail && *detail ? " " : "", detail ? detail : "");
	tool_json(b, both.data ? both.data : "");
	buf_release(&both);
}

static void
print_json(struct tool *t, const char *source, const struct shown *r)
{
	static const char *const ok[] = { [VERIFY_GOOD] = "true",
	    [VERIFY_WRONG] = "false", [VERIFY_UNKNOWN] = "null",
	    [VERIFY_NONE] = "null" };
	struct buf b;

	buf_init(&b, TOOL_FILE);
	buf_printf(&b, "{\"verdict\": \"%s\", \"source\": ",
	    verdicts[r->verdict]);
	tool_json(&b, source);
	buf_text(&b, ", \"trust\": ");
	tool_json(&b, t->o.trust ? t->o.trust : "trust.txt of the source");
	buf_text(&b, ", \"checks\": [");
	for (size_t i = 0; i < r->n; i++) {
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

static int
show(struct tool *t, const char *source, const struct shown *r)
{
	if (t->o.json)
		print_json(t, source, r);
	else
		print_text(r);
	return verify_exit(r->verdict);
}

int
verify_run(struct tool *t)
{
	struct verify_report r;
	struct source source;
	const char *trust = NULL;
	bool plan = strncmp(t->args[1], "plan:", 5) == 0;
	size_t n = 0;

	if (!tool_source(t, t->args[0], &source) || (t->o.trust != NULL &&
	    !tool_read(t, t->o.trust, &trust, &n)))
		return TOOL_CANNOT;
	if (plan)
		verify_plan(&t->arena, &source, t->args[1] + strlen("plan:"),
		    trust, n, &r);
	else
		verify_project(&t->arena, &source, t->args[1], trust, n, &r);
	return show(t, t->args[0], &(struct shown){ r.verdict, r.checks,
	    plan ? VERIFY_PLAN_CHECKS : VERIFY_CHECKS, r.warnings,
	    r.warnings_n });
}

/* ---- a receipt ---- */

int
receipt_run(struct tool *t)
{
	static const enum verify_state states[] = {
		[VERIFY_VERIFIED] = VERIFY_GOOD,
		[VERIFY_REFUTED] = VERIFY_WRONG,
		[VERIFY_CANNOT_TELL] = VERIFY_UNKNOWN };
	struct receipt_case c = { .source = NULL };
	struct receipt_report r;
	struct verify_check check = { .id = "receipt" };
	struct source source;

	if (t->n == 3) {
		if (!tool_source(t, t->args[2], &source))
			return TOOL_CANNOT;
		c.source = &source;
	}
	if (!tool_read(t, t->args[0], &c.receipt, &c.receipt_n) ||
	    !tool_read(t, t->args[1], &c.file, &c.file_n) ||
	    (t->o.trust != NULL &&
	    !tool_read(t, t->o.trust, &c.trust, &c.trust_n)))
		return TOOL_CANNOT;
	verify_receipt(&t->arena, &c, &r);
	check.state = states[r.verdict];
	check.code = r.code;
	check.detail = r.status != NULL ? r.status : r.detail;
	return show(t, t->n == 3 ? t->args[2] : "", &(struct shown){
	    r.verdict, &check, 1, NULL, 0 });
}

/* ---- a log ---- */

/* --state: the checkpoint's three lines, as they were last verified. */
static bool
read_remembered(struct tool *t, struct tlog_checkpoint *c, bool *is)
{
	struct note note = { .n = 0 };
	struct buf file;
	enum err err;

	buf_init(&file, NOTE_MAX);
	err = t->o.state ? durable_load(t->o.state, &file) : ERR_NOT_FOUND;
	note.text = file.data;
	note.n = file.len;
	*is = !err && file.len > 0 && tlog_checkpoint_read(c, &note);
	buf_release(&file);
	if (*is || err == ERR_NOT_FOUND)
		return true;
	tool_fail(0, "%s: no checkpoint", t->o.state);
	return false;
}

static bool
remember(struct tool *t, const struct tlog_checkpoint *c)
{
	struct buf file;
	bool good;

	if (t->o.state == NULL)
		return true;
	buf_init(&file, NOTE_MAX);
	tlog_checkpoint_write(&file, c);
	good = durable_write(t->o.state, file.data, file.len, 0644);
	buf_release(&file);
	if (!good)
		tool_fail(0, "%s: %s", t->o.state, strerror(errno));
	return good;
}

int
audit_log_run(struct tool *t)
{
	struct tlog_checkpoint known;
	struct audit_how how = { .now = tool_now() };
	struct audit_report r;
	struct source source;
	bool is;
	int status;

	if (!tool_source(t, t->args[0], &source) ||
	    !read_remembered(t, &known, &is) || (t->o.trust != NULL &&
	    !tool_read(t, t->o.trust, &how.trust, &how.n)))
		return TOOL_CANNOT;
	how.remembered = is ? &known : NULL;
	audit_run(&t->arena, &source, &how, &r);
	status = show(t, t->args[0], &(struct shown){ r.verdict, r.checks,
	    AUDIT_CHECKS, &(struct verify_warning){ "trust-from-site", "" },
	    r.trust_from_source ? 1 : 0 });
	if (status == TOOL_DONE && !remember(t, &r.checkpoint))
		status = TOOL_CANNOT;
	return status;
}
