/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_test.c: a trustee's key does what it may, and nothing else. */
#include "market/trustee.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/envelope.h"
#include "market/terms.h"
#include "tests/support_staged.h"

Suite *trustee_suite(void);

static struct arena arena;
static struct trustee_state state;
static struct trustee_report report;
static struct round *round_;
static struct trustee me;
static struct buf body;
static int kept;

static void
keep(void *p, const unsigned char hash[32], const char *data, size_t n)
{
	unsigned char again[32];

	(void)p;
	note_hash(again, data, n);
	ck_assert_mem_eq(hash, again, 32);
	kept++;
}

/* Trustee 1 of a round, half a minute behind the deadline. */
static void
look_at(struct round *r)
{
	struct note_secret secret;
	char vkey[NOTE_VKEY_MAX];

	round_ = r;
	keyfile_secret(&r->trustee[0], &secret);
	trustee_state_init(&state, note_vkey_write(vkey, &secret.key));
	me = (struct trustee){ .source = &r->source, .trust = &r->trust,
	    .key = &r->trustee[0], .state = &state,
	    .now = ROUND_DEADLINE + 30, .keep = keep };
}

static void
set_up(void)
{
	arena_init(&arena);
	buf_init(&body, NOTE_MAX);
	kept = 0;
}

static void
tear_down(void)
{
	round_free(round_);
	trustee_state_release(&state);
	buf_release(&body);
	arena_release(&arena);
}

static const struct trustee_step *
last_step(void)
{
	return &report.steps[report.n - 1];
}

static bool
opens(void)
{
	buf_reset(&body);
	return trustee_open(&me, &arena, ROUND_ID, &body, &report);
}

/* ---- opening ---- */

START_TEST(of_an_honest_round_the_key_goes_out_and_fits)
{
	struct seal_open open;
	struct note note;
	unsigned char pk[32];

	look_at(a_round(NULL));
	ck_assert(opens());
	ck_assert_int_eq(report.verdict, TRUSTEE_YES);
	ck_assert(note_parse(&note, body.data, body.len));
	ck_assert(seal_record_parse(&arena, SEAL_OPEN, note.text, note.n,
	    &open));
	ck_assert(envelope_public(open.sk, pk));
	ck_assert_mem_eq(pk, round_->project.trustees[0].pk.hash, 32);
	ck_assert_mem_eq(open.policy, round_->policy, 32);
	ck_assert_mem_eq(open.close, round_->close, 32);
	ck_assert_int_eq(open.leaf, round_->close_leaf);
	ck_assert_int_eq(open.trustee, 1);
	/* Four active envelopes; the superseded one is nobody's to see. */
	ck_assert_int_eq(kept, 4);
	ck_assert(state.dirty);
	ck_assert_ptr_nonnull(trustee_state_opened(&state, round_->policy));
}
END_TEST

/* What may be odd about a round that is right all the same. */
static const struct {
	struct round_how how;
	int64_t now;
} right[] = {
	{ { .filler = 300 }, 0 },
	{ { .filler = 250, .many = 205 }, 0 },
	{ { .body_server = true }, 0 },
	{ { .withdraw_server = true }, 0 },
	{ { .extend = ROUND_DEADLINE + 3600, .seen = ROUND_DEADLINE + 3610 },
	    ROUND_DEADLINE + 3601 },
	/* One trustee is too few: the deadline stays what it was. */
	{ { .extend = ROUND_DEADLINE + 3600, .extend_by = 1,
	    .close_deadline = ROUND_DEADLINE }, 0 },
	{ { .void_at = -1 }, 0 },
	{ { .seen = ROUND_DEADLINE - 270 }, 0 },
	{ { .seen = ROUND_DEADLINE + 330 }, 0 },
	{ { .seen = ROUND_DEADLINE }, ROUND_DEADLINE },
	{ { .witnesses = 3 }, 0 },
	{ { .bids = 3 }, 0 },
};

START_TEST(a_round_that_is_only_odd_is_opened)
{
	look_at(a_round(&right[_i].how));
	if (right[_i].now)
		me.now = right[_i].now;
	opens();
	ck_assert_msg(report.verdict == TRUSTEE_YES, "%s: %s",
	    last_step()->id, last_step()->why);
}
END_TEST

static void
other_list(struct seal_sub *subs, size_t n)
{
	subs[n - 2].seq = 2;
}

static void
false_status(struct seal_sub *subs, size_t n)
{
	(void)n;
	subs[0].status = "active";
}

static void
other_pk(struct seal_project *p)
{
	p->trustees[0].pk = p->trustees[1].pk;
	p->trustees[1].pk.hash[0] ^= 1;
}

static void
not_me(struct seal_project *p)
{
	p->trustees[0] = p->trustees[1];
	p->trustees[1] = p->trustees[2];
	p->trustees[0].i = 1;
	p->trustees[1].i = 2;
	p->trustees[2].name = "m.example/t/9";
}

static void
early(void)
{
	me.now = ROUND_DEADLINE - 1;
}

static void
clock_ahead(void)
{
	me.now = ROUND_DEADLINE + 20 + TRUSTEE_SKEW + 1;
}

static void
no_platform(void)
{
	round_->trust.n_platforms = 0;
}

static void
i_am_nobody(void)
{
	round_->trust.trustees[0].public_key[0] ^= 1;
}

static void
my_key_is_a_bidders(void)
{
	round_->trustee[0].opens = false;
}

static void
no_answer(void)
{
	round_->away = true;
}

static void
i_saw_another_tree(void)
{
	trustee_state_head(&state, &state.log, round_->log.key.name, 4,
	    round_->policy);
}

static void
i_saw_a_larger_tree(void)
{
	trustee_state_head(&state, &state.log, round_->log.key.name,
	    round_->tree->size + 1, round_->policy);
}

static void
i_saw_another_log(void)
{
	tlog_hash root;
	struct tlog_nodes nodes = tree_nodes(round_->tree);

	ck_assert(tlog_root(&nodes, 4, root));
	trustee_state_head(&state, &state.log, "other.example/log/1", 4,
	    root);
}

static void
i_signed_other_terms(void)
{
	trustee_state_sign(&state, ROUND_ID, round_->policy, round_->close);
}

static void
i_only_offered(void)
{
	trustee_state_offer(&state, ROUND_ID, round_->policy);
}

static void
i_claimed_another(void)
{
	(void)trustee_state_claim(&state, round_->policy, round_->close,
	    ROUND_DEADLINE - 1);
}

static void
i_opened_for_another(void)
{
	trustee_state_open(&state, round_->policy, round_->policy);
}

static const char *
body_of(size_t sub)
{
	char hex[65];

	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", round_->subs[sub].file[i]);
	return arena_printf(&arena, "p/" ROUND_ID "/%s.note", hex);
}

static void
a_body_is_lost(void)
{
	round_drop(round_, body_of(2));
}

static void
a_body_is_another(void)
{
	const struct staged_file *f = staged_file(round_, body_of(1));

	round_put(round_, body_of(2), f->data, f->n);
}

static void
other_rule(void)
{
	round_put(round_, "p/" ROUND_ID "/rule.txt", "sealbid/v1 rule\n", 16);
}

static void
damage(const char *path, size_t at)
{
	const struct staged_file *f = staged_file(round_, path);
	char *copy;

	ck_assert_ptr_nonnull(f);
	copy = arena_strndup(&arena, f->data, f->n);
	copy[at % f->n] ^= 1;
	round_put(round_, path, copy, f->n);
}

/* The last entry: behind the close, where a void might stand. */
static void
a_bundle_is_damaged(void)
{
	static const char index[] = "leaf 250 key p/" ROUND_ID
	    "/key-250.note\nleaf 257 project p/" ROUND_ID "/project.note\n";
	const char *path = arena_printf(&arena,
	    "log/tile/entries/001.p/%d", (int)round_->tree->size - 256);

	round_put(round_, "p/" ROUND_ID "/index.txt", index,
	    sizeof index - 1);
	damage(path, staged_file(round_, path)->n - 2);
}

static void
a_tile_is_damaged(void)
{
	damage(arena_printf(&arena, "log/tile/0/000.p/%d",
	    (int)round_->tree->size), 40);
}

static void
a_tile_is_missing(void)
{
	round_drop(round_, arena_printf(&arena, "log/tile/0/000.p/%d",
	    (int)round_->tree->size));
}

/* Each condition broken alone: the step that says so, and how. */
static const struct {
	const char *step;
	enum trustee_found found;
	struct round_how how;
	void (*then)(void);
} broken[] = {
	{ "trust", TRUSTEE_NO, { 0 }, no_platform },
	{ "trust", TRUSTEE_NO, { 0 }, i_am_nobody },
	{ "trust", TRUSTEE_NO, { 0 }, my_key_is_a_bidders },
	{ "checkpoint", TRUSTEE_LATER, { 0 }, no_answer },
	{ "checkpoint", TRUSTEE_LATER, { .witnesses = 1 }, NULL },
	{ "checkpoint", TRUSTEE_LATER, { .witnesses = -1 }, NULL },
	{ "checkpoint", TRUSTEE_NO, { .witness_wrong = true,
	    .witnesses = 3 }, NULL },
	{ "checkpoint", TRUSTEE_NO, { .log_forged = true }, NULL },
	{ "clock", TRUSTEE_LATER, { 0 }, clock_ahead },
	{ "clock", TRUSTEE_LATER, { .seen = ROUND_DEADLINE + 331 }, NULL },
	{ "clock", TRUSTEE_LATER, { .seen = ROUND_DEADLINE - 271 }, NULL },
	{ "consistent", TRUSTEE_NO, { 0 }, i_saw_another_tree },
	{ "consistent", TRUSTEE_NO, { 0 }, i_saw_another_log },
	{ "consistent", TRUSTEE_LATER, { 0 }, i_saw_a_larger_tree },
	{ "consistent", TRUSTEE_LATER, { 0 }, a_tile_is_missing },
	{ "consistent", TRUSTEE_NO, { 0 }, a_tile_is_damaged },
	{ "project", TRUSTEE_NO, { .unsigned_by = 1 }, NULL },
	{ "project", TRUSTEE_NO, { .unsigned_by = 2 }, NULL },
	{ "project", TRUSTEE_NO, { .unsigned_by = 4 }, NULL },
	{ "project", TRUSTEE_NO, { .unsigned_by = 16 }, NULL },
	{ "project", TRUSTEE_NO, { .project = not_me }, NULL },
	{ "project", TRUSTEE_NO, { 0 }, i_signed_other_terms },
	{ "project", TRUSTEE_NO, { 0 }, i_only_offered },
	{ "key", TRUSTEE_NO, { .project = other_pk }, NULL },
	{ "void", TRUSTEE_NO, { .void_at = 1 }, NULL },
	{ "void", TRUSTEE_NO, { .void_at = 2 }, NULL },
	{ "void", TRUSTEE_NO, { .filler = 250 }, a_bundle_is_damaged },
	{ "close", TRUSTEE_LATER, { .not_closed = true }, NULL },
	{ "close", TRUSTEE_LATER, { .close_forged = true }, NULL },
	{ "close", TRUSTEE_NO, { .close_elsewhere = true }, NULL },
	{ "deadline", TRUSTEE_NO, { 0 }, early },
	{ "deadline", TRUSTEE_NO, { .close_deadline = ROUND_DEADLINE - 60 },
	    NULL },
	{ "deadline", TRUSTEE_NO, { .extend = ROUND_DEADLINE + 3600 }, NULL },
	{ "deadline", TRUSTEE_NO, { .extend = ROUND_DEADLINE + 3600,
	    .close_deadline = ROUND_DEADLINE }, NULL },
	{ "list", TRUSTEE_NO, { .subs = other_list }, NULL },
	{ "list", TRUSTEE_NO, { .subs = false_status }, NULL },
	{ "list", TRUSTEE_NO, { .many = 205, .more_missing = 1 }, NULL },
	{ "blind", TRUSTEE_NO, { .leaf_early = true }, NULL },
	{ "blind", TRUSTEE_NO, { .leaf_wrong = true }, NULL },
	{ "bodies", TRUSTEE_LATER, { 0 }, a_body_is_lost },
	{ "bodies", TRUSTEE_LATER, { 0 }, a_body_is_another },
	{ "bodies", TRUSTEE_NO, { .body_forged = true }, NULL },
	{ "bodies", TRUSTEE_NO, { .body_stranger = true }, NULL },
	{ "bodies", TRUSTEE_NO, { .body_server = true,
	    .server = "forbidden" }, NULL },
	{ "bodies", TRUSTEE_NO, { .withdraw_server = true,
	    .server = "forbidden" }, NULL },
	{ "bodies", TRUSTEE_NO, { 0 }, other_rule },
	{ "claims", TRUSTEE_NO, { 0 }, i_claimed_another },
	{ "list", TRUSTEE_NO, { .honours_unlisted = true }, NULL },
	{ "entrants", TRUSTEE_NO, { .bids = 2 }, NULL },
	{ "once", TRUSTEE_NO, { 0 }, i_opened_for_another },
};

START_TEST(one_broken_condition_keeps_the_key_in)
{
	look_at(a_round(&broken[_i].how));
	if (broken[_i].then != NULL)
		broken[_i].then();
	ck_assert(!opens());
	ck_assert_uint_eq(body.len, 0);
	ck_assert_msg(strcmp(last_step()->id, broken[_i].step) == 0 &&
	    last_step()->found == broken[_i].found, "%s %d: %s",
	    last_step()->id, last_step()->found, last_step()->why);
	ck_assert_int_eq(report.verdict, broken[_i].found);
	ck_assert_ptr_nonnull(last_step()->why);
	if (strcmp(broken[_i].step, "once") != 0)
		ck_assert_ptr_null(trustee_state_opened(&state,
		    round_->policy));
}
END_TEST

START_TEST(each_step_of_an_opening_is_broken_by_some_row)
{
	look_at(a_round(NULL));
	ck_assert(opens());
	for (size_t i = 0; i < report.n; i++) {
		bool found = false;

		for (size_t j = 0; j < COUNT(broken); j++)
			found |= strcmp(broken[j].step,
			    report.steps[i].id) == 0;
		ck_assert_msg(found, "%s", report.steps[i].id);
	}
}
END_TEST

START_TEST(the_first_close_decides_and_its_omission_is_seen_by_who_claimed)
{
	struct round_how how = { .close_twice = true };

	look_at(a_round(&how));
	(void)trustee_state_claim(&state, round_->policy,
	    round_->subs[round_->n - 1].file, ROUND_DEADLINE - 1);
	ck_assert(!opens());
	ck_assert_str_eq(last_step()->id, "claims");
	/* A claim at the deadline came too late to count. */
	state.claimed[0].time = ROUND_DEADLINE;
	ck_assert(opens());
	ck_assert_mem_ne(state.opened[0].close, round_->close, 32);
}
END_TEST

START_TEST(a_second_time_the_same_key_goes_out_for_the_same_close)
{
	struct buf first;

	look_at(a_round(NULL));
	ck_assert(opens());
	buf_init(&first, NOTE_MAX);
	buf_add(&first, body.data, body.len);
	state.dirty = false;
	ck_assert(opens());
	ck_assert_uint_eq(first.len, body.len);
	ck_assert_mem_eq(first.data, body.data, body.len);
	ck_assert(!state.dirty);
	buf_release(&first);
}
END_TEST

START_TEST(a_log_that_grew_is_accepted_and_one_that_shrank_is_not)
{
	int64_t size;

	look_at(a_round(NULL));
	ck_assert(opens());
	size = state.log.size;
	ck_assert_int_eq(size, round_->tree->size);
	round_append(round_, "market/v1 more\n");
	ck_assert(opens());
	ck_assert_int_eq(state.log.size, size + 1);
}
END_TEST

/* ---- drafts ---- */

static enum trustee_act
draft(void)
{
	buf_reset(&body);
	return trustee_draft(&me, &arena, ROUND_ID, &body, &report);
}

static void
look_at_draft(const struct round_how *how, unsigned offered)
{
	look_at(a_draft_round(how, offered));
	me.now = ROUND_DEADLINE - 1000;
}

/* The same round, when others have offered. */
static void
later_draft(unsigned offered)
{
	round_free(round_);
	round_ = a_draft_round(NULL, offered);
	me.source = &round_->source;
	me.trust = &round_->trust;
	me.key = &round_->trustee[0];
}

START_TEST(a_trustee_offers_then_waits_then_signs)
{
	struct seal_offer offer;
	struct terms terms;
	struct note note;
	const struct staged_file *f;
	struct note_secret secret;
	struct buf file;

	look_at_draft(NULL, 6);
	ck_assert_int_eq(draft(), TRUSTEE_OFFER);
	ck_assert(note_parse(&note, body.data, body.len));
	ck_assert(seal_record_parse(&arena, SEAL_OFFER, note.text, note.n,
	    &offer));
	ck_assert_int_eq(offer.trustee, 1);
	later_draft(1);
	ck_assert_int_eq(draft(), TRUSTEE_NOTHING);
	ck_assert_int_eq(report.verdict, TRUSTEE_YES);
	ck_assert_mem_eq(offer.pk, round_->project.trustees[0].pk.hash, 32);
	later_draft(7);
	ck_assert_int_eq(draft(), TRUSTEE_SIGN);
	f = staged_file(round_, "p/" ROUND_ID "/draft.note");
	ck_assert(terms_read(&arena, f->data, f->n, true, &terms));
	ck_assert_mem_eq(terms.terms, offer.terms, 32);
	ck_assert_mem_eq(state.terms[0].policy.hash, terms.policy, 32);
	buf_init(&file, NOTE_MAX);
	buf_add(&file, f->data, f->n);
	buf_add(&file, body.data, body.len);
	ck_assert(note_parse(&note, file.data, file.len));
	keyfile_secret(me.key, &secret);
	ck_assert_int_eq(note_check(&note, &secret.key, NULL), NOTE_GOOD);
	/* It stands there now: nothing is left to do. */
	round_put(round_, "p/" ROUND_ID "/draft.note", file.data, file.len);
	ck_assert_int_eq(draft(), TRUSTEE_NOTHING);
	ck_assert_int_eq(report.verdict, TRUSTEE_YES);
	buf_release(&file);
}
END_TEST

static void
other_log(struct seal_project *p)
{
	p->log = "other.example/log/1";
}

static void
foreign_trustee(struct seal_project *p)
{
	p->trustees[2].name = "m.example/t/9";
}

static void
other_id(struct seal_project *p)
{
	p->project = "T-1/2";
}

static void
twice_the_same_key(struct seal_project *p)
{
	p->trustees[2].pk = p->trustees[1].pk;
}

static void
low_order(struct seal_project *p)
{
	memset(p->trustees[2].pk.hash, 0, 32);
}

static void
threshold_of_one(struct seal_project *p)
{
	p->threshold = 1;
}

static void
threshold_of_all(struct seal_project *p)
{
	p->threshold = 3;
}

static void
short_selfopen(struct seal_project *p)
{
	p->selfopen_until = p->deadline + 24 * 3600;
}

static void
at_the_deadline(void)
{
	me.now = ROUND_DEADLINE;
}

static void
other_notice(void)
{
	round_put(round_, "p/" ROUND_ID "/notice.txt", "Notice\n", 7);
}

static void
no_notice(void)
{
	round_drop(round_, "p/" ROUND_ID "/notice.txt");
}

static void
another_purchaser(void)
{
	me.purchaser = "m.example/p/2";
}

static void
i_signed_it_with_other_keys(void)
{
	struct terms terms;
	const struct staged_file *f = staged_file(round_,
	    "p/" ROUND_ID "/draft.note");

	ck_assert(terms_read(&arena, f->data, f->n, true, &terms));
	trustee_state_sign(&state, ROUND_ID, terms.terms, round_->trust.
	    log.public_key);
}

static const struct {
	const char *step;
	enum trustee_found found;
	struct round_how how;
	void (*then)(void);
} undraftable[] = {
	{ "trust", TRUSTEE_NO, { 0 }, no_platform },
	{ "trust", TRUSTEE_NO, { 0 }, i_am_nobody },
	{ "draft", TRUSTEE_LATER, { 0 }, no_answer },
	{ "draft", TRUSTEE_NO, { .project = other_id }, NULL },
	{ "draft", TRUSTEE_NO, { .project = threshold_of_one }, NULL },
	{ "draft", TRUSTEE_NO, { .project = threshold_of_all }, NULL },
	{ "draft", TRUSTEE_NO, { .project = short_selfopen }, NULL },
	{ "log", TRUSTEE_NO, { .project = other_log }, NULL },
	{ "time", TRUSTEE_NO, { 0 }, at_the_deadline },
	{ "rule", TRUSTEE_NO, { 0 }, other_rule },
	{ "notice", TRUSTEE_NO, { 0 }, other_notice },
	{ "notice", TRUSTEE_LATER, { 0 }, no_notice },
	{ "names", TRUSTEE_NO, { .project = foreign_trustee }, NULL },
	{ "purchaser", TRUSTEE_NO, { 0 }, another_purchaser },
	{ "key", TRUSTEE_NO, { .project = other_pk }, NULL },
	{ "keys", TRUSTEE_NO, { .project = twice_the_same_key }, NULL },
	{ "keys", TRUSTEE_NO, { .project = low_order }, NULL },
	{ "once", TRUSTEE_NO, { 0 }, i_signed_other_terms },
	{ "once", TRUSTEE_NO, { 0 }, i_signed_it_with_other_keys },
};

START_TEST(one_broken_condition_keeps_the_name_off_a_draft)
{
	look_at_draft(&undraftable[_i].how, 7);
	if (undraftable[_i].then != NULL)
		undraftable[_i].then();
	ck_assert_int_eq(draft(), TRUSTEE_NOTHING);
	ck_assert_uint_eq(body.len, 0);
	ck_assert_msg(strcmp(last_step()->id, undraftable[_i].step) == 0 &&
	    last_step()->found == undraftable[_i].found, "%s %d: %s",
	    last_step()->id, last_step()->found, last_step()->why);
}
END_TEST

/* ---- claims, readiness ---- */

static void
an_envelope(struct buf *file, const struct note_secret *by,
    const char *sealer)
{
	buf_init(file, NOTE_MAX);
	round_envelope(round_, file, round_->bidder[4].key.name, 1, sealer,
	    by);
}

static bool
claims(const struct buf *file)
{
	buf_reset(&body);
	return trustee_claim(&me, &arena, file->data, file->len, &body,
	    &report);
}

START_TEST(a_submission_under_terms_i_signed_is_claimed_and_remembered)
{
	struct round_how how = { .not_closed = true,
	    .seen = ROUND_DEADLINE - 300 };
	struct seal_claim claim;
	struct note note;
	struct buf file;

	look_at(a_round(&how));
	me.now = ROUND_DEADLINE - 300;
	an_envelope(&file, &round_->bidder[4], "offline");
	ck_assert(!claims(&file));
	ck_assert_str_eq(last_step()->id, "terms");
	trustee_state_sign(&state, ROUND_ID, round_->close, round_->policy);
	ck_assert_msg(claims(&file), "%s: %s", last_step()->id,
	    last_step()->why);
	ck_assert(note_parse(&note, body.data, body.len));
	ck_assert(seal_record_parse(&arena, SEAL_CLAIM, note.text, note.n,
	    &claim));
	ck_assert_int_eq(claim.time, ROUND_DEADLINE - 300);
	ck_assert_uint_eq(state.n_claimed, 1);
	ck_assert_mem_eq(state.claimed[0].file, claim.file, 32);
	/* Asked again later, it says when it came. */
	me.now += 60;
	ck_assert(claims(&file));
	ck_assert(note_parse(&note, body.data, body.len));
	ck_assert(seal_record_parse(&arena, SEAL_CLAIM, note.text, note.n,
	    &claim));
	ck_assert_int_eq(claim.time, ROUND_DEADLINE - 300);
	ck_assert_uint_eq(state.n_claimed, 1);
	buf_release(&file);
}
END_TEST

static const struct {
	const char *step, *sealer;
	bool stranger, late, closed;
} unclaimable[] = {
	{ "file", "server", false, false, false },
	{ "deadline", "offline", false, true, false },
	{ "deadline", "offline", false, false, true },
	{ "signature", "offline", true, false, false },
};

START_TEST(a_submission_that_could_not_be_accepted_is_not_claimed)
{
	struct round_how how = { .not_closed = !unclaimable[_i].closed };
	struct buf file;

	look_at(a_round(&how));
	me.now = ROUND_DEADLINE - (unclaimable[_i].late ? 0 : 100);
	trustee_state_sign(&state, ROUND_ID, round_->close, round_->policy);
	an_envelope(&file, &round_->bidder[unclaimable[_i].stranger ? 3 : 4],
	    unclaimable[_i].sealer);
	ck_assert(!claims(&file));
	ck_assert_msg(strcmp(last_step()->id, unclaimable[_i].step) == 0,
	    "%s: %s", last_step()->id, last_step()->why);
	ck_assert_uint_eq(state.n_claimed, 0);
	buf_release(&file);
}
END_TEST

START_TEST(readiness_is_told_only_while_the_key_fits)
{
	struct seal_ready ready;
	struct note note;

	look_at(a_round(NULL));
	me.now = ROUND_DEADLINE - 1;
	ck_assert(trustee_ready(&me, &arena, ROUND_ID, &body, &report));
	ck_assert(note_parse(&note, body.data, body.len));
	ck_assert(seal_record_parse(&arena, SEAL_READY, note.text, note.n,
	    &ready));
	ck_assert_mem_eq(ready.policy, round_->policy, 32);
	me.now = ROUND_DEADLINE;
	ck_assert(!trustee_ready(&me, &arena, ROUND_ID, &body, &report));
	ck_assert_str_eq(last_step()->id, "time");
	me.now--;
	round_->trustee[0].open_seed[0] ^= 1;
	ck_assert(!trustee_ready(&me, &arena, ROUND_ID, &body, &report));
	ck_assert_str_eq(last_step()->id, "key");
}
END_TEST

Suite *
trustee_suite(void)
{
	Suite *s = suite_create("trustee");
	TCase *t = tcase_create("decisions");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, of_an_honest_round_the_key_goes_out_and_fits);
	tcase_add_loop_test(t, a_round_that_is_only_odd_is_opened, 0,
	    COUNT(right));
	tcase_add_loop_test(t, one_broken_condition_keeps_the_key_in, 0,
	    COUNT(broken));
	tcase_add_test(t, each_step_of_an_opening_is_broken_by_some_row);
	tcase_add_test(t,
	    the_first_close_decides_and_its_omission_is_seen_by_who_claimed);
	tcase_add_test(t,
	    a_second_time_the_same_key_goes_out_for_the_same_close);
	tcase_add_test(t,
	    a_log_that_grew_is_accepted_and_one_that_shrank_is_not);
	tcase_add_test(t, a_trustee_offers_then_waits_then_signs);
	tcase_add_loop_test(t,
	    one_broken_condition_keeps_the_name_off_a_draft, 0,
	    COUNT(undraftable));
	tcase_add_test(t,
	    a_submission_under_terms_i_signed_is_claimed_and_remembered);
	tcase_add_loop_test(t,
	    a_submission_that_could_not_be_accepted_is_not_claimed, 0,
	    COUNT(unclaimable));
	tcase_add_test(t, readiness_is_told_only_while_the_key_fits);
	suite_add_tcase(s, t);
	return s;
}
