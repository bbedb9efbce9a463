#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# test.sh: unit and page tests, then the stories of tests/e2e/ in a browser.
# Ends with one line, «N passed, N failed».
set -u
passed=0 failed=0
# Adds the last «N passed, N failed» of a run; without one it is a failure.
count() {
	local line
	line=$(grep -oE '[0-9]+ passed, [0-9]+ failed' "$1" | tail -1)
	if [ -z "$line" ]; then
		failed=$((failed + 1))
	else
		passed=$((passed + $(echo "$line" | grep -oE '^[0-9]+')))
		failed=$((failed + $(echo "$line" | grep -oE '[0-9]+ failed' | grep -oE '[0-9]+')))
	fi
}
out=$(mktemp)
trap 'rm -f "$out"' EXIT
echo "test: unit and page tests"
make --no-print-directory -j2 check 2>&1 | tee "$out" | grep -v '^sh views\|^gcc\|^g++\|^sh tests'
count "$out"
echo "test: building the programs"
make --no-print-directory -j2 all >"$out" 2>&1 || { cat "$out"; failed=$((failed + 1)); }
for story in tests/js/*_test.mjs tests/differential.sh tests/go/audit.sh tests/fuzz/fuzz.sh tests/demo.sh tests/e2e/*.mjs tests/faults/*.sh; do
	case $story in */_*|*\**) continue;; esac
	echo "test: $story"
	case $story in
	*.mjs) timeout 300 node "$story" 2>&1;;
	*) timeout 300 bash "$story" 2>&1;;
	esac | tee "$out"
	count "$out"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
