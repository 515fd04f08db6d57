#!/bin/sh
# A file may include only the floors listed after its own in floors.txt.
set -eu
floor_of() {
	case $1 in
	gateway/base/*|include/convoke/base/*) echo base ;;
	mail/*|include/convoke/mail/*) echo mail ;;
	calendar/*|include/convoke/calendar/*) echo calendar ;;
	gateway/store/*|include/convoke/store/*) echo store ;;
	gateway/render/*|include/convoke/render/*) echo render ;;
	gateway/desk/*|include/convoke/desk/*) echo desk ;;
	gateway/*) echo top ;;
	esac
}
check() {
	bad=0
	for file in $(cd "$1" && find gateway mail calendar include -name '*.[ch]' 2>/dev/null | sort); do
		own=$(floor_of "$file")
		allowed=" $own $(sed -n "s/^${own}[[:space:]]\{1,\}//p" tests/lint/floors.txt) "
		for inc in $(sed -n 's/^[[:space:]]*#[[:space:]]*include "\(convoke\/[^"]*\)".*/\1/p' "$1/$file"); do
			other=$(floor_of "include/$inc")
			case $allowed in
			*" $other "*) ;;
			*) echo "$file ($own) must not include $inc ($other)"; bad=1 ;;
			esac
		done
	done
	return "$bad"
}
# The lint proves itself: a calendar file that includes a desk header fails.
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
mkdir "$probe/calendar" "$probe/gateway" "$probe/mail" "$probe/include"
echo '#include "convoke/desk/notice.h"' >"$probe/calendar/bad.c"
if check "$probe" >/dev/null; then
	echo "the floors lint does not see a forbidden include"
	exit 1
fi
check .
