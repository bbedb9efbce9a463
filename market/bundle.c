/* SPDX-License-Identifier: Apache-2.0 */
/* bundle.c: what a verifier reads, as a tar. */
#include "market/bundle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/verify.h"

enum { BLOCK = 512, FILE_MAX = 64 * 1024 * 1024, NAME = 100,
    PREFIX = 155, PATH = 256 };

/* A source that keeps what passes through it. */
struct tee {
	const struct source *from;
	struct buf *out;
	char (*names)[PATH];		/* each file once */
	size_t n, cap;
	bool away;
};

static bool
is_new(struct tee *t, const char *path)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->names[i], path) == 0)
			return false;
	if (strlen(path) >= PATH)
		return false;
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 64;
		t->names = realloc(t->names, t->cap * sizeof *t->names);
		if (t->names == NULL)
			bug("out of memory: bundle");
	}
	memcpy(t->names[t->n++], path, strlen(path) + 1);
	return true;
}

/* A field of octal digits, NUL-ended, as tar has them. */
static void
octal(char *field, size_t size, size_t value)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%0*zo", (int)size - 1, value);
	memcpy(field, digits, size);
}

/* A long path parts at a slash: ustar has two fields for it. */
static void
fill_name(char *head, const char *path)
{
	const char *name = path, *slash = NULL;

	if (strlen(path) > NAME)
		slash = strrchr(path, '/');
	if (slash != NULL) {
		name = slash + 1;
		memcpy(head + 345, path, (size_t)(slash - path) < PREFIX ?
		    (size_t)(slash - path) : PREFIX);
	}
	/* A field of the whole length has no NUL: so ustar has it. */
	for (size_t i = 0; i < NAME && name[i] != '\0'; i++)
		head[i] = name[i];
}

static void
add_file(struct buf *out, const char *path, const void *data, size_t n)
{
	char head[BLOCK] = { 0 };
	static const char zeros[BLOCK];
	static const char magic[8] = { 'u', 's', 't', 'a', 'r', 0, '0',
	    '0' };
	unsigned sum = 0;

	fill_name(head, path);
	octal(head + 100, 8, 0644);
	octal(head + 108, 8, 0);		/* uid, gid */
	octal(head + 116, 8, 0);
	octal(head + 124, 12, n);
	octal(head + 136, 12, 0);		/* time */
	memset(head + 148, ' ', 8);		/* for the sum */
	head[156] = '0';			/* a plain file */
	memcpy(head + 257, magic, sizeof magic);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)head[i];
	octal(head + 148, 7, sum);
	buf_add(out, head, BLOCK);
	buf_add(out, data, n);
	buf_add(out, zeros, (BLOCK - n % BLOCK) % BLOCK);
}

static enum source_got
tee_get(void *p, const char *path, struct buf *out)
{
	struct tee *t = p;
	size_t before = out->len;
	enum source_got got = t->from->get(t->from->p, path, out);

	if (got == SOURCE_AWAY)
		t->away = true;
	if (got == SOURCE_GOT && is_new(t, path))
		add_file(t->out, path, out->data ? out->data + before : "",
		    out->len - before);
	return got;
}

/* Names that no check asks for, and people do. */
static void
add_rest(struct source *tee, const char *id)
{
	static const char *const names[] = { "index.txt", "notice.txt",
	    "rule.txt", "project.note", "close.note", "result.note",
	    "award.note", "void.note", "fallback.note" };
	static const char *const logs[] = { "log/vkey", "trust.txt",
	    "log/checkpoint", "log/checkpoint.cosigned" };
	char path[PATH];
	struct buf file;

	buf_init(&file, FILE_MAX);
	for (size_t i = 0; i < COUNT(logs); i++) {
		buf_reset(&file);
		(void)tee->get(tee->p, logs[i], &file);
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		buf_reset(&file);
		snprintf(path, sizeof path, "p/%s/%s", id, names[i]);
		(void)tee->get(tee->p, path, &file);
	}
	buf_release(&file);
}

bool
bundle_write(const struct source *source, const char *id, struct buf *out)
{
	static const char end[2 * BLOCK];
	struct tee t = { .from = source, .out = out };
	struct source tee = { tee_get, &t };
	struct verify_report report;
	struct arena a;

	arena_init(&a);
	verify_project(&a, &tee, id, NULL, 0, &report);
	arena_release(&a);
	add_rest(&tee, id);
	buf_add(out, end, sizeof end);
	free(t.names);
	return !t.away && !out->full;
}
