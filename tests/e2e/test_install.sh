#!/bin/sh
# What is installed is whole: it runs far from the tree it was built from.
set -eu
build=$(dirname "$(realpath "$1")")
[ -e "$build/pages/convoke.1" ] || {
	echo 'no manual pages were printed here (preset release does)'
	exit 77
}
command -v strace >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cmake --install "$build" --prefix "$dir/usr" >"$dir/log"
for file in bin/convoke libexec/convoke/convoke-paper share/man/man1/convoke.1 \
	share/man/man5/convoke.conf.5 share/man/man5/charter.conf.5 \
	share/man/man5/convoke-register.5 \
	share/convoke/templates/layout.html \
	share/convoke/templates/zh/app.ack.mustache \
	share/convoke/templates/forms/application.docx \
	share/convoke/templates/demo/register.json \
	share/bash-completion/completions/convoke; do
	[ -s "$dir/usr/$file" ] || {
		echo "FAIL: $file is not installed"
		exit 1
	}
done
cd "$dir"
# The texts beside it, not those it was built with, nor some other place's.
strace -f -e trace=openat,access,readlink -o trace usr/bin/convoke demo >played 2>&1 || {
	cat played
	exit 1
}
grep -q 'member.welcome' played || {
	echo 'FAIL: no membership'
	exit 1
}
! grep 'mustache"' trace | grep -v "$dir/usr/share/convoke/templates" | head -3 | grep . || {
	echo 'FAIL: templates of another place'
	exit 1
}
conf=$(sed -n 's/^next: convoke -c \([^ ]*\) .*/\1/p' played)
case $conf in
*/convoke-demo-*) rm -rf "$(dirname "$conf")" ;;
esac
echo 'install: all as expected'
