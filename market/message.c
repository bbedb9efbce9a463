/* SPDX-License-Identifier: Apache-2.0 */
/* message.c: telling those whom it concerns. */
#include "market/message.h"

#include <inttypes.h>
#include <string.h>

#include "db/outbox.h"
#include "market/base/digits.h"
#include "market/write.h"

const struct message_kind *
message_kind(const char *code)
{
	for (size_t i = 0; i < message_kinds_n; i++)
		if (strcmp(message_kinds[i].code, code) == 0)
			return &message_kinds[i];
	return NULL;
}

static bool
is_word(enum arg_kind kind)
{
	return kind == ARG_TEXT || kind == ARG_CODE;
}

static size_t
args_of(const struct message_kind *kind)
{
	size_t n = 0;

	while (n < MESSAGE_ARGS && kind->args[n].name != NULL)
		n++;
	return n;
}

/* One value a line; a line break in a text becomes a blank. */
static void
add_value(struct buf *out, const struct arg *arg)
{
	if (!is_word(arg->kind)) {
		buf_printf(out, "%" PRId64 "\n", arg->number);
		return;
	}
	for (const char *p = arg->text; *p; p++)
		buf_add(out, *p == '\n' ? " " : p, 1);
	buf_text(out, "\n");
}

enum { VALUES_MAX = 4096 };

static const char *
values_of(struct db *db, const struct message_kind *kind,
    const struct message *m)
{
	size_t n = args_of(kind);
	const char *values;
	struct buf out;

	buf_init(&out, VALUES_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct arg *arg = m->args ? &m->args[i] : NULL;

		if (arg == NULL || arg->name == NULL ||
		    arg->kind != kind->args[i].kind ||
		    strcmp(arg->name, kind->args[i].name) != 0)
			bug("message %s: argument %zu is not %s", m->code, i,
			    kind->args[i].name);
		add_value(&out, arg);
	}
	if (m->args != NULL && m->args[n].kind != ARG_END)
		bug("message %s: more than %zu arguments", m->code, n);
	values = arena_strndup(db_arena(db), out.len ? out.data : "",
	    out.len);
	buf_release(&out);
	return values;
}

enum err
message_tell(struct db *db, const struct message *m)
{
	const struct message_kind *kind = message_kind(m->code);
	struct message row = *m;
	enum err err;

	if (kind == NULL || (m->party_id == 0) == (m->account_id == 0))
		bug("message %s: unknown, or to nobody", m->code);
	row.values = values_of(db, kind, m);
	err = db_message_add(db, &row);
	return err || kind->flags & MESSAGE_SITE ? err :
	    db_outbox_add(db, &row);
}

static enum err
tell_party(struct db *db, const struct project *p, int64_t party_id,
    const char *code, const struct arg *args)
{
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = party_id, .project_id = p->id, .args = args });
}

enum err
message_sides(struct db *db, const struct project *p, int64_t agency_id,
    const char *code, const struct arg *args)
{
	enum err err = tell_party(db, p, p->owner_id, code, args);

	return err ? err : tell_party(db, p, agency_id, code, args);
}

enum err
message_bidders(struct db *db, const struct project *p, int64_t round_id,
    const char *code, const struct arg *args)
{
	int64_t *ids;
	size_t n;
	enum err err = db_bid_parties(db, round_id, &ids, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = tell_party(db, p, ids[i], code, args);
	return err;
}

enum err
message_receipt(struct db *db, int64_t project_id, const struct bid *b)
{
	char hex[2 * BID_HASH + 1];
	const char *code = strcmp(b->kind, "withdraw") == 0 ?
	    "bid_withdrawn" : b->seq > 1 ? "bid_replaced" : "bid_receipt";
	const struct arg args[] = { arg_int("SEQ", b->seq),
	    arg_number("AT", ARG_SECOND, b->received_at), arg_text("FILE",
	    digits_hex(hex, b->file, BID_HASH)), { 0 } };

	if (b->agency_id == 0)
		return OK;		/* a contributor's own affair */
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = b->agency_id, .project_id = project_id,
	    .args = args });
}

enum err
message_failed(struct db *db, const struct project *p, const struct round *r,
    const char *reason)
{
	const struct arg args[] = { arg_code("REASON", arena_printf(
	    db_arena(db), "reason_%s", reason)), { 0 } };
	enum err err = tell_party(db, p, p->owner_id, "failed_round", args);

	return err ? err : message_bidders(db, p, r->id, "failed_round",
	    args);
}

static enum err
tell_place(struct db *db, const struct project *p, const struct bid *b,
    int64_t places, const struct award *a)
{
	const struct arg won[] = { arg_money("AMOUNT", a->amount_fen),
	    arg_time("UNTIL", a->standstill_until), { 0 } };
	const struct arg lost[] = { arg_int("RANK", b->position),
	    arg_int("OF", places), arg_money("AMOUNT", a->amount_fen),
	    { 0 } };
	const struct arg out[] = { arg_code("REASON", arena_printf(
	    db_arena(db), "out_%s", b->out_code ? b->out_code :
	    "envelope")), { 0 } };

	if (b->id == a->bid_id)
		return tell_party(db, p, b->agency_id, "opened_won", won);
	if (b->position > 0)
		return tell_party(db, p, b->agency_id, "opened_lost", lost);
	return tell_party(db, p, b->agency_id, "opened_invalid", out);
}

/* Superseded and withdrawn ones are not of the result. */
static bool
was_opened(const struct bid *b)
{
	return b->agency_id != 0 && strcmp(b->kind, "envelope") == 0 &&
	    strcmp(b->state, "superseded") != 0 &&
	    strcmp(b->state, "withdrawn") != 0;
}

enum err
message_opened(struct db *db, const struct project *p,
    const struct bid *bids, size_t n, const struct award *a)
{
	const struct arg owner[] = { arg_text("WINNER", a->agency_name),
	    arg_money("AMOUNT", a->amount_fen),
	    arg_time("UNTIL", a->standstill_until), { 0 } };
	int64_t places = 0;
	enum err err = tell_party(db, p, p->owner_id, "opened_owner", owner);

	for (size_t i = 0; i < n; i++)
		places += bids[i].position > 0;
	for (size_t i = 0; !err && i < n; i++)
		if (was_opened(&bids[i]))
			err = tell_place(db, p, &bids[i], places, a);
	return err;
}

/* ---- reading ---- */

void
message_args(struct arena *a, const struct message *m,
    struct arg out[MESSAGE_ARGS + 1])
{
	const struct message_kind *kind = message_kind(m->code);
	const char *at = m->values;
	size_t n = kind ? args_of(kind) : 0;

	memset(out, 0, (MESSAGE_ARGS + 1) * sizeof *out);
	for (size_t i = 0; i < n; i++) {
		size_t length = strcspn(at, "\n");
		char *value = arena_strndup(a, at, length);

		out[i] = arg_text(kind->args[i].name, value);
		out[i].kind = kind->args[i].kind;
		if (!is_word(out[i].kind) && !digits_int(value[0] == '-' ?
		    value + 1 : value, 0, INT64_MAX, &out[i].number))
			out[i].number = 0;
		if (value[0] == '-')
			out[i].number = -out[i].number;
		at += length + (at[length] == '\n');
	}
}

static const char *
word_of(const struct arg *args, const char *name)
{
	for (; args->kind != ARG_END; args++)
		if (strcmp(args->name, name) == 0 && args->text != NULL)
			return args->text;
	return "";
}

const char *
message_link(struct arena *a, const struct message *m)
{
	const struct message_kind *kind = message_kind(m->code);
	struct arg args[MESSAGE_ARGS + 1];
	const char *link = kind ? kind->link : "/desk/messages";
	const char *colon = strchr(link, ':');
	size_t name;

	if (colon == NULL)
		return link;
	name = strcspn(colon, "/");
	message_args(a, m, args);
	return arena_printf(a, "%.*s%s%s", (int)(colon - link), link,
	    strncmp(colon, ":file", name) == 0 ? word_of(args, "FILE") :
	    strncmp(colon, ":event", name) == 0 ? word_of(args, "EVENT") :
	    m->project_code, colon + name);
}

enum err
message_list(struct market *m, const struct actor *actor, int64_t before_id,
    struct message **list, size_t *n)
{
	return db_message_list(m->db, actor->account_id, before_id,
	    MESSAGE_PAGE + 1, list, n);
}

enum err
message_unread(struct market *m, const struct actor *actor, int64_t *n)
{
	return db_message_unread(m->db, actor->account_id, MESSAGE_COUNTED,
	    n);
}

struct reading {
	int64_t account_id;
	int64_t id;
	bool all;
};

static enum err
read_in_txn(struct db *db, void *ctx)
{
	const struct reading *r = ctx;

	return r->all ? db_message_read_all(db, r->account_id, r->id) :
	    db_message_read(db, r->account_id, r->id);
}

enum err
message_read(struct market *m, const struct actor *actor, int64_t id)
{
	struct reading r = { actor->account_id, id, false };

	return write_run(m, read_in_txn, &r);
}

enum err
message_read_all(struct market *m, const struct actor *actor, int64_t upto)
{
	struct reading r = { actor->account_id, upto, true };

	return write_run(m, read_in_txn, &r);
}
