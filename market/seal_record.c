/* SPDX-License-Identifier: Apache-2.0 */
/* seal_record.c: the lines of each record, as one table. */
#include "market/seal_record.h"

#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"

enum { TAG = 16 };		/* of a ciphertext */

#define C(kind, type, member) { COLUMN_##kind, offsetof(struct type, member) }
#define ONE(key, kind, type, member) { key, { C(kind, type, member) }, 0, 0, 0 }
#define LIST(key, type, list, count, element, ...)			\
	{ key, { __VA_ARGS__ }, sizeof(struct element),			\
	    offsetof(struct type, list), offsetof(struct type, count) }

static const struct row key_rows[] = {
	ONE("role", TOKEN, seal_key, role),
	ONE("vkey", VKEY, seal_key, vkey),
	ONE("subject", TEXT, seal_key, subject),
	ONE("since", INT, seal_key, since),
	ONE("replaces", VKEY_OR_DASH, seal_key, replaces),
};

static const struct row project_rows[] = {
	ONE("log", NAME, seal_project, log),
	ONE("project", ID, seal_project, project),
	ONE("purchaser", NAME, seal_project, purchaser),
	ONE("notice-sha256", HASH, seal_project, notice),
	ONE("rule", TOKEN, seal_project, rule),
	ONE("rule-sha256", HASH, seal_project, rule_hash),
	ONE("opens", INT, seal_project, opens),
	ONE("deadline", INT, seal_project, deadline),
	ONE("selfopen-until", INT, seal_project, selfopen_until),
	ONE("form-bytes", INT, seal_project, form_bytes),
	ONE("max-subs", INT, seal_project, max_subs),
	ONE("threshold", INT, seal_project, threshold),
	LIST("trustee", seal_project, trustees, n, seal_trustee,
	    C(INT, seal_trustee, i), C(NAME, seal_trustee, name),
	    C(HASH_OR_DASH, seal_trustee, pk)),
	ONE("attach-pk", HASH_OR_DASH, seal_project, attach_pk),
};

#define SUB_COLUMNS							\
	C(INT, seal_sub, leaf), C(HASH, seal_sub, file),		\
	C(HASH, seal_sub, nonce), C(NAME, seal_sub, name),		\
	C(INT, seal_sub, seq), C(TOKEN, seal_sub, kind),		\
	C(TOKEN, seal_sub, status)

static const struct row close_rows[] = {
	ONE("policy", HASH, seal_close, policy),
	ONE("project", ID, seal_close, project),
	ONE("deadline", INT, seal_close, deadline),
	ONE("count", INT, seal_close, count),
	LIST("sub", seal_close, subs, n, seal_sub, SUB_COLUMNS),
	LIST("claim", seal_close, claims, claims_n, seal_claimed,
	    C(HASH, seal_claimed, file), C(INT, seal_claimed, i),
	    C(INT, seal_claimed, time)),
	LIST("more", seal_close, more, more_n, seal_more_hash,
	    C(HASH, seal_more_hash, hash)),
};

static const struct row more_rows[] = {
	ONE("policy", HASH, seal_more, policy),
	ONE("part", INT, seal_more, part),
	LIST("sub", seal_more, subs, n, seal_sub, SUB_COLUMNS),
};

static const struct row open_rows[] = {
	ONE("policy", HASH, seal_open, policy),
	ONE("project", ID, seal_open, project),
	{ "close", { C(INT, seal_open, leaf), C(HASH, seal_open, close) },
	    0, 0, 0 },
	ONE("trustee", INT, seal_open, trustee),
	ONE("sk", HASH, seal_open, sk),
};

static const struct row extend_rows[] = {
	ONE("policy", HASH, seal_extend, policy),
	ONE("deadline", INT, seal_extend, deadline),
};

static const struct row void_rows[] = {
	ONE("policy", HASH, seal_void, policy),
	ONE("reason", TEXT, seal_void, reason),
};

static const struct row input_rows[] = {
	ONE("policy", HASH, seal_input, policy),
	ONE("kind", TOKEN, seal_input, kind),
	LIST("item", seal_input, items, n, seal_item,
	    C(INT, seal_item, leaf), C(HASH, seal_item, hash),
	    C(HASH, seal_item, nonce), C(NAME, seal_item, name)),
};

static const struct row missed_rows[] = {
	ONE("policy", HASH, seal_missed, policy),
	LIST("evaluator", seal_missed, list, n, seal_absent,
	    C(NAME, seal_absent, name)),
};

static const struct row award_rows[] = {
	ONE("policy", HASH, seal_award, policy),
	ONE("winner", NAME_OR_DASH, seal_award, winner),
	ONE("amount-fen", INT_OR_DASH, seal_award, amount_fen),
	ONE("reason", TEXT_OR_DASH, seal_award, reason),
};

static const struct row fallback_rows[] = {
	ONE("policy", HASH, seal_fallback, policy),
	ONE("close", HASH, seal_fallback, close),
};

static const struct row selfopen_rows[] = {
	ONE("policy", HASH, seal_selfopen, policy),
	ONE("file", HASH, seal_selfopen, file),
	ONE("s", HASH, seal_selfopen, s),
};

static const struct row cover_rows[] = {
	LIST("leaf", seal_cover, leaves, n, seal_covered,
	    C(INT, seal_covered, leaf), C(HASH, seal_covered, hash),
	    C(HASH, seal_covered, nonce)),
};

static const struct row webapp_rows[] = {
	ONE("release", TEXT, seal_webapp, release),
	LIST("file", seal_webapp, files, n, seal_file,
	    C(HASH, seal_file, hash), C(TEXT, seal_file, path)),
};

static const struct row withdraw_rows[] = {
	ONE("policy", HASH, seal_withdraw, policy),
	ONE("project", ID, seal_withdraw, project),
	ONE("bidder", NAME, seal_withdraw, bidder),
	ONE("seq", INT, seal_withdraw, seq),
};

static const struct row offer_rows[] = {
	ONE("project", ID, seal_offer, project),
	ONE("terms", HASH, seal_offer, terms),
	ONE("trustee", INT, seal_offer, trustee),
	ONE("pk", HASH, seal_offer, pk),
};

static const struct row ready_rows[] = {
	ONE("policy", HASH, seal_ready, policy),
	ONE("trustee", INT, seal_ready, trustee),
	ONE("time", INT, seal_ready, time),
};

static const struct row claim_rows[] = {
	ONE("policy", HASH, seal_claim, policy),
	ONE("file", HASH, seal_claim, file),
	ONE("time", INT, seal_claim, time),
};

static const struct row refusal_rows[] = {
	ONE("policy", HASH_OR_DASH, seal_refusal, policy),
	ONE("file", HASH, seal_refusal, file),
	ONE("time", INT, seal_refusal, time),
	ONE("reason", TOKEN, seal_refusal, reason),
};

static const struct row envelope_rows[] = {
	ONE("policy", HASH, seal_envelope, policy),
	ONE("project", ID, seal_envelope, project),
	ONE("bidder", NAME, seal_envelope, bidder),
	ONE("seq", INT, seal_envelope, seq),
	ONE("sealer", TOKEN, seal_envelope, sealer),
	ONE("commit", HASH, seal_envelope, commit),
	LIST("box", seal_envelope, boxes, n, seal_box,
	    C(INT, seal_box, i), C(BOX, seal_box, box)),
	ONE("ct", BYTES, seal_envelope, ct),
};

static const struct row plan_rows[] = {
	ONE("plan", TOKEN, seal_plan, plan),
	{ "list", { C(HASH, seal_plan, list), C(INT, seal_plan, lines) },
	    0, 0, 0 },
	ONE("take", INT, seal_plan, take),
	ONE("draws", INT, seal_plan, draws),
	LIST("commit", seal_plan, commits, n, seal_commit,
	    C(INT, seal_commit, i), C(NAME, seal_commit, name),
	    C(HASH, seal_commit, hash)),
};

static const struct row plan_open_rows[] = {
	ONE("plan", HASH, seal_plan_open, plan),
	LIST("r", seal_plan_open, randoms, n, seal_random,
	    C(INT, seal_random, i), C(HASH, seal_random, r)),
};

#define DEF(tag, name) { tag, name##_rows, COUNT(name##_rows),		\
	sizeof(struct seal_##name) }

static const struct {
	const char *tag;
	const struct row *rows;
	size_t n;
	size_t size;
} defs[] = {
	[SEAL_KEY] = DEF("key", key),
	[SEAL_PROJECT] = DEF("project", project),
	[SEAL_CLOSE] = DEF("close", close),
	[SEAL_MORE] = DEF("more", more),
	[SEAL_OPEN] = DEF("open", open),
	[SEAL_EXTEND] = DEF("extend", extend),
	[SEAL_VOID] = DEF("void", void),
	[SEAL_INPUT] = DEF("input", input),
	[SEAL_MISSED] = DEF("missed", missed),
	[SEAL_AWARD] = DEF("award", award),
	[SEAL_FALLBACK] = DEF("fallback", fallback),
	[SEAL_SELFOPEN] = DEF("selfopen", selfopen),
	[SEAL_COVER] = DEF("cover", cover),
	[SEAL_WEBAPP] = DEF("webapp", webapp),
	[SEAL_WITHDRAW] = DEF("withdraw", withdraw),
	[SEAL_OFFER] = DEF("offer", offer),
	[SEAL_READY] = DEF("ready", ready),
	[SEAL_CLAIM] = DEF("claim", claim),
	[SEAL_REFUSAL] = DEF("refusal", refusal),
	[SEAL_ENVELOPE] = DEF("envelope", envelope),
	[SEAL_PLAN] = DEF("plan", plan),
	[SEAL_PLAN_OPEN] = DEF("plan-open", plan_open),
};

const char *
seal_type_tag(enum seal_type type)
{
	return defs[type].tag;
}

enum seal_type
seal_type_of(const char *text, size_t n)
{
	static const char prefix[] = "sealbid/v1 ";
	size_t skip = sizeof prefix - 1;

	if (n <= skip || memcmp(text, prefix, skip) != 0)
		return SEAL_TYPES;
	for (unsigned t = 0; t < SEAL_TYPES; t++) {
		size_t length = strlen(defs[t].tag);

		if (n > skip + length && text[skip + length] == '\n' &&
		    memcmp(text + skip, defs[t].tag, length) == 0)
			return (enum seal_type)t;
	}
	return SEAL_TYPES;
}

/* Is word one of the n words? */
static bool
one_of(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static bool
check_project(const struct seal_project *p)
{
	static const char *const reserved[] = { "sealbid/", "market/",
	    "cosignature/" };
	int64_t bytes = p->form_bytes;

	for (size_t i = 0; i < COUNT(reserved); i++)
		if (strncmp(p->log, reserved[i], strlen(reserved[i])) == 0)
			return false;
	for (size_t i = 0; i < p->n; i++) {
		if (p->trustees[i].i != (int64_t)i + 1)
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(p->trustees[i].name,
			    p->trustees[j].name) == 0)
				return false;
	}
	return bytes >= 1024 && bytes <= 32768 && (bytes & (bytes - 1)) == 0 &&
	    p->max_subs >= 1 && p->max_subs <= 5000 && p->n <= SEAL_TRUSTEES &&
	    p->threshold >= 2 && p->threshold < (int64_t)p->n &&
	    p->opens < p->deadline &&
	    p->selfopen_until > p->deadline + 24 * 3600;
}

static bool
check_subs(const struct seal_sub *subs, size_t n)
{
	static const char *const kinds[] = { "envelope", "withdraw" };
	static const char *const statuses[] = { "active", "superseded",
	    "withdrawn" };

	for (size_t i = 0; i < n; i++)
		if (!one_of(subs[i].kind, kinds, COUNT(kinds)) ||
		    !one_of(subs[i].status, statuses, COUNT(statuses)) ||
		    subs[i].seq < 1 ||
		    (i > 0 && subs[i].leaf <= subs[i - 1].leaf))
			return false;
	return n <= SEAL_SUBS;
}

static bool
is_trustee(int64_t i)
{
	return i >= 1 && i <= SEAL_TRUSTEES;
}

/* In order of time, then trustee; the list itself is close_read()'s. */
static bool
check_close(const struct seal_close *c)
{
	size_t parts = (size_t)((c->count + SEAL_SUBS - 1) / SEAL_SUBS);

	for (size_t i = 0; i < c->claims_n; i++) {
		const struct seal_claimed *claim = &c->claims[i];

		if (!is_trustee(claim->i) || (i > 0 &&
		    (claim->time < claim[-1].time ||
		    (claim->time == claim[-1].time &&
		    claim->i < claim[-1].i))))
			return false;
	}
	return check_subs(c->subs, c->n) && c->claims_n <= SEAL_CLAIMS &&
	    c->more_n == (parts > 1 ? parts - 1 : 0) &&
	    (parts > 1 ? c->n == SEAL_SUBS : (int64_t)c->n == c->count);
}

static bool
check_envelope(const struct seal_envelope *e)
{
	static const char *const sealers[] = { "browser", "offline",
	    "server" };

	for (size_t i = 0; i < e->n; i++)
		if (e->boxes[i].i != (int64_t)i + 1)
			return false;
	return e->seq >= 1 && e->ct.n > TAG && e->n > 2 && e->n <= SEAL_TRUSTEES &&
	    one_of(e->sealer, sealers, COUNT(sealers));
}

static bool
check_key(const struct seal_key *k)
{
	static const char *const roles[] = { "bidder", "trustee",
	    "purchaser", "platform" };

	return one_of(k->role, roles, COUNT(roles));
}

static bool
check_plan(const struct seal_plan *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->commits[i].i != (int64_t)i + 1)
			return false;
	return p->take >= 1 && p->n >= 2;
}

static bool
check_plan_open(const struct seal_plan_open *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->randoms[i].i != (int64_t)i + 1)
			return false;
	return p->n >= 1;
}

static bool
check_more(const struct seal_more *m)
{
	return m->part >= 2 && m->n > 0 && check_subs(m->subs, m->n);
}

static bool
check_award(const struct seal_award *a)
{
	return a->amount_fen != 0 && a->amount_fen <= MONEY_MAX;
}

/* What the lines must be, beyond their columns. */
static bool
check(enum seal_type type, const void *record)
{
	const struct seal_input *input = record;
	const struct seal_missed *missed = record;
	const struct seal_withdraw *withdraw = record;
	const struct seal_open *open = record;
	const struct seal_offer *offer = record;
	const struct seal_ready *ready = record;

	switch (type) {
	case SEAL_KEY:
		return check_key(record);
	case SEAL_PROJECT:
		return check_project(record);
	case SEAL_CLOSE:
		return check_close(record);
	case SEAL_MORE:
		return check_more(record);
	case SEAL_OPEN:
		return is_trustee(open->trustee);
	case SEAL_OFFER:
		return is_trustee(offer->trustee);
	case SEAL_READY:
		return is_trustee(ready->trustee);
	case SEAL_INPUT:
		return input->n > 0;
	case SEAL_MISSED:
		return missed->n > 0;
	case SEAL_AWARD:
		return check_award(record);
	case SEAL_WITHDRAW:
		return withdraw->seq >= 1;
	case SEAL_ENVELOPE:
		return check_envelope(record);
	case SEAL_PLAN:
		return check_plan(record);
	case SEAL_PLAN_OPEN:
		return check_plan_open(record);
	default:
		return true;
	}
}

bool
seal_record_parse(struct arena *a, enum seal_type type, const char *text,
    size_t n, void *record)
{
	struct lines l;
	struct buf again;
	bool same;

	memset(record, 0, defs[type].size);
	lines_init(&l, a, text, n, defs[type].tag);
	for (size_t i = 0; i < defs[type].n; i++)
		lines_read(&l, &defs[type].rows[i], record);
	if (!lines_done(&l) || !check(type, record))
		return false;
	buf_init(&again, NOTE_MAX);
	seal_record_write(&again, type, record);
	same = again.len == n && memcmp(again.data, text, n) == 0;
	buf_release(&again);
	return same;
}

void
seal_record_write(struct buf *out, enum seal_type type, const void *record)
{
	lines_tag(out, defs[type].tag);
	for (size_t i = 0; i < defs[type].n; i++)
		lines_write(out, &defs[type].rows[i], record);
}

const char *
seal_record_text(struct arena *a, enum seal_type type, const void *record,
    size_t *n)
{
	struct buf text;
	const char *copy;

	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, type, record);
	if (text.full)
		bug("seal_record: more than %d bytes", NOTE_MAX);
	copy = arena_strndup(a, text.data, text.len);
	if (n != NULL)
		*n = text.len;
	buf_release(&text);
	return copy;
}
