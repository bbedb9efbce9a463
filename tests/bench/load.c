/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load.c: what the bench and the fault tests need beside wrk.
 *	load fill STATE PROJECTS [OPENINGS SECONDS [DEADLINES [REPUTED]]]
 *		a market of so many projects, fast; STATE has keys (run.sh
 *		makes them).  OPENINGS more, whose deadline is in SECONDS.
 *		DEADLINES more, for each of which the clock has something to
 *		do on one second: bids to close, awards to settle, …
 *		REPUTED agencies more, that have ratings and events of credit
 *	load ages STATE PORT CLIENTS RATE
 *		reads pages until all stars and credit are of today
 *	load uscc N		of the N-th agency
 *	load due STATE PORT CLIENTS RATE
 *		reads pages until that second, and until all of it is done
 *	load bids STATE PORT SECONDS CLIENTS RATE JOURNAL
 *		posts envelopes through nginx; RATE a second in all, 0 as many
 *		as there is time for.  A file hash goes to JOURNAL once its
 *		receipt is good; the receipt to JOURNAL.d, if that is there.
 *		PREPARED=N: so many are sealed before the clock starts.
 *		SIGTERM ends it
 *	load forms STATE PORT SECONDS CLIENTS RATE JOURNAL
 *		the same by the form, which the server seals
 *	load open STATE PORT	200 bids for each of OPENINGS; after its `close`
 *		two trustees' keys; from the second one to result.note
 *	load one STATE PORT ID FEN	one offline envelope for a round that
 *		anybody may have made; prints the receipt
 *	load check STATE JOURNAL	is each receipt in the newest tree, once?
 *	load fsync FILE SECONDS		appends of 4 kB, each fsynced
 * Each prints one line «name value …».
 */
#include "tests/bench/load.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "market/base/err.h"
#include "market/envelope.h"
#include "market/uscc.h"

int64_t
load_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void
load_sid(int n, char sid[65])
{
	snprintf(sid, 65, "%064d", n + 1);
}

void
load_uscc(int n, char uscc[19])
{
	char text[20];

	if (n == PURCHASER)
		snprintf(text, sizeof text, "11429900000000001");
	else if (n >= LOAD_REPUTED)
		snprintf(text, sizeof text, "91429900MA%07d", n % 10000000);
	else
		snprintf(text, sizeof text, "91429900MA4C%05d",
		    n % 100000);
	uscc_make(uscc, text);
}

void
load_secret(int n, struct note_secret *s)
{
	char uscc[USCC_LENGTH + 1], name[NOTE_NAME + 1];
	unsigned char seed[32];

	load_uscc(n, uscc);
	snprintf(name, sizeof name, LOAD_HOST "/%s/%s",
	    n == PURCHASER ? "p" : "b", uscc);
	note_hash(seed, name, strlen(name));
	note_secret_init(s, name, NOTE_ED25519, seed);
}

struct load_round *
load_rounds(const char *state, const char *file, size_t *n)
{
	struct load_round *rounds = calloc(ROUNDS, sizeof *rounds);
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", state, file);
	f = fopen(path, "re");
	*n = f && rounds ? fread(rounds, sizeof *rounds, ROUNDS, f) : 0;
	if (f != NULL)
		fclose(f);
	if (*n > 0)
		return rounds;
	free(rounds);
	fprintf(stderr, "load: nothing in %s\n", path);
	return NULL;
}

void
load_seal(struct buf *out, const struct load_round *r,
    const struct note_secret *s, int64_t fen)
{
	struct seal_trustee trustees[TRUSTEES];
	const struct seal_project project = { .project = r->id,
	    .form_bytes = FORM_BYTES, .threshold = 2, .n = TRUSTEES,
	    .trustees = trustees };
	struct seal_envelope core = { .project = r->id,
	    .bidder = s->key.name, .seq = 1, .sealer = "offline" };
	const struct rule_form_head head = { r->id, s->key.name, 1 };
	const struct rule_form form = { .amount_fen = fen };
	const struct rule rule = { .n = 0 };
	unsigned char scalar[ENVELOPE_SCALAR];
	struct buf secret, text;

	memcpy(core.policy, r->policy, sizeof core.policy);
	for (int i = 0; i < TRUSTEES; i++) {
		trustees[i] = (struct seal_trustee){ .i = i + 1,
		    .pk.given = true };
		memcpy(trustees[i].pk.hash, r->pk[i], 32);
	}
	buf_init(&secret, NOTE_MAX);
	buf_init(&text, NOTE_MAX);
	rule_form_write(&secret, &rule, &head, &form);
	envelope_secret(scalar);
	if (!envelope_seal(&text, &project, &core, scalar, secret.data,
	    secret.len))
		bug("load: an envelope that cannot be");
	note_write(out, text.data, text.len, s);
	buf_release(&secret);
	buf_release(&text);
}

static int
fsyncs(const char *path, int seconds)
{
	static char page[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int64_t end = load_us() + (int64_t)seconds * 1000000, n = 0;

	for (; load_us() < end; n++)
		if (write(fd, page, sizeof page) < 0 || fsync(fd) != 0)
			return EXIT_FAILURE;
	close(fd);
	unlink(path);
	printf("fsyncs %.0f\n", (double)n / seconds);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	char uscc[19];

	if ((argc == 4 || argc == 6 || argc == 7 || argc == 8) &&
	    strcmp(what, "fill") == 0)
		return load_fill(argv + 2, argc - 2);
	if (argc == 8 && strcmp(what, "bids") == 0)
		return load_bids(argv + 2, false);
	if (argc == 8 && strcmp(what, "forms") == 0)
		return load_bids(argv + 2, true);
	if (argc == 6 && strcmp(what, "due") == 0)
		return load_due(argv + 2);
	if (argc == 6 && strcmp(what, "ages") == 0)
		return load_ages(argv + 2);
	if (argc == 4 && strcmp(what, "open") == 0)
		return load_open(argv + 2);
	if (argc == 6 && strcmp(what, "one") == 0)
		return load_one(argv + 2);
	if (argc == 4 && strcmp(what, "check") == 0)
		return load_check(argv + 2);
	if (argc == 3 && strcmp(what, "uscc") == 0) {
		load_uscc((int)strtol(argv[2], NULL, 10), uscc);
		printf("%s\n", uscc);
		return EXIT_SUCCESS;
	}
	if (argc == 4 && strcmp(what, "fsync") == 0)
		return fsyncs(argv[2], (int)strtol(argv[3], NULL, 10));
	return 64;
}
