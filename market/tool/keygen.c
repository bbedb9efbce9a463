/* SPDX-License-Identifier: Apache-2.0 */
/* keygen.c: makes a key, and shows the half that may be shown. */
#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "market/password.h"
#include "market/terminal.h"
#include "market/tool/tool.h"

static int
write_key(const struct keyfile *key, const char *path,
    const char *passphrase)
{
	struct note_secret secret;
	char vkey[NOTE_VKEY_MAX];
	enum err err = keyfile_write(key, path, passphrase);

	if (err)
		return tool_fail(TOOL_CANNOT, "%s: %s", path,
		    err == ERR_CONFLICT ? "is there already" :
		    strerror(errno));
	keyfile_secret(key, &secret);
	tool_say("%s", note_vkey_write(vkey, &secret.key));
	sodium_memzero(&secret, sizeof secret);
	return TOOL_DONE;
}

int
keygen_run(struct tool *t)
{
	char passphrase[PASSWORD_MAX + 2] = "";
	struct keyfile *key;
	int status;

	if (!note_is_name(t->o.name, strlen(t->o.name)))
		return tool_fail(TOOL_USAGE, "--name %s: no key name "
		    "(letters, digits, . _ - and /)", t->o.name);
	if (!keyfile_is_role(t->o.role))
		return tool_fail(TOOL_USAGE, "--role %s: one of bidder, "
		    "trustee, purchaser, platform, log, witness", t->o.role);
	if (t->o.passphrase && (!terminal_password(passphrase,
	    sizeof passphrase) || passphrase[0] == '\0'))
		return TOOL_USAGE;
	key = keyfile_make(t->o.name, t->o.role);
	status = write_key(key, t->o.out, t->o.passphrase ? passphrase :
	    NULL);
	keyfile_free(key);
	password_wipe(passphrase, sizeof passphrase);
	return status;
}
