/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_PLAN_H
#define MARKET_DEMO_PLAN_H

/* What the two halves of the demonstration share; for nobody else. */

#include "market/actor.h"
#include "market/demo.h"
#include "market/demo_seal.h"

enum { DAY = 86400, HOUR = 3600, MINUTE = 60, BIDS_MAX = 9,
    STEPS_MAX = 4096, PEOPLE_MAX = 64 };

/* How far a project of the demonstration goes. */
enum fate { DRAFT, OPEN, CANCELLED, FAILED, PUBLICITY, SIGNING, PERFORMING,
    REVIEWING, DONE, DIRECT };

enum act { JOIN_AGENCY, JOIN_OWNER, POST, BID, TICK, SIGN, COMPLETE, RATE,
    REPLY, CANCEL };

struct step {
	int64_t at;
	enum act act;
	size_t i;		/* which project or person */
	size_t k;		/* which bid */
};

struct plan {
	enum fate fate;
	int64_t posted;
	int64_t deadline;
	size_t bids;
	const char *code;	/* once it is posted */
};

struct demo {
	struct market *m;
	struct cast *cast;	/* who holds keys */
	struct arena keep;	/* of tables and plans; verbs have their own */
	int64_t *clock;
	int64_t now;
	const char *record;	/* everybody's password */
	struct table regions, items, agencies, owners, projects, comments;
	struct table comments_back;	/* of agencies about owners */
	struct table reasons;	/* for ending a project */
	struct table qualifications;	/* of agencies, by their row from 1 */
	struct table explain;	/* few agencies; a short window */
	struct actor agency[PEOPLE_MAX], owner[PEOPLE_MAX];
	struct plan *plans;
	struct step steps[STEPS_MAX];
	size_t n_steps;
	uint64_t dice;
};

/* Parameters, regions, items: a write_fn. */
enum err demo_set_up(struct db *db, void *ctx);

/* The staff, each with the password. */
enum err demo_staff(struct demo *d, const char *password);

/* The i-th agency or owner of the tables joins. */
enum err demo_join(struct demo *d, size_t i, bool agency);

/* People read what they are told, all but the newest. */
enum err demo_read(struct demo *d);

#endif
