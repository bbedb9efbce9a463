#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# lint.sh: what the house promises about its own code.
set -u
bad=0
complain() { echo "lint: $*"; bad=1; }
c_files=$(ls market/base/*.[ch] market/*.[ch] market/tool/*.[ch] market/bin/*.c db/*.[ch] fcgi/*.[ch] tests/*.[ch])

# only PATTERN PLACE...: nobody else may have it.
only() {
	local pattern=$1; shift
	local found
	found=$(grep -lE "$pattern" $c_files views/*.cc views/*.h 2>/dev/null | grep -vE "^($(echo "$@" | tr ' ' '|'))" || true)
	[ -z "$found" ] || complain "$pattern in $found"
}
only '#include <sqlite3' db/sqlite tests/support_sql.c
only '#include <fcgiapp' fcgi/worker.c fcgi/main.c tests/worker_test.c tests/bench/
only '#include <sodium' market/ tests/support_nonce.c
only '#include <qrencode' market/qr.c
only 'ctemplate' views/view.cc views/load.cc views/library.h views/view.h
# never FOLDER PATTERN: the layers, fcgi → market → db → market/base.
never() {
	local found
	found=$(grep -nE "$2" $1 2>/dev/null || true)
	[ -z "$found" ] || complain "$found"
}
never 'fcgi/*.[ch]' '#include "db/'
never 'market/*.[ch]' '#include "(fcgi|views)/'
never 'db/*.[ch]' '#include "(fcgi|views)/'
# db/ may name the types of pure modules, which include market/base/ alone.
found=$(grep -nE '#include "market/[a-z_]+\.h"' db/*.[ch] | grep -vE '"market/(actor|calendar|credit|stars)\.h"' || true)
[ -z "$found" ] || complain "$found"
never 'market/base/*.[ch]' '#include "(fcgi|views|db)/'
never 'views/view.*' '#include "(fcgi|db)/'
for f in stars credit catalogue uscc calendar params flow_table signer signer_at signer_serve daemon; do
	[ ! -e market/$f.c ] || never "market/$f.c" '#include "db/'
done
# What sealbid is linked from: the list of the Makefile, and its own folder.
pure=$(sed -n 's/^pure := //p' Makefile)
[ -n "$pure" ] || complain "Makefile: no list of pure files"
for f in $pure; do
	never "market/$f.[ch]" '#include "(db|fcgi|views)/'
done
never 'market/tool/*.[ch] market/bin/sealbid.c' '#include "(db|fcgi|views)/'
only '#include <curl' market/tool/http.c market/mail_smtp.c
# What market-mail is linked from: no database, no server.
never 'market/mail*.[ch] market/bin/market-mail.c' '#include "(db|fcgi|views)/'

# No word a person reads, and no HTML, in C.
found=$(grep -nP '"[^"]*[^\x00-\x7F][^"]*"' market/*.c market/base/*.c market/tool/*.c market/bin/*.c db/*.c fcgi/*.c || true)
[ -z "$found" ] || complain "words in C: $found"
found=$(grep -nE '"[^"]*<(div|p|span|a|td|tr|li|h[1-6]|form|input)[ >]' market/*.c db/*.c fcgi/*.c || true)
[ -z "$found" ] || complain "HTML in C: $found"
found=$(grep -nE 'SELECT \*|INSERT OR|datetime\(|OFFSET|GLOB' db/*.c || true)
[ -z "$found" ] || complain "SQL that PostgreSQL does not share: $found"

# Templates: the pragma first, partials without it, nothing raw, quoted attributes.
for f in views/*.html views/*/*.html; do
	first=$(head -1 "$f")
	case $(basename "$f") in
	_*) [ "${first#*AUTOESCAPE}" = "$first" ] || complain "$f: a partial with a pragma";;
	*) [ "$first" = '{{%AUTOESCAPE context="HTML"}}' ] || complain "$f: no pragma";;
	esac
done
found=$(grep -nE ':none|style="|<script>|onclick=| [a-z-]+=\{\{' views/*.html views/*/*.html || true)
[ -z "$found" ] || complain "templates: $found"

# Words: each code in C has a line, each line a use.  Families are made of two.
codes=$(grep -hoE '^[a-z][A-Za-z0-9_-]*' views/text/*.txt | sort)
double=$(echo "$codes" | uniq -d)
[ -z "$double" ] || complain "catalogue: twice $double"
families=$(grep -hoE 'view_word\([^;]*' -r fcgi/*.c --include=*.c -z | tr '\n\0' '  ' | grep -oE '"[a-z_]+"' | tr -d '"' | sort -u)
# Most stand in a file as they are: only for the others each file is read.
strings=$(grep -ohE '"[a-z][A-Za-z0-9_-]*"' market/*.c market/base/*.c fcgi/*.c views/view.cc | tr -d '"' | sort -u)
for code in $(comm -23 <(echo "$codes" | uniq) <(echo "$strings")); do
	grep -qE "\"$code\"" market/*.c market/base/*.c fcgi/*.c views/view.cc && continue
	family=
	for f in $families error capital weekday promise done reason line clause value enquiry; do
		case $code in "$f"_*) family=$f;; esac
	done
	[ -n "$family" ] || complain "catalogue: nobody uses $code"
done

# Sizes: a function fits in the eye, a file in the head.
awk 'FNR==1{fn=""} /^[a-z_].*\(/{name=$0} /^\{/{start=FNR} /^\}/{if(start&&FNR-start+1>60)print FILENAME": "name" has "FNR-start+1" lines"; start=0}' \
    market/*.c market/base/*.c market/tool/*.c market/bin/*.c db/*.c fcgi/*.c tests/*.c | while read -r l; do echo "lint: $l"; done | tee /tmp/lint.$$
[ ! -s /tmp/lint.$$ ] || bad=1
rm -f /tmp/lint.$$
for f in $c_files views/*.cc views/*.h; do
	n=$(wc -l <"$f")
	[ "$n" -le 500 ] || case $f in tests/*) [ "$n" -le 900 ] || complain "$f has $n lines";; *) complain "$f has $n lines";; esac
	head -1 "$f" | grep -q SPDX || complain "$f: no SPDX line"
done

# A header compiles alone, under both compilers; nothing is said.
[ -e build/static/release.h ] || make -s build/static/release.h
compile_header() {
	local cc
	for cc in gcc clang; do
		$cc -std=c11 -D_GNU_SOURCE -I. -Ibuild -Wall -Wextra -Wno-unused-function -fsyntax-only -x c "$1" 2>&1 | grep -v 'pragma once\|main file' | grep -E 'error|warning' | sed "s|^|lint: $cc: |"
	done
}
export -f compile_header
# each FUNCTION: for each line of the input, on all cores; as few shells as can be.
each() { xargs -P "$(nproc)" -n 8 bash -c 'for f; do '"$1"' "$f"; done' each; }
ls market/base/*.h market/*.h market/tool/*.h db/*.h fcgi/*.h | each compile_header | tee /tmp/lint.$$
[ ! -s /tmp/lint.$$ ] || bad=1
export warn="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wcast-qual -Wvla -Wstrict-prototypes -Wmissing-prototypes "
compile_source() {
	local cc extra
	for cc in gcc clang; do
		extra=; [ $cc = gcc ] || extra=-Wno-string-concatenation
		$cc -std=c11 -D_GNU_SOURCE -DMARKET_DEBUG=1 -I. -Ibuild -include tests/banned.h $warn $extra -fsyntax-only "$1" 2>&1 | grep -E 'error|warning' | sed "s|^|lint: $cc: |"
	done
}
export -f compile_source
ls market/base/*.c market/*.c market/tool/*.c market/bin/*.c db/*.c fcgi/*.c | each compile_source | tee /tmp/lint.$$
[ ! -s /tmp/lint.$$ ] || bad=1
rm -f /tmp/lint.$$
if [ "${TIDY:-1}" = 1 ] && command -v clang-tidy >/dev/null; then
	export checks='-*,bugprone-*,cert-*,clang-analyzer-*,readability-function-size,-bugprone-easily-swappable-parameters,-cert-err33-c,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-bugprone-reserved-identifier,-cert-dcl37-c,-cert-dcl51-cpp,-bugprone-suspicious-include,-bugprone-implicit-widening-of-multiplication-result,-clang-analyzer-valist.Uninitialized,-bugprone-sizeof-expression'
	export config='{CheckOptions: [{key: readability-function-size.LineThreshold, value: 62}, {key: readability-function-size.StatementThreshold, value: 800}, {key: readability-function-size.BranchThreshold, value: 100}]}'
	tidy() { clang-tidy --quiet --checks="$checks" --config="$config" "$1" -- -std=c11 -D_GNU_SOURCE -DMARKET_DEBUG=1 -I. -Ibuild 2>/dev/null | grep -E 'warning:|error:'; }
	export -f tidy
	ls market/base/*.c market/*.c market/tool/*.c market/bin/sealbid.c db/*.c fcgi/*.c | each tidy | tee /tmp/tidy.$$
	[ ! -s /tmp/tidy.$$ ] || bad=1
	rm -f /tmp/tidy.$$
fi
[ "$bad" = 0 ] && echo "lint: nothing to say"
exit $bad
