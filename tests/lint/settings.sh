#!/bin/sh
# Every setting is explained in both languages and read by something.
set -eu
table=gateway/settings_table.c
# name, field, languages it has: one line a row of the table
rows() {
	awk '/^    \{ "/ { row = "" }
		{ row = row $0 }
		/\},[ \t]*$/ && row ~ /SETTING_/ {
			split(row, quoted, "\"")
			field = row
			sub(/.*PLACE\(/, "", field)
			sub(/\).*/, "", field)
			print quoted[2], field, (row ~ /\.zh = "./), (row ~ /\.en = "./)
			row = ""
		}' "$1"
}
rows $table >/dev/null
count=$(rows $table | wc -l)
[ "$count" -gt 20 ] || {
	echo "the settings lint sees $count rows only"
	exit 1
}
bad=0
others=$(find gateway -name '*.[ch]' ! -name 'settings_table.c')
rows $table | {
	while read -r name field zh en; do
		[ "$zh$en" = 11 ] || { echo "$name: not explained in both languages"; bad=1; }
		# shellcheck disable=SC2086
		grep -qE "(->|\.)$(echo "$field" | sed 's/\./\\./g')([^A-Za-z0-9_]|$)" $others || {
			echo "$name: a setting nothing reads"
			bad=1
		}
	done
	exit "$bad"
}
