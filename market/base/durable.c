/* SPDX-License-Identifier: Apache-2.0 */
/* durable.c: small files that survive a crash. */
#include "market/base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 16 * 1024 };

static bool
write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, bytes, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		bytes += k;
		n -= (size_t)k;
	}
	return true;
}

static bool
sync_folder_of(const char *path)
{
	char folder[DURABLE_PATH];
	const char *slash = strrchr(path, '/');
	int fd;
	bool good;

	if (slash == NULL)
		memcpy(folder, ".", 2);
	else
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path +
		    1), path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	good = fsync(fd) == 0;
	close(fd);
	return good;
}

/* The file beside its place, whole and on disk. */
static bool
write_beside(char beside[DURABLE_PATH], const char *path, const void *bytes,
    size_t n, unsigned mode)
{
	int fd;
	bool good;

	if (snprintf(beside, DURABLE_PATH, "%s.new", path) >= DURABLE_PATH) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	good = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, bytes, n) &&
	    fsync(fd) == 0;
	return close(fd) == 0 && good;
}

bool
durable_write(const char *path, const void *bytes, size_t n, unsigned mode)
{
	char beside[DURABLE_PATH];

	return write_beside(beside, path, bytes, n, mode) &&
	    rename(beside, path) == 0 && sync_folder_of(path);
}

enum err
durable_create(const char *path, const void *bytes, size_t n, unsigned mode)
{
	char beside[DURABLE_PATH];
	enum err err = OK;

	if (!write_beside(beside, path, bytes, n, mode))
		return ERR_INTERNAL;
	if (link(beside, path) != 0)
		err = errno == EEXIST ? ERR_CONFLICT : ERR_INTERNAL;
	unlink(beside);
	return !err && !sync_folder_of(path) ? ERR_INTERNAL : err;
}

enum err
durable_load(const char *path, struct buf *out)
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

long
durable_read(const char *path, char *out, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t k = 1;

	if (fd < 0)
		return -1;
	while (n < max && (k = read(fd, out + n, max - n)) > 0)
		n += (size_t)k;
	if (k > 0) {
		char more;

		k = read(fd, &more, 1);
		errno = k > 0 ? EFBIG : errno;
	}
	close(fd);
	return k == 0 ? (long)n : -1;
}
