/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile.c: keys on disk, plain or behind a passphrase. */
#include "market/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "market/base64.h"
#include "market/lines.h"

enum { FILE_MAX = 2048, SALT = crypto_pwhash_SALTBYTES,
    NONCE = crypto_secretbox_NONCEBYTES, MAC = crypto_secretbox_MACBYTES };

static const char tag[] = "sealbid/v1 keyfile\n";
static const char locked_tag[] = "sealbid/v1 keyfile-locked\n";
static const char *const roles[] = { "bidder", "trustee", "purchaser",
    "platform", "log", "witness" };

bool
keyfile_is_role(const char *role)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (strcmp(roles[i], role) == 0)
			return true;
	return false;
}

static void *
locked(size_t n)
{
	void *p;

	if (sodium_init() < 0 || (p = sodium_malloc(n)) == NULL)
		bug("no locked memory");
	sodium_memzero(p, n);
	return p;
}

struct keyfile *
keyfile_make(const char *name, const char *role)
{
	struct keyfile *k;

	if (!note_is_name(name, strlen(name)) || !keyfile_is_role(role))
		bug("keyfile: name %s, role %s", name, role);
	k = locked(sizeof *k);
	memcpy(k->name, name, strlen(name) + 1);
	memcpy(k->role, role, strlen(role) + 1);
	k->opens = strcmp(role, "trustee") == 0;
	randombytes_buf(k->seed, sizeof k->seed);
	if (k->opens)
		randombytes_buf(k->open_seed, sizeof k->open_seed);
	return k;
}

void
keyfile_free(struct keyfile *key)
{
	sodium_free(key);
}

void
keyfile_secret(const struct keyfile *key, struct note_secret *secret)
{
	note_secret_init(secret, key->name, strcmp(key->role, "witness") == 0 ?
	    NOTE_WITNESS : NOTE_ED25519, key->seed);
}

/* ---- the text ---- */

/* The value of the next line «key value» of text, or NULL. */
static const char *
value(const char **at, const char *end, const char *key, size_t *n)
{
	size_t k = strlen(key);
	const char *v = *at, *lf = memchr(v, '\n', (size_t)(end - v));

	if (lf == NULL || (size_t)(lf - v) <= k + 1 ||
	    memcmp(v, key, k) != 0 || v[k] != ' ')
		return NULL;
	*at = lf + 1;
	*n = (size_t)(lf - v) - k - 1;
	return v + k + 1;
}

static bool
text_value(const char **at, const char *end, const char *key, char *out,
    size_t size)
{
	size_t n = 0;
	const char *v = value(at, end, key, &n);

	if (v == NULL || n >= size)
		return false;
	memcpy(out, v, n);
	out[n] = '\0';
	return true;
}

static bool
hex_value(const char **at, const char *end, const char *key,
    unsigned char *out, size_t size)
{
	size_t n = 0, got = 0;
	const char *v = value(at, end, key, &n);

	return v != NULL && n == 2 * size && sodium_hex2bin(out, size, v, n,
	    NULL, &got, NULL) == 0 && got == size;
}

static bool
parse(struct keyfile *k, const char *text, size_t n)
{
	const char *at = text, *end = text + n;

	if (n < sizeof tag - 1 || memcmp(text, tag, sizeof tag - 1) != 0)
		return false;
	at += sizeof tag - 1;
	if (!text_value(&at, end, "name", k->name, sizeof k->name) ||
	    !note_is_name(k->name, strlen(k->name)) ||
	    !text_value(&at, end, "role", k->role, sizeof k->role) ||
	    !keyfile_is_role(k->role) ||
	    !hex_value(&at, end, "seed", k->seed, sizeof k->seed))
		return false;
	k->opens = strcmp(k->role, "trustee") == 0;
	if (k->opens && !hex_value(&at, end, "open-seed", k->open_seed,
	    sizeof k->open_seed))
		return false;
	return at == end;
}

/* Adds a text, without its NUL; the length then. */
static size_t
put(char *out, size_t n, const char *text)
{
	while (*text != '\0')
		out[n++] = *text++;
	return n;
}

/* Into locked memory of FILE_MAX bytes; its length. */
static size_t
write_plain(const struct keyfile *k, char *out)
{
	char hex[65];
	size_t n = 0;
	const struct { const char *word, *value; } rows[] = {
		{ "name ", k->name }, { "role ", k->role } };

	n = put(out, n, tag);
	for (size_t i = 0; i < COUNT(rows); i++) {
		n = put(out, n, rows[i].word);
		n = put(out, n, rows[i].value);
		n = put(out, n, "\n");
	}
	for (int open = 0; open <= (k->opens ? 1 : 0); open++) {
		sodium_bin2hex(hex, sizeof hex, open ? k->open_seed : k->seed,
		    32);
		n = put(out, n, open ? "open-seed " : "seed ");
		n = put(out, n, hex);
		n = put(out, n, "\n");
	}
	sodium_memzero(hex, sizeof hex);
	return n;
}

/* ---- the box ---- */

static void
box_key(unsigned char key[crypto_secretbox_KEYBYTES], const char *passphrase,
    const unsigned char salt[SALT])
{
	if (crypto_pwhash(key, crypto_secretbox_KEYBYTES, passphrase,
	    strlen(passphrase), salt, crypto_pwhash_OPSLIMIT_MODERATE,
	    crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13) != 0)
		bug("no memory for a passphrase");
}

static size_t
lock(char *out, const char *plain, size_t n, const char *passphrase)
{
	unsigned char key[crypto_secretbox_KEYBYTES], salt[SALT];
	unsigned char box[NONCE + MAC + 512];
	struct buf b;
	char hex[2 * SALT + 1];

	randombytes_buf(salt, sizeof salt);
	randombytes_buf(box, NONCE);
	box_key(key, passphrase, salt);
	crypto_secretbox_easy(box + NONCE, (const unsigned char *)plain, n, box,
	    key);
	sodium_memzero(key, sizeof key);
	buf_init(&b, FILE_MAX);
	buf_printf(&b, "%ssalt %s\nbox ", locked_tag,
	    sodium_bin2hex(hex, sizeof hex, salt, sizeof salt));
	base64_write(&b, box, NONCE + MAC + n);
	buf_text(&b, "\n");
	n = b.len;
	memcpy(out, b.data, n);
	buf_release(&b);
	return n;
}

/* The plain text in place of the locked one, both in text; 0: no. */
static size_t
unlock(char *text, size_t n, const char *passphrase)
{
	unsigned char key[crypto_secretbox_KEYBYTES], salt[SALT], box[1024];
	const char *at = text + sizeof locked_tag - 1, *end = text + n, *v;
	size_t v_n = 0, box_n = 0;
	bool good;

	if (!hex_value(&at, end, "salt", salt, sizeof salt) ||
	    (v = value(&at, end, "box", &v_n)) == NULL || at != end ||
	    !base64_read_any(v, v_n, box, sizeof box, &box_n) ||
	    box_n < NONCE + MAC)
		return 0;
	box_key(key, passphrase, salt);
	good = crypto_secretbox_open_easy((unsigned char *)text, box + NONCE,
	    box_n - NONCE, box, key) == 0;
	sodium_memzero(key, sizeof key);
	return good ? box_n - NONCE - MAC : 0;
}

/* ---- files ---- */

static enum err
slurp(const char *path, char *text, size_t *n)
{
	struct stat st;
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_FORBIDDEN;
	if (fstat(fd, &st) != 0 || (st.st_mode & 077) != 0) {
		close(fd);
		return ERR_FORBIDDEN;
	}
	got = read(fd, text, FILE_MAX);
	close(fd);
	if (got < 0 || got == FILE_MAX)
		return ERR_INVALID;
	*n = (size_t)got;
	return OK;
}

bool
keyfile_is_locked(const char *path)
{
	char text[FILE_MAX];
	size_t n = 0;
	bool is = slurp(path, text, &n) == OK && n >= sizeof locked_tag - 1 &&
	    memcmp(text, locked_tag, sizeof locked_tag - 1) == 0;

	sodium_memzero(text, sizeof text);
	return is;
}

enum err
keyfile_read(struct keyfile **key, const char *path, const char *passphrase)
{
	char *text = locked(FILE_MAX);
	struct keyfile *k = locked(sizeof *k);
	size_t n = 0;
	enum err err = slurp(path, text, &n);

	if (!err && n >= sizeof locked_tag - 1 &&
	    memcmp(text, locked_tag, sizeof locked_tag - 1) == 0) {
		n = passphrase == NULL ? 0 : unlock(text, n, passphrase);
		err = n == 0 ? ERR_FORBIDDEN : OK;
	}
	if (!err && !parse(k, text, n))
		err = ERR_INVALID;
	sodium_free(text);
	if (err) {
		keyfile_free(k);
		k = NULL;
	}
	*key = k;
	return err;
}

static bool
write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, text, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return false;
		text += w;
		n -= (size_t)w;
	}
	return fsync(fd) == 0;
}

enum err
keyfile_write(const struct keyfile *key, const char *path,
    const char *passphrase)
{
	char *plain, *text;
	size_t n;
	bool good;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST ? ERR_CONFLICT : ERR_FORBIDDEN;
	plain = locked(FILE_MAX);
	text = locked(FILE_MAX);
	n = write_plain(key, plain);
	if (passphrase != NULL)
		n = lock(text, plain, n, passphrase);
	else
		memcpy(text, plain, n);
	good = write_all(fd, text, n);
	if (close(fd) != 0 || !good) {
		unlink(path);
		good = false;
	}
	sodium_free(plain);
	sodium_free(text);
	return good ? OK : ERR_INTERNAL;
}
