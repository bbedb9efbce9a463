/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_LOG_H
#define TESTS_SUPPORT_LOG_H

#include "market/market.h"
#include "market/signer.h"

/*
 * A market with a log: a database, keys and a trust file in a folder of its
 * own.  Log «m/log/1», platform «m/op», trustees «m/t/a» «m/t/b» «m/t/c»,
 * witnesses «w/a» «w/b» «w/c», any two of which are the quorum.
 */
struct log_place {
	char dir[48];
	char where[64];			/* the database */
	char keys[64];			/* op.key, trust.txt */
	char log_key[80];		/* key file of the log, for a process */
	struct note_secret log, op, trustees[3], witnesses[3];
};

void log_place_make(struct log_place *p);
void log_place_end(struct log_place *p);

/* Keys and trust file alone, into an existing folder. */
void log_keys_make(struct log_place *p, const char *keys);

/* A signer that has signed nothing yet; signer_free(). */
struct signer *log_signer(const struct log_place *p);

/* Appends an entry, or a blind with its receipt, as a verb does. */
enum err log_append(struct market *m, const char *entry, int64_t *leaf);
enum err log_submit(struct market *m, unsigned char file_byte,
    int64_t *leaf);
/* A public file. */
enum err log_file(struct market *m, const char *path, const char *body);

/* Waits until the writer has stored a checkpoint of size; its note. */
struct checkpoint log_stored(struct market *m, int64_t size);

#endif
