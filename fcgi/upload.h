/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_UPLOAD_H
#define FCGI_UPLOAD_H

#include "fcgi/reply.h"

/*
 * Files of a form.  A route marked FILES takes «multipart/form-data»; texts
 * are fields as ever, the CSRF token among them, and each file goes straight
 * to the store (market/document.h).  What came is there when the handler
 * runs, and a problem of a file is a problem of its field.
 *
 * A form that is shown again says which file it has already: section KEPT of
 * the page with KEPT_NAME and, for a hidden field «<field>_kept», KEPT_HASH.
 */

/* For app_handle(): reads the body; then checks and stores what came. */
enum form_error upload_read(struct req *req);
enum err upload_keep(struct req *req);

/*
 * The file of a field, or the one an earlier try left (NULL: none).  Its
 * problem, if there is one, is the verb's to report.
 */
const struct upload *upload_of(struct req *req, const char *field);

/* The i-th file (from 0) of a field «name[]» of many, or NULL. */
const struct upload *upload_many(const struct req *req, const char *field,
    size_t i);

/*
 * The boxes of _files.html, UPLOAD_FILES of them, all called «files[]»: what an
 * earlier try left («files_kept», hashes joined by commas), then what came.
 * Nothing twice.
 */
enum { UPLOAD_FILES = 5 };
void upload_files(struct req *req, struct uploads *files);
void upload_fill_files(struct req *req, struct view *v,
    const struct uploads *files);

/* A row of the section for each file of an object: use, name, size, hash.
 * Whoever shows them asks who may read. */
enum err fill_files(struct req *req, struct view *v, const char *section,
    const char *kind, int64_t object_id);

/* Section KEPT for u; nothing for NULL or one with a problem. */
void upload_fill(struct req *req, struct view *v, const struct upload *u);

#endif
