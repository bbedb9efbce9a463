/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_draw.c: objects and inspectors, drawn from the seed of a plan. */
#include "market/inspect_draw.h"

#include <inttypes.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"

enum { WHOLE_BP = 10000 };

#define C(kind, type, member) { COLUMN_##kind, offsetof(struct type, member) }
#define ONE(key, kind, member) \
	{ key, { C(kind, inspect_draw, member) }, 0, 0, 0 }
#define LIST(key, list, count, element, ...) \
	{ key, { __VA_ARGS__ }, sizeof(struct element), \
	    offsetof(struct inspect_draw, list), \
	    offsetof(struct inspect_draw, count) }

static const char tag[] = "inspect";

static const struct row rows[] = {
	ONE("plan", TOKEN, plan),
	ONE("record", HASH_OR_DASH, record),
	ONE("take", INT, take),
	ONE("cap", INT, cap),
	LIST("commit", commits, n_commits, seal_commit,
	    C(INT, seal_commit, i), C(NAME, seal_commit, name),
	    C(HASH, seal_commit, hash)),
	LIST("r", randoms, n_randoms, seal_random,
	    C(INT, seal_random, i), C(HASH, seal_random, r)),
	ONE("seed", HASH, seed),
	LIST("object", objects, n, inspect_object,
	    C(NAME, inspect_object, name), C(INT, inspect_object, weight)),
	LIST("whole", whole, n_whole, inspect_name,
	    C(NAME, inspect_name, name)),
	LIST("inspector", inspectors, n_inspectors, inspect_name,
	    C(NAME, inspect_name, name)),
	LIST("conflict", conflicts, n_conflicts, inspect_conflict,
	    C(NAME, inspect_conflict, inspector),
	    C(NAME, inspect_conflict, object)),
};

/* ---- numbers ---- */

size_t
inspect_band(const char *band)
{
	static const char bands[] = "ABCND";
	const char *at = band[0] != '\0' && band[1] == '\0' ?
	    strchr(bands, band[0]) : NULL;

	return at ? (size_t)(at - bands) : INSPECT_BANDS;
}

int64_t
inspect_take(const int64_t *ratio_bp, size_t n, int64_t floor_bp)
{
	int64_t sum = 0, least = (floor_bp * (int64_t)n + WHOLE_BP - 1) /
	    WHOLE_BP;

	for (size_t i = 0; i < n; i++)
		sum += ratio_bp[i];
	sum = (sum + WHOLE_BP - 1) / WHOLE_BP;
	return sum > least ? sum : least;
}

/* ---- the seed ---- */

static void
add(crypto_hash_sha256_state *state, const char *text)
{
	crypto_hash_sha256_update(state, (const unsigned char *)text,
	    strlen(text));
}

void
inspect_commit(unsigned char hash[32], const char *plan, const char *name,
    const unsigned char r[32])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	add(&state, "sealbid/v1 plan-commit\n");
	add(&state, plan);
	add(&state, "\n");
	add(&state, name);
	add(&state, "\n");
	crypto_hash_sha256_update(&state, r, 32);
	crypto_hash_sha256_final(&state, hash);
}

void
inspect_seed(unsigned char seed[32], const unsigned char record[32],
    const struct seal_random *randoms, size_t n)
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	add(&state, "sealbid/v1 plan-seed\n");
	crypto_hash_sha256_update(&state, record, 32);
	for (size_t i = 0; i < n; i++)
		crypto_hash_sha256_update(&state, randoms[i].r, 32);
	crypto_hash_sha256_final(&state, seed);
}

bool
inspect_seed_fits(const struct inspect_draw *d)
{
	unsigned char hash[32];

	if (!d->record.given)
		return d->n_commits == 0 && d->n_randoms == 0;
	if (d->n_commits < 2 || d->n_randoms != d->n_commits)
		return false;
	for (size_t i = 0; i < d->n_commits; i++) {
		inspect_commit(hash, d->plan, d->commits[i].name,
		    d->randoms[i].r);
		if (memcmp(hash, d->commits[i].hash, sizeof hash) != 0)
			return false;
	}
	inspect_seed(hash, d->record.hash, d->randoms, d->n_randoms);
	return memcmp(hash, d->seed, sizeof hash) == 0;
}

/* ---- order ---- */

static int
by_object(const void *a, const void *b)
{
	return strcmp(((const struct inspect_object *)a)->name,
	    ((const struct inspect_object *)b)->name);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct inspect_name *)a)->name,
	    ((const struct inspect_name *)b)->name);
}

static int
by_conflict(const void *a, const void *b)
{
	const struct inspect_conflict *x = a, *y = b;
	int one = strcmp(x->inspector, y->inspector);

	return one ? one : strcmp(x->object, y->object);
}

typedef int order_fn(const void *a, const void *b);

static void
sort(void *list, size_t n, size_t size, order_fn *order)
{
	if (n > 1)
		qsort(list, n, size, order);
}

void
inspect_sort(struct inspect_draw *d)
{
	sort(d->objects, d->n, sizeof *d->objects, by_object);
	sort(d->whole, d->n_whole, sizeof *d->whole, by_name);
	sort(d->inspectors, d->n_inspectors, sizeof *d->inspectors, by_name);
	sort(d->conflicts, d->n_conflicts, sizeof *d->conflicts,
	    by_conflict);
}

static bool
rises(const void *list, size_t n, size_t size, order_fn *order)
{
	const char *at = list;

	for (size_t i = 1; i < n; i++)
		if (order(at + (i - 1) * size, at + i * size) >= 0)
			return false;
	return true;
}

/* ---- the draw ---- */

/* An inspector who may go, and its rank hash for the object in hand. */
struct candidate {
	size_t i;
	unsigned char hash[DRAW_HASH];
};

static bool
in_conflict(const struct inspect_draw *d, const char *inspector,
    const char *object)
{
	const struct inspect_conflict key = { inspector, object };

	return d->n_conflicts && bsearch(&key, d->conflicts, d->n_conflicts,
	    sizeof key, by_conflict) != NULL;
}

/* Keeps the INSPECT_TEAM of smallest hash, in order. */
static void
keep(struct candidate *best, size_t *n, const struct candidate *c)
{
	size_t at = *n;

	while (at > 0 && memcmp(c->hash, best[at - 1].hash, DRAW_HASH) < 0)
		at--;
	if (at == INSPECT_TEAM)
		return;
	if (*n < INSPECT_TEAM)
		++*n;
	for (size_t i = *n - 1; i > at; i--)
		best[i] = best[i - 1];
	best[at] = *c;
}

static void
send(const struct inspect_draw *d, int64_t *tasks, struct inspect_visit *v)
{
	struct candidate best[INSPECT_TEAM];
	char name[2 * (NOTE_NAME + 1)];
	size_t n = 0;

	for (size_t i = 0; i < d->n_inspectors; i++) {
		const char *who = d->inspectors[i].name;
		struct candidate c = { .i = i };

		if (tasks[i] >= d->cap || in_conflict(d, who, v->object))
			continue;
		snprintf(name, sizeof name, "%s/%s", v->object, who);
		draw_rank(c.hash, d->seed, name);
		keep(best, &n, &c);
	}
	if (n < INSPECT_TEAM)
		return;
	v->n = n;
	for (size_t i = 0; i < n; i++) {
		v->team[i] = d->inspectors[best[i].i].name;
		tasks[best[i].i]++;
	}
}

void
inspect_run(struct arena *a, const struct inspect_draw *d,
    struct inspect_visit **visits, size_t *n)
{
	size_t k = d->take > (int64_t)d->n ? d->n : (size_t)d->take;
	uint64_t *weights = arena_alloc(a, (d->n + 1) * sizeof *weights);
	size_t *taken = arena_alloc(a, (k + 1) * sizeof *taken);
	struct draw_number *numbers = arena_alloc(a, (k + 1) *
	    sizeof *numbers);
	int64_t *tasks = arena_alloc(a, (d->n_inspectors + 1) *
	    sizeof *tasks);
	struct inspect_visit *v;

	for (size_t i = 0; i < d->n; i++)
		weights[i] = (uint64_t)d->objects[i].weight;
	k = draw_shortlist(a, d->seed, weights, d->n, k, taken, numbers);
	v = arena_alloc(a, (k + d->n_whole + 1) * sizeof *v);
	for (size_t i = 0; i < k + d->n_whole; i++) {
		v[i] = (struct inspect_visit){ .whole = i >= k, .object =
		    i < k ? d->objects[taken[i]].name :
		    d->whole[i - k].name };
		send(d, tasks, &v[i]);
	}
	*visits = v;
	*n = k + d->n_whole;
}

/* ---- as text ---- */

static bool
check(const struct inspect_draw *d)
{
	for (size_t i = 0; i < d->n_commits; i++)
		if (d->commits[i].i != (int64_t)i + 1)
			return false;
	for (size_t i = 0; i < d->n_randoms; i++)
		if (d->randoms[i].i != (int64_t)i + 1)
			return false;
	for (size_t i = 0; i < d->n; i++)
		if (d->objects[i].weight > WHOLE_BP)
			return false;
	return d->n <= INSPECT_LIST && d->n_whole <= INSPECT_LIST &&
	    d->n_inspectors <= INSPECT_STAFF &&
	    rises(d->objects, d->n, sizeof *d->objects, by_object) &&
	    rises(d->whole, d->n_whole, sizeof *d->whole, by_name) &&
	    rises(d->inspectors, d->n_inspectors, sizeof *d->inspectors,
	    by_name) && rises(d->conflicts, d->n_conflicts,
	    sizeof *d->conflicts, by_conflict);
}

/* Nobody is in the draw and outside it. */
static bool
are_apart(const struct inspect_draw *d)
{
	for (size_t i = 0; i < d->n_whole; i++) {
		const struct inspect_object key = { d->whole[i].name, 0 };

		if (d->n && bsearch(&key, d->objects, d->n, sizeof key,
		    by_object) != NULL)
			return false;
	}
	return true;
}

bool
inspect_read(struct arena *a, const char *text, size_t n,
    struct inspect_draw *d)
{
	struct lines l;

	memset(d, 0, sizeof *d);
	lines_init(&l, a, text, n, tag);
	for (size_t i = 0; i < COUNT(rows); i++)
		lines_read(&l, &rows[i], d);
	return lines_done(&l) && check(d) && are_apart(d);
}

void
inspect_write(struct buf *out, const struct inspect_draw *d)
{
	lines_tag(out, tag);
	for (size_t i = 0; i < COUNT(rows); i++)
		lines_write(out, &rows[i], d);
}

void
inspect_list(struct buf *out, const struct inspect_draw *d)
{
	for (size_t i = 0; i < d->n; i++)
		buf_printf(out, "%s %" PRId64 "\n", d->objects[i].name,
		    d->objects[i].weight);
}

void
inspect_print(struct arena *a, struct buf *out, const struct inspect_draw *d)
{
	struct inspect_visit *v;
	char hex[65];
	size_t n, place = 0;

	buf_printf(out, "seed %s ", digits_hex(hex, d->seed, 32));
	if (d->record.given)
		buf_printf(out, "of %zu contributions\n", d->n_randoms);
	else
		buf_text(out, "given\n");
	inspect_run(a, d, &v, &n);
	for (size_t i = 0; i < n; i++) {
		place = i > 0 && v[i].whole != v[i - 1].whole ? 1 : place + 1;
		buf_printf(out, "%s %zu %s", v[i].whole ? "whole" : "drawn",
		    place, v[i].object);
		for (size_t k = 0; k < v[i].n; k++)
			buf_printf(out, " %s", v[i].team[k]);
		buf_text(out, v[i].n ? "\n" : " -\n");
	}
}
