/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_INSPECTIONS_H
#define TESTS_INSPECTIONS_H

#include "market/inspection.h"
#include "market/inspector.h"
#include "tests/support.h"

/* Plans and visits of a test, as regulator and organisations make them. */

/* The n-th inspector of a unit, with a login. */
struct actor an_inspector(int n);

/* An announced plan, drawn in two hours; its id. */
int64_t an_inspection(const struct actor *reg);
struct inspection_plan inspection_now(int64_t id);

/* Trustee i commits to 32 bytes of the number i, signs, opens. */
enum err commit_part(int64_t id, int i);
enum err sign_part(int64_t id, int i);
enum err open_part(int64_t id, int i);

/* By trustees 1 and 2: up to the log, and past the draw. */
int64_t a_registered_inspection(const struct actor *reg);
int64_t a_drawn_inspection(const struct actor *reg);

/* The visit of a plan at a place, and its inspectors. */
struct inspection_task visit_at(int64_t plan, int64_t place);
struct actor visitor_of(const struct inspection_task *t, int which);

/* A step with the usual words; of result and verdict «» or a word. */
enum err visit_step(const struct actor *who, int64_t task, const char *act,
    const char *word);

#endif
