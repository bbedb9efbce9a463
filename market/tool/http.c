/* SPDX-License-Identifier: Apache-2.0 */
/* http.c: all of the network there is in sealbid. */
#include "market/tool/http.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

enum { CONNECT_SECONDS = 10, SECONDS = 60, SLOW_BYTES = 100,
    SLOW_SECONDS = 20, URL_LENGTH = 2048, HEADER = 1024 };

struct http {
	CURL *curl;
	char *base;
	const char *cacert;
	const volatile sig_atomic_t *stop;
	char error[CURL_ERROR_SIZE];
};

bool
http_is_url(const char *text)
{
	return strncmp(text, "http://", 7) == 0 ||
	    strncmp(text, "https://", 8) == 0;
}

struct http *
http_new(const char *base, const char *cacert,
    const volatile sig_atomic_t *stop)
{
	struct http *h;
	size_t n = strlen(base);

	if (!http_is_url(base))
		return NULL;
	while (n > 0 && base[n - 1] == '/')
		n--;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		bug("curl: cannot begin");
	h = calloc(1, sizeof *h);
	if (h == NULL || (h->curl = curl_easy_init()) == NULL ||
	    (h->base = strndup(base, n)) == NULL)
		bug("out of memory: http");
	h->cacert = cacert;
	h->stop = stop;
	return h;
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	free(h->base);
	free(h);
	curl_global_cleanup();
}

const char *
http_error(const struct http *h)
{
	return h->error[0] ? h->error : "no answer";
}

static size_t
take(char *data, size_t size, size_t n, void *p)
{
	struct buf *out = p;

	buf_add(out, data, size * n);
	return out->full ? 0 : size * n;
}

static int
progress(void *p, curl_off_t total, curl_off_t now, curl_off_t up_total,
    curl_off_t up)
{
	const struct http *h = p;

	(void)total;
	(void)now;
	(void)up_total;
	(void)up;
	return h->stop != NULL && *h->stop;
}

/* What holds for every request; the URL is this site's. */
static bool
prepare(struct http *h, const char *path, struct buf *out)
{
	CURL *c = h->curl;
	char url[URL_LENGTH];

	if (snprintf(url, sizeof url, "%s/%s", h->base, path) >=
	    (int)sizeof url)
		return false;
	curl_easy_reset(c);
	h->error[0] = '\0';
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->error);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "sealbid/1");
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SECONDS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (h->cacert != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, h->cacert);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	return true;
}

static long
perform(struct http *h)
{
	long status = 0;

	if (curl_easy_perform(h->curl) != CURLE_OK)
		return 0;
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static enum source_got
get(void *p, const char *path, struct buf *out)
{
	struct http *h = p;
	size_t before = out->len;
	long status;

	if (!prepare(h, path, out))
		return SOURCE_MISSING;
	status = perform(h);
	if (status == 200 && !out->full)
		return SOURCE_GOT;
	/* The page of an error is not the file. */
	out->len = before;
	return status == 404 || status == 410 ? SOURCE_MISSING : SOURCE_AWAY;
}

void
http_source(struct http *h, struct source *s)
{
	*s = (struct source){ get, h };
}

static struct curl_slist *
headers(const struct http_post *post)
{
	struct curl_slist *list = NULL;
	char line[HEADER];

	snprintf(line, sizeof line, "Content-Type: %s", post->type);
	list = curl_slist_append(list, line);
	/* Without it curl waits a second for «100 Continue». */
	list = curl_slist_append(list, "Expect:");
	if (post->token != NULL && snprintf(line, sizeof line,
	    "Authorization: Bearer %s", post->token) < (int)sizeof line)
		list = curl_slist_append(list, line);
	sodium_memzero(line, sizeof line);
	return list;
}

long
http_post(struct http *h, const struct http_post *post, struct buf *out)
{
	struct curl_slist *list;
	long status;

	if (!prepare(h, post->path, out))
		return 0;
	list = headers(post);
	curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, post->body);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE, (long)post->n);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, list);
	status = perform(h);
	curl_slist_free_all(list);
	return status;
}
