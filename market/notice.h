/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_NOTICE_H
#define MARKET_NOTICE_H

#include "db/notice.h"
#include "db/project.h"
#include "market/base/buf.h"
#include "market/market.h"

/*
 * 公告.  What is published is a record, lines «key value» (sealing.md 1), so
 * that its hash means something and it can be read without this program;
 * pages put the words of views/ around it.  It never changes: a correction
 * is another notice.
 */
enum { NOTICE_MAX = 512 * 1024, NOTICE_PAGE = 20 };

/* Builds a body: a line; each line of a text; a number. */
void notice_line(struct buf *body, const char *key, const char *value);
void notice_text(struct buf *body, const char *key, const char *text);
void notice_int(struct buf *body, const char *key, int64_t value);

/* The lines every notice begins with: code, title, owner. */
void notice_begin(struct buf *body, const char *kind,
    const struct project *p);

/* Publishes within the transaction of the act it tells of; frees body. */
enum err notice_publish(struct db *db, const struct project *p,
    const char *kind, struct buf *body);

enum err notice_get(struct market *m, int64_t id, struct notice *n);
/* One page, newest first; kind NULL or unknown: all. */
enum err notice_list(struct market *m, const char *kind, int64_t before_id,
    struct notice **list, size_t *n);
enum err notice_of_project(struct market *m, int64_t project_id,
    struct notice **list, size_t *n);

/*
 * Reads a body line by line: *at starts as the body; key and value are
 * copied into the arena.  False at the end.
 */
bool notice_next(struct arena *a, const char **at, const char **key,
    const char **value);

/* The first value of key, or "". */
const char *notice_value(struct arena *a, const struct notice *n,
    const char *key);

#endif
