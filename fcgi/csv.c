/* SPDX-License-Identifier: Apache-2.0 */
/* csv.c: tables for spreadsheets. */
#include "fcgi/csv.h"

#include <string.h>

void
csv_begin(struct req *req, const char *head)
{
	buf_reset(req->out);
	buf_text(req->out, "\xef\xbb\xbf");
	buf_text(req->out, view_sentence(req->market->arena, head, NULL));
	buf_text(req->out, "\r\n");
}

void
csv_cell(struct req *req, const char *text, bool last)
{
	struct buf *out = req->out;
	bool formula = text[0] && strchr("=+-@\t\r", text[0]) != NULL;

	/* A lone «-» is no formula, but nothing to say. */
	formula = formula && strcmp(text, "-") != 0;
	if (formula || strpbrk(text, "\",\r\n") != NULL) {
		buf_text(out, formula ? "\"'" : "\"");
		for (; *text; text++) {
			if (*text == '"')
				buf_text(out, "\"");
			buf_add(out, text, 1);
		}
		buf_text(out, "\"");
	} else {
		buf_text(out, text);
	}
	buf_text(out, last ? "\r\n" : ",");
}

void
csv_line(struct req *req, const char *const *cells)
{
	for (size_t i = 0; cells[i] != NULL; i++)
		csv_cell(req, cells[i], cells[i + 1] == NULL);
}

int
csv_end(struct req *req, const char *next)
{
	if (next != NULL) {
		csv_cell(req, view_sentence(req->market->arena, "csv_next",
		    NULL), false);
		csv_cell(req, next, true);
	}
	req->type = "text/csv; charset=utf-8";
	return req->status = 200;
}
