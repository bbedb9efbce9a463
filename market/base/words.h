/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Arguments of a sentence of the catalogue (views/text/).  They stay numbers
 * until a view turns them into digits, so that no format stands in C.
 */
enum arg_kind {
	ARG_END = 0,	/* ends a list */
	ARG_INT,	/* 12,384 */
	ARG_PLAIN,	/* 12384: years, positions, codes */
	ARG_MONEY,	/* fen -> 128,000.00 (the unit stands in the sentence) */
	ARG_PERCENT,	/* hundredths of a percent -> 12.50 */
	ARG_STARS,	/* half stars -> 4.5 */
	ARG_TIME,	/* Unix seconds -> full Beijing date, weekday, time */
	ARG_SECOND,	/* the same with seconds */
	ARG_DATE,	/* -> 2026-11-23 */
	ARG_DAY,	/* -> 11-23 */
	ARG_CLOCK,	/* -> 10:00 */
	ARG_CLOCK_SECOND,	/* -> 10:00:03 */
	ARG_ISO,	/* -> 2026-11-23T10:00:00+08:00, for machines */
	ARG_LEFT,	/* seconds -> 8 days 23 hours, in words */
	ARG_CAPITAL,	/* fen -> 壹拾贰万元整, as cheques have it */
	ARG_TEXT,	/* as it is */
	ARG_CODE	/* text is itself a code of the catalogue */
};

struct arg {
	const char *name;	/* UPPER_SNAKE, as in the sentence */
	enum arg_kind kind;
	int64_t number;
	const char *text;	/* for TEXT and CODE; the caller's memory */
};

static inline struct arg
arg_number(const char *name, enum arg_kind kind, int64_t number)
{
	struct arg a = { name, kind, number, NULL };	/* C++ reads it too */

	return a;
}

static inline struct arg
arg_int(const char *name, int64_t number)
{
	return arg_number(name, ARG_INT, number);
}

static inline struct arg
arg_money(const char *name, int64_t fen)
{
	return arg_number(name, ARG_MONEY, fen);
}

static inline struct arg
arg_time(const char *name, int64_t at)
{
	return arg_number(name, ARG_TIME, at);
}

static inline struct arg
arg_text(const char *name, const char *text)
{
	struct arg a = { name, ARG_TEXT, 0, text };

	return a;
}

static inline struct arg
arg_code(const char *name, const char *code)
{
	struct arg a = { name, ARG_CODE, 0, code };

	return a;
}

struct arena;

/*
 * The catalogue, for what a verb must keep in words (the text two sides
 * sign): the program lends it, market/ has none of its own.
 */
struct words {
	/* The sentence of a code, in the arena; args end with ARG_END. */
	const char *(*sentence)(struct arena *a, const char *code,
	    const struct arg *args);
	bool (*has)(const char *code);
};

#endif
