/* SPDX-License-Identifier: Apache-2.0 */
/* witness_test.c: one log has one history, or no cosignature. */
#include "market/witness.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "tests/support_staged.h"

Suite *witness_suite(void);

static struct arena arena;
static struct trustee_state state;
static struct round *round_;
static struct keyfile key;
static struct witness me;
static struct witness_seen seen;
static const char *why;

/* Witness 1 of a round's trust file. */
static void
set_up(void)
{
	arena_init(&arena);
	round_ = a_round(NULL);
	memset(&key, 0, sizeof key);
	memcpy(key.name, "w1.example/w", 13);
	memcpy(key.role, "witness", 8);
	note_hash(key.seed, key.name, strlen(key.name));
	trustee_state_init(&state, "unused");
	me = (struct witness){ .source = &round_->source,
	    .trust = &round_->trust, .key = &key, .state = &state,
	    .now = 1800000000 };
}

static void
tear_down(void)
{
	round_free(round_);
	trustee_state_release(&state);
	arena_release(&arena);
}

static enum trustee_found
look(void)
{
	return witness_look(&me, &arena, &seen, &why);
}

START_TEST(what_grew_is_cosigned_and_counts_as_that_witness)
{
	struct trust_seen who;
	struct note note;
	struct buf body;
	int64_t time;

	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(look(), TRUSTEE_YES);
		ck_assert(state.dirty);
		state.dirty = false;
		ck_assert_int_eq(state.witness.size, round_->tree->size);
		buf_init(&body, NOTE_MAX);
		witness_write(&me, &seen, &body);
		ck_assert(note_parse(&note, body.data, body.len));
		ck_assert_uint_eq(note.count, 2);
		ck_assert_int_eq(note_check(&note, &round_->log.key, NULL),
		    NOTE_GOOD);
		ck_assert_int_eq(note_check(&note, &round_->witness[0].key,
		    &time), NOTE_GOOD);
		ck_assert_int_eq(time, me.now);
		ck_assert(trust_cosigned(&round_->trust, &note, &who));
		ck_assert_uint_eq(who.n, 1);
		ck_assert(!who.quorum);
		buf_release(&body);
		round_append(round_, "market/v1 more\n");
	}
	/* It never saw the trustee's memory. */
	ck_assert_int_eq(state.log.size, 0);
}
END_TEST

START_TEST(the_same_again_is_no_news_for_the_state)
{
	ck_assert_int_eq(look(), TRUSTEE_YES);
	state.dirty = false;
	ck_assert_int_eq(look(), TRUSTEE_YES);
	ck_assert(!state.dirty);
}
END_TEST

/* The third leaf becomes another, as if it had always been so. */
static void
rewrite(void)
{
	struct tree *tree = tree_new(ROUND_ENTRIES);

	round_->entries[2] = "market/v1 another past\n";
	for (int64_t i = 0; i < round_->tree->size; i++)
		tree_add(tree, round_->entries[i]);
	tree_free(round_->tree);
	round_->tree = tree;
	round_publish(round_);
}

static void
same_size_other_root(void)
{
	rewrite();
}

static void
grown_from_another(void)
{
	rewrite();
	round_append(round_, "market/v1 more\n");
}

static void
shrunk(void)
{
	struct round_how how = { .not_closed = true };
	struct round *smaller = a_round(&how);
	const struct staged_file *f = staged_file(smaller, "log/checkpoint");

	round_put(round_, "log/checkpoint", f->data, f->n);
	round_free(smaller);
}

static void
forged(void)
{
	round_->how.log_forged = true;
	round_append(round_, "market/v1 more\n");
}

static void
of_another_log(void)
{
	state.witness.origin = "other.example/log/1";
}

static void
no_checkpoint(void)
{
	round_put(round_, "log/checkpoint", "m.example/log/1\n", 16);
}

static void
no_tiles(void)
{
	round_append(round_, "market/v1 more\n");
	round_drop(round_, arena_printf(&arena, "log/tile/0/000.p/%d",
	    (int)round_->tree->size));
}

static void
away(void)
{
	round_->away = true;
}

static const struct {
	void (*then)(void);
	enum trustee_found found;
} refused[] = {
	{ same_size_other_root, TRUSTEE_NO },
	{ grown_from_another, TRUSTEE_NO },
	{ shrunk, TRUSTEE_LATER },
	{ forged, TRUSTEE_NO },
	{ of_another_log, TRUSTEE_NO },
	{ no_checkpoint, TRUSTEE_NO },
	{ no_tiles, TRUSTEE_LATER },
	{ away, TRUSTEE_LATER },
};

START_TEST(a_log_of_two_histories_is_not_cosigned)
{
	int64_t size;

	ck_assert_int_eq(look(), TRUSTEE_YES);
	size = state.witness.size;
	state.dirty = false;
	refused[_i].then();
	ck_assert_int_eq(look(), refused[_i].found);
	ck_assert_ptr_nonnull(why);
	ck_assert(!state.dirty);
	ck_assert_int_eq(state.witness.size, size);
}
END_TEST

Suite *
witness_suite(void)
{
	Suite *s = suite_create("witness");
	TCase *t = tcase_create("cosigning");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_grew_is_cosigned_and_counts_as_that_witness);
	tcase_add_test(t, the_same_again_is_no_news_for_the_state);
	tcase_add_loop_test(t, a_log_of_two_histories_is_not_cosigned, 0,
	    COUNT(refused));
	suite_add_tcase(s, t);
	return s;
}
