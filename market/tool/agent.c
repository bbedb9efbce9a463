/* SPDX-License-Identifier: Apache-2.0 */
/* agent.c: a trustee that is always there. */
#include <fnmatch.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/tool/round.h"

enum { EVERY = 2, EVERY_MOST = 3600, BACKOFF_MOST = 60, DAY = 24 * 3600,
    INDEX_LINES = 2000, READY_AT_ONCE = 5,
    LATER_MOST = 5, NO_MOST = 60, WAIT_MOST = 5 };

enum matter { DRAFT, CLOSE, READY };

/* What the agent recalls, while it runs, of one matter of one round. */
struct known {
	enum matter matter;
	char id[SEAL_ID_MAX + 1];
	int64_t next;		/* not looked at before */
	int64_t wait;		/* the pause that was last */
	bool opened;		/* the platform has my key */
	int64_t ready;		/* told again from then on; -1: never more */
	char why[160];		/* said last */
};

struct agent {
	struct tool *t;
	struct round_tool r;
	struct cosigner witness;	/* key NULL: none */
	const char *accept;
	int64_t every;
	struct known *known;
	size_t n, room;
	bool trouble;		/* the site is busy or away */
	bool broken;		/* the state cannot be written: the end */
	bool silent;		/* said that there is no index */
};

static struct known *
recall(struct agent *a, enum matter matter, const char *id)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->known[i].matter == matter &&
		    strcmp(a->known[i].id, id) == 0)
			return &a->known[i];
	if (a->n == a->room) {
		a->room = 2 * a->room + 64;
		a->known = realloc(a->known, a->room * sizeof *a->known);
		if (a->known == NULL)
			bug("out of memory: agent");
	}
	a->known[a->n] = (struct known){ .matter = matter };
	snprintf(a->known[a->n].id, sizeof a->known[a->n].id, "%s", id);
	return &a->known[a->n++];
}

/* Not before a while has passed: longer each time, up to most. */
static void
put_off(struct known *k, int64_t now, int64_t most)
{
	k->wait = k->wait == 0 ? 1 : 2 * k->wait;
	if (k->wait > most)
		k->wait = most;
	k->next = now + k->wait;
}

/* A line when it is another one than before. */
static void
complain(struct known *k, const char *what, const char *step,
    const char *why)
{
	char line[sizeof k->why];

	snprintf(line, sizeof line, "%s %s: %s%s%s", what, k->id, step,
	    why[0] ? ": " : "", why);
	if (strcmp(line, k->why) == 0)
		return;
	memcpy(k->why, line, sizeof line);
	tool_say("%s", line);
}

static void
not_now(struct known *k, int64_t now, const char *what,
    const struct trustee_report *report)
{
	const struct trustee_step *s = &report->steps[report->n - 1];

	complain(k, what, s->id, s->why ? s->why : "");
	put_off(k, now, report->verdict == TRUSTEE_NO ? NO_MOST :
	    LATER_MOST);
}

/* State first, then the post: true if the platform has it. */
static bool
let_go(struct agent *a, struct known *k, const char *what,
    const struct buf *body)
{
	char code[64];

	if (!tool_save(a->t, &a->r.state)) {
		a->broken = true;
		return false;
	}
	switch (round_post(a->t, &a->r, k->id, what, body, code)) {
	case TOOL_POSTED:
		tool_say("%s %s", what, k->id);
		k->wait = 0;
		k->why[0] = '\0';
		return true;
	case TOOL_AGAIN:
		a->trouble = true;
		complain(k, what, "not posted", code);
		return false;
	case TOOL_REFUSED:
		complain(k, what, "refused", code);
		put_off(k, a->r.trustee.now, NO_MOST);
	}
	return false;
}

/* What a look may have put into the state, such as a larger tree. */
static void
remember(struct agent *a)
{
	if (!a->broken && !tool_save(a->t, &a->r.state))
		a->broken = true;
}

static void
draft(struct agent *a, struct known *k)
{
	struct trustee_report report;
	struct buf body;
	enum trustee_act act;
	int64_t now = a->r.trustee.now = tool_now();

	if (now < k->next || fnmatch(a->accept, k->id, 0) != 0)
		return;
	buf_init(&body, NOTE_MAX);
	act = trustee_draft(&a->r.trustee, &a->t->arena, k->id, &body,
	    &report);
	if (report.verdict != TRUSTEE_YES)
		not_now(k, now, "draft", &report);
	else if (act == TRUSTEE_NOTHING)
		put_off(k, now, WAIT_MOST);
	else
		let_go(a, k, act == TRUSTEE_OFFER ? "offer" : "sign", &body);
	buf_release(&body);
	remember(a);
}

static void
open_round(struct agent *a, struct known *k)
{
	struct trustee_report report;
	struct buf body;
	int64_t now = a->r.trustee.now = tool_now();

	if (k->opened || now < k->next)
		return;
	buf_init(&body, NOTE_MAX);
	if (trustee_open(&a->r.trustee, &a->t->arena, k->id, &body, &report))
		k->opened = let_go(a, k, "open", &body);
	else
		not_now(k, now, "close", &report);
	buf_wipe(&body);
	buf_release(&body);
	remember(a);
}

/* One line of the index; it is only a hint where to look. */
static void
line(struct agent *a, const char *text, size_t n)
{
	static const struct {
		const char *word;
		enum matter matter;
		void (*fn)(struct agent *a, struct known *k);
	} words[] = { { "draft ", DRAFT, draft },
	    { "close ", CLOSE, open_round } };

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t w = strlen(words[i].word);
		char id[SEAL_ID_MAX + 1];

		if (n <= w || n - w > SEAL_ID_MAX || memcmp(text,
		    words[i].word, w) != 0 || !lines_is_id(text + w, n - w))
			continue;
		memcpy(id, text + w, n - w);
		id[n - w] = '\0';
		words[i].fn(a, recall(a, words[i].matter, id));
	}
}

static bool
goes_on(const struct agent *a)
{
	return !a->broken && !a->trouble && !*a->t->stop;
}

static void
look(struct agent *a)
{
	struct buf index;
	const char *at, *lf;
	enum source_got got;

	buf_init(&index, TOOL_FILE);
	got = a->r.source.get(a->r.source.p, "trustee/index.txt", &index);
	a->trouble = got == SOURCE_AWAY;
	if (got != SOURCE_GOT && !a->silent)
		tool_say("trustee/index.txt: %s", got == SOURCE_MISSING ?
		    "not there" : "cannot be read now");
	a->silent = got != SOURCE_GOT;
	at = index.data;
	for (int i = 0; got == SOURCE_GOT && index.len > 0 && goes_on(a) &&
	    i < INDEX_LINES && (lf = strchr(at, '\n')) != NULL; i++) {
		line(a, at, (size_t)(lf - at));
		at = lf + 1;
	}
	buf_release(&index);
}

/* ---- readiness ---- */

static void
tell_ready(struct agent *a, struct known *k)
{
	struct trustee_report report;
	struct buf body;
	const struct trustee_step *s;
	int64_t now = a->r.trustee.now = tool_now();

	buf_init(&body, NOTE_MAX);
	if (trustee_ready(&a->r.trustee, &a->t->arena, k->id, &body,
	    &report)) {
		if (let_go(a, k, "ready", &body))
			k->ready = now + DAY;
		else
			k->ready = now + BACKOFF_MOST;
	} else {
		s = &report.steps[report.n - 1];
		k->ready = report.verdict == TRUSTEE_LATER ?
		    now + LATER_MOST : now + DAY;
		if (strcmp(s->id, "time") == 0)
			k->ready = -1;
		else if (report.verdict == TRUSTEE_NO)
			complain(k, "ready", s->id, s->why);
	}
	buf_release(&body);
}

/* Of each round that I signed, once a day until its deadline. */
static void
readiness(struct agent *a)
{
	int64_t now = tool_now();
	int told = 0;

	for (size_t i = 0; i < a->r.state.n_terms && goes_on(a) &&
	    told < READY_AT_ONCE; i++) {
		const struct state_terms *terms = &a->r.state.terms[i];
		struct known *k;

		if (!terms->policy.given || trustee_state_opened(&a->r.state,
		    terms->policy.hash) != NULL)
			continue;
		k = recall(a, READY, terms->id);
		if (k->ready < 0 || now < k->ready)
			continue;
		tell_ready(a, k);
		told++;
	}
}

/* ---- the loop ---- */

/* Cosigning comes first: an opening waits for the quorum. */
static void
turn(struct agent *a)
{
	enum tool_posted posted;

	if (a->witness.key != NULL && !cosign(a->t, &a->witness,
	    &a->r.source, &a->r.trust, &a->r.state, &posted)) {
		a->broken = true;
		return;
	}
	look(a);
	if (goes_on(a))
		readiness(a);
}

static int
run(struct agent *a)
{
	struct arena own = a->t->arena;
	int64_t pause = a->every;

	tool_say("agent of %s at %s", a->r.key->name, a->t->args[0]);
	/* What begins with the process stays; a turn has its own memory. */
	arena_init(&a->t->arena);
	do {
		/* Between two turns a person may claim, with the same key. */
		if (a->t->lock < 0 && !tool_state_again(a->t, &a->r.state)) {
			a->broken = true;
			break;
		}
		turn(a);
		tool_state_let_go(a->t);
		arena_reset(&a->t->arena);
		pause = !a->trouble ? a->every : 2 * pause < BACKOFF_MOST ?
		    2 * pause : BACKOFF_MOST;
	} while (!a->broken && tool_pause(a->t, pause));
	arena_release(&a->t->arena);
	a->t->arena = own;
	tool_say("agent ends");
	return a->broken ? TOOL_CANNOT : TOOL_DONE;
}

int
agent_run(struct tool *t)
{
	struct agent a = { .t = t, .every = EVERY,
	    .accept = t->o.accept ? t->o.accept : "*" };
	int status;

	if (t->o.every != NULL && !digits_int(t->o.every, 1, EVERY_MOST,
	    &a.every))
		return tool_fail(TOOL_USAGE, "--every: seconds");
	if (!http_is_url(t->args[0]))
		return tool_fail(TOOL_USAGE, "%s: no address of a site",
		    t->args[0]);
	tool_stoppable(t);
	if (t->o.witness_key != NULL && (a.witness.key = tool_key(
	    t->o.witness_key, "witness")) == NULL)
		return TOOL_CANNOT;
	status = round_begin(t, &a.r, t->args[0]);
	if (status == TOOL_DONE) {
		status = run(&a);
		round_end(&a.r);
	}
	keyfile_free(a.witness.key);
	free(a.known);
	return status;
}
