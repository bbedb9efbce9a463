/* SPDX-License-Identifier: Apache-2.0 */
/* durable.c: files replaced whole. */
#include "market/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_LENGTH = 1024, PIECE = 16 * 1024 };

static bool
write_all(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, data, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		data += w;
		n -= (size_t)w;
	}
	return fsync(fd) == 0;
}

/* What was renamed is there after a power cut, too. */
static bool
sync_folder(const char *path)
{
	char dir[PATH_LENGTH];
	const char *slash = strrchr(path, '/');
	bool good;
	int fd;

	if (slash == NULL)
		snprintf(dir, sizeof dir, ".");
	else
		snprintf(dir, sizeof dir, "%.*s", (int)(slash - path) + 1,
		    path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	good = fsync(fd) == 0;
	close(fd);
	return good;
}

/* The temporary file, whole and on disk. */
static enum err
write_beside(const char *beside, const void *data, size_t n, unsigned mode)
{
	bool good;
	int fd;

	unlink(beside);		/* what a crash left behind */
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return ERR_INTERNAL;
	good = write_all(fd, data, n);
	if (close(fd) != 0 || !good) {
		unlink(beside);
		return ERR_INTERNAL;
	}
	return OK;
}

enum err
durable_replace(const char *path, const void *data, size_t n, unsigned mode)
{
	char beside[PATH_LENGTH];
	enum err err;

	if (snprintf(beside, sizeof beside, "%s.new", path) >=
	    (int)sizeof beside) {
		errno = ENAMETOOLONG;
		return ERR_INTERNAL;
	}
	err = write_beside(beside, data, n, mode);
	if (!err && rename(beside, path) != 0) {
		unlink(beside);
		err = ERR_INTERNAL;
	}
	if (!err && !sync_folder(path))
		err = ERR_INTERNAL;
	return err;
}

enum err
durable_create(const char *path, const void *data, size_t n, unsigned mode)
{
	char beside[PATH_LENGTH];
	enum err err;

	if (snprintf(beside, sizeof beside, "%s.new", path) >=
	    (int)sizeof beside) {
		errno = ENAMETOOLONG;
		return ERR_INTERNAL;
	}
	err = write_beside(beside, data, n, mode);
	if (err)
		return err;
	if (link(beside, path) != 0)
		err = errno == EEXIST ? ERR_CONFLICT : ERR_INTERNAL;
	unlink(beside);
	if (!err && !sync_folder(path))
		err = ERR_INTERNAL;
	return err;
}

enum err
durable_read(const char *path, struct buf *out)
{
	char piece[PIECE];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL;
	while ((n = read(fd, piece, sizeof piece)) > 0)
		buf_add(out, piece, (size_t)n);
	close(fd);
	explicit_bzero(piece, sizeof piece);
	if (n < 0)
		return ERR_INTERNAL;
	return out->full ? ERR_INVALID : OK;
}
