/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PAPER_H
#define DB_PAPER_H

#include "db/db.h"

/* Papers that wait for signatures; put takes an older one's place. */
enum err db_paper_put(struct db *db, int64_t round_id, const char *kind,
    const char *text);
/* ERR_NOT_FOUND */
enum err db_paper_get(struct db *db, int64_t round_id, const char *kind,
    const char **text, const char **lines);
enum err db_paper_lines(struct db *db, int64_t round_id, const char *kind,
    const char *lines);
enum err db_paper_drop(struct db *db, int64_t round_id, const char *kind);

#endif
