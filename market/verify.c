/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: the ten checks in order; trust, checkpoint and project. */
#include "market/verify.h"

#include <inttypes.h>
#include <string.h>

#include "market/base/err.h"
#include "market/verify_core.h"

static verify_step check_trust, check_checkpoint, check_project;

static const struct {
	const char *id;
	verify_step *step;
} steps[VERIFY_CHECKS] = {
	{ "trust", check_trust }, { "checkpoint", check_checkpoint },
	{ "project", check_project }, { "close", verify_close },
	{ "bodies", verify_bodies }, { "keys", verify_opens },
	{ "envelopes", verify_envelopes }, { "draw", verify_draw },
	{ "result", verify_result }, { "award", verify_award },
};

const char *
verify_check_id(size_t check)
{
	return steps[check].id;
}

int
verify_exit(enum verify_verdict verdict)
{
	return verdict == VERIFY_VERIFIED ? 0 :
	    verdict == VERIFY_REFUTED ? 1 : 3;
}

static bool
end(struct verify *v, enum verify_state state, const char *code,
    const char *detail)
{
	v->check->state = state;
	v->check->code = code;
	v->check->detail = detail ? arena_strdup(v->arena, detail) : "";
	return state == VERIFY_GOOD;
}

bool
verify_good(struct verify *v, const char *code, const char *detail)
{
	return end(v, VERIFY_GOOD, code, detail);
}

bool
verify_wrong(struct verify *v, const char *code, const char *detail)
{
	return end(v, VERIFY_WRONG, code, detail);
}

bool
verify_unknown(struct verify *v, const char *code, const char *detail)
{
	return end(v, VERIFY_UNKNOWN, code, detail);
}

bool
verify_none(struct verify *v, const char *code, const char *detail)
{
	return end(v, VERIFY_NONE, code, detail);
}

void
verify_warn(struct verify *v, const char *code, const char *detail)
{
	struct verify_report *r = v->out;

	if (r->warnings_n < VERIFY_WARNINGS)
		r->warnings[r->warnings_n++] = (struct verify_warning){ code,
		    detail ? arena_strdup(v->arena, detail) : "" };
}

bool
verify_tiles(struct verify *v)
{
	switch (v->tiles.why) {
	case TILES_MISSING:
		return verify_unknown(v, "missing", v->tiles.path);
	case TILES_AWAY:
		return verify_unknown(v, "unreachable", v->tiles.path);
	case TILES_ROOT:
		return verify_wrong(v, "tree", NULL);
	default:
		return verify_wrong(v, "tile", v->tiles.path);
	}
}

const char *
verify_int(struct verify *v, int64_t n)
{
	return arena_printf(v->arena, "%" PRId64, n);
}

/* ---- 1 ---- */

/* The log of the source is one that the trust file names. */
static bool
find_log(struct verify *v)
{
	struct verify_file f;

	if (!verify_need(v, "log/vkey", &f))
		return false;
	v->log = trust_log_of(&v->trust, f.data, f.n);
	return v->log != NULL || verify_wrong(v, "trust-log", NULL);
}

static bool
check_trust(struct verify *v)
{
	struct verify_file f = v->result_file;
	size_t line;

	v->result_file = (struct verify_file){ NULL, 0 };
	if (v->id && !lines_is_id(v->id, strlen(v->id)))
		return verify_unknown(v, "project-id", v->id);
	if (!v->own_trust) {
		if (!verify_need(v, "trust.txt", &f))
			return false;
		verify_warn(v, "trust-from-site", NULL);
	}
	if (!trust_parse(v->arena, f.data, f.n, &v->trust, &line))
		return verify_wrong(v, "trust", arena_printf(v->arena,
		    "line %zu", line));
	if (v->trust.n_platforms == 0 || v->trust.n_trustees == 0)
		return verify_wrong(v, "trust", NULL);
	v->platforms = verify_all(v, v->trust.platforms,
	    v->trust.n_platforms);
	if (!find_log(v))
		return false;
	return verify_good(v, "trust-ok", arena_printf(v->arena,
	    "%zu %zu", v->trust.n_trustees, v->trust.n_witnesses));
}

/* ---- 2 ---- */

struct published {
	struct verify_file file;
	struct tlog_checkpoint c;
	struct trust_seen seen;
};

static bool
read_published(struct verify *v, const char *path, struct published *p)
{
	return verify_get(v, path, &p->file) && (p->file.data == NULL ||
	    verify_checkpoint(v, p->file, &p->c, &p->seen));
}

/* The larger one is the tree; the other must be an earlier one of it. */
static bool
open_tree(struct verify *v, const struct published *cosigned,
    const struct published *newest)
{
	const struct published *top = newest, *old = cosigned;
	tlog_hash root;

	if (newest->file.data == NULL || (cosigned->file.data != NULL &&
	    cosigned->c.size > newest->c.size)) {
		top = cosigned;
		old = newest;
	}
	if (!tiles_open(&v->tiles, v->arena, v->source, top->c.size,
	    top->c.root))
		return verify_tiles(v);
	if (old->file.data == NULL)
		return true;
	if (!tiles_root(&v->tiles, old->c.size, root))
		return verify_tiles(v);
	return memcmp(root, old->c.root, sizeof root) == 0 ||
	    verify_wrong(v, "fork", arena_printf(v->arena,
	    "%" PRId64 " %" PRId64, old->c.size, top->c.size));
}

static bool
check_checkpoint(struct verify *v)
{
	struct published cosigned = { .seen = { .n = 0 } }, newest = cosigned;
	struct verify_file index;

	if (!read_published(v, "log/checkpoint.cosigned", &cosigned) ||
	    !read_published(v, "log/checkpoint", &newest))
		return false;
	if (cosigned.file.data == NULL && newest.file.data == NULL)
		return verify_unknown(v, "missing", "log/checkpoint");
	/* By its own trust file the site says that it meets the quorum. */
	if (cosigned.file.data != NULL && !cosigned.seen.quorum &&
	    !v->own_trust && v->trust.quorum != NULL)
		return verify_wrong(v, "quorum", NULL);
	if (!open_tree(v, &cosigned, &newest))
		return false;
	if (cosigned.seen.quorum) {
		v->witnessed = cosigned.c.size;
		v->out->witnessed = cosigned.seen.met;
	}
	if (!verify_own(v, "index.txt", &index))
		return false;
	verify_read_hints(v, index);
	return verify_good(v, "checkpoint-ok",
	    verify_int(v, v->tiles.size));
}

/* ---- 3 ---- */

/* Each opening key is there, of no low order, and no other's. */
static bool
good_keys(const struct seal_project *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (!p->trustees[i].pk.given ||
		    !envelope_pk_is_good(p->trustees[i].pk.hash))
			return false;
		for (size_t j = 0; j < i; j++)
			if (memcmp(p->trustees[i].pk.hash,
			    p->trustees[j].pk.hash, 32) == 0)
				return false;
	}
	return true;
}

static bool
check_signatures(struct verify *v, const struct verify_note *note)
{
	struct verify_keys groups[SEAL_TRUSTEES + 2];
	size_t n = 0;

	if (!verify_purchaser(v, v->leaf, &note->note, &groups[n++]))
		return false;
	if (groups[0].n == 0)
		return verify_wrong(v, "purchaser-key",
		    v->project.purchaser);
	for (size_t i = 0; i < v->project.n; i++)
		groups[n++] = verify_trustee(v, v->project.trustees[i].name);
	groups[n++] = v->platforms;
	return verify_signed_by(v, &note->note, groups, n,
	    "project-signatures", NULL);
}

/* notice.txt and rule.txt are those that the record names. */
static bool
check_texts(struct verify *v)
{
	struct verify_file rule;
	unsigned char hash[32];

	if (!verify_own_need(v, "notice.txt", &v->notice))
		return false;
	note_hash(hash, v->notice.data, v->notice.n);
	if (memcmp(hash, v->project.notice, 32) != 0)
		return verify_wrong(v, "notice", NULL);
	if (!verify_own_need(v, "rule.txt", &rule))
		return false;
	note_hash(hash, rule.data, rule.n);
	if (memcmp(hash, v->project.rule_hash, 32) != 0 ||
	    !rule_parse(v->arena, rule.data, rule.n, &v->rule) ||
	    strcmp(v->rule.rule, v->project.rule) != 0)
		return verify_wrong(v, "rule", NULL);
	return true;
}

static bool
check_project(struct verify *v)
{
	struct verify_file f;
	struct verify_note note;

	if (!verify_own_need(v, "project.note", &f) ||
	    !verify_record(v, f, SEAL_PROJECT, &note, &v->project))
		return false;
	if (strcmp(v->project.project, v->id) != 0 ||
	    strcmp(v->project.log, v->log->name) != 0)
		return verify_wrong(v, "project-id", v->project.project);
	if (!good_keys(&v->project))
		return verify_wrong(v, "project-keys", NULL);
	memcpy(v->policy, note.hash, sizeof v->policy);
	if (!verify_place(v, f, "project.note", &v->leaf) ||
	    !verify_key_files(v) || !check_signatures(v, &note) ||
	    !check_texts(v))
		return false;
	v->court = (struct envelope_court){ &v->project, v->policy, &v->rule,
	    &v->keys };
	return verify_good(v, "project-ok", arena_printf(v->arena,
	    "%zu %" PRId64, v->project.n, v->project.threshold));
}

/* ---- all ---- */

/* What the later checks say when one could not be passed. */
void
verify_skip(struct verify_check *c, const struct verify_check *stopped)
{
	bool none = stopped->state == VERIFY_NONE;

	c->state = none ? VERIFY_NONE : VERIFY_UNKNOWN;
	c->code = none ? stopped->code : "unchecked";
	c->detail = none ? stopped->detail : "";
}

void
verify_conclude(struct verify_report *r, size_t n)
{
	r->verdict = VERIFY_VERIFIED;
	for (size_t i = 0; i < n; i++) {
		if (r->checks[i].state == VERIFY_WRONG) {
			r->verdict = VERIFY_REFUTED;
			return;
		}
		if (r->checks[i].state == VERIFY_UNKNOWN)
			r->verdict = VERIFY_CANNOT_TELL;
	}
}

/* A draw that differs leaves the result to be compared. */
static bool
goes_on(const struct verify *v, verify_step *step)
{
	return step == verify_draw && v->check->state == VERIFY_WRONG &&
	    strncmp(v->check->code, "draw-", 5) == 0;
}

bool
verify_steps(struct verify *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		v->check = &v->out->checks[i];
		v->check->id = steps[i].id;
		if (!steps[i].step(v) && !goes_on(v, steps[i].step))
			return false;
	}
	return true;
}

void
verify_project(struct arena *a, const struct source *source,
    const char *id, const char *trust, size_t n, struct verify_report *out)
{
	struct verify *v = arena_alloc(a, sizeof *v);

	memset(out, 0, sizeof *out);
	*v = (struct verify){ .arena = a, .source = source, .out = out,
	    .id = id, .base = arena_printf(a, "p/%s/", id),
	    .own_trust = trust != NULL, .result_file = { trust, n } };
	if (!verify_steps(v, 0, VERIFY_CHECKS))
		for (struct verify_check *c = v->check + 1; c < out->checks +
		    VERIFY_CHECKS; c++) {
			c->id = steps[c - out->checks].id;
			verify_skip(c, v->check);
		}
	verify_conclude(out, VERIFY_CHECKS);
}
