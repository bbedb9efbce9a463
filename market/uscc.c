/* SPDX-License-Identifier: Apache-2.0 */
/* uscc.c: the code of an organisation (GB 32100-2015). */
#include "market/uscc.h"

#include <stddef.h>
#include <string.h>

#include "market/base/err.h"
#include "market/base/text.h"

enum { CHECKED = USCC_LENGTH - 1, MODULUS = 31, REGION = 2, REGION_END = 8 };
enum { INPUT_MAX = 1024 };	/* more is no code, however blank */

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static const struct {
	const char *prefix;
	enum uscc_kind kind;
} kinds[] = {
	{ "11", USCC_GOV },
	{ "12", USCC_PUBLIC_INST },
	{ "13", USCC_MASS_ORG },
	{ "51", USCC_NGO },
	{ "52", USCC_NGO },
	{ "53", USCC_NGO },
	{ "91", USCC_ENTERPRISE },
	{ "92", USCC_SOLE_TRADER },
};

static const char *const kind_codes[] = {
	[USCC_GOV] = "gov",
	[USCC_PUBLIC_INST] = "public_inst",
	[USCC_MASS_ORG] = "mass_org",
	[USCC_NGO] = "ngo",
	[USCC_ENTERPRISE] = "enterprise",
	[USCC_SOLE_TRADER] = "sole_trader",
	[USCC_OTHER] = "other",
};

/* The 18th character, of 17 that are all in the alphabet. */
static char
check_of(const char *code)
{
	int sum = 0, weight = 1;

	for (int i = 0; i < CHECKED; i++) {
		sum += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
		weight = weight * 3 % MODULUS;
	}
	return alphabet[(MODULUS - sum % MODULUS) % MODULUS];
}

/* ASCII and upper case; what is no ASCII becomes '?'. */
static void
canonical(const char *folded, char out[USCC_LENGTH + 1])
{
	size_t n = 0;

	for (int32_t c = text_next(&folded); c != 0; c = text_next(&folded)) {
		if (c >= 'a' && c <= 'z')
			c += 'A' - 'a';
		out[n++] = (char)(c > 0 && c < 0x80 ? c : '?');
	}
	out[n] = '\0';
}

static const char *
judge(const char *code)
{
	if (strspn(code, alphabet) != USCC_LENGTH)
		return "uscc_letter";
	if (strspn(code + REGION, "0123456789") < REGION_END - REGION)
		return "uscc_region";
	return check_of(code) == code[CHECKED] ? NULL : "uscc_check";
}

const char *
uscc_problem(const char *text, char out[USCC_LENGTH + 1])
{
	struct buf folded;
	const char *problem = "uscc_length";
	size_t length;

	out[0] = '\0';
	if (text == NULL)
		return "uscc_empty";
	buf_init(&folded, INPUT_MAX);
	text_fold(&folded, text);
	if (folded.data != NULL)
		text_trim(folded.data);
	length = folded.data ? text_length(folded.data) : 0;
	if (length == USCC_LENGTH && !folded.full) {
		canonical(folded.data, out);
		problem = judge(out);
	} else if (length == 0 && !folded.full) {
		problem = "uscc_empty";
	}
	if (problem != NULL)
		out[0] = '\0';
	buf_release(&folded);
	return problem;
}

enum uscc_kind
uscc_kind(const char *uscc)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strncmp(uscc, kinds[i].prefix, 2) == 0)
			return kinds[i].kind;
	return USCC_OTHER;
}

const char *
uscc_kind_code(enum uscc_kind kind)
{
	return kind_codes[kind];
}

bool
uscc_is_government(const char *uscc)
{
	enum uscc_kind kind = uscc_kind(uscc);

	return kind == USCC_GOV || kind == USCC_PUBLIC_INST ||
	    kind == USCC_MASS_ORG;
}

void
uscc_region(const char *uscc, char out[7])
{
	memcpy(out, uscc + REGION, REGION_END - REGION);
	out[REGION_END - REGION] = '\0';
}

void
uscc_make(char out[USCC_LENGTH + 1], const char *first17)
{
	if (strlen(first17) != CHECKED ||
	    strspn(first17, alphabet) != CHECKED)
		bug("uscc_make: %s", first17);
	memcpy(out, first17, CHECKED);
	out[CHECKED] = check_of(first17);
	out[USCC_LENGTH] = '\0';
}
