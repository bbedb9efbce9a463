/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/buf.h"
#include "market/note.h"

/*
 * A market whose people are known by their number: whoever knows n has the
 * n-th agency's session and its signing key.  Never on a real market.
 */
#define LOAD_HOST "market.example"	/* of `marketctl log keys --name` */

enum { AGENCIES = 200, CLIENTS = 64, ROUNDS = 20000, TRUSTEES = 3,
    FORM_BYTES = 4096, PURCHASER = -1,
    LOAD_REPUTED = 1000000 };	/* see fill_repute() */

/*
 * What one seals with.  STATE/rounds.bin has those for load bids and load
 * forms, STATE/opening.bin those for load open.
 */
struct load_round {
	char id[40];			/* <code>/1 */
	unsigned char policy[32];
	unsigned char pk[TRUSTEES][32];
	int64_t deadline;
};

void load_sid(int n, char sid[65]);
void load_uscc(int n, char uscc[19]);
void load_secret(int n, struct note_secret *s);
/* The caller frees; NULL: no such file. */
struct load_round *load_rounds(const char *state, const char *file,
    size_t *n);
/* Adds to out the signed envelope of a first bid, sealed offline. */
void load_seal(struct buf *out, const struct load_round *r,
    const struct note_secret *s, int64_t fen);

/* Microseconds of a clock that only goes forward. */
int64_t load_us(void);

/* HTTP as far as needed: all take an answer's bytes, and give its status
 * (-1: none) and where its body begins. */
struct answer {
	struct buf bytes;
	const char *body;
	size_t n;
};
int load_connect(int port);
int load_ask(int fd, const char *head, const void *body, size_t n,
    struct answer *a);
int load_get(int fd, const char *path, struct answer *a);
int load_post(int fd, const char *path, const char *cookie, const void *body,
    size_t n, struct answer *a);

/* What main() calls; the exit status. */
int load_fill(char **argv, int n);
int load_bids(char **argv, bool forms);
int load_open(char **argv);
int load_due(char **argv);
int load_ages(char **argv);
int load_one(char **argv);
int load_check(char **argv);

#endif
