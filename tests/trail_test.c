/* SPDX-License-Identifier: Apache-2.0 */
/* trail_test.c: every act leaves a row, and nobody rewrites it. */
#include "market/trail.h"

#include <check.h>
#include <string.h>

#include "db/leaf.h"
#include "db/record.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *trail_suite(void);

static struct market *m;
static struct actor owner;

static void
setup(void)
{
	m = a_market();
	owner = a_department(1);
	project_now(a_project_for(&owner, 30 * 86400));
}

static int64_t
last_seq(void)
{
	int64_t seq = 0;

	ck_assert_int_eq(db_trail_last(m->db, &seq), OK);
	return seq;
}

/* Follows the chain in steps of two; how far it holds. */
static int64_t
checked(enum err *err)
{
	int64_t seq = 0, before;

	do {
		before = seq;
		*err = trail_check(m->db, &seq, 2);
	} while (!*err && seq != before);
	return seq;
}

START_TEST(every_act_is_sealed_with_the_one_before)
{
	struct act *list;
	size_t n;
	enum err err;

	ck_assert_int_gt(last_seq(), 3);
	ck_assert_int_eq(checked(&err), last_seq());
	ck_assert_int_eq(err, OK);
	ck_assert_int_eq(db_trail_unsealed(m->db, 10, &list, &n), OK);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(an_act_says_who_for_whom_and_what_became_of_it)
{
	struct act *list;
	size_t n, found = 0;

	ck_assert_int_eq(db_trail_before(m->db, INT64_MAX, 100, &list, &n),
	    OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].action, "publish") == 0 &&
		    strncmp(list[i].object, "project:", 8) == 0) {
			found++;
			ck_assert_str_eq(list[i].before, "draft");
			ck_assert_str_eq(list[i].after, "registering");
			ck_assert_int_eq(list[i].party_id, owner.party_id);
			ck_assert_str_eq(list[i].party, owner.party_name);
		}
	ck_assert_uint_eq(found, 1);
}
END_TEST

/* As who owns the database might. */
static const char *const rewrites[] = {
	"UPDATE audit SET action = 'other' WHERE seq = 3",
	"UPDATE audit SET account_id = CASE WHEN account_id IS NULL THEN 1 END"
	    " WHERE seq = 3",
	"UPDATE audit SET at = at + 1 WHERE seq = 3",
	"UPDATE audit SET after = 'done' WHERE seq = 3",
	"UPDATE audit SET before = action, action = before WHERE seq = 3",
	"UPDATE audit SET hash = zeroblob(32) WHERE seq = 3",
	"UPDATE audit SET hash = NULL WHERE seq = 3",
	"DELETE FROM audit WHERE seq = 3",
};

START_TEST(a_rewritten_row_breaks_the_chain)
{
	enum err err;

	break_rows("%s", rewrites[_i]);
	ck_assert_int_eq(checked(&err), 2);
	ck_assert_int_eq(err, ERR_INVALID);
}
END_TEST

static enum err
refused_in_txn(struct db *db, void *ctx)
{
	(void)ctx;
	ck_assert_int_eq(db_audit(db, &owner, "try", "project", 1), OK);
	return ERR_CONFLICT;
}

START_TEST(what_is_taken_back_leaves_no_hole)
{
	int64_t before = last_seq();
	enum err err;

	ck_assert_int_eq(write_run(m, refused_in_txn, NULL), ERR_CONFLICT);
	ck_assert_int_eq(last_seq(), before);
	a_department(2);
	ck_assert_int_eq(checked(&err), last_seq());
	ck_assert_int_eq(err, OK);
}
END_TEST

START_TEST(the_head_goes_into_the_log_once_a_day_and_not_for_nothing)
{
	struct trail_head first, second;
	int64_t size, later;

	ck_assert_int_eq(trail_publish(m), OK);
	ck_assert_int_eq(db_trail_head(m->db, &first), OK);
	ck_assert_int_eq(first.seq, last_seq());
	ck_assert_int_eq(db_leaf_size(m->db, &size), OK);
	ck_assert_int_eq(first.leaf, size - 1);
	clock_forward(86400);
	ck_assert_int_eq(trail_publish(m), OK);
	ck_assert_int_eq(db_leaf_size(m->db, &later), OK);
	ck_assert_int_eq(later, size);
	a_department(2);
	ck_assert_int_eq(trail_publish(m), OK);
	ck_assert_int_eq(db_trail_head(m->db, &second), OK);
	ck_assert_int_eq(second.seq, last_seq());
	a_department(3);
	ck_assert_int_eq(trail_publish(m), OK);
	ck_assert_int_eq(db_leaf_size(m->db, &later), OK);
	ck_assert_int_eq(second.leaf, later - 1);
}
END_TEST

Suite *
trail_suite(void)
{
	Suite *s = suite_create("trail");
	TCase *t = tcase_create("trail");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t, every_act_is_sealed_with_the_one_before);
	tcase_add_test(t, an_act_says_who_for_whom_and_what_became_of_it);
	tcase_add_loop_test(t, a_rewritten_row_breaks_the_chain, 0,
	    (int)COUNT(rewrites));
	tcase_add_test(t, what_is_taken_back_leaves_no_hole);
	tcase_add_test(t,
	    the_head_goes_into_the_log_once_a_day_and_not_for_nothing);
	suite_add_tcase(s, t);
	return s;
}
