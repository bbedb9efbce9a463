/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_CSV_H
#define FCGI_CSV_H

#include "fcgi/reply.h"

/*
 * Tables for spreadsheets: UTF-8 with a BOM, CRLF, RFC 4180 quotes.  What a
 * spreadsheet would take for a formula gets a ' before it (security.md 4).
 * A piece that does not hold all ends with a line that names the next one.
 */
void csv_begin(struct req *req, const char *head);	/* head: a code */
void csv_cell(struct req *req, const char *text, bool last);
/* The cells of one line; NULL ends them. */
void csv_line(struct req *req, const char *const *cells);
/* next: the address of the next piece, or NULL. */
int csv_end(struct req *req, const char *next);

#endif
