/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_SESSION_H
#define FCGI_SESSION_H

#include "fcgi/req.h"

/*
 * The cookie __Host-sid: 64 hex digits.  Before login it is a random number
 * that nobody stores, to which form tokens are bound; a login replaces it by
 * one whose hash is a row of session.
 */

/* Fills sid, actor and elder from the cookies. */
enum err session_read(struct req *req);

/* Makes an anonymous sid, and its cookie, where there is none. */
void session_need_sid(struct req *req);

/* Signs account_id in under a new sid: row and cookie. */
enum err session_begin(struct req *req, int64_t account_id);

/* Signs out: row and cookie go. */
enum err session_end(struct req *req);

/*
 * Is this POST ours?  Token right, and neither Sec-Fetch-Site nor Origin
 * from elsewhere (security.md 5).
 */
bool session_post_is_ours(struct req *req);

/* The same of a POST that is no form: the token stands in the query. */
bool session_query_is_ours(struct req *req);

/* An address of ours to go on with, or "/desk": security.md 4, «next». */
const char *session_next(const char *next);

#endif
