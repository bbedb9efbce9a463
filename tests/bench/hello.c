/* SPDX-License-Identifier: Apache-2.0 */
/* hello.c: the least answer over the same wire: what pages are measured against. */
#include <fcgiapp.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fcgi/worker.h"
#include "market/base/log.h"

static int stop_event;

static int
hello(struct req *req)
{
	buf_reset(req->out);
	buf_text(req->out, "hello");
	req->type = "text/plain";
	return req->status = 200;
}

static void
on_signal(int sig)
{
	const uint64_t one = 1;

	if (sig != SIGPIPE && write(stop_event, &one, sizeof one) < 0)
		_exit(1);
}

int
main(int argc, char **argv)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct app app = { .house = NULL };
	struct worker_config c = { .app = &app, .handle = hello,
	    .threads = 16 };
	struct workers *w;

	if (argc < 2 || strlen(argv[1]) >= sizeof a.sun_path)
		return 64;
	memcpy(a.sun_path, argv[1], strlen(argv[1]) + 1);
	stop_event = eventfd(0, EFD_NONBLOCK);
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	signal(SIGUSR1, on_signal);
	signal(SIGPIPE, on_signal);
	log_set_level(LOG_ERROR);
	FCGX_Init();
	unlink(argv[1]);
	c.stop = stop_event;
	c.peer = argc > 2 ? (uid_t)strtoul(argv[2], NULL, 10) : geteuid();
	c.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(c.listener, (struct sockaddr *)&a, sizeof a) != 0 ||
	    chmod(argv[1], 0666) != 0 || listen(c.listener, 512) != 0)
		return 74;
	if (workers_start(&w, &c) != OK)
		return 70;
	workers_stop(w);
	return 0;
}
