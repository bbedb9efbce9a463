/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

/*
 * A file that is part of the program (views/embed.sh): path from the top of
 * the tree, bytes, and the end, which is one past a NUL.
 */
struct file {
	const char *path;
	const char *text;
	const char *end;
};

/* Arrays, ended by a path of NULL. */
extern const struct file view_files[];		/* views/: templates, words */
extern const struct file schema_files[];	/* db/: schema, migrations */
extern const struct file term_files[];		/* db/words/: what terms may not ask */
extern const struct file credit_files[];	/* db/credit/: the catalogue */

#endif
