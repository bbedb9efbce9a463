/* SPDX-License-Identifier: Apache-2.0 */
/* published.c: the publisher's memory. */
#include "market/published.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/buf.h"
#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base/log.h"
#include "market/lines.h"

enum { MEMORY_MAX = 256 };

static bool
read_counter(const char **at, const char *end, const char *word,
    int64_t *value)
{
	size_t n = strlen(word);
	const char *lf = memchr(*at, '\n', (size_t)(end - *at));

	if (lf == NULL || (size_t)(lf - *at) < n + 2 ||
	    memcmp(*at, word, n) != 0 || (*at)[n] != ' ' ||
	    !lines_int(*at + n + 1, (size_t)(lf - *at) - n - 1, value))
		return false;
	*at = lf + 1;
	return true;
}

void
published_read(struct published *done, const char *path)
{
	char text[MEMORY_MAX];
	long n = durable_read(path, text, sizeof text);
	const char *at = text, *end = text + (n > 0 ? n : 0);

	if (read_counter(&at, end, "size", &done->size) &&
	    read_counter(&at, end, "seq", &done->seq) &&
	    read_counter(&at, end, "cosigned", &done->cosigned) &&
	    read_counter(&at, end, "bundled", &done->bundled) &&
	    read_counter(&at, end, "tidied", &done->tidied) && at == end)
		return;
	memset(done, 0, sizeof *done);
	if (n >= 0)
		log_event(LOG_WARN, "published", "file=%s damaged=1", path);
}

bool
published_write(const struct published *done, const char *path)
{
	struct buf text;
	bool good;

	buf_init(&text, MEMORY_MAX);
	buf_printf(&text, "size %" PRId64 "\nseq %" PRId64 "\ncosigned %"
	    PRId64 "\nbundled %" PRId64 "\ntidied %" PRId64 "\n",
	    done->size, done->seq, done->cosigned, done->bundled,
	    done->tidied);
	good = durable_write(path, text.data, text.len, 0640);
	buf_release(&text);
	if (!good)
		log_event(LOG_ERROR, "published", "file=%s", path);
	return good;
}
