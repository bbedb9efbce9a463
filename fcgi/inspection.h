/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_INSPECTION_H
#define FCGI_INSPECTION_H

#include "fcgi/reply.h"
#include "market/inspection.h"

/* What the pages about inspections share. */

/* Rows PLAN of a list, its OLDER link, NO_PLAN. */
void fill_plans(struct view *v, const struct inspection_plan *list,
    size_t n);

/* One visit, whoever reads: state, place, agency, team; what is public. */
enum err fill_visit(struct req *req, struct view *row,
    const struct inspection_task *t);
/* What was found and became of it, section RESULT; when it may be seen. */
void fill_result(struct req *req, struct view *row,
    const struct inspection_task *t);

#endif
