#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# demo.sh: the whole demonstration as `make run` makes it, and every
# round that has a result is verified by the tool, from what is published.
# KEEP=FOLDER keeps the market, stopped, for whoever wants to begin with it.
set -u
PATH=$PATH:/usr/sbin:/sbin
dir=$(mktemp -d /tmp/market-demo-XXXXXX)
state=$dir/state
. tests/bench/market.sh
stop() {
	market_stop "$market_pid"
	[ -z "${KEEP:-}" ] || mv "$state" "$KEEP"
	rm -rf "$dir"
}
trap stop EXIT
passed=0 failed=0
check() { if [ "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "demo: FAILED: $2"; fi; }
end() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; exit; }
chmod 755 "$dir"
mkdir "$state"
begun=$SECONDS
market_start "$state" "$(free_port 8510 8600)" 2>"$dir/err" || { check "" "it starts: $(tail -3 "$dir/err")"; end; }
took=$((SECONDS - begun))
check "$([ "$took" -lt 120 ] && echo 1)" "it is there in two minutes, not in $took s"
check "$(grep -q '^expert  *zj' "$state/demo-accounts.txt" && echo 1)" "an expert with a sheet to hand in is named"
check "$(grep -q "^inspections to draw by hand: plan $(sqlite3 "$state/market.db" "select code from inspection_plan where state = 'collecting'")," "$state/demo-accounts.txt" && echo 1)" "how to draw an inspection by hand is said"
check "$([ -z "$(find /dev/shm -maxdepth 1 -name 'market-demo-*' -newer "$dir" 2>/dev/null)" ] && echo 1)" "nothing of its making is left in memory"
sql() { sqlite3 "$state/market.db" "$1"; }
check "$([ "$(sql "select count(distinct method) from project where state = 'done'")" = 8 ] && echo 1)" "each method has come to its end"
# Documents of bids: one project waits for them, one is done; each file is what its row says.
for state_of in selecting done; do
	check "$([ "$(sql "select count(*) from project where documents <> '' and state = '$state_of'")" -ge 1 ] && echo 1)" "a project that asks for documents is $state_of"
done
for hash in $(sql "select lower(hex(d.hash)) from document d join document_use u on u.document_id = d.id where u.kind = 'proposal'"); do
	check "$([ "$(sha256sum <"$state/files/${hash:0:2}/$hash" 2>/dev/null | cut -c1-64)" = "$hash" ] && echo 1)" "a document is kept as it was sealed"
done
# Trustees and publisher are at work on it: wait for the files of the past.
ids=$(sql "select sealing_id from round where result_leaf > 0 and deadline < unixepoch() - 86400")
for i in $(seq 300); do [ "$(sed -n 2p "$state/public/log/checkpoint" 2>/dev/null || echo 0)" -ge "$(sql 'select count(*) from leaf')" ] && break; sleep 0.2; done
for id in $ids; do
	for i in $(seq 50); do [ -s "$state/public/p/$id/result.note" ] && break; sleep 0.2; done
	check "$(build/bin/sealbid verify "$state/public" "$id" --trust "$state/keys/trust.txt" >"$dir/out" 2>&1 && echo 1)" "$id verifies: $(tail -2 "$dir/out")"
done
check "$([ "$(echo "$ids" | wc -l)" -ge 50 ] && echo 1)" "there are many rounds"
# The audit's chain, once the market stands still; and a row of it rewritten.
market_stop "$market_pid"
trail() { build/bin/marketctl audit verify --state "$state" >"$dir/trail" 2>&1; }
check "$(trail && grep -q "^rows $(sql 'select count(*) from audit')\$" "$dir/trail" && echo 1)" "the audit's chain holds: $(cat "$dir/trail")"
sql "update audit set request = request || '!' where seq = 7"
trail
check "$([ "$?" = 1 ] && grep -q '^broken: row 7$' "$dir/trail" && echo 1)" "a rewritten row is named: $(cat "$dir/trail")"
sql "update audit set request = rtrim(request, '!') where seq = 7"
end
