/* SPDX-License-Identifier: Apache-2.0 */
/* reading.c: reading what is personal is an act. */
#include "market/reading.h"

#include "db/record.h"
#include "market/write.h"

struct reading {
	const struct actor *actor;
	const char *noun;
	int64_t id;
	const char *reason;
};

static enum err
note_in_txn(struct db *db, void *ctx)
{
	const struct reading *r = ctx;

	return db_audit_change(db, r->actor, "read", r->noun, r->id, "",
	    r->reason);
}

static enum err
note(struct market *m, struct reading *r)
{
	market_snapshot_end(m);
	return write_run(m, note_in_txn, r);
}

enum err
reading_note(struct market *m, const struct actor *actor, const char *noun,
    int64_t id)
{
	struct reading r = { actor, noun, id, "" };

	return role_is_staff(actor->role) ? note(m, &r) : OK;
}

enum err
reading_masked(struct market *m, const char *uscc, struct reading_card *card)
{
	enum err err = db_party_by_uscc(m->db, uscc, &card->party);

	return err ? err : db_account_of_party(m->db, card->party.id,
	    &card->accounts, &card->n);
}

enum err
reading_clear(struct market *m, const struct actor *actor, const char *uscc,
    const char *reason, struct reading_card *card,
    struct problems *problems)
{
	static const struct text_rule rule = { .field = "reason",
	    .least = READING_REASON_LEAST, .most = READING_REASON,
	    .wrong = "reading_reason" };
	struct reading r = { actor, "party", 0, reason };
	enum err err;

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR && actor->role != ROLE_DISCIPLINE)
		return ERR_FORBIDDEN;
	err = reading_masked(m, uscc, card);
	if (err)
		return err;
	if (!problem_text(problems, &rule, reason))
		return ERR_INVALID;
	r.id = card->party.id;
	return note(m, &r);
}
