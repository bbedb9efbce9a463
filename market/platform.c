/* SPDX-License-Identifier: Apache-2.0 */
/* platform.c: the platform's key and whom it knows. */
#include "market/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/base/log.h"
#include "market/keyfile.h"

enum { TRUST_MAX = 64 * 1024, PATH_LENGTH = 512, THRESHOLD = 2 };

struct platform {
	struct arena arena;		/* the trust file and what it names */
	struct trust trust;
	const char *text;
	size_t n;
	char host[NOTE_NAME + 1];
	struct note_secret *op;		/* locked */
};

static enum err
complain(const char *path, const char *why)
{
	log_event(LOG_ERROR, "platform", "file=%s why=%s", path, why);
	return ERR_INVALID;
}

static enum err
read_trust(struct platform *p, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = arena_alloc(&p->arena, TRUST_MAX);
	ssize_t n;
	size_t line = 0;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND :
		    complain(path, "unreadable");
	n = read(fd, text, TRUST_MAX - 1);
	close(fd);
	if (n < 0)
		return complain(path, "unreadable");
	p->text = text;
	p->n = (size_t)n;
	if (!trust_parse(&p->arena, text, p->n, &p->trust, &line)) {
		log_event(LOG_ERROR, "platform", "file=%s line=%zu", path,
		    line);
		return ERR_INVALID;
	}
	return p->trust.n_trustees > THRESHOLD &&
	    p->trust.n_trustees <= SEAL_TRUSTEES ? OK :
	    complain(path, "trustees");
}

static enum err
read_key(struct platform *p, const char *path)
{
	struct keyfile *key;
	size_t n;
	enum err err = keyfile_read(&key, path, NULL);

	if (err)
		return err;
	n = strlen(key->name);
	if (n < 4 || strcmp(key->name + n - 3, "/op") != 0) {
		keyfile_free(key);
		return complain(path, "name");
	}
	memcpy(p->host, key->name, n - 3);
	p->op = sodium_malloc(sizeof *p->op);
	if (p->op == NULL)
		bug("no locked memory");
	note_secret_init(p->op, key->name, NOTE_ED25519, key->seed);
	keyfile_free(key);
	for (size_t i = 0; i < p->trust.n_platforms; i++)
		if (memcmp(p->trust.platforms[i].public_key,
		    p->op->key.public_key, 32) == 0)
			return OK;
	return complain(path, "not_in_trust");
}

enum err
platform_open(struct platform **out, const char *key_dir)
{
	struct platform *p = calloc(1, sizeof *p);
	char path[PATH_LENGTH];
	enum err err;

	if (p == NULL)
		bug("out of memory: platform");
	arena_init(&p->arena);
	snprintf(path, sizeof path, "%s/trust.txt", key_dir);
	err = read_trust(p, path);
	if (!err) {
		snprintf(path, sizeof path, "%s/op.key", key_dir);
		err = read_key(p, path);
	}
	if (err) {
		platform_close(p);
		p = NULL;
	}
	*out = p;
	return err;
}

void
platform_close(struct platform *p)
{
	if (p == NULL)
		return;
	sodium_free(p->op);
	arena_release(&p->arena);
	free(p);
}

const struct trust *
platform_trust(const struct platform *p)
{
	return &p->trust;
}

const char *
platform_trust_text(const struct platform *p, size_t *n)
{
	*n = p->n;
	return p->text;
}

const char *
platform_origin(const struct platform *p)
{
	return p->trust.log.name;
}

const char *
platform_name(const struct platform *p, struct arena *a, const char *kind,
    const char *rest)
{
	return arena_printf(a, "%s/%s/%s", p->host, kind, rest);
}

size_t
platform_trustees(const struct platform *p)
{
	return p->trust.n_trustees;
}

int64_t
platform_threshold(const struct platform *p)
{
	/* 2 of 3, 3 of 5, 4 of 7: more than half, at least two. */
	return (int64_t)p->trust.n_trustees / 2 + 1;
}

void
platform_sign(const struct platform *p, struct buf *out, const char *text,
    size_t n)
{
	note_sign(out, text, n, p->op);
}

void
platform_note(const struct platform *p, struct buf *out, enum seal_type type,
    const void *record, unsigned char hash[32])
{
	struct buf text;

	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, type, record);
	buf_init(out, NOTE_MAX);
	note_write(out, text.data, text.len, p->op);
	if (hash != NULL)
		note_hash(hash, text.data, text.len);
	if (text.full || out->full)
		bug("platform: a record of more than %d bytes", NOTE_MAX);
	buf_release(&text);
}

bool
platform_signed(const struct platform *p, const struct note *note)
{
	return note_check(note, &p->op->key, NULL) == NOTE_GOOD;
}
