/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_FINDING_H
#define DB_FINDING_H

#include "db/db.h"

/* What was found in a project's terms, and what was said to it. */
struct finding {
	const char *rule;	/* L1 … L12; id, mobile, card */
	const char *field;
	const char *words;	/* "" where numbers decide */
	const char *reason;	/* "": none yet; never stored so */
};

/* At most so many a project keeps. */
enum { FINDINGS_MAX = 64 };

/* Takes the place of an earlier one of the same rule and field. */
enum err db_finding_put(struct db *db, int64_t project_id,
    const struct finding *f);
enum err db_finding_clear(struct db *db, int64_t project_id);
enum err db_finding_list(struct db *db, int64_t project_id,
    struct finding **list, size_t *n);

#endif
