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

/* The page of one for its party and officers. */
int penalty_show(struct req *req, int status, const char *text,
    const struct problems *problems);

/* fcgi/plea.c: section PLEA_DONE; what is on that page; the officers' rows. */
void fill_plea_line(struct req *req, struct view *v, const struct penalty *p);
enum err fill_plea(struct req *req, struct view *v, const struct penalty *p);
enum err fill_pleas(struct req *req, struct view *v);

#endif
