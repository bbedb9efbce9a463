/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "market/base/arena.h"
#include "market/base/buf.h"
#include "market/base/words.h"

/*
 * The look: a C interface over ctemplate, and the catalogue of every word a
 * person reads.  Templates and catalogue are part of the program (file.h).
 *
 * A page begins with the auto-escape pragma, or is not loaded; every value
 * is escaped where the template puts it.  «{{>_top.html}}» is replaced by
 * that file before ctemplate sees the page, so a partial sees the values of
 * the page around it.
 *
 * In a debug build a value that the page does not use, a code without words,
 * and a sentence with other arguments than its own are a bug(); a release
 * logs them, and shows the code.
 */
struct view;

/*
 * Loads and freezes all templates and the catalogue, once, before any thread
 * starts.  False: logged what is wrong, with file and line.
 */
bool view_load(void);

/* Frees what view_load() made; for leak checkers. */
void view_unload(void);

/* A page to be filled («project/show.html»); ends with the arena. */
struct view *view_new(struct arena *a, const char *page);

/*
 * Values.  text is not copied: it lives as long as the arena, or is the
 * caller's until the page was expanded (so a price can stay out of arenas).
 * NULL is «».
 */
void view_text(struct view *v, const char *name, const char *text);
void view_arg(struct view *v, struct arg arg);

/* The same for a secret: its text lives in the page alone, never in the arena. */
void view_secret(struct view *v, struct arg arg);

/* A sentence of the catalogue; args end with ARG_END, or NULL for none. */
void view_words(struct view *v, const char *name, const char *code,
    const struct arg *args);

/* The word of a family: view_word(v, "STATE", "project", "published"). */
void view_word(struct view *v, const char *name, const char *family,
    const char *value);

/* Shows a section once; a row shows it once more, with values of its own. */
void view_show(struct view *v, const char *section);
struct view *view_row(struct view *v, const char *section);

/* A value that some pages use and others do not: who is signed in, … */
void view_everywhere(struct view *v, const char *name, const char *text);
void view_everywhere_show(struct view *v, const char *section);

/* The page whole, into out.  False: it did not fit, or ctemplate failed. */
bool view_expand(struct view *v, struct buf *out);

/* A sentence as plain text, in the arena: for mails, JSON, file names. */
const char *view_sentence(struct arena *a, const char *code,
    const struct arg *args);

/* Is there such a line in the catalogue? */
bool view_has_words(const char *code);

/* Both, for house.words (market/market.h). */
extern const struct words view_catalogue;

/*
 * Names that pages use and nobody has set since view_load(): fn is called
 * with page and name.  For a test that has visited every page.
 */
void view_unset(void (*fn)(void *p, const char *page, const char *name),
    void *p);

#ifdef __cplusplus
}
#endif
#endif
