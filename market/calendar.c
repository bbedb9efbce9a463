/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.c: working days and terms. */
#include "market/calendar.h"

#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"

enum { DAY = 86400, EAST = 8 * 3600, ISO_DATE = 10 };

/* Days off in every year, by law, weekday or not. */
static const struct { int month, day; } yearly[] = {
	{ 1, 1 }, { 5, 1 }, { 5, 2 }, { 10, 1 }, { 10, 2 }, { 10, 3 },
};

static const struct {
	const char *name;
	enum span_unit unit;
	int32_t seconds;	/* 0: days, which have an end of their own */
} units[] = {
	{ "wd", SPAN_WD, 0 },
	{ "d", SPAN_D, 0 },
	{ "h", SPAN_H, 3600 },
	{ "m", SPAN_M, 60 },
	{ "s", SPAN_S, 1 },
};

static int64_t
noon(int32_t day)
{
	return (int64_t)day * DAY + DAY / 2 - EAST;
}

void
calendar_init(struct calendar *cal, const struct calendar_day *days,
    size_t n)
{
	*cal = (struct calendar){ .days = days, .n = n,
	    .horizon = INT64_MIN };
	for (size_t i = 1; i < n; i++)
		if (days[i - 1].day >= days[i].day)
			bug("calendar: day %d out of order", days[i].day);
	if (n > 0)
		cal->horizon = civil_of(noon(days[n - 1].day)).year;
}

bool
calendar_line(const char *line, struct calendar_day *day)
{
	char moment[] = "0000-00-00 00:00";
	const char *kind = line + ISO_DATE;
	int64_t t;

	if (strlen(line) < ISO_DATE)
		return false;
	memcpy(moment, line, ISO_DATE);
	if (!digits_datetime(moment, &t))
		return false;
	if (strcmp(kind, "\twork") != 0 && strcmp(kind, "\toff") != 0)
		return false;
	*day = (struct calendar_day){ .day = calendar_day_of(t),
	    .is_work = kind[1] == 'w' };
	return true;
}

int32_t
calendar_day_of(int64_t t)
{
	int64_t east = t + EAST;

	return (int32_t)((east - (east % DAY + DAY) % DAY) / DAY);
}

int64_t
calendar_day_end(int32_t day)
{
	return ((int64_t)day + 1) * DAY - EAST - 1;
}

static const struct calendar_day *
find(const struct calendar *cal, int32_t day)
{
	size_t from = 0, end = cal->n;

	while (from < end) {
		size_t middle = from + (end - from) / 2;

		if (cal->days[middle].day == day)
			return &cal->days[middle];
		if (cal->days[middle].day < day)
			from = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

bool
calendar_beyond(const struct calendar *cal, int32_t day)
{
	return civil_of(noon(day)).year > cal->horizon;
}

bool
calendar_works(const struct calendar *cal, int32_t day)
{
	const struct calendar_day *exception = find(cal, day);
	struct civil c;

	if (exception != NULL)
		return exception->is_work;
	c = civil_of(noon(day));
	if (c.weekday == 0 || c.weekday == 6)
		return false;
	if (c.year <= cal->horizon)
		return true;
	for (size_t i = 0; i < COUNT(yearly); i++)
		if (c.month == yearly[i].month && c.day == yearly[i].day)
			return false;
	return true;
}

/* The day something at t counts as done. */
static int32_t
counted_day(int64_t t, int32_t cutoff)
{
	int32_t day = calendar_day_of(t);
	int64_t second = t - (calendar_day_end(day) - DAY + 1);

	return second > cutoff ? day + 1 : day;
}

int64_t
calendar_due(const struct calendar *cal, int64_t t, int32_t n,
    int32_t cutoff, bool *provisional)
{
	int32_t day = counted_day(t, cutoff);

	while (n > 0)
		if (calendar_works(cal, ++day))
			n--;
	if (provisional != NULL)
		*provisional = calendar_beyond(cal, day);
	return calendar_day_end(day);
}

bool
span_parse(const char *text, struct span *span)
{
	static const char digits[] = "0123456789";
	char number[8];
	size_t length;
	int64_t n;

	if (text == NULL)
		return false;
	length = strspn(text, digits);
	if (length >= sizeof number)
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	if (!digits_int(number, 0, SPAN_MAX, &n))
		return false;
	for (size_t i = 0; i < COUNT(units); i++) {
		if (strcmp(text + length, units[i].name) != 0)
			continue;
		*span = (struct span){ .n = (int32_t)n,
		    .unit = units[i].unit };
		return true;
	}
	return false;
}

const char *
span_write(char out[SPAN_TEXT], struct span span)
{
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].unit == span.unit)
			snprintf(out, SPAN_TEXT, "%d%s", span.n,
			    units[i].name);
	return out;
}

bool
span_is_days(struct span span)
{
	return span.unit == SPAN_WD || span.unit == SPAN_D;
}

int64_t
span_end(const struct calendar *cal, int64_t t, struct span span,
    int32_t cutoff, bool *provisional)
{
	if (span.unit == SPAN_WD)
		return calendar_due(cal, t, span.n, cutoff, provisional);
	if (provisional != NULL)
		*provisional = false;
	if (span.unit == SPAN_D)
		return calendar_day_end(counted_day(t, cutoff) + span.n);
	return t + (int64_t)span.n * units[span.unit].seconds;
}
