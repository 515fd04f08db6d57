#!/bin/sh
# What this project does not use, and what it uses instead.
set -eu
# names, the one file that may use them, what to use
table='strcpy strcat sprintf vsprintf strncat strncpy:-:text.h
gets scanf fscanf:-:span_line
strtok strtok_r:-:span_cut
atoi atol atoll atof:-:number_parse
system popen wordexp execlp execvp execvpe:-:nothing; no shell is ever run
alloca:-:arena.h
tmpnam tempnam mktemp:-:mkstemp
rand random srand drand48:-:random.h
time gettimeofday ftime clock_gettime:gateway/base/clock.c:clock.h
localtime localtime_r gmtime gmtime_r mktime ctime strftime:-:moment.h
malloc calloc realloc strdup strndup:gateway/base/mem.c:mem.h, arena.h
XML_PARSE_NOENT XML_PARSE_DTDLOAD XML_PARSE_DTDVALID XML_PARSE_HUGE:-:bounds'
# Comments and strings may name what the code must not use.
check() {
	# shellcheck disable=SC2046 # no name in the tree holds a blank
	(cd "$1" && awk -v table="$table" '
		BEGIN {
			rows = split(table, row, "\n")
			for (i = 1; i <= rows; i++) {
				split(row[i], cell, ":")
				names = split(cell[1], name, " ")
				for (j = 1; j <= names; j++) {
					may[name[j]] = cell[2]
					instead[name[j]] = cell[3]
				}
			}
		}
		FNR == 1 { comment = 0 }
		{
			line = $0
			if (comment) {
				if (!match(line, /\*\//))
					next
				line = substr(line, RSTART + 2)
				comment = 0
			}
			gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
			gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
			if (match(line, /\/\*/)) {
				comment = 1
				line = substr(line, 1, RSTART - 1)
			}
			while (match(line, /[A-Za-z_][A-Za-z_0-9]*/)) {
				word = substr(line, RSTART, RLENGTH)
				before = substr(line, RSTART - 1, 1)
				line = substr(line, RSTART + RLENGTH)
				if (!(word in may) || may[word] == FILENAME)
					continue
				if (before == "." || before == ">")
					continue
				if (word !~ /^XML/ && line !~ /^[ \t]*\(/)
					continue
				print FILENAME ":" FNR ": " word ", use " instead[word]
			}
		}' $(find gateway mail calendar include -name '*.[ch]' 2>/dev/null | sort))
}
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
mkdir "$probe/mail"
cat >"$probe/mail/bad.c" <<'EOF'
/* strcpy( in words */
    strcpy(a, b); /* and
    system( in more words */ x = XML_PARSE_HUGE;
    t->time(t); f("popen(");
EOF
[ "$(check "$probe" | wc -l)" -eq 2 ] || {
	echo 'the banned lint does not see what it should:'
	check "$probe"
	exit 1
}
check . >"$probe/found"
cat "$probe/found"
[ ! -s "$probe/found" ]
