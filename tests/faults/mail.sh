#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# mail.sh: F17, with a real SMTP server: a relay that is well, down, slow,
# that says «later» or «never», and one with a wrong certificate; kill -9 of
# market-mail and of the program meanwhile.  Bids go on as ever; each receipt
# is mailed, under one Message-ID, or a message in the site says it was not.
set -u
PATH=$PATH:/usr/sbin:/sbin
python=/usr/bin/python3
if ! $python -c 'import aiosmtpd' 2>/dev/null; then echo "mail: FAILED: no aiosmtpd (package python3-aiosmtpd)"; echo "0 passed, 1 failed"; exit 1; fi
dir=$(mktemp -d /tmp/market-mail-XXXXXX)
state=$dir/state got=$dir/got journal=$dir/journal relay=
. tests/bench/market.sh
relay_stop() { [ -z "$relay" ] || { kill "$relay"; wait "$relay" 2>/dev/null; }; relay=; }
stop() { relay_stop; market_stop "$market_pid"; rm -rf "$dir"; }
trap stop EXIT
passed=0 failed=0
check() { if [ "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "mail: FAILED: $2"; fi; }
end() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; exit; }
make --no-print-directory -s RELEASE=1 build/bin/load
chmod 755 "$dir"
mkdir "$got" "$journal.d"

# ---- an authority, a certificate of it for 127.0.0.1, and one of nobody ----
cert() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" \
	    -addext "subjectAltName=IP:127.0.0.1" -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>/dev/null
}
cert right; cert wrong
echo "a long secret" >"$dir/password"
chmod 644 "$dir/password" "$dir/right.pem"
export MAIL_CA=$dir/right.pem MAIL_USER=market MAIL_PASSWORD_FILE=$dir/password MAIL_FROM=no-reply@m.example
smtp=$(free_port 2525 2600)
export MAIL_RELAY=127.0.0.1:$smtp
mode() { echo "$1" >"$got/mode"; }
relay_start() {
	local i
	: >"$dir/relay.out"
	$python tests/faults/smtp.py "$smtp" "$dir/$1.pem" "$dir/$1.key" "$got" >"$dir/relay.out" 2>>"$dir/relay.err" &
	relay=$!
	for i in $(seq 100); do grep -q ready "$dir/relay.out" && return 0; sleep 0.05; done
	check "" "the relay starts: $(tail -3 "$dir/relay.err")"
}

port=$(free_port 8510 8600)
market_fill "$state" "$port" 2000 2>/dev/null || { check "" "a market is filled"; end; }
market_start "$state" "$port" 2>"$dir/err" || { check "" "it starts: $(tail -3 "$dir/err")"; end; }
sql() { sqlite3 -readonly "$state/market.db" "$1"; }
mails() { find "$got" -name '*.eml' | wc -l; }
until_is() { local i; for i in $(seq $(($1 * 10))); do [ "$(eval "$2")" = "$3" ] && return 0; sleep 0.1; done; return 1; }
# One bid more.
one() {
	local before
	before=$(kept)
	PREPARED=0 build/bin/load bids "$state" "$port" 1 1 1 "$journal" >"$dir/out"
	check "$([ "$(kept)" = $((before + 1)) ] && echo 1)" "one bid is accepted: $(($(kept) - before))"
}
kept() { sort -u "$journal" 2>/dev/null | wc -l; }
# Of the newest mail.
row() { sql "select $1 from outbox order by id desc limit 1"; }
# Bids for three seconds, thirty a second: how they fared.
load() { PREPARED=0 build/bin/load bids "$state" "$port" 3 8 30 "$journal" >"$dir/out"; }

# ---- a relay that is well ----
mode ok
relay_start right
one
check "$(until_is 10 mails 1 && echo 1)" "the receipt is mailed: $(tail -2 "$state/logs/mail.log")"
cat >"$dir/read.py" <<'P'
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m["from"].addresses[0].addr_spec, m["to"].addresses[0].addr_spec, m["subject"])
print(m.get_body(("plain",)).get_content())
assert "<html" in m.get_body(("html",)).get_content()
files = list(m.iter_attachments())
assert len(files) == 1 and files[0].get_content() == open(sys.argv[2], "rb").read(), "attachment"
assert not m.defects, m.defects
P
$python "$dir/read.py" "$got"/*.eml "$journal.d/$(head -1 "$journal")" >"$dir/read" 2>&1
check "$([ $? = 0 ] && echo 1)" "the receipt is in it, byte for byte: $(tail -3 "$dir/read")"
check "$(head -1 "$dir/read" | grep -q '^no-reply@m.example b[0-9]*@x.cn 【阳光中介超市】报价回执$' && echo 1)" "from, to, subject: $(head -1 "$dir/read")"
check "$(grep -qF ZJ-20 "$got"/*.eml "$dir/read" || echo 1)" "the mail names no project"
check "$(grep -q 'login good' "$got/log" && echo 1)" "it has logged in"
check "$(until_is 5 "row state" sent && echo 1)" "the outbox knows"
load
well=$(($(kept) - 1))
check "$([ "$well" -gt 40 ] && echo 1)" "bids under load: $well"
check "$(until_is 30 mails $((well + 1)) && echo 1)" "one mail a bid: $(mails) of $((well + 1))"

# ---- never ----
mode reject
one
check "$(until_is 5 "row state" failed && echo 1)" "550 is given up: $(row "state || ' ' || answer")"
check "$([ "$(sql "select count(*) from message where code = 'mail_failed' and args like 'b%@x.cn%550%'")" = 1 ] && echo 1)" "and told in the site"

# ---- later ----
mode grey
one
grey=$(row id)
check "$(until_is 5 "row \"tries || ' ' || answer\"" "1 451" && echo 1)" "451 is later: $(row "tries || ' ' || answer")"

# ---- a certificate of nobody ----
relay_stop
mode ok
logins=$(grep -c login "$got/log")
relay_start wrong
one
wrong=$(row id)
check "$(until_is 5 "row answer" certificate && echo 1)" "a wrong certificate is refused: $(row answer)"
check "$([ "$(grep -c login "$got/log")" = "$logins" ] && echo 1)" "and sees no password"
check "$([ "$(mails)" = $((well + 1)) ] && echo 1)" "nor a mail"

# ---- down ----
relay_stop
one
check "$(until_is 5 "row answer" connect && echo 1)" "a relay that is down is later: $(row answer)"
before=$(kept)
load
check "$([ $(($(kept) - before)) -ge $((well * 8 / 10)) ] && echo 1)" "bids go on while it is down: $(cat "$dir/out")"

# ---- slow; and everything is killed ----
mode tarpit
relay_start right
before=$(kept)
load
check "$([ $(($(kept) - before)) -ge $((well * 8 / 10)) ] && echo 1)" "bids go on while it is slow: $(cat "$dir/out")"
check "$([ "$(curl -s -o /dev/null -w '%{http_code}' -m 2 "http://127.0.0.1:$port/projects")" = 200 ] && echo 1)" "pages too"
old=$(program_of "$state" market-mail)
kill -9 "$old"
check "$(until_is 5 "program_of $state market-mail | grep -cvx $old" 1 && echo 1)" "market-mail is started again"
sleep 1
kill -9 "$(program_of "$state" market.fcgi)"
wait "$market_pid" 2>/dev/null
mode ok
market_start "$state" "$port" 2>"$dir/err" || check "" "it starts again"

# ---- well again: all of it ----
open_rows() { sql "select count(*) from outbox where due_at is not null"; }
check "$(until_is 240 open_rows 0 && echo 1)" "the outbox empties: $(open_rows) left"
check "$([ "$(sql "select count(*) from outbox where state <> 'sent'")" = 1 ] && echo 1)" "all were sent but the refused one"
check "$([ "$(sql "select group_concat(state) from outbox where id in ($grey, $wrong)")" = sent,sent ] && echo 1)" "those of 451 and of the certificate too"
# Each receipt that a client holds is in a mail, by the hash in its file's name.
cat "$got"/*.eml | grep -aoE '[0-9a-f]{16}\.tlog-proof' | cut -c1-16 | sort -u >"$dir/mailed"
check "$([ "$(kept)" -gt 100 ] && echo 1)" "there was a load: $(kept)"
check "$([ "$(cut -c1-16 "$journal" | sort -u | comm -23 - "$dir/mailed" | wc -l)" = 1 ] && echo 1)" "each receipt was mailed but the refused one"
# The same mail twice has one Message-ID, and one Message-ID is one mail.
for f in "$got"/*.eml; do
	echo "$(grep -ai '^message-id:' "$f" | tr -d '\r') $(grep -aoE '[0-9a-f]{16}\.tlog-proof' "$f")"
done | sort -u >"$dir/names"
check "$([ "$(awk '{print $2}' "$dir/names" | sort | uniq -d | wc -l)" = 0 ] && echo 1)" "a Message-ID is of one mail"
check "$([ "$(awk '{print $3}' "$dir/names" | sort | uniq -d | wc -l)" = 0 ] && echo 1)" "a mail has one Message-ID"
check "$([ $(($(mails) - $(wc -l <"$dir/names"))) -le 4 ] && echo 1)" "few come twice: $(mails), $(wc -l <"$dir/names") names"
check "$(grep -rqF "a long secret" "$state/logs" || echo 1)" "no log has the password"
end
