/* SPDX-License-Identifier: Apache-2.0 */
/* site_pages_test.c: who may come where; every page is whole. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/routes.h"
#include "market/base/digits.h"
#include "market/qualification.h"
#include "market/review.h"
#include "market/write.h"
#include "tests/support.h"

Suite *site_pages_suite(void);

static struct market *m;

static void
open_market(void)
{
	m = a_market();
	(void)m;
}

/* An address for each kind of object, in a market where all exist. */
struct world {
	struct actor dept, other_dept, works, agency, rival, op, reg;
	const char *open, *draft, *asked, *reviewing;
	struct bid bid;
	char file[65];
	const char *qualification, *scan;	/* with a scan, of agency */
	const char *disputed;			/* a rating, by its number */
};

/* What the agency holds, with a scan. */
static void
add_qualification(struct world *w)
{
	struct browser b = signed_in(&w->agency);
	static char id[24], use[24];
	struct qualification *list;
	struct document_use *uses;
	size_t n;

	a_store();
	ck_assert_int_eq(post_file(&b, "/desk/qualifications",
	    "type=Surveying&grade=first&cert_no=7&issuer=Bureau&scope=&"
	    "valid_from=2026-01-31&valid_to=", (struct file_of){ "scan",
	    "a.pdf", "application/pdf", "%PDF-1.7 x", 10 }), 303);
	ck_assert_int_eq(qualification_list(m, w->agency.party_id, &list,
	    &n), OK);
	ck_assert_uint_eq(n, 1);
	snprintf(id, sizeof id, "%lld", (long long)list[0].id);
	ck_assert_int_eq(document_list(m, "qualification", list[0].id, &uses,
	    &n), OK);
	ck_assert_uint_eq(n, 1);
	snprintf(use, sizeof use, "%lld", (long long)uses[0].id);
	w->qualification = id;
	w->scan = use;
}

static enum err
dispute_in_txn(struct db *db, void *ctx)
{
	return db_review_insert(db, ctx);
}

/* A rating of an open project's, as if its work had been done. */
static const char *
a_dispute(const struct world *w)
{
	struct review r = { .project_id = project_now(w->open).id,
	    .side = "owner", .owner_id = w->dept.party_id,
	    .agency_id = w->agency.party_id, .scores = { 1, 1, 1, 1, 1 },
	    .text = "Late.", .state = "disputed", .ground = "false",
	    .submitted_at = clock_at(), .revealed_at = clock_at(),
	    .disputed_at = clock_at() };

	ck_assert_int_eq(write_run(m, dispute_in_txn, &r), OK);
	return arena_printf(tests_arena(), "%lld", (long long)r.id);
}

static struct world
a_world(void)
{
	struct world w = { .dept = a_department(1) };

	w.reviewing = a_reviewing(&w.dept);
	w.other_dept = a_department(2);
	w.works = an_enterprise(1);
	w.agency = an_agency(11);
	w.rival = an_agency(12);
	w.op = an_operator();
	w.reg = a_regulator();
	w.open = a_project(&w.dept);
	w.disputed = a_dispute(&w);
	w.draft = a_draft(&w.dept);
	w.asked = an_asked_project(&w.dept);
	w.bid = a_bid(&w.agency, w.open, "60000");
	digits_hex(w.file, w.bid.file, BID_HASH);
	add_qualification(&w);
	return w;
}

START_TEST(every_public_page_answers)
{
	static const char *const pages[] = { "/", "/projects", "/services",
	    "/services/SX-001", "/agencies", "/notices", "/notices/1",
	    "/help", "/privacy", "/accessibility", "/sitemap", "/search",
	    "/params", "/params/1", "/params/1/text",
	    "/search?q=road", "/join", "/join/agency", "/join/owner",
	    "/login", "/time", "/healthz", "/readyz" };
	struct world w = a_world();
	struct browser b = a_browser();
	char path[128];

	for (size_t i = 0; i < COUNT(pages); i++)
		ck_assert_msg(get(&b, pages[i]) == 200, "%s: %d", pages[i],
		    b.status);
	snprintf(path, sizeof path, "/projects/%s", w.open);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/projects/%s/opening", w.open);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/projects/%s/opening", w.reviewing);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/agencies/%s", w.agency.uscc);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/owners/%s", w.dept.uscc);
	ck_assert_int_eq(get(&b, path), 200);
}
END_TEST

START_TEST(every_desk_answers)
{
	struct world w = a_world();
	const struct actor *who[] = { &w.dept, &w.works, &w.agency, &w.op,
	    &w.reg };

	for (size_t i = 0; i < COUNT(who); i++) {
		struct browser b = signed_in(who[i]);

		ck_assert_int_eq(get(&b, "/desk"), 200);
		ck_assert_int_eq(get(&b, "/projects"), 200);
	}
}
END_TEST

/*
 * Every row of the site map, for seven visitors: nobody, the agency that bid,
 * another agency, the purchaser, another purchaser, operator, regulator.
 * A POST carries a right token and no fields, so «422» and «400» mean: came
 * in, and was told what is missing.  $O open, $D draft, $R reviewing project,
 * $Q one that is to be signed, $N receipt, $A agency, $W purchaser, $K its
 * qualification, $F the scan of that, $V a disputed rating.
 */
enum { VISITORS = 7 };

static const struct {
	const char *method, *path, *route;
	int status[VISITORS];
} matrix[] = {
#define PUBLIC(path, route) \
	{ "GET", path, route, { 200, 200, 200, 200, 200, 200, 200 } }
	PUBLIC("/", "/"), PUBLIC("/search", "/search"),
	PUBLIC("/projects", "/projects"),
	PUBLIC("/projects/$O", "/projects/:code"),
	{ "GET", "/projects/$D", "/projects/:code",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/projects/$O/opening", "/projects/:code/opening"),
	{ "GET", "/projects/$D/opening", "/projects/:code/opening",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/services", "/services"),
	PUBLIC("/services/SX-001", "/services/:code"),
	PUBLIC("/agencies", "/agencies"),
	PUBLIC("/agencies/$A", "/agencies/:uscc"),
	PUBLIC("/penalties", "/penalties"),
	{ "GET", "/penalties/1", "/penalties/:id",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/leaves", "/leaves"),
	{ "GET", "/repairs/1", "/repairs/:id",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/agencies/$A/credit", "/agencies/:uscc/credit"), PUBLIC("/credit/catalogue", "/credit/catalogue"),
	PUBLIC("/credit/catalogue/1", "/credit/catalogue/:version"),
	PUBLIC("/credit/catalogue/1/text", "/credit/catalogue/:version/text"),
	{ "GET", "/credit/events/1", "/credit/events/:id",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/owners/$W", "/owners/:uscc"),
	PUBLIC("/notices", "/notices"), PUBLIC("/notices/1", "/notices/:id"),
	PUBLIC("/params", "/params"), PUBLIC("/params/1", "/params/:version"),
	PUBLIC("/params/1/text", "/params/:version/text"),
	PUBLIC("/help", "/help"), PUBLIC("/privacy", "/privacy"),
	PUBLIC("/accessibility", "/accessibility"),
	PUBLIC("/sitemap", "/sitemap"), PUBLIC("/time", "/time"),
	PUBLIC("/healthz", "/healthz"), PUBLIC("/readyz", "/readyz"),
	{ "GET", "/elder", "/elder", { 303, 303, 303, 303, 303, 303, 303 } },
	{ "POST", "/logout", "/logout",
	    { 401, 303, 303, 303, 303, 303, 303 } },
	{ "GET", "/desk", "/desk", { 303, 200, 200, 200, 200, 200, 200 } },
	{ "GET", "/desk/messages", "/desk/messages",
	    { 303, 200, 200, 200, 200, 200, 200 } },
	{ "POST", "/desk/messages/read", "/desk/messages/read",
	    { 401, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/desk/messages/1/read", "/desk/messages/:id/read",
	    { 401, 404, 404, 303, 404, 404, 404 } },
	{ "GET", "/desk/profile", "/desk/profile",
	    { 303, 200, 200, 403, 403, 403, 403 } },
	{ "POST", "/desk/profile", "/desk/profile",
	    { 401, 303, 303, 403, 403, 403, 403 } },
	{ "POST", "/desk/profile/representative",
	    "/desk/profile/representative",
	    { 401, 422, 422, 403, 403, 403, 403 } },
	{ "GET", "/desk/qualifications", "/desk/qualifications",
	    { 303, 200, 200, 403, 403, 403, 403 } },
	{ "GET", "/desk/qualifications/new", "/desk/qualifications/new",
	    { 303, 200, 200, 403, 403, 403, 403 } },
	{ "POST", "/desk/qualifications", "/desk/qualifications",
	    { 401, 422, 422, 403, 403, 403, 403 } },
	{ "GET", "/desk/qualifications/$K", "/desk/qualifications/:id",
	    { 303, 200, 404, 403, 403, 403, 403 } },
	{ "POST", "/desk/qualifications/$K", "/desk/qualifications/:id",
	    { 401, 422, 404, 403, 403, 403, 403 } },
	{ "GET", "/desk/checks", "/desk/checks",
	    { 303, 403, 403, 403, 403, 200, 403 } },
	{ "POST", "/desk/checks/$K", "/desk/checks/:id",
	    { 401, 403, 403, 403, 403, 422, 403 } },
	{ "POST", "/desk/checks/agencies/$A", "/desk/checks/agencies/:uscc",
	    { 401, 403, 403, 403, 403, 422, 403 } },
	{ "POST", "/desk/recheck", "/desk/recheck",
	    { 401, 303, 303, 403, 403, 403, 403 } },
	{ "GET", "/files/$F", "/files/:use",
	    { 303, 200, 404, 404, 404, 200, 200 } },
	{ "GET", "/files/999", "/files/:use",
	    { 303, 404, 404, 404, 404, 404, 404 } },
	{ "POST", "/desk/qualifications/$K/remove",
	    "/desk/qualifications/:id/remove",
	    { 401, 303, 404, 403, 403, 403, 403 } },
	{ "GET", "/desk/bids", "/desk/bids",
	    { 303, 200, 200, 403, 403, 403, 403 } },
	{ "GET", "/desk/budget", "/desk/budget",
	    { 303, 403, 403, 200, 200, 403, 403 } },
	{ "POST", "/desk/budget", "/desk/budget",
	    { 401, 403, 403, 422, 422, 403, 403 } },
	{ "GET", "/desk/services/new", "/desk/services/new",
	    { 303, 403, 403, 403, 403, 200, 403 } },
	{ "POST", "/desk/services", "/desk/services",
	    { 401, 403, 403, 403, 403, 422, 403 } },
	{ "GET", "/desk/services/SX-001", "/desk/services/:code",
	    { 303, 403, 403, 403, 403, 200, 403 } },
	{ "POST", "/desk/services/SX-001", "/desk/services/:code",
	    { 401, 403, 403, 403, 403, 422, 403 } },
	{ "POST", "/desk/services/SX-001/publish",
	    "/desk/services/:code/publish",
	    { 401, 403, 403, 403, 403, 303, 403 } },
	{ "POST", "/desk/services/SX-404/repeal",
	    "/desk/services/:code/repeal",
	    { 401, 403, 403, 403, 403, 404, 403 } },
#include "tests/site_rows.h"
	{ "GET", "/desk/evaluators", "/desk/evaluators",
	    { 303, 403, 403, 403, 403, 200, 403 } },
	{ "POST", "/desk/evaluators", "/desk/evaluators",
	    { 401, 403, 403, 403, 403, 422, 403 } },
	{ "POST", "/desk/evaluators/999/stop", "/desk/evaluators/:id/stop",
	    { 401, 403, 403, 403, 403, 404, 403 } },
	{ "GET", "/desk/sheets/$R", "/desk/sheets/:code",
	    { 303, 403, 403, 403, 403, 403, 403 } },
	{ "POST", "/desk/sheets/$R/annexes", "/desk/sheets/:code/annexes",
	    { 401, 403, 403, 403, 403, 403, 403 } },
	{ "POST", "/desk/sheets/$R", "/desk/sheets/:code",
	    { 401, 403, 403, 403, 403, 403, 403 } },
	{ "GET", "/desk/projects/new", "/desk/projects/new",
	    { 303, 403, 403, 200, 200, 403, 403 } },
	{ "POST", "/desk/projects", "/desk/projects",
	    { 401, 403, 403, 422, 422, 403, 403 } },
	{ "GET", "/desk/projects/$D", "/desk/projects/:code",
	    { 303, 403, 403, 200, 404, 403, 403 } },
	{ "POST", "/desk/projects/$D", "/desk/projects/:code",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "GET", "/desk/projects/$D/preview",
	    "/desk/projects/:code/preview",
	    { 303, 403, 403, 200, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/publish",
	    "/desk/projects/:code/publish",
	    { 401, 403, 403, 303, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/discard",
	    "/desk/projects/:code/discard",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	PUBLIC("/projects/$O/verify", "/projects/:code/verify"),
	PUBLIC("/projects/$O/explain", "/projects/:code/explain"),
	{ "GET", "/projects/$D/explain", "/projects/:code/explain",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/projects/$O/timeline", "/projects/:code/timeline"),
	{ "GET", "/projects/$Q/timeline", "/projects/:code/timeline",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	PUBLIC("/projects/$O/questions", "/projects/:code/questions"),
	{ "GET", "/projects/$D/questions", "/projects/:code/questions",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	{ "POST", "/projects/$O/questions", "/projects/:code/questions",
	    { 401, 422, 422, 403, 403, 403, 403 } },
	{ "GET", "/desk/projects/$O/questions/1",
	    "/desk/projects/:code/questions/:id",
	    { 303, 403, 403, 404, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/questions/1",
	    "/desk/projects/:code/questions/:id",
	    { 401, 403, 403, 404, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/amend", "/desk/projects/:code/amend",
	    { 303, 403, 403, 200, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/amend", "/desk/projects/:code/amend",
	    { 401, 403, 403, 422, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/amend/preview",
	    "/desk/projects/:code/amend/preview",
	    { 303, 403, 403, 404, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/amend/preview",
	    "/desk/projects/:code/amend/preview",
	    { 401, 403, 403, 404, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/cancel", "/desk/projects/:code/cancel",
	    { 303, 403, 403, 409, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/cancel", "/desk/projects/:code/cancel",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/rerun", "/desk/projects/:code/rerun",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/petitions/cancel_late",
	    "/desk/projects/:code/petitions/:kind",
	    { 303, 403, 403, 200, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/petitions/other",
	    "/desk/projects/:code/petitions/:kind",
	    { 303, 403, 403, 404, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/petitions/supervise",
	    "/desk/projects/:code/petitions/:kind",
	    { 401, 403, 403, 422, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/stop", "/desk/projects/:code/stop",
	    { 303, 403, 403, 403, 403, 403, 409 } },
	{ "POST", "/desk/projects/$O/stop", "/desk/projects/:code/stop",
	    { 401, 403, 403, 403, 403, 403, 409 } },
	{ "GET", "/desk/petitions", "/desk/petitions",
	    { 303, 403, 403, 403, 403, 403, 200 } },
	{ "GET", "/desk/petitions/1", "/desk/petitions/:id",
	    { 303, 403, 403, 403, 403, 403, 404 } },
	{ "POST", "/desk/petitions/1", "/desk/petitions/:id",
	    { 401, 403, 403, 403, 403, 403, 404 } },
	{ "GET", "/projects/$Q/verify", "/projects/:code/verify",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	{ "GET", "/projects/$Q", "/projects/:code",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	{ "GET", "/desk/keys", "/desk/keys",
	    { 303, 200, 200, 200, 200, 403, 403 } },
	{ "GET", "/desk/keys/draft", "/desk/keys/draft",
	    { 303, 422, 422, 422, 422, 403, 403 } },
	{ "POST", "/desk/keys", "/desk/keys",
	    { 401, 422, 422, 422, 422, 403, 403 } },
	{ "POST", "/desk/keys/token", "/desk/keys/token",
	    { 401, 200, 200, 403, 403, 403, 403 } },
	{ "POST", "/desk/keys/token/drop", "/desk/keys/token/drop",
	    { 401, 303, 303, 403, 403, 403, 403 } },
	{ "GET", "/desk/projects/$Q/terms", "/desk/projects/:code/terms",
	    { 303, 403, 403, 200, 404, 403, 403 } },
	{ "GET", "/desk/projects/$Q/terms.txt",
	    "/desk/projects/:code/terms.txt",
	    { 303, 403, 403, 409, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/recall",
	    "/desk/projects/:code/recall",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/papers/void",
	    "/desk/projects/:code/papers/:kind",
	    { 303, 403, 403, 200, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/papers/other",
	    "/desk/projects/:code/papers/:kind",
	    { 303, 403, 403, 404, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/papers/void",
	    "/desk/projects/:code/papers/:kind",
	    { 401, 403, 403, 422, 404, 403, 403 } },
	{ "POST", "/desk/projects/$O/papers/fallback",
	    "/desk/projects/:code/papers/:kind",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "GET", "/desk/projects/$O/texts/void",
	    "/desk/projects/:code/texts/:kind",
	    { 303, 403, 403, 404, 404, 403, 403 } },
	{ "POST", "/projects/$O/bids/file", "/projects/:code/bids/file",
	    { 401, 422, 422, 403, 403, 403, 403 } },
	{ "POST", "/p/$O/1/submit", "/p/:code/:round/submit",
	    { 401, 403, 403, 403, 403, 403, 403 } },
	{ "POST", "/p/$O/1/offer", "/p/:code/:round/offer",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/p/$O/1/ready", "/p/:code/:round/ready",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/p/$O/1/sign", "/p/:code/:round/sign",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/p/$O/1/claim", "/p/:code/:round/claim",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/p/$O/1/open", "/p/:code/:round/open",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/p/$O/1/selfopen", "/p/:code/:round/selfopen",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "POST", "/log/cosignature", "/log/cosignature",
	    { 422, 422, 422, 422, 422, 422, 422 } },
	{ "GET", "/projects/$O/bids/new", "/projects/:code/bids/new",
	    { 303, 200, 200, 403, 403, 403, 403 } },
	{ "POST", "/projects/$O/bids/check", "/projects/:code/bids/check",
	    { 401, 422, 422, 403, 403, 403, 403 } },
	{ "POST", "/projects/$O/bids", "/projects/:code/bids",
	    { 401, 400, 400, 403, 403, 403, 403 } },
	{ "POST", "/projects/$O/bids/documents",
	    "/projects/:code/bids/documents",
	    { 401, 200, 200, 403, 403, 403, 403 } },
	{ "GET", "/projects/$O/documents", "/projects/:code/documents",
	    { 303, 404, 404, 403, 403, 403, 403 } },
	{ "POST", "/projects/$O/documents", "/projects/:code/documents",
	    { 401, 404, 404, 403, 403, 403, 403 } },
	{ "GET", "/projects/$O/bids/withdraw",
	    "/projects/:code/bids/withdraw",
	    { 303, 200, 409, 403, 403, 403, 403 } },
	{ "POST", "/projects/$O/bids/withdraw",
	    "/projects/:code/bids/withdraw",
	    { 401, 400, 400, 403, 403, 403, 403 } },
	{ "GET", "/receipts/$N", "/receipts/:file",
	    { 303, 200, 404, 403, 403, 403, 403 } },
	PUBLIC("/projects/$R/letter", "/projects/:code/letter"),
	{ "GET", "/projects/$O/letter", "/projects/:code/letter",
	    { 404, 404, 404, 404, 404, 404, 404 } },
	{ "GET", "/projects/$R/award/explain",
	    "/projects/:code/award/explain",
	    { 303, 404, 404, 403, 403, 403, 403 } },
	{ "POST", "/projects/$R/award/explain",
	    "/projects/:code/award/explain",
	    { 401, 404, 404, 403, 403, 403, 403 } },
	{ "GET", "/projects/$R/award/decide", "/projects/:code/award/decide",
	    { 303, 403, 403, 409, 404, 403, 403 } },
	{ "POST", "/projects/$R/award/decide",
	    "/projects/:code/award/decide",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "GET", "/projects/$R/award/choose", "/projects/:code/award/choose",
	    { 303, 403, 403, 409, 404, 403, 403 } },
	{ "POST", "/projects/$R/award/choose",
	    "/projects/:code/award/choose",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "GET", "/projects/$R/award/decline",
	    "/projects/:code/award/decline",
	    { 303, 404, 404, 403, 403, 403, 403 } },
	{ "POST", "/projects/$R/award/decline",
	    "/projects/:code/award/decline",
	    { 401, 404, 404, 403, 403, 403, 403 } },
	{ "POST", "/projects/$R/award/leave", "/projects/:code/award/leave",
	    { 401, 404, 404, 403, 403, 403, 403 } },
	PUBLIC("/late-payments", "/late-payments"),
	{ "GET", "/projects/$R/contract", "/projects/:code/contract",
	    { 303, 404, 404, 200, 404, 403, 200 } },
	{ "GET", "/projects/$O/contract", "/projects/:code/contract",
	    { 303, 404, 404, 404, 404, 403, 404 } },
	{ "GET", "/projects/$R/contract/text",
	    "/projects/:code/contract/text",
	    { 303, 404, 404, 200, 404, 403, 200 } },
	{ "GET", "/projects/$R/contract/pay",
	    "/projects/:code/contract/:act",
	    { 303, 404, 404, 409, 404, 403, 409 } },
	{ "GET", "/projects/$R/contract/other",
	    "/projects/:code/contract/:act",
	    { 303, 404, 404, 404, 404, 403, 404 } },
	{ "POST", "/projects/$R/contract/deliver",
	    "/projects/:code/contract/deliver",
	    { 401, 404, 404, 403, 403, 403, 403 } },
	{ "POST", "/projects/$R/contract/reject",
	    "/projects/:code/contract/reject",
	    { 401, 403, 403, 409, 404, 403, 403 } },
	{ "POST", "/projects/$R/contract/pay",
	    "/projects/:code/contract/:act",
	    { 401, 404, 404, 409, 404, 403, 403 } },
	{ "POST", "/projects/$R/contract/file",
	    "/projects/:code/contract/:act",
	    { 401, 404, 404, 303, 404, 403, 403 } },
	{ "POST", "/projects/$R/contract/other",
	    "/projects/:code/contract/:act",
	    { 401, 404, 404, 404, 404, 403, 404 } },
	{ "GET", "/projects/$R/review", "/projects/:code/review",
	    { 303, 404, 404, 200, 404, 403, 403 } },
	{ "POST", "/projects/$R/review", "/projects/:code/review",
	    { 401, 404, 404, 422, 404, 403, 403 } },
	{ "GET", "/projects/$R/reply", "/projects/:code/reply",
	    { 303, 404, 404, 404, 404, 403, 403 } },
	{ "POST", "/projects/$R/reply", "/projects/:code/reply",
	    { 401, 404, 404, 404, 404, 403, 403 } },
	{ "GET", "/projects/$R/dispute", "/projects/:code/dispute",
	    { 303, 404, 404, 404, 404, 403, 403 } },
	{ "POST", "/projects/$R/dispute", "/projects/:code/dispute",
	    { 401, 404, 404, 404, 404, 403, 403 } },
	{ "GET", "/desk/reviews", "/desk/reviews",
	    { 303, 403, 403, 403, 403, 403, 200 } },
	{ "GET", "/desk/reviews/$V", "/desk/reviews/:id",
	    { 303, 403, 403, 403, 403, 403, 200 } },
	{ "POST", "/desk/reviews/$V", "/desk/reviews/:id",
	    { 401, 403, 403, 403, 403, 403, 422 } },
#include "tests/site_inspect.h"
	PUBLIC("/join", "/join"), PUBLIC("/join/agency", "/join/:role"),
	{ "POST", "/join/agency", "/join/:role",
	    { 403, 422, 422, 422, 422, 422, 422 } },
	{ "GET", "/join/agency/contact", "/join/:role/contact",
	    { 303, 303, 303, 303, 303, 303, 303 } },
	{ "POST", "/join/agency/contact", "/join/:role/contact",
	    { 403, 303, 303, 303, 303, 303, 303 } },
	{ "GET", "/join/agency/confirm", "/join/:role/confirm",
	    { 303, 303, 303, 303, 303, 303, 303 } },
	{ "POST", "/join/agency/confirm", "/join/:role/confirm",
	    { 403, 303, 303, 303, 303, 303, 303 } },
	PUBLIC("/login", "/login"),
	{ "POST", "/login", "/login", { 403, 422, 422, 422, 422, 422, 422 } },
};

/* $O and its like, put in. */
static const char *
address(const struct world *w, const char *pattern)
{
	static char out[256];
	const struct { char c; const char *value; } known[] = {
		{ 'O', w->open }, { 'D', w->draft }, { 'R', w->reviewing },
		{ 'N', w->file }, { 'Q', w->asked }, { 'A', w->agency.uscc },
		{ 'W', w->dept.uscc }, { 'K', w->qualification },
		{ 'F', w->scan }, { 'V', w->disputed },
	};
	size_t n = 0;

	for (; *pattern; pattern++) {
		if (*pattern != '$') {
			out[n++] = *pattern;
			continue;
		}
		pattern++;
		for (size_t i = 0; i < COUNT(known); i++)
			if (known[i].c == *pattern)
				n += (size_t)snprintf(out + n,
				    sizeof out - n, "%s", known[i].value);
	}
	out[n] = '\0';
	return out;
}

START_TEST(each_route_admits_whom_its_row_names)
{
	struct world w = a_world();
	const struct actor *who[VISITORS] = { NULL, &w.agency, &w.rival,
	    &w.dept, &w.other_dept, &w.op, &w.reg };
	struct browser b = who[_i] ? signed_in(who[_i]) : a_browser();

	for (size_t i = 0; i < COUNT(matrix); i++) {
		const char *path = address(&w, matrix[i].path);
		int got;

		if (strcmp(matrix[i].path, "/logout") == 0)
			continue;	/* the last one, below */
		got = strcmp(matrix[i].method, "GET") == 0 ?
		    get(&b, path) : post(&b, path, "");
		if (strcmp(matrix[i].path, "/login") == 0 && got == 303)
			got = 200;	/* who is signed in goes to the desk */
		ck_assert_msg(got == matrix[i].status[_i],
		    "%s %s for visitor %d: %d, not %d", matrix[i].method,
		    path, _i, got, matrix[i].status[_i]);
		if (!who[_i])
			b.sid[0] = '\0';	/* a new visitor each time */
	}
	ck_assert_int_eq(post(&b, "/logout", ""), who[_i] ? 303 : 401);
	if (who[_i])
		ck_assert_int_eq(get(&b, "/desk"), 303);
}
END_TEST

START_TEST(the_matrix_has_every_route)
{
	for (size_t i = 0; i < routes_n; i++) {
		bool found = false;

		for (size_t j = 0; j < COUNT(matrix); j++)
			found |= strcmp(matrix[j].method,
			    routes[i].method) == 0 &&
			    strcmp(matrix[j].route, routes[i].path) == 0;
		ck_assert_msg(found, "%s %s is not in the matrix",
		    routes[i].method, routes[i].path);
		ck_assert_int_ne(routes[i].who, NOBODY);
	}
}
END_TEST

/* Signed notes need no session; a submission with one needs its token. */
static bool
speaks_for_itself(const char *path)
{
	for (size_t i = 0; i < routes_n; i++)
		if (strcmp(routes[i].path, path) == 0 &&
		    routes[i].who & SIGNED)
			return true;
	return false;
}

START_TEST(a_post_is_refused_without_its_token_or_from_elsewhere)
{
	struct world w = a_world();
	const struct actor *who[] = { &w.agency, &w.dept, &w.op };

	for (size_t k = 0; k < COUNT(who); k++)
		for (size_t i = 0; i < COUNT(matrix); i++) {
			struct browser b;
			const char *path = address(&w, matrix[i].path);

			if (strcmp(matrix[i].method, "POST") != 0 ||
			    speaks_for_itself(matrix[i].route))
				continue;
			b = signed_in(who[k]);
			b.no_token = true;
			ck_assert_int_eq(post(&b, path, ""), 403);
			ck_assert_int_eq(post(&b, path,
			    "_csrf=0123456789abcdef0123456789abcdef"), 403);
			b.no_token = false;
			b.origin = "http://evil.example";
			ck_assert_int_eq(post(&b, path, ""), 403);
			b.origin = "null";
			ck_assert_int_eq(post(&b, path, ""), 403);
			b.origin = NULL;
			b.fetch_site = "cross-site";
			ck_assert_int_eq(post(&b, path, ""), 403);
			b.fetch_site = "same-site";
			ck_assert_int_eq(post(&b, path, ""), 403);
		}
}
END_TEST

START_TEST(a_token_of_another_session_is_refused)
{
	struct world w = a_world();
	struct browser a = signed_in(&w.agency), b = signed_in(&w.agency);

	memcpy(b.token, a.token, sizeof b.token);
	ck_assert_int_eq(post(&b, "/desk/profile", ""), 403);
}
END_TEST

START_TEST(before_the_deadline_no_page_tells_of_a_bid)
{
	static const char *const pages[] = { "/", "/projects", "/notices",
	    "/agencies", "/search?q=road", "/projects/$O",
	    "/projects/$O/opening", "/owners/$W", "/desk", "/services/SX-001",
	    "/agencies/$A" };
	struct world w = a_world();
	const struct actor *who[] = { NULL, &w.rival, &w.dept, &w.other_dept,
	    &w.op, &w.reg };
	const char *before[COUNT(pages)];
	struct browser b;

	for (size_t k = 0; k < COUNT(who); k++) {
		struct actor more = an_agency(20 + (int)k);

		b = who[k] ? signed_in(who[k]) : a_browser();
		for (size_t i = 0; i < COUNT(pages); i++) {
			/* Once for the form token's cookie, once to keep. */
			get(&b, address(&w, pages[i]));
			get(&b, address(&w, pages[i]));
			before[i] = b.body;
		}
		a_bid(&more, w.open, "54321.67");
		for (size_t i = 0; i < COUNT(pages); i++) {
			get(&b, address(&w, pages[i]));
			ck_assert_msg(strcmp(before[i], b.body) == 0,
			    "%s changed for visitor %zu", pages[i], k);
			ck_assert(!page_has(&b, "54,321.67"));
		}
	}
}
END_TEST

static const char *const evil[] = {
	"<script>alert(1)</script>", "\"><script>alert(1)</script>",
	"'><img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
	"javascript:alert(1)", "<iframe src=javascript:alert(1)>",
	"</textarea><script>alert(1)</script>",
	"</title><script>alert(1)</script>", "{{NAME}}{{#X}}{{/X}}",
	"{{%AUTOESCAPE context=\"NONE\"}}", "<b>bold</b>", "&lt;script&gt;",
	"<a href=\"javascript:alert(1)\">x</a>", "\" onmouseover=\"alert(1)",
	"' onfocus='alert(1)' autofocus='", "<body onload=alert(1)>",
	"<img src=\"x\" onerror=\"alert(1)\">", "<math><mi//xlink:href=\"x",
	"<style>*{display:none}</style>", "<link rel=stylesheet href=//e>",
	"<meta http-equiv=refresh content=0>", "<base href=//evil>",
	"<form action=//evil>", "<input autofocus onfocus=alert(1)>",
	"<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>",
	"<object data=x>", "<embed src=x>", "<marquee onstart=alert(1)>",
	"%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003e",
	"<!--<script>alert(1)//-->", "<![CDATA[<script>]]>",
	"<scr<script>ipt>alert(1)</script>", "<SCRIPT SRC=//e/x.js></SCRIPT>",
	"<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">", "`<script>`",
	"${alert(1)}", "<x onclick=alert(1)>click", "-->\"'><script>",
};

/* What stands in the page of a payload that was not escaped. */
static void
assert_harmless(const struct browser *b, const char *payload)
{
	ck_assert_msg(b->status < 500, "status %d for %s", b->status,
	    payload);
	if (strpbrk(payload, "<>") != NULL)
		ck_assert_msg(!page_has(b, payload), "raw: %s", payload);
}

START_TEST(no_field_shows_markup_as_markup)
{
	static const char *const fields[] = { "title", "scale", "content",
	    "place", "requirements", "contact", "phone", "ceiling", "days",
	    "deadline", "chosen", "budget", "region", "item" };
	struct world w = a_world();
	struct browser owner = signed_in(&w.works);
	struct browser agency = signed_in(&w.agency);
	struct browser op = signed_in(&w.op), anyone = a_browser();
	const char *e = encoded(evil[_i]);
	char form[8192], path[4096];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(fields); i++)
		n += (size_t)snprintf(form + n, sizeof form - n, "%s%s=%s",
		    i ? "&" : "", fields[i], e);
	post(&owner, "/desk/projects", form);
	assert_harmless(&owner, evil[_i]);
	snprintf(form, sizeof form, "intro=%s&promise=%s&fee_reference=%s&"
	    "phone=x&address=%s", e, e, e, e);
	post(&agency, "/desk/profile", form);
	assert_harmless(&agency, evil[_i]);
	snprintf(path, sizeof path, "/agencies/%s", w.agency.uscc);
	get(&anyone, path);
	assert_harmless(&anyone, evil[_i]);
	snprintf(form, sizeof form, "code=%s&name=%s&type=%s&department=%s&"
	    "legal_basis=%s&workflow=%s", e, e, e, e, e, e);
	post(&op, "/desk/services", form);
	assert_harmless(&op, evil[_i]);
	snprintf(form, sizeof form, "amount=%s", e);
	snprintf(path, sizeof path, "/projects/%s/bids/check", w.open);
	post(&agency, path, form);
	assert_harmless(&agency, evil[_i]);
	snprintf(path, sizeof path, "/search?q=%s", e);
	get(&anyone, path);
	assert_harmless(&anyone, evil[_i]);
	snprintf(path, sizeof path, "/projects?region=%s&item=%s&state=%s&"
	    "before=%s", e, e, e, e);
	get(&anyone, path);
	assert_harmless(&anyone, evil[_i]);
	get(&anyone, "/login");
	snprintf(form, sizeof form, "login=%s&password=%s", e, e);
	snprintf(path, sizeof path, "/login?next=%s", e);
	post(&anyone, path, form);
	assert_harmless(&anyone, evil[_i]);
	get(&anyone, "/join/agency");
	snprintf(form, sizeof form, "uscc=%s&name=%s", e, e);
	post(&anyone, "/join/agency", form);
	assert_harmless(&anyone, evil[_i]);
}
END_TEST

START_TEST(a_public_page_is_answered_with_304_until_something_changes)
{
	struct world w = a_world();
	struct browser b = a_browser();
	const char *tag;

	(void)w;
	ck_assert_int_eq(get(&b, "/projects"), 200);
	tag = b.etag;
	ck_assert_str_ne(tag, "");
	b.if_none_match = tag;
	ck_assert_int_eq(get(&b, "/projects"), 304);
	a_project(&w.dept);
	ck_assert_int_eq(get(&b, "/projects"), 200);
	ck_assert_str_ne(b.etag, tag);
}
END_TEST

START_TEST(get_changes_nothing)
{
	struct world w = a_world();
	struct browser b = signed_in(&w.dept);
	uint64_t before = m->house->version;

	for (size_t i = 0; i < COUNT(matrix); i++)
		if (strcmp(matrix[i].method, "GET") == 0)
			get(&b, address(&w, matrix[i].path));
	ck_assert_uint_eq(m->house->version, before);
	ck_assert_str_eq(project_now(w.open).state, "published");
}
END_TEST

START_TEST(each_parameter_says_what_it_counts)
{
	static const char *const says[] = {
	    "财政资金 3 家，国有资金 3 家，社会资金 1 家", "提前 30 日、7 日",
	    "北京时间 17:00", "长名单 10 家，短名单 3 家", "95%" };
	struct browser b = a_browser();

	ck_assert_int_eq(get(&b, "/params"), 200);
	for (size_t i = 0; i < COUNT(says); i++)
		ck_assert_msg(page_has(&b, says[i]), "%s", says[i]);
}
END_TEST

Suite *
site_pages_suite(void)
{
	Suite *s = suite_create("site_pages");
	TCase *t = tcase_create("site");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_public_page_answers);
	tcase_add_test(t, every_desk_answers);
	tcase_add_test(t, each_parameter_says_what_it_counts);
	tcase_add_loop_test(t, each_route_admits_whom_its_row_names, 0,
	    VISITORS);
	tcase_add_test(t, the_matrix_has_every_route);
	tcase_add_test(t, a_post_is_refused_without_its_token_or_from_elsewhere);
	tcase_add_test(t, a_token_of_another_session_is_refused);
	tcase_add_test(t, before_the_deadline_no_page_tells_of_a_bid);
	tcase_add_loop_test(t, no_field_shows_markup_as_markup, 0,
	    COUNT(evil));
	tcase_add_test(t,
	    a_public_page_is_answered_with_304_until_something_changes);
	tcase_add_test(t, get_changes_nothing);
	suite_add_tcase(s, t);
	return s;
}
