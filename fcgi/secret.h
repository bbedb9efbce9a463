/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_SECRET_H
#define FCGI_SECRET_H

#include "fcgi/req.h"

/*
 * Overwrites the value of a form's field where the body has it, with what
 * its encoding left behind it: after the verb, before the page is shown
 * again.  The field is there and empty from then on.
 */
void secret_wipe(struct req *req, const char *field);

#endif
