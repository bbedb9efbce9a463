/* SPDX-License-Identifier: Apache-2.0 */
/* flag_terms.c: what notice, contract and ratings ask. */
#include "market/flag_rules.h"

#include <inttypes.h>

__extension__ typedef __int128 flag_wide;

void
ask_short_window(const struct flag_look *l, struct flag_hits *h)
{
	if (l->deadline > 0 &&
	    l->window_wd < l->window_least_wd + flag_limit(h))
		flag_found(h, 0, 0, l->window_wd,
		    l->window_least_wd + flag_limit(h), "days %" PRId64 "\n",
		    l->window_wd);
}

void
ask_splitting(const struct flag_look *l, struct flag_hits *h)
{
	if (l->threshold > 0 && l->split_n > 1 &&
	    l->split_sum >= l->threshold)
		flag_found(h, l->owner, 0, l->split_sum, l->threshold,
		    "projects %" PRId64 "\n", l->split_n);
}

void
ask_below_threshold(const struct flag_look *l, struct flag_hits *h)
{
	int64_t part;

	if (l->threshold <= 0 || l->ceiling >= l->threshold)
		return;
	part = (int64_t)((flag_wide)l->ceiling * STAT_ONE / l->threshold);
	if (part >= flag_limit(h))
		flag_found(h, 0, 0, part, flag_limit(h), "ceiling %" PRId64
		    "\nthreshold %" PRId64 "\n", l->ceiling, l->threshold);
}

void
ask_restrictive(const struct flag_look *l, struct flag_hits *h)
{
	if (l->findings >= flag_limit(h))
		flag_found(h, 0, 0, l->findings, flag_limit(h),
		    "findings %" PRId64 "\n", l->findings);
}

/* Changed when little of the window was left. */
void
ask_late_change(const struct flag_look *l, struct flag_hits *h)
{
	int64_t window = l->deadline - l->published_at, left;

	if (l->amended_at == 0 || window <= 0)
		return;
	left = (l->deadline - l->amended_at) * STAT_ONE / window;
	if (left <= flag_limit(h))
		flag_found(h, 0, 0, left, flag_limit(h), "changed %" PRId64
		    "\ndeadline %" PRId64 "\n", l->amended_at, l->deadline);
}

void
ask_cancels(const struct flag_look *l, struct flag_hits *h)
{
	if (l->owner_cancels >= flag_limit(h))
		flag_found(h, l->owner, 0, l->owner_cancels, flag_limit(h),
		    "cancelled %" PRId64 "\n", l->owner_cancels);
}

void
ask_creep(const struct flag_look *l, struct flag_hits *h)
{
	int64_t more;

	if (l->award <= 0)
		return;
	more = (int64_t)((flag_wide)l->changed * STAT_ONE / l->award);
	if (more > flag_limit(h))
		flag_found(h, l->owner, l->winner, more, flag_limit(h),
		    "award %" PRId64 "\nmore %" PRId64 "\n", l->award,
		    l->changed);
}

/* Nothing delivered long after the day, or taken without a look, or paid. */
void
ask_no_work(const struct flag_look *l, struct flag_hits *h)
{
	static const int64_t day = 86400;
	int64_t late = l->delivered_at == 0 && l->deliver_due > 0 ?
	    l->at - l->deliver_due : 0;

	if (late > flag_limit(h))
		flag_found(h, l->winner, 0, late, flag_limit(h),
		    "due %" PRId64 "\n", l->deliver_due);
	else if (l->paid_at > 0 && (l->accepted_at == 0 ||
	    l->paid_at / day < l->accepted_at / day))
		flag_found(h, l->owner, l->winner, 1, 0, "paid %" PRId64
		    "\naccepted %" PRId64 "\n", l->paid_at, l->accepted_at);
	else if (l->accepted_at > 0 && l->delivered_at > 0 &&
	    (l->accepted_at + 8 * 3600) / day ==
	    (l->delivered_at + 8 * 3600) / day)
		flag_found(h, l->owner, l->winner, 1, 0, "delivered %" PRId64
		    "\naccepted %" PRId64 "\n", l->delivered_at,
		    l->accepted_at);
}

void
ask_unpaid(const struct flag_look *l, struct flag_hits *h)
{
	if (l->pay_due > 0 && l->at - l->pay_due > flag_limit(h))
		flag_found(h, l->owner, l->winner, l->at - l->pay_due,
		    flag_limit(h), "due %" PRId64 "\n", l->pay_due);
}

/* A rating ring: praise exchanged within a day, or a purchaser of fives. */
void
ask_praise(const struct flag_look *l, struct flag_hits *h)
{
	if (l->mutual_praise)
		flag_found(h, l->owner, l->winner, 1, 1, "mutual 1\n");
	else if (l->owner_reviews >= flag_limit(h) &&
	    l->owner_all_fives == l->owner_reviews)
		flag_found(h, l->owner, 0, l->owner_reviews, flag_limit(h),
		    "ratings %" PRId64 "\n", l->owner_reviews);
}
