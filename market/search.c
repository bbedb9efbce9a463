/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: projects, agencies and items by words. */
#include "market/search.h"

#include <string.h>

#include "market/base/text.h"

enum { MATCH_MAX = 4096 };

/* Does name hold each word of want?  Both folded; want is parted by blanks. */
static bool
has_words(const char *name, const char *want)
{
	bool any = false;

	while (*want != '\0') {
		size_t n = strcspn(want, " ");

		if (n > 0 && memmem(name, strlen(name), want, n) == NULL)
			return false;
		any |= n > 0;
		want += n + (want[n] == ' ');
	}
	return any;
}

/* The list of items is short: a plain look through it will do. */
static enum err
find_items(struct market *m, const char *q, struct found *f)
{
	struct buf want, have;
	struct item_row *all;
	size_t n;
	enum err err = db_item_list(m->db, "published", &all, &n);

	buf_init(&want, MATCH_MAX);
	buf_init(&have, MATCH_MAX);
	text_fold(&want, q);
	f->items = arena_alloc(m->arena, SEARCH_PAGE * sizeof *f->items);
	for (size_t i = 0; !err && i < n && f->n_items < SEARCH_PAGE; i++) {
		buf_reset(&have);
		text_fold(&have, all[i].name);
		if (want.data && have.data &&
		    has_words(have.data, want.data))
			f->items[f->n_items++] = all[i];
	}
	buf_release(&want);
	buf_release(&have);
	return err;
}

enum err
search_all(struct market *m, const char *q, int64_t before_id,
    struct found *found)
{
	struct buf match;
	enum err err = OK;

	memset(found, 0, sizeof *found);
	if (!text_clean(q, false) || text_length(q) > SEARCH_QUERY)
		return ERR_INVALID;
	buf_init(&match, MATCH_MAX);
	if (!text_phrase(&match, q))
		err = ERR_INVALID;
	if (!err)
		err = db_search_projects(m->db, match.data, before_id,
		    SEARCH_PAGE + 1, &found->projects, &found->n_projects);
	if (!err && before_id == 0)
		err = db_search_agencies(m->db, match.data, SEARCH_PAGE,
		    &found->agencies, &found->n_agencies);
	if (!err && before_id == 0)
		err = find_items(m, q, found);
	buf_release(&match);
	return err;
}
