/* SPDX-License-Identifier: Apache-2.0 */
/* trustee.c: a trustee's decisions, one at a time, with a person there. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "market/base/digits.h"
#include "market/base/durable.h"
#include "market/tool/round.h"

enum { POLL_SECONDS = 2, WAIT_MOST = 30 * 24 * 3600 };

/* ---- what the agent uses too ---- */

/* Best effort: who releases a key need not wait for a full disk. */
static void
keep(void *p, const unsigned char hash[32], const char *data, size_t n)
{
	const char *dir = p;
	char path[1024], hex[65];

	mkdir(dir, 0700);
	if (snprintf(path, sizeof path, "%s/%s.note", dir,
	    digits_hex(hex, hash, 32)) < (int)sizeof path &&
	    durable_create(path, data, n, 0644) == ERR_INTERNAL)
		tool_fail(0, "%s cannot be kept", path);
}

/* Where it reads from, and whom it trusts. */
static bool
begin_source(struct tool *t, struct round_tool *r, const char *url)
{
	if (url != NULL ? !tool_site(t, url, &r->source) :
	    t->o.source != NULL && !tool_source(t, t->o.source, &r->source))
		return false;
	if (url == NULL && t->o.source == NULL)
		return true;
	r->trustee.source = &r->source;
	return tool_trust(t, &r->source, &r->trust);
}

int
round_begin(struct tool *t, struct round_tool *r, const char *url)
{
	int status;

	memset(r, 0, sizeof *r);
	r->key = tool_key(t->o.key, "trustee");
	if (r->key == NULL)
		return TOOL_CANNOT;
	if (!begin_source(t, r, url))
		status = TOOL_CANNOT;
	else
		status = tool_state(t, r->key, &r->state);
	if (status != TOOL_DONE) {
		keyfile_free(r->key);
		return status;
	}
	if (t->o.mirror != NULL)
		snprintf(r->mirror, sizeof r->mirror, "%s", t->o.mirror);
	else
		snprintf(r->mirror, sizeof r->mirror, "%s.mirror",
		    t->o.state);
	r->trustee.trust = &r->trust;
	r->trustee.key = r->key;
	r->trustee.state = &r->state;
	r->trustee.keep = keep;
	r->trustee.keep_p = r->mirror;
	return TOOL_DONE;
}

void
round_end(struct round_tool *r)
{
	trustee_state_release(&r->state);
	keyfile_free(r->key);
}

enum tool_posted
round_post(struct tool *t, struct round_tool *r, const char *id,
    const char *what, const struct buf *body, char code[64])
{
	struct http_post post = { .path = arena_printf(&t->arena, "p/%s/%s",
	    id, what), .type = "text/plain; charset=utf-8",
	    .body = body->data, .n = body->len };

	return tool_post(t, &r->trust, &post, NULL, code);
}

/* ---- commands ---- */

static bool
agreed(struct tool *t, const char *question)
{
	char answer[8] = "";

	if (t->o.yes)
		return true;
	fprintf(stderr, "%s [y/N] ", question);
	fflush(stderr);
	return fgets(answer, sizeof answer, stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y');
}

static int
posted(enum tool_posted p, const char *what, const char *code)
{
	switch (p) {
	case TOOL_POSTED:
		tool_say("%s: posted", what);
		return TOOL_DONE;
	case TOOL_REFUSED:
		return tool_fail(TOOL_REFUTED, "%s: refused: %s", what, code);
	default:
		return tool_fail(TOOL_CANNOT, "%s: not posted: %s", what,
		    code);
	}
}

static const char *
purchaser_of(struct tool *t)
{
	const char *text;
	struct note_key key;
	size_t n;

	if (!tool_read(t, t->o.purchaser, &text, &n))
		return NULL;
	n = strcspn(text, "\r\n");
	if (!note_vkey_read(&key, text, n)) {
		tool_fail(0, "%s: no vkey", t->o.purchaser);
		return NULL;
	}
	return arena_strdup(&t->arena, key.name);
}

/* One look at the draft: TOOL_CANNOT while there is something to wait for. */
static int
accept_once(struct tool *t, struct round_tool *r, const char *id, bool *asked)
{
	struct trustee_report report;
	enum trustee_act act;
	struct arena look;
	struct buf body;
	char code[64];
	int status;
	bool wanted;

	arena_init(&look);
	buf_init(&body, NOTE_MAX);
	r->trustee.now = tool_now();
	act = trustee_draft(&r->trustee, &look, id, &body, &report);
	if (!*asked)
		(void)tool_report(t, &report);
	wanted = report.verdict != TRUSTEE_NO;
	if (wanted && act == TRUSTEE_NOTHING) {
		const struct state_terms *known = trustee_state_terms(
		    &r->state, id);

		status = known != NULL && known->policy.given ? TOOL_DONE :
		    TOOL_CANNOT;
	} else if (!wanted || (!*asked &&
	    !agreed(t, "Lend your name to these terms?")))
		status = TOOL_REFUTED;
	else if (!tool_save(t, &r->state))
		status = TOOL_CANNOT;
	else {
		*asked = true;
		status = posted(round_post(t, r, id, act == TRUSTEE_OFFER ?
		    "offer" : "sign", &body, code), act == TRUSTEE_OFFER ?
		    "offer" : "sign", code);
		if (status == TOOL_DONE && act == TRUSTEE_OFFER)
			status = TOOL_CANNOT;
	}
	buf_release(&body);
	arena_release(&look);
	return status;
}

int
trustee_accept_run(struct tool *t)
{
	struct round_tool r;
	int64_t wait = 0, until;
	bool asked = false;
	int status;

	if (t->o.wait != NULL && !digits_int(t->o.wait, 0, WAIT_MOST, &wait))
		return tool_fail(TOOL_USAGE, "--wait: seconds");
	status = round_begin(t, &r, t->args[0]);
	if (status != TOOL_DONE)
		return status;
	if (t->o.purchaser != NULL &&
	    (r.trustee.purchaser = purchaser_of(t)) == NULL) {
		round_end(&r);
		return TOOL_CANNOT;
	}
	until = tool_now() + wait;
	while ((status = accept_once(t, &r, t->args[1], &asked)) ==
	    TOOL_CANNOT && tool_now() < until) {
		tool_state_let_go(t);
		tool_pause(t, POLL_SECONDS);
		if (!tool_state_again(t, &r.state))
			break;
	}
	if (status == TOOL_CANNOT)
		tool_fail(0, "not signed yet: the other keys are missing; run "
		    "it again, or with --wait");
	round_end(&r);
	return status;
}

int
trustee_open_run(struct tool *t)
{
	struct trustee_report report;
	struct round_tool r;
	struct buf body;
	char code[64];
	int status = round_begin(t, &r, t->args[0]);

	if (status != TOOL_DONE)
		return status;
	buf_init(&body, NOTE_MAX);
	r.trustee.now = tool_now();
	(void)trustee_open(&r.trustee, &t->arena, t->args[1], &body, &report);
	status = tool_report(t, &report);
	if (status == TOOL_DONE && !agreed(t, "Release your opening key?"))
		status = TOOL_REFUTED;
	else if (!tool_save(t, &r.state))
		status = TOOL_CANNOT;
	else if (status == TOOL_DONE)
		status = posted(round_post(t, &r, t->args[1], "open", &body,
		    code), "open", code);
	buf_wipe(&body);
	buf_release(&body);
	round_end(&r);
	return status;
}

/* claim note ‖ submission, as anybody may post it. */
static int
post_claim(struct tool *t, struct round_tool *r, const char *file, size_t n,
    const struct buf *note)
{
	const struct state_terms *terms = NULL;
	struct seal_claim c;
	struct note parsed;
	struct buf both;
	char code[64];
	int status;

	if (note_parse(&parsed, note->data, note->len) &&
	    seal_record_parse(&t->arena, SEAL_CLAIM, parsed.text, parsed.n,
	    &c))
		terms = trustee_state_policy(&r->state, c.policy);
	if (terms == NULL)
		return TOOL_CANNOT;
	buf_init(&both, TOOL_FILE);
	buf_add(&both, note->data, note->len);
	buf_add(&both, file, n);
	status = posted(round_post(t, r, terms->id, "claim", &both, code),
	    "claim", code);
	buf_release(&both);
	return status;
}

int
trustee_claim_run(struct tool *t)
{
	struct trustee_report report;
	struct round_tool r;
	struct buf body;
	const char *file;
	size_t n;
	int status;

	if (!tool_read(t, t->args[0], &file, &n))
		return TOOL_CANNOT;
	status = round_begin(t, &r, t->o.post);
	if (status != TOOL_DONE)
		return status;
	buf_init(&body, NOTE_MAX);
	r.trustee.now = tool_now();
	(void)trustee_claim(&r.trustee, &t->arena, file, n, &body, &report);
	status = tool_report(t, &report);
	if (!tool_save(t, &r.state))
		status = TOOL_CANNOT;
	if (status == TOOL_DONE && !tool_write(t->o.out, body.data, body.len,
	    0644))
		status = TOOL_CANNOT;
	if (status == TOOL_DONE && t->o.post != NULL)
		status = post_claim(t, &r, file, n, &body);
	buf_release(&body);
	round_end(&r);
	return status;
}
