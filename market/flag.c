/* SPDX-License-Identifier: Apache-2.0 */
/* flag.c: regulators look at flags, dismiss them or open a case. */
#include "market/flag.h"

#include <string.h>

#include "db/record.h"
#include "market/write.h"

enum err
flag_queue(struct market *m, int64_t points, int64_t after_id,
    struct flag_subject **list, size_t *n)
{
	return db_flag_queue(m->db, points, after_id, FLAG_PAGE + 1, list, n);
}

enum err
flag_subject_get(struct market *m, int64_t id, struct flag_subject *s,
    struct flag **list, size_t *n)
{
	enum err err = db_flag_subject(m->db, id, s);

	return err ? err : db_flag_of(m->db, s->subject, FLAG_OF, list, n);
}

static const struct text_rule reason_rule = { .field = "reason",
    .least = 5, .most = FLAG_REASON, .wrong = "flag_reason",
    .empty = "flag_reason" };

struct flag_act {
	const struct actor *actor;
	int64_t subject_id;
	int64_t id;			/* of flag or case */
	const char *cause, *reason, *title;
	int64_t made;
};

/* ---- dismiss ---- */

static enum err
dismiss_in_txn(struct db *db, void *ctx)
{
	struct flag_act *a = ctx;
	struct flag_subject s;
	struct flag f;
	enum err err = db_flag_subject(db, a->subject_id, &s);

	if (!err)
		err = db_flag_get(db, a->id, &f);
	if (!err && strcmp(f.subject, s.subject) != 0)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	f.cause = a->cause;
	f.reason = a->reason;
	err = db_flag_dismiss(db, &f, a->actor->account_id);
	return err ? err : db_audit_change(db, a->actor, "dismiss", "flag",
	    a->id, "raised", a->cause);
}

static bool
is_cause(const char *cause)
{
	return strcmp(cause, "explained") == 0 ||
	    strcmp(cause, "market") == 0 || strcmp(cause, "data") == 0 ||
	    strcmp(cause, "minor") == 0;
}

enum err
flag_dismiss(struct market *m, const struct actor *actor, int64_t subject_id,
    int64_t id, const char *cause, const char *reason,
    struct problems *problems)
{
	struct flag_act a = { .actor = actor, .subject_id = subject_id,
	    .id = id, .cause = cause, .reason = reason };

	problems->n = 0;
	if (id == 0)
		problem_at(problems, "flag", "flag_choose");
	if (!is_cause(cause))
		problem_at(problems, "cause", "flag_cause");
	problem_text(problems, &reason_rule, reason);
	return problems->n ? ERR_INVALID : write_run(m, dismiss_in_txn, &a);
}

/* ---- cases ---- */

static enum err
open_in_txn(struct db *db, void *ctx)
{
	struct flag_act *a = ctx;
	struct flag_subject s;
	struct flag_file c = { .title = a->title, .reason = a->reason };
	enum err err = db_flag_subject(db, a->subject_id, &s);

	if (err)
		return err;
	c.subject = s.subject;
	err = db_flag_case_add(db, &c, a->actor->account_id);
	if (!err)
		err = db_flag_take(db, s.subject, c.id, a->actor->account_id);
	a->made = c.id;
	return err ? err : db_audit_change(db, a->actor, "open_case",
	    "flag_case", c.id, "raised", "case");
}

enum err
flag_open_case(struct market *m, const struct actor *actor,
    int64_t subject_id, const char *title, const char *reason,
    struct problems *problems, int64_t *case_id)
{
	static const struct text_rule rule = { .field = "title", .least = 2,
	    .most = FLAG_TITLE, .wrong = "flag_title",
	    .empty = "flag_title" };
	struct flag_act a = { .actor = actor, .subject_id = subject_id,
	    .title = title, .reason = reason };
	enum err err;

	problems->n = 0;
	problem_text(problems, &rule, title);
	problem_text(problems, &reason_rule, reason);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, open_in_txn, &a);
	*case_id = a.made;
	return err;
}

enum err
flag_case_get(struct market *m, int64_t id, struct flag_file *c,
    struct flag **list, size_t *n)
{
	enum err err = db_flag_case_get(m->db, id, c);

	return err ? err : db_flag_of_case(m->db, id, list, n);
}

static enum err
close_in_txn(struct db *db, void *ctx)
{
	struct flag_act *a = ctx;
	enum err err = db_flag_case_close(db, a->id, a->reason,
	    a->actor->account_id);

	if (!err)
		err = db_flag_close(db, a->id);
	return err ? err : db_audit_change(db, a->actor, "close_case",
	    "flag_case", a->id, "case", "closed");
}

enum err
flag_case_close(struct market *m, const struct actor *actor, int64_t id,
    const char *outcome, struct problems *problems)
{
	static const struct text_rule rule = { .field = "outcome",
	    .least = 5, .most = FLAG_REASON, .wrong = "flag_reason",
	    .empty = "flag_reason" };
	struct flag_act a = { .actor = actor, .id = id, .reason = outcome };

	problems->n = 0;
	if (!problem_text(problems, &rule, outcome))
		return ERR_INVALID;
	return write_run(m, close_in_txn, &a);
}

enum err
flag_case_list(struct market *m, int64_t before, struct flag_file **list,
    size_t *n)
{
	return db_flag_cases(m->db, before > 0 ? before : INT64_MAX,
	    FLAG_PAGE + 1, list, n);
}

enum err
flag_counts(struct market *m, struct flag_counted **list, size_t *n)
{
	return db_flag_counts(m->db, list, n);
}
