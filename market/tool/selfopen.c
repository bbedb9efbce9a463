/* SPDX-License-Identifier: Apache-2.0 */
/* selfopen.c: a bidder opens its own envelope where trustees failed. */
#include <sodium.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/durable.h"
#include "market/tool/tool.h"

static const char HEAD[] = "sealbid/v1 secret\n";

/* The lines above the form: «file <hash>», «s <hex>». */
static bool
read_secret(const char *text, struct seal_selfopen *o)
{
	const char *file = strstr(text, "\nfile "), *s = strstr(text, "\ns ");
	const char *end = strstr(text, "\n\n");
	char hex[65] = "";
	bool good;

	if (strncmp(text, HEAD, sizeof HEAD - 1) != 0 || file == NULL ||
	    s == NULL || end == NULL || file > s || s > end ||
	    strlen(s) < 3 + 64 || s[3 + 64] != '\n' || file[6 + 64] != '\n')
		return false;
	memcpy(hex, file + 6, 64);
	good = digits_unhex(hex, o->file, sizeof o->file);
	memcpy(hex, s + 3, 64);
	good = good && digits_unhex(hex, o->s, sizeof o->s);
	sodium_memzero(hex, sizeof hex);
	return good;
}

static int
write_note(struct tool *t, const struct keyfile *key,
    const struct seal_selfopen *o, const char *id)
{
	struct note_secret secret;
	struct buf text, note;
	int status;

	buf_init(&text, NOTE_MAX);
	buf_init(&note, NOTE_MAX);
	seal_record_write(&text, SEAL_SELFOPEN, o);
	keyfile_secret(key, &secret);
	note_write(&note, text.data, text.len, &secret);
	sodium_memzero(&secret, sizeof secret);
	status = tool_write(t->o.out, note.data, note.len, 0600) ?
	    TOOL_DONE : TOOL_CANNOT;
	if (status == TOOL_DONE && t->o.post != NULL)
		status = tool_hand(t, arena_printf(&t->arena,
		    "p/%s/selfopen", id), &note, "posted");
	buf_wipe(&text);
	buf_release(&text);
	buf_release(&note);
	return status;
}

/* The envelope of this secret, which is this key's. */
static int
selfopen(struct tool *t, const struct keyfile *key, struct seal_selfopen *o)
{
	struct seal_envelope e;
	const char *file;
	unsigned char hash[32];
	struct note note;
	size_t n;

	if (!tool_read(t, t->args[1], &file, &n))
		return TOOL_CANNOT;
	note_hash(hash, file, n);
	if (memcmp(hash, o->file, sizeof hash) != 0 ||
	    !note_parse(&note, file, n) || !seal_record_parse(&t->arena,
	    SEAL_ENVELOPE, note.text, note.n, &e))
		return tool_fail(TOOL_USAGE, "%s: not the envelope of this "
		    "secret", t->args[1]);
	if (strcmp(key->name, e.bidder) != 0)
		return tool_fail(TOOL_USAGE, "the envelope is %s's",
		    e.bidder);
	memcpy(o->policy, e.policy, sizeof o->policy);
	return write_note(t, key, o, e.project);
}

int
selfopen_run(struct tool *t)
{
	struct seal_selfopen o;
	struct keyfile *key;
	struct buf secret;
	int status;

	/* Not into an arena: it is wiped. */
	buf_init(&secret, TOOL_FILE);
	if (durable_load(t->args[0], &secret) != OK || secret.len == 0 ||
	    !read_secret(secret.data, &o))
		status = tool_fail(TOOL_USAGE, "%s: no secret file",
		    t->args[0]);
	else if ((key = tool_key(t->o.key, "bidder trustee purchaser")) ==
	    NULL)
		status = TOOL_CANNOT;
	else {
		status = selfopen(t, key, &o);
		keyfile_free(key);
	}
	sodium_memzero(&o, sizeof o);
	buf_wipe(&secret);
	buf_release(&secret);
	return status;
}
