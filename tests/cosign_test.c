/* SPDX-License-Identifier: Apache-2.0 */
/* cosign_test.c: witnesses, the quorum, and receipts against its trees. */
#include "market/cosign.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/durable.h"
#include "market/publisher.h"
#include "market/trust.h"
#include "tests/support_signer.h"

Suite *cosign_suite(void);

static struct log_place place;
static struct signer *signer;
static struct house house;
static struct market market;
static struct arena arena;
static struct publisher *publisher;
static char folder[128], memory[128];
static char text[NOTE_MAX];

static void
setup(void)
{
	const struct publisher_config config = { .folder = folder,
	    .memory = memory };

	log_place_make(&place);
	log_path(folder, &place, "public");
	log_path(memory, &place, "published");
	signer = log_signer(&place);
	arena_init(&arena);
	ck_assert_int_eq(house_open(&house, place.where, place.keys,
	    clock_system(), signer), OK);
	ck_assert_int_eq(market_open(&market, &house, &arena), OK);
	ck_assert_int_eq(publisher_open(&publisher, &house, &config), OK);
}

static void
teardown(void)
{
	publisher_close(publisher);
	market_close(&market);
	house_close(&house);
	signer_free(signer);
	log_place_end(&place);
}

static long
published(const char *path)
{
	char full[256];
	long n;

	ck_assert_int_eq(publisher_run(publisher), OK);
	snprintf(full, sizeof full, "%s/%s", folder, path);
	n = durable_read(full, text, sizeof text - 1);
	if (n >= 0)
		text[n] = '\0';
	return n;
}

static long
receipt(unsigned char byte, const char *kind)
{
	unsigned char file[32];
	char path[128], hex[65];

	memset(file, byte, sizeof file);
	snprintf(path, sizeof path, "receipt/%s%s.tlog-proof",
	    digits_hex(hex, file, 32), kind);
	return published(path);
}

/* The checkpoint of a size with cosignatures of «a», «b», «c», «x». */
static const char *
cosigned_at(int64_t size, const char *who, int64_t time, size_t *n)
{
	struct checkpoint c = log_stored(&market, size);
	struct note_secret stranger;
	const unsigned char seed[32] = { 99 };
	struct note note;
	struct buf file;
	const char *copy;

	note_secret_init(&stranger, "w/x", NOTE_WITNESS, seed);
	ck_assert(note_parse(&note, c.note, c.n));
	buf_init(&file, NOTE_MAX);
	buf_add(&file, c.note, c.n);
	for (const char *w = who; *w != '\0'; w++)
		note_cosign(&file, note.text, note.n, time + *w,
		    *w == 'x' ? &stranger : &place.witnesses[*w - 'a']);
	copy = arena_strndup(&arena, file.data, file.len);
	*n = file.len;
	buf_release(&file);
	return copy;
}

static const char *
cosigned(int64_t size, const char *who, size_t *n)
{
	return cosigned_at(size, who, 1795572000, n);
}

static enum err
cosign_at(int64_t size, const char *who, int64_t time)
{
	size_t n;
	const char *note = cosigned_at(size, who, time, &n);

	return log_cosign(&market, note, n);
}

static enum err
cosign(int64_t size, const char *who)
{
	return cosign_at(size, who, 1795572000);
}

static size_t
cosignatures(int64_t size)
{
	struct cosignature *list;
	size_t n;

	ck_assert_int_eq(db_cosignature_list(market.db, size, &list, &n),
	    OK);
	return n;
}

START_TEST(a_cosignature_is_shown_with_the_checkpoint)
{
	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	ck_assert_int_eq(cosign(1, ""), ERR_INVALID);
	ck_assert_int_eq(cosign(1, "b"), OK);
	ck_assert_int_gt(published("log/checkpoint"), 0);
	ck_assert_ptr_nonnull(strstr(text, " w/b "));
	ck_assert_int_eq(published("log/checkpoint.cosigned"), -1);
	/* The same again, and one that brings another along. */
	ck_assert_int_eq(cosign(1, "b"), OK);
	ck_assert_uint_eq(cosignatures(1), 1);
	ck_assert_int_eq(cosign(1, "bxa"), OK);
	ck_assert_uint_eq(cosignatures(1), 2);
	ck_assert_int_gt(published("log/checkpoint"), 0);
	ck_assert_ptr_null(strstr(text, " w/x "));
	ck_assert_int_gt(published("log/checkpoint.cosigned"), 0);
	/* A later one is added to what is shown. */
	ck_assert_int_eq(cosign(1, "c"), OK);
	ck_assert_int_gt(published("log/checkpoint.cosigned"), 0);
	ck_assert_ptr_nonnull(strstr(text, " w/c "));
}
END_TEST

/* Trustees ask that the witnesses' word be of now (sealing.md 7). */
START_TEST(an_old_cosignature_sent_again_takes_no_later_ones_place)
{
	char later[sizeof text];

	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	ck_assert_int_eq(cosign_at(1, "ab", 1795572000), OK);
	ck_assert_int_eq(cosign_at(1, "ab", 1795572900), OK);
	ck_assert_int_gt(published("log/checkpoint.cosigned"), 0);
	memcpy(later, text, sizeof text);
	ck_assert_int_eq(cosign_at(1, "ab", 1795572000), OK);
	ck_assert_int_gt(published("log/checkpoint.cosigned"), 0);
	ck_assert_str_eq(text, later);
	ck_assert_int_eq(cosign_at(1, "ab", 1795573800), OK);
	ck_assert_int_gt(published("log/checkpoint.cosigned"), 0);
	ck_assert_str_ne(text, later);
}
END_TEST

static void
check_receipt(unsigned char byte, int64_t size, bool quorum)
{
	long n = receipt(byte, quorum ? ".cosigned" : "");
	struct tlog_receipt r;
	struct tlog_checkpoint c;
	struct trust trust;
	struct trust_seen seen;
	struct note note;
	size_t line, trust_n;
	char trust_text[4096], path[128];
	long got;

	ck_assert_int_gt(n, 0);
	ck_assert(tlog_receipt_read(&r, text, (size_t)n));
	ck_assert(tlog_receipt_check(&r, &place.log.key, &c));
	ck_assert_int_eq(c.size, size);
	snprintf(path, sizeof path, "%s/trust.txt", place.keys);
	got = durable_read(path, trust_text, sizeof trust_text);
	ck_assert_int_gt(got, 0);
	trust_n = (size_t)got;
	ck_assert(trust_parse(&arena, trust_text, trust_n, &trust, &line));
	ck_assert(note_parse(&note, r.checkpoint, r.checkpoint_n));
	ck_assert(trust_cosigned(&trust, &note, &seen));
	ck_assert_int_eq(seen.quorum, quorum);
}

START_TEST(a_quorum_makes_cosigned_receipts_for_what_it_covers)
{
	char first[NOTE_MAX];

	ck_assert_int_eq(log_submit(&market, 1, NULL), OK);
	ck_assert_int_eq(log_submit(&market, 2, NULL), OK);
	ck_assert_int_eq(cosign(2, "a"), OK);
	ck_assert_int_eq(receipt(1, ".cosigned"), -1);
	ck_assert_int_eq(cosign(2, "c"), OK);
	check_receipt(1, 2, true);
	check_receipt(2, 2, true);
	check_receipt(1, 1, false);
	memcpy(first, text, sizeof first);	/* of 1, plain */
	ck_assert_int_eq(log_submit(&market, 3, NULL), OK);
	ck_assert_int_eq(receipt(3, ".cosigned"), -1);
	/* More of them, and other trees, change no receipt. */
	(void)receipt(1, ".cosigned");
	memcpy(first, text, sizeof first);
	ck_assert_int_eq(cosign(2, "b"), OK);
	ck_assert_int_eq(cosign(1, "ab"), OK);
	ck_assert_int_eq(cosign(3, "bc"), OK);
	check_receipt(3, 3, true);
	(void)receipt(1, ".cosigned");
	ck_assert_str_eq(text, first);
	ck_assert_int_eq(publisher_rebuild(publisher), OK);
	(void)receipt(1, ".cosigned");
	ck_assert_str_eq(text, first);
	ck_assert_int_gt(published("log/checkpoint.cosigned"), 0);
	ck_assert_ptr_nonnull(strstr(text, "\n3\n"));
}
END_TEST

START_TEST(what_we_did_not_sign_is_not_taken)
{
	size_t n;
	char *note;
	struct note_secret other = place.log;
	struct tlog_checkpoint lie = { .origin = "m/log/1", .size = 1 };
	struct buf body, file;

	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	ck_assert_int_eq(log_cosign(&market, "x", 1), ERR_INVALID);
	ck_assert_int_eq(log_cosign(&market, "", 0), ERR_INVALID);
	ck_assert_int_eq(cosign(1, "x"), ERR_INVALID);
	for (size_t at = 0; at < 400; at++) {
		const char *good = cosigned(1, "ab", &n);

		if (at >= n)
			break;
		note = arena_strndup(&arena, good, n);
		note[at] ^= 1;
		ck_assert_int_ne(log_cosign(&market, note, n), ERR_INTERNAL);
		/* Another name makes a stranger of a witness, no more. */
		ck_assert_uint_le(cosignatures(1), 2);
	}
	/* Signed by our key, and yet not ours: a second history. */
	buf_init(&body, 512);
	buf_init(&file, 2048);
	tlog_checkpoint_write(&body, &lie);
	buf_add(&file, body.data, body.len);
	buf_text(&file, "\n");
	note_sign_checkpoint(&file, body.data, body.len, &other);
	note_cosign(&file, body.data, body.len, 1, &place.witnesses[0]);
	ck_assert_int_eq(log_cosign(&market, file.data, file.len),
	    ERR_NOT_FOUND);
	buf_release(&body);
	buf_release(&file);
}
END_TEST

Suite *
cosign_suite(void)
{
	Suite *s = suite_create("cosign");
	TCase *t = tcase_create("cosign");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_cosignature_is_shown_with_the_checkpoint);
	tcase_add_test(t,
	    an_old_cosignature_sent_again_takes_no_later_ones_place);
	tcase_add_test(t,
	    a_quorum_makes_cosigned_receipts_for_what_it_covers);
	tcase_add_test(t, what_we_did_not_sign_is_not_taken);
	suite_add_tcase(s, t);
	return s;
}
