/* SPDX-License-Identifier: Apache-2.0 */
/* support_sealing.c: files and notes as tools would send them. */
#include "tests/sealing.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/leaf.h"
#include "db/public.h"
#include "market/base/digits.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/platform.h"
#include "market/publisher.h"
#include "market/submit.h"
#include "market/verify.h"

static struct arena *
kept(void)
{
	return tests_arena();
}

struct file
a_file(const void *data, size_t n)
{
	return (struct file){ arena_strndup(kept(), data, n), n };
}

struct file
joined(struct file a, struct file b)
{
	char *both = arena_alloc(kept(), a.n + b.n + 1);

	memcpy(both, a.data, a.n);
	memcpy(both + a.n, b.data, b.n);
	both[a.n + b.n] = '\0';
	return (struct file){ both, a.n + b.n };
}

struct file
damaged(struct file f, size_t at)
{
	char *copy = arena_strndup(kept(), f.data, f.n);

	copy[at] = copy[at] == 'A' ? 'B' : 'A';
	return (struct file){ copy, f.n };
}

/* ---- signing ---- */

static struct file
line_of(const struct actor *who, int by, const struct note_secret *secret,
    const char *text)
{
	struct market *m = the_market();
	struct buf line;
	struct file f;

	if (secret == NULL && by != BY_PLATFORM) {
		const char *made = cast_line(the_cast(), m, by ? NULL : who,
		    (size_t)by, text);

		ck_assert_ptr_nonnull(made);
		return a_file(made, strlen(made));
	}
	buf_init(&line, NOTE_MAX);
	if (secret)
		note_sign(&line, text, strlen(text), secret);
	else
		platform_sign(m->house->platform, &line, text,
		    strlen(text));
	f = a_file(line.data, line.len);
	buf_release(&line);
	return f;
}

static struct file
signed_by(const struct actor *who, int by, const struct note_secret *secret,
    const char *text)
{
	const char *whole = arena_printf(kept(), "%s\n", text);

	if (who && !by && !secret)
		ck_assert_int_eq(cast_register(the_cast(), the_market(),
		    who), OK);
	return joined((struct file){ whole, strlen(whole) },
	    line_of(who, by, secret, text));
}

struct file
line_over(const struct actor *who, int by, const char *text)
{
	return line_of(who, by, NULL, text);
}

struct file
signed_text(const struct actor *who, int by, const char *text)
{
	return signed_by(who, by, NULL, text);
}

static const char *
text_of(enum seal_type type, const void *record)
{
	struct buf text;
	const char *copy;

	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, type, record);
	copy = arena_strndup(kept(), text.data, text.len);
	buf_release(&text);
	return copy;
}

struct file
signed_note(const struct actor *who, int by, enum seal_type type,
    const void *record)
{
	return signed_by(who, by, NULL, text_of(type, record));
}

/* ---- rounds ---- */

struct round_terms
terms_of(const char *code)
{
	struct market *m = the_market();
	struct round_terms t;
	struct project p;
	struct round r;

	ck_assert_int_eq(db_project_by_code(m->db, code, &p), OK);
	ck_assert_int_eq(db_round_of_project(m->db, p.id, &r), OK);
	ck_assert_int_eq(round_terms_of(m->db, &r, &t), OK);
	return t;
}

const char *
id_of(const char *code)
{
	struct round_terms t = terms_of(code);

	return arena_strdup(kept(), t.round.sealing_id);
}

static const char *
bidder_of(const struct sealing *s, const struct round_terms *t)
{
	if (s->bidder)
		return s->bidder;
	if (s->by > 0)
		return t->trustees[s->by - 1].name;
	return key_name(the_market(), s->who);
}

struct file
sealed(const char *code, const struct sealing *s)
{
	struct round_terms t = terms_of(code);
	struct seal_envelope core = { .seq = s->seq ? s->seq : 1,
	    .project = s->project ? s->project : t.round.sealing_id,
	    .bidder = bidder_of(s, &t),
	    .sealer = s->sealer ? s->sealer : "browser" };
	struct rule_form form = { .amount_fen = s->fen ? s->fen : 6000000 };
	struct rule_form_head head = { core.project, core.bidder, core.seq };
	unsigned char secret[ENVELOPE_SCALAR];
	struct buf plain, text;
	const char *copy;

	memcpy(core.policy, t.round.policy, sizeof core.policy);
	buf_init(&plain, NOTE_MAX);
	buf_init(&text, NOTE_MAX);
	rule_form_write(&plain, &t.rule, &head, &form);
	envelope_secret(secret);
	ck_assert(envelope_seal(&text, &t.project, &core, secret, plain.data,
	    plain.len));
	copy = arena_strndup(kept(), text.data, text.len);
	if (s->s)
		memcpy(s->s, secret, sizeof secret);
	buf_release(&plain);
	buf_release(&text);
	return signed_by(s->who, s->by, s->secret, copy);
}

struct file
withdrawal(const char *code, const struct sealing *s)
{
	struct round_terms t = terms_of(code);
	struct seal_withdraw w = { .seq = s->seq,
	    .project = s->project ? s->project : t.round.sealing_id,
	    .bidder = bidder_of(s, &t) };

	memcpy(w.policy, t.round.policy, sizeof w.policy);
	return signed_by(s->who, s->by, s->secret,
	    text_of(SEAL_WITHDRAW, &w));
}

/* ---- sending ---- */

struct posted
submitted(const struct actor *who, const char *code, struct file f)
{
	struct posted p;

	ck_assert_int_eq(submit_file(the_market(), who, id_of(code), f.data,
	    f.n, &p), OK);
	return p;
}

struct posted
posted_to(post_verb *verb, const char *id, struct file f)
{
	struct posted p;

	ck_assert_int_eq(verb(the_market(), id, f.data, f.n, &p), OK);
	return p;
}

void
assert_accepted(struct posted p)
{
	ck_assert_msg(p.code == NULL, "refused: %s", p.code);
}

void
assert_refused(struct posted p, struct file body, const char *code)
{
	struct market *m = the_market();
	unsigned char hash[32];
	struct seal_refusal r;
	struct note note;
	struct file stored;
	char hex[65];

	ck_assert_msg(p.code != NULL, "accepted, not %s", code);
	ck_assert_str_eq(p.code, code);
	ck_assert(note_parse(&note, p.text, p.n));
	ck_assert(platform_signed(m->house->platform, &note));
	ck_assert(seal_record_parse(m->arena, SEAL_REFUSAL, note.text,
	    note.n, &r));
	ck_assert_str_eq(r.reason, code);
	ck_assert_int_eq(r.time, clock_at());
	note_hash(hash, body.data, body.n);
	ck_assert_mem_eq(r.file, hash, 32);
	stored = published(arena_printf(kept(), "refusal/%s.note",
	    digits_hex(hex, hash, 32)));
	ck_assert_uint_eq(stored.n, p.n);
	ck_assert_mem_eq(stored.data, p.text, p.n);
}

/* ---- looking ---- */

struct file
published(const char *path)
{
	struct public_file f;
	enum err err = db_public_get(the_market()->db, path, &f);

	if (err == ERR_NOT_FOUND)
		return (struct file){ NULL, 0 };
	ck_assert_int_eq(err, OK);
	return a_file(f.n ? f.body : "", f.n);
}

struct file
published_of(const char *code, const char *name)
{
	return published(arena_printf(kept(), "p/%s/%s", id_of(code),
	    name));
}

struct file
log_entry(int64_t leaf)
{
	struct leaf *list;
	size_t n;

	ck_assert_int_eq(db_leaf_list(the_market()->db, leaf, 1, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(list[0].i, leaf);
	return a_file(list[0].entry, list[0].n);
}

int64_t
log_length(void)
{
	int64_t size;

	ck_assert_int_eq(db_leaf_size(the_market()->db, &size), OK);
	return size;
}

struct file
published_body(const char *code, struct file f)
{
	unsigned char hash[32];
	char hex[65];

	note_hash(hash, f.data, f.n);
	return published_of(code, arena_printf(kept(), "%s.note",
	    digits_hex(hex, hash, 32)));
}

const char *
text_of_note(struct file f)
{
	struct note note;

	ck_assert_ptr_nonnull(f.data);
	ck_assert(note_parse(&note, f.data, f.n));
	return arena_strndup(kept(), note.text, note.n);
}

bool
file_has(struct file f, const char *text)
{
	return f.data != NULL && memmem(f.data, f.n, text, strlen(text)) !=
	    NULL;
}

void
assert_same_file(struct file a, struct file b)
{
	ck_assert_ptr_nonnull(a.data);
	ck_assert_uint_eq(a.n, b.n);
	ck_assert_mem_eq(a.data, b.data, a.n);
}

/* ---- a stranger ---- */

static void
verify(const char *folder, const char *id)
{
	struct verify_report r;
	struct arena arena;
	struct source s;

	arena_init(&arena);
	source_folder(&s, folder);
	verify_project(&arena, &s, id, NULL, 0, &r);
	for (size_t i = 0; i < VERIFY_CHECKS; i++)
		ck_assert_msg(r.checks[i].state == VERIFY_GOOD ||
		    r.checks[i].state == VERIFY_NONE, "%s: %s %s",
		    r.checks[i].id, r.checks[i].code, r.checks[i].detail);
	ck_assert_int_eq(r.verdict, VERIFY_VERIFIED);
	arena_release(&arena);
}

void
assert_verifies(const char *code)
{
	const char *id = id_of(code);

	assert_all_verify(&id, 1);
}

const char *
published_folder(char *top)
{
	const char *folder = arena_printf(kept(), "%s/public", top);
	struct publisher_config config = { .folder = folder,
	    .memory = arena_printf(kept(), "%s/published", top) };
	struct publisher *p;

	/* A checkpoint is stored with the group behind it. */
	ck_assert_int_eq(market_ready(the_market()), OK);
	ck_assert_int_eq(publisher_open(&p, the_market()->house, &config),
	    OK);
	ck_assert_int_eq(publisher_run(p), OK);
	publisher_close(p);
	return folder;
}

void
assert_all_verify(const char *const *ids, size_t n)
{
	char top[] = "/tmp/market-verify-XXXXXX";
	const char *folder;

	ck_assert_ptr_nonnull(mkdtemp(top));
	folder = published_folder(top);
	for (size_t i = 0; i < n; i++) {
		const char *home = arena_printf(kept(), "%s/home%zu", top, i);

		verify(folder, ids[i]);
		/* And at home, from what one takes along. */
		ck_assert_int_eq(system(arena_printf(kept(), "mkdir %s && "
		    "tar xf %s/p/%s/bundle.tar -C %s", home, folder, ids[i],
		    home)), 0);
		verify(home, ids[i]);
	}
	ck_assert_int_eq(system(arena_printf(kept(), "rm -rf %s", top)), 0);
}
