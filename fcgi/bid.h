/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_BID_H
#define FCGI_BID_H

#include "fcgi/reply.h"
#include "market/bid.h"
#include "market/cure.h"

/* What the pages before a bid and those of its documents share. */

/* The form; amount stays where it came from: it is a secret. */
int bid_show_new(struct req *req, int status, const struct bid_offer *o,
    const char *amount, const struct problems *problems);
/* Refused for another reason than what was typed. */
int bid_refuse(struct req *req, enum err err,
    const struct problems *problems);

/* The hashes of documents that the form carries: "" where it has none. */
void bid_hashes(struct req *req, const char *hashes[CURE_MOST]);

/* A row DOC each of what the round asks for, with the hash taken so far. */
void fill_bid_documents(struct req *req, struct view *v,
    const struct bid_offer *o, const struct problems *problems);

/*
 * Of an opened bid, a row DOC for each of its documents among list, which rises
 * by bid: its name and state, and where the actor may read it a link.
 */
enum err fill_handed_in(struct req *req, struct view *v,
    const struct project *p, int64_t bid_id, const struct bid_document *list,
    size_t n);

#endif
