/* SPDX-License-Identifier: Apache-2.0 */
/* support_staged.c: rounds for tests, honest ones and others. */
#include "tests/support_staged.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/close.h"
#include "market/envelope.h"

#define HOST "m.example"
#define NOTICE "notice\n"

static void
secret(struct note_secret *s, unsigned char alg, const char *name)
{
	unsigned char seed[32];

	note_hash(seed, name, strlen(name));
	note_secret_init(s, name, alg, seed);
}

/* Another key under the same name. */
static void
stranger(struct note_secret *s, const char *name)
{
	unsigned char seed[32] = "somebody else";

	note_secret_init(s, name, NOTE_ED25519, seed);
}

/* ---- files ---- */

const struct staged_file *
staged_file(const struct round *r, const char *path)
{
	for (size_t i = 0; i < r->n_files; i++)
		if (strcmp(r->files[i].path, path) == 0)
			return &r->files[i];
	return NULL;
}

void
round_drop(struct round *r, const char *path)
{
	for (size_t i = 0; i < r->n_files; i++)
		if (strcmp(r->files[i].path, path) == 0)
			r->files[i--] = r->files[--r->n_files];
}

void
round_put(struct round *r, const char *path, const char *data, size_t n)
{
	round_drop(r, path);
	ck_assert_uint_lt(r->n_files, ROUND_FILES);
	r->files[r->n_files++] = (struct staged_file){
	    arena_strdup(&r->arena, path), arena_strndup(&r->arena, data, n),
	    n };
}

static enum source_got
get(void *p, const char *path, struct buf *out)
{
	const struct round *r = p;
	const struct staged_file *f = staged_file(r, path);

	if (r->away)
		return SOURCE_AWAY;
	if (f == NULL)
		return SOURCE_MISSING;
	buf_add(out, f->data, f->n);
	return out->full ? SOURCE_AWAY : SOURCE_GOT;
}

/* p/T-1/1/<name> */
static void
put(struct round *r, const char *name, const char *data, size_t n)
{
	round_put(r, arena_printf(&r->arena, "p/%s/%s", ROUND_ID, name),
	    data, n);
}

/* ---- the log ---- */

static int64_t
append(struct round *r, const char *entry)
{
	ck_assert_int_lt(r->tree->size, ROUND_ENTRIES);
	r->entries[r->tree->size] = arena_strdup(&r->arena, entry);
	tree_add(r->tree, entry);
	return r->tree->size - 1;
}

static void
put_tiles(struct round *r)
{
	struct tlog_nodes nodes = tree_nodes(r->tree);
	char path[TLOG_PATH];

	for (int level = TLOG_ENTRIES; level < 3; level++)
		for (int64_t i = 0;; i++) {
			int width = tlog_tile_width(level, i, r->tree->size);
			struct buf b;

			if (width == 0)
				break;
			buf_init(&b, 1 << 24);
			for (int64_t e = 256 * i; level == TLOG_ENTRIES &&
			    e < 256 * i + width; e++)
				tlog_bundle_add(&b, r->entries[e],
				    strlen(r->entries[e]));
			if (level >= 0)
				ck_assert(tlog_tile_write(&nodes, level, i,
				    width, &b));
			tlog_tile_path(path, level, i, width);
			round_put(r, arena_printf(&r->arena, "log/%s", path),
			    b.data, b.len);
			buf_release(&b);
		}
}

void
round_publish(struct round *r)
{
	struct tlog_nodes nodes = tree_nodes(r->tree);
	struct tlog_checkpoint c = { .size = r->tree->size };
	int64_t time = r->how.seen ? r->how.seen : ROUND_DEADLINE + 20;
	int n = r->how.witnesses ? r->how.witnesses : 2;
	struct note_secret forger;
	struct buf b;
	size_t text;

	ck_assert(tlog_root(&nodes, c.size, c.root));
	memcpy(c.origin, r->log.key.name, sizeof c.origin);
	buf_init(&b, NOTE_MAX);
	tlog_checkpoint_write(&b, &c);
	text = b.len;
	buf_text(&b, "\n");
	stranger(&forger, r->log.key.name);
	note_sign_checkpoint(&b, b.data, text,
	    r->how.log_forged ? &forger : &r->log);
	round_put(r, "log/checkpoint", b.data, b.len);
	for (int i = 0; i < n; i++)
		note_cosign(&b, b.data, text, time - 3 * i, &r->witness[i]);
	if (r->how.witness_wrong)
		b.data[b.len - 10] = b.data[b.len - 10] == 'A' ? 'B' : 'A';
	round_put(r, "log/checkpoint.cosigned", b.data, b.len);
	buf_release(&b);
	put_tiles(r);
}

int64_t
round_append(struct round *r, const char *entry)
{
	int64_t leaf = append(r, entry);

	round_publish(r);
	return leaf;
}

/* ---- records ---- */

/* A note of a record by up to six signers, NULL: none. */
static const char *
note_of(struct round *r, enum seal_type type, const void *record,
    const struct note_secret *const *by, size_t n, unsigned char hash[32])
{
	struct buf b;
	const char *copy;
	size_t text;

	buf_init(&b, NOTE_MAX);
	seal_record_write(&b, type, record);
	text = b.len;
	note_hash(hash, b.data, text);
	buf_text(&b, "\n");
	for (size_t i = 0; i < n; i++)
		if (by[i] != NULL)
			note_sign(&b, b.data, text, by[i]);
	copy = arena_strndup(&r->arena, b.data, b.len);
	buf_release(&b);
	return copy;
}

static void
register_key(struct round *r, const struct note_secret *s, const char *role)
{
	char vkey[NOTE_VKEY_MAX];
	unsigned char hash[32];
	struct seal_key k = { .role = role,
	    .vkey = note_vkey_write(vkey, &s->key), .subject = "Somebody",
	    .since = 1 };
	const struct note_secret *by[] = { s, &r->op };

	append(r, note_of(r, SEAL_KEY, &k, by, 2, hash));
}

static const struct note_secret *
trustee_secret(struct round *r, int i)
{
	struct note_secret *s = arena_alloc(&r->arena, sizeof *s);

	keyfile_secret(&r->trustee[i], s);
	return s;
}

/* ---- set-up ---- */

static void
make_keys(struct round *r)
{
	char name[40];

	secret(&r->log, NOTE_ED25519, HOST "/log/1");
	secret(&r->op, NOTE_ED25519, HOST "/op");
	secret(&r->buyer, NOTE_ED25519, HOST "/p/1");
	for (int i = 0; i < ROUND_BIDDERS; i++) {
		snprintf(name, sizeof name, HOST "/b/%c", 'A' + i);
		secret(&r->bidder[i], NOTE_ED25519, name);
	}
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "w%d.example/w", i + 1);
		secret(&r->witness[i], NOTE_WITNESS, name);
	}
	for (int i = 0; i < ROUND_N; i++) {
		struct keyfile *k = &r->trustee[i];

		snprintf(k->name, sizeof k->name, HOST "/t/%d", i + 1);
		memcpy(k->role, "trustee", 8);
		k->opens = true;
		note_hash(k->seed, k->name, strlen(k->name));
		note_hash(k->open_seed, k->seed, sizeof k->seed);
	}
}

static void
make_trust(struct round *r)
{
	char v[NOTE_VKEY_MAX];
	struct buf b;
	size_t line;

	buf_init(&b, NOTE_MAX);
	buf_printf(&b, "log %s https://%s\n",
	    note_vkey_write(v, &r->log.key), HOST);
	for (int i = 0; i < 3; i++)
		buf_printf(&b, "witness w%d %s\n", i + 1,
		    note_vkey_write(v, &r->witness[i].key));
	buf_text(&b, "group two 2 w1 w2 w3\nquorum two\n");
	buf_printf(&b, "# platform %s\n", note_vkey_write(v, &r->op.key));
	for (int i = 0; i < ROUND_N; i++)
		buf_printf(&b, "# trustee %s\n",
		    note_vkey_write(v, &trustee_secret(r, i)->key));
	ck_assert(trust_parse(&r->arena, b.data, b.len, &r->trust, &line));
	round_put(r, "trust.txt", b.data, b.len);
	buf_release(&b);
}

static void
make_terms(struct round *r)
{
	struct seal_project *p = &r->project;
	const char *rule = arena_printf(&r->arena, "sealbid/v1 rule\n"
	    "rule lowest\nmin-entrants 3\nprice required\nserver %s\n"
	    "field days int\nquote amount\nceiling-fen 6000000\n"
	    "floor-fen 1\nalp-mean-pct 40\nalp-next-pct 30\n",
	    r->how.server ? r->how.server : "allowed");

	*p = (struct seal_project){ .log = r->log.key.name,
	    .project = ROUND_ID, .purchaser = r->buyer.key.name,
	    .rule = "lowest", .opens = ROUND_DEADLINE - 600000,
	    .deadline = ROUND_DEADLINE,
	    .selfopen_until = ROUND_DEADLINE + 200000, .form_bytes = 1024,
	    .max_subs = 250, .threshold = 2, .n = ROUND_N };
	note_hash(p->notice, NOTICE, strlen(NOTICE));
	note_hash(p->rule_hash, rule, strlen(rule));
	ck_assert(rule_parse(&r->arena, rule, strlen(rule), &r->rule));
	put(r, "rule.txt", rule, strlen(rule));
	put(r, "notice.txt", NOTICE, strlen(NOTICE));
	p->trustees = arena_alloc(&r->arena, SEAL_TRUSTEES *
	    sizeof *p->trustees);
	for (int i = 0; i < ROUND_N; i++) {
		unsigned char sk[32];

		p->trustees[i] = (struct seal_trustee){ .i = i + 1,
		    .name = r->trustee[i].name, .pk = { .given = true } };
		envelope_open_key(r->trustee[i].open_seed, ROUND_ID, sk,
		    p->trustees[i].pk.hash);
	}
}

static struct round *
begin(const struct round_how *how)
{
	struct round *r = calloc(1, sizeof *r);

	ck_assert_ptr_nonnull(r);
	if (how != NULL)
		r->how = *how;
	arena_init(&r->arena);
	r->source = (struct source){ get, r };
	r->tree = tree_new(ROUND_ENTRIES);
	make_keys(r);
	make_trust(r);
	make_terms(r);
	return r;
}

void
round_free(struct round *r)
{
	tree_free(r->tree);
	arena_release(&r->arena);
	free(r);
}

struct round *
a_draft_round(const struct round_how *how, unsigned offered)
{
	struct round *r = begin(how);
	struct buf b;

	for (int i = 0; i < ROUND_N; i++)
		r->project.trustees[i].pk.given = (offered >> i & 1) != 0;
	if (r->how.project != NULL)
		r->how.project(&r->project);
	buf_init(&b, NOTE_MAX);
	seal_record_write(&b, SEAL_PROJECT, &r->project);
	note_hash(r->policy, b.data, b.len);
	buf_text(&b, "\n");
	put(r, "draft.note", b.data, b.len);
	buf_release(&b);
	return r;
}

/* ---- a whole round ---- */

static void
make_project(struct round *r)
{
	const struct note_secret *by[ROUND_N + 2] = {
	    r->how.unsigned_by & 1 ? NULL : &r->buyer };
	const char *file;

	if (r->how.project != NULL)
		r->how.project(&r->project);
	for (int i = 0; i < ROUND_N; i++)
		by[i + 1] = r->how.unsigned_by >> i & 4 ? NULL :
		    trustee_secret(r, i);
	by[ROUND_N + 1] = r->how.unsigned_by & 2 ? NULL : &r->op;
	file = note_of(r, SEAL_PROJECT, &r->project, by, COUNT(by),
	    r->policy);
	r->project_leaf = append(r, file);
	put(r, "project.note", file, strlen(file));
}

void
round_envelope(struct round *r, struct buf *out, const char *bidder,
    int64_t seq, const char *sealer, const struct note_secret *s)
{
	struct seal_envelope core = { .project = ROUND_ID, .bidder = bidder,
	    .seq = seq, .sealer = sealer };
	struct rule_form_head head = { ROUND_ID, bidder, seq };
	const char *values[] = { "30" };
	struct rule_form form = { .amount_fen = 4000000, .values = values };
	unsigned char scalar[ENVELOPE_SCALAR];
	struct buf text, filled;

	memcpy(core.policy, r->policy, sizeof core.policy);
	buf_init(&text, NOTE_MAX);
	buf_init(&filled, NOTE_MAX);
	rule_form_write(&filled, &r->rule, &head, &form);
	envelope_secret(scalar);
	ck_assert(envelope_seal(&text, &r->project, &core, scalar,
	    filled.data, filled.len));
	note_write(out, text.data, text.len, s);
	buf_release(&text);
	buf_release(&filled);
}

/* One submission: its blind leaf, its line, its body. */
static void
submit(struct round *r, const char *name, const char *kind, const char *file,
    size_t n)
{
	struct seal_sub *s = &r->subs[r->n++];
	char blind[TLOG_BLIND + 1], date[TLOG_DATE + 1], hex[65];

	*s = (struct seal_sub){ .name = name, .seq = 1, .kind = kind };
	for (size_t i = 0; i + 1 < r->n; i++)
		if (strcmp(r->subs[i].name, name) == 0)
			s->seq++;
	note_hash(s->file, file, n);
	note_hash(s->nonce, s->file, 32);
	tlog_reveal_by(date, ROUND_DEADLINE);
	tlog_blind(blind, s->nonce, s->file, date);
	s->leaf = append(r, blind);
	put(r, arena_printf(&r->arena, "%s.note", digits_hex(hex, s->file,
	    32)), file, n);
}

/* Who signs the last bidder's envelope. */
static const struct note_secret *
last_signer(struct round *r, const struct note_secret *own)
{
	struct note_secret *other;

	if (r->how.body_forged)
		return &r->bidder[0];
	if (r->how.body_server)
		return &r->op;
	if (!r->how.body_stranger)
		return own;
	other = arena_alloc(&r->arena, sizeof *other);
	stranger(other, own->key.name);
	return other;
}

/* Bidders A, B, C, …; A revises its envelope once. */
static void
make_bids(struct round *r)
{
	int n = r->how.bids ? r->how.bids : 4;

	for (int i = 0; i <= n; i++) {
		const struct note_secret *own = &r->bidder[i % n];
		struct buf b;

		buf_init(&b, NOTE_MAX);
		round_envelope(r, &b, own->key.name, i == n ? 2 : 1,
		    i == n - 1 && r->how.body_server ? "server" : "offline",
		    i == n - 1 ? last_signer(r, own) : own);
		submit(r, own->key.name, "envelope", b.data, b.len);
		buf_release(&b);
	}
}

/* All of a name is taken back. */
static void
withdraw(struct round *r, const char *name, const struct note_secret *by)
{
	struct seal_withdraw w = { .project = ROUND_ID, .bidder = name,
	    .seq = 1 };
	unsigned char hash[32];
	const char *file;

	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->subs[i].name, name) == 0)
			w.seq++;
	memcpy(w.policy, r->policy, sizeof w.policy);
	file = note_of(r, SEAL_WITHDRAW, &w, &by, 1, hash);
	submit(r, name, "withdraw", file, strlen(file));
}

static void
put_more(struct round *r, const struct close_texts *t)
{
	for (size_t i = 0; i < t->mores; i++) {
		struct buf b;

		if ((int)i < r->how.more_missing)
			continue;
		buf_init(&b, NOTE_MAX);
		note_write(&b, t->more[i], t->more_n[i], &r->op);
		append(r, b.data);
		buf_release(&b);
	}
}

static void
make_close(struct round *r, size_t n)
{
	struct seal_claimed claim = { .i = 1, .time = 1 };
	struct close_texts t;
	int64_t in_force = r->how.extend ? r->how.extend : ROUND_DEADLINE;
	struct buf b;

	close_statuses(r->subs, n);
	if (r->how.subs != NULL)
		r->how.subs(r->subs, n);
	close_write(&r->arena, r->policy, r->how.close_elsewhere ? "T-1/2" :
	    ROUND_ID, r->how.close_deadline ? r->how.close_deadline :
	    in_force, r->subs, n, &claim, r->how.honours_unlisted ? 1 : 0,
	    &t);
	put_more(r, &t);
	buf_init(&b, NOTE_MAX);
	note_write(&b, t.close, t.close_n, r->how.close_forged ?
	    &r->bidder[0] : &r->op);
	note_hash(r->close, t.close, t.close_n);
	r->close_leaf = append(r, b.data);
	put(r, "close.note", b.data, b.len);
	buf_release(&b);
}

static void
make_void(struct round *r)
{
	struct seal_void v = { .reason = "another way" };
	const struct note_secret *by[] = {
	    r->how.void_at < 0 ? &r->bidder[0] : &r->buyer, &r->op };
	unsigned char hash[32];

	memcpy(v.policy, r->policy, sizeof v.policy);
	append(r, note_of(r, SEAL_VOID, &v, by, COUNT(by), hash));
}

static void
make_extend(struct round *r)
{
	struct seal_extend e = { .deadline = r->how.extend };
	int n = r->how.extend_by ? r->how.extend_by : 2;
	const struct note_secret *by[5] = { &r->buyer, &r->op };
	unsigned char hash[32];

	for (int i = 0; i < n; i++)
		by[i + 2] = trustee_secret(r, i);
	memcpy(e.policy, r->policy, sizeof e.policy);
	append(r, note_of(r, SEAL_EXTEND, &e, by, COUNT(by), hash));
}

static void
spoil_leaves(struct round *r)
{
	if (r->how.leaf_early)
		r->subs[0].leaf = 1;
	if (r->how.leaf_wrong)
		for (size_t i = 0; i < 32; i++)
			r->subs[0].nonce[i] ^= 1;
}

struct round *
a_round(const struct round_how *how)
{
	struct round *r = begin(how);

	for (int i = 0; i < (r->how.filler ? r->how.filler : 5); i++)
		append(r, arena_printf(&r->arena, "market/v1 filler %d\n", i));
	register_key(r, &r->buyer, "purchaser");
	for (int i = 0; i < ROUND_BIDDERS; i++)
		register_key(r, &r->bidder[i], "bidder");
	make_project(r);
	make_bids(r);
	for (int i = 0; i < r->how.many; i++)
		withdraw(r, r->buyer.key.name, &r->buyer);
	if (r->how.withdraw_server)
		withdraw(r, r->bidder[3].key.name, &r->op);
	if (r->how.extend)
		make_extend(r);
	spoil_leaves(r);
	if (r->how.void_at == 1 || r->how.void_at == -1)
		make_void(r);
	if (r->how.close_twice)
		make_close(r, r->n - 1);
	if (!r->how.not_closed)
		make_close(r, r->n);
	if (r->how.void_at == 2)
		make_void(r);
	append(r, "market/v1 filler\n");
	round_publish(r);
	return r;
}
