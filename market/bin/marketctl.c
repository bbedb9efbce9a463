/* SPDX-License-Identifier: Apache-2.0 */
/* marketctl.c: the operator's tool, for a market whose server is stopped. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "db/record.h"
#include "market/account.h"
#include "market/base/log.h"
#include "market/bin/ctl.h"
#include "market/catalogue_set.h"
#include "market/demo.h"
#include "market/demo_seal.h"
#include "market/outbox.h"
#include "market/password.h"
#include "market/signer.h"
#include "market/terminal.h"
#include "market/write.h"
#include "views/view.h"

int
ctl_complain(int status, const char *what, const char *about)
{
	fprintf(stderr, "marketctl: %s%s%s\n", what, about ? ": " : "",
	    about ? about : "");
	return status;
}

/* For what calls us. */
int
ctl_status(enum err err)
{
	switch (err) {
	case OK: return EX_OK;
	case ERR_INVALID:
	case ERR_NOT_FOUND:
	case ERR_FORBIDDEN:
	case ERR_CONFLICT: return EX_DATAERR;
	case ERR_BUSY: return EX_TEMPFAIL;
	case ERR_INTERNAL: return EX_IOERR;
	}
	return EX_SOFTWARE;
}

static void
print_problems(struct arena *a, const struct problems *problems)
{
	bool words = view_load();

	for (size_t i = 0; i < problems->n; i++) {
		const struct problem *p = &problems->list[i];

		ctl_complain(0, p->field ? p->field : "problem", words ?
		    view_sentence(a, p->code, p->args) : p->code);
	}
	view_unload();
}

static int
finish(struct shop *s, enum err err, int64_t id,
    const struct problems *problems)
{
	print_problems(&s->arena, problems);
	if (!err)
		printf("account %lld\n", (long long)id);
	return ctl_status(err);
}

static int
admin_create(struct shop *s)
{
	char password[PASSWORD_MAX + 2] = "";
	const struct options *o = s->options;
	struct problems problems = { .n = 0 };
	struct staff staff = { .role = role_of_code(o->role),
	    .name = o->name, .email = o->email, .password = password,
	    .by = s->by };
	int64_t id = 0;
	enum err err = ERR_INVALID;

	if (!role_is_staff(staff.role))
		return ctl_complain(EX_USAGE, "no role of the staff", o->role);
	if (terminal_password(password, sizeof password))
		err = staff_create(&s->market, &staff, &id, &problems);
	password_wipe(password, sizeof password);
	return finish(s, err, id, &problems);
}

static int
account_password_set(struct shop *s)
{
	char password[PASSWORD_MAX + 2] = "";
	struct problems problems = { .n = 0 };
	int64_t id = 0;
	enum err err = ERR_INVALID;

	if (terminal_password(password, sizeof password))
		err = account_reset(&s->market, s->options->login, password,
		    s->by, &id, &problems);
	password_wipe(password, sizeof password);
	if (err == ERR_NOT_FOUND)
		return ctl_complain(EX_DATAERR, "no such account",
		    s->options->login);
	return finish(s, err, id, &problems);
}

/* What there is to do was done by opening it. */
static int
init(struct shop *s)
{
	printf("%s\n", s->where);
	return EX_OK;
}

/* «2026-02-14<TAB>work» and «…<TAB>off», as db/calendar.mjs prints them. */
static enum err
calendar_in_txn(struct db *db, void *ctx)
{
	FILE *f = ctx;
	char line[64];
	enum err err = OK;

	rewind(f);
	while (!err && fgets(line, sizeof line, f)) {
		struct calendar_day day;

		line[strcspn(line, "\n")] = '\0';
		if (!calendar_line(line, &day))
			return ERR_INVALID;
		err = db_calendar_add(db, day.day, day.is_work);
	}
	return err;
}

/* «429901<TAB>name»; what begins with # is a comment. */
static enum err
regions_in_txn(struct db *db, void *ctx)
{
	FILE *f = ctx;
	char line[256];
	enum err err = OK;

	rewind(f);
	while (!err && fgets(line, sizeof line, f)) {
		char *name = strchr(line, '\t');

		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		if (name != line + 6 || name[1] == '\0')
			return ERR_INVALID;
		*name++ = '\0';
		err = db_region_add(db, line, name);
	}
	return err;
}

static int
load(struct shop *s, write_fn *fn)
{
	FILE *f = fopen(s->options->data, "re");
	enum err err;

	if (f == NULL)
		return ctl_complain(EX_NOINPUT, s->options->data,
		    strerror(errno));
	err = write_run(&s->market, fn, f);
	fclose(f);
	return ctl_status(err);
}

static int
calendar_load(struct shop *s)
{
	return load(s, calendar_in_txn);
}

static int
region_load(struct shop *s)
{
	return load(s, regions_in_txn);
}

/* The whole file as a text; NULL: it cannot be read, or is too large. */
static const char *
read_text(struct shop *s, const char *path)
{
	FILE *f = fopen(path, "re");
	const char *copy = NULL;
	char piece[4096];
	struct buf text;
	size_t n;

	if (f == NULL)
		return NULL;
	buf_init(&text, 256 * 1024);
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_add(&text, piece, n);
	if (!ferror(f) && !text.full)
		copy = arena_strndup(&s->arena, text.len ? text.data : "",
		    text.len);
	buf_release(&text);
	fclose(f);
	return copy;
}

static int
credit_load(struct shop *s)
{
	const char *text = read_text(s, s->options->data);
	const struct actor system = { .request = s->by };
	int64_t version;
	size_t line;
	enum err err;

	if (text == NULL)
		return ctl_complain(EX_NOINPUT, "cannot read", s->options->data);
	err = catalogue_set_load(&s->market, &system, text, &version, &line);
	if (err == ERR_INVALID)
		return ctl_complain(EX_DATAERR, "no catalogue: line",
		    arena_printf(&s->arena, "%zu", line));
	if (!err)
		printf("version %lld\n", (long long)version);
	return ctl_status(err);
}

/* Only here is there a password that others know: it says so. */
#define DEMO_PASSWORD "sun-and-seal-26"

static int
demo(struct shop *s)
{
	static const char *const who[] = { "regulator", "notary", "peer" };
	char paths[COUNT(who)][CTL_PATH];
	const char *keys[COUNT(who)];
	char files[CTL_PATH];
	struct demo_guide guide;
	struct cast *cast = NULL;
	enum err err;

	for (size_t i = 0; i < COUNT(who); i++) {
		snprintf(paths[i], sizeof paths[i], "%s/trustee-%s.key",
		    s->options->trustees, who[i]);
		keys[i] = paths[i];
	}
	snprintf(files, sizeof files, "%s/files", s->options->state);
	s->market.house->words = view_load() ? &view_catalogue : NULL;
	err = house_store(s->market.house, files);
	if (!err)
		err = cast_new(&cast, keys, COUNT(who));
	if (!err)
		err = demo_build(&s->market, &s->at, (int64_t)time(NULL),
		    s->options->data, DEMO_PASSWORD, cast, DEMO_WHOLE,
		    &guide);
	if (!err)
		printf("password %s\nexpert %s\nplan %s %lld\n",
		    DEMO_PASSWORD, guide.expert, guide.plan,
		    (long long)guide.plan_id);
	cast_free(cast);
	return ctl_status(err);
}

static int
mail_status(struct shop *s)
{
	struct outbox_depth d;
	enum err err = outbox_depth(&s->market, &d);

	if (!err)
		printf("waiting %lld\noldest %lld\n", (long long)d.waiting,
		    (long long)d.oldest);
	return ctl_status(err);
}

enum need {
	NEED_PERSON = 1, NEED_LOGIN = 2, NEED_DATA = 4,
	MAKES = 8,		/* where there is no market yet */
	STANDS = 16,		/* with a clock of its own */
	NEED_NAME = 32, NEED_TRUSTEES = 128,
	ALONE = 64		/* without a market: s->options is all */
};

static const struct {
	const char *noun, *verb;	/* verb "": the noun alone */
	int (*run)(struct shop *s);
	int need;			/* of enum need */
	const char *usage;
} commands[] = {
	{ "init", "", init, MAKES,
	    "init --state DIR\n\tmakes an empty market and its keys" },
	{ "calendar", "load", calendar_load, NEED_DATA | MAKES,
	    "calendar load --state DIR --data FILE\n"
	    "\tpublic holidays and shifted working days, date<TAB>work|off" },
	{ "region", "load", region_load, NEED_DATA | MAKES,
	    "region load --state DIR --data FILE\n"
	    "\tplaces that projects lie in, code<TAB>name; a code that is\n"
	    "\tthere gets the new name" },
	{ "credit", "load", credit_load, NEED_DATA,
	    "credit load --state DIR --data FILE\n"
	    "\tanother credit catalogue, as db/credit/catalogue.tsv has it" },
	{ "demo", "", demo, NEED_DATA | NEED_TRUSTEES | MAKES | STANDS,
	    "demo --state DIR --data DIR --trustees DIR\n"
	    "\tplays two years of a made-up market into an empty one; the\n"
	    "\tsigner must run; trustees: where `log keys' has put theirs" },
	{ "admin", "create", admin_create, NEED_PERSON,
	    "admin create --state DIR --role operator|regulator|auditor|\n"
	    "\tdiscipline --email ADDRESS --name NAME\n"
	    "\tmakes an account of the staff; asks for its password, or\n"
	    "\treads a line of standard input (12 characters at least)" },
	{ "account", "password", account_password_set, NEED_LOGIN,
	    "account password --state DIR --login MOBILE|ADDRESS\n"
	    "\tgives an account a new password, as above, and signs it out" },
	{ "log", "rebuild", ctl_log_rebuild, 0,
	    "log rebuild --state DIR\n"
	    "\tmakes all files below DIR/public again, to the same bytes" },
	{ "log", "keys", ctl_log_keys, NEED_DATA | NEED_NAME | ALONE,
	    "log keys --name HOST --data NEWDIR\n"
	    "\tmakes keys for a log, a platform, three trustees and three\n"
	    "\twitnesses, and their trust.txt: for a demonstration, where\n"
	    "\tnobody minds that one machine made them all" },
	{ "mail", "status", mail_status, 0,
	    "mail status --state DIR\n"
	    "\tmails that wait (10000: or more), and since when the oldest" },
	{ "audit", "verify", ctl_audit_verify, 0,
	    "audit verify --state DIR\n"
	    "\trecomputes the audit's chain and compares its heads with the\n"
	    "\tlog; exit 1 if a row or a head is not what it was" },
	{ "verify", "", ctl_verify, 0,
	    "verify --state DIR\n"
	    "\treads the whole database; exit 1 if it is damaged" },
};

static int
usage(FILE *out, int status)
{
	fputs("usage: marketctl COMMAND, while the server is stopped\n\n",
	    out);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(out, "marketctl %s\n", commands[i].usage);
	fputs("\nexit: 0 done, 1 found problems, 64 usage, 65 refused, "
	    "74 input/output,\n75 try again (a server is running), "
	    "78 no market there, or a damaged one\n", out);
	return status;
}

/* --name VALUE and --name=VALUE; false: said what is wrong. */
static bool
read_options(struct options *o, int argc, char **argv)
{
	const struct {
		const char *name;
		const char **value;
	} known[] = {
		{ "--state", &o->state }, { "--role", &o->role },
		{ "--email", &o->email }, { "--name", &o->name },
		{ "--login", &o->login }, { "--data", &o->data },
		{ "--trustees", &o->trustees },
	};

	for (int i = 0; i < argc; i++) {
		size_t n = strcspn(argv[i], "="), k = 0;

		while (k < COUNT(known) && (strlen(known[k].name) != n ||
		    strncmp(known[k].name, argv[i], n) != 0))
			k++;
		if (k == COUNT(known) || (argv[i][n] == '\0' &&
		    i + 1 == argc)) {
			ctl_complain(0, k == COUNT(known) ? "unknown option" :
			    "no value", argv[i]);
			return false;
		}
		*known[k].value = argv[i][n] ? argv[i] + n + 1 : argv[++i];
	}
	return true;
}

static int
take_lock(struct shop *s, int need)
{
	const char *state = s->options->state;
	char path[CTL_PATH];

	if (need & MAKES && mkdir(state, 0750) != 0 && errno != EEXIST)
		return ctl_complain(EX_IOERR, state, strerror(errno));
	if (snprintf(path, sizeof path, "%s/lock", state) >=
	    (int)sizeof path)
		return ctl_complain(EX_USAGE, "path too long", state);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (s->lock < 0)
		return ctl_complain(EX_CONFIG, path, strerror(errno));
	if (flock(s->lock, LOCK_EX | LOCK_NB) != 0)
		return ctl_complain(EX_TEMPFAIL, "a server is running on it",
		    state);
	return EX_OK;
}

static int
open_shop(struct shop *s, int need)
{
	char socket[CTL_PATH + 32];
	int status = take_lock(s, need);
	enum err err;

	if (status != EX_OK)
		return status;
	snprintf(s->where, sizeof s->where, "%s/market.db",
	    s->options->state);
	snprintf(s->keys, sizeof s->keys, "%s/keys", s->options->state);
	snprintf(s->by, sizeof s->by, "os:%u", (unsigned)getuid());
	if (!(need & MAKES) && access(s->where, R_OK | W_OK) != 0)
		return ctl_complain(EX_CONFIG, s->where, strerror(errno));
	if (need & STANDS) {	/* only this one writes into the log */
		snprintf(socket, sizeof socket, "%s/run/signer/log.sock",
		    s->options->state);
		s->signer = signer_at(socket);
	}
	err = house_open(&s->house, s->where, s->keys, need & STANDS ?
	    clock_standing(&s->at) : clock_system(), s->signer);
	if (err) {
		signer_free(s->signer);
		return err == ERR_INVALID ? EX_CONFIG : EX_IOERR;
	}
	arena_init(&s->arena);
	err = market_open(&s->market, &s->house, &s->arena);
	if (err) {
		house_close(&s->house);
		signer_free(s->signer);
	}
	return err ? EX_IOERR : EX_OK;
}

static int
run(size_t i, const struct options *o)
{
	struct shop *s;
	int need = commands[i].need;
	int status;

	if ((!o->state && !(need & ALONE)) || (need & NEED_NAME &&
	    !o->name) || (need & NEED_PERSON && (!o->role || !o->email ||
	    !o->name)) || (need & NEED_LOGIN && !o->login) ||
	    (need & NEED_TRUSTEES && !o->trustees) ||
	    (need & NEED_DATA && !o->data))
		return ctl_complain(EX_USAGE, "usage: marketctl",
		    commands[i].usage);
	s = calloc(1, sizeof *s);
	if (s == NULL)
		bug("out of memory: marketctl");
	s->options = o;
	s->lock = -1;
	status = need & ALONE ? commands[i].run(s) : open_shop(s, need);
	if (status == EX_OK && !(need & ALONE)) {
		status = commands[i].run(s);
		log_flush();
		market_close(&s->market);
		house_close(&s->house);
		signer_free(s->signer);
	}
	if (s->lock >= 0)
		close(s->lock);
	free(s);
	return status;
}

int
main(int argc, char **argv)
{
	struct options o = { .state = NULL };

	if (argc == 2 && (strcmp(argv[1], "help") == 0 ||
	    strcmp(argv[1], "--help") == 0))
		return usage(stdout, EX_OK);
	umask(0027);
	for (size_t i = 0; argc > 1 && i < COUNT(commands); i++) {
		int words = commands[i].verb[0] ? 2 : 1;

		if (strcmp(argv[1], commands[i].noun) != 0 || (words == 2 &&
		    (argc < 3 || strcmp(argv[2], commands[i].verb) != 0)))
			continue;
		if (!read_options(&o, argc - 1 - words, argv + 1 + words))
			return EX_USAGE;
		return run(i, &o);
	}
	return usage(stderr, EX_USAGE);
}
