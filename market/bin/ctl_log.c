/* SPDX-License-Identifier: Apache-2.0 */
/* ctl_log.c: commands about the log: its files, and keys to begin with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "db/leaf.h"
#include "market/base/durable.h"
#include "market/bin/ctl.h"
#include "market/keyfile.h"
#include "market/publisher.h"

int
ctl_log_rebuild(struct shop *s)
{
	char folder[CTL_PATH + 16], memory[CTL_PATH + 16];
	const struct publisher_config config = { .folder = folder,
	    .memory = memory };
	struct checkpoint newest = { .size = 0 };
	struct publisher *p;
	enum err err;

	snprintf(folder, sizeof folder, "%s/public", s->options->state);
	snprintf(memory, sizeof memory, "%s/published", s->options->state);
	err = publisher_open(&p, &s->house, &config);
	if (err == ERR_CONFLICT)
		return ctl_complain(EX_CONFIG, "this market has no log",
		    s->keys);
	if (err)
		return ctl_status(err);
	err = publisher_rebuild(p);
	if (err == ERR_CONFLICT)
		(void)ctl_complain(EX_OK, "log/checkpoint is of a larger "
		    "tree: this database is an older one", folder);
	if (!err)
		err = db_checkpoint_newest(s->market.db, &newest);
	if (!err || err == ERR_NOT_FOUND)
		printf("size %lld\n", (long long)newest.size);
	publisher_close(p);
	return err == ERR_NOT_FOUND ? EX_OK : ctl_status(err);
}

/* ---- keys ---- */

/* Who is who below the host's name, and the file of its key. */
static const struct {
	const char *word;	/* of its line in trust.txt */
	const char *name, *role, *file;
} people[] = {
	{ "log", "log/1", "log", "log.key" },
	{ "witness regulator", "w/regulator", "witness",
	    "witness-regulator.key" },
	{ "witness notary", "w/notary", "witness", "witness-notary.key" },
	{ "witness peer", "w/peer", "witness", "witness-peer.key" },
	{ "# platform", "op", "platform", "op.key" },
	{ "# trustee", "t/regulator", "trustee", "trustee-regulator.key" },
	{ "# trustee", "t/notary", "trustee", "trustee-notary.key" },
	{ "# trustee", "t/peer", "trustee", "trustee-peer.key" },
};

static enum err
make_key(const struct options *o, size_t i, struct buf *trust)
{
	char name[CTL_PATH], path[CTL_PATH + 64], vkey[NOTE_VKEY_MAX];
	struct note_secret secret;
	struct keyfile *k;
	enum err err;

	snprintf(name, sizeof name, "%s/%s", o->name, people[i].name);
	snprintf(path, sizeof path, "%s/%s", o->data, people[i].file);
	if (!note_is_name(name, strlen(name))) {
		(void)ctl_complain(EX_OK, "not a name", name);
		return ERR_INVALID;
	}
	k = keyfile_make(name, people[i].role);
	err = keyfile_write(k, path, NULL);
	keyfile_secret(k, &secret);
	keyfile_free(k);
	buf_printf(trust, "%s %s\n", people[i].word, note_vkey_write(vkey,
	    &secret.key));
	explicit_bzero(&secret, sizeof secret);
	if (err)
		(void)ctl_complain(EX_OK, "cannot make", path);
	return err;
}

int
ctl_log_keys(struct shop *s)
{
	const struct options *o = s->options;
	char path[CTL_PATH + 64];
	struct buf trust;
	enum err err = OK;

	if (mkdir(o->data, 0700) != 0 && errno != EEXIST)
		return ctl_complain(EX_IOERR, o->data, strerror(errno));
	buf_init(&trust, NOTE_MAX);
	for (size_t i = 0; !err && i < COUNT(people); i++)
		err = make_key(o, i, &trust);
	buf_text(&trust, "group any-two 2 regulator notary peer\n"
	    "quorum any-two\n");
	snprintf(path, sizeof path, "%s/trust.txt", o->data);
	if (!err && !durable_write(path, trust.data, trust.len, 0644))
		err = ERR_INTERNAL;
	buf_release(&trust);
	return ctl_status(err);
}
