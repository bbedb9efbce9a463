/* SPDX-License-Identifier: Apache-2.0 */
/* support_key.c: keys that are the same in each run. */
#include <string.h>

#include "tests/logdir.h"

void
logdir_key(struct note_secret *s, const char *name, unsigned char alg)
{
	unsigned char seed[32];

	note_hash(seed, name, strlen(name));
	note_secret_init(s, name, alg, seed);
}
