#!/bin/sh
# Commands while the service runs: answered by it, never beside it.
set -eu
convoke=$(realpath "$1")
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || :; rm -rf "$dir"' EXIT
export LC_ALL=C
unset CONVOKE_CONF
"$convoke" run --help >/dev/null 2>&1 || exit 77

fail() {
	echo "FAIL: $*"
	[ ! -s "$dir/log" ] || tail -5 "$dir/log"
	exit 1
}
start() {
	"$convoke" run 2>"$dir/log" &
	pid=$!
	for _ in $(seq 200); do
		grep -q 'event=run.ready' "$dir/log" && return 0
		kill -0 "$pid" 2>/dev/null || fail 'run ended at once'
		sleep 0.05
	done
	fail 'run does not get ready'
}

cd "$dir"
"$convoke" -q init tc
cd tc
cat >register.json <<'EOF'
{ "groups": [ { "id": "WG5", "name": "评估工作组" } ],
  "units": [ { "id": "M01", "name": "示例科技有限公司",
    "contact": { "name": "陈联系", "mail": "c@m01.example" },
    "memberships": [ { "group": "WG5", "since": "2025-04-01", "representatives": [] } ] } ] }
EOF
start

# The same answer with and without the service, files and input handed over.
"$convoke" import register register.json 2>said || fail "import: $(cat said)"
grep -q imported said || fail 'what the core says does not arrive'
"$convoke" import register - --dry-run --json <register.json 2>/dev/null |
	grep -q '"verdict":"replaced"' || fail 'standard input does not arrive'
sed 's/"陈联系"/"x"/' register.json | "$convoke" import register - --dry-run 2>/dev/null >/dev/null ||
	fail 'a pipe does not arrive'
"$convoke" list units --json >with.json
"$convoke" list units --lang zh >with.txt
[ -s with.json ] || fail 'list says nothing'
"$convoke" status --lang zh | grep -q '运行中' || fail 'status does not know'
"$convoke" status --now 2026-03-04T09:00 | grep -q '2026-03-04T09:00' ||
	fail '--now does not reach the core'

# Exit codes and faults travel, too.
for case in '64 list unit' '65 show M77' '66 import register nothere.json' '0 verify'; do
	code=0
	# shellcheck disable=SC2086 # words of a command line
	"$convoke" ${case#* } >said 2>&1 || code=$?
	[ "$code" -eq "${case%% *}" ] || fail "$case ended with $code: $(cat said)"
done

# A second one refuses in time and disturbs nothing.
began=$(date +%s%N)
code=0
"$convoke" run 2>said || code=$?
took=$((($(date +%s%N) - began) / 1000000))
[ "$code" -eq 75 ] || fail "a second run ended with $code"
grep -q "process $pid" said || fail "a second run does not name the first: $(cat said)"
[ "$took" -lt 2000 ] || fail "a second run took $took ms"
[ "$(stat -c %a state/control.sock)" = 600 ] || fail 'anybody may speak to the core'

# Many at once.
for i in 1 2 3 4 5 6 7 8; do
	"$convoke" list units --json >"many.$i" &
	clients="${clients-} $!"
done
for client in $clients; do
	wait "$client" || fail 'a client was turned away'
done
for i in 1 2 3 4 5 6 7 8; do
	cmp -s with.json "many.$i" || fail "client $i got something else"
done

# A wrong configuration is told and the old one stays.
cp convoke.conf good.conf
echo 'nonsense = 1;' >>convoke.conf
kill -HUP "$pid"
for _ in $(seq 100); do
	grep -q 'event=config.refused' log ../log 2>/dev/null && break
	sleep 0.05
done
grep -q 'event=config.refused' "$dir/log" || fail 'SIGHUP was not heard'
cp good.conf convoke.conf
"$convoke" list units --json | cmp -s - with.json || fail 'a wrong configuration broke the service'

# Killed: the state is free at once, the left-over socket misleads nobody.
kill -9 "$pid"
wait "$pid" 2>/dev/null || :
[ -S state/control.sock ] || fail 'no socket was left over: nothing is tested'
"$convoke" list units --json | cmp -s - with.json || fail 'list after a kill'
"$convoke" list units --lang zh | cmp -s - with.txt || fail 'list zh after a kill'
start
"$convoke" list units --json | cmp -s - with.json || fail 'list after a restart'
kill -TERM "$pid"
code=0
wait "$pid" || code=$?
pid=
[ "$code" -eq 0 ] || fail "SIGTERM ended it with $code"
[ ! -e state/control.sock ] || fail 'the socket stays behind'
echo 'running: all as expected'
