/* SPDX-License-Identifier: Apache-2.0 */
/* canary_test.c: what nobody may see before the keys are there. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/public.h"
#include "market/base/log.h"
#include "market/publisher.h"
#include "market/submit.h"
#include "tests/sealing.h"

Suite *canary_suite(void);

enum { HOUR = 3600, CANARY_FEN = 4876543, FILES_MAX = 2000 };

/* As it is typed, shown, stored, counted in fen, and as the form has it. */
static const char *const canaries[] = { "48765.43", "48,765.43", "4876543",
    "amount-fen" };

static struct market *m;
static struct actor dept, agencies[3];
static const char *code;
static char top[64], said[96];
static int true_stderr;

static void
open_market(void)
{
	char where[96];
	int fd;

	snprintf(top, sizeof top, "/tmp/market-canary-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(where, sizeof where, "%s/market.db", top);
	snprintf(said, sizeof said, "%s/stderr", top);
	fd = open(said, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(fd, 0);
	true_stderr = dup(2);
	dup2(fd, 2);
	close(fd);
	log_set_level(LOG_DEBUG);
	m = a_market_at(where);
	dept = a_department(1);
	code = a_project(&dept);
	for (int i = 0; i < 3; i++)
		agencies[i] = an_agency(i + 1);
}

static void
close_market(void)
{
	char command[96];

	end_market();
	dup2(true_stderr, 2);
	close(true_stderr);
	snprintf(command, sizeof command, "rm -rf %s", top);
	ck_assert_int_eq(system(command), 0);
}

/* ---- the price ---- */

/* Is the text in a file below top?  The name of the first, or NULL. */
static const char *
file_with(const char *text)
{
	static char line[256];
	char command[256];
	FILE *p;
	bool found;

	snprintf(command, sizeof command, "grep -raloF -e '%s' %s", text,
	    top);
	p = popen(command, "r");
	ck_assert_ptr_nonnull(p);
	found = fgets(line, sizeof line, p) != NULL;
	pclose(p);
	return found ? line : NULL;
}

static void
assert_nowhere(const char *text)
{
	const char *file = file_with(text);

	ck_assert_msg(file == NULL, "%s in %s", text, file);
}

static void
publish(void)
{
	char folder[96], memory[96];
	struct publisher_config config = { .folder = folder,
	    .memory = memory };
	struct publisher *p;

	snprintf(folder, sizeof folder, "%s/public", top);
	snprintf(memory, sizeof memory, "%s/published", top);
	ck_assert_int_eq(market_ready(m), OK);
	ck_assert_int_eq(publisher_open(&p, m->house, &config), OK);
	ck_assert_int_eq(publisher_run(p), OK);
	publisher_close(p);
	log_flush();
}

static const char *const pages[] = { "/", "/projects", "/projects/%s",
    "/projects/%s/opening", "/notices", "/agencies", "/desk",
    "/desk/bids", "/projects/%s/bids/new", "/projects/%s/bids/withdraw",
    "/projects/%s/verify", "/projects/%s/explain" };

static void
assert_no_page_tells(const struct actor *who)
{
	struct browser b = who ? signed_in(who) : a_browser();

	for (size_t i = 0; i < COUNT(pages); i++) {
		const char *path = strchr(pages[i], '%') ? arena_printf(
		    tests_arena(), "%.*s%s%s", (int)strcspn(pages[i], "%"),
		    pages[i], code, strchr(pages[i], '%') + 2) : pages[i];

		get(&b, path);
		for (size_t k = 0; k < 3; k++)
			ck_assert_msg(!page_has(&b, canaries[k]), "%s: %s",
			    path, canaries[k]);
	}
}

static const char *const sealers[] = { "browser", "offline", "server" };

static void
bids_the_canary(const char *sealer)
{
	struct browser b = signed_in(&agencies[0]);

	if (strcmp(sealer, "server") != 0) {
		ck_assert_int_eq(cast_bid(the_cast(), m, &agencies[0], code,
		    CANARY_FEN, sealer), OK);
		return;
	}
	/* By the two screens of the site. */
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids/new", code)), 200);
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids/check", code), "amount=48765.43"), 200);
	ck_assert(page_has(&b, "48,765.43"));
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids", code), arena_printf(tests_arena(),
	    "amount=48765.43&_once=%s", b.once)), 303);
	ck_assert_int_eq(get(&b, b.location), 200);
	ck_assert(!page_has(&b, canaries[1]));
}

START_TEST(no_price_is_anywhere_before_the_keys)
{
	bids_the_canary(sealers[_i]);
	for (int i = 1; i < 3; i++)
		ck_assert_int_eq(cast_bid(the_cast(), m, &agencies[i], code,
		    5100000, "browser"), OK);
	for (int stage = 0; stage < 2; stage++) {
		publish();
		/* That it would be found is seen at the end. */
		for (size_t k = 0; k < COUNT(canaries); k++)
			assert_nowhere(canaries[k]);
		assert_no_page_tells(NULL);
		assert_no_page_tells(&dept);
		assert_no_page_tells(&agencies[0]);
		assert_no_page_tells(&agencies[1]);
		clock_set(terms_of(code).round.deadline +
		    ROUND_CLOSE_DELAY);
		run_clock_alone();
		ck_assert_int_gt(terms_of(code).round.close_leaf, 0);
	}
	run_clock();
	publish();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_ptr_nonnull(file_with("4876543"));
}
END_TEST

/* ---- how many, and who ---- */

/* Rows of public_file, and pages of somebody without an account. */
struct seen {
	struct public_file *files;
	size_t n;
	const char *bodies[COUNT(pages)];
};

static void
look(struct seen *s)
{
	struct browser b = a_browser();
	struct public_file *files;

	ck_assert_int_eq(db_public_list(m->db, 0, INT64_MAX, FILES_MAX,
	    &files, &s->n), OK);
	s->files = arena_alloc(tests_arena(), (s->n + 1) * sizeof *files);
	for (size_t i = 0; i < s->n; i++) {
		s->files[i] = files[i];
		s->files[i].path = arena_strdup(tests_arena(),
		    files[i].path);
		s->files[i].body = arena_strndup(tests_arena(),
		    files[i].body ? files[i].body : "", files[i].n);
	}
	for (size_t i = 0; i < COUNT(pages); i++) {
		const char *rest = strchr(pages[i], '%');

		get(&b, rest ? arena_printf(tests_arena(), "%.*s%s%s",
		    (int)(rest - pages[i]), pages[i], code, rest + 2) :
		    pages[i]);
		s->bodies[i] = arena_strndup(tests_arena(), b.body, b.len);
	}
}

static void
assert_same_view(const struct seen *a, const struct seen *b)
{
	ck_assert_uint_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		ck_assert_str_eq(a->files[i].path, b->files[i].path);
		ck_assert_uint_eq(a->files[i].n, b->files[i].n);
		ck_assert_mem_eq(a->files[i].body, b->files[i].body,
		    a->files[i].n);
		ck_assert_int_eq(a->files[i].seq, b->files[i].seq);
	}
	for (size_t i = 0; i < COUNT(pages); i++)
		ck_assert_msg(strcmp(a->bodies[i], b->bodies[i]) == 0,
		    "%s tells", pages[i]);
}

/* Keys are made at joining, so they are there before. */
START_TEST(the_public_sees_the_same_with_and_without_bids)
{
	struct seen before, after;
	const char *file;
	size_t n;
	struct posted p;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(cast_register(the_cast(), m, &agencies[i]),
		    OK);
	look(&before);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(cast_bid(the_cast(), m, &agencies[i], code,
		    5000000, sealers[i % 2]), OK);
	ck_assert_int_eq(cast_withdraw(the_cast(), m, &agencies[0], code,
	    &file, &n), OK);
	ck_assert_int_eq(submit_file(m, &agencies[0], NULL, file, n, &p),
	    OK);
	assert_accepted(p);
	look(&after);
	assert_same_view(&before, &after);
}
END_TEST

/* Of a submission the log has 105 bytes that name nobody. */
START_TEST(the_log_tells_that_something_came_and_no_more)
{
	int64_t length;

	ck_assert_int_eq(cast_register(the_cast(), m, &agencies[0]), OK);
	length = log_length();
	bids_the_canary("browser");
	ck_assert_int_eq(log_length(), length + 1);
	ck_assert_uint_eq(log_entry(length).n, 105);
	ck_assert(!file_has(log_entry(length), code));
	ck_assert(!file_has(log_entry(length), agencies[0].uscc));
	ck_assert(file_has(log_entry(length), "\nreveal-by 2026-12-31\n"));
}
END_TEST

Suite *
canary_suite(void)
{
	Suite *s = suite_create("canary");
	TCase *t = tcase_create("canaries");

	tcase_add_checked_fixture(t, open_market, close_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, no_price_is_anywhere_before_the_keys, 0,
	    COUNT(sealers));
	tcase_add_test(t, the_public_sees_the_same_with_and_without_bids);
	tcase_add_test(t, the_log_tells_that_something_came_and_no_more);
	suite_add_tcase(s, t);
	return s;
}
