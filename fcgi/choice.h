/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_CHOICE_H
#define FCGI_CHOICE_H

#include "fcgi/reply.h"

/*
 * The choices of a form or a filter: rows of a section, with VALUE and LABEL,
 * and section CHOSEN on the one that was chosen.
 */
struct view *fill_choice(struct view *v, const char *section,
    const char *value, const char *chosen);

/*
 * REGION_CHOICE and ITEM_CHOICE (published ones).  *found is the chosen one,
 * NULL or 0 if chosen is "" or none of them; found may be NULL.
 */
enum err fill_regions(struct req *req, struct view *v, const char *chosen,
    const char **found);
enum err fill_items(struct req *req, struct view *v, const char *chosen,
    int64_t *found);

#endif
