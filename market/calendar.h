/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CALENDAR_H
#define MARKET_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Working days (工作日) and terms.  A day works if it is a shifted working day,
 * or Monday to Friday and no day off; both kinds are the exceptions loaded
 * from the State Council's yearly notice.  Beyond the last year with an
 * exception Monday to Friday work but for 1 January, 1-2 May, 1-3 October;
 * what was reckoned there is provisional (暂定) and is reckoned again when the
 * notice has come: it may move later, never earlier.
 *
 * Source: domain.md 10; 全国年节及纪念日放假办法 (2024), art. 2 and 3.
 */
struct calendar_day {
	int32_t day;		/* days since 1970-01-01, of Beijing */
	bool is_work;		/* shifted to work; else off */
};

struct calendar {
	const struct calendar_day *days;	/* rising; the caller's */
	size_t n;
	int64_t horizon;	/* last year with an exception, or INT64_MIN */
};

/* days must rise and outlive cal: else a bug(). */
void calendar_init(struct calendar *cal, const struct calendar_day *days,
    size_t n);

/*
 * A line of db/calendar.mjs, «2026-02-14<TAB>work» or «…<TAB>off», without
 * its LF.  false: it is none.
 */
bool calendar_line(const char *line, struct calendar_day *day);

/* The Beijing day t lies on; and its last second, 23:59:59. */
int32_t calendar_day_of(int64_t t);
int64_t calendar_day_end(int32_t day);

/* Does one work on this day?  Beyond the horizon: as far as one can know. */
bool calendar_works(const struct calendar *cal, int32_t day);

/* Does the day lie beyond the horizon? */
bool calendar_beyond(const struct calendar *cal, int32_t day);

/* As «no cutoff» where a cutoff is asked for. */
enum { CALENDAR_NO_CUTOFF = 86400 };

/*
 * The last second of the n-th working day after what happened at t.  Its own
 * day does not count; what happens later than cutoff (seconds of the Beijing
 * day; that second itself is in time) belongs to the next day.  A bidding
 * deadline is none of these: it is a moment, and late at exactly that.
 * *provisional says whether a day beyond the horizon came in; NULL if
 * nobody asks.
 */
int64_t calendar_due(const struct calendar *cal, int64_t t, int32_t n,
    int32_t cutoff, bool *provisional);

/* A length of time as parameters have it: 3wd, 30d, 24h, 10m, 45s. */
enum span_unit {
	SPAN_WD,	/* working days */
	SPAN_D,		/* calendar days */
	SPAN_H,
	SPAN_M,
	SPAN_S
};

struct span {
	int32_t n;	/* 0 to SPAN_MAX */
	enum span_unit unit;
};

enum { SPAN_MAX = 100000 };

/* false: it is none, and *span is as before. */
bool span_parse(const char *text, struct span *span);
/* «3wd»; returns out. */
enum { SPAN_TEXT = 16 };
const char *span_write(char out[SPAN_TEXT], struct span span);

/* Is it of whole days, whose last second belongs to it? */
bool span_is_days(struct span span);

/*
 * When the span after t is over.  wd as calendar_due(); d as well, counting
 * all days; h, m and s to the second.  *provisional as there.
 */
int64_t span_end(const struct calendar *cal, int64_t t, struct span span,
    int32_t cutoff, bool *provisional);

#endif
