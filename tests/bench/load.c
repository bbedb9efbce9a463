/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load.c: what the bench and the fault tests need beside wrk.
 *	load fill STATE PROJECTS	a market of so many projects, fast
 *	load bids STATE PORT SECONDS CLIENTS RATE JOURNAL
 *		sends sealed bids through nginx; RATE a second in all, 0 as
 *		many as there is time for; each receipt goes to JOURNAL
 *	load fsync FILE SECONDS		appends of 4 kB, each fsynced
 * Each prints one line «name value …».
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "db/account.h"
#include "db/agency.h"
#include "db/item.h"
#include "db/owner.h"
#include "db/party.h"
#include "db/project.h"
#include "db/record.h"
#include "db/round.h"
#include "db/session.h"
#include "market/base/clock.h"
#include "market/keys.h"
#include "market/market.h"
#include "market/seal.h"
#include "market/uscc.h"
#include "market/write.h"

enum { AGENCIES = 64, ROUNDS = 20000, BATCH = 5000, LATENCIES = 1 << 20 };

static int64_t
microseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- fill ------------------------------------------------------------ */

struct fill {
	struct house *house;
	int64_t projects, done;
	int64_t owner_id, item_ids[20];
};

/* The session of the n-th agency: anybody who knows n has it, so never on a real market. */
static void
sid_of(int n, char sid[65])
{
	snprintf(sid, 65, "%064d", n + 1);
}

static enum err
fill_people(struct db *db, void *ctx)
{
	struct fill *f = ctx;
	struct party p = { .name = "Bench bureau", .kind = "gov",
	    .region = "429901" };
	char uscc[USCC_LENGTH + 1], text[64], sid[65];
	enum err err = db_region_add(db, "429901", "Binjiang");

	uscc_make(uscc, "11429900000000001");
	p.uscc = uscc;
	if (!err)
		err = db_party_insert(db, &p);
	if (!err)
		err = db_owner_insert(db, p.id, "gov");
	f->owner_id = p.id;
	for (int i = 0; !err && i < 20; i++) {
		struct item item = { .name = "Report", .type = "Report",
		    .department = "Bureau", .legal_basis = "Law",
		    .approval_item = "Approval", .time_limit_wd = 10,
		    .workflow = "Steps", .conditions = "None",
		    .fee_mode = "market", .fee_standard = "Agreed",
		    .result_doc = "Report", .requirement = "",
		    .state = "published" };

		snprintf(text, sizeof text, "B-%03d", i);
		item.code = text;
		err = db_item_insert(db, &item);
		f->item_ids[i] = item.id;
	}
	for (int i = 0; !err && i < AGENCIES; i++) {
		struct account a = { .role = "agency", .name = "Bench" };
		unsigned char hash[32];
		char mobile[16], email[32];

		snprintf(text, sizeof text, "91429900MA4C%05d", i);
		uscc_make(uscc, text);
		p = (struct party){ .uscc = uscc, .name = "Bench agency",
		    .kind = "enterprise", .region = "429901" };
		err = db_party_insert(db, &p);
		if (!err)
			err = db_agency_insert(db, p.id, db_now(db));
		snprintf(mobile, sizeof mobile, "138%08d", i);
		snprintf(email, sizeof email, "b%d@x.cn", i);
		a.party_id = p.id;
		a.mobile = mobile;
		a.email = email;
		if (!err)
			err = db_account_insert(db, &a, "x");
		sid_of(i, sid);
		keys_hash(sid, hash);
		if (!err)
			err = db_session_insert(db, hash, a.id);
	}
	return err;
}

static enum err
fill_projects(struct db *db, void *ctx)
{
	struct fill *f = ctx;
	enum err err = OK;

	for (int i = 0; !err && i < BATCH && f->done < f->projects; i++) {
		int64_t n = f->done++;
		char code[32], title[64], id[40];
		struct project p = {
			.code = code, .attempt_no = 1,
			.owner_id = f->owner_id, .owner_uscc = "91X",
			.item_id = f->item_ids[n % 20], .title = title,
			.scale = "3 km", .content = "A report.",
			.place = "A road", .region = "429901",
			.fund = "social", .ceiling_fen = 10000000 + n % 999,
			.service_days = 30, .requirements = "",
			.method = "lowest",
			.deadline = db_now(db) + 30 * 86400,
			.contact = "Zhou", .phone = "027",
			.param_version = f->house->param_version,
		};
		struct round r = { .n = 1, .opens = db_now(db),
		    .deadline = p.deadline, .min_entrants = 1,
		    .sealing_id = id };

		snprintf(code, sizeof code, "ZJ-2020-%07" PRId64, n);
		snprintf(title, sizeof title,
		    "\u6ee8\u6c5f\u8def\u5317\u5ef6\u5de5\u7a0b %" PRId64,
		    n);
		err = db_project_insert(db, &p);
		if (!err)
			err = db_project_move(db, p.id, "draft",
			    "published", p.deadline);
		if (err || n >= ROUNDS)
			continue;
		snprintf(id, sizeof id, "%s/1", code);
		r.project_id = p.id;
		seal_round_key(keys_opening_seed(f->house->keys), id,
		    r.public_key);
		err = db_round_insert(db, &r);
	}
	return err;
}

static int64_t fill_clock;

static int
fill(const char *state, int64_t projects)
{
	char where[512], keys[512];
	struct house house;
	struct market m;
	struct arena arena;
	struct fill f = { .house = &house, .projects = projects };
	enum err err;

	snprintf(where, sizeof where, "%s/market.db", state);
	snprintf(keys, sizeof keys, "%s/keys", state);
	fill_clock = (int64_t)time(NULL) - projects / BATCH - 10;
	err = house_open(&house, where, keys, clock_standing(&fill_clock),
	    NULL);
	if (err)
		return EXIT_FAILURE;
	arena_init(&arena);
	err = market_open(&m, &house, &arena);
	if (!err)
		err = write_run(&m, fill_people, &f);
	while (!err && f.done < projects) {
		err = write_run(&m, fill_projects, &f);
		fill_clock++;
		market_next(&m);
	}
	market_close(&m);
	house_close(&house);
	printf("filled %" PRId64 " err %d\n", f.done, err);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- bids ------------------------------------------------------------ */

struct load {
	int port, clients, rate;
	int64_t end;			/* microseconds */
	int64_t start;
	struct keys *keys;
	int journal;
	_Atomic int64_t sent, accepted, failed;
	_Atomic size_t n_latencies;
	int32_t *latencies;
};

struct client {
	struct load *load;
	int n;
};

static int
connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval limit = { .tv_sec = 10 };

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Reads one answer; its status, and the receipt's number from Location. */
static int
read_answer(int fd, char number[17])
{
	char page[16384], *head, *at;
	size_t n = 0, want;

	for (;;) {
		ssize_t got = read(fd, page + n, sizeof page - 1 - n);

		if (got <= 0)
			return -1;
		n += (size_t)got;
		page[n] = '\0';
		head = strstr(page, "\r\n\r\n");
		if (head == NULL)
			continue;
		at = strcasestr(page, "Content-Length: ");
		want = at && at < head ? strtoul(at + 16, NULL, 10) : 0;
		if (n >= (size_t)(head + 4 - page) + want ||
		    n == sizeof page - 1)
			break;
	}
	at = strstr(page, "/receipts/");
	if (at != NULL)
		snprintf(number, 17, "%.16s", at + 10);
	return (int)strtol(page + 9, NULL, 10);
}

/* The n-th bid of a client: a project of its own, so no cap is met. */
static int
send_bid(struct load *l, int fd, int client, int64_t n, char number[17])
{
	char sid[65], token[33], once[65], body[256], head[1024];
	int64_t project = (n * 37 + client) % ROUNDS;
	int len, all;

	sid_of(client, sid);
	keys_token(l->keys, sid, token);
	keys_random_hex(once);
	once[32] = '\0';
	len = snprintf(body, sizeof body, "_csrf=%s&_once=%s&amount=%d.37",
	    token, once, 50000 + (int)(n % 999));
	all = snprintf(head, sizeof head,
	    "POST /projects/ZJ-2020-%07" PRId64 "/bids HTTP/1.1\r\n"
	    "Host: 127.0.0.1\r\nCookie: __Host-sid=%s\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: %d\r\n\r\n%s", project, sid, len, body);
	if (send(fd, head, (size_t)all, MSG_NOSIGNAL) != all)
		return -1;
	return read_answer(fd, number);
}

/* The journal is on disk before a receipt counts. */
static void
note(struct load *l, const char *number)
{
	char line[24];
	int n = snprintf(line, sizeof line, "%s\n", number);

	if (l->journal >= 0 && write(l->journal, line, (size_t)n) != n)
		abort();
	atomic_fetch_add(&l->accepted, 1);
}

static void *
client_main(void *p)
{
	struct client *c = p;
	struct load *l = c->load;
	int fd = -1;

	for (int64_t n = 0;; n++) {
		char number[17] = "";
		int64_t start = microseconds();
		size_t slot;
		int status;

		if (l->rate > 0) {
			int64_t due = l->start + (n * l->clients + c->n) *
			    1000000 / l->rate;

			if (due > start)
				usleep((useconds_t)(due - start));
			start = microseconds();
		}
		if (start >= l->end)
			break;
		if (fd < 0)
			fd = connect_to(l->port);
		atomic_fetch_add(&l->sent, 1);
		status = fd < 0 ? -1 : send_bid(l, fd, c->n, n, number);
		if (status == 303) {
			note(l, number);
			slot = atomic_fetch_add(&l->n_latencies, 1);
			if (slot < LATENCIES)
				l->latencies[slot] = (int32_t)(
				    microseconds() - start);
			continue;
		}
		atomic_fetch_add(&l->failed, 1);
		if (getenv("LOAD_DEBUG"))
			fprintf(stderr, "status %d\n", status);
		if (fd >= 0)
			close(fd);
		fd = -1;
		usleep(20000);
	}
	if (fd >= 0)
		close(fd);
	return NULL;
}

static int
by_value(const void *a, const void *b)
{
	return *(const int32_t *)a - *(const int32_t *)b;
}

static int
bids(char **argv)
{
	static struct load l;
	static struct client clients[256];
	pthread_t threads[256];
	char dir[512];
	size_t n;

	snprintf(dir, sizeof dir, "%s/keys", argv[0]);
	if (keys_open(&l.keys, dir) != OK)
		return EXIT_FAILURE;
	l.port = (int)strtol(argv[1], NULL, 10);
	l.clients = (int)strtol(argv[3], NULL, 10);
	l.rate = (int)strtol(argv[4], NULL, 10);
	l.journal = open(argv[5], O_WRONLY | O_CREAT | O_APPEND, 0644);
	l.latencies = calloc(LATENCIES, sizeof *l.latencies);
	l.start = microseconds();
	l.end = l.start + strtol(argv[2], NULL, 10) * 1000000;
	for (int i = 0; i < l.clients && i < AGENCIES; i++) {
		clients[i] = (struct client){ &l, i };
		pthread_create(&threads[i], NULL, client_main, &clients[i]);
	}
	for (int i = 0; i < l.clients && i < AGENCIES; i++)
		pthread_join(threads[i], NULL);
	if (l.journal >= 0)
		fsync(l.journal);
	n = l.n_latencies < LATENCIES ? l.n_latencies : LATENCIES;
	qsort(l.latencies, n, sizeof *l.latencies, by_value);
	printf("bids %.0f p50us %d p99us %d accepted %" PRId64 " failed %"
	    PRId64 "\n", (double)l.accepted * 1e6 / (double)(l.end - l.start),
	    n ? l.latencies[n / 2] : 0, n ? l.latencies[n * 99 / 100] : 0,
	    l.accepted, l.failed);
	return EXIT_SUCCESS;
}

static int
fsyncs(const char *path, int seconds)
{
	static char page[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int64_t end = microseconds() + (int64_t)seconds * 1000000, n = 0;

	for (; microseconds() < end; n++)
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
	if (argc == 4 && strcmp(argv[1], "fill") == 0)
		return fill(argv[2], strtoll(argv[3], NULL, 10));
	if (argc == 8 && strcmp(argv[1], "bids") == 0)
		return bids(argv + 2);
	if (argc == 4 && strcmp(argv[1], "fsync") == 0)
		return fsyncs(argv[2], (int)strtol(argv[3], NULL, 10));
	return 64;
}
