/* SPDX-License-Identifier: Apache-2.0 */
/* verify_inputs.c: what a rule needs beside the bids (sealing.md 4). */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/verify_core.h"

/* An input of the facts, on its way to the ascending order. */
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

static bool
read_input(struct verify *v, struct verify_file f, const char *k,
    struct found **found)
{
	struct verify_note note;
	struct seal_input r;
	struct found *one = arena_alloc(v->arena, sizeof *one);
	size_t from = v->n_facts;
	bool facts;

	if (!verify_record(v, f, SEAL_INPUT, &note, &r) ||
	    !verify_place(v, f, arena_printf(v->arena, "input-%s.note", k),
	    &one->leaf))
		return false;
	if (memcmp(r.policy, v->policy, 32) != 0 || one->leaf <= v->leaf)
		return verify_wrong(v, "input", k);
	if (!verify_signed_by(v, &note.note, &v->platforms, 1, "input", k))
		return false;
	facts = strcmp(r.kind, "facts") == 0;
	for (size_t i = 0; i < r.n; i++) {
		struct verify_file file;

		if (!commit_item(v, &r.items[i], one->leaf, k, &file) ||
		    (facts && !add_facts(v, file, k, from)))
			return false;
	}
	if (!facts)
		return true;
	memcpy(one->hash, note.hash, sizeof one->hash);
	while (*found != NULL && (*found)->leaf < one->leaf)
		found = &(*found)->next;
	one->next = *found;
	*found = one;
	v->n_inputs++;
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
