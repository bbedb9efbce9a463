/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.c: a market of which one file is another ($WORLD, from
 * build/worlds): which, where, how much is left out, what comes instead.
 * What changes the file never verifies; the audit and the checks never end
 * but by themselves.
 */
#include "market/verify.h"

#include <stdio.h>

#include "market/audit.h"
#include "tests/fuzz/fuzz.h"

static const char *const paths[] = { "trust.txt", "log/vkey",
    "log/checkpoint", "log/checkpoint.cosigned", "p/T-1/1/project.note",
    "p/T-1/1/notice.txt", "p/T-1/1/rule.txt", "p/T-1/1/close.note",
    "p/T-1/1/open-1.note", "p/T-1/1/open-2.note", "p/T-1/1/result.note",
    "p/T-1/1/award.note", "p/T-1/1/index.txt", "p/T-1/1/input-1.note",
    "p/T-1/1/void.note", "p/T-1/1/fallback.note",
    "p/T-1/1/extend-1.note", NULL, NULL };

struct spliced {
	struct source folder;
	const char *path;
	struct buf file;
};

static char tile[64], entries[80];

static enum source_got
get(void *p, const char *path, struct buf *out)
{
	struct spliced *s = p;

	if (strcmp(path, s->path) != 0)
		return s->folder.get(s->folder.p, path, out);
	buf_add(out, s->file.data, s->file.len);
	return out->full ? SOURCE_AWAY : SOURCE_GOT;
}

static const char *
world(void)
{
	const char *dir = getenv("WORLD");

	return dir ? dir : "build/worlds/0";
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct tlog_checkpoint c;
	struct source source;
	struct note note;
	struct buf file;

	(void)argc;
	(void)argv;
	buf_init(&file, 1 << 16);
	source_folder(&source, world());
	promise(source.get(source.p, "log/checkpoint", &file) == SOURCE_GOT);
	promise(note_parse(&note, file.data, file.len) &&
	    tlog_checkpoint_read(&c, &note));
	snprintf(tile, sizeof tile, "log/tile/0/000.p/%d", (int)c.size);
	snprintf(entries, sizeof entries, "log/tile/entries/000.p/%d",
	    (int)c.size);
	buf_release(&file);
	return 0;
}

/* Of these a change may be of no matter. */
static bool
may_verify(const char *path)
{
	return strcmp(path, "trust.txt") == 0 ||
	    strstr(path, "index.txt") != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct audit_how how = { .now = 1767830400 };
	struct spliced s;
	struct source source = { get, &s };
	struct verify_report r;
	struct audit_report audit;
	struct buf own;
	struct arena a;
	size_t at, gone;
	bool same;

	if (n < 4)
		return 0;
	s.path = paths[data[0] % (sizeof paths / sizeof *paths)];
	if (s.path == NULL)
		s.path = data[0] & 1 ? tile : entries;
	buf_init(&own, 1 << 20);
	buf_init(&s.file, 1 << 20);
	source_folder(&s.folder, world());
	s.folder.get(s.folder.p, s.path, &own);
	at = ((size_t)data[1] << 8 | data[2]) % (own.len + 1);
	gone = data[3] % (own.len - at + 1);
	buf_add(&s.file, own.data ? own.data : "", at);
	buf_add(&s.file, data + 4, n - 4);
	buf_add(&s.file, own.data ? own.data + at + gone : "",
	    own.len - at - gone);
	same = own.len == s.file.len && own.len > 0 &&
	    memcmp(own.data, s.file.data, own.len) == 0;
	arena_init(&a);
	verify_project(&a, &source, "T-1/1", NULL, 0, &r);
	promise(same == (r.verdict == VERIFY_VERIFIED) ||
	    may_verify(s.path) || (own.len == 0 &&
	    strstr(s.path, "/void") == NULL));
	audit_run(&a, &source, &how, &audit);
	arena_release(&a);
	buf_release(&own);
	buf_release(&s.file);
	return 0;
}
