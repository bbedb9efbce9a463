/* SPDX-License-Identifier: Apache-2.0 */
/* load_fill.c: a market made directly in the database. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db/account.h"
#include "db/agency.h"
#include "db/item.h"
#include "db/key.h"
#include "db/owner.h"
#include "db/party.h"
#include "db/project.h"
#include "db/record.h"
#include "db/round.h"
#include "db/session.h"
#include "market/append.h"
#include "market/base/clock.h"
#include "market/due.h"
#include "market/envelope.h"
#include "market/keyfile.h"
#include "market/keys.h"
#include "market/market.h"
#include "market/platform.h"
#include "market/round.h"
#include "market/signer.h"
#include "market/uscc.h"
#include "market/write.h"
#include "tests/bench/fill.h"

enum { BATCH = 5000, TEXT = 16 * 1024, LAST_CODE = 9999999 };

int64_t fill_clock;

/* ---- people ---- */

/* A first key, with the record that says so; leaf -1: kept back. */
static enum err
add_key(struct db *db, const struct fill *f, int n, int64_t party_id,
    bool logged)
{
	struct note_secret s;
	char vkey[NOTE_VKEY_MAX];
	struct key_row row = { .party_id = party_id, .vkey = vkey,
	    .leaf = -1 };
	struct seal_key record = { .role = n == PURCHASER ? "purchaser" :
	    "bidder", .vkey = vkey, .subject = "Bench", .since = db_now(db) };
	struct buf text, note;
	enum err err = OK;

	load_secret(n, &s);
	note_vkey_write(vkey, &s.key);
	buf_init(&text, NOTE_MAX);
	buf_init(&note, NOTE_MAX);
	seal_record_write(&text, SEAL_KEY, &record);
	note_write(&note, text.data, text.len, &s);
	platform_sign(f->house->platform, &note, text.data, text.len);
	row.name = s.key.name;
	row.note = note.data;
	row.n = note.len;
	if (logged)
		err = append_entry(db, note.data, note.len, &row.leaf);
	if (!err)
		err = db_key_insert(db, &row);
	buf_release(&text);
	buf_release(&note);
	return err;
}

static enum err
add_items(struct db *db, struct fill *f)
{
	char code[16];
	enum err err = OK;

	for (int i = 0; !err && i < ITEMS; i++) {
		struct item item = { .code = code, .name = "Report",
		    .type = "Report", .department = "Bureau",
		    .legal_basis = "Law", .approval_item = "Approval",
		    .time_limit_wd = 10, .workflow = "Steps",
		    .conditions = "None", .fee_mode = "market",
		    .fee_standard = "Agreed", .result_doc = "Report",
		    .requirement = "", .state = "published",
		    .fee_basis = "", .fee_table = "" };

		snprintf(code, sizeof code, "B-%03d", i);
		err = db_item_insert(db, &item);
		f->item_ids[i] = item.id;
	}
	return err;
}

static enum err
add_agency(struct db *db, struct fill *f, int n)
{
	char uscc[USCC_LENGTH + 1], mobile[16], email[32], sid[65];
	struct account a = { .role = "agency", .name = "Bench",
	    .mobile = mobile, .email = email };
	struct party p = { .uscc = uscc, .name = "Bench agency",
	    .kind = "enterprise", .region = "429901" };
	unsigned char hash[32];
	enum err err;

	load_uscc(n, uscc);
	snprintf(mobile, sizeof mobile, "138%08d", n);
	snprintf(email, sizeof email, "b%d@x.cn", n);
	err = db_party_insert(db, &p);
	if (!err)
		err = db_agency_insert(db, p.id, db_now(db));
	a.party_id = p.id;
	if (!err)
		err = db_account_insert(db, &a, "x");
	f->agencies[n] = (struct actor){ .account_id = a.id,
	    .party_id = p.id, .role = ROLE_AGENCY, .name = "Bench",
	    .party_name = "Bench agency", .request = "" };
	memcpy(f->agency_uscc[n], uscc, sizeof uscc);
	f->agencies[n].uscc = f->agency_uscc[n];
	load_sid(n, sid);
	keys_hash(sid, hash);
	if (!err)
		err = db_session_insert(db, hash, a.id);
	return err ? err : add_key(db, f, n, p.id, false);
}

static enum err
fill_people(struct db *db, void *ctx)
{
	struct fill *f = ctx;
	char uscc[USCC_LENGTH + 1];
	struct account a = { .role = "owner", .name = "Bench",
	    .mobile = "13900000000", .email = "p@x.cn" };
	struct party p = { .uscc = uscc, .name = "Bench bureau",
	    .kind = "gov", .region = "429901" };
	enum err err = db_region_add(db, "429901", "Binjiang");

	load_uscc(PURCHASER, uscc);
	if (!err)
		err = db_party_insert(db, &p);
	if (!err)
		err = db_owner_insert(db, p.id, "gov");
	f->owner_id = a.party_id = p.id;
	if (!err)
		err = db_account_insert(db, &a, "x");
	memcpy(f->owner_uscc, uscc, sizeof uscc);
	f->owner = (struct actor){ .account_id = a.id, .party_id = p.id,
	    .role = ROLE_OWNER, .name = "Bench", .party_name = "Bench bureau",
	    .uscc = f->owner_uscc, .government = true, .request = "" };
	if (!err)
		err = add_key(db, f, PURCHASER, p.id, true);
	if (!err)
		err = add_items(db, f);
	for (int i = 0; !err && i < AGENCIES; i++)
		err = add_agency(db, f, i);
	return err;
}

/* ---- rounds ---- */

static const char *
rule_text(struct arena *a, int64_t ceiling)
{
	const struct rule rule = { .rule = "lowest", .min_entrants = 1,
	    .price = "required", .server = "allowed", .quote = "amount",
	    .ceiling_fen = ceiling, .floor_fen = 1 };
	struct buf text;
	const char *copy;

	buf_init(&text, TEXT);
	rule_write(&text, &rule);
	copy = arena_strndup(a, text.data, text.len);
	buf_release(&text);
	return copy;
}

static const char *
project_text(struct arena *a, const struct fill *f, const struct round *r,
    const struct load_round *out, bool keys)
{
	struct seal_trustee trustees[TRUSTEES];
	struct seal_project s = { .log = platform_origin(f->house->platform),
	    .project = r->sealing_id, .purchaser = r->purchaser,
	    .rule = "lowest", .opens = r->opens, .deadline = r->deadline,
	    .selfopen_until = r->selfopen_until, .form_bytes = FORM_BYTES,
	    .max_subs = ROUND_MAX_SUBS, .threshold = r->threshold,
	    .trustees = trustees, .n = TRUSTEES };
	struct buf text;
	const char *copy;

	for (int i = 0; i < TRUSTEES; i++) {
		trustees[i] = (struct seal_trustee){ .i = i + 1,
		    .name = f->trustees[i]->name, .pk.given = keys };
		memcpy(trustees[i].pk.hash, out->pk[i], 32);
	}
	note_hash(s.notice, "bench\n", 6);
	note_hash(s.rule_hash, r->rule, strlen(r->rule));
	buf_init(&text, TEXT);
	seal_record_write(&text, SEAL_PROJECT, &s);
	copy = arena_strndup(a, text.data, text.len);
	buf_release(&text);
	return copy;
}

/* The record with all its signatures, in the log and before everybody. */
static enum err
register_round(struct db *db, const struct fill *f, struct round *r)
{
	struct buf note;
	enum err err;

	buf_init(&note, NOTE_MAX);
	note_write(&note, r->text, strlen(r->text), &f->purchaser);
	for (int i = 0; i < TRUSTEES; i++) {
		struct note_secret s;

		keyfile_secret(f->trustees[i], &s);
		note_sign(&note, r->text, strlen(r->text), &s);
	}
	platform_sign(f->house->platform, &note, r->text, strlen(r->text));
	err = append_entry(db, note.data, note.len, &r->leaf);
	if (!err)
		err = round_file(db, r, "notice.txt", "bench\n", 6);
	if (!err)
		err = round_file(db, r, "rule.txt", r->rule, strlen(r->rule));
	if (!err)
		err = round_record(db, r, r->leaf, "project", "project.note",
		    note.data, note.len);
	buf_release(&note);
	return err ? err : round_keys(db, r, r->purchaser);
}

enum err
fill_round(struct db *db, const struct fill *f, const struct project *p,
    bool registered, struct load_round *out)
{
	struct arena *a = db_arena(db);
	struct round_trustee trustees[TRUSTEES];
	struct round r = { .project_id = p->id, .n = 1, .sealing_id = out->id,
	    .opens = db_now(db), .deadline = p->deadline,
	    .selfopen_until = p->deadline + ROUND_SELFOPEN,
	    .min_entrants = 1, .threshold = 2, .server = true,
	    .purchaser = f->purchaser.key.name, .purchaser_line = "",
	    .rule = rule_text(a, p->ceiling_fen), .registered = true,
	    .leaf = 0 };
	unsigned char sk[ENVELOPE_KEY];
	enum err err;

	*out = (struct load_round){ .deadline = p->deadline };
	snprintf(out->id, sizeof out->id, "%s/1", p->code);
	for (int i = 0; i < TRUSTEES; i++)
		envelope_open_key(f->trustees[i]->open_seed, out->id, sk,
		    out->pk[i]);
	r.terms = project_text(a, f, &r, out, false);
	r.text = project_text(a, f, &r, out, true);
	note_hash(r.policy, r.text, strlen(r.text));
	memcpy(out->policy, r.policy, sizeof out->policy);
	for (int i = 0; i < TRUSTEES; i++)
		trustees[i] = (struct round_trustee){ .i = i + 1,
		    .name = f->trustees[i]->name };
	err = db_round_insert(db, &r, trustees, TRUSTEES);
	for (int i = 0; !err && i < TRUSTEES; i++)
		err = db_round_offer(db, r.id, i + 1, out->pk[i]);
	if (!err && registered)
		err = register_round(db, f, &r);
	return err ? err : db_round_update(db, &r);
}

static enum err
add_round(struct db *db, const struct fill *f, const struct project *p,
    bool opening)
{
	struct load_round out;
	enum err err = fill_round(db, f, p, opening, &out);

	fwrite(&out, sizeof out, 1, opening ? f->opening : f->rounds);
	return err;
}


/* ---- projects ---- */

enum err
fill_project(struct db *db, const struct fill *f, int64_t n,
    int64_t deadline, struct project *p)
{
	char title[64];

	snprintf(title, sizeof title,
	    "\u6ee8\u6c5f\u8def\u5317\u5ef6\u5de5\u7a0b %" PRId64, n);
	*p = (struct project){
		.code = arena_printf(db_arena(db), "ZJ-2020-%07" PRId64, n),
		.attempt_no = 1, .owner_id = f->owner_id,
		.owner_uscc = "91X", .item_id = f->item_ids[n % ITEMS],
		.title = title, .scale = "3 km", .content = "A report.",
		.place = "A road", .region = "429901", .fund = "social",
		.ceiling_fen = 10000000 + n % 999, .service_days = 30,
		.requirements = "", .method = "lowest", .server = true,
		.deadline = deadline, .contact = "Zhou", .phone = "027",
		.param_version = f->house->param_version,
	};
	return db_project_insert(db, p);
}

static enum err
add_project(struct db *db, const struct fill *f, int64_t n, int64_t deadline,
    struct project *p)
{
	enum err err = fill_project(db, f, n, deadline, p);

	if (!err)
		err = db_project_move(db, p->id, "draft", "published");
	return err ? err : due_moment(db, p, "close", 0,
	    deadline + ROUND_CLOSE_DELAY);
}

static enum err
fill_projects(struct db *db, void *ctx)
{
	struct fill *f = ctx;
	int64_t deadline = db_now(db) + 30 * 86400;
	struct project p;
	enum err err = OK;

	for (int i = 0; !err && i < BATCH && f->done < f->projects; i++) {
		int64_t n = f->done++;

		err = add_project(db, f, n, deadline, &p);
		if (!err && n < ROUNDS)
			err = add_round(db, f, &p, false);
	}
	return err;
}

static enum err
fill_openings(struct db *db, void *ctx)
{
	struct fill *f = ctx;
	struct project p;
	enum err err = OK;

	for (int64_t i = 0; !err && i < f->openings; i++) {
		err = add_project(db, f, LAST_CODE - i, f->opening_deadline,
		    &p);
		if (!err)
			err = add_round(db, f, &p, true);
	}
	return err;
}

/* ---- the whole ---- */

static FILE *
make_file(const char *state, const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", state, name);
	return fopen(path, "we");
}

/* The signer's key, and those of the trustees, as run.sh has laid them. */
static bool
open_keys(struct fill *f, struct signer **signer)
{
	static const char *const who[] = { "regulator", "notary", "peer" };
	struct signer_memory memory = { .size = 0 };
	struct note_secret log;
	struct keyfile *key;
	char path[512];

	snprintf(path, sizeof path, "%s/signer/log.key", f->state);
	if (keyfile_read(&key, path, NULL) != OK)
		return false;
	keyfile_secret(key, &log);
	keyfile_free(key);
	tlog_empty(memory.root);
	*signer = signer_local(&log, &memory);
	for (int i = 0; i < TRUSTEES; i++) {
		snprintf(path, sizeof path, "%s/trustee/%s/trustee.key",
		    f->state, who[i]);
		if (keyfile_read(&f->trustees[i], path, NULL) != OK)
			return false;
	}
	load_secret(PURCHASER, &f->purchaser);
	f->rounds = make_file(f->state, "rounds.bin");
	f->opening = make_file(f->state, "opening.bin");
	return f->rounds && f->opening;
}

static enum err
fill_all(struct fill *f, struct signer *signer)
{
	char where[512], keys[512];
	struct house house;
	struct market m;
	struct arena arena;
	enum err err;

	snprintf(where, sizeof where, "%s/market.db", f->state);
	snprintf(keys, sizeof keys, "%s/keys", f->state);
	f->house = &house;
	err = house_open(&house, where, keys, clock_standing(&fill_clock),
	    signer);
	if (err)
		return err;
	arena_init(&arena);
	err = market_open(&m, &house, &arena);
	if (!err)
		err = write_run(&m, fill_people, f);
	if (!err && f->reputed)
		err = fill_repute(f, &m);
	while (!err && f->done < f->projects) {
		err = write_run(&m, fill_projects, f);
		fill_clock++;
		market_next(&m);
	}
	if (!err)
		err = write_run(&m, fill_openings, f);
	if (!err && f->deadlines)
		err = fill_due(f, &m);
	market_close(&m);
	house_close(&house);
	return err;
}

int
load_fill(char **argv, int n)
{
	struct fill f = { .state = argv[0],
	    .projects = strtoll(argv[1], NULL, 10),
	    .openings = n >= 4 ? strtoll(argv[2], NULL, 10) : 0,
	    .deadlines = n >= 5 ? strtoll(argv[4], NULL, 10) : 0,
	    .reputed = n == 6 ? strtoll(argv[5], NULL, 10) : 0 };
	struct signer *signer = NULL;
	enum err err = ERR_INVALID;

	fill_clock = (int64_t)time(NULL) - f.projects / BATCH - 10;
	f.opening_deadline = (int64_t)time(NULL) +
	    (n >= 4 ? strtoll(argv[3], NULL, 10) : 0);
	if (f.deadlines)
		fill_clock -= FILL_PAST;
	if (f.reputed)
		fill_clock -= FILL_REPUTE;
	if (open_keys(&f, &signer))
		err = fill_all(&f, signer);
	signer_free(signer);
	for (int i = 0; i < TRUSTEES; i++)
		keyfile_free(f.trustees[i]);
	if (f.rounds != NULL)
		fclose(f.rounds);
	if (f.opening != NULL)
		fclose(f.opening);
	printf("filled %" PRId64 " err %d\n", f.done, err);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
