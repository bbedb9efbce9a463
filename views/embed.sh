#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh NAME FILE...: C text that holds the files as an array of struct
# file, ended by a row of NULLs.  The assembler reads them, so a megabyte of
# templates costs the compiler nothing.
name=$1; shift
here=$(pwd)
echo '#include "market/base/file.h"'
n=0
for f in "$@"; do
	printf '__asm__(".section .rodata\\n%s_%d: .incbin \\"%s/%s\\"\\n.byte 0\\n%s_%d_end:\\n.previous");\n' \
	    "$name" $n "$here" "$f" "$name" $n
	printf 'extern const char %s_%d[], %s_%d_end[];\n' "$name" $n "$name" $n
	n=$((n + 1))
done
echo "const struct file $name[] = {"
i=0
for f in "$@"; do
	printf '\t{ "%s", %s_%d, %s_%d_end },\n' "$f" "$name" $i "$name" $i
	i=$((i + 1))
done
echo '	{ 0, 0, 0 }'
echo '};'
