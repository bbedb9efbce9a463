/* SPDX-License-Identifier: Apache-2.0 */
/* outbox.c: what is due, and when it is tried again. */
#include "market/outbox.h"

#include <inttypes.h>

#include "market/base/log.h"
#include "market/message.h"
#include "market/write.h"

enum {
	BATCH = 16,
	LAPSE_SECONDS = 3 * 86400,
	KEEP_SECONDS = 30 * 86400,
	SWEEP_ROWS = 500,
	LATER_SECONDS = 2		/* for what is not ready */
};

/* How long after the n-th try that failed. */
static const int64_t waits[] = {
	30, 2 * 60, 10 * 60, 3600, 6 * 3600, 24 * 3600
};

/* What came of a try. */
struct tried {
	int64_t id;
	enum mail_outcome outcome;
	const char *why;
	bool given_up;
};

static enum err
tell_failed(struct db *db, const struct outbox *o)
{
	const struct arg args[] = { arg_text("EMAIL", o->email),
	    arg_text("ANSWER", o->answer), { 0 } };

	return message_tell(db, &(struct message){ .code = "mail_failed",
	    .account_id = o->message.account_id,
	    .project_id = o->message.project_id, .args = args });
}

static enum err
settle_in_txn(struct db *db, void *ctx)
{
	struct tried *t = ctx;
	struct outbox o;
	enum err err = db_outbox_get(db, t->id, &o);

	t->given_up = false;
	if (err || o.due_at == 0)
		return err;		/* settled already */
	o.answer = t->why;
	o.due_at = 0;
	o.state = "sent";
	if (t->outcome == MAIL_AWAY) {	/* not ready: no try */
		o.due_at = db_now(db) + LATER_SECONDS;
		o.state = "waiting";
		return db_outbox_settle(db, &o);
	}
	o.tries++;
	if (t->outcome == MAIL_LATER && o.tries <= (int64_t)COUNT(waits)) {
		o.due_at = db_now(db) + waits[o.tries - 1];
		o.state = "waiting";
	} else if (t->outcome != MAIL_SENT) {
		o.state = "failed";
		t->given_up = true;
	}
	err = db_outbox_settle(db, &o);
	return err || !t->given_up ? err : tell_failed(db, &o);
}

/* One mail: words, market-mail, and what came of it on record. */
static enum err
hand_over(struct market *m, const struct outbox_config *config,
    const struct outbox *o)
{
	struct tried t = { .id = o->message.id, .why = "not-ready" };
	struct mail mail;
	enum err err = config->letter(config->p, m, o, &mail);

	if (err == ERR_BUSY) {
		t.outcome = MAIL_AWAY;
	} else if (err) {
		t.outcome = MAIL_NEVER;
		t.why = "words";
	} else {
		t.outcome = config->mailer->ask(config->mailer->p, m->arena,
		    &mail, &t.why);
		if (t.outcome == MAIL_AWAY)
			return ERR_BUSY;
	}
	err = write_run(m, settle_in_txn, &t);
	if (!err && t.outcome != MAIL_SENT && t.outcome != MAIL_AWAY)
		log_event(LOG_WARN, t.given_up ? "mail_failed" : "mail_later",
		    "mail=%" PRId64 " tries=%" PRId64 " why=%s", t.id,
		    o->tries + 1, t.why);
	return err;
}

enum err
outbox_run(struct market *m, const struct outbox_config *config,
    size_t *done)
{
	struct outbox *rows;
	size_t n;
	enum err err = db_outbox_due(m->db, market_now(m), BATCH, &rows, &n);

	*done = 0;
	for (size_t i = 0; !err && i < n; i++) {
		err = hand_over(m, config, &rows[i]);
		*done += err == OK;
	}
	return err;
}

static enum err
tidy_in_txn(struct db *db, void *ctx)
{
	enum err err = db_outbox_lapse(db, db_now(db) - LAPSE_SECONDS);

	(void)ctx;
	return err ? err : db_outbox_sweep(db, db_now(db) - KEEP_SECONDS,
	    SWEEP_ROWS);
}

enum err
outbox_tidy(struct market *m)
{
	return write_run(m, tidy_in_txn, NULL);
}

enum err
outbox_depth(struct market *m, struct outbox_depth *d)
{
	return db_outbox_depth(m->db, OUTBOX_COUNTED, d);
}
