/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_MESSAGE_H
#define FCGI_MESSAGE_H

#include "fcgi/reply.h"

/* Fills _messages.html, the way to one's messages with what is unread. */
enum err fill_unread(struct req *req, struct view *v);

#endif
