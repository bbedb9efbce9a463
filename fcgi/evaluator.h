/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_EVALUATOR_H
#define FCGI_EVALUATOR_H

#include "fcgi/req.h"

/* What desk_page() shows to an evaluator. */
int evaluator_desk(struct req *req);

#endif
