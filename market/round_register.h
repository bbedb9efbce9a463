/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ROUND_REGISTER_H
#define MARKET_ROUND_REGISTER_H

#include "db/db.h"

/* For round.c: writes draft.note as it stands after a change. */
enum err round_draft(struct db *db, int64_t round_id);

#endif
