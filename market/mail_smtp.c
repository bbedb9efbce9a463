/* SPDX-License-Identifier: Apache-2.0 */
/* mail_smtp.c: all of the network there is in market-mail. */
#include "market/mail_smtp.h"

#include <curl/curl.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/durable.h"
#include "market/base/err.h"

enum { CONNECT_SECONDS = 10, SECONDS = 60, PASSWORD = 512, URL_LENGTH = 512 };

struct smtp {
	CURL *curl;
	const struct smtp_config *config;
	char url[URL_LENGTH];
	char *password;		/* locked memory; NULL: no login */
	const struct buf *message;
	size_t sent;
	bool about_mail;	/* the last command was RCPT, DATA or the text */
};

/* One line, without its end. */
static bool
read_password(struct smtp *s)
{
	long n;

	s->password = sodium_malloc(PASSWORD);
	if (s->password == NULL)
		bug("no locked memory");
	n = durable_read(s->config->password_file, s->password, PASSWORD - 1);
	if (n < 0)
		return false;
	s->password[n] = '\0';
	s->password[strcspn(s->password, "\r\n")] = '\0';
	return true;
}

struct smtp *
smtp_new(const struct smtp_config *config)
{
	struct smtp *s = calloc(1, sizeof *s);

	if (s == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    (s->curl = curl_easy_init()) == NULL)
		bug("curl: cannot begin");
	s->config = config;
	snprintf(s->url, sizeof s->url, "%s://%s", config->tls ==
	    SMTP_IMPLICIT ? "smtps" : "smtp", config->relay);
	if (config->password_file == NULL || read_password(s))
		return s;
	smtp_free(s);
	return NULL;
}

void
smtp_free(struct smtp *s)
{
	int saved = errno;

	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	curl_global_cleanup();
	sodium_free(s->password);
	free(s);
	errno = saved;
}

static size_t
give(char *data, size_t size, size_t n, void *p)
{
	struct smtp *s = p;
	size_t left = s->message->len - s->sent;

	n = size * n < left ? size * n : left;
	memcpy(data, s->message->data + s->sent, n);
	s->sent += n;
	return n;
}

/* Which command is answered: whose refusal is it? */
static int
watch(CURL *curl, curl_infotype type, char *data, size_t n, void *p)
{
	struct smtp *s = p;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && n > 4 &&
	    memcmp(data, "QUIT", 4) != 0)
		s->about_mail = memcmp(data, "RCPT", 4) == 0 ||
		    memcmp(data, "DATA", 4) == 0;
	else if (type == CURLINFO_DATA_OUT)
		s->about_mail = true;
	return 0;
}

static int
progress(void *p, curl_off_t total, curl_off_t now, curl_off_t up_total,
    curl_off_t up)
{
	const struct smtp *s = p;

	(void)total;
	(void)now;
	(void)up_total;
	(void)up;
	return s->config->stopping != NULL &&
	    s->config->stopping(s->config->p);
}

static void
prepare(struct smtp *s, const struct curl_slist *to, char *from)
{
	const struct smtp_config *config = s->config;
	CURL *c = s->curl;

	curl_easy_reset(c);		/* the connection stays */
	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_USE_SSL, config->tls == SMTP_PLAIN ?
	    (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (config->ca != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, config->ca);
	if (config->user != NULL)
		curl_easy_setopt(c, CURLOPT_USERNAME, config->user);
	if (s->password != NULL)
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SECONDS);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, s);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
}

/* Names for what has no code of the relay. */
static const struct {
	CURLcode code;
	const char *why;
} faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "name" },
	{ CURLE_COULDNT_CONNECT, "connect" },
	{ CURLE_OPERATION_TIMEDOUT, "time" },
	{ CURLE_ABORTED_BY_CALLBACK, "stopping" },
	{ CURLE_PEER_FAILED_VERIFICATION, "certificate" },
	{ CURLE_SSL_CONNECT_ERROR, "tls" },
	{ CURLE_USE_SSL_FAILED, "tls" },
	{ CURLE_SSL_CACERT_BADFILE, "tls" },
	{ CURLE_LOGIN_DENIED, "login" },
};

static enum mail_outcome
judge(const struct smtp *s, CURLcode code, char why[MAIL_WHY])
{
	long said = 0;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &said);
	if (code == CURLE_OK) {
		snprintf(why, MAIL_WHY, "%ld", said);
		return MAIL_SENT;
	}
	for (size_t i = 0; i < COUNT(faults); i++)
		if (faults[i].code == code) {
			snprintf(why, MAIL_WHY, "%s", faults[i].why);
			return MAIL_LATER;
		}
	if (said < 400 || said > 599) {
		snprintf(why, MAIL_WHY, "curl-%d", (int)code);
		return MAIL_LATER;
	}
	snprintf(why, MAIL_WHY, "%ld", said);
	return said >= 500 && s->about_mail ? MAIL_NEVER : MAIL_LATER;
}

enum mail_outcome
smtp_send(struct smtp *s, const char *to, const struct buf *message,
    char why[MAIL_WHY])
{
	char from[MAIL_ADDRESS + 3], rcpt[MAIL_ADDRESS + 3];
	struct curl_slist *list;
	CURLcode code;

	snprintf(from, sizeof from, "<%s>", s->config->from);
	snprintf(rcpt, sizeof rcpt, "<%s>", to);
	list = curl_slist_append(NULL, rcpt);
	if (list == NULL)
		bug("out of memory: smtp");
	s->message = message;
	s->sent = 0;
	s->about_mail = false;
	prepare(s, list, from);
	code = curl_easy_perform(s->curl);
	curl_slist_free_all(list);
	return judge(s, code, why);
}
