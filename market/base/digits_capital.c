/* SPDX-License-Identifier: Apache-2.0 */
/* digits_capital.c: amounts in Chinese capitals, as symbols. */
#include "market/base/digits.h"

static const int64_t fen_end = INT64_C(1000000000000000000);

struct symbols {
	unsigned char *out;
	size_t n, max;		/* n goes on past max */
};

static void
put(struct symbols *s, unsigned symbol)
{
	if (s->n < s->max)
		s->out[s->n] = (unsigned char)symbol;
	s->n++;
}

/* 1 to 9999; zeros in front are the caller's, zeros at the end unsaid. */
static void
put_group(struct symbols *s, unsigned n)
{
	static const unsigned unit[] = { 1000, 100, 10, 1 };
	static const unsigned name[] = { CAPITAL_THOUSAND, CAPITAL_HUNDRED,
	    CAPITAL_TEN };
	bool begun = false, gap = false;

	for (unsigned i = 0; i < 4; i++) {
		unsigned digit = n / unit[i] % 10;

		if (digit == 0) {
			gap = true;
			continue;
		}
		if (begun && gap)
			put(s, 0);
		put(s, digit);
		if (i < 3)
			put(s, name[i]);
		begun = true;
		gap = false;
	}
}

/* Less than 10^16, in groups of four digits: 万亿, 亿, 万, the rest. */
static void
put_number(struct symbols *s, int64_t n)
{
	static const int64_t unit[] = { 1000000000000, 100000000, 10000, 1 };
	static const unsigned name[] = { CAPITAL_WAN, CAPITAL_YI,
	    CAPITAL_WAN };
	bool begun = false, gap = false;

	for (unsigned i = 0; i < 4; i++) {
		unsigned group = (unsigned)(n / unit[i] % 10000);

		if (group == 0) {
			gap = true;
		} else {
			if (begun && (gap || group < 1000))
				put(s, 0);
			put_group(s, group);
			if (i < 3)
				put(s, name[i]);
			begun = true;
			gap = false;
		}
		if (i == 1 && begun && group == 0)
			put(s, CAPITAL_YI);	/* 壹万亿 */
	}
}

size_t
digits_capital(int64_t fen, unsigned char *out, size_t max)
{
	struct symbols s = { .out = out, .max = max };
	int64_t yuan = fen / 100;
	unsigned jiao, rest;

	if (fen < 0 || fen >= fen_end)
		return 0;
	jiao = (unsigned)(fen / 10 % 10);
	rest = (unsigned)(fen % 10);
	if (yuan > 0)
		put_number(&s, yuan);
	if (fen == 0)
		put(&s, 0);
	if (yuan > 0 || fen == 0)
		put(&s, CAPITAL_YUAN);
	if (jiao > 0) {
		put(&s, jiao);
		put(&s, CAPITAL_JIAO);
	} else if (yuan > 0 && rest > 0) {
		put(&s, 0);
	}
	if (rest > 0) {
		put(&s, rest);
		put(&s, CAPITAL_FEN);
	} else if (jiao == 0) {
		put(&s, CAPITAL_WHOLE);
	}
	return s.n <= max ? s.n : 0;
}
