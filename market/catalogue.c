/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.c: what can be an event of credit, as a region has it. */
#include "market/catalogue.h"

#include <string.h>

#include "market/base/digits.h"
#include "market/base/file.h"
#include "market/base/text.h"

enum { FIELDS = 9, CODE_MOST = 40, TEXT_MOST = 300 };

/* Upper case, digits and _: it stands in addresses and in the log. */
static bool
is_code(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n > 0 && s[n] == '\0' && n <= CODE_MOST;
}

static bool
is_text(const char *s)
{
	return s[0] != '\0' && text_clean(s, false) &&
	    text_length(s) <= TEXT_MOST;
}

static bool
is_dash(const char *s)
{
	return strcmp(s, "-") == 0;
}

static bool
read_weight(char *const *f, struct catalogue_row *row)
{
	if (row->effect)
		return is_dash(f[3]) && is_dash(f[4]) && is_dash(f[5]);
	row->veto = strcmp(f[5], "veto") == 0;
	return (row->veto || is_dash(f[5])) &&
	    digits_int(f[3], 0, row->veto ? 0 : CATALOGUE_POINTS,
	    &row->points) &&
	    digits_int(f[4], 1, CATALOGUE_HOLD, &row->hold);
}

static bool
read_row(char *line, struct catalogue_row *row)
{
	char *f[FIELDS];

	for (size_t i = 0; i < FIELDS; i++)
		if ((f[i] = strsep(&line, "\t")) == NULL)
			return false;
	*row = (struct catalogue_row){ .effect = strcmp(f[0], "effect") == 0,
	    .code = f[1], .on = strcmp(f[2], "on") == 0, .name = f[6],
	    .article = is_dash(f[7]) ? "" : f[7], .consequence = f[8] };
	return line == NULL && (row->effect || strcmp(f[0], "event") == 0) &&
	    is_code(row->code) && (row->on || strcmp(f[2], "off") == 0) &&
	    read_weight(f, row) && is_text(f[6]) && is_text(f[7]) &&
	    is_text(f[8]);
}

static const struct catalogue_row *
find(const struct catalogue *c, bool effect, const char *code)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->rows[i].effect == effect &&
		    strcmp(c->rows[i].code, code) == 0)
			return &c->rows[i];
	return NULL;
}

enum err
catalogue_parse(struct arena *a, const char *text, struct catalogue *c,
    size_t *line)
{
	char *rest = arena_strdup(a, text), *one;

	*line = 0;
	c->rows = arena_alloc(a, CATALOGUE_ROWS * sizeof *c->rows);
	c->n = 0;
	while ((one = strsep(&rest, "\n")) != NULL) {
		struct catalogue_row row;

		++*line;
		if (one[0] == '#' || one[0] == '\0')
			continue;
		if (c->n == CATALOGUE_ROWS || !read_row(one, &row) ||
		    find(c, row.effect, row.code))
			return ERR_INVALID;
		c->rows[c->n++] = row;
	}
	return c->n ? OK : ERR_INVALID;
}

bool
catalogue_works(const struct catalogue_row *row)
{
	return row != NULL && row->on && row->article[0] != '\0';
}

const struct catalogue_row *
catalogue_find(const struct catalogue *c, const char *code)
{
	return find(c, false, code);
}

const struct catalogue_row *
catalogue_event(const struct catalogue *c, const char *code)
{
	const struct catalogue_row *row = find(c, false, code);

	return catalogue_works(row) ? row : NULL;
}

const struct catalogue_row *
catalogue_effect(const struct catalogue *c, const char *code)
{
	const struct catalogue_row *row = find(c, true, code);

	return catalogue_works(row) ? row : NULL;
}

const char *
catalogue_first(struct arena *a)
{
	const struct file *f = credit_files;

	return arena_strndup(a, f->text, (size_t)(f->end - f->text) - 1);
}
