/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_DRAFT_H
#define FCGI_DRAFT_H

#include "fcgi/reply.h"
#include "market/draft.h"

/* The form of a draft, also for a change of what is public (amend). */
struct draft_form read_draft(struct req *req);
int show_draft(struct req *req, int status, const char *code,
    const struct draft_form *f, const struct problems *problems, bool amend);

/* How many could bid: ELIGIBLE and one of its three colours. */
void fill_eligible(struct view *v, int64_t n);

/*
 * What linter and privacy scan have found (views/_findings.html), with fields
 * for reasons if asked; problems at them.
 */
void fill_findings(struct req *req, struct view *v,
    const struct draft_terms *t, bool ask, const struct problems *problems);

/* «reason-<rule>-<field>» of the form, its rev and its yes. */
struct draft_answers read_answers(struct req *req);

#endif
