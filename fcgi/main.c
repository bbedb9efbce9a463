/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: what lives as long as the process, made in order, ended in reverse. */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fcgi/app.h"
#include "fcgi/cache.h"
#include "fcgi/flash.h"
#include "fcgi/letter.h"
#include "fcgi/worker.h"
#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/publisher.h"
#include "market/signer.h"
#include "market/tick.h"
#include "market/webapp.h"
#include "static/release.h"
#include "views/view.h"

/* sysexits(3), as security.md 13 has them. */
enum { EXIT_USAGE = 64, EXIT_FAULT = 70, EXIT_IO = 74, EXIT_AGAIN = 75,
    EXIT_RIGHT = 77, EXIT_CONFIG = 78 };

enum { CACHE_ENTRIES = 512, BACKLOG = 512, HOLD_MS = 3000,
    BUNDLE_REST = 3 };

struct config {
	char *state;
	char *socket;
	char *keys;
	char *signer;
	char *public;
	char *files;
	char *mail;
	char *origin;
	char *user;
	char *peer;
	char *workers;
	char *check;
};

/* The one table of options: from it come parsing, --help and --config. */
static const struct option {
	const char *name;
	const char *value;	/* the default */
	size_t field;
	const char *help;
} options[] = {
	{ "state", ".", offsetof(struct config, state),
	    "folder with the database, keys, sockets" },
	{ "socket", "run/web.sock", offsetof(struct config, socket),
	    "unix socket for nginx, below the state folder" },
	{ "keys", "keys", offsetof(struct config, keys),
	    "folder of key files, below the state folder" },
	{ "signer", "run/signer/log.sock", offsetof(struct config, signer),
	    "socket of market-signer, below the state folder" },
	{ "public", "public", offsetof(struct config, public),
	    "folder of published files, below the state folder" },
	{ "files", "files", offsetof(struct config, files),
	    "folder of files people gave, below the state folder" },
	{ "mail", "run/mail/mail.sock", offsetof(struct config, mail),
	    "socket of market-mail, below the state folder" },
	{ "origin", "http://127.0.0.1:8080",
	    offsetof(struct config, origin),
	    "address people use; POSTs from elsewhere are refused" },
	{ "user", "", offsetof(struct config, user),
	    "user to become, if started as root" },
	{ "peer", "", offsetof(struct config, peer),
	    "user nginx runs as (default: our own)" },
	{ "workers", "24", offsetof(struct config, workers),
	    "threads that answer requests" },
	{ "check-config", "", offsetof(struct config, check),
	    "1: only check the configuration" },
};

static char **
field_of(struct config *c, const struct option *o)
{
	return (char **)(void *)((char *)c + o->field);
}

static int
set_option(struct config *c, const char *name, size_t n, const char *value)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		char **field = field_of(c, &options[i]);

		if (strlen(options[i].name) != n ||
		    strncmp(options[i].name, name, n) != 0)
			continue;
		free(*field);
		*field = strdup(value);
		return 0;
	}
	return -1;
}

/* Lines «name value»; «#» begins a comment. */
static int
read_config(struct config *c, const char *path)
{
	char line[512];
	FILE *f = fopen(path, "re");

	if (f == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	for (int n = 1; fgets(line, sizeof line, f); n++) {
		size_t name;

		line[strcspn(line, "#\n")] = '\0';
		name = strcspn(line, " \t");
		if (line[0] == '\0')
			continue;
		if (set_option(c, line, name, line + name +
		    strspn(line + name, " \t")) != 0) {
			fprintf(stderr, "%s:%d: unknown name\n", path, n);
			fclose(f);
			return -1;
		}
	}
	fclose(f);
	return 0;
}

static void
print_help(void)
{
	printf("market.fcgi [--config FILE] [--NAME VALUE]...\n");
	for (size_t i = 0; i < COUNT(options); i++)
		printf("  --%-13s %s [%s]\n", options[i].name,
		    options[i].help, options[i].value);
}

static int
read_options(struct config *c, int argc, char **argv)
{
	for (size_t i = 0; i < COUNT(options); i++)
		*field_of(c, &options[i]) = strdup(options[i].value);
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i];

		if (strcmp(name, "--help") == 0) {
			print_help();
			exit(EXIT_SUCCESS);
		}
		if (strncmp(name, "--", 2) != 0 || i + 1 == argc)
			return EXIT_USAGE;
		i++;
		if (strcmp(name, "--config") == 0) {
			if (read_config(c, argv[i]) != 0)
				return EXIT_CONFIG;
		} else if (set_option(c, name + 2, strlen(name + 2),
		    argv[i]) != 0) {
			fprintf(stderr, "unknown option %s\n", name);
			return EXIT_USAGE;
		}
	}
	return 0;
}

/* Never as root: before anything is opened. */
static int
become(const char *user)
{
	struct passwd *pw;

	if (geteuid() != 0 || user[0] == '\0')
		return 0;
	pw = getpwnam(user);
	if (pw == NULL || initgroups(user, pw->pw_gid) != 0 ||
	    setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0) {
		fprintf(stderr, "cannot become %s\n", user);
		return EXIT_RIGHT;
	}
	return 0;
}

/* One program a state folder. */
static int
lock_state(const char *state)
{
	int fd;

	if (chdir(state) != 0) {
		fprintf(stderr, "%s: %s\n", state, strerror(errno));
		return EXIT_CONFIG;
	}
	fd = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
		fprintf(stderr, "%s: another market runs here\n", state);
		return EXIT_AGAIN;
	}
	return 0;	/* held until the process ends */
}

static int stop_event = -1;

static void
on_signal(int sig)
{
	const uint64_t one = 1;
	int saved = errno;

	if (sig == SIGPIPE)
		return;
	if (write(stop_event, &one, sizeof one) < 0)
		_exit(EXIT_FAULT);
	errno = saved;
}

/* Real handlers, or FCGX_Init() puts in its own. */
static void
catch_signals(void)
{
	const int signals[] = { SIGTERM, SIGINT, SIGUSR1, SIGPIPE };
	struct sigaction action = { .sa_handler = on_signal };

	stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	for (size_t i = 0; i < COUNT(signals); i++)
		sigaction(signals[i], &action, NULL);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);

	if (fd < 0 || strlen(path) >= sizeof address.sun_path)
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	(void)unlink(path);	/* ours: we hold the lock */
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    chmod(path, 0660) != 0 || listen(fd, BACKLOG) != 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static uid_t
peer_uid(const char *name)
{
	struct passwd *pw = name[0] ? getpwnam(name) : NULL;

	return pw ? pw->pw_uid : geteuid();
}

/* A market without a log publishes nothing. */
static enum err
publish(struct publisher **p, struct publisher_thread **t,
    struct house *house, const char *folder)
{
	const struct publisher_config config = { .folder = folder,
	    .memory = "published", .hold_ms = HOLD_MS,
	    .bundle_rest = BUNDLE_REST };
	enum err err = publisher_open(p, house, &config);

	if (err == ERR_CONFLICT)
		return OK;
	return err ? err : publisher_start(t, *p);
}

/* On record what we serve; not to start for it would help nobody. */
static void
log_webapp(struct house *house)
{
	static const char *const files[] = { "bin/sealbid", "keys/trust.txt" };
	struct arena arena;
	struct market m;

	arena_init(&arena);
	if (market_open(&m, house, &arena) == OK) {
		if (webapp_log(&m, STATIC_RELEASE, "static/" STATIC_RELEASE,
		    files, COUNT(files)) != OK)
			log_event(LOG_WARN, "webapp", "logged=0");
		market_close(&m);
	}
	arena_release(&arena);
}

static int
run(const struct config *c, struct house *house, int listener)
{
	struct app app = { .house = house, .host = c->origin,
	    .cache = cache_new(CACHE_ENTRIES), .flash = flash_new() };
	struct worker_config config = { .app = &app, .handle = app_handle,
	    .streams = app_streams,
	    .listener = listener, .stop = stop_event,
	    .peer = peer_uid(c->peer) };
	struct workers *workers = NULL;
	struct ticker *ticker = NULL;
	struct publisher *publisher = NULL;
	struct publisher_thread *publishing = NULL;
	struct outbox_thread *outbox = NULL;
	const struct outbox_config mails = { .letter = letter_write,
	    .p = c->origin, .mailer = mailer_at(c->mail) };
	int64_t threads;
	int status = EXIT_FAULT;

	if (!digits_int(c->workers, 1, 256, &threads))
		threads = 16;
	config.threads = (int)threads;
	log_webapp(house);
	if (publish(&publisher, &publishing, house, c->public) == OK &&
	    ticker_start(&ticker, house) == OK &&
	    outbox_start(&outbox, house, &mails) == OK &&
	    workers_start(&workers, &config) == OK) {
		log_event(LOG_INFO, "ready", "origin=%s", c->origin);
		log_flush();
		workers_stop(workers);	/* waits for the stop event */
		status = EXIT_SUCCESS;
	}
	outbox_stop(outbox);
	mailer_free(mails.mailer);
	ticker_stop(ticker);
	publisher_stop(publishing);
	publisher_close(publisher);
	cache_free(app.cache);
	flash_free(app.flash);
	return status;
}

static int
start(const struct config *c)
{
	struct signer *signer;
	struct house house;
	int listener, status;
	enum err err;

	if (!view_load())
		return EXIT_CONFIG;
	signer = signer_at(c->signer);
	err = house_open(&house, "market.db", c->keys, clock_system(),
	    signer);
	if (err) {
		signer_free(signer);
		return err == ERR_INVALID ? EXIT_CONFIG : EXIT_IO;
	}
	house.words = &view_catalogue;
	listener = house_store(&house, c->files) == OK ?
	    listen_at(c->socket) : -1;
	status = listener < 0 ? EXIT_IO : run(c, &house, listener);
	if (listener >= 0) {
		close(listener);
		(void)unlink(c->socket);
	}
	house_close(&house);
	signer_free(signer);
	return status;
}

int
main(int argc, char **argv)
{
	struct config c = { .state = NULL };
	int status = read_options(&c, argc, argv);

	umask(0027);
	if (!status && c.check[0] == '\0') {
		status = become(c.user);
		if (!status)
			status = lock_state(c.state);
		if (!status) {
			catch_signals();
			status = FCGX_Init() == 0 ? start(&c) : EXIT_FAULT;
		}
		log_event(LOG_INFO, "stopped", "status=%d", status);
		log_flush();
	}
	view_unload();
	for (size_t i = 0; i < COUNT(options); i++)
		free(*field_of(&c, &options[i]));
	return status;
}
