/* SPDX-License-Identifier: Apache-2.0 */
/* sealbid.c: the tool of those who need not trust the market. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/tool/tool.h"

/* ---- options: name, where it goes ---- */

static const struct option {
	const char *name, *value;	/* value NULL: it takes none */
	size_t at;
} options[] = {
#define TEXT(name, value, member) \
	{ name, value, offsetof(struct options, member) }
#define FLAG(name, member) { name, NULL, offsetof(struct options, member) }
	TEXT("key", "FILE", key), TEXT("out", "FILE", out),
	TEXT("name", "NAME", name), TEXT("role", "ROLE", role),
	TEXT("trust", "FILE", trust), TEXT("state", "FILE", state),
	TEXT("amount", "FEN|-", amount), TEXT("rate", "BP", rate),
	TEXT("form", "FILE", form),
	TEXT("seq", "N", seq), TEXT("secret", "FILE", secret),
	TEXT("token", "T|@FILE", token), TEXT("post", "URL", post),
	TEXT("purchaser", "FILE", purchaser),
	TEXT("accept", "PATTERN", accept), TEXT("every", "SECONDS", every),
	TEXT("wait", "SECONDS", wait), TEXT("witness-key", "FILE",
	witness_key), TEXT("source", "SOURCE", source),
	TEXT("cacert", "FILE", cacert), TEXT("mirror", "DIR", mirror),
	FLAG("withdraw", withdraw), FLAG("yes", yes), FLAG("json", json),
	FLAG("init", init), FLAG("passphrase", passphrase),
};

/* ---- commands ---- */

const struct command tool_commands[] = {
	{ "keygen", NULL, keygen_run, 0, 0, "name role out passphrase",
	    "name role out", "",
	    "Makes a key file, mode 0600, and prints its vkey.  Roles: "
	    "bidder trustee\npurchaser platform log witness." },
	{ "seal", NULL, seal_run, 1, 0, "key seq amount rate withdraw form out secret "
	    "trust cacert", "key seq out", "PROJECT",
	    "Verifies the terms of a round and seals a bid under them, or "
	    "takes it back;\nprints the file's hash.  PROJECT: "
	    "http://host/p/<id>, or a path to project.note\nwith rule.txt "
	    "beside it.  --form: lines \"key value\" of the rule's fields.\n"
	    "--amount - where the price is fixed; --rate, in hundredths of a "
	    "percent, where\nthe rule asks for a rate: the amount follows.  "
	    "--secret keeps what opening it\nalone would need." },
	{ "submit", NULL, submit_run, 2, 0, "token trust cacert", "",
	    "URL FILE",
	    "Hands in an envelope or withdraw, verifies the receipt and keeps "
	    "it as\nFILE.receipt; only then it says submitted." },
	{ "selfopen", NULL, selfopen_run, 2, 0, "key out post trust cacert",
	    "key out", "SECRET ENVELOPE",
	    "Where trustees failed: opens one's own envelope with the secret "
	    "kept by seal." },
	{ "sign", NULL, sign_run, 1, 0, "key out post trust cacert", "key",
	    "DRAFT",
	    "A signature line over a draft.note (purchasers), to --out or "
	    "posted to --post; or\nover the text of a key, void, extend, "
	    "fallback or award record, to --out." },
	{ "trustee", "accept", trustee_accept_run, 2, 0, "key state trust "
	    "purchaser yes wait init json cacert", "key state", "URL ID",
	    "Looks at a draft, a step a line, offers an opening key, and "
	    "signs once all keys\nare there.  --purchaser: a file with the "
	    "vkey that is expected." },
	{ "trustee", "claim", trustee_claim_run, 1, 0, "key state trust out "
	    "source post init json cacert", "key state out", "FILE",
	    "Checks a submission that the platform does not take, and "
	    "writes the claim.\n--source has its signature looked up; --post "
	    "hands in claim and file." },
	{ "trustee", "open", trustee_open_run, 2, 0, "key state trust yes init "
	    "json mirror cacert", "key state", "URL ID",
	    "Each condition of an opening, a line each; if all hold, releases "
	    "the opening\nkey.  Files of the round are kept in --mirror, else beside the state." },
	{ "trustee", "agent", agent_run, 1, 0, "key state trust witness-key "
	    "accept every init mirror cacert", "key state", "URL",
	    "The same unattended: offers, signs, tells readiness, opens; with "
	    "--witness-key\ncosigns too.  --accept: only rounds whose id fits, "
	    "such as 'ZJ-2026-*'." },
	{ "witness", NULL, witness_run, 1, 0, "key state trust every init "
	    "cacert", "key state", "URL",
	    "Proves that the log grew out of what was cosigned before, and "
	    "cosigns; with\n--every again and again." },
	{ "verify", NULL, verify_run, 2, 0, "trust json cacert", "",
	    "SOURCE ID",
	    "Everything that can be checked about a round, from its public "
	    "files." },
	{ "receipt", NULL, receipt_run, 2, 1, "trust json cacert", "",
	    "RECEIPT ENVELOPE [SOURCE]",
	    "Is it of this file, and in the log?  With SOURCE also whether the "
	    "round's close\nlists it: an omission is refuted, with proof." },
	{ "log", "audit", audit_log_run, 1, 0, "trust state json cacert", "",
	    "SOURCE",
	    "The whole log anew.  --state: the tree verified last, which must "
	    "be its beginning;\nthe new one is written there." },
	{ "rank", NULL, rank_run_file, 1, 0, "", "", "FILE",
	    "A recalculation case, and who is ranked how by it; no network." },
	{ "inspect", NULL, inspect_draw_run, 1, 0, "", "", "FILE",
	    "Who is inspected, and by whom: a plan's inspect.txt drawn anew; "
	    "no network." },
	{ "contribute", NULL, inspect_commit_run, 1, 0, "key secret out",
	    "key secret out", "PLAN",
	    "One's part in the seed of an inspection plan: the commitment to "
	    "--out, what\nopens it, once the time of the draw has come, to "
	    "--secret." },
	{ "help", NULL, help_run, 0, 0, "", "", "", "This text." },
	{ NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL },
};

/* Is word one of those in list, which blanks part? */
static bool
listed(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; *at;) {
		size_t w = strcspn(at, " ");

		if (w == n && memcmp(at, word, n) == 0)
			return true;
		at += w;
		at += *at == ' ';
	}
	return false;
}

static void
print_options(FILE *out, const struct command *c)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		bool must = listed(c->needs, o->name);

		if (!listed(c->takes, o->name))
			continue;
		fprintf(out, " %s--%s%s%s%s", must ? "" : "[", o->name,
		    o->value ? " " : "", o->value ? o->value : "",
		    must ? "" : "]");
	}
}

static void
print_command(FILE *out, const struct command *c)
{
	fprintf(out, "sealbid %s%s%s%s%s", c->word, c->second ? " " : "",
	    c->second ? c->second : "", *c->usage ? " " : "", c->usage);
	print_options(out, c);
	fputc('\n', out);
	for (const char *at = c->what; *at;) {
		size_t n = strcspn(at, "\n");

		fprintf(out, "        %.*s\n", (int)n, at);
		at += n;
		at += *at == '\n';
	}
}

int
help_run(struct tool *t)
{
	(void)t;
	puts("sealbid: sealed bids for those who need not trust the market "
	    "(sealbid/v1)\n");
	for (const struct command *c = tool_commands; c->word; c++)
		print_command(stdout, c);
	puts("\nSOURCE is an address or a folder with the same paths.  --trust "
	    "names the trust\nfile; without it the site's own is taken, with a "
	    "warning.  --state is the memory\nof a key: --init makes it, once; "
	    "it must never be lost or copied.  --cacert:\ncertificates for "
	    "https.\n\nExit status: 0 verified or done, 1 refuted or refused, "
	    "2 usage, 3 cannot tell\n(unreachable, missing, not yet).");
	return TOOL_DONE;
}

/* ---- the command line ---- */

static int
take_option(struct tool *t, const struct command *c, const char *word,
    const char *value, int *used)
{
	char *base = (char *)&t->o;

	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];

		if (strcmp(o->name, word) != 0 || !listed(c->takes, word))
			continue;
		if (o->value != NULL && value == NULL)
			return tool_fail(TOOL_USAGE, "--%s %s", word,
			    o->value);
		if (o->value != NULL)
			*(const char **)(void *)(base + o->at) = value;
		else
			*(bool *)(void *)(base + o->at) = true;
		*used = o->value != NULL ? 2 : 1;
		return TOOL_DONE;
	}
	return tool_fail(TOOL_USAGE, "no option --%s here", word);
}

static int
check_needs(const struct tool *t, const struct command *c)
{
	const char *base = (const char *)&t->o;

	for (size_t i = 0; i < COUNT(options); i++)
		if (listed(c->needs, options[i].name) &&
		    *(const char *const *)(const void *)
		    (base + options[i].at) == NULL)
			return tool_fail(TOOL_USAGE, "--%s %s is needed",
			    options[i].name, options[i].value);
	return TOOL_DONE;
}

static int
parse(struct tool *t, const struct command *c, int argc, char **argv)
{
	for (int i = 0; i < argc;) {
		int used = 1, status = TOOL_DONE;

		if (strncmp(argv[i], "--", 2) == 0)
			status = take_option(t, c, argv[i] + 2,
			    i + 1 < argc ? argv[i + 1] : NULL, &used);
		else if (t->n == c->args + c->more)
			status = tool_fail(TOOL_USAGE, "too much: %s",
			    argv[i]);
		else
			t->args[t->n++] = argv[i];
		if (status != TOOL_DONE)
			return status;
		i += used;
	}
	if (t->n < c->args)
		return tool_fail(TOOL_USAGE, "%s is needed", c->usage);
	return check_needs(t, c);
}

static const struct command *
find(int argc, char **argv)
{
	for (const struct command *c = tool_commands; c->word; c++)
		if (argc > 1 && strcmp(argv[1], c->word) == 0 &&
		    (c->second == NULL || (argc > 2 &&
		    strcmp(argv[2], c->second) == 0)))
			return c;
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct command *c = find(argc, argv);
	struct tool t = { .lock = -1 };
	int status, skip;

	if (c == NULL) {
		if (argc > 1)
			tool_fail(0, "no such command: %s", argv[1]);
		fputs("usage: sealbid help\n", stderr);
		return TOOL_USAGE;
	}
	skip = c->second ? 3 : 2;
	status = parse(&t, c, argc - skip, argv + skip);
	if (status != TOOL_DONE) {
		print_command(stderr, c);
		return status;
	}
	tool_harden();
	arena_init(&t.arena);
	status = c->run(&t);
	http_free(t.http);
	arena_release(&t.arena);
	return status;
}
