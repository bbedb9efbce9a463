#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kill.sh: kill -9 under a load of envelopes: 20 times the program, 4 times
# the signer, of which once the program stays; then the database of yesterday.
# Every receipt a client holds must be in the database and in the newest
# tree, once, and be published as the same bytes.  TIMES=20 SEED=N
set -u
PATH=$PATH:/usr/sbin:/sbin
times=${TIMES:-20} signers=3
dir=$(mktemp -d /tmp/market-kill-XXXXXX)
state=$dir/state journal=$dir/journal client= hand=
. tests/bench/market.sh
stop() {
	[ -z "$client" ] || kill "$client" 2>/dev/null
	[ -z "$hand" ] || kill "$hand" 2>/dev/null
	[ -z "$market_pid" ] || kill -CONT "$market_pid" 2>/dev/null
	market_stop "$market_pid"
	rm -rf "$dir"
}
trap stop EXIT
passed=0 failed=0
check() { if [ "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "kill: FAILED: $2"; fi; }
end() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; exit; }
make --no-print-directory -s RELEASE=1 build/bin/load
chmod 755 "$dir"
mkdir "$journal.d"
port=$(free_port 8310 8400)
market_fill "$state" "$port" 4000 2>/dev/null || { failed=1; end; }
seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "kill: seed $seed, $times times the program, $((signers + 1)) times the signer"

kept() { wc -l <"$journal" 2>/dev/null || echo 0; }
# Until so many more receipts are kept.
wait_for() {
	local want=$(($(kept) + $1)) i
	for i in $(seq 200); do [ "$(kept)" -ge "$want" ] && return 0; sleep 0.05; done
	return 1
}
# kill_one PROGRAM: while clients are being answered; then all of it ends.
kill_one() {
	market_start "$state" "$port" 2>/dev/null || { check "" "it starts again"; end; }
	wait_for 20 || check "" "bids go on after a start"
	sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
	kill -9 "$(program_of "$state" "$1")"
	wait "$market_pid" 2>/dev/null
}
# Each client sends the same envelope until it has its receipt.
: >"$journal"
PREPARED=0 build/bin/load bids "$state" "$port" 600 32 500 "$journal" >"$dir/out" &
client=$!
for i in $(seq "$times"); do
	kill_one market.fcgi
	[ "$i" != 3 ] || { mkdir "$dir/yesterday"; cp -p "$state"/market.db* "$dir/yesterday/"; }
done
for i in $(seq "$signers"); do kill_one market-signer; done

# The signer alone: run.sh sleeps meanwhile, or it would end everything.
market_start "$state" "$port"
wait_for 20
kill -STOP "$market_pid"
program=$(program_of "$state" market.fcgi)
old=$(program_of "$state" market-signer)
as=$([ "$(id -u)" != 0 ] || echo "setpriv --reuid=61000 --regid=61000 --clear-groups")
kill -9 "$old"
sleep 0.5
(cd "$state" && exec $as ./bin/market-signer --key signer/log.key --memory signer/memory --socket run/signer/log.sock 2>>logs/signer.log) &
hand=$!
check "$(wait_for 100 && echo 1)" "bids go on once the signer is back"
check "$([ "$(program_of "$state" market.fcgi)" = "$program" ] && echo 1)" "the program has stayed"
kill -TERM "$client"
wait "$client"
client=
sed 's/^/kill: /' "$dir/out"
kill "$hand"
wait "$hand" 2>/dev/null
hand=
kill -CONT "$market_pid"
wait "$market_pid" 2>/dev/null

# Published: after a restart, all of it.
market_start "$state" "$port"
stored=$(sqlite3 "$state/market.db" "select count(*) from receipt")
for i in $(seq 300); do [ "$(find "$state/public/receipt" -name '*.tlog-proof' | wc -l)" -ge "$stored" ] && break; sleep 0.1; done
sleep 0.5
same=0
for hash in $(shuf -n 5 "$journal"); do
	curl -s "http://127.0.0.1:$port/receipt/$hash.tlog-proof" | cmp -s - "$journal.d/$hash" && same=$((same + 1))
done
market_stop "$market_pid"
build/bin/load check "$state" "$journal" >"$dir/check"
good=$?
sed 's/^/kill: /' "$dir/check"
twice=$(sqlite3 "$state/market.db" "select count(*) from (select round_id, name, seq from bid group by 1, 2, 3 having count(*) > 1)")
check "$([ "$(kept)" -gt 1000 ] && echo 1)" "there was a load"
check "$([ "$good" = 0 ] && echo 1)" "each receipt is in the database, in the newest tree, and published as it was"
check "$([ "$(awk '{print $2}' "$dir/check")" = "$(sort -u "$journal" | wc -l)" ] && echo 1)" "all of them were looked at"
check "$([ "$same" = 5 ] && echo 1)" "nginx shows the same bytes"
check "$([ "$twice" = 0 ] && echo 1)" "no bid stands twice"
check "$(grep -qE 'signer_refused|log_stopped' "$state"/logs/*.log || echo 1)" "the signer never saw a fork or a smaller tree"

# The database of yesterday: pages as ever, but nothing is written.
mkdir "$dir/today"
mv "$state"/market.db* "$dir/today/"
cp -p "$dir"/yesterday/market.db* "$state/"
before=$(sha256sum <"$state/public/log/checkpoint")
bash fcgi/run.sh "$state" "$port" >"$dir/run.log" 2>&1 &
market_pid=$!
for i in $(seq 100); do curl -sf "http://127.0.0.1:$port/projects" >/dev/null && break; sleep 0.1; done
check "$(curl -sf "http://127.0.0.1:$port/projects" | grep -q ZJ-2020 && echo 1)" "yesterday: pages are there"
count() { sqlite3 "$state/market.db" "select count(*) from leaf"; }
n=$(count)
PREPARED=0 build/bin/load bids "$state" "$port" 1 4 0 "$dir/none" >"$dir/out"
check "$(awk '{exit !($8 == 0)}' "$dir/out" && echo 1)" "yesterday: no bid is accepted"
check "$([ "$(count)" = "$n" ] && echo 1)" "yesterday: no leaf is added"
check "$(grep -q 'event=log_stopped.*behind' "$state/logs/market.log" && echo 1)" "yesterday: log_stopped says behind"
check "$([ "$(curl -s -o "$dir/ready" -w '%{http_code}' "http://127.0.0.1:$port/readyz")" = 503 ] && echo 1)" "yesterday: /readyz says 503"
check "$([ "$(sha256sum <"$state/public/log/checkpoint")" = "$before" ] && echo 1)" "yesterday: readers keep the newer tree"
market_stop "$market_pid"

# And today's again.
rm "$state"/market.db*
mv "$dir/today"/market.db* "$state/"
market_start "$state" "$port"
PREPARED=0 build/bin/load bids "$state" "$port" 1 4 50 "$journal" >"$dir/out"
check "$(awk '{exit !($8 > 10 && $10 == 0)}' "$dir/out" && echo 1)" "today's database goes on"
market_stop "$market_pid"
market_pid=
build/bin/marketctl verify --state "$state" >"$dir/verify" 2>&1
check "$([ "$(cat "$dir/verify")" = ok ] && echo 1)" "the database is whole"
end
