/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TOOL_TOOL_H
#define MARKET_TOOL_TOOL_H

#include "market/keyfile.h"
#include "market/source.h"
#include "market/terms.h"
#include "market/tool/http.h"
#include "market/trust.h"
#include "market/trustee.h"

/*
 * What the commands of sealbid share: options, files, the site, the trust
 * file, the state.  A function that fails has said why on stderr.
 *
 * Source: sealing.md 12.
 */
enum tool_exit {
	TOOL_DONE = 0,		/* verified or done */
	TOOL_REFUTED = 1,	/* refuted, refused, a condition fails */
	TOOL_USAGE = 2,
	TOOL_CANNOT = 3		/* cannot tell: unreachable, missing, not yet */
};

enum { TOOL_FILE = 1 << 20, TOOL_ARGS = 3 };

struct options {
	const char *key, *out, *name, *role, *trust, *state, *amount, *rate,
	    *form,
	    *seq, *secret, *token, *post, *purchaser, *accept, *every, *wait,
	    *witness_key, *source, *cacert, *mirror;
	bool withdraw, yes, json, init, passphrase;
};

struct tool {
	struct options o;
	const char *args[TOOL_ARGS];	/* behind the command's words */
	size_t n;
	struct arena arena;
	struct http *http;		/* made by tool_site() */
	const volatile sig_atomic_t *stop;	/* NULL: not to be stopped */
	int lock;			/* of the state, -1: none */
};

struct command {
	const char *word, *second;	/* «trustee», «open» or NULL */
	int (*run)(struct tool *t);
	size_t args;			/* how many it needs */
	size_t more;			/* how many more it takes */
	const char *takes;		/* names of its options */
	const char *needs;		/* those it cannot do without */
	const char *usage;		/* behind the words */
	const char *what;		/* a line or more */
};

extern const struct command tool_commands[];	/* ended by word NULL */

/* One line on stdout, there at once; one on stderr, and status back. */
void tool_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
int tool_fail(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* No core, no other process's eyes, no swap where that is allowed. */
void tool_harden(void);

/* The key of a file, of one of the roles (parted by blanks); NULL. */
struct keyfile *tool_key(const char *path, const char *roles);

/* A file into the arena, NUL behind it. */
bool tool_read(struct tool *t, const char *path, const char **data,
    size_t *n);

/* A new file; «-» is stdout.  mode 0600 for what is secret. */
bool tool_write(const char *path, const void *data, size_t n,
    unsigned mode);

/* A site, or a folder with the same paths. */
bool tool_source(struct tool *t, const char *where, struct source *s);
/* A site alone: t->http, too. */
bool tool_site(struct tool *t, const char *url, struct source *s);

/* http://host/p/<id>: base and id; false: another shape. */
bool tool_project_url(struct tool *t, const char *url, const char **base,
    const char **id);

/* --trust, else trust.txt of the source, with a warning. */
bool tool_trust(struct tool *t, const struct source *s, struct trust *trust);

/*
 * --state of this key, locked; with --init it is made.  Who waits long lets
 * it go meanwhile, for another command, and takes it again: then it is what
 * that one left.
 */
int tool_state(struct tool *t, const struct keyfile *key,
    struct trustee_state *state);
void tool_state_let_go(struct tool *t);
bool tool_state_again(struct tool *t, struct trustee_state *state);
/* Before anything that rests on it leaves; nothing to do if not dirty. */
bool tool_save(struct tool *t, struct trustee_state *state);

/* What became of a post. */
enum tool_posted {
	TOOL_POSTED,		/* taken, or there already */
	TOOL_REFUSED,		/* for good: code says why */
	TOOL_AGAIN		/* busy or away: code says how */
};

/*
 * Hands a note in at --post and says how it went: done in the words given.
 * path: below the site, as in struct http_post.
 */
int tool_hand(struct tool *t, const char *path, const struct buf *note,
    const char *done);

/* answer: its body, for a receipt; NULL: not wanted. */
enum tool_posted tool_post(struct tool *t, const struct trust *trust,
    const struct http_post *post, struct buf *answer, char code[64]);

/* A report as lines, or with --json as one object; its exit status. */
int tool_report(struct tool *t, const struct trustee_report *report);
void tool_json(struct buf *out, const char *text);

int64_t tool_now(void);
/* From here on SIGTERM and SIGINT only set *t->stop. */
void tool_stoppable(struct tool *t);
/* Seconds; false at once when *t->stop is set. */
bool tool_pause(const struct tool *t, int64_t seconds);

/* The commands. */
int keygen_run(struct tool *t);
int seal_run(struct tool *t);
int submit_run(struct tool *t);
int selfopen_run(struct tool *t);
int sign_run(struct tool *t);
int trustee_accept_run(struct tool *t);
int trustee_claim_run(struct tool *t);
int trustee_open_run(struct tool *t);
int agent_run(struct tool *t);
int witness_run(struct tool *t);
int verify_run(struct tool *t);
int receipt_run(struct tool *t);
int audit_log_run(struct tool *t);
int rank_run_file(struct tool *t);
int inspect_draw_run(struct tool *t);
int inspect_commit_run(struct tool *t);
int help_run(struct tool *t);

#endif
