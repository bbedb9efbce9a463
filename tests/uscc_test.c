/* SPDX-License-Identifier: Apache-2.0 */
/* uscc_test.c: codes of organisations. */
#include "market/uscc.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/err.h"

Suite *uscc_suite(void);

static const struct {
	const char *code, *kind;
	bool government;
	const char *region;
} good[] = {
	{ "91420100MA4K00010R", "enterprise", false, "420100" },
	{ "114201000011000111", "gov", true, "420100" },
	{ "124201004416000287", "public_inst", true, "420100" },
	{ "N1420100MF2000033L", "other", false, "420100" },
	{ "92420100MA4L00011C", "sole_trader", false, "420100" },
	{ "13420100002200014W", "mass_org", true, "420100" },
	{ "52420100MJ0010013J", "ngo", false, "420100" },
};

START_TEST(a_good_code_says_what_it_is)
{
	const char *code = good[_i].code;
	char out[USCC_LENGTH + 1], region[7];

	ck_assert_ptr_null(uscc_problem(code, out));
	ck_assert_str_eq(out, code);
	ck_assert_str_eq(uscc_kind_code(uscc_kind(out)), good[_i].kind);
	ck_assert(uscc_is_government(out) == good[_i].government);
	uscc_region(out, region);
	ck_assert_str_eq(region, good[_i].region);
}
END_TEST

START_TEST(the_check_is_made_as_it_is_judged)
{
	char first[USCC_LENGTH], out[USCC_LENGTH + 1];

	snprintf(first, sizeof first, "%.17s", good[_i].code);
	uscc_make(out, first);
	ck_assert_str_eq(out, good[_i].code);
}
END_TEST

START_TEST(each_kind_has_its_prefix)
{
	static const char *const ngos[] = { "51", "52", "53" };

	for (size_t i = 0; i < COUNT(ngos); i++)
		ck_assert_int_eq(uscc_kind(ngos[i]), USCC_NGO);
	ck_assert_int_eq(uscc_kind("54"), USCC_OTHER);
	ck_assert_int_eq(uscc_kind("93"), USCC_OTHER);
	ck_assert_int_eq(uscc_kind("19"), USCC_OTHER);
	ck_assert(!uscc_is_government("19"));
	ck_assert(!uscc_is_government("91"));
}
END_TEST

static const struct {
	const char *text, *problem;
} typed[] = {
	{ " 91420100ma4k00010r\t", NULL },
	{ "\u300091420100MA4K00010R\u3000", NULL },
	{ "\uff19\uff11420100\uff2d\uff41\uff14K00010R", NULL },
	{ NULL, "uscc_empty" }, { "", "uscc_empty" },
	{ " \u3000", "uscc_empty" },
	{ "91420100MA4K0010R", "uscc_length" },
	{ "91420100MA4K00010RR", "uscc_length" },
	{ "91420100 MA4K00010R", "uscc_length" },
	{ "91420100MA4K0001OR", "uscc_letter" },	/* O */
	{ "9142010OMA4K00010R", "uscc_letter" },
	{ "91420100MA4K0001IR", "uscc_letter" },
	{ "91420100MA4K0001SR", "uscc_letter" },
	{ "91420100MA4K0001VR", "uscc_letter" },
	{ "91420100MA4K0001ZR", "uscc_letter" },
	{ "91420100MA4K0001-R", "uscc_letter" },
	{ "91420100MA4K0001 R", "uscc_letter" },
	{ "91420100MA4K0001\u6c34R", "uscc_letter" },
	{ "91420100MA4K0001\xffR", "uscc_letter" },
	{ "9142010AMA4K00010R", "uscc_region" },
	{ "91A20100MA4K00010R", "uscc_region" },
	{ "91420100MA4K00010Q", "uscc_check" },
	{ "91420100MA4K00001R", "uscc_check" },		/* swapped */
};

START_TEST(a_code_is_folded_and_judged)
{
	char out[USCC_LENGTH + 1] = "?";
	const char *problem = uscc_problem(typed[_i].text, out);

	ck_assert_pstr_eq(problem, typed[_i].problem);
	ck_assert_str_eq(out, problem ? "" : "91420100MA4K00010R");
}
END_TEST

START_TEST(any_single_wrong_character_is_noticed)
{
	static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	const char *code = good[_i].code;
	char wrong[USCC_LENGTH + 1], out[USCC_LENGTH + 1];

	for (int i = 0; i < USCC_LENGTH; i++)
		for (const char *c = letters; *c; c++) {
			memcpy(wrong, code, sizeof wrong);
			wrong[i] = *c;
			ck_assert((uscc_problem(wrong, out) == NULL) ==
			    (*c == code[i]));
		}
}
END_TEST

START_TEST(an_endless_text_is_no_code)
{
	char text[5000], out[USCC_LENGTH + 1];

	memset(text, '1', sizeof text);
	text[sizeof text - 1] = '\0';
	ck_assert_str_eq(uscc_problem(text, out), "uscc_length");
	memset(text, ' ', sizeof text - 1);
	ck_assert_ptr_nonnull(uscc_problem(text, out));
}
END_TEST

Suite *
uscc_suite(void)
{
	Suite *s = suite_create("uscc");
	TCase *t = tcase_create("uscc");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, a_good_code_says_what_it_is, 0, COUNT(good));
	tcase_add_loop_test(t, the_check_is_made_as_it_is_judged, 0,
	    COUNT(good));
	tcase_add_test(t, each_kind_has_its_prefix);
	tcase_add_loop_test(t, a_code_is_folded_and_judged, 0, COUNT(typed));
	tcase_add_loop_test(t, any_single_wrong_character_is_noticed, 0,
	    COUNT(good));
	tcase_add_test(t, an_endless_text_is_no_code);
	return s;
}
