/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_REPLY_H
#define FCGI_REPLY_H

#include "fcgi/req.h"
#include "market/base/problems.h"
#include "market/refusal.h"
#include "views/view.h"

/*
 * Answers.  Each function fills req's answer and returns its status, which
 * the handler returns.
 */

/* The one place that knows which status an outcome is. */
int reply_status(enum err err);

/* A page to be filled, and answered by reply_view(). */
struct view *reply_page(struct req *req, const char *page);

/*
 * Puts in what stands around every page (who is signed in, the current
 * entry of the navigation, the sentence for this session) and expands.
 */
int reply_view(struct req *req, int status, struct view *v);

/*
 * The error page of an outcome; and of a status with words of its own:
 * «error_<code>_heading» and «error_<code>_text» in the catalogue.
 */
int reply_error(struct req *req, enum err err);
int reply_problem(struct req *req, int status, const char *code);

/* 303 to an address of ours. */
int reply_see_other(struct req *req, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with a sentence (a static code) for the next page. */
int reply_done(struct req *req, const char *flash, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What a refusal is in HTTP (sealing.md 7). */
int reply_refusal(const char *code);

/* A receipt, or a signed refusal with the status of its code. */
int reply_posted(struct req *req, enum err err, const struct posted *posted);

/* text/plain. */
int reply_text(struct req *req, int status, const char *text);

/*
 * Forms.  reply_form() puts the token (CSRF), a fresh idempotency token
 * (ONCE, kept when the form is shown again) into a page.
 * reply_problems() fills the error summary (_errors.html) and, for each
 * field with a problem, shows section ERR_<FIELD> with its words in
 * ERR_<FIELD>_TEXT, the field's name in upper case.
 */
void reply_form(struct req *req, struct view *v);
void reply_problems(struct req *req, struct view *v,
    const struct problems *problems);

/*
 * A field without blanks around it, copied into the arena, "" if there is
 * none.  Not for secrets: those stay in the body.
 */
const char *reply_field(struct req *req, const char *name);

/*
 * Word i of the route as an id, a number from 1.  0 and false where it is
 * none; or that 0, which no noun has, for the verb to say ERR_NOT_FOUND.
 */
bool reply_id(const struct req *req, int i, int64_t *id);
int64_t reply_id_of(const struct req *req, int i);

/* The form's idempotency token, or "" if it is not 32 hex digits. */
const char *reply_once(const struct req *req);

/* The token every POST of this session carries. */
const char *reply_csrf(struct req *req);

/* Adds a Set-Cookie value, kept by the arena. */
void reply_cookie(struct req *req, const char *cookie);

#endif
