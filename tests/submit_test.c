/* SPDX-License-Identifier: Apache-2.0 */
/* submit_test.c: what is taken, what is refused, and what proves either. */
#include "market/submit.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/platform.h"
#include "market/tlog.h"
#include "tests/sealing.h"

Suite *submit_suite(void);

enum { HOUR = 3600 };

static struct market *m;
static struct actor dept, agency;
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(1);
	code = a_project(&dept);
	ck_assert_int_eq(cast_register(the_cast(), m, &agency), OK);
}

static struct posted
sent(const struct actor *who, struct file f)
{
	return submitted(who, code, f);
}

/* An envelope of agency 1. */
static struct file
envelope(int64_t seq)
{
	return sealed(code, &(struct sealing){ .who = &agency, .seq = seq });
}

static struct file
by_server(const struct actor *who, int64_t seq)
{
	return sealed(code, &(struct sealing){ .who = who, .seq = seq,
	    .by = BY_PLATFORM, .sealer = "server" });
}

static struct file
taking_back(int64_t seq)
{
	return withdrawal(code, &(struct sealing){ .who = &agency,
	    .seq = seq });
}

/* The signature line of a file, in another one's place. */
static struct file
signed_anew(struct file f, const struct actor *who)
{
	struct note note;
	const char *text;

	ck_assert(note_parse(&note, f.data, f.n));
	text = arena_strndup(tests_arena(), note.text, note.n);
	return signed_text(who, BY_ACTOR, text);
}

/* ---- receipts ---- */

static void
assert_receipt(struct posted p, struct file f)
{
	unsigned char hash[32];
	struct tlog_receipt r;
	struct tlog_checkpoint c;
	char blind[TLOG_BLIND + 1], reveal[TLOG_DATE + 1];
	struct file entry;

	assert_accepted(p);
	note_hash(hash, f.data, f.n);
	ck_assert(tlog_receipt_read(&r, p.text, p.n));
	ck_assert_mem_eq(r.file, hash, 32);
	ck_assert(tlog_receipt_check(&r,
	    &platform_trust(m->house->platform)->log, &c));
	ck_assert_int_gt(c.size, r.leaf);
	tlog_reveal_by(reveal, terms_of(code).project.deadline);
	ck_assert_str_eq(r.reveal_by, reveal);
	tlog_blind(blind, r.nonce, r.file, r.reveal_by);
	entry = log_entry(r.leaf);
	ck_assert_uint_eq(entry.n, TLOG_BLIND);
	ck_assert_mem_eq(entry.data, blind, TLOG_BLIND);
}

START_TEST(a_receipt_verifies)
{
	struct file f = envelope(1);

	assert_receipt(sent(&agency, f), f);
	f = taking_back(2);
	assert_receipt(sent(&agency, f), f);
	f = envelope(3);
	assert_receipt(sent(&agency, f), f);
}
END_TEST

START_TEST(a_receipt_proves_no_other_file)
{
	struct file f = envelope(1);
	struct posted p = sent(&agency, f);
	struct tlog_receipt r;

	ck_assert(tlog_receipt_read(&r, p.text, p.n));
	r.file[5] ^= 1;
	ck_assert(!tlog_receipt_check(&r,
	    &platform_trust(m->house->platform)->log, NULL));
}
END_TEST

static void
assert_same(struct posted a, struct posted b)
{
	assert_accepted(a);
	assert_accepted(b);
	ck_assert_uint_eq(a.n, b.n);
	ck_assert_mem_eq(a.text, b.text, a.n);
}

START_TEST(the_same_file_is_the_same_receipt_at_any_time)
{
	struct file f = envelope(1);
	struct posted first = sent(&agency, f);
	struct actor other = an_agency(2);
	int64_t length;

	first = (struct posted){ NULL, arena_strdup(tests_arena(),
	    first.text), first.n };
	length = log_length();
	assert_same(first, sent(&agency, f));
	assert_same(first, sent(NULL, f));
	assert_same(first, sent(&other, f));
	ck_assert_int_eq(log_length(), length);
	assert_accepted(sent(&agency, envelope(2)));
	assert_same(first, sent(&agency, f));
	clock_forward(HOUR);
	assert_same(first, sent(&agency, f));
	clock_forward(ROUND_CLOSE_DELAY);
	run_clock();
	assert_same(first, sent(&agency, f));
}
END_TEST

/* ---- bodies ---- */

static struct bid
stored(struct file f)
{
	unsigned char hash[32];
	struct bid b;

	note_hash(hash, f.data, f.n);
	ck_assert_int_eq(db_bid_by_file(m->db, hash, &b), OK);
	return b;
}

START_TEST(a_body_that_was_lost_comes_back)
{
	struct file f = envelope(1);

	assert_accepted(sent(&agency, f));
	break_rows("UPDATE bid SET body = NULL");
	ck_assert_ptr_null(stored(f).body);
	assert_accepted(sent(NULL, f));
	ck_assert_uint_eq(stored(f).body_len, f.n);
	ck_assert_mem_eq(stored(f).body, f.data, f.n);
	ck_assert_str_eq(stored(f).state, "sealed");
}
END_TEST

START_TEST(a_body_that_comes_back_after_the_close_is_public)
{
	struct file old = envelope(1), f = envelope(2);

	assert_accepted(sent(&agency, old));
	assert_accepted(sent(&agency, f));
	break_rows("UPDATE bid SET body = NULL");
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_ptr_null(published_body(code, f).data);
	assert_accepted(sent(NULL, f));
	assert_same_file(published_body(code, f), f);
	/* What does not count stays with us. */
	assert_accepted(sent(NULL, old));
	ck_assert_ptr_null(published_body(code, old).data);
}
END_TEST

START_TEST(a_round_that_ended_keeps_no_body)
{
	struct file old = envelope(1), f = envelope(2);

	assert_accepted(sent(&agency, old));
	assert_accepted(sent(&agency, f));
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "void",
	    "The plan has changed."), OK);
	ck_assert_ptr_null(stored(old).body);
	ck_assert_ptr_null(stored(f).body);
	assert_receipt(sent(&agency, f), f);
	ck_assert_ptr_null(stored(f).body);
}
END_TEST

/* ---- the table, row by row ---- */

START_TEST(what_is_no_envelope_is_refused_as_grammar)
{
	struct file good = envelope(1), f;
	size_t ct = (size_t)(strstr(good.data, "\nct ") - good.data);

	f = a_file("an offer of 50,000 yuan\n", 24);
	assert_refused(sent(&agency, f), f, "grammar");
	f = a_file(good.data, good.n - 1);
	assert_refused(sent(&agency, f), f, "grammar");
	f = joined(good, a_file("\n", 1));
	assert_refused(sent(&agency, f), f, "grammar");
	f = signed_text(&agency, BY_ACTOR, "sealbid/v1 envelope\n");
	assert_refused(sent(&agency, f), f, "grammar");
	/* Signed twice, or with a line more. */
	f = joined(good, line_over(NULL, 1, arena_strndup(tests_arena(),
	    good.data, ct)));
	assert_refused(sent(&agency, f), f, "grammar");
	f = signed_text(&agency, BY_ACTOR, arena_printf(tests_arena(),
	    "%.*s\nnote x%.*s\n", (int)ct, good.data, 100, good.data + ct));
	assert_refused(sent(&agency, f), f, "grammar");
	assert_accepted(sent(&agency, good));
}
END_TEST

/* Terms of this round, as if they had asked for another length. */
static struct file
of_another_length(int64_t form_bytes, size_t boxes)
{
	struct round_terms t = terms_of(code);
	struct seal_envelope core = { .seq = 1, .sealer = "browser",
	    .project = t.round.sealing_id,
	    .bidder = key_name(m, &agency) };
	unsigned char s[ENVELOPE_SCALAR];
	struct buf text;
	struct file f;

	memcpy(core.policy, t.round.policy, sizeof core.policy);
	t.project.form_bytes = form_bytes;
	t.project.n = boxes;
	buf_init(&text, NOTE_MAX);
	envelope_secret(s);
	ck_assert(envelope_seal(&text, &t.project, &core, s, "form", 4));
	f = signed_text(&agency, BY_ACTOR, arena_strndup(tests_arena(),
	    text.data, text.len));
	buf_release(&text);
	return f;
}

START_TEST(wrong_lengths_are_refused_as_grammar)
{
	struct file f = of_another_length(2 * ROUND_FORM_BYTES, 3);

	assert_refused(sent(&agency, f), f, "grammar");
	f = of_another_length(ROUND_FORM_BYTES / 2, 3);
	assert_refused(sent(&agency, f), f, "grammar");
	f = of_another_length(ROUND_FORM_BYTES, 2);
	assert_refused(sent(&agency, f), f, "grammar");
}
END_TEST

START_TEST(every_byte_counts)
{
	struct file good = envelope(1), f;

	for (size_t at = 0; at < good.n; at += at < 700 ? 23 : 611) {
		struct posted p;

		f = damaged(good, at);
		p = sent(&agency, f);
		ck_assert_msg(p.code != NULL, "byte %zu", at);
	}
	assert_accepted(sent(&agency, good));
}
END_TEST

START_TEST(an_envelope_of_another_round_is_refused_as_policy)
{
	struct actor works = an_enterprise(1);
	const char *other = a_project(&works);
	struct file f = sealed(other, &(struct sealing){ .who = &agency });

	/* Sent to this round, though that one would take it. */
	assert_refused(sent(&agency, f), f, "policy");
	assert_accepted(submitted(&agency, other, f));
	/* The policy of this round with the name of that one. */
	f = sealed(code, &(struct sealing){ .who = &agency,
	    .project = id_of(other) });
	assert_refused(submitted(&agency, other, f), f, "policy");
	assert_refused(sent(&agency, f), f, "policy");
}
END_TEST

/* The purchaser ends the round. */
static void
end_round(void)
{
	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "void",
	    "The plan has changed."), OK);
}

START_TEST(a_round_that_ended_takes_nothing)
{
	struct file f = envelope(1);

	end_round();
	assert_refused(sent(&agency, f), f, "void");
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	assert_refused(sent(&agency, f), f, "void");
}
END_TEST

START_TEST(before_it_opens_is_early_to_the_second)
{
	struct file f = envelope(1);
	int64_t opens;

	break_rows("UPDATE round SET opens = opens + 60");
	opens = terms_of(code).round.opens;
	clock_set(opens - 1);
	assert_refused(sent(&agency, f), f, "early");
	clock_set(opens);
	assert_receipt(sent(&agency, f), f);
}
END_TEST

static const struct { int64_t from_deadline; bool taken; } seconds[] = {
	{ -2, true }, { -1, true }, { 0, false }, { 1, false },
	{ ROUND_CLOSE_DELAY, false },
};

START_TEST(exactly_at_the_deadline_is_late)
{
	struct file f = envelope(1);

	clock_set(terms_of(code).round.deadline +
	    seconds[_i].from_deadline);
	if (seconds[_i].taken)
		assert_receipt(sent(&agency, f), f);
	else
		assert_refused(sent(&agency, f), f, "late");
}
END_TEST

START_TEST(nothing_comes_in_after_the_close_whatever_the_clock_says)
{
	struct file f = envelope(1);

	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_gt(terms_of(code).round.close_leaf, 0);
	clock_forward(-HOUR);
	ck_assert_str_eq(sent(&agency, f).code, "late");
}
END_TEST

START_TEST(in_the_name_of_another_is_refused_as_bidder)
{
	struct actor other = an_agency(2);
	struct file f = envelope(1), named;

	assert_refused(sent(&other, f), f, "bidder");
	assert_refused(sent(&dept, f), f, "bidder");
	/* Signed by oneself in that name. */
	named = sealed(code, &(struct sealing){ .who = &other,
	    .bidder = key_name(m, &agency) });
	assert_refused(sent(&other, named), named, "bidder");
	named = sealed(code, &(struct sealing){ .who = &agency,
	    .bidder = "m.example/b" });
	assert_refused(sent(&agency, named), named, "bidder");
	named = sealed(code, &(struct sealing){ .who = &agency,
	    .bidder = arena_printf(tests_arena(), "n.example/b/%s",
	    agency.uscc) });
	assert_refused(sent(&agency, named), named, "bidder");
	assert_accepted(sent(&agency, f));
}
END_TEST

START_TEST(the_server_seals_only_where_it_may)
{
	struct file f = by_server(&agency, 1);

	assert_receipt(sent(&agency, f), f);
	/* Own envelopes end it. */
	assert_accepted(sent(&agency, envelope(2)));
	f = by_server(&agency, 3);
	assert_refused(sent(&agency, f), f, "sealer");
	assert_accepted(sent(&agency, taking_back(3)));
	f = by_server(&agency, 4);
	assert_refused(sent(&agency, f), f, "sealer");
}
END_TEST

/* The terms say so; here the row alone, which is what decides. */
START_TEST(the_server_seals_nothing_where_the_notice_forbids_it)
{
	struct file f = by_server(&agency, 1);

	break_rows("UPDATE round SET server = 0");
	assert_refused(sent(&agency, f), f, "sealer");
	assert_accepted(sent(&agency, envelope(1)));
}
END_TEST

START_TEST(the_platform_takes_back_what_it_sealed_and_nothing_else)
{
	struct sealing w = { .who = &agency, .seq = 2, .by = BY_PLATFORM };
	struct file f;

	assert_accepted(sent(&agency, by_server(&agency, 1)));
	f = withdrawal(code, &w);
	assert_receipt(sent(&agency, f), f);
	assert_accepted(sent(&agency, envelope(3)));
	w.seq = 4;
	f = withdrawal(code, &w);
	assert_refused(sent(&agency, f), f, "signature");
	f = taking_back(4);
	assert_receipt(sent(&agency, f), f);
}
END_TEST

START_TEST(a_wrong_signature_is_refused)
{
	struct actor other = an_agency(2);
	struct file f, good = envelope(1);

	ck_assert_int_eq(cast_register(the_cast(), m, &other), OK);
	f = signed_anew(good, &other);
	assert_refused(sent(&agency, f), f, "signature");
	f = sealed(code, &(struct sealing){ .who = &agency,
	    .by = BY_PLATFORM });
	assert_refused(sent(&agency, f), f, "signature");
	/* «server», signed by the bidder itself. */
	f = sealed(code, &(struct sealing){ .who = &agency,
	    .sealer = "server" });
	assert_refused(sent(&agency, f), f, "signature");
	/* The one byte that a signature is wrong by. */
	f = damaged(good, good.n - 20);
	assert_refused(sent(&agency, f), f, "signature");
	assert_accepted(sent(&agency, good));
}
END_TEST

static void
suspend(const struct actor *who)
{
	break_rows("UPDATE agency SET state = 'suspended'"
	    " WHERE party_id = %d", (int)who->party_id);
}

START_TEST(who_is_suspended_may_only_take_back)
{
	struct file f = envelope(2);

	assert_accepted(sent(&agency, envelope(1)));
	suspend(&agency);
	assert_refused(sent(&agency, f), f, "eligible");
	f = taking_back(2);
	assert_receipt(sent(&agency, f), f);
}
END_TEST

static const int64_t wrong_seqs[] = { 1, 3, 4, 250 };

START_TEST(seqs_have_no_gap_and_no_second)
{
	struct file f;

	assert_accepted(sent(&agency, envelope(1)));
	f = envelope(wrong_seqs[_i]);
	assert_refused(sent(&agency, f), f, "seq");
	f = taking_back(wrong_seqs[_i]);
	assert_refused(sent(&agency, f), f, "seq");
	assert_accepted(sent(&agency, envelope(2)));
}
END_TEST

START_TEST(a_first_envelope_has_seq_one)
{
	struct file f = envelope(2);

	assert_refused(sent(&agency, f), f, "seq");
	assert_accepted(sent(&agency, envelope(1)));
}
END_TEST

START_TEST(two_envelopes_of_one_seq_are_not_both_taken)
{
	struct file a = envelope(1), b = envelope(1);

	ck_assert_str_ne(a.data, b.data);
	assert_accepted(sent(&agency, a));
	assert_refused(sent(&agency, b), b, "seq");
}
END_TEST

START_TEST(there_must_be_something_to_take_back)
{
	struct file f = taking_back(1);

	assert_refused(sent(&agency, f), f, "seq");
	assert_accepted(sent(&agency, envelope(1)));
	assert_accepted(sent(&agency, taking_back(2)));
	f = taking_back(3);
	assert_refused(sent(&agency, f), f, "seq");
	assert_accepted(sent(&agency, envelope(3)));
}
END_TEST

/* ---- cap ---- */

static void
sends(const struct actor *who, int64_t from, int64_t to)
{
	for (int64_t seq = from; seq <= to; seq++)
		assert_accepted(sent(who, sealed(code, &(struct sealing){
		    .who = who, .seq = seq })));
}

START_TEST(a_name_may_change_its_mind_ten_times_in_all)
{
	struct file f;

	sends(&agency, 1, SUBMIT_CAP);
	f = envelope(SUBMIT_CAP + 1);
	assert_refused(sent(&agency, f), f, "cap");
	/* To take back is never one too many. */
	f = taking_back(SUBMIT_CAP + 1);
	assert_receipt(sent(&agency, f), f);
	f = envelope(SUBMIT_CAP + 2);
	assert_refused(sent(&agency, f), f, "cap");
}
END_TEST

/* With 250 in, written behind the program's back. */
START_TEST(a_full_round_still_takes_everybodys_first)
{
	struct actor late = an_agency(2);
	struct file f = envelope(2);

	assert_accepted(sent(&agency, envelope(1)));
	break_rows("WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL"
	    " SELECT n + 1 FROM k WHERE n < %d) INSERT INTO bid (round_id,"
	    " agency_id, name, seq, kind, file, nonce, leaf, sealer,"
	    " received_at, state) SELECT 1, NULL, 'm.example/b/' || n, 1,"
	    " 'envelope', randomblob(32), randomblob(32), 100000 + n,"
	    " 'browser', 0, 'sealed' FROM k", ROUND_MAX_SUBS - 1);
	assert_refused(sent(&agency, f), f, "cap");
	f = sealed(code, &(struct sealing){ .who = &late });
	assert_receipt(sent(&late, f), f);
	f = taking_back(2);
	assert_receipt(sent(&agency, f), f);
}
END_TEST

START_TEST(one_below_a_full_round_takes_a_revision)
{
	struct file f = envelope(2);

	assert_accepted(sent(&agency, envelope(1)));
	break_rows("WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL"
	    " SELECT n + 1 FROM k WHERE n < %d) INSERT INTO bid (round_id,"
	    " agency_id, name, seq, kind, file, nonce, leaf, sealer,"
	    " received_at, state) SELECT 1, NULL, 'm.example/b/' || n, 1,"
	    " 'envelope', randomblob(32), randomblob(32), 100000 + n,"
	    " 'browser', 0, 'sealed' FROM k", ROUND_MAX_SUBS - 2);
	assert_receipt(sent(&agency, f), f);
	f = envelope(3);
	assert_refused(sent(&agency, f), f, "cap");
}
END_TEST

/* ---- when two apply, the earlier one is said ---- */

enum fault { GRAMMAR, POLICY, VOID, EARLY, LATE, BIDDER, SEALER, SIGNATURE,
    ELIGIBLE, SEQ, FAULTS };

static const char *const fault_codes[] = { "grammar", "policy", "void",
    "early", "late", "bidder", "sealer", "signature", "eligible", "seq" };

/* A server-sealed envelope with these faults, in a market that has them. */
static struct file
faulty(const bool has[FAULTS], const struct actor **who)
{
	static struct actor other;
	struct sealing s = { .who = &agency, .by = BY_PLATFORM,
	    .sealer = "server", .seq = has[SEQ] ? 3 : 1,
	    .bidder = key_name(m, &agency) };
	struct file f;

	if (has[SIGNATURE])
		s.by = 1;
	if (has[POLICY])
		s.project = "ZJ-1900-000001/1";
	f = sealed(code, &s);
	if (has[GRAMMAR])
		f = a_file(f.data, f.n - 1);
	if (has[BIDDER])
		other = an_agency(2);
	*who = has[BIDDER] ? &other : &agency;
	if (has[SEALER])
		break_rows("UPDATE round SET server = 0");
	if (has[ELIGIBLE])
		suspend(&agency);
	if (has[EARLY])
		break_rows("UPDATE round SET opens = opens + 86400");
	if (has[LATE])
		clock_set(terms_of(code).round.deadline);
	if (has[VOID])
		end_round();
	return f;
}

START_TEST(the_earlier_reason_is_said)
{
	bool has[FAULTS] = { false };
	const struct actor *who;
	int a = _i / FAULTS, b = _i % FAULTS;
	struct file f;

	has[a] = has[b] = true;
	if (has[LATE] && has[VOID])
		return;		/* a paper is written before the deadline */
	f = faulty(has, &who);
	assert_refused(sent(who, f), f, fault_codes[a < b ? a : b]);
}
END_TEST

START_TEST(a_refusal_names_the_policy_that_it_read)
{
	struct file f = envelope(2), none = a_file("x", 1);
	struct posted p = sent(&agency, f);
	struct seal_refusal r;
	struct note note;

	ck_assert(note_parse(&note, p.text, p.n));
	ck_assert(seal_record_parse(m->arena, SEAL_REFUSAL, note.text,
	    note.n, &r));
	ck_assert(r.policy.given);
	ck_assert_mem_eq(r.policy.hash, terms_of(code).round.policy, 32);
	p = sent(&agency, none);
	ck_assert(note_parse(&note, p.text, p.n));
	ck_assert(seal_record_parse(m->arena, SEAL_REFUSAL, note.text,
	    note.n, &r));
	ck_assert(!r.policy.given);
}
END_TEST

/* No session, no word: else anybody fills the disk (sealing.md 7). */
START_TEST(nobody_is_given_no_refusal_unless_it_names_a_contributor)
{
	struct file files[] = { envelope(1), a_file("x", 1), sealed(code,
	    &(struct sealing){ .who = &agency,
	    .project = "ZJ-1900-000001/1" }) };
	struct file wrong = sealed(code, &(struct sealing){ .by = 1,
	    .fen = -1, .seq = 2 });
	int64_t length = log_length();
	struct posted p;

	for (size_t i = 0; i < COUNT(files); i++) {
		char hex[65];

		ck_assert_int_eq(submit_file(m, NULL, id_of(code),
		    files[i].data, files[i].n, &p), ERR_FORBIDDEN);
		ck_assert_ptr_null(published(arena_printf(tests_arena(),
		    "refusal/%s.note", submit_hash(hex, files[i].data,
		    files[i].n))).data);
	}
	ck_assert_int_eq(log_length(), length);
	assert_refused(sent(NULL, wrong), wrong, "seq");
}
END_TEST

START_TEST(the_latest_refusal_of_a_file_is_kept)
{
	struct actor other = an_agency(2);
	struct file f = envelope(2);

	assert_refused(sent(&agency, f), f, "seq");
	clock_forward(60);
	assert_refused(sent(&other, f), f, "bidder");
}
END_TEST

/* ---- copies ---- */

/* ct, boxes and commit are another's; only the header is one's own. */
START_TEST(a_copied_envelope_is_taken_and_judged_invalid)
{
	struct actor thief = an_agency(2);
	struct file f = envelope(1), copy;
	const char *text;
	char *at;
	struct note note;

	ck_assert_int_eq(cast_register(the_cast(), m, &thief), OK);
	copy = signed_anew(f, &thief);
	assert_refused(sent(&thief, copy), copy, "bidder");
	ck_assert(note_parse(&note, f.data, f.n));
	text = arena_strndup(tests_arena(), note.text, note.n);
	at = strstr(text, agency.uscc);
	ck_assert_ptr_nonnull(at);
	memcpy(at, thief.uscc, strlen(thief.uscc));
	copy = signed_text(&thief, BY_ACTOR, text);
	assert_receipt(sent(&thief, copy), copy);
	sends(&agency, 1, 1);
	for (int i = 3; i <= 4; i++) {
		struct actor a = an_agency(i);

		sends(&a, 1, 1);
	}
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(stored(copy).state, "invalid");
	ck_assert_int_eq(stored(copy).position, 0);
	ck_assert_str_eq(project_now(code).state, "publicity");
}
END_TEST

/* The header is part of what is sealed: of a new seq it is another. */
START_TEST(an_envelope_under_a_new_seq_is_judged_invalid)
{
	struct file f = envelope(1), replay;
	char *text = arena_strdup(tests_arena(), text_of_note(f));

	assert_accepted(sent(&agency, f));
	*(strstr(text, "\nseq 1\n") + 5) = '2';
	replay = signed_text(&agency, BY_ACTOR, text);
	assert_receipt(sent(&agency, replay), replay);
	for (int i = 3; i <= 5; i++) {
		struct actor a = an_agency(i);

		sends(&a, 1, 1);
	}
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(stored(replay).state, "invalid");
	ck_assert_str_eq(stored(f).state, "superseded");
	assert_verifies(code);
}
END_TEST

/* ---- keys ---- */

static void
assert_key(const struct note_secret *key, bool confirmed, enum err want)
{
	struct problems problems;
	char vkey[NOTE_VKEY_MAX];
	const char *text;
	struct buf note;

	ck_assert_int_eq(key_draft(m, &agency, note_vkey_write(vkey,
	    &key->key), &text), OK);
	buf_init(&note, NOTE_MAX);
	note_write(&note, text, strlen(text), key);
	ck_assert_int_eq(key_register(m, &agency, note.data, note.len,
	    confirmed, &problems), want);
	buf_release(&note);
}

static struct note_secret
another_key(unsigned char seed_byte)
{
	unsigned char seed[32];
	struct note_secret s;

	memset(seed, seed_byte, sizeof seed);
	note_secret_init(&s, key_name(m, &agency), NOTE_ED25519, seed);
	return s;
}

START_TEST(a_replaced_key_signs_no_more_and_is_not_told)
{
	struct note_secret key = another_key(7);
	struct sealing by_new = { .who = &agency, .secret = &key, .seq = 2 };
	struct file f = sealed(code, &by_new);
	struct key_row row;
	int64_t length;

	assert_accepted(sent(&agency, envelope(1)));
	assert_refused(sent(&agency, f), f, "signature");
	length = log_length();
	assert_key(&key, false, ERR_FORBIDDEN);
	assert_key(&key, true, OK);
	ck_assert_int_eq(log_length(), length);
	ck_assert_int_eq(key_mine(m, &agency, &row), OK);
	ck_assert_int_eq(row.leaf, -1);
	assert_receipt(sent(&agency, f), f);
	f = envelope(3);
	assert_refused(sent(&agency, f), f, "signature");
}
END_TEST

START_TEST(a_key_kept_back_is_logged_before_the_close_that_needs_it)
{
	struct note_secret key = another_key(7);
	struct sealing by_new = { .who = &agency, .secret = &key, .seq = 2 };
	struct key_row row;
	struct file entry;

	assert_accepted(sent(&agency, envelope(1)));
	assert_key(&key, true, OK);
	assert_accepted(sent(&agency, sealed(code, &by_new)));
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_eq(key_mine(m, &agency, &row), OK);
	ck_assert_int_gt(row.leaf, 0);
	ck_assert_int_lt(row.leaf, terms_of(code).round.close_leaf);
	entry = log_entry(row.leaf);
	ck_assert_uint_eq(entry.n, row.n);
	ck_assert_mem_eq(entry.data, row.note, row.n);
	ck_assert_ptr_nonnull(published_of(code, arena_printf(tests_arena(),
	    "key-%d.note", (int)row.leaf)).data);
}
END_TEST

Suite *
submit_suite(void)
{
	Suite *s = suite_create("submit");
	TCase *t = tcase_create("submissions");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_receipt_verifies);
	tcase_add_test(t, a_receipt_proves_no_other_file);
	tcase_add_test(t, the_same_file_is_the_same_receipt_at_any_time);
	tcase_add_test(t, a_body_that_was_lost_comes_back);
	tcase_add_test(t, a_body_that_comes_back_after_the_close_is_public);
	tcase_add_test(t, a_round_that_ended_keeps_no_body);
	tcase_add_test(t, what_is_no_envelope_is_refused_as_grammar);
	tcase_add_test(t, wrong_lengths_are_refused_as_grammar);
	tcase_add_test(t, every_byte_counts);
	tcase_add_test(t, an_envelope_of_another_round_is_refused_as_policy);
	tcase_add_test(t, a_round_that_ended_takes_nothing);
	tcase_add_test(t, before_it_opens_is_early_to_the_second);
	tcase_add_loop_test(t, exactly_at_the_deadline_is_late, 0,
	    COUNT(seconds));
	tcase_add_test(t,
	    nothing_comes_in_after_the_close_whatever_the_clock_says);
	tcase_add_test(t, in_the_name_of_another_is_refused_as_bidder);
	tcase_add_test(t, the_server_seals_only_where_it_may);
	tcase_add_test(t,
	    the_server_seals_nothing_where_the_notice_forbids_it);
	tcase_add_test(t,
	    the_platform_takes_back_what_it_sealed_and_nothing_else);
	tcase_add_test(t, a_wrong_signature_is_refused);
	tcase_add_test(t, who_is_suspended_may_only_take_back);
	tcase_add_loop_test(t, seqs_have_no_gap_and_no_second, 0,
	    COUNT(wrong_seqs));
	tcase_add_test(t, a_first_envelope_has_seq_one);
	tcase_add_test(t, two_envelopes_of_one_seq_are_not_both_taken);
	tcase_add_test(t, there_must_be_something_to_take_back);
	tcase_add_test(t, a_name_may_change_its_mind_ten_times_in_all);
	tcase_add_test(t, a_full_round_still_takes_everybodys_first);
	tcase_add_test(t, one_below_a_full_round_takes_a_revision);
	tcase_add_loop_test(t, the_earlier_reason_is_said, 0,
	    FAULTS * FAULTS);
	tcase_add_test(t, a_refusal_names_the_policy_that_it_read);
	tcase_add_test(t,
	    nobody_is_given_no_refusal_unless_it_names_a_contributor);
	tcase_add_test(t, the_latest_refusal_of_a_file_is_kept);
	tcase_add_test(t, a_copied_envelope_is_taken_and_judged_invalid);
	tcase_add_test(t, an_envelope_under_a_new_seq_is_judged_invalid);
	tcase_add_test(t, a_replaced_key_signs_no_more_and_is_not_told);
	tcase_add_test(t,
	    a_key_kept_back_is_logged_before_the_close_that_needs_it);
	suite_add_tcase(s, t);
	return s;
}
