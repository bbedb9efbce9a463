#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# setup.sh: what a fresh Debian machine lacks: packages, npm, a user.
set -eu
need="gcc g++ make libc6-dev libfcgi-dev libsqlite3-dev sqlite3 libsodium-dev libctemplate-dev libqrencode-dev libcurl4-openssl-dev check libsubunit-dev nginx curl iproute2 util-linux xxd"
[ "${1:-}" = run ] || need="$need chromium fonts-noto-cjk clang clang-tidy wrk libclang-rt-14-dev golang-go golang-golang-x-mod-dev python3-aiosmtpd openssl"
command -v node >/dev/null 2>&1 || need="$need nodejs npm"
missing=
for p in $need; do
	dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q ' installed' || missing="$missing $p"
done
root=
[ "$(id -u)" = 0 ] || root=sudo
if [ -n "$missing" ]; then
	echo "setup: installing$missing"
	# A package's service must not start: our nginx is our own.
	policy=/usr/sbin/policy-rc.d
	if [ ! -e "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
		$root chmod 755 "$policy"
		trap '$root rm -f /usr/sbin/policy-rc.d' EXIT
	fi
	$root apt-get update -qq
	$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
if [ "$(id -u)" = 0 ] && ! id market >/dev/null 2>&1; then
	echo "setup: making the user «market»"
	useradd --system --no-create-home --shell /usr/sbin/nologin --groups www-data market
fi
if [ ! -e node_modules/.done ] || [ package-lock.json -nt node_modules/.done ]; then
	echo "setup: npm packages"
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.done
fi
