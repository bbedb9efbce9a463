/* SPDX-License-Identifier: Apache-2.0 */
/* demo_cure.c: agencies of the demonstration seal and hand in documents. */
#include "market/demo_plan.h"

#include <string.h>

#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/cure.h"
#include "market/note.h"

enum { OBJECTS = 4, PAPER_MOST = 4096 };

/* One page of PDF, which says whose and for what it is. */
static const char *
paper(struct demo *d, const char *code, const struct actor *a, size_t k,
    size_t *n)
{
	const char *page = arena_printf(d->m->arena,
	    "BT /F1 20 Tf 60 760 Td (%s  %s  document %zu) Tj ET", code,
	    a->uscc, k);
	const char *const objects[OBJECTS] = {
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0"
		" R/Resources<</Font<</F1<</Type/Font/Subtype/Type1"
		"/BaseFont/Helvetica>>>>>>>>",
		arena_printf(d->m->arena, "<</Length %zu>>stream\n%s\n"
		    "endstream", strlen(page), page),
	};
	size_t at[OBJECTS], table;
	struct buf out;
	const char *copy;

	buf_init(&out, PAPER_MOST);
	buf_text(&out, "%PDF-1.4\n");
	for (size_t i = 0; i < OBJECTS; i++) {
		at[i] = out.len;
		buf_printf(&out, "%zu 0 obj%s\nendobj\n", i + 1, objects[i]);
	}
	table = out.len;
	buf_printf(&out, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
	for (size_t i = 0; i < OBJECTS; i++)
		buf_printf(&out, "%010zu 00000 n \n", at[i]);
	buf_printf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n"
	    "%%%%EOF\n", OBJECTS + 1, table);
	*n = out.len;
	copy = arena_strndup(d->m->arena, out.data, out.len);
	buf_release(&out);
	return copy;
}

/* An agency with an odd number has no second document when it bids. */
size_t
demo_hashes(struct demo *d, const struct project *p, const struct actor *a,
    const char *hashes[CURE_MOST])
{
	const char *names[CURE_MOST];
	size_t asked = cure_names(d->m->arena, p->documents, names);
	size_t last = (a - d->agency) % 2 == 0 ? asked : 1;

	for (size_t k = 0; k < CURE_MOST; k++) {
		unsigned char hash[32];
		char hex[65];
		const char *bytes;
		size_t n;

		hashes[k] = NULL;
		if (k >= asked || k >= last)
			continue;
		bytes = paper(d, p->code, a, k + 1, &n);
		note_hash(hash, bytes, n);
		hashes[k] = arena_strdup(d->m->arena, digits_hex(hex, hash,
		    sizeof hash));
	}
	return asked;
}

static enum err
hand_in(struct demo *d, const char *code, const struct actor *a)
{
	struct upload uploads[CURE_MOST];
	const struct upload *files[CURE_MOST] = { NULL };
	struct problems problems = { .n = 0 };
	struct cure_case c;
	enum err err = cure_case(d->m, a, code, &c);

	for (size_t i = 0; !err && i < c.n; i++) {
		struct intake *in = intake_new(d->m->house->store);
		size_t k = (size_t)c.list[i].k, n;
		const char *bytes = paper(d, code, a, k, &n);

		intake_add(in, bytes, n);
		err = document_keep(d->m, a, in, arena_printf(d->m->arena,
		    "%s-%zu.pdf", a->uscc, k), "application/pdf",
		    DOCUMENT_EXACT, &uploads[k - 1]);
		intake_free(in);
		files[k - 1] = &uploads[k - 1];
	}
	if (!err)
		err = cure_place(d->m, a, code, files, &problems);
	return demo_said(err, &problems);
}

/* value: how many of the bidders, the first, hand in all they owe. */
enum err
demo_papers(struct demo *d, size_t i, size_t k, const char *value)
{
	int64_t most;
	enum err err = digits_int(value, 0, PEOPLE_MAX, &most) ? OK :
	    ERR_INVALID;

	(void)k;
	for (size_t b = 0; !err && b < (size_t)most; b++) {
		const struct actor *a = demo_bidder(d, i, b);

		if (a != NULL)
			err = hand_in(d, d->plans[i].code, a);
		if (err == ERR_NOT_FOUND)
			err = OK;	/* it had not joined yet */
	}
	return err;
}
