/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_STARS_H
#define DB_STARS_H

#include "db/db.h"
#include "market/stars.h"

/*
 * Writes a party's stars into its noun's row, for db_<noun>_set_stars(): by
 * statement same where nothing changed but the day, so that no page is made
 * anew for it, else by the one behind it.
 */
enum err stars_store(struct db *db, int noun, int same, int64_t party_id,
    const struct stars *stars);

#endif
