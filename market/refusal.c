/* SPDX-License-Identifier: Apache-2.0 */
/* refusal.c: signed answers to what is not accepted. */
#include "market/refusal.h"

#include <string.h>

#include "market/append.h"
#include "market/base/digits.h"
#include "market/platform.h"

enum err
refusal_make(struct db *db, const struct house *h,
    const unsigned char *policy, const unsigned char file[32],
    const char *code, struct posted *out)
{
	struct seal_refusal r = { .time = db_now(db), .reason = code };
	char hex[65];
	struct buf note;
	enum err err;

	if (policy != NULL) {
		r.policy.given = true;
		memcpy(r.policy.hash, policy, sizeof r.policy.hash);
	}
	memcpy(r.file, file, sizeof r.file);
	platform_note(h->platform, &note, SEAL_REFUSAL, &r, NULL);
	*out = (struct posted){ code,
	    arena_strndup(db_arena(db), note.data, note.len), note.len };
	buf_release(&note);
	err = append_file(db, arena_printf(db_arena(db), "refusal/%s.note",
	    digits_hex(hex, file, 32)), out->text, out->n);
	return err;
}

enum err
note_post_read(struct note_post *p, struct market *m, enum seal_type type,
    void *record)
{
	p->house = m->house;
	if (m->house->platform == NULL)
		return ERR_BUSY;
	note_hash(p->hash, p->file, p->n);
	p->parsed = note_parse(&p->note, p->file, p->n) &&
	    seal_record_parse(m->arena, type, p->note.text, p->note.n,
	    record);
	return OK;
}

enum err
note_post_refuse(struct db *db, struct note_post *p,
    const unsigned char *policy, const char *code)
{
	return refusal_make(db, p->house, policy, p->hash, code, p->out);
}

enum err
note_post_accept(struct note_post *p)
{
	*p->out = (struct posted){ NULL, "", 0 };
	return OK;
}
