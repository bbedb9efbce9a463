/* SPDX-License-Identifier: Apache-2.0 */
/* demo_table.c: tab-separated files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/log.h"
#include "market/demo.h"

enum { LINE_MAX_BYTES = 16 * 1024, ROWS_MAX = 1000 };

/* «\n», two characters, into one. */
static void
unescape(char *s)
{
	char *out = s;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1] == 'n') {
			*out++ = '\n';
			s++;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
}

static bool
read_row(struct table *t, char *line, size_t columns)
{
	const char **row = t->rows[t->n];

	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		row[i] = "";
	for (size_t i = 0; i < columns; i++) {
		char *tab = strchr(line, '\t');

		if ((tab == NULL) != (i + 1 == columns))
			return false;
		if (tab != NULL)
			*tab = '\0';
		unescape(line);
		row[i] = line;
		line = tab ? tab + 1 : line;
	}
	t->n++;
	return true;
}

enum err
table_read(struct arena *a, const char *dir, const char *name,
    size_t columns, struct table *t)
{
	char *path = arena_printf(a, "%s/%s.tsv", dir, name);
	char *line = arena_alloc(a, LINE_MAX_BYTES);
	FILE *f = fopen(path, "re");
	bool good = f != NULL;

	t->n = 0;
	t->rows = arena_alloc(a, ROWS_MAX * sizeof *t->rows);
	for (int n = 1; good && fgets(line, LINE_MAX_BYTES, f); n++) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		good = t->n < ROWS_MAX && read_row(t, arena_strdup(a, line),
		    columns);
		if (!good)
			log_event(LOG_ERROR, "table", "file=%s line=%d",
			    path, n);
	}
	if (f == NULL)
		log_event(LOG_ERROR, "table", "file=%s errno=%d", path,
		    errno);
	else
		fclose(f);
	return good ? OK : ERR_INVALID;
}
