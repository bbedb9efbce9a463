/* SPDX-License-Identifier: Apache-2.0 */
/* cure.c: documents of bids: what is asked for, who owes what, who may read. */
#include "market/cure.h"

#include <stdlib.h>
#include <string.h>

#include "db/due.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/sheet.h"

/* ---- names and fields ---- */

size_t
cure_names(struct arena *a, const char *text, const char *names[CURE_MOST])
{
	size_t n = 0;

	while (*text != '\0' && n < CURE_MOST) {
		size_t length = strcspn(text, "\n");

		names[n++] = arena_strndup(a, text, length);
		text += length + (text[length] == '\n');
	}
	return n;
}

static bool
is_named(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

const char *
cure_typed(struct arena *a, const char *typed, const char **out)
{
	char *rest = arena_strdup(a, typed), *line;
	const char *names[CURE_MOST];
	size_t n = 0;

	*out = "";
	while ((line = strsep(&rest, "\n")) != NULL) {
		text_trim(line);
		if (line[0] == '\0')
			continue;
		if (n == CURE_MOST || is_named(names, n, line))
			return "draft_documents";
		if (!text_clean(line, false))
			return "text_dirty";
		if (text_length(line) > CURE_NAME)
			return "draft_documents";
		*out = arena_printf(a, "%s%s%s", *out, n ? "\n" : "", line);
		names[n++] = line;
	}
	return NULL;
}

const char *
cure_key(struct arena *a, size_t k)
{
	return arena_printf(a, "doc-%zu", k);
}

size_t
cure_field(const char *key)
{
	static const char *const keys[] = { "doc-1", "doc-2", "doc-3" };

	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return i + 1;
	return 0;
}

size_t
cure_asked(const struct rule *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < rule->n; i++)
		n += cure_field(rule->fields[i].key) != 0;
	return n;
}

size_t
cure_asked_by(struct arena *a, const struct round *r)
{
	struct rule rule;

	return rule_parse(a, r->rule, strlen(r->rule), &rule) ?
	    cure_asked(&rule) : 0;
}

/* ---- after the opening ---- */

static enum err
tell_owing(struct db *db, const struct project *p, const struct bid *b,
    int64_t until)
{
	return message_tell(db, &(struct message){ .code = "cure_asked",
	    .party_id = b->agency_id, .project_id = p->id,
	    .args = (struct arg[]){ arg_time("UNTIL", until), { 0 } } });
}

/* A row for each document; what was sealed stands in the fields. */
static enum err
begin_one(struct db *db, const struct rule *rule, struct bid *b)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < rule->n; i++) {
		struct bid_document d = { .bid_id = b->id,
		    .k = (int64_t)cure_field(rule->fields[i].key),
		    .state = "missing" };
		const char *hex = sheet_field(db_arena(db), b->fields,
		    rule->fields[i].key);

		if (d.k == 0)
			continue;
		d.has_hash = digits_unhex(hex, d.sealed, sizeof d.sealed);
		err = db_bid_document_insert(db, &d);
	}
	b->state = "curing";
	return err ? err : db_bid_open(db, b);
}

enum err
cure_begin(struct db *db, const struct house *h, const struct project *p,
    const struct rule *rule, struct bid *bids, size_t n)
{
	int64_t until;
	enum err err = due_span(db, h, p, "cure", 0, db_now(db),
	    house_params(h, p->param_version)->bid_cure, &until);

	for (size_t i = 0; !err && i < n; i++) {
		if (bids[i].agency_id == 0 ||
		    strcmp(bids[i].state, "valid") != 0)
			continue;
		err = begin_one(db, rule, &bids[i]);
		if (!err)
			err = tell_owing(db, p, &bids[i], until);
	}
	return err ? err : flow_tell(db, h, NULL, p, "cure_asked", "");
}

/* ---- reading ---- */

enum err
cure_may_read(struct db *db, const struct actor *actor, int64_t object_id,
    bool *may)
{
	struct bid_document d;
	struct project p;
	struct round r;
	enum err err = db_bid_document_get(db, object_id, &d);

	*may = false;
	if (!err)
		err = db_round_get(db, d.round_id, &r);
	if (!err)
		err = db_project_get(db, r.project_id, &p);
	if (err)
		return err;
	*may = actor->role == ROLE_REGULATOR || actor->role == ROLE_AUDITOR ||
	    (actor->party_id != 0 && (actor->party_id == d.agency_id ||
	    actor->party_id == p.owner_id));
	return *may || actor->role != ROLE_EVALUATOR ? OK :
	    sheet_is_expert(db, actor, p.id, may);
}

bool
cure_readable(struct market *m, const struct actor *actor, int64_t object_id)
{
	bool may;

	return cure_may_read(m->db, actor, object_id, &may) == OK && may;
}

static int
by_bid(const void *a, const void *b)
{
	const struct bid_document *x = a, *y = b;

	if (x->bid_id != y->bid_id)
		return x->bid_id < y->bid_id ? -1 : 1;
	return x->k < y->k ? -1 : x->k > y->k;
}

enum err
cure_list(struct market *m, int64_t round_id, struct bid_document **list,
    size_t *n)
{
	enum err err = db_bid_document_of_round(m->db, round_id, list, n);

	if (!err && *n > 0)
		qsort(*list, *n, sizeof **list, by_bid);
	return err;
}

int64_t
cure_until(struct market *m, int64_t project_id)
{
	struct due d;

	return db_due_get(m->db, project_id, "cure", 0, &d) == OK &&
	    d.done_at == 0 ? d.due_at : 0;
}
