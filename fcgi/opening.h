/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_OPENING_H
#define FCGI_OPENING_H

#include "fcgi/reply.h"
#include "market/opening.h"

/* STAGES of an opening's page: done, waited for, still to come. */
void fill_stages(struct req *req, struct view *v, const struct opening *o);

#endif
