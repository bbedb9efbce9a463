/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.c: what the differential test and the bench need of the core.
 *	judge rounds FROM TO [RULE]	made-up rounds of these numbers, for
 *		tests/js/_differ.mjs: lines «file NAME BASE64», «want BASE64»
 *	judge speed SECONDS		envelopes judged a second, on one core
 *	judge verify DIR ID		milliseconds of the ten checks
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/clock.h"
#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "market/verify.h"
#include "tests/round.h"

static void
print(const char *key, const char *name, const void *data, size_t n)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	base64_write(&out, data, n);
	printf("%s %s %s\n", key, name, out.data);
	buf_release(&out);
}

static void
print_record(const char *name, enum seal_type type, const void *record)
{
	static const char dash[] = "\xe2\x80\x94";
	struct buf text;

	/* A signature of any bytes: nobody looks at it here. */
	buf_init(&text, 1 << 16);
	seal_record_write(&text, type, record);
	buf_printf(&text, "\n%s m/x AAAAAAAA\n", dash);
	print("file", name, text.data, text.len);
	buf_release(&text);
}

static void
print_opening(struct round *r)
{
	char name[100], hex[65];

	for (size_t i = 0; i < r->project.n; i++) {
		struct seal_open o = { .project = r->project.project,
		    .leaf = 99, .trustee = (int64_t)i + 1 };

		if (!r->keys.given[i])
			continue;
		memcpy(o.sk, r->keys.sk[i], 32);
		snprintf(name, sizeof name, "open-%zu.note", i + 1);
		print_record(name, SEAL_OPEN, &o);
	}
	for (size_t i = 0; r->selfopen && i < r->n; i++) {
		struct seal_selfopen o = { .s = { 0 } };

		memcpy(o.file, r->subs[i].file, 32);
		memcpy(o.s, r->secrets[i], 32);
		snprintf(name, sizeof name, "selfopen-%s.note",
		    digits_hex(hex, o.file, 32));
		print_record(name, SEAL_SELFOPEN, &o);
	}
}

static void
print_input(const struct round_input *in, size_t number)
{
	char name[100], hex[65];
	unsigned char hash[32];

	for (size_t i = 0; i < in->n; i++) {
		note_hash(hash, in->files[i].data, in->files[i].len);
		snprintf(name, sizeof name, "in/%s",
		    digits_hex(hex, hash, 32));
		print("file", name, in->files[i].data, in->files[i].len);
	}
	snprintf(name, sizeof name, "input-%zu.note", number);
	print("file", name, in->note.data, in->note.len);
}

static void
print_round(struct round *r)
{
	char name[100], hex[65];

	print("file", "project.note", r->project_note.data,
	    r->project_note.len);
	print("file", "rule.txt", r->rule_text.data, r->rule_text.len);
	print("file", "close.note", r->close_note.data, r->close_note.len);
	for (size_t i = 0; i < r->n; i++) {
		snprintf(name, sizeof name, "%s.note",
		    digits_hex(hex, r->subs[i].file, 32));
		print("file", name, r->files[i].data, r->files[i].len);
	}
	print_opening(r);
	for (size_t k = 0; k < r->n_inputs; k++)
		print_input(&r->inputs[k], k + 1);
	print("want", r->project.project, r->result.text, r->result.n);
}

static int
rounds(enum rank_rule rule, int64_t from, int64_t to)
{
	struct round *r = calloc(1, sizeof *r);

	for (int64_t i = from; r != NULL && i < to; i++) {
		made_round(r, rule, (uint64_t)i, 0);
		round_judge(r);
		print_round(r);
		round_release(r);
	}
	free(r);
	return 0;
}

static int
speed(int64_t seconds)
{
	struct round *r = calloc(1, sizeof *r);
	int64_t end, begin, judged = 0;

	if (r == NULL)
		return 70;
	made_round(r, RANK_LOWEST, 20261126, 100);
	begin = clock_ms();
	end = begin + seconds * 1000;
	while (clock_ms() < end)
		for (size_t i = 0; i < r->n; i++) {
			struct arena a;
			struct envelope_verdict v;

			if (r->subs[i].kind[0] != 'e')
				continue;
			arena_init(&a);
			envelope_judge(&a, &r->court, &r->subs[i], false,
			    r->files[i].data, r->files[i].len, &v);
			arena_release(&a);
			judged++;
		}
	printf("judged %" PRId64 "\n", judged * 1000 / (clock_ms() - begin));
	round_release(r);
	free(r);
	return 0;
}

static int
verify(const char *dir, const char *id)
{
	struct verify_report r;
	struct source source;
	struct arena a;
	int64_t begin = clock_ms();

	arena_init(&a);
	source_folder(&source, dir);
	verify_project(&a, &source, id, NULL, 0, &r);
	printf("verify %" PRId64 " %d\n", clock_ms() - begin,
	    verify_exit(r.verdict));
	arena_release(&a);
	return verify_exit(r.verdict);
}

int
main(int argc, char **argv)
{
	enum rank_rule rule = RANK_LOWEST;
	int64_t a, b;

	if ((argc == 4 || (argc == 5 && rank_rule_of_code(argv[4],
	    &rule))) && strcmp(argv[1], "rounds") == 0 &&
	    digits_int(argv[2], 0, 1000000, &a) &&
	    digits_int(argv[3], 0, 1000000, &b))
		return rounds(rule, a, b);
	if (argc == 3 && strcmp(argv[1], "speed") == 0 &&
	    digits_int(argv[2], 1, 100, &a))
		return speed(a);
	if (argc == 4 && strcmp(argv[1], "verify") == 0)
		return verify(argv[2], argv[3]);
	fprintf(stderr, "usage: judge rounds FROM TO [RULE] | speed SECONDS | "
	    "verify DIR ID\n");
	return 2;
}
