/* SPDX-License-Identifier: Apache-2.0 */
/* project_terms.c: who is kept out of a project, and what its owner says to it. */
#include <string.h>

#include "fcgi/project.h"
#include "market/agency.h"

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
fill_recusals(struct req *req, struct view *v, const struct recusal *list,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "RECUSAL");
		struct agency a;

		/* A code says nothing to a reader; who is here has a name. */
		if (list[i].uscc[0] == '\0')
			view_text(row, "WHO", list[i].name);
		else if (agency_by_uscc(req->market, list[i].uscc, &a) == OK)
			view_text(row, "WHO", arena_printf(req->market->arena,
			    "%s %s", a.name, list[i].uscc));
		else
			view_text(row, "WHO", list[i].uscc);
		view_text(row, "WHY_NOT", list[i].reason);
	}
}

void
fill_project_terms(struct req *req, struct view *v, const struct project *p)
{
	struct recusal *list;
	size_t n;

	fill_method(req, v, p);
	fill_hits(req, v, p);
	if (p->enquiry_until)
		view_arg(view_row(v, "HAS_ENQUIRY"), arg_time("ENQUIRY",
		    p->enquiry_until));
	if (project_recusals(req->market, p->id, &list, &n) != OK)
		return;
	if (n > 0)
		view_show(v, "RECUSALS");
	fill_recusals(req, v, list, n);
}
