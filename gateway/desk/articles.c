#include "articles.h"

#include <assert.h>

/* The file is put into the program as it is: what a person is held to is not
 * looked for on a disk that somebody may have changed. ARTICLES_TXT is its
 * path, given by the build. */
__asm__(".section .rodata\n"
        ".balign 8\n"
        "articles_txt_begin:\n"
        ".incbin \"" ARTICLES_TXT "\"\n"
        "articles_txt_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char articles_txt_begin[];
extern const char articles_txt_end[];

static bool is_head(struct span line, struct span *ret_name)
{
    if (!span_starts(line, SPAN("[")) || !span_ends(line, SPAN("]")))
        return false;
    *ret_name = span_sub(line, 1, line.n - 2);
    return true;
}

struct span article_words(const char *name)
{
    struct span rest = span_of(articles_txt_begin,
                               (size_t)(articles_txt_end - articles_txt_begin));
    struct span begun = SPAN_NONE;
    struct span line;
    struct span head;

    assert(name);
    while (span_line(&rest, &line)) {
        if (!is_head(line, &head))
            continue;
        if (begun.p)
            return span_trim(span_of(begun.p, (size_t)(line.p - begun.p)));
        if (span_eq(head, span_str(name)))
            begun = rest;
    }
    return span_trim(begun);
}
