/* SPDX-License-Identifier: Apache-2.0 */
/* tip.c: tips are sent, read, passed on and closed. */
#include "market/tip.h"

#include <string.h>

#include "db/record.h"
#include "market/base/text.h"
#include "market/calendar.h"
#include "market/guess.h"
#include "market/keys.h"
#include "market/message.h"
#include "market/note.h"
#include "market/write.h"

struct change {
	const struct actor *actor;
	int64_t id;
	const char *act, *reply;
	struct tip t;
};

/* ---- sending ---- */

static enum err
send_in_txn(struct db *db, void *ctx)
{
	struct change *c = ctx;
	enum err err;

	c->t.day = calendar_day_of(db_now(db));
	err = db_tip_insert(db, &c->t);
	/* The audit knows that it came, and not from whom. */
	if (!err)
		err = db_audit_change(db, NULL, "tip", "tip", c->t.id, "",
		    c->t.desk);
	return err ? err : message_tell(db, &(struct message){
	    .code = "tip_came", .role = c->t.desk });
}

static void
check_form(const struct tip_form *form, char *text, bool named,
    struct problems *problems)
{
	static const char *const kinds[] = { "designation", "charging",
	    "other" };
	size_t n = named ? 2 : COUNT(kinds);
	bool known = false;

	for (size_t i = 0; i < n; i++)
		known = known || strcmp(kinds[i], form->kind) == 0;
	if (!known)
		problem_at(problems, "kind", "tip_kind_choose");
	text_trim(text);
	(void)problem_text(problems, &(struct text_rule){ .field = "text",
	    .multiline = true, .least = TIP_LEAST, .most = TIP_MOST,
	    .wrong = "tip_text" }, text);
}

/* Too many from one address have to wait; logins are counted apart. */
static enum err
limit(struct market *m, const char *remote, int *wait,
    struct problems *problems)
{
	*wait = guess_wait(m->house->tips, remote, remote, market_now(m));
	if (*wait == 0)
		return OK;
	problem_add(problems, (struct problem){ .code = "tip_wait",
	    .args = { arg_int("SECONDS", *wait) } });
	return ERR_BUSY;
}

enum err
tip_send(struct market *m, const struct actor *actor,
    const struct tip_form *form, char code[TIP_CODE + 1], int *wait,
    struct problems *problems)
{
	char *text = arena_strdup(m->arena, form->text), hex[65];
	struct change c = { .t = { .kind = form->kind, .text = text,
	    .party_id = actor ? actor->party_id : 0 } };
	enum err err;

	problems->n = 0;
	*wait = 0;
	code[0] = '\0';
	check_form(form, text, actor != NULL, problems);
	if (problems->n)
		return ERR_INVALID;
	err = limit(m, form->remote, wait, problems);
	if (err)
		return err;
	c.t.desk = strcmp(form->kind, "other") == 0 ? "regulator" :
	    "discipline";
	keys_random_hex(hex);
	hex[TIP_CODE] = '\0';
	note_hash(c.t.code, hex, TIP_CODE);
	err = write_run(m, send_in_txn, &c);
	if (err)
		return err;
	guess_fail(m->house->tips, form->remote, form->remote,
	    market_now(m));
	memcpy(code, hex, TIP_CODE + 1);
	return OK;
}

enum err
tip_look(struct market *m, const char *code, struct tip *t)
{
	unsigned char hash[TIP_HASH];
	enum err err;

	if (strlen(code) != TIP_CODE)
		return ERR_NOT_FOUND;
	note_hash(hash, code, TIP_CODE);
	err = db_tip_by_code(m->db, hash, t);
	t->text = t->party_name = "";
	return err;
}

/* ---- reading ---- */

static const char *
desk_of(const struct actor *actor)
{
	return role_code(actor->role);
}

enum err
tip_list(struct market *m, const struct actor *actor, int64_t after,
    struct tip **list, size_t *n)
{
	return db_tip_open(m->db, desk_of(actor), after, TIP_PAGE + 1, list,
	    n);
}

enum err
tip_counts(struct market *m, const struct actor *actor,
    struct tip_counts *c)
{
	return db_tip_counts(m->db, desk_of(actor), TIP_COUNTED, c);
}

static enum err
get(struct db *db, const struct actor *actor, int64_t id, struct tip *t)
{
	enum err err = db_tip_get(db, id, t);

	return !err && strcmp(t->desk, desk_of(actor)) != 0 ? ERR_NOT_FOUND :
	    err;
}

enum err
tip_get(struct market *m, const struct actor *actor, int64_t id,
    struct tip *t)
{
	return get(m->db, actor, id, t);
}

bool
tip_may_route(const struct tip *t)
{
	return t->party_id == 0 && strcmp(t->kind, "other") == 0 &&
	    strcmp(t->state, "closed") != 0;
}

static enum err
act_in_txn(struct db *db, void *ctx)
{
	struct change *c = ctx;
	const char *was, *from;
	enum err err = get(db, c->actor, c->id, &c->t);

	if (err)
		return err;
	was = c->t.state;
	from = c->t.desk;
	if (strcmp(was, c->act) == 0 && strcmp(c->reply, c->t.reply) == 0)
		return OK;		/* sent twice */
	if (strcmp(was, "closed") == 0)
		return ERR_CONFLICT;
	if (strcmp(c->act, "routed") == 0) {
		if (!tip_may_route(&c->t))
			return ERR_CONFLICT;
		c->t.desk = strcmp(from, "regulator") == 0 ? "discipline" :
		    "regulator";
	}
	c->t.state = c->act;
	if (c->reply[0] != '\0')
		c->t.reply = c->reply;
	err = db_tip_update(db, &c->t, was);
	if (!err)
		err = db_audit_change(db, c->actor, "tip_act", "tip", c->id,
		    was, c->act);
	if (!err && c->t.desk != from)
		err = message_tell(db, &(struct message){
		    .code = "tip_came", .role = c->t.desk });
	return err;
}

enum err
tip_act(struct market *m, const struct actor *actor, int64_t id,
    const char *act, const char *reply, struct problems *problems)
{
	static const char *const acts[][2] = { { "read", "read" },
	    { "route", "routed" }, { "close", "closed" } };
	char *text = arena_strdup(m->arena, reply);
	struct change c = { .actor = actor, .id = id, .reply = text };

	problems->n = 0;
	text_trim(text);
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i][0], act) == 0)
			c.act = acts[i][1];
	if (c.act == NULL)
		problem_at(problems, "act", "tip_act_choose");
	(void)problem_text(problems, &(struct text_rule){ .field = "reply",
	    .multiline = true, .most = TIP_REPLY }, text);
	if (c.act && strcmp(c.act, "closed") == 0 && text[0] == '\0')
		problem_at(problems, "reply", "tip_reply");
	return problems->n ? ERR_INVALID : write_run(m, act_in_txn, &c);
}
