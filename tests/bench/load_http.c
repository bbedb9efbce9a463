/* SPDX-License-Identifier: Apache-2.0 */
/* load_http.c: one request, one answer, over a connection that stays. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/bench/load.h"

enum { ANSWER_MAX = 4 << 20 };

int
load_connect(int port)
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

/* Head and body have come whole?  Chunks are not spoken here. */
static bool
is_whole(struct answer *a)
{
	char *head = strstr(a->bytes.data, "\r\n\r\n");
	const char *length;

	if (head == NULL)
		return false;
	length = strcasestr(a->bytes.data, "\r\nContent-Length: ");
	a->body = head + 4;
	a->n = length && length < head ? strtoul(length + 18, NULL, 10) : 0;
	return a->bytes.len >= (size_t)(a->body - a->bytes.data) + a->n;
}

static int
read_answer(int fd, struct answer *a)
{
	char part[16384];

	if (a->bytes.max == 0)
		buf_init(&a->bytes, ANSWER_MAX);
	buf_reset(&a->bytes);
	do {
		ssize_t got = read(fd, part, sizeof part);

		if (got <= 0)
			return -1;
		buf_add(&a->bytes, part, (size_t)got);
	} while (!a->bytes.full && !is_whole(a));
	return a->bytes.full || a->bytes.len < 12 ? -1 :
	    (int)strtol(a->bytes.data + 9, NULL, 10);
}

int
load_ask(int fd, const char *head, const void *body, size_t n,
    struct answer *a)
{
	struct iovec parts[2] = {
		{ (void *)(uintptr_t)head, strlen(head) },
		{ (void *)(uintptr_t)body, n },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	if (sendmsg(fd, &message, MSG_NOSIGNAL) !=
	    (ssize_t)(parts[0].iov_len + n))
		return -1;
	return read_answer(fd, a);
}

int
load_get(int fd, const char *path, struct answer *a)
{
	char head[1024];

	snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "\r\n", path);
	return load_ask(fd, head, "", 0, a);
}

int
load_post(int fd, const char *path, const char *cookie, const void *body,
    size_t n, struct answer *a)
{
	char head[1024];

	snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "%s%s%sContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n",
	    path, cookie ? "Cookie: __Host-sid=" : "", cookie ? cookie : "",
	    cookie ? "\r\n" : "", n);
	return load_ask(fd, head, body, n, a);
}
