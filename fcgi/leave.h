/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_LEAVE_H
#define FCGI_LEAVE_H

#include "fcgi/reply.h"

/* Section GOING of an agency's page, while its leaving is made public. */
enum err fill_going(struct req *req, struct view *v, int64_t party_id);

#endif
