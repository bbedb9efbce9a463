/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DOCUMENT_H
#define MARKET_DOCUMENT_H

#include "db/document.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"
#include "market/store.h"

/*
 * 材料: files people attach to what they do.  A form brings them in
 * (document_keep()); the verb of that form names them, in its own
 * transaction (document_name()); whoever may read them gets them from
 * /files/<id of the use> (document_get()).  What no verb names within an
 * hour is removed.
 *
 * To attach files to a new kind of object: a row of the table in document.c,
 * which says who may read them; FILES in the row of fcgi/routes.c and the
 * address in nginx.conf; upload_of() in the handler (fcgi/upload.h).
 *
 * Nothing is unpacked, rendered or scanned, and no leading byte proves
 * anything: safety is in how files are served, never as a page.
 *
 * Source: security.md 4 (Uploads).
 */
enum {
	DOCUMENT_FORM = 10,			/* files of one form */
	DOCUMENT_DAY_FILES = 50,		/* of an account, in 24 hours */
	DOCUMENT_DAY_BYTES = 200 * 1024 * 1024,
	DOCUMENT_DAY = 86400,			/* seconds */
	DOCUMENT_HOUR = 3600,			/* it may wait to be named */
	DOCUMENT_LIST = 50,			/* files of one object */
	DOCUMENT_TITLE = 60			/* characters */
};

/* A file of a form: it lies in the store, and nobody knows it yet. */
struct upload {
	const char *problem;	/* NULL, or why there is none: a code */
	unsigned char hash[STORE_HASH];	/* SHA-256 of what is kept */
	int64_t size;
	const char *type;	/* pdf, jpg, png, docx, xlsx, ofd */
	const char *name;	/* as it was called, without its path */
};

/* Those of one form, together. */
struct uploads {
	const struct upload *list[DOCUMENT_FORM];
	size_t n;
};

/* What becomes of a file that came in. */
enum document_how {
	DOCUMENT_BARE,		/* kept, pictures without what no eye sees */
	DOCUMENT_EXACT,		/* kept byte by byte: its hash was sealed */
	DOCUMENT_HASHED		/* only its hash is taken; it is not kept */
};

/*
 * Checks what came in against the table of types and puts it into the
 * store, or not, as how says: *u.  name and declared (its type)
 * are what the form says.  A problem is no error: the form is shown again.
 *
 * OK		look at u->problem
 * ERR_BUSY	as write_run()
 * ERR_INTERNAL	logged
 */
enum err document_keep(struct market *m, const struct actor *actor,
    struct intake *in, const char *name, const char *declared,
    enum document_how how, struct upload *u);

/*
 * A file that this account has sent within the hour and that is not named
 * yet, by its hash in hex: for a form that is shown a second time.
 */
enum err document_again(struct market *m, const struct actor *actor,
    const char *hash, struct upload *u);

/*
 * Within the transaction of the act that needs it: ties actor's upload to an
 * object.  title: what it is («» is its own name).  is_public: anybody may
 * read it, and kind's row is not asked.
 *
 * ERR_CONFLICT	it was named before, or an hour has passed
 */
enum err document_name(struct db *db, const struct actor *actor,
    const char *kind, int64_t object_id, const struct upload *u,
    const char *title, bool is_public);

/* The first problem of any of them, as one of the field «files». */
bool document_check(const struct uploads *files, struct problems *problems);

/*
 * document_name() for each, under their own names, for whom kind's row says.
 * ERR_INVALID: one has waited for too long, a problem of «files».
 */
enum err document_attach(struct db *db, const struct actor *actor,
    const char *kind, int64_t object_id, const struct uploads *files,
    struct problems *problems);

/* Takes all files from an object, within the act's own transaction. */
enum err document_drop(struct db *db, const char *kind, int64_t object_id);

/* Files of an object, oldest first.  Whoever shows them asks who may. */
enum err document_list(struct market *m, const char *kind,
    int64_t object_id, struct document_use **list, size_t *n);

/*
 * A use for this actor to read (account_id 0: anybody); path is where its
 * bytes lie below the store.  ERR_NOT_FOUND: there is none, or not for them.
 */
enum err document_get(struct market *m, const struct actor *actor,
    int64_t use_id, struct document_use *use, char path[STORE_PATH]);

/* «application/pdf»: what a type is on the wire. */
const char *document_mime(const char *type);

/* Removes what nobody named within the hour; for the ticker. */
enum err document_tidy(struct market *m);

#endif
