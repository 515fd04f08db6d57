#!/bin/sh
# Every key of a logged event stands in log-keys.txt, and every key there is
# used; whoever reads the log can rely on the words.
set -eu
used() {
	find "$1/gateway" "$1/mail" "$1/include" -name '*.[ch]' \
		-exec cat {} + 2>/dev/null |
		sed -n 's/KV\(_STR\|_INT\)\{0,1\}("/\n&/gp' |
		sed -n 's/^KV\(_STR\|_INT\)\{0,1\}("\([^"]*\)".*/\2/p' | sort -u
}
known() {
	sed -n 's/^\([a-z_]*\)[[:space:]].*/\1/p' tests/lint/log-keys.txt | sort -u
}
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
mkdir "$probe/mail"
echo 'log_event(KV("stranger", a), KV_INT("pid", b));' >"$probe/mail/bad.c"
known >"$probe/known"
[ "$(used "$probe" | comm -23 - "$probe/known")" = stranger ] || {
	echo 'the log keys lint does not see a stranger'
	exit 1
}
used . >"$probe/used"
comm -23 "$probe/used" "$probe/known" | sed 's|$|: a key that tests/lint/log-keys.txt does not explain|' >"$probe/found"
comm -13 "$probe/used" "$probe/known" | sed 's/$/: a key nobody uses/' >>"$probe/found"
cat "$probe/found"
[ ! -s "$probe/found" ]
