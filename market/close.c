/* SPDX-License-Identifier: Apache-2.0 */
/* close.c: the list of a round, in its records. */
#include "market/close.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/envelope.h"
#include "market/note.h"

/* Submissions by name, and within a name in leaf order. */
static int
by_name(const void *a, const void *b)
{
	struct seal_sub *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order ? order : (*x > *y) - (*x < *y);
}

static int
by_file(const void *a, const void *b)
{
	struct seal_sub *const *x = a, *const *y = b;

	return memcmp((*x)->file, (*y)->file, sizeof (*x)->file);
}

/* Pointers to all, sorted; the caller frees them. */
static struct seal_sub **
sorted(struct seal_sub *subs, size_t n, int (*by)(const void *,
    const void *))
{
	struct seal_sub **list = calloc(n + 1, sizeof *list);

	if (list == NULL)
		bug("out of memory");
	for (size_t i = 0; i < n; i++)
		list[i] = &subs[i];
	qsort(list, n, sizeof *list, by);
	return list;
}

/* Is the next of a sorted list of the same name? */
static bool
goes_on(struct seal_sub *const *list, size_t n, size_t i)
{
	return i + 1 < n && strcmp(list[i]->name, list[i + 1]->name) == 0;
}

void
close_statuses(struct seal_sub *subs, size_t n)
{
	struct seal_sub **list = sorted(subs, n, by_name);
	const struct seal_sub *last = NULL;

	/* From behind, so that a name's last one comes first. */
	for (size_t i = n; i-- > 0;) {
		if (!goes_on(list, n, i))
			last = list[i];
		if (strcmp(last->kind, "withdraw") == 0)
			list[i]->status = "withdrawn";
		else
			list[i]->status = last == list[i] ? "active" :
			    "superseded";
	}
	free(list);
}

/* Copies, because a record's lists are its own. */
static struct seal_sub *
copy_subs(struct arena *a, const struct seal_sub *subs, size_t n)
{
	struct seal_sub *copy = arena_alloc(a, (n + 1) * sizeof *copy);

	if (n > 0)
		memcpy(copy, subs, n * sizeof *copy);
	return copy;
}

static size_t
at_most(size_t n)
{
	return n < SEAL_SUBS ? n : SEAL_SUBS;
}

static void
write_mores(struct arena *a, const unsigned char policy[32],
    const struct seal_sub *subs, size_t n, struct close_texts *out,
    struct seal_more_hash *hashes)
{
	for (size_t i = 0; i < out->mores; i++) {
		size_t from = (i + 1) * SEAL_SUBS;
		struct seal_more more = { .part = (int64_t)i + 2 };

		memcpy(more.policy, policy, sizeof more.policy);
		more.n = at_most(n - from);
		more.subs = copy_subs(a, subs + from, more.n);
		out->more[i] = seal_record_text(a, SEAL_MORE, &more,
		    &out->more_n[i]);
		note_hash(hashes[i].hash, out->more[i], out->more_n[i]);
	}
}

void
close_write(struct arena *a, const unsigned char policy[32],
    const char *project, int64_t deadline, const struct seal_sub *subs,
    size_t n, const struct seal_claimed *claims, size_t claims_n,
    struct close_texts *out)
{
	struct seal_close c = { .project = project, .deadline = deadline,
	    .count = (int64_t)n, .n = at_most(n), .claims_n = claims_n };

	out->mores = n > SEAL_SUBS ? (n - 1) / SEAL_SUBS : 0;
	out->more = arena_alloc(a, (out->mores + 1) * sizeof *out->more);
	out->more_n = arena_alloc(a,
	    (out->mores + 1) * sizeof *out->more_n);
	c.more_n = out->mores;
	c.more = arena_alloc(a, (out->mores + 1) * sizeof *c.more);
	write_mores(a, policy, subs, n, out, c.more);
	memcpy(c.policy, policy, sizeof c.policy);
	c.subs = copy_subs(a, subs, c.n);
	c.claims = arena_alloc(a, (claims_n + 1) * sizeof *c.claims);
	if (claims_n > 0)
		memcpy(c.claims, claims, claims_n * sizeof *claims);
	out->close = seal_record_text(a, SEAL_CLOSE, &c, &out->close_n);
}

/* Seqs of a name are 1, 2, 3, …; no leaf stands twice. */
static bool
check_order(struct seal_sub *subs, size_t n)
{
	struct seal_sub **list;
	int64_t seq = 0;
	bool good = true;

	for (size_t i = 1; i < n; i++)
		if (subs[i].leaf <= subs[i - 1].leaf)
			return false;
	list = sorted(subs, n, by_name);
	for (size_t i = 0; i < n; i++) {
		good = good && list[i]->seq == ++seq;
		if (!goes_on(list, n, i))
			seq = 0;
	}
	free(list);
	return good;
}

/* No file stands twice, and each claim is of one that is there. */
static bool
check_files(const struct seal_close *close, struct seal_sub *subs, size_t n)
{
	struct seal_sub **list = sorted(subs, n, by_file);
	bool good = true;

	for (size_t i = 1; i < n; i++)
		good = good && by_file(&list[i - 1], &list[i]) != 0;
	for (size_t i = 0; i < close->claims_n; i++) {
		struct seal_sub wanted = { .leaf = 0 }, *key = &wanted;

		memcpy(wanted.file, close->claims[i].file, 32);
		good = good && bsearch(&key, list, n, sizeof *list,
		    by_file) != NULL;
	}
	free(list);
	return good;
}

static bool
check_statuses(struct arena *a, const struct seal_sub *subs, size_t n)
{
	struct seal_sub *again = copy_subs(a, subs, n);

	close_statuses(again, n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(again[i].status, subs[i].status) != 0)
			return false;
	return true;
}

bool
close_read(struct arena *a, const struct seal_close *close,
    const struct seal_more *more, const unsigned char (*more_hashes)[32],
    size_t mores, struct seal_sub **subs, size_t *n)
{
	size_t total = (size_t)close->count;

	if (mores != close->more_n || total > close->n + mores * SEAL_SUBS)
		return false;
	*subs = arena_alloc(a, (total + 1) * sizeof **subs);
	memcpy(*subs, close->subs, close->n * sizeof **subs);
	*n = close->n;
	for (size_t i = 0; i < mores; i++) {
		if (more[i].part != (int64_t)i + 2 ||
		    memcmp(more[i].policy, close->policy, 32) != 0 ||
		    memcmp(more_hashes[i], close->more[i].hash, 32) != 0 ||
		    more[i].n != at_most(total - *n))
			return false;
		memcpy(*subs + *n, more[i].subs, more[i].n * sizeof **subs);
		*n += more[i].n;
	}
	return *n == total && check_order(*subs, *n) &&
	    check_files(close, *subs, *n) && check_statuses(a, *subs, *n);
}

size_t
close_entrants(const struct seal_project *project,
    const struct seal_sub *subs, size_t n)
{
	size_t entrants = 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(subs[i].status, "active") == 0 &&
		    !envelope_is_contributor(project, subs[i].name))
			entrants++;
	return entrants;
}
