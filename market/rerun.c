/* SPDX-License-Identifier: Apache-2.0 */
/* rerun.c: a failed project is run again. */
#include "market/rerun.h"

#include <string.h>

#include "db/attempt.h"
#include "db/petition.h"
#include "db/record.h"
#include "market/draft.h"
#include "market/flow.h"
#include "market/qualification.h"
#include "market/write.h"

/* ---- the same or easier ---- */

/* Is the line of n bytes one of text? */
static bool
has_line(const char *text, const char *line, size_t n)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (len == n && memcmp(text, line, n) == 0)
			return true;
		text += len + (text[len] == '\n');
	}
	return false;
}

/* Each line of now is one of before. */
static bool
all_in(const char *now, const char *before)
{
	while (*now != '\0') {
		size_t n = strcspn(now, "\n");

		if (n > 0 && !has_line(before, now, n))
			return false;
		now += n + (now[n] == '\n');
	}
	return true;
}

/*
 * Of all, some may go, and «one of them» is easier than «all».  Of «one of
 * them» each alternative stays, others may be added; or nothing is asked.
 */
static bool
asks_no_more(const struct project *p, const struct project *prior)
{
	const char *now = p->requirements, *before = prior->requirements;
	bool any = p->any_will_do || !qualification_many(now);

	if (now[strspn(now, "\n")] == '\0')
		return true;
	if (!prior->any_will_do || !qualification_many(before))
		return all_in(now, before);
	return any && all_in(before, now);
}

static void
check_words(const struct project *p, const struct project *prior,
    struct problems *problems)
{
	const struct { const char *field, *now, *before; } same[] = {
		{ "item", p->item_code, prior->item_code },
		{ "title", p->title, prior->title },
		{ "scale", p->scale, prior->scale },
		{ "content", p->content, prior->content },
		{ "region", p->region, prior->region },
		{ "place", p->place, prior->place },
		{ "fund", p->fund, prior->fund },
		{ "method", p->method, prior->method },
		{ "quote", p->quote, prior->quote },
	};

	for (size_t i = 0; i < COUNT(same); i++)
		if (strcmp(same[i].now, same[i].before) != 0)
			problem_at(problems, same[i].field, "rerun_same");
	if (!asks_no_more(p, prior))
		problem_at(problems, "requirements", "rerun_requirements");
	if (!all_in(p->documents, prior->documents))
		problem_at(problems, "documents", "rerun_documents");
	if (prior->server && !p->server)
		problem_at(problems, "server", "rerun_server");
}

static void
check_numbers(const struct project *p, const struct project *prior,
    struct problems *problems)
{
	if (p->ceiling_fen < prior->ceiling_fen)
		problem_add(problems, (struct problem){ .field = "ceiling",
		    .code = "rerun_ceiling", .args = { arg_money("WAS",
		    prior->ceiling_fen) } });
	if (p->service_days < prior->service_days)
		problem_add(problems, (struct problem){ .field = "days",
		    .code = "rerun_days", .args = { arg_int("WAS",
		    prior->service_days) } });
	if (p->floor_fen > prior->floor_fen)
		problem_at(problems, "floor", "rerun_harder");
	if (p->rate_min > prior->rate_min || p->rate_max < prior->rate_max)
		problem_at(problems, "rate", "rerun_harder");
	if (p->fixed_fen < prior->fixed_fen)
		problem_at(problems, "fixed", "rerun_harder");
	if (p->evaluators > prior->evaluators)
		problem_at(problems, "evaluators", "rerun_harder");
}

enum err
rerun_check(struct db *db, const struct project *p,
    struct problems *problems)
{
	struct project prior;
	enum err err = db_project_get(db, p->prior_id, &prior);

	if (err)
		return err;
	check_words(p, &prior, problems);
	check_numbers(p, &prior, problems);
	return OK;
}

/* ---- may it be? ---- */

enum err
rerun_state_of(struct db *db, const struct house *h,
    const struct project *p, enum rerun *state)
{
	struct project newest;
	struct petition t;
	int64_t failed;
	enum err err = db_project_by_code(db, p->code, &newest);

	*state = RERUN_NO;
	if (!err)
		err = db_attempts_failed(db, p->code, &failed);
	if (err || strcmp(p->state, "failed") != 0)
		return err;
	if (newest.id != p->id) {
		if (newest.prior_id == p->id && newest.published_at == 0)
			*state = RERUN_DRAFT;
		return OK;
	}
	*state = RERUN_FREE;
	if (failed <= house_params(h, p->param_version)->rerun_max_auto)
		return OK;
	err = db_petition_of(db, p->id, "supervise", &t);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (err || strcmp(t.verdict, "refused") == 0)
		*state = RERUN_ASK;
	else if (t.decided_at == 0)
		*state = RERUN_ASKED;
	return OK;
}

enum err
rerun_state(struct market *m, const struct project *p, enum rerun *state)
{
	return rerun_state_of(m->db, m->house, p, state);
}

/* ---- the draft ---- */

struct run {
	struct house *house;
	const struct actor *actor;
	const char *code;
	struct project *p;
};

/* p becomes the next attempt, with what a decision eased. */
static enum err
copy(struct db *db, const struct run *c, const struct project *prior)
{
	struct project *p = c->p;
	struct petition t;
	enum err err;

	*p = *prior;
	p->prior_id = prior->id;
	p->deadline = p->enquiry_until = p->min_entrants = 0;
	p->param_version = c->house->param_version;
	err = db_petition_of(db, prior->id, "supervise", &t);
	if (!err && strcmp(t.verdict, "granted") == 0)
		p->min_entrants = t.min_entrants;
	if (!err || err == ERR_NOT_FOUND)
		err = db_attempt_next(db, p->code, &p->attempt_no);
	if (!err)
		err = db_project_insert(db, p);
	if (!err)
		err = draft_copy(db, prior->id, p->id);
	if (!err)
		err = db_project_get(db, p->id, p);
	return err ? err : draft_count(db, p);
}

static enum err
make_in_txn(struct db *db, void *ctx)
{
	struct run *c = ctx;
	struct project prior;
	enum rerun state;
	enum err err = db_project_public(db, c->code, 0, &prior);

	if (!err && prior.owner_id != c->actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = rerun_state_of(db, c->house, &prior, &state);
	if (err)
		return err;
	if (state == RERUN_DRAFT)
		return db_project_by_code(db, c->code, c->p);
	if (state != RERUN_FREE)
		return ERR_CONFLICT;
	err = copy(db, c, &prior);
	return err ? err : flow_tell(db, c->house, c->actor, &prior,
	    "rerun", "");
}

enum err
rerun_make(struct market *m, const struct actor *actor, const char *code,
    struct project *p)
{
	struct run c = { .house = m->house, .actor = actor, .code = code,
	    .p = p };

	return write_run(m, make_in_txn, &c);
}
