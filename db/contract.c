/* SPDX-License-Identifier: Apache-2.0 */
/* contract.c: contracts, what is delivered and what is proposed: the SQL. */
#include "db/contract.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, OF_PROJECT, OF_AWARD, OF_DELIVERABLE, FEES, UPDATE, D_INSERT, D_ALL,
	D_JUDGE, P_INSERT, P_ALL, P_OPEN, P_CLOSE
};

#define CONTRACT_SELECT							\
	"SELECT c.id, c.project_id, c.award_id, c.owner_id, c.agency_id," \
	" o.name, o.uscc, a.name, a.uscc, c.budget_line_id, c.award_fen," \
	" c.change_fen, c.moved_fen, c.amount_fen, c.paid_fen,"		\
	" c.notice_hash, c.service_days, c.terms, c.text, c.text_hash,"	\
	" c.sent_by, c.remark, c.state, c.rev, c.owner_signed_at,"	\
	" coalesce(c.owner_leaf, -1), c.agency_signed_at,"		\
	" coalesce(c.agency_leaf, -1), c.in_force_at, c.filed_at,"	\
	" c.suspended_at, c.paused, c.reminded, c.accepted_at,"		\
	" c.ended_at, coalesce(c.settle_fen, -1), c.fault, c.reason,"	\
	" c.created_at, c.owner_key, c.agency_key FROM contract c JOIN party o ON o.id = c.owner_id" \
	" JOIN party a ON a.id = c.agency_id"

#define DELIVERABLE_COLUMNS						\
	"id, contract_id, milestone_id, note, delivered_at, verdict,"	\
	" defects, decided_at"

#define PROPOSAL_COLUMNS						\
	"id, contract_id, kind, side, amount_fen, days, settle_fen,"	\
	" fault, reason, made_at, state, decided_at"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO contract (project_id, award_id, owner_id,"
		" agency_id, payer_id, budget_line_id, award_fen, amount_fen,"
		" notice_hash, service_days, state, created_at) VALUES"
		" (:project, :award, :owner, :agency, :owner, :line, :amount,"
		" :amount, :notice, :days, 'drafting', :now) RETURNING id",
	[OF_PROJECT] =
		CONTRACT_SELECT " WHERE c.project_id = :project"
		" ORDER BY c.id DESC LIMIT 1",
	[OF_AWARD] =
		CONTRACT_SELECT " WHERE c.award_id = :award",
	[OF_DELIVERABLE] =
		CONTRACT_SELECT " WHERE c.id = (SELECT contract_id"
		" FROM deliverable WHERE id = :deliverable)",
	[FEES] =
		"SELECT c.award_fen, p.fee_fen FROM contract c"
		" INDEXED BY contract_forced"
		" CROSS JOIN project p ON p.id = c.project_id"
		" WHERE c.agency_id = :agency AND c.in_force_at IS NOT NULL"
		" ORDER BY c.id DESC LIMIT :limit",
	[UPDATE] =
		"UPDATE contract SET change_fen = :change,"
		" moved_fen = :moved, amount_fen = :amount, paid_fen = :paid,"
		" service_days = :days, terms = :terms, text = :text,"
		" text_hash = :hash, sent_by = :sent, remark = :remark,"
		" state = :state, rev = rev + 1, owner_signed_at = :osigned,"
		" owner_leaf = :oleaf, owner_key = :okey,"
		" agency_signed_at = :asigned, agency_leaf = :aleaf,"
		" agency_key = :akey, in_force_at = :force,"
		" filed_at = :filed, suspended_at = :suspended,"
		" paused = :paused, reminded = :reminded,"
		" accepted_at = :accepted, ended_at = :ended,"
		" settle_fen = :settle, fault = :fault, reason = :reason"
		" WHERE id = :id AND rev = :rev",
	[D_INSERT] =
		"INSERT INTO deliverable (contract_id, milestone_id, note,"
		" delivered_at) VALUES (:contract, :milestone, :note, :now)"
		" RETURNING id",
	[D_ALL] =
		"SELECT " DELIVERABLE_COLUMNS " FROM deliverable"
		" WHERE contract_id = :contract ORDER BY id",
	[D_JUDGE] =
		"UPDATE deliverable SET verdict = :verdict,"
		" defects = :defects, decided_at = :now"
		" WHERE contract_id = :contract AND verdict = ''",
	[P_INSERT] =
		"INSERT INTO proposal (contract_id, kind, side, amount_fen,"
		" days, settle_fen, fault, reason, made_at, state) VALUES"
		" (:contract, :kind, :side, :amount, :days, :settle, :fault,"
		" :reason, :now, 'open') RETURNING id",
	[P_ALL] =
		"SELECT " PROPOSAL_COLUMNS " FROM proposal"
		" WHERE contract_id = :contract ORDER BY id",
	[P_OPEN] =
		"SELECT " PROPOSAL_COLUMNS " FROM proposal"
		" WHERE contract_id = :contract AND state = 'open'",
	[P_CLOSE] =
		"UPDATE proposal SET state = :state, decided_at = :now"
		" WHERE contract_id = :contract AND state = 'open'",
};

const struct sql_table contract_sql = { sql, COUNT(sql) };

enum err
db_contract_insert(struct db *db, struct contract *c)
{
	struct stmt *st = db_stmt(db, CONTRACT, INSERT);

	bind_int(st, ":project", c->project_id);
	bind_int(st, ":award", c->award_id);
	bind_int(st, ":owner", c->owner_id);
	bind_int(st, ":agency", c->agency_id);
	bind_opt(st, ":line", c->budget_line_id);
	bind_int(st, ":amount", c->award_fen);
	bind_blob(st, ":notice", c->notice_hash, CONTRACT_HASH);
	bind_int(st, ":days", c->service_days);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_id(st, &c->id);
}

static void
from_row(struct contract *c, struct stmt *st)
{
	*c = (struct contract){
		.id = column_int(st, 0), .project_id = column_int(st, 1),
		.award_id = column_int(st, 2), .owner_id = column_int(st, 3),
		.agency_id = column_int(st, 4),
		.owner_name = column_text(st, 5),
		.owner_uscc = column_text(st, 6),
		.agency_name = column_text(st, 7),
		.agency_uscc = column_text(st, 8),
		.budget_line_id = column_int(st, 9),
		.award_fen = column_int(st, 10),
		.change_fen = column_int(st, 11),
		.moved_fen = column_int(st, 12),
		.amount_fen = column_int(st, 13),
		.paid_fen = column_int(st, 14),
		.service_days = column_int(st, 16),
		.terms = column_text(st, 17), .text = column_text(st, 18),
		.sent_by = column_text(st, 20),
		.remark = column_text(st, 21), .state = column_text(st, 22),
		.rev = column_int(st, 23),
		.owner_signed_at = column_int(st, 24),
		.owner_leaf = column_int(st, 25),
		.agency_signed_at = column_int(st, 26),
		.agency_leaf = column_int(st, 27),
		.in_force_at = column_int(st, 28),
		.filed_at = column_int(st, 29),
		.suspended_at = column_int(st, 30),
		.paused = column_int(st, 31),
		.reminded = column_int(st, 32),
		.accepted_at = column_int(st, 33),
		.ended_at = column_int(st, 34),
		.settle_fen = column_int(st, 35),
		.fault = column_text(st, 36), .reason = column_text(st, 37),
		.created_at = column_int(st, 38),
		.owner_key = column_text(st, 39),
		.agency_key = column_text(st, 40),
	};
	(void)column_bytes(st, 15, c->notice_hash, CONTRACT_HASH);
	(void)column_bytes(st, 19, c->text_hash, CONTRACT_HASH);
}

static enum err
read_one(struct stmt *st, struct contract *c)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		from_row(c, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_contract_of_project(struct db *db, int64_t project_id, struct contract *c)
{
	struct stmt *st = db_stmt(db, CONTRACT, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_one(st, c);
}

enum err
db_contract_of_award(struct db *db, int64_t award_id, struct contract *c)
{
	struct stmt *st = db_stmt(db, CONTRACT, OF_AWARD);

	bind_int(st, ":award", award_id);
	return read_one(st, c);
}

enum err
db_contract_of_deliverable(struct db *db, int64_t deliverable_id,
    struct contract *c)
{
	struct stmt *st = db_stmt(db, CONTRACT, OF_DELIVERABLE);

	bind_int(st, ":deliverable", deliverable_id);
	return read_one(st, c);
}

static void
bind_leaf(struct stmt *st, const char *name, int64_t leaf)
{
	if (leaf < 0)
		bind_null(st, name);
	else
		bind_int(st, name, leaf);
}

static void
bind_signatures(struct stmt *st, const struct contract *c)
{
	if (c->text[0] == '\0')
		bind_null(st, ":hash");
	else
		bind_blob(st, ":hash", c->text_hash, CONTRACT_HASH);
	bind_opt(st, ":osigned", c->owner_signed_at);
	bind_leaf(st, ":oleaf", c->owner_leaf);
	bind_text(st, ":okey", c->owner_key);
	bind_opt(st, ":asigned", c->agency_signed_at);
	bind_leaf(st, ":aleaf", c->agency_leaf);
	bind_text(st, ":akey", c->agency_key);
}

enum err
db_contract_fees(struct db *db, int64_t agency_id, int limit,
    struct contract_fee **list, size_t *n)
{
	struct stmt *st = db_stmt(db, CONTRACT, FEES);
	struct contract_fee *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":agency", agency_id);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct contract_fee){ column_int(st, 0),
		    column_int(st, 1) };
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_contract_update(struct db *db, struct contract *c)
{
	struct stmt *st = db_stmt(db, CONTRACT, UPDATE);
	enum err err;

	bind_int(st, ":id", c->id);
	bind_int(st, ":rev", c->rev);
	bind_int(st, ":change", c->change_fen);
	bind_int(st, ":moved", c->moved_fen);
	bind_int(st, ":amount", c->amount_fen);
	bind_int(st, ":paid", c->paid_fen);
	bind_int(st, ":days", c->service_days);
	bind_text(st, ":terms", c->terms);
	bind_text(st, ":text", c->text);
	bind_text(st, ":sent", c->sent_by);
	bind_text(st, ":remark", c->remark);
	bind_text(st, ":state", c->state);
	bind_signatures(st, c);
	bind_opt(st, ":force", c->in_force_at);
	bind_opt(st, ":filed", c->filed_at);
	bind_opt(st, ":suspended", c->suspended_at);
	bind_int(st, ":paused", c->paused);
	bind_int(st, ":reminded", c->reminded);
	bind_opt(st, ":accepted", c->accepted_at);
	bind_opt(st, ":ended", c->ended_at);
	bind_leaf(st, ":settle", c->settle_fen);
	bind_text(st, ":fault", c->fault);
	bind_text(st, ":reason", c->reason);
	db_changed(db);
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	c->rev += !err;
	return err;
}

enum err
db_deliverable_insert(struct db *db, struct deliverable *d)
{
	struct stmt *st = db_stmt(db, CONTRACT, D_INSERT);

	bind_int(st, ":contract", d->contract_id);
	bind_int(st, ":milestone", d->milestone_id);
	bind_text(st, ":note", d->note);
	bind_int(st, ":now", db_now(db));
	return stmt_id(st, &d->id);
}

enum err
db_deliverable_all(struct db *db, int64_t contract_id,
    struct deliverable **list, size_t *n)
{
	struct stmt *st = db_stmt(db, CONTRACT, D_ALL);
	struct deliverable *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":contract", contract_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct deliverable){
			.id = column_int(st, 0),
			.contract_id = column_int(st, 1),
			.milestone_id = column_int(st, 2),
			.note = column_text(st, 3),
			.delivered_at = column_int(st, 4),
			.verdict = column_text(st, 5),
			.defects = column_text(st, 6),
			.decided_at = column_int(st, 7),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_deliverable_judge(struct db *db, int64_t contract_id,
    const char *verdict, const char *defects)
{
	struct stmt *st = db_stmt(db, CONTRACT, D_JUDGE);

	bind_int(st, ":contract", contract_id);
	bind_text(st, ":verdict", verdict);
	bind_text(st, ":defects", defects);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_proposal_insert(struct db *db, struct proposal *p)
{
	struct stmt *st = db_stmt(db, CONTRACT, P_INSERT);

	bind_int(st, ":contract", p->contract_id);
	bind_text(st, ":kind", p->kind);
	bind_text(st, ":side", p->side);
	bind_int(st, ":amount", p->amount_fen);
	bind_int(st, ":days", p->days);
	bind_int(st, ":settle", p->settle_fen);
	bind_text(st, ":fault", p->fault);
	bind_text(st, ":reason", p->reason);
	bind_int(st, ":now", db_now(db));
	return stmt_id(st, &p->id);
}

static void
proposal_from_row(struct proposal *p, struct stmt *st)
{
	*p = (struct proposal){
		.id = column_int(st, 0), .contract_id = column_int(st, 1),
		.kind = column_text(st, 2), .side = column_text(st, 3),
		.amount_fen = column_int(st, 4), .days = column_int(st, 5),
		.settle_fen = column_int(st, 6), .fault = column_text(st, 7),
		.reason = column_text(st, 8), .made_at = column_int(st, 9),
		.state = column_text(st, 10),
		.decided_at = column_int(st, 11),
	};
}

enum err
db_proposal_all(struct db *db, int64_t contract_id, struct proposal **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, CONTRACT, P_ALL);
	struct proposal *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":contract", contract_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		proposal_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_proposal_open(struct db *db, int64_t contract_id, struct proposal *p)
{
	struct stmt *st = db_stmt(db, CONTRACT, P_OPEN);
	bool found;
	enum err err;

	bind_int(st, ":contract", contract_id);
	err = stmt_step(st, &found);
	if (!err && found)
		proposal_from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_proposal_close(struct db *db, int64_t contract_id, const char *state)
{
	struct stmt *st = db_stmt(db, CONTRACT, P_CLOSE);

	bind_int(st, ":contract", contract_id);
	bind_text(st, ":state", state);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}
