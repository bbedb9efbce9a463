/* SPDX-License-Identifier: Apache-2.0 */
/* flash.c: a small ring of sentences that wait for their next page. */
#include "fcgi/flash.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/clock.h"
#include "market/base/err.h"

enum { SLOTS = 512, LIFE_MS = 60 * 1000, SID_MAX = 65 };

struct slot {
	char sid[SID_MAX];
	const char *code;
	int64_t set_at;
};

struct flash {
	pthread_mutex_t lock;
	size_t next;
	struct slot slots[SLOTS];
};

struct flash *
flash_new(void)
{
	struct flash *f = calloc(1, sizeof *f);

	if (f == NULL)
		bug("out of memory: flash");
	pthread_mutex_init(&f->lock, NULL);
	return f;
}

void
flash_free(struct flash *f)
{
	if (f == NULL)
		return;
	pthread_mutex_destroy(&f->lock);
	free(f);
}

void
flash_set(struct flash *f, const char *sid, const char *code)
{
	struct slot *s;

	if (sid[0] == '\0' || strlen(sid) >= SID_MAX)
		return;
	pthread_mutex_lock(&f->lock);
	s = &f->slots[f->next++ % SLOTS];
	memcpy(s->sid, sid, strlen(sid) + 1);
	s->code = code;
	s->set_at = clock_ms();
	pthread_mutex_unlock(&f->lock);
}

const char *
flash_take(struct flash *f, const char *sid)
{
	const char *code = NULL;

	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < SLOTS && sid[0]; i++) {
		struct slot *s = &f->slots[i];

		if (s->code == NULL || strcmp(s->sid, sid) != 0)
			continue;
		if (clock_ms() - s->set_at < LIFE_MS)
			code = s->code;
		s->code = NULL;
	}
	pthread_mutex_unlock(&f->lock);
	return code;
}
