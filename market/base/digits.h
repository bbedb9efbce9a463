/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Numbers, money and times from digits and to digits.  Money is integer fen,
 * times are Unix seconds shown as Beijing time (UTC+8, no summer time), by our
 * own arithmetic: no locale, no zone file, nothing is a double.
 *
 * Sources: domain.md, opening section and 1 (a third decimal is an error,
 * never a rounding); 支付结算办法 (银发[1997]393号), appendix 1, for amounts in
 * Chinese capitals; H. Hinnant, chrono-Compatible Low-Level Date Algorithms.
 */
enum { DIGITS_MAX = 48 };	/* holds whatever is formatted here */

#define MONEY_MAX INT64_C(10000000000000)	/* fen: 1000 亿元 */

/*
 * A whole number, strictly: «0» or a digit 1-9 and more digits, nothing else,
 * least <= *value <= most.  false leaves *value alone; NULL text is false.
 */
bool digits_int(const char *text, int64_t least, int64_t most,
    int64_t *value);

/*
 * An amount as a person types it: «46800.50», «46,800.5», «4.68万», «100 元»,
 * in full-width characters too.  Commas stand before each three digits or
 * nowhere.  Up to 2 decimals, up to 6 after 万, so that it is always whole fen.
 * true: 1 <= *fen <= MONEY_MAX.  false: *code is a line of the catalogue,
 *	money_empty	nothing there (or NULL)
 *	money_format	no amount: letters, signs, misplaced commas or zeros
 *	money_decimals	more decimals than fen; zeros count as well
 *	money_range	zero, or more than MONEY_MAX
 */
bool digits_money(const char *text, int64_t *fen, const char **code);

/*
 * A share in percent as a person types it: «12.5», «12.50%», full-width too.
 * true: 0 <= *bp <= 10000, hundredths of a percent, exactly.  false: *code is
 *	rate_empty	nothing there (or NULL)
 *	rate_format	no number
 *	rate_decimals	more than two decimals
 *	rate_range	more than 100
 */
bool digits_rate(const char *text, int64_t *bp, const char **code);

/* All of these fill out and return it. */
char *digits_percent(char out[DIGITS_MAX], int64_t bp);	/* 12.50 */
char *digits_grouped(char out[DIGITS_MAX], int64_t n);	/* 12,384 */
char *digits_yuan(char out[DIGITS_MAX], int64_t fen);	/* 128,000.00 */
char *digits_stars(char out[DIGITS_MAX], int64_t half);	/* 9: 4.5 */
char *digits_date(char out[DIGITS_MAX], int64_t t);	/* 2026-11-23 */
char *digits_day(char out[DIGITS_MAX], int64_t t);	/* 11-23 */
char *digits_clock(char out[DIGITS_MAX], int64_t t);	/* 10:00 */
char *digits_seconds(char out[DIGITS_MAX], int64_t t);	/* 10:18:42 */
char *digits_iso(char out[DIGITS_MAX], int64_t t);
			/* 2026-11-23T10:00:00+08:00 */

/* A moment on the Beijing calendar (proleptic Gregorian). */
struct civil {
	int64_t year;
	int month;	/* 1-12 */
	int day;	/* 1-31 */
	int hour;	/* 0-23 */
	int minute;	/* 0-59 */
	int second;	/* 0-59 */
	int weekday;	/* 0 = Sunday */
};

/* Any t has one. */
struct civil civil_of(int64_t t);

/* The way back; weekday is not looked at.  The date must be a real one. */
int64_t civil_time(const struct civil *c);

/*
 * What <input type=datetime-local> sends, as Beijing time: 2026-12-02T10:00,
 * also with :SS, also with a blank for the T.  Real dates of the years 1 to
 * 9999 only; false leaves *t alone, NULL text is false.
 */
bool digits_datetime(const char *text, int64_t *t);
/* The same of <input type=date>, 2026-12-02: the first second of the day. */
bool digits_read_day(const char *text, int64_t *t);

/* n bytes as 2n lower-case hex digits and a NUL; returns out. */
char *digits_hex(char *out, const void *bytes, size_t n);

/* Exactly 2n lower-case hex digits, else false with bytes undefined. */
bool digits_unhex(const char *text, unsigned char *bytes, size_t n);

/* What an amount in Chinese capitals is made of; 0-9 are the digits. */
enum capital {
	CAPITAL_TEN = 10,	/* 拾 */
	CAPITAL_HUNDRED,	/* 佰 */
	CAPITAL_THOUSAND,	/* 仟 */
	CAPITAL_WAN,		/* 万 */
	CAPITAL_YI,		/* 亿 */
	CAPITAL_YUAN,		/* 元 */
	CAPITAL_JIAO,		/* 角 */
	CAPITAL_FEN,		/* 分 */
	CAPITAL_WHOLE		/* 整 */
};

/*
 * The amount as a cheque has it (票据大写), in symbols 0 to CAPITAL_WHOLE, for
 * a view to put into words: 100100 fen is 1 仟 0 1 元 整.  Returns how many;
 * 0 if there are more than max, or fen is negative or 10^18 and more.  Of
 * the zeros the rule leaves open (ten thousands or yuan place 0, the place
 * behind it not) none is written.
 */
size_t digits_capital(int64_t fen, unsigned char *out, size_t max);

/* Floor of the square root. */
__extension__ typedef unsigned __int128 digits_wide;
uint64_t digits_root(digits_wide v);

#endif
