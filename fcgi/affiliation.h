/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_AFFILIATION_H
#define FCGI_AFFILIATION_H

#include "fcgi/reply.h"

/* Rows of section AFFILIATION on an agency's page, or NO_AFFILIATION. */
enum err fill_affiliations(struct req *req, struct view *v,
    int64_t party_id);

#endif
