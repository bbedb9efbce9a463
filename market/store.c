/* SPDX-License-Identifier: Apache-2.0 */
/* store.c: files named by their content. */
#include "market/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "market/base/digits.h"
#include "market/base/log.h"

struct store {
	int folder;
	pthread_rwlock_t lock;
};

struct intake {
	int fd;			/* -1: there is none */
	int64_t size;
	bool failed;
	crypto_hash_sha256_state hash;
};

static enum err
complain(const char *what)
{
	bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	log_event(LOG_ERROR, "store", "at=%s errno=%d", what, errno);
	return full ? ERR_BUSY : ERR_INTERNAL;
}

enum err
store_open(struct store **out, const char *folder)
{
	struct store *s = calloc(1, sizeof *s);

	if (s == NULL)
		bug("out of memory: store");
	if (mkdir(folder, 0750) != 0 && errno != EEXIST)
		s->folder = -1;
	else
		s->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->folder < 0) {
		free(s);
		return complain("open");
	}
	pthread_rwlock_init(&s->lock, NULL);
	*out = s;
	return OK;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	close(s->folder);
	pthread_rwlock_destroy(&s->lock);
	free(s);
}

void
store_share(struct store *s)
{
	pthread_rwlock_rdlock(&s->lock);
}

void
store_alone(struct store *s)
{
	pthread_rwlock_wrlock(&s->lock);
}

void
store_leave(struct store *s)
{
	pthread_rwlock_unlock(&s->lock);
}

struct intake *
intake_new(struct store *s)
{
	struct intake *in = calloc(1, sizeof *in);

	if (in == NULL)
		bug("out of memory: intake");
	in->fd = s ? openat(s->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC,
	    0600) : -1;
	in->failed = in->fd < 0;
	if (in->failed && s)
		(void)complain("begin");
	crypto_hash_sha256_init(&in->hash);
	return in;
}

void
intake_free(struct intake *in)
{
	if (in == NULL)
		return;
	if (in->fd >= 0)
		close(in->fd);
	free(in);
}

void
intake_add(struct intake *in, const void *data, size_t n)
{
	const char *bytes = data;
	int64_t room = STORE_MOST - in->size;

	in->size += (int64_t)n;
	if (in->failed || room <= 0)
		return;
	if ((int64_t)n > room)
		n = (size_t)room;
	crypto_hash_sha256_update(&in->hash, data, n);
	while (n > 0) {
		ssize_t k = write(in->fd, bytes, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			(void)complain("write");
			in->failed = true;
			return;
		}
		bytes += k;
		n -= (size_t)k;
	}
}

int64_t
intake_size(const struct intake *in)
{
	return in->size;
}

int
intake_failed(const struct intake *in)
{
	return in->failed;
}

void
intake_hash(const struct intake *in, unsigned char hash[STORE_HASH])
{
	crypto_hash_sha256_state copy = in->hash;

	crypto_hash_sha256_final(&copy, hash);
}

size_t
intake_read(struct intake *in, int64_t at, void *out, size_t n)
{
	ssize_t k;

	if (in->fd < 0)
		return 0;
	do
		k = pread(in->fd, out, n, at);
	while (k < 0 && errno == EINTR);
	return k > 0 ? (size_t)k : 0;
}

enum err
intake_sync(struct intake *in)
{
	if (in->failed)
		return ERR_BUSY;
	/* What is written late fails late: only now is it known to be whole. */
	if (fchmod(in->fd, 0440) != 0 || fsync(in->fd) != 0)
		return complain("sync");
	return OK;
}

char *
store_path(char out[STORE_PATH], const unsigned char hash[STORE_HASH])
{
	char hex[2 * STORE_HASH + 1];

	digits_hex(hex, hash, STORE_HASH);
	snprintf(out, STORE_PATH, "%.2s/%s", hex, hex);
	return out;
}

/* The folder of two digits, made if it is not there; -1: complained. */
static int
shelf(struct store *s, const char *path)
{
	const char name[3] = { path[0], path[1], '\0' };
	int fd = -1;

	if (mkdirat(s->folder, name, 0750) == 0) {
		if (fsync(s->folder) != 0)
			return -1;
	} else if (errno != EEXIST) {
		return -1;
	}
	fd = openat(s->folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

enum err
store_keep(struct store *s, struct intake *in)
{
	unsigned char hash[STORE_HASH];
	char path[STORE_PATH], from[32];
	enum err err = OK;
	int fd;

	intake_hash(in, hash);
	store_path(path, hash);
	fd = shelf(s, path);
	if (fd < 0)
		return complain("shelf");
	snprintf(from, sizeof from, "/proc/self/fd/%d", in->fd);
	/* Somebody else's file of that name has the same bytes. */
	if (linkat(AT_FDCWD, from, fd, path + 3, AT_SYMLINK_FOLLOW) != 0 &&
	    errno != EEXIST)
		err = complain("link");
	else if (fsync(fd) != 0)
		err = complain("sync");
	close(fd);
	return err;
}

enum err
store_drop(struct store *s, const unsigned char hash[STORE_HASH])
{
	char path[STORE_PATH];

	store_path(path, hash);
	return unlinkat(s->folder, path, 0) == 0 || errno == ENOENT ? OK :
	    complain("drop");
}
