/* SPDX-License-Identifier: Apache-2.0 */
/* envelope_test.c: known envelopes, and one verdict whichever keys are used. */
#include "market/envelope.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"
#include "tests/vectors.h"

Suite *envelope_suite(void);

enum { TEXT = 65536 };

static struct arena arena;

/* A round: terms, keys of every trustee, the court. */
struct scene {
	struct seal_project project;
	unsigned char policy[32];
	struct rule rule;
	struct envelope_keys all, keys;
	struct envelope_court court;
};

static void
open_arena(void)
{
	arena_init(&arena);
}

static void
end_arena(void)
{
	arena_release(&arena);
}

/* What the vectors' forms are judged under: one field «days int». */
static void
vector_rule(struct rule *rule)
{
	static struct rule_field days = { "days", "int" };

	*rule = (struct rule){ .rule = "lowest", .price = "required",
	    .server = "allowed", .fields = &days, .n = 1,
	    .quote = "amount", .ceiling_fen = MONEY_MAX, .floor_fen = 1 };
}

static void
vector_scene(struct scene *s)
{
	size_t n;
	char *file = vector_file("project.note", &n);
	struct note note;

	memset(s, 0, sizeof *s);
	ck_assert(note_parse(&note, file, n));
	ck_assert(seal_record_parse(&arena, SEAL_PROJECT, note.text, note.n,
	    &s->project));
	note_hash(s->policy, note.text, note.n);
	vector_rule(&s->rule);
	for (size_t i = 0; i < 3; i++) {
		unsigned char seed[32], pk[32];

		memset(seed, 0x11 + (int)i, sizeof seed);
		envelope_open_key(seed, s->project.project, s->all.sk[i],
		    pk);
		ck_assert_mem_eq(pk, s->project.trustees[i].pk.hash, 32);
	}
	s->court = (struct envelope_court){ &s->project, s->policy,
	    &s->rule, &s->keys };
}

/* A round of n trustees, t of whom open; made up. */
static void
a_scene(struct scene *s, size_t n, int64_t t)
{
	memset(s, 0, sizeof *s);
	s->project = (struct seal_project){ .log = "m/log/1",
	    .project = "ZJ-2026-000001/1", .purchaser = "m/p/1",
	    .rule = "lowest", .opens = 1, .deadline = 2,
	    .selfopen_until = 2 + 2 * 86400, .form_bytes = 1024,
	    .max_subs = 250, .threshold = t, .n = n };
	s->project.trustees = arena_alloc(&arena,
	    n * sizeof *s->project.trustees);
	for (size_t i = 0; i < n; i++) {
		struct seal_trustee *trustee = &s->project.trustees[i];
		unsigned char seed[32];

		memset(seed, 7 + (int)i, sizeof seed);
		trustee->i = (int64_t)i + 1;
		trustee->name = arena_printf(&arena, "m/t/%zu", i);
		trustee->pk.given = true;
		envelope_open_key(seed, s->project.project, s->all.sk[i],
		    trustee->pk.hash);
	}
	memset(s->policy, 9, sizeof s->policy);
	vector_rule(&s->rule);
	s->court = (struct envelope_court){ &s->project, s->policy,
	    &s->rule, &s->keys };
}

static const char form_text[] = "sealbid/v1 form\nproject ZJ-2026-000001/1\n"
    "bidder m/b/1\nseq 1\namount-fen 4680050\ndays 30\n";

/* An envelope by m/b/1 with this form; signed by a key of its own. */
static void
seal(const struct scene *s, const unsigned char secret[32], const char *form,
    struct buf *file)
{
	struct seal_envelope core = { .project = s->project.project,
	    .bidder = "m/b/1", .seq = 1, .sealer = "offline" };
	const unsigned char seed[32] = { 1 };
	struct note_secret key;
	struct buf text;

	memcpy(core.policy, s->policy, 32);
	buf_init(&text, TEXT);
	buf_init(file, TEXT);
	ck_assert(envelope_seal(&text, &s->project, &core, secret, form,
	    strlen(form)));
	note_secret_init(&key, "m/b/1", NOTE_ED25519, seed);
	note_write(file, text.data, text.len, &key);
	buf_release(&text);
}

/* One verdict for every t of the n keys; *code of the last. */
static bool
judge_all(struct scene *s, const char *file, size_t n, const char **code)
{
	struct seal_sub sub = { .name = "m/b/1", .seq = 1 };
	size_t trustees = s->project.n;
	int valid = 0, invalid = 0;

	for (unsigned set = 0; set < 1u << trustees; set++) {
		struct envelope_verdict v;

		if (__builtin_popcount(set) != s->project.threshold)
			continue;
		s->keys = s->all;
		for (size_t i = 0; i < trustees; i++)
			s->keys.given[i] = set >> i & 1;
		envelope_judge(&arena, &s->court, &sub, false, file, n, &v);
		valid += v.valid;
		invalid += !v.valid;
		*code = v.code;
	}
	ck_assert_msg(valid == 0 || invalid == 0, "%d valid, %d invalid",
	    valid, invalid);
	return valid > 0;
}

START_TEST(the_known_envelopes_are_opened_by_any_two_keys)
{
	struct scene s;

	if (!vectors_are_here())
		return;
	vector_scene(&s);
	for (int k = 0; k < 3; k++) {
		char name[32], want[300], hex[65], expression[64], *facts;
		size_t n;
		struct seal_sub sub = { .seq = 1 };

		snprintf(name, sizeof name, "env%d.note", k + 1);
		snprintf(expression, sizeof expression,
		    "v.envelopes[%d].bidder", k);
		sub.name = vector_json("expected.json", expression);
		facts = vector_file(name, &n);
		for (int gone = 0; gone < 3; gone++) {
			struct envelope_verdict v;

			s.keys = s.all;
			for (int i = 0; i < 3; i++)
				s.keys.given[i] = i != gone;
			envelope_judge(&arena, &s.court, &sub, false, facts,
			    n, &v);
			ck_assert_msg(v.valid, "%s: %s", name, v.code);
			snprintf(expression, sizeof expression,
			    "v.envelopes[%d].salt", k);
			ck_assert_str_eq(digits_hex(hex, v.salt, 32),
			    vector_json("expected.json", expression));
			snprintf(want, sizeof want, "v.envelopes[%d].form"
			    ".match(/amount-fen (.*)/)[1]", k);
			ck_assert_int_eq(v.form.amount_fen, strtoll(
			    vector_json("expected.json", want), NULL, 10));
		}
	}
}
END_TEST

START_TEST(the_same_secret_seals_to_the_same_bytes)
{
	struct scene s;

	if (!vectors_are_here())
		return;
	vector_scene(&s);
	for (int k = 0; k < 3; k++) {
		char name[32], expression[64], *file, *form, *hex;
		struct seal_envelope core = { .project = s.project.project,
		    .seq = 1, .sealer = "browser" };
		unsigned char secret[32], seed[32];
		struct note_secret key;
		struct buf text, out;
		size_t n;

		snprintf(expression, sizeof expression, "v.envelopes[%d].s",
		    k);
		hex = vector_json("expected.json", expression);
		ck_assert(digits_unhex(hex, secret, 32));
		snprintf(expression, sizeof expression,
		    "v.envelopes[%d].bidder", k);
		core.bidder = vector_json("expected.json", expression);
		snprintf(expression, sizeof expression,
		    "v.envelopes[%d].form", k);
		form = vector_json("expected.json", expression);
		memcpy(core.policy, s.policy, 32);
		buf_init(&text, TEXT);
		buf_init(&out, TEXT);
		ck_assert(envelope_seal(&text, &s.project, &core, secret,
		    form, strlen(form)));
		memset(seed, 0x40 + k, sizeof seed);
		note_secret_init(&key, core.bidder, NOTE_ED25519, seed);
		note_write(&out, text.data, text.len, &key);
		snprintf(name, sizeof name, "env%d.note", k + 1);
		file = vector_file(name, &n);
		ck_assert_uint_eq(out.len, n);
		ck_assert_mem_eq(out.data, file, n);
		buf_release(&text);
		buf_release(&out);
	}
}
END_TEST

START_TEST(copied_and_damaged_envelopes_are_invalid_for_every_pair)
{
	static const char *const names[] = { "neg_copy.note",
	    "neg_garbage.note" };
	struct scene s;

	if (!vectors_are_here())
		return;
	vector_scene(&s);
	for (size_t k = 0; k < COUNT(names); k++) {
		struct seal_envelope e;
		struct note note;
		size_t n;
		char *file = vector_file(names[k], &n);

		ck_assert(note_parse(&note, file, n));
		ck_assert(seal_record_parse(&arena, SEAL_ENVELOPE, note.text,
		    note.n, &e));
		for (int gone = 0; gone < 3; gone++) {
			struct seal_sub sub = { .name = e.bidder,
			    .seq = e.seq };
			struct envelope_verdict v;

			s.keys = s.all;
			for (int i = 0; i < 3; i++)
				s.keys.given[i] = i != gone;
			envelope_judge(&arena, &s.court, &sub, false, file,
			    n, &v);
			ck_assert(!v.valid);
			ck_assert_str_eq(v.code, k == 0 ? "commit" :
			    gone == 0 ? "box-derive" : "box-open");
		}
	}
}
END_TEST

static const struct {
	size_t n;
	int64_t t;
} councils[] = { { 3, 2 }, { 5, 3 }, { 7, 4 } };

START_TEST(a_sealed_form_is_read_by_every_threshold_of_keys)
{
	unsigned char secret[32];
	const char *code;
	struct scene s;
	struct buf file;

	a_scene(&s, councils[_i].n, councils[_i].t);
	envelope_secret(secret);
	seal(&s, secret, form_text, &file);
	ck_assert_msg(judge_all(&s, file.data, file.len, &code), "%s", code);
	buf_release(&file);
}
END_TEST

/* Every 97th byte of a text changed: no set of keys finds it valid. */
START_TEST(a_changed_envelope_is_valid_for_nobody)
{
	unsigned char secret[32];
	const char *code;
	struct scene s;
	struct buf file;

	a_scene(&s, councils[_i].n, councils[_i].t);
	envelope_secret(secret);
	seal(&s, secret, form_text, &file);
	for (size_t i = 0; i < file.len; i += 97) {
		const char *end = memmem(file.data, file.len, "\n\n", 2);

		if (file.data + i > end)
			break;		/* V does not look at signatures */
		file.data[i] ^= 1;
		ck_assert_msg(!judge_all(&s, file.data, file.len, &code),
		    "byte %zu", i);
		file.data[i] ^= 1;
	}
	buf_release(&file);
}
END_TEST

static const struct {
	const char *form;
	const char *code;
} forms[] = {
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen 1\ndays -\n", NULL },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen 0\ndays 1\n", "range" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen 10000000000001\ndays 1\n", "range" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen -\ndays 1\n", "range" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/2\nbidder m/b/1\nseq 1\n"
	    "amount-fen 1\ndays 1\n", "form" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/2\nseq 1\n"
	    "amount-fen 1\ndays 1\n", "form" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 2\n"
	    "amount-fen 1\ndays 1\n", "form" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen 1\n", "form" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen 1\ndays 01\n", "form" },
	{ "sealbid/v1 form\nproject ZJ-2026-000001/1\nbidder m/b/1\nseq 1\n"
	    "amount-fen 1\ndays 1\nmore 1\n", "form" },
	{ "", "form" },
};

START_TEST(a_form_that_is_not_as_the_rule_has_it_is_invalid)
{
	unsigned char secret[32];
	const char *code;
	struct scene s;
	struct buf file;
	bool valid;

	a_scene(&s, 3, 2);
	envelope_secret(secret);
	seal(&s, secret, forms[_i].form, &file);
	valid = judge_all(&s, file.data, file.len, &code);
	if (forms[_i].code == NULL)
		ck_assert(valid);
	else
		ck_assert_str_eq(code, forms[_i].code);
	buf_release(&file);
}
END_TEST

/* s = L, s = L + 1, s = 0, and a share that is not canonical. */
START_TEST(a_bidder_may_open_its_own_envelope_and_no_other)
{
	unsigned char secret[32], other[32], zero[32] = { 0 };
	unsigned char order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
	    0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14 };
	struct seal_sub sub = { .name = "m/b/1", .seq = 1 };
	struct envelope_verdict v;
	struct scene s;
	struct buf file;

	order[31] = 0x10;
	a_scene(&s, 3, 2);
	envelope_secret(secret);
	envelope_secret(other);
	seal(&s, secret, form_text, &file);
	envelope_judge_self(&arena, &s.court, &sub, false, file.data,
	    file.len, secret, &v);
	ck_assert(v.valid);
	ck_assert_int_eq(v.form.amount_fen, 4680050);
	envelope_judge_self(&arena, &s.court, &sub, false, file.data,
	    file.len, other, &v);
	ck_assert_str_eq(v.code, "commit");
	envelope_judge_self(&arena, &s.court, &sub, false, file.data,
	    file.len, zero, &v);
	ck_assert_str_eq(v.code, "commit");
	envelope_judge_self(&arena, &s.court, &sub, false, file.data,
	    file.len, order, &v);
	ck_assert_str_eq(v.code, "share");
	buf_release(&file);
}
END_TEST

START_TEST(keys_of_low_order_are_refused)
{
	unsigned char pk[32] = { 0 };

	ck_assert(!envelope_pk_is_good(pk));
	pk[0] = 1;
	ck_assert(!envelope_pk_is_good(pk));
	pk[0] = 9;
	ck_assert(envelope_pk_is_good(pk));
}
END_TEST

START_TEST(a_form_that_does_not_fit_is_not_sealed)
{
	struct seal_envelope core = { .project = "ZJ-2026-000001/1",
	    .bidder = "m/b/1", .seq = 1, .sealer = "offline" };
	unsigned char secret[32];
	char form[1025];
	struct scene s;
	struct buf out;

	a_scene(&s, 3, 2);
	envelope_secret(secret);
	memset(form, 'x', sizeof form);
	buf_init(&out, TEXT);
	ck_assert(!envelope_seal(&out, &s.project, &core, secret, form,
	    1024));
	ck_assert(envelope_seal(&out, &s.project, &core, secret, form,
	    1023));
	buf_release(&out);
}
END_TEST

Suite *
envelope_suite(void)
{
	Suite *s = suite_create("envelope");
	TCase *t = tcase_create("envelopes");

	tcase_add_checked_fixture(t, open_arena, end_arena);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_known_envelopes_are_opened_by_any_two_keys);
	tcase_add_test(t, the_same_secret_seals_to_the_same_bytes);
	tcase_add_test(t,
	    copied_and_damaged_envelopes_are_invalid_for_every_pair);
	tcase_add_loop_test(t,
	    a_sealed_form_is_read_by_every_threshold_of_keys, 0,
	    COUNT(councils));
	tcase_add_loop_test(t, a_changed_envelope_is_valid_for_nobody, 0, 2);
	tcase_add_loop_test(t,
	    a_form_that_is_not_as_the_rule_has_it_is_invalid, 0,
	    COUNT(forms));
	tcase_add_test(t, a_bidder_may_open_its_own_envelope_and_no_other);
	tcase_add_test(t, keys_of_low_order_are_refused);
	tcase_add_test(t, a_form_that_does_not_fit_is_not_sealed);
	suite_add_tcase(s, t);
	return s;
}
