/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_PENALTY_H
#define FCGI_PENALTY_H

#include "fcgi/reply.h"
#include "market/penalty.h"

/* What pages about penalties share. */

/* Its kind, on all of what the agency offers or on one item. */
void fill_penalty_scope(struct view *v, const struct penalty *p);

/* _penalty.html: what, on whom, which article, until when, why. */
void fill_penalty(struct req *req, struct view *v, const struct penalty *p);

/* _penalty_row.html: a row of section PENALTY each. */
void fill_penalty_rows(struct view *v, const struct penalty *list, size_t n);

/* Section PUNISHED of an agency's page, if anything is in force. */
enum err fill_penalties_in_force(struct req *req, struct view *v,
    int64_t party_id);

#endif
