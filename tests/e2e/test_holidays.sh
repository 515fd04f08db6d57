#!/bin/sh
# Published holiday calendars into the working days, alone and into a running
# service, which counts by them at once.
set -eu
convoke=$(realpath "$1")
source=$(pwd)
data=$source/tests/data/holidays
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || :; rm -rf "$dir"' EXIT
export LC_ALL=C
unset CONVOKE_CONF

fail() {
	echo "FAIL: $*"
	exit 1
}
# expect CODE WORDS COMMAND…: exit code, and a text in what it printed.
expect() {
	want=$1
	words=$2
	shift 2
	code=0
	"$@" >"$dir/said" 2>&1 </dev/null || code=$?
	[ "$code" -eq "$want" ] || fail "$* ended with $code, not $want: $(cat "$dir/said")"
	grep -qF -- "$words" "$dir/said" || fail "$* does not say '$words': $(cat "$dir/said")"
}
days() {
	"$convoke" list workdays "$1" --json | sed 's/,"source":.*//'
}

cd "$dir"
"$convoke" -q init tc
cd tc
days 2026 >shipped

# Every form, charset and line ending gives the year as it is shipped.
sed 's/$/\r/' "$data/runs.ics" >crlf.ics
{ printf '\357\273\277' && cat "$data/runs.ics"; } >bom.ics
iconv -f UTF-8 -t GB18030 "$data/marks.ics" >gb18030.ics
iconv -f UTF-8 -t UTF-16 "$data/marks.ics" >utf16.ics
cp "$data/days.ics" named-otherwise
for file in "$data/runs.ics" "$data/marks.ics" "$data/days.ics" crlf.ics bom.ics \
	gb18030.ics utf16.ics named-otherwise; do
	expect 0 '39 days: 0 new, 0 changed, 39 the same; 0 removed' \
		"$convoke" import workdays "$file"
	days 2026 | cmp -s - shipped || fail "$file gives other days than are shipped"
done
[ "$(days 2025 | wc -l)" -eq 33 ] || fail 'importing 2026 changed 2025'

# What is passed over is told with its line, in the reader's language.
expect 0 "$data/marks.ics:131: skipped: 七夕 (says neither rest nor work)" \
	"$convoke" import workdays "$data/marks.ics"
expect 0 "gb18030.ics:131: 跳过: 七夕（没有说放假还是上班）" \
	"$convoke" import workdays gb18030.ics --lang zh
expect 0 "$data/days.ics:8: ends on the day it begins" \
	"$convoke" import workdays "$data/days.ics"

# A correction: one day less, one changed, one new; tried first.
sed -e 's/20260222$/20260221/; s/VALUE=DATE:20260224/VALUE=DATE:20260223/' \
	-e 's/上班(补元旦假期)/元旦假期/' -e 's/DTSTART;VALUE=DATE:20260925/DTSTART;VALUE=DATE:20260924/' \
	"$data/runs.ics" >corrected.ics
expect 0 '39 days: 1 new, 1 changed, 37 the same; 1 removed' \
	"$convoke" import workdays corrected.ics --dry-run --json
expect 0 '{"day":"2026-02-23","kind":"","name":"","verdict":"removed","before":"rest 春节"}' \
	"$convoke" import workdays corrected.ics --dry-run --json
expect 0 '{"day":"2026-01-04","kind":"rest","name":"元旦","verdict":"changed","before":"work 元旦"}' \
	"$convoke" import workdays corrected.ics --dry-run --json
expect 0 '{"day":"2026-09-24","kind":"rest","name":"中秋节","verdict":"new","before":""}' \
	"$convoke" import workdays corrected.ics --dry-run --json
days 2026 | cmp -s - shipped || fail 'a dry run changed something'

# What is wrong is told with its line and changes nothing.
sed 's/上班(补国庆节假期)/国庆节（班）放假/' "$data/runs.ics" >both.ics
expect 65 'both.ics:79: error: says both rest and work: 国庆节（班）放假' "$convoke" import workdays both.ics
expect 65 '2 errors; nothing was imported' "$convoke" import workdays both.ics
grep -v '休\|班\|SPECIAL' "$data/marks.ics" >festivals.ics
expect 65 'festivals alone tell no working days' "$convoke" import workdays festivals.ics
head -c 1500 "$data/runs.ics" >cut.ics
expect 65 'cut off' "$convoke" import workdays cut.ics
echo '<html>' >page.ics
expect 65 'no calendar' "$convoke" import workdays page.ics
head -c 2000000 /dev/zero >large.ics
expect 65 'more than 1048576 octets' "$convoke" import workdays large.ics
days 2026 | cmp -s - shipped || fail 'a refused file changed something'

# A running service counts by an import from then on: 30 days from 2027-09-01
# end on a day that becomes a holiday.
# An application without its papers: ADDRESS NAME.
application() {
	printf '%s\n' 'Received: from mail.example (mail.example [192.0.2.7])' \
		' by mx.tc.example with ESMTPS; Wed, 01 Sep 2027 10:00:00 +0800' \
		"From: <$1>" 'To: gw@tc.example' "Subject: [入会申请] $2" \
		'Date: Wed, 01 Sep 2027 10:00:00 +0800' "Message-ID: <1-$1>" \
		'MIME-Version: 1.0' 'Content-Type: text/plain; charset=UTF-8' \
		'Content-Transfer-Encoding: 8bit' '' "单位名称: $2"
}
application info@first.example 首例示例公司 >first.eml
application info@second.example 次例示例公司 >second.eml
"$convoke" --now 2027-09-01T10:00 run 2>"$dir/log" &
pid=$!
arrive() {
	cp "$1" mail/in/tmp/ && mv "mail/in/tmp/$1" mail/in/new/
	for _ in $(seq 200); do
		"$convoke" list obligations --json >due
		[ "$(wc -l <due)" -ge "$2" ] && return 0
		sleep 0.05
	done
	fail "$1 is not decided: $(tail -3 "$dir/log")"
}
for _ in $(seq 200); do
	grep -q 'event=run.ready' "$dir/log" && break
	sleep 0.05
done
arrive first.eml 1
grep -q '"object":"APP-2027-001","due":"2027-10-01"' due ||
	fail "before the import: $(cat due)"
printf '%s\n' BEGIN:VCALENDAR BEGIN:VEVENT 'DTSTART;VALUE=DATE:20271001' \
	'DTEND;VALUE=DATE:20271008' SUMMARY:国庆节（休） END:VEVENT END:VCALENDAR >autumn.ics
expect 0 '7 days: 7 new' "$convoke" import workdays autumn.ics
arrive second.eml 2
grep -q '"object":"APP-2027-002","due":"2027-10-08"' due ||
	fail "after the import: $(cat due)"
expect 0 'to 2027 (imported)' "$convoke" status
kill -TERM "$pid"
wait "$pid" || fail 'run does not end well'
pid=
echo 'holidays: all as expected'
