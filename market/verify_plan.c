/* SPDX-License-Identifier: Apache-2.0 */
/* verify_plan.c: an inspection plan from end to end. */
#include "market/verify_plan.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/inspect_draw.h"
#include "market/verify_core.h"

/* What the checks of a plan hand on. */
struct plan {
	struct verify *v;
	const char *id;
	struct seal_plan plan;
	struct verify_note plan_note, open_note;
	struct seal_plan_open open;
	int64_t leaf, staff_leaf;
	struct inspect_draw d;
	struct verify_file staff;
};

typedef bool plan_step(struct plan *p);

/* Its hash; false: missing, said. */
static bool
hash_of(struct verify *v, const char *name, struct verify_file *f,
    unsigned char hash[32])
{
	if (!verify_own_need(v, name, f))
		return false;
	note_hash(hash, f->data, f->n);
	return true;
}

/* ---- 3 ---- */

static bool
check_plan(struct plan *p)
{
	struct verify *v = p->v;
	struct verify_keys groups[SEAL_TRUSTEES + 1];
	struct verify_file f;
	unsigned char hash[32];
	size_t n = 0;

	if (!verify_own_need(v, "plan.note", &f) ||
	    !verify_record(v, f, SEAL_PLAN, &p->plan_note, &p->plan))
		return false;
	if (strcmp(p->plan.plan, p->id) != 0)
		return verify_wrong(v, "plan-id", p->plan.plan);
	if (p->plan.n < 2 || p->plan.n > SEAL_TRUSTEES)
		return verify_wrong(v, "plan-parts", NULL);
	for (size_t i = 0; i < p->plan.n; i++)
		groups[n++] = verify_trustee(v, p->plan.commits[i].name);
	groups[n++] = v->platforms;
	if (!verify_signed_by(v, &p->plan_note.note, groups, n,
	    "plan-signatures", NULL) ||
	    !verify_place(v, f, "plan.note", &p->leaf) ||
	    !hash_of(v, "list.txt", &f, hash))
		return false;
	if (memcmp(hash, p->plan.list, 32) != 0)
		return verify_wrong(v, "plan-list", NULL);
	return verify_good(v, "plan-ok", arena_printf(v->arena,
	    "%zu %" PRId64, p->plan.n, p->plan.lines));
}

/* ---- 4 ---- */

static bool
check_staff(struct plan *p)
{
	struct verify *v = p->v;
	struct verify_file f;
	struct note note;
	unsigned char hash[32];
	char hex[65];
	const char *head;

	if (!verify_own_need(v, "staff.note", &f) ||
	    !hash_of(v, "staff.txt", &p->staff, hash))
		return false;
	head = arena_printf(v->arena, "market/v1 staff\nplan %s\n"
	    "staff-sha256 %s\ninspectors ", p->id, digits_hex(hex, hash,
	    32));
	if (!note_parse(&note, f.data, f.n))
		return verify_wrong(v, "grammar", "staff");
	if (note.n < strlen(head) || memcmp(note.text, head,
	    strlen(head)) != 0)
		return verify_wrong(v, "staff-list", NULL);
	if (!verify_signed_by(v, &note, &v->platforms, 1,
	    "staff-signature", NULL) ||
	    !verify_place(v, f, "staff.note", &p->staff_leaf))
		return false;
	return verify_good(v, "staff-ok", "");
}

/* ---- 5, 6 ---- */

static bool
check_parts(struct plan *p)
{
	struct verify *v = p->v;
	struct verify_file f;
	int64_t leaf;

	if (!verify_own_need(v, "open.note", &f) ||
	    !verify_record(v, f, SEAL_PLAN_OPEN, &p->open_note, &p->open))
		return false;
	if (!verify_signed_by(v, &p->open_note.note, &v->platforms, 1,
	    "open-signature", NULL) ||
	    !verify_place(v, f, "open.note", &leaf))
		return false;
	if (leaf < p->leaf || leaf < p->staff_leaf)
		return verify_wrong(v, "open-early", verify_int(v, leaf));
	if (memcmp(p->open.plan, p->plan_note.hash, 32) != 0 ||
	    p->open.n != p->plan.n)
		return verify_wrong(v, "open-plan", NULL);
	for (size_t i = 0; i < p->open.n; i++) {
		unsigned char hash[32];

		inspect_commit(hash, p->id, p->plan.commits[i].name,
		    p->open.randoms[i].r);
		if (p->open.randoms[i].i != p->plan.commits[i].i ||
		    memcmp(hash, p->plan.commits[i].hash, 32) != 0)
			return verify_wrong(v, "part",
			    p->plan.commits[i].name);
	}
	return verify_good(v, "parts-ok", verify_int(v,
	    (int64_t)p->open.n));
}

static bool
check_seed(struct plan *p)
{
	struct verify *v = p->v;
	struct verify_file f;
	unsigned char seed[32];
	char hex[65];

	if (!verify_own_need(v, "inspect.txt", &f))
		return false;
	if (!inspect_read(v->arena, f.data, f.n, &p->d))
		return verify_wrong(v, "grammar", "inspect");
	inspect_seed(seed, p->plan_note.hash, p->open.randoms, p->open.n);
	if (memcmp(seed, p->d.seed, 32) != 0)
		return verify_wrong(v, "seed", NULL);
	return verify_good(v, "seed-ok", digits_hex(hex, seed, 32));
}

/* ---- 7 ---- */

/* «inspector G1 <unit>» of somebody drawn from who was not met yet. */
static bool
meets(const struct inspect_draw *d, const char *line, size_t n, bool *met)
{
	static const char word[] = "inspector ";
	const size_t k = sizeof word - 1;
	const char *blank = n > k ? memchr(line + k, ' ', n - k) : NULL;

	if (blank == NULL || memcmp(line, word, k) != 0)
		return false;
	for (size_t i = 0; i < d->n_inspectors; i++) {
		const char *name = d->inspectors[i].name;

		if (strlen(name) != (size_t)(blank - line) - k ||
		    memcmp(name, line + k, strlen(name)) != 0 || met[i])
			continue;
		met[i] = true;
		return true;
	}
	return false;
}

static const char *
line_behind(struct plan *p, size_t i)
{
	const struct inspect_draw *d = &p->d;

	return i < d->n_conflicts ? arena_printf(p->v->arena,
	    "conflict %s %s", d->conflicts[i].inspector,
	    d->conflicts[i].object) : arena_printf(p->v->arena, "whole %s",
	    d->whole[i - d->n_conflicts].name);
}

/* Does staff.txt have exactly the inspectors, conflicts and band D drawn with? */
static bool
same_staff(struct plan *p)
{
	const struct inspect_draw *d = &p->d;
	const char *at = p->staff.data, *end = at + p->staff.n;
	bool *met = arena_alloc(p->v->arena, d->n_inspectors + 1);

	memset(met, 0, d->n_inspectors + 1);
	for (size_t i = 0; i < d->n_inspectors + d->n_conflicts +
	    d->n_whole; i++) {
		const char *lf = at < end ? memchr(at, '\n', (size_t)(end -
		    at)) : NULL;
		size_t n = lf ? (size_t)(lf - at) : 0;
		const char *want;

		if (lf == NULL)
			return false;
		if (i < d->n_inspectors) {
			if (!meets(d, at, n, met))
				return false;
		} else {
			want = line_behind(p, i - d->n_inspectors);
			if (strlen(want) != n || memcmp(want, at, n) != 0)
				return false;
		}
		at = lf + 1;
	}
	return at == end;
}

/* The case is the one that the records fix. */
static bool
same_case(struct plan *p)
{
	struct verify *v = p->v;
	const struct inspect_draw *d = &p->d;
	struct buf list;
	unsigned char hash[32];

	buf_init(&list, INSPECT_TEXT);
	inspect_list(&list, d);
	note_hash(hash, list.data ? list.data : "", list.len);
	buf_release(&list);
	if (strcmp(d->plan, p->id) != 0 || d->take != p->plan.take ||
	    memcmp(hash, p->plan.list, 32) != 0)
		return verify_wrong(v, "case-list", NULL);
	if (!same_staff(p))
		return verify_wrong(v, "case-staff", NULL);
	if (!d->record.given || !inspect_seed_fits(d) ||
	    memcmp(d->record.hash, p->plan_note.hash, 32) != 0)
		return verify_wrong(v, "case-parts", NULL);
	return true;
}

static bool
check_draw(struct plan *p)
{
	struct verify *v = p->v;
	struct verify_file drawn;
	struct inspect_visit *visits;
	struct buf text;
	size_t n;
	bool same;

	if (!same_case(p) || !verify_own_need(v, "drawn.txt", &drawn))
		return false;
	buf_init(&text, INSPECT_TEXT);
	inspect_print(v->arena, &text, &p->d);
	same = !text.full && text.len == drawn.n &&
	    memcmp(text.data, drawn.data, drawn.n) == 0;
	buf_release(&text);
	if (!same)
		return verify_wrong(v, "drawn", NULL);
	inspect_run(v->arena, &p->d, &visits, &n);
	return verify_good(v, "drawn-ok", verify_int(v, (int64_t)n));
}

/* ---- all ---- */

static const struct {
	const char *id;
	plan_step *step;
} steps[VERIFY_PLAN_CHECKS - VERIFY_PROJECT] = {
	{ "plan", check_plan }, { "staff", check_staff },
	{ "parts", check_parts }, { "seed", check_seed },
	{ "draw", check_draw },
};

static bool
is_plan_id(const char *id)
{
	size_t n = strspn(id, "0123456789-");

	return n > 0 && n < 40 && id[n] == '\0';
}

static bool
run(struct plan *p, struct verify_report *out)
{
	struct verify *v = p->v;

	if (!is_plan_id(p->id)) {
		v->check = &out->checks[0];
		v->check->id = verify_check_id(0);
		return verify_unknown(v, "plan-id", p->id);
	}
	if (!verify_steps(v, 0, VERIFY_PROJECT))
		return false;
	for (size_t i = 0; i < COUNT(steps); i++) {
		v->check = &out->checks[VERIFY_PROJECT + i];
		v->check->id = steps[i].id;
		if (!steps[i].step(p))
			return false;
	}
	return true;
}

void
verify_plan(struct arena *a, const struct source *source, const char *id,
    const char *trust, size_t n, struct verify_report *out)
{
	struct verify *v = arena_alloc(a, sizeof *v);
	struct plan p = { .v = v, .id = id };

	memset(out, 0, sizeof *out);
	*v = (struct verify){ .arena = a, .source = source, .out = out,
	    .base = arena_printf(a, "plan/%s/", id),
	    .own_trust = trust != NULL, .result_file = { trust, n } };
	if (!run(&p, out))
		for (size_t i = (size_t)(v->check - out->checks) + 1;
		    i < VERIFY_PLAN_CHECKS; i++) {
			out->checks[i].id = i < VERIFY_PROJECT ?
			    verify_check_id(i) : steps[i - VERIFY_PROJECT].id;
			verify_skip(&out->checks[i], v->check);
		}
	verify_conclude(out, VERIFY_PLAN_CHECKS);
}
