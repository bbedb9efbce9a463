/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_panel.c: who scored was drawn (domain.md 6.2): of the list in the
 * notice, without the purchaser's and the bidders' own, those with the
 * smallest rank hashes; and the next of them for each who is on record to
 * have missed, before that one's sheet was handed in.
 */
#include <stdlib.h>
#include <string.h>

#include "market/verify_core.h"

enum { LIST = 1000 };			/* so many of a list count */

/* One of the list who may be drawn. */
struct lot {
	const char *name;		/* e/<id> */
	unsigned char hash[DRAW_HASH];
	bool missed;
};

struct panel {
	struct lot *lots;		/* in the order of the draw */
	size_t n;
	size_t seats;			/* sheets asked for */
	struct verify_event *events;	/* `missed` among them */
};

static int
by_hash(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;

	return memcmp(x->hash, y->hash, DRAW_HASH);
}

/* Is <host>/<kind>/<code> the name of the organisation code? */
static bool
is_of(const char *name, const char *code)
{
	const char *last = strrchr(name, '/');

	return strcmp(code, "-") != 0 && last != NULL &&
	    strcmp(last + 1, code) == 0;
}

static bool
in_conflict(const struct verify *v, const char *code)
{
	if (is_of(v->project.purchaser, code))
		return true;
	for (size_t i = 0; i < v->n; i++)
		if (strcmp(v->subs[i].status, "active") == 0 &&
		    !envelope_is_contributor(&v->project, v->subs[i].name) &&
		    is_of(v->subs[i].name, code))
			return true;
	return false;
}

static struct lot *
find(struct panel *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->lots[i].name, name) == 0)
			return &p->lots[i];
	return NULL;
}

/* «evaluator e/<id> <organisation code|-> …» of the notice; others: no. */
static void
add_line(struct verify *v, struct panel *p, const char *line, size_t n)
{
	static const char key[] = "evaluator e/";
	char *name = arena_strndup(v->arena, line, n), *code, *rest;

	if (strncmp(name, key, sizeof key - 1) != 0)
		return;
	name += sizeof key - 3;
	code = strchr(name, ' ');
	if (code == NULL)
		return;
	*code++ = '\0';
	rest = strchr(code, ' ');
	if (rest == NULL)
		return;
	*rest = '\0';
	if (p->n == LIST || !note_is_name(name, strlen(name)) || strchr(name + 2, '/') ||
	    find(p, name) != NULL || in_conflict(v, code))
		return;
	p->lots[p->n].name = name;
	p->lots[p->n].missed = false;
	draw_rank(p->lots[p->n++].hash, v->result.seed, name);
}

static void
read_list(struct verify *v, struct panel *p)
{
	const char *at = v->notice.data, *end = at + v->notice.n;
	size_t lines = 1;

	for (size_t i = 0; i < v->notice.n; i++)
		lines += at[i] == '\n';
	p->lots = arena_alloc(v->arena, lines * sizeof *p->lots);
	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *next = lf ? lf : end;

		add_line(v, p, at, (size_t)(next - at));
		at = lf ? lf + 1 : end;
	}
	qsort(p->lots, p->n, sizeof *p->lots, by_hash);
}

/* How many had missed before a leaf. */
static size_t
missed_before(const struct panel *p, int64_t leaf)
{
	size_t n = 0;

	for (const struct verify_event *e = p->events; e != NULL && e->leaf <
	    leaf; e = e->next)
		if (e->type == SEAL_MISSED)
			n += e->u.missed.n;
	return n;
}

/* Only who has a seat can miss, and only once. */
static bool
strike(struct verify *v, struct panel *p)
{
	for (const struct verify_event *e = p->events; e; e = e->next) {
		size_t seated = p->seats + missed_before(p, e->leaf);

		if (e->type != SEAL_MISSED)
			continue;
		for (size_t i = 0; i < e->u.missed.n; i++) {
			const char *name = e->u.missed.list[i].name;
			struct lot *l = find(p, name);

			if (l == NULL || l->missed ||
			    (size_t)(l - p->lots) >= seated)
				return verify_wrong(v, "draw-missed", name);
			l->missed = true;
		}
	}
	return true;
}

static bool
check_sheet(struct verify *v, struct panel *p, const struct result_sheet *s)
{
	const struct lot *l = find(p, s->evaluator);

	if (l == NULL || l->missed || (size_t)(l - p->lots) >= p->seats +
	    missed_before(p, s->leaf))
		return verify_wrong(v, "draw-evaluators", s->evaluator);
	return true;
}

bool
verify_panel(struct verify *v)
{
	struct panel p = { .n = 0 };

	if (strcmp(v->rule.rule, "composite") != 0 || !v->result.drawn ||
	    v->result.ranking.failed)
		return true;
	p.seats = v->n_sheets;
	read_list(v, &p);
	if (!verify_history(v, v->close_leaf + 1, v->shown, &p.events) ||
	    !strike(v, &p))
		return false;
	for (size_t i = 0; i < v->n_sheets; i++)
		if (!check_sheet(v, &p, &v->sheets[i]))
			return false;
	return true;
}
