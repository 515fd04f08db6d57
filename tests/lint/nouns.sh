#!/bin/sh
# Every noun has a unit test of its own name, or nouns.txt says what proves it.
set -eu
bad=0
for source in $(find gateway mail calendar -name '*.c' ! -name 'main.c' | sort); do
	noun=$(basename "$source" .c)
	listed=$(grep -c "^${noun}[[:space:]]" tests/lint/nouns.txt || :)
	if [ -e "tests/unit/test_$noun.c" ]; then
		[ "$listed" -eq 0 ] || {
			echo "$noun has a unit test: take it off tests/lint/nouns.txt"
			bad=1
		}
	elif [ "$listed" -eq 0 ]; then
		echo "$source has no tests/unit/test_$noun.c and is not in tests/lint/nouns.txt"
		bad=1
	fi
done
# What proves it exists.
while read -r noun proof _; do
	case $noun in
	'' | '#'*) continue ;;
	esac
	[ -n "$(find gateway mail calendar -name "$noun.c")" ] || {
		echo "nouns.txt: there is no $noun.c"
		bad=1
	}
	[ -e "tests/$proof" ] || {
		echo "nouns.txt: $noun is said to be proven by $proof, which is not there"
		bad=1
	}
done <tests/lint/nouns.txt
exit "$bad"
