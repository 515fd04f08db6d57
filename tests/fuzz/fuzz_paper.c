/* Whatever paper_read accepts, paper_write writes as a paper that reads the
 * same, and its text is text. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/render/paper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA = 256 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    CLEANUP(text_release) struct text again = TEXT_INIT(PAPER_MAX_OCTETS);
    CLEANUP(text_release) struct text words = TEXT_INIT(PAPER_MAX_OCTETS);
    struct paper p;

    if (!paper_read(span_of((const char *)data, size), &arena, &p))
        return 0;
    paper_print(&p, &words);
    if (!words.over && !span_is_utf8(text_span(&words)))
        abort();
    paper_write(&p, &wire);
    if (wire.over)
        return 0;
    if (!paper_read(text_span(&wire), &arena, &p))
        abort();
    paper_write(&p, &again);
    if (!span_eq(text_span(&wire), text_span(&again)))
        abort();
    return 0;
}
