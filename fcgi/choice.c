/* SPDX-License-Identifier: Apache-2.0 */
/* choice.c: what there is to choose from. */
#include "fcgi/choice.h"

#include <string.h>

#include "market/item.h"
#include "market/project.h"

struct view *
fill_choice(struct view *v, const char *section, const char *value,
    const char *chosen)
{
	struct view *row = view_row(v, section);

	view_text(row, "VALUE", value);
	if (strcmp(value, chosen) == 0)
		view_show(row, "CHOSEN");
	return row;
}

enum err
fill_regions(struct req *req, struct view *v, const char *chosen,
    const char **found)
{
	struct region *regions;
	size_t n;
	enum err err = project_regions(req->market, &regions, &n);

	for (size_t i = 0; !err && i < n; i++) {
		view_text(fill_choice(v, "REGION_CHOICE", regions[i].code,
		    chosen), "LABEL", regions[i].name);
		if (found && strcmp(regions[i].code, chosen) == 0)
			*found = regions[i].code;
	}
	return err;
}

enum err
fill_items(struct req *req, struct view *v, const char *chosen,
    int64_t *found)
{
	struct item_row *items;
	size_t n;
	enum err err = item_choices(req->market, &items, &n);

	for (size_t i = 0; !err && i < n; i++) {
		view_text(fill_choice(v, "ITEM_CHOICE", items[i].code,
		    chosen), "LABEL", items[i].name);
		if (found && strcmp(items[i].code, chosen) == 0)
			*found = items[i].id;
	}
	return err;
}
