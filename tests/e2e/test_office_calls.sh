#!/bin/sh
# Reading a docx or a zip opens no file and no socket: the worker that does it
# has neither. strace counts what follows the reading of the file itself.
set -eu

tool=$(dirname "$1")/tests/form_dump
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! strace -o /dev/null true 2>/dev/null; then
	echo "skipped: strace is not here or not allowed"
	exit 77
fi

calls_of() {
	# The leak checker cannot run under a tracer.
	ASAN_OPTIONS=detect_leaks=0 strace -f -o "$work/trace" \
		-e trace=%file,%network "$tool" "$1" >"$work/out" || true
	# Everything behind the open of the file under test, but for printing.
	sed -n "\\|openat(.*$1|,\$p" "$work/trace" |
		grep -v -e "$1" -e '+++ exited' -e 'newfstatat(1, ""' || true
}

bad=0
n=0
check() {
	n=$((n + 1))
	calls=$(calls_of "$1")
	if [ -n "$calls" ]; then
		echo "FAIL $1 makes calls:"
		echo "$calls"
		bad=1
	fi
}

for file in "$source"/tests/data/forms/*.docx \
	"$source/templates/forms/application.docx"; do
	check "$file"
done

# A document that names an encoding which libxml2 would load a converter for.
python3 - "$work/gbk.docx" <<'EOF'
import sys
import zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("word/document.xml",
               '<?xml version="1.0" encoding="GB18030"?><a>x</a>')
EOF
check "$work/gbk.docx"

# The check itself sees an open that should not be.
strace -o "$work/trace" -e trace=%file,%network cat "$work/gbk.docx" \
	/dev/null >/dev/null
if ! sed -n "\\|openat(.*$work/gbk.docx|,\$p" "$work/trace" | grep -q /dev/null; then
	echo "FAIL the trace does not show what it should"
	bad=1
fi

echo "$n documents, no file and no socket opened"
exit "$bad"
