#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kill.sh: kill -9 of the program under a load of bids, 20 times.  Every
# receipt a client holds must be in the database afterwards, once, and the
# database must be whole.  TIMES=20
set -u
times=${TIMES:-20}
dir=$(mktemp -d /tmp/market-kill-XXXXXX)
export PAGE_RATE=1000000r/s PAGE_BURST=100000 AUTH_RATE=60000r/m AUTH_BURST=1000 CONN=4000
pid=
stop() { [ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; }; rm -rf "$dir"; }
trap stop EXIT
make --no-print-directory -s RELEASE=1 build/bin/load
build/bin/load fill "$dir" 20000 >/dev/null || { echo "0 passed, 1 failed"; exit 1; }
chmod 755 "$dir"
for port in $(seq 8310 8400); do ss -ltn | grep -q ":$port " || break; done
seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "kill: seed $seed, $times times"
for i in $(seq "$times"); do
	bash fcgi/run.sh "$dir" "$port" >"$dir/run.log" 2>&1 &
	pid=$!
	for k in $(seq 100); do curl -sf "http://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break; sleep 0.05; done
	build/bin/load bids "$dir" "$port" 1 32 0 "$dir/journal" >"$dir/out" &
	client=$!
	sleep "0.$((RANDOM % 6 + 2))"
	kill -9 "$(pgrep -f "bin/market.fcgi --state . --origin http://127.0.0.1:$port" | head -1)"
	wait "$client"
	wait "$pid" 2>/dev/null
	pid=
done
# The log of the last life is read in by a last start.
build/bin/marketctl verify --state "$dir" >"$dir/verify" 2>&1
acknowledged=$(sort -u "$dir/journal" | wc -l)
sqlite3 "$dir/market.db" "select number from bid" | sort >"$dir/stored"
lost=$(sort -u "$dir/journal" | comm -23 - "$dir/stored" | wc -l)
twice=$(sqlite3 "$dir/market.db" "select count(*) from (select round_id, agency_id, seq from bid group by 1, 2, 3 having count(*) > 1)")
echo "kill: $acknowledged acknowledged, $lost lost, $twice twice, database $(cat "$dir/verify")"
passed=0 failed=0
check() { if [ "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "kill: FAILED: $2"; fi; }
check "$([ "$acknowledged" -gt 100 ] && echo 1)" "there was a load"
check "$([ "$lost" = 0 ] && echo 1)" "no acknowledged bid is lost"
check "$([ "$twice" = 0 ] && echo 1)" "no bid stands twice"
check "$([ "$(cat "$dir/verify")" = ok ] && echo 1)" "the database is whole"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
