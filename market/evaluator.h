/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_EVALUATOR_H
#define MARKET_EVALUATOR_H

#include "db/evaluator.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 评审专家库.  The operator enters people; which of them score a project is
 * drawn in public (market/sheet.h), nobody names them.
 *
 * Source: domain.md 2 (evaluator), 6.2 (composite); 招标投标法 art. 37: experts are
 * drawn, and the list stays secret until then.
 */
enum { EVALUATOR_PAGE = 20 };

struct evaluator_form {
	const char *name, *unit, *uscc, *type, *email;
	const char *password;	/* first one; the caller's, who wipes it */
};

/*
 * A new one, with a login.  Sent again: the e-mail is taken, a problem.
 *
 * ERR_INVALID	*problems says what
 */
enum err evaluator_add(struct market *m, const struct actor *actor,
    const struct evaluator_form *form, struct problems *problems);

/* Out of the register; what it was drawn for it still does. */
enum err evaluator_stop(struct market *m, const struct actor *actor,
    int64_t id);

/* EVALUATOR_PAGE of the register, newest first; one more: go on. */
enum err evaluator_list(struct market *m, int64_t before_id,
    struct evaluator **list, size_t *n);

/* What an evaluator has to score, or has. */
enum err evaluator_tasks(struct market *m, const struct actor *actor,
    struct sheet_row **list, size_t *n);

#endif
