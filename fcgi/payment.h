/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_PAYMENT_H
#define FCGI_PAYMENT_H

#include "fcgi/reply.h"
#include "market/payment.h"

/* Late payments, a row of section LATE each (_late.html). */
void fill_late(struct req *req, struct view *v,
    const struct late_payment *list, size_t n);

#endif
