/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * The one set of outcomes of market/ and db/.  Zero is success, so
 * «if (err) return err;».  Only fcgi/reply.c knows which HTTP status each is.
 */
enum err {
	OK = 0,
	ERR_INVALID,	/* the input must be changed; problems say what */
	ERR_NOT_FOUND,	/* no such thing, or none this actor may know of */
	ERR_FORBIDDEN,	/* the actor may not do this */
	ERR_CONFLICT,	/* the state of things forbids it now */
	ERR_BUSY,	/* try again in a moment; nothing was done */
	ERR_INTERNAL	/* a fault, logged where it was found */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A broken invariant: says so on stderr and aborts.  Not for bad input. */
void bug(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

#endif
