/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TOOL_ROUND_H
#define MARKET_TOOL_ROUND_H

#include "market/tool/tool.h"

/* A trustee at work: what the commands and the agent share. */
struct round_tool {
	struct keyfile *key;
	struct source source;
	struct trust trust;
	struct trustee_state state;
	struct trustee trustee;
	char mirror[512];	/* --mirror, or beside the state */
};

/*
 * Reads key, trust file and state (--key, --trust, --state) for a site, or
 * with url NULL for --source, if that is given.  TOOL_DONE, or the exit
 * status of what is wrong; then there is nothing to end.
 */
int round_begin(struct tool *t, struct round_tool *r, const char *url);
void round_end(struct round_tool *r);

/* To /p/<id>/<what>. */
enum tool_posted round_post(struct tool *t, struct round_tool *r,
    const char *id, const char *what, const struct buf *body, char code[64]);

/* ---- witness.c ---- */

/* Cosigns what there is to cosign, as long as the process lives. */
struct cosigner {
	struct keyfile *key;
	struct witness_memory {
		int64_t size;		/* cosigned last */
		int64_t at;		/* and when; 0: not yet */
		char why[128];		/* said last */
	} last;
};

/*
 * One look at the checkpoint; cosigns a new one, and the same again once
 * two minutes have passed, so that a quiet log has witnesses' times of now.
 * state: whose `witness` line is used.  false: the state cannot be written.
 */
bool cosign(struct tool *t, struct cosigner *c, const struct source *source,
    const struct trust *trust, struct trustee_state *state,
    enum tool_posted *posted);

#endif
