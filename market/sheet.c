/* SPDX-License-Identifier: Apache-2.0 */
/* sheet.c: evaluators see what they score, and hand in their sheets. */
#include "market/sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/note.h"
#include "market/round.h"
#include "market/write.h"

enum err
sheet_find(struct db *db, int64_t account_id, const char *code,
    struct sheet_case *c)
{
	struct project_evaluator *list;
	struct sheet *sheets;
	struct due d;
	size_t n;
	enum err err = db_project_by_code(db, code, &c->project);

	if (!err)
		err = db_evaluator_of_account(db, account_id, &c->who);
	if (!err)
		err = db_round_of_project(db, c->project.id, &c->round);
	if (!err)
		err = db_project_evaluators(db, c->project.id, &list, &n);
	if (!err && !sheet_is_counted(list, n, c->who.id))
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_due_get(db, c->project.id, "evaluate", 0, &d);
	if (!err)
		err = db_sheet_of_round(db, c->round.id, &sheets, &n);
	if (err)
		return err;
	c->until = d.due_at;
	c->mine = NULL;
	for (size_t i = 0; i < n; i++)
		if (sheets[i].evaluator_id == c->who.id)
			c->mine = sheets[i].body;
	return OK;
}

static int
by_leaf(const void *a, const void *b)
{
	const struct bid *x = a, *y = b;

	return (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

enum err
sheet_case(struct market *m, const struct actor *actor, const char *code,
    struct sheet_case *c)
{
	struct bid *all;
	size_t n;
	enum err err = sheet_find(m->db, actor->account_id, code, c);

	if (err)
		return err;
	if (!sheet_criteria(m->arena, c->project.criteria, c->criteria,
	    &c->n_criteria))
		return ERR_INTERNAL;
	err = db_bid_of_round(m->db, c->round.id, &all, &n);
	if (err)
		return err;
	c->bids = all;
	c->n = 0;
	for (size_t i = 0; i < n; i++)
		if (all[i].agency_id && all[i].out_code == NULL &&
		    all[i].opened)
			c->bids[c->n++] = all[i];
	qsort(c->bids, c->n, sizeof *c->bids, by_leaf);
	return OK;
}

const char *
sheet_field(struct arena *a, const char *fields, const char *key)
{
	size_t n = strlen(key);

	for (; *fields != '\0'; fields += strcspn(fields, "\n") + 1)
		if (strncmp(fields, key, n) == 0 && fields[n] == ' ') {
			const char *value = arena_strndup(a, fields + n + 1,
			    strcspn(fields + n + 1, "\n"));

			return strcmp(value, "-") == 0 ? "" : value;
		}
	return "";
}

/* «8.5» of at most 10 points → 850 hundredths. */
static bool
read_points(const char *typed, int64_t most, int64_t *n)
{
	const char *code;

	return typed != NULL && digits_money(typed, n, &code) && *n >= 0 &&
	    *n <= 100 * most;
}

/* The file, or NULL: problems say why. */
static const char *
write_sheet(struct market *m, const struct sheet_case *c,
    const char *const *points, struct problems *problems)
{
	const char *text;
	struct buf out;

	buf_init(&out, NOTE_MAX);
	buf_printf(&out, "sealbid/v1 sheet\nevaluator e/%" PRId64 "\n",
	    c->who.id);
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < c->n_criteria; k++) {
			int64_t n;

			if (!read_points(points[i * c->n_criteria + k],
			    c->criteria[k].most, &n))
				problem_add(problems, (struct problem){
				    .field = arena_printf(m->arena,
				    "p%zu-%zu", i, k), .code = "sheet_points",
				    .args = { arg_int("MOST",
				    c->criteria[k].most) } });
			else
				buf_printf(&out, "point %s c%zu %" PRId64
				    "\n", c->bids[i].name, k + 1, n);
		}
	for (size_t i = 0; i < c->n && !problems->n; i++) {
		int64_t sum = 0, n;

		for (size_t k = 0; k < c->n_criteria; k++)
			if (read_points(points[i * c->n_criteria + k],
			    c->criteria[k].most, &n))
				sum += n;
		buf_printf(&out, "total %s %" PRId64 "\n", c->bids[i].name,
		    sum);
	}
	text = problems->n ? NULL : arena_strndup(m->arena, out.data,
	    out.len);
	buf_release(&out);
	return text;
}

struct placing {
	const struct actor *actor;
	const char *code;
	const char *body;
};

/* With the last one the clock ranks. */
static enum err
wake(struct db *db, const struct sheet_case *c)
{
	struct sheet *in;
	size_t n;
	enum err err = sheet_counted(db, &c->project, &c->round, &in, &n);

	if (err || (int64_t)n < c->project.evaluators)
		return err;
	err = due_done(db, &c->project, "evaluate", 0);
	return err ? err : due_moment(db, &c->project, "rank", 0,
	    db_now(db));
}

enum err
sheet_in_time(struct db *db, const struct sheet_case *c)
{
	struct due d;
	enum err err = db_due_get(db, c->project.id, "evaluate", 0, &d);

	if (err)
		return err;
	return strcmp(c->project.state, "selecting") == 0 &&
	    d.done_at == 0 && due_open(&d, db_now(db)) ? OK : ERR_CONFLICT;
}

static enum err
place_in_txn(struct db *db, void *ctx)
{
	struct placing *p = ctx;
	struct sheet_case c;
	struct sheet s = { .body = p->body };
	struct round_terms t;
	unsigned char hash[32];
	char reveal[TLOG_DATE + 1];
	enum err err = sheet_find(db, p->actor->account_id, p->code, &c);

	if (err)
		return err;
	if (c.mine != NULL)
		return strcmp(c.mine, p->body) == 0 ? OK : ERR_CONFLICT;
	err = sheet_in_time(db, &c);
	if (!err)
		err = round_terms_of(db, &c.round, &t);
	if (err)
		return err;
	s.round_id = c.round.id;
	s.evaluator_id = c.who.id;
	note_hash(hash, p->body, strlen(p->body));
	tlog_reveal_by(reveal, t.project.deadline);
	err = append_blind(db, hash, reveal, s.nonce, &s.leaf);
	if (!err)
		err = db_sheet_insert(db, &s);
	if (!err)
		err = db_audit(db, p->actor, "score", "project",
		    c.project.id);
	return err ? err : wake(db, &c);
}

enum err
sheet_place(struct market *m, const struct actor *actor,
    const struct sheet_case *c, const char *const *points,
    struct problems *problems)
{
	struct placing p = { .actor = actor, .code = c->project.code };

	p.body = write_sheet(m, c, points, problems);
	return p.body ? write_run(m, place_in_txn, &p) : ERR_INVALID;
}
