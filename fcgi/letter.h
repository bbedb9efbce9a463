/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_LETTER_H
#define FCGI_LETTER_H

#include "market/message.h"
#include "market/outbox.h"

/*
 * A message in words: for the page of messages, and for a mail.  The words
 * are those of views/text/mail.txt and views/mail/.
 */
struct told {
	const char *subject;	/* without 【…】 */
	const char *body;
	const char *link;	/* a path of ours */
};

/* ERR_NOT_FOUND: a code of another release. */
enum err letter_told(struct arena *a, const struct message *m,
    struct told *t);

/*
 * An outbox_letter; p is our own origin («https://…»).  A quiet message's
 * mail names no project and leads to no page of one.
 */
enum err letter_write(void *p, struct market *m, const struct outbox *o,
    struct mail *mail);

#endif
