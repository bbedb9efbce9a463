/* SPDX-License-Identifier: Apache-2.0 */
/* param_set.c: sets of parameters, for everybody to read. */
#include "market/param_set.h"

#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"
#include "market/note.h"

enum err
param_set_get(struct market *m, int64_t version, struct param_set *set)
{
	unsigned char hash[32];
	enum err err;

	*set = (struct param_set){ .newest = m->house->param_version,
	    .horizon = m->house->calendar.horizon };
	set->version = version ? version : set->newest;
	err = db_param_get(m->db, set->version, &set->effective_from,
	    &set->text);
	if (err)
		return err;
	note_hash(hash, set->text, strlen(set->text));
	digits_hex(set->hash, hash, sizeof hash);
	return OK;
}
