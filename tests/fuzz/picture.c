/* SPDX-License-Identifier: Apache-2.0 */
/* picture.c: any bytes as a picture; what is clean stays as it is. */
#include "market/picture.h"

#include "tests/fuzz/fuzz.h"

static struct store *store;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	promise(store_open(&store, "/tmp") == OK);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const types[] = { "jpg", "png" };

	for (int i = 0; i < 2; i++) {
		struct intake *in = intake_new(store);
		struct intake *out = intake_new(store);
		struct intake *again = intake_new(store);
		unsigned char one[STORE_HASH], two[STORE_HASH];

		intake_add(in, data, n);
		if (picture_clean(types[i], in, out) == PICTURE_OK) {
			promise(intake_size(out) <= intake_size(in));
			promise(picture_clean(types[i], out, again) ==
			    PICTURE_OK);
			intake_hash(out, one);
			intake_hash(again, two);
			promise(memcmp(one, two, sizeof one) == 0);
		}
		intake_free(in);
		intake_free(out);
		intake_free(again);
	}
	return 0;
}
