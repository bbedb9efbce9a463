/* SPDX-License-Identifier: Apache-2.0 */
/* affiliation.c: the register of ties is kept, and asked. */
#include "market/affiliation.h"

#include <string.h>

#include "db/agency.h"
#include "db/party.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/uscc.h"
#include "market/write.h"

enum err
affiliation_conflict(struct db *db, int64_t agency_id, int64_t owner_id,
    int64_t item_id, int64_t at, const char **code)
{
	return db_affiliation_conflict(db, agency_id, owner_id, item_id,
	    calendar_day_of(at), code);
}

/* ---- the form ---- */

/* A day of Beijing. */
static bool
read_day(const char *text, int64_t *day)
{
	int64_t at;

	if (!digits_read_day(text, &at))
		return false;
	*day = calendar_day_of(at);
	return true;
}

/* «51», «12.5», «33.34» percent in basis points. */
static bool
read_share(const char *text, int64_t *bp)
{
	char whole[4] = "";
	const char *dot = strchr(text, '.');
	size_t n = dot ? (size_t)(dot - text) : strlen(text);
	int64_t a, b = 0;

	if (n == 0 || n >= sizeof whole)
		return false;
	for (size_t i = 0; i < n; i++)
		whole[i] = text[i];
	if (!digits_int(whole, 0, 100, &a))
		return false;
	if (dot && (strlen(dot) < 2 || strlen(dot) > 3))
		return false;
	for (size_t i = 1; dot && i < 3; i++) {
		int c = i < strlen(dot) ? dot[i] : '0';

		if (c < '0' || c > '9')
			return false;
		b = 10 * b + (c - '0');
	}
	*bp = a * 100 + b;
	return *bp > 0 && *bp <= 10000;
}

struct adding {
	const struct actor *actor;
	const struct affiliation_form *form;
	struct problems *problems;
	struct affiliation f;
};

static bool
has_share(const char *kind)
{
	return strcmp(kind, "holder") == 0 ||
	    strcmp(kind, "shareholder") == 0;
}

static void
read_kind(struct adding *w)
{
	static const char *const kinds[] = { "founder", "supervisor",
	    "holder", "shareholder", "office" };
	const struct affiliation_form *form = w->form;

	w->f.kind = NULL;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i], form->kind) == 0)
			w->f.kind = kinds[i];
	if (w->f.kind == NULL)
		problem_at(w->problems, "kind", "affiliation_kind");
	else if (form->share[0] ? !has_share(w->f.kind) ||
	    !read_share(form->share, &w->f.share_bp) :
	    strcmp(w->f.kind, "shareholder") == 0)
		problem_at(w->problems, "share", "affiliation_share");
}

static void
read_days(struct adding *w)
{
	bool from = read_day(w->form->from, &w->f.from_on);

	if (!from)
		problem_at(w->problems, "from", "affiliation_day");
	if (w->form->to[0] && (!read_day(w->form->to, &w->f.to_on) ||
	    (from && w->f.to_on < w->f.from_on)))
		problem_at(w->problems, "to", "affiliation_to");
}

static void
read_other(struct adding *w, char good[USCC_LENGTH + 1])
{
	static const struct text_rule name = { .field = "other_name",
	    .least = 2, .most = AFFILIATION_NAME,
	    .wrong = "affiliation_name" };

	good[0] = '\0';
	if (w->form->other_uscc[0] &&
	    uscc_problem(w->form->other_uscc, good) != NULL) {
		good[0] = '\0';
		problem_at(w->problems, "other_uscc", "affiliation_uscc");
	}
	if (!w->form->other_uscc[0] || w->form->other_name[0])
		(void)problem_text(w->problems, &name, w->form->other_name);
	w->f.other_uscc = good;
	w->f.other_name = w->form->other_name;
}

/* The agency, and the name of whom the code names. */
static enum err
find_parties(struct db *db, struct adding *w)
{
	struct party party;
	struct agency a;
	enum err err = db_party_by_uscc(db, w->form->uscc, &party);

	if (!err)
		err = db_agency_get(db, party.id, &a);
	if (err == ERR_NOT_FOUND) {
		problem_at(w->problems, "uscc", "credit_no_agency");
		return ERR_INVALID;
	}
	w->f.agency_id = party.id;
	if (err || !w->f.other_uscc[0])
		return err;
	err = db_party_by_uscc(db, w->f.other_uscc, &party);
	if (!err)
		w->f.other_name = party.name;
	if (err == ERR_NOT_FOUND && !w->f.other_name[0]) {
		problem_at(w->problems, "other_name", "affiliation_name");
		return ERR_INVALID;
	}
	if (!err && party.id == w->f.agency_id) {
		problem_at(w->problems, "other_uscc", "affiliation_self");
		return ERR_INVALID;
	}
	return err == ERR_NOT_FOUND ? OK : err;
}

static enum err
add_in_txn(struct db *db, void *ctx)
{
	struct adding *w = ctx;
	int64_t id;
	enum err err = db_once_find(db, w->form->once, w->actor->account_id,
	    &id);

	w->problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = find_parties(db, w);
	w->f.recorded_by = w->actor->account_id;
	if (!err)
		err = db_affiliation_insert(db, &w->f);
	if (!err)
		err = db_audit_change(db, w->actor, "affiliation_add",
		    "affiliation", w->f.id, "", w->f.kind);
	if (!err)
		err = credit_held(db, w->f.agency_id);
	return err ? err : db_once_add(db, w->form->once,
	    w->actor->account_id, w->f.id);
}

static bool
keeps(const struct actor *actor)
{
	return actor->role == ROLE_OPERATOR || actor->role == ROLE_REGULATOR;
}

enum err
affiliation_add(struct market *m, const struct actor *actor,
    const struct affiliation_form *form, struct problems *problems)
{
	static const struct text_rule source = { .field = "source",
	    .least = AFFILIATION_SOURCE_LEAST, .most = AFFILIATION_SOURCE,
	    .wrong = "affiliation_source" };
	struct adding w = { .actor = actor, .form = form,
	    .problems = problems };
	char good[USCC_LENGTH + 1];

	problems->n = 0;
	if (!keeps(actor))
		return ERR_FORBIDDEN;
	if (form->uscc[0] == '\0')
		problem_at(problems, "uscc", "credit_no_agency");
	read_other(&w, good);
	read_kind(&w);
	read_days(&w);
	(void)problem_text(problems, &source, form->source);
	w.f.source = form->source;
	return problems->n ? ERR_INVALID : write_run(m, add_in_txn, &w);
}

/* ---- its end ---- */

struct ending {
	const struct actor *actor;
	int64_t id, day;
	struct problems *problems;
};

static enum err
end_in_txn(struct db *db, void *ctx)
{
	struct ending *e = ctx;
	struct affiliation f;
	enum err err = db_affiliation_get(db, e->id, &f);

	e->problems->n = 0;
	if (err || f.to_on == e->day)
		return err;		/* sent twice */
	if (e->day < f.from_on) {
		problem_at(e->problems, "to", "affiliation_to");
		return ERR_INVALID;
	}
	err = db_affiliation_end(db, e->id, e->day, e->actor->account_id);
	if (!err)
		err = credit_held(db, f.agency_id);
	return err ? err : db_audit_change(db, e->actor, "affiliation_end",
	    "affiliation", e->id, "", "ended");
}

enum err
affiliation_end(struct market *m, const struct actor *actor, int64_t id,
    const char *to, struct problems *problems)
{
	struct ending e = { .actor = actor, .id = id, .problems = problems };

	problems->n = 0;
	if (!keeps(actor))
		return ERR_FORBIDDEN;
	if (!read_day(to, &e.day) ||
	    e.day > calendar_day_of(market_now(m))) {
		problem_at(problems, "to", "affiliation_to");
		return ERR_INVALID;
	}
	return write_run(m, end_in_txn, &e);
}

/* ---- reading ---- */

enum err
affiliation_of(struct market *m, int64_t agency_id,
    struct affiliation **list, size_t *n)
{
	return db_affiliation_list(m->db, agency_id, 0, AFFILIATION_SHOWN,
	    list, n);
}

enum err
affiliation_list(struct market *m, int64_t before,
    struct affiliation **list, size_t *n)
{
	return db_affiliation_list(m->db, 0, before, AFFILIATION_PAGE + 1,
	    list, n);
}
