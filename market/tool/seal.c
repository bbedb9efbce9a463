/* SPDX-License-Identifier: Apache-2.0 */
/* seal.c: an envelope made where the platform cannot look. */
#include <sodium.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/envelope.h"
#include "market/quote.h"
#include "market/tool/tool.h"

/* What is sealed, for whom, under which terms. */
struct sealing {
	struct terms terms;
	struct rule rule;
	struct keyfile *key;
	struct trust trust;
	int64_t seq;
	bool contributor;
	struct rule_form form;
	struct buf text;		/* of the form; wiped */
	unsigned char s[ENVELOPE_SCALAR];
	struct buf file;		/* the envelope, or withdraw */
};

/* ---- the terms ---- */

static bool
own_file(struct tool *t, struct source *s, const char *path,
    const char **data, size_t *n)
{
	struct buf file;
	bool got;

	buf_init(&file, TOOL_FILE);
	got = s->get(s->p, path, &file) == SOURCE_GOT;
	if (got) {
		*data = arena_strndup(&t->arena, file.data ? file.data : "",
		    file.len);
		*n = file.len;
	} else
		tool_fail(0, "%s cannot be read%s%s", path, t->http ? ": " :
		    "", t->http ? http_error(t->http) : "");
	buf_release(&file);
	return got;
}

/* PROJECT is a page of a site, or a file with rule.txt beside it. */
static bool
read_files(struct tool *t, struct sealing *s, const char **rule, size_t *rn)
{
	const char *where = t->args[0], *base, *id, *file, *slash;
	struct source source;
	size_t n;

	if (http_is_url(where)) {
		if (!tool_project_url(t, where, &base, &id)) {
			tool_fail(0, "%s: not http://host/p/<id>", where);
			return false;
		}
		if (!tool_site(t, base, &source) ||
		    !tool_trust(t, &source, &s->trust) ||
		    !own_file(t, &source, arena_printf(&t->arena,
		    "p/%s/project.note", id), &file, &n) ||
		    !own_file(t, &source, arena_printf(&t->arena,
		    "p/%s/rule.txt", id), rule, rn))
			return false;
	} else {
		slash = strrchr(where, '/');
		if (!tool_trust(t, NULL, &s->trust) ||
		    !tool_read(t, where, &file, &n) ||
		    !tool_read(t, arena_printf(&t->arena, "%.*srule.txt",
		    slash ? (int)(slash - where) + 1 : 0, where), rule, rn))
			return false;
		id = NULL;
	}
	if (!terms_read(&t->arena, file, n, false, &s->terms) ||
	    (id != NULL && strcmp(id, s->terms.project.project) != 0)) {
		tool_fail(0, "project.note is no project record");
		return false;
	}
	return true;
}

static int
read_terms(struct tool *t, struct sealing *s)
{
	const char *rule, *why;
	size_t n;

	if (!read_files(t, s, &rule, &n))
		return TOOL_CANNOT;
	why = terms_signed(&s->terms, &s->trust);
	if (why == NULL)
		why = terms_keys(&s->terms);
	if (why != NULL)
		return tool_fail(TOOL_REFUTED, "project.note: %s", why);
	if (!terms_rule(&t->arena, &s->terms, rule, n, &s->rule))
		return tool_fail(TOOL_REFUTED,
		    "rule.txt is not the rule of the terms");
	if (tool_now() >= s->terms.project.deadline)
		return tool_fail(TOOL_REFUTED, "the deadline has passed");
	s->contributor = envelope_is_contributor(&s->terms.project,
	    s->key->name);
	return TOOL_DONE;
}

/* ---- the form ---- */

/* «key value» lines; each must be a field of the rule. */
static int
read_fields(struct tool *t, struct sealing *s)
{
	const char *text = "";
	size_t n = 0;

	s->form.values = arena_alloc(&t->arena, (s->rule.n + 1) *
	    sizeof *s->form.values);
	if (t->o.form != NULL && !tool_read(t, t->o.form, &text, &n))
		return TOOL_CANNOT;
	for (const char *at = text, *lf; at < text + n; at = lf + 1) {
		const char *blank = strchr(at, ' ');
		size_t i = 0;

		lf = strchr(at, '\n');
		if (lf == NULL || blank == NULL || blank > lf)
			return tool_fail(TOOL_USAGE,
			    "%s: a line is not \"key value\"", t->o.form);
		while (i < s->rule.n && (strlen(s->rule.fields[i].key) !=
		    (size_t)(blank - at) || memcmp(s->rule.fields[i].key, at,
		    (size_t)(blank - at)) != 0))
			i++;
		if (i == s->rule.n)
			return tool_fail(TOOL_USAGE, "%s: the rule has no "
			    "field %.*s", t->o.form, (int)(blank - at), at);
		s->form.values[i] = arena_strndup(&t->arena, blank + 1,
		    (size_t)(lf - blank) - 1);
		if (strcmp(s->form.values[i], "-") == 0)
			s->form.values[i] = NULL;
	}
	return TOOL_DONE;
}

/* The place of the rate among the fields, or NULL: the rule has none. */
static const char **
rate_of(const struct sealing *s)
{
	for (size_t i = 0; s->rule.quote != NULL && i < s->rule.n &&
	    strcmp(s->rule.quote, "rate") == 0; i++)
		if (strcmp(s->rule.fields[i].key, "rate-bp") == 0)
			return &s->form.values[i];
	return NULL;
}

/* --amount as it is, --rate as the amount it makes; both agree. */
static int
fill_price(struct tool *t, struct sealing *s)
{
	const char **rate = s->contributor ? NULL : rate_of(s);
	int64_t bp, fen;

	s->form.amount_fen = -1;
	if (t->o.amount != NULL && strcmp(t->o.amount, "-") != 0 &&
	    !digits_int(t->o.amount, 1, MONEY_MAX, &s->form.amount_fen))
		return tool_fail(TOOL_USAGE, "--amount: whole fen, or -");
	if (rate == NULL)
		return t->o.rate == NULL ? TOOL_DONE : tool_fail(TOOL_USAGE,
		    "--rate: the rule asks for no rate");
	if (t->o.rate != NULL)
		*rate = t->o.rate;
	if (*rate == NULL || !digits_int(*rate, 0, QUOTE_WHOLE, &bp))
		return tool_fail(TOOL_USAGE, "--rate: hundredths of a "
		    "percent, 0 to 10000");
	fen = quote_price(s->rule.ceiling_fen, bp);
	if (t->o.amount != NULL && s->form.amount_fen != fen)
		return tool_fail(TOOL_REFUTED, "--amount is not what the "
		    "rate makes");
	s->form.amount_fen = fen;
	return TOOL_DONE;
}

static int
fill_form(struct tool *t, struct sealing *s)
{
	struct rule_form_head head = { s->terms.project.project,
	    s->key->name, s->seq };
	struct rule_form again;
	const char *code;
	int status = read_fields(t, s);

	if (status == TOOL_DONE)
		status = fill_price(t, s);
	if (status != TOOL_DONE)
		return status;
	rule_form_write(&s->text, &s->rule, &head, &s->form);
	code = rule_form_parse(&t->arena, &s->rule, &head, s->contributor,
	    s->text.data, s->text.len, &again);
	if (code != NULL)
		return tool_fail(TOOL_REFUTED, "the form is not one of this "
		    "rule: %s", code);
	if (s->text.full || s->text.len >=
	    (size_t)s->terms.project.form_bytes)
		return tool_fail(TOOL_REFUTED, "the form is too long");
	return TOOL_DONE;
}

/* ---- the envelope ---- */

static int
seal(struct tool *t, struct sealing *s, const struct note_secret *secret)
{
	struct seal_envelope core = { .project = s->terms.project.project,
	    .bidder = s->key->name, .seq = s->seq, .sealer = "offline" };
	struct buf text;
	int status = fill_form(t, s);

	if (status != TOOL_DONE)
		return status;
	memcpy(core.policy, s->terms.policy, sizeof core.policy);
	envelope_secret(s->s);
	buf_init(&text, NOTE_MAX);
	if (envelope_seal(&text, &s->terms.project, &core, s->s,
	    s->text.data, s->text.len))
		note_write(&s->file, text.data, text.len, secret);
	else
		status = tool_fail(TOOL_REFUTED, "cannot be sealed");
	buf_release(&text);
	return status;
}

static void
take_back(struct sealing *s, const struct note_secret *secret)
{
	struct seal_withdraw w = { .project = s->terms.project.project,
	    .bidder = s->key->name, .seq = s->seq };
	struct buf text;

	memcpy(w.policy, s->terms.policy, sizeof w.policy);
	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, SEAL_WITHDRAW, &w);
	note_write(&s->file, text.data, text.len, secret);
	buf_release(&text);
}

/* What self-opening needs, and nothing else ever. */
static bool
write_secret(struct tool *t, const struct sealing *s, const char *hash)
{
	char hex[65];
	struct buf b;
	bool good;

	buf_init(&b, TOOL_FILE);
	buf_printf(&b, "sealbid/v1 secret\nproject %s\nbidder %s\nfile %s\n"
	    "s %s\n\n", s->terms.project.project, s->key->name, hash,
	    sodium_bin2hex(hex, sizeof hex, s->s, sizeof s->s));
	buf_add(&b, s->text.data, s->text.len);
	good = tool_write(t->o.secret, b.data, b.len, 0600);
	sodium_memzero(hex, sizeof hex);
	buf_wipe(&b);
	buf_release(&b);
	return good;
}

static int
make(struct tool *t, struct sealing *s)
{
	struct note_secret secret;
	unsigned char hash[32];
	char hex[65];
	int status = TOOL_DONE;

	keyfile_secret(s->key, &secret);
	if (t->o.withdraw)
		take_back(s, &secret);
	else
		status = seal(t, s, &secret);
	sodium_memzero(&secret, sizeof secret);
	if (status != TOOL_DONE)
		return status;
	note_hash(hash, s->file.data, s->file.len);
	digits_hex(hex, hash, sizeof hash);
	/* The secret first: an envelope without it cannot be opened alone. */
	if ((t->o.secret != NULL && !t->o.withdraw &&
	    !write_secret(t, s, hex)) ||
	    !tool_write(t->o.out, s->file.data, s->file.len, 0644))
		return TOOL_CANNOT;
	if (strcmp(t->o.out, "-") != 0)
		tool_say("%s", hex);
	return TOOL_DONE;
}

int
seal_run(struct tool *t)
{
	struct sealing *s;
	int status;

	if ((t->o.amount != NULL || t->o.rate != NULL) == t->o.withdraw)
		return tool_fail(TOOL_USAGE,
		    "one of --amount, --rate and --withdraw");
	s = arena_alloc(&t->arena, sizeof *s);
	if (!digits_int(t->o.seq, 1, 1000, &s->seq))
		return tool_fail(TOOL_USAGE, "--seq: 1, 2, 3, ...");
	s->key = tool_key(t->o.key, "bidder trustee purchaser");
	if (s->key == NULL)
		return TOOL_CANNOT;
	buf_init(&s->text, NOTE_MAX);
	buf_init(&s->file, NOTE_MAX);
	status = read_terms(t, s);
	if (status == TOOL_DONE)
		status = make(t, s);
	sodium_memzero(s->s, sizeof s->s);
	sodium_memzero(&s->form, sizeof s->form);
	buf_wipe(&s->text);
	buf_release(&s->text);
	buf_release(&s->file);
	keyfile_free(s->key);
	return status;
}
