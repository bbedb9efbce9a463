/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_INSPECTION_CORE_H
#define MARKET_INSPECTION_CORE_H

#include "market/inspect_draw.h"
#include "market/inspection.h"

/* What the inspection*.c share.  All within the writer's transaction. */

/* What waits in due, of no project. */
#define INSPECT_MISSED "inspect_missed"	/* a plan: signatures, then parts */
#define INSPECT_PUBLISH "inspect_publish"	/* a visit */
#define INSPECT_CORRECT "inspect_correct"	/* a visit: the agency */

/* The lists of a plan as they are now, for its record and its draw. */
enum err inspection_gather(struct db *db, const struct house *h,
    const struct inspection_plan *p, struct inspect_draw *d);

/* A public file of the plan: /plan/<code>/<name>. */
enum err inspection_file(struct db *db, const struct inspection_plan *p,
    const char *name, const struct buf *body);

/* The draw's visits, as tasks; each agency is told. */
enum err inspection_staff(struct db *db, const struct inspection_plan *p,
    const struct inspect_visit *visits, size_t n);

#endif
