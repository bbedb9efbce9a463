#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# canary.sh: a sealed price is nowhere before the opening: not in database,
# WAL, files, logs or memory of the running program; what the public sees does
# not tell who bid where or how often; keys are out of the program's reach.
set -u
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" != 0 ]; then echo "canary: skipped: it takes root to be several users and to read a core"; exit 0; fi
if ! command -v gcore >/dev/null; then echo "canary: skipped: no gcore (package gdb)"; exit 0; fi
export LC_ALL=C
dir=$(mktemp -d /tmp/market-canary-XXXXXX)
state=$dir/state
. tests/bench/market.sh
stop() { market_stop "$market_pid"; rm -rf "$dir"; }
trap stop EXIT
passed=0 failed=0
check() { if [ "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "canary: FAILED: $2"; fi; }
end() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; exit; }
make --no-print-directory -s RELEASE=1 build/bin/load
chmod 755 "$dir"
port=$(free_port 8410 8500)
mkdir "$state"
# The demonstration, and agencies whose keys we know.
market_start "$state" "$port" 2>"$dir/err" || { check "" "the demonstration starts: $(tail -3 "$dir/err")"; end; }
market_stop "$market_pid"
build/bin/load fill "$state" 0 >/dev/null || check "" "agencies are added"
market_start "$state" "$port" 2>"$dir/err" || { check "" "it starts again: $(tail -3 "$dir/err")"; end; }
id=$(sqlite3 "$state/market.db" "select r.sealing_id from round r join project p on p.id = r.project_id
    where p.state = 'published' and p.method = 'lowest' and r.leaf is not null and r.void_leaf is null and r.close_leaf is null
    and r.deadline > unixepoch() + 3600 order by r.deadline desc limit 1")
code=${id%/*}
policy=$(sqlite3 "$state/market.db" "select lower(hex(policy)) from round where sealing_id = '$id'")
check "$id" "there is a project to bid on"
# The publisher is through with what was there before.
settle() {
	local n i
	n=$(sqlite3 "$state/market.db" "select count(*) from leaf")
	for i in $(seq 100); do [ "$(sed -n 2p "$state/public/log/checkpoint" 2>/dev/null)" -ge "$n" ] && break; sleep 0.1; done
	# … and until the publisher has made the bundles of two years.
	for i in $(seq 300); do
		[ -z "$(find "$state/public" -type f -newermt '2 seconds ago' ! -path '*/log/*' | head -1)" ] && break
		sleep 0.2
	done
}
settle

# ---- one bid, of 12 digits that nothing else has ----
fen=$(shuf -i 123456789012-987654321098 -n 1)
yuan=${fen%??} cents=${fen: -2}
commas=$(echo "$yuan" | sed -E ':a;s/^([0-9]+)([0-9]{3})/\1,\2/;ta')
picture() { (cd "$state/public/p/$id" && find . -type f -exec sha256sum {} + | sort); cat "$state/public/live/$code.json"; }
picture >"$dir/before"
touch "$dir/mark"
sleep 0.1
build/bin/load one "$state" "$port" "$id" "$fen" >"$dir/receipt" 2>"$dir/err"
check "$(grep -q '^c2sp.org/tlog-proof@v1$' "$dir/receipt" && echo 1)" "the bid is accepted: $(cat "$dir/err")"
settle
program=$(program_of "$state" market.fcgi)
gdb -p "$program" -batch -ex 'set dump-excluded-mappings on' -ex "generate-core-file $dir/core" >"$dir/gdb" 2>&1
check "$([ -s "$dir/core" ] && echo 1)" "a core can be had: $(tail -1 "$dir/gdb")"

# ---- the price ----
mkdir "$dir/control"
echo "amount-fen $fen" >"$dir/control/text"
hex=$(printf '%016x' "$fen")
little=$(echo "$hex" | sed -E 's/(..)(..)(..)(..)(..)(..)(..)(..)/\\x\8\\x\7\\x\6\\x\5\\x\4\\x\3\\x\2\\x\1/')
big=$(echo "${hex:6}" | sed -E 's/(..)/\\x\1/g')	# as SQLite keeps it: no zeros before
printf "a${little}b" >"$dir/control/little"
printf "a${big}b" >"$dir/control/big"
search() {
	grep -rlaF -e "$fen" -e "$yuan" -e "$yuan.$cents" -e "$commas" -e "$commas.$cents" -e "amount-fen $fen" "$@"
	grep -rlaP -e "$little|$big" "$@"
}
check "$([ "$(search "$dir/control" | sort -u | wc -l)" = 3 ] && echo 1)" "the search finds what is there"
name=market.example/b/
check "$(grep -qaF "$name" "$dir/core" && grep -qaF "$name" "$state/market.db" "$state/market.db-wal" && echo 1)" "core and database are the right ones: the bidder is in them"
found=$(search "$dir/core" "$state")
check "$([ -z "$found" ] && echo 1)" "the price stands in $found"

# ---- what the public sees ----
picture >"$dir/after"
check "$(cmp -s "$dir/before" "$dir/after" && echo 1)" "files of the round and live/$code.json stay as they were"
(cd "$state/public" && find . -type f -newer "$dir/mark") >"$dir/new"
check "$(grep -q '^./receipt/' "$dir/new" && grep -q '^./log/checkpoint$' "$dir/new" && echo 1)" "the bid has been published"
check "$(grep -vE '^\./(log|receipt)/' "$dir/new" | grep -q . || echo 1)" "nothing but log and receipt is written: $(grep -vE '^\./(log|receipt)/' "$dir/new" | head -3)"
check "$(grep -qF "$code" "$dir/new" || echo 1)" "no new file is named by the project"
leaf=$(sed -n 's/^index //p' "$dir/receipt")
entry=$(sqlite3 "$state/market.db" "select cast(entry as text) from leaf where i = $leaf")
check "$([ "${#entry}" -le 105 ] && echo "$entry" | head -1 | grep -q '^sealbid/v1 blind$' && echo 1)" "the leaf is a blind"
check "$({ echo "$entry"; cat "$dir/receipt"; } | grep -qF -e "$code" -e "$policy" -e "$name" || echo 1)" "leaf and receipt name neither project nor bidder"
receipt=$(grep '^./receipt/.*' "$dir/new" | grep -v cosigned | head -1)
check "$(cmp -s "$state/public/$receipt" "$dir/receipt" && echo 1)" "the published receipt is that of the answer"
check "$(grep -rlaF "$(basename "$receipt" .tlog-proof)" "$state/public" | grep -q . || echo 1)" "no public file has the file hash in it"

# ---- keys ----
as="setpriv --reuid=market --regid=market --init-groups"
for f in "$state"/trustee/*/*.key "$state"/signer/log.key "$state"/signer/memory; do
	check "$($as cat "$f" >/dev/null 2>&1 || echo 1)" "the program's user reads $f"
done
for d in "$state"/trustee/* "$state"/signer; do
	check "$($as ls "$d" >/dev/null 2>&1 || echo 1)" "the program's user lists $d"
done
check "$($as cat "$state/keys/op.key" >/dev/null 2>&1 && echo 1)" "its own key it does read"
end
