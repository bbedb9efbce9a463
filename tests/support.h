/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/app.h"
#include "market/actor.h"
#include "market/bid.h"
#include "market/demo_seal.h"
#include "market/draft.h"
#include "market/market.h"
#include "market/note.h"
#include "market/project.h"

/*
 * A market for a test: the real schema and writer, in memory, with the
 * test's own clock.  Check runs each test in a process of its own.
 */

/* An empty market; passwords cost little in it.  Once a test. */
struct market *a_market(void);

/* The same in a database file. */
struct market *a_market_at(const char *path);

/* Gives it a folder for files; taken away with the market.  Once a test. */
const char *a_store(void);

/* The end of it: for a teardown, so that leaks are found. */
void end_market(void);

/* The same again, for support_browser.c. */
struct market *the_market(void);

/* What lasts as long as the test. */
struct arena *tests_arena(void);

/* Trustees, purchasers and bidders with their keys. */
struct cast *the_cast(void);
/* Trustee i's own (from 1), for one that does what no tool does. */
const struct note_secret *trustee_secret(int i);

/* The clock stands at a working day, 10:00, until it is moved. */
void clock_forward(int64_t seconds);
int64_t clock_at(void);
/* For what moves it by itself: the demonstration. */
int64_t *the_clock(void);
void clock_set(int64_t at);

/* People: the n-th of a kind has a code, a name and a mobile of its own. */
struct actor an_agency(int n);
struct actor a_department(int n);	/* government: budget of 10^9 fen */
struct actor an_enterprise(int n);
struct actor an_operator(void);
struct actor a_regulator(void);
struct actor another_regulator(void);

/* A published item «SX-001»; made once, the same code afterwards. */
const char *an_item(void);
/* Region 429901, made with the first item. */

/* A budget line of an owner, as the form has it. */
const char *a_budget(const struct actor *owner);

/* A published project, open for an hour, ceiling 100,000.00 yuan: its code. */
const char *a_project(const struct actor *owner);
const char *a_project_for(const struct actor *owner, int64_t seconds);
/* One that waits for the signatures of trustees and purchaser. */
const char *an_asked_project(const struct actor *owner);
const char *an_asked_project_for(const struct actor *owner, int64_t seconds);
/* A draft that is whole. */
const char *a_draft(const struct actor *owner);
/* Its form; one changed by the test, as a draft, and all the way. */
/* The reason for few agencies, as the linter wants it of a draft. */
void say_why_few(const struct actor *owner, const struct project *p);
struct draft_form a_draft_form(const struct actor *owner);
const char *a_draft_of(const struct actor *owner,
    const struct draft_form *form);
const char *a_project_of(const struct actor *owner,
    const struct draft_form *form);

/* Sealed by the server, as typed; the test fails if it is not accepted. */
struct bid a_bid(const struct actor *agency, const char *code,
    const char *amount);

/* A fresh idempotency token. */
const char *a_token(void);

/* What the clock does now; two trustees open what is closed, or nobody. */
void run_clock(void);
void run_clock_alone(void);
struct project project_now(const char *code);

/* A project in its publicity, won by agency 1 of three. */
const char *an_award(const struct actor *owner);
/* The same, further on. */
const char *a_signing(const struct actor *owner);
const char *a_performing(const struct actor *owner);
const char *a_reviewing(const struct actor *owner);
/* Both sides rate it, 4 4 4 3 4: the ratings are public. */
void both_rate(const struct actor *owner, const char *code);

/* The winner of such a project, as an actor. */
struct actor winner_of(const char *code);

/* A browser: its cookies, and the last page. */
struct browser {
	char sid[65];
	bool elder;
	int status;
	const char *location;	/* "" if none */
	const char *body;	/* as long as the test */
	size_t len;
	const char *etag;	/* "" if none */
	char token[33];		/* CSRF, of the last page that had one */
	char once[33];
	const char *origin;	/* sent if not NULL */
	const char *fetch_site;
	const char *if_none_match;
	const char *authorization;
	bool no_token;		/* do not add _csrf by itself */
	const char *stored;	/* what nginx is told to send, "" if nothing */
	const char *disposition;
};

struct browser a_browser(void);
/* What browsers opened; end_market() calls it. */
void end_site(void);
/* Signed in without a password. */
struct browser signed_in(const struct actor *actor);

/* Address with its query.  Returns the status. */
int get(struct browser *b, const char *path);

/* fields: «a=1&b=2», percent-encoded; _csrf is added unless no_token. */
int post(struct browser *b, const char *path, const char *fields);
int send_body(struct browser *b, const char *method, const char *path,
    const char *type, const char *body, size_t n);

/* A form with files, whose body comes in pieces from a stream. */
int send_stream(struct browser *b, const char *path, const char *type,
    struct stream stream);

/*
 * One file of a form: «fields» as in post(), the file in field, declared as
 * type.  The token is added unless no_token.
 */
struct file_of {
	const char *field, *name, *type;
	const void *bytes;
	size_t n;
};
int post_file(struct browser *b, const char *path, const char *fields,
    struct file_of file);

bool page_has(const struct browser *b, const char *text);

/* Percent-encodes into test memory. */
const char *encoded(const char *text);

#endif
