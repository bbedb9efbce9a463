/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_WATCH_H
#define FCGI_WATCH_H

#include "fcgi/req.h"

/* The desk of who watches: regulators, auditors. */
int watch_desk(struct req *req);

#endif
