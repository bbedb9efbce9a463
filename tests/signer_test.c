/* SPDX-License-Identifier: Apache-2.0 */
/* signer_test.c: a log has one history; whom a verifier believes. */
#include "market/signer.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/err.h"
#include "market/trust.h"
#include "tests/support_tree.h"

Suite *signer_suite(void);

static struct arena arena;

/* Two logs that differ from some leaf on. */
static struct tree *honest, *other;
static struct note_secret key;

static void
open_logs(void)
{
	const unsigned char seed[32] = { 3 };

	arena_init(&arena);
	note_secret_init(&key, "m/log/1", NOTE_ED25519, seed);
	honest = tree_new(600);
	other = tree_new(600);
	tree_fill(honest, 600, -1);
	tree_fill(other, 600, 250);
}

static void
end_logs(void)
{
	tree_free(honest);
	tree_free(other);
	arena_release(&arena);
}

static struct tlog_checkpoint
checkpoint(struct tree *t, int64_t size)
{
	struct tlog_checkpoint c = { .origin = "m/log/1", .size = size };
	struct tlog_nodes from = tree_nodes(t);

	ck_assert(tlog_root(&from, size, c.root));
	return c;
}

static enum signer_verdict
sign(struct signer *s, struct tree *t, int64_t size, struct buf *note,
    char why[64])
{
	struct tlog_checkpoint c = checkpoint(t, size);
	struct tlog_nodes from = tree_nodes(t);

	buf_reset(note);
	return signer_sign(s, &from, &c, 0, note, why);
}

START_TEST(a_growing_log_is_signed_and_the_signature_is_the_logs)
{
	const struct signer_memory start = { .size = 0 };
	struct signer *s = signer_local(&key, &start);
	struct tlog_checkpoint c;
	struct note parsed;
	struct buf note;
	char why[64];

	buf_init(&note, 4096);
	for (int64_t size = 1; size <= 600; size += size % 3 + 1) {
		ck_assert_int_eq(sign(s, honest, size, &note, why),
		    SIGNER_OK);
		ck_assert(note_parse(&parsed, note.data, note.len));
		ck_assert_int_eq(note_check(&parsed, &key.key, NULL),
		    NOTE_GOOD);
		ck_assert(tlog_checkpoint_read(&c, &parsed));
		ck_assert_int_eq(c.size, size);
	}
	buf_release(&note);
	signer_free(s);
}
END_TEST

START_TEST(the_same_tree_again_gets_the_same_bytes)
{
	const struct signer_memory start = { .size = 0 };
	struct signer *s = signer_local(&key, &start);
	struct buf first, again;
	char why[64];

	buf_init(&first, 4096);
	buf_init(&again, 4096);
	ck_assert_int_eq(sign(s, honest, 77, &first, why), SIGNER_OK);
	ck_assert_int_eq(sign(s, honest, 77, &again, why), SIGNER_OK);
	ck_assert_str_eq(first.data, again.data);
	buf_release(&first);
	buf_release(&again);
	signer_free(s);
}
END_TEST

static const struct {
	int64_t remembered, size;
	bool lie;			/* the log was changed at leaf 250 */
	enum signer_verdict verdict;
	const char *why;
} histories[] = {
	{ 300, 300, true, SIGNER_STOP, "no fork" },
	{ 300, 400, true, SIGNER_STOP, "no proof" },
	{ 300, 299, false, SIGNER_STOP, "no behind 300" },
	{ 200, 400, true, SIGNER_OK, "" },	/* it lied later than that */
	{ 300, 400, false, SIGNER_OK, "" },
};

START_TEST(a_log_that_does_not_extend_the_remembered_one_is_not_signed)
{
	struct tlog_checkpoint c = checkpoint(honest,
	    histories[_i].remembered);
	struct signer_memory memory = { .size = c.size };
	struct signer *s;
	struct buf note;
	char why[64];

	memcpy(memory.root, c.root, TLOG_HASH);
	s = signer_local(&key, &memory);
	buf_init(&note, 4096);
	ck_assert_int_eq(sign(s, histories[_i].lie ? other : honest,
	    histories[_i].size, &note, why), histories[_i].verdict);
	ck_assert_str_eq(why, histories[_i].why);
	if (histories[_i].verdict != SIGNER_OK)
		ck_assert_uint_eq(note.len, 0);
	buf_release(&note);
	signer_free(s);
}
END_TEST

static const char *const malformed[] = {
	"", "\n", "old\n\n", "old 0\n", "old 0\n\n", "old -1\n\nm/log/1\n",
	"old 0\n\nm/log/1\n5\nAAAA\n", "old 0\nAAAA\n\nm/log/1\n1\n",
	"old 0\n\nm/log/1\n1\n"
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n",
};

START_TEST(a_malformed_request_is_answered_not_signed)
{
	struct signer_memory memory = { .size = 0 }, next;
	struct buf out;

	buf_init(&out, 4096);
	ck_assert(!signer_answer(&memory, &key, malformed[_i],
	    strlen(malformed[_i]), &out, &next));
	ck_assert_str_eq(out.data, "no grammar\n");
	buf_release(&out);
}
END_TEST

START_TEST(another_logs_checkpoint_is_not_signed)
{
	struct signer_memory memory = { .size = 0 }, next;
	static const char request[] = "old 0\n\nm/log/2\n1\n"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
	struct buf out;

	buf_init(&out, 4096);
	ck_assert(!signer_answer(&memory, &key, request, strlen(request),
	    &out, &next));
	ck_assert_str_eq(out.data, "no origin\n");
	buf_release(&out);
}
END_TEST

START_TEST(what_a_signer_remembers_is_read_as_it_was_written)
{
	struct tlog_checkpoint c = checkpoint(honest, 123);
	struct signer_memory m = { .size = 123 }, again;
	struct buf text;

	memcpy(m.root, c.root, TLOG_HASH);
	buf_init(&text, 256);
	signer_memory_write(&text, &m);
	ck_assert(signer_memory_read(&again, text.data, text.len));
	ck_assert_int_eq(again.size, 123);
	ck_assert_mem_eq(again.root, m.root, TLOG_HASH);
	ck_assert(!signer_memory_read(&again, text.data, text.len - 1));
	text.data[0] = '0';
	ck_assert(!signer_memory_read(&again, text.data, text.len));
	buf_release(&text);
}
END_TEST

/* ---- the trust file ---- */

static const char *
vkey(const char *name, unsigned char alg, unsigned char seed_byte)
{
	unsigned char seed[32] = { seed_byte };
	char text[NOTE_VKEY_MAX];
	struct note_secret s;

	note_secret_init(&s, name, alg, seed);
	return arena_strdup(&arena, note_vkey_write(text, &s.key));
}

static const char *
a_trust_file(void)
{
	return arena_printf(&arena, "# whom we believe\n\nlog %s https://m/\n"
	    "witness reg %s\nwitness not %s\nwitness peer %s https://p/\n"
	    "group two 2 reg not peer\nquorum two\n# platform %s\n"
	    "# trustee %s\n# trustee %s\n",
	    vkey("m/log/1", NOTE_ED25519, 3), vkey("r/w", NOTE_WITNESS, 4),
	    vkey("n/w", NOTE_WITNESS, 5), vkey("p/w", NOTE_WITNESS, 6),
	    vkey("m/op", NOTE_ED25519, 7), vkey("r/t", NOTE_ED25519, 8),
	    vkey("n/t", NOTE_ED25519, 9));
}

START_TEST(a_trust_file_names_log_witnesses_platform_and_trustees)
{
	const char *text = a_trust_file();
	struct trust t;
	size_t line;

	ck_assert(trust_parse(&arena, text, strlen(text), &t, &line));
	ck_assert_str_eq(t.log.name, "m/log/1");
	ck_assert_str_eq(t.log_url, "https://m/");
	ck_assert_uint_eq(t.n_witnesses, 3);
	ck_assert_str_eq(t.platforms[0].name, "m/op");
	ck_assert_uint_eq(t.n_trustees, 2);
	ck_assert_str_eq(t.trustees[1].name, "n/t");
	ck_assert_str_eq(t.quorum, "two");
}
END_TEST

START_TEST(a_quorum_is_met_by_enough_witnesses_and_broken_by_a_false_one)
{
	static const struct {
		const char *name;
		unsigned char seed;
	} witnesses[] = { { "r/w", 4 }, { "x/w", 90 }, { "p/w", 6 } };
	const char *text = a_trust_file();
	struct tlog_checkpoint c = checkpoint(honest, 9);
	struct buf body, file;
	struct trust_seen seen;
	struct note note;
	struct trust t;
	size_t line;

	ck_assert(trust_parse(&arena, text, strlen(text), &t, &line));
	buf_init(&body, 4096);
	buf_init(&file, 4096);
	tlog_checkpoint_write(&body, &c);
	buf_add(&file, body.data, body.len);
	buf_text(&file, "\n");
	note_sign_checkpoint(&file, body.data, body.len, &key);
	for (size_t i = 0; i < COUNT(witnesses); i++) {
		unsigned char seed[32] = { witnesses[i].seed };
		struct note_secret w;

		note_secret_init(&w, witnesses[i].name, NOTE_WITNESS, seed);
		note_cosign(&file, body.data, body.len, 100 + (int64_t)i,
		    &w);
		ck_assert(note_parse(&note, file.data, file.len));
		ck_assert(trust_cosigned(&t, &note, &seen));
		ck_assert_int_eq(seen.quorum, i == 2);	/* x/w is nobody */
	}
	ck_assert_uint_eq(seen.n, 2);
	ck_assert_int_eq(seen.earliest, 100);
	ck_assert_int_eq(seen.latest, 102);
	file.data[0] = 'n';		/* the text they signed is another */
	ck_assert(note_parse(&note, file.data, file.len));
	ck_assert(!trust_cosigned(&t, &note, &seen));
	ck_assert(!seen.quorum);
	buf_release(&body);
	buf_release(&file);
}
END_TEST

static const struct {
	const char *add;
	size_t line;
} bad_trust[] = {
	{ "nonsense 1\n", 12 }, { "group g 4 reg not peer\n", 12 },
	{ "group g any unknown\n", 12 }, { "group two 1 reg\n", 12 },
	{ "quorum two\n", 12 }, { "witness reg x\n", 12 },
	{ "# trustee x\n", 12 }, { "# platform\n", 12 },
	{ "log m/log/1+00000000+AAAA\n", 12 }, { "no last line feed", 12 },
};

/* The file may be that of the very site that is under test. */
START_TEST(a_group_has_no_more_members_than_there_is_room_for)
{
	for (int n = TRUST_MEMBERS; n <= TRUST_MEMBERS + 1; n++) {
		struct trust t;
		struct buf text;
		size_t line;

		buf_init(&text, 16384);
		buf_text(&text, a_trust_file());
		for (int i = 0; i < n; i++)
			buf_printf(&text, "group g%d any reg\n", i);
		buf_text(&text, "group many any");
		for (int i = 0; i < n; i++)
			buf_printf(&text, " g%d", i);
		buf_text(&text, "\n");
		ck_assert_int_eq(trust_parse(&arena, text.data, text.len, &t,
		    &line), n == TRUST_MEMBERS);
		buf_release(&text);
	}
}
END_TEST

START_TEST(a_line_that_is_wrong_is_named)
{
	const char *text = arena_printf(&arena, "%s%s", a_trust_file(),
	    bad_trust[_i].add);
	struct trust t;
	size_t line;

	ck_assert(!trust_parse(&arena, text, strlen(text), &t, &line));
	ck_assert_uint_eq(line, bad_trust[_i].line);
}
END_TEST

Suite *
signer_suite(void)
{
	Suite *s = suite_create("signer");
	TCase *t = tcase_create("signer"), *w = tcase_create("trust");

	tcase_add_checked_fixture(t, open_logs, end_logs);
	tcase_add_checked_fixture(w, open_logs, end_logs);
	tcase_add_test(t,
	    a_growing_log_is_signed_and_the_signature_is_the_logs);
	tcase_add_test(t, the_same_tree_again_gets_the_same_bytes);
	tcase_add_loop_test(t,
	    a_log_that_does_not_extend_the_remembered_one_is_not_signed, 0,
	    COUNT(histories));
	tcase_add_loop_test(t, a_malformed_request_is_answered_not_signed, 0,
	    COUNT(malformed));
	tcase_add_test(t, another_logs_checkpoint_is_not_signed);
	tcase_add_test(t, what_a_signer_remembers_is_read_as_it_was_written);
	suite_add_tcase(s, t);
	tcase_add_test(w,
	    a_trust_file_names_log_witnesses_platform_and_trustees);
	tcase_add_test(w,
	    a_quorum_is_met_by_enough_witnesses_and_broken_by_a_false_one);
	tcase_add_test(w,
	    a_group_has_no_more_members_than_there_is_room_for);
	tcase_add_loop_test(w, a_line_that_is_wrong_is_named, 0,
	    COUNT(bad_trust));
	suite_add_tcase(s, w);
	return s;
}
