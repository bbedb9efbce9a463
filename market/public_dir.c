/* SPDX-License-Identifier: Apache-2.0 */
/* public_dir.c: files for nginx, whole and durable. */
#include "market/public_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "market/base/arena.h"
#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base/log.h"

enum { FILE_MODE = 0644, FOLDER_MODE = 0755, PATH_LENGTH = 512 };

struct pending {
	struct pending *next;
	const char *path;
};

struct public_dir {
	const char *folder;
	int fd;
	struct arena arena;		/* of the batch */
	struct pending *first;
	struct pending **last;
	public_step *step;
	void *p;
};

static bool
complain(const char *doing, const char *path)
{
	log_event(LOG_ERROR, "public_dir", "doing=%s path=%s errno=%d", doing,
	    path, errno);
	return false;
}

static void
step(struct public_dir *d, const char *what)
{
	if (d->step != NULL)
		d->step(d->p, what);
}

/* Whatever the umask: nginx is somebody else. */
static bool
make_folder(int at, const char *path)
{
	if (mkdirat(at, path, FOLDER_MODE) != 0)
		return errno == EEXIST;
	return fchmodat(at, path, FOLDER_MODE, 0) == 0;
}

struct public_dir *
public_dir_open(const char *folder, public_step *on_step, void *p)
{
	struct public_dir *d = calloc(1, sizeof *d);

	if (d == NULL)
		bug("out of memory: public_dir");
	d->folder = folder;
	d->step = on_step;
	d->p = p;
	d->last = &d->first;
	arena_init(&d->arena);
	d->fd = make_folder(AT_FDCWD, folder) ? open(folder, O_RDONLY |
	    O_DIRECTORY | O_CLOEXEC) : -1;
	if (d->fd < 0) {
		complain("open", folder);
		public_dir_close(d);
		return NULL;
	}
	return d;
}

void
public_dir_close(struct public_dir *d)
{
	if (d == NULL)
		return;
	if (d->fd >= 0)
		close(d->fd);
	arena_release(&d->arena);
	free(d);
}

/* «a/b/.new-c» for «a/b/c»; the path is ours, or it is a bug. */
static char *
temporary_of(char out[PATH_LENGTH], const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (path[0] == '/' || path[0] == '.' || path[0] == '\0' ||
	    strstr(path, "/.") != NULL || strstr(path, "//") != NULL ||
	    name[0] == '\0' || snprintf(out, PATH_LENGTH, "%.*s.new-%s",
	    (int)(name - path), path, name) >= PATH_LENGTH)
		bug("public_dir: a path: %s", path);
	return out;
}

static bool
make_folders_of(struct public_dir *d, const char *path)
{
	char part[PATH_LENGTH];

	for (const char *slash = strchr(path, '/'); slash != NULL;
	    slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof part, "%.*s", (int)(slash - path),
		    path);
		if (!make_folder(d->fd, part))
			return false;
	}
	return true;
}

static int
open_temporary(struct public_dir *d, const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
	int fd = openat(d->fd, path, flags, FILE_MODE);

	if (fd < 0 && errno == ENOENT && make_folders_of(d, path))
		fd = openat(d->fd, path, flags, FILE_MODE);
	return fd;
}

static bool
write_temporary(struct public_dir *d, const char *path, const char *bytes,
    size_t n)
{
	char temporary[PATH_LENGTH];
	int fd = open_temporary(d, temporary_of(temporary, path));
	size_t done = 0;
	bool good = fd >= 0 && fchmod(fd, FILE_MODE) == 0;

	while (good && done < n) {
		ssize_t k = write(fd, bytes + done, n - done);

		good = k > 0 || (k < 0 && errno == EINTR);
		done += k > 0 ? (size_t)k : 0;
	}
	if (fd >= 0 && close(fd) != 0)
		good = false;
	return good ? true : complain("write", path);
}

bool
public_dir_put(struct public_dir *d, const char *path, const void *bytes,
    size_t n)
{
	struct pending *file;

	step(d, "write");
	if (!write_temporary(d, path, bytes, n))
		return false;
	file = arena_alloc(&d->arena, sizeof *file);
	file->path = arena_strdup(&d->arena, path);
	*d->last = file;
	d->last = &file->next;
	return true;
}

static bool
rename_all(struct public_dir *d)
{
	char temporary[PATH_LENGTH];

	for (struct pending *f = d->first; f != NULL; f = f->next) {
		step(d, "rename");
		if (renameat(d->fd, temporary_of(temporary, f->path), d->fd,
		    f->path) != 0)
			return complain("rename", f->path);
	}
	return true;
}

static bool
sync_all(struct public_dir *d)
{
	step(d, "sync");
	return syncfs(d->fd) == 0 ? true : complain("sync", d->folder);
}

bool
public_dir_commit(struct public_dir *d)
{
	bool good = d->first == NULL || (sync_all(d) && rename_all(d) &&
	    sync_all(d));

	d->first = NULL;
	d->last = &d->first;
	arena_reset(&d->arena);
	return good;
}

bool
public_dir_last(struct public_dir *d, const char *path, const void *bytes,
    size_t n)
{
	char full[DURABLE_PATH];

	step(d, "last");
	snprintf(full, sizeof full, "%s/%s", d->folder, path);
	return (make_folders_of(d, path) && durable_write(full, bytes, n,
	    FILE_MODE)) ? true : complain("last", path);
}

long
public_dir_read(const struct public_dir *d, const char *path, char *out,
    size_t max)
{
	char full[DURABLE_PATH];

	snprintf(full, sizeof full, "%s/%s", d->folder, path);
	return durable_read(full, out, max);
}

void
public_dir_remove(struct public_dir *d, const char *path)
{
	int fd = openat(d->fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0)
			(void)unlinkat(fd, e->d_name, 0);
	closedir(dir);
	(void)unlinkat(d->fd, path, AT_REMOVEDIR);
}
