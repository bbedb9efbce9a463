/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_NOTICE_H
#define FCGI_NOTICE_H

#include "fcgi/reply.h"
#include "market/notice.h"

/* One line of a list of notices: a row of section NOTICE. */
void fill_notice_row(struct req *req, struct view *v,
    const struct notice *n);

/* The value of a line, as its key wants it shown: VALUE, section YUAN. */
void fill_notice_value(struct arena *a, struct view *row, const char *key,
    const char *value);

#endif
