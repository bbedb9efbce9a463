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

/* Adds the facts of a file to the n that its input has so far. */
static bool
add_facts(struct verify *v, struct verify_file f, const char *k,
    size_t from)
{
	struct result_facts facts;
	struct result_fact *all;

	if (!result_facts_read(v->arena, f.data, f.n, &facts))
		return verify_wrong(v, "input", k);
	all = arena_alloc(v->arena,
	    (v->n_facts + facts.n + 1) * sizeof *all);
	if (v->n_facts > 0)
		memcpy(all, v->facts, v->n_facts * sizeof *all);
	v->facts = all;
	for (size_t i = 0; i < facts.n; i++) {
		size_t at = from;

		/* Of two files of one input the later has the word. */
		while (at < v->n_facts &&
		    strcmp(all[at].name, facts.list[i].name) != 0)
			at++;
		all[at] = facts.list[i];
		if (at == v->n_facts)
			v->n_facts++;
	}
	return true;
}

/* A name has one score, whatever the file. */
static bool
add_credit(struct verify *v, struct verify_file f, const char *k)
{
	struct result_credit credit;
	struct result_score *all;
	struct names names;

	if (!result_credit_read(v->arena, f.data, f.n, &credit))
		return verify_wrong(v, "input", k);
	all = arena_alloc(v->arena,
	    (v->n_credit + credit.n + 1) * sizeof *all);
	if (v->n_credit > 0)
		memcpy(all, v->credit, v->n_credit * sizeof *all);
	memcpy(all + v->n_credit, credit.list, credit.n * sizeof *all);
	v->credit = all;
	v->n_credit += credit.n;
	names = names_of(v->arena, all, v->n_credit, sizeof *all,
	    offsetof(struct result_score, name));
	return names_twice(&names) == v->n_credit ||
	    verify_wrong(v, "input", k);
}

/* An evaluator has one sheet. */
static bool
add_sheet(struct verify *v, struct verify_file f, const char *k)
{
	struct result_sheet *all = arena_alloc(v->arena,
	    (v->n_sheets + 1) * sizeof *all);
	struct result_sheet *last = all + v->n_sheets;

	if (!result_sheet_read(v->arena, f.data, f.n, last))
		return verify_wrong(v, "input", k);
	for (size_t i = 0; i < v->n_sheets; i++) {
		all[i] = v->sheets[i];
		if (strcmp(all[i].evaluator, last->evaluator) == 0)
			return verify_wrong(v, "input", k);
	}
	v->sheets = all;
	v->n_sheets++;
	return true;
}

static bool
add_file(struct verify *v, const char *kind, struct verify_file f,
    const char *k, size_t from)
{
	if (!result_uses(&v->rule, kind))
		return true;
	if (strcmp(kind, "credit") == 0)
		return add_credit(v, f, k);
	if (strcmp(kind, "sheet") == 0)
		return add_sheet(v, f, k);
	return add_facts(v, f, k, from);
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

static bool
read_input(struct verify *v, struct verify_file f, const char *k,
    struct found **found)
{
	struct verify_note note;
	struct seal_input r;
	size_t from = v->n_facts;
	int64_t leaf;

	if (!verify_record(v, f, SEAL_INPUT, &note, &r) ||
	    !verify_place(v, f, arena_printf(v->arena, "input-%s.note", k),
	    &leaf))
		return false;
	if (memcmp(r.policy, v->policy, 32) != 0 || leaf <= v->leaf)
		return verify_wrong(v, "input", k);
	if (!verify_signed_by(v, &note.note, &v->platforms, 1, "input", k))
		return false;
	for (size_t i = 0; i < r.n; i++) {
		struct verify_file file;

		if (!commit_item(v, &r.items[i], leaf, k, &file) ||
		    !add_file(v, r.kind, file, k, from))
			return false;
	}
	if (result_uses(&v->rule, r.kind))
		keep(v, found, leaf, note.hash);
	if (strcmp(r.kind, "facts") == 0 && leaf > v->facts_leaf)
		v->facts_leaf = leaf;
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
	return true;
}
