/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_KEY_H
#define FCGI_KEY_H

#include "fcgi/reply.h"

/*
 * What a form needs that signs with the key of a party's device (static/
 * sealbid/device.mjs): the KEY_NAME a key of the actor must have, "" for
 * none, and the newest KEY that is registered.
 */
void fill_key(struct req *req, struct view *v);

#endif
