/* SPDX-License-Identifier: Apache-2.0 */
/* related.c: who is too close to a party to say how good it is. */
#include "market/related.h"

#include <string.h>

#include "db/party.h"

enum err
related_parties(struct db *db, int64_t agency_id, int64_t owner_id,
    bool *yes)
{
	struct party agency, owner;
	enum err err = db_party_get(db, agency_id, &agency);

	if (!err)
		err = db_party_get(db, owner_id, &owner);
	if (err)
		return err;
	*yes = agency_id == owner_id || (agency.legal_rep[0] &&
	    strcmp(agency.legal_rep, owner.legal_rep) == 0);
	return OK;
}
