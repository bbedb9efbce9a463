/* SPDX-License-Identifier: Apache-2.0 */
/* mail.c: any packet as a mail; what becomes a message has its headers only. */
#include "market/mail.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

/* Every line ends with CR LF, none is too long; one To, one Subject. */
static void
look_at(const struct buf *out)
{
	const char *end = strstr(out->data, "\r\n\r\n");
	int to = 0, subject = 0;

	promise(strlen(out->data) == out->len && end != NULL);
	for (const char *at = out->data; *at != '\0';) {
		size_t n = strcspn(at, "\r\n");

		promise(n <= 998 && at[n] == '\r' && at[n + 1] == '\n');
		if (at < end) {
			to += strncmp(at, "To: ", 4) == 0;
			subject += strncmp(at, "Subject: ", 9) == 0;
			promise(strncmp(at, "Bcc", 3) != 0);
		}
		at += n + 2;
	}
	promise(to == 1 && subject == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *packet = exact(data, n);
	struct mail_answer answer;
	struct arena a;
	struct mail m;
	struct buf out;

	arena_init(&a);
	buf_init(&out, 1 << 20);
	if (mail_read(&a, packet, n, &m)) {
		promise(mail_write(&out, &m) && out.len == n &&
		    memcmp(out.data, packet, n) == 0);
		buf_reset(&out);
		if (mail_mime(&out, &m, "a@m.example"))
			look_at(&out);
	}
	buf_reset(&out);
	if (mail_answer_read(&a, packet, n, &answer)) {
		mail_answer_write(&out, &answer);
		promise(out.len == n && memcmp(out.data, packet, n) == 0);
	}
	buf_release(&out);
	arena_release(&a);
	free(packet);
	return 0;
}
