/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_blind_test.c: before it is public, a rating leaves no trace that
 * anybody else could find (I9).  One world in which a side rates and one in
 * which it does not are played in two processes and compared, byte by byte.
 */
#include "market/review.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/due.h"
#include "market/tick.h"
#include "tests/sealing.h"
#include "tests/told.h"

Suite *review_blind_suite(void);

enum { DAY = 86400, RANDOM = 8, PICTURE = 1 << 22 };

#define SECRET "Maps came on the third attempt."

/* Who takes part, in both worlds. */
struct world {
	struct actor dept, agency, other_dept, rival, reg, op;
	struct actor rater, other;
	const char *code;
};

static struct market *m;

/* What is random differs anyway: keys, hashes, tokens. */
static void
put_text(FILE *out, const char *text)
{
	while (*text) {
		size_t n = strspn(text, "0123456789abcdef");

		if (n >= RANDOM)
			fputc('#', out);
		else if (n > 0)
			fwrite(text, 1, n, out);
		else
			fputc(*text, out);
		text += n ? n : 1;
	}
	fputc('\n', out);
}

static void
put_page(FILE *out, const struct actor *who, const char *path)
{
	struct browser b = who ? signed_in(who) : a_browser();

	/* Once for the form token's cookie, once to keep. */
	get(&b, path);
	get(&b, path);
	fprintf(out, "== %s %d %s\n", path, b.status, b.location);
	put_text(out, b.status == 200 ? b.body : "");
}

/* What a side may try: the answer must not tell either. */
static void
put_attempts(FILE *out, const struct world *w)
{
	struct browser b = signed_in(&w->other);
	char path[96];

	snprintf(path, sizeof path, "/projects/%s/reply", w->code);
	get(&b, "/desk");
	fprintf(out, "reply %d\n", post(&b, path, "reply=Thank+you."));
	snprintf(path, sizeof path, "/projects/%s/dispute", w->code);
	fprintf(out, "dispute %d\n", post(&b, path,
	    "ground=false&claim=It+was+all+in+time."));
}

static void
put_pages(FILE *out, const struct world *w)
{
	static const char *const pages[] = { "/", "/projects",
	    "/projects?state=reviewing", "/notices", "/agencies",
	    "/search?q=Works", "/desk", "/desk/messages", "/late-payments",
	    "/projects/$P", "/projects/$P/timeline", "/projects/$P/contract",
	    "/projects/$P/review", "/projects/$P/reply",
	    "/projects/$P/dispute", "/agencies/$A", "/owners/$W",
	    "/desk/reviews", "/desk/bids" };
	const struct actor *who[] = { NULL, &w->other, &w->rival,
	    &w->other_dept, &w->reg, &w->op };

	for (size_t k = 0; k < COUNT(who); k++)
		for (size_t i = 0; i < COUNT(pages); i++) {
			const char *mark = strchr(pages[i], '$');
			char path[160];

			snprintf(path, sizeof path, "%.*s%s%s", mark ?
			    (int)(mark - pages[i]) : (int)strlen(pages[i]),
			    pages[i], !mark ? "" : mark[1] == 'P' ? w->code :
			    mark[1] == 'A' ? w->agency.uscc : w->dept.uscc,
			    mark ? mark + 2 : "");
			put_page(out, who[k], path);
		}
}

/* Rows that pages, mails and files are made of. */
static void
put_rows(FILE *out)
{
	static const char *const rows[] = {
		"SELECT id, account_id, project_id, code, args, created_at"
		" FROM message ORDER BY id",
		"SELECT id, account_id, project_id, code, args, created_at"
		" FROM outbox ORDER BY id",
		"SELECT project_id, event, object_id, due_at, act_at, done_at"
		" FROM due ORDER BY project_id, event, object_id",
		"SELECT id, project_id, at, account_id, event, from_state,"
		" to_state, reason, leaf FROM project_event ORDER BY id",
		"SELECT id, state, revealed_at, reply FROM review WHERE"
		" state NOT IN ('open', 'submitted') ORDER BY id",
		"SELECT id, project_id, side FROM review ORDER BY id",
		"SELECT party_id, stars_r, stars_lb, stars_half, stars_owners"
		" FROM agency ORDER BY party_id",
		"SELECT party_id, stars_r, stars_lb, stars_half,"
		" stars_raters FROM owner ORDER BY party_id",
		"SELECT party_id, side, name, good, total FROM measure",
		"SELECT name, n FROM tally ORDER BY name",
		"SELECT id, kind, body FROM notice ORDER BY id",
		"SELECT i, length(entry) FROM leaf ORDER BY i",
		"SELECT path, size FROM public_file ORDER BY seq",
		"SELECT id, state FROM project ORDER BY id",
		"SELECT id, state, rev FROM contract ORDER BY id",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		fprintf(out, "== %s\n", rows[i]);
		put_text(out, rows_text(rows[i]));
	}
	fprintf(out, "version %llu\n", (unsigned long long)m->house->version);
}

static void
look(FILE *out, const struct world *w, const char *when)
{
	fprintf(out, "\n#### %s\n", when);
	put_rows(out);
	put_pages(out, w);
	put_attempts(out, w);
	put_rows(out);
}

/* true: it is public. */
static bool
rate(const struct world *w, const char *score)
{
	const struct review_form f = { .scores = { score, "4", "4", "4",
	    "4" }, .text = SECRET };
	struct problems problems;
	bool shown;

	ck_assert_int_eq(review_place(m, &w->rater, w->code, &f, &shown,
	    &problems), OK);
	return shown;
}

static struct world
a_world(bool owner_rates)
{
	struct world w = { .dept = a_department(1) };

	w.code = a_reviewing(&w.dept);
	w.agency = winner_of(w.code);
	w.agency.uscc = arena_strdup(tests_arena(), w.agency.uscc);
	w.other_dept = a_department(2);
	w.rival = an_agency(12);
	w.op = an_operator();
	w.reg = a_regulator();
	w.rater = owner_rates ? w.dept : w.agency;
	w.other = owner_rates ? w.agency : w.dept;
	return w;
}

static int64_t
due_of(const struct world *w, const char *event, int64_t object)
{
	struct due d;

	ck_assert_int_eq(db_due_get(m->db, project_now(w->code).id, event,
	    object, &d), OK);
	return d.act_at;
}

/* A world from the end of the work to the end of the window. */
static void
play(FILE *out, bool owner_rates, bool rates)
{
	struct world w;

	m = a_market();
	w = a_world(owner_rates);
	look(out, &w, "before");
	if (rates)
		ck_assert(!rate(&w, "5"));
	look(out, &w, "right after");
	clock_forward(DAY - 60);
	if (rates)
		ck_assert(!rate(&w, "1"));
	tick_tidy(m);
	look(out, &w, "changed");
	for (int i = 1; i <= 2; i++) {
		clock_set(due_of(&w, "review_remind", i));
		run_clock_alone();
		look(out, &w, "reminded");
	}
	clock_set(due_of(&w, "review_close", 0) - 1);
	run_clock_alone();
	look(out, &w, "the last second");
	fprintf(out, "\n#### the end\n");
	clock_forward(1);
	run_clock_alone();
	put_rows(out);
	put_pages(out, &w);
	fflush(out);
	end_market();
}

/* What a world looks like, played in a process of its own. */
static char *
picture(bool owner_rates, bool rates)
{
	FILE *out = tmpfile();
	char *text = calloc(1, PICTURE);
	pid_t child;
	int status;

	ck_assert_ptr_nonnull(out);
	ck_assert_ptr_nonnull(text);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		play(out, owner_rates, rates);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	rewind(out);
	ck_assert_uint_lt(fread(text, 1, PICTURE, out), PICTURE);
	fclose(out);
	return text;
}

/* The line of a text that a place is in, for a message. */
static const char *
line_at(const char *text, size_t at)
{
	static char line[2][400];
	static int k;
	size_t from = at;

	while (from > 0 && text[from - 1] != '\n' && at - from < 200)
		from--;
	k = !k;
	snprintf(line[k], sizeof line[k], "%.*s", (int)strcspn(text + from,
	    "\n"), text + from);
	return line[k];
}

START_TEST(until_it_is_public_a_rating_leaves_no_trace)
{
	char *rated = picture(_i == 0, true), *silent = picture(_i == 0,
	    false);
	char *end_rated = strstr(rated, "\n#### the end");
	char *end_silent = strstr(silent, "\n#### the end");
	size_t at = 0;

	ck_assert_ptr_nonnull(end_rated);
	ck_assert_ptr_nonnull(end_silent);
	*end_rated = *end_silent = '\0';
	while (rated[at] && rated[at] == silent[at])
		at++;
	ck_assert_msg(rated[at] == silent[at], "rated:  %s\nsilent: %s",
	    line_at(rated, at), line_at(silent, at));
	ck_assert_ptr_null(strstr(rated, SECRET));
	/* And afterwards everybody sees it: the comparison can fail. */
	ck_assert_ptr_nonnull(strstr(end_rated + 1, SECRET));
	ck_assert_ptr_null(strstr(end_silent + 1, SECRET));
	free(rated);
	free(silent);
}
END_TEST

START_TEST(a_rating_leaves_the_tag_of_public_pages_as_it_was)
{
	struct world w;
	struct browser b;
	const char *tag;
	char path[64];

	m = a_market();
	w = a_world(true);
	b = a_browser();
	snprintf(path, sizeof path, "/projects/%s", w.code);
	ck_assert_int_eq(get(&b, path), 200);
	tag = b.etag;
	b.if_none_match = tag;
	ck_assert(!rate(&w, "5"));
	ck_assert_int_eq(get(&b, path), 304);
	w.rater = w.other;
	ck_assert(rate(&w, "5"));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert_str_ne(b.etag, tag);
	end_market();
}
END_TEST

START_TEST(each_side_is_reminded_whether_it_has_rated_or_not)
{
	struct world w;

	m = a_market();
	w = a_world(true);
	ck_assert(!rate(&w, "5"));
	clock_set(due_of(&w, "review_remind", 1));
	run_clock_alone();
	(void)newest(&w.dept, "review_reminder");
	(void)newest(&w.agency, "review_reminder");
	ck_assert_str_eq(told_values(&w.dept, "review_reminder"),
	    told_values(&w.agency, "review_reminder"));
	end_market();
}
END_TEST

Suite *
review_blind_suite(void)
{
	Suite *s = suite_create("review_blind");
	TCase *t = tcase_create("blind");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, until_it_is_public_a_rating_leaves_no_trace,
	    0, 2);
	tcase_add_test(t, a_rating_leaves_the_tag_of_public_pages_as_it_was);
	tcase_add_test(t, each_side_is_reminded_whether_it_has_rated_or_not);
	suite_add_tcase(s, t);
	return s;
}
