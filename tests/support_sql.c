/* SPDX-License-Identifier: Apache-2.0 */
/* support_sql.c: rows changed behind the program's back. */
#include <check.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>

#include "market/base/buf.h"
#include "tests/sealing.h"

void
break_rows(const char *format, ...)
{
	sqlite3 *db;
	va_list args;
	char *sql;

	va_start(args, format);
	sql = sqlite3_vmprintf(format, args);
	va_end(args);
	ck_assert_int_eq(sqlite3_open_v2(the_market()->house->where, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(db));
	ck_assert_int_gt(sqlite3_changes(db), 0);
	sqlite3_free(sql);
	sqlite3_close(db);
}

int64_t
count_rows(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n;

	ck_assert_int_eq(sqlite3_open_v2(the_market()->house->where, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL), SQLITE_OK);
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &st, NULL) ==
	    SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

char *
rows_text(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	struct buf out;
	char *text;

	buf_init(&out, SIZE_MAX);
	ck_assert_int_eq(sqlite3_open_v2(the_market()->house->where, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &st, NULL) ==
	    SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(st) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const unsigned char *cell = sqlite3_column_text(st,
			    i);

			buf_printf(&out, "%s%s", cell ? (const char *)cell :
			    "-", i + 1 < sqlite3_column_count(st) ? " " :
			    "\n");
		}
	sqlite3_finalize(st);
	sqlite3_close(db);
	text = arena_strdup(tests_arena(), out.data ? out.data : "");
	buf_release(&out);
	return text;
}

/* What the schema does not let anybody store. */
void
refuse_rows(const char *format, ...)
{
	sqlite3 *db;
	va_list args;
	char *sql;

	va_start(args, format);
	sql = sqlite3_vmprintf(format, args);
	va_end(args);
	ck_assert_int_eq(sqlite3_open_v2(the_market()->house->where, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL,
	    NULL, NULL), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) ==
	    SQLITE_CONSTRAINT, "%s: stored", sql);
	sqlite3_free(sql);
	sqlite3_close(db);
}
