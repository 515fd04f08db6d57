#!/bin/sh
# The command line from outside: init, check, help, exit codes, register.
set -eu
convoke=$(realpath "$1")
source=$(pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C
unset CONVOKE_CONF
fails=0

fail() {
	echo "FAIL: $*"
	fails=$((fails + 1))
}

# expect CODE WORDS COMMAND…: exit code, and a text in what it printed.
expect() {
	want=$1
	words=$2
	shift 2
	code=0
	"$@" >"$dir/said" 2>&1 </dev/null || code=$?
	[ "$code" -eq "$want" ] || fail "$* ended with $code, not $want: $(cat "$dir/said")"
	[ -z "$words" ] || grep -qF -- "$words" "$dir/said" || fail "$* does not say '$words': $(cat "$dir/said")"
}

cd "$dir"

# A configuration as written is right as it is.
expect 0 'convoke.conf' "$convoke" init tc
expect 0 'no errors' "$convoke" -c tc/convoke.conf check
expect 0 '没有错误' "$convoke" -c tc/convoke.conf check --lang zh
expect 0 'no errors' env CONVOKE_CONF=tc/convoke.conf "$convoke" check
(cd tc && expect 0 'no errors' "$convoke" check)
for folder in state mail/in/new mail/in/cur mail/in/tmp mail/out/new; do
	[ -d "tc/$folder" ] || fail "init made no $folder"
done

# A second init changes nothing.
before=$(sha256sum tc/convoke.conf)
expect 73 'not empty' "$convoke" init tc
[ "$before" = "$(sha256sum tc/convoke.conf)" ] || fail 'init wrote again'
: >file
expect 73 'file' "$convoke" init file
expect 73 'none' "$convoke" init none/none

# Every mistake of a file, in both languages, golden; exit 78.
for lang in zh en; do
	code=0
	"$convoke" -c "$source/tests/data/cli/wrong.conf" check --lang $lang \
		>out 2>err || code=$?
	[ "$code" -eq 78 ] || fail "check of wrong.conf ended with $code"
	[ -s err ] && fail "check talks: $(cat err)"
	sed "s|$source/||g; s|$(realpath "$source")/||g" out >"wrong.$lang.txt"
	diff -u "$source/tests/data/cli/wrong.$lang.txt" "wrong.$lang.txt" ||
		fail "wrong.conf ($lang)"
done
# A command that needs the settings refuses with the same words, as talk.
code=0
"$convoke" -c "$source/tests/data/cli/wrong.conf" list units >out 2>err || code=$?
[ "$code" -eq 78 ] || fail "list with a wrong configuration ended with $code"
[ -s out ] && fail 'list with a wrong configuration printed data'
grep -q ':18:12: ' err || fail 'list does not say what is wrong'
expect 78 'no configuration' "$convoke" status
expect 78 'cannot be read' "$convoke" -c nowhere.conf check
printf 'state = "\310\353"; \n' >gbk.conf
expect 78 'UTF-8' "$convoke" -c gbk.conf check

# Faults of the charter are told in the same run.
cp -r tc both
sed -i 's/"3 working_days"/"3 workdays"/' both/charter.conf
sed -i 's/kind = "maildir"/kind = "mialdir"/' both/convoke.conf
expect 78 'charter.conf:54:18: ' "$convoke" -c both/convoke.conf check
expect 78 'mialdir' "$convoke" -c both/convoke.conf check

# So are those of the templates.
mkdir -p own/zh
echo 'templates = { override = "../own"; };' >>both/convoke.conf
cp tc/charter.conf both/
sed -i 's/mialdir/maildir/; /^templates = {/,/^};/{/override = "..\/own"/!d}' both/convoke.conf
printf 'Subject: x\n\n{{nonsense}}\n' >own/zh/app.ack.mustache
expect 78 'own/zh/app.ack.mustache:3:' "$convoke" -c both/convoke.conf check
expect 78 'nonsense' "$convoke" -c both/convoke.conf check
printf 'Subject: 自定主题\n\n自定内容\n' >own/zh/app.ack.mustache
expect 0 '自定主题' "$convoke" -c both/convoke.conf preview --template app.ack
expect 0 '<html' "$convoke" -c tc/convoke.conf preview --template app.incomplete --html
expect 0 '"subject":"' "$convoke" -c tc/convoke.conf preview --template app.incomplete --json
expect 64 'did you mean app.ack?' "$convoke" -c tc/convoke.conf preview --template app.akc
expect 0 'nothing was sent or stored' "$convoke" -c tc/convoke.conf preview
expect 64 '--days is 1 to' "$convoke" -c tc/convoke.conf preview --days 0

# Usage.
expect 64 'usage' "$convoke"
expect 64 'did you mean check?' "$convoke" chekc
expect 64 'no command xyzzy' "$convoke" xyzzy
expect 64 'did you mean --json?' "$convoke" list units --josn
expect 64 'usage: convoke init DIR' "$convoke" init
expect 64 'is no time' "$convoke" --now yesterday check
expect 64 'zh or en' "$convoke" --lang fr check
expect 64 'takes no value' "$convoke" --json=1 check
expect 64 'needs FILE' "$convoke" check -c
expect 0 'convoke 0' "$convoke" --version
for verb in $("$convoke" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'); do
	[ "$verb" = convoke ] && continue
	expect 0 "usage: convoke $verb" "$convoke" "$verb" --help
	expect 0 "for example: convoke" "$convoke" "$verb" --help
	expect 0 "用法: convoke $verb" "$convoke" "$verb" -h --lang zh
	"$convoke" man | grep -q "^\.SS convoke $verb" || fail "man without $verb"
	"$convoke" completion bash | grep -q "^	$verb)" ||
		fail "completion without $verb"
done
"$convoke" completion bash | bash -n || fail 'completion is no script'
for page in '' convoke.conf charter.conf register; do
	command -v man >/dev/null || break
	# shellcheck disable=SC2086 # no word for the first page
	"$convoke" man $page | LC_ALL=C.UTF-8 man --warnings -l - >page 2>warnings ||
		fail "the manual page $page cannot be read"
	[ -s warnings ] && fail "the manual page $page: $(cat warnings)"
done
grep -q 'since: a date' page || fail 'convoke-register(5) does not tell its keys'

# The state, without a core.
cd tc
cat >register.json <<'EOF'
{ "groups": [ { "id": "WG5", "name": "评估工作组", "name_en": "Evaluation" } ],
  "people": [ { "name": "张示例", "mail": "gl@wg5.example", "roles": [ { "role": "GL", "group": "WG5" } ] } ],
  "units": [ { "id": "M01", "name": "示例科技有限公司",
    "contact": { "name": "陈联系", "mail": "c@m01.example" },
    "memberships": [ { "group": "WG5", "since": "2025-04-01", "representatives": [
      { "name": "代表一", "mail": "r1@m01.example", "voter": true } ] } ] } ] }
EOF
expect 0 'dry run' "$convoke" import register register.json --dry-run
expect 0 '' "$convoke" list units --json
[ -s "$dir/said" ] && fail 'a dry run left a unit'
expect 0 'imported' "$convoke" import register register.json
expect 0 '"id":"M01"' "$convoke" list units --json
expect 0 'M01' "$convoke" show WG5 --json
"$convoke" --json import register -n - <register.json | grep -q '"verdict":"replaced"' ||
	fail 'import from standard input'
sed 's/"mail": "c@m01/"mial": "c@m01/' register.json >typo.json
expect 65 'units[0].contact.mial' "$convoke" import register typo.json
expect 65 'did you mean mail?' "$convoke" import register typo.json
echo '{ nonsense' >typo.json
expect 65 'typo.json:1:10' "$convoke" import register typo.json
expect 66 'nothere' "$convoke" import register nothere.json
expect 64 'did you mean register?' "$convoke" import regster register.json
printf '2026\trest\t2026-10-07\t2026-10-01\tx\n2026\tfree\t2026-01-01\t2026-01-01\tx\n' >days.tsv
expect 65 'days.tsv:1' "$convoke" import workdays days.tsv
expect 65 'days.tsv:2' "$convoke" import workdays days.tsv
printf '2026\trest\t2026-10-01\t2026-10-07\t国庆\n' >days.tsv
expect 0 'imported 7 days: 0 new, 7 changed, 0 the same; 32 removed' \
	"$convoke" import workdays days.tsv
expect 0 '2026-10-07' "$convoke" status
expect 0 'to 2026 (imported), last row 2026-10-07' "$convoke" status
expect 0 '没有 2031 年，按周一至周五' "$convoke" status --lang zh --now 2031-03-04T09:00

# What was imported, and the shipped days of the other years.
expect 0 '"day":"2026-10-01","weekday":"Thu","kind":"rest","name":"国庆","source":"imported"' \
	"$convoke" list workdays --json
expect 0 '"day":"2025-10-11","weekday":"Sat","kind":"work","name":"国庆节","source":"shipped"' \
	"$convoke" list workdays 2025-10 --json
[ "$("$convoke" list workdays 2026 --json | wc -l)" -eq 7 ] ||
	fail 'shipped days stand beside an imported year'
expect 64 'did you mean workdays?' "$convoke" list workday
expect 0 'database' "$convoke" verify
expect 64 'did you mean units?' "$convoke" list unit
expect 65 'no message 1' "$convoke" message retry 1
expect 65 'outbox:1' "$convoke" outbox drop 1
expect 65 'there is no M77' "$convoke" show M77
expect 0 '2026-03-04T09:00' "$convoke" status --now 2026-03-04T09:00

# Chinese columns are aligned whatever the locale: each cell of a column starts
# at the same width. Two columns a Chinese character, so the last field of all
# rows ends at the same place.
"$convoke" list people --lang zh | python3 -c '
import sys, unicodedata
def width(s): return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in s)
lines = sys.stdin.read().splitlines()
head = lines[0]
at = width(head[:head.index("姓名")])
for line in lines[1:]:
    w = i = 0
    while w < at: w += width(line[i]); i += 1
    assert w == at and line[i-1] == " " and line[i] != " ", line
' || fail 'the columns of list people'

# Output that cannot be written is no success.
code=0
"$convoke" list audit >/dev/full 2>/dev/null || code=$?
[ "$code" -eq 74 ] || fail "a full disk ended with $code"

# Damage is found: exit 1. The audit table refuses changes, so its guards go
# first, as somebody who wants to hide something would do.
if command -v sqlite3 >/dev/null; then
	sqlite3 state/convoke.db "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'" |
		sqlite3 state/convoke.db
	sqlite3 state/convoke.db "UPDATE audit SET note = 'x' WHERE id = 1"
	expect 1 '"what":"audit rows","count":' "$convoke" verify --json
fi

# A played year is explained to the day: 30 days from 2026-09-01 end in the
# October holidays and move to the 8th; each reminder is told, sent or not.
cd "$dir"
TMPDIR=$dir "$convoke" demo >played 2>&1 || fail "demo: $(tail -3 played)"
conf=$(sed -n 's/^next: convoke -c \([^ ]*\) .*/\1/p' played)
if [ -f "$conf" ]; then
	expect 0 '2026年10月8日（周四）24:00' "$convoke" -c "$conf" explain APP-2026-003 --lang zh
	expect 0 '2026-09-28 09:00 (-10) app.supp.rem: sent' "$convoke" -c "$conf" explain APP-2026-003
	expect 0 '2026年2月6日（周五）往后15个工作日（首日不计）：2月9日、' "$convoke" -c "$conf" explain APP-2026-001 --lang zh
	expect 0 'message:11 2026-03-03 11:00 gs@wg5.example' "$convoke" -c "$conf" explain APP-2026-001/WG5
	expect 0 'Message-ID: ' "$convoke" -c "$conf" show outbox:1 --raw
	expect 0 'authentication mx.tc.example dkim=pass' "$convoke" -c "$conf" show message:3
	expect 0 '91' "$convoke" -c "$conf" show APP-2026-001 --json
	"$convoke" -c "$conf" show message:1 --raw >raw
	[ "$(sha256sum <raw | cut -c1-64)" = "$("$convoke" -c "$conf" explain message:1 | sed -n 's/^SHA-256 *//p')" ] ||
		fail 'show --raw gives other octets than came in'
	expect 0 'raw mails' "$convoke" -c "$conf" verify
	# One octet of one raw mail changed: found.
	spoiled=$(find "$(dirname "$conf")/state/spool/keep" -name '*.eml' | head -1)
	printf 'x' >>"$spoiled"
	came=$(sed -n 's/^\([0-9]*\) messages in.*/\1/p' played)
	expect 1 "\"what\":\"raw mails\",\"count\":$came,\"damaged\":1" "$convoke" -c "$conf" verify --json
	case $conf in
	*/convoke-demo-*) rm -rf "$(dirname "$conf")" ;;
	esac
else
	fail "the demo does not say where its state lies: $(tail -3 played)"
fi

cd /
[ "$fails" -eq 0 ] || exit 1
echo 'cli: all as expected'
