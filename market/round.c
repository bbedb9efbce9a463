/* SPDX-License-Identifier: Apache-2.0 */
/* round.c: the terms of a round, and who has agreed to them. */
#include "db/public.h"
#include "market/round.h"

#include <string.h>

#include "db/attempt.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/cure.h"
#include "market/envelope.h"
#include "market/flow.h"
#include "market/key.h"
#include "market/platform.h"
#include "market/sheet.h"
#include "market/write.h"

enum { TEXT_MAX = 16 * 1024, READY_FRESH = 600 };

enum err
round_terms_of(struct db *db, const struct round *r, struct round_terms *t)
{
	struct arena *a = db_arena(db);
	const char *text = r->text[0] ? r->text : r->terms;

	t->round = *r;
	if (!seal_record_parse(a, SEAL_PROJECT, text, strlen(text),
	    &t->project) || !rule_parse(a, r->rule, strlen(r->rule),
	    &t->rule))
		return ERR_INTERNAL;
	return db_round_trustees(db, r->id, &t->trustees, &t->n);
}

enum err
round_terms_by_id(struct db *db, const char *sealing_id,
    struct round_terms *t)
{
	struct round r;
	enum err err = db_round_by_sealing(db, sealing_id, &r);

	return err ? err : round_terms_of(db, &r, t);
}

/* ---- making one ---- */

/* How a price is asked for, and what it may be. */
static void
fill_price(const struct project *p, struct rule *rule)
{
	static struct rule_field rate = { "rate-bp", "int" };

	if (strcmp(p->quote, "none") == 0) {
		rule->price = "none";
		rule->fixed_fen = p->fixed_fen;
		return;
	}
	rule->price = "required";
	rule->quote = p->quote;
	rule->ceiling_fen = p->ceiling_fen;
	if (strcmp(p->quote, "rate") == 0) {
		rule->fields = &rate;
		rule->n = 1;
		rule->rate_min = p->rate_min;
		rule->rate_max = p->rate_max;
	} else {
		rule->floor_fen = p->floor_fen ? p->floor_fen : 1;
	}
}

/* A line of the form for each thing proposals are judged by. */
static void
fill_criteria(struct arena *a, const struct project *p, struct rule *rule)
{
	struct rule_field *fields = arena_alloc(a, (rule->n +
	    SHEET_CRITERIA) * sizeof *fields);
	struct criterion list[SHEET_CRITERIA];
	size_t n;

	if (!sheet_criteria(a, p->criteria, list, &n))
		return;
	for (size_t i = 0; i < rule->n; i++)
		fields[i] = rule->fields[i];
	for (size_t i = 0; i < n; i++)
		fields[rule->n + i] = (struct rule_field){
			arena_printf(a, "c%zu", i + 1), "text" };
	rule->fields = fields;
	rule->n += n;
}

/* A hash for each document that is asked for. */
static void
fill_documents(struct arena *a, const struct project *p, struct rule *rule)
{
	const char *names[CURE_MOST];
	size_t n = cure_names(a, p->documents, names);
	struct rule_field *fields = arena_alloc(a, (rule->n + n + 1) *
	    sizeof *fields);

	for (size_t i = 0; i < rule->n; i++)
		fields[i] = rule->fields[i];
	for (size_t i = 0; i < n; i++)
		fields[rule->n + i] = (struct rule_field){
			cure_key(a, i + 1), "hash" };
	rule->fields = fields;
	rule->n += n;
}

/* rule.txt of a project (domain.md 6.5); of bafo's first round. */
static const char *
rule_of(struct db *db, const struct params *params, const struct project *p,
    const struct round *r)
{
	bool average = strcmp(p->method, "average") == 0;
	struct rule rule = {
		.rule = p->method,
		.min_entrants = r->min_entrants,
		.server = r->server ? "allowed" : "forbidden",
		.first = { .given = false },
		.trim_min = average ? params->trim_average :
		    params->trim_reference,
		.base_low = params->base_low,
		.base_count = params->base_count,
		.price_weight = params->price_weight,
		.evaluators = p->evaluators,
		.length = params->shortlist[0],
		.shortlist = params->shortlist[1],
		.alp_mean_pct = params->alp_mean_pct,
		.alp_next_pct = params->alp_next_pct,
	};
	struct buf text;
	const char *copy;

	fill_price(p, &rule);
	if (strcmp(p->method, "composite") == 0)
		fill_criteria(db_arena(db), p, &rule);
	fill_documents(db_arena(db), p, &rule);
	buf_init(&text, TEXT_MAX);
	rule_write(&text, &rule);
	copy = arena_strndup(db_arena(db), text.data, text.len);
	buf_release(&text);
	return copy;
}

static void
fill_terms(struct db *db, const struct house *h, const struct project *p,
    const struct round *r, struct seal_project *s)
{
	const struct trust *trust = platform_trust(h->platform);

	*s = (struct seal_project){
		.log = platform_origin(h->platform),
		.project = r->sealing_id,
		.purchaser = r->purchaser,
		.rule = p->method,
		.opens = r->opens,
		.deadline = r->deadline,
		.selfopen_until = r->selfopen_until,
		.form_bytes = ROUND_FORM_BYTES,
		.max_subs = ROUND_MAX_SUBS,
		.threshold = r->threshold,
		.n = trust->n_trustees,
	};
	s->trustees = arena_alloc(db_arena(db), s->n * sizeof *s->trustees);
	for (size_t i = 0; i < s->n; i++)
		s->trustees[i] = (struct seal_trustee){ (int64_t)i + 1,
		    trust->trustees[i].name, { .given = false } };
	note_hash(s->rule_hash, r->rule, strlen(r->rule));
}

static enum err
store(struct db *db, struct round *r, const struct seal_project *s)
{
	struct round_trustee trustees[ROUND_TRUSTEES];

	for (size_t i = 0; i < s->n; i++)
		trustees[i] = (struct round_trustee){
			.i = s->trustees[i].i, .name = s->trustees[i].name };
	return db_round_insert(db, r, trustees, s->n);
}

int64_t
round_min_entrants(const struct house *h, const struct project *p)
{
	return p->min_entrants ? p->min_entrants : house_params(h,
	    p->param_version)->entrants_min[params_fund(p->fund)];
}

/* The rule of second offers over an opened first round (domain.md 6.5). */
static const char *
second_rule(struct db *db, const struct round_terms *first)
{
	struct rule rule = first->rule;
	struct buf text;
	const char *copy;

	/* Documents belong to the first offer; they come last. */
	rule.n -= cure_asked(&rule);
	rule.min_entrants = 0;
	rule.first.given = true;
	memcpy(rule.first.hash, first->round.policy, ROUND_HASH);
	buf_init(&text, TEXT_MAX);
	rule_write(&text, &rule);
	copy = arena_strndup(db_arena(db), text.data, text.len);
	buf_release(&text);
	return copy;
}

/* first: NULL, or the opened round that this one is the second of. */
static enum err
make(struct db *db, const struct house *h, const struct project *p,
    const char *notice, size_t n, const struct round_terms *first,
    int64_t deadline)
{
	const struct params *params = house_params(h, p->param_version);
	struct arena *a = db_arena(db);
	struct seal_project s;
	struct round r;
	int64_t last;
	enum err err = db_attempt_last_round(db, p->code, &last);

	if (err)
		return err;
	r = (struct round){
		.project_id = p->id,
		.n = last + 1,
		.opens = db_now(db),
		.deadline = deadline,
		.selfopen_until = deadline + ROUND_SELFOPEN,
		.min_entrants = first ? 0 : round_min_entrants(h, p),
		.threshold = platform_threshold(h->platform),
		.server = p->server,
		.purchaser = platform_name(h->platform, a, "p",
		    p->owner_uscc),
		.purchaser_line = "", .text = "",
	};
	r.sealing_id = arena_printf(a, "%s/%lld", p->code, (long long)r.n);
	r.rule = first ? second_rule(db, first) : rule_of(db, params, p, &r);
	fill_terms(db, h, p, &r, &s);
	note_hash(s.notice, notice, n);
	r.terms = seal_record_text(a, SEAL_PROJECT, &s, NULL);
	err = store(db, &r, &s);
	if (!err)
		err = round_file(db, &r, "notice.txt", notice, n);
	if (!err)
		err = round_file(db, &r, "rule.txt", r.rule, strlen(r.rule));
	if (!err)
		err = round_draft(db, r.id);
	return err;
}

enum err
round_make(struct db *db, const struct house *h, const struct project *p,
    const char *notice, size_t n)
{
	return make(db, h, p, notice, n, NULL, p->deadline);
}

enum err
round_make_second(struct db *db, const struct house *h,
    const struct project *p, const struct round_terms *first,
    int64_t deadline)
{
	struct public_file notice;
	enum err err = db_public_get(db, arena_printf(db_arena(db),
	    "p/%s/notice.txt", first->round.sealing_id), &notice);

	return err ? err : make(db, h, p, notice.body, notice.n, first,
	    deadline);
}

/* ---- offers, signatures, readiness ---- */

struct post {
	struct note_post post;
	union {
		struct seal_offer offer;
		struct seal_ready ready;
	} r;
};

/* The trustee i of a round, if it signed the note. */
static const char *
check_trustee(const struct post *p, const struct round_terms *t, int64_t i)
{
	const struct note_key *key;

	if (i < 1 || (size_t)i > t->n)
		return REFUSAL_KEY;
	key = trust_trustee(platform_trust(p->post.house->platform),
	    t->trustees[i - 1].name);
	if (key == NULL)
		return REFUSAL_KEY;
	return note_check(&p->post.note, key, NULL) == NOTE_GOOD ? NULL :
	    REFUSAL_SIGNATURE;
}

/* Are these the terms of the round? */
static bool
names_terms(const struct post *p, const struct round_terms *t)
{
	const struct seal_offer *o = &p->r.offer;
	unsigned char terms[32];

	note_hash(terms, t->round.terms, strlen(t->round.terms));
	return strcmp(o->project, p->post.id) == 0 &&
	    memcmp(terms, o->terms, sizeof terms) == 0;
}

/* Has its trustee offered this very key? */
static bool
offers_again(const struct post *p, const struct round_terms *t)
{
	const struct seal_offer *o = &p->r.offer;

	return o->trustee >= 1 && (size_t)o->trustee <= t->n &&
	    t->trustees[o->trustee - 1].offered && memcmp(
	    t->trustees[o->trustee - 1].pk, o->pk, 32) == 0;
}

static const char *
check_offer(const struct post *p, const struct round_terms *t)
{
	const struct seal_offer *o = &p->r.offer;
	const char *code = check_trustee(p, t, o->trustee);

	if (!code && !envelope_pk_is_good(o->pk))
		code = REFUSAL_KEY;
	for (size_t i = 0; !code && i < t->n; i++)
		if (t->trustees[i].i != o->trustee && t->trustees[i].offered
		    && memcmp(t->trustees[i].pk, o->pk, 32) == 0)
			code = REFUSAL_KEY;
	if (!code && t->trustees[o->trustee - 1].offered &&
	    !offers_again(p, t))
		code = REFUSAL_DOUBLE;
	return code;
}

static enum err
offer_in_txn(struct db *db, void *ctx)
{
	struct post *p = ctx;
	const struct seal_offer *o = &p->r.offer;
	struct round_terms t;
	const char *code;
	bool over = false;
	enum err err;

	if (!p->post.parsed)
		return note_post_refuse(db, &p->post, NULL, REFUSAL_GRAMMAR);
	err = round_terms_by_id(db, p->post.id, &t);
	if (err == ERR_NOT_FOUND || (!err && !names_terms(p, &t)))
		return note_post_refuse(db, &p->post, NULL, REFUSAL_POLICY);
	if (!err)
		err = round_over(db, &t.round, &over);
	if (err)
		return err;
	code = check_offer(p, &t);
	if (!code && offers_again(p, &t))
		return note_post_accept(&p->post);
	if (over)
		code = REFUSAL_VOID;
	else if (t.round.registered || db_now(db) >= t.round.deadline)
		code = REFUSAL_LATE;
	if (code)
		return note_post_refuse(db, &p->post, NULL, code);
	err = db_round_offer(db, t.round.id, o->trustee, o->pk);
	if (err == ERR_CONFLICT)	/* this pk was in another round */
		return note_post_refuse(db, &p->post, NULL, REFUSAL_KEY);
	if (!err)
		err = round_draft(db, t.round.id);
	return err ? err : note_post_accept(&p->post);
}

static enum err
ready_in_txn(struct db *db, void *ctx)
{
	struct post *p = ctx;
	const unsigned char *policy = p->r.ready.policy;
	struct round_terms t;
	const char *code;
	bool over = false;
	enum err err;

	if (!p->post.parsed)
		return note_post_refuse(db, &p->post, NULL, REFUSAL_GRAMMAR);
	err = round_terms_by_id(db, p->post.id, &t);
	if (err == ERR_NOT_FOUND || (!err && (!t.round.registered ||
	    memcmp(t.round.policy, policy, 32) != 0)))
		return note_post_refuse(db, &p->post, policy, REFUSAL_POLICY);
	if (!err)
		err = round_over(db, &t.round, &over);
	if (err)
		return err;
	code = over ? REFUSAL_VOID : check_trustee(p, &t,
	    p->r.ready.trustee);
	if (!code && p->r.ready.time > db_now(db) + READY_FRESH)
		code = REFUSAL_EARLY;
	/* An old note, or one that was there before, tells nothing of today. */
	if (!code && (p->r.ready.time < db_now(db) - READY_FRESH ||
	    p->r.ready.time <= t.trustees[p->r.ready.trustee - 1].ready_at -
	    READY_FRESH))
		code = REFUSAL_LATE;
	if (code)
		return note_post_refuse(db, &p->post, policy, code);
	err = db_round_ready(db, t.round.id, p->r.ready.trustee);
	return err ? err : note_post_accept(&p->post);
}

static enum err
post(struct market *m, const char *id, const char *file, size_t n,
    enum seal_type type, write_fn *fn, struct posted *out)
{
	struct post p = { .post = { .id = id, .file = file, .n = n,
	    .out = out } };
	enum err err = note_post_read(&p.post, m, type, &p.r);

	return err ? err : write_run(m, fn, &p);
}

enum err
round_offer(struct market *m, const char *id, const char *file, size_t n,
    struct posted *out)
{
	return post(m, id, file, n, SEAL_OFFER, offer_in_txn, out);
}

enum err
round_ready(struct market *m, const char *id, const char *file, size_t n,
    struct posted *out)
{
	return post(m, id, file, n, SEAL_READY, ready_in_txn, out);
}
