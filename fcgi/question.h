/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_QUESTION_H
#define FCGI_QUESTION_H

#include "fcgi/reply.h"
#include "market/question.h"

/* At most limit of n questions as rows of section QUESTION. */
void fill_questions(struct req *req, struct view *v,
    const struct question *list, size_t n, size_t limit);

/* Where those about earlier attempts are: rows of section EARLIER. */
void fill_earlier(struct req *req, struct view *v, const struct project *p);

#endif
