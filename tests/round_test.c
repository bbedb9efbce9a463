/* SPDX-License-Identifier: Apache-2.0 */
/* round_test.c: who must agree before a project is public. */
#include "market/round.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/budget.h"
#include "market/draft.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/platform.h"
#include "tests/sealing.h"

Suite *round_suite(void);

enum { SIGNERS = 4, TRUSTEES = 3 };

static struct market *m;
static struct actor dept;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	ck_assert_int_eq(cast_register(the_cast(), m, &dept), OK);
}

/* The purchaser (0) or a trustee signs the terms as they are. */
static struct posted
signs(const char *code, int by)
{
	const char *text = arena_strdup(tests_arena(),
	    terms_of(code).round.text);

	return posted_to(round_sign, id_of(code), line_over(&dept, by, text));
}

static void
all_offer(const char *code)
{
	ck_assert_int_eq(cast_offer(the_cast(), m, id_of(code)), OK);
}

static const char *
state_of(const char *code)
{
	struct project p;

	ck_assert_int_eq(db_project_by_code(m->db, code, &p), OK);
	return p.state;
}

static int64_t
reserved(void)
{
	struct budget_line *lines;
	size_t n;

	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_uint_eq(n, 1);
	return lines[0].reserved_fen;
}

/* A trustee's offer of a made-up key; edited by the test. */
struct offered {
	struct seal_offer offer;
	int by;
};

static struct offered
an_offer(const char *code, int by)
{
	struct round_terms t = terms_of(code);
	struct offered o = { .offer = { .project = id_of(code),
	    .trustee = by }, .by = by };
	unsigned char seed[32], sk[32];

	memset(seed, by, sizeof seed);
	note_hash(o.offer.terms, t.round.terms, strlen(t.round.terms));
	envelope_open_key(seed, o.offer.project, sk, o.offer.pk);
	return o;
}

static struct file
file_of(const struct offered *o)
{
	return signed_note(NULL, o->by, SEAL_OFFER, &o->offer);
}

/* ---- signing ---- */

START_TEST(a_project_is_public_once_the_last_has_signed)
{
	const char *code = an_asked_project(&dept);

	all_offer(code);
	for (int k = 1; k <= SIGNERS; k++) {
		ck_assert_str_eq(state_of(code), "registering");
		ck_assert(!terms_of(code).round.registered);
		assert_accepted(signs(code, (_i + k) % SIGNERS));
	}
	ck_assert_str_eq(state_of(code), "published");
	ck_assert(terms_of(code).round.registered);
}
END_TEST

START_TEST(nobody_sees_a_project_that_waits_for_signatures)
{
	const char *code = an_asked_project(&dept);
	struct project p;

	all_offer(code);
	ck_assert_int_eq(project_get(m, code, &p), ERR_NOT_FOUND);
	ck_assert_ptr_null(published_of(code, "project.note").data);
	ck_assert_ptr_null(published_of(code, "index.txt").data);
}
END_TEST

START_TEST(there_is_nothing_to_sign_before_all_keys_are_there)
{
	const char *code = an_asked_project(&dept);
	const char *text = arena_strdup(tests_arena(),
	    terms_of(code).round.terms);
	struct file line = line_over(&dept, 1, text);

	assert_refused(posted_to(round_sign, id_of(code), line), line,
	    "early");
}
END_TEST

START_TEST(a_line_of_a_stranger_or_over_another_text_is_none)
{
	const char *code = an_asked_project(&dept);
	struct actor agency = an_agency(1);
	struct file other = line_over(&dept, 1, "sealbid/v1 other\n");
	struct file strange;
	const char *text;

	all_offer(code);
	text = arena_strdup(tests_arena(), terms_of(code).round.text);
	ck_assert_int_eq(cast_register(the_cast(), m, &agency), OK);
	strange = line_over(&agency, BY_ACTOR, text);
	assert_refused(posted_to(round_sign, id_of(code), strange), strange,
	    "signature");
	assert_refused(posted_to(round_sign, id_of(code), other), other,
	    "signature");
	strange = line_over(NULL, BY_PLATFORM, text);
	assert_refused(posted_to(round_sign, id_of(code), strange), strange,
	    "signature");
}
END_TEST

START_TEST(one_line_at_a_time_is_a_signature)
{
	const char *code = an_asked_project(&dept);
	struct file two, none = a_file("hello\n", 6);
	const char *text;

	all_offer(code);
	text = arena_strdup(tests_arena(), terms_of(code).round.text);
	two = joined(line_over(&dept, 1, text), line_over(&dept, 2, text));
	assert_refused(posted_to(round_sign, id_of(code), two), two,
	    "grammar");
	assert_refused(posted_to(round_sign, id_of(code), none), none,
	    "grammar");
	two = line_over(&dept, 1, text);
	assert_refused(posted_to(round_sign, "ZJ-1900-000001/1", two), two,
	    "policy");
}
END_TEST

/* What is signed must be the terms, not the terms and something more. */
START_TEST(a_line_that_brings_an_empty_line_along_is_none)
{
	const char *code = an_asked_project(&dept);
	const char *text;
	struct file line;

	all_offer(code);
	text = arena_strdup(tests_arena(), terms_of(code).round.text);
	line = joined(a_file("more\n\n", 6), line_over(&dept, BY_ACTOR,
	    arena_printf(tests_arena(), "%s\nmore\n", text)));
	assert_refused(posted_to(round_sign, id_of(code), line), line,
	    "grammar");
	ck_assert_str_eq(terms_of(code).round.purchaser_line, "");
}
END_TEST

START_TEST(nobody_signs_terms_whose_deadline_has_come)
{
	const char *code = an_asked_project(&dept);
	struct offered o = an_offer(code, 1);
	const char *text;
	struct file f;
	int64_t deadline = terms_of(code).round.deadline;

	all_offer(code);
	text = arena_strdup(tests_arena(), terms_of(code).round.text);
	clock_set(deadline - 1);
	for (int i = 1; i <= TRUSTEES; i++)
		assert_accepted(signs(code, i));
	clock_set(deadline);
	f = line_over(&dept, BY_ACTOR, text);
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
	f = file_of(&o);
	assert_refused(posted_to(round_offer, id_of(code), f), f, "late");
	ck_assert(!terms_of(code).round.registered);
}
END_TEST

START_TEST(a_line_sent_twice_stands_once)
{
	const char *code = an_asked_project(&dept);
	struct file draft;
	struct note note;

	all_offer(code);
	assert_accepted(signs(code, 2));
	draft = published_of(code, "draft.note");
	assert_accepted(signs(code, 2));
	ck_assert_str_eq(published_of(code, "draft.note").data, draft.data);
	ck_assert(note_parse(&note, draft.data, draft.n));
	ck_assert_uint_eq(note.count, 1);
}
END_TEST

START_TEST(a_line_after_registration_changes_nothing)
{
	const char *code = a_project(&dept);
	int64_t before = log_length();

	assert_accepted(signs(code, 1));
	assert_accepted(signs(code, BY_ACTOR));
	ck_assert_int_eq(log_length(), before);
}
END_TEST

/* ---- offers ---- */

static void
other_terms(struct offered *o)
{
	o->offer.terms[0] ^= 1;
}

static void
other_project(struct offered *o)
{
	o->offer.project = "ZJ-1900-000001/1";
}

static void
low_order(struct offered *o)
{
	memset(o->offer.pk, 0, sizeof o->offer.pk);
}

static void
low_order_one(struct offered *o)
{
	memset(o->offer.pk, 0, sizeof o->offer.pk);
	o->offer.pk[0] = 1;
}

static void
key_of_the_first(struct offered *o)
{
	struct offered first = an_offer(o->offer.project[0] ? arena_strndup(
	    tests_arena(), o->offer.project, strcspn(o->offer.project, "/"))
	    : "", 1);

	memcpy(o->offer.pk, first.offer.pk, sizeof o->offer.pk);
}

static void
signed_by_another(struct offered *o)
{
	o->by = 3;
}

static void
signed_by_platform(struct offered *o)
{
	o->by = BY_PLATFORM;
}

static void
no_such_trustee(struct offered *o)
{
	o->offer.trustee = 4;
}

/* Wrong key as well as wrong signature: the table's order decides. */
static void
two_faults(struct offered *o)
{
	low_order(o);
	signed_by_another(o);
}

static void
three_faults(struct offered *o)
{
	two_faults(o);
	other_terms(o);
}

static const struct {
	void (*edit)(struct offered *o);
	const char *code;
} offers[] = {
	{ other_terms, "policy" }, { other_project, "policy" },
	{ low_order, "key" }, { low_order_one, "key" },
	{ key_of_the_first, "key" }, { signed_by_another, "signature" },
	{ signed_by_platform, "signature" }, { no_such_trustee, "key" },
	{ two_faults, "signature" }, { three_faults, "policy" },
};

START_TEST(an_offer_that_does_not_fit_is_refused)
{
	const char *code = an_asked_project(&dept);
	struct offered first = an_offer(code, 1), o = an_offer(code, 2);
	struct file file;

	assert_accepted(posted_to(round_offer, id_of(code),
	    file_of(&first)));
	offers[_i].edit(&o);
	file = file_of(&o);
	assert_refused(posted_to(round_offer, id_of(code), file), file,
	    offers[_i].code);
	ck_assert(!terms_of(code).trustees[1].offered);
	/* The good one is taken all the same. */
	o = an_offer(code, 2);
	assert_accepted(posted_to(round_offer, id_of(code), file_of(&o)));
	ck_assert(terms_of(code).trustees[1].offered);
}
END_TEST

START_TEST(an_offer_is_a_note_of_that_kind)
{
	const char *code = an_asked_project(&dept);
	struct seal_ready ready = { .trustee = 1, .time = clock_at() };
	struct file f = signed_note(NULL, 1, SEAL_READY, &ready);

	assert_refused(posted_to(round_offer, id_of(code), f), f, "grammar");
	f = a_file("offer", 5);
	assert_refused(posted_to(round_offer, id_of(code), f), f, "grammar");
}
END_TEST

START_TEST(a_trustee_offers_one_key_and_may_say_so_again)
{
	const char *code = an_asked_project(&dept);
	struct offered o = an_offer(code, 1);
	struct file good = file_of(&o), other;
	unsigned char sk[32], seed[32] = { 9 };

	assert_accepted(posted_to(round_offer, id_of(code), good));
	assert_accepted(posted_to(round_offer, id_of(code), good));
	envelope_open_key(seed, "other", sk, o.offer.pk);
	other = file_of(&o);
	assert_refused(posted_to(round_offer, id_of(code), other), other,
	    "double");
}
END_TEST

START_TEST(after_registration_only_the_same_offer_is_heard)
{
	const char *code = an_asked_project(&dept);
	struct file good[TRUSTEES], other;
	struct offered o;

	for (int i = 0; i < TRUSTEES; i++) {
		o = an_offer(code, i + 1);
		good[i] = file_of(&o);
		assert_accepted(posted_to(round_offer, id_of(code),
		    good[i]));
	}
	for (int i = 0; i < SIGNERS; i++)
		assert_accepted(signs(code, i));
	ck_assert_str_eq(state_of(code), "published");
	assert_accepted(posted_to(round_offer, id_of(code), good[2]));
	o = an_offer(code, 3);
	o.offer.pk[0] ^= 2;
	other = file_of(&o);
	assert_refused(posted_to(round_offer, id_of(code), other), other,
	    "late");
}
END_TEST

START_TEST(a_key_serves_one_round)
{
	const char *code = an_asked_project(&dept);
	struct actor works = an_enterprise(1);
	const char *next = an_asked_project(&works);
	struct offered o = an_offer(code, 1), reused = an_offer(next, 1);
	struct file f;

	assert_accepted(posted_to(round_offer, id_of(code), file_of(&o)));
	memcpy(reused.offer.pk, o.offer.pk, sizeof o.offer.pk);
	f = file_of(&reused);
	assert_refused(posted_to(round_offer, id_of(next), f), f, "key");
}
END_TEST

/* ---- files ---- */

static void
assert_hash(struct file f, const unsigned char want[32])
{
	unsigned char hash[32];

	ck_assert_ptr_nonnull(f.data);
	note_hash(hash, f.data, f.n);
	ck_assert_mem_eq(hash, want, 32);
}

START_TEST(the_draft_shows_keys_and_lines_as_they_come)
{
	const char *code = an_asked_project(&dept);
	struct round_terms t = terms_of(code);
	struct file draft = published_of(code, "draft.note");
	struct seal_project p;
	const char *text;

	ck_assert_uint_eq(draft.n, strlen(t.round.terms) + 1);
	ck_assert_mem_eq(draft.data, t.round.terms, draft.n - 1);
	all_offer(code);
	draft = published_of(code, "draft.note");
	text = arena_strdup(tests_arena(), terms_of(code).round.text);
	ck_assert_uint_eq(draft.n, strlen(text) + 1);
	ck_assert_mem_eq(draft.data, text, draft.n - 1);
	ck_assert(seal_record_parse(m->arena, SEAL_PROJECT, text,
	    strlen(text), &p));
	for (size_t i = 0; i < p.n; i++)
		ck_assert(p.trustees[i].pk.given);
	assert_accepted(signs(code, 3));
	draft = published_of(code, "draft.note");
	ck_assert_str_eq(draft.data, joined(joined(a_file(text,
	    strlen(text)), a_file("\n", 1)), line_over(NULL, 3,
	    text)).data);
}
END_TEST

START_TEST(the_terms_name_notice_and_rule_by_their_hashes)
{
	const char *code = an_asked_project(&dept);
	struct seal_project p = terms_of(code).project;

	assert_hash(published_of(code, "notice.txt"), p.notice);
	assert_hash(published_of(code, "rule.txt"), p.rule_hash);
	ck_assert_int_eq(p.threshold, 2);
	ck_assert_uint_eq(p.n, TRUSTEES);
	ck_assert_int_gt(p.selfopen_until, p.deadline + 24 * 3600);
	ck_assert_str_eq(p.log, platform_origin(m->house->platform));
}
END_TEST

START_TEST(the_record_is_signed_by_all_and_stands_in_the_log)
{
	const char *code = a_project(&dept);
	struct round_terms t = terms_of(code);
	struct file file = published_of(code, "project.note"), entry;
	const struct trust *trust = platform_trust(m->house->platform);
	struct key_row row;
	struct note_key key;
	struct note note;

	ck_assert(note_parse(&note, file.data, file.n));
	ck_assert_uint_eq(note.count, TRUSTEES + 2);
	for (size_t i = 0; i < TRUSTEES; i++)
		ck_assert_int_eq(note_check(&note, &trust->trustees[i],
		    NULL), NOTE_GOOD);
	ck_assert_int_eq(key_of_name(m->db, t.round.purchaser, &row, &key),
	    OK);
	ck_assert_int_eq(note_check(&note, &key, NULL), NOTE_GOOD);
	ck_assert(platform_signed(m->house->platform, &note));
	assert_hash((struct file){ note.text, note.n }, t.round.policy);
	entry = log_entry(t.round.leaf);
	ck_assert_uint_eq(entry.n, file.n);
	ck_assert_mem_eq(entry.data, file.data, file.n);
}
END_TEST

START_TEST(the_index_leads_to_every_record)
{
	const char *code = a_project(&dept);
	struct file index = published_of(code, "index.txt"), entry, named;
	char type[16], path[64];
	const char *at = index.data;
	long long leaf;
	int records = 0;

	ck_assert_ptr_nonnull(at);
	for (; *at; at = strchr(at, '\n') + 1, records++) {
		ck_assert_int_eq(sscanf(at, "leaf %lld %15s %63s\n", &leaf,
		    type, path), 3);
		entry = log_entry(leaf);
		named = published_of(code, path);
		ck_assert_uint_eq(entry.n, named.n);
		ck_assert_mem_eq(entry.data, named.data, entry.n);
		ck_assert_int_eq(strncmp(entry.data + strlen("sealbid/v1 "),
		    type, strlen(type)), 0);
	}
	ck_assert_int_eq(records, 2);	/* the project, its purchaser's key */
}
END_TEST

/* ---- not in time, or taken back ---- */

START_TEST(what_is_not_signed_in_a_day_is_a_draft_again)
{
	const char *code = an_asked_project_for(&dept, 5 * 86400);
	struct project p;
	struct problems problems;
	struct round_terms first;

	all_offer(code);
	first = terms_of(code);
	ck_assert_int_gt(reserved(), 0);
	clock_forward(24 * 3600 - 1);
	run_clock();
	ck_assert_str_eq(state_of(code), "registering");
	clock_forward(1);
	run_clock();
	ck_assert_str_eq(state_of(code), "draft");
	ck_assert_int_eq(reserved(), 0);
	ck_assert_int_eq(draft_publish(m, &dept, code, &p, &problems), OK);
	ck_assert_int_gt(reserved(), 0);
	ck_assert_str_eq(strchr(id_of(code), '/'), "/2");
	ck_assert(!terms_of(code).trustees[0].offered);
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
	ck_assert_str_eq(state_of(code), "published");
	ck_assert_mem_ne(terms_of(code).trustees[0].pk,
	    first.trustees[0].pk, 32);
}
END_TEST

START_TEST(signatures_of_a_round_taken_back_register_nothing)
{
	const char *code = an_asked_project(&dept), *old, *text;
	struct project p;
	struct problems problems;
	struct offered late;
	struct file f;

	all_offer(code);
	late = an_offer(code, 1);
	old = id_of(code);
	text = arena_strdup(tests_arena(), terms_of(code).round.text);
	for (int i = 1; i <= TRUSTEES; i++)
		assert_accepted(signs(code, i));
	ck_assert_int_eq(round_recall(m, &dept, code), OK);
	f = line_over(&dept, BY_ACTOR, text);
	assert_refused(posted_to(round_sign, old, f), f, "void");
	ck_assert_int_eq(draft_publish(m, &dept, code, &p, &problems), OK);
	assert_refused(posted_to(round_sign, old, f), f, "void");
	f = file_of(&late);
	assert_refused(posted_to(round_offer, old, f), f, "void");
	ck_assert_str_eq(state_of(code), "registering");
}
END_TEST

START_TEST(only_its_owner_takes_a_project_back)
{
	const char *code = an_asked_project(&dept);
	struct actor other = a_department(2);

	ck_assert_int_eq(round_recall(m, &other, code), ERR_NOT_FOUND);
	ck_assert_str_eq(state_of(code), "registering");
	ck_assert_int_eq(round_recall(m, &dept, code), OK);
	ck_assert_str_eq(state_of(code), "draft");
	ck_assert_int_eq(reserved(), 0);
	ck_assert_int_eq(round_recall(m, &dept, code), ERR_CONFLICT);
}
END_TEST

START_TEST(what_is_public_cannot_be_taken_back)
{
	const char *code = a_project(&dept);

	ck_assert_int_eq(round_recall(m, &dept, code), ERR_CONFLICT);
	ck_assert_str_eq(state_of(code), "published");
	ck_assert_int_gt(reserved(), 0);
}
END_TEST

START_TEST(trustees_are_told_what_waits_for_them)
{
	const char *code = an_asked_project(&dept), *line;

	line = arena_printf(tests_arena(), "draft %s\n", id_of(code));
	ck_assert_str_eq(published("trustee/index.txt").data, line);
	ck_assert_int_eq(round_recall(m, &dept, code), OK);
	ck_assert_uint_eq(published("trustee/index.txt").n, 0);
}
END_TEST

/* ---- ready ---- */

static struct file
a_ready(const char *code, int by, int64_t trustee, bool right)
{
	struct seal_ready r = { .trustee = trustee, .time = clock_at() };

	memcpy(r.policy, terms_of(code).round.policy, sizeof r.policy);
	r.policy[0] ^= !right;
	return signed_note(NULL, by, SEAL_READY, &r);
}

START_TEST(a_trustee_says_that_it_still_has_its_key)
{
	const char *code = a_project(&dept);
	const char *id = id_of(code);
	struct file f = a_ready(code, 2, 2, true);

	ck_assert_int_eq(terms_of(code).trustees[1].ready_at, 0);
	assert_accepted(posted_to(round_ready, id, f));
	ck_assert_int_eq(terms_of(code).trustees[1].ready_at, clock_at());
	ck_assert_int_eq(terms_of(code).trustees[0].ready_at, 0);
	f = a_ready(code, 2, 1, true);
	assert_refused(posted_to(round_ready, id, f), f, "signature");
	f = a_ready(code, 2, 4, true);
	assert_refused(posted_to(round_ready, id, f), f, "key");
	f = a_ready(code, 1, 1, false);
	assert_refused(posted_to(round_ready, id, f), f, "policy");
	f = a_file("ready", 5);
	assert_refused(posted_to(round_ready, id, f), f, "grammar");
	ck_assert_int_eq(terms_of(code).trustees[0].ready_at, 0);
}
END_TEST

Suite *
round_suite(void)
{
	Suite *s = suite_create("round");
	TCase *t = tcase_create("rounds");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_project_is_public_once_the_last_has_signed,
	    0, SIGNERS);
	tcase_add_test(t, nobody_sees_a_project_that_waits_for_signatures);
	tcase_add_test(t,
	    there_is_nothing_to_sign_before_all_keys_are_there);
	tcase_add_test(t,
	    a_line_of_a_stranger_or_over_another_text_is_none);
	tcase_add_test(t, one_line_at_a_time_is_a_signature);
	tcase_add_test(t, a_line_that_brings_an_empty_line_along_is_none);
	tcase_add_test(t, nobody_signs_terms_whose_deadline_has_come);
	tcase_add_test(t, a_line_sent_twice_stands_once);
	tcase_add_test(t, a_line_after_registration_changes_nothing);
	tcase_add_loop_test(t, an_offer_that_does_not_fit_is_refused, 0,
	    COUNT(offers));
	tcase_add_test(t, an_offer_is_a_note_of_that_kind);
	tcase_add_test(t, a_trustee_offers_one_key_and_may_say_so_again);
	tcase_add_test(t, after_registration_only_the_same_offer_is_heard);
	tcase_add_test(t, a_key_serves_one_round);
	tcase_add_test(t, the_draft_shows_keys_and_lines_as_they_come);
	tcase_add_test(t, the_terms_name_notice_and_rule_by_their_hashes);
	tcase_add_test(t, the_record_is_signed_by_all_and_stands_in_the_log);
	tcase_add_test(t, the_index_leads_to_every_record);
	tcase_add_test(t, what_is_not_signed_in_a_day_is_a_draft_again);
	tcase_add_test(t, signatures_of_a_round_taken_back_register_nothing);
	tcase_add_test(t, only_its_owner_takes_a_project_back);
	tcase_add_test(t, what_is_public_cannot_be_taken_back);
	tcase_add_test(t, trustees_are_told_what_waits_for_them);
	tcase_add_test(t, a_trustee_says_that_it_still_has_its_key);
	suite_add_tcase(s, t);
	return s;
}
