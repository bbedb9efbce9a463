/* SPDX-License-Identifier: Apache-2.0 */
/* load_open.c: projects of 200 bids, from the second key to the result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/base/err.h"
#include "market/envelope.h"
#include "market/keyfile.h"
#include "market/keys.h"
#include "tests/bench/load.h"

enum { PATIENCE_US = 60 * 1000 * 1000, LOOK_US = 2000, PATHS = 512,
    KEYS_NEEDED = 2 };

struct opening {
	const char *state;
	int fd;
	struct keys *keys;
	struct answer answer;
	struct keyfile *trustees[KEYS_NEEDED];
};

static bool
bid_all(struct opening *o, const struct load_round *r)
{
	for (int i = 0; i < AGENCIES; i++) {
		char sid[65], token[33], path[PATHS];
		struct note_secret s;
		struct buf file;
		int status;

		load_sid(i, sid);
		keys_token(o->keys, sid, token);
		load_secret(i, &s);
		snprintf(path, sizeof path, "/p/%s/submit?csrf=%s", r->id,
		    token);
		buf_init(&file, NOTE_MAX);
		load_seal(&file, r, &s, 5000000 + i * 7);
		status = load_post(o->fd, path, sid, file.data, file.len,
		    &o->answer);
		buf_release(&file);
		if (status != 200) {
			fprintf(stderr, "load: bid %d: %d %s\n", i, status,
			    o->answer.body ? o->answer.body : "");
			return false;
		}
	}
	return true;
}

/* Until nginx has the file; when, or -1. */
static int64_t
wait_for(struct opening *o, const struct load_round *r, const char *name)
{
	int64_t until = load_us() + PATIENCE_US;
	char path[PATHS];

	snprintf(path, sizeof path, "/p/%s/%s", r->id, name);
	while (load_us() < until) {
		if (load_get(o->fd, path, &o->answer) == 200)
			return load_us();
		usleep(LOOK_US);
	}
	fprintf(stderr, "load: no %s\n", path);
	return -1;
}

/* Leaf and record hash of `close`, as everybody can read them. */
static bool
read_close(struct opening *o, const struct load_round *r,
    struct seal_open *open)
{
	struct note note;
	const char *at;

	if (wait_for(o, r, "close.note") < 0 || !note_parse(&note,
	    o->answer.body, o->answer.n))
		return false;
	note_hash(open->close, note.text, note.n);
	if (wait_for(o, r, "index.txt") < 0)
		return false;
	at = strstr(o->answer.body, " close close.note\n");
	while (at && at > o->answer.body && at[-1] != ' ')
		at--;
	open->leaf = at ? strtoll(at, NULL, 10) : -1;
	return at != NULL;
}

static bool
post_key(struct opening *o, const struct load_round *r,
    struct seal_open *open, int i)
{
	unsigned char pk[ENVELOPE_KEY];
	struct note_secret s;
	struct buf text, note;
	char path[PATHS];
	int status;

	open->trustee = i + 1;
	envelope_open_key(o->trustees[i]->open_seed, r->id, open->sk, pk);
	keyfile_secret(o->trustees[i], &s);
	buf_init(&text, NOTE_MAX);
	buf_init(&note, NOTE_MAX);
	seal_record_write(&text, SEAL_OPEN, open);
	note_write(&note, text.data, text.len, &s);
	snprintf(path, sizeof path, "/p/%s/open", r->id);
	status = load_post(o->fd, path, NULL, note.data, note.len,
	    &o->answer);
	buf_release(&text);
	buf_release(&note);
	return status == 200;
}

static bool
open_one(struct opening *o, const struct load_round *r)
{
	struct seal_open open = { .project = r->id };
	int64_t start, result, bundle;

	memcpy(open.policy, r->policy, sizeof open.policy);
	if (!read_close(o, r, &open) || !post_key(o, r, &open, 0))
		return false;
	start = load_us();
	if (!post_key(o, r, &open, 1))
		return false;
	result = wait_for(o, r, "result.note");
	bundle = wait_for(o, r, "bundle.tar");
	printf("opening_ms %.0f bundle_ms %.0f bytes %zu\n",
	    (double)(result - start) / 1000, (double)(bundle - start) / 1000,
	    o->answer.n);
	return result > 0 && bundle > 0;
}

static bool
open_files(struct opening *o, int port)
{
	static const char *const who[] = { "regulator", "notary" };
	char path[PATHS];

	for (int i = 0; i < KEYS_NEEDED; i++) {
		snprintf(path, sizeof path, "%s/trustee/%s/trustee.key",
		    o->state, who[i]);
		if (keyfile_read(&o->trustees[i], path, NULL) != OK)
			return false;
	}
	snprintf(path, sizeof path, "%s/keys", o->state);
	o->fd = load_connect(port);
	return o->fd >= 0 && keys_open(&o->keys, path) == OK;
}

int
load_open(char **argv)
{
	struct opening o = { .state = argv[0] };
	size_t n;
	struct load_round *rounds = load_rounds(o.state, "opening.bin", &n);
	bool good = rounds && open_files(&o, (int)strtol(argv[1], NULL, 10));

	for (size_t i = 0; good && i < n; i++)
		good = bid_all(&o, &rounds[i]);
	for (size_t i = 0; good && i < n; i++)
		good = open_one(&o, &rounds[i]);
	free(rounds);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
