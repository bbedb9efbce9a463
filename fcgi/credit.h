/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_CREDIT_H
#define FCGI_CREDIT_H

#include "fcgi/reply.h"
#include "market/credit_event.h"

/* What pages about credit share; templates: _credit.html and its like. */

/* _credit.html: what, when, which article, and what it weighs today. */
void fill_credit_event(struct req *req, struct view *v,
    const struct credit_event *e);

/* _credit_row.html, a row each of section CREDIT. */
void fill_credit_rows(struct req *req, struct view *v,
    const struct credit_event *list, size_t n);

/* _credit_sum.html: the score, its band, and how it comes about. */
enum err fill_credit_sum(struct req *req, struct view *v, int64_t party_id);

/* What the catalogue of its proposal calls it. */
const char *credit_name(const struct req *req, const struct credit_event *e);

#endif
