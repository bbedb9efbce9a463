/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_REASON_H
#define FCGI_REASON_H

#include "fcgi/reply.h"
#include "market/project.h"

/*
 * A page that asks for one reason and has one button: an end, a petition.
 * kind: its words, «why_title_<kind>» and why_text_, why_label_, why_hint_,
 * why_button_; action: where the field «reason» is posted to.
 */
int reply_reason(struct req *req, int status, const struct project *p,
    const char *kind, const char *action, const char *reason,
    const struct problems *problems);

#endif
