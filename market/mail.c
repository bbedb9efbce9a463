/* SPDX-License-Identifier: Apache-2.0 */
/* mail.c: mails and answers as packets. */
#include "market/mail.h"

#include <string.h>

static const struct row rows[] = {
	{ "id", { { COLUMN_TOKEN, offsetof(struct mail, id) } }, 0, 0, 0 },
	{ "date", { { COLUMN_INT, offsetof(struct mail, date) } }, 0, 0, 0 },
	{ "to", { { COLUMN_TEXT, offsetof(struct mail, to) } }, 0, 0, 0 },
	{ "sender", { { COLUMN_TEXT, offsetof(struct mail, sender) } },
	    0, 0, 0 },
	{ "subject", { { COLUMN_TEXT, offsetof(struct mail, subject) } },
	    0, 0, 0 },
	{ "text", { { COLUMN_BYTES, offsetof(struct mail, text) } },
	    0, 0, 0 },
	{ "html", { { COLUMN_BYTES, offsetof(struct mail, html) } },
	    0, 0, 0 },
	{ "file", { { COLUMN_BYTES, offsetof(struct mail_file, body) },
	    { COLUMN_TEXT, offsetof(struct mail_file, name) } },
	    sizeof(struct mail_file), offsetof(struct mail, files),
	    offsetof(struct mail, n_files) },
};

enum { ROWS = sizeof rows / sizeof *rows };

static void
write_packet(struct buf *out, const struct mail *m)
{
	lines_tag(out, "mail");
	for (size_t i = 0; i < ROWS; i++)
		lines_write(out, &rows[i], m);
}

/* Only what is read again as the same is a packet: no value breaks a line. */
bool
mail_write(struct buf *out, const struct mail *m)
{
	struct arena a;
	struct mail again;
	struct buf copy;
	bool good;

	write_packet(out, m);
	if (out->full || out->len > MAIL_PACKET)
		return false;
	arena_init(&a);
	buf_init(&copy, MAIL_PACKET);
	good = mail_read(&a, out->data, out->len, &again);
	if (good) {
		write_packet(&copy, &again);
		good = strcmp(again.subject, m->subject) == 0 &&
		    strcmp(again.to, m->to) == 0 && copy.len == out->len &&
		    memcmp(copy.data, out->data, copy.len) == 0;
	}
	buf_release(&copy);
	arena_release(&a);
	return good;
}

bool
mail_read(struct arena *a, const char *packet, size_t n, struct mail *m)
{
	struct lines l;

	memset(m, 0, sizeof *m);
	lines_init(&l, a, packet, n, "mail");
	for (size_t i = 0; i < ROWS; i++)
		lines_read(&l, &rows[i], m);
	return lines_done(&l);
}

/* ---- answers ---- */

static const char *const outcomes[] = {
	[MAIL_SENT] = "sent", [MAIL_LATER] = "later", [MAIL_NEVER] = "never",
};

struct answer_record {
	const char *id, *outcome, *why;
};

static const struct row answer_rows[] = {
	{ "id", { { COLUMN_TOKEN, offsetof(struct answer_record, id) } },
	    0, 0, 0 },
	{ "outcome", { { COLUMN_TOKEN,
	    offsetof(struct answer_record, outcome) } }, 0, 0, 0 },
	{ "why", { { COLUMN_TOKEN, offsetof(struct answer_record, why) } },
	    0, 0, 0 },
};

enum { ANSWER_ROWS = sizeof answer_rows / sizeof *answer_rows };

void
mail_answer_write(struct buf *out, const struct mail_answer *answer)
{
	const struct answer_record r = { answer->id,
	    outcomes[answer->outcome], answer->why };

	lines_tag(out, "mailed");
	for (size_t i = 0; i < ANSWER_ROWS; i++)
		lines_write(out, &answer_rows[i], &r);
}

bool
mail_answer_read(struct arena *a, const char *packet, size_t n,
    struct mail_answer *answer)
{
	struct answer_record r = { NULL, NULL, NULL };
	struct lines l;
	size_t k = 0;

	lines_init(&l, a, packet, n, "mailed");
	for (size_t i = 0; i < ANSWER_ROWS; i++)
		lines_read(&l, &answer_rows[i], &r);
	if (!lines_done(&l) || strlen(r.why) >= MAIL_WHY)
		return false;
	while (k < MAIL_AWAY && strcmp(outcomes[k], r.outcome) != 0)
		k++;
	*answer = (struct mail_answer){ r.id, (enum mail_outcome)k, r.why };
	return k < MAIL_AWAY;
}
