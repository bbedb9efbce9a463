/* SPDX-License-Identifier: Apache-2.0 */
/* agency.c: the agency table's SQL, and its mapping to structs. */
#include "db/agency.h"

#include "db/nouns.h"
#include "db/standing.h"
#include "db/stars.h"
#include "db/stmt.h"

enum {
	/* Lists come first: the bits of an index are its filters. */
	BY_ITEM = 1, BY_REGION = 2, LISTS = 4,
	INSERT = LISTS, BY_ID, BY_USCC, UPDATE, UPDATE_PARTY, ITEMS,
	ITEM_CLEAR, ITEM_ADD, COUNT_ITEM, DEAL, SAME_STARS, SET_STARS, STALE,
	MATCHES, UNCHECKED, SET_ENTRY, SET_BADGE, SET_STATE,
	SET_CREDIT, CREDIT_DUE
};

#define AGENCY_COLUMNS							\
	"a.party_id, p.uscc, p.name, p.region, coalesce(r.name, ''),"	\
	" p.address, p.phone, a.intro, a.promise, a.fee_reference,"	\
	" a.state, a.badge, a.entry, a.entry_reason, a.entered_at,"	\
	" a.checked_at, a.stars_r, a.stars_lb, a.stars_half,"		\
	" a.stars_owners, a.deals, a.credit, a.band"
#define JOINED								\
	" FROM agency a JOIN party p ON p.id = a.party_id"		\
	" LEFT JOIN region r ON r.code = p.region"
#define AFTER								\
	" (a.stars_lb < :below OR (a.stars_lb = :below"			\
	" AND a.party_id > :after))"
#define ORDER " ORDER BY a.stars_lb DESC, a.party_id LIMIT :limit"
#define SERVES								\
	" EXISTS (SELECT 1 FROM agency_item s WHERE"			\
	" s.agency_id = a.party_id AND s.item_id = :item)"

static const char *const sql[] = {
	[0] = "SELECT " AGENCY_COLUMNS JOINED " WHERE" AFTER ORDER,
	[BY_ITEM] = "SELECT " AGENCY_COLUMNS JOINED " WHERE" AFTER " AND"
		SERVES ORDER,
	[BY_REGION] = "SELECT " AGENCY_COLUMNS JOINED " WHERE" AFTER
		" AND p.region = :region" ORDER,
	[BY_ITEM | BY_REGION] = "SELECT " AGENCY_COLUMNS JOINED " WHERE"
		AFTER " AND p.region = :region AND" SERVES ORDER,
	[INSERT] =
		"INSERT INTO agency (party_id, entered_at)"
		" VALUES (:party, :now)",
	[BY_ID] = "SELECT " AGENCY_COLUMNS JOINED
		" WHERE a.party_id = :party",
	[BY_USCC] = "SELECT " AGENCY_COLUMNS JOINED " WHERE p.uscc = :uscc",
	[UPDATE] =
		"UPDATE agency SET intro = :intro, promise = :promise,"
		" fee_reference = :fee WHERE party_id = :party",
	[UPDATE_PARTY] =
		"UPDATE party SET phone = :phone, address = :address"
		" WHERE id = :party",
	[ITEMS] =
		"SELECT item_id FROM agency_item WHERE agency_id = :party"
		" ORDER BY item_id",
	[ITEM_CLEAR] =
		"DELETE FROM agency_item WHERE agency_id = :party",
	[ITEM_ADD] =
		"INSERT INTO agency_item (agency_id, item_id)"
		" VALUES (:party, :item) ON CONFLICT DO NOTHING",
	[COUNT_ITEM] =
		"SELECT count(*) FROM (SELECT 1 FROM agency_item"
		" WHERE item_id = :item LIMIT :limit) AS some",
	[DEAL] =
		"UPDATE agency SET deals = deals + :n WHERE party_id = :party",
	/* Most nights nothing has changed: then no page has, either. */
	[SAME_STARS] =
		"UPDATE agency SET stars_at = :now WHERE party_id = :party"
		" AND stars_r = :r AND stars_lb = :lb"
		" AND coalesce(stars_half, -1) = coalesce(:half, -1)"
		" AND stars_owners = :raters",
	[SET_STARS] =
		"UPDATE agency SET stars_r = :r, stars_lb = :lb,"
		" stars_half = :half, stars_owners = :raters,"
		" stars_at = :now WHERE party_id = :party",
	[STALE] =
		"SELECT party_id FROM agency WHERE stars_at < :before"
		" ORDER BY stars_at LIMIT :limit",
	/* Walks open projects by deadline; looks each up among the items. */
	[MATCHES] =
		"SELECT p.id, p.code, p.title, o.name, i.name,"
		" coalesce(r.name, ''), p.method, p.fund, p.state,"
		" p.ceiling_fen, p.deadline, p.published_at, p.published_no"
		" FROM project p INDEXED BY project_open"
		" JOIN party o ON o.id = p.owner_id"
		" JOIN service_item i ON i.id = p.item_id"
		" LEFT JOIN region r ON r.code = p.region"
		" WHERE p.state = 'published' AND p.deadline > :now"
		" AND EXISTS (SELECT 1 FROM agency_item s WHERE"
		" s.agency_id = :party AND s.item_id = p.item_id)"
		" ORDER BY p.deadline, p.id LIMIT :limit",
	[UNCHECKED] = "SELECT " AGENCY_COLUMNS JOINED
		" WHERE a.entry = 'unchecked'"
		" ORDER BY a.entered_at, a.party_id LIMIT :limit",
	[SET_ENTRY] =
		"UPDATE agency SET entry = :entry, entry_reason = :reason,"
		" checked_at = :now WHERE party_id = :party",
	[SET_STATE] =
		"UPDATE agency SET state = :state WHERE party_id = :party",
	[SET_BADGE] =
		"UPDATE agency SET badge = :badge WHERE party_id = :party",
	[SET_CREDIT] =
		"UPDATE agency SET credit = :score, band = :band,"
		" credit_next = :next WHERE party_id = :party",
	[CREDIT_DUE] =
		"SELECT party_id FROM agency WHERE credit_next <= :today"
		" ORDER BY credit_next, party_id LIMIT :limit",
};

const struct sql_table agency_sql = { sql, COUNT(sql) };

static void
agency_from_row(struct agency *a, struct stmt *st)
{
	int i = 0;

	a->party_id = column_int(st, i++);
	a->uscc = column_text(st, i++);
	a->name = column_text(st, i++);
	a->region = column_text(st, i++);
	a->region_name = column_text(st, i++);
	a->address = column_text(st, i++);
	a->phone = column_text(st, i++);
	a->intro = column_text(st, i++);
	a->promise = column_text(st, i++);
	a->fee_reference = column_text(st, i++);
	a->state = column_text(st, i++);
	a->badge = column_text(st, i++);
	a->entry = column_text(st, i++);
	a->entry_reason = column_text(st, i++);
	a->entered_at = column_int(st, i++);
	a->checked_at = column_int(st, i++);
	a->stars_r = column_int(st, i++);
	a->stars_lb = column_int(st, i++);
	a->stars_shown = !column_is_null(st, i);
	a->stars_half = column_int(st, i++);
	a->stars_owners = column_int(st, i++);
	a->deals = column_int(st, i++);
	a->credit = column_int(st, i++);
	a->band = column_text(st, i++);
}

enum err
db_agency_insert(struct db *db, int64_t party_id, int64_t now)
{
	struct stmt *st = db_stmt(db, AGENCY, INSERT);

	bind_int(st, ":party", party_id);
	bind_int(st, ":now", now);
	db_changed(db);
	return stmt_run(st);
}

static enum err
read_one(struct stmt *st, struct agency *a)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		agency_from_row(a, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_agency_get(struct db *db, int64_t party_id, struct agency *a)
{
	struct stmt *st = db_stmt(db, AGENCY, BY_ID);

	bind_int(st, ":party", party_id);
	return read_one(st, a);
}

enum err
db_agency_by_uscc(struct db *db, const char *uscc, struct agency *a)
{
	struct stmt *st = db_stmt(db, AGENCY, BY_USCC);

	bind_text(st, ":uscc", uscc);
	return read_one(st, a);
}

/* Runs a bound list. */
static enum err
agency_rows(struct db *db, struct stmt *st, struct agency **list, size_t *n)
{
	struct agency *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		agency_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_agency_list(struct db *db, const struct agency_filter *f,
    struct agency **list, size_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, (f->item_id ? BY_ITEM : 0) |
	    (f->region ? BY_REGION : 0));

	if (f->item_id)
		bind_int(st, ":item", f->item_id);
	if (f->region)
		bind_text(st, ":region", f->region);
	bind_int(st, ":below", f->after_id ? f->below_lb : INT64_MAX);
	bind_int(st, ":after", f->after_id);
	bind_int(st, ":limit", f->limit);
	return agency_rows(db, st, list, n);
}

enum err
db_agency_unchecked(struct db *db, int limit, struct agency **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, UNCHECKED);

	bind_int(st, ":limit", limit);
	return agency_rows(db, st, list, n);
}

enum err
db_agency_set_entry(struct db *db, int64_t party_id, const char *entry,
    const char *reason)
{
	struct stmt *st = db_stmt(db, AGENCY, SET_ENTRY);

	bind_int(st, ":party", party_id);
	bind_text(st, ":entry", entry);
	bind_text(st, ":reason", reason);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_agency_set_badge(struct db *db, int64_t party_id, const char *badge)
{
	struct stmt *st = db_stmt(db, AGENCY, SET_BADGE);

	bind_int(st, ":party", party_id);
	bind_text(st, ":badge", badge);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_agency_set_state(struct db *db, int64_t party_id, const char *state)
{
	struct stmt *st = db_stmt(db, AGENCY, SET_STATE);
	enum err err = db_standing_keep_state(db, party_id, state);

	bind_int(st, ":party", party_id);
	bind_text(st, ":state", state);
	db_changed(db);
	return err ? err : stmt_run(st);
}

enum err
db_agency_update(struct db *db, const struct agency *a)
{
	struct stmt *st = db_stmt(db, AGENCY, UPDATE);
	enum err err;

	bind_int(st, ":party", a->party_id);
	bind_text(st, ":intro", a->intro);
	bind_text(st, ":promise", a->promise);
	bind_text(st, ":fee", a->fee_reference);
	err = stmt_run(st);
	if (err)
		return err;
	st = db_stmt(db, AGENCY, UPDATE_PARTY);
	bind_int(st, ":party", a->party_id);
	bind_text(st, ":phone", a->phone);
	bind_text(st, ":address", a->address);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_agency_items(struct db *db, int64_t party_id, int64_t **ids, size_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, ITEMS);
	int64_t *list = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":party", party_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[(*n)++] = column_int(st, 0);
	}
	stmt_reset(st);
	*ids = list;
	return err;
}

enum err
db_agency_item_clear(struct db *db, int64_t party_id)
{
	struct stmt *st = db_stmt(db, AGENCY, ITEM_CLEAR);

	bind_int(st, ":party", party_id);
	return stmt_run(st);
}

enum err
db_agency_item_add(struct db *db, int64_t party_id, int64_t item_id)
{
	struct stmt *st = db_stmt(db, AGENCY, ITEM_ADD);

	bind_int(st, ":party", party_id);
	bind_int(st, ":item", item_id);
	return stmt_run(st);
}

enum err
db_agency_count_of_item(struct db *db, int64_t item_id, int limit,
    int64_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, COUNT_ITEM);

	bind_int(st, ":item", item_id);
	bind_int(st, ":limit", limit);
	return stmt_int(st, n);
}

enum err
db_agency_deal(struct db *db, int64_t party_id, int64_t n)
{
	struct stmt *st = db_stmt(db, AGENCY, DEAL);

	bind_int(st, ":party", party_id);
	bind_int(st, ":n", n);
	return stmt_run(st);
}

enum err
db_agency_set_stars(struct db *db, int64_t party_id,
    const struct stars *stars)
{
	return stars_store(db, AGENCY, SAME_STARS, party_id, stars);
}

enum err
db_agency_set_credit(struct db *db, int64_t party_id, int64_t score,
    const char *band, int64_t next)
{
	struct stmt *st = db_stmt(db, AGENCY, SET_CREDIT);
	enum err err = db_standing_keep_credit(db, party_id, score, band);

	bind_int(st, ":party", party_id);
	bind_int(st, ":score", score);
	bind_text(st, ":band", band);
	bind_opt(st, ":next", next);
	db_changed(db);
	return err ? err : stmt_run(st);
}

enum err
db_agency_credit_due(struct db *db, int64_t today, int limit, int64_t *ids,
    size_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, CREDIT_DUE);

	bind_int(st, ":today", today);
	bind_int(st, ":limit", limit);
	return stmt_ints(st, ids, n);
}

enum err
db_agency_stale(struct db *db, int64_t before, int limit, int64_t *ids,
    size_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, STALE);

	bind_int(st, ":before", before);
	bind_int(st, ":limit", limit);
	return stmt_ints(st, ids, n);
}

enum err
db_agency_matches(struct db *db, int64_t party_id, int64_t now, int limit,
    struct project_row **list, size_t *n)
{
	struct stmt *st = db_stmt(db, AGENCY, MATCHES);

	bind_int(st, ":party", party_id);
	bind_int(st, ":now", now);
	bind_int(st, ":limit", limit);
	return db_project_rows(db, st, list, n);
}
