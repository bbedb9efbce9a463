/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile.c: any bytes as a key file. */
#include "market/keyfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char path[64];
	struct keyfile *key;
	int fd;

	snprintf(path, sizeof path, "/dev/shm/keyfile-fuzz-%d",
	    (int)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	promise(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	close(fd);
	if (keyfile_read(&key, path, NULL) == OK) {
		promise(note_is_name(key->name, strlen(key->name)));
		promise(keyfile_is_role(key->role));
		keyfile_free(key);
	}
	unlink(path);
	return 0;
}
