/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_CATALOGUE_H
#define DB_CATALOGUE_H

#include "db/db.h"

/* The versions of the credit catalogue; what is in them: market/catalogue.h. */

/* Every one, by version: 1, 2, … without a gap. */
enum err db_catalogue_all(struct db *db, const char ***texts, size_t *n);
/* One; ERR_NOT_FOUND. */
enum err db_catalogue_get(struct db *db, int64_t version, int64_t *from,
    const char **text);
/* d_fiscal: band D is kept from what is paid from a public budget. */
enum err db_catalogue_add(struct db *db, const char *text, bool d_fiscal,
    int64_t *version);
/* The same of the newest. */
enum err db_catalogue_d_fiscal(struct db *db, bool *yes);

#endif
