/* SPDX-License-Identifier: Apache-2.0 */
/* submit.c: hands in a sealed file, and believes only the receipt. */
#include <string.h>

#include "market/tlog.h"
#include "market/tool/tool.h"

enum { RECEIPT_MAX = 16 * 1024 };

/* The round and terms that a submission names. */
static bool
project_of(struct tool *t, const char *file, size_t n, const char **id)
{
	struct seal_envelope e;
	struct seal_withdraw w;
	struct note note;

	if (!note_parse(&note, file, n))
		return false;
	if (seal_record_parse(&t->arena, SEAL_ENVELOPE, note.text, note.n,
	    &e)) {
		*id = e.project;
		return true;
	}
	if (!seal_record_parse(&t->arena, SEAL_WITHDRAW, note.text, note.n,
	    &w))
		return false;
	*id = w.project;
	return true;
}

static int
check_receipt(struct tool *t, const struct trust *trust, const char *file,
    size_t n, const struct buf *answer)
{
	struct tlog_receipt r;
	unsigned char hash[32];
	const char *path = arena_printf(&t->arena, "%s.receipt", t->args[1]);

	note_hash(hash, file, n);
	if (answer->len == 0 || !tlog_receipt_read(&r, answer->data,
	    answer->len))
		return tool_fail(TOOL_CANNOT, "not submitted for all that can "
		    "be told: the answer is no receipt");
	if (memcmp(r.file, hash, sizeof hash) != 0)
		return tool_fail(TOOL_REFUTED,
		    "NOT submitted: the receipt is another file's");
	if (!tlog_receipt_check(&r, &trust->log, NULL))
		return tool_fail(TOOL_REFUTED, "NOT submitted: the receipt is "
		    "not signed by the log, or proves nothing");
	if (!tool_write(path, answer->data, answer->len, 0644))
		return TOOL_CANNOT;
	tool_say("submitted: leaf %lld of %s, receipt in %s",
	    (long long)r.leaf, trust->log.name, path);
	return TOOL_DONE;
}

/* A token in a file does not show in the list of processes. */
static bool
read_token(struct tool *t, const char **token)
{
	size_t n;

	*token = t->o.token;
	if (*token == NULL || **token != '@')
		return true;
	if (!tool_read(t, *token + 1, token, &n))
		return false;
	*token = arena_strndup(&t->arena, *token, strcspn(*token, "\r\n"));
	return true;
}

static int
send(struct tool *t, const struct trust *trust, const char *file, size_t n,
    const char *id)
{
	struct http_post post = { .path = arena_printf(&t->arena,
	    "p/%s/submit", id), .type = "text/plain; charset=utf-8",
	    .body = file, .n = n };
	struct buf answer;
	char code[64];
	int status = TOOL_CANNOT;

	if (!read_token(t, &post.token))
		return TOOL_CANNOT;
	buf_init(&answer, RECEIPT_MAX);
	switch (tool_post(t, trust, &post, &answer, code)) {
	case TOOL_POSTED:
		status = check_receipt(t, trust, file, n, &answer);
		break;
	case TOOL_AGAIN:
		status = tool_fail(TOOL_CANNOT, "not submitted: %s; try again, "
		    "the same file is taken once", code);
		break;
	case TOOL_REFUSED:
		tool_write(arena_printf(&t->arena, "%s.refusal", t->args[1]),
		    answer.data, answer.len, 0644);
		status = tool_fail(TOOL_REFUTED, "refused: %s", code);
		break;
	}
	buf_release(&answer);
	return status;
}

int
submit_run(struct tool *t)
{
	const char *file, *id;
	struct source source;
	struct trust trust;
	size_t n;

	if (!tool_read(t, t->args[1], &file, &n))
		return TOOL_CANNOT;
	if (!project_of(t, file, n, &id))
		return tool_fail(TOOL_USAGE, "%s: neither envelope nor "
		    "withdraw", t->args[1]);
	if (!tool_site(t, t->args[0], &source) ||
	    !tool_trust(t, &source, &trust))
		return TOOL_CANNOT;
	return send(t, &trust, file, n, id);
}
