/* SPDX-License-Identifier: Apache-2.0 */
/* submit_check.c: what a submission must be, in the order of sealing.md 7. */
#include <string.h>

#include "db/key.h"
#include "db/party.h"
#include "db/project.h"
#include "market/eligible.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/platform.h"
#include "market/rebid.h"
#include "market/submission.h"

/* ---- reading, outside the transaction ---- */

static void
read_record(struct arena *a, struct submission *s)
{
	struct seal_withdraw w;
	enum seal_type type;

	s->parsed = false;
	if (!note_parse(&s->note, s->file, s->n) || s->note.count != 1)
		return;
	type = seal_type_of(s->note.text, s->note.n);
	if (type == SEAL_ENVELOPE) {
		s->parsed = seal_record_parse(a, type, s->note.text,
		    s->note.n, &s->e);
		return;
	}
	if (type != SEAL_WITHDRAW || !seal_record_parse(a, type,
	    s->note.text, s->note.n, &w))
		return;
	s->parsed = s->withdraw = true;
	memcpy(s->e.policy, w.policy, sizeof w.policy);
	s->e.project = w.project;
	s->e.bidder = w.bidder;
	s->e.seq = w.seq;
	s->e.sealer = "offline";
}

/* The key that must have signed: the newest of the name, or the platform. */
static enum err
key_for(struct db *db, const struct submission *s, const char **vkey,
    struct note_key *key)
{
	const struct note_key *trustee = trust_trustee(platform_trust(
	    s->house->platform), s->e.bidder);
	struct key_row row;
	enum err err;

	if (trustee != NULL) {
		*key = *trustee;
		*vkey = s->e.bidder;	/* it never changes */
		return OK;
	}
	err = key_of_name(db, s->e.bidder, &row, key);
	*vkey = err ? NULL : row.vkey;
	return err;
}

static bool
is_signed(struct db *db, struct submission *s)
{
	struct note_key key;

	if (!s->withdraw && strcmp(s->e.sealer, "server") == 0)
		return platform_signed(s->house->platform, &s->note);
	s->vkey = NULL;
	return key_for(db, s, &s->vkey, &key) == OK &&
	    note_check(&s->note, &key, NULL) == NOTE_GOOD;
}

void
submission_read(struct market *m, struct submission *s)
{
	note_hash(s->hash, s->file, s->n);
	memcpy(s->body, s->hash, sizeof s->body);
	read_record(m->arena, s);
	s->good = s->parsed && is_signed(m->db, s);
}

/* ---- the checks of sealing.md 7, in their order ---- */

/* A withdrawal of what the server sealed is the server's to sign. */
static bool
platform_withdraws(const struct submission *s, const struct bid_last *last)
{
	return s->withdraw && !last->own &&
	    platform_signed(s->house->platform, &s->note);
}

static const char *
check_signature(struct db *db, struct submission *s,
    const struct bid_last *last)
{
	const char *vkey = NULL;
	struct note_key key;

	if (!s->withdraw && strcmp(s->e.sealer, "server") == 0)
		return s->good ? NULL : REFUSAL_SIGNATURE;
	if (platform_withdraws(s, last))
		return NULL;
	/* The key may have been replaced since the file was checked. */
	if (key_for(db, s, &vkey, &key) != OK || vkey == NULL)
		return REFUSAL_SIGNATURE;
	if (s->vkey != NULL && strcmp(vkey, s->vkey) == 0)
		return s->good ? NULL : REFUSAL_SIGNATURE;
	return note_check(&s->note, &key, NULL) == NOTE_GOOD ? NULL :
	    REFUSAL_SIGNATURE;
}

static bool
has_right_lengths(const struct submission *s, const struct round_terms *t)
{
	return s->withdraw || (s->e.n == t->n && s->e.ct.n ==
	    (size_t)t->project.form_bytes + 16);
}

static const char *
check_time(struct db *db, const struct submission *s, const struct round *r)
{
	if (r->void_leaf)
		return REFUSAL_VOID;
	if (s->claim)
		return s->claim_at >= r->deadline || r->close_leaf ?
		    REFUSAL_LATE : NULL;
	if (db_now(db) < r->opens)
		return REFUSAL_EARLY;
	return db_now(db) >= r->deadline || r->close_leaf ? REFUSAL_LATE :
	    NULL;
}

static bool
is_contributor(const struct submission *s, const struct round_terms *t)
{
	return envelope_is_contributor(&t->project, s->e.bidder);
}

/* Whose name is it?  A claim needs no session: its signature speaks. */
static const char *
check_bidder(struct db *db, struct submission *s,
    const struct round_terms *t)
{
	const struct platform *p = s->house->platform;
	const char *slash = strrchr(s->e.bidder, '/');
	struct party party;

	s->bid.agency_id = 0;
	if (is_contributor(s, t))
		return NULL;
	if (!s->claim && (s->actor == NULL || s->actor->uscc == NULL))
		return REFUSAL_BIDDER;
	if (slash == NULL || strcmp(platform_name(p, db_arena(db), "b",
	    slash + 1), s->e.bidder) != 0 || (!s->claim &&
	    strcmp(slash + 1, s->actor->uscc) != 0))
		return REFUSAL_BIDDER;
	if (db_party_by_uscc(db, slash + 1, &party) != OK)
		return REFUSAL_BIDDER;
	s->bid.agency_id = party.id;
	return NULL;
}

static const char *
check_sealer(const struct submission *s, const struct round *r,
    const struct bid_last *last)
{
	if (s->withdraw || strcmp(s->e.sealer, "server") != 0)
		return NULL;
	return r->server && !last->own ? NULL : REFUSAL_SEALER;
}

static const char *
check_eligible(struct db *db, const struct submission *s,
    const struct round *r)
{
	struct eligible e;
	struct project p;
	bool may;

	if (s->bid.agency_id == 0 || s->withdraw)
		return NULL;
	if (db_project_get(db, r->project_id, &p) != OK ||
	    eligible_of(db, &p, s->bid.agency_id, db_now(db), &e) != OK ||
	    e.code != NULL)
		return REFUSAL_ELIGIBLE;
	return rebid_may(db, r, s->bid.agency_id, &may) != OK || !may ?
	    REFUSAL_ELIGIBLE : NULL;
}

/* A first envelope and a withdrawal are never refused for number. */
static const char *
check_cap(struct db *db, const struct submission *s,
    const struct round_terms *t, const struct bid_last *last)
{
	int64_t all = 0;

	if (s->claim) {
		if (db_bid_claims(db, t->round.id, &all) != OK ||
		    all >= SEAL_CLAIMS)
			return REFUSAL_CAP;
	}
	if (s->withdraw || last->count == 0)
		return NULL;
	if (last->count >= SUBMIT_CAP)
		return REFUSAL_CAP;
	return db_bid_count(db, t->round.id, &all) != OK ||
	    all >= t->project.max_subs ? REFUSAL_CAP : NULL;
}

/* Which trustee of the round signed the claim: 0 a stranger, -1 wrongly. */
static int64_t
claimed_by(const struct submission *s, const struct round_terms *t)
{
	const struct trust *trust = platform_trust(s->house->platform);

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < trust->n_trustees; k++) {
			enum note_verdict v;

			if (strcmp(trust->trustees[k].name,
			    t->trustees[i].name) != 0)
				continue;
			v = note_check(s->claim, &trust->trustees[k], NULL);
			if (v != NOTE_ABSENT)
				return v == NOTE_GOOD ? t->trustees[i].i : -1;
		}
	return 0;
}

const char *
submission_check(struct db *db, struct submission *s,
    const struct round_terms *t)
{
	struct bid_last last;
	const char *code;

	s->claim_i = s->claim ? claimed_by(s, t) : 0;

	if (!has_right_lengths(s, t))
		return REFUSAL_GRAMMAR;
	if (db_bid_of_name(db, t->round.id, s->e.bidder, &last) != OK)
		return REFUSAL_SEQ;
	code = check_time(db, s, &t->round);
	if (!code)
		code = check_bidder(db, s, t);
	if (!code)
		code = check_sealer(s, &t->round, &last);
	if (!code)
		code = s->claim_i < 0 ? REFUSAL_SIGNATURE :
		    check_signature(db, s, &last);
	if (!code)
		code = check_eligible(db, s, &t->round);
	if (!code && (s->e.seq != last.seq + 1 || (s->withdraw &&
	    strcmp(last.state, "sealed") != 0)))
		code = REFUSAL_SEQ;
	if (!code)
		code = check_cap(db, s, t, &last);
	return !code && s->claim && s->claim_i == 0 ? REFUSAL_KEY : code;
}
