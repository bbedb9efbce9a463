/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_COMPLAINT_CORE_H
#define MARKET_COMPLAINT_CORE_H

#include "market/complaint.h"

/* What the complaint*.c share: events of market/due.h, and the masks. */
#define COMPLAINT_ACCEPT "complaint_accept"
#define COMPLAINT_DECIDE "complaint_decide"
#define COMPLAINT_REMEDY "complaint_remedy"

/* Sets the four shown texts from facts, claim, decision and remedy. */
enum err complaint_mask(struct db *db, const struct house *h,
    struct complaint *c);

/* May not stand in what becomes public: a problem at field. */
void complaint_private(struct arena *a, const char *text, const char *field,
    struct problems *problems);

/* Filer, purchaser, accused. */
bool complaint_is_of(const struct complaint *c, int64_t party_id);

#endif
