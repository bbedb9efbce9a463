/* SPDX-License-Identifier: Apache-2.0 */
/* qr_test.c: an address on paper. */
#include "market/qr.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *qr_suite(void);

/* Draws the path into a bitmap of n × n. */
static void
draw(const char *path, int n, bool *dark)
{
	int x, y, w, back, read;

	memset(dark, 0, (size_t)(n * n) * sizeof *dark);
	while (*path) {
		ck_assert_int_eq(sscanf(path, "M%d %dh%dv1h-%dz%n", &x, &y,
		    &w, &back, &read), 4);
		ck_assert_int_eq(w, back);
		for (int i = 0; i < w; i++)
			dark[y * n + x + i] = true;
		path += read;
	}
}

/* The finder of 7 × 7 with its corner at (x, y). */
static void
assert_finder(const bool *dark, int n, int x, int y)
{
	for (int j = 0; j < 7; j++)
		for (int i = 0; i < 7; i++) {
			bool edge = i == 0 || j == 0 || i == 6 || j == 6;
			bool core = i > 1 && i < 5 && j > 1 && j < 5;

			ck_assert_int_eq(dark[(y + j) * n + x + i],
			    edge || core);
		}
}

START_TEST(three_finders_stand_in_a_quiet_zone)
{
	struct arena a;
	int n;
	const char *path;
	bool *dark;

	arena_init(&a);
	path = qr_path(&a,
	    "https://m.example/projects/ZJ-2026-000001/verify", &n);
	ck_assert_int_eq((n - 8 - 17) % 4, 0);	/* 17 + 4 · version */
	dark = calloc((size_t)(n * n), sizeof *dark);
	draw(path, n, dark);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < 4; k++)
			ck_assert(!dark[k * n + i] && !dark[i * n + k] &&
			    !dark[(n - 1 - k) * n + i] &&
			    !dark[i * n + n - 1 - k]);
	assert_finder(dark, n, 4, 4);
	assert_finder(dark, n, n - 11, 4);
	assert_finder(dark, n, 4, n - 11);
	free(dark);
	arena_release(&a);
}
END_TEST

START_TEST(what_is_too_long_is_no_code)
{
	struct arena a;
	char text[3000];
	int n = 1;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	arena_init(&a);
	ck_assert_str_eq(qr_path(&a, text, &n), "");
	ck_assert_int_eq(n, 0);
	text[2331] = '\0';
	ck_assert_str_ne(qr_path(&a, text, &n), "");
	arena_release(&a);
}
END_TEST

Suite *
qr_suite(void)
{
	Suite *s = suite_create("qr");
	TCase *t = tcase_create("codes");

	tcase_add_test(t, three_finders_stand_in_a_quiet_zone);
	tcase_add_test(t, what_is_too_long_is_no_code);
	suite_add_tcase(s, t);
	return s;
}
