#!/bin/sh
# Every shell script of the repository passes shellcheck.
set -eu
command -v shellcheck >/dev/null || {
	echo 'shellcheck is not installed: scripts are not checked'
	exit 0
}
find . -name .git -prune -o -path './build*' -prune -o \
	\( -name '*.sh' -o -name setup -o -path './.ci/*' \) -type f -print |
	while read -r script; do
		shellcheck --severity=warning "$script" || exit 1
	done
