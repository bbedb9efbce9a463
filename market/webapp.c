/* SPDX-License-Identifier: Apache-2.0 */
/* webapp.c: the hashes of what the site serves. */
#include "market/webapp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/public.h"
#include "market/append.h"
#include "market/base/log.h"
#include "market/platform.h"
#include "market/write.h"

enum { FILES_MAX = 256, PATH_LENGTH = 1024 };
#define WEBAPP_FILE "log/webapp.note"

struct webapp {
	struct house *house;
	const char *text;
	struct buf note;
};

/* SHA-256 of a file's bytes; false: errno. */
static bool
hash_file(const char *path, unsigned char hash[32])
{
	crypto_hash_sha256_state state;
	unsigned char piece[16384];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	crypto_hash_sha256_init(&state);
	while ((n = read(fd, piece, sizeof piece)) > 0)
		crypto_hash_sha256_update(&state, piece, (size_t)n);
	crypto_hash_sha256_final(&state, hash);
	close(fd);
	return n == 0;
}

static int
by_path(const void *a, const void *b)
{
	const struct seal_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static enum err
add_file(struct market *m, struct seal_webapp *w, const char *path,
    const char *name)
{
	struct seal_file *f = &w->files[w->n];

	if (w->n == FILES_MAX || !hash_file(path, f->hash)) {
		log_event(LOG_ERROR, "webapp", "file=%s errno=%d", path,
		    errno);
		return ERR_INTERNAL;
	}
	f->path = arena_strdup(m->arena, name);
	w->n++;
	return OK;
}

static enum err
add_folder(struct market *m, struct seal_webapp *w, const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	enum err err = OK;

	if (d == NULL) {
		log_event(LOG_ERROR, "webapp", "folder=%s errno=%d", folder,
		    errno);
		return ERR_INTERNAL;
	}
	while (!err && (e = readdir(d)) != NULL) {
		char path[PATH_LENGTH];

		/* A compressed twin is the same file for whoever asks. */
		if (e->d_name[0] == '.' || strstr(e->d_name, ".gz") != NULL)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		err = add_file(m, w, path, e->d_name);
	}
	closedir(d);
	return err;
}

static enum err
log_in_txn(struct db *db, void *ctx)
{
	struct webapp *w = ctx;
	struct public_file old;
	size_t n = strlen(w->text);
	int64_t leaf;
	enum err err = db_public_get(db, WEBAPP_FILE, &old);

	if (!err && old.n > n && memcmp(old.body, w->text, n) == 0)
		return OK;		/* it stands there */
	if (err && err != ERR_NOT_FOUND)
		return err;
	err = append_entry(db, w->note.data, w->note.len, &leaf);
	return err ? err : append_file(db, WEBAPP_FILE, w->note.data,
	    w->note.len);
}

enum err
webapp_log(struct market *m, const char *release, const char *folder,
    const char *const *files, size_t n)
{
	struct seal_webapp r = { .release = release, .files = arena_alloc(
	    m->arena, FILES_MAX * sizeof *r.files) };
	struct webapp w = { .house = m->house };
	struct buf text;
	enum err err;

	if (m->house->platform == NULL)
		return OK;
	err = add_folder(m, &r, folder);
	for (size_t i = 0; !err && i < n; i++)
		err = add_file(m, &r, files[i], strrchr(files[i], '/') ?
		    strrchr(files[i], '/') + 1 : files[i]);
	if (err)
		return err;
	qsort(r.files, r.n, sizeof *r.files, by_path);
	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, SEAL_WEBAPP, &r);
	w.text = arena_strndup(m->arena, text.data, text.len);
	buf_release(&text);
	platform_note(m->house->platform, &w.note, SEAL_WEBAPP, &r, NULL);
	err = write_run(m, log_in_txn, &w);
	buf_release(&w.note);
	return err;
}
