/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/arena.h"
#include "market/base/buf.h"

/* libFuzzer's entry; a broken promise aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static inline void
promise(int kept)
{
	if (!kept)
		abort();
}

/* Text in a block of exactly its size, so that ASan sees one byte further. */
static inline char *
exact(const uint8_t *data, size_t n)
{
	char *copy = malloc(n ? n : 1);

	promise(copy != NULL);
	if (n > 0)
		memcpy(copy, data, n);
	return copy;
}

#endif
