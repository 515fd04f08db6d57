#!/bin/sh
# Functions up to 60 lines, sources up to 600, contracts up to 150: what is
# longer is listed for a person to judge, what is much longer fails.
set -eu
# Functions begin and end at the left margin (clang-format sees to that).
functions() {
	awk -v aim="$1" '
		/^[A-Za-z_].*\(/ && !/;$/ { head = FNR; name = $0 }
		/^\{/ { if (head) { inside = 1 } }
		/^\}/ && inside {
			if (FNR - head + 1 > aim)
				print FNR - head + 1, FILENAME ": " name
			inside = head = 0
		}' "$2"
}
check() {
	find "$1" \( -name '.git' -o -name 'build*' \) -prune -o \
		-name '*.[ch]' -print | sort | while read -r file; do
		lines=$(wc -l <"$file")
		# A test is a list of cases, and a list may be long.
		case $file in
		*/tests/*.[ch]) aim=700 most=900 ;;
		*.h) aim=150 most=200 ;;
		*) aim=600 most=700 ;;
		esac
		if [ "$lines" -gt "$most" ]; then
			echo "too long: $lines lines, $file"
		elif [ "$lines" -gt "$aim" ]; then
			echo "long: $lines lines, $file"
		fi
		functions 60 "$file" | while read -r length name; do
			if [ "$length" -gt 80 ]; then
				echo "too long: $length lines, $name"
			else
				echo "long: $length lines, $name"
			fi
		done
	done
}
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
{
	echo 'int f(void)' && echo '{'
	i=0
	while [ $((i += 1)) -le 90 ]; do echo '    f();'; done
	echo '}'
} >"$probe/bad.c"
check "$probe" | grep -q '^too long: 93 lines' || {
	echo 'the sizes lint does not see a function of 93 lines'
	exit 1
}
check . >"$probe/found"
cat "$probe/found"
! grep -q '^too long' "$probe/found"
