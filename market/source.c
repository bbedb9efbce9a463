/* SPDX-License-Identifier: Apache-2.0 */
/* source.c: public files out of a folder. */
#include "market/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_LENGTH = 1024, PIECE = 16 * 1024 };

static enum source_got
folder_get(void *p, const char *path, struct buf *out)
{
	const char *dir = p;
	char full[PATH_LENGTH], piece[PIECE];
	ssize_t n;
	int fd;

	if (strstr(path, "..") != NULL || snprintf(full, sizeof full, "%s/%s",
	    dir, path) >= (int)sizeof full)
		return SOURCE_MISSING;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? SOURCE_MISSING :
		    SOURCE_AWAY;
	while ((n = read(fd, piece, sizeof piece)) > 0)
		buf_add(out, piece, (size_t)n);
	if (n < 0 && errno == EISDIR) {
		close(fd);
		return SOURCE_MISSING;
	}
	close(fd);
	return n < 0 || out->full ? SOURCE_AWAY : SOURCE_GOT;
}

void
source_folder(struct source *s, const char *dir)
{
	union { const char *c; void *v; } u = { .c = dir };

	s->get = folder_get;
	s->p = u.v;
}
