/* SPDX-License-Identifier: Apache-2.0 */
/* load_bids.c: agencies that all bid at once, by envelope or by form. */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/keys.h"
#include "market/tlog.h"
#include "tests/bench/load.h"

enum { LATENCIES = 1 << 20, SEALERS = 2, A_SECOND = 5000, PATHS = 256 };

/* Something to send, whose answer is waited for until it is a good one. */
struct request {
	char *body;
	size_t n;
	unsigned char hash[32];
	const struct load_round *round;
};

struct load {
	bool forms;
	int port, clients, rate;
	int64_t start, end;		/* microseconds */
	int64_t first;			/* numbers before it are used up */
	struct keys *keys;
	struct load_round *rounds;
	size_t n_rounds;
	const char *journal_path;
	int journal;
	bool receipts;			/* kept in JOURNAL.d */
	_Atomic int64_t accepted, failed, again, late, last_us;
	_Atomic size_t n_latencies;
	int32_t *latencies;
};

struct client {
	struct load *load;
	int n;				/* the agency */
	int fd;
	struct note_secret secret;
	struct request *prepared;
	int64_t n_prepared;
	char sid[65], token[33];
	struct answer answer;
};

/* ---- what is sent ---- */

/* The n-th round of a client, always another one: no cap is met.  Forms and
 * envelopes keep out of each other's way. */
static const struct load_round *
round_of(const struct load *l, int client, int64_t n)
{
	int64_t half = (int64_t)l->n_rounds / 2;

	return &l->rounds[(l->forms ? half : 0) +
	    ((l->first + n) * 37 + client * 311) % half];
}

static void
seal(const struct client *c, int64_t n, struct request *r)
{
	struct buf file;

	r->round = round_of(c->load, c->n, n);
	buf_init(&file, NOTE_MAX);
	load_seal(&file, r->round, &c->secret, 5000037 + n % 999 * 100);
	note_hash(r->hash, file.data, file.len);
	r->body = file.data;
	r->n = file.len;
}

static void
fill_form(const struct client *c, int64_t n, struct request *r)
{
	char once[65];
	struct buf body;

	r->round = round_of(c->load, c->n, n);
	keys_random_hex(once);
	once[32] = '\0';
	buf_init(&body, 1024);
	buf_printf(&body, "_csrf=%s&_once=%s&amount=%d.37", c->token, once,
	    50000 + (int)(n % 999));
	r->body = body.data;
	r->n = body.len;
}

struct sealing {
	struct client *clients;
	int n, from;
};

static void *
sealer_main(void *p)
{
	struct sealing *s = p;

	for (int i = s->from; i < s->n; i += SEALERS)
		for (int64_t k = 0; k < s->clients[i].n_prepared; k++)
			seal(&s->clients[i], k, &s->clients[i].prepared[k]);
	return NULL;
}

/* Before the clock starts, on all cores. */
static void
prepare(struct load *l, struct client *clients, int64_t count)
{
	struct sealing sealings[SEALERS];
	pthread_t threads[SEALERS];

	for (int i = 0; i < l->clients; i++) {
		clients[i].n_prepared = (count + l->clients - 1) / l->clients;
		clients[i].prepared = calloc((size_t)clients[i].n_prepared +
		    1, sizeof *clients[i].prepared);
	}
	for (int i = 0; i < SEALERS; i++) {
		sealings[i] = (struct sealing){ clients, l->clients, i };
		pthread_create(&threads[i], NULL, sealer_main, &sealings[i]);
	}
	for (int i = 0; i < SEALERS; i++)
		pthread_join(threads[i], NULL);
}

static void
next_request(struct client *c, int64_t n, struct request *r)
{
	if (c->load->forms)
		fill_form(c, n, r);
	else if (n < c->n_prepared)
		*r = c->prepared[n];
	else {
		atomic_fetch_add(&c->load->late, 1);
		seal(c, n, r);
	}
}

/* ---- what comes back ---- */

static int
ask(struct client *c, const struct request *r)
{
	char head[1024], path[PATHS];
	const char *code = r->round->id;

	if (c->fd < 0)
		c->fd = load_connect(c->load->port);
	if (c->fd < 0)
		return -1;
	if (!c->load->forms) {
		snprintf(path, sizeof path, "/p/%s/submit?csrf=%s", code,
		    c->token);
		return load_post(c->fd, path, c->sid, r->body, r->n,
		    &c->answer);
	}
	snprintf(head, sizeof head, "POST /projects/%.*s/bids HTTP/1.1\r\n"
	    "Host: 127.0.0.1\r\nCookie: __Host-sid=%s\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: %zu\r\n\r\n", (int)strcspn(code, "/"), code,
	    c->sid, r->n);
	return load_ask(c->fd, head, r->body, r->n, &c->answer);
}

/* A receipt of this very file, or the form's address of one. */
static bool
is_good(const struct client *c, int status, struct request *r)
{
	struct tlog_receipt receipt;
	char hex[65];
	const char *at;

	if (!c->load->forms)
		return status == 200 && tlog_receipt_read(&receipt,
		    c->answer.body, c->answer.n) &&
		    memcmp(receipt.file, r->hash, 32) == 0;
	at = status == 303 ? strstr(c->answer.bytes.data, "/receipts/") :
	    NULL;
	snprintf(hex, sizeof hex, "%.64s", at ? at + 10 : "");
	return digits_unhex(hex, r->hash, 32);
}

/* The receipt is kept before the bid counts. */
static void
keep(const struct client *c, const struct request *r)
{
	const struct load *l = c->load;
	char line[80], hex[65], path[PATHS + 80];
	int n = snprintf(line, sizeof line, "%s\n",
	    digits_hex(hex, r->hash, 32)), fd;

	if (l->receipts && !l->forms) {
		snprintf(path, sizeof path, "%s.d/%s", l->journal_path, hex);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		if (fd < 0 || write(fd, c->answer.body, c->answer.n) !=
		    (ssize_t)c->answer.n)
			abort();
		close(fd);
	}
	if (l->journal >= 0 && write(l->journal, line, (size_t)n) != n)
		abort();
}

static void
count(struct load *l, int64_t start)
{
	int64_t now = load_us();
	size_t slot = atomic_fetch_add(&l->n_latencies, 1);

	if (slot < LATENCIES)
		l->latencies[slot] = (int32_t)(now - start);
	atomic_fetch_add(&l->accepted, 1);
	atomic_store(&l->last_us, now);
}

/* No answer, or «not now»: the same again costs nothing. */
static bool
is_temporary(int status)
{
	return status < 0 || (status >= 500 && status <= 504);
}

static void
send_one(struct client *c, struct request *r)
{
	int64_t start = load_us();
	int status = ask(c, r);

	while (is_temporary(status) && load_us() < c->load->end) {
		atomic_fetch_add(&c->load->again, 1);
		if (c->fd >= 0)
			close(c->fd);
		c->fd = -1;
		usleep(20000);
		status = ask(c, r);
	}
	if (is_good(c, status, r)) {
		keep(c, r);
		count(c->load, start);
	} else if (!is_temporary(status)) {
		atomic_fetch_add(&c->load->failed, 1);
		if (getenv("LOAD_DEBUG"))
			fprintf(stderr, "%d %s\n", status,
			    c->answer.bytes.data);
	}
}

static void *
client_main(void *p)
{
	struct client *c = p;
	const struct load *l = c->load;

	for (int64_t n = 0;; n++) {
		struct request r;
		int64_t now = load_us();

		if (l->rate > 0) {
			int64_t due = l->start + (n * l->clients + c->n) *
			    1000000 / l->rate;

			if (due > now)
				usleep((useconds_t)(due - now));
			now = load_us();
		}
		if (now >= l->end)
			break;
		next_request(c, n, &r);
		send_one(c, &r);
		free(r.body);
		if (n < c->n_prepared)
			c->prepared[n].body = NULL;
	}
	if (c->fd >= 0)
		close(c->fd);
	return NULL;
}

/* ---- the whole ---- */

/* JOURNAL.next: the first number that no earlier run has used. */
static void
take_numbers(struct load *l, int64_t how_many)
{
	char path[PATHS + 8];
	FILE *f;

	snprintf(path, sizeof path, "%s.next", l->journal_path);
	f = fopen(path, "re");
	if (f == NULL || fscanf(f, "%" SCNd64, &l->first) != 1)
		l->first = 0;
	if (f != NULL)
		fclose(f);
	f = fopen(path, "we");
	if (f == NULL)
		abort();
	fprintf(f, "%" PRId64 "\n", l->first + how_many);
	fclose(f);
}

static bool
open_load(struct load *l, char **argv)
{
	char dir[PATHS + 8];

	l->port = (int)strtol(argv[1], NULL, 10);
	l->clients = (int)strtol(argv[3], NULL, 10);
	if (l->clients > CLIENTS)
		l->clients = CLIENTS;
	l->rate = (int)strtol(argv[4], NULL, 10);
	l->journal_path = argv[5];
	l->journal = open(argv[5], O_WRONLY | O_CREAT | O_APPEND, 0644);
	snprintf(dir, sizeof dir, "%s.d", argv[5]);
	l->receipts = access(dir, F_OK) == 0;
	snprintf(dir, sizeof dir, "%s/keys", argv[0]);
	l->latencies = calloc(LATENCIES, sizeof *l->latencies);
	l->rounds = load_rounds(argv[0], "rounds.bin", &l->n_rounds);
	return l->rounds && keys_open(&l->keys, dir) == OK;
}

static int
by_value(const void *a, const void *b)
{
	return *(const int32_t *)a - *(const int32_t *)b;
}

static void
print(struct load *l)
{
	size_t n = l->n_latencies < LATENCIES ? l->n_latencies : LATENCIES;
	int64_t took = l->last_us - l->start;

	qsort(l->latencies, n, sizeof *l->latencies, by_value);
	printf("bids %.0f p50us %d p99us %d accepted %" PRId64 " failed %"
	    PRId64 " again %" PRId64 " late %" PRId64 "\n",
	    took > 0 ? (double)l->accepted * 1e6 / (double)took : 0,
	    n ? l->latencies[n / 2] : 0, n ? l->latencies[n * 99 / 100] : 0,
	    l->accepted, l->failed, l->again, l->late);
}

int
load_bids(char **argv, bool forms)
{
	static struct load l;
	static struct client clients[CLIENTS];
	pthread_t threads[CLIENTS];
	int64_t seconds = strtoll(argv[2], NULL, 10), prepared;
	const char *wanted = getenv("PREPARED");

	l.forms = forms;
	if (!open_load(&l, argv))
		return EXIT_FAILURE;
	prepared = forms ? 0 : wanted ? strtoll(wanted, NULL, 10) :
	    (l.rate ? l.rate : A_SECOND) * seconds;
	take_numbers(&l, (l.rate ? l.rate : A_SECOND) * seconds /
	    l.clients + 1);
	for (int i = 0; i < l.clients; i++) {
		clients[i] = (struct client){ .load = &l, .n = i, .fd = -1 };
		load_secret(i, &clients[i].secret);
		load_sid(i, clients[i].sid);
		keys_token(l.keys, clients[i].sid, clients[i].token);
	}
	prepare(&l, clients, prepared);
	l.start = load_us();
	l.end = l.start + seconds * 1000000;
	for (int i = 0; i < l.clients; i++)
		pthread_create(&threads[i], NULL, client_main, &clients[i]);
	for (int i = 0; i < l.clients; i++)
		pthread_join(threads[i], NULL);
	if (l.journal >= 0)
		fsync(l.journal);
	print(&l);
	return EXIT_SUCCESS;
}
