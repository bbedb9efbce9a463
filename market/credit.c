/* SPDX-License-Identifier: Apache-2.0 */
/* credit.c: what events weigh, and what that makes of a score. */
#include "market/credit.h"

#include "market/base/err.h"

static int64_t
age_of(const struct credit_mark *mark, int32_t today)
{
	if (mark->hold < 1 || mark->points < 0)
		bug("credit: an event without a hold, or that gives points");
	return (int64_t)today - mark->from;
}

int64_t
credit_active(const struct credit_mark *mark, int32_t today)
{
	int64_t age = age_of(mark, today), full = 100 * mark->points;

	if (mark->repaired || mark->veto || age < 0 || age >= 2 * mark->hold)
		return 0;
	return age <= mark->hold ? full :
	    full * (2 * mark->hold - age) / mark->hold;
}

bool
credit_vetoes(const struct credit_mark *mark, int32_t today)
{
	int64_t age = age_of(mark, today);

	return mark->veto && !mark->repaired && age >= 0 && age < mark->hold;
}

int32_t
credit_ends(const struct credit_mark *mark)
{
	return mark->from + (int32_t)(mark->veto ? mark->hold :
	    2 * mark->hold);
}

int32_t
credit_next(const struct credit_mark *mark, int32_t today)
{
	int32_t falls = mark->from + (int32_t)mark->hold + !mark->veto;

	if (mark->repaired || today >= credit_ends(mark))
		return 0;
	if (today < mark->from)
		return mark->from;
	return today < falls ? falls : today + 1;
}

int64_t
credit_score(const struct credit_mark *marks, size_t n, int64_t clean,
    int32_t today)
{
	int64_t score = CREDIT_FULL;

	score += clean < CREDIT_CLEAN_COUNT ? CREDIT_CLEAN * clean :
	    CREDIT_CLEAN_MOST;
	for (size_t i = 0; i < n; i++) {
		if (credit_vetoes(&marks[i], today))
			return 0;
		score -= credit_active(&marks[i], today);
	}
	return score < 0 ? 0 : score;
}

enum credit_band
credit_band(int64_t score, int64_t finished)
{
	if (score < 6000)
		return CREDIT_D;
	if (finished < CREDIT_FINISHED)
		return CREDIT_N;
	return score >= 9000 ? CREDIT_A : score >= 7500 ? CREDIT_B :
	    CREDIT_C;
}

const char *
credit_band_code(enum credit_band band)
{
	static const char *const codes[] = { "A", "B", "C", "D", "N" };

	return codes[band];
}
