/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_PARAM_SET_H
#define FCGI_PARAM_SET_H

#include "market/calendar.h"
#include "views/view.h"

/* A length of time in words: values N and UNIT. */
void fill_span(struct view *v, struct span s);

#endif
