/* SPDX-License-Identifier: Apache-2.0 */
/* rank_print.c: a ranking as a text (domain.md 6.5). */
#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/note.h"
#include "market/rank_case.h"

/* What the lines are written with. */
struct printer {
	struct buf *out;
	const struct rank_case *c;
	const struct ranking *r;
};

static const char *
name_of(const struct printer *p, size_t bid)
{
	return p->c->bids[bid].name;
}

static void
print_marks(struct printer *p, const char *key, const struct rank_mark *marks,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(p->out, "%s %s %s\n", key,
		    name_of(p, marks[i].bid), marks[i].code);
}

static void
print_draw(struct printer *p)
{
	buf_text(p->out, "draw");
	for (size_t i = 0; i < p->r->valid; i++)
		buf_printf(p->out, " %s", name_of(p, p->r->drawn[i]));
	buf_text(p->out, "\n");
}

static void
print_reference(struct printer *p)
{
	const struct ranking *r = p->r;

	if (r->base > 0)
		buf_printf(p->out, "base %" PRId64 "\n", r->base);
	if (r->kept > 0)
		buf_printf(p->out, "mean %" PRId64 " %zu\n", r->sum,
		    r->kept);
	if (r->base > 0)
		buf_printf(p->out, "ref-fen %" PRId64 "\n", r->ref_fen);
}

static void
print_long(struct printer *p)
{
	for (size_t i = 0; i < p->r->n_longs; i++) {
		const struct rank_long *l = &p->r->longs[i];

		buf_printf(p->out, "long %zu %s %" PRId64 " %" PRIu64 "\n",
		    i + 1, name_of(p, l->bid), l->credit, l->tickets);
	}
}

static void
print_places(struct printer *p)
{
	for (size_t i = 0; i < p->r->n; i++) {
		const struct rank_place *at = &p->r->places[i];

		buf_printf(p->out, "rank %zu %s ", i + 1,
		    name_of(p, at->bid));
		if (at->amount_fen < 0)
			buf_text(p->out, "-\n");
		else
			buf_printf(p->out, "%" PRId64 "\n", at->amount_fen);
	}
}

static void
print_points(struct printer *p)
{
	for (size_t i = 0; i < p->r->n; i++) {
		const struct rank_place *at = &p->r->places[i];

		buf_printf(p->out, "total %s %" PRId64 "\n",
		    name_of(p, at->bid), at->total);
	}
}

static void
print_low(struct printer *p)
{
	for (size_t i = 0; i < p->r->n; i++) {
		const struct rank_place *at = &p->r->places[i];

		if (at->mean || at->next)
			buf_printf(p->out, "alp %s%s%s\n",
			    name_of(p, at->bid), at->mean ? " mean" : "",
			    at->next ? " next" : "");
	}
}

void
rank_write(struct buf *out, const unsigned char hash[32],
    const struct rank_case *c, const struct ranking *r)
{
	struct printer p = { out, c, r };
	char hex[65];

	lines_tag(out, "ranking");
	buf_printf(out, "case %s\nrule %s\n", digits_hex(hex, hash, 32),
	    c->rule->rule);
	print_marks(&p, "out", r->out, r->n_out);
	print_marks(&p, "first-stands", r->stands, r->n_stands);
	buf_printf(out, "valid %zu\n", r->valid);
	if (r->failed) {
		buf_text(out, "failed too-few\n");
		return;
	}
	print_draw(&p);
	print_reference(&p);
	print_marks(&p, "dropped", r->dropped, r->n_dropped);
	print_long(&p);
	for (size_t i = 0; i < r->n_ints; i++)
		buf_printf(out, "int %s %" PRIu64 " %" PRIu64 "\n",
		    r->ints[i].label, r->ints[i].n, r->ints[i].x);
	print_places(&p);
	if (strcmp(c->rule->rule, "composite") == 0)
		print_points(&p);
	print_low(&p);
}

bool
rank_text(struct arena *a, const char *text, size_t n, struct buf *out,
    struct rank_bad *bad)
{
	struct rank_case c;
	struct ranking r;
	unsigned char hash[32];

	if (!rank_case_read(a, text, n, &c, bad))
		return false;
	note_hash(hash, text, n);
	rank_run(a, &c, &r);
	rank_write(out, hash, &c, &r);
	return true;
}
