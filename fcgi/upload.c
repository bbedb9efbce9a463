/* SPDX-License-Identifier: Apache-2.0 */
/* upload.c: forms with files, from the wire to the store. */
#include "fcgi/upload.h"

#include <string.h>

#include "fcgi/multipart.h"
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
			    &part->upload);
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
