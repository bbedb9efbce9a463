/* SPDX-License-Identifier: Apache-2.0 */
/* demo_look.c: the regulator of the demonstration looks at flags. */
#include "market/demo_plan.h"

#include <inttypes.h>
#include <string.h>

#include "market/flag.h"
#include "market/project.h"

/* The subject that a project is; the queue is read as its page does. */
static enum err
subject_of(struct demo *d, const char *name, int64_t *id)
{
	int64_t points = -1, after = 0;
	size_t n = FLAG_PAGE + 1;
	enum err err = OK;

	while (!err && n > FLAG_PAGE) {
		struct flag_subject *list;

		err = flag_queue(d->m, points, after, &list, &n);
		for (size_t k = 0; !err && k < n; k++) {
			if (strcmp(list[k].subject, name) == 0) {
				*id = list[k].id;
				return OK;
			}
			points = list[k].points;
			after = list[k].id;
		}
	}
	return err ? err : ERR_NOT_FOUND;
}

static enum err
flag_of(struct demo *d, int64_t subject, const char *rule, int64_t *id)
{
	struct flag_subject s;
	struct flag *list;
	size_t n;
	enum err err = flag_subject_get(d->m, subject, &s, &list, &n);

	for (size_t k = 0; !err && k < n; k++)
		if (strcmp(list[k].rule, rule) == 0) {
			*id = list[k].id;
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

/*
 * value: rule that asked about the project itself; then «dismiss», cause,
 * reason; or «case», title, reason.
 */
enum err
demo_look(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *act = demo_part(d, value, 1),
	    *what = demo_part(d, value, 2), *reason = demo_part(d, value, 3);
	struct problems problems = { .n = 0 };
	int64_t subject, flag, made;
	struct project p;
	enum err err = project_get(d->m, d->plans[i].code, &p);

	(void)k;
	if (!err)
		err = subject_of(d, arena_printf(d->m->arena, "p:%" PRId64,
		    p.id), &subject);
	if (!err)
		err = flag_of(d, subject, demo_part(d, value, 0), &flag);
	if (err)
		return err;
	return demo_said(strcmp(act, "case") == 0 ?
	    flag_open_case(d->m, &d->regulator, subject, what, reason,
	    &problems, &made) : flag_dismiss(d->m, &d->regulator, subject,
	    flag, what, reason, &problems), &problems);
}

/* Of watch.tsv; value begins with the project's title. */
enum err
demo_look_at(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *title = demo_part(d, value, 0);

	(void)i;
	for (size_t p = 0; p < d->projects.n; p++)
		if (strcmp(d->projects.rows[p][P_TITLE], title) == 0)
			return demo_look(d, p, k, value + strlen(title) + 1);
	return ERR_NOT_FOUND;
}

/* value: title of the case, outcome. */
enum err
demo_case_close(struct demo *d, size_t i, size_t k, const char *value)
{
	const char *title = demo_part(d, value, 0);
	struct problems problems = { .n = 0 };
	struct flag_file *list;
	size_t n;
	enum err err = flag_case_list(d->m, 0, &list, &n);

	(void)k;
	for (size_t c = 0; !err && c < n; c++)
		if (strcmp(list[c].title, title) == 0)
			return demo_said(flag_case_close(d->m,
			    demo_actor(d, i), list[c].id, demo_part(d,
			    value, 1), &problems), &problems);
	return err ? err : ERR_NOT_FOUND;
}
