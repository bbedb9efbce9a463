/* SPDX-License-Identifier: Apache-2.0 */
/* support_log.c: markets with a log, for tests. */
#include "tests/support_log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "db/leaf.h"
#include "market/append.h"
#include "market/keyfile.h"
#include "market/write.h"

static void
make_key(const char *path, const char *name, const char *role,
    unsigned char seed_byte, struct note_secret *secret)
{
	struct keyfile *k = keyfile_make(name, role);

	memset(k->seed, seed_byte, sizeof k->seed);
	keyfile_secret(k, secret);
	if (path != NULL)
		ck_assert_int_eq(keyfile_write(k, path, NULL), OK);
	keyfile_free(k);
}

static void
write_trust(const struct log_place *p, const char *keys)
{
	char path[96], vkey[NOTE_VKEY_MAX];
	FILE *f;

	snprintf(path, sizeof path, "%s/trust.txt", keys);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "log %s http://m/log/\n", note_vkey_write(vkey,
	    &p->log.key));
	for (int i = 0; i < 3; i++)
		fprintf(f, "witness %c %s\n", 'a' + i, note_vkey_write(vkey,
		    &p->witnesses[i].key));
	fprintf(f, "group two 2 a b c\nquorum two\n# platform %s\n",
	    note_vkey_write(vkey, &p->op.key));
	for (int i = 0; i < 3; i++)
		fprintf(f, "# trustee %s\n", note_vkey_write(vkey,
		    &p->trustees[i].key));
	fclose(f);
}

void
log_keys_make(struct log_place *p, const char *keys)
{
	static const char *const trustees[] = { "m/t/a", "m/t/b", "m/t/c" };
	static const char *const witnesses[] = { "w/a", "w/b", "w/c" };
	char path[96];

	snprintf(path, sizeof path, "%s/op.key", keys);
	make_key(path, "m/op", "platform", 2, &p->op);
	make_key(p->log_key[0] ? p->log_key : NULL, "m/log/1", "log", 1,
	    &p->log);
	for (int i = 0; i < 3; i++) {
		make_key(NULL, trustees[i], "trustee",
		    (unsigned char)(10 + i), &p->trustees[i]);
		make_key(NULL, witnesses[i], "witness",
		    (unsigned char)(20 + i), &p->witnesses[i]);
	}
	write_trust(p, keys);
}

void
log_place_make(struct log_place *p)
{
	memset(p, 0, sizeof *p);
	snprintf(p->dir, sizeof p->dir, "/tmp/market-log-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(p->dir));
	snprintf(p->where, sizeof p->where, "%s/market.db", p->dir);
	snprintf(p->keys, sizeof p->keys, "%s/keys", p->dir);
	snprintf(p->log_key, sizeof p->log_key, "%s/log.key", p->dir);
	ck_assert_int_eq(mkdir(p->keys, 0700), 0);
	log_keys_make(p, p->keys);
}

void
log_place_end(struct log_place *p)
{
	char command[96];

	snprintf(command, sizeof command, "rm -rf %s", p->dir);
	ck_assert_int_eq(system(command), 0);
}

struct signer *
log_signer(const struct log_place *p)
{
	const struct signer_memory start = { .size = 0 };

	return signer_local(&p->log, &start);
}

struct addition {
	const char *text;		/* or NULL: a blind */
	const char *path;		/* or NULL: a leaf */
	unsigned char file[32];
	int64_t leaf;
};

static enum err
add_in_txn(struct db *db, void *ctx)
{
	struct addition *a = ctx;
	unsigned char nonce[32];

	if (a->path != NULL)
		return append_file(db, a->path, a->text, strlen(a->text));
	if (a->text != NULL)
		return append_entry(db, a->text, strlen(a->text), &a->leaf);
	return append_blind(db, a->file, "2026-12-31", nonce, &a->leaf);
}

static enum err
add(struct market *m, struct addition *a, int64_t *leaf)
{
	enum err err = write_run(m, add_in_txn, a);

	if (leaf != NULL)
		*leaf = a->leaf;
	return err;
}

enum err
log_append(struct market *m, const char *entry, int64_t *leaf)
{
	struct addition a = { .text = entry };

	return add(m, &a, leaf);
}

enum err
log_submit(struct market *m, unsigned char file_byte, int64_t *leaf)
{
	struct addition a = { .text = NULL };

	memset(a.file, file_byte, sizeof a.file);
	return add(m, &a, leaf);
}

enum err
log_file(struct market *m, const char *path, const char *body)
{
	struct addition a = { .text = body, .path = path };

	return add(m, &a, NULL);
}

struct checkpoint
log_stored(struct market *m, int64_t size)
{
	const struct timespec pause = { 0, 10 * 1000 * 1000 };
	struct checkpoint c;

	for (int i = 0; i < 500; i++) {
		if (db_checkpoint_after(m->db, size - 1, &c) == OK &&
		    c.size == size)
			return c;
		nanosleep(&pause, NULL);
	}
	ck_abort_msg("no checkpoint of size %d", (int)size);
	return c;
}
