/* SPDX-License-Identifier: Apache-2.0 */
/* keys.c: secrets of the platform, read once into locked memory. */
#include "market/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "market/base/log.h"

enum { KEY_BYTES = 32, KEY_HEX = 2 * KEY_BYTES };

struct keys {
	unsigned char csrf[KEY_BYTES];
	unsigned char pepper[KEY_BYTES];
};

static enum err
complain(const char *path)
{
	log_event(LOG_ERROR, "key", "file=%s errno=%d", path, errno);
	return ERR_INTERNAL;
}

/* Writes a new random key; the file is whole or not there. */
static enum err
make_key(const char *path)
{
	unsigned char key[KEY_BYTES];
	char hex[KEY_HEX + 1], temporary[520];
	int fd;
	bool good;

	snprintf(temporary, sizeof temporary, "%s.new", path);
	(void)unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	if (fd < 0)
		return complain(temporary);
	randombytes_buf(key, sizeof key);
	sodium_bin2hex(hex, sizeof hex, key, sizeof key);
	good = write(fd, hex, KEY_HEX) == KEY_HEX && fsync(fd) == 0;
	close(fd);
	sodium_memzero(key, sizeof key);
	sodium_memzero(hex, sizeof hex);
	if (!good || rename(temporary, path) != 0)
		return complain(path);
	return OK;
}

static enum err
read_key(const char *dir, const char *name, unsigned char *key)
{
	char path[512], hex[KEY_HEX + 1] = "";
	enum err err = OK;
	int fd;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		err = make_key(path);
		if (err)
			return err;
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (fd < 0)
		return complain(path);
	if (read(fd, hex, KEY_HEX) != KEY_HEX ||
	    sodium_hex2bin(key, KEY_BYTES, hex, KEY_HEX, NULL, NULL, NULL)) {
		log_event(LOG_ERROR, "key", "file=%s damaged=1", path);
		err = ERR_INVALID;
	}
	close(fd);
	sodium_memzero(hex, sizeof hex);
	return err;
}

enum err
keys_open(struct keys **out, const char *dir)
{
	struct keys *keys;
	enum err err;

	if (sodium_init() < 0)
		bug("libsodium does not start");
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return complain(dir);
	keys = sodium_malloc(sizeof *keys);
	if (keys == NULL)
		bug("out of locked memory: keys");
	err = read_key(dir, "csrf.key", keys->csrf);
	if (!err)
		err = read_key(dir, "pepper.key", keys->pepper);
	if (err) {
		keys_close(keys);
		return err;
	}
	sodium_mprotect_readonly(keys);
	*out = keys;
	return OK;
}

void
keys_close(struct keys *keys)
{
	sodium_free(keys);
}

void
keys_token(const struct keys *keys, const char *text, char out[33])
{
	unsigned char mac[16];

	crypto_generichash(mac, sizeof mac, (const unsigned char *)text,
	    strlen(text), keys->csrf, KEY_BYTES);
	sodium_bin2hex(out, 33, mac, sizeof mac);
}

void
keys_person(const struct keys *keys, const char *type, const char *number,
    char out[70])
{
	crypto_generichash_state state;
	unsigned char mac[32];

	crypto_generichash_init(&state, keys->pepper, KEY_BYTES, sizeof mac);
	crypto_generichash_update(&state, (const unsigned char *)type,
	    strlen(type));
	crypto_generichash_update(&state, (const unsigned char *)"\n", 1);
	crypto_generichash_update(&state, (const unsigned char *)number,
	    strlen(number));
	crypto_generichash_final(&state, mac, sizeof mac);
	snprintf(out, 6, "b2k1$");
	sodium_bin2hex(out + 5, 65, mac, sizeof mac);
	sodium_memzero(&state, sizeof state);
}

void
keys_random_hex(char out[65])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(out, 65, bytes, sizeof bytes);
	sodium_memzero(bytes, sizeof bytes);
}

void
keys_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void
keys_hash(const char *text, unsigned char out[32])
{
	crypto_generichash(out, 32, (const unsigned char *)text, strlen(text),
	    NULL, 0);
}

int
keys_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}
