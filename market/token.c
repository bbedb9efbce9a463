/* SPDX-License-Identifier: Apache-2.0 */
/* token.c: what agencies' systems log in with. */
#include "market/token.h"

#include <sodium.h>
#include <string.h>

#include "db/account.h"
#include "db/key.h"
#include "db/party.h"
#include "db/record.h"
#include "market/keys.h"
#include "market/uscc.h"
#include "market/write.h"

struct change {
	const struct actor *actor;
	unsigned char hash[32];
	bool add;
};

static enum err
change_in_txn(struct db *db, void *ctx)
{
	const struct change *c = ctx;
	enum err err = db_token_drop(db, c->actor->account_id);

	if (!err && c->add)
		err = db_token_add(db, c->hash, c->actor->account_id);
	return err ? err : db_audit(db, c->actor, c->add ? "token_make" :
	    "token_drop", "account", c->actor->account_id);
}

enum err
token_make(struct market *m, const struct actor *actor,
    char out[TOKEN_HEX + 1])
{
	struct change c = { .actor = actor, .add = true };

	keys_random_hex(out);
	keys_hash(out, c.hash);
	return write_run(m, change_in_txn, &c);
}

enum err
token_drop(struct market *m, const struct actor *actor)
{
	struct change c = { .actor = actor };

	return write_run(m, change_in_txn, &c);
}

enum err
token_find(struct market *m, const char *token, struct actor *actor)
{
	unsigned char hash[32];
	struct account account;
	struct party party;
	int64_t id;
	enum err err;

	if (strlen(token) != TOKEN_HEX)
		return ERR_NOT_FOUND;
	keys_hash(token, hash);
	err = db_token_find(m->db, hash, &id);
	if (!err)
		err = db_account_get(m->db, id, &account);
	if (!err)
		err = db_party_get(m->db, account.party_id, &party);
	if (err)
		return err;
	*actor = (struct actor){
		.account_id = account.id,
		.party_id = account.party_id,
		.role = role_of_code(account.role),
		.name = account.name,
		.party_name = party.name,
		.uscc = party.uscc,
		.government = uscc_is_government(party.uscc),
	};
	return OK;
}

enum err
token_since(struct market *m, const struct actor *actor, int64_t *since)
{
	enum err err = db_token_since(m->db, actor->account_id, since);

	if (err == ERR_NOT_FOUND) {
		*since = 0;
		err = OK;
	}
	return err;
}
