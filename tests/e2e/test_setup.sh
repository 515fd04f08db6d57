#!/bin/sh
# What ./setup would do, with stand-ins for the tools that change a machine.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/tree"
cp setup "$dir/tree/setup"
cd "$dir/tree"

stand_in() {
	printf '#!/bin/sh\necho "%s $*" >>"%s/log"\n%s\n' "$1" "$dir" "$2" >"$dir/bin/$1"
	chmod 755 "$dir/bin/$1"
}
fail() {
	echo "FAIL: $*"
	cat "$dir/log"
	exit 1
}
run() {
	: >"$dir/log"
	code=0
	PATH="$dir/bin:$PATH" ./setup "$@" >"$dir/out" 2>&1 || code=$?
}
stand_in dpkg-query 'echo "install ok installed"'
stand_in cmake ''
stand_in cpack ''
stand_in ctest 'echo "100% tests passed"'
stand_in sudo ''
stand_in id 'echo 1000'

run
[ "$code" -eq 0 ] || fail 'setup alone fails'
[ ! -s "$dir/log" ] || fail 'setup alone does something'
for word in demo test build bench gallery pictures deb install; do
	grep -q "^  $word " "$dir/out" || fail "setup does not tell of $word"
done
run nonsense
[ "$code" -eq 64 ] || fail "an unknown word ended with $code"

run test
[ "$code" -eq 0 ] || fail 'setup test fails'
grep -q sudo "$dir/log" && fail 'something was installed though nothing is missing'
tail -n 1 "$dir/out" | grep -q '100% tests passed' || fail 'the last word is not that of ctest'
for preset in release dev; do
	grep -q "^cmake --preset $preset" "$dir/log" || fail "$preset is not configured"
done

stand_in ctest 'exit 8'
run test
[ "$code" -eq 8 ] || fail "failing tests ended with $code"
stand_in cmake 'exit 1'
run test
[ "$code" -eq 1 ] || fail "a failing build ended with $code"
grep -q '^ctest' "$dir/log" && fail 'tests ran after a failed build'

stand_in cmake ''
stand_in ctest ''
stand_in dpkg-query 'case $4 in libetpan-dev | postfix) exit 1 ;; esac; echo "install ok installed"'
run build
grep '^sudo' "$dir/log" | head -1 | grep -q 'sh -c' || fail 'nothing was installed'
grep -q 'sh libetpan-dev$' "$dir/log" || fail 'build does not install just what is missing'
run test
grep -q 'sh libetpan-dev postfix$' "$dir/log" || fail 'test does not install the server'
echo 'setup: all as expected'
