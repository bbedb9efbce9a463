/* SPDX-License-Identifier: Apache-2.0 */
/* notice.c: records that tell everybody what happened. */
#include "market/notice.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "market/base/err.h"

void
notice_line(struct buf *body, const char *key, const char *value)
{
	if (value[0] == '\0')
		return;		/* no value, no line */
	if (strchr(value, '\n') != NULL)
		bug("notice: a line break in %s", key);
	buf_printf(body, "%s %s\n", key, value);
}

void
notice_text(struct buf *body, const char *key, const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (n > 0) {
			buf_printf(body, "%s ", key);
			buf_add(body, text, n);
			buf_text(body, "\n");
		}
		text += n + (text[n] == '\n');
	}
}

void
notice_int(struct buf *body, const char *key, int64_t value)
{
	buf_printf(body, "%s %" PRId64 "\n", key, value);
}

void
notice_begin(struct buf *body, const char *kind, const struct project *p)
{
	buf_init(body, NOTICE_MAX);
	buf_printf(body, "market/v1 notice-%s\n", kind);
	notice_line(body, "project", p->code);
	notice_int(body, "attempt", p->attempt_no);
	notice_line(body, "title", p->title);
	notice_line(body, "owner", p->owner_name);
	notice_line(body, "owner-uscc", p->owner_uscc);
}

enum err
notice_publish(struct db *db, const struct project *p, const char *kind,
    struct buf *body)
{
	struct notice n = {
		.project_id = p->id,
		.kind = kind,
		.title = p->title,
		.body = body->data,
	};
	enum err err;

	if (body->full)
		bug("notice: more than %d bytes", NOTICE_MAX);
	crypto_hash_sha256(n.hash, (const unsigned char *)body->data,
	    body->len);
	err = db_notice_insert(db, &n);
	buf_release(body);
	return err;
}

enum err
notice_get(struct market *m, int64_t id, struct notice *n)
{
	return db_notice_get(m->db, id, n);
}

enum err
notice_list(struct market *m, const char *kind, int64_t before_id,
    struct notice **list, size_t *n)
{
	return db_notice_list(m->db, kind, before_id, NOTICE_PAGE + 1, list,
	    n);
}

enum err
notice_of_project(struct market *m, int64_t project_id,
    struct notice **list, size_t *n)
{
	return db_notice_of_project(m->db, project_id, list, n);
}

bool
notice_next(struct arena *a, const char **at, const char **key,
    const char **value)
{
	size_t line = strcspn(*at, "\n"), gap = strcspn(*at, " \n");

	if (line == 0)
		return false;
	*key = arena_strndup(a, *at, gap);
	*value = gap < line ? arena_strndup(a, *at + gap + 1,
	    line - gap - 1) : "";
	*at += line + ((*at)[line] == '\n');
	return true;
}

const char *
notice_value(struct arena *a, const struct notice *n, const char *want)
{
	const char *at = n->body, *key, *value;

	while (notice_next(a, &at, &key, &value))
		if (strcmp(key, want) == 0)
			return value;
	return "";
}
