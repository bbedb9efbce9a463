# SPDX-License-Identifier: Apache-2.0
# market.sh: markets for the bench and the fault tests; sourced.  market_pid
# is that of the run.sh that was started last.
export PAGE_RATE=1000000r/s PAGE_BURST=100000 POST_RATE=1000000r/s POST_BURST=100000 AUTH_RATE=60000r/m AUTH_BURST=1000 CONN=4000
market_pid=

# free_port FROM TO
free_port() {
	local p
	for p in $(seq "$1" "$2"); do ss -ltn | grep -q ":$p " || { echo "$p"; return; }; done
}
# market_start STATE PORT: run.sh, until it answers; its words in STATE.log.
market_start() {
	local i
	bash fcgi/run.sh "$1" "$2" >"$1.log" 2>&1 &
	market_pid=$!
	for i in $(seq 1200); do
		curl -sf "http://127.0.0.1:$2/readyz" >/dev/null 2>&1 && return 0
		kill -0 "$market_pid" 2>/dev/null || break
		sleep 0.05
	done
	cat "$1.log" "$1"/logs/*.log >&2
	return 1
}
# market_stop PID: and all it started.
market_stop() {
	[ -n "${1:-}" ] || return 0
	kill "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}
# market_fill STATE PORT PROJECTS [OPENINGS SECONDS]: keys as run.sh makes
# them, then projects that everybody can bid on.
market_fill() {
	local state=$1 port=$2
	shift 2
	mkdir -p "$state"
	chmod 755 "$state"
	MARKET_DEMO=0 market_start "$state" "$port" || return 1
	market_stop "$market_pid"
	build/bin/load fill "$state" "$@" >&2
}
# program_of STATE PROGRAM: its process, by where its file is.
program_of() {
	local p
	for p in $(pgrep -f "bin/$2 "); do
		[ "$(readlink "/proc/$p/exe" 2>/dev/null)" = "$(readlink -f "$1")/bin/$2" ] && echo "$p" && return
	done
	return 1
}
