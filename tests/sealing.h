/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SEALING_H
#define TESTS_SEALING_H

#include "market/refusal.h"
#include "market/round.h"
#include "tests/support.h"

/*
 * Files and notes as tools would send them, good ones and wrong ones.  What
 * is made here lasts as long as the test.
 */
struct file {
	const char *data;
	size_t n;
};

struct file a_file(const void *data, size_t n);

/* Who signs: an actor (who), trustee 1, 2, 3, or the platform. */
enum { BY_ACTOR = 0, BY_PLATFORM = -1 };

/* Text, empty line, signature; of a text or a record. */
struct file signed_text(const struct actor *who, int by, const char *text);
struct file signed_note(const struct actor *who, int by,
    enum seal_type type, const void *record);
/* The signature line alone. */
struct file line_over(const struct actor *who, int by, const char *text);

/* The same line with another nonce: right, yet other bytes each time. */
struct file line_again(const struct note_secret *secret, const char *text);

/* Two files, one behind the other. */
struct file joined(struct file a, struct file b);
/* The same with one character changed, the at-th. */
struct file damaged(struct file f, size_t at);

/* The newest round of a project, and its name «<code>/<n>». */
struct round_terms terms_of(const char *code);
const char *id_of(const char *code);

/* What is to be sealed; 0 and NULL: the usual. */
struct sealing {
	const struct actor *who;	/* whose name, and who signs */
	int by;				/* … or trustee, or platform signs */
	const struct note_secret *secret;	/* … or this key */
	int64_t seq;			/* 1 */
	int64_t fen;			/* 60,000 yuan; -1: «-» */
	const char *sealer;		/* browser */
	const char *bidder;		/* who's */
	const char *project;		/* the round's */
	unsigned char *s;		/* 32 bytes: what it was sealed with */
};

struct file sealed(const char *code, const struct sealing *s);
struct file withdrawal(const char *code, const struct sealing *s);

/* Submits to a project's round; NULL: without a session. */
struct posted submitted(const struct actor *who, const char *code,
    struct file f);
/* Another note, posted by its verb. */
typedef enum err post_verb(struct market *m, const char *id,
    const char *file, size_t n, struct posted *out);
struct posted posted_to(post_verb *verb, const char *id, struct file f);

void assert_accepted(struct posted p);
/*
 * Refused with this code, by a note that the platform has signed over
 * H(body) at this second, which stands where it can be found.
 */
void assert_refused(struct posted p, struct file body, const char *code);

/* A public file; n 0, data NULL: there is none. */
struct file published(const char *path);
struct file published_of(const char *code, const char *name);
/* An entry of the log. */
struct file log_entry(int64_t leaf);
/* How many entries it has. */
int64_t log_length(void);

/* A file of the round, by its hash; the text of a file's note. */
struct file published_body(const char *code, struct file f);
const char *text_of_note(struct file f);
bool file_has(struct file f, const char *text);
void assert_same_file(struct file a, struct file b);

/* Publishes all there is into a folder, and a stranger checks the round. */
void assert_verifies(const char *code);
/* The same of n rounds by their sealing ids, out of one folder. */
void assert_all_verify(const char *const *ids, size_t n);
/* What the site would serve, in a folder of top, which there is. */
const char *published_folder(char *top);

/* Changes rows as no verb would: a loss, a fact of later pages. */
void break_rows(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* The number that a SELECT gives. */
int64_t count_rows(const char *sql);
/* All rows, a line each, cells parted by blanks; as long as the test. */
char *rows_text(const char *sql);
/* The schema refuses to store it. */
void refuse_rows(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
