/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue_set.c: versions of the credit catalogue. */
#include "market/catalogue_set.h"

#include <string.h>

#include "db/catalogue.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/note.h"
#include "market/write.h"

enum err
catalogue_set_get(struct market *m, int64_t version,
    struct catalogue_set *set)
{
	int64_t newest = (int64_t)m->house->n_catalogues;
	unsigned char hash[32];
	enum err err;

	*set = (struct catalogue_set){ .newest = newest,
	    .version = version ? version : newest };
	if (set->version < 1 || set->version > newest)
		return ERR_NOT_FOUND;
	err = db_catalogue_get(m->db, set->version, &set->effective_from,
	    &set->text);
	if (err)
		return err;
	note_hash(hash, set->text, strlen(set->text));
	digits_hex(set->hash, hash, sizeof hash);
	set->rows = house_catalogue(m->house, set->version);
	return OK;
}

enum err
catalogue_set_add(struct db *db, const struct actor *by, const char *text,
    int64_t *version, size_t *line)
{
	struct catalogue c;
	enum err err = catalogue_parse(db_arena(db), text, &c, line);

	if (!err)
		err = db_catalogue_add(db, text, catalogue_effect(&c,
		    CATALOGUE_D_FISCAL), version);
	return err || by == NULL ? err : db_audit(db, by, "load",
	    "credit_catalogue", *version);
}

struct loading {
	const struct actor *by;
	const char *text;
	int64_t version;
	size_t line;
};

static enum err
load_in_txn(struct db *db, void *ctx)
{
	struct loading *l = ctx;

	return catalogue_set_add(db, l->by, l->text, &l->version, &l->line);
}

enum err
catalogue_set_load(struct market *m, const struct actor *by,
    const char *text, int64_t *version, size_t *line)
{
	struct loading l = { .by = by, .text = text };
	enum err err = write_run(m, load_in_txn, &l);

	*version = l.version;
	*line = l.line;
	return err;
}
