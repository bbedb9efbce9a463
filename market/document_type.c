/* SPDX-License-Identifier: Apache-2.0 */
/* document_type.c: which files are taken, by three signs. */
#include "market/document_type.h"

#include <string.h>
#include <strings.h>

#include "market/base/err.h"
#include "market/base/text.h"
#include "market/document.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define ANY "application/octet-stream"

/* The last three are ZIP archives, and browsers know little of them. */
static const struct {
	const char *type;
	const char *also;	/* a second ending */
	const char *mime;
	const char *other;	/* what else may be declared, or NULL */
	const char *head;
	size_t n;
} types[] = {
	{ "pdf", "pdf", "application/pdf", NULL, "%PDF-", 5 },
	{ "jpg", "jpeg", "image/jpeg", NULL, "\xFF\xD8\xFF", 3 },
	{ "png", "png", "image/png", NULL, "\x89PNG\r\n\x1A\n", 8 },
	{ "docx", "docx", OFFICE "wordprocessingml.document", ANY,
	    "PK\3\4", 4 },
	{ "xlsx", "xlsx", OFFICE "spreadsheetml.sheet", ANY, "PK\3\4", 4 },
	{ "ofd", "ofd", "application/ofd", ANY, "PK\3\4", 4 },
};

const char *
document_mime(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i].type, type) == 0)
			return types[i].mime;
	bug("document: no type %s", type);
}

/* Parameters of a declared type say nothing here. */
static bool
is_declared(const char *declared, const char *mime)
{
	size_t n = mime ? strlen(mime) : 0;

	return n > 0 && strncasecmp(declared, mime, n) == 0 &&
	    strchr("; \t", declared[n]) != NULL;
}

const char *
document_type(const char *name, const char *declared,
    const unsigned char *head, size_t n, const char **type)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < COUNT(types); i++) {
		if (strcasecmp(dot + 1, types[i].type) != 0 &&
		    strcasecmp(dot + 1, types[i].also) != 0)
			continue;
		if ((!is_declared(declared, types[i].mime) &&
		    !is_declared(declared, types[i].other)) ||
		    n < types[i].n ||
		    memcmp(head, types[i].head, types[i].n) != 0)
			return "document_signs";
		*type = types[i].type;
		return NULL;
	}
	return "document_type";
}

const char *
document_clean_name(struct arena *a, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *from = slash ? slash + 1 : name;
	char *copy, *end;

	slash = strrchr(from, '\\');
	copy = arena_strdup(a, slash ? slash + 1 : from);
	text_trim(copy);
	for (end = copy + strlen(copy); end > copy && end[-1] == '.';)
		*--end = '\0';
	copy += strspn(copy, ". ");
	return copy[0] && text_clean(copy, false) ? copy : "file";
}
