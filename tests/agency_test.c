/* SPDX-License-Identifier: Apache-2.0 */
/* agency_test.c: the directory, an agency's own words, its stars. */
#include "market/agency.h"

#include <check.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "db/review.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/item.h"
#include "market/owner.h"
#include "market/write.h"
#include "tests/support.h"

Suite *agency_suite(void);

/* What nobody's rating makes (domain.md 7.1). */
#define UNRATED INT64_C(3552787)
#define PRIOR INT64_C(4000000)

static struct market *m;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	problems.n = 0;
}

static struct agency
stored(const struct actor *actor)
{
	struct agency a;

	ck_assert_int_eq(agency_own(m, actor, &a), OK);
	return a;
}

START_TEST(a_new_agency_is_public_at_once_and_unrated)
{
	struct actor actor = an_agency(1);
	struct agency a;

	ck_assert_int_eq(agency_by_uscc(m, actor.uscc, &a), OK);
	ck_assert_int_eq(a.party_id, actor.party_id);
	ck_assert_str_eq(a.name, "Agency 1");
	ck_assert_str_eq(a.state, "active");
	ck_assert_str_eq(a.badge, "unchecked");
	ck_assert_int_eq(a.entered_at, clock_at());
	ck_assert(!a.stars_shown);
	ck_assert_int_eq(a.stars_r, PRIOR);
	ck_assert_int_eq(a.stars_lb, UNRATED);
	ck_assert_int_eq(a.deals, 0);
}
END_TEST

START_TEST(a_purchaser_is_no_agency_and_the_reverse)
{
	struct actor dept = a_department(1), agency = an_agency(1);
	struct agency a;
	struct owner owner;
	struct party party;

	ck_assert_int_eq(agency_by_uscc(m, dept.uscc, &a), ERR_NOT_FOUND);
	ck_assert_int_eq(agency_by_uscc(m, "nothing", &a), ERR_NOT_FOUND);
	ck_assert_int_eq(owner_by_uscc(m, agency.uscc, &party, &owner),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(owner_by_uscc(m, dept.uscc, &party, &owner), OK);
	ck_assert_str_eq(owner.kind, "gov");
}
END_TEST

/* Many agencies at once: what a directory is made of, and no more. */
struct crowd {
	int n;
	int64_t item_id;	/* served by each third */
	int64_t ids[130];
};

static enum err
crowd_in_txn(struct db *db, void *ctx)
{
	struct crowd *c = ctx;
	enum err err = OK;

	for (int i = 0; !err && i < c->n; i++) {
		char uscc[19], name[32];
		struct party p = { .uscc = uscc, .name = name,
		    .kind = "enterprise",
		    .region = i % 2 ? "429901" : "429902" };
		/* Some rated, better and better; most of them equal. */
		struct stars stars = { .r = PRIOR, .lb = i % 5 ? UNRATED :
		    UNRATED + i };

		snprintf(uscc, sizeof uscc, "914299%012d", i);
		snprintf(name, sizeof name, "Crowd %d", i);
		err = db_party_insert(db, &p);
		if (!err)
			err = db_agency_insert(db, p.id, db_now(db));
		if (!err)
			err = db_agency_set_stars(db, p.id, &stars);
		if (!err && c->item_id && i % 3 == 0)
			err = db_agency_item_add(db, p.id, c->item_id);
		c->ids[i] = p.id;
	}
	return err;
}

static struct crowd
a_crowd(int n, int64_t item_id)
{
	struct crowd c = { .n = n, .item_id = item_id };

	ck_assert_int_eq(write_run(m, crowd_in_txn, &c), OK);
	return c;
}

/* Turns the pages of the directory to its end; how many it shows. */
static int
walk(struct agency_filter *f)
{
	int64_t seen[130], below = INT64_MAX, last = 0;
	int n_seen = 0;

	for (;;) {
		struct agency *rows;
		size_t n;

		ck_assert_int_eq(agency_list(m, f, &rows, &n), OK);
		for (size_t i = 0; i < n && i < AGENCY_PAGE; i++) {
			for (int j = 0; j < n_seen; j++)
				ck_assert_int_ne(seen[j], rows[i].party_id);
			ck_assert_int_lt(n_seen, 130);
			seen[n_seen++] = rows[i].party_id;
			ck_assert(rows[i].stars_lb < below ||
			    (rows[i].stars_lb == below &&
			    rows[i].party_id > last));
			below = f->below_lb = rows[i].stars_lb;
			last = f->after_id = rows[i].party_id;
		}
		if (n <= AGENCY_PAGE)
			return n_seen;
		ck_assert_uint_eq(n, AGENCY_PAGE + 1);
	}
}

static int64_t
item_id(void)
{
	struct item item;

	ck_assert_int_eq(item_get(m, an_item(), &item), OK);
	return item.id;
}

START_TEST(the_directory_shows_each_agency_once_the_best_first)
{
	struct crowd c = a_crowd(105, 0);
	struct agency_filter f = { .limit = 0 };
	struct agency *rows;
	size_t n;

	ck_assert_int_eq(agency_list(m, &f, &rows, &n), OK);
	ck_assert_int_eq(rows[0].party_id, c.ids[100]);
	ck_assert_int_eq(walk(&f), 105);
}
END_TEST

START_TEST(the_directory_can_be_filtered)
{
	int64_t item = item_id();
	struct agency_filter of_item = { .item_id = item };
	struct agency_filter of_region = { .region = "429901" };
	struct agency_filter of_both = { .item_id = item,
	    .region = "429901" };
	struct agency_filter of_none = { .item_id = item + 1 };

	a_crowd(126, item);
	ck_assert_int_eq(walk(&of_item), 42);
	ck_assert_int_eq(walk(&of_region), 63);
	ck_assert_int_eq(walk(&of_both), 21);
	ck_assert_int_eq(walk(&of_none), 0);
}
END_TEST

START_TEST(how_many_serve_an_item_is_counted_up_to_a_hundred)
{
	int64_t item = item_id(), n;

	ck_assert_int_eq(agency_count_of_item(m, item, &n), OK);
	ck_assert_int_eq(n, 0);
	a_crowd(7, item);
	ck_assert_int_eq(agency_count_of_item(m, item, &n), OK);
	ck_assert_int_eq(n, 3);
}
END_TEST

static enum err
all_serve_in_txn(struct db *db, void *ctx)
{
	const struct crowd *c = ctx;
	enum err err = OK;

	for (int i = 0; !err && i < c->n; i++)
		err = db_agency_item_add(db, c->ids[i], c->item_id);
	return err;
}

START_TEST(no_page_counts_more_than_a_hundred)
{
	struct crowd c = a_crowd(120, 0);
	int64_t n;

	c.item_id = item_id();
	ck_assert_int_eq(write_run(m, all_serve_in_txn, &c), OK);
	ck_assert_int_eq(agency_count_of_item(m, c.item_id, &n), OK);
	ck_assert_int_eq(n, 100);
}
END_TEST

static const char *serves[2];

static struct agency_form
a_form(size_t n_items)
{
	serves[0] = serves[1] = "SX-001";
	return (struct agency_form){ .intro = "Since 1998.\nTen engineers.",
	    .promise = "Within ten days", .fee_reference = "By agreement",
	    .phone = "027-1234", .address = "River road 1",
	    .items = serves, .n_items = n_items };
}

static size_t
count_items(const struct actor *actor)
{
	int64_t *ids;
	size_t n;

	ck_assert_int_eq(agency_items(m, actor->party_id, &ids, &n), OK);
	return n;
}

START_TEST(an_agency_says_what_it_wants_of_itself)
{
	struct actor actor = an_agency(1), other = an_agency(2);
	struct agency_form f = a_form(1);
	uint64_t before = atomic_load(&m->house->version);
	struct agency a;

	an_item();
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	a = stored(&actor);
	ck_assert_str_eq(a.intro, f.intro);
	ck_assert_str_eq(a.promise, f.promise);
	ck_assert_str_eq(a.fee_reference, f.fee_reference);
	ck_assert_str_eq(a.phone, f.phone);
	ck_assert_str_eq(a.address, f.address);
	ck_assert_uint_eq(count_items(&actor), 1);
	ck_assert_uint_gt(atomic_load(&m->house->version), before);
	ck_assert_str_eq(stored(&other).intro, "");
	ck_assert_uint_eq(count_items(&other), 0);
}
END_TEST

START_TEST(an_item_ticked_twice_is_served_once)
{
	struct actor actor = an_agency(1);
	struct agency_form f = a_form(2);

	an_item();
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	ck_assert_uint_eq(count_items(&actor), 1);
}
END_TEST

START_TEST(what_is_not_ticked_any_more_is_not_served)
{
	struct actor actor = an_agency(1);
	struct agency_form f = a_form(1);

	an_item();
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	f.n_items = 0;
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	ck_assert_uint_eq(count_items(&actor), 0);
}
END_TEST

START_TEST(an_item_that_is_gone_changes_nothing)
{
	struct actor actor = an_agency(1), op = an_operator();
	struct agency_form f = a_form(1);

	an_item();
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	ck_assert_int_eq(item_repeal(m, &op, "SX-001"), OK);
	f.intro = "Other words";
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, "items");
	ck_assert_str_eq(stored(&actor).intro, "Since 1998.\nTen engineers.");
	ck_assert_uint_eq(count_items(&actor), 1);
	serves[0] = "SX-404";
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), ERR_INVALID);
	ck_assert_uint_eq(count_items(&actor), 1);
}
END_TEST

/* The longest text of each field, and one more. */
static const struct {
	const char *field;
	size_t most;
} lengths[] = {
	{ "intro", 1000 }, { "promise", 500 }, { "fee_reference", 500 },
	{ "phone", 30 }, { "address", 100 },
};

static void
put(struct agency_form *f, size_t i, const char *text)
{
	const char **fields[] = { &f->intro, &f->promise, &f->fee_reference,
	    &f->phone, &f->address };

	*fields[i] = text;
}

START_TEST(a_text_has_its_length_and_no_more)
{
	struct actor actor = an_agency(1);
	struct agency_form f = a_form(0);
	char text[1002 * 3];
	size_t most = lengths[_i].most;

	/* Counted as people count: hanzi, not bytes. */
	for (size_t i = 0; i <= most; i++)
		memcpy(text + 3 * i, "\u6c34", 3);
	text[3 * most + 3] = '\0';
	put(&f, (size_t)_i, text);
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, lengths[_i].field);
	ck_assert_str_eq(stored(&actor).intro, "");
	text[3 * most] = '\0';
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	put(&f, (size_t)_i, "x\001");
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "text_dirty");
}
END_TEST

/* Purchasers that rate, each by a project of its own. */
struct rating {
	int owner;		/* an_enterprise(owner) */
	const char *scores;	/* «54445»: quality to manner */
	int months;		/* since the reveal */
	const char *side, *state;
};

static enum err
rate_in_txn(struct db *db, void *ctx)
{
	return db_review_insert(db, ctx);
}

/* The same day of the month, that many months ago. */
static int64_t
months_ago(int months)
{
	struct civil c = civil_of(clock_at());
	int64_t n = c.year * 12 + c.month - 1 - months;

	c.year = n / 12;
	c.month = (int)(n % 12) + 1;
	return civil_time(&c);
}

static struct actor owners[16];

static void
rate(const struct actor *agency, const struct rating *r)
{
	struct review review = { .side = r->side ? r->side : "owner",
	    .state = r->state ? r->state : "revealed", .text = "Well done",
	    .submitted_at = months_ago(r->months),
	    .revealed_at = months_ago(r->months) };
	struct project_row *rows;
	size_t n;

	if (owners[r->owner].party_id == 0)
		owners[r->owner] = an_enterprise(r->owner);
	a_draft(&owners[r->owner]);
	ck_assert_int_eq(project_mine(m, &owners[r->owner], 0, &rows, &n),
	    OK);
	if (strcmp(review.state, "submitted") == 0)
		review.revealed_at = 0;
	if (strcmp(review.state, "removed") == 0) {
		review.ground = "false";
		review.decision = "It is not so";
		review.disputed_at = review.decided_at = review.revealed_at;
	}
	review.project_id = rows[0].id;
	review.owner_id = owners[r->owner].party_id;
	review.agency_id = agency->party_id;
	for (int i = 0; i < REVIEW_SCORES; i++)
		review.scores[i] = r->scores[i] - '0';
	ck_assert_int_eq(write_run(m, rate_in_txn, &review), OK);
}

static enum err
restar_in_txn(struct db *db, void *ctx)
{
	const struct actor *agency = ctx;

	return agency_restar(db, agency->party_id, PRIOR);
}

/* The examples of domain.md 7.1, through the store. */
static const struct {
	struct rating ratings[10];
	int64_t r, lb;
	int half;		/* 0: too few */
	int owners;
} examples[] = {
	{ { { .owner = 1, .scores = "55555", .months = 1 },
	    { .owner = 2, .scores = "44545", .months = 3 },
	    { .owner = 3, .scores = "54445", .months = 8 },
	    { .owner = 4, .scores = "32444", .months = 14 } },
	    4134723, 3778039, 8, 4 },
	{ { { .owner = 1, .scores = "55555" }, { .owner = 2,
	    .scores = "55555" }, { .owner = 3, .scores = "55555" } },
	    4375000, 4021447, 9, 3 },
	{ { { .owner = 1, .scores = "55555" } }, 4166666, 3758418, 0, 1 },
	/* One owner's many count as two. */
	{ { { .owner = 1, .scores = "55555" },
	    { .owner = 1, .scores = "55555", .months = 1 },
	    { .owner = 1, .scores = "55555", .months = 2 },
	    { .owner = 1, .scores = "55555", .months = 3 },
	    { .owner = 1, .scores = "55555", .months = 4 },
	    { .owner = 1, .scores = "55555", .months = 5 },
	    { .owner = 1, .scores = "55555", .months = 6 },
	    { .owner = 1, .scores = "55555", .months = 7 },
	    { .owner = 1, .scores = "55555", .months = 8 },
	    { .owner = 1, .scores = "55555", .months = 9 } },
	    4285714, 3907750, 0, 1 },
	/* What is not public, or is the other side's, or is too old. */
	{ { { .owner = 1, .scores = "11111", .state = "submitted" },
	    { .owner = 2, .scores = "11111", .state = "removed" },
	    { .owner = 3, .scores = "11111", .side = "agency" },
	    { .owner = 4, .scores = "11111", .months = 61 } },
	    4000000, 3552787, 0, 0 },
};

START_TEST(stars_are_made_of_what_owners_said_in_public)
{
	struct actor actor = an_agency(1), other = an_agency(2);
	struct agency a;

	for (size_t i = 0; i < COUNT(examples[_i].ratings) &&
	    examples[_i].ratings[i].scores; i++)
		rate(&actor, &examples[_i].ratings[i]);
	ck_assert_int_eq(write_run(m, restar_in_txn, &actor), OK);
	a = stored(&actor);
	ck_assert_int_eq(a.stars_r, examples[_i].r);
	ck_assert_int_eq(a.stars_lb, examples[_i].lb);
	ck_assert_int_eq(a.stars_shown, examples[_i].half != 0);
	ck_assert_int_eq(a.stars_half, examples[_i].half);
	ck_assert_int_eq(a.stars_owners, examples[_i].owners);
	ck_assert_int_eq(stored(&other).stars_r, PRIOR);
}
END_TEST

START_TEST(stars_age_when_the_night_sweeps)
{
	struct actor actor = an_agency(1);
	struct agency a;
	size_t swept;

	for (size_t i = 0; i < 3; i++)
		rate(&actor, &examples[1].ratings[i]);
	ck_assert_int_eq(write_run(m, restar_in_txn, &actor), OK);
	/* 12 months on, three ratings weigh half: (5*4 + 3*.5*5) / 6.5. */
	clock_forward(365 * 86400);
	ck_assert_int_eq(stored(&actor).stars_r, 4375000);
	ck_assert_int_eq(agency_stars_sweep(m, 100, &swept), OK);
	a = stored(&actor);
	ck_assert_int_eq(a.stars_r, 4230769);
	ck_assert(a.stars_shown);
	/* After 60 months nothing is left, and no number is shown. */
	clock_forward(5 * 366 * 86400);
	ck_assert_int_eq(agency_stars_sweep(m, 100, &swept), OK);
	a = stored(&actor);
	ck_assert_int_eq(a.stars_r, PRIOR);
	ck_assert(!a.stars_shown);
}
END_TEST

static size_t
count_stale(void)
{
	int64_t ids[200];
	size_t n;

	ck_assert_int_eq(db_agency_stale(m->db, clock_at(), 200, ids, &n),
	    OK);
	return n;
}

START_TEST(a_sweep_does_so_many_and_a_day_does_all)
{
	uint64_t before;
	size_t swept;

	a_crowd(25, 0);
	clock_forward(86400);
	ck_assert_uint_eq(count_stale(), 25);
	ck_assert_int_eq(agency_stars_sweep(m, 10, &swept), OK);
	ck_assert_uint_eq(swept, 10);
	ck_assert_uint_eq(count_stale(), 15);
	ck_assert_int_eq(agency_stars_sweep(m, 10, &swept), OK);
	ck_assert_int_eq(agency_stars_sweep(m, 10, &swept), OK);
	ck_assert_uint_eq(count_stale(), 0);
	/* Once a Beijing day: later that day there is nothing to do. */
	clock_forward(3600);
	before = atomic_load(&m->house->version);
	ck_assert_int_eq(agency_stars_sweep(m, 10, &swept), OK);
	ck_assert_uint_eq(atomic_load(&m->house->version), before);
	ck_assert_uint_eq(count_stale(), 25);
}
END_TEST

START_TEST(reviews_stand_newest_first_with_who_and_what)
{
	static const struct rating ratings[] = {
		{ .owner = 1, .scores = "54345", .months = 2 },
		{ .owner = 2, .scores = "11111", .state = "submitted" },
		{ .owner = 3, .scores = "11111", .side = "agency" },
		{ .owner = 4, .scores = "33333", .months = 1 },
	};
	struct actor actor = an_agency(1), other = an_agency(2);
	struct review *list;
	size_t n;

	for (size_t i = 0; i < COUNT(ratings); i++)
		rate(&actor, &ratings[i]);
	ck_assert_int_eq(agency_reviews(m, actor.party_id, &list, &n), OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(list[0].owner_name, "Works 4");
	ck_assert_str_eq(list[1].owner_name, "Works 1");
	ck_assert_int_eq(list[1].scores[0], 5);
	ck_assert_int_eq(list[1].scores[2], 3);
	ck_assert_int_eq(list[1].scores[4], 5);
	ck_assert_str_eq(list[1].text, "Well done");
	ck_assert_int_eq(list[1].revealed_at, months_ago(2));
	ck_assert_str_eq(list[1].reply, "");
	ck_assert_int_eq(agency_reviews(m, other.party_id, &list, &n), OK);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(a_page_has_so_many_reviews)
{
	static const struct rating one = { .owner = 1, .scores = "44444" };
	struct actor actor = an_agency(1);
	struct review *list;
	size_t n;

	for (int i = 0; i < AGENCY_REVIEWS + 2; i++)
		rate(&actor, &one);
	ck_assert_int_eq(agency_reviews(m, actor.party_id, &list, &n), OK);
	ck_assert_uint_eq(n, AGENCY_REVIEWS);
}
END_TEST

START_TEST(a_deal_counts_when_the_award_takes_effect)
{
	struct actor dept = a_department(1);
	const char *code = an_award(&dept);
	struct actor winner = { .role = ROLE_AGENCY };
	struct award a;

	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	winner.party_id = a.agency_id;
	ck_assert_int_eq(stored(&winner).deals, 0);
	clock_forward(600);
	run_clock();
	ck_assert_int_eq(stored(&winner).deals, 1);
}
END_TEST

static size_t
count_matches(const struct actor *actor, struct project_row **list)
{
	size_t n;

	ck_assert_int_eq(agency_matches(m, actor, list, &n), OK);
	return n;
}

START_TEST(an_agency_is_shown_open_projects_of_its_items)
{
	struct actor works = an_enterprise(1), actor = an_agency(1);
	const char *late = a_project_for(&works, 7200);
	const char *soon = a_project_for(&works, 3600);
	struct agency_form f = a_form(1);
	struct project_row *list;

	a_draft(&works);
	ck_assert_uint_eq(count_matches(&actor, &list), 0);
	ck_assert_int_eq(agency_edit(m, &actor, &f, &problems), OK);
	ck_assert_uint_eq(count_matches(&actor, &list), 2);
	ck_assert_str_eq(list[0].code, soon);
	ck_assert_str_eq(list[1].code, late);
	/* At exactly the deadline it is too late. */
	clock_forward(3600);
	ck_assert_uint_eq(count_matches(&actor, &list), 1);
	ck_assert_str_eq(list[0].code, late);
}
END_TEST

static TCase *
stars(void)
{
	TCase *t = tcase_create("stars");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t,
	    stars_are_made_of_what_owners_said_in_public, 0,
	    COUNT(examples));
	tcase_add_test(t, stars_age_when_the_night_sweeps);
	tcase_add_test(t, a_sweep_does_so_many_and_a_day_does_all);
	tcase_add_test(t, reviews_stand_newest_first_with_who_and_what);
	tcase_add_test(t, a_page_has_so_many_reviews);
	tcase_add_test(t, a_deal_counts_when_the_award_takes_effect);
	return t;
}

Suite *
agency_suite(void)
{
	Suite *s = suite_create("agency");
	TCase *t = tcase_create("agencies");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_new_agency_is_public_at_once_and_unrated);
	tcase_add_test(t, a_purchaser_is_no_agency_and_the_reverse);
	tcase_add_test(t,
	    the_directory_shows_each_agency_once_the_best_first);
	tcase_add_test(t, the_directory_can_be_filtered);
	tcase_add_test(t,
	    how_many_serve_an_item_is_counted_up_to_a_hundred);
	tcase_add_test(t, no_page_counts_more_than_a_hundred);
	tcase_add_test(t, an_agency_says_what_it_wants_of_itself);
	tcase_add_test(t, an_item_ticked_twice_is_served_once);
	tcase_add_test(t, what_is_not_ticked_any_more_is_not_served);
	tcase_add_test(t, an_item_that_is_gone_changes_nothing);
	tcase_add_loop_test(t, a_text_has_its_length_and_no_more, 0,
	    COUNT(lengths));
	tcase_add_test(t, an_agency_is_shown_open_projects_of_its_items);
	suite_add_tcase(s, t);
	suite_add_tcase(s, stars());
	return s;
}
