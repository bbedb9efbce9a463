/* SPDX-License-Identifier: Apache-2.0 */
/* person.c: identity numbers of people. */
#include "market/person.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "market/base/digits.h"

/* ISO 7064 MOD 11-2 over the first 17; 10 is written X. */
static bool
check_digit(const char *s)
{
	int sum = 0;

	for (int i = 0; i < PERSON_ID - 1; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		sum = (sum + s[i] - '0') * 2 % 11;
	}
	return s[PERSON_ID - 1] == "10X98765432"[sum];
}

/* Digits 7 to 14 are a day that there was. */
static bool
has_date(const char *s)
{
	char day[32];
	int64_t t;

	snprintf(day, sizeof day, "%.4s-%.2s-%.2sT00:00", s + 6, s + 10,
	    s + 12);
	return digits_datetime(day, &t);
}

bool
person_id(const char *typed, char out[PERSON_ID + 1])
{
	size_t n = 0;

	for (; *typed; typed++) {
		if (*typed == ' ')
			continue;
		if (n == PERSON_ID)
			return false;
		out[n] = *typed;
		if (*typed == 'x')
			out[n] = 'X';
		n++;
	}
	out[n] = '\0';
	return n == PERSON_ID && check_digit(out) && has_date(out);
}
