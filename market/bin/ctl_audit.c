/* SPDX-License-Identifier: Apache-2.0 */
/* ctl_audit.c: commands that look whether all is what it was. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "market/base/digits.h"
#include "market/bin/ctl.h"
#include "market/trail.h"
#include "market/write.h"

/* With the writer's connection: a reader's time would run out. */
static enum err
verify_in_txn(struct db *db, void *ctx)
{
	(void)ctx;
	return db_verify(db);
}

int
ctl_verify(struct shop *s)
{
	enum err err = write_run(&s->market, verify_in_txn, NULL);

	puts(err ? "damaged" : "ok");
	return err == ERR_INVALID ? EXIT_FAILURE : ctl_status(err);
}

int
ctl_audit_verify(struct shop *s)
{
	struct trail_state state;
	char hex[2 * TRAIL_HASH + 1];
	int64_t rows;
	bool last;
	enum err err = trail_all(&s->market, &rows, &last);

	if (err == ERR_INVALID) {
		if (last)
			puts("broken: a head of the log has another hash");
		else
			printf("broken: row %" PRId64 "\n", rows + 1);
		return EXIT_FAILURE;
	}
	if (!err)
		err = trail_state(&s->market, &state);
	if (!err)
		printf("rows %" PRId64 "\nhash %s\n", rows, digits_hex(hex,
		    state.hash, TRAIL_HASH));
	return ctl_status(err);
}
