/* SPDX-License-Identifier: Apache-2.0 */
/* support_vectors.c: files of known answers. */
#include "tests/vectors.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 4 * 1024 * 1024, KEPT = 256 };

/* What was read lasts as long as the test's process, and is no leak. */
static char *kept[KEPT];
static size_t n_kept;

static const char *
folder(void)
{
	static char path[512];
	const char *shared = getenv("SHARED");

	snprintf(path, sizeof path, "%s/vectors",
	    shared ? shared : "../shared");
	return path;
}

bool
vectors_are_here(void)
{
	if (access(folder(), R_OK) == 0)
		return true;
	fprintf(stderr, "skipped: no %s\n", folder());
	return false;
}

static char *
read_all(FILE *f, size_t *n)
{
	char *data = malloc(FILE_MAX);

	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(data);
	*n = fread(data, 1, FILE_MAX - 1, f);
	data[*n] = '\0';
	data = realloc(data, *n + 1);
	ck_assert_uint_lt(n_kept, KEPT);
	kept[n_kept++] = data;
	return data;
}

char *
vector_file(const char *name, size_t *n)
{
	char path[600], *data;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder(), name);
	f = fopen(path, "re");
	data = read_all(f, n);
	fclose(f);
	return data;
}

char *
vector_json(const char *name, const char *expression)
{
	char command[2048], *data;
	FILE *f;
	size_t n;

	snprintf(command, sizeof command, "node -e 'const v=JSON.parse("
	    "require(\"fs\").readFileSync(\"%s/%s\"));"
	    "process.stdout.write(String(%s))'", folder(), name, expression);
	f = popen(command, "r");
	data = read_all(f, &n);
	ck_assert_int_eq(pclose(f), 0);
	return data;
}
