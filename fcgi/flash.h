/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_FLASH_H
#define FCGI_FLASH_H

/*
 * A sentence for the next page of a session («入驻成功»): its code, kept in
 * memory only, for a minute, by session id.  Nothing depends on it.
 */
struct flash;

struct flash *flash_new(void);
void flash_free(struct flash *f);

/* code must be static. */
void flash_set(struct flash *f, const char *sid, const char *code);

/* Takes the code of sid, or NULL. */
const char *flash_take(struct flash *f, const char *sid);

#endif
