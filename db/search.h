/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H

#include "db/agency.h"
#include "db/project.h"

/*
 * Full-text search (SQLite's FTS5, the driver's own).  words and match come
 * from market/base/text.h: text_bigrams(), text_phrase(); derived
 * from the rows, in the same transaction.
 */

/* Once a project; its words never change. */
enum err db_search_project_add(struct db *db, int64_t id,
    const char *words);

/* Takes out exactly the words that were added. */
enum err db_search_project_drop(struct db *db, int64_t id,
    const char *words);
/* Writes the name anew. */
enum err db_search_agency_add(struct db *db, int64_t party_id,
    const char *name);

/* Newest first, those with an id below before_id (0: from the top). */
enum err db_search_projects(struct db *db, const char *match,
    int64_t before_id, int limit, struct project_row **list, size_t *n);
enum err db_search_agencies(struct db *db, const char *match, int limit,
    struct agency **list, size_t *n);

#endif
