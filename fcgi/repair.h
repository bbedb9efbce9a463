/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_REPAIR_H
#define FCGI_REPAIR_H

#include "fcgi/reply.h"

/* Section LAST_REPAIR of an event's page, if its newest request is decided. */
enum err fill_repair_of(struct req *req, struct view *v, int64_t event_id);

#endif
