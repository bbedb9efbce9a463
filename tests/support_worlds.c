/* SPDX-License-Identifier: Apache-2.0 */
/* support_worlds.c: markets made by the other implementation. */
#include "tests/worlds.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORLDS = 400, LINE = 256 * 1024 };

static const char DIR[] = "build/worlds";
static struct world list[WORLDS];
static size_t n_list;

/* Made anew when a script of theirs is newer. */
static const char MAKE[] =
    "command -v node >/dev/null || exit 3; "
    "exec 9>build/worlds.lock; flock 9; "
    "h=$(cat tests/js/_*.mjs static/sealbid/*.mjs | sha256sum); "
    "[ \"$(cat build/worlds/made 2>/dev/null)\" = \"$h\" ] && exit 0; "
    "rm -rf build/worlds; "
    "node tests/js/_cases.mjs build/worlds --rules && echo \"$h\" "
    ">build/worlds/made";

static void
read_line(const char *line)
{
	struct world *w = &list[n_list];
	size_t n = strlen(line);
	int at = 0, k;

	w->result = calloc(n + 1, 1);
	ck_assert_ptr_nonnull(w->result);
	ck_assert_int_eq(sscanf(line, "%d %15s %15s %39s %s %39s %n",
	    &k, w->marks, w->verdict, w->code, w->result, w->id, &at), 6);
	snprintf(w->what, sizeof w->what, "%.*s",
	    (int)strcspn(line + at, "\n"), line + at);
	snprintf(w->dir, sizeof w->dir, "%s/%d", DIR, k);
	n_list++;
}

bool
worlds_are_here(void)
{
	char *line;
	FILE *f;
	int rc;

	if (n_list > 0)
		return true;
	rc = system(MAKE);
	if (rc == 3 << 8) {
		fprintf(stderr, "skipped: no node to make markets with\n");
		return false;
	}
	ck_assert_int_eq(rc, 0);
	f = fopen("build/worlds/cases.txt", "re");
	ck_assert_ptr_nonnull(f);
	line = malloc(LINE);
	while (n_list < WORLDS && fgets(line, LINE, f) != NULL)
		read_line(line);
	free(line);
	fclose(f);
	return true;
}

size_t
worlds_count(void)
{
	return n_list;
}

const struct world *
world_at(size_t k)
{
	return &list[k];
}

const struct world *
world_of(const char *what)
{
	for (size_t k = 0; k < n_list; k++)
		if (strcmp(list[k].what, what) == 0)
			return &list[k];
	ck_abort_msg("no world is called %s", what);
	return NULL;
}

static enum source_got
get(void *p, const char *path, struct buf *out)
{
	const struct altered *a = p;

	if (a->path == NULL || strcmp(a->path, path) != 0)
		return a->folder.get(a->folder.p, path, out);
	if (a->away)
		return SOURCE_AWAY;
	if (a->data == NULL)
		return SOURCE_MISSING;
	buf_add(out, a->data, a->n);
	return SOURCE_GOT;
}

void
source_altered(struct source *s, struct altered *a, const char *dir)
{
	memset(a, 0, sizeof *a);
	source_folder(&a->folder, dir);
	*s = (struct source){ get, a };
}
