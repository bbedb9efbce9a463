/* SPDX-License-Identifier: Apache-2.0 */
/* amend_test.c: a published project is changed, and everybody begins anew. */
#include "market/amend.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/attempt.h"
#include "db/bid.h"
#include "market/base/digits.h"
#include "market/budget.h"
#include "market/cancel.h"
#include "market/notice.h"
#include "market/paper.h"
#include "market/search.h"
#include "market/submit.h"
#include "tests/sealing.h"
#include "tests/told.h"
#include "market/objection.h"
#include "views/view.h"

Suite *amend_suite(void);

enum { DAY = 86400, BIDS = 3 };
#define REASON "The survey was wrong."

static struct market *m;
static struct actor dept, agencies[BIDS];
static struct file bids[BIDS];
static const char *code;

/* Open for nine days from Wednesday 25 November, 10:00; three have bid. */
static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_project_for(&dept, 9 * DAY);
	for (int i = 0; i < BIDS; i++) {
		agencies[i] = an_agency(i + 1);
		bids[i] = sealed(code, &(struct sealing){ .who =
		    &agencies[i], .fen = 5000000 + i });
		assert_accepted(submitted(&agencies[i], code, bids[i]));
	}
}

static const char *
a_time(int64_t at)
{
	struct civil c = civil_of(at);

	return arena_printf(tests_arena(), "%04d-%02d-%02dT%02d:%02d:%02d",
	    (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
}

static struct draft_form
the_form(void)
{
	struct draft_form f;

	ck_assert_int_eq(amend_form(m, &dept, code, &f), OK);
	return f;
}

/* Writes a change down: of the ceiling, and what else is set. */
static enum err
writes(const struct draft_form *f)
{
	struct problems problems = { .n = 0 };

	return amend_write(m, &dept, code, f, &problems);
}

static void
raises_the_ceiling(void)
{
	struct draft_form f = the_form();

	f.ceiling = "120000";
	ck_assert_int_eq(writes(&f), OK);
}

static void
sees(const char *problem, size_t changes)
{
	struct problems problems;
	struct amendment a;

	ck_assert_int_eq(amend_preview(m, &dept, code, &a, &problems), OK);
	ck_assert_uint_eq(a.n, changes);
	ck_assert_uint_eq(problems.n, problem != NULL);
	if (problem)
		ck_assert_str_eq(problems.list[0].code, problem);
}

static enum err
may_sign(void)
{
	struct problems problems;

	return paper_write(m, &dept, code, "amend", REASON, &problems);
}

static void
amends(void)
{
	raises_the_ceiling();
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "amend",
	    REASON), OK);
}

static const struct notice *
the_notice(const char *kind)
{
	struct notice *list;
	size_t n;

	ck_assert_int_eq(notice_of_project(m, project_now(code).id, &list,
	    &n), OK);
	for (size_t i = n; i-- > 0;)
		if (strcmp(list[i].kind, kind) == 0)
			return &list[i];
	ck_abort_msg("no notice %s", kind);
}

static int64_t
reserved(void)
{
	struct budget_line *lines;
	size_t n;

	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	return lines[0].reserved_fen;
}

static int64_t
bids_in_state(const char *state)
{
	return count_rows(arena_printf(tests_arena(),
	    "SELECT count(*) FROM bid WHERE state = '%s'", state));
}

/* ---- the whole of it ---- */

START_TEST(an_amendment_voids_the_round_and_begins_another)
{
	const char *first = id_of(code);
	struct project p;
	struct round r;

	amends();
	p = project_now(code);
	ck_assert_str_eq(p.state, "registering");
	for (int i = 0; i < BIDS; i++)
		ck_assert_str_eq(told_values(&agencies[i],
		    "change_published"), arena_printf(tests_arena(), "%lld",
		    (long long)p.deadline));
	ck_assert_int_eq(p.ceiling_fen, 12000000);
	ck_assert_int_eq(reserved(), 12000000);
	ck_assert_int_eq(bids_in_state("voided"), BIDS);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid"
	    " WHERE body IS NOT NULL"), 0);
	/* Another round, with keys still to be made. */
	ck_assert_int_eq(db_round_by_sealing(m->db, first, &r), OK);
	ck_assert_int_gt(r.void_leaf, 0);
	ck_assert_str_eq(id_of(code), arena_printf(tests_arena(), "%s/2",
	    code));
	ck_assert(!terms_of(code).round.registered);
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
	ck_assert_str_eq(project_now(code).state, "published");
	ck_assert_int_eq(project_now(code).published_at, p.published_at);
	ck_assert_ptr_nonnull(published_of(code, "project.note").data);
	/* Whoever wants to bids again, and it is opened as ever. */
	for (int i = 0; i < BIDS; i++)
		a_bid(&agencies[i], code, "110000");
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

START_TEST(a_voided_round_is_found_from_its_project)
{
	struct browser b = a_browser();
	const char *page = arena_printf(tests_arena(), "/projects/%s", code);
	const char *record = arena_printf(tests_arena(),
	    "p/%s/void.note", id_of(code));

	ck_assert_int_eq(get(&b, page), 200);
	ck_assert(!page_has(&b, record));
	amends();
	ck_assert_int_eq(get(&b, page), 200);
	ck_assert(page_has(&b, arena_printf(tests_arena(), "href=\"/%s\"",
	    record)));
	ck_assert_ptr_nonnull(published(record).data);
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
	ck_assert_int_eq(get(&b, page), 200);
	ck_assert(page_has(&b, record));
}
END_TEST

START_TEST(that_one_will_do_is_a_change_that_is_told_and_done)
{
	struct draft_form f = the_form();
	struct browser b = a_browser();
	const struct notice *n;

	break_rows("UPDATE service_item SET requirement = 'One' || char(10)"
	    " || 'Two'");
	break_rows("UPDATE project SET requirements = 'One' || char(10) ||"
	    " 'Two'");
	f.requirements = "One\nTwo";
	f.need = "any";
	ck_assert_int_eq(writes(&f), OK);
	sees(NULL, 1);
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "amend",
	    REASON), OK);
	n = the_notice("change");
	ck_assert_ptr_nonnull(strstr(n->body,
	    "changed need\nbefore all\nafter any\n"));
	ck_assert(project_now(code).any_will_do);
	get(&b, arena_printf(tests_arena(), "/notices/%d", (int)n->id));
	ck_assert(page_has(&b, view_sentence(m->arena, "need_all", NULL)));
	ck_assert(page_has(&b, view_sentence(m->arena, "need_any", NULL)));
}
END_TEST

START_TEST(the_notice_of_change_has_each_field_as_it_was_and_is)
{
	struct draft_form f = the_form();
	const struct notice *n;
	struct browser b = a_browser();

	f.ceiling = "120000";
	f.content = "A report.\nTwo copies.";
	f.contact = "Li Lei";
	f.phone = "027-1111";
	ck_assert_int_eq(writes(&f), OK);
	sees(NULL, 4);
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "amend",
	    REASON), OK);
	n = the_notice("change");
	ck_assert_ptr_nonnull(strstr(n->body, "reason " REASON "\n"
	    "changed content\nbefore A report.\nbefore Its approval.\n"
	    "after A report.\nafter Two copies.\n"
	    "changed ceiling-fen\nbefore 10000000\nafter 12000000\n"
	    "changed contact\n"));
	ck_assert_ptr_nonnull(strstr(n->body,
	    "changed phone\nbefore 027-0000\nafter 027-1111\n"));
	/* A person's name is masked there as everywhere. */
	ck_assert_ptr_null(strstr(n->body, "Li Lei"));
	ck_assert_ptr_null(strstr(n->body, "Zhou Min"));
	get(&b, arena_printf(tests_arena(), "/notices/%d", (int)n->id));
	ck_assert_int_eq(b.status, 200);
	ck_assert(page_has(&b, "100,000.00"));
	ck_assert(page_has(&b, "120,000.00"));
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&b, REASON));
	ck_assert(page_has(&b, view_sentence(m->arena, "event_amend",
	    NULL)));
}
END_TEST

/*
 * Places in the log, codes and times have two digits and more, and differ:
 * they become «#».  A count of three would stay.
 */
static const char *
without_places(const char *text)
{
	char *copy = arena_strdup(tests_arena(), text), *to = copy;

	for (const char *from = copy; *from != '\0';) {
		size_t n = strspn(from, "0123456789,:-");

		if (n < 2)
			*to++ = *from++;
		else
			*to++ = '#';
		from += n < 2 ? 0 : n;
	}
	*to = '\0';
	return copy;
}

/* Pages are too long for a message: what stands where they part. */
static void
assert_same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	ck_assert_msg(*a == *b, "%.80s, not %.80s", a, b);
}

/* The same words whether three had bid or nobody. */
START_TEST(nothing_tells_how_many_envelopes_were_voided)
{
	static const char *const after[] = { "", "/opening", "/timeline" };
	const char *notices[2], *pages[2][COUNT(after)];
	struct browser b = a_browser();

	/* Numbers of notices get two digits as well. */
	for (int i = 0; i < 10; i++)
		a_project(&dept);
	for (int i = 0; i < 2; i++) {
		code = a_project_for(&dept, 9 * DAY);
		for (int k = 0; k < BIDS && i == 0; k++)
			a_bid(&agencies[k], code, "60000");
		amends();
		for (size_t k = 0; k < COUNT(after); k++) {
			/* Once for the cookie of a form, once to keep. */
			for (int twice = 0; twice < 2; twice++)
				ck_assert_int_eq(get(&b, arena_printf(
				    tests_arena(), "/projects/%s%s", code,
				    after[k])), 200);
			pages[i][k] = without_places(b.body);
		}
		notices[i] = without_places(the_notice("change")->body);
	}
	assert_same(notices[0], notices[1]);
	for (size_t k = 0; k < COUNT(after); k++)
		assert_same(pages[0][k], pages[1][k]);
}
END_TEST

START_TEST(what_was_voided_is_neither_taken_nor_shown_again)
{
	struct posted p;
	struct browser b = signed_in(&agencies[0]);
	char hex[65];
	unsigned char hash[32];

	amends();
	note_hash(hash, bids[0].data, bids[0].n);
	digits_hex(hex, hash, 32);
	/* Its receipt stays true; its body does not come back. */
	p = submitted(&agencies[0], code, bids[0]);
	assert_accepted(p);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid"
	    " WHERE body IS NOT NULL"), 0);
	/* A new one for the old round is refused. */
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert_int_eq(b.status, 200);
	ck_assert(page_has(&b, "\u4f5c\u5e9f"));
	get(&b, arena_printf(tests_arena(), "/projects/%s/bids/new", code));
	ck_assert_int_eq(b.status, 409);
	ck_assert(page_has(&b, view_sentence(m->arena, "bid_amending",
	    NULL)));
	clock_set(project_now(code).deadline + DAY);
	run_clock();
	ck_assert_ptr_null(published(arena_printf(tests_arena(),
	    "p/%s/1/%s.note", code, hex)).data);
}
END_TEST

START_TEST(an_old_round_takes_no_new_envelope)
{
	struct file late = sealed(code, &(struct sealing){ .who =
	    &agencies[0], .seq = 2 });
	const char *id = id_of(code);
	struct posted p;

	amends();
	ck_assert_int_eq(submit_file(m, &agencies[0], id, late.data, late.n,
	    &p), OK);
	assert_refused(p, late, "void");
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
	ck_assert_int_eq(submit_file(m, &agencies[0], id, late.data, late.n,
	    &p), OK);
	assert_refused(p, late, "void");
}
END_TEST

/* ---- what may be changed, and until when ---- */

START_TEST(only_a_later_deadline_is_an_extension)
{
	struct draft_form f = the_form();

	f.deadline = a_time(project_now(code).deadline + DAY);
	ck_assert_int_eq(writes(&f), OK);
	sees("amend_extend", 1);
	ck_assert_int_eq(may_sign(), ERR_CONFLICT);
}
END_TEST

/* Nothing hidden comes in by a change: its reason is public with it. */
START_TEST(what_a_change_brings_in_wants_a_public_reason)
{
	struct draft_answer answer = { "L5", "content",
	    "Its files are in that format" };
	struct draft_answers answers = { .list = &answer, .n = 1 };
	struct draft_form f = the_form();
	struct problems problems;
	struct amendment a;

	f.content = "采用广联达软件编制";
	ck_assert_int_eq(writes(&f), OK);
	ck_assert_int_eq(amend_preview(m, &dept, code, &a, &problems), OK);
	ck_assert_uint_eq(problems.n, 0);
	ck_assert(!a.answered);
	ck_assert_int_eq(may_sign(), ERR_CONFLICT);
	answers.rev = arena_printf(tests_arena(), "%d", (int)a.will.rev);
	ck_assert_int_eq(amend_answer(m, &dept, code, &answers, &problems),
	    OK);
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "amend",
	    REASON), OK);
	ck_assert_ptr_nonnull(strstr(the_notice("change")->body,
	    "\nlint-reason L5 content Its files are in that format\n"));
}
END_TEST

START_TEST(no_change_is_none)
{
	struct draft_form f = the_form();

	ck_assert_int_eq(writes(&f), OK);
	sees("amend_nothing", 0);
	ck_assert_int_eq(may_sign(), ERR_CONFLICT);
}
END_TEST

START_TEST(a_deadline_is_never_shortened)
{
	struct draft_form f = the_form();

	f.ceiling = "120000";
	f.deadline = a_time(project_now(code).deadline - 1);
	ck_assert_int_eq(writes(&f), OK);
	sees("amend_deadline_earlier", 2);
	ck_assert_int_eq(may_sign(), ERR_CONFLICT);
}
END_TEST

/*
 * Signed on Wednesday 2 December at 10:00, two working days reach to the last
 * second of Friday: the old deadline of that day, 10:00, will not do.
 */
START_TEST(the_window_after_a_change_is_two_working_days)
{
	struct draft_form f;
	int64_t least;

	ck_assert(digits_datetime("2026-12-04T23:59:59", &least));
	clock_set(clock_at() + 7 * DAY);
	raises_the_ceiling();
	sees("draft_deadline_early", 1);
	f = the_form();
	f.deadline = a_time(least - 1);
	ck_assert_int_eq(writes(&f), OK);
	sees("draft_deadline_early", 2);
	f = the_form();
	f.deadline = a_time(least);
	ck_assert_int_eq(writes(&f), OK);
	sees(NULL, 2);
	/* Signed a day later it is too near again. */
	ck_assert_int_eq(may_sign(), OK);
	clock_forward(DAY);
	ck_assert_int_eq(may_sign(), ERR_CONFLICT);
}
END_TEST

START_TEST(a_signature_that_comes_too_late_changes_nothing)
{
	struct paper paper;
	const char *text;
	struct file f;

	raises_the_ceiling();
	ck_assert_int_eq(may_sign(), OK);
	ck_assert_int_eq(paper_get(m, &dept, code, "amend", &paper), OK);
	text = arena_strdup(tests_arena(), paper.text);
	clock_set(project_now(code).deadline - 1);
	f = line_over(&dept, BY_ACTOR, text);
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
	ck_assert_str_eq(project_now(code).state, "published");
	ck_assert_int_eq(bids_in_state("sealed"), BIDS);
}
END_TEST

START_TEST(at_the_deadline_nothing_is_amended_any_more)
{
	struct draft_form f = the_form();

	clock_set(project_now(code).deadline - 1);
	ck_assert_int_eq(writes(&f), OK);
	clock_forward(1);
	ck_assert_int_eq(amend_form(m, &dept, code, &f), ERR_CONFLICT);
	ck_assert_int_eq(writes(&f), ERR_CONFLICT);
}
END_TEST

START_TEST(a_change_written_anew_wants_a_new_signature)
{
	struct paper paper;
	struct draft_form f;
	struct file line;

	raises_the_ceiling();
	ck_assert_int_eq(may_sign(), OK);
	ck_assert_int_eq(paper_get(m, &dept, code, "amend", &paper), OK);
	line = line_over(&dept, BY_ACTOR, arena_strdup(tests_arena(),
	    paper.text));
	f = the_form();
	f.ceiling = "130000";
	ck_assert_int_eq(writes(&f), OK);
	assert_refused(posted_to(round_sign, id_of(code), line), line,
	    "signature");
	ck_assert_int_eq(project_now(code).ceiling_fen, 10000000);
}
END_TEST

/* Both are the same record: only what was written last is done. */
START_TEST(an_end_and_a_change_do_not_wait_side_by_side)
{
	struct problems problems;
	struct paper paper;

	raises_the_ceiling();
	ck_assert_int_eq(paper_write(m, &dept, code, "void", REASON,
	    &problems), OK);
	ck_assert_int_eq(may_sign(), OK);
	ck_assert_int_eq(paper_get(m, &dept, code, "void", &paper),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(paper_write(m, &dept, code, "void", REASON,
	    &problems), OK);
	ck_assert_int_eq(paper_get(m, &dept, code, "amend", &paper),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(two_colleagues_do_not_overwrite_each_other)
{
	struct draft_form first = the_form(), second = the_form();
	struct problems problems;

	first.ceiling = "120000";
	ck_assert_int_eq(writes(&first), OK);
	second.ceiling = "130000";
	ck_assert_int_eq(amend_write(m, &dept, code, &second, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "draft_changed");
	ck_assert_str_eq(the_form().ceiling, "120,000.00");
}
END_TEST

START_TEST(a_bad_form_is_refused_as_for_drafts)
{
	struct draft_form f = the_form();
	struct problems problems;

	f.ceiling = "much";
	ck_assert_int_eq(amend_write(m, &dept, code, &f, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "ceiling");
	f = the_form();
	f.title = "";
	ck_assert_int_eq(writes(&f), OK);
	sees("draft_title_empty", 1);
}
END_TEST

START_TEST(nobody_but_its_owner_amends)
{
	struct actor other = a_department(2);
	struct draft_form f = the_form();
	struct problems problems;
	struct amendment a;

	raises_the_ceiling();
	ck_assert_int_eq(amend_form(m, &other, code, &f), ERR_NOT_FOUND);
	ck_assert_int_eq(amend_write(m, &other, code, &f, &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(amend_preview(m, &other, code, &a, &problems),
	    ERR_NOT_FOUND);
}
END_TEST

/* 10^9 fen in the line: what is held already may be used again. */
START_TEST(a_change_needs_its_budget)
{
	struct draft_form f = the_form();

	f.ceiling = "10000000";
	ck_assert_int_eq(writes(&f), OK);
	sees(NULL, 1);
	f = the_form();
	f.ceiling = "10000000.01";
	ck_assert_int_eq(writes(&f), OK);
	sees("draft_budget_short", 1);
	ck_assert_int_eq(may_sign(), ERR_CONFLICT);
}
END_TEST

START_TEST(a_change_is_nobodys_project)
{
	struct project_row *rows;
	struct browser b = a_browser();
	size_t n;

	raises_the_ceiling();
	ck_assert_int_eq(project_mine(m, &dept, 0, &rows, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(project_now(code).ceiling_fen, 10000000);
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(!page_has(&b, "120,000.00"));
	get(&b, arena_printf(tests_arena(), "/projects/%s?attempt=-1",
	    code));
	ck_assert(!page_has(&b, "120,000.00"));
}
END_TEST

static size_t
found(const char *word)
{
	struct browser b = a_browser();

	get(&b, arena_printf(tests_arena(), "/search?q=%s", word));
	return page_has(&b, code);
}

START_TEST(an_amended_project_is_found_by_what_it_says_now)
{
	struct draft_form f = the_form();

	f.title = "A bridge and its piers";
	ck_assert_int_eq(writes(&f), OK);
	ck_assert_uint_eq(found("slopes"), 1);
	ck_assert_uint_eq(found("piers"), 0);
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "amend",
	    REASON), OK);
	ck_assert_uint_eq(found("slopes"), 0);
	ck_assert_uint_eq(found("piers"), 1);
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
	ck_assert_uint_eq(found("slopes"), 0);
	ck_assert_uint_eq(found("piers"), 1);
}
END_TEST

/* ---- unsigned, ended ---- */

START_TEST(an_amendment_that_is_not_signed_ends_the_project)
{
	const char *open = "SELECT n FROM tally WHERE name ="
	    " 'open_projects'";

	ck_assert_int_eq(count_rows(open), 1);
	amends();
	ck_assert_int_eq(count_rows(open), 0);
	clock_forward(DAY - 1);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "registering");
	clock_forward(1);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "cancelled");
	ck_assert_int_eq(reserved(), 0);
	ck_assert_int_eq(count_rows(open), 0);
	ck_assert_ptr_nonnull(strstr(the_notice("cancelled")->body,
	    "reason unsigned\n"));
	ck_assert_int_eq(count_rows("SELECT count(*) FROM due"
	    " WHERE done_at IS NULL"), 0);
	/* Whoever signs now is too late. */
	ck_assert_int_ne(cast_agree(the_cast(), m, &dept, code), OK);
}
END_TEST

START_TEST(an_owner_ends_what_it_amends_and_never_takes_it_back)
{
	struct problems problems;
	struct actor other = a_department(2);

	ck_assert_int_eq(cancel_amended(m, &dept, code, REASON, &problems),
	    ERR_CONFLICT);
	amends();
	ck_assert_int_eq(round_recall(m, &dept, code), ERR_CONFLICT);
	ck_assert_int_eq(cancel_amended(m, &dept, code, "Short", &problems),
	    ERR_INVALID);
	ck_assert_int_eq(cancel_amended(m, &other, code, REASON, &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(cancel_amended(m, &dept, code, REASON, &problems),
	    OK);
	ck_assert_int_eq(cancel_amended(m, &dept, code, REASON, &problems),
	    OK);
	ck_assert_str_eq(project_now(code).state, "cancelled");
	ck_assert_int_eq(reserved(), 0);
	ck_assert_ptr_nonnull(strstr(the_notice("cancelled")->body,
	    "decided-by owner\nreason " REASON "\nenvelopes sealed\n"));
}
END_TEST

/* ---- pages ---- */

static const char *
desk(const char *after)
{
	return arena_printf(tests_arena(), "/desk/projects/%s%s", code,
	    after);
}

START_TEST(an_owner_amends_by_its_pages)
{
	struct browser b = signed_in(&dept);
	struct draft_form f = the_form();
	const char *fields = arena_printf(tests_arena(), "item=%s&title=%s&"
	    "scale=%s&content=%s&place=%s&region=%s&fund=fiscal&budget=%s&"
	    "days=30&method=lowest&deadline=%s&contact=%s&phone=%s&"
	    "server=yes&rev=0", f.item, encoded(f.title), encoded(f.scale),
	    encoded(f.content), encoded(f.place), f.region, f.budget,
	    encoded(f.deadline), encoded(f.contact), encoded(f.phone));

	ck_assert_int_eq(get(&b, arena_printf(tests_arena(), "/projects/%s",
	    code)), 200);
	ck_assert(page_has(&b, desk("/amend\"")));
	ck_assert_int_eq(get(&b, desk("/amend")), 200);
	ck_assert(page_has(&b, "value=\"100,000.00\""));
	ck_assert(page_has(&b, desk("/amend\"")));
	ck_assert_int_eq(post(&b, desk("/amend"), arena_printf(
	    tests_arena(), "%s&ceiling=much", fields)), 422);
	ck_assert(page_has(&b, "value=\"much\""));
	ck_assert_int_eq(post(&b, desk("/amend"), arena_printf(
	    tests_arena(), "%s&ceiling=120000", fields)), 303);
	ck_assert_int_eq(get(&b, desk("/amend/preview")), 200);
	ck_assert(page_has(&b, "100,000.00"));
	ck_assert(page_has(&b, "120,000.00"));
	ck_assert(page_has(&b, desk("/papers/amend\"")));
	ck_assert_int_eq(post(&b, desk("/papers/amend"), "reason=no"), 422);
	ck_assert_int_eq(post(&b, desk("/papers/amend"),
	    "reason=The+survey+was+wrong."), 303);
	ck_assert_int_eq(get(&b, desk("/papers/amend")), 200);
	ck_assert(page_has(&b, "sealbid/v1 void"));
	ck_assert(page_has(&b, "data-kind=\"void\""));
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "amend",
	    REASON), OK);
	ck_assert_int_eq(get(&b, desk("/terms")), 200);
	ck_assert(page_has(&b, desk("/cancel\"")));
	ck_assert(!page_has(&b, "/recall"));
	ck_assert_int_eq(get(&b, desk("/cancel")), 200);
	ck_assert_int_eq(post(&b, desk("/cancel"), "reason=no"), 422);
	ck_assert_int_eq(post(&b, desk("/cancel"),
	    "reason=No+longer+needed."), 303);
	ck_assert_str_eq(project_now(code).state, "cancelled");
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/opening", code)), 200);
}
END_TEST

START_TEST(a_change_can_be_objected_to_once_it_is_known)
{
	struct objection_form form = { .about = "amendment",
	    .facts = "The time left is too short.", .claim = "More time.",
	    .once = "" };
	struct problems problems;
	int64_t id;

	ck_assert_int_eq(objection_file(m, &agencies[0], code, &form, &id,
	    &problems), ERR_CONFLICT);
	amends();
	ck_assert_int_eq(cast_agree(the_cast(), m, &dept, code), OK);
	ck_assert_int_eq(objection_file(m, &agencies[0], code, &form, &id,
	    &problems), OK);
}
END_TEST

Suite *
amend_suite(void)
{
	Suite *s = suite_create("amend");
	TCase *t = tcase_create("amendments");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_amendment_voids_the_round_and_begins_another);
	tcase_add_test(t, a_voided_round_is_found_from_its_project);
	tcase_add_test(t, that_one_will_do_is_a_change_that_is_told_and_done);
	tcase_add_test(t,
	    the_notice_of_change_has_each_field_as_it_was_and_is);
	tcase_add_test(t, nothing_tells_how_many_envelopes_were_voided);
	tcase_add_test(t, what_was_voided_is_neither_taken_nor_shown_again);
	tcase_add_test(t, an_old_round_takes_no_new_envelope);
	tcase_add_test(t, only_a_later_deadline_is_an_extension);
	tcase_add_test(t, what_a_change_brings_in_wants_a_public_reason);
	tcase_add_test(t, no_change_is_none);
	tcase_add_test(t, a_deadline_is_never_shortened);
	tcase_add_test(t, the_window_after_a_change_is_two_working_days);
	tcase_add_test(t, a_signature_that_comes_too_late_changes_nothing);
	tcase_add_test(t, at_the_deadline_nothing_is_amended_any_more);
	tcase_add_test(t, a_change_written_anew_wants_a_new_signature);
	tcase_add_test(t, an_end_and_a_change_do_not_wait_side_by_side);
	tcase_add_test(t, two_colleagues_do_not_overwrite_each_other);
	tcase_add_test(t, a_bad_form_is_refused_as_for_drafts);
	tcase_add_test(t, nobody_but_its_owner_amends);
	tcase_add_test(t, a_change_needs_its_budget);
	tcase_add_test(t, a_change_is_nobodys_project);
	tcase_add_test(t, an_amended_project_is_found_by_what_it_says_now);
	tcase_add_test(t, an_amendment_that_is_not_signed_ends_the_project);
	tcase_add_test(t,
	    an_owner_ends_what_it_amends_and_never_takes_it_back);
	tcase_add_test(t, an_owner_amends_by_its_pages);
	tcase_add_test(t, a_change_can_be_objected_to_once_it_is_known);
	suite_add_tcase(s, t);
	return s;
}
