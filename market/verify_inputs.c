/* SPDX-License-Identifier: Apache-2.0 */
/* verify_inputs.c: what a rule needs beside the bids (sealing.md 4). */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/names.h"
#include "market/verify_core.h"

/* An input that is used, on its way to the ascending order. */
struct found {
	struct found *next;
	int64_t leaf;
	unsigned char hash[32];
};

static bool
commit_item(struct verify *v, const struct seal_item *item, int64_t leaf,
    const char *k, struct verify_file *f)
{
	unsigned char hash[32];
	char name[80], hex[65];
	bool is;

	snprintf(name, sizeof name, "in/%s",
	    digits_hex(hex, item->hash, sizeof item->hash));
	if (!verify_own_need(v, name, f))
		return false;
	note_hash(hash, f->data, f->n);
	if (memcmp(hash, item->hash, sizeof hash) != 0 || item->leaf >= leaf)
		return verify_wrong(v, "input", k);
	return verify_blind(v, item->leaf, item->nonce, item->hash, &is) &&
	    (is || verify_wrong(v, "input", k));
}

/* Adds the facts of a file to those that its input has so far, at from. */
static bool
add_facts(struct verify *v, struct verify_file f, size_t from)
{
	struct result_facts facts;
	struct result_fact *all;
	bool same = true;

	if (!result_facts_read(v->arena, f.data, f.n, &facts))
		return false;
	all = arena_alloc(v->arena,
	    (v->n_facts + facts.n + 1) * sizeof *all);
	if (v->n_facts > 0)
		memcpy(all, v->facts, v->n_facts * sizeof *all);
	v->facts = all;
	for (size_t i = 0; i < facts.n; i++) {
		size_t at = from;

		/* Two files of one input do not contradict each other. */
		while (at < v->n_facts &&
		    strcmp(all[at].name, facts.list[i].name) != 0)
			at++;
		if (at == v->n_facts)
			all[v->n_facts++] = facts.list[i];
		same = same && strcmp(all[at].code, facts.list[i].code) == 0;
	}
	return same;
}

/* A name has one score, whatever the file. */
static bool
add_credit(struct verify *v, struct verify_file f)
{
	struct result_credit credit;
	struct result_score *all;
	struct names names;
	bool same = true;

	if (!result_credit_read(v->arena, f.data, f.n, &credit))
		return false;
	names = names_of(v->arena, v->credit, v->n_credit, sizeof *v->credit,
	    offsetof(struct result_score, name));
	all = arena_alloc(v->arena,
	    (v->n_credit + credit.n + 1) * sizeof *all);
	if (v->n_credit > 0)
		memcpy(all, v->credit, v->n_credit * sizeof *all);
	for (size_t i = 0; i < credit.n; i++) {
		const struct named *at = names_find(&names,
		    credit.list[i].name);

		if (at == NULL)
			all[v->n_credit++] = credit.list[i];
		else
			same = same && all[at->at].n == credit.list[i].n;
	}
	v->credit = all;
	return same;
}

/* Into the order of leaves.  That an evaluator has one is the rule's. */
static bool
add_sheet(struct verify *v, struct verify_file f, int64_t leaf)
{
	struct result_sheet *all = arena_alloc(v->arena,
	    (v->n_sheets + 1) * sizeof *all), one;
	size_t at = v->n_sheets;

	if (!result_sheet_read(v->arena, f.data, f.n, &one))
		return false;
	one.leaf = leaf;
	if (v->n_sheets > 0)
		memcpy(all, v->sheets, v->n_sheets * sizeof *all);
	for (; at > 0 && all[at - 1].leaf > leaf; at--)
		all[at] = all[at - 1];
	all[at] = one;
	v->sheets = all;
	v->n_sheets++;
	return true;
}

static bool
add_file(struct verify *v, const char *kind, struct verify_file f,
    int64_t leaf, size_t from)
{
	if (strcmp(kind, "credit") == 0)
		return add_credit(v, f);
	if (strcmp(kind, "sheet") == 0)
		return add_sheet(v, f, leaf);
	return add_facts(v, f, from);
}

/* The place in the ascending order of those used. */
static void
keep(struct verify *v, struct found **found, int64_t leaf,
    const unsigned char hash[32])
{
	struct found *one = arena_alloc(v->arena, sizeof *one);

	one->leaf = leaf;
	memcpy(one->hash, hash, sizeof one->hash);
	while (*found != NULL && (*found)->leaf < leaf)
		found = &(*found)->next;
	one->next = *found;
	*found = one;
	v->n_inputs++;
}

/* All of its files are what was committed, then what they must be. */
static bool
add_input(struct verify *v, const struct seal_input *r, int64_t leaf,
    const unsigned char hash[32], const char *k, struct found **found)
{
	struct verify_file *files = arena_alloc(v->arena,
	    (r->n + 1) * sizeof *files);
	size_t from = v->n_facts;

	for (size_t i = 0; i < r->n; i++)
		if (!commit_item(v, &r->items[i], leaf, k, &files[i]))
			return false;
	if (!result_uses(&v->rule, r->kind))
		return true;
	for (size_t i = 0; i < r->n; i++)
		if (!add_file(v, r->kind, files[i], r->items[i].leaf, from))
			return verify_wrong(v, "input-file", k);
	keep(v, found, leaf, hash);
	if (strcmp(r->kind, "sheet") == 0 &&
	    (v->shown == 0 || leaf < v->shown))
		v->shown = leaf;
	return true;
}

static bool
read_input(struct verify *v, struct verify_file f, const char *k,
    struct found **found)
{
	struct verify_note note;
	struct seal_input r;
	int64_t leaf;

	if (!verify_record(v, f, SEAL_INPUT, &note, &r) ||
	    !verify_place(v, f, arena_printf(v->arena, "input-%s.note", k),
	    &leaf))
		return false;
	if (memcmp(r.policy, v->policy, 32) != 0 || leaf <= v->leaf)
		return verify_wrong(v, "input", k);
	if (!verify_signed_by(v, &note.note, &v->platforms, 1, "input", k))
		return false;
	if (strcmp(r.kind, "facts") == 0 && leaf > v->facts_leaf)
		v->facts_leaf = leaf;
	return add_input(v, &r, leaf, note.hash, k, found);
}

/* Nobody scores who has seen another's sheet. */
static bool
check_together(struct verify *v)
{
	for (size_t i = 0; i < v->n_sheets; i++)
		if (v->sheets[i].leaf >= v->shown)
			return verify_wrong(v, "input-late", NULL);
	return true;
}

bool
verify_inputs(struct verify *v)
{
	struct found *found = NULL;
	struct verify_file f;

	for (int k = 1;; k++) {
		const char *number = verify_int(v, k);

		if (!verify_own(v, arena_printf(v->arena, "input-%s.note",
		    number), &f))
			return false;
		if (f.data == NULL)
			break;
		if (!read_input(v, f, number, &found))
			return false;
	}
	v->inputs = arena_alloc(v->arena,
	    (v->n_inputs + 1) * sizeof *v->inputs);
	for (size_t i = 0; found != NULL; found = found->next)
		memcpy(v->inputs[i++].record, found->hash, 32);
	return check_together(v);
}
