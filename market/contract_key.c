/* SPDX-License-Identifier: Apache-2.0 */
/* contract_key.c: the record that a side signs, and who has signed it. */
#include <inttypes.h>
#include <string.h>

#include "db/leaf.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/contract_act.h"
#include "market/key.h"
#include "market/note.h"
#include "market/platform.h"

const char *
contract_record(struct arena *a, const struct contract_case *c,
    const char *by, int64_t time)
{
	const struct project *p = &c->project;
	const struct contract *k = &c->contract;
	char no[CONTRACT_NO], hex[2 * CONTRACT_HASH + 1];

	return arena_printf(a, "market/v1 contract\nproject %s/%" PRId64 "\n"
	    "contract %s\nrevision %" PRId64 "\ntext-sha256 %s\n"
	    "amount-fen %" PRId64 "\nowner %s %s\nagency %s %s\npayer %s\n"
	    "side %s\nby %s\ntime %" PRId64 "\n", p->code, p->attempt_no,
	    contract_no(no, p), k->rev, digits_hex(hex, k->text_hash,
	    CONTRACT_HASH), k->amount_fen, k->owner_uscc, k->owner_name,
	    k->agency_uscc, k->agency_name, k->owner_uscc,
	    contract_side_code(c->side), by ? by : "password", time);
}

const char *
contract_record_now(struct market *m, const struct actor *actor,
    const struct contract_page *page)
{
	struct contract_case c = page->c;
	const char *name = key_name(m, actor);

	if (name == NULL || (!contract_can(&c, "send") &&
	    !contract_can(&c, "agree")))
		return "";
	note_hash(c.contract.text_hash, page->text, strlen(page->text));
	return contract_record(m->arena, &c, name, market_now(m));
}

/* ---- what was handed in ---- */

/* The time that a record says, its last line; the rest is compared whole. */
static bool
time_of(struct db *db, const char *record, int64_t *time)
{
	size_t n = strlen(record);
	const char *at = n < 2 ? NULL : memrchr(record, '\n', n - 1);

	return at != NULL && strncmp(at, "\ntime ", 6) == 0 &&
	    digits_int(arena_strndup(db_arena(db), at + 6,
	    (size_t)(record + n - 1 - (at + 6))), 0, INT64_MAX, time);
}

static enum err
refuse(struct contract_act *a, const char *code)
{
	problem_at(a->problems, NULL, code);
	return ERR_INVALID;
}

/* Record and line as they are in the log, before the platform's line. */
static const char *
signed_part(struct db *db, const struct contract_act *a)
{
	return arena_printf(db_arena(db), "%s\n%s\n", a->form->record,
	    a->form->line);
}

/* The record of this moment, signed by that key and nobody else? */
static enum err
check(struct db *db, struct contract_act *a, const struct note_key *key,
    const char *file)
{
	const char *record = a->form->record;
	struct note note;
	int64_t time, age;

	if (!time_of(db, record, &time))
		return refuse(a, "contract_record_other");
	age = db_now(db) - time;
	if (age < -CONTRACT_FRESH || age > CONTRACT_FRESH)
		return refuse(a, "contract_record_stale");
	/* State, revision, text, amount and sides: as they are now. */
	if (strcmp(record, contract_record(db_arena(db), &a->c, key->name,
	    time)) != 0)
		return refuse(a, "contract_record_other");
	if (!note_parse(&note, file, strlen(file)) || note.count != 1 ||
	    note_check(&note, key, NULL) != NOTE_GOOD)
		return refuse(a, "contract_signature");
	return OK;
}

/* By the side's own key: its line first, then the platform's. */
static enum err
log_own(struct db *db, struct contract_act *a, int64_t *leaf,
    const char **vkey)
{
	const struct contract *c = &a->c.contract;
	bool owner = a->c.side == CONTRACT_OWNER;
	const char *file = signed_part(db, a), *record = a->form->record;
	const char *name = platform_name(a->house->platform, db_arena(db),
	    owner ? "p" : "b", owner ? c->owner_uscc : c->agency_uscc);
	struct key_row row;
	struct note_key key;
	struct buf note;
	enum err err = key_of_name(db, name, &row, &key);

	if (err == ERR_NOT_FOUND)
		return refuse(a, "contract_signature");
	if (!err)
		err = check(db, a, &key, file);
	/* Whoever checks it finds the key in the log. */
	if (!err)
		err = key_log(db, name);
	if (err)
		return err;
	buf_init(&note, NOTE_MAX);
	buf_text(&note, file);
	platform_sign(a->house->platform, &note, record, strlen(record));
	err = append_entry(db, note.data, note.len, leaf);
	buf_release(&note);
	*vkey = row.vkey;
	return err;
}

enum err
contract_log_signature(struct db *db, struct contract_act *a, int64_t *leaf,
    const char **key)
{
	const char *record;

	*leaf = -1;
	*key = "";
	if (a->form->record[0])
		return a->house->platform ? log_own(db, a, leaf, key) :
		    refuse(a, "contract_signature");
	if (a->house->platform == NULL)
		return OK;		/* a market that cannot sign */
	record = contract_record(db_arena(db), &a->c, NULL, db_now(db));
	return append_signed(db, a->house->platform, record, strlen(record),
	    leaf);
}

bool
contract_signed_so(struct db *db, const struct contract_act *a)
{
	const struct contract *c = &a->c.contract;
	bool owner = a->c.side == CONTRACT_OWNER;
	const char *file;
	struct leaf *l;
	size_t n;

	if (a->form->record[0] == '\0' || !(a->c.side & CONTRACT_PARTIES) ||
	    (owner ? c->owner_key : c->agency_key)[0] == '\0' ||
	    db_leaf_list(db, owner ? c->owner_leaf : c->agency_leaf, 1, &l,
	    &n) != OK || n != 1)
		return false;
	file = signed_part(db, a);
	return l->n > strlen(file) && memcmp(l->entry, file,
	    strlen(file)) == 0;
}
