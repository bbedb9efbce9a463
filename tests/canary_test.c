/* SPDX-License-Identifier: Apache-2.0 */
/* canary_test.c: what nobody may see before the keys are there. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/public.h"
#include "market/base/digits.h"
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
static bool ended;

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

	if (!ended)
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

/* ---- a document ---- */

static const char PAPER[] = "%PDF-1.7 canary-of-a-proposal";

/* Where files would lie: below top, as all that is kept. */
static void
a_store_below(void)
{
	char files[96];

	snprintf(files, sizeof files, "%s/files", top);
	ck_assert_int_eq(house_store(m->house, files), OK);
}

static void
hashes_and_bids(struct browser *b, const char *at)
{
	unsigned char hash[32];
	char hex[65];

	note_hash(hash, PAPER, sizeof PAPER - 1);
	digits_hex(hex, hash, 32);
	get(b, arena_printf(tests_arena(), "%s/new", at));
	ck_assert_int_eq(post_file(b, arena_printf(tests_arena(),
	    "%s/documents", at), "", (struct file_of){ "doc-1", "a.pdf",
	    "application/pdf", PAPER, sizeof PAPER - 1 }), 200);
	ck_assert(page_has(b, hex));
	ck_assert_int_eq(post(b, at, arena_printf(tests_arena(),
	    "amount=48765&doc-1=%s&_once=%s", hex, b->once)), 303);
}

/* It reaches the market after the opening, not a byte of it before. */
START_TEST(no_document_is_anywhere_before_the_keys)
{
	struct actor works = an_enterprise(1);
	struct draft_form f = a_draft_form(&works);
	struct browser b;

	a_store_below();
	f.documents = "Plan";
	code = arena_strdup(tests_arena(), a_project_of(&works, &f));
	b = signed_in(&agencies[0]);
	hashes_and_bids(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids", code));
	for (int stage = 0; stage < 2; stage++) {
		publish();
		assert_nowhere("canary-of-a-proposal");
		clock_set(terms_of(code).round.deadline +
		    ROUND_CLOSE_DELAY);
		run_clock_alone();
	}
	run_clock();
	assert_nowhere("canary-of-a-proposal");
	ck_assert_int_eq(post_file(&b, arena_printf(tests_arena(),
	    "/projects/%s/documents", code), "", (struct file_of){ "doc-1",
	    "a.pdf", "application/pdf", PAPER, sizeof PAPER - 1 }), 303);
	ck_assert_ptr_nonnull(file_with("canary-of-a-proposal"));
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

/* ---- what was voided ---- */

/* Some of what was sealed: a page may end in the middle of one. */
enum { PIECES = 3, PIECE = 40 };
typedef char pieces[PIECES][PIECE + 1];

static void
take_pieces(struct file f, pieces out)
{
	for (size_t k = 0; k < PIECES; k++)
		snprintf(out[k], sizeof out[k], "%.*s", PIECE,
		    f.data + (k + 1) * f.n / (PIECES + 1));
}

static bool
is_anywhere(pieces p)
{
	for (size_t k = 0; k < PIECES; k++)
		if (strchr(p[k], '\n') == NULL && file_with(p[k]))
			return true;
	return false;
}

/* Freed pages are overwritten, and the journal ends with the process. */
START_TEST(a_voided_envelope_is_gone_from_the_database)
{
	const char *kept = code;
	struct file stays, goes;
	pieces kept_pieces, gone_pieces;

	stays = sealed(kept, &(struct sealing){ .who = &agencies[1] });
	assert_accepted(submitted(&agencies[1], kept, stays));
	code = a_project(&dept);
	goes = sealed(code, &(struct sealing){ .who = &agencies[0] });
	assert_accepted(submitted(&agencies[0], code, goes));
	take_pieces(stays, kept_pieces);
	take_pieces(goes, gone_pieces);
	ck_assert(is_anywhere(kept_pieces));
	ck_assert(is_anywhere(gone_pieces));
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "void",
	    "The plan has changed."), OK);
	end_market();
	ended = true;
	ck_assert(is_anywhere(kept_pieces));
	ck_assert(!is_anywhere(gone_pieces));
}
END_TEST

Suite *
canary_suite(void)
{
	Suite *s = suite_create("canary");
	TCase *t = tcase_create("canaries");

	tcase_add_checked_fixture(t, open_market, close_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, no_document_is_anywhere_before_the_keys);
	tcase_add_loop_test(t, no_price_is_anywhere_before_the_keys, 0,
	    COUNT(sealers));
	tcase_add_test(t, the_public_sees_the_same_with_and_without_bids);
	tcase_add_test(t, a_voided_envelope_is_gone_from_the_database);
	tcase_add_test(t, the_log_tells_that_something_came_and_no_more);
	suite_add_tcase(s, t);
	return s;
}
