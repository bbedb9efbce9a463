/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_PROJECT_H
#define FCGI_PROJECT_H

#include "fcgi/reply.h"
#include "market/project.h"

/*
 * What several pages show of projects (partials _card_project.html and
 * _steps.html).
 */

/* One card of a list: a row of section PROJECT. */
void fill_project_card(struct req *req, struct view *v,
    const struct project_row *p);

/* The state in words, and its colour: sections TAG_OPEN, TAG_WON, … */
void fill_project_state(struct view *v, const char *state);

/* Where a project stands on its line; c: its contract, or NULL. */
struct contract;
void fill_project_steps(struct view *v, const struct project *p,
    const struct project_event *events, size_t n, const struct contract *c);

/*
 * The public project of the route's code: its newest attempt, or the one
 * that «attempt=» names.
 */
enum err public_project(struct req *req, struct project *p);
/* Section OLD with OLD_ATTEMPT, for links, if p is not the newest attempt. */
void fill_attempt(struct req *req, struct view *v, const struct project *p);
/*
 * What the price is called by the method: value PRICE_LABEL; CEILING is it.
 */
void fill_price(struct view *v, const char *method, int64_t ceiling_fen);

/*
 * What the method wants to know: rows HAS_QUOTE, RATED, HAS_FLOOR,
 * HAS_EVALUATORS, HAS_CRITERIA, HAS_DOCUMENTS, and the value HOW, what it means.
 */
void fill_method(struct req *req, struct view *v, const struct project *p);

/* Who must keep away: a row RECUSAL each, WHO and WHY_NOT. */
void fill_recusals(struct req *req, struct view *v,
    const struct recusal *list, size_t n);

/* What its terms say beside the facts; fill_method() included. */
void fill_project_terms(struct req *req, struct view *v,
    const struct project *p);

/* Each line of a text as a row of section, in value LINE. */
void fill_lines(struct req *req, struct view *v, const char *section,
    const char *text);

/* «before=<a>-<b>» of a keyset page; zeros where there is none. */
void read_cursor(const struct req *req, int64_t *a, int64_t *b);

#endif
