/* SPDX-License-Identifier: Apache-2.0 */
/* upload.c: forms with files, from the wire to the store. */
#include "fcgi/upload.h"

#include <string.h>

#include "fcgi/multipart.h"
#include "fcgi/routes.h"
#include "fcgi/session.h"
#include "market/base/digits.h"

enum { PIECE = 32 * 1024 };

static void
forget(void *in)
{
	intake_free(in);
}

static void
begin_file(void *ctx, const char *field, const char *file_name,
    const char *type)
{
	struct req *req = ctx;
	struct arena *a = req->market->arena;
	struct upload_part *part = &req->uploads[req->n_uploads++];

	part->field = field;
	part->type = arena_strdup(a, type);
	part->in = intake_new(req->market->house->store);
	part->upload = (struct upload){ .name = file_name };
	arena_defer(a, forget, part->in);
}

static void
file_bytes(void *ctx, const void *bytes, size_t n)
{
	struct req *req = ctx;

	intake_add(req->uploads[req->n_uploads - 1].in, bytes, n);
}

enum form_error
upload_read(struct req *req)
{
	const struct file_sink sink = { .begin = begin_file,
	    .data = file_bytes, .ctx = req };
	struct stream *s = &req->source;
	struct multipart p;
	char piece[PIECE];
	size_t got = 1;

	if (s->left == 0)
		return FORM_OK;
	multipart_begin(&p, &req->form, req->content_type, req->body,
	    BODY_MAX + 1, &sink);
	while (s->left > 0 && got > 0 && !p.error) {
		got = s->read(s->ctx, piece, s->left < PIECE ?
		    (size_t)s->left : PIECE);
		s->left -= (int64_t)got;
		multipart_feed(&p, piece, got);
	}
	explicit_bzero(piece, sizeof piece);
	req->body_len = p.used;		/* the worker wipes so much */
	if (s->left > 0 && !p.error)
		return FORM_MALFORMED;	/* cut off */
	return multipart_end(&p);
}

/* A field of which no file was chosen. */
static bool
is_none(const struct upload_part *part)
{
	return part->upload.name[0] == '\0' && intake_size(part->in) == 0;
}

static enum document_how
how_of(const struct route *r)
{
	return r->who & EXACT ? DOCUMENT_EXACT : r->who & HASHED ?
	    DOCUMENT_HASHED : DOCUMENT_BARE;
}

enum err
upload_keep(struct req *req)
{
	size_t kept = 0;
	enum err err = OK;

	for (size_t i = 0; !err && i < req->n_uploads; i++) {
		struct upload_part *part = &req->uploads[i];

		if (is_none(part))
			continue;
		if (kept++ == DOCUMENT_FORM)
			part->upload.problem = "document_many";
		else
			err = document_keep(req->market, &req->actor,
			    part->in, part->upload.name, part->type,
			    how_of(req->route), &part->upload);
	}
	return err;
}

const struct upload *
upload_many(const struct req *req, const char *field, size_t i)
{
	for (size_t j = 0; j < req->n_uploads; j++)
		if (!is_none(&req->uploads[j]) &&
		    strcmp(req->uploads[j].field, field) == 0 && i-- == 0)
			return &req->uploads[j].upload;
	return NULL;
}

const struct upload *
upload_of(struct req *req, const char *field)
{
	struct arena *a = req->market->arena;
	const struct upload *came = upload_many(req, field, 0);
	const char *hash = form_text(&req->form, arena_printf(a, "%s_kept",
	    field));
	struct upload *again;

	if (came != NULL || hash[0] == '\0')
		return came;
	again = arena_alloc(a, sizeof *again);
	if (document_again(req->market, &req->actor, hash, again) != OK)
		again->problem = "document_waited";
	return again;
}

static void
add_file(struct uploads *files, const struct upload *u)
{
	for (size_t i = 0; i < files->n; i++)
		if (!u->problem && !files->list[i]->problem && memcmp(
		    files->list[i]->hash, u->hash, STORE_HASH) == 0)
			return;
	if (files->n < DOCUMENT_FORM)
		files->list[files->n++] = u;
}

void
upload_files(struct req *req, struct uploads *files)
{
	struct arena *a = req->market->arena;
	const char *kept = form_text(&req->form, "files_kept");
	const struct upload *came;

	files->n = 0;
	for (size_t i = 0; kept[0] != '\0' && i < UPLOAD_FILES; i++) {
		struct upload *again = arena_alloc(a, sizeof *again);
		size_t n = strcspn(kept, ",");

		if (document_again(req->market, &req->actor,
		    arena_strndup(a, kept, n), again) != OK)
			again->problem = "document_waited";
		add_file(files, again);
		kept += n + (kept[n] == ',');
	}
	for (size_t i = 0; (came = upload_many(req, "files[]", i)); i++)
		add_file(files, came);
}

void
upload_fill_files(struct req *req, struct view *v,
    const struct uploads *files)
{
	struct arena *a = req->market->arena;
	const char *hashes = "";
	char hex[2 * STORE_HASH + 1];
	int64_t n = 0;

	for (size_t i = 0; i < files->n; i++) {
		const struct upload *u = files->list[i];

		if (u->problem)
			continue;
		view_text(view_row(v, "KEPT_FILE"), "KEPT_NAME", u->name);
		hashes = arena_printf(a, "%s%s%s", hashes, n ? "," : "",
		    digits_hex(hex, u->hash, STORE_HASH));
		n++;
	}
	if (n > 0)
		view_text(view_row(v, "KEPT_ALL"), "KEPT_HASHES", hashes);
	for (int64_t i = n; i < UPLOAD_FILES; i++) {
		struct view *box = view_row(v, "FILE_BOX");

		view_text(box, "FILE_ID", i == n ? "files" : arena_printf(a,
		    "files%d", (int)i + 1));
		view_arg(box, arg_int("FILE_NO", i + 1));
	}
}

enum err
fill_files(struct req *req, struct view *v, const char *section,
    const char *kind, int64_t object_id)
{
	struct document_use *uses;
	char hex[2 * STORE_HASH + 1];
	size_t n;
	enum err err = document_list(req->market, kind, object_id, &uses, &n);

	for (size_t i = 0; !err && i < n; i++) {
		const struct document *d = &uses[i].document;
		struct view *row = view_row(v, section);

		view_arg(row, arg_number("FILE_USE", ARG_PLAIN, uses[i].id));
		view_text(row, "FILE_NAME", d->name);
		view_arg(row, arg_int("FILE_KB", (d->size + 1023) / 1024));
		view_text(row, "FILE_HASH", arena_strdup(req->market->arena,
		    digits_hex(hex, d->hash, STORE_HASH)));
	}
	return err;
}

void
upload_fill(struct req *req, struct view *v, const struct upload *u)
{
	char hex[2 * STORE_HASH + 1];
	struct view *kept;

	if (u == NULL || u->problem)
		return;
	kept = view_row(v, "KEPT");
	view_text(kept, "KEPT_NAME", u->name);
	view_text(kept, "KEPT_HASH", arena_strdup(req->market->arena,
	    digits_hex(hex, u->hash, STORE_HASH)));
}
