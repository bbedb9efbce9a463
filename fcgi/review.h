/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_REVIEW_H
#define FCGI_REVIEW_H

#include "fcgi/reply.h"
#include "market/measure.h"
#include "market/review.h"

/* What _review.html shows of one that is public. */
void fill_review(struct req *req, struct view *row, const struct review *r);

/*
 * Section REVIEWS: each of a list and, if there are enough for stars, how
 * they spread over 1 to 5; or section NO_REVIEW.
 */
void fill_reviews(struct req *req, struct view *v, const struct review *list,
    size_t n, bool enough);

/* On a project's page: both sides' cards, and what the actor may do. */
void fill_project_reviews(struct req *req, struct view *v,
    const struct project *p);

/* Section STARS of _starline.html, or TOO_FEW. */
void fill_stars(struct view *v, bool shown, int64_t half);

/* A row of section MEASURE for each name, in the words of side. */
void fill_measures(struct view *v, const struct measure *list, size_t n,
    const char *side, const char *const *names, size_t n_names);

#endif
