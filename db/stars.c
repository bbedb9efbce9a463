/* SPDX-License-Identifier: Apache-2.0 */
/* stars.c: stars into the row of whom they are of. */
#include "db/stars.h"

#include "db/stmt.h"

enum err
stars_store(struct db *db, int noun, int same, int64_t party_id,
    const struct stars *stars)
{
	enum err err = OK;

	for (int i = same; !err && i <= same + 1; i++) {
		struct stmt *st = db_stmt(db, noun, i);

		bind_int(st, ":party", party_id);
		bind_int(st, ":r", stars->r);
		bind_int(st, ":lb", stars->lb);
		if (stars->shown)
			bind_int(st, ":half", stars->half);
		else
			bind_null(st, ":half");
		bind_int(st, ":raters", stars->owners);
		bind_int(st, ":now", db_now(db));
		err = stmt_run(st);
		if (!err && i == same && stmt_changes(st) == 1)
			return OK;
	}
	db_changed(db);
	return err;
}
