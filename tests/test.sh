#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# test.sh: unit and page tests, then all that runs whole programs, on every
# core at once: each story has a market of its own.  Ends with one line,
# «N passed, N failed».
set -u
passed=0 failed=0
dir=$(mktemp -d /tmp/market-test-XXXXXX)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
# Adds the last «N passed, N failed» of a run; without one it is a failure.
count() {
	local line
	line=$(grep -aoE '[0-9]+ passed, [0-9]+ failed' "$1" | tail -1)
	if [ -z "$line" ]; then
		failed=$((failed + 1))
	else
		passed=$((passed + $(echo "$line" | grep -oE '^[0-9]+')))
		failed=$((failed + $(echo "$line" | grep -oE '[0-9]+ failed' | grep -oE '[0-9]+')))
	fi
}
# One story, said in a line as it ends; what it printed is kept.
one() {
	local begun=$SECONDS log
	log=$1/$(basename "$2").log
	case $2 in
	*.mjs) timeout 900 node "$2" >"$log" 2>&1;;
	*) timeout 900 bash "$2" >"$log" 2>&1;;
	esac
	echo "test: $2: $(tail -1 "$log") ($((SECONDS - begun)) s)"
}
export -f one
# COMMAND with a /tmp of its own in memory, where that can be had: thousands of
# small markets wait for a disk otherwise.
in_memory() { unshare -m sh -c 'mount -t tmpfs tmpfs /tmp && exec "$@"' sh "$@"; }
in_memory true 2>/dev/null || in_memory() { "$@"; }
# N STORY...: N side by side, the given ones first; then those that failed are shown.
stories() {
	local wide=$1
	shift
	printf '%s\n' "$@" | xargs -P "$wide" -I{} bash -c 'one "$0" {}' "$dir"
	for story; do
		count "$dir/$(basename "$story").log"
		grep -qaE '[0-9]+ passed, 0 failed' "$dir/$(basename "$story").log" ||
			{ echo "test: $story said:"; cat "$dir/$(basename "$story").log"; }
	done
}
echo "test: unit and page tests"
in_memory make --no-print-directory -j2 check 2>&1 | tee "$dir/check.log" | grep -v '^sh views\|^gcc\|^g++\|^sh tests'
count "$dir/check.log"
echo "test: building the programs"
{ make --no-print-directory -j2 all &&
	make --no-print-directory -j2 RELEASE=1 build/release/bin/judge build/release/bin/mklog &&
	make --no-print-directory -j2 fuzzers; } >"$dir/build" 2>&1 || { cat "$dir/build"; failed=$((failed + 1)); }
# The demonstration is made once; the browser's stories begin with a copy.
long=tests/js/verify_test.mjs
# shellcheck disable=SC2046
KEEP=$dir/demo stories "$(nproc)" tests/demo.sh tests/differential.sh $long tests/fuzz/fuzz.sh $(ls tests/js/*_test.mjs | grep -vxF $long) tests/go/audit.sh
# The long ones first.
first="tests/e2e/trouble.mjs tests/e2e/methods.mjs tests/e2e/around.mjs tests/e2e/main_job.mjs"
others=$(ls tests/e2e/*.mjs tests/faults/*.sh | grep -v '/_' | grep -vxF "$(tr ' ' '\n' <<<"$first")")
# shellcheck disable=SC2086
FROM=$dir/demo stories "$(nproc)" $first $others
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
