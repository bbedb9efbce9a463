/* SPDX-License-Identifier: Apache-2.0 */
/* project_terms.c: who is kept out of a project, and what its owner says to it. */
#include <string.h>

#include "fcgi/project.h"

/* Hits of the linter, with what the purchaser says to them. */
static void
fill_hits(struct req *req, struct view *v, const struct project *p)
{
	struct finding *list;
	size_t n;

	if (project_lint(req->market, p->id, &list, &n) != OK)
		return;
	if (n > 0)
		view_show(v, "HITS");
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "HIT");

		view_word(row, "WHAT", "lint", list[i].rule);
		view_word(row, "WHERE", "field", list[i].field);
		if (list[i].words[0])
			view_text(view_row(row, "QUOTED"), "WORDS",
			    list[i].words);
		view_text(row, "REASON", list[i].reason);
	}
}

void
fill_project_terms(struct req *req, struct view *v, const struct project *p)
{
	struct recusal *list;
	size_t n;

	fill_method(v, p);
	fill_hits(req, v, p);
	if (p->enquiry_until)
		view_arg(view_row(v, "HAS_ENQUIRY"), arg_time("ENQUIRY",
		    p->enquiry_until));
	if (project_recusals(req->market, p->id, &list, &n) != OK)
		return;
	if (n > 0)
		view_show(v, "RECUSALS");
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "RECUSAL");

		view_text(row, "WHO", list[i].uscc[0] ? list[i].uscc :
		    list[i].name);
		view_text(row, "WHY_NOT", list[i].reason);
	}
}
