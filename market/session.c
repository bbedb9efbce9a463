/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: who is signed in. */
#include "market/session.h"

#include "db/record.h"
#include "db/session.h"
#include "market/keys.h"
#include "market/uscc.h"
#include "market/write.h"

enum {
	IDLE_SECONDS = 2 * 3600,
	IDLE_STAFF_SECONDS = 30 * 60,
	LIFE_SECONDS = 12 * 3600,	/* whoever, however busy */
	TOUCH_SECONDS = 60
};

_Static_assert(SESSION_HASH == 32, "keys_hash() makes 32 bytes");

struct change {
	unsigned char hash[SESSION_HASH];
	int64_t account_id;
};

static bool
is_over(const struct session *s, int64_t now)
{
	int64_t idle = s->party_id ? IDLE_SECONDS : IDLE_STAFF_SECONDS;

	return now - s->used_at >= idle || now - s->created_at >=
	    LIFE_SECONDS;
}

static enum err
touch(struct db *db, void *ctx)
{
	struct change *c = ctx;

	return db_session_touch(db, c->hash);
}

enum err
session_find(struct market *m, const char *sid, struct actor *actor)
{
	int64_t now = market_now(m);
	struct change c = { .account_id = 0 };
	struct session s;
	enum err err;

	keys_hash(sid, c.hash);
	err = db_session_find(m->db, c.hash, &s);
	if (err)
		return err;
	if (is_over(&s, now))
		return ERR_NOT_FOUND;
	/* Whether it could be written or not: a full disk signs nobody out. */
	if (now - s.used_at >= TOUCH_SECONDS)
		(void)write_run(m, touch, &c);
	*actor = (struct actor){
		.account_id = s.account_id,
		.party_id = s.party_id,
		.role = role_of_code(s.role),
		.name = s.name,
		.party_name = s.party_name,
		.uscc = s.uscc,
		.government = s.uscc[0] && uscc_is_government(s.uscc),
	};
	return OK;
}

static enum err
add(struct db *db, void *ctx)
{
	struct change *c = ctx;
	struct actor actor = { .account_id = c->account_id };
	enum err err = db_session_insert(db, c->hash, c->account_id);

	if (!err)
		err = db_audit(db, &actor, "login", "account", c->account_id);
	return err;
}

enum err
session_add(struct market *m, const char *sid, int64_t account_id)
{
	struct change c = { .account_id = account_id };

	keys_hash(sid, c.hash);
	return write_run(m, add, &c);
}

static enum err
drop(struct db *db, void *ctx)
{
	struct change *c = ctx;

	return db_session_delete(db, c->hash);
}

enum err
session_drop(struct market *m, const char *sid)
{
	struct change c = { .account_id = 0 };

	keys_hash(sid, c.hash);
	return write_run(m, drop, &c);
}

static enum err
sweep(struct db *db, void *ctx)
{
	(void)ctx;
	return db_session_sweep(db, db_now(db) - IDLE_SECONDS);
}

enum err
session_sweep(struct market *m)
{
	return write_run(m, sweep, NULL);
}
