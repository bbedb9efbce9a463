/* SPDX-License-Identifier: Apache-2.0 */
/* flow.c: which state follows which. */
#include "market/flow.h"

#include <string.h>

#include "db/record.h"

static const struct {
	const char *event;
	const char *from;
	const char *to;
} rows[] = {
	{ "publish",		"draft",	"registering" },
	{ "register",		"registering",	"published" },
	{ "unregister",		"registering",	"draft" },
	{ "choose_direct",	"draft",	"publicity" },
	{ "discard",		"draft",	"cancelled" },
	{ "cancel",		"published",	"cancelled" },
	{ "void",		"closed",	"failed" },
	{ "deadline",		"published",	"closed" },
	{ "few",		"closed",	"failed" },
	{ "open",		"closed",	"selecting" },
	{ "too_few",		"selecting",	"failed" },
	{ "announce",		"selecting",	"publicity" },
	{ "settle",		"publicity",	"signing" },
	{ "sign",		"signing",	"performing" },
	{ "finish",		"performing",	"reviewing" },
	{ "close",		"reviewing",	"done" },
};

static const char *
next_state(const char *state, const char *event)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].event, event) == 0 &&
		    strcmp(rows[i].from, state) == 0)
			return rows[i].to;
	return NULL;
}

bool
flow_can(const char *state, const char *event)
{
	return next_state(state, event) != NULL;
}

enum err
flow_move(struct db *db, const struct actor *actor, struct project *p,
    const char *event, const char *reason, int64_t due_at)
{
	const char *to = next_state(p->state, event);
	enum err err;

	if (to == NULL)
		return ERR_CONFLICT;
	err = db_project_move(db, p->id, p->state, to, due_at);
	if (!err)
		err = db_project_event_add(db, p->id,
		    actor ? actor->account_id : 0, event, p->state, to,
		    reason);
	if (!err)
		err = db_audit(db, actor, event, "project", p->id);
	if (!err) {
		p->state = to;
		p->due_at = due_at;
	}
	return err;
}
