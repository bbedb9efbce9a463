/* SPDX-License-Identifier: Apache-2.0 */
/* witness.c: one log, one history. */
#include "market/witness.h"

#include <sodium.h>
#include <string.h>

#include "market/tiles.h"

static enum trustee_found
no(const char **why, const char *text)
{
	*why = text;
	return TRUSTEE_NO;
}

static enum trustee_found
later(const char **why, const char *text)
{
	*why = text;
	return TRUSTEE_LATER;
}

/* The log's own line: others in the note are not passed on. */
static const char *
log_line(struct arena *a, const struct note *note, const struct note_key *log)
{
	for (size_t i = 0; i < note->count; i++) {
		const struct note_line *l = &note->lines[i];
		const char *end = l->base64 + l->base64_n;
		const char *dash = l->name - 4;	/* the dash and a blank */
		struct note one = { .text = note->text, .n = note->n,
		    .lines = { *l }, .count = 1 };

		if (note_check(&one, log, NULL) == NOTE_GOOD)
			return arena_strndup(a, dash,
			    (size_t)(end - dash) + 1);
	}
	return NULL;
}

static enum trustee_found
read_checkpoint(const struct witness *w, struct arena *a,
    struct witness_seen *seen, const char **why)
{
	const struct note_key *log = &w->trust->log;
	struct note note;
	struct buf file;
	enum source_got got;
	enum trustee_found found = TRUSTEE_YES;

	buf_init(&file, NOTE_MAX);
	got = w->source->get(w->source->p, "log/checkpoint", &file);
	if (got != SOURCE_GOT)
		found = later(why, "log/checkpoint cannot be read now");
	else if (!note_parse(&note, file.data, file.len) ||
	    !tlog_checkpoint_read(&seen->c, &note) ||
	    strcmp(seen->c.origin, log->name) != 0)
		found = no(why, "log/checkpoint is no checkpoint of this log");
	else if (note_check(&note, log, NULL) != NOTE_GOOD)
		found = no(why, "not signed by the log of the trust file");
	else {
		seen->text = arena_strndup(a, note.text, note.n);
		seen->n = note.n;
		seen->line = log_line(a, &note, log);
	}
	buf_release(&file);
	return found;
}

/* Old and new tree, from the tiles. */
static enum trustee_found
grew(const struct witness *w, struct arena *a, struct witness_seen *seen,
    const char **why)
{
	const struct state_head *known = &w->state->witness;
	struct tiles tiles;
	tlog_hash then;

	if (!tiles_open(&tiles, a, w->source, seen->c.size, seen->c.root) ||
	    !tiles_root(&tiles, known->size, then)) {
		if (tiles.why == TILES_MISSING || tiles.why == TILES_AWAY)
			return later(why, "its tiles cannot be read now");
		return no(why, "its tiles do not make its root");
	}
	if (memcmp(then, known->root, sizeof then) != 0)
		return no(why, "FORK: not the log that I cosigned");
	return TRUSTEE_YES;
}

enum trustee_found
witness_look(const struct witness *w, struct arena *a,
    struct witness_seen *seen, const char **why)
{
	struct state_head *known = &w->state->witness;
	enum trustee_found found;

	*why = NULL;
	memset(seen, 0, sizeof *seen);
	found = read_checkpoint(w, a, seen, why);
	if (found != TRUSTEE_YES)
		return found;
	if (known->origin != NULL && strcmp(known->origin,
	    seen->c.origin) != 0)
		return no(why, "I cosigned another log");
	if (seen->c.size < known->size)
		return later(why, "older than what I cosigned");
	if (seen->c.size == known->size && memcmp(seen->c.root, known->root,
	    sizeof known->root) != 0)
		return no(why, "FORK: same size, another root");
	if (seen->c.size == 0)
		return later(why, "the log is empty");
	found = seen->c.size == known->size ? TRUSTEE_YES :
	    grew(w, a, seen, why);
	if (found == TRUSTEE_YES)
		trustee_state_head(w->state, known, seen->c.origin,
		    seen->c.size, seen->c.root);
	return found;
}

void
witness_write(const struct witness *w, const struct witness_seen *seen,
    struct buf *body)
{
	struct note_secret secret;

	keyfile_secret(w->key, &secret);
	buf_add(body, seen->text, seen->n);
	buf_text(body, "\n");
	buf_text(body, seen->line);
	note_cosign(body, seen->text, seen->n, w->now, &secret);
	sodium_memzero(&secret, sizeof secret);
}
