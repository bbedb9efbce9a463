/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: an inspection plan: drawn anew; one's part in the seed. */
#include "market/inspect_draw.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/durable.h"
#include "market/tool/tool.h"

static int
draw(struct tool *t, const struct buf *file)
{
	struct inspect_draw d;
	struct buf out;
	int status = TOOL_DONE;

	if (!inspect_read(&t->arena, file->data ? file->data : "", file->len,
	    &d))
		return tool_fail(TOOL_USAGE, "%s: no text of an inspection",
		    t->args[0]);
	if (!inspect_seed_fits(&d))
		return tool_fail(TOOL_REFUTED, "the seed is not that of the "
		    "contributions");
	buf_init(&out, 4 * INSPECT_TEXT);
	inspect_print(&t->arena, &out, &d);
	if (fwrite(out.data, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0)
		status = tool_fail(TOOL_CANNOT, "stdout: %s",
		    strerror(errno));
	buf_release(&out);
	return status;
}

int
inspect_draw_run(struct tool *t)
{
	const char *path = t->args[0];
	struct buf file;
	enum err err;
	int status;

	buf_init(&file, INSPECT_TEXT);
	err = durable_load(path, &file);
	if (err)
		status = tool_fail(TOOL_CANNOT, "%s: %s", path,
		    err == ERR_NOT_FOUND ? "no such file" :
		    err == ERR_INVALID ? "too large" : strerror(errno));
	else
		status = draw(t, &file);
	buf_release(&file);
	return status;
}

/* The signed commitment to --out, what opens it to --secret. */
static int
commit(struct tool *t, const struct keyfile *key)
{
	unsigned char r[32], hash[32];
	char hex[65];
	struct note_secret secret;
	struct buf text, note;
	int status = TOOL_DONE;

	randombytes_buf(r, sizeof r);
	inspect_commit(hash, t->args[0], key->name, r);
	buf_init(&text, NOTE_MAX);
	buf_init(&note, NOTE_MAX);
	buf_printf(&text, "market/v1 plan-commit\nplan %s\ncommit %s\n",
	    t->args[0], digits_hex(hex, hash, 32));
	keyfile_secret(key, &secret);
	note_write(&note, text.data, text.len, &secret);
	sodium_memzero(&secret, sizeof secret);
	buf_reset(&text);
	buf_printf(&text, "r %s\n", digits_hex(hex, r, 32));
	if (!tool_write(t->o.secret, text.data, text.len, 0600) ||
	    !tool_write(t->o.out, note.data, note.len, 0644))
		status = TOOL_CANNOT;
	buf_release(&text);
	buf_release(&note);
	return status;
}

int
inspect_commit_run(struct tool *t)
{
	struct keyfile *key = tool_key(t->o.key, "trustee");
	int status;

	if (key == NULL)
		return TOOL_CANNOT;
	status = commit(t, key);
	keyfile_free(key);
	return status;
}
