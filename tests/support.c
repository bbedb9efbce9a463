/* SPDX-License-Identifier: Apache-2.0 */
/* support.c: people and projects for tests. */
#include "tests/support.h"

#include <check.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/record.h"
#include "market/account.h"
#include "market/agency.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/budget.h"
#include "market/demo_contract.h"
#include "market/demo_seal.h"
#include "market/draft.h"
#include "market/item.h"
#include "market/joining.h"
#include "market/keyfile.h"
#include "market/keys.h"
#include "market/password.h"
#include "market/review.h"
#include "market/round.h"
#include "market/signer.h"
#include "market/tick.h"
#include "market/uscc.h"
#include "market/write.h"

static struct house house;
static struct market market;
static struct arena arena;		/* of requests and verbs */
static struct arena kept;		/* of what a test holds on to */
static struct signer *signer;
static struct cast *cast;		/* whoever holds keys */
static int64_t now = 1795572000;	/* 2026-11-25 10:00:00, Wednesday */

int64_t
clock_at(void)
{
	return now;
}

int64_t *
the_clock(void)
{
	return &now;
}

void
clock_set(int64_t at)
{
	__atomic_store_n(&now, at, __ATOMIC_RELAXED);
}

void
clock_forward(int64_t seconds)
{
	clock_set(now + seconds);
}

static enum err
add_region(struct db *db, void *ctx)
{
	(void)ctx;
	return db_region_add(db, "429901", "Binjiang");
}

enum { TRUSTEES = 3 };
static const char *const key_names[] = { "m.example/op", "m.example/t/1",
    "m.example/t/2", "m.example/t/3", "m.example/log/1", "m.example/w/1",
    "m.example/w/2" };
static const char *const key_roles[] = { "platform", "trustee", "trustee",
    "trustee", "log", "witness", "witness" };
static const char *const key_files[] = { "op", "t1", "t2", "t3", "log",
    "w1", "w2" };
static char key_paths[COUNT(key_names)][96];
static struct note_secret trustee_secrets[TRUSTEES];

/* trust.txt names the log, witnesses, the platform and three trustees. */
static void
write_trust(const char *path, const struct keyfile *const *keys)
{
	char vkeys[COUNT(key_names)][NOTE_VKEY_MAX];
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	for (size_t i = 0; i < COUNT(key_names); i++) {
		struct note_secret s;

		keyfile_secret(keys[i], &s);
		note_vkey_write(vkeys[i], &s.key);
	}
	fprintf(f, "log %s http://127.0.0.1/\n", vkeys[4]);
	fprintf(f, "witness one %s\nwitness two %s\n", vkeys[5], vkeys[6]);
	fprintf(f, "group both 2 one two\nquorum both\n");
	fprintf(f, "# platform %s\n", vkeys[0]);
	for (int i = 1; i <= TRUSTEES; i++)
		fprintf(f, "# trustee %s\n", vkeys[i]);
	fclose(f);
}

/* Keys of platform, log, witnesses and trustees, in files of dir. */
static void
make_keys(const char *dir)
{
	const struct signer_memory none = { .size = 0 };
	const char *trustees[TRUSTEES];
	struct keyfile *keys[COUNT(key_names)];
	struct note_secret log;
	char trust[96];

	for (size_t i = 0; i < COUNT(key_names); i++) {
		keys[i] = keyfile_make(key_names[i], key_roles[i]);
		snprintf(key_paths[i], sizeof key_paths[i], "%s/%s.key", dir,
		    key_files[i]);
		ck_assert_int_eq(keyfile_write(keys[i], key_paths[i], NULL),
		    OK);
	}
	snprintf(trust, sizeof trust, "%s/trust.txt", dir);
	write_trust(trust, (const struct keyfile *const *)keys);
	keyfile_secret(keys[4], &log);
	signer = signer_local(&log, &none);
	for (size_t i = 0; i < TRUSTEES; i++) {
		trustees[i] = key_paths[i + 1];
		keyfile_secret(keys[i + 1], &trustee_secrets[i]);
	}
	ck_assert_int_eq(cast_new(&cast, trustees, TRUSTEES), OK);
	for (size_t i = 0; i < COUNT(key_names); i++)
		keyfile_free(keys[i]);
}

/* All keys are in memory now. */
static void
remove_keys(const char *dir)
{
	const char *const others[] = { "csrf.key", "pepper.key", "trust.txt" };
	char path[128];

	for (size_t i = 0; i < COUNT(key_paths); i++)
		unlink(key_paths[i]);
	for (size_t i = 0; i < COUNT(others); i++) {
		snprintf(path, sizeof path, "%s/%s", dir, others[i]);
		unlink(path);
	}
	rmdir(dir);
}

struct arena *
tests_arena(void)
{
	return &kept;
}

struct cast *
the_cast(void)
{
	return cast;
}

const struct note_secret *
trustee_secret(int i)
{
	return &trustee_secrets[i - 1];
}

struct market *
a_market_at(const char *path)
{
	static char where[128], keys[64];
	const struct gate_rule cheap = { .passes = 1, .memory = 8192,
	    .at_once = 2, .waiting = 4, .wait_ms = 3000 };

	snprintf(where, sizeof where, "%s", path);
	snprintf(keys, sizeof keys, "/tmp/market-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(keys));
	make_keys(keys);
	ck_assert_int_eq(house_open(&house, where, keys,
	    clock_standing(&now), signer), OK);
	gate_set(house.gate, cheap);
	arena_init(&arena);
	arena_init(&kept);
	ck_assert_int_eq(market_open(&market, &house, &arena), OK);
	ck_assert_int_eq(write_run(&market, add_region, NULL), OK);
	remove_keys(keys);
	return &market;
}

static char store_folder[64];

const char *
a_store(void)
{
	snprintf(store_folder, sizeof store_folder, "/tmp/store-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(store_folder));
	ck_assert_int_eq(house_store(&house, store_folder), OK);
	return store_folder;
}

static int
drop_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void
drop_store(void)
{
	if (store_folder[0])
		nftw(store_folder, drop_entry, 16, FTW_DEPTH | FTW_PHYS);
	store_folder[0] = '\0';
}

struct market *
a_market(void)
{
	char where[64];

	snprintf(where, sizeof where, "file:/test%d?vfs=memdb",
	    (int)getpid());
	return a_market_at(where);
}

const char *
a_token(void)
{
	char hex[65];

	keys_random_hex(hex);
	return arena_strndup(&kept, hex, 32);
}

void
end_market(void)
{
	end_site();
	market_close(&market);
	house_close(&house);
	drop_store();
	signer_free(signer);
	cast_free(cast);
	arena_release(&kept);
}

struct market *
the_market(void)
{
	return &market;
}

/* Joins by the three forms, as everybody does. */
static struct actor
join(enum role role, const char *first17, const char *name, int n)
{
	char uscc[USCC_LENGTH + 1];
	const char *sid;
	struct visitor v = { .role = role, .request = "test" };
	struct problems problems = { .n = 0 };
	struct joining_contact c = { .contact = "Zhou Min",
	    .password = "kettle moss 47" };
	struct actor actor = { .role = role, .request = "test" };
	struct party party;

	sid = arena_printf(&kept, "%s%s", a_token(), a_token());
	uscc_make(uscc, first17);
	v.sid = sid;
	c.mobile = arena_printf(&kept, "138%08d", n);
	c.email = arena_printf(&kept, "u%d@x.cn", n);
	ck_assert_int_eq(joining_start(&market, &v, uscc, name, &problems),
	    OK);
	ck_assert_int_eq(joining_contact(&market, &v, &c, &problems), OK);
	ck_assert_int_eq(joining_confirm(&market, &v, true,
	    &actor.account_id, &problems), OK);
	ck_assert_int_eq(db_party_by_uscc(market.db, uscc, &party), OK);
	actor.party_id = party.id;
	actor.name = "Zhou Min";
	actor.party_name = arena_strdup(&kept, name);
	actor.uscc = arena_strdup(&kept, uscc);
	actor.government = uscc_is_government(uscc);
	return actor;
}

struct actor
an_agency(int n)
{
	return join(ROLE_AGENCY, arena_printf(&kept, "91429900MA4A%05d", n),
	    arena_printf(&kept, "Agency %d", n), 1000 + n);
}

struct actor
a_department(int n)
{
	return join(ROLE_OWNER, arena_printf(&kept, "1142990000%07d", n),
	    arena_printf(&kept, "Bureau %d", n), 2000 + n);
}

struct actor
an_enterprise(int n)
{
	return join(ROLE_OWNER, arena_printf(&kept, "91429900MB4B%05d", n),
	    arena_printf(&kept, "Works %d", n), 3000 + n);
}

static struct actor
a_staff(enum role role, const char *email)
{
	struct actor actor = { .role = role, .party_name = "", .uscc = "",
	    .name = "Officer", .request = "test" };
	struct problems problems = { .n = 0 };

	const struct staff staff = { .role = role, .name = "Officer",
	    .email = email, .password = "quiet harbour 2291" };

	ck_assert_int_eq(staff_create(&market, &staff, &actor.account_id,
	    &problems), OK);
	return actor;
}

struct actor
an_operator(void)
{
	return a_staff(ROLE_OPERATOR, "op@x.cn");
}

struct actor
a_regulator(void)
{
	return a_staff(ROLE_REGULATOR, "reg@x.cn");
}

struct actor
an_auditor(void)
{
	return a_staff(ROLE_AUDITOR, "audit@x.cn");
}

struct actor
another_regulator(void)
{
	return a_staff(ROLE_REGULATOR, "reg2@x.cn");
}

struct actor
a_discipline(void)
{
	return a_staff(ROLE_DISCIPLINE, "jjjc@x.cn");
}

const char *
an_item(void)
{
	const struct actor nobody = { .role = ROLE_OPERATOR };
	const struct item_form form = { .code = "SX-001",
	    .name = "\u6c34\u571f\u4fdd\u6301\u65b9\u6848\u7f16\u5236",
	    .type = "Report", .department = "Water bureau",
	    .legal_basis = "Law on water and soil, art. 25",
	    .approval_item = "Approval", .time_limit = "15",
	    .workflow = "Contract\nReport", .conditions = "None",
	    .fee_mode = "market", .fee_standard = "By agreement",
	    .result_doc = "Report", .requirement = "", .once = "" };
	struct problems problems = { .n = 0 };

	struct item item;

	if (item_get(&market, "SX-001", &item) == OK)
		return "SX-001";
	ck_assert_int_eq(item_create(&market, &nobody, &form, &problems),
	    OK);
	ck_assert_int_eq(item_publish(&market, &nobody, "SX-001",
	    &problems), OK);
	return "SX-001";
}

const char *
a_budget(const struct actor *owner)
{
	struct budget_line *lines;
	struct budget_form form = { .code = "2130399", .name = "Water",
	    .amount = "10000000", .once = a_token() };
	struct problems problems = { .n = 0 };
	size_t n;

	form.year = arena_printf(&kept, "%" PRId64, civil_of(now).year);
	ck_assert_int_eq(budget_choices(&market, owner, &lines, &n), OK);
	if (n == 0) {
		int64_t id;

		ck_assert_int_eq(budget_add(&market, owner, &form, &id,
		    &problems), OK);
		ck_assert_int_eq(budget_choices(&market, owner, &lines, &n),
		    OK);
	}
	return arena_printf(&kept, "%" PRId64, lines[0].id);
}

static struct draft_form
whole_draft(const struct actor *owner, int64_t seconds)
{
	struct civil c = civil_of(now + seconds);

	return (struct draft_form){
		.item = an_item(), .title = "A road and its slopes",
		.scale = "3.2 km", .content = "A report.\nIts approval.",
		.place = "River road", .region = "429901",
		.fund = owner->government ? "fiscal" : "social",
		.budget = owner->government ? a_budget(owner) : "",
		.ceiling = "100000", .days = "30", .requirements = "", .need = "all",
		.method = "lowest", .chosen = "",
		.deadline = arena_printf(&kept,
		    "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", c.year,
		    c.month, c.day, c.hour, c.minute, c.second),
		.contact = "Zhou Min", .phone = "027-0000",
		.server = "yes", .rev = "0",
		.once = a_token(),
	};
}

/* Tests do not wait three working days. */
static void
short_terms(void)
{
	house.params.notice_min = (struct span){ 1, SPAN_S };
	house.params.award_publicity = (struct span){ 10, SPAN_M };
	house.param_sets[0] = house.params;
}

/* A test's market has few agencies: whoever posts there says why. */
void
say_why_few(const struct actor *owner, const struct project *p)
{
	const struct draft_answer few = { "L12", "eligible",
	    "A test has no more" };
	const struct draft_answers answers = { .rev = arena_printf(
	    &kept, "%lld", (long long)(p->rev ? p->rev : 1)), .list = &few, .n = 1 };
	struct problems problems = { .n = 0 };

	ck_assert_int_eq(draft_answer(&market, owner, p->code, &answers,
	    &problems), OK);
}

const char *
a_draft_of(const struct actor *owner, const struct draft_form *form)
{
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err;

	short_terms();
	err = draft_create(&market, owner, form, &p, &problems);
	ck_assert_msg(!err, "draft: %s", problems.n ?
	    problems.list[0].code : "no problem");
	say_why_few(owner, &p);
	return arena_strdup(&kept, p.code);
}

struct draft_form
a_draft_form(const struct actor *owner)
{
	return whole_draft(owner, 3600);
}

static const char *
draft_for(const struct actor *owner, int64_t seconds)
{
	struct draft_form form = whole_draft(owner, seconds);

	return a_draft_of(owner, &form);
}

const char *
a_draft(const struct actor *owner)
{
	return draft_for(owner, 3600);
}

static void
publish(const struct actor *owner, const char *code)
{
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_publish(&market, owner, code, &p, &problems);

	ck_assert_msg(!err, "publish: %s", problems.n ?
	    problems.list[0].code : "no problem");
}

const char *
an_asked_project_for(const struct actor *owner, int64_t seconds)
{
	const char *code = draft_for(owner, seconds);

	publish(owner, code);
	return code;
}

const char *
a_project_of(const struct actor *owner, const struct draft_form *form)
{
	const char *code = a_draft_of(owner, form);

	publish(owner, code);
	ck_assert_int_eq(cast_agree(cast, &market, owner, code), OK);
	return code;
}

const char *
an_asked_project(const struct actor *owner)
{
	return an_asked_project_for(owner, 3600);
}

const char *
a_project_for(const struct actor *owner, int64_t seconds)
{
	const char *code = an_asked_project_for(owner, seconds);

	ck_assert_int_eq(cast_agree(cast, &market, owner, code), OK);
	return code;
}

const char *
a_project(const struct actor *owner)
{
	return a_project_for(owner, 3600);
}

struct bid
a_bid(const struct actor *agency, const char *code, const char *amount)
{
	struct problems problems = { .n = 0 };
	struct bid bid;
	enum err err = bid_place(&market, agency, code, amount, a_token(),
	    &bid, &problems);

	ck_assert_msg(!err, "bid: %s", problems.n ? problems.list[0].code :
	    "no problem");
	bid.name = arena_strdup(&kept, bid.name);
	return bid;
}

void
run_clock(void)
{
	do {
		while (tick_run(&market, 64) > 0)
			;
		ck_assert_int_eq(cast_open_all(cast, &market, 2), OK);
	} while (tick_run(&market, 64) > 0);
}

void
run_clock_alone(void)
{
	while (tick_run(&market, 64) > 0)
		;
}

struct project
project_now(const char *code)
{
	struct project p;

	ck_assert_int_eq(project_get(&market, code, &p), OK);
	return p;
}

const char *
an_award(const struct actor *owner)
{
	const char *code = a_project(owner);

	for (int i = 1; i <= 3; i++) {
		struct actor a = an_agency(i);

		a_bid(&a, code, arena_printf(&kept, "%d", 50000 + i));
	}
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	return code;
}

struct actor
winner_of(const char *code)
{
	struct project p = project_now(code);
	struct actor actor = { .role = ROLE_AGENCY, .request = "test" };
	struct award a;
	struct account account;
	const char *password;

	ck_assert_int_eq(award_of_project(&market, p.id, &a), OK);
	actor.party_id = a.agency_id;
	actor.uscc = a.agency_uscc;
	actor.party_name = a.agency_name;
	actor.name = "Zhou Min";
	ck_assert_int_eq(db_account_by_login(market.db, "13800001001",
	    &account, &password), OK);
	actor.account_id = account.id;
	return actor;
}

const char *
a_signing(const struct actor *owner)
{
	const char *code = an_award(owner);

	clock_forward(600);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
	return code;
}

const char *
a_performing(const struct actor *owner)
{
	const char *code = a_signing(owner);
	struct actor winner = winner_of(code);

	ck_assert_int_eq(demo_sign(&market, owner, &winner, code), OK);
	return code;
}

const char *
a_reviewing(const struct actor *owner)
{
	const char *code = a_performing(owner);

	struct actor winner = winner_of(code);

	ck_assert_int_eq(demo_work(&market, owner, &winner, code), OK);
	ck_assert_int_eq(demo_pay(&market, owner, code), OK);
	return code;
}

void
both_rate(const struct actor *owner, const char *code)
{
	const struct review_form four = { .scores = { "4", "4", "4", "3",
	    "4" }, .text = "" };
	struct actor agency = winner_of(code);
	struct problems problems;
	bool shown;

	ck_assert_int_eq(review_place(&market, owner, code, &four, &shown,
	    &problems), OK);
	ck_assert(!shown);
	ck_assert_int_eq(review_place(&market, &agency, code, &four, &shown,
	    &problems), OK);
	ck_assert(shown);
}
