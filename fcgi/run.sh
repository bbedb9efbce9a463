#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh STATE PORT: nginx and the program on a state folder, in the
# foreground, until Ctrl-C or SIGTERM.  MARKET_DEMO=0: an empty market.
# Mails are written to STATE/mail/, or sent: MAIL_RELAY=host:port, with
# MAIL_FROM MAIL_TLS MAIL_CA MAIL_USER MAIL_PASSWORD_FILE as market-mail's.
# Everything runs inside STATE with relative paths, so that it works for a
# user who may not walk through the folders above it.
set -eu
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$1"
state=$(cd "$1" && pwd)
port=$2
address=${ADDRESS:-127.0.0.1}
release=$(sed -n 's/.*"\(.*\)".*/\1/p' build/static/release.h)

say() { echo "market: $*"; }

as=
peer=$(id -un)
nginx_user=
if [ "$(id -u)" = 0 ]; then
	as="setpriv --reuid=market --regid=market --init-groups"
	peer=www-data
	nginx_user='user www-data;'
fi
if (exec 3<>"/dev/tcp/$address/$port") 2>/dev/null || ss -ltn 2>/dev/null | grep -q "$address:$port "; then
	say "port $port is in use; try: make run PORT=8081" >&2
	exit 69
fi

mkdir -p "$state/run" "$state/logs" "$state/bin" "$state/demo" "$state/files"
rm -rf "$state/static.new"
mkdir -p "$state/static.new"
cp -r "build/static/$release" "$state/static.new/$release"
rm -rf "$state/static" && mv "$state/static.new" "$state/static"
for p in market.fcgi marketctl market-signer market-mail sealbid; do cp "build/bin/$p" "$state/bin/$p.new"; mv "$state/bin/$p.new" "$state/bin/$p"; done
cp db/demo/*.tsv "$state/demo/"
[ -s "$state/calendar.tsv" ] || node db/calendar.mjs >"$state/calendar.tsv"
sed -e "s/@USER@/$nginx_user/" -e "s/@PORT@/$port/" -e "s/@ADDRESS@/$address/" -e "s/@RELEASE@/$release/" \
    -e "s|@PAGE_RATE@|${PAGE_RATE:-20r/s}|" -e "s/@PAGE_BURST@/${PAGE_BURST:-60}/" \
    -e "s|@POST_RATE@|${POST_RATE:-5r/s}|" -e "s/@POST_BURST@/${POST_BURST:-20}/g" \
    -e "s|@AUTH_RATE@|${AUTH_RATE:-10r/m}|" -e "s/@AUTH_BURST@/${AUTH_BURST:-5}/" -e "s/@CONN@/${CONN:-40}/" \
    nginx.conf >"$state/nginx.conf"
sed -n 's/^#fcgi //p' nginx.conf >"$state/run/fcgi.conf"
chmod 755 "$state" "$state/run" "$state/static" "$state/bin"
chmod 750 "$state/logs"	# who sent what where and when
if [ -n "$as" ]; then
	chown market:market "$state" "$state/run" "$state/demo" "$state/calendar.tsv"
	chgrp www-data "$state/run" && chmod 2755 "$state/run"
	# What people gave: written by the program, read by nginx, for nobody else.
	chown market:www-data "$state/files" && chmod 2750 "$state/files"
	for f in "$state"/market.db* "$state/keys" "$state/lock" "$state/public" "$state/published"; do
		[ ! -e "$f" ] || chown -R market:market "$f"
	done
fi

cd "$state"
# The signer of the log and the trustees of the demonstration are users of
# their own, who need no name; for somebody who is not root, all are one.
signer_uid=61000
signer_as=
own() { [ -z "$as" ] || chown -R "$1" "$2"; }
[ -z "$as" ] || signer_as="setpriv --reuid=$signer_uid --regid=$signer_uid --clear-groups"
init=
if [ ! -e signer/log.key ]; then
	say "making keys of log, platform, trustees and witnesses: all on this machine, for a demonstration"
	rm -rf keys.new
	./bin/marketctl log keys --name market.example --data keys.new
	mkdir -p keys
	chmod 700 keys
	mkdir -p -m 700 signer trustee
	uid=$signer_uid
	for who in regulator notary peer; do
		uid=$((uid + 1))
		mkdir -p -m 700 "trustee/$who"
		mv "keys.new/trustee-$who.key" "trustee/$who/trustee.key"
		mv "keys.new/witness-$who.key" "trustee/$who/witness.key"
		cp keys.new/trust.txt "trustee/$who/trust.txt"
		own "$uid:$uid" "trustee/$who"
	done
	mv keys.new/op.key keys.new/trust.txt keys/
	own market:market keys
	rm -f signer/memory	# of a start that was broken off here
	mv keys.new/log.key signer/
	own "$signer_uid:$signer_uid" signer
	rmdir keys.new
	init=--init
fi
[ -n "$as" ] || chmod 750 files
[ -z "$as" ] || chmod 711 trustee
mkdir -p run/signer
if [ -n "$as" ]; then
	chown "$signer_uid:market" run/signer
	chmod 2750 run/signer	# the socket is the group's, which is the server's
else
	chmod 700 run/signer
fi
# Mails have a user of their own too: the only one with a way out.
mail_uid=$((signer_uid + 9))
mail_as=
[ -z "$as" ] || mail_as="setpriv --reuid=$mail_uid --regid=$mail_uid --clear-groups"
mkdir -p run/mail
mkdir -p -m 700 mail
if [ -n "$as" ]; then
	chown "$mail_uid:market" run/mail
	chmod 2750 run/mail
else
	chmod 700 run/mail
fi
own "$mail_uid:$mail_uid" mail
mail_options=(--socket run/mail/mail.sock --from "${MAIL_FROM:-no-reply@market.example}")
[ -z "$as" ] || mail_options+=(--peer market)
if [ -n "${MAIL_RELAY:-}" ]; then
	mail_options+=(--relay "$MAIL_RELAY" --tls "${MAIL_TLS:-starttls}")
	[ -z "${MAIL_CA:-}" ] || mail_options+=(--ca "$MAIL_CA")
	[ -z "${MAIL_USER:-}" ] || mail_options+=(--user "$MAIL_USER" --password-file "$MAIL_PASSWORD_FILE")
else
	mail_options+=(--to-folder mail)
fi
# Starts it again whenever it ends: nobody waits for it, nothing is lost.
keep_mail() {
	local child=
	trap 'kill "$child" 2>/dev/null; exit 0' TERM
	while :; do
		$mail_as ./bin/market-mail "${mail_options[@]}" 2>>logs/mail.log &
		child=$!
		wait "$child" || true
		sleep 1
	done
}
program= nginx= signer= agents= mailer= work=
stop() {
	trap - INT TERM EXIT
	[ -z "$work" ] || rm -rf "$work"
	for agent in $agents; do kill "$agent" 2>/dev/null || true; done
	[ -z "$nginx" ] || kill "$nginx" 2>/dev/null || true
	[ -z "$program" ] || kill "$program" 2>/dev/null || true
	[ -z "$nginx" ] || wait "$nginx" 2>/dev/null || true
	[ -z "$program" ] || wait "$program" 2>/dev/null || true
	[ -z "$mailer" ] || kill "$mailer" 2>/dev/null || true
	[ -z "$mailer" ] || wait "$mailer" 2>/dev/null || true
	[ -z "$signer" ] || kill "$signer" 2>/dev/null || true	# last: it is asked to the end
	[ -z "$signer" ] || wait "$signer" 2>/dev/null || true
}
trap 'stop; exit 0' INT TERM
trap 'stop' EXIT

# Starts a signer on folder $1, and waits until it listens.
start_signer() {
	rm -f "$1/run/signer/log.sock"
	$signer_as ./bin/market-signer --key signer/log.key --memory "$1/signer/memory" --socket "$1/run/signer/log.sock" $init 2>>logs/signer.log &
	signer=$!
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -S "$1/run/signer/log.sock" ] && return
		kill -0 "$signer" 2>/dev/null || { say "the signer did not start; see $state/logs/signer.log" >&2; tail -5 logs/signer.log >&2; exit 70; }
		sleep 0.1
	done
}
# Plays the demonstration's two years.  Each of its thousands of acts is made
# durable before it is answered, as in any market, which takes a disk a
# minute: so it is played in memory where there is some, then put here whole.
play_demo() {
	mkdir -p "$work/run/signer" "$work/lent"
	mkdir -p -m 700 "$work/signer"
	cp -r keys "$work/keys"
	cp -r demo calendar.tsv bin/marketctl "$work/"
	# The history is played in one process, to which the trustees lend
	# their keys this once; nothing of them stays with the server.
	for who in regulator notary peer; do cp "trustee/$who/trustee.key" "$work/lent/trustee-$who.key"; done
	own market:market "$work"
	own "$signer_uid:$signer_uid" "$work/signer"
	own "$signer_uid:market" "$work/run/signer"
	chmod 711 "$work" "$work/run"
	chmod 2750 "$work/run/signer"
	[ -z "$as" ] || chmod 700 "$work/keys" "$work/lent"
	start_signer "$work"
	(cd "$work" && $as ./marketctl calendar load --state . --data calendar.tsv) || exit 70
	(cd "$work" && $as ./marketctl demo --state . --data demo --trustees lent) >run/demo.txt || exit 70
	kill "$signer" && wait "$signer" || true
	signer= init=
	cp -a "$work/signer/memory" signer/memory
	cp -a "$work/keys/." keys/
	# What was handed in: the folder stays as it is, nginx reads it.
	for f in "$work"/files/*; do [ ! -e "$f" ] || cp -a "$f" files/; done
	for f in "$work"/market.db*; do cp -a "$f" "${f##*/}.new"; done
	sync -f .
	for f in market.db*.new; do mv "$f" "${f%.new}"; done
	rm -rf "$work"
	work=
}
if [ ! -e market.db ] && [ -z "$init" ]; then
	# Its folder is the server's own: it must not get keys by losing a file.
	say "$state has keys and a log but no market.db: put it back, or begin with another folder" >&2
	exit 70
fi
if [ ! -e market.db ] && [ "${MARKET_DEMO:-1}" != 0 ]; then
	say "making the demonstration market in $state (two years of business: some seconds)"
	work=$(mktemp -d /dev/shm/market-demo-XXXXXX 2>/dev/null) || work=$(mktemp -d "$PWD/making-XXXXXX")
	play_demo
	{
		sed -n 's/^password /password of all of them: /p' run/demo.txt
		awk -F'\t' 'NR>1 && n<2 {print "agency      " $6 "  " $1; n++}' demo/agencies.tsv
		awk -F'\t' 'NR>1 && /^[^\t]*\t11/ && n<1 {print "department  " $6 "  " $1; n++}' demo/owners.tsv
		awk -F'\t' 'NR>1 && /^[^\t]*\t91/ && n<1 {print "enterprise  " $6 "  " $1; n++}' demo/owners.tsv
		# One that was drawn and has a sheet to hand in.
		expert=$(sed -n 's/^expert //p' run/demo.txt)
		awk -F'\t' -v e="$expert" '$4==e {print "expert      " $4 "  " $1}' demo/experts.tsv
		awk -F'\t' 'NR>1 {printf "%-10s  %s  %s\n", $1, $3, $2}' demo/staff.tsv
		awk -F'\t' 'NR>1 && n<1 {print "inspector   " $3 "  " $1; n++}' demo/inspectors.tsv
		# Two organisations make the seed of an inspection.
		sed -n 's|^plan \(.*\) \(.*\)|inspections to draw by hand: plan \1, page /inspections/\2; for two of regulator, notary, peer:\
  bin/sealbid contribute \1 --key trustee/notary/trustee.key --secret notary.r --out notary.note\
  curl --data-binary @notary.note SITE/inspections/\2/commit\
  then a regulator fixes the lists there, and the page says each next step (db/demo/README.md)|p' run/demo.txt
	} >demo-accounts.txt
fi
start_signer .
if [ ! -e market.db ]; then
	say "making an empty market in $state"
	$as ./bin/marketctl init --state . >/dev/null
	[ -e regions.tsv ] || cp demo/regions.tsv regions.tsv
	$as ./bin/marketctl region load --state . --data regions.tsv
	$as ./bin/marketctl calendar load --state . --data calendar.tsv
fi

keep_mail &
mailer=$!
$as ./bin/market.fcgi --state . --origin "http://$address:$port" --peer "$peer" 2>>logs/market.log &
program=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -S run/web.sock ] && break
	kill -0 "$program" 2>/dev/null || { say "the program did not start; see $state/logs/market.log" >&2; tail -5 logs/market.log >&2; exit 70; }
	sleep 0.1
done
[ -z "$as" ] || chgrp www-data run/web.sock
nginx -p ./ -c nginx.conf -e logs/nginx-error.log &
nginx=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	curl -sf "http://$address:$port/readyz" >/dev/null 2>&1 && break
	kill -0 "$nginx" 2>/dev/null || { say "nginx did not start; see $state/logs/nginx-error.log" >&2; tail -5 logs/nginx-error.log >&2; exit 70; }
	sleep 0.1
done
# Three trustees, who are other organisations in a real market: their own
# users and folders, a seed, a state and an address.
uid=$signer_uid
for who in regulator notary peer; do
	uid=$((uid + 1))
	trustee_as=
	[ -z "$as" ] || trustee_as="setpriv --reuid=$uid --regid=$uid --clear-groups"
	first=
	[ -e "trustee/$who/state" ] || first=--init
	$trustee_as ./bin/sealbid trustee agent "http://$address:$port" --key "trustee/$who/trustee.key" \
	    --witness-key "trustee/$who/witness.key" --state "trustee/$who/state" --trust "trustee/$who/trust.txt" \
	    --every 1 $first >>"logs/trustee-$who.log" 2>&1 &
	agents="$agents $!"
done
say "http://$address:$port"
[ ! -e demo-accounts.txt ] || cat demo-accounts.txt
[ -n "${MAIL_RELAY:-}" ] || say "mails are written to $state/mail"
say "Ctrl-C stops it"
while kill -0 "$program" 2>/dev/null && kill -0 "$nginx" 2>/dev/null && kill -0 "$signer" 2>/dev/null; do
	wait -n "$program" "$nginx" "$signer" 2>/dev/null || sleep 1
done
say "nginx, the program or the signer has ended; see $state/logs" >&2
exit 70
