/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_FLAG_H
#define FCGI_FLAG_H

#include "fcgi/reply.h"
#include "market/flag.h"

/*
 * Whom a subject is about, with where to read on (views/_flag_subject.html),
 * its POINTS and FLAGS, and SUBJECT, its number.
 */
void fill_flag_subject(struct req *req, struct view *v,
    const struct flag_subject *s);

#endif
