/* SPDX-License-Identifier: Apache-2.0 */
/* contract_tell.c: what the two sides are told of a contract. */
#include <string.h>

#include "market/contract_act.h"
#include "market/message.h"

int
contract_other(const struct contract_act *a)
{
	return CONTRACT_PARTIES & ~a->c.side;
}

enum err
contract_tell(struct db *db, const struct contract_act *a, int whom,
    const char *code, struct arg arg)
{
	const struct contract *c = &a->c.contract;
	struct arg args[] = { arg, { .kind = ARG_END } };
	enum err err = OK;

	/* A message has the first line of what people write. */
	if (arg.kind == ARG_TEXT)
		args[0].text = arena_strndup(db_arena(db), arg.text,
		    strcspn(arg.text, "\n"));
	if (whom & CONTRACT_OWNER)
		err = message_tell(db, &(struct message){ .code = code,
		    .party_id = c->owner_id, .project_id = c->project_id,
		    .args = args });
	if (!err && whom & CONTRACT_AGENCY)
		err = message_tell(db, &(struct message){ .code = code,
		    .party_id = c->agency_id, .project_id = c->project_id,
		    .args = args });
	return err;
}
