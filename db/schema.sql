-- SPDX-License-Identifier: Apache-2.0
-- schema.sql: every table and column of the market.  The only file that may
-- be SQLite's own; the statements in db/*.c keep to what PostgreSQL shares.
-- Money is integer fen, times are Unix seconds, hashes are BLOBs.
-- A change of state is a row of project_event with who and when; the state
-- column beside it is what that row made of it.
-- «Personal» marks personal data: purpose, and what deletes it.

-- Who takes part: an organisation, known by its 统一社会信用代码 (GB 32100-2015).
CREATE TABLE party (
	id INTEGER PRIMARY KEY,
	uscc TEXT NOT NULL UNIQUE CHECK (length(uscc) = 18),
	name TEXT NOT NULL CHECK (name <> ''),
	kind TEXT NOT NULL CHECK (kind IN ('gov', 'public_inst', 'mass_org',
	    'ngo', 'enterprise', 'sole_trader', 'other')),	-- from the code
	region TEXT NOT NULL CHECK (length(region) = 6),	-- GB/T 2260
	address TEXT NOT NULL DEFAULT '',
	legal_rep TEXT NOT NULL DEFAULT '',	-- Personal: masked in public
	-- Personal: «b2k1$<hex>» of the representative's ID number (domain.md 2),
	-- '' until given; who bids together, whom credit follows.  Never shown.
	legal_rep_id_hash TEXT NOT NULL DEFAULT '',
	phone TEXT NOT NULL DEFAULT '',		-- office phone, public
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX party_legal_rep ON party (legal_rep_id_hash, id)
    WHERE legal_rep_id_hash <> '';

-- Someone who can log in.  party_id is NULL for staff of the market.
CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	party_id INTEGER REFERENCES party (id),
	role TEXT NOT NULL CHECK (role IN ('agency', 'owner', 'operator',
	    'regulator', 'auditor', 'evaluator', 'discipline', 'inspector')),
	name TEXT NOT NULL,		-- Personal: contact; kept with the account
	mobile TEXT UNIQUE,		-- Personal: login; NULL for staff
	email TEXT NOT NULL UNIQUE,	-- Personal: login, mails
	password TEXT NOT NULL,		-- Argon2id string of libsodium
	created_at INTEGER NOT NULL,
	CHECK ((party_id IS NULL) = (role NOT IN ('agency', 'owner')))
) STRICT;
CREATE INDEX account_party ON account (party_id);
CREATE INDEX account_staff ON account (role, id) WHERE party_id IS NULL;

-- Who is logged in.  The cookie holds 32 random bytes, the row their hash.
CREATE TABLE session (
	id_hash BLOB PRIMARY KEY CHECK (length(id_hash) = 32),
	account_id INTEGER NOT NULL REFERENCES account (id),
	created_at INTEGER NOT NULL,
	used_at INTEGER NOT NULL	-- written once a minute at most
) STRICT, WITHOUT ROWID;
CREATE INDEX session_used ON session (used_at);
CREATE INDEX session_account ON session (account_id);

-- A registration under way, kept until it is confirmed or an hour old.
CREATE TABLE joining (
	id_hash BLOB PRIMARY KEY,	-- of the visitor's anonymous cookie
	role TEXT NOT NULL CHECK (role IN ('agency', 'owner')),
	uscc TEXT NOT NULL,
	name TEXT NOT NULL,
	contact TEXT NOT NULL DEFAULT '',	-- Personal: gone within an hour
	mobile TEXT NOT NULL DEFAULT '',	-- Personal: gone within an hour
	email TEXT NOT NULL DEFAULT '',		-- Personal: gone within an hour
	password TEXT NOT NULL DEFAULT '',	-- Argon2id string, never clear
	updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX joining_updated ON joining (updated_at);

-- The 承诺 a party gave: which text, when.  The text stands in views/.
CREATE TABLE commitment (
	party_id INTEGER NOT NULL REFERENCES party (id),
	account_id INTEGER NOT NULL REFERENCES account (id),
	template TEXT NOT NULL,		-- its version, as in the catalogue
	at INTEGER NOT NULL,
	PRIMARY KEY (party_id, template)
) STRICT, WITHOUT ROWID;

-- A form's random token and what it made: the second time answers the same.
CREATE TABLE once (
	token TEXT NOT NULL,
	account_id INTEGER NOT NULL REFERENCES account (id),
	object_id INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (account_id, token)		-- one account's stand together
) STRICT, WITHOUT ROWID;
CREATE INDEX once_at ON once (at);

-- The provider's side of a party.
CREATE TABLE agency (
	party_id INTEGER PRIMARY KEY REFERENCES party (id),
	intro TEXT NOT NULL DEFAULT '',
	promise TEXT NOT NULL DEFAULT '',
	fee_reference TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active',
	    'suspended', 'leaving', 'expelling', 'left')),
	badge TEXT NOT NULL DEFAULT 'unchecked' CHECK (badge IN ('unchecked',
	    'matched', 'mismatch')),	-- no gate: a remark beside the name
	-- The check after entry; the badge is this and its qualifications'.
	entry TEXT NOT NULL DEFAULT 'unchecked' CHECK (entry IN ('unchecked',
	    'matched', 'mismatch')),
	entry_reason TEXT NOT NULL DEFAULT '',	-- of a mismatch: a code
	entered_at INTEGER NOT NULL,
	checked_at INTEGER,		-- NULL: entry was never checked
	-- Stars (domain.md 7.1), recomputed when a review appears and each night.
	stars_r INTEGER NOT NULL DEFAULT 4000000,	-- R, millionths of a star
	stars_lb INTEGER NOT NULL DEFAULT 3552787,	-- LB: directory order
	stars_half INTEGER,		-- half stars; NULL is 样本不足
	stars_owners INTEGER NOT NULL DEFAULT 0,	-- owners who count
	stars_at INTEGER NOT NULL DEFAULT 0,		-- when it was computed
	deals INTEGER NOT NULL DEFAULT 0,	-- awards that took effect
	credit INTEGER NOT NULL DEFAULT 10000	-- hundredths; 无记录不扣分
	    CHECK (credit BETWEEN 0 AND 11000),
	band TEXT NOT NULL DEFAULT 'N' CHECK (band IN ('A', 'B', 'C', 'D',
	    'N')),
	credit_next INTEGER	-- Beijing day on which time changes it; NULL
) STRICT;
CREATE INDEX agency_credit ON agency (credit_next, party_id)
    WHERE credit_next IS NOT NULL;
CREATE INDEX agency_order ON agency (stars_lb DESC, party_id);
CREATE INDEX agency_stars_at ON agency (stars_at);
CREATE INDEX agency_unchecked ON agency (entered_at, party_id)
    WHERE entry = 'unchecked';

-- What an agency was until a moment, a row a change of state, score or band:
-- what a deadline asks about is what was then.
CREATE TABLE standing (
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	until_at INTEGER NOT NULL,	-- first moment it was not so any more
	state TEXT NOT NULL,
	credit INTEGER NOT NULL,
	band TEXT NOT NULL,
	fell INTEGER NOT NULL CHECK (fell IN (0, 1)),	-- to D, at until_at
	PRIMARY KEY (agency_id, until_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_fell ON standing (agency_id, until_at) WHERE fell = 1;

-- The purchaser's side of a party.
CREATE TABLE owner (
	party_id INTEGER PRIMARY KEY REFERENCES party (id),
	kind TEXT NOT NULL CHECK (kind IN ('gov', 'public_inst', 'mass_org',
	    'soe', 'enterprise', 'ngo', 'person')),
	entered_at INTEGER NOT NULL,
	-- Stars, as an agency's, of what agencies say.
	stars_r INTEGER NOT NULL DEFAULT 4000000,
	stars_lb INTEGER NOT NULL DEFAULT 3552787,
	stars_half INTEGER,		-- NULL is 样本不足
	stars_raters INTEGER NOT NULL DEFAULT 0,	-- agencies who count
	stars_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX owner_stars_at ON owner (stars_at);

-- What a fiscal project is paid from.  0 <= paid <= committed <=
-- committed + reserved <= amount (invariant I2).
CREATE TABLE budget_line (
	id INTEGER PRIMARY KEY,
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	year INTEGER NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
	reserved_fen INTEGER NOT NULL DEFAULT 0 CHECK (reserved_fen >= 0),
	committed_fen INTEGER NOT NULL DEFAULT 0,
	paid_fen INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
	CHECK (paid_fen <= committed_fen),
	CHECK (committed_fen + reserved_fen <= amount_fen),
	UNIQUE (owner_id, year, code)
) STRICT;

-- 中介服务事项: what may be asked for, and on which legal basis.
CREATE TABLE service_item (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	type TEXT NOT NULL,		-- 服务类型
	department TEXT NOT NULL,	-- 事项主管部门
	legal_basis TEXT NOT NULL,	-- one a line
	approval_item TEXT NOT NULL,	-- 涉及的行政审批事项
	time_limit_wd INTEGER NOT NULL,	-- working days; 0: not yet stated
	workflow TEXT NOT NULL,		-- one step a line
	conditions TEXT NOT NULL,
	fee_mode TEXT NOT NULL CHECK (fee_mode IN ('market', 'guided', 'fixed')),
	fee_standard TEXT NOT NULL,
	-- The same as a rule, where it is one: market/fee.h.  '' is none.
	fee_basis TEXT NOT NULL DEFAULT '' CHECK (fee_basis IN ('', 'fixed',
	    'ceiling')),
	fee_table TEXT NOT NULL DEFAULT '',
	result_doc TEXT NOT NULL,
	requirement TEXT NOT NULL,	-- legally needed qualification, or ''
	state TEXT NOT NULL CHECK (state IN ('draft', 'consulting',
	    'published', 'repealed')),
	updated_at INTEGER NOT NULL,
	CHECK ((fee_basis = '') = (fee_table = '')),
	-- No item without basis, time limit, workflow, conditions and fee.
	CHECK (state = 'draft' OR (legal_basis <> '' AND time_limit_wd > 0 AND
	    workflow <> '' AND conditions <> '' AND fee_standard <> ''))
) STRICT;
CREATE INDEX service_item_state ON service_item (state, type, code);

-- Which items an agency serves.
CREATE TABLE agency_item (
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	item_id INTEGER NOT NULL REFERENCES service_item (id),
	PRIMARY KEY (agency_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agency_item_item ON agency_item (item_id, agency_id);

-- A file somebody gave us (security.md 4): its bytes lie in files/ab/<hash>,
-- once for all who gave the same.  The row is there before the file is; no
-- page knows it before a verb has named it (document_use).
CREATE TABLE document (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	hash BLOB NOT NULL CHECK (length(hash) = 32),	-- SHA-256 of the file
	size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 20971520),
	type TEXT NOT NULL CHECK (type IN ('pdf', 'jpg', 'png', 'docx',
	    'xlsx', 'ofd')),
	name TEXT NOT NULL CHECK (name <> ''),	-- as it was called, no path
	account_id INTEGER NOT NULL REFERENCES account (id),	-- who sent it
	party_id INTEGER REFERENCES party (id),		-- for whom; NULL: staff
	at INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('loose', 'named', 'gone')),
	since INTEGER NOT NULL		-- of the state; gone: the file is too
) STRICT;
CREATE INDEX document_hash ON document (hash);
CREATE INDEX document_account ON document (account_id, at);
CREATE INDEX document_loose ON document (since) WHERE state = 'loose';
CREATE INDEX document_gone ON document (at) WHERE state = 'gone';

-- What a document is for: the object it belongs to.  kind is a row of the
-- table in market/document.c, which says who may read it.
CREATE TABLE document_use (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	document_id INTEGER NOT NULL REFERENCES document (id),
	kind TEXT NOT NULL,
	object_id INTEGER NOT NULL,
	title TEXT NOT NULL,
	public INTEGER NOT NULL CHECK (public IN (0, 1)),
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX document_use_object ON document_use (kind, object_id, id);
CREATE INDEX document_use_document ON document_use (document_id);

-- 资质.  Valid from valid_from on and no more at valid_to; nothing here is a
-- gate to joining.  Certificate numbers are public, scans are not.
CREATE TABLE qualification (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	type TEXT NOT NULL CHECK (type <> ''),
	type_key TEXT NOT NULL CHECK (type_key <> ''),	-- to compare by
	grade TEXT NOT NULL CHECK (grade IN ('first', 'second', 'third',
	    'fourth', 'none')),
	cert_no TEXT NOT NULL CHECK (cert_no <> ''),
	issuer TEXT NOT NULL CHECK (issuer <> ''),
	scope TEXT NOT NULL,
	valid_from INTEGER NOT NULL,
	valid_to INTEGER NOT NULL,	-- 253402185600: for ever
	state TEXT NOT NULL DEFAULT 'unchecked' CHECK (state IN ('unchecked',
	    'matched', 'mismatch', 'expired')),
	reason TEXT NOT NULL DEFAULT '',	-- of a mismatch: a code
	entered_at INTEGER NOT NULL,	-- or last changed by the agency
	checked_at INTEGER,
	rev INTEGER NOT NULL DEFAULT 1,
	UNIQUE (agency_id, type_key, cert_no),
	CHECK (valid_from < valid_to),
	CHECK ((state = 'mismatch') <= (reason <> ''))
) STRICT;
CREATE INDEX qualification_holds ON qualification (agency_id, type_key,
    valid_to);
CREATE INDEX qualification_unchecked ON qualification (entered_at, id)
    WHERE state = 'unchecked';
CREATE INDEX qualification_wrong ON qualification (agency_id)
    WHERE state = 'mismatch';
CREATE INDEX qualification_ends ON qualification (valid_to)
    WHERE state <> 'expired';

-- Administrative divisions (GB/T 2260) the market uses.
CREATE TABLE region (
	code TEXT PRIMARY KEY CHECK (length(code) = 6),
	name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Exceptions to Monday–Friday: public holidays and shifted working days.
CREATE TABLE calendar_day (
	day INTEGER PRIMARY KEY,	-- days since 1970-01-01, Beijing
	is_work INTEGER NOT NULL CHECK (is_work IN (0, 1))
) STRICT;

-- Parameters of the market (domain.md 3), one versioned text.
CREATE TABLE param_set (
	version INTEGER PRIMARY KEY,
	effective_from INTEGER NOT NULL,
	text TEXT NOT NULL
) STRICT;

-- 采购项目.  A draft may be incomplete; whatever is published may not.
CREATE TABLE project (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL,		-- ZJ-YYYY-NNNNNN
	-- 1, 2, … as they are run again.  Below 0: no attempt, but a change of
	-- prior_id that is being written, or a re-run that was thrown away.
	attempt_no INTEGER NOT NULL DEFAULT 1 CHECK (attempt_no <> 0),
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	owner_uscc TEXT NOT NULL,
	item_id INTEGER NOT NULL REFERENCES service_item (id),
	title TEXT NOT NULL,
	scale TEXT NOT NULL,
	content TEXT NOT NULL,
	place TEXT NOT NULL,
	region TEXT NOT NULL,
	fund TEXT NOT NULL CHECK (fund IN ('fiscal', 'soe', 'social')),
	budget_line_id INTEGER REFERENCES budget_line (id),
	payer_id INTEGER NOT NULL,	-- always the owner: 部门支付
	chosen_id INTEGER REFERENCES agency (party_id),	-- «direct» only
	ceiling_fen INTEGER NOT NULL CHECK (ceiling_fen BETWEEN 0 AND
	    10000000000000),
	service_days INTEGER NOT NULL,
	requirements TEXT NOT NULL,	-- one a line; '' is none
	any_will_do INTEGER NOT NULL DEFAULT 0	-- 其一: one of them, not all
	    CHECK (any_will_do IN (0, 1)),
	server INTEGER NOT NULL DEFAULT 1 CHECK (server IN (0, 1)), -- 代封?
	-- What the method wants to know (domain.md 6.5); the rest are parameters.
	quote TEXT NOT NULL DEFAULT 'amount' CHECK (quote IN ('amount', 'rate',
	    'none')),
	floor_fen INTEGER NOT NULL DEFAULT 0 CHECK (floor_fen >= 0),
	rate_min INTEGER NOT NULL DEFAULT 0,	-- bp, quote rate
	rate_max INTEGER NOT NULL DEFAULT 0,
	fixed_fen INTEGER NOT NULL DEFAULT 0,	-- quote none: the award
	-- What the item's rule gave for it when its terms were written; 0: none.
	fee_fen INTEGER NOT NULL DEFAULT 0 CHECK (fee_fen >= 0),
	evaluators INTEGER NOT NULL DEFAULT 0,	-- composite: 3, 5, 7, 9
	criteria TEXT NOT NULL DEFAULT '',	-- composite: «<most> <name>» a line
	-- What each bidder hands in beside the price: a name a line; '' is none.
	documents TEXT NOT NULL DEFAULT '',
	min_entrants INTEGER NOT NULL DEFAULT 0,	-- by decision; 0: as params
	enquiry_until INTEGER NOT NULL DEFAULT 0,	-- last question; 0: none
	-- Agencies that could bid when this was last written down, counted up to
	-- one more than is printed.
	eligible INTEGER NOT NULL DEFAULT 0,
	prior_id INTEGER REFERENCES project (id),	-- a re-run or change of it
	method TEXT NOT NULL CHECK (method IN ('lowest', 'average',
	    'reference', 'bafo', 'composite', 'credit', 'random', 'direct')),
	deadline INTEGER NOT NULL,	-- 0: none (draft, direct)
	contact TEXT NOT NULL,		-- Personal: masked in public
	phone TEXT NOT NULL,		-- office phone, public
	state TEXT NOT NULL CHECK (state IN ('draft', 'registering',
	    'published', 'closed', 'selecting', 'rebidding', 'publicity',
	    'signing', 'performing', 'reviewing', 'done', 'failed',
	    'cancelled')),
	param_version INTEGER NOT NULL REFERENCES param_set (version),
	created_at INTEGER NOT NULL,
	published_at INTEGER,		-- NULL: never was public
	published_no INTEGER,		-- 1, 2, … in order of publication
	rev INTEGER NOT NULL DEFAULT 1,	-- of the draft, against lost updates
	UNIQUE (code, attempt_no),
	CHECK (payer_id = owner_id),
	CHECK (method = 'direct' OR chosen_id IS NULL),
	CHECK (method <> 'direct' OR documents = ''),
	-- I3: public money never chooses directly; the code's kind is the second guard.
	CHECK (method <> 'direct' OR (fund <> 'fiscal' AND
	    substr(owner_uscc, 1, 2) NOT IN ('11', '12', '13'))),
	CHECK (substr(owner_uscc, 1, 2) NOT IN ('11', '12', '13') OR
	    fund = 'fiscal'),
	-- Nothing fiscal leaves the draft without a budget line.
	CHECK (state IN ('draft', 'cancelled') OR fund <> 'fiscal' OR
	    budget_line_id IS NOT NULL),
	CHECK (state IN ('draft', 'cancelled') OR (title <> '' AND
	    content <> '' AND ceiling_fen > 0 AND service_days > 0)),
	CHECK ((published_at IS NULL) OR state <> 'draft'),
	CHECK ((published_at IS NULL) = (published_no IS NULL))
) STRICT;
-- One index for each set of filters of the list, newest first.
-- By number, not by time: one integer is what a keyset can start from.
CREATE UNIQUE INDEX project_new ON project (published_no)
    WHERE published_no IS NOT NULL;
CREATE INDEX project_state ON project (state, published_no);
CREATE INDEX project_region ON project (region, published_no);
CREATE INDEX project_item ON project (item_id, published_no);
CREATE INDEX project_region_state ON project (region, state, published_no);
CREATE INDEX project_item_state ON project (item_id, state, published_no);
CREATE INDEX project_item_region ON project (item_id, region, published_no);
CREATE INDEX project_all3 ON project (item_id, region, state, published_no);
CREATE INDEX project_owner ON project (owner_id, id);
CREATE INDEX project_open ON project (state, deadline, id);
CREATE INDEX project_prior ON project (prior_id, id)
    WHERE prior_id IS NOT NULL;

-- What the clock has to do, and by when somebody must have acted.  Done rows
-- stay: who was late can be shown.  A provisional one is reckoned again when
-- the calendar of its year has come; later, never earlier (domain.md 10).
CREATE TABLE due (
	project_id INTEGER NOT NULL,	-- 0: of none, as a penalty
	event TEXT NOT NULL,		-- what is done then: market/tick.c
	object_id INTEGER NOT NULL,	-- of award, penalty, …; 0: the project
	from_at INTEGER NOT NULL,	-- what the span counts from
	span TEXT NOT NULL,		-- «3wd»; '': a moment of its own
	params INTEGER REFERENCES param_set (version),	-- NULL: a moment
	due_at INTEGER NOT NULL,
	provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
	act_at INTEGER,			-- the clock looks; NULL: people only
	done_at INTEGER,
	PRIMARY KEY (project_id, event, object_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_acting ON due (act_at, due_at, project_id, event, object_id)
    WHERE done_at IS NULL AND act_at IS NOT NULL;
-- Payments that wait, and are late from some day on: a public list.
CREATE INDEX due_pay ON due (due_at, project_id, object_id)
    WHERE event = 'pay' AND done_at IS NULL;
CREATE INDEX due_provisional ON due (project_id, event, object_id)
    WHERE done_at IS NULL AND provisional = 1;

-- 回避: who must not bid on a project, named by code or, lacking one, by name.
CREATE TABLE project_recusal (
	project_id INTEGER NOT NULL REFERENCES project (id),
	n INTEGER NOT NULL,		-- line of the form, from 1
	uscc TEXT NOT NULL CHECK (uscc = '' OR length(uscc) = 18),
	name TEXT NOT NULL,		-- '' where there is a code
	reason TEXT NOT NULL CHECK (reason <> ''),	-- public
	PRIMARY KEY (project_id, n),
	CHECK ((uscc = '') = (name <> ''))
) STRICT, WITHOUT ROWID;

-- What the linter or the privacy scan found in a project's terms, and what
-- the purchaser says to it.  Of a published project: what its notice prints.
CREATE TABLE project_finding (
	project_id INTEGER NOT NULL REFERENCES project (id),
	rule TEXT NOT NULL,		-- L1 ... L12; id, mobile, card
	field TEXT NOT NULL,		-- of the form; window, eligible
	words TEXT NOT NULL,		-- that hit; numbers of people masked
	reason TEXT NOT NULL CHECK (reason <> ''),	-- public; yes: may stay
	PRIMARY KEY (project_id, rule, field)
) STRICT, WITHOUT ROWID;

-- What happened to a project: one row a transition, public as its timeline.
CREATE TABLE project_event (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	at INTEGER NOT NULL,
	account_id INTEGER REFERENCES account (id),	-- NULL: the clock
	event TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state TEXT NOT NULL,
	reason TEXT NOT NULL DEFAULT '',
	leaf INTEGER			-- NULL: it was not public then
) STRICT;
CREATE INDEX project_event_project ON project_event (project_id, id);

-- One sealed bidding (sealing.md 7).  A project has further ones after
-- amendments.  Until policy is there the trustees are being asked.
CREATE TABLE round (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	n INTEGER NOT NULL,
	sealing_id TEXT NOT NULL UNIQUE,	-- <code>/<n>
	opens INTEGER NOT NULL,
	deadline INTEGER NOT NULL,		-- at exactly it is too late
	selfopen_until INTEGER NOT NULL,
	min_entrants INTEGER NOT NULL,
	threshold INTEGER NOT NULL CHECK (threshold >= 2),
	server INTEGER NOT NULL CHECK (server IN (0, 1)),  -- 代封 allowed?
	purchaser TEXT NOT NULL,		-- key name
	policy BLOB UNIQUE CHECK (length(policy) = 32),	-- its record hash
	leaf INTEGER,				-- of `project`
	void_leaf INTEGER,
	fallback_leaf INTEGER,			-- bidders may open themselves
	cover_leaf INTEGER,			-- its blind leaves are explained
	close_leaf INTEGER,
	close_hash BLOB,			-- record hash of `close`
	closed_at INTEGER,			-- when the set was fixed
	opened_at INTEGER,			-- the t-th key
	seed BLOB,				-- of the draw; NULL before the opening
	result_leaf INTEGER,
	award_leaf INTEGER,			-- the purchaser signed it
	-- Long ones last: what does not ask for them reads none of them.
	terms TEXT NOT NULL,		-- project text, each pk written «-»
	rule TEXT NOT NULL,			-- rule.txt
	purchaser_line TEXT NOT NULL DEFAULT '',	-- its signature line
	text TEXT NOT NULL DEFAULT '',	-- project text with every pk
	UNIQUE (project_id, n),
	CHECK ((policy IS NULL) = (leaf IS NULL))
) STRICT;
CREATE INDEX round_void ON round (deadline)
    WHERE void_leaf IS NOT NULL AND cover_leaf IS NULL;
CREATE INDEX round_unranked ON round (deadline)
    WHERE close_leaf IS NOT NULL AND result_leaf IS NULL
    AND void_leaf IS NULL AND cover_leaf IS NULL;
CREATE INDEX round_asked ON round (id) WHERE policy IS NULL;
CREATE INDEX round_opening ON round (id)
    WHERE close_leaf IS NOT NULL AND opened_at IS NULL;

-- A round's trustees, in the order of its record.
CREATE TABLE round_trustee (
	round_id INTEGER NOT NULL REFERENCES round (id),
	i INTEGER NOT NULL CHECK (i > 0),
	name TEXT NOT NULL,			-- key name
	pk BLOB UNIQUE CHECK (length(pk) = 32),	-- one-round key, once
	line TEXT NOT NULL DEFAULT '',		-- signature line on `project`
	ready_at INTEGER,			-- its tool made the key anew
	sk BLOB CHECK (length(sk) = 32),	-- published by `open`
	open_leaf INTEGER,
	opened_at INTEGER,
	PRIMARY KEY (round_id, i)
) STRICT, WITHOUT ROWID;

-- What a purchaser wants to be on record, until it is signed by all.
CREATE TABLE paper (
	round_id INTEGER NOT NULL REFERENCES round (id),
	kind TEXT NOT NULL CHECK (kind IN ('void', 'amend', 'extend',
	    'fallback', 'award')),	-- amend: a void with another end
	text TEXT NOT NULL,
	lines TEXT NOT NULL DEFAULT '',	-- signature lines
	PRIMARY KEY (round_id, kind)
) STRICT, WITHOUT ROWID;

-- What a rule needs beside bids, committed at the close (sealing.md 4, input).
CREATE TABLE round_input (
	round_id INTEGER NOT NULL REFERENCES round (id),
	kind TEXT NOT NULL,
	leaf INTEGER NOT NULL,			-- of its blind
	nonce BLOB NOT NULL,
	body TEXT NOT NULL,			-- the file
	PRIMARY KEY (round_id, leaf)
) STRICT, WITHOUT ROWID;

-- What was submitted: whole files, as they came.  Rows are only added until
-- the deadline; of a name the one with the largest leaf counts.
CREATE TABLE bid (
	id INTEGER PRIMARY KEY,
	round_id INTEGER NOT NULL REFERENCES round (id),
	agency_id INTEGER REFERENCES agency (party_id),	-- NULL: contributor
	name TEXT NOT NULL,			-- key name
	seq INTEGER NOT NULL CHECK (seq > 0),
	kind TEXT NOT NULL CHECK (kind IN ('envelope', 'withdraw')),
	file BLOB NOT NULL UNIQUE CHECK (length(file) = 32),	-- its hash
	nonce BLOB NOT NULL CHECK (length(nonce) = 32),	-- of the blind leaf
	leaf INTEGER NOT NULL UNIQUE,		-- tells no count: all share a log
	sealer TEXT NOT NULL CHECK (sealer IN ('browser', 'offline', 'server')),
	received_at INTEGER NOT NULL,
	claim_i INTEGER,			-- the trustee that vouched
	claim_at INTEGER,
	state TEXT NOT NULL CHECK (state IN ('sealed', 'superseded',
	    'withdrawn', 'voided', 'opened', 'curing', 'valid', 'invalid',
	    'won', 'reserve', 'lost')),
	-- Filled by the opening; before it no amount is anywhere in here (I1).
	self_s BLOB CHECK (length(self_s) = 32),  -- the bidder opened it
	salt BLOB,
	amount_fen INTEGER,
	fields TEXT,			-- «<key> <value|->» a line, of the rule
	out_code TEXT,			-- why it is invalid (domain.md 6.3)
	position INTEGER,		-- in the ranking, from 1
	total INTEGER,			-- composite: points, 10000 a point
	-- NULL once a round is void.  The last column: a list reads none of it.
	body BLOB,
	UNIQUE (round_id, name, seq),
	CHECK (amount_fen IS NULL OR state NOT IN ('sealed', 'superseded',
	    'withdrawn', 'voided'))
) STRICT;
CREATE INDEX bid_agency ON bid (agency_id, id);
CREATE INDEX bid_of_agency ON bid (round_id, agency_id, seq);
CREATE INDEX bid_leaf ON bid (round_id, leaf);
CREATE INDEX bid_place ON bid (round_id, (position IS NULL), position, leaf);

-- 报价文件: what was asked for beside the price, of each bid that was opened and is
-- not out.  Written by the opening: before it nothing here tells who bid.
CREATE TABLE bid_document (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	bid_id INTEGER NOT NULL REFERENCES bid (id),
	k INTEGER NOT NULL CHECK (k BETWEEN 1 AND 3),	-- line of documents
	sealed BLOB CHECK (length(sealed) = 32),	-- its SHA-256; NULL: «-»
	state TEXT NOT NULL CHECK (state IN ('missing', 'cured', 'missed')),
	at INTEGER NOT NULL,			-- since when
	UNIQUE (bid_id, k)
) STRICT;

-- Keys that sign for a party (sealing.md 3, `key`).  The newest of a name
-- is used; a bidder's replacement is kept back until the close that needs it.
CREATE TABLE signing_key (
	id INTEGER PRIMARY KEY,
	party_id INTEGER NOT NULL REFERENCES party (id),
	name TEXT NOT NULL,
	vkey TEXT NOT NULL UNIQUE,
	note BLOB NOT NULL,			-- the whole record
	leaf INTEGER,				-- NULL: kept back
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX signing_key_name ON signing_key (name, id);

-- What agencies' own systems log in with: a random token, its hash here.
CREATE TABLE api_token (
	hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
	account_id INTEGER NOT NULL REFERENCES account (id),
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_account ON api_token (account_id);

-- 评审专家: who scores the proposals of «composite».
CREATE TABLE evaluator (
	id INTEGER PRIMARY KEY,		-- e/<id> in lists and draws
	account_id INTEGER NOT NULL UNIQUE REFERENCES account (id),
	unit TEXT NOT NULL,		-- where the person works
	unit_uscc TEXT NOT NULL,	-- '': unknown; conflicts are found by it
	type TEXT NOT NULL,		-- 服务类型
	active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX evaluator_type ON evaluator (type, active, id);

-- The list in a project's notice, and who of it was drawn at the opening.
CREATE TABLE project_evaluator (
	project_id INTEGER NOT NULL REFERENCES project (id),
	evaluator_id INTEGER NOT NULL REFERENCES evaluator (id),
	place INTEGER NOT NULL DEFAULT 0,	-- from 1; 0: not drawn
	out TEXT NOT NULL DEFAULT '',	-- why it may not: conflict, missed
	PRIMARY KEY (project_id, evaluator_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_evaluator_who ON project_evaluator (evaluator_id,
    project_id) WHERE place > 0;

-- 评分表, committed by a blind leaf, kept back until all of a round are in.
CREATE TABLE sheet (
	round_id INTEGER NOT NULL REFERENCES round (id),
	evaluator_id INTEGER NOT NULL REFERENCES evaluator (id),
	leaf INTEGER NOT NULL,		-- of its blind
	nonce BLOB NOT NULL CHECK (length(nonce) = 32),
	body TEXT NOT NULL,		-- the file (domain.md 6.5)
	at INTEGER NOT NULL,
	PRIMARY KEY (round_id, evaluator_id)
) STRICT, WITHOUT ROWID;

-- 中选.  A row for each rank that was proposed; the newest is in question.
CREATE TABLE award (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	bid_id INTEGER REFERENCES bid (id),	-- NULL: chosen directly
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	position INTEGER NOT NULL DEFAULT 1,	-- in the ranking
	amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
	state TEXT NOT NULL CHECK (state IN ('proposed', 'justifying',
	    'published', 'effective', 'signed', 'rejected', 'declined',
	    'revoked', 'lapsed')),
	alp INTEGER NOT NULL DEFAULT 0,		-- 1 mean, 2 next (domain.md 6.4)
	tried INTEGER NOT NULL DEFAULT 1,	-- 0: revoked, ranked again since
	proposed_at INTEGER NOT NULL,
	explanation TEXT NOT NULL DEFAULT '',	-- the agency's, public
	explained_at INTEGER,
	reason TEXT NOT NULL DEFAULT '',	-- picked, accepted: why; public
	end_reason TEXT NOT NULL DEFAULT '',	-- why it ended; public
	force_majeure INTEGER NOT NULL DEFAULT 0,	-- so it claims
	ended_at INTEGER,
	published_at INTEGER,
	standstill_until INTEGER,
	effective_at INTEGER,
	owner_signed_at INTEGER,
	agency_signed_at INTEGER,
	completed_at INTEGER,
	leaf INTEGER,			-- the purchaser's record of it
	CHECK (state IN ('proposed', 'justifying', 'rejected') OR
	    (published_at IS NOT NULL AND standstill_until IS NOT NULL)),
	CHECK ((ended_at IS NULL) = (state NOT IN ('rejected', 'declined',
	    'revoked', 'lapsed'))),
	UNIQUE (id, amount_fen)		-- a contract names both
) STRICT;
CREATE INDEX award_project ON award (project_id, id);
CREATE INDEX award_agency ON award (agency_id, id);

-- 合同, one an award.  Its amount is the award's and what was changed since;
-- who pays is the purchaser: nobody can store another.
CREATE TABLE contract (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	award_id INTEGER NOT NULL UNIQUE,
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	payer_id INTEGER NOT NULL,		-- always the owner: 部门支付
	budget_line_id INTEGER REFERENCES budget_line (id),
	award_fen INTEGER NOT NULL,
	change_fen INTEGER NOT NULL DEFAULT 0,	-- sum of agreed changes
	moved_fen INTEGER NOT NULL DEFAULT 0,	-- sum of their amounts, unsigned
	amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
	paid_fen INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
	notice_hash BLOB NOT NULL CHECK (length(notice_hash) = 32),
	service_days INTEGER NOT NULL CHECK (service_days > 0),
	terms TEXT NOT NULL DEFAULT '',		-- what the two add to the text
	text TEXT NOT NULL DEFAULT '',		-- as sent; '' while drafting
	text_hash BLOB CHECK (length(text_hash) = 32),	-- SHA-256 of text
	sent_by TEXT NOT NULL DEFAULT '' CHECK (sent_by IN ('', 'owner',
	    'agency')),
	remark TEXT NOT NULL DEFAULT '',	-- why it was returned
	state TEXT NOT NULL CHECK (state IN ('drafting', 'confirming',
	    'in_force', 'changing', 'suspended', 'delivered', 'rework',
	    'accepted', 'settled', 'terminated')),
	rev INTEGER NOT NULL DEFAULT 1,		-- against lost updates
	owner_signed_at INTEGER,
	owner_leaf INTEGER,			-- of the record of the signature
	owner_key TEXT NOT NULL DEFAULT '',	-- vkey that signed it; '': the
						-- platform, for a password
	agency_signed_at INTEGER,
	agency_leaf INTEGER,
	agency_key TEXT NOT NULL DEFAULT '',
	in_force_at INTEGER,
	filed_at INTEGER,			-- 备案: the summary is public
	suspended_at INTEGER,			-- NULL: it is not
	paused INTEGER NOT NULL DEFAULT 0,	-- seconds, by all suspensions
	reminded INTEGER NOT NULL DEFAULT 0,	-- to accept, since the delivery
	accepted_at INTEGER,
	ended_at INTEGER,			-- settled or terminated
	settle_fen INTEGER CHECK (settle_fen >= 0),	-- terminated: in all
	fault TEXT NOT NULL DEFAULT '' CHECK (fault IN ('', 'owner', 'agency',
	    'none')),
	reason TEXT NOT NULL DEFAULT '',	-- why it was terminated
	created_at INTEGER NOT NULL,
	FOREIGN KEY (award_id, award_fen) REFERENCES award (id, amount_fen),
	CHECK (payer_id = owner_id),
	CHECK (amount_fen = award_fen + change_fen),
	CHECK (moved_fen >= abs(change_fen)),
	CHECK (paid_fen <= coalesce(settle_fen, amount_fen)),
	CHECK (state IN ('drafting', 'terminated') OR text_hash IS NOT NULL),
	CHECK (owner_key = '' OR owner_leaf IS NOT NULL),
	CHECK (agency_key = '' OR agency_leaf IS NOT NULL),
	CHECK (in_force_at IS NULL OR (owner_signed_at IS NOT NULL AND
	    agency_signed_at IS NOT NULL))
) STRICT;
CREATE INDEX contract_project ON contract (project_id, id);
CREATE INDEX contract_owner ON contract (owner_id, state);
CREATE INDEX contract_open ON contract (agency_id, id)
    WHERE state NOT IN ('settled', 'terminated');
CREATE INDEX contract_forced ON contract (agency_id, id)
    WHERE in_force_at IS NOT NULL;
CREATE INDEX contract_finished ON contract (agency_id, accepted_at)
    WHERE accepted_at IS NOT NULL;

-- What is to be delivered, and what is paid for it.  The dates are rows of
-- due: deliver counts from the signatures, pay from the acceptance.
CREATE TABLE milestone (
	id INTEGER PRIMARY KEY,
	contract_id INTEGER NOT NULL REFERENCES contract (id),
	no INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('deliver', 'pay')),
	title TEXT NOT NULL CHECK (title <> ''),
	amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),	-- 0: deliver
	days INTEGER NOT NULL CHECK (days > 0),
	met_at INTEGER,
	UNIQUE (contract_id, no)
) STRICT;

-- 交付, and what the purchaser said to it.
CREATE TABLE deliverable (
	id INTEGER PRIMARY KEY,
	contract_id INTEGER NOT NULL REFERENCES contract (id),
	milestone_id INTEGER NOT NULL REFERENCES milestone (id),
	note TEXT NOT NULL CHECK (note <> ''),
	delivered_at INTEGER NOT NULL,
	verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'rejected',
	    'accepted', 'deemed')),
	defects TEXT NOT NULL DEFAULT '',
	decided_at INTEGER,
	CHECK (verdict <> 'rejected' OR defects <> '')
) STRICT;
CREATE INDEX deliverable_contract ON deliverable (contract_id, id);
CREATE INDEX deliverable_milestone ON deliverable (milestone_id);

-- What one side asks and the other answers; at most one waits.
CREATE TABLE proposal (
	id INTEGER PRIMARY KEY,
	contract_id INTEGER NOT NULL REFERENCES contract (id),
	kind TEXT NOT NULL CHECK (kind IN ('change', 'suspend', 'resume',
	    'terminate')),
	side TEXT NOT NULL CHECK (side IN ('owner', 'agency', 'regulator')),
	amount_fen INTEGER NOT NULL DEFAULT 0,	-- change: more or less
	days INTEGER NOT NULL DEFAULT 0,	-- change: later by
	settle_fen INTEGER NOT NULL DEFAULT 0,	-- terminate: in all
	fault TEXT NOT NULL DEFAULT '',		-- terminate
	reason TEXT NOT NULL CHECK (reason <> ''),	-- public once agreed
	made_at INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'refused',
	    'withdrawn', 'lapsed')),
	decided_at INTEGER
) STRICT;
CREATE INDEX proposal_contract ON proposal (contract_id, id);
CREATE UNIQUE INDEX proposal_open ON proposal (contract_id)
    WHERE state = 'open';

-- 付款, as the purchaser recorded it.
CREATE TABLE payment (
	id INTEGER PRIMARY KEY,
	contract_id INTEGER NOT NULL REFERENCES contract (id),
	voucher TEXT NOT NULL CHECK (voucher <> ''),
	amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
	paid_on INTEGER NOT NULL,	-- that day, Beijing
	budget_line_id INTEGER REFERENCES budget_line (id),
	recorded_at INTEGER NOT NULL,
	UNIQUE (contract_id, voucher)
) STRICT;
-- 异议: who takes part objects, the purchaser answers in public.
CREATE TABLE objection (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	party_id INTEGER NOT NULL REFERENCES party (id),	-- never public
	about TEXT NOT NULL CHECK (about IN ('notice', 'amendment', 'result',
	    'contract')),
	facts TEXT NOT NULL CHECK (facts <> ''),
	claim TEXT NOT NULL CHECK (claim <> ''),
	filed_at INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('filed', 'refused', 'accepted',
	    'withdrawn', 'upheld', 'partly', 'dismissed', 'remedied')),
	suspends INTEGER NOT NULL CHECK (suspends IN (0, 1)),
	answer TEXT NOT NULL DEFAULT '',
	answered_at INTEGER,
	-- What is decided suspends nothing.
	CHECK (suspends = 0 OR state IN ('filed', 'accepted'))
) STRICT;
CREATE INDEX objection_project ON objection (project_id, id);
CREATE INDEX objection_party ON objection (project_id, party_id, state);
CREATE INDEX objection_owner ON objection (owner_id, id)
    WHERE state IN ('filed', 'accepted');
CREATE INDEX objection_open ON objection (filed_at, id)
    WHERE state IN ('filed', 'accepted');
CREATE INDEX objection_by ON objection (party_id)
    WHERE state IN ('filed', 'accepted');
CREATE INDEX objection_waits ON objection (project_id) WHERE suspends = 1;

-- 评价, a row a side, made in pairs when both may rate.  Before revealed_at
-- nobody but who wrote it learns anything of it, not even that it is there
-- (I9).  Stars are opinions; a missing one is never filled in.
CREATE TABLE review (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	side TEXT NOT NULL CHECK (side IN ('owner', 'agency')),	-- who rates
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	-- What an agency says of an owner, in the same order and weights:
	-- clarity, support, rules, payment, manner.
	quality INTEGER CHECK (quality BETWEEN 1 AND 5),
	speed INTEGER CHECK (speed BETWEEN 1 AND 5),
	norms INTEGER CHECK (norms BETWEEN 1 AND 5),
	fee INTEGER CHECK (fee BETWEEN 1 AND 5),
	manner INTEGER CHECK (manner BETWEEN 1 AND 5),
	text TEXT NOT NULL DEFAULT '',
	submitted_at INTEGER,			-- the first time; NULL: silent
	revealed_at INTEGER,
	state TEXT NOT NULL CHECK (state IN ('open', 'submitted', 'revealed',
	    'missed', 'disputed', 'removed')),
	reply TEXT NOT NULL DEFAULT '',		-- the rated party, once
	replied_at INTEGER,
	-- 申诉 of the rated party, once; the decision is public.
	ground TEXT NOT NULL DEFAULT '' CHECK (ground IN ('', 'false',
	    'secrets', 'insult', 'related')),
	claim TEXT NOT NULL DEFAULT '',		-- for the regulator alone
	disputed_at INTEGER,
	decision TEXT NOT NULL DEFAULT '',
	decided_at INTEGER,
	UNIQUE (project_id, side),
	CHECK ((submitted_at IS NULL) = (state IN ('open', 'missed'))),
	CHECK ((submitted_at IS NULL) = (quality IS NULL) AND
	    (quality IS NULL) = (speed IS NULL) AND
	    (quality IS NULL) = (norms IS NULL) AND
	    (quality IS NULL) = (fee IS NULL) AND
	    (quality IS NULL) = (manner IS NULL)),
	CHECK ((revealed_at IS NULL) = (state IN ('open', 'submitted',
	    'missed'))),
	CHECK ((disputed_at IS NULL) = (ground = '')),
	CHECK ((decided_at IS NULL) = (decision = '')),
	CHECK (state <> 'disputed' OR (disputed_at IS NOT NULL AND
	    decided_at IS NULL)),
	CHECK (state <> 'removed' OR decided_at IS NOT NULL)
) STRICT;
-- All that stars are made of, newest first, without a look at the table.
CREATE INDEX review_of_agency ON review (agency_id, id, owner_id, quality,
    speed, norms, fee, manner, revealed_at, side, state)
    WHERE side = 'owner' AND state IN ('revealed', 'disputed');
CREATE INDEX review_of_owner ON review (owner_id, id, agency_id, quality,
    speed, norms, fee, manner, revealed_at, side, state)
    WHERE side = 'agency' AND state IN ('revealed', 'disputed');
CREATE INDEX review_waits_owner ON review (owner_id, id)
    WHERE side = 'owner' AND state = 'open';
CREATE INDEX review_waits_agency ON review (agency_id, id)
    WHERE side = 'agency' AND state = 'open';
CREATE INDEX review_disputed ON review (disputed_at, id)
    WHERE state = 'disputed';

-- Measured facts (domain.md 7.2): so many of so many, counted in the
-- transaction of the fact, so that no page counts.  The names: measure.h.
CREATE TABLE measure (
	party_id INTEGER NOT NULL REFERENCES party (id),
	side TEXT NOT NULL CHECK (side IN ('owner', 'agency')),	-- as which
	name TEXT NOT NULL,
	good INTEGER NOT NULL CHECK (good >= 0),
	total INTEGER NOT NULL CHECK (total >= 0),
	PRIMARY KEY (party_id, side, name)
) STRICT, WITHOUT ROWID;

-- 公告.  body is a record (lines «key value»), which never changes; pages
-- show it with the words of views/.
CREATE TABLE notice (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	kind TEXT NOT NULL CHECK (kind IN ('tender', 'change', 'award',
	    'letter', 'failed', 'cancelled', 'contract', 'performance',
	    'objection', 'complaint', 'decision')),
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	hash BLOB NOT NULL,		-- SHA-256 of body
	published_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_kind ON notice (kind, id);
CREATE INDEX notice_project ON notice (project_id, id);

-- 消息: what an account is told, in the site.  The words stand in views/;
-- args are their values, one a line, as the list in market/ has them.
CREATE TABLE message (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	project_id INTEGER REFERENCES project (id),
	code TEXT NOT NULL,
	args TEXT NOT NULL DEFAULT '',
	created_at INTEGER NOT NULL,
	read_at INTEGER			-- NULL: unread
) STRICT;
CREATE INDEX message_account ON message (account_id, id);
CREATE INDEX message_project ON message (project_id)
    WHERE project_id IS NOT NULL;
CREATE INDEX message_unread ON message (account_id, id)
    WHERE read_at IS NULL;

-- The same as a mail, until it was sent or given up; deleted a month later.
-- The address is the account's at the time of sending; id and created_at are
-- the Message-ID, so that a mail sent twice is one to its reader.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	project_id INTEGER REFERENCES project (id),
	code TEXT NOT NULL,
	args TEXT NOT NULL DEFAULT '',
	created_at INTEGER NOT NULL,
	tries INTEGER NOT NULL DEFAULT 0,
	due_at INTEGER,			-- NULL: nothing more to do
	state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting',
	    'sent', 'failed', 'lapsed')),
	answer TEXT NOT NULL DEFAULT '',	-- of the last try, a code
	CHECK ((due_at IS NULL) = (state <> 'waiting'))
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_project ON outbox (project_id)
    WHERE project_id IS NOT NULL;
CREATE INDEX outbox_done ON outbox (created_at, id) WHERE due_at IS NULL;
-- 提问.  Text and answer are public at once; who asked is shown to nobody else,
-- and no other row tells it: its audit has no account, its day no hour.
CREATE TABLE question (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	asker_id INTEGER NOT NULL REFERENCES agency (party_id),
	no INTEGER NOT NULL CHECK (no > 0),	-- of its project
	text TEXT NOT NULL CHECK (text <> ''),
	asked_at INTEGER NOT NULL,
	answer TEXT NOT NULL DEFAULT '',
	answered_at INTEGER,
	UNIQUE (project_id, no),
	CHECK ((answered_at IS NULL) = (answer = ''))
) STRICT;
CREATE INDEX question_asker ON question (project_id, asker_id);
CREATE INDEX question_waiting ON question (owner_id, id)
    WHERE answered_at IS NULL;

-- What an owner asks a regulator for, and the regulator's public decision:
-- to end a project after its deadline, or one more attempt.  A winner who gave
-- an award up asks as well: that it was force majeure.
CREATE TABLE petition (
	id INTEGER PRIMARY KEY,
	project_id INTEGER NOT NULL REFERENCES project (id),
	kind TEXT NOT NULL CHECK (kind IN ('cancel_late', 'supervise',
	    'force_majeure')),
	award_id INTEGER REFERENCES award (id),	-- force_majeure: given up
	reason TEXT NOT NULL,		-- public; '': of its own motion
	evidence TEXT NOT NULL DEFAULT '',	-- for the regulator to read
	asked_at INTEGER NOT NULL,
	verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'granted',
	    'refused')),
	decision TEXT NOT NULL DEFAULT '',	-- public
	min_entrants INTEGER NOT NULL DEFAULT 0,	-- supervise; 0: as params
	decided_at INTEGER,
	CHECK ((decided_at IS NULL) = (verdict = '')),
	CHECK ((verdict = '') = (decision = '')),
	CHECK ((kind = 'force_majeure') = (award_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX petition_award ON petition (award_id)
    WHERE award_id IS NOT NULL;
CREATE INDEX petition_project ON petition (project_id, kind, id);
CREATE UNIQUE INDEX petition_waiting ON petition (project_id, kind)
    WHERE decided_at IS NULL AND award_id IS NULL;
CREATE INDEX petition_open ON petition (asked_at, id)
    WHERE decided_at IS NULL;

-- Sums for the front page, kept by the verbs, so that no page counts.
CREATE TABLE tally (
	name TEXT PRIMARY KEY,
	n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The credit catalogue: what can be an event, its points, its article.  One
-- versioned text; the first is db/credit/catalogue.tsv.
CREATE TABLE credit_catalogue (
	version INTEGER PRIMARY KEY,
	effective_from INTEGER NOT NULL,
	-- Has «band D bids on nothing fiscal» an effect in it?
	d_fiscal INTEGER NOT NULL CHECK (d_fiscal IN (0, 1)),
	text TEXT NOT NULL
) STRICT;

-- 信用事件 (domain.md 4, 7.3).  Public from effective_on on; what it weighs is
-- frozen from the catalogue of its proposal.  Days are of Beijing, since
-- 1970-01-01.
CREATE TABLE credit_event (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	party_id INTEGER NOT NULL REFERENCES agency (party_id),
	-- Whose legal representative answered for it then; history follows.
	rep_hash TEXT NOT NULL,		-- Personal: as in party; '' unknown
	code TEXT NOT NULL,
	catalogue INTEGER NOT NULL REFERENCES credit_catalogue (version),
	points INTEGER NOT NULL CHECK (points >= 0),
	hold_d INTEGER NOT NULL CHECK (hold_d > 0),
	veto INTEGER NOT NULL CHECK (veto IN (0, 1)),
	basis TEXT NOT NULL CHECK (basis <> ''),	-- the article
	project_id INTEGER REFERENCES project (id),
	contract_id INTEGER REFERENCES contract (id),
	source TEXT NOT NULL,		-- «award:12»: one fact, one event; ''
	evidence TEXT NOT NULL,		-- public; '': a fact of the clock's
	contested INTEGER NOT NULL CHECK (contested IN (0, 1)),	-- a person decides
	occurred_on INTEGER NOT NULL,
	proposed_at INTEGER NOT NULL,
	proposed_by INTEGER REFERENCES account (id),	-- NULL: the clock
	statement TEXT NOT NULL DEFAULT '',	-- the party's, for officers
	stated_at INTEGER,
	state TEXT NOT NULL CHECK (state IN ('proposed', 'effective',
	    'dropped', 'appealed', 'expired', 'repaired')),
	decided_at INTEGER,
	decided_by INTEGER REFERENCES account (id),	-- NULL: the clock
	decision TEXT NOT NULL DEFAULT '',	-- public
	effective_on INTEGER,
	ends_on INTEGER,		-- first day it does not count
	appeal TEXT NOT NULL DEFAULT '',	-- the party's, for officers
	appealed_at INTEGER,
	reviewed_at INTEGER,
	reviewed_by INTEGER REFERENCES account (id),
	review TEXT NOT NULL DEFAULT '',	-- decision on the appeal, public
	repaired_at INTEGER,
	CHECK ((effective_on IS NULL) = (ends_on IS NULL)),
	CHECK (state IN ('proposed', 'dropped') OR effective_on IS NOT NULL),
	CHECK ((state = 'proposed') <= (decided_at IS NULL)),
	CHECK ((state = 'repaired') = (repaired_at IS NOT NULL)),
	-- Four eyes: nobody decides what they proposed or decided before.
	CHECK (decided_by <> proposed_by),
	CHECK (reviewed_by <> proposed_by AND reviewed_by <> decided_by)
) STRICT;
CREATE UNIQUE INDEX credit_event_source ON credit_event (source, code)
    WHERE source <> '';
CREATE INDEX credit_event_party ON credit_event (party_id, id);
CREATE INDEX credit_event_counts ON credit_event (party_id, id)
    WHERE state IN ('effective', 'appealed');
CREATE INDEX credit_event_rep ON credit_event (rep_hash, id)
    WHERE rep_hash <> '' AND state IN ('effective', 'appealed');
CREATE INDEX credit_event_open ON credit_event (state, id)
    WHERE state IN ('proposed', 'appealed');
CREATE INDEX credit_event_project ON credit_event (project_id)
    WHERE project_id IS NOT NULL;
CREATE INDEX credit_event_contract ON credit_event (contract_id)
    WHERE contract_id IS NOT NULL;

-- 惩戒 (domain.md 4).  Public from from_at on, for penalty.public after its end.
CREATE TABLE penalty (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	party_id INTEGER NOT NULL REFERENCES agency (party_id),
	-- Whose legal representative answered for it; a ban follows the person.
	rep_hash TEXT NOT NULL,		-- Personal: as in party; '' unknown
	kind TEXT NOT NULL CHECK (kind IN ('warning', 'suspension',
	    'expulsion', 'ban')),
	item_id INTEGER REFERENCES service_item (id),	-- NULL: all
	days INTEGER NOT NULL CHECK (days > 0),
	article TEXT NOT NULL CHECK (article <> ''),
	facts TEXT NOT NULL,		-- public; '': what the clock saw
	event_id INTEGER REFERENCES credit_event (id),
	-- Twice to band D within twelve months: Beijing days, the clock's.
	fell_first INTEGER,
	fell_again INTEGER,
	proposed_at INTEGER NOT NULL,
	proposed_by INTEGER REFERENCES account (id),	-- NULL: the clock
	notified_at INTEGER,
	statement TEXT NOT NULL DEFAULT '',	-- the party's, for officers
	stated_at INTEGER,
	state TEXT NOT NULL CHECK (state IN ('proposed', 'notified',
	    'effective', 'waived', 'expired', 'lifted', 'annulled')),
	decided_at INTEGER,
	decided_by INTEGER REFERENCES account (id),
	decision TEXT NOT NULL DEFAULT '',	-- public if imposed
	from_at INTEGER,
	until_at INTEGER,		-- the first moment it is over
	ended_at INTEGER,
	ended_by INTEGER REFERENCES account (id),	-- NULL: the clock
	reason TEXT NOT NULL DEFAULT '',	-- of an early end, public
	CHECK (item_id IS NULL OR kind = 'suspension'),
	CHECK ((proposed_by IS NULL) = (fell_again IS NOT NULL)),
	CHECK ((fell_first IS NULL) = (fell_again IS NULL)),
	CHECK ((facts = '') = (fell_again IS NOT NULL)),
	CHECK ((state = 'proposed') = (notified_at IS NULL)),
	CHECK ((from_at IS NULL) = (state IN ('proposed', 'notified',
	    'waived'))),
	CHECK ((from_at IS NULL) = (until_at IS NULL)),
	CHECK ((decided_at IS NULL) = (state IN ('proposed', 'notified'))),
	CHECK ((ended_at IS NULL) = (state NOT IN ('expired', 'lifted',
	    'annulled'))),
	-- Four eyes.
	CHECK (decided_by <> proposed_by AND ended_by <> proposed_by)
) STRICT;
CREATE INDEX penalty_party ON penalty (party_id, id);
CREATE UNIQUE INDEX penalty_fell ON penalty (party_id, fell_again)
    WHERE fell_again IS NOT NULL;
CREATE INDEX penalty_state ON penalty (state, id);
CREATE INDEX penalty_force ON penalty (party_id, id)
    WHERE state = 'effective';
CREATE INDEX penalty_rep ON penalty (rep_hash, id)
    WHERE rep_hash <> '' AND kind = 'ban';
CREATE INDEX penalty_ban ON penalty (party_id) WHERE kind = 'ban';
CREATE INDEX penalty_event ON penalty (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX penalty_item ON penalty (item_id) WHERE item_id IS NOT NULL;

-- 对惩戒的投诉 (domain.md 4, complaint about a penalty): one a penalty.
CREATE TABLE plea (
	penalty_id INTEGER PRIMARY KEY REFERENCES penalty (id),
	party_id INTEGER NOT NULL REFERENCES agency (party_id),
	facts TEXT NOT NULL CHECK (facts <> ''),	-- never public
	filed_at INTEGER NOT NULL,
	filed_by INTEGER NOT NULL REFERENCES account (id),
	state TEXT NOT NULL CHECK (state IN ('filed', 'refused', 'withdrawn',
	    'upheld', 'dismissed')),
	level INTEGER NOT NULL DEFAULT 0 CHECK (level IN (0, 1)),	-- 1: late
	decision TEXT NOT NULL DEFAULT '',	-- public
	ended_at INTEGER,
	decided_by INTEGER REFERENCES account (id),
	CHECK ((ended_at IS NULL) = (state = 'filed')),
	CHECK ((decided_by IS NULL) = (state IN ('filed', 'withdrawn')))
) STRICT;
CREATE INDEX plea_party ON plea (party_id) WHERE state = 'filed';
CREATE INDEX plea_waits ON plea (penalty_id) WHERE state = 'filed';

-- 信用修复 (domain.md 4): a party asks that an event of its be repaired.
CREATE TABLE repair (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	party_id INTEGER NOT NULL REFERENCES agency (party_id),
	event_id INTEGER NOT NULL REFERENCES credit_event (id),
	remedy TEXT NOT NULL CHECK (remedy <> ''),	-- public once decided
	commitment TEXT NOT NULL,	-- code of the text that was signed
	requested_at INTEGER NOT NULL,
	requested_by INTEGER NOT NULL REFERENCES account (id),
	state TEXT NOT NULL CHECK (state IN ('requested', 'checking',
	    'granted', 'refused')),
	admitted_at INTEGER,
	admitted_by INTEGER REFERENCES account (id),
	decided_at INTEGER,
	decided_by INTEGER REFERENCES account (id),
	decision TEXT NOT NULL DEFAULT '',	-- public
	CHECK ((state = 'requested') = (admitted_at IS NULL)),
	CHECK ((decided_at IS NULL) = (state IN ('requested', 'checking')))
) STRICT;
CREATE UNIQUE INDEX repair_open ON repair (event_id)
    WHERE state IN ('requested', 'checking');
CREATE INDEX repair_event ON repair (event_id, id);
CREATE INDEX repair_party ON repair (party_id, id);
CREATE INDEX repair_waits ON repair (state, id)
    WHERE state IN ('requested', 'checking');

-- 退出 (domain.md 4, exit): an agency goes, or is made to.
CREATE TABLE leave (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	party_id INTEGER NOT NULL REFERENCES agency (party_id),
	kind TEXT NOT NULL CHECK (kind IN ('own', 'expelled')),
	reason TEXT NOT NULL,		-- of its own will: public; else ''
	state TEXT NOT NULL CHECK (state IN ('requested', 'counting',
	    'handing_over', 'publicity', 'finished', 'withdrawn')),
	requested_at INTEGER NOT NULL,
	requested_by INTEGER REFERENCES account (id),	-- NULL: by a penalty
	public_at INTEGER,		-- when its publicity began
	public_until INTEGER,		-- last second of it
	ended_at INTEGER,
	CHECK ((ended_at IS NULL) = (state NOT IN ('finished',
	    'withdrawn'))),
	CHECK (state <> 'publicity' OR public_until IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX leave_open ON leave (party_id)
    WHERE state NOT IN ('finished', 'withdrawn');
CREATE INDEX leave_party ON leave (party_id, id);
CREATE INDEX leave_public ON leave (id) WHERE state = 'publicity';

-- What a purchaser says of a contract whose agency goes.
CREATE TABLE leave_contract (
	leave_id INTEGER NOT NULL REFERENCES leave (id),
	contract_id INTEGER NOT NULL REFERENCES contract (id),
	choice TEXT NOT NULL CHECK (choice IN ('transfer', 'terminate')),
	note TEXT NOT NULL,
	confirmed_at INTEGER NOT NULL,
	confirmed_by INTEGER NOT NULL REFERENCES account (id),
	PRIMARY KEY (leave_id, contract_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX leave_contract_of ON leave_contract (contract_id);

-- 脱钩: to whom an agency is tied (domain.md 2).  Days are of Beijing.
CREATE TABLE affiliation (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- never used twice
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	-- The other side; a department of an item may have a name alone.
	other_uscc TEXT NOT NULL CHECK (length(other_uscc) IN (0, 18)),
	other_name TEXT NOT NULL CHECK (other_name <> ''),
	-- 举办, 主管, 控股, 参股, 任职
	kind TEXT NOT NULL CHECK (kind IN ('founder', 'supervisor', 'holder',
	    'shareholder', 'office')),
	share_bp INTEGER NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
	from_on INTEGER NOT NULL,
	to_on INTEGER,			-- last day; NULL: it lasts
	source TEXT NOT NULL CHECK (source <> ''),	-- public
	recorded_at INTEGER NOT NULL,
	recorded_by INTEGER NOT NULL REFERENCES account (id),
	ended_by INTEGER REFERENCES account (id),	-- who entered to_on
	-- Who controls the agency by it (domain.md 6.3, 7.3); NULL: nobody.
	holder TEXT GENERATED ALWAYS AS (CASE WHEN kind = 'holder'
	    OR share_bp > 5000 THEN CASE WHEN other_uscc <> '' THEN other_uscc
	    ELSE other_name END END) STORED,
	CHECK (to_on IS NULL OR to_on >= from_on),
	CHECK (share_bp = 0 OR kind IN ('holder', 'shareholder')),
	CHECK (kind <> 'shareholder' OR share_bp > 0)
) STRICT;
CREATE INDEX affiliation_agency ON affiliation (agency_id, id);
CREATE INDEX affiliation_holder ON affiliation (holder, agency_id)
    WHERE holder IS NOT NULL;

-- 预警 (domain.md 9): what an indicator asks, a regulator looks at.  A flag
-- changes no result; asked again, it stays the one it was.
CREATE TABLE flag (
	id INTEGER PRIMARY KEY,
	rule TEXT NOT NULL,		-- its id, of market/flag_rule.c
	subject TEXT NOT NULL,		-- of flag_subject
	project_id INTEGER NOT NULL REFERENCES project (id),
	level INTEGER NOT NULL CHECK (level > 0),	-- points in the queue
	value INTEGER NOT NULL,		-- ppm, or a number: the rule's unit
	threshold INTEGER NOT NULL,
	evidence TEXT NOT NULL,		-- «key value» lines
	raised_at INTEGER NOT NULL,
	state TEXT NOT NULL DEFAULT 'raised' CHECK (state IN ('raised',
	    'dismissed', 'case', 'closed')),
	cause TEXT NOT NULL DEFAULT '' CHECK (cause IN ('', 'explained',
	    'market', 'data', 'minor')),	-- why it was dismissed
	reason TEXT NOT NULL DEFAULT '',
	decided_by INTEGER REFERENCES account (id),
	decided_at INTEGER,
	case_id INTEGER REFERENCES flag_case (id),
	UNIQUE (rule, subject, project_id),
	CHECK ((state = 'dismissed') = (cause <> '')),
	CHECK ((state IN ('case', 'closed')) = (case_id IS NOT NULL))
) STRICT;
CREATE INDEX flag_of_subject ON flag (subject, id);
CREATE INDEX flag_of_project ON flag (project_id, id);
CREATE INDEX flag_case_id ON flag (case_id, id) WHERE case_id IS NOT NULL;

-- Whom flags are about, and what stands in the queue: p:<project>,
-- o:<owner>, a:<agency>, t:<agency>:<agency>, d:<owner>:<agency>.
CREATE TABLE flag_subject (
	id INTEGER PRIMARY KEY,
	subject TEXT NOT NULL UNIQUE,
	a INTEGER NOT NULL,		-- project, owner or agency
	b INTEGER NOT NULL,		-- the other agency; 0
	points INTEGER NOT NULL,	-- of flags that wait, at most 100
	flags INTEGER NOT NULL		-- how many wait
) STRICT;
CREATE INDEX flag_queue ON flag_subject (points DESC, id) WHERE flags > 0;

-- How often a rule asked, and how often there was nothing to it.
CREATE TABLE flag_count (
	rule TEXT PRIMARY KEY,
	raised INTEGER NOT NULL,
	dismissed INTEGER NOT NULL,
	cases INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 案卷: what a regulator follows up.
CREATE TABLE flag_case (
	id INTEGER PRIMARY KEY,
	subject TEXT NOT NULL,
	title TEXT NOT NULL CHECK (title <> ''),
	reason TEXT NOT NULL,		-- why it was opened
	opened_by INTEGER NOT NULL REFERENCES account (id),
	opened_at INTEGER NOT NULL,
	outcome TEXT NOT NULL DEFAULT '',
	closed_by INTEGER REFERENCES account (id),
	closed_at INTEGER
) STRICT;
CREATE INDEX flag_case_open ON flag_case (id) WHERE closed_at IS NULL;

-- What a project leaves for the history that indicators look at.
CREATE TABLE flag_fact (
	project_id INTEGER PRIMARY KEY REFERENCES project (id),
	item_id INTEGER NOT NULL,
	owner_id INTEGER NOT NULL,
	region TEXT NOT NULL,
	method TEXT NOT NULL,
	published_at INTEGER NOT NULL,
	ceiling_fen INTEGER NOT NULL,
	decided_at INTEGER,		-- NULL: no result yet
	winner_id INTEGER,		-- NULL: nobody
	award_fen INTEGER,
	first_fen INTEGER,		-- lowest valid price, if prices compete
	gap INTEGER,			-- ppm, of the second over it
	cover INTEGER NOT NULL DEFAULT 0,	-- S* was found
	cancelled INTEGER NOT NULL DEFAULT 0	-- after an opening
) STRICT;
CREATE INDEX flag_fact_item ON flag_fact (item_id, decided_at)
    WHERE gap IS NOT NULL;
CREATE INDEX flag_fact_owner ON flag_fact (owner_id, item_id, published_at);
CREATE INDEX flag_fact_deal ON flag_fact (owner_id, decided_at);
CREATE INDEX flag_fact_winner ON flag_fact (winner_id, decided_at);
CREATE TABLE flag_bidder (
	project_id INTEGER NOT NULL REFERENCES project (id),
	agency_id INTEGER NOT NULL,
	item_id INTEGER NOT NULL,
	region TEXT NOT NULL,
	at INTEGER NOT NULL,
	won INTEGER NOT NULL,
	pick INTEGER NOT NULL,		-- ppm: its chance on a short list; 0
	draw INTEGER NOT NULL,		-- ppm: its chance in a lottery; 0
	PRIMARY KEY (project_id, agency_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_bidder_agency ON flag_bidder (agency_id, item_id, region,
    at);

-- How often agencies bid in item and region: a and b together; b 0: a
-- alone, with how often it lost; a and b 0: all projects.
CREATE TABLE flag_tie (
	item_id INTEGER NOT NULL,
	region TEXT NOT NULL,
	a INTEGER NOT NULL,
	b INTEGER NOT NULL,
	n INTEGER NOT NULL,
	lost INTEGER NOT NULL,
	out INTEGER NOT NULL,		-- of a alone: how often it was invalid
	PRIMARY KEY (item_id, region, a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_tie_often ON flag_tie (item_id, region, n)
    WHERE b = 0 AND a > 0;

-- How often an agency was awarded what; and of all that, how often and of how
-- many items.
CREATE TABLE flag_won (
	agency_id INTEGER NOT NULL,
	item_id INTEGER NOT NULL,
	n INTEGER NOT NULL CHECK (n >= 0),
	PRIMARY KEY (agency_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE flag_winner (
	agency_id INTEGER PRIMARY KEY,
	awards INTEGER NOT NULL,
	items INTEGER NOT NULL
) STRICT;
CREATE INDEX flag_winner_often ON flag_winner (awards);

-- Valid prices of an item that competed: the least, the greatest, how many
-- begin with which digit.
CREATE TABLE flag_digit (
	item_id INTEGER PRIMARY KEY,
	least INTEGER NOT NULL,
	most INTEGER NOT NULL,
	d1 INTEGER NOT NULL,
	d2 INTEGER NOT NULL,
	d3 INTEGER NOT NULL,
	d4 INTEGER NOT NULL,
	d5 INTEGER NOT NULL,
	d6 INTEGER NOT NULL,
	d7 INTEGER NOT NULL,
	d8 INTEGER NOT NULL,
	d9 INTEGER NOT NULL
) STRICT;

-- 投诉: the next step of an objection, decided by a regulator in public.
CREATE TABLE complaint (
	id INTEGER PRIMARY KEY,
	objection_id INTEGER NOT NULL UNIQUE REFERENCES objection (id),
	project_id INTEGER NOT NULL REFERENCES project (id),
	owner_id INTEGER NOT NULL REFERENCES owner (party_id),
	party_id INTEGER NOT NULL REFERENCES party (id),	-- never public
	-- Whose doing it is: the purchaser, or the agency that was awarded.
	accused_id INTEGER NOT NULL REFERENCES party (id),
	award_id INTEGER REFERENCES award (id),	-- the one in question; NULL
	about TEXT NOT NULL CHECK (about IN ('notice', 'amendment', 'result',
	    'contract')),
	facts TEXT NOT NULL CHECK (facts <> ''),
	claim TEXT NOT NULL CHECK (claim <> ''),
	filed_at INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('filed', 'refused', 'accepted',
	    'withdrawn', 'upheld', 'partly', 'dismissed', 'remedied')),
	suspends INTEGER NOT NULL CHECK (suspends IN (0, 1)),
	level INTEGER NOT NULL DEFAULT 0 CHECK (level IN (0, 1)),	-- 1: late
	open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),	-- somebody acts
	statement TEXT NOT NULL DEFAULT '',	-- of the accused; never public
	stated_at INTEGER,
	ground TEXT NOT NULL DEFAULT '' CHECK (ground IN ('', 'scope', 'late',
	    'standing', 'decided')),		-- of a refusal
	decision TEXT NOT NULL DEFAULT '',
	decided_at INTEGER,
	decided_by INTEGER REFERENCES account (id),
	remedy TEXT NOT NULL DEFAULT '',	-- proof of the accused
	remedied_at INTEGER,
	-- What the public reads, persons and filer masked; '' before.
	shown_facts TEXT NOT NULL DEFAULT '',
	shown_claim TEXT NOT NULL DEFAULT '',
	shown_decision TEXT NOT NULL DEFAULT '',
	shown_remedy TEXT NOT NULL DEFAULT '',
	CHECK (party_id <> accused_id),
	CHECK (suspends = 0 OR state = 'accepted'),
	CHECK ((decided_at IS NULL) = (state IN ('filed', 'accepted'))),
	CHECK ((remedied_at IS NULL) = (state <> 'remedied')),
	CHECK ((ground <> '') = (state = 'refused'))
) STRICT;
CREATE INDEX complaint_project ON complaint (project_id, id);
CREATE INDEX complaint_award ON complaint (award_id)
    WHERE award_id IS NOT NULL;
CREATE INDEX complaint_waits ON complaint (project_id) WHERE suspends = 1;
CREATE INDEX complaint_party ON complaint (party_id, id);
CREATE INDEX complaint_accused ON complaint (accused_id, id);
CREATE INDEX complaint_owner ON complaint (owner_id, id);
CREATE INDEX complaint_open ON complaint (level, id) WHERE open = 1;
CREATE INDEX complaint_public ON complaint (decided_at, id)
    WHERE state IN ('upheld', 'partly', 'dismissed', 'remedied');

-- 违约举报, between the two sides of a contract.
CREATE TABLE violation (
	id INTEGER PRIMARY KEY,
	contract_id INTEGER NOT NULL REFERENCES contract (id),
	project_id INTEGER NOT NULL REFERENCES project (id),
	accuser_id INTEGER NOT NULL REFERENCES party (id),
	accused_id INTEGER NOT NULL REFERENCES party (id),
	facts TEXT NOT NULL CHECK (facts <> ''),
	drafted_at INTEGER NOT NULL,
	sent_at INTEGER,
	answer TEXT NOT NULL DEFAULT '',	-- '': silence
	answered_at INTEGER,			-- or when the time was over
	state TEXT NOT NULL CHECK (state IN ('draft', 'answering',
	    'answered', 'upheld', 'dismissed')),
	code TEXT NOT NULL DEFAULT '',	-- of the credit event it proposes
	decision TEXT NOT NULL DEFAULT '',
	decided_at INTEGER,
	decided_by INTEGER REFERENCES account (id),
	CHECK (accuser_id <> accused_id),
	CHECK ((sent_at IS NULL) = (state = 'draft')),
	CHECK ((answered_at IS NULL) = (state IN ('draft', 'answering'))),
	CHECK ((decided_at IS NULL) = (state NOT IN ('upheld', 'dismissed')))
) STRICT;
CREATE INDEX violation_contract ON violation (contract_id, id);
CREATE INDEX violation_project ON violation (project_id);
CREATE INDEX violation_open ON violation (id)
    WHERE state IN ('answering', 'answered');

-- 举报: read and routed, without the rights of a party.  Of an anonymous one
-- nothing is kept of who sent it, and of the time only the day.
CREATE TABLE tip (
	id INTEGER PRIMARY KEY,
	code BLOB NOT NULL UNIQUE CHECK (length(code) = 32),	-- a hash
	kind TEXT NOT NULL CHECK (kind IN ('other', 'designation',
	    'charging')),
	party_id INTEGER REFERENCES party (id),	-- an enterprise's; NULL
	text TEXT NOT NULL CHECK (text <> ''),	-- Personal: what people write
	day INTEGER NOT NULL,			-- Beijing day it came
	desk TEXT NOT NULL CHECK (desk IN ('regulator', 'discipline')),
	state TEXT NOT NULL CHECK (state IN ('received', 'read', 'routed',
	    'closed')),
	reply TEXT NOT NULL DEFAULT '',		-- for whoever has the code
	-- Of designation and charging only 纪检监察 reads.
	CHECK (kind = 'other' OR desk = 'discipline')
) STRICT;
CREATE INDEX tip_desk ON tip (desk, id) WHERE state <> 'closed';

-- 双随机、一公开 (domain.md 8): who inspects, what a plan is made of, visits.
CREATE TABLE inspector (
	id INTEGER PRIMARY KEY,		-- G<id> in plans
	account_id INTEGER NOT NULL UNIQUE REFERENCES account (id),
	unit TEXT NOT NULL,		-- where the person works; public
	active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX inspector_active ON inspector (id) WHERE active = 1;
-- Whom somebody must not inspect: declared before the draw.
CREATE TABLE inspector_conflict (
	inspector_id INTEGER NOT NULL REFERENCES inspector (id),
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	reason TEXT NOT NULL,		-- for officers; the fact is public
	declared_at INTEGER NOT NULL,
	PRIMARY KEY (inspector_id, agency_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inspector_conflict_agency ON inspector_conflict (agency_id);

CREATE TABLE inspection_plan (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	code TEXT NOT NULL UNIQUE,	-- <year>-<id>: its name in the log
	title TEXT NOT NULL,
	basis TEXT NOT NULL,		-- the law
	key_items TEXT NOT NULL,	-- 重点检查事项, a line each
	general_items TEXT NOT NULL,	-- 一般检查事项; '' none
	year INTEGER NOT NULL,		-- visits count in it
	params INTEGER NOT NULL REFERENCES param_set (version),	-- frozen
	state TEXT NOT NULL CHECK (state IN ('collecting', 'signing',
	    'registered', 'drawn', 'void')),
	made_at INTEGER NOT NULL,
	made_by INTEGER NOT NULL REFERENCES account (id),
	draws_at INTEGER NOT NULL,	-- no part of the seed is opened before
	text TEXT NOT NULL DEFAULT '',	-- of the plan record, once it is fixed
	staff TEXT NOT NULL DEFAULT '',	-- of the market/v1 staff record
	record BLOB CHECK (length(record) = 32),
	leaf INTEGER,			-- of plan, staff, plan-open
	staff_leaf INTEGER,
	open_leaf INTEGER,
	lines INTEGER NOT NULL DEFAULT 0,	-- in the draw; band D; people
	whole INTEGER NOT NULL DEFAULT 0,
	people INTEGER NOT NULL DEFAULT 0,
	take INTEGER NOT NULL DEFAULT 0,
	seed BLOB CHECK (length(seed) = 32),
	drawn_at INTEGER,
	reason TEXT NOT NULL DEFAULT '',	-- why it is void: a code
	missing TEXT NOT NULL DEFAULT '',	-- who withheld its part
	CHECK ((state = 'drawn') = (seed IS NOT NULL)),
	CHECK (state IN ('collecting', 'void') OR text <> ''),
	CHECK ((state = 'void') = (reason <> ''))
) STRICT;
-- What is drawn from (market/inspect_draw.h), fixed with the record.
CREATE TABLE inspection_case (
	plan_id INTEGER PRIMARY KEY REFERENCES inspection_plan (id),
	body TEXT NOT NULL
) STRICT;
-- An organisation's part in the seed.
CREATE TABLE inspection_part (
	plan_id INTEGER NOT NULL REFERENCES inspection_plan (id),
	i INTEGER NOT NULL CHECK (i >= 1),
	name TEXT NOT NULL,		-- key name
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	line TEXT NOT NULL DEFAULT '',	-- its signature under the record
	r BLOB CHECK (length(r) = 32),
	PRIMARY KEY (plan_id, i),
	UNIQUE (plan_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE inspection_task (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	plan_id INTEGER NOT NULL REFERENCES inspection_plan (id),
	place INTEGER NOT NULL,		-- in the order of the draw
	agency_id INTEGER NOT NULL REFERENCES agency (party_id),
	whole INTEGER NOT NULL CHECK (whole IN (0, 1)),	-- band D
	year INTEGER NOT NULL,
	first_id INTEGER REFERENCES inspector (id),	-- NULL: 无法派员
	second_id INTEGER REFERENCES inspector (id),
	state TEXT NOT NULL CHECK (state IN ('drawn', 'staffed', 'inspecting',
	    'recorded', 'published', 'correcting', 'done', 'transferred')),
	online TEXT NOT NULL DEFAULT '',	-- what the check on line showed
	started_at INTEGER,
	result TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'none', 'minor',
	    'serious')),
	finding TEXT NOT NULL DEFAULT '',	-- public once it is published
	correct_wd INTEGER NOT NULL DEFAULT 0,	-- working days to correct it
	written_by INTEGER REFERENCES inspector (id),	-- the first signature
	recorded_at INTEGER,		-- the second one
	published_at INTEGER,
	correction TEXT NOT NULL DEFAULT '',	-- what the agency did; public
	corrected_at INTEGER,
	recheck TEXT NOT NULL DEFAULT '',	-- public
	rechecked_by INTEGER REFERENCES inspector (id),
	done_at INTEGER,
	outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'clean',
	    'corrected', 'failed')),
	overdue_at INTEGER,		-- the time to correct ran out
	moved_to TEXT NOT NULL DEFAULT '',	-- 移送: whom, and why; public
	moved_why TEXT NOT NULL DEFAULT '',
	moved_at INTEGER,
	UNIQUE (plan_id, place),
	UNIQUE (plan_id, agency_id),	-- at most one visit a plan
	CHECK ((first_id IS NULL) = (second_id IS NULL)),
	CHECK (first_id <> second_id),
	CHECK (first_id IS NOT NULL OR state IN ('drawn', 'transferred')),
	CHECK ((result = 'none') <= (correct_wd = 0)),
	CHECK ((done_at IS NULL) = (outcome = ''))
) STRICT;
CREATE INDEX inspection_task_agency ON inspection_task (agency_id, year);
CREATE INDEX inspection_task_shown ON inspection_task (agency_id, id)
    WHERE published_at IS NOT NULL;
CREATE INDEX inspection_task_first ON inspection_task (first_id, id);
CREATE INDEX inspection_task_second ON inspection_task (second_id, id);

-- 统计: what happened in a month of Beijing, by region ('' for all of them), so
-- that no page counts.  Names, and what sum is of: market/stats.h.
CREATE TABLE month_stat (
	month INTEGER NOT NULL,		-- year * 12 + month - 1
	region TEXT NOT NULL,
	name TEXT NOT NULL,
	n INTEGER NOT NULL,
	sum INTEGER NOT NULL,
	PRIMARY KEY (month, region, name)
) STRICT, WITHOUT ROWID;

-- Who did what, in the act's own transaction.
CREATE TABLE audit (
	seq INTEGER PRIMARY KEY,	-- 1, 2, … without a gap
	at INTEGER NOT NULL,
	account_id INTEGER REFERENCES account (id),	-- NULL: the clock
	party_id INTEGER REFERENCES party (id),	-- on whose behalf; NULL: none
	action TEXT NOT NULL,		-- the verb
	object TEXT NOT NULL,		-- noun:id
	before TEXT NOT NULL DEFAULT '',	-- what it was, and became;
	after TEXT NOT NULL DEFAULT '',	-- of personal data a hash
	request TEXT NOT NULL,		-- request id, as in the log
	hash BLOB CHECK (length(hash) = 32)	-- NULL within the transaction
) STRICT;
CREATE INDEX audit_account ON audit (account_id, seq);
CREATE INDEX audit_object ON audit (object, seq);
CREATE INDEX audit_unsealed ON audit (seq) WHERE hash IS NULL;

-- Heads of the chain that the log holds: what was then cannot be rewritten.
CREATE TABLE audit_head (
	seq INTEGER PRIMARY KEY REFERENCES audit (seq),
	at INTEGER NOT NULL,
	leaf INTEGER NOT NULL
) STRICT;

-- The log (sealing.md 2): entries, complete nodes, signed checkpoints.  Rows
-- are only added.
CREATE TABLE leaf (
	i INTEGER PRIMARY KEY CHECK (i >= 0),
	entry BLOB NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535)
					-- a whole note; of blind the bare text
) STRICT;
CREATE TABLE node (
	level INTEGER NOT NULL,
	i INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (level, i)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (
	size INTEGER PRIMARY KEY,	-- every size that was signed
	note BLOB NOT NULL,		-- with the log's signature alone
	signed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE cosignature (
	size INTEGER NOT NULL REFERENCES checkpoint (size),
	name TEXT NOT NULL,		-- the witness's key name
	line TEXT NOT NULL,		-- with its LF
	PRIMARY KEY (size, name)
) STRICT, WITHOUT ROWID;
-- Checkpoints that met the quorum, with the lines that first met it: what
-- cosigned receipts are against.  Sizes only grow.
CREATE TABLE cosigned (
	size INTEGER PRIMARY KEY REFERENCES checkpoint (size),
	note BLOB NOT NULL
) STRICT;
-- What a receipt holds beside its leaf (sealing.md 7).
CREATE TABLE receipt (
	leaf INTEGER PRIMARY KEY REFERENCES leaf (i),
	file BLOB NOT NULL UNIQUE CHECK (length(file) = 32),
	nonce BLOB NOT NULL CHECK (length(nonce) = 32)
) STRICT;

-- Files for nginx, written by the publisher once a log of that size is.
CREATE TABLE public_file (
	path TEXT PRIMARY KEY,
	seq INTEGER NOT NULL UNIQUE,	-- newest last; a change gets a new one
	size INTEGER NOT NULL,
	body BLOB NOT NULL
) STRICT;

-- Search: pairs of hanzi (market/base/text.h), derived from the rows.
-- rowid is the id of the noun; newest first.  A project's words change with
-- its amendment alone, when both are at hand; an agency keeps its content.
CREATE VIRTUAL TABLE search_project USING fts5 (words, content = '',
    tokenize = 'unicode61');
CREATE VIRTUAL TABLE search_agency USING fts5 (words,
    tokenize = 'unicode61');
