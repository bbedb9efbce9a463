/* SPDX-License-Identifier: Apache-2.0 */
/* flag_fact.c: the SQL of the history that indicators look at. */
#include "db/flag_fact.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	NOTICED, RESULT, CANCEL, GET, BIDDER, TIE, TIED, TURNS, GAPS, LOSSES,
	SHARES, PICKS, DRAWS, SPLIT, DIRECT, HUG, CANCELS, WINS, EVENTS,
	AMENDED, OUT, OUTS
};

static const char *const sql[] = {
	[NOTICED] =
		"INSERT INTO flag_fact (project_id, item_id, owner_id,"
		" region, method, published_at, ceiling_fen) VALUES"
		" (:project, :item, :owner, :region, :method, :at, :ceiling)"
		" ON CONFLICT (project_id) DO UPDATE SET"
		" item_id = excluded.item_id, region = excluded.region,"
		" method = excluded.method,"
		" published_at = excluded.published_at,"
		" ceiling_fen = excluded.ceiling_fen",
	[RESULT] =
		"UPDATE flag_fact SET decided_at = :at, winner_id = :winner,"
		" award_fen = :award, first_fen = :first, gap = :gap,"
		" cover = :cover WHERE project_id = :project",
	[CANCEL] =
		"UPDATE flag_fact SET cancelled = 1"
		" WHERE project_id = :project",
	[GET] =
		"SELECT item_id, owner_id, region, method, published_at,"
		" ceiling_fen, decided_at, winner_id, award_fen, first_fen,"
		" coalesce(gap, -1), cover FROM flag_fact"
		" WHERE project_id = :project",
	[BIDDER] =
		"INSERT INTO flag_bidder (project_id, agency_id, item_id,"
		" region, at, won, pick, draw) VALUES (:project, :agency,"
		" :item, :region, :at, :won, :pick, :draw)"
		" ON CONFLICT (project_id, agency_id) DO NOTHING",
	[TIE] =
		"INSERT INTO flag_tie (item_id, region, a, b, n, lost, out)"
		" VALUES (:item, :region, :a, :b, 1, :lost, :out)"
		" ON CONFLICT (item_id, region, a, b) DO UPDATE SET"
		" n = flag_tie.n + 1, lost = flag_tie.lost + excluded.lost,"
		" out = flag_tie.out + excluded.out",
	[OUT] =
		"SELECT out FROM flag_tie WHERE item_id = :item"
		" AND region = :region AND a = :a AND b = :b",
	[OUTS] =
		"SELECT ppm FROM (SELECT out * 1000000 / n AS ppm"
		" FROM flag_tie WHERE item_id = :item AND region = :region"
		" AND b = 0 AND a > 0 AND n >= :least ORDER BY n DESC"
		" LIMIT :limit) ORDER BY ppm",
	[TIED] =
		"SELECT n, lost FROM flag_tie WHERE item_id = :item"
		" AND region = :region AND a = :a AND b = :b",
	[TURNS] =
		"SELECT x.won, y.won, f.cover FROM flag_bidder x"
		" JOIN flag_bidder y ON y.project_id = x.project_id"
		" AND y.agency_id = :b"
		" JOIN flag_fact f ON f.project_id = x.project_id"
		" WHERE x.agency_id = :a AND x.item_id = :item"
		" AND x.region = :region ORDER BY x.at DESC,"
		" x.project_id DESC LIMIT :limit",
	[GAPS] =
		"SELECT gap FROM (SELECT gap FROM flag_fact"
		" WHERE item_id = :item AND decided_at >= :since"
		" AND gap IS NOT NULL ORDER BY decided_at DESC LIMIT :limit)"
		" ORDER BY gap",
	[LOSSES] =
		"SELECT ppm FROM (SELECT lost * 1000000 / n AS ppm"
		" FROM flag_tie WHERE item_id = :item AND region = :region"
		" AND b = 0 AND a > 0 AND n >= :least ORDER BY n DESC"
		" LIMIT :limit) ORDER BY ppm",
	[SHARES] =
		"SELECT count(*) FROM (SELECT winner_id FROM flag_fact"
		" WHERE owner_id = :owner AND item_id = :item"
		" AND published_at >= :since AND winner_id IS NOT NULL"
		" ORDER BY published_at DESC LIMIT :limit)"
		" GROUP BY winner_id",
	[PICKS] =
		"SELECT b.pick, b.won FROM flag_bidder b"
		" JOIN flag_fact f ON f.project_id = b.project_id"
		" AND f.owner_id = :owner WHERE b.agency_id = :agency"
		" AND b.pick > 0 LIMIT :limit",
	[DRAWS] =
		"SELECT draw, won FROM flag_bidder WHERE agency_id = :agency"
		" AND draw > 0 LIMIT :limit",
	[SPLIT] =
		"SELECT coalesce(sum(ceiling_fen), 0), count(*) FROM (SELECT"
		" ceiling_fen FROM flag_fact WHERE owner_id = :owner"
		" AND item_id = :item AND published_at >= :since"
		" AND ceiling_fen < :limit_fen LIMIT :limit)",
	[DIRECT] =
		"SELECT coalesce(sum(award_fen), 0) FROM (SELECT award_fen"
		" FROM flag_fact WHERE owner_id = :owner"
		" AND decided_at >= :since AND winner_id = :agency"
		" AND method = 'direct' LIMIT :limit)",
	[HUG] =
		"SELECT coalesce(sum(first_fen * 1000000 / ceiling_fen), 0),"
		" count(*) FROM (SELECT first_fen, ceiling_fen"
		" FROM flag_fact WHERE owner_id = :owner"
		" AND decided_at >= :since AND first_fen > 0"
		" ORDER BY decided_at DESC LIMIT :limit)",
	[CANCELS] =
		"SELECT count(*) FROM (SELECT 1 FROM flag_fact"
		" WHERE owner_id = :owner AND item_id = :item"
		" AND published_at >= :since AND cancelled = 1"
		" LIMIT :limit)",
	[WINS] =
		"SELECT count(*) FROM (SELECT 1 FROM flag_fact"
		" WHERE winner_id = :agency AND decided_at >= :since"
		" LIMIT :limit)",
	[EVENTS] =
		"SELECT id, project_id, at, event FROM project_event"
		" WHERE id > :after ORDER BY id LIMIT :limit",
	[AMENDED] =
		"SELECT coalesce(max(at), 0) FROM project_event"
		" WHERE project_id = :project AND event = 'amend'",
};

const struct sql_table flag_fact_sql = { sql, COUNT(sql) };

enum err
db_fact_notice(struct db *db, const struct flag_fact *f)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, NOTICED);

	bind_int(st, ":project", f->project_id);
	bind_int(st, ":item", f->item_id);
	bind_int(st, ":owner", f->owner_id);
	bind_text(st, ":region", f->region);
	bind_text(st, ":method", f->method);
	bind_int(st, ":at", f->published_at);
	bind_int(st, ":ceiling", f->ceiling_fen);
	return stmt_run(st);
}

enum err
db_fact_result(struct db *db, const struct flag_fact *f)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, RESULT);

	bind_int(st, ":project", f->project_id);
	bind_int(st, ":at", f->decided_at);
	bind_opt(st, ":winner", f->winner_id);
	bind_opt(st, ":award", f->award_fen);
	bind_opt(st, ":first", f->first_fen);
	if (f->gap < 0)
		bind_null(st, ":gap");
	else
		bind_int(st, ":gap", f->gap);
	bind_int(st, ":cover", f->cover);
	return stmt_run(st);
}

enum err
db_fact_cancel(struct db *db, int64_t project_id)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, CANCEL);

	bind_int(st, ":project", project_id);
	return stmt_run(st);
}

enum err
db_fact_get(struct db *db, int64_t project_id, struct flag_fact *f)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, GET);
	bool found;
	enum err err;

	bind_int(st, ":project", project_id);
	err = stmt_step(st, &found);
	if (!err && found)
		*f = (struct flag_fact){
			.project_id = project_id,
			.item_id = column_int(st, 0),
			.owner_id = column_int(st, 1),
			.region = column_text(st, 2),
			.method = column_text(st, 3),
			.published_at = column_int(st, 4),
			.ceiling_fen = column_int(st, 5),
			.decided_at = column_int(st, 6),
			.winner_id = column_int(st, 7),
			.award_fen = column_int(st, 8),
			.first_fen = column_int(st, 9),
			.gap = column_int(st, 10),
			.cover = column_int(st, 11) != 0,
		};
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_fact_bidder(struct db *db, const struct flag_bidder *b, bool *added)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, BIDDER);
	enum err err;

	bind_int(st, ":project", b->project_id);
	bind_int(st, ":agency", b->agency_id);
	bind_int(st, ":item", b->item_id);
	bind_text(st, ":region", b->region);
	bind_int(st, ":at", b->at);
	bind_int(st, ":won", b->won);
	bind_int(st, ":pick", b->pick);
	bind_int(st, ":draw", b->draw);
	err = stmt_run(st);
	*added = !err && stmt_changes(st) == 1;
	return err;
}

/* The key of flag_tie. */
static struct stmt *
tie_stmt(struct db *db, int which, int64_t item_id, const char *region,
    int64_t a, int64_t b)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, which);

	bind_int(st, ":item", item_id);
	bind_text(st, ":region", region);
	bind_int(st, ":a", a);
	bind_int(st, ":b", b);
	return st;
}

enum err
db_fact_tie(struct db *db, int64_t item_id, const char *region, int64_t a,
    int64_t b, bool lost, bool out)
{
	struct stmt *st = tie_stmt(db, TIE, item_id, region, a, b);

	bind_int(st, ":lost", lost);
	bind_int(st, ":out", out);
	return stmt_run(st);
}

enum err
db_fact_tied(struct db *db, int64_t item_id, const char *region, int64_t a,
    int64_t b, int64_t *n, int64_t *lost)
{
	struct stmt *st = tie_stmt(db, TIED, item_id, region, a, b);
	bool found;
	enum err err = stmt_step(st, &found);

	*n = !err && found ? column_int(st, 0) : 0;
	*lost = !err && found ? column_int(st, 1) : 0;
	stmt_reset(st);
	return err;
}

enum err
db_fact_turns(struct db *db, int64_t item_id, const char *region, int64_t a,
    int64_t b, unsigned char *wins, size_t most, size_t *n, int64_t *covers)
{
	struct stmt *st = tie_stmt(db, TURNS, item_id, region, a, b);
	bool found;
	enum err err;

	*n = 0;
	*covers = 0;
	bind_int(st, ":limit", (int64_t)most);
	while ((err = stmt_step(st, &found)) == OK && found) {
		wins[(*n)++] = column_int(st, 0) ? 1 : column_int(st, 1) ?
		    2 : 3;
		*covers += column_int(st, 2) != 0;
	}
	stmt_reset(st);
	for (size_t i = 0; i < *n / 2; i++) {
		unsigned char swap = wins[i];

		wins[i] = wins[*n - 1 - i];
		wins[*n - 1 - i] = swap;
	}
	return err;
}

static enum err
read_numbers(struct db *db, struct stmt *st, int64_t **list, size_t *n,
    size_t *won)
{
	int64_t *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	if (won)
		*won = 0;
	bind_int(st, ":limit", FACT_MOST);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = column_int(st, 0);
		if (won)
			*won += column_int(st, 1) != 0;
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_fact_gaps(struct db *db, int64_t item_id, int64_t since, int64_t **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, GAPS);

	bind_int(st, ":item", item_id);
	bind_int(st, ":since", since);
	return read_numbers(db, st, list, n, NULL);
}

/* Of those that bid there so often at least, rising. */
static enum err
read_rates(struct db *db, int which, int64_t item_id, const char *region,
    int64_t least, int64_t **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, which);

	bind_int(st, ":item", item_id);
	bind_text(st, ":region", region);
	bind_int(st, ":least", least);
	return read_numbers(db, st, list, n, NULL);
}

enum err
db_fact_losses(struct db *db, int64_t item_id, const char *region,
    int64_t least, int64_t **list, size_t *n)
{
	return read_rates(db, LOSSES, item_id, region, least, list, n);
}

enum err
db_fact_outs(struct db *db, int64_t item_id, const char *region,
    int64_t least, int64_t **list, size_t *n)
{
	return read_rates(db, OUTS, item_id, region, least, list, n);
}

enum err
db_fact_out(struct db *db, int64_t item_id, const char *region,
    int64_t agency_id, int64_t *n)
{
	enum err err = stmt_int(tie_stmt(db, OUT, item_id, region, agency_id,
	    0), n);

	if (err)
		*n = 0;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
db_fact_shares(struct db *db, int64_t owner_id, int64_t item_id,
    int64_t since, int64_t **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, SHARES);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":item", item_id);
	bind_int(st, ":since", since);
	return read_numbers(db, st, list, n, NULL);
}

enum err
db_fact_picks(struct db *db, int64_t owner_id, int64_t agency_id,
    int64_t **list, size_t *n, size_t *won)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, PICKS);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":agency", agency_id);
	return read_numbers(db, st, list, n, won);
}

enum err
db_fact_draws(struct db *db, int64_t agency_id, int64_t **list, size_t *n,
    size_t *won)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, DRAWS);

	bind_int(st, ":agency", agency_id);
	return read_numbers(db, st, list, n, won);
}

/* A statement of one row: a sum and, if count is not NULL, how many. */
static enum err
read_sum(struct stmt *st, int64_t *sum, int64_t *count)
{
	bool found;
	enum err err;

	bind_int(st, ":limit", FACT_MOST);
	err = stmt_step(st, &found);
	*sum = !err && found ? column_int(st, 0) : 0;
	if (count)
		*count = !err && found ? column_int(st, 1) : 0;
	stmt_reset(st);
	return err;
}

static struct stmt *
owner_stmt(struct db *db, int which, const struct flag_since *s,
    int64_t since)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, which);

	bind_int(st, ":owner", s->owner_id);
	bind_int(st, ":since", since);
	return st;
}

enum err
db_fact_owner(struct db *db, const struct flag_since *s, struct flag_owner *o)
{
	struct stmt *st = owner_stmt(db, SPLIT, s, s->d90);
	enum err err;

	bind_int(st, ":item", s->item_id);
	bind_int(st, ":limit_fen", s->limit);
	err = read_sum(st, &o->split_sum, &o->split_n);
	if (err)
		return err;
	st = owner_stmt(db, DIRECT, s, s->m12);
	bind_int(st, ":agency", s->agency_id);
	err = read_sum(st, &o->direct, NULL);
	if (!err)
		err = read_sum(owner_stmt(db, HUG, s, s->m24),
		    &o->ceiling_ppm, &o->priced);
	if (err)
		return err;
	if (o->priced)
		o->ceiling_ppm /= o->priced;
	st = owner_stmt(db, CANCELS, s, s->m24);
	bind_int(st, ":item", s->item_id);
	return read_sum(st, &o->cancels, NULL);
}

enum err
db_fact_wins(struct db *db, int64_t agency_id, int64_t since, int64_t *n)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, WINS);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":since", since);
	return read_sum(st, n, NULL);
}

enum err
db_fact_events(struct db *db, int64_t after, int limit,
    struct flag_event **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, EVENTS);
	struct flag_event *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct flag_event){ column_int(st, 0),
		    column_int(st, 1), column_int(st, 2),
		    column_text(st, 3) };
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_fact_amended(struct db *db, int64_t project_id, int64_t *at)
{
	struct stmt *st = db_stmt(db, FLAG_FACT, AMENDED);

	bind_int(st, ":project", project_id);
	return stmt_int(st, at);
}
