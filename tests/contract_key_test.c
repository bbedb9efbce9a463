/* SPDX-License-Identifier: Apache-2.0 */
/* contract_key_test.c: contracts signed by the keys of their sides. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/notice.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/draft.h"
#include "market/platform.h"
#include "market/key.h"
#include "market/seal_record.h"
#include "tests/sealing.h"
#include "tests/support_award.h"
#include "tests/support_contract.h"

Suite *contract_key_suite(void);

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
}

/* ---- signing ---- */

/* The form of an act, signed by the key of signer over what who may sign. */
static void
key_form(const struct actor *who, const struct actor *signer)
{
	struct contract_page page;
	const char *line;

	ck_assert_int_eq(cast_register(the_cast(), m, signer), OK);
	deal_form(&d);
	ck_assert_int_eq(contract_show(m, who, d.code, &page), OK);
	line = cast_line(the_cast(), m, signer, 0, page.record);
	d.form.confirmed = false;
	d.form.record = arena_strdup(tests_arena(), page.record);
	d.form.line = arena_strndup(tests_arena(), line, strcspn(line,
	    "\n"));
}

static void
signs(const struct actor *who, const char *act)
{
	key_form(who, who);
	ck_assert_int_eq(deal_act(&d, who, act), OK);
}

/* The record again with one line of it changed, rightly signed by who. */
static void
resigned(const struct actor *who, const char *key, const char *line)
{
	const char *at = strstr(d.form.record, key), *text;
	const char *end = strchr(at, '\n');

	ck_assert_ptr_nonnull(at);
	d.form.record = arena_printf(tests_arena(), "%.*s%s%s",
	    (int)(at - d.form.record), d.form.record, line, end);
	text = cast_line(the_cast(), m, who, 0, d.form.record);
	d.form.line = arena_strndup(tests_arena(), text, strcspn(text,
	    "\n"));
}

/* ---- the log alone ---- */

/* The key that the log has for a name before an entry. */
static bool
key_in_log(int64_t before, const char *name, struct note_key *key)
{
	bool found = false;

	for (int64_t i = 0; i < before; i++) {
		struct file f = log_entry(i);
		struct note_key k;
		struct seal_key r;
		struct note note;

		if (!note_parse(&note, f.data, f.n) ||
		    !seal_record_parse(tests_arena(), SEAL_KEY, note.text,
		    note.n, &r) || !note_vkey_read(&k, r.vkey,
		    strlen(r.vkey)) || strcmp(k.name, name) != 0)
			continue;
		*key = k;
		found = true;
	}
	return found;
}

/* The value of a line of a record. */
static const char *
value_of(const struct note *note, const char *key)
{
	const char *text = arena_strndup(tests_arena(), note->text, note->n);
	const char *at = strstr(text, arena_printf(tests_arena(), "\n%s ",
	    key));

	ck_assert_ptr_nonnull(at);
	at += strlen(key) + 2;
	return arena_strndup(tests_arena(), at, strcspn(at, "\n"));
}

/* A stranger reads the log from its start: who has signed this text? */
static const char *
proven_by_log(const char *text)
{
	unsigned char hash[32];
	char hex[65];
	struct buf out;
	const char *copy;

	note_hash(hash, text, strlen(text));
	digits_hex(hex, hash, 32);
	buf_init(&out, NOTE_MAX);
	for (int64_t i = 0; i < log_length(); i++) {
		struct file f = log_entry(i);
		struct note note;
		struct note_key key;
		const char *by;

		if (!note_parse(&note, f.data, f.n) ||
		    strncmp(note.text, "market/v1 contract\n", 19) != 0 ||
		    strcmp(value_of(&note, "text-sha256"), hex) != 0)
			continue;
		ck_assert(platform_signed(m->house->platform, &note));
		by = value_of(&note, "by");
		if (strcmp(by, "password") == 0) {
			ck_assert_uint_eq(note.count, 1);
		} else {
			ck_assert_uint_eq(note.count, 2);
			ck_assert(key_in_log(i, by, &key));
			ck_assert_int_eq(note_check(&note, &key, NULL),
			    NOTE_GOOD);
			ck_assert_uint_eq(note.lines[0].name_n, strlen(by));
			by = "key";
		}
		buf_printf(&out, "%s %s;", value_of(&note, "side"), by);
	}
	copy = arena_strndup(tests_arena(), out.data, out.len);
	buf_release(&out);
	return copy;
}

START_TEST(both_signatures_are_proven_by_the_log_alone)
{
	const struct contract *c;

	a_deal(&d, "drafting");
	signs(&d.owner, "send");
	ck_assert_str_eq(deal_now(&d)->state, "confirming");
	signs(&d.agency, "agree");
	c = deal_now(&d);
	ck_assert_str_eq(c->state, "in_force");
	ck_assert_str_eq(project_now(d.code).state, "performing");
	ck_assert_str_eq(proven_by_log(c->text), "owner key;agency key;");
	ck_assert_str_eq(proven_by_log("Another text."), "");
}
END_TEST

START_TEST(a_password_is_signed_by_the_platform_and_says_so)
{
	const struct contract *c;

	a_deal(&d, "confirming");
	signs(&d.agency, "agree");
	c = deal_now(&d);
	ck_assert_str_eq(c->owner_key, "");
	ck_assert_str_ne(c->agency_key, "");
	ck_assert_str_eq(proven_by_log(c->text),
	    "owner password;agency key;");
}
END_TEST

START_TEST(the_record_says_who_signs_what_of_which_revision)
{
	struct contract_page page;
	unsigned char hash[32];
	char hex[65];

	a_deal(&d, "drafting");
	ck_assert_int_eq(contract_show(m, &d.agency, d.code, &page), OK);
	note_hash(hash, page.text, strlen(page.text));
	ck_assert_str_eq(page.record, arena_printf(tests_arena(),
	    "market/v1 contract\nproject %s/1\ncontract %s-1-HT\n"
	    "revision 1\ntext-sha256 %s\namount-fen 5000100\n"
	    "owner %s %s\nagency %s %s\npayer %s\nside agency\n"
	    "by m.example/b/%s\ntime %" PRId64 "\n", d.code, d.code,
	    digits_hex(hex, hash, 32), d.owner.uscc, d.owner.party_name,
	    d.agency.uscc, d.agency.party_name, d.owner.uscc, d.agency.uscc,
	    clock_at()));
	/* Whoever cannot sign is given nothing to be signed. */
	ck_assert_int_eq(contract_show(m, &d.office, d.code, &page), OK);
	ck_assert_str_eq(page.record, "");
	signs(&d.owner, "send");
	ck_assert_int_eq(contract_show(m, &d.owner, d.code, &page), OK);
	ck_assert_str_eq(page.record, "");
}
END_TEST

START_TEST(a_contract_of_a_direct_choice_is_signed_by_keys_too)
{
	struct actor works = an_enterprise(1), a = bidder(1);
	struct problems problems;
	struct project p;

	short_awards();
	memset(&d, 0, sizeof d);
	d.owner = works;
	d.agency = a;
	d.code = a_draft(&works);
	break_rows("UPDATE project SET method = 'direct', deadline = 0,"
	    " chosen_id = %d", (int)a.party_id);
	ck_assert_int_eq(draft_publish(m, &works, d.code, &p, &problems),
	    OK);
	clock_forward(AWARD_STEP);
	run_clock();
	signs(&d.owner, "send");
	signs(&d.agency, "agree");
	ck_assert_str_eq(proven_by_log(deal_now(&d)->text),
	    "owner key;agency key;");
}
END_TEST

/* ---- what is refused ---- */

enum wrong {
	OTHER_KEY, OTHERS_KEY, OTHERS_NAME, HASH, REVISION, SIDE, AMOUNT,
	PROJECT, PAYER, NAME, EXTRA, OLD, AHEAD, NO_TIME, NO_LINE, TWO_LINES,
	PASSWORD_RECORD
};

static const struct { enum wrong wrong; const char *code; } wrongs[] = {
	{ OTHER_KEY, "contract_signature" },
	{ OTHERS_KEY, "contract_signature" },
	{ OTHERS_NAME, "contract_record_other" },
	{ HASH, "contract_record_other" },
	{ REVISION, "contract_record_other" },
	{ SIDE, "contract_record_other" },
	{ AMOUNT, "contract_record_other" },
	{ PROJECT, "contract_record_other" },
	{ PAYER, "contract_record_other" },
	{ NAME, "contract_record_other" },
	{ EXTRA, "contract_record_other" },
	{ OLD, "contract_record_stale" }, { AHEAD, "contract_record_stale" },
	{ NO_TIME, "contract_record_other" },
	{ NO_LINE, "contract_signature" },
	{ TWO_LINES, "contract_signature" },
	{ PASSWORD_RECORD, "contract_record_other" },
};

/* A key of this name that nobody has registered. */
static void
forge(const char *name)
{
	unsigned char seed[32] = { 7 };
	struct note_secret key;
	struct buf line;

	note_secret_init(&key, name, NOTE_ED25519, seed);
	buf_init(&line, NOTE_MAX);
	note_sign(&line, d.form.record, strlen(d.form.record), &key);
	d.form.line = arena_strndup(tests_arena(), line.data, line.len - 1);
	buf_release(&line);
}

static const char *
time_line(int64_t shift)
{
	return arena_printf(tests_arena(), "time %" PRId64, clock_at() +
	    shift);
}

static void
spoil(enum wrong wrong)
{
	const struct actor *who = &d.agency;
	struct arena *a = tests_arena();

	switch (wrong) {
	case OTHER_KEY: forge(key_name(m, who)); break;
	case OTHERS_KEY: key_form(who, &d.owner); break;
	case OTHERS_NAME: resigned(who, "by ", arena_printf(a, "by %s",
	    key_name(m, &d.owner))); break;
	case HASH: resigned(who, "text-sha256", arena_printf(a,
	    "text-sha256 %064d", 0)); break;
	case REVISION: resigned(who, "revision", "revision 1"); break;
	case SIDE: resigned(who, "side ", "side owner"); break;
	case AMOUNT: resigned(who, "amount-fen", "amount-fen 5000101"); break;
	case PROJECT: resigned(who, "project ", "project X/1"); break;
	case PAYER: resigned(who, "payer ", arena_printf(a, "payer %s",
	    who->uscc)); break;
	case NAME: resigned(who, "owner ", "owner nobody"); break;
	case EXTRA: resigned(who, "side ", "note more\nside agency"); break;
	case OLD: resigned(who, "time ", time_line(-CONTRACT_FRESH - 1));
		break;
	case AHEAD: resigned(who, "time ", time_line(CONTRACT_FRESH + 1));
		break;
	case NO_TIME: resigned(who, "time ", "moment 1"); break;
	case NO_LINE: d.form.line = ""; break;
	case TWO_LINES: {
		struct file line = line_over(NULL, BY_PLATFORM,
		    d.form.record);

		d.form.line = arena_printf(a, "%s\n%.*s", d.form.line,
		    (int)line.n - 1, line.data);
		break;
	}
	case PASSWORD_RECORD: resigned(who, "by ", "by password"); break;
	}
}

START_TEST(what_the_key_did_not_sign_now_is_no_signature)
{
	int64_t length;

	a_deal(&d, "confirming");
	ck_assert_int_eq(cast_register(the_cast(), m, &d.owner), OK);
	key_form(&d.agency, &d.agency);
	spoil(wrongs[_i].wrong);
	length = log_length();
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_INVALID);
	ck_assert_uint_eq(d.problems.n, 1);
	ck_assert_str_eq(d.problems.list[0].code, wrongs[_i].code);
	ck_assert_int_eq(log_length(), length);
	ck_assert_str_eq(deal_now(&d)->state, "confirming");
	ck_assert_int_eq(d.page.c.contract.agency_signed_at, 0);
	/* And the right one is taken right after. */
	signs(&d.agency, "agree");
}
END_TEST

START_TEST(a_side_without_a_key_cannot_sign_by_one)
{
	a_deal(&d, "confirming");
	key_form(&d.agency, &d.owner);
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_INVALID);
	ck_assert_str_eq(d.problems.list[0].code, "contract_signature");
}
END_TEST

START_TEST(neither_record_nor_password_is_no_signature)
{
	a_deal(&d, "confirming");
	key_form(&d.agency, &d.agency);
	d.form.record = "";
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&d.problems, "password"));
}
END_TEST

START_TEST(a_signature_of_before_the_return_does_not_count_after_it)
{
	struct contract_form before;

	a_deal(&d, "drafting");
	key_form(&d.owner, &d.owner);
	before = d.form;
	ck_assert_int_eq(deal_act(&d, &d.owner, "send"), OK);
	deal_do(&d, &d.agency, "return");
	ck_assert_str_eq(deal_now(&d)->owner_key, "");
	/* The same draft, the same text: another revision. */
	deal_form(&d);
	d.form.confirmed = false;
	d.form.record = before.record;
	d.form.line = before.line;
	ck_assert_int_eq(deal_act(&d, &d.owner, "send"), ERR_INVALID);
	ck_assert_str_eq(d.problems.list[0].code, "contract_record_other");
	ck_assert_str_eq(deal_now(&d)->state, "drafting");
}
END_TEST

START_TEST(sent_again_it_is_the_same_signature)
{
	int64_t length, rev;

	a_deal(&d, "drafting");
	for (int i = 0; i < 2; i++) {
		const struct actor *who = i ? &d.agency : &d.owner;
		const char *act = i ? "agree" : "send";

		key_form(who, who);
		d.form.once = a_token();
		ck_assert_int_eq(deal_act(&d, who, act), OK);
		length = log_length();
		rev = deal_now(&d)->rev;
		ck_assert_int_eq(deal_act(&d, who, act), OK);
		d.form.once = a_token();	/* from another window */
		ck_assert_int_eq(deal_act(&d, who, act), OK);
		ck_assert_int_eq(log_length(), length);
		ck_assert_int_eq(deal_now(&d)->rev, rev);
	}
	/* Another signature of the same side is another act. */
	d.form.line = "x";
	d.form.once = a_token();
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_CONFLICT);
}
END_TEST

START_TEST(nobody_else_signs_for_a_side)
{
	struct actor other, rival;

	a_deal(&d, "confirming");
	other = a_department(2);
	rival = an_agency(11);
	key_form(&d.agency, &d.agency);
	ck_assert_int_eq(deal_act(&d, &other, "agree"), ERR_NOT_FOUND);
	ck_assert_int_eq(deal_act(&d, &rival, "agree"), ERR_NOT_FOUND);
	ck_assert_int_eq(deal_act(&d, &d.owner, "agree"), ERR_FORBIDDEN);
	ck_assert_int_eq(deal_act(&d, &d.office, "agree"), ERR_FORBIDDEN);
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), OK);
}
END_TEST

START_TEST(a_suspended_agency_still_signs_a_suspended_contract_nobody)
{
	a_deal(&d, "confirming");
	key_form(&d.agency, &d.agency);
	break_rows("UPDATE agency SET state = 'suspended' WHERE party_id ="
	    " %d", (int)d.agency.party_id);
	/* 暂停: what runs goes on (domain.md 4). */
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), OK);
	deal_do(&d, &d.office, "order");
	d.form.once = a_token();
	d.form.line = "x";
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_CONFLICT);
	ck_assert_int_eq(deal_act(&d, &d.agency, "send"), ERR_CONFLICT);
}
END_TEST

/* ---- keys that change ---- */

/* A key that takes the place of the agency's, signed by itself alone. */
static void
replace(struct note_secret *key, const char **vkey)
{
	unsigned char seed[32] = { 5 };
	char out[NOTE_VKEY_MAX];
	struct problems problems;
	const char *text;
	struct buf note;

	note_secret_init(key, key_name(m, &d.agency), NOTE_ED25519, seed);
	*vkey = arena_strdup(tests_arena(), note_vkey_write(out, &key->key));
	ck_assert_int_eq(key_draft(m, &d.agency, *vkey, &text), OK);
	buf_init(&note, NOTE_MAX);
	note_write(&note, text, strlen(text), key);
	ck_assert_int_eq(key_register(m, &d.agency, note.data, note.len,
	    true, &problems), OK);
	buf_release(&note);
}

START_TEST(the_key_in_force_signs_and_comes_into_the_log_first)
{
	struct note_secret key;
	const char *vkey;
	struct buf line;
	int64_t length;

	a_deal(&d, "confirming");
	key_form(&d.agency, &d.agency);
	length = log_length();
	replace(&key, &vkey);
	ck_assert_int_eq(log_length(), length);	/* kept back */
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), ERR_INVALID);
	ck_assert_str_eq(d.problems.list[0].code, "contract_signature");
	ck_assert_int_eq(log_length(), length);
	buf_init(&line, NOTE_MAX);
	note_sign(&line, d.form.record, strlen(d.form.record), &key);
	d.form.line = arena_strndup(tests_arena(), line.data, line.len - 1);
	buf_release(&line);
	ck_assert_int_eq(deal_act(&d, &d.agency, "agree"), OK);
	ck_assert_str_eq(deal_now(&d)->agency_key, vkey);
	ck_assert(file_has(log_entry(length), vkey));
	ck_assert_str_eq(proven_by_log(deal_now(&d)->text),
	    "owner password;agency key;");
}
END_TEST

/* ---- what others are told ---- */

START_TEST(the_summary_says_how_each_side_has_signed)
{
	struct notice *list;
	size_t n;
	const char *body = "";

	a_deal(&d, "confirming");
	signs(&d.agency, "agree");
	deal_do(&d, &d.owner, "file");
	ck_assert_int_eq(db_notice_of_project(m->db, d.page.c.project.id,
	    &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].kind, "contract") == 0)
			body = list[i].body;
	ck_assert_ptr_nonnull(strstr(body, "\nowner-by password\n"));
	ck_assert_ptr_nonnull(strstr(body, arena_printf(tests_arena(),
	    "\nagency-by %s\n", d.page.c.contract.agency_key)));
}
END_TEST

Suite *
contract_key_suite(void)
{
	Suite *s = suite_create("contract_key");
	TCase *t = tcase_create("keys");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, both_signatures_are_proven_by_the_log_alone);
	tcase_add_test(t, a_password_is_signed_by_the_platform_and_says_so);
	tcase_add_test(t, the_record_says_who_signs_what_of_which_revision);
	tcase_add_test(t, a_contract_of_a_direct_choice_is_signed_by_keys_too);
	tcase_add_loop_test(t, what_the_key_did_not_sign_now_is_no_signature,
	    0, COUNT(wrongs));
	tcase_add_test(t, a_side_without_a_key_cannot_sign_by_one);
	tcase_add_test(t, neither_record_nor_password_is_no_signature);
	tcase_add_test(t,
	    a_signature_of_before_the_return_does_not_count_after_it);
	tcase_add_test(t, sent_again_it_is_the_same_signature);
	tcase_add_test(t, nobody_else_signs_for_a_side);
	tcase_add_test(t,
	    a_suspended_agency_still_signs_a_suspended_contract_nobody);
	tcase_add_test(t, the_key_in_force_signs_and_comes_into_the_log_first);
	tcase_add_test(t, the_summary_says_how_each_side_has_signed);
	suite_add_tcase(s, t);
	return s;
}
