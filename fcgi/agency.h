/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_AGENCY_H
#define FCGI_AGENCY_H

#include "fcgi/reply.h"
#include "market/agency.h"

/* One card of a directory: a row of section AGENCY (_card_agency.html). */
void fill_agency_card(struct req *req, struct view *v,
    const struct agency *a);

#endif
