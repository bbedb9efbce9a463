/* SPDX-License-Identifier: Apache-2.0 */
/* sign.c: signatures under a round's terms, and under other records. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/tool/tool.h"

/* What is about to be signed, for the eyes of who signs. */
static void
show(const struct terms *terms)
{
	const struct seal_project *p = &terms->project;
	char time[DIGITS_MAX], hex[65];

	fprintf(stderr, "project    %s\npurchaser  %s\nrule       %s\n"
	    "opens      %s\n", p->project, p->purchaser, p->rule,
	    digits_iso(time, p->opens));
	fprintf(stderr, "deadline   %s\n", digits_iso(time, p->deadline));
	fprintf(stderr, "notice     %s\n", digits_hex(hex, p->notice, 32));
	fprintf(stderr, "opened by  %" PRId64 " of\n", p->threshold);
	for (size_t i = 0; i < p->n; i++)
		fprintf(stderr, "           %s\n", p->trustees[i].name);
}

static int
sign(struct tool *t, const struct terms *terms, const struct keyfile *key)
{
	struct note_secret secret;
	struct buf line;
	int status = TOOL_DONE;

	if (strcmp(terms->project.purchaser, key->name) != 0)
		return tool_fail(TOOL_REFUTED, "its purchaser is %s",
		    terms->project.purchaser);
	if (terms->missing > 0)
		return tool_fail(TOOL_CANNOT, "%zu trustees have not offered "
		    "their keys yet", terms->missing);
	if (terms->project.deadline <= tool_now())
		return tool_fail(TOOL_REFUTED, "its deadline has passed");
	show(terms);
	buf_init(&line, NOTE_MAX);
	keyfile_secret(key, &secret);
	note_sign(&line, terms->note.text, terms->note.n, &secret);
	sodium_memzero(&secret, sizeof secret);
	if (t->o.post != NULL)
		status = tool_hand(t, arena_printf(&t->arena, "p/%s/sign",
		    terms->project.project), &line, "signed");
	else if (!tool_write(t->o.out ? t->o.out : "-", line.data, line.len,
	    0644))
		status = TOOL_CANNOT;
	buf_release(&line);
	return status;
}

/* ---- records that wait for a signature, as bare texts ---- */

/* Which key may sign which kind (sealing.md 3), and to which round it goes. */
static const struct {
	enum seal_type type;
	const char *roles;
} kinds[] = {
	{ SEAL_KEY, "bidder purchaser trustee" },
	{ SEAL_VOID, "purchaser" }, { SEAL_AWARD, "purchaser" },
	{ SEAL_EXTEND, "purchaser trustee" },
	{ SEAL_FALLBACK, "purchaser trustee" },
	{ SEAL_PLAN, "trustee" },
};

/* A key signs only a record of its own: the new one or the one it replaces. */
static bool
is_of_key(struct tool *t, const char *text, size_t n,
    const struct keyfile *key)
{
	struct note_secret secret;
	char vkey[NOTE_VKEY_MAX];
	struct seal_key r;

	if (!seal_record_parse(&t->arena, SEAL_KEY, text, n, &r))
		return false;
	keyfile_secret(key, &secret);
	note_vkey_write(vkey, &secret.key);
	sodium_memzero(&secret, sizeof secret);
	return strcmp(r.vkey, vkey) == 0 ||
	    (r.replaces != NULL && strcmp(r.replaces, vkey) == 0);
}

static int
sign_text(struct tool *t, enum seal_type type, const char *text, size_t n,
    const char *roles)
{
	struct keyfile *key = tool_key(t->o.key, roles);
	struct note_secret secret;
	struct buf line;
	int status = TOOL_DONE;

	if (key == NULL)
		return TOOL_CANNOT;
	if (type == SEAL_KEY && !is_of_key(t, text, n, key)) {
		keyfile_free(key);
		return tool_fail(TOOL_REFUTED, "it is of another key");
	}
	fprintf(stderr, "%s", text);
	buf_init(&line, NOTE_MAX);
	keyfile_secret(key, &secret);
	note_sign(&line, text, n, &secret);
	sodium_memzero(&secret, sizeof secret);
	keyfile_free(key);
	if (!tool_write(t->o.out ? t->o.out : "-", line.data, line.len, 0644))
		status = TOOL_CANNOT;
	buf_release(&line);
	return status;
}

int
sign_run(struct tool *t)
{
	const char *file;
	struct keyfile *key;
	struct terms terms;
	size_t n;
	int status;

	if (!tool_read(t, t->args[0], &file, &n))
		return TOOL_CANNOT;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (seal_type_of(file, n) == kinds[i].type)
			return sign_text(t, kinds[i].type, file, n,
			    kinds[i].roles);
	if (!terms_read(&t->arena, file, n, true, &terms))
		return tool_fail(TOOL_USAGE, "%s: no project record",
		    t->args[0]);
	key = tool_key(t->o.key, "purchaser");
	if (key == NULL)
		return TOOL_CANNOT;
	status = sign(t, &terms, key);
	keyfile_free(key);
	return status;
}
