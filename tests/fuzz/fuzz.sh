#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh: every parser, and the verifiers, fed by libFuzzer.  T=10 seconds a
# target; K=name one of them.  Ends with «N passed, N failed».
set -u
seconds=${T:-5} only=${K:-} passed=0 failed=0
if ! echo 'int LLVMFuzzerTestOneInput(const char *p, long n) { return p && n < 0; }' |
    clang -fsanitize=fuzzer,address -x c - -o /dev/null 2>/dev/null; then
	echo "skipped: no clang with libFuzzer"
	echo "1 passed, 0 failed"
	exit 0
fi
make --no-print-directory -j2 fuzzers >/dev/null || exit 1
shared=${SHARED:-../shared} dir=build/fuzz/seeds
rm -rf $dir
mkdir -p $dir/note $dir/record $dir/rule $dir/tlog $dir/trust $dir/close $dir/envelope $dir/keyfile $dir/verify $dir/case $dir/multipart $dir/picture $dir/mail $dir/inspect
# Seeds: the vectors, and the markets that the tests have made.
[ -e build/worlds/cases.txt ] || { command -v node >/dev/null && rm -rf build/worlds && node tests/js/_cases.mjs build/worlds; }
for f in "$shared"/vectors/*.note; do
	[ ! -e "$f" ] || cp "$f" $dir/note/
done
for f in "$shared"/vectors/*.tlog-proof build/worlds/0/receipt/* build/worlds/0/log/checkpoint* build/worlds/0/log/tile/entries/000.p/*; do
	[ ! -e "$f" ] || cp "$f" $dir/tlog/
done
for w in 0 9 10 11 25 31 37; do
	for f in build/worlds/$w/p/T-1/1/*.note; do
		[ ! -e "$f" ] || cp "$f" $dir/note/$w-"$(basename "$f")"
	done
	for f in build/worlds/$w/p/T-1/1/rule.txt build/worlds/$w/p/T-1/1/in/*; do
		[ ! -e "$f" ] || cp "$f" $dir/rule/$w-"$(basename "$f")"
	done
	[ ! -e build/worlds/$w/trust.txt ] || cp build/worlds/$w/trust.txt $dir/trust/$w
done
cp $dir/note/* $dir/record/ 2>/dev/null
cp $dir/note/*close* $dir/close/ 2>/dev/null
cp $dir/note/*env* $dir/envelope/ 2>/dev/null
printf 'sealbid/v1 form\nproject T-1/1\nbidder m/b/1\nseq 1\namount-fen 5\ndays 30\nplan x\nsum -\n' >$dir/rule/form
printf 'sealbid/v1 credit\nscore m/b/1 9800\n' >$dir/rule/credit
printf 'sealbid/v1 sheet\nevaluator e/1\npoint m/b/1 plan 40\ntotal m/b/1 8200\n' >$dir/rule/sheet
cut -c1-72 tests/rank_page.txt | sed 's/ *$//' | awk -v dir=$dir/case '/^sealbid/ {n++} {print >(dir "/" n)}'
cases() { printf 'sealbid/v1 case\nseed %064d\nrule %s\nmin-entrants 1\nprice required\nserver allowed\nquote amount\nceiling-fen 100\nfloor-fen 1\n%b' 1 "$1" "$2" >$dir/case/"$1"; }
cases average 'trim-min 3\nbid a in 5\nbid b in 7\nbid c in 100\n'
cases bafo "first $(printf %064d 2)\nalp-mean-pct 1\nalp-next-pct 1\nbid a in 50 40\nbid b in 60 -\nbid c in 1 100\n"
cases composite 'price-weight 20\nevaluators 5\nalp-mean-pct 1\nalp-next-pct 1\nbid a in 50 1 2 3 4 10000\nbid b in 60 0 0 0 0 0\n'
printf 'sealbid/v1 mail\nid 1-2\ndate 1795572000\nto a@b.cn\nsender x\nsubject x y\ntext QUJD\nhtml QUJD\nfile QUJD x.txt\n' >$dir/mail/one
printf 'sealbid/v1 mailed\nid 1-2\noutcome later\nwhy 451\n' >$dir/mail/answer
printf 'sealbid/v1 keyfile\nname m/t/1\nrole bidder\nseed %064d\n' 1 >$dir/keyfile/bidder
printf 'sealbid/v1 keyfile\nname m/t/1\nrole trustee\nseed %064d\nopen-seed %064d\n' 1 2 >$dir/keyfile/trustee
printf '\x07--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%%PDF\r\n--\r\n--B--\r\n' >$dir/multipart/form
printf '\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xe1\0\x0eExif\0\0abcdef\xff\xc0\0\x0b\x08\0\x08\0\x08\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0ab\xff\0c\xff\xd9' >$dir/picture/jpeg
printf '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0CRC.\0\0\0\4tEXtabcdCRC.\0\0\0\4IDATdataCRC.\0\0\0\0IENDCRC.' >$dir/picture/png
printf 'sealbid/v1 inspect\nplan 2026-1\nrecord -\ntake 1\ncap 20\nseed %064d\nobject K1 1\nobject K2 20\nwhole K3\ninspector G1\ninspector G2\ninspector G3\nconflict G1 K1\n' 1 >$dir/inspect/plan
for b in 0 1 2 3 4 5 6 7; do printf "\\x0$b\\x00\\x10\\x01x" >$dir/verify/$b; done
for src in tests/fuzz/*.c; do
	name=$(basename "$src" .c)
	[ -z "$only" ] || [ "$only" = "$name" ] || continue
	[ "$name" != verify ] || [ -e build/worlds/0 ] || { echo "skipped: verify, no markets"; continue; }
	mkdir -p build/fuzz/corpus/"$name" tests/fuzz/past
	past=$(ls tests/fuzz/past/"$name"-* 2>/dev/null)
	if { [ -z "$past" ] || build/fuzz/"$name" $past; } >build/fuzz/"$name".log 2>&1 &&
	    build/fuzz/"$name" -max_total_time="$seconds" -max_len=70000 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
	    -artifact_prefix=build/fuzz/"$name"- build/fuzz/corpus/"$name" $dir/"$name" >>build/fuzz/"$name".log 2>&1; then
		passed=$((passed + 1))
		echo "fuzz: $name $(grep -oE 'number_of_executed_units: [0-9]+' build/fuzz/"$name".log | grep -oE '[0-9]+') inputs"
	else
		failed=$((failed + 1))
		echo "fuzz: $name FAILED"
		tail -30 build/fuzz/"$name".log
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
