/* SPDX-License-Identifier: Apache-2.0 */
/* mail_serve.c: the process that sends mails. */
#include "market/mail_serve.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "market/base/arena.h"
#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base/log.h"
#include "market/daemon.h"

enum { MESSAGE_MAX = 256 * 1024 };

struct serving {
	const struct mail_config *config;
	struct daemon_rule rule;
	struct daemon *daemon;
	struct smtp *smtp;		/* NULL: the folder */
	struct arena arena;		/* of the mail in hand */
};

static bool
is_stopping(void *p)
{
	const struct serving *s = p;

	return daemon_stopping(s->daemon);
}

/* ---- a mail ---- */

/* Again: the same name, so one file. */
static enum mail_outcome
into_folder(const struct serving *s, const char *id,
    const struct buf *message, char why[MAIL_WHY])
{
	char path[DURABLE_PATH];
	bool good = snprintf(path, sizeof path, "%s/%s.eml",
	    s->config->folder, id) < (int)sizeof path && durable_write(path,
	    message->data, message->len, 0600);

	if (!good)
		daemon_fail(&s->rule, 0, "write", s->config->folder);
	snprintf(why, MAIL_WHY, good ? "folder" : "disk");
	return good ? MAIL_SENT : MAIL_LATER;
}

static enum mail_outcome
deliver(struct serving *s, const struct mail *m, char why[MAIL_WHY])
{
	enum mail_outcome outcome = MAIL_NEVER;
	struct buf message;

	buf_init(&message, MESSAGE_MAX);
	snprintf(why, MAIL_WHY, "unfit");
	if (mail_mime(&message, m, s->config->smtp.from))
		outcome = s->smtp == NULL ? into_folder(s, m->id, &message,
		    why) : smtp_send(s->smtp, m->to, &message, why);
	buf_release(&message);
	if (outcome != MAIL_SENT)
		log_event(LOG_WARN, "not_sent", "mail=%s why=%s", m->id, why);
	return outcome;
}

/* false: it was no mail. */
static bool
answer(void *p, const char *packet, size_t n, struct buf *out)
{
	struct serving *s = p;
	char why[MAIL_WHY];
	struct mail m;
	struct mail_answer a = { .why = why };
	bool good = mail_read(&s->arena, packet, n, &m);

	if (good) {
		a.id = m.id;
		a.outcome = deliver(s, &m, why);
		mail_answer_write(out, &a);
	}
	arena_reset(&s->arena);
	return good;
}

/* ---- beginning and end ---- */

static int
open_way(struct serving *s)
{
	struct stat st;

	if (s->config->folder == NULL) {
		s->smtp = smtp_new(&s->config->smtp);
		return s->smtp ? EX_OK : daemon_fail(&s->rule, EX_CONFIG,
		    "password", s->config->smtp.password_file);
	}
	return stat(s->config->folder, &st) == 0 && S_ISDIR(st.st_mode) ?
	    EX_OK : daemon_fail(&s->rule, EX_CONFIG, "folder",
	    s->config->folder);
}

int
mail_serve(struct mail_config *config)
{
	struct serving s = { .config = config };
	int status;

	s.rule = (struct daemon_rule){ .name = "mail",
	    .socket = config->socket, .peer = &config->peer,
	    .most = MAIL_PACKET, .answer = answer, .p = &s };
	config->smtp.stopping = is_stopping;
	config->smtp.p = &s;
	arena_init(&s.arena);
	daemon_hide();
	if (sodium_init() < 0)
		bug("libsodium does not start");
	status = open_way(&s);
	if (status == EX_OK)
		status = daemon_open(&s.daemon, &s.rule);
	if (status == EX_OK) {
		log_event(LOG_INFO, "mail_ready", "way=%s", config->folder ?
		    config->folder : config->smtp.relay);
		log_flush();
		status = daemon_serve(s.daemon);
	}
	daemon_close(s.daemon);
	smtp_free(s.smtp);
	arena_release(&s.arena);
	log_flush();
	return status;
}
