/* SPDX-License-Identifier: Apache-2.0 */
/* witness.c: cosigns a log's checkpoints, once or for ever. */
#include "market/witness.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/tool/round.h"

enum { AGAIN_SECONDS = 120, EVERY_MOST = 3600 };

static bool
is_due(const struct cosigner *c, const struct witness_seen *seen,
    int64_t now)
{
	return c->last.at == 0 || c->last.size != seen->c.size ||
	    now >= c->last.at + AGAIN_SECONDS;
}

/* A line when it is another one than before. */
static void
complain(struct cosigner *c, const char *why)
{
	if (strcmp(c->last.why, why) == 0)
		return;
	snprintf(c->last.why, sizeof c->last.why, "%s", why);
	tool_say("cosign: no: %s", why);
}

bool
cosign(struct tool *t, struct cosigner *c, const struct source *source,
    const struct trust *trust, struct trustee_state *state,
    enum tool_posted *posted)
{
	struct witness w = { .source = source, .trust = trust,
	    .key = c->key, .state = state, .now = tool_now() };
	struct http_post post = { .path = "log/cosignature",
	    .type = "text/plain; charset=utf-8" };
	struct witness_seen seen;
	struct buf body;
	const char *why;
	char code[64];
	enum trustee_found found = witness_look(&w, &t->arena, &seen, &why);

	*posted = found == TRUSTEE_YES ? TOOL_POSTED :
	    found == TRUSTEE_NO ? TOOL_REFUSED : TOOL_AGAIN;
	if (!tool_save(t, state))
		return false;
	if (found != TRUSTEE_YES) {
		complain(c, why);
		return true;
	}
	c->last.why[0] = '\0';
	if (!is_due(c, &seen, w.now))
		return true;
	buf_init(&body, NOTE_MAX);
	witness_write(&w, &seen, &body);
	post.body = body.data;
	post.n = body.len;
	*posted = tool_post(t, trust, &post, NULL, code);
	if (*posted == TOOL_POSTED) {
		c->last.size = seen.c.size;
		c->last.at = w.now;
		tool_say("cosign: %" PRId64, seen.c.size);
	} else
		complain(c, code);
	buf_release(&body);
	return true;
}

static int
run(struct tool *t, struct cosigner *c, int64_t every)
{
	enum tool_posted posted = TOOL_AGAIN;
	struct trustee_state state;
	struct source source;
	struct trust trust;
	struct arena own;
	int status;

	if (!tool_site(t, t->args[0], &source) ||
	    !tool_trust(t, &source, &trust))
		return TOOL_CANNOT;
	status = tool_state(t, c->key, &state);
	if (status != TOOL_DONE)
		return status;
	/* The trust file's texts stay; each look has an arena of its own. */
	own = t->arena;
	arena_init(&t->arena);
	while (cosign(t, c, &source, &trust, &state, &posted) && every > 0 &&
	    tool_pause(t, every))
		arena_reset(&t->arena);
	arena_release(&t->arena);
	t->arena = own;
	trustee_state_release(&state);
	return every > 0 || posted == TOOL_POSTED ? TOOL_DONE :
	    posted == TOOL_REFUSED ? TOOL_REFUTED : TOOL_CANNOT;
}

int
witness_run(struct tool *t)
{
	struct cosigner c = { .key = NULL };
	int64_t every = 0;
	int status;

	if (t->o.every != NULL && !digits_int(t->o.every, 1, EVERY_MOST,
	    &every))
		return tool_fail(TOOL_USAGE, "--every: seconds");
	if (every > 0)
		tool_stoppable(t);
	c.key = tool_key(t->o.key, "witness");
	if (c.key == NULL)
		return TOOL_CANNOT;
	status = run(t, &c, every);
	keyfile_free(c.key);
	return status;
}
