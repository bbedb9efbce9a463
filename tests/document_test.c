/* SPDX-License-Identifier: Apache-2.0 */
/* document_test.c: files, from what comes in to who may read them. */
#include "market/document.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "market/base/digits.h"
#include "market/document_type.h"
#include "market/picture.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/support.h"

Suite *document_suite(void);

static struct market *m;
static struct actor agency;
static const char *folder;

static void
open_market(void)
{
	m = a_market();
	folder = a_store();
	agency = an_agency(1);
}

/* What came in under a name, declared as a type. */
static struct upload
bring_as(const struct actor *actor, const char *name, const char *type,
    const void *bytes, size_t n)
{
	struct intake *in = intake_new(m->house->store);
	struct upload u;

	intake_add(in, bytes, n);
	ck_assert_int_eq(document_keep(m, actor, in, name, type,
	    DOCUMENT_BARE, &u), OK);
	intake_free(in);
	return u;
}

static struct upload
bring(const char *text)
{
	return bring_as(&agency, "a.pdf", "application/pdf", text,
	    strlen(text));
}

static const char *
place_of(const struct upload *u)
{
	static char path[256];
	char below[STORE_PATH];

	snprintf(path, sizeof path, "%s/%s", folder, store_path(below,
	    u->hash));
	return path;
}

static bool
is_stored(const struct upload *u)
{
	return access(place_of(u), F_OK) == 0;
}

/* The stored bytes, as long as the test. */
static const char *
stored(const struct upload *u, size_t *n)
{
	char *bytes = arena_alloc(tests_arena(), (size_t)u->size + 1);
	FILE *f = fopen(place_of(u), "r");

	ck_assert_ptr_nonnull(f);
	*n = fread(bytes, 1, (size_t)u->size + 1, f);
	fclose(f);
	return bytes;
}

struct naming {
	struct actor actor;
	const struct upload *u;
	int64_t object;
	bool is_public;
};

static enum err
name_in_txn(struct db *db, void *ctx)
{
	const struct naming *n = ctx;

	return document_name(db, &n->actor, "qualification", n->object, n->u,
	    "", n->is_public);
}

static enum err
name_it(const struct upload *u, int64_t object, bool is_public)
{
	struct naming n = { agency, u, object, is_public };

	return write_run(m, name_in_txn, &n);
}

static enum err
drop_in_txn(struct db *db, void *ctx)
{
	return document_drop(db, "qualification", *(int64_t *)ctx);
}

/* ---- coming in ------------------------------------------------------- */

START_TEST(a_file_lies_under_the_hash_of_its_bytes)
{
	struct upload u = bring("%PDF-1.7 hello");
	char hex[65];
	struct stat st;
	size_t n;

	ck_assert_ptr_null(u.problem);
	/* printf %s '%PDF-1.7 hello' | sha256sum */
	ck_assert_str_eq(digits_hex(hex, u.hash, STORE_HASH),
	    "2a916d83fa20d97c7c3c04cf07b2d3f8d18ea47f59c841a221dd3a81f15fc347");
	ck_assert_str_eq(u.type, "pdf");
	ck_assert_str_eq(u.name, "a.pdf");
	ck_assert_int_eq(u.size, 14);
	ck_assert_int_eq(stat(place_of(&u), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0440);
	ck_assert_str_eq(stored(&u, &n), "%PDF-1.7 hello");
}
END_TEST

START_TEST(the_same_bytes_twice_are_one_file_and_one_of_the_quota)
{
	struct upload a = bring("%PDF-1"), b = bring("%PDF-1");
	struct actor other = an_agency(2);
	struct upload c = bring_as(&other, "b.pdf", "application/pdf",
	    "%PDF-1", 6);
	struct stat st;
	int64_t files, bytes;

	ck_assert_ptr_null(b.problem);
	ck_assert_ptr_null(c.problem);
	ck_assert_mem_eq(a.hash, c.hash, STORE_HASH);
	ck_assert_int_eq(stat(place_of(&a), &st), 0);
	ck_assert_uint_eq(st.st_nlink, 1);
	ck_assert_int_eq(db_document_sent(m->db, agency.account_id, 0,
	    &files, &bytes), OK);
	ck_assert_int_eq(files, 1);
	ck_assert_int_eq(bytes, 6);
}
END_TEST

#define DOCX "application/vnd.openxmlformats-officedocument." \
	"wordprocessingml.document"
#define EICAR "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-" \
	"FILE!$H+H*"

static const struct {
	const char *name, *type, *bytes;
	const char *problem;	/* NULL: taken */
	const char *kept;	/* the name it is kept under, or NULL: the same */
} signs[] = {
	{ "a.pdf", "application/pdf", "%PDF-1.4", NULL, NULL },
	{ "A.PDF", "Application/PDF; x=1", "%PDF-1.4", NULL, NULL },
	{ "a.docx", DOCX, "PK\3\4x", NULL, NULL },
	{ "a.docx", "application/octet-stream", "PK\3\4x", NULL, NULL },
	{ "a.ofd", "application/octet-stream", "PK\3\4x", NULL, NULL },
	{ "a.ofd", "application/ofd", "PK\3\4x", NULL, NULL },
	{ "a.xlsx", "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet", "PK\3\4x", NULL, NULL },
	/* one sign disagrees */
	{ "a.pdf", "image/png", "%PDF-1.4", "document_signs", NULL },
	{ "a.pdf", "", "%PDF-1.4", "document_signs", NULL },
	{ "a.pdf", "application/pdfx", "%PDF-1.4", "document_signs", NULL },
	{ "a.pdf", "application/octet-stream", "%PDF-1.4", "document_signs",
	    NULL },
	{ "a.pdf", "application/pdf", "PK\3\4x", "document_signs", NULL },
	{ "a.pdf", "application/pdf", " %PDF-1.4", "document_signs", NULL },
	{ "a.pdf", "application/pdf", "%PDF", "document_signs", NULL },
	{ "a.docx", "application/pdf", "%PDF-1.4", "document_signs", NULL },
	{ "a.jpg", "image/jpeg", "%PDF-1.4", "document_signs", NULL },
	/* none of the six */
	{ "a.html", "text/html", "<html>", "document_type", NULL },
	{ "a.svg", "image/svg+xml", "<svg/>", "document_type", NULL },
	{ "a.exe", "application/pdf", "%PDF-1.4", "document_type", NULL },
	{ "a.pdf.exe", "application/pdf", "%PDF-1.4", "document_type", NULL },
	{ "pdf", "application/pdf", "%PDF-1.4", "document_type", NULL },
	{ "a.zip", "application/zip", "PK\3\4x", "document_type", NULL },
	{ "a.doc", "application/msword", "\xd0\xcf\x11\xe0",
	    "document_type", NULL },
	{ "eicar.com", "application/octet-stream", EICAR, "document_type",
	    NULL },
	{ "eicar.pdf", "application/pdf", EICAR, "document_signs", NULL },
	{ "a.pdf", "application/pdf", "", "document_empty", NULL },
	/* what leading bytes cannot tell: served as nothing but a download */
	{ "a.pdf", "application/pdf", "%PDF-1.4<script>alert(1)</script>",
	    NULL, NULL },
	{ "a.pdf", "application/pdf", "%PDF-" EICAR, NULL, NULL },
	/* names */
	{ "../../etc/passwd.pdf", "application/pdf", "%PDF-1", NULL,
	    "passwd.pdf" },
	{ "C:\\Users\\x\\a.pdf", "application/pdf", "%PDF-1", NULL,
	    "a.pdf" },
	{ "/a/..\\b/ .c.pdf. ", "application/pdf", "%PDF-1", NULL, "c.pdf" },
	{ "..", "application/pdf", "%PDF-1", "document_type", NULL },
	{ "a.pdf/", "application/pdf", "%PDF-1", "document_type", NULL },
	{ "\xe2\x80\xaex.pdf", "application/pdf", "%PDF-1", "document_type",
	    NULL },
	{ "\xe8\xaf\x81\xe4\xb9\xa6.pdf", "application/pdf", "%PDF-1", NULL,
	    NULL },
};

START_TEST(name_type_and_first_bytes_agree)
{
	struct upload u = bring_as(&agency, signs[_i].name, signs[_i].type,
	    signs[_i].bytes, strlen(signs[_i].bytes));

	if (signs[_i].problem) {
		ck_assert_pstr_eq(u.problem, signs[_i].problem);
		return;
	}
	ck_assert_ptr_null(u.problem);
	ck_assert(is_stored(&u));
	ck_assert_str_eq(u.name, signs[_i].kept ? signs[_i].kept :
	    signs[_i].name);
}
END_TEST

/* A PDF of n bytes, from pieces. */
static struct upload
bring_many(int64_t n)
{
	static char piece[64 * 1024] = "%PDF-1.7";
	struct intake *in = intake_new(m->house->store);
	struct upload u;

	for (int64_t left = n; left > 0; left -= (int64_t)sizeof piece)
		intake_add(in, piece, left < (int64_t)sizeof piece ?
		    (size_t)left : sizeof piece);
	ck_assert_int_eq(document_keep(m, &agency, in, "a.pdf",
	    "application/pdf", DOCUMENT_BARE, &u), OK);
	intake_free(in);
	return u;
}

START_TEST(twenty_megabytes_are_taken_and_not_one_byte_more)
{
	struct upload most = bring_many(STORE_MOST);
	struct upload more = bring_many(STORE_MOST + 1);
	struct upload far = bring_many(STORE_MOST + 5000000);

	ck_assert_ptr_null(most.problem);
	ck_assert_int_eq(most.size, STORE_MOST);
	ck_assert(is_stored(&most));
	ck_assert_str_eq(more.problem, "document_large");
	ck_assert_str_eq(far.problem, "document_large");
}
END_TEST

START_TEST(an_account_has_its_quota_and_gets_it_back)
{
	char text[32];
	struct upload u = { .problem = NULL };
	struct actor other = an_agency(2);

	for (int i = 0; i < DOCUMENT_DAY_FILES; i++) {
		snprintf(text, sizeof text, "%%PDF-%d", i);
		u = bring(text);
		ck_assert_ptr_null(u.problem);
	}
	u = bring("%PDF-one more");
	ck_assert_str_eq(u.problem, "document_quota");
	ck_assert(!is_stored(&u));
	ck_assert_ptr_null(bring("%PDF-7").problem);	/* it is there */
	ck_assert_ptr_null(bring_as(&other, "a.pdf", "application/pdf",
	    "%PDF-x", 6).problem);
	clock_forward(DOCUMENT_DAY);
	ck_assert_ptr_null(bring("%PDF-one more").problem);
}
END_TEST

START_TEST(removed_files_count_until_their_day_is_over)
{
	char text[32];

	for (int i = 0; i < DOCUMENT_DAY_FILES; i++) {
		snprintf(text, sizeof text, "%%PDF-%d", i);
		bring(text);
	}
	clock_forward(2 * DOCUMENT_HOUR);
	tick_tidy(m);
	ck_assert_str_eq(bring("%PDF-one more").problem, "document_quota");
}
END_TEST

START_TEST(two_hundred_megabytes_a_day)
{
	static const char names[][8] = { "0.pdf", "1.pdf", "2.pdf", "3.pdf",
	    "4.pdf", "5.pdf", "6.pdf", "7.pdf", "8.pdf", "9.pdf" };
	struct arena *a = tests_arena();
	struct upload u = { .problem = NULL };
	char *big = arena_alloc(a, STORE_MOST);

	memcpy(big, "%PDF-1.7", 8);
	for (size_t i = 0; i < COUNT(names); i++) {
		u = bring_as(&agency, names[i], "application/pdf", big,
		    STORE_MOST);
		ck_assert_ptr_null(u.problem);
	}
	ck_assert_str_eq(bring("%PDF-small").problem, "document_quota");
}
END_TEST

START_TEST(where_there_is_no_room_a_file_is_a_problem_and_nothing_stays)
{
	const struct rlimit small = { 100000, 100000 };
	struct upload u;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	u = bring_many(200000);
	ck_assert_str_eq(u.problem, "document_room");
	u = bring("%PDF-fits");
	ck_assert_ptr_null(u.problem);
}
END_TEST

START_TEST(without_a_store_uploads_are_refused)
{
	struct store *store = m->house->store;

	m->house->store = NULL;
	ck_assert_str_eq(bring("%PDF-1").problem, "document_room");
	ck_assert_int_eq(document_tidy(m), OK);
	m->house->store = store;
}
END_TEST

START_TEST(what_is_cut_off_leaves_no_file)
{
	struct intake *in = intake_new(m->house->store);
	char command[128];

	intake_add(in, "%PDF-half", 9);
	intake_free(in);
	snprintf(command, sizeof command, "test -z \"$(ls -A %s)\"", folder);
	ck_assert_int_eq(system(command), 0);	/* not even for a moment */
}
END_TEST

/* ---- named, read, removed -------------------------------------------- */

START_TEST(a_file_is_named_once_within_the_hour)
{
	struct upload u = bring("%PDF-1"), late = bring("%PDF-2");
	struct upload just = bring("%PDF-3");

	ck_assert_int_eq(name_it(&u, 7, false), OK);
	ck_assert_int_eq(name_it(&u, 8, false), ERR_CONFLICT);
	clock_forward(DOCUMENT_HOUR - 1);
	ck_assert_int_eq(name_it(&just, 7, false), OK);
	clock_forward(1);	/* at exactly an hour it is too late */
	ck_assert_int_eq(name_it(&late, 7, false), ERR_CONFLICT);
}
END_TEST

START_TEST(nobody_names_the_file_of_another)
{
	struct upload u = bring("%PDF-1");
	struct naming n = { an_agency(2), &u, 7, false };
	struct upload again;
	char hex[65];

	digits_hex(hex, u.hash, STORE_HASH);
	ck_assert_int_eq(write_run(m, name_in_txn, &n), ERR_CONFLICT);
	ck_assert_int_eq(document_again(m, &n.actor, hex, &again),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(document_again(m, &agency, hex, &again), OK);
	ck_assert_str_eq(again.name, "a.pdf");
	ck_assert_int_eq(document_again(m, &agency, "xyz", &again),
	    ERR_NOT_FOUND);
	clock_forward(DOCUMENT_HOUR);
	ck_assert_int_eq(document_again(m, &agency, hex, &again),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(what_nobody_names_is_removed_and_the_rest_stays)
{
	struct upload loose = bring("%PDF-1"), named = bring("%PDF-2");
	struct upload both = bring("%PDF-3"), fresh;
	struct actor other = an_agency(2);
	struct upload twin = bring_as(&other, "b.pdf", "application/pdf",
	    "%PDF-3", 6);

	ck_assert_int_eq(name_it(&named, 7, false), OK);
	ck_assert_int_eq(name_it(&both, 7, false), OK);
	clock_forward(DOCUMENT_HOUR);
	tick_tidy(m);
	ck_assert(is_stored(&loose));		/* a margin */
	clock_forward(120);
	fresh = bring("%PDF-4");
	tick_tidy(m);
	ck_assert(!is_stored(&loose));
	ck_assert(is_stored(&named));
	ck_assert(is_stored(&twin));		/* the other one is named */
	ck_assert(is_stored(&fresh));
	ck_assert_int_eq(name_it(&fresh, 7, false), OK);
	tick_tidy(m);
	ck_assert_ptr_null(bring("%PDF-1").problem);	/* and again */
	ck_assert(is_stored(&loose));
}
END_TEST

START_TEST(a_crash_while_tidying_is_mended_by_the_next_time)
{
	struct upload u = bring("%PDF-1");

	clock_forward(2 * DOCUMENT_HOUR);
	ck_assert_int_eq(unlink(place_of(&u)), 0);	/* row still there */
	ck_assert_int_eq(document_tidy(m), OK);
	u = bring("%PDF-1");
	ck_assert(is_stored(&u));
	clock_forward(2 * DOCUMENT_HOUR);
	ck_assert_int_eq(document_tidy(m), OK);
	ck_assert(!is_stored(&u));
}
END_TEST

START_TEST(files_of_an_object_are_listed_and_dropped)
{
	struct upload a = bring("%PDF-1"), b = bring("%PDF-2");
	struct document_use *list;
	int64_t object = 7;
	size_t n;

	ck_assert_int_eq(name_it(&a, object, false), OK);
	ck_assert_int_eq(name_it(&b, object, true), OK);
	ck_assert_int_eq(document_list(m, "qualification", object, &list,
	    &n), OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(list[0].title, "a.pdf");
	ck_assert(!list[0].is_public && list[1].is_public);
	ck_assert_int_eq(write_run(m, drop_in_txn, &object), OK);
	ck_assert_int_eq(document_list(m, "qualification", object, &list,
	    &n), OK);
	ck_assert_uint_eq(n, 0);
	clock_forward(2 * DOCUMENT_HOUR);
	ck_assert_int_eq(document_tidy(m), OK);
	ck_assert(!is_stored(&a) && !is_stored(&b));
}
END_TEST

START_TEST(a_public_file_is_for_anybody)
{
	const struct actor nobody = { .account_id = 0 };
	struct upload u = bring("%PDF-1");
	struct document_use *list, use;
	char path[STORE_PATH];
	size_t n;

	ck_assert_int_eq(name_it(&u, 7, true), OK);
	ck_assert_int_eq(document_list(m, "qualification", 7, &list, &n),
	    OK);
	ck_assert_int_eq(document_get(m, &nobody, list[0].id, &use, path),
	    OK);
	ck_assert_int_eq(document_get(m, &nobody, list[0].id + 1, &use,
	    path), ERR_NOT_FOUND);
}
END_TEST

/* ---- pictures -------------------------------------------------------- */

#define APP0 "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define EXIF "\xff\xe1\0\x10" "Exif\0\0CANARY42"
#define XMP "\xff\xe1\0\x0a" "CANARY42"
#define COMMENT "\xff\xfe\0\x0a" "CANARY42"
#define IPTC "\xff\xed\0\x0a" "CANARY42"
#define MPF "\xff\xe2\0\x12" "MPF\0CANARY42...."
#define ICC "\xff\xe2\0\x12" "ICC_PROFILE\0\1\1xx"
#define DQT "\xff\xdb\0\4\0\1"
#define SOF(h, w) "\xff\xc0\0\x0b\x08" h w "\1\1\x11\0"
#define SOS "\xff\xda\0\x08\1\1\0\0\x3f\0" "ab\xff\0cd\xff\xd0" "ef"
#define EOI "\xff\xd9"
#define SMALL SOF("\0\x08", "\0\x08")

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *name, *in;
	size_t n;
	const char *out;
	size_t out_n;
	const char *problem;
} pictures[] = {
	{ "a.jpg", BYTES("\xff\xd8" APP0 EXIF XMP COMMENT IPTC MPF ICC DQT
	    SMALL SOS EOI "<html>CANARY42"), BYTES("\xff\xd8" APP0 ICC DQT
	    SMALL SOS EOI), NULL },
	/* fill bytes; several scans; a thumbnail in JFIF */
	{ "a.jpeg", BYTES("\xff\xd8\xff\xff\xff" "\xe0\0\x13JFIF\0\1\1\0\0\1"
	    "\0\1\1\1rgb" SMALL SOS "\xff\xc4\0\2" SOS EOI),
	    BYTES("\xff\xd8" APP0 SMALL SOS "\xff\xc4\0\2" SOS EOI), NULL },
	{ "a.jpg", BYTES("\xff\xd8" APP0 SOF("\x18\x6a", "\x19\x00") SOS EOI),
	    BYTES("\xff\xd8" APP0 SOF("\x18\x6a", "\x19\x00") SOS EOI),
	    NULL },			/* 6250 × 6400: 40 megapixels */
	{ "a.jpg", BYTES("\xff\xd8" APP0 SOF("\x18\x6b", "\x19\x00") SOS EOI),
	    NULL, 0, "document_pixels" },
	{ "a.jpg", BYTES("\xff\xd8" APP0 SOF("\xff\xff", "\xff\xff") SOS EOI),
	    NULL, 0, "document_pixels" },
	{ "a.jpg", BYTES("\xff\xd8" APP0 SOF("\0\0", "\0\x08") SOS EOI),
	    NULL, 0, "document_picture" },
	{ "a.jpg", BYTES("\xff\xd8" APP0 SMALL SOS), NULL, 0,
	    "document_picture" },		/* no end */
	{ "a.jpg", BYTES("\xff\xd8" APP0 SMALL EOI), NULL, 0,
	    "document_picture" },		/* no picture */
	{ "a.jpg", BYTES("\xff\xd8" APP0 SOS EOI), NULL, 0,
	    "document_picture" },		/* no size */
	{ "a.jpg", BYTES("\xff\xd8\xff\xe1\xff\xff" "Exif"), NULL, 0,
	    "document_picture" },		/* longer than the file */
	{ "a.jpg", BYTES("\xff\xd8\xff\xe1\0\1" SMALL SOS EOI), NULL, 0,
	    "document_picture" },		/* shorter than itself */
	{ "a.jpg", BYTES("\xff\xd8\xff\xd8" SMALL SOS EOI), NULL, 0,
	    "document_picture" },
#define SIGNATURE "\x89PNG\r\n\x1a\n"
#define IHDR(w, h) "\0\0\0\x0dIHDR" w h "\x08\2\0\0\0CRC."
#define IDAT "\0\0\0\4IDATdataCRC."
#define IEND "\0\0\0\0IENDCRC."
#define TEXT "\0\0\0\x08tEXtCANARY42CRC."
#define EXIF_CHUNK "\0\0\0\x08" "eXIfCANARY42CRC."
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1") TEXT
	    "\0\0\0\4gAMAxxxxCRC." EXIF_CHUNK IDAT IDAT TEXT IEND
	    "PK\3\4CANARY42"), BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1")
	    "\0\0\0\4gAMAxxxxCRC." IDAT IDAT IEND), NULL },
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\x18\x6a", "\0\0\x19\x01") IDAT
	    IEND), NULL, 0, "document_pixels" },
	{ "a.png", BYTES(SIGNATURE IHDR("\xff\xff\xff\xff",
	    "\xff\xff\xff\xff") IDAT IEND), NULL, 0, "document_pixels" },
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\0", "\0\0\0\1") IDAT IEND),
	    NULL, 0, "document_picture" },
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1") IEND), NULL,
	    0, "document_picture" },		/* no picture */
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1") IDAT), NULL,
	    0, "document_picture" },		/* no end */
	{ "a.png", BYTES(SIGNATURE IDAT IHDR("\0\0\0\1", "\0\0\0\1") IEND),
	    NULL, 0, "document_picture" },	/* no size first */
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1")
	    IHDR("\0\0\0\1", "\0\0\0\1") IDAT IEND), NULL, 0,
	    "document_picture" },
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1")
	    "\0\0\0\0XXXXCRC." IDAT IEND), NULL, 0, "document_picture" },
	{ "a.png", BYTES(SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1")
	    "\xff\xff\xff\xfftEXtx"), NULL, 0, "document_picture" },
};

START_TEST(of_a_picture_stays_what_an_eye_sees)
{
	bool png = strstr(pictures[_i].name, ".png") != NULL;
	struct upload u = bring_as(&agency, pictures[_i].name,
	    png ? "image/png" : "image/jpeg", pictures[_i].in,
	    pictures[_i].n);
	const char *bytes;
	size_t n;

	if (pictures[_i].problem) {
		ck_assert_pstr_eq(u.problem, pictures[_i].problem);
		return;
	}
	ck_assert_ptr_null(u.problem);
	bytes = stored(&u, &n);
	ck_assert_uint_eq(n, pictures[_i].out_n);
	ck_assert_mem_eq(bytes, pictures[_i].out, n);
	ck_assert_ptr_null(memmem(bytes, n, "CANARY42", 8));
}
END_TEST

START_TEST(a_picture_cut_anywhere_is_refused)
{
	static const char jpeg[] = "\xff\xd8" APP0 EXIF DQT SMALL SOS EOI;
	static const char png[] = SIGNATURE IHDR("\0\0\0\1", "\0\0\0\1") TEXT
	    IDAT IEND;

	for (size_t n = 3; n < sizeof jpeg - 1; n++)
		ck_assert_str_eq(bring_as(&agency, "a.jpg", "image/jpeg",
		    jpeg, n).problem, "document_picture");
	for (size_t n = 8; n < sizeof png - 1; n++)
		ck_assert_str_eq(bring_as(&agency, "a.png", "image/png", png,
		    n).problem, "document_picture");
}
END_TEST

Suite *
document_suite(void)
{
	Suite *s = suite_create("document");
	TCase *t = tcase_create("files");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_file_lies_under_the_hash_of_its_bytes);
	tcase_add_test(t,
	    the_same_bytes_twice_are_one_file_and_one_of_the_quota);
	tcase_add_loop_test(t, name_type_and_first_bytes_agree, 0,
	    (int)COUNT(signs));
	tcase_add_test(t, twenty_megabytes_are_taken_and_not_one_byte_more);
	tcase_add_test(t, an_account_has_its_quota_and_gets_it_back);
	tcase_add_test(t, removed_files_count_until_their_day_is_over);
	tcase_add_test(t, two_hundred_megabytes_a_day);
	tcase_add_test(t,
	    where_there_is_no_room_a_file_is_a_problem_and_nothing_stays);
	tcase_add_test(t, without_a_store_uploads_are_refused);
	tcase_add_test(t, what_is_cut_off_leaves_no_file);
	tcase_add_test(t, a_file_is_named_once_within_the_hour);
	tcase_add_test(t, nobody_names_the_file_of_another);
	tcase_add_test(t, what_nobody_names_is_removed_and_the_rest_stays);
	tcase_add_test(t, a_crash_while_tidying_is_mended_by_the_next_time);
	tcase_add_test(t, files_of_an_object_are_listed_and_dropped);
	tcase_add_test(t, a_public_file_is_for_anybody);
	tcase_add_loop_test(t, of_a_picture_stays_what_an_eye_sees, 0,
	    (int)COUNT(pictures));
	tcase_add_test(t, a_picture_cut_anywhere_is_refused);
	suite_add_tcase(s, t);
	return s;
}
