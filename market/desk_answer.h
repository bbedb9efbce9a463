/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DESK_ANSWER_H
#define MARKET_DESK_ANSWER_H

#include "market/desk.h"

/*
 * What is held against an agency and waits for its word, in tasks of its desk:
 * a credit event that is proposed, a penalty it was told of, an inspection that
 * found something.  Their project_code is the number of what it is about.
 */
enum err desk_answers(struct market *m, const struct actor *agency,
    struct desk *d);

#endif
