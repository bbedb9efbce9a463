/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_AWARD_H
#define FCGI_AWARD_H

#include "fcgi/project.h"
#include "market/award.h"

/* 中选 on a project's page: who has won, what is awaited, what one can do. */

/* Partial _award.html: section PUBLICITY, if there is anything to tell. */
enum err fill_award_case(struct req *req, struct view *v,
    const struct project *p, const struct award_case *c);

/* The card beside it: section AWARD, and the buttons ACT_…. */
void fill_award_card(struct view *v, const struct award_case *c);
void fill_award_acts(struct req *req, struct view *v,
    const struct project *p, const struct award_case *c);

/* Composite: section POINTS, its points in all. */
void fill_points(struct req *req, struct view *row, const struct bid *b);

/* Why a price is called low, with the limits of its project. */
void fill_low(struct req *req, struct view *v, const char *name,
    const struct project *p, int64_t alp);

/* A person's own words, or the words of a reason that is a code. */
void fill_reason_text(struct req *req, struct view *v, const char *name,
    const char *reason);

#endif
