/* SPDX-License-Identifier: Apache-2.0 */
/* project.c: the project table's SQL, and its mapping to structs. */
#include "db/project.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	/* Lists come first: the bits of an index are its filters. */
	BY_STATE = 1, BY_REGION = 2, BY_ITEM = 4, LISTS = 8,
	INSERT = LISTS, UPDATE, BY_CODE, BY_ID, MOVE, PUBLISHED,
	DEADLINE, ELIGIBLE, FEE,
	OF_OWNER, PUBLIC_OF_OWNER, BY_DEADLINE, ROW, WINDOWS
};

#define PROJECT_COLUMNS							\
	"p.id, p.code, p.attempt_no, p.owner_id, p.owner_uscc, o.name,"	\
	" p.item_id, i.code, i.name, p.title, p.scale, p.content,"	\
	" p.place, p.region, coalesce(r.name, ''), p.fund,"		\
	" p.budget_line_id, p.chosen_id, p.ceiling_fen, p.service_days,"\
	" p.requirements, p.method, p.deadline, p.contact, p.phone,"	\
	" p.state, p.param_version, p.created_at, p.published_at,"	\
	" p.rev, p.server, p.quote, p.floor_fen, p.rate_min, p.rate_max,"	\
	" p.fixed_fen, p.evaluators, p.min_entrants, p.enquiry_until,"	\
	" p.prior_id, p.criteria, p.documents, p.eligible, p.any_will_do,"	\
	" p.fee_fen"
#define JOINED								\
	" FROM project p JOIN party o ON o.id = p.owner_id"		\
	" JOIN service_item i ON i.id = p.item_id"			\
	" LEFT JOIN region r ON r.code = p.region"
#define ROW_COLUMNS							\
	"p.id, p.code, p.title, o.name, i.name, coalesce(r.name, ''),"	\
	" p.method, p.fund, p.state, p.ceiling_fen, p.deadline,"	\
	" p.published_at, p.published_no"
/* Walks one index, in its order; each row's names are looked up by id. */
#define LIST(index, where)						\
	"SELECT " ROW_COLUMNS " FROM project p INDEXED BY " index	\
	" CROSS JOIN party o ON o.id = p.owner_id"			\
	" CROSS JOIN service_item i ON i.id = p.item_id"		\
	" LEFT JOIN region r ON r.code = p.region"			\
	" WHERE " where " p.published_no < :before"			\
	" ORDER BY p.published_no DESC LIMIT :limit"

static const char *const sql[] = {
	[0] = LIST("project_new", ""),
	[BY_STATE] = LIST("project_state", "p.state = :state AND"),
	[BY_REGION] = LIST("project_region", "p.region = :region AND"),
	[BY_REGION | BY_STATE] = LIST("project_region_state",
		"p.region = :region AND p.state = :state AND"),
	[BY_ITEM] = LIST("project_item", "p.item_id = :item AND"),
	[BY_ITEM | BY_STATE] = LIST("project_item_state",
		"p.item_id = :item AND p.state = :state AND"),
	[BY_ITEM | BY_REGION] = LIST("project_item_region",
		"p.item_id = :item AND p.region = :region AND"),
	[BY_ITEM | BY_REGION | BY_STATE] = LIST("project_all3",
		"p.item_id = :item AND p.region = :region AND"
		" p.state = :state AND"),
	[INSERT] =
		"INSERT INTO project (code, attempt_no, owner_id, owner_uscc,"
		" item_id, title, scale, content, place, region, fund,"
		" budget_line_id, payer_id, chosen_id, ceiling_fen,"
		" service_days, requirements, method, deadline, contact,"
		" phone, server, quote, floor_fen, rate_min, rate_max,"
		" fixed_fen, evaluators, min_entrants, enquiry_until,"
		" prior_id, criteria, documents, any_will_do, state,"
		" param_version, created_at)"
		" VALUES (:code, :attempt, :owner, :uscc, :item, :title,"
		" :scale, :content, :place, :region, :fund, :budget, :owner,"
		" :chosen, :ceiling, :days, :requirements, :method,"
		" :deadline, :contact, :phone, :server, :quote, :floor,"
		" :rate_min, :rate_max, :fixed, :evaluators, :entrants,"
		" :enquiry, :prior, :criteria, :documents, :any, 'draft',"
		" :params, :now)"
		" RETURNING id",
	[UPDATE] =
		"UPDATE project SET item_id = :item, title = :title,"
		" scale = :scale, content = :content, place = :place,"
		" region = :region, fund = :fund, budget_line_id = :budget,"
		" chosen_id = :chosen, ceiling_fen = :ceiling,"
		" service_days = :days, requirements = :requirements,"
		" method = :method, deadline = :deadline, contact = :contact,"
		" phone = :phone, server = :server, quote = :quote,"
		" floor_fen = :floor, rate_min = :rate_min,"
		" rate_max = :rate_max, fixed_fen = :fixed,"
		" evaluators = :evaluators, min_entrants = :entrants,"
		" enquiry_until = :enquiry, criteria = :criteria,"
		" documents = :documents, any_will_do = :any,"
		" param_version = :params,"
		" rev = rev + 1"
		" WHERE id = :id AND state = 'draft' AND rev = :rev",
	[BY_CODE] =
		"SELECT " PROJECT_COLUMNS JOINED
		" WHERE p.code = :code AND p.attempt_no > 0"
		" ORDER BY p.attempt_no DESC LIMIT 1",
	[BY_ID] =
		"SELECT " PROJECT_COLUMNS JOINED " WHERE p.id = :id",
	[MOVE] =
		"UPDATE project SET state = :to,"
		" published_at = CASE WHEN published_at IS NULL AND :to NOT IN"
		" ('draft', 'registering', 'cancelled') THEN :now"
		" ELSE published_at END,"
		" published_no = CASE WHEN published_no IS NULL AND :to NOT IN"
		" ('draft', 'registering', 'cancelled') THEN (SELECT"
		" coalesce(max(published_no), 0) + 1 FROM project"
		" WHERE published_no IS NOT NULL)"
		" ELSE published_no END"
		" WHERE id = :id AND state = :from",
	[PUBLISHED] =
		"SELECT coalesce(published_at, 0) FROM project WHERE id = :id",
	[DEADLINE] =
		"UPDATE project SET deadline = :deadline WHERE id = :id",
	[ELIGIBLE] =
		"UPDATE project SET eligible = :n WHERE id = :id",
	[FEE] =
		"UPDATE project SET fee_fen = :fee WHERE id = :id",
	[OF_OWNER] =
		"SELECT " ROW_COLUMNS JOINED " WHERE p.owner_id = :owner"
		" AND p.id < :before AND p.attempt_no > 0"
		" ORDER BY p.id DESC LIMIT :limit",
	[PUBLIC_OF_OWNER] =
		"SELECT " ROW_COLUMNS JOINED " WHERE p.owner_id = :owner"
		" AND p.id < :before AND p.published_at IS NOT NULL"
		" ORDER BY p.id DESC LIMIT :limit",
	[BY_DEADLINE] =
		"SELECT " ROW_COLUMNS JOINED " WHERE p.state = :state"
		" AND p.deadline >= :from ORDER BY p.deadline, p.id"
		" LIMIT :limit",
	[ROW] =
		"SELECT " ROW_COLUMNS JOINED " WHERE p.id = :id",
	[WINDOWS] =
		"SELECT deadline - published_at FROM project"
		" INDEXED BY project_item WHERE item_id = :item"
		" AND published_no > 0 AND published_at >= :since"
		" AND deadline > published_at"
		" ORDER BY published_no DESC LIMIT :limit",
};

const struct sql_table project_sql = { sql, COUNT(sql) };

static void
project_from_row(struct project *p, struct stmt *st)
{
	int i = 0;

	p->id = column_int(st, i++);
	p->code = column_text(st, i++);
	p->attempt_no = column_int(st, i++);
	p->owner_id = column_int(st, i++);
	p->owner_uscc = column_text(st, i++);
	p->owner_name = column_text(st, i++);
	p->item_id = column_int(st, i++);
	p->item_code = column_text(st, i++);
	p->item_name = column_text(st, i++);
	p->title = column_text(st, i++);
	p->scale = column_text(st, i++);
	p->content = column_text(st, i++);
	p->place = column_text(st, i++);
	p->region = column_text(st, i++);
	p->region_name = column_text(st, i++);
	p->fund = column_text(st, i++);
	p->budget_line_id = column_int(st, i++);
	p->chosen_id = column_int(st, i++);
	p->ceiling_fen = column_int(st, i++);
	p->service_days = column_int(st, i++);
	p->requirements = column_text(st, i++);
	p->method = column_text(st, i++);
	p->deadline = column_int(st, i++);
	p->contact = column_text(st, i++);
	p->phone = column_text(st, i++);
	p->state = column_text(st, i++);
	p->param_version = column_int(st, i++);
	p->created_at = column_int(st, i++);
	p->published_at = column_int(st, i++);
	p->rev = column_int(st, i++);
	p->server = column_int(st, i++) != 0;
	p->quote = column_text(st, i++);
	p->floor_fen = column_int(st, i++);
	p->rate_min = column_int(st, i++);
	p->rate_max = column_int(st, i++);
	p->fixed_fen = column_int(st, i++);
	p->evaluators = column_int(st, i++);
	p->min_entrants = column_int(st, i++);
	p->enquiry_until = column_int(st, i++);
	p->prior_id = column_int(st, i++);
	p->criteria = column_text(st, i++);
	p->documents = column_text(st, i++);
	p->eligible = column_int(st, i++);
	p->any_will_do = column_int(st, i++) != 0;
	p->fee_fen = column_int(st, i++);
}

static void
row_from_row(struct project_row *r, struct stmt *st)
{
	int i = 0;

	r->id = column_int(st, i++);
	r->code = column_text(st, i++);
	r->title = column_text(st, i++);
	r->owner_name = column_text(st, i++);
	r->item_name = column_text(st, i++);
	r->region_name = column_text(st, i++);
	r->method = column_text(st, i++);
	r->fund = column_text(st, i++);
	r->state = column_text(st, i++);
	r->ceiling_fen = column_int(st, i++);
	r->deadline = column_int(st, i++);
	r->published_at = column_int(st, i++);
	r->published_no = column_int(st, i++);
}

/* What a draft may change; the rest is bound by the caller. */
static void
bind_draft(struct stmt *st, const struct project *p)
{
	bind_int(st, ":item", p->item_id);
	bind_text(st, ":title", p->title);
	bind_text(st, ":scale", p->scale);
	bind_text(st, ":content", p->content);
	bind_text(st, ":place", p->place);
	bind_text(st, ":region", p->region);
	bind_text(st, ":fund", p->fund);
	bind_opt(st, ":budget", p->budget_line_id);
	bind_opt(st, ":chosen", p->chosen_id);
	bind_int(st, ":ceiling", p->ceiling_fen);
	bind_int(st, ":days", p->service_days);
	bind_text(st, ":requirements", p->requirements);
	bind_text(st, ":method", p->method);
	bind_int(st, ":deadline", p->deadline);
	bind_text(st, ":contact", p->contact);
	bind_text(st, ":phone", p->phone);
	bind_int(st, ":server", p->server);
	bind_text(st, ":quote", p->quote ? p->quote : "amount");
	bind_int(st, ":floor", p->floor_fen);
	bind_int(st, ":rate_min", p->rate_min);
	bind_int(st, ":rate_max", p->rate_max);
	bind_int(st, ":fixed", p->fixed_fen);
	bind_int(st, ":evaluators", p->evaluators);
	bind_int(st, ":entrants", p->min_entrants);
	bind_int(st, ":enquiry", p->enquiry_until);
	bind_text(st, ":criteria", p->criteria ? p->criteria : "");
	bind_text(st, ":documents", p->documents ? p->documents : "");
	bind_int(st, ":any", p->any_will_do);
	bind_int(st, ":params", p->param_version);
}

enum err
db_project_insert(struct db *db, struct project *p)
{
	struct stmt *st = db_stmt(db, PROJECT, INSERT);

	bind_draft(st, p);
	bind_text(st, ":code", p->code);
	bind_int(st, ":attempt", p->attempt_no);
	bind_int(st, ":owner", p->owner_id);
	bind_text(st, ":uscc", p->owner_uscc);
	bind_opt(st, ":prior", p->prior_id);
	p->created_at = db_now(db);
	bind_int(st, ":now", p->created_at);
	return stmt_id(st, &p->id);
}

enum err
db_project_update(struct db *db, const struct project *p)
{
	struct stmt *st = db_stmt(db, PROJECT, UPDATE);
	enum err err;

	bind_draft(st, p);
	bind_int(st, ":id", p->id);
	bind_int(st, ":rev", p->rev);
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	return err;
}

static enum err
read_one(struct stmt *st, struct project *p)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		project_from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_project_by_code(struct db *db, const char *code, struct project *p)
{
	struct stmt *st = db_stmt(db, PROJECT, BY_CODE);

	bind_text(st, ":code", code);
	return read_one(st, p);
}

enum err
db_project_get(struct db *db, int64_t id, struct project *p)
{
	struct stmt *st = db_stmt(db, PROJECT, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, p);
}

enum err
db_project_move(struct db *db, int64_t id, const char *from, const char *to)
{
	struct stmt *st = db_stmt(db, PROJECT, MOVE);
	enum err err;

	bind_int(st, ":id", id);
	bind_text(st, ":from", from);
	bind_text(st, ":to", to);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	db_changed(db);
	return err;
}

enum err
db_project_published_at(struct db *db, int64_t id, int64_t *at)
{
	struct stmt *st = db_stmt(db, PROJECT, PUBLISHED);

	bind_int(st, ":id", id);
	return stmt_int(st, at);
}

enum err
db_project_deadline(struct db *db, int64_t id, int64_t deadline)
{
	struct stmt *st = db_stmt(db, PROJECT, DEADLINE);

	bind_int(st, ":id", id);
	bind_int(st, ":deadline", deadline);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_project_eligible(struct db *db, int64_t id, int64_t n)
{
	struct stmt *st = db_stmt(db, PROJECT, ELIGIBLE);

	bind_int(st, ":id", id);
	bind_int(st, ":n", n);
	return stmt_run(st);
}

enum err
db_project_fee(struct db *db, int64_t id, int64_t fee_fen)
{
	struct stmt *st = db_stmt(db, PROJECT, FEE);

	bind_int(st, ":id", id);
	bind_int(st, ":fee", fee_fen);
	return stmt_run(st);
}

enum err
db_project_rows(struct db *db, struct stmt *st, struct project_row **list,
    size_t *n)
{
	struct project_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		row_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_project_list(struct db *db, const struct project_filter *f,
    struct project_row **list, size_t *n)
{
	int i = (f->state ? BY_STATE : 0) | (f->region ? BY_REGION : 0) |
	    (f->item_id ? BY_ITEM : 0);
	struct stmt *st = db_stmt(db, PROJECT, i);

	if (f->state)
		bind_text(st, ":state", f->state);
	if (f->region)
		bind_text(st, ":region", f->region);
	if (f->item_id)
		bind_int(st, ":item", f->item_id);
	bind_int(st, ":before", f->before ? f->before : INT64_MAX);
	bind_int(st, ":limit", f->limit);
	return db_project_rows(db, st, list, n);
}

static enum err
list_of_owner(struct db *db, int i, int64_t owner_id, int64_t before_id,
    int limit, struct project_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PROJECT, i);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	return db_project_rows(db, st, list, n);
}

enum err
db_project_of_owner(struct db *db, int64_t owner_id, int64_t before_id,
    int limit, struct project_row **list, size_t *n)
{
	return list_of_owner(db, OF_OWNER, owner_id, before_id, limit, list,
	    n);
}

enum err
db_project_public_of_owner(struct db *db, int64_t owner_id,
    int64_t before_id, int limit, struct project_row **list, size_t *n)
{
	return list_of_owner(db, PUBLIC_OF_OWNER, owner_id, before_id, limit,
	    list, n);
}

enum err
db_project_by_deadline(struct db *db, const char *state, int64_t from,
    int limit, struct project_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PROJECT, BY_DEADLINE);

	bind_text(st, ":state", state);
	bind_int(st, ":from", from);
	bind_int(st, ":limit", limit);
	return db_project_rows(db, st, list, n);
}

enum err
db_project_row(struct db *db, int64_t id, struct project_row *row)
{
	struct stmt *st = db_stmt(db, PROJECT, ROW);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		row_from_row(row, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_project_windows(struct db *db, int64_t item_id, int64_t since, int limit,
    int64_t *windows, size_t *n)
{
	struct stmt *st = db_stmt(db, PROJECT, WINDOWS);
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":item", item_id);
	bind_int(st, ":since", since);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found)
		windows[(*n)++] = column_int(st, 0);
	stmt_reset(st);
	return err;
}
