/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_TIMELINE_H
#define FCGI_TIMELINE_H

#include "fcgi/project.h"

/* Events as rows of section EVENT (_events.html). */
void fill_events(struct view *v, const struct project_event *events,
    size_t n);
/* The reason of one: section WHY with WHY_TEXT. */
void fill_event_reason(struct view *row, const struct project_event *e);

#endif
