/* SPDX-License-Identifier: Apache-2.0 */
/* digits_time.c: times and the Beijing calendar. */
#include "market/base/digits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400, EAST = 8 * 3600, HOUR = 3600, MINUTE = 60 };

/* Eras of 400 years that begin on 1 March, so that a leap day ends its year. */
enum { ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH = 719468, THURSDAY = 4 };

/* Days from 1970-01-01 to a date. */
static int64_t
days_from(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - (ERA_YEARS - 1)) / ERA_YEARS;
	int64_t of_era = y - era * ERA_YEARS;
	int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - EPOCH;
}

static void
date_from(int64_t days, struct civil *c)
{
	int64_t z = days + EPOCH;
	int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t doe = z - era * ERA_DAYS;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t month = (5 * doy + 2) / 153;	/* 0 = March */

	c->day = (int)(doy - (153 * month + 2) / 5 + 1);
	c->month = (int)(month < 10 ? month + 3 : month - 9);
	c->year = yoe + era * ERA_YEARS + (c->month <= 2 ? 1 : 0);
	c->weekday = (int)(((days + THURSDAY) % 7 + 7) % 7);
}

struct civil
civil_of(int64_t t)
{
	int64_t days = t / DAY;
	int rest = (int)(t % DAY);
	struct civil c;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	rest += EAST;
	if (rest >= DAY) {
		rest -= DAY;
		days++;
	}
	date_from(days, &c);
	c.hour = rest / HOUR;
	c.minute = rest / MINUTE % 60;
	c.second = rest % 60;
	return c;
}

int64_t
civil_time(const struct civil *c)
{
	int second = c->hour * HOUR + c->minute * MINUTE + c->second;

	return days_from(c->year, c->month, c->day) * DAY + second - EAST;
}

/*
 * Two digits, and where to go on.  Lists show hundreds of times: printf would
 * take a tenth of a page.
 */
static char *
put2(char *out, int n)
{
	out[0] = (char)('0' + n / 10);
	out[1] = (char)('0' + n % 10);
	return out + 2;
}

static char *
put_date(char *out, const struct civil *c)
{
	if (c->year < 0 || c->year > 9999)
		return out + snprintf(out, DIGITS_MAX, "%04" PRId64
		    "-%02d-%02d", c->year, c->month, c->day);
	out = put2(out, (int)(c->year / 100));
	out = put2(out, (int)(c->year % 100));
	*out++ = '-';
	out = put2(out, c->month);
	*out++ = '-';
	return put2(out, c->day);
}

static char *
put_clock(char *out, const struct civil *c, bool seconds)
{
	out = put2(out, c->hour);
	*out++ = ':';
	out = put2(out, c->minute);
	if (!seconds)
		return out;
	*out++ = ':';
	return put2(out, c->second);
}

char *
digits_date(char out[DIGITS_MAX], int64_t t)
{
	struct civil c = civil_of(t);

	*put_date(out, &c) = '\0';
	return out;
}

char *
digits_day(char out[DIGITS_MAX], int64_t t)
{
	struct civil c = civil_of(t);
	char *at = put2(out, c.month);

	*at++ = '-';
	*put2(at, c.day) = '\0';
	return out;
}

char *
digits_clock(char out[DIGITS_MAX], int64_t t)
{
	struct civil c = civil_of(t);

	*put_clock(out, &c, false) = '\0';
	return out;
}

char *
digits_seconds(char out[DIGITS_MAX], int64_t t)
{
	struct civil c = civil_of(t);

	*put_clock(out, &c, true) = '\0';
	return out;
}

char *
digits_iso(char out[DIGITS_MAX], int64_t t)
{
	struct civil c = civil_of(t);
	char *at = put_date(out, &c);

	*at++ = 'T';
	at = put_clock(at, &c, true);
	memcpy(at, "+08:00", 7);
	return out;
}

/* n digits of *s, from least to most; the way on is *s. */
static bool
field(const char **s, int n, int least, int most, int *value)
{
	*value = 0;
	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*value = *value * 10 + (**s - '0');
	}
	return *value >= least && *value <= most;
}

static bool
sign(const char **s, const char *one_of)
{
	if (**s == '\0' || strchr(one_of, **s) == NULL)
		return false;
	(*s)++;
	return true;
}

bool
digits_datetime(const char *text, int64_t *t)
{
	struct civil c = { .second = 0 }, back;
	const char *s = text;
	int year;
	int64_t found;

	if (s == NULL || !field(&s, 4, 1, 9999, &year) || !sign(&s, "-") ||
	    !field(&s, 2, 1, 12, &c.month) || !sign(&s, "-") ||
	    !field(&s, 2, 1, 31, &c.day) || !sign(&s, "T ") ||
	    !field(&s, 2, 0, 23, &c.hour) || !sign(&s, ":") ||
	    !field(&s, 2, 0, 59, &c.minute))
		return false;
	if (sign(&s, ":") && !field(&s, 2, 0, 59, &c.second))
		return false;
	c.year = year;
	found = civil_time(&c);
	back = civil_of(found);
	if (*s != '\0' || back.day != c.day)	/* 30 February is in March */
		return false;
	*t = found;
	return true;
}

bool
digits_read_day(const char *text, int64_t *t)
{
	char moment[sizeof "2026-12-02T00:00"];

	if (text == NULL || strlen(text) != strlen("2026-12-02"))
		return false;
	snprintf(moment, sizeof moment, "%sT00:00", text);
	return digits_datetime(moment, t);
}
