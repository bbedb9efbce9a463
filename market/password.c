/* SPDX-License-Identifier: Apache-2.0 */
/* password.c: the gate, and Argon2id records by libsodium. */
#include "market/password.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/clock.h"
#include "market/base/text.h"

enum {
	OWN_LEAST = 4,	/* bytes of an own word that matters */
	REST_LEAST = 6	/* characters that must stand beside own words */
};

_Static_assert(PASSWORD_RECORD == crypto_pwhash_STRBYTES, "size of records");

struct gate {
	struct gate_rule rule;
	pthread_mutex_t lock;
	pthread_cond_t left;
	int inside;
	int waiting;
};

const struct gate_rule gate_usual = {
	.passes = crypto_pwhash_OPSLIMIT_INTERACTIVE,
	.memory = crypto_pwhash_MEMLIMIT_INTERACTIVE,
	.at_once = 2,
	.waiting = 4,
	.wait_ms = 3000,
};

struct gate *
gate_new(void)
{
	struct gate *g = calloc(1, sizeof *g);

	if (g == NULL || sodium_init() < 0)
		bug("no memory, or no libsodium: gate");
	g->rule = gate_usual;
	pthread_mutex_init(&g->lock, NULL);
	clock_cond_init(&g->left);
	return g;
}

void
gate_set(struct gate *g, struct gate_rule rule)
{
	g->rule = rule;
}

void
gate_free(struct gate *g)
{
	if (g == NULL)
		return;
	pthread_cond_destroy(&g->left);
	pthread_mutex_destroy(&g->lock);
	free(g);
}

enum err
gate_enter(struct gate *g)
{
	struct timespec until = clock_in(g->rule.wait_ms);
	enum err err = OK;

	pthread_mutex_lock(&g->lock);
	if (g->inside >= g->rule.at_once && g->waiting >= g->rule.waiting)
		err = ERR_BUSY;
	g->waiting++;
	while (!err && g->inside >= g->rule.at_once)
		if (pthread_cond_timedwait(&g->left, &g->lock, &until) ==
		    ETIMEDOUT && g->inside >= g->rule.at_once)
			err = ERR_BUSY;
	g->waiting--;
	if (!err)
		g->inside++;
	pthread_mutex_unlock(&g->lock);
	return err;
}

void
gate_leave(struct gate *g)
{
	pthread_mutex_lock(&g->lock);
	g->inside--;
	pthread_cond_signal(&g->left);
	pthread_mutex_unlock(&g->lock);
}

int
gate_waiting(struct gate *g)
{
	int n;

	pthread_mutex_lock(&g->lock);
	n = g->waiting;
	pthread_mutex_unlock(&g->lock);
	return n;
}

enum err
password_hash(struct gate *g, const char *password,
    char record[PASSWORD_RECORD])
{
	enum err err = gate_enter(g);

	if (err)
		return err;
	if (crypto_pwhash_str(record, password, strlen(password),
	    g->rule.passes, g->rule.memory) != 0)
		err = ERR_BUSY;		/* no memory for it */
	gate_leave(g);
	return err;
}

enum err
password_verify(struct gate *g, const char *record, const char *password,
    bool *old)
{
	char none[PASSWORD_RECORD];
	enum err err;

	if (record == NULL) {
		err = password_hash(g, password, none);
		return err ? err : ERR_FORBIDDEN;
	}
	err = gate_enter(g);
	if (err)
		return err;
	errno = 0;
	if (crypto_pwhash_str_verify(record, password, strlen(password)) != 0)
		err = errno == ENOMEM ? ERR_BUSY : ERR_FORBIDDEN;
	gate_leave(g);
	if (!err && old != NULL)
		*old = crypto_pwhash_str_needs_rehash(record, g->rule.passes,
		    g->rule.memory) != 0;
	return err;
}

/* Lower case for ASCII, as far as out goes; returns the length. */
static size_t
lower(char *out, size_t size, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && i + 1 < size; i++)
		out[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ?
		    s[i] - 'A' + 'a' : s[i]);
	out[i] = '\0';
	return i;
}

/* Takes word out of s wherever it stands; true if it stood somewhere. */
static bool
take_out(char *s, const char *word)
{
	size_t n = strlen(word);
	bool found = false;

	for (char *at = strstr(s, word); at != NULL; at = strstr(at, word)) {
		memmove(at, at + n, strlen(at + n) + 1);
		found = true;
	}
	return found;
}

/* Is there little left once the person's own words are taken out? */
static bool
is_own(const char *folded, const char *const *own)
{
	char rest[PASSWORD_MAX + 1], word[256];
	bool found = false, little;

	memcpy(rest, folded, strlen(folded) + 1);
	for (; own != NULL && *own != NULL; own++)
		if (lower(word, sizeof word, *own, strcspn(*own, "@")) >=
		    OWN_LEAST)
			found = take_out(rest, word) || found;
	little = text_length(rest) < REST_LEAST;
	password_wipe(rest, sizeof rest);
	return found && little;
}

const char *
password_problem(const char *password, size_t least, const char *const *own)
{
	char folded[PASSWORD_MAX + 1];
	const char *code = NULL;
	size_t n;

	if (password == NULL || !text_valid(password) ||
	    text_length(password) < least)
		return "password_short";
	if (strlen(password) > PASSWORD_MAX)
		return "password_long";
	n = lower(folded, sizeof folded, password, strlen(password));
	if (password_is_common(folded, n))
		code = "password_common";
	else if (is_own(folded, own))
		code = "password_own";
	password_wipe(folded, sizeof folded);
	return code;
}

void
password_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
