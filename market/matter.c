/* SPDX-License-Identifier: Apache-2.0 */
/* matter.c: what objections and complaints share. */
#include "market/matter.h"

#include <string.h>

#include "db/award.h"
#include "db/bid.h"
#include "db/complaint.h"
#include "db/objection.h"
#include "market/award.h"
#include "market/base/text.h"
#include "market/due.h"

bool
matter_may_move(const char *from, const char *to)
{
	static const char *const rows[][2] = {
		{ "filed", "refused" }, { "filed", "accepted" },
		{ "filed", "withdrawn" }, { "accepted", "withdrawn" },
		{ "accepted", "upheld" }, { "accepted", "partly" },
		{ "accepted", "dismissed" }, { "upheld", "remedied" },
		{ "partly", "remedied" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i][0], from) == 0 &&
		    strcmp(rows[i][1], to) == 0)
			return true;
	return false;
}

enum err
matter_suspends(struct db *db, int64_t project_id, bool *yes)
{
	int64_t objections, complaints = 0;
	enum err err = db_objection_suspending(db, project_id, &objections);

	if (!err)
		err = db_complaint_suspending(db, project_id, &complaints);
	*yes = !err && objections + complaints > 0;
	return err;
}

enum err
matter_let_go(struct db *db, const struct project *p)
{
	bool waits;
	struct due d;
	enum err err = matter_suspends(db, p->id, &waits);

	if (err || waits || strcmp(p->state, "publicity") != 0)
		return err;
	err = db_due_get(db, p->id, "settle", 0, &d);
	if (err == ERR_NOT_FOUND || (!err && due_open(&d, db_now(db))))
		return OK;
	return err ? err : due_moment(db, p, "settle", 0, db_now(db));
}

/* ---- upheld ---- */

static const char *const outs[] = { "suspended", "recused", "conflict",
    "requirement", "related" };

const char *
matter_out_at(size_t i)
{
	return i < COUNT(outs) ? outs[i] : NULL;
}

const char *
matter_out(const char *typed)
{
	if (typed[0] == '\0')
		return "";
	for (size_t i = 0; i < COUNT(outs); i++)
		if (strcmp(outs[i], typed) == 0)
			return outs[i];
	return NULL;
}

/* The fact that was not known: the winner's bid is out. */
static enum err
winner_out(struct db *db, const struct project *p, const char *out,
    struct result_fact *fact)
{
	struct award a;
	struct bid bid;
	enum err err = db_award_of_project(db, p->id, &a);

	if (!err)
		err = db_bid_get(db, a.bid_id, &bid);
	if (!err)
		*fact = (struct result_fact){ bid.name, out };
	return err;
}

enum err
matter_take_back(struct db *db, struct house *h, const struct actor *actor,
    struct project *p, const char *out, const char *why)
{
	bool publicity = strcmp(p->state, "publicity") == 0;
	bool again = publicity && out != NULL && out[0] != '\0';
	struct result_fact fact;
	enum err err = OK;

	if (!publicity && strcmp(p->state, "signing") != 0)
		return OK;
	if (again)
		err = winner_out(db, p, out, &fact);
	return err ? err : award_revoke(db, h, actor, p, arena_strndup(
	    db_arena(db), why, strcspn(why, "\n")), again ? &fact : NULL);
}

const char *
matter_text(struct arena *a, const char *typed, size_t most,
    const char *field, const char *empty, struct problems *problems)
{
	char *text = arena_strdup(a, typed);

	text_trim(text);
	(void)problem_text(problems, &(struct text_rule){ .field = field,
	    .multiline = true, .most = most, .empty = empty }, text);
	return text;
}
