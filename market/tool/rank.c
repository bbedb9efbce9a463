/* SPDX-License-Identifier: Apache-2.0 */
/* rank.c: a recalculation case, ranked anew. */
#include "market/rank_case.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "market/base/durable.h"
#include "market/tool/tool.h"

/* 10,000 bids of the longest names and nine totals are a tenth of it. */
enum { CASE_MAX = 16 << 20 };

static int
rank(struct tool *t, const struct buf *file)
{
	struct rank_bad bad;
	struct buf out;
	int status = TOOL_DONE;

	buf_init(&out, 4 * CASE_MAX);
	if (!rank_text(&t->arena, file->data ? file->data : "", file->len,
	    &out, &bad)) {
		fprintf(stderr, "malformed line %zu: %s\n", bad.line,
		    bad.words);
		status = TOOL_USAGE;
	} else if (fwrite(out.data, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0) {
		status = tool_fail(TOOL_CANNOT, "stdout: %s",
		    strerror(errno));
	}
	buf_release(&out);
	return status;
}

int
rank_run_file(struct tool *t)
{
	const char *path = t->args[0];
	struct buf file;
	enum err err;
	int status;

	buf_init(&file, CASE_MAX);
	err = durable_load(path, &file);
	if (err)
		status = tool_fail(TOOL_CANNOT, "%s: %s", path,
		    err == ERR_NOT_FOUND ? "no such file" :
		    err == ERR_INVALID ? "too large" : strerror(errno));
	else
		status = rank(t, &file);
	buf_release(&file);
	return status;
}
