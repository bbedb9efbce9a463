/* SPDX-License-Identifier: Apache-2.0 */
/* flow.c: which state follows which. */
#include "market/flow.h"

#include <inttypes.h>
#include <string.h>

#include "db/event.h"
#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/note.h"
#include "market/platform.h"

static const struct flow_row rows[] = {
	{ "publish",		"draft",	"registering" },
	{ "choose_direct",	"draft",	"publicity" },
	{ "discard",		"draft",	"cancelled" },
	{ "register",		"registering",	"published" },
	{ "unregister",		"registering",	"draft" },
	{ "amend_unsigned",	"registering",	"cancelled" },
	{ "amend",		"published",	"registering" },
	{ "deadline",		"published",	"closed" },
	{ "deadline",		"rebidding",	"closed" },
	{ "few",		"closed",	"failed" },
	{ "unopened",		"closed",	"failed" },
	{ "open",		"closed",	"selecting" },
	{ "rebid",		"selecting",	"rebidding" },
	{ "too_few",		"selecting",	"failed" },
	{ "announce",		"selecting",	"publicity" },
	{ "exhaust",		"selecting",	"failed" },
	{ "reselect",		"publicity",	"selecting" },
	{ "next",		"publicity",	"selecting" },
	{ "next",		"signing",	"selecting" },
	{ "settle",		"publicity",	"signing" },
	{ "sign",		"signing",	"performing" },
	{ "finish",		"performing",	"reviewing" },
	{ "close",		"reviewing",	"done" },
	{ "cancel",		"registering",	"cancelled" },
	{ "cancel",		"published",	"cancelled" },
	{ "cancel_late",	"closed",	"cancelled" },
	{ "cancel_late",	"selecting",	"cancelled" },
	{ "cancel_late",	"rebidding",	"cancelled" },
	{ "cancel_late",	"publicity",	"cancelled" },
	{ "cancel_late",	"signing",	"cancelled" },
	{ "void",		"closed",	"failed" },
};

bool
flow_row(size_t i, struct flow_row *row)
{
	if (i < COUNT(rows))
		*row = rows[i];
	return i < COUNT(rows);
}

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
flow_bidding(const char *state)
{
	return strcmp(state, "published") == 0 ||
	    strcmp(state, "rebidding") == 0;
}

bool
flow_can(const char *state, const char *event)
{
	return next_state(state, event) != NULL;
}

/* The record of an event, signed, into the log. */
static enum err
log_event_of(struct db *db, const struct house *h, const struct project *p,
    struct project_event *e)
{
	unsigned char hash[32];
	char hex[65] = "-";
	struct buf text;
	enum err err;

	buf_init(&text, NOTE_MAX);
	if (e->reason[0] != '\0') {
		note_hash(hash, e->reason, strlen(e->reason));
		digits_hex(hex, hash, sizeof hash);
	}
	buf_printf(&text, "market/v1 event\nproject %s/%" PRId64 "\n"
	    "event %s\nfrom %s\nto %s\ntime %" PRId64 "\n"
	    "reason-sha256 %s\n", p->code, p->attempt_no, e->event,
	    e->from_state, e->to_state, db_now(db), hex);
	err = append_signed(db, h->platform, text.data, text.len, &e->leaf);
	buf_release(&text);
	return err;
}

/* Timeline, log and audit. */
static enum err
put_down(struct db *db, const struct house *h, const struct actor *actor,
    const struct project *p, struct project_event *e)
{
	enum err err = OK;

	e->leaf = -1;
	if (p->published_at && h->platform != NULL)
		err = log_event_of(db, h, p, e);
	if (!err)
		err = db_project_event_add(db, p->id,
		    actor ? actor->account_id : 0, e);
	return err ? err : db_audit_change(db, actor, e->event, "project",
	    p->id, e->from_state, e->to_state);
}

enum err
flow_move(struct db *db, const struct house *h, const struct actor *actor,
    struct project *p, const char *event, const char *reason)
{
	struct project_event e = { .event = event, .from_state = p->state,
	    .to_state = next_state(p->state, event), .reason = reason };
	enum err err;

	if (e.to_state == NULL)
		return ERR_CONFLICT;
	err = db_project_move(db, p->id, p->state, e.to_state);
	if (!err && p->published_at == 0)
		err = db_project_published_at(db, p->id, &p->published_at);
	if (!err)
		err = put_down(db, h, actor, p, &e);
	if (!err)
		p->state = e.to_state;
	return err;
}

enum err
flow_tell(struct db *db, const struct house *h, const struct actor *actor,
    const struct project *p, const char *event, const char *reason)
{
	struct project_event e = { .event = event, .from_state = p->state,
	    .to_state = p->state, .reason = reason };

	db_changed(db);
	return put_down(db, h, actor, p, &e);
}
