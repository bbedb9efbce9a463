/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_QUALIFICATION_H
#define FCGI_QUALIFICATION_H

#include "fcgi/reply.h"
#include "market/qualification.h"

/* One qualification (_qualification.html), with its scan for who may read it. */
enum err fill_qualification(struct req *req, struct view *row,
    const struct qualification *q);

/*
 * All of an agency: rows of section QUALIFICATION, or NO_QUALIFICATION.
 */
enum err fill_qualifications(struct req *req, struct view *v,
    int64_t agency_id);

#endif
