#!/bin/sh
# What the two README files print is what the program does.
set -eu
convoke=$(realpath "$1")
source=$(pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LC_ALL=C TMPDIR="$dir"
unset CONVOKE_CONF
fail() {
	echo "FAIL: $*"
	exit 1
}

# block FILE START: the fenced block whose first line begins with START.
block() {
	awk -v start="$2" '
		/^```/ { if (inside && shown) exit; inside = !inside; first = inside; next }
		inside && first { first = 0; shown = index($0, start) == 1 }
		inside && shown' "$source/$1"
}

# Each line of the excerpts is a line of the demo.
for lang in en zh; do
	case $lang in
	en) readme=README.md ;;
	zh) readme=README.zh-CN.md ;;
	esac
	"$convoke" --lang $lang demo >"$dir/played" 2>"$dir/talk" || fail "demo: $(cat "$dir/talk")"
	sed 's/ *$//' "$dir/played" >"$dir/lines"
	block $readme '02-02' >"$dir/excerpt"
	[ "$(wc -l <"$dir/excerpt")" -gt 10 ] || fail "$readme has no excerpt"
	grep -v '^…$' "$dir/excerpt" | while read -r line; do
		grep -qxF -- "$line" "$dir/lines" || fail "$readme: the demo does not print: $line"
	done
done

came=$(find "$source/templates/demo" -name '*.eml' | wc -l)
grep -q "$came message files" README.md || fail "README.md: the demo has $came messages"
grep -q "$came 封邮件原件" README.zh-CN.md || fail "README.zh-CN.md: the demo has $came messages"

# The pictures are there, and small.
for readme in README.md README.zh-CN.md; do
	grep -o '(\.pictures/[a-z]*\.png)' $readme | tr -d '()' >"$dir/pictures"
	[ "$(wc -l <"$dir/pictures")" -eq 3 ] || fail "$readme shows $(wc -l <"$dir/pictures") pictures"
	while read -r picture; do
		[ "$(wc -c <"$picture")" -lt 120000 ] || fail "$readme: $picture is missing or large"
	done <"$dir/pictures"
done

# The lines without any server, as they stand.
mkdir "$dir/clone" "$dir/clone/build"
ln -s "$convoke" "$dir/clone/build/convoke"
ln -s "$source/templates" "$dir/clone/templates"
cd "$dir/clone"
for readme in README.md README.zh-CN.md; do
	block $readme 'build/convoke init' >"$dir/five"
	[ "$(wc -l <"$dir/five")" -eq 5 ] || fail "$readme: $(wc -l <"$dir/five") lines"
	rm -rf tc260
	# A busy machine needs more than two seconds for everything.
	sed 's/sleep 2/sleep 6/' "$dir/five" | sh >"$dir/said" 2>"$dir/talk" ||
		fail "$readme: $(cat "$dir/talk")"
	grep -q '^X-Convoke-Notice: app.incomplete' "$dir/said" || fail "$readme: no answer: $(cat "$dir/talk")"
	grep -q '^APP-2026-001\|^APP-20[0-9][0-9]-001' "$dir/said" || fail "$readme: no application"
done

# The settings for real mail are right as they stand.
for readme in README.md README.zh-CN.md; do
	: >tc260/password
	chmod 600 tc260/password
	{
		awk '/^transport = \{/ { skip = 1 } /^trust = \{/ { skip = 1 }
			!skip { print } /^\};/ { skip = 0 }' tc260/convoke.conf
		(cd "$source" && block $readme 'transport = {')
	} >tc260/real.conf
	"$convoke" -c tc260/real.conf check >"$dir/said" 2>&1 || fail "$readme: $(cat "$dir/said")"
done
echo 'readme: all as told'
