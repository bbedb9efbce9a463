/* SPDX-License-Identifier: Apache-2.0 */
/* worker_test.c: FastCGI by hand over a real unix socket. */
#include "fcgi/worker.h"

#include <check.h>
#include <errno.h>
#include <fcgiapp.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/routes.h"
#include "market/base/err.h"
#include "market/base/log.h"
#include "tests/support_wire.h"

Suite *worker_suite(void);

/* FastCGI Specification 1.0, 8: what the tests need of it. */

#ifdef __SANITIZE_THREAD__
/*
 * EPOLLONESHOT gives a connection to one worker at a time, but the sanitizer
 * takes only EPOLL_CTL_ADD for a hand-over, not the EPOLL_CTL_MOD of arm():
 * to it, the worker that closes a connection races with the one before.
 */
const char *__tsan_default_suppressions(void);

const char *
__tsan_default_suppressions(void)
{
	return "race:FCGX_Free\n";
}
#endif

static struct app app;		/* no house: the wire alone */
static struct workers *workers;
static struct sockaddr_un address = { .sun_family = AF_UNIX };
static socklen_t address_len;
static int listener = -1, stop = -1;
static sem_t entered, leave;	/* of /slow */
static atomic_int asked;	/* how often the handler was called */

/* 1 if all n bytes are zero. */
static int
all_zero(const char *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (data[i] != 0)
			return 0;
	return 1;
}

static void
tell(struct req *req)
{
	buf_printf(req->out, "%s %s ? %s | %s | %s | %s | %s | %s | %zu:",
	    req->method, req->path, req->query, req->cookie, req->remote,
	    req->id, req->origin, req->content_type, req->body_len);
	buf_add(req->out, req->body, req->body_len);
}

/* Counts bytes and sums them up, as they come. */
static void
read_stream(struct req *req)
{
	struct stream *s = &req->source;
	unsigned long sum = 0;
	size_t n = 0, got = 1;
	char piece[5000];

	while (s->left > 0 && got > 0) {
		got = s->read(s->ctx, piece, s->left < (int64_t)sizeof piece ?
		    (size_t)s->left : sizeof piece);
		for (size_t i = 0; i < got; i++)
			sum += (unsigned char)piece[i];
		s->left -= (int64_t)got;
		n += got;
	}
	buf_printf(req->out, "read=%zu sum=%lu", n, sum);
}

static bool
streams(struct req *req)
{
	return strncmp(req->path, "/stream", 7) == 0 &&
	    strcmp(req->method, "POST") == 0;
}
static const struct route named[] = {
	{ "GET", "/named", NULL, ANYONE },
	{ "GET", "/unnamed", NULL, ANYONE | UNNAMED },
};

/* What is answered depends on the path. */
static int
handle(struct req *req)
{
	/* Before anything is put there: what is left of the last one? */
	int clean_out = req->out->data == NULL ||
	    all_zero(req->out->data, req->out->cap);

	atomic_fetch_add(&asked, 1);
	buf_reset(req->out);
	req->status = 200;
	req->type = "text/plain; charset=utf-8";
	if (strcmp(req->path, "/slow") == 0) {
		sem_post(&entered);
		sem_wait(&leave);
		buf_text(req->out, "at last");
	} else if (strcmp(req->path, "/stream") == 0) {
		read_stream(req);
	} else if (strcmp(req->path, "/stream/unread") == 0) {
		buf_text(req->out, "no");
	} else if (strcmp(req->path, "/stored") == 0) {
		req->type = "application/pdf";
		req->stored = "/stored/ab/cd";
		req->disposition = "attachment";
	} else if (strcmp(req->path, "/big") == 0) {
		for (int i = 0; i < 40000; i++)
			buf_printf(req->out, "%08d\n", i);
	} else if (strcmp(req->path, "/clean") == 0) {
		buf_printf(req->out, "body=%d out=%d", all_zero(req->body +
		    req->body_len, BODY_MAX + 1 - req->body_len), clean_out);
	} else if (strcmp(req->path, "/moved") == 0) {
		req->status = 303;
		req->location = "/there";
		req->cookies[0] = "a=1; Path=/";
		req->cookies[1] = "b=2";
		req->retry_after = 7;
	} else if (strcmp(req->path, "/named") == 0 ||
	    strcmp(req->path, "/unnamed") == 0) {
		req->route = &named[strcmp(req->path, "/unnamed") == 0];
		req->actor.account_id = 4711;
	} else if (strcmp(req->path, "/kept") == 0) {
		req->cacheable = true;
		req->etag = "\"v1\"";
		req->status = strcmp(req->if_none_match, "\"v1\"") ? 200 : 304;
		buf_text(req->out, "kept");
	} else {
		tell(req);
	}
	return req->status;
}

static void
open_workers(int threads)
{
	struct worker_config config = { .app = &app, .handle = handle,
	    .streams = streams, .peer = geteuid(), .threads = threads };

	ck_assert_int_eq(FCGX_Init(), 0);
	sem_init(&entered, 0, 0);
	sem_init(&leave, 0, 0);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	stop = eventfd(0, 0);
	/* A name of the kernel's choice: no file, no two alike. */
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address,
	    sizeof address.sun_family), 0);
	address_len = sizeof address;
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address,
	    &address_len), 0);
	ck_assert_int_eq(listen(listener, 128), 0);
	config.listener = listener;
	config.stop = stop;
	ck_assert_int_eq(workers_start(&workers, &config), OK);
}

static void
say_stop(void)
{
	ck_assert_int_eq(eventfd_write(stop, 1), 0);
}

static void
close_workers(void)
{
	say_stop();
	workers_stop(workers);
	workers = NULL;
	close(listener);
	close(stop);
	sem_destroy(&entered);
	sem_destroy(&leave);
}

static void open_one(void) { open_workers(1); }
static void open_two(void) { open_workers(2); }

static int
dial(void)
{
	const struct timeval limit = { .tv_sec = 10 };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address,
	    address_len), 0);
	/* So that a test fails, not hangs. */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	return fd;
}

static void
send_ask(int fd, const struct ask *ask)
{
	struct buf b;

	buf_init(&b, 4 << 20);
	put_ask(&b, ask);
	for (size_t done = 0; done < b.len;) {
		ssize_t n = send(fd, b.data + done, b.len - done,
		    MSG_NOSIGNAL);

		ck_assert_msg(n > 0, "send: %s", strerror(errno));
		done += (size_t)n;
	}
	buf_release(&b);
}

static bool
get_all(int fd, void *data, size_t n)
{
	return n == 0 || recv(fd, data, n, MSG_WAITALL) == (ssize_t)n;
}

/* The answer: its head and its body, as long as the next one. */
static struct buf answer;

static const char *
answer_body(void)
{
	const char *end = answer.len ? strstr(answer.data, "\r\n\r\n") : NULL;

	return end ? end + 4 : "";
}

static size_t
answer_body_len(void)
{
	return answer.len - (size_t)(answer_body() - answer.data);
}

/* The status, or 0: the connection ended first. */
static int
hear(int fd)
{
	unsigned char head[8];
	char data[65536 + 256];

	buf_release(&answer);
	buf_init(&answer, 4 << 20);
	while (get_all(fd, head, sizeof head)) {
		size_t n = (size_t)head[4] << 8 | head[5];

		if (!get_all(fd, data, n + head[6]))
			return 0;
		if (head[1] == STDOUT)
			buf_add(&answer, data, n);
		if (head[1] != END)
			continue;
		if (answer.len < 11 || memcmp(answer.data, "Status: ", 8))
			return 0;
		return (answer.data[8] - '0') * 100 +
		    (answer.data[9] - '0') * 10 + answer.data[10] - '0';
	}
	return 0;
}

static int
status_of(int fd, const struct ask *ask)
{
	send_ask(fd, ask);
	return hear(fd);
}

static bool
has(const char *header)
{
	const char *end = strstr(answer.data, "\r\n\r\n");
	const char *at = strstr(answer.data, header);

	return at != NULL && at < end && strncmp(at + strlen(header), "\r\n",
	    2) == 0 && at > answer.data && at[-1] == '\n';
}

/* Nothing is left on the wire: the next request is understood. */
static void
still_works(int fd)
{
	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/next" }), 200);
	ck_assert_ptr_eq(strstr(answer_body(), "GET /next ?"),
	    answer_body());
}

START_TEST(a_request_reaches_the_handler_as_it_was_sent)
{
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "POST",
	    .uri = "/a/b%2F?c=%41&d?", .body = "x=1\0&y", .n = 6,
	    .params = { "HTTP_COOKIE", "sid=9", "REMOTE_ADDR", "192.0.2.1",
	    "REQUEST_ID", "7f3a", "HTTP_ORIGIN", "http://h", "CONTENT_TYPE",
	    "text/x" } }), 200);
	ck_assert_uint_eq(answer_body_len(), strlen(answer_body()) + 3);
	ck_assert_str_eq(answer_body(), "POST /a/b%2F ? c=%41&d? | sid=9 | "
	    "192.0.2.1 | 7f3a | http://h | text/x | 6:x=1");
	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/" }), 200);
	ck_assert_str_eq(answer_body(), "GET / ?  |  |  |  |  |  | 0:");
	close(fd);
}
END_TEST

/* Who asks about a project stands nowhere (market/question.h). */
START_TEST(the_log_names_the_visitor_unless_the_route_forbids_it)
{
	static const struct { const char *uri; bool named; } visits[] = {
		{ "/named", true }, { "/unnamed", false },
	};

	for (size_t i = 0; i < COUNT(visits); i++) {
		FILE *said = tmpfile();
		int fd = dial(), true_stderr = dup(2);
		char text[4096];
		size_t n;

		ck_assert_ptr_nonnull(said);
		log_set_level(LOG_INFO);
		dup2(fileno(said), 2);
		ck_assert_int_eq(status_of(fd, &(struct ask){
		    .uri = visits[i].uri }), 200);
		close(fd);
		/* The line is written behind the answer. */
		close_workers();
		log_flush();
		dup2(true_stderr, 2);
		close(true_stderr);
		open_workers(1);
		rewind(said);
		n = fread(text, 1, sizeof text - 1, said);
		text[n] = '\0';
		fclose(said);
		ck_assert_ptr_nonnull(strstr(text, visits[i].uri));
		ck_assert_int_eq(strstr(text, "user=4711") != NULL,
		    visits[i].named);
	}
}
END_TEST

START_TEST(one_connection_carries_many_requests)
{
	int fd = dial();

	for (int i = 0; i < 100; i++) {
		char body[32], want[48];

		snprintf(body, sizeof body, "n=%d", i);
		snprintf(want, sizeof want, "| %zu:n=%d", strlen(body), i);
		ck_assert_int_eq(status_of(fd, &(struct ask){
		    .method = i % 2 ? "POST" : "GET", .body = body,
		    .n = strlen(body) }), 200);
		ck_assert_ptr_nonnull(strstr(answer_body(), want));
	}
	close(fd);
}
END_TEST

START_TEST(a_connection_not_to_be_kept_ends_at_once)
{
	/* libfcgi would wait two seconds for the peer to close as well. */
	const struct timeval limit = { .tv_sec = 1 };
	int ended = dial(), fd = dial();
	char c;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	ck_assert_int_eq(status_of(ended, &(struct ask){ .last = true }),
	    200);
	ck_assert_int_eq(recv(ended, &c, 1, 0), 0);
	still_works(fd);
	close(ended);
	close(fd);
}
END_TEST

START_TEST(an_idle_connection_holds_no_worker)
{
	int idle[40];
	int fd;

	for (size_t i = 0; i < COUNT(idle); i++) {
		idle[i] = dial();
		if (i % 2)	/* the others have never spoken */
			still_works(idle[i]);
	}
	fd = dial();
	still_works(fd);
	close(fd);
	for (size_t i = 0; i < COUNT(idle); i++) {
		still_works(idle[i]);
		close(idle[i]);
	}
}
END_TEST

START_TEST(half_a_record_holds_one_worker_only)
{
	int half = dial(), fd = dial();

	ck_assert_int_eq(send(half, "\1\1\0\1", 4, 0), 4);
	for (int i = 0; i < 20; i++)
		still_works(fd);
	close(half);
	close(fd);
}
END_TEST

START_TEST(a_connection_has_one_worker_at_a_time)
{
	int fd = dial(), other = dial();

	send_ask(fd, &(struct ask){ .uri = "/slow" });
	sem_wait(&entered);
	send_ask(fd, &(struct ask){ .uri = "/next" });
	for (int i = 0; i < 20; i++)
		still_works(other);	/* the other worker has its chance */
	sem_post(&leave);
	ck_assert_int_eq(hear(fd), 200);
	ck_assert_str_eq(answer_body(), "at last");
	ck_assert_int_eq(hear(fd), 200);
	ck_assert_ptr_eq(strstr(answer_body(), "GET /next ?"),
	    answer_body());
	close(fd);
	close(other);
}
END_TEST

/* What a body is said to have, and what it has. */
static const struct {
	const char *length;
	size_t n;
	int status;
} lengths[] = {
	{ NULL, 0, 200 }, { "", 0, 200 }, { "0", 0, 200 }, { "5", 5, 200 },
	/* short, long, said nothing */
	{ "5", 4, 400 }, { "5", 0, 400 }, { "5", 6, 400 }, { "0", 1, 400 },
	{ "", 5, 400 },
	/* no digits, or more than digits */
	{ "5x", 5, 400 }, { "x", 5, 400 }, { "+5", 5, 400 }, { "-5", 5, 400 },
	{ " 5", 5, 400 }, { "5 ", 5, 400 }, { "0x5", 5, 400 },
	{ "5,5", 5, 400 }, { "5.0", 5, 400 },
	{ "18446744073709551621", 5, 400 },
	/* more than there may be */
	{ "262145", 5, 413 }, { "9223372036854775807", 5, 413 },
};

START_TEST(a_body_has_the_length_it_was_said_to_have)
{
	int fd = dial(), other = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "POST",
	    .length = lengths[_i].length, .body = "123456",
	    .n = lengths[_i].n }), lengths[_i].status);
	ck_assert_int_eq(atomic_load(&asked), lengths[_i].status == 200);
	still_works(other);
	close(fd);
	close(other);
}
END_TEST

static char *
many(char c, size_t n)
{
	char *data = malloc(n);

	ck_assert_ptr_nonnull(data);
	memset(data, c, n);
	return data;
}

START_TEST(the_largest_body_arrives_whole_in_any_pieces)
{
	static const size_t pieces[] = { 65535, 4096, 1000 };
	char *body = many('b', BODY_MAX);
	int fd = dial();

	for (size_t i = 0; i < COUNT(pieces); i++) {
		ck_assert_int_eq(status_of(fd, &(struct ask){
		    .method = "POST", .body = body, .n = BODY_MAX,
		    .piece = pieces[i] }), 200);
		ck_assert_ptr_nonnull(strstr(answer_body(), "| 262144:bbb"));
		ck_assert_mem_eq(answer.data + answer.len - BODY_MAX, body,
		    BODY_MAX);
		still_works(fd);
	}
	close(fd);
	free(body);
}
END_TEST

/* n parameters «P0=v» …, each of the value's length. */
static void
some_params(struct buf *b, int n, size_t value)
{
	char *text = many('v', value + 1);

	text[value] = '\0';
	buf_init(b, 1 << 20);
	for (int i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof name, "P%d", i);
		put_param(b, name, text);
	}
	free(text);
}

static const struct {
	int n;
	size_t value;
	int status;
} amounts[] = {
	/* 64; two are always there, libfcgi adds FCGI_ROLE */
	{ 61, 1, 200 }, { 62, 1, 400 },
	{ 60, 1000, 200 }, { 60, 1100, 400 },	/* 64 kB */
	{ 1, 65000, 200 }, { 1, 65600, 400 },
};

START_TEST(parameters_have_a_most)
{
	int fd = dial();
	struct buf more;

	some_params(&more, amounts[_i].n, amounts[_i].value);
	ck_assert_int_eq(status_of(fd, &(struct ask){ .more = &more }),
	    amounts[_i].status);
	ck_assert_int_eq(atomic_load(&asked), amounts[_i].status == 200);
	still_works(fd);
	buf_release(&more);
	close(fd);
}
END_TEST

static const char *const doubles[][4] = {
	{ "REMOTE_ADDR", "192.0.2.1", "REMOTE_ADDR", "192.0.2.2" },
	{ "X", "", "X", "" },
	{ "REQUEST_URI", "/other", "Y", "" },
	{ "", "nameless", "Y", "" },
	{ "", "", "Y", "" },
};

START_TEST(a_parameter_stands_once_and_has_a_name)
{
	struct ask ask = { .uri = "/" };
	int fd = dial();

	memcpy(ask.params, doubles[_i], sizeof doubles[_i]);
	ck_assert_int_eq(status_of(fd, &ask), 400);
	ck_assert_int_eq(atomic_load(&asked), 0);
	still_works(fd);
	close(fd);
}
END_TEST

START_TEST(names_that_only_begin_alike_are_two)
{
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .params = { "A", "1",
	    "AB", "2", "ABC", "A=3" } }), 200);
	ck_assert_int_eq(status_of(fd, &(struct ask){ .params = { "ABC", "1",
	    "AB", "2", "A", "BC=3" } }), 200);
	close(fd);
}
END_TEST

START_TEST(an_answer_has_its_headers)
{
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/moved" }),
	    303);
	ck_assert(has("Location: /there"));
	ck_assert(has("Set-Cookie: a=1; Path=/"));
	ck_assert(has("Set-Cookie: b=2"));
	ck_assert(has("Retry-After: 7"));
	ck_assert(has("Content-Length: 0"));
	ck_assert(has("Cache-Control: no-store"));
	ck_assert(!has("ETag: \"v1\""));
	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/kept" }), 200);
	ck_assert(has("ETag: \"v1\""));
	ck_assert(has("Cache-Control: no-cache"));
	ck_assert(has("Content-Length: 4"));
	ck_assert(has("Content-Type: text/plain; charset=utf-8"));
	ck_assert_str_eq(answer_body(), "kept");
	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/kept",
	    .params = { "HTTP_IF_NONE_MATCH", "\"v1\"" } }), 304);
	ck_assert_uint_eq(answer_body_len(), 0);
	ck_assert(has("ETag: \"v1\""));
	still_works(fd);
	close(fd);
}
END_TEST

START_TEST(a_body_with_files_is_read_as_it_is_used)
{
	enum { N = 3 * BODY_MAX + 7 };
	char *body = many('a', N), want[64];
	int fd = dial();

	snprintf(want, sizeof want, "read=%d sum=%lu", N, 97ul * N);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(status_of(fd, &(struct ask){
		    .method = "POST", .uri = "/stream", .body = body,
		    .n = N }), 200);
		ck_assert_str_eq(answer_body(), want);
		/* What the handler leaves is in nobody's way. */
		ck_assert_int_eq(status_of(fd, &(struct ask){
		    .method = "POST", .uri = "/stream/unread", .body = body,
		    .n = N }), 200);
		still_works(fd);
	}
	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "POST",
	    .uri = "/other", .body = body, .n = N }), 413);
	close(fd);
	fd = dial();
	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "POST",
	    .uri = "/stream", .length = "22020097", .body = "x", .n = 1 }),
	    413);		/* UPLOAD_MAX + 1 */
	close(fd);
	fd = dial();
	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "POST",
	    .uri = "/stream", .length = "1000", .body = body, .n = 999 }),
	    200);		/* cut off: the reader sees it */
	ck_assert_str_eq(answer_body(), "read=999 sum=96903");
	close(fd);
	free(body);
}
END_TEST

START_TEST(a_stored_file_is_left_to_nginx_and_kept_by_nobody)
{
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/stored" }),
	    200);
	ck_assert(has("X-Accel-Redirect: /stored/ab/cd"));
	ck_assert(has("Content-Disposition: attachment"));
	ck_assert(has("Content-Type: application/pdf"));
	ck_assert(has("Cache-Control: private, no-store"));
	ck_assert_uint_eq(answer_body_len(), 0);
	still_works(fd);
	close(fd);
}
END_TEST

START_TEST(head_is_get_without_a_body)
{
	struct buf head;
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "HEAD",
	    .uri = "/kept" }), 200);
	ck_assert_uint_eq(answer_body_len(), 0);
	head = answer;
	buf_init(&answer, 0);
	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/kept" }), 200);
	ck_assert_uint_eq(answer.len, head.len + 4);
	ck_assert_mem_eq(answer.data, head.data, head.len);
	buf_release(&head);
	close(fd);
}
END_TEST

START_TEST(a_large_answer_arrives_whole)
{
	const char *line;
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/big" }), 200);
	ck_assert(has("Content-Length: 360000"));
	ck_assert_uint_eq(answer_body_len(), 360000);
	line = answer_body();
	for (int i = 0; i < 40000; i++, line += 9)
		ck_assert_int_eq(strtol(line, NULL, 10), i);
	still_works(fd);
	close(fd);
}
END_TEST

START_TEST(a_peer_that_leaves_harms_nobody)
{
	for (int i = 0; i < 20; i++) {
		int fd = dial();

		send_ask(fd, &(struct ask){ .uri = "/big" });
		close(fd);
	}
	for (int i = 0; i < 5; i++) {
		int fd = dial();

		still_works(fd);
		close(fd);
	}
}
END_TEST

START_TEST(garbage_ends_its_own_connection_only)
{
	static const char garbage[] = "GET / HTTP/1.0\r\n\r\n________________";
	int bad = dial(), fd = dial();

	ck_assert_int_gt(send(bad, garbage, sizeof garbage, MSG_NOSIGNAL), 0);
	shutdown(bad, SHUT_WR);
	ck_assert_int_eq(hear(bad), 0);
	still_works(fd);
	close(bad);
	close(fd);
}
END_TEST

START_TEST(no_byte_of_a_body_stays)
{
	char *body = many('s', BODY_MAX);
	int fd = dial();

	ck_assert_int_eq(status_of(fd, &(struct ask){ .method = "POST",
	    .body = body, .n = BODY_MAX }), 200);
	ck_assert_int_eq(status_of(fd, &(struct ask){ .uri = "/clean" }),
	    200);
	ck_assert_str_eq(answer_body(), "body=1 out=1");
	close(fd);
	free(body);
}
END_TEST

START_TEST(stopping_finishes_the_request_in_hand)
{
	int fd = dial();

	send_ask(fd, &(struct ask){ .uri = "/slow" });
	sem_wait(&entered);
	say_stop();
	sem_post(&leave);
	ck_assert_int_eq(hear(fd), 200);
	ck_assert_str_eq(answer_body(), "at last");
	close(fd);
}
END_TEST

START_TEST(stopping_waits_for_no_idle_connection)
{
	int idle[5];

	for (size_t i = 0; i < COUNT(idle); i++) {
		idle[i] = dial();
		still_works(idle[i]);
	}
	say_stop();
	workers_stop(workers);
	workers = NULL;		/* so close_workers() has none to end */
	for (size_t i = 0; i < COUNT(idle); i++)
		close(idle[i]);
}
END_TEST

/* In a process of its own: the peer's user is the one who connected. */
static int
heard_as(uid_t uid)
{
	int status = 0;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		int fd;
		struct buf b;

		if (setuid(uid) != 0)
			_exit(99);
		fd = dial();
		buf_init(&b, 1 << 16);
		put_ask(&b, &(struct ask){ .uri = "/" });
		/* Whoever is refused may find the door shut already. */
		(void)!send(fd, b.data, b.len, MSG_NOSIGNAL);
		_exit(hear(fd) == 200);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(nobody_else_may_connect)
{
	ck_assert_int_eq(heard_as(geteuid()), 1);
	ck_assert_int_eq(heard_as(65534), 0);
	ck_assert_int_eq(atomic_load(&asked), 1);
}
END_TEST

static void
add_one(TCase *t)
{
	tcase_add_checked_fixture(t, open_one, close_workers);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_request_reaches_the_handler_as_it_was_sent);
	tcase_add_test(t,
	    the_log_names_the_visitor_unless_the_route_forbids_it);
	tcase_add_test(t, one_connection_carries_many_requests);
	tcase_add_test(t, a_connection_not_to_be_kept_ends_at_once);
	tcase_add_test(t, an_idle_connection_holds_no_worker);
	tcase_add_loop_test(t, a_body_has_the_length_it_was_said_to_have, 0,
	    (int)COUNT(lengths));
	tcase_add_test(t, the_largest_body_arrives_whole_in_any_pieces);
	tcase_add_loop_test(t, parameters_have_a_most, 0,
	    (int)COUNT(amounts));
	tcase_add_loop_test(t, a_parameter_stands_once_and_has_a_name, 0,
	    (int)COUNT(doubles));
	tcase_add_test(t, names_that_only_begin_alike_are_two);
	tcase_add_test(t, an_answer_has_its_headers);
	tcase_add_test(t, a_body_with_files_is_read_as_it_is_used);
	tcase_add_test(t, a_stored_file_is_left_to_nginx_and_kept_by_nobody);
	tcase_add_test(t, head_is_get_without_a_body);
	tcase_add_test(t, a_large_answer_arrives_whole);
	tcase_add_test(t, garbage_ends_its_own_connection_only);
	tcase_add_test(t, no_byte_of_a_body_stays);
	tcase_add_test(t, stopping_finishes_the_request_in_hand);
	tcase_add_test(t, stopping_waits_for_no_idle_connection);
}

Suite *
worker_suite(void)
{
	Suite *s = suite_create("worker");
	TCase *one = tcase_create("one worker");
	TCase *two = tcase_create("two workers");

	add_one(one);
	tcase_add_checked_fixture(two, open_two, close_workers);
	tcase_set_timeout(two, 60);
	tcase_add_test(two, half_a_record_holds_one_worker_only);
	tcase_add_test(two, a_connection_has_one_worker_at_a_time);
	tcase_add_test(two, a_peer_that_leaves_harms_nobody);
	if (geteuid() == 0)	/* who else can become somebody else? */
		tcase_add_test(two, nobody_else_may_connect);
	suite_add_tcase(s, one);
	suite_add_tcase(s, two);
	return s;
}
