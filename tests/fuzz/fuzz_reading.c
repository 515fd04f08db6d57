/* Whatever a message says, the worker's answer to it can be decoded, and its
 * calendar object is text. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/mail/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool ignore(void *to, struct span piece)
{
    (void)to;
    (void)piece;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    CLEANUP(arena_release) struct arena worker = ARENA_INIT(128 * 1024 * 1024);
    CLEANUP(arena_release) struct arena core = ARENA_INIT(64 * 1024 * 1024);
    CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_FACTS);
    struct span raw = span_of((const char *)data, size);
    struct facts f;
    struct facts g;

    if (!ready)
        reading_prepare();
    ready = true;
    if (reading_facts(raw, &worker, &f, /* why= */ NULL) != VERDICT_DONE)
        return 0;
    if (!span_is_utf8(f.calendar_text) || span_has(f.calendar_text, SPAN("\r")))
        abort();
    facts_encode(&f, &record);
    if (facts_decode(text_span(&record), &core, &g, NULL) != VERDICT_DONE)
        abort();
    list_each(&g.files, file) if (file->part >= 0 &&
                                  reading_part(raw, file->part, ignore, NULL,
                                               NULL) != VERDICT_DONE) abort();
    return 0;
}
