#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# bench.sh: what performance is claimed, measured in one run: medians of
# rounds that take turns, each figure with its reference.  ROUNDS=5 SECONDS_=4
# BIG=1000000 DEADLINES=5000 REPUTED=100000 make bench.
set -eu
PATH=$PATH:/usr/sbin:/sbin
rounds=${ROUNDS:-5} secs=${SECONDS_:-4} big=${BIG:-1000000} conns=64 deadlines=${DEADLINES:-5000} reputed=${REPUTED:-100000}
dir=$(mktemp -d /tmp/market-bench-XXXXXX)
pids=()
stop() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$dir"; }
trap stop EXIT
. tests/bench/market.sh

# start NAME PROJECTS [OPENINGS SECONDS [DEADLINES [REPUTED]]]: a filled market behind nginx; its
# port in port_NAME.
start() {
	local name=$1 port
	port=$(free_port 8200 8300)
	chmod 755 "$dir"
	market_fill "$dir/$name" "$port" "${@:2}" 2>"$dir/fill.$name"
	cat "$dir/fill.$name" >&2
	market_start "$dir/$name" "$port" || exit 70
	pids+=("$market_pid")
	eval "port_$name=$port"
}
# The same nginx settings in front of the least program.
start_hello() {
	local port uid
	port=$(free_port 8200 8300)
	mkdir -p "$dir/hello/run" "$dir/hello/logs"
	chmod 755 "$dir/hello"
	uid=$(id -u); [ "$uid" != 0 ] || uid=$(id -u www-data)
	sed -e "s/@USER@/$([ "$(id -u)" = 0 ] && echo 'user www-data;')/" -e "s/@PORT@/$port/" -e "s/@ADDRESS@/127.0.0.1/" -e "s/@RELEASE@/x/" \
	    -e "s|@PAGE_RATE@|$PAGE_RATE|" -e "s/@PAGE_BURST@/$PAGE_BURST/" -e "s|@POST_RATE@|$POST_RATE|" -e "s/@POST_BURST@/$POST_BURST/" -e "s|@AUTH_RATE@|$AUTH_RATE|" -e "s/@AUTH_BURST@/$AUTH_BURST/" -e "s/@CONN@/$CONN/" nginx.conf >"$dir/hello/nginx.conf"
	sed -n 's/^#fcgi //p' nginx.conf >"$dir/hello/run/fcgi.conf"
	build/bin/hello "$dir/hello/run/web.sock" "$uid" & pids+=($!)
	sleep 0.3
	(cd "$dir/hello" && exec nginx -p ./ -c nginx.conf -e logs/e.log) & pids+=($!)
	sleep 0.5
	port_hello=$port
}
# The trustees of a real market have machines of their own: once all have been
# started here, they end.
no_agents() {
	local pid
	until grep -q 'Ctrl-C stops it' "$dir/$1.log"; do sleep 0.1; done
	while pid=$(program_of "$dir/$1" sealbid); do kill "$pid" || true; sleep 0.2; done
}
median() { sort -n | awk '{v[NR]=$1} END {print NR%2 ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }
# wrk SCRIPT URL → requests/s and p99 in ms, appended to $dir/res.NAME.
hit() {
	local name=$1 script=$2 url=$3 out
	out=$(wrk -t2 -c$conns -d${secs}s --latency ${script:+-s "$script"} "$url" 2>&1)
	echo "$out" | awk '/Requests\/sec/{print $2}' >>"$dir/rps.$name"
	echo "$out" | awk '/ 99%/{v=$2; if (v ~ /us$/) v=v/1000; else if (v ~ /ms$/) v=v+0; else v=v*1000; print v}' >>"$dir/p99.$name"
	if echo "$out" | grep -q 'Non-2xx'; then echo "bench: $name: $(echo "$out" | grep Non-2xx)" >&2; fi
}
# load WHAT NAME PORT RATE: envelopes or forms, by 64 clients.
load() {
	build/bin/load "$1" "$dir/$2" "$3" "$secs" 64 "$4" "$dir/journal.$2" >"$dir/out.load"
	awk '{print $2}' "$dir/out.load" >>"$dir/rps.$1$4"
	awk '{print $6/1000}' "$dir/out.load" >>"$dir/p99.$1$4"
	awk '$10 + $14 > 0 {print "bench: '"$1"': " $0}' "$dir/out.load" >&2
}
rps() { median <"$dir/rps.$1"; }
p99() { median <"$dir/p99.$1"; }

# A random page of the list; x keeps it out of the cache.
cold() {
	cat >"$1" <<LUA
math.randomseed(os.time())
request = function()
  return wrk.format("GET", "/projects?before=" .. math.random(21, $2) .. "&x=" .. math.random(1000000000))
end
LUA
}
# The page of one project, out of the cache too.
page() { echo "request = function() return wrk.format('GET', '/projects/$2?x=' .. math.random(1000000000)) end" >"$1"; }
hot() {
	cat >"$1" <<LUA
math.randomseed(os.time())
request = function()
  if math.random(10) > 1 then return wrk.format("GET", "/projects?state=published") end
  return wrk.format("GET", "/projects?before=" .. math.random(21, $2) .. "&x=" .. math.random(1000000000))
end
LUA
}

echo "bench: $(nproc) cores, nginx $(nginx -v 2>&1 | sed 's|.*/||'), $conns connections, $rounds rounds of ${secs}s, medians"
start_hello
start small 1000
start mid 100000
start big "$big"
cold "$dir/small.lua" 1000
cold "$dir/mid.lua" 100000
cold "$dir/big.lua" "$big"
hot "$dir/hot.lua" 100000
for r in $(seq "$rounds"); do
	hit hello "" "http://127.0.0.1:$port_hello/"
	hit list "$dir/mid.lua" "http://127.0.0.1:$port_mid/"
	hit hot "$dir/hot.lua" "http://127.0.0.1:$port_mid/"
	hit small "$dir/small.lua" "http://127.0.0.1:$port_small/"
	hit big "$dir/big.lua" "http://127.0.0.1:$port_big/"
	build/bin/load fsync "$dir/fsync.bin" 2 | awk '{print $2}' >>"$dir/rps.fsync"
	load bids mid "$port_mid" 0
	load forms mid "$port_mid" 0
	load bids small "$port_small" 200
	build/bin/judge speed "$secs" >"$dir/out.judge"
	awk '{print $2}' "$dir/out.judge" >>"$dir/rps.judge"
done
# Deadline, ten seconds, `close`; then keys as trustees post them.
start open 1000 "$rounds" $((10 + 3 * rounds))
no_agents open
build/bin/load open "$dir/open" "$port_open" >"$dir/out.open"
awk '{print $2}' "$dir/out.open" >"$dir/ms.result"
awk '{print $4}' "$dir/out.open" >"$dir/ms.bundle"
# Five thousand deadlines on one second, and pages meanwhile, which are asked
# for at a rate that leaves the machine something.
start due 1000 0 0 "$deadlines"
no_agents due
build/bin/load due "$dir/due" "$port_due" "$conns" 500 >"$dir/out.due"
# A page with all there can be, and one with the least.
page "$dir/plain.lua" ZJ-2020-0000500
page "$dir/full.lua" "$(cut -d' ' -f3 "$dir/due/due.at")"
for r in $(seq "$rounds"); do
	hit plain "$dir/plain.lua" "http://127.0.0.1:$port_due/"
	hit full "$dir/full.lua" "http://127.0.0.1:$port_due/"
done
# A province's agencies, with ratings and events that have aged since they
# were computed: what a night does, at once, and pages meanwhile.
start repute 1000 0 0 0 "$reputed"
build/bin/load ages "$dir/repute" "$port_repute" "$conns" 500 >"$dir/out.ages"
agency_page() { echo "request = function() return wrk.format('GET', '/agencies/$2?x=' .. math.random(1000000000)) end" >"$1"; }
agency_page "$dir/bare.lua" "$(build/bin/load uscc 0)"
agency_page "$dir/rated.lua" "$(build/bin/load uscc 1000000)"
for r in $(seq "$rounds"); do
	hit bare "$dir/bare.lua" "http://127.0.0.1:$port_repute/"
	hit rated "$dir/rated.lua" "http://127.0.0.1:$port_repute/"
done
# The ten checks of a round of 200 bids, by the tool's core.
if command -v node >/dev/null && node tests/js/_dump.mjs "$dir/round" --bids 200 >/dev/null; then
	for r in $(seq "$rounds"); do build/bin/judge verify "$dir/round" T-1/1 | awk '$3 == 0 {print $2}' >>"$dir/rps.verify"; done
fi
# Ten thousand bids, the hardest there are, by each method.
build/bin/rank speed $((3 * rounds)) >"$dir/out.rank"
missed=0
# row FIGURE MEASURED REACH: a bound is «<= N» or «>= N».
row() {
	local verdict=
	case $3 in
	'<= '*|'>= '*)
		verdict=$(awk -v v="${2:-nothing}" -v b="$3" 'BEGIN {split(b, w, " "); n = v + 0
		    print v ~ /^[0-9]/ && (w[1] == "<=" ? n <= w[2] + 0 : n >= w[2] + 0) ? "ok" : "missed"}')
		[ "$verdict" = ok ] || missed=$((missed + 1));;
	esac
	printf '%-58s %10s %10s %s\n' "$1" "$2" "$3" "$verdict"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", b ? a/b : 0}'; }
pid_big=$(program_of "$dir/big" market.fcgi)
anon=$(awk '/RssAnon/{printf "%.0f MB", $2/1024}' "/proc/$pid_big/status")
row "figure" "measured" "reach"
row "hello through libfcgi, requests/s" "$(rps hello)" ""
row "project list, random pages, 100,000 projects, requests/s" "$(rps list)" ""
row "  of hello" "$(ratio "$(rps list)" "$(rps hello)")" ">= 0.22"
row "  p99 ms" "$(p99 list)" "<= 15"
row "the same, 9 of 10 hot, requests/s" "$(rps hot)" ""
row "  of hello" "$(ratio "$(rps hot)" "$(rps hello)")" ">= 0.60"
row "list at 1,000 projects, requests/s" "$(rps small)" ""
row "list at $big projects, requests/s" "$(rps big)" ""
row "  time at $big / at 1,000" "$(ratio "$(rps small)" "$(rps big)")" "<= 1.2"
row "append + fsync, one after the other, /s" "$(rps fsync)" ""
row "envelopes accepted through nginx, 64 clients, /s" "$(rps bids0)" ""
row "  of append + fsync" "$(ratio "$(rps bids0)" "$(rps fsync)")" ""
row "  of 3,744: bids of the release before, quiet machine" "$(ratio "$(rps bids0)" 3744)" ">= 0.50"
row "  p99 ms" "$(p99 bids0)" ""
row "  p99 ms at 200/s" "$(p99 bids200)" "<= 150"
row "bids by form, sealed by the server, 64 clients, /s" "$(rps forms0)" ""
row "  p99 ms" "$(p99 forms0)" ""
row "envelopes judged, one core, /s" "$(rps judge)" ""
row "200 bids: 2nd key to result.note at nginx, worst ms" "$(sort -n "$dir/ms.result" | tail -1)" "<= 2000"
row "  and to bundle.tar" "$(sort -n "$dir/ms.bundle" | tail -1)" ""
[ ! -s "$dir/rps.verify" ] || row "verify of a round of 200 bids, ms" "$(rps verify)" "<= 1000"
field() { awk -v k="$2" '{for (i = 1; i < NF; i++) if ($i == k) print $(i + 1)}' "$1"; }
due() { field "$dir/out.due" "$1"; }
row "$deadlines deadlines on one second: until the last is done, s" "$(due seconds)" "<= 10"
row "  p99 ms of a page meanwhile, 500 pages/s" "$(ratio "$(due p99us)" 1000)" "<= 15"
row "  the same before it" "$(ratio "$(due quiet_p99us)" 1000)" ""
row "project page, plain, requests/s" "$(rps plain)" ""
row "  time with 200 bids, contract, long timeline / plain" "$(ratio "$(rps plain)" "$(rps full)")" "<= 2"
row "stars and credit of $reputed agencies, $((20 * reputed)) ratings and events, s" "$(field "$dir/out.ages" seconds)" "<= 60"
row "  p99 ms of a page meanwhile, 500 pages/s" "$(ratio "$(field "$dir/out.ages" p99us)" 1000)" "<= 15"
row "  of one agency after an event, committed, ms" "$(ratio "$(field "$dir/fill.repute" one_us)" 1000)" "<= 5"
row "agency page, nothing said of it, requests/s" "$(rps bare)" ""
row "  time with 7 ratings and 6 events / that" "$(ratio "$(rps bare)" "$(rps rated)")" "<= 2"
while read -r rule ms; do row "10,000 bids ranked, $rule, ms" "$ms" "<= 50"; done < <(grep -v '^case' "$dir/out.rank")
row "  such a case as text, read, ranked, written, ms" "$(awk '/^case/{print $2}' "$dir/out.rank")" ""
row "anonymous memory at $big projects, after the run" "$anon" "<= 64 MB"
[ "$missed" = 0 ] || echo "bench: $missed missed"
[ "$missed" = 0 ]
