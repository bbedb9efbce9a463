/* SPDX-License-Identifier: Apache-2.0 */
/* answer.c: what a site answers to a post, and what a tool reports. */
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/tool/tool.h"

/* The code of a refusal of this very body, signed by the platform. */
static bool
refusal(struct tool *t, const struct trust *trust,
    const struct http_post *post, const struct buf *answer, char code[64])
{
	unsigned char hash[32];
	struct seal_refusal r;
	struct note note;
	bool by_platform = false;

	if (answer->len == 0 || !note_parse(&note, answer->data,
	    answer->len) || !seal_record_parse(&t->arena, SEAL_REFUSAL,
	    note.text, note.n, &r))
		return false;
	note_hash(hash, post->body, post->n);
	for (size_t i = 0; i < trust->n_platforms; i++)
		by_platform |= note_check(&note, &trust->platforms[i],
		    NULL) == NOTE_GOOD;
	if (!by_platform || memcmp(r.file, hash, sizeof hash) != 0)
		return false;
	snprintf(code, 64, "%s", r.reason);
	return true;
}

enum tool_posted
tool_post(struct tool *t, const struct trust *trust,
    const struct http_post *post, struct buf *answer, char code[64])
{
	struct buf own;
	enum tool_posted posted = TOOL_REFUSED;
	long status;

	buf_init(&own, TOOL_FILE);
	if (answer == NULL)
		answer = &own;
	code[0] = '\0';
	status = http_post(t->http, post, answer);
	if (status >= 200 && status < 300)
		posted = TOOL_POSTED;
	else if (status == 0 || status == 429 || status >= 500) {
		snprintf(code, 64, status ? "http-%ld" : "away", status);
		posted = TOOL_AGAIN;
	} else {
		snprintf(code, 64, "http-%ld", status);
		if (refusal(t, trust, post, answer, code) && status == 409 &&
		    strcmp(code, "double") == 0)
			posted = TOOL_POSTED;
	}
	buf_release(&own);
	return posted;
}

/* ---- reports ---- */

void
tool_json(struct buf *out, const char *text)
{
	buf_text(out, "\"");
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			buf_printf(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			buf_printf(out, "\\u%04x", (unsigned char)*text);
		else
			buf_add(out, text, 1);
	buf_text(out, "\"");
}

static const char *const words[] = {
	[TRUSTEE_YES] = "yes", [TRUSTEE_NO] = "no",
	[TRUSTEE_LATER] = "not yet",
};

static void
report_json(struct tool *t, const struct trustee_report *report)
{
	static const char *const ok[] = { [TRUSTEE_YES] = "true",
	    [TRUSTEE_NO] = "false", [TRUSTEE_LATER] = "null" };
	struct buf b;

	buf_init(&b, TOOL_FILE);
	buf_printf(&b, "{\"verdict\": \"%s\", \"source\": ",
	    words[report->verdict]);
	tool_json(&b, t->n > 0 ? t->args[0] : "");
	buf_text(&b, ", \"trust\": ");
	tool_json(&b, t->o.trust ? t->o.trust : "trust.txt of the source");
	buf_text(&b, ", \"checks\": [");
	for (size_t i = 0; i < report->n; i++) {
		const struct trustee_step *s = &report->steps[i];

		buf_printf(&b, "%s{\"id\": \"%s\", \"ok\": %s, \"text\": ",
		    i ? ", " : "", s->id, ok[s->found]);
		tool_json(&b, s->why ? s->why : "");
		buf_text(&b, "}");
	}
	buf_text(&b, "]}");
	tool_say("%s", b.data);
	buf_release(&b);
}

int
tool_report(struct tool *t, const struct trustee_report *report)
{
	static const int exits[] = { [TRUSTEE_YES] = TOOL_DONE,
	    [TRUSTEE_NO] = TOOL_REFUTED, [TRUSTEE_LATER] = TOOL_CANNOT };

	if (t->o.json)
		report_json(t, report);
	for (size_t i = 0; !t->o.json && i < report->n; i++) {
		const struct trustee_step *s = &report->steps[i];

		tool_say("%-12s%s%s%s", s->id, words[s->found],
		    s->why ? ": " : "", s->why ? s->why : "");
	}
	return exits[report->verdict];
}

int
tool_hand(struct tool *t, const char *path, const struct buf *note,
    const char *done)
{
	struct http_post post = { .path = path,
	    .type = "text/plain; charset=utf-8", .body = note->data,
	    .n = note->len };
	struct source source;
	struct trust trust;
	char code[64];

	if (!tool_site(t, t->o.post, &source) ||
	    !tool_trust(t, &source, &trust))
		return TOOL_CANNOT;
	switch (tool_post(t, &trust, &post, NULL, code)) {
	case TOOL_POSTED:
		tool_say("%s", done);
		return TOOL_DONE;
	case TOOL_REFUSED:
		return tool_fail(TOOL_REFUTED, "refused: %s", code);
	default:
		return tool_fail(TOOL_CANNOT, "not posted: %s", code);
	}
}
