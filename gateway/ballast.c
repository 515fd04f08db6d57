#include "ballast.h"

#include <stdio.h>
#include <sys/mman.h>

#include "convoke/base/file.h"

/* The libraries a reader calls, by the beginning of their file's name. */
static const struct span kept[] = {
    SPAN("libc.so"),
    SPAN("libc-"),
    SPAN("ld-linux"),
    SPAN("libm.so"),
    SPAN("libm-"),
    SPAN("libxml2.so"),
    SPAN("libzip.so"),
    SPAN("libarchive.so"),
    SPAN("libz.so"),
    SPAN("libutf8proc.so"),
    SPAN("libnettle."),
    SPAN("libbz2."),
    SPAN("liblzma."),
    SPAN("libzstd."),
    SPAN("libgcc_s"),
    SPAN("libpthread"),
    SPAN("libcrypto."),
    /* of the sanitized build */
    SPAN("libasan."),
    SPAN("libubsan."),
    SPAN("libstdc++."),
};

static bool is_ballast(struct span path)
{
    struct span name = path;
    struct span piece;
    struct span rest = path;

    while (span_cut(&rest, '/', &piece))
        name = piece;
    if (!span_has(name, SPAN(".so")) || span_has(path, SPAN("/gconv/")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        if (span_starts(name, kept[i]))
            return false;
    return true;
}

/* One line of /proc/self/maps: "55d0-55d8 r-xp 00000000 fe:00 1  /usr/…". */
struct mapping {
    unsigned long from, to;
    bool code, data;
    struct span path; /* borrowed, empty when none */
};

static struct mapping mapping_of(struct span line)
{
    struct mapping m = { .path = span_from(line, span_find_char(line, '/')) };
    char rights[8] = "";

    if (sscanf(line.p, "%lx-%lx %7s", &m.from, &m.to, rights) != 3)
        return (struct mapping){ 0 };
    m.code = rights[2] == 'x';
    m.data = rights[1] == 'w';
    return m;
}

/* A library's head and its table of addresses stay: the linker, which binds
 * names when they are first called, looks through every library for them. What
 * goes is its code, the constants that follow, and its variables. */
void ballast_drop(void)
{
    CLEANUP(text_release) struct text maps = TEXT_INIT(TEXT_MAX_NOTICE);
    struct mapping before = { 0 };
    struct span rest, line;

    if (file_read("/proc/self/maps", &maps, NULL) != VERDICT_DONE)
        return;
    rest = text_span(&maps);
    while (span_line(&rest, &line)) {
        struct mapping m = mapping_of(line);
        bool constants = before.code && span_eq(before.path, m.path);

        if (is_ballast(m.path) && (m.code || m.data || constants))
            madvise((void *)m.from, m.to - m.from, MADV_DONTFORK);
        before = m;
    }
}
