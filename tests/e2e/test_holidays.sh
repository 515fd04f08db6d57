#!/bin/sh
# Published holiday calendars into the working days.
set -eu
convoke=$(realpath "$1")
data=$(pwd)/tests/data/holidays
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
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

echo 'holidays: all as expected'
