/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_PETITION_H
#define FCGI_PETITION_H

#include "fcgi/reply.h"
#include "market/petition.h"

/* What waits for a regulator: rows of section PETITION. */
void fill_petitions(struct view *v, const struct petition *list, size_t n);

#endif
